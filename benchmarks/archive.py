"""``make bench-archive``: thousands of files through ``perfeval batch``, and what holds of it.

Every line is measured in this run; one that names a bound tells whether it was met, and
the exit code is 1 where one was not. Parts can be chosen with ``--only``.
"""

import argparse
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]  # run as a script, it finds the corpus

from collection import Collection, make  # noqa: E402
from watched import PERFEVAL, Watched, kill_one, watch  # noqa: E402

from perfeval.store.schema import EXPORTED  # noqa: E402

MEBIBYTE = 1 << 20
KILLS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, and whether it is within its bound (``None``: there is none)."""

    name: str
    shown: str
    bound: str = ""
    met: bool | None = None


class Bench:
    """One run: the collections made, the stores filled."""

    def __init__(self, folder: Path, files: int, seed: int) -> None:
        self.folder, self.files, self.seed = folder, files, seed
        self._made: dict[int, Collection] = {}
        self._runs: dict[tuple[int, int], Watched] = {}

    def collection(self, files: int) -> Collection:
        if files not in self._made:
            self._made[files] = make(self.folder / f"files{files}", files, self.seed)
        return self._made[files]

    def store(self, files: int, workers: int) -> Path:
        return self.folder / f"store{files}-{workers}.db"

    def run(self, files: int, workers: int) -> Watched:
        """Return the batch over *files* files with *workers* workers, run the first time it is asked for."""
        key = files, workers
        if key not in self._runs:
            folder = self.collection(files).folder
            self._runs[key] = watch(batch(folder, self.store(*key), workers), ROOT)
            if self._runs[key].code not in (0, 3):  # 3 where something in it is broken
                sys.exit(f"the batch ended with {self._runs[key].code}: {self._runs[key].errors}")
        return self._runs[key]

    def speed(self) -> Iterator[Line]:
        one, two = self.run(self.files, 1), self.run(self.files, 2)
        yield Line(f"{self.files} 个文件，2 个进程", _pace(self.files, two))
        yield Line(f"{self.files} 个文件，1 个进程", _pace(self.files, one))
        ratio = one.seconds / two.seconds
        yield Line("1 个进程与 2 个进程用时之比", f"{ratio:.2f}", "≥ 1.8", ratio >= 1.8)
        yield Line("主进程的处理器时间（2 个进程时）", f"{two.own_seconds:.1f} 秒")

    def memory(self) -> Iterator[Line]:
        few, many = self.run(self.files // 10, 2), self.run(self.files, 2)
        worker = many.peak_worker / MEBIBYTE
        yield Line("工作进程的内存峰值", f"{worker:.0f} MiB", "≤ 500 MiB", worker <= 500)
        for name, small, large in (
            ("工作进程", few.peak_worker, many.peak_worker),
            ("主进程", few.peak, many.peak),
        ):
            ratio = large / small
            shown = f"{small / MEBIBYTE:.0f} → {large / MEBIBYTE:.0f} MiB，{ratio:.3f} 倍"
            yield Line(
                f"{name}的内存，{self.files // 10} 与 {self.files} 个文件", shown, "≤ 1.1 倍", ratio <= 1.1
            )

    def accounted(self) -> Iterator[Line]:
        """Every file is in the store: what is broken failed with a cause, all else was verified."""
        self.run(self.files, 2)
        expected = self.collection(self.files).places
        found = {
            place: (status == "failed", cause, message)
            for place, status, cause, message in _query(
                self.store(self.files, 2), "SELECT place, status, cause, message FROM files"
            )
        }
        lost = expected.keys() ^ found.keys()
        wrong = [place for place in expected.keys() & found.keys() if expected[place] != found[place][0]]
        unnamed = [
            place for place, (failed, cause, words) in found.items() if failed and not (cause and words)
        ]
        causes = sorted({cause for _, cause, _ in found.values() if cause})
        shown = f"{len(found)} 个，失败 {sum(expected.values())} 个（{'、'.join(causes)}）"
        yield Line("每个文件都有结果", shown, "无一遗漏", not lost and not wrong and not unnamed)
        for place in [*lost, *wrong, *unnamed][:5]:
            yield Line(f"  不符 {place}", str(found.get(place)))

    def same(self) -> Iterator[Line]:
        self.run(self.files, 1), self.run(self.files, 2)
        one, two = (exports(self.store(self.files, workers)) for workers in (1, 2))
        yield Line("1 个进程与 2 个进程的导出", _agreement(one, two), "相同", one == two)
        ours = _verified(self.store(self.files, 2))
        folder = self.collection(self.files).folder
        theirs = _singly(folder, self.folder / "verify.jsonl")
        differing = sum(ours.get(mark) != text for mark, text in theirs.items()) + len(
            ours.keys() ^ theirs.keys()
        )
        yield Line(
            "与 perfeval verify 的结果", f"{len(theirs)} 个，不同 {differing} 个", "相同", not differing
        )

    def killed(self) -> Iterator[Line]:
        """The batch with five kills at random moments, begun again until it comes to its end."""
        undisturbed = self.run(self.files, 2)
        rng = random.Random(self.seed)
        path = self.folder / "killed.db"
        victims = [place % 2 == 0 for place in range(KILLS)]
        moments: list[str] = []
        restarts = -1
        begin = time.monotonic()
        code = -9
        while code == -9:
            restarts += 1
            at = rng.uniform(1.5, undisturbed.seconds / KILLS)

            def meanwhile(top: int, seconds: float) -> None:
                nonlocal at
                if victims and seconds >= at and kill_one(top, rng, worker=victims[0]):
                    moments.append(f"{'工作进程' if victims.pop(0) else '主进程'} {seconds:.1f} 秒")
                    at = seconds + rng.uniform(1.0, undisturbed.seconds / KILLS)

            code = watch(batch(self.collection(self.files).folder, path, 2), ROOT, meanwhile).code
        one, two = exports(path), exports(self.store(self.files, 2))
        taken = time.monotonic() - begin
        yield Line(
            f"SIGKILL {len(moments)} 次（{'、'.join(moments)}）", f"重新开始 {restarts} 次，共 {taken:.0f} 秒"
        )
        met = one == two and code == 3 and len(moments) == KILLS
        yield Line("与未中断的导出", _agreement(one, two), "相同", met)

    def stats(self) -> Iterator[Line]:
        self.run(self.files, 2)
        command = (*PERFEVAL, "archive", "stats", "--store", str(self.store(self.files, 2)))
        seconds = statistics.median(_seconds(command) for _ in range(5))
        yield Line("perfeval archive stats", f"{seconds:.2f} 秒", "< 1 秒", seconds < 1)

    def poison(self) -> Iterator[Line]:
        """A hundred files that end, hang or burst their worker among a thousand: they alone fail."""
        import poison

        from perfeval.batch.pool import LocalPool
        from perfeval.batch.run import run
        from perfeval.batch.work import Settings
        from perfeval.store.store import Store

        settings, number, seconds = Settings("auto"), self.files // 5, 5.0
        expected: dict[str, str | None] = {}

        def found() -> Iterator[poison.RawFile]:
            for file, cause in poison.files(number, number // 10, self.seed):
                expected[file.name] = cause
                yield file

        path = self.folder / "poison.db"
        store = Store.open(str(path), create=True)
        pool = LocalPool(2, settings, seconds=seconds, memory=1 << 30, function=poison.obey)
        begin = time.monotonic()
        try:
            run(found(), store, pool, settings, seconds=seconds)
        finally:
            pool.close()
            store.close()
        taken = time.monotonic() - begin
        causes = dict(_query(path, "SELECT place, cause FROM files"))
        named = sum(1 for name, cause in expected.items() if cause and causes.get(name) == cause)
        right = sum(1 for name, cause in expected.items() if not cause and causes.get(name, "?") is None)
        poisoned = sum(cause is not None for cause in expected.values())
        met = (named, right) == (poisoned, number - poisoned)
        shown = f"核验 {right} 个，按原因记下 {named} 个，共 {taken:.0f} 秒"
        yield Line(f"{number} 个文件中 {poisoned} 个有毒", shown, f"{number - poisoned} 与 {poisoned}", met)
        for name in [name for name, cause in expected.items() if causes.get(name, "?") != cause][:5]:
            yield Line(f"  不符 {name}", f"{causes.get(name, '没有结果')}，应为 {expected[name]}")
        # Those that hang take their limit each, on two workers; all else must be far below that.
        bound = poisoned / len(poison.CAUSES) * seconds / 2 + number / 10
        yield Line("  用时", f"{taken:.0f} 秒", f"≤ {bound:.0f} 秒", taken <= bound)

    def postgres(self) -> Iterator[Line]:
        from tests.archive.server import programs, server

        self.run(self.files, 2)
        if programs() is None:
            yield Line("PostgreSQL", "没有安装，略过")
            return
        with server() as database:
            address = database("bench")
            run = watch(batch(self.collection(self.files).folder, address, 2), ROOT)
            yield Line(f"{self.files} 个文件，写入 PostgreSQL", _pace(self.files, run))
            one, two = exports(address), exports(self.store(self.files, 2))
        yield Line("PostgreSQL 与 SQLite 的导出", _agreement(one, two), "相同", one == two)

    def cluster(self) -> Iterator[Line]:
        """The batch on a dask scheduler with two workers, one of them killed in the middle."""
        undisturbed = self.run(self.files, 2)
        path, killed = self.folder / "cluster.db", []
        with dask_cluster() as (address, pids):

            def meanwhile(_: int, seconds: float) -> None:
                if not killed and seconds > undisturbed.seconds / 2:
                    os.kill(pids[0], signal.SIGKILL)
                    killed.append(seconds)

            command = batch(self.collection(self.files).folder, path, 2, "--scheduler", address)
            run = watch(command, ROOT, meanwhile)
        shown = f"{_pace(self.files, run)}；一个工作进程在 {sum(killed):.0f} 秒时被杀死"
        yield Line("dask，2 个工作进程", shown)
        one, two = exports(path), exports(self.store(self.files, 2))
        yield Line("dask 与本机的导出", _agreement(one, two), "相同", one == two and bool(killed))


@contextmanager
def dask_cluster() -> Iterator[tuple[str, list[int]]]:
    """Begin a scheduler and two workers as processes of their own; give its address and their numbers."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        free.close()
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}

        def begin(name: str, *options: str) -> subprocess.Popen[bytes]:
            command = (sys.executable, "-m", f"distributed.cli.dask_{name}", *options, "--no-dashboard")
            silent = subprocess.DEVNULL
            return subprocess.Popen(command, cwd=folder, env=environment, stdout=silent, stderr=silent)

        begun = [begin("scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2])]
        options = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        begun += [begin("worker", address, *options) for _ in range(2)]
        try:
            yield address, [process.pid for process in begun[1:]]
        finally:
            for process in begun:
                process.kill()
                process.wait()


def batch(folder: Path, store: Path | str, workers: int, *more: str) -> tuple[str, ...]:
    return (*PERFEVAL, "batch", str(folder), "--store", str(store), "--workers", str(workers), *more)


def exports(store: Path | str) -> dict[str, str]:
    """Return the SHA-256 of every table's export."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for table in EXPORTED:
            target = Path(folder) / f"{table}.jsonl"
            done = watch(
                (*PERFEVAL, "archive", "export", "--store", str(store), "--table", table, "-o", str(target)),
                ROOT,
            )
            if done.code:
                sys.exit(done.errors)
            found[table] = sha256(target.read_bytes()).hexdigest()
    return found


def _seconds(command: tuple[str, ...]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def _agreement(one: dict[str, str], other: dict[str, str]) -> str:
    differing = [table for table in one if one[table] != other[table]]
    return f"不同：{'、'.join(differing)}" if differing else f"{len(one)} 张表相同"


def _pace(files: int, run: Watched) -> str:
    return f"{run.seconds:.1f} 秒，每秒 {files / run.seconds:.1f} 个"


def _query(store: Path, query: str) -> list[tuple[str, ...]]:
    import sqlite3

    connection = sqlite3.connect(store)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def _verified(store: Path) -> dict[str, str]:
    """Return the verification that a store holds, by the hash of the file."""
    import zlib

    query = "SELECT sha256, verification FROM contents WHERE status = 'done'"
    return {mark: zlib.decompress(packed).decode().strip() for mark, packed in _query(store, query)}  # type: ignore[arg-type]


def _singly(folder: Path, target: Path) -> dict[str, str]:
    """Return what ``perfeval verify`` gives, by the hash of the file."""
    import json

    command = ("verify", "--format", "jsonl", "--fail-on", "never", "-o", str(target), str(folder))
    watch((*PERFEVAL, *command), ROOT)
    lines = target.read_text("utf-8").splitlines()
    return {json.loads(line)["source"]["sha256"]: line for line in lines}


PARTS = ("speed", "memory", "accounted", "same", "stats", "killed", "poison", "postgres", "cluster")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    chosen = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), chosen.files, chosen.seed)
        for part in chosen.only:
            for line in getattr(bench, part)():
                verdict = {None: "", True: "达到", False: "未达到"}[line.met]
                print("  ".join(filter(None, (line.name, line.shown, line.bound, verdict))), flush=True)
                failed |= line.met is False
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
