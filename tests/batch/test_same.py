"""The same files give the same store: whatever the workers, whenever it was ended, as one by one."""

import os
import signal
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from cli import app
from perfeval.archive.export import export
from perfeval.archive.query import Filter
from perfeval.store.schema import EXPORTED, contents, files
from perfeval.store.store import Store

CORPORA = Path(__file__).parents[2] / "corpora"
FILES = [
    *(
        f"forms/{name}"
        for name in sorted(path.name for path in (CORPORA / "forms").glob("f0[1-3]-*.[dhpx]*"))
    ),
    *(f"reports/{name}" for name in sorted(path.name for path in (CORPORA / "reports").glob("r*.docx"))),
]
BATCH = """
import os, signal, sys
import perfeval.batch.run as batch
import perfeval.batch.ledger as ledger
from perfeval.batch.start import started
from perfeval.batch.work import Settings
from extractor.sources import expand

ledger._FLUSH = 1
def tell(progress):
    if progress.done >= int(sys.argv[2]):
        os.kill(os.getpid(), getattr(signal, sys.argv[1]))

settings = Settings("auto")
with started(sys.argv[3], settings, workers=2, scheduler=None, seconds=120, memory=2 << 30) as (store, pool):
    batch.run(expand(sys.argv[4:]), store, pool, settings, seconds=120, tell=tell)
"""


def perfeval(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cli import app; app()", *arguments]
    return subprocess.run(
        command, cwd=CORPORA, env=environment(), capture_output=True, text=True, check=False
    )


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CORPORA.parent)}


def exports(path: Path, target: Path) -> dict[str, bytes]:
    target.mkdir()
    store = Store.open(str(path))
    with store.reading() as connection:
        for name in EXPORTED:
            export(connection, name, Filter(), target / f"{name}.csv")
    store.close()
    return {name: (target / f"{name}.csv").read_bytes() for name in EXPORTED}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("same") / "two.db"
    done = perfeval("batch", "--store", str(path), "--workers", "2", *FILES)
    assert (done.returncode, done.stderr) == (0, "")
    return path


def test_one_worker_gives_what_two_give(undisturbed, tmp_path):
    done = perfeval("batch", "--store", str(tmp_path / "one.db"), "--workers", "1", *FILES)
    assert done.returncode == 0
    assert exports(tmp_path / "one.db", tmp_path / "one") == exports(undisturbed, tmp_path / "two")


def test_a_file_has_the_bytes_that_verify_gives(undisturbed, monkeypatch):
    monkeypatch.chdir(CORPORA)
    store = Store.open(str(undisturbed))
    query = select(files.c.place, contents.c.verification).join_from(
        files, contents, files.c.sha256 == contents.c.sha256
    )
    with store.reading() as connection:
        kept = {place: zlib.decompress(packed).decode() for place, packed in connection.execute(query)}
    store.close()
    assert sorted(kept) == sorted(FILES)
    for name, text in kept.items():
        single = CliRunner().invoke(app, ["verify", "--format", "jsonl", "--fail-on", "never", name])
        assert single.stdout.rstrip("\n") == text.rstrip("\n")


def test_killed_midway_and_begun_again_nothing_is_lost(undisturbed, tmp_path):
    path = tmp_path / "killed.db"
    for after in (4, 11):
        command = [sys.executable, "-c", BATCH, "SIGKILL", str(after), str(path), *FILES]
        assert (
            subprocess.run(command, cwd=CORPORA, env=environment(), check=False).returncode == -signal.SIGKILL
        )
    done = perfeval("batch", "--store", str(path), "--workers", "2", *FILES)
    assert done.returncode == 0
    assert exports(path, tmp_path / "killed") == exports(undisturbed, tmp_path / "two")


def test_a_request_to_end_is_an_interrupt(tmp_path):
    path = str(tmp_path / "ended.db")
    script = (
        "import os, signal; from cli import app; import perfeval.batch.run as batch\n"
        "batch._Batch.collect = lambda self: os.kill(os.getpid(), signal.SIGTERM)\n"
        f"app(['batch', '--store', {path!r}, '--workers', '1', 'forms', 'forms/missing.docx'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=CORPORA, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stderr.startswith("perfeval: 已中断")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_whole_group_fails_no_file(undisturbed, tmp_path, sent):
    path = tmp_path / "group.db"
    script = (
        "import os, signal, sys; from cli import app; import perfeval.batch.run as batch\n"
        "take = batch._Batch._answered\n"
        "def taken(self, *rest):\n"
        "    take(self, *rest)\n"
        f"    self._ledger.progress.done == 4 and os.killpg(0, {int(sent)})\n"
        "batch._Batch._answered = taken\n"
        "app(['batch', '--workers', '2', '--store', *sys.argv[1:]])"
    )
    command = [sys.executable, "-c", script, str(path), *FILES]
    ended = subprocess.run(
        command, cwd=CORPORA, env=environment(), start_new_session=True, capture_output=True, check=False
    )
    assert ended.returncode == 130
    store = Store.open(str(path))
    with store.reading() as connection:
        assert set(connection.scalars(select(contents.c.status))) == {"done"}
    store.close()
    assert perfeval("batch", "--store", str(path), "--workers", "2", *FILES).returncode == 0
    assert exports(path, tmp_path / "group") == exports(undisturbed, tmp_path / "two")


def test_a_store_that_refuses_ends_with_one_line(tmp_path):
    path = str(tmp_path / "full.db")
    store = Store.open(path, create=True)
    with store.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON files BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    store.close()
    done = perfeval("batch", "--store", path, "--workers", "1", "none.docx")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "disk is full" in done.stderr
