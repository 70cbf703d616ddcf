"""What is written takes the room of what was there, whatever came before."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from perfeval.store.rows import Row, Rows
from perfeval.store.schema import contents, files, metadata, reports, runs
from perfeval.store.store import Store

Results = list[tuple[str, Rows]]


def placed(name: str, rows: Rows | None) -> Row:
    """Return the row of a place; of one whose content could not be read without *rows*."""
    if rows is None:
        return {"place": name, "sha256": None, "status": "failed", "cause": "damaged", "message": "坏",
                "bytes": 0}  # fmt: skip
    return {"place": name} | {
        key: rows.content[key] for key in ("sha256", "status", "cause", "message", "bytes")
    }


def state(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the store, but for what it says of the runs."""
    with store.reading() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
            if table is not runs
        }


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(str(tmp_path / "archive.db"), create=True)
    yield opened
    opened.close()


def distinct(results: Results) -> list[Rows]:
    return list({rows.content["sha256"]: rows for _, rows in results}.values())


def test_a_content_goes_with_the_last_place_it_was_met_at(store: Store, results: Results) -> None:
    old, new, *_ = distinct(results)
    store.write([new], [placed("新", new)])
    expected = state(store)
    store.write([old], [placed("甲", old), placed("乙", old)])
    with_both = state(store)
    store.write([], [placed("甲", new)])
    kept = state(store)
    assert kept["reports"] == with_both["reports"]
    store.write([new], [placed("乙", None)])
    left = state(store)
    assert {name for name in expected if left[name] != expected[name]} == {"files"}
    assert [row[0] for row in left["files"]] == ["乙", "新", "甲"]


def test_a_content_that_moves_to_another_place_in_one_write_stays(store: Store, results: Results) -> None:
    old, new, *_ = distinct(results)
    store.write([old], [placed("甲", old)])
    before = state(store)
    store.write([new], [placed("甲", new), placed("乙", old)])
    after = state(store)
    assert set(before["reports"]) <= set(after["reports"])
    assert len(after["contents"]) == 2


def test_of_what_is_given_twice_the_last_holds(store: Store, results: Results) -> None:
    first, second, *_ = distinct(results)
    store.write([first, second, first], [placed("甲", first), placed("甲", second), placed("乙", first)])
    twice = state(store)
    store.write([second, first], [placed("乙", first), placed("甲", second)])
    assert state(store) == twice
    assert len(twice["contents"]) == len(twice["files"]) == 2


def test_the_statements_do_not_grow_with_the_files(store: Store, results: Results) -> None:
    every = distinct(results)

    def statements(chosen: list[Rows]) -> int:
        counted = []
        listener = lambda *arguments: counted.append(arguments[2])  # noqa: E731
        event.listen(store._engine, "before_cursor_execute", listener)
        store.write(chosen, [placed(f"{number}", rows) for number, rows in enumerate(chosen)])
        event.remove(store._engine, "before_cursor_execute", listener)
        return len(counted)

    store.write(every, [placed(f"{number}", rows) for number, rows in enumerate(every)])
    assert statements(every) == statements(every[:2])


def test_more_places_than_one_statement_names(store: Store, results: Results) -> None:
    first, second, *_ = distinct(results)
    for rows in (first, second):
        store.write([rows], [placed(f"{number}", rows) for number in range(2_500)])
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(files)).scalar() == 2_500
        assert connection.execute(select(contents.c.sha256)).scalars().all() == [second.content["sha256"]]
        assert connection.execute(select(reports.c.sha256).distinct()).scalars().all() == [
            second.content["sha256"]
        ]


def test_a_name_longer_than_a_key_keeps_its_beginning(
    database: Callable[[str], str], results: Results
) -> None:
    rows, random = distinct(results)[0], Random(1)
    long = "库/" + "".join(chr(random.randrange(0x4E00, 0x9FA0)) for _ in range(20_000))
    with closing(Store.open(database("long"), create=True)) as store:
        store.write([rows], [placed(long, rows), placed(long + "二", rows), placed(long[:600], rows)])
        store.write([rows], [placed(long, rows)])
        names = [row[0] for row in state(store)["files"]]
    assert len(set(names)) == 3
    assert names[0] == long[:600]
    assert all(name.startswith(long[:600]) for name in names)


PLACES = st.sampled_from(["甲", "乙", "丙"])
CHOICES = st.lists(
    st.dictionaries(PLACES, st.integers(0, 4) | st.none(), min_size=1), max_size=6
)  # a write each: by place the number of a content, or none that could be read


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=CHOICES, last=st.dictionaries(PLACES, st.integers(0, 4) | st.none(), min_size=3), data=st.data()
)
def test_equal_ends_are_equal_stores(
    history: list[dict[str, int | None]], last: dict[str, int | None], data: st.DataObject, results: Results
) -> None:
    every = [*distinct(results)[:4], distinct(results)[-1]]  # the last one could not be read
    assert every[-1].content["status"] == "failed"
    seen = []
    for writes in (
        [*history, last],
        [{name: last[name]} for name in data.draw(st.permutations(sorted(last)))],
    ):
        store = Store.open(":memory:", create=True)
        for write in writes:
            at = [(name, None if number is None else every[number]) for name, number in write.items()]
            store.write([rows for _, rows in at if rows], [placed(name, rows) for name, rows in at])
        seen.append(state(store))
        store.close()
    assert seen[0] == seen[1]
