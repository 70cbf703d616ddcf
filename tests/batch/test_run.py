"""What a batch counts, writes and says."""

import zlib
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from sqlalchemy import select, text

from extractor.sources import RawFile
from perfeval.batch.run import Progress, run
from perfeval.batch.work import Settings, work
from perfeval.store.rows import Rows
from perfeval.store.schema import contents, files, runs
from perfeval.store.store import Store, StoreError

SETTINGS = Settings("auto")
BROKEN = b"PK\x03\x04 broken"


class Here:
    """A pool of this process."""

    workers = 1
    lost = False

    def submit(self, name: str, data: bytes, settings: Settings) -> "Future[Rows]":
        future: Future[Rows] = Future()
        future.set_result(work(name, data, settings))
        return future

    def renew(self) -> None:
        """Nothing to begin."""

    def close(self) -> None:
        """Nothing to stop."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(str(tmp_path / "a.db"), create=True)
    yield opened
    opened.close()


def batch(store: Store, *names: str) -> Progress:
    return run([RawFile(name, BROKEN) for name in names], store, Here(), SETTINGS, seconds=60)


@pytest.mark.parametrize("runs", [[("a.docx", "b.docx")], [("a.docx",), ("b.docx",)]])
def test_a_further_place_of_what_failed_has_failed(store, runs):
    for names in runs:
        assert batch(store, *names).failed == len(names)
    with store.reading() as connection:
        first, second = connection.execute(select(files).order_by(files.c.place)).mappings()
    assert first["cause"]
    assert first["message"]
    for key in ("sha256", "status", "cause"):
        assert second[key] == first[key]
    assert first["message"].removeprefix("a.docx：") == second["message"].removeprefix("b.docx：")


@pytest.mark.parametrize("runs", [["b", "a", 'a"\\'], ['a"\\', "a", "b"], ["b", None, "a", None, 'a"\\']])
def test_a_content_has_the_first_of_its_names_whatever_the_order(store, runs):
    text = "全年预算数100万元".encode()
    for names in " ".join(name or "|" for name in runs).split("|"):
        run([RawFile(name, text) for name in names.split()], store, Here(), SETTINGS, seconds=60)
    with store.reading() as connection:
        (packed,) = connection.scalars(select(contents.c.verification))
    alone = work("a", text, SETTINGS)
    assert isinstance(alone, Rows)
    assert zlib.decompress(packed) == zlib.decompress(alone.content["verification"])


def test_a_run_keeps_what_it_counted(store):
    batch(store, "a.docx", "b.docx", "c.docx")
    with store.reading() as connection:
        (row,) = connection.execute(select(runs)).mappings()
    assert (row["files"], row["verified"], row["failed"]) == (3, 0, 3)
    assert row["finished"]


def test_what_the_database_refuses_is_one_line(store):
    with store.writing() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON contents "
                "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        )
    with pytest.raises(StoreError, match="database or disk is full") as refused:
        batch(store, "a.docx")
    assert "\n" not in str(refused.value)
