"""Results and places written in the room of what was there: a statement a table, not one a file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from sqlalchemy import Connection, delete, exists, insert, select

from perfeval.store.rows import Row, Rows, storable
from perfeval.store.schema import contents, files, metadata

_NAMED = 1_000
"""Keys named in one statement; SQLite takes 32 766, PostgreSQL 65 535."""
_LONGEST = 2_000
"""Bytes of a place that are kept; a key of PostgreSQL has at most 2 704."""


def replace(connection: Connection, results: Iterable[Rows], places: Iterable[Row]) -> None:
    """Write results and places; of those given twice the last one holds.

    What belongs to a content (reports, their facts, findings) goes with it, and so does a
    content that was met at none but the *places*: a store holds what is there now, whatever
    was there before.
    """
    results_by_content = {rows.content["sha256"]: rows for rows in results}
    by_place = {place["place"]: place for place in map(_place, places)}
    before = _contents_at(connection, list(by_place))
    for keys in _parts(list(by_place)):
        connection.execute(delete(files).where(files.c.place.in_(keys)))
    if by_place:
        connection.execute(insert(files), list(by_place.values()))
    for keys in _parts(sorted(before)):
        elsewhere = exists().where(files.c.sha256 == contents.c.sha256)
        connection.execute(delete(contents).where(contents.c.sha256.in_(keys), ~elsewhere))
    for keys in _parts(list(results_by_content)):
        connection.execute(delete(contents).where(contents.c.sha256.in_(keys)))
    _insert(connection, list(results_by_content.values()))


def _place(place: Row) -> Row:
    """Return the row of a place; the end of a name too long for a key of a database becomes its hash."""
    row = storable(place)
    name = row["place"].encode()
    if len(name) <= _LONGEST:
        return row
    kept = name[:_LONGEST].decode("utf-8", "ignore")
    return row | {"place": f"{kept}…{sha256(name).hexdigest()[:16]}"}


def _contents_at(connection: Connection, places: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for keys in _parts(places):
        query = select(files.c.sha256).where(files.c.place.in_(keys), files.c.sha256.is_not(None))
        found.update(connection.execute(query).scalars())
    return found


def _insert(connection: Connection, results: Sequence[Rows]) -> None:
    tables: dict[str, list[Row]] = defaultdict(list)
    for rows in results:
        tables[contents.name].append(rows.content)
        for name, many in rows.tables.items():
            tables[name].extend(many)
    for table in metadata.sorted_tables:
        if tables[table.name]:
            connection.execute(insert(table), tables[table.name])


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _NAMED):
        yield keys[start : start + _NAMED]
