"""The store: its versions, its decimals, its readers beside a writer."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from perfeval.archive.examine import examine
from perfeval.archive.query import Filter
from perfeval.archive.stats import statistics
from perfeval.store.rows import Rows
from perfeval.store.schema import VERSION, findings, reports
from perfeval.store.store import Store, StoreError


def aged(path: Path, version: str) -> None:
    """Make the store at *path* say that it is one of another version."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = :value"), {"value": version})
    engine.dispose()


@pytest.mark.parametrize(
    ("version", "words"), [("0", "重新建立"), (str(VERSION + 1), "升级 perfeval"), ("x", "没有版本号")]
)
def test_a_version_nothing_leads_from_is_refused(
    filled: Callable[..., None], tmp_path: Path, version: str, words: str
) -> None:
    path = tmp_path / "other.db"
    filled(str(path))
    aged(path, version)
    with pytest.raises(StoreError, match=words):
        Store.open(str(path))


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    for create in (False, True):
        with pytest.raises(StoreError, match=r"x\.db"):
            Store.open(str(path), create=create)
    assert path.read_bytes() == content


def test_decimals_come_back_digit_by_digit(small: str) -> None:
    store = Store.open(small)
    with store.reading() as connection:
        rates = [value for value in connection.execute(select(reports.c.execution_rate)).scalars() if value]
        stored = connection.execute(text("SELECT execution_rate FROM reports")).scalars()
        assert sorted(map(str, rates)) == sorted(value for value in stored if value)
    store.close()
    assert rates
    assert all(isinstance(value, Decimal) for value in rates)


def test_readers_beside_a_writer_see_whole_results_and_one_state(
    results: list[tuple[str, Rows]], tmp_path: Path
) -> None:
    address = str(tmp_path / "beside.db")
    writer = Store.open(address, create=True)
    reader = Store.open(address)
    for _, rows in results:
        with reader.reading() as connection:
            before = statistics(connection, Filter())
            writer.write([rows])
            assert statistics(connection, Filter()) == before
        with reader.reading() as connection:
            orphans = select(findings.c.code).where(
                findings.c.report.is_not(None), findings.c.report.not_in(select(reports.c.id))
            )
            assert not connection.execute(orphans).all()
    with reader.reading() as connection:
        assert statistics(connection, Filter())["reports"] > 10
    writer.close()
    reader.close()


def test_examining_again_changes_nothing_and_a_roster_goes_with_its_findings(
    filled: Callable[..., None], tmp_path: Path
) -> None:
    address = str(tmp_path / "again.db")
    filled(address)
    roster = tmp_path / "名单.csv"
    roster.write_text("单位\n没有这个局\n", encoding="utf-8")
    store = Store.open(address)

    def state() -> list[list[tuple[object, ...]]]:
        with store.reading() as connection:
            return [
                [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2"))]
                for name in ("findings", "reports", "contents")
            ]

    first = state()
    assert examine(store, roster)["ARC704"] == examine(store)["ARC704"] + 1
    assert state() == first
    examine(store, roster)
    with store.reading() as connection:
        missing = connection.execute(select(findings).where(findings.c.message.contains("没有这个局"))).one()
        assert (missing.report, missing.table_row, missing.evidence) == (None, 1, "没有这个局")
    store.close()


def test_the_counts_of_a_report_are_those_of_its_findings(small: str) -> None:
    store = Store.open(small)
    with store.reading() as connection:
        for row in connection.execute(select(reports)).all():
            own = select(findings.c.severity).where(findings.c.report == row.id)
            counted = connection.execute(own).scalars().all()
            assert [counted.count(name) for name in ("critical", "error", "warning", "info")] == [
                row.critical, row.error, row.warning, row.info
            ]  # fmt: skip
    store.close()
