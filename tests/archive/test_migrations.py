"""A store of version 1, as its program wrote it, is brought up to date whole or not at all.

``v1/`` holds the statements by which that program made its tables, and the rows it put in: six
files met at seven places, a broken one among them, two copies, and one content whose place was
met again with other bytes.
"""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, MetaData, create_engine, inspect, text

from perfeval.archive.examine import examine
from perfeval.archive.query import Filter, listed
from perfeval.archive.report import shown
from perfeval.archive.stats import statistics
from perfeval.store import migrations
from perfeval.store import refill as refilling
from perfeval.store.schema import VERSION
from perfeval.store.store import Store, StoreError, address

FOLDER = Path(__file__).parent / "v1"
REPORTS = 4
"""Those of contents that a place still has; one more is of the content that has none."""

Database = Callable[[str], str]


@contextmanager
def engine_of(where: str) -> Iterator[Engine]:
    engine = create_engine(address(where))
    yield engine
    engine.dispose()


def version_one(where: str) -> str:
    """Make a store of version 1 at an address, and return it."""
    with engine_of(where) as engine, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA journal_mode=WAL"))
        for statement in (FOLDER / f"{engine.dialect.name}.sql").read_text("utf-8").splitlines():
            connection.execute(text(statement))
        for line in (FOLDER / "rows.jsonl").read_text("utf-8").splitlines():
            name, row = json.loads(line)
            names = ", ".join(row)
            values = ", ".join(f":{column}" for column in row)
            kept = {column: _value(value) for column, value in row.items()}
            connection.execute(text(f"INSERT INTO {name} ({names}) VALUES ({values})"), kept)
        connection.commit()
    return where


def _value(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def everything(where: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table there is."""
    with engine_of(where) as engine, engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2"))]
            for name in inspect(connection).get_table_names()
        }


def test_it_holds_what_it_held(database: Database) -> None:
    where = version_one(database("kept"))
    before = everything(where)
    with closing(Store.open(where)) as store, store.reading() as connection:
        rows = list(listed(connection, Filter()))
        assert connection.execute(text("SELECT value FROM meta")).scalar() == str(VERSION)
        assert len(rows) == REPORTS == statistics(connection, Filter())["reports"]
        assert all(shown(connection, row["id"]) for row in rows)
    after = everything(where)
    (gone,) = {row[0] for row in before["contents"]} - {row[1] for row in before["files"]}
    for name, rows in before.items():
        stay = [row for row in rows if not any(str(key).startswith(gone[:16]) for key in row[:2])]
        assert [row[: len(rows[0])] for row in after[name]] == stay or name == "meta", name


def test_what_is_new_is_filled_from_what_it_kept(database: Database) -> None:
    where = version_one(database("filled"))
    with closing(Store.open(where)) as store, store.reading() as connection:
        bases = connection.execute(text("SELECT base, base_unit FROM changes ORDER BY base")).all()
        earned = connection.execute(text("SELECT grade_earned FROM reports")).scalars().all()
        lows = connection.execute(text("SELECT score_low FROM reports WHERE score_low IS NOT NULL")).all()
    assert ("120万元", "万元") in bases
    assert set(earned) == {"优"}
    assert len(lows) == 3


def test_its_tables_are_those_of_a_new_one(database: Database) -> None:
    where, new = version_one(database("tables")), database("new")
    Store.open(where).close()
    Store.open(new, create=True).close()
    assert tables(where) == tables(new)


def tables(where: str) -> dict[str, Any]:
    """Return what a database says of its tables: columns in their order, keys, indexes."""
    with engine_of(where) as engine:
        known = MetaData()
        known.reflect(engine)
        return {
            table.name: (
                [(column.name, repr(column.type), column.nullable) for column in table.columns],
                [column.name for column in table.primary_key.columns],
                sorted(
                    repr((key.parent.name, key.target_fullname, key.ondelete)) for key in table.foreign_keys
                ),
                sorted((index.name, *(column.name for column in index.columns)) for index in table.indexes),
            )
            for table in known.sorted_tables
        }


def test_the_next_batch_finds_nothing_of_what_is_gone(database: Database) -> None:
    where = version_one(database("examined"))
    gone = "ad6516dcc92d25ed"
    assert any(gone in row[6] for row in everything(where)["findings"])
    with closing(Store.open(where)) as store:
        assert examine(store) == {"ARC704": 2}
    assert not any(gone in row[6] for row in everything(where)["findings"])


@pytest.mark.parametrize("place", ["refill", "step"])
def test_one_that_is_interrupted_leaves_it_as_it_was(
    database: Database, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = version_one(database(f"interrupted_{place}"))
    before = everything(where)

    class Stopped(BaseException):
        """A process that ends in the middle."""

    step, refill = migrations.STEPS[1], refilling.refill

    def stopped(connection: Connection) -> None:
        (step if place == "step" else refill)(connection)
        raise Stopped

    with monkeypatch.context() as patched:
        if place == "step":
            patched.setitem(migrations.STEPS, 1, stopped)
        else:
            patched.setattr(refilling, "refill", stopped)
        with pytest.raises(Stopped):
            Store.open(where)
    assert everything(where) == before
    with closing(Store.open(where)) as store, store.reading() as connection:
        assert statistics(connection, Filter())["reports"] == REPORTS


def test_of_two_programs_that_open_it_at_once_one_brings_it_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = version_one(database("twice"))
    prepare, done = migrations.prepare, []

    def late(connection: Connection, *arguments: Any, **options: Any) -> None:
        done.append(1)
        prepare(connection, *arguments, **options)

    def first(*arguments: Any, **options: Any) -> int | None:
        version = found(*arguments, **options)
        if not done:
            done.append(0)
            Store.open(where).close()
        return version

    found = migrations.found
    monkeypatch.setattr(migrations, "found", first)
    monkeypatch.setattr(migrations, "prepare", late)
    with closing(Store.open(where)) as store, store.reading() as connection:
        assert statistics(connection, Filter())["reports"] == REPORTS
    assert done == [0, 1, 1]


def test_a_verification_that_cannot_be_read_any_more_is_made_anew_by_the_next_batch(
    database: Database,
) -> None:
    where = version_one(database("unreadable"))
    with engine_of(where) as engine, engine.begin() as connection:
        chosen = connection.execute(
            text("SELECT min(sha256) FROM reports WHERE sha256 IN (SELECT sha256 FROM files)")
        )
        sha256 = chosen.scalar()
        connection.execute(
            text("UPDATE contents SET verification = :data WHERE sha256 = :sha256"),
            {"data": b"no zlib", "sha256": sha256},
        )
    with closing(Store.open(where)) as store, store.reading() as connection:
        anew = connection.execute(text("SELECT sha256 FROM contents WHERE settings = ''")).scalars().all()
    assert anew == [sha256]


def test_who_may_not_write_is_told_in_one_line_on_postgresql(postgres: Database) -> None:
    where = version_one(postgres("reader"))
    with engine_of(where) as engine, engine.begin() as connection:
        connection.execute(text("CREATE ROLE auditor LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor"))
    before = everything(where)
    with pytest.raises(StoreError, match=r"版本是 1.*升级到 2 没有写成.*原样未动") as refused:
        Store.open(where.replace("perfeval@", "auditor@"))
    assert len(str(refused.value).splitlines()) == 1
    assert everything(where) == before
    Store.open(where).close()
    with engine_of(where) as engine, engine.begin() as connection:
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor"))
    with closing(Store.open(where.replace("perfeval@", "auditor@"))) as store, store.reading() as connection:
        assert statistics(connection, Filter())["reports"] == REPORTS


def test_who_may_not_write_is_told_in_one_line_on_sqlite(
    unprivileged: Callable[[], AbstractContextManager[None]],
) -> None:
    with TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "old.db"
        version_one(str(path))
        folder.chmod(0o555)
        with (
            unprivileged(),
            pytest.raises(StoreError, match=r"版本是 1.*升级到 2 没有写成.*原样未动") as refused,
        ):
            Store.open(str(path))
        folder.chmod(0o755)
        assert len(str(refused.value).splitlines()) == 1
        assert everything(str(path))["meta"] == [("schema_version", "1")]
