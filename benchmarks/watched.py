"""A command run under watch: how long it takes, what memory its processes reach, some of them killed."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PERFEVAL = (sys.executable, "-c", "from cli import app; app()")
_PROC = Path("/proc")
_EVERY = 0.1
_LEAST_WORKER = 48 << 20
"""Bytes above which a descendant is a worker, not a helper of the pool that only waits."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What came of a command; memory in bytes, zero where the system does not tell."""

    code: int
    seconds: float
    own_seconds: float
    """Processor time of the command's first process."""
    peak: int
    peak_worker: int
    output: str
    errors: str


@dataclass(slots=True)
class _Peaks:
    top: int
    own: int = 0
    cpu: float = 0.0
    others: dict[int, int] = field(default_factory=dict)

    def look(self) -> None:
        for pid in family(self.top):
            high = _high_water(pid)
            if pid == self.top:
                self.own, self.cpu = max(self.own, high), max(self.cpu, _processor_seconds(pid))
            else:
                self.others[pid] = max(self.others.get(pid, 0), high)


def watch(
    command: Sequence[str], cwd: Path, meanwhile: Callable[[int, float], None] = lambda _, __: None
) -> Watched:
    """Run *command* to its end; *meanwhile* is called again and again with its process and the time gone."""
    environment = {**os.environ, "PYTHONPATH": str(cwd)}
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        begin = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=errors)
        peaks = _Peaks(process.pid)
        while process.poll() is None:
            peaks.look()
            meanwhile(process.pid, time.monotonic() - begin)
            time.sleep(_EVERY)
        seconds = time.monotonic() - begin
        output.seek(0)
        errors.seek(0)
        return Watched(
            process.returncode, seconds, peaks.cpu, peaks.own, max(peaks.others.values(), default=0),
            output.read(), errors.read(),
        )  # fmt: skip


def family(top: int) -> list[int]:
    """Return *top* and all its descendants."""
    parents: dict[int, int] = {}
    for entry in _PROC.glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):  # It ended while being looked at.
            continue
    found = [top]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def workers(top: int) -> list[int]:
    """Return the processes under *top* that do files."""
    direct = set(family(top)) - {top}
    return sorted(pid for pid in direct if _parent(pid) != top and _high_water(pid) > _LEAST_WORKER)


def kill_one(top: int, rng: random.Random, *, worker: bool) -> bool:
    """Kill the process *top* or one of its workers without warning; tell whether there was one."""
    among = workers(top) if worker else [top]
    if not among:
        return False
    os.kill(rng.choice(among), signal.SIGKILL)
    return True


def _status(pid: int, name: str) -> int:
    try:
        text = (_PROC / str(pid) / "status").read_text()
    except OSError:
        return 0
    value = text.partition(f"{name}:")[2].split()
    return int(value[0]) if value else 0


def _high_water(pid: int) -> int:
    return _status(pid, "VmHWM") * 1024


def _parent(pid: int) -> int:
    return _status(pid, "PPid")


def _processor_seconds(pid: int) -> float:
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
