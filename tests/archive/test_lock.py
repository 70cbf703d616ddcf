"""One batch at a time on a store; a dead one's lock never blocks."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from perfeval.store.lock import StoreBusy, written_alone
from perfeval.store.store import StoreError

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from perfeval.store.lock import written_alone
with written_alone(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "档案.db")
    made: Callable[[str], str] = request.getfixturevalue("postgres")
    return made(f"lock_{abs(hash(request.node.name))}")


@contextmanager
def held(address: str) -> Iterator[subprocess.Popen[str]]:
    """Give the process that holds the lock of *address*."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, address],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_batch_is_told_who_writes_and_writes_nothing(address: str, tmp_path: Path) -> None:
    with held(address) as process:
        done = CliRunner().invoke(app, ["batch", "--store", address, "none.docx"])
        assert done.exit_code == 2
        (line,) = done.stderr.splitlines()
        assert address.rpartition("/")[2] in line
        assert f"进程 {process.pid}，20" in line
        assert not (tmp_path / "档案.db").exists()
        with (
            pytest.raises(StoreBusy, match=rf"process {process.pid} on .*, since 20.*; wait"),
            written_alone(address, "en"),
        ):
            pass


def test_the_lock_of_a_killed_process_is_free_at_once(address: str) -> None:
    with held(address) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        for _ in range(2):
            with written_alone(address), pytest.raises(StoreBusy), written_alone(address):
                pass


def test_a_holder_that_told_nothing_yet_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with written_alone(str(path)):
        (tmp_path / "a.db.lock").write_bytes(b"")
        with pytest.raises(StoreBusy, match="进程不详"), written_alone(str(path)):
            pass


def test_two_names_of_one_file_are_one_store(tmp_path: Path) -> None:
    (tmp_path / "b.db").symlink_to(tmp_path / "a.db")
    with (
        written_alone(str(tmp_path / "a.db")),
        pytest.raises(StoreBusy),
        written_alone(str(tmp_path / "b.db")),
    ):
        pass


@pytest.mark.parametrize("address", ["/nowhere/a.db", "postgresql://nobody:secret@127.0.0.1:1/none"])
def test_a_store_that_cannot_be_locked_is_one_line(address: str) -> None:
    with pytest.raises(StoreError, match="无法打开") as refused, written_alone(address):
        pass
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_store_in_memory_needs_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for address in ("sqlite://", "sqlite:///:memory:"):
        with written_alone(address), written_alone(address):
            assert not list(tmp_path.iterdir())
