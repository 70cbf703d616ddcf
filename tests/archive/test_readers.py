"""Readers beside a writer, and readers of what nobody can write."""

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, case, func, select, text

from perfeval.archive.export import export
from perfeval.archive.query import Filter, listed
from perfeval.archive.stats import statistics
from perfeval.store.rows import Rows
from perfeval.store.schema import contents, findings, reports, texts
from perfeval.store.sqlite import engine_of
from perfeval.store.store import Store, StoreError, address

READERS = 2

Results = list[tuple[str, Rows]]
Unprivileged = Callable[[], AbstractContextManager[None]]


def read_until(where: str, stop: Path, target: Path) -> int:
    """List, count and export over and over, until *stop* is there; return how often, at least twice."""
    rounds = 0
    while rounds < 2 or not stop.exists():
        with closing(Store.open(where)) as store, store.reading() as connection:
            rows = list(listed(connection, Filter()))
            assert statistics(connection, Filter())["reports"] == len(rows)
            export(connection, "reports", Filter(), target)
            assert len(target.read_text("utf-8").splitlines()) == len(rows)
            assert broken(connection) == []
        rounds += 1
    return rounds


def broken(connection: Connection) -> list[str]:
    """Return the contents of which not all is there: reports, their texts, their findings."""
    own = select(func.count()).select_from(reports).where(reports.c.sha256 == contents.c.sha256)
    words = (
        select(func.count())
        .select_from(texts.join(reports, texts.c.report == reports.c.id))
        .where(reports.c.sha256 == contents.c.sha256)
    )
    told = select(func.coalesce(func.sum(reports.c.critical + reports.c.error), 0)).where(
        reports.c.sha256 == contents.c.sha256
    )
    severe = case((findings.c.severity.in_(["critical", "error"]), 1), else_=0)
    found = select(func.coalesce(func.sum(severe), 0)).where(
        findings.c.sha256 == contents.c.sha256, findings.c.report.is_not(None)
    )
    query = select(contents.c.sha256).where(
        (own.scalar_subquery() != contents.c.reports)
        | (words.scalar_subquery() != contents.c.reports)
        | (told.scalar_subquery() != found.scalar_subquery())
    )
    return list(connection.execute(query).scalars())


def test_readers_in_other_processes_see_whole_files_while_a_batch_writes(
    database: Callable[[str], str], results: Results, tmp_path: Path
) -> None:
    where, stop = database("readers"), tmp_path / "stop"
    with closing(Store.open(where, create=True)) as writer:
        spawned = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(READERS, mp_context=spawned) as pool:
            reading = [
                pool.submit(read_until, where, stop, tmp_path / f"{number}.jsonl")
                for number in range(READERS)
            ]
            try:
                for again in range(8):
                    for number in range(0, len(results), 4):
                        part = results[number : number + 4]
                        writer.write(
                            [rows for _, rows in part],
                            [{"place": f"{again % 3}/{name}", "sha256": rows.content["sha256"],
                              "status": "done"} for name, rows in part],
                        )  # fmt: skip
            finally:
                stop.touch()
            assert all(done.result(timeout=120) >= 2 for done in reading)
        with writer.reading() as connection:
            assert statistics(connection, Filter())["reports"] > 10


def test_a_writer_waits_for_another_that_wrote_between_its_reading_and_writing(
    filled: Callable[..., None], tmp_path: Path
) -> None:
    where = str(tmp_path / "two.db")
    filled(where)
    first, second = Store.open(where), Store.open(where)
    with first.writing() as connection:
        connection.execute(select(reports)).all()
        engine = engine_of(address(where), create=False)
        with engine.connect() as other:
            other.execute(text("PRAGMA busy_timeout=1"))
            assert other.execute(text("SELECT count(*) FROM reports")).scalar()
        engine.dispose()
        connection.execute(text("UPDATE reports SET title = 'x'"))
    second.write([], [])
    first.close()
    second.close()


@pytest.fixture
def locked(small: str) -> Iterator[Path]:
    """The small archive in a folder that nobody may write to."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "库 #1?.db"
    shutil.copyfile(small, path)
    path.chmod(0o444)
    folder.chmod(0o555)
    yield path
    folder.chmod(0o755)
    shutil.rmtree(folder)


def count(path: Path) -> int:
    with closing(Store.open(str(path))) as store, store.reading() as connection:
        return len(list(listed(connection, Filter())))


def test_a_store_on_a_medium_that_cannot_be_written_is_read(locked: Path, unprivileged: Unprivileged) -> None:
    with unprivileged():
        assert count(locked) > 10
        assert [path.name for path in locked.parent.iterdir()] == [locked.name]
        with pytest.raises(StoreError, match="readonly"):
            Store.open(str(locked), create=True)


def test_one_that_a_batch_of_somebody_else_is_writing_is_read(
    locked: Path, results: Results, unprivileged: Unprivileged
) -> None:
    locked.parent.chmod(0o755)
    locked.chmod(0o644)
    with closing(Store.open(str(locked), create=True)) as writer:
        writer.write([results[0][1]], [])
        locked.parent.chmod(0o555)
        with unprivileged():
            before = count(locked)
        with writer.writing() as connection:
            connection.execute(text("DELETE FROM contents"))
        with unprivileged():
            assert before > 0 == count(locked)


def test_one_copied_in_the_middle_of_a_batch_asks_for_what_stands_beside_it(
    locked: Path, unprivileged: Unprivileged
) -> None:
    journal = locked.with_name(locked.name + "-wal")
    locked.parent.chmod(0o755)
    journal.write_bytes(b"x" * 100)
    locked.parent.chmod(0o555)
    with unprivileged(), pytest.raises(StoreError, match=r"没有写的权限.*-wal.*复制") as refused:
        count(locked)
    assert len(str(refused.value).splitlines()) == 1


def test_one_that_may_not_be_looked_at_is_refused_in_one_line(
    locked: Path, unprivileged: Unprivileged
) -> None:
    for mode, path in ((0o000, locked), (0o600, locked.parent)):
        path.chmod(mode)
        with unprivileged(), pytest.raises(StoreError, match="库 #1") as refused:
            count(locked)
        assert len(str(refused.value).splitlines()) == 1
