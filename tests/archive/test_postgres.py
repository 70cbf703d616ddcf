"""The same archive in SQLite and in PostgreSQL."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from perfeval.archive.export import export
from perfeval.archive.query import Filter, listed
from perfeval.archive.stats import statistics
from perfeval.store.rows import Rows
from perfeval.store.schema import EXPORTED, reports
from perfeval.store.store import Store

Database = Callable[[str], str]


@pytest.fixture(scope="module")
def server(postgres: Database, filled: Callable[..., None]) -> str:
    """The small archive in PostgreSQL, filled in another order."""
    address = postgres("same")
    filled(address, backwards=True)
    return address


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx", "parquet"])
@pytest.mark.parametrize("table", sorted(EXPORTED))
def test_exports_are_equal(small: str, server: str, table: str, suffix: str, tmp_path: Path) -> None:
    written = []
    for number, address in enumerate((small, server)):
        target = tmp_path / f"{number}.{suffix}"
        store = Store.open(address)
        with store.reading() as connection:
            export(connection, table, Filter(), target)
        store.close()
        written.append(target.read_bytes())
    assert written[0] == written[1]
    assert len(written[0]) > 100


@pytest.mark.parametrize(
    "wanted",
    [Filter(), Filter(year=2024), Filter(organization="局"), Filter(rule="arc"), Filter(severity="warning"),
     Filter(kind="project_form"), Filter(grade="优"),
     Filter(organization="%")],
)  # fmt: skip
def test_lists_and_statistics_are_equal(small: str, server: str, wanted: Filter) -> None:
    seen = []
    for address in (small, server):
        store = Store.open(address)
        with store.reading() as connection:
            seen.append((list(listed(connection, wanted)), statistics(connection, wanted)))
        store.close()
    assert seen[0] == seen[1]


def test_a_reader_sees_one_state_while_a_batch_writes(
    postgres: Database, filled: Callable[..., None]
) -> None:
    address = postgres("beside")
    Store.open(address, create=True).close()
    reader = Store.open(address)
    with reader.reading() as connection:
        assert statistics(connection, Filter())["reports"] == 0
        filled(address)
        assert statistics(connection, Filter())["reports"] == 0
    with reader.reading() as connection:
        assert statistics(connection, Filter())["reports"] > 0
    reader.close()


def test_latin_letters_of_a_name_count_in_either_case(
    database: Database, results: list[tuple[str, Rows]]
) -> None:
    with closing(Store.open(database("letters"), create=True)) as store:
        store.write([results[0][1]])
        with store.writing() as connection:
            connection.execute(update(reports).values(organization="Abc%局"))
        with store.reading() as connection:
            for part, number in (("aBC", 1), ("c%局", 1), ("b%局", 0), ("_", 0)):
                assert len(list(listed(connection, Filter(organization=part)))) == number, part
