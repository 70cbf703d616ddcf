"""The steps from one version of the tables to the next; what they add is filled from what is kept.

A step says what it changes in words of its own, not by today's :mod:`perfeval.store.schema`,
which will have moved on.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable

from simplejson import loads
from sqlalchemy import Connection, delete, insert, select, text, update

from perfeval.findings import SEVERITIES, Verification
from perfeval.store.rows import Row, facts_of, report_id, report_row, storable
from perfeval.store.schema import contents, metadata, reports

_DERIVED = ("budgets", "rates", "indicators", "changes")
"""The tables whose rows a verification alone gives."""
_PLACE = "evidence {text}, page INTEGER, block INTEGER, table_row INTEGER, table_column INTEGER"


def _to_two(connection: Connection) -> None:
    """What recomputation says of score, grade and rate; changes; no content without a place."""
    words = _words(connection)
    for column in ("score_low {exact}", "score_high {exact}", "grade_earned {text}", "rate_low {exact}",
                   "rate_high {exact}"):  # fmt: skip
        _run(connection, f"ALTER TABLE reports ADD COLUMN {column}", words)
    terms = ", ".join(
        f"{name} {{text}}, {name}_value {{exact}}, {name}_unit {{text}}"
        for name in ("base", "current", "difference", "percent")
    )
    _run(
        connection,
        "CREATE TABLE changes (report VARCHAR(80){sorted} NOT NULL, number INTEGER NOT NULL, "
        "label {text} NOT NULL, direction VARCHAR(8){sorted} NOT NULL, "
        f"{terms}, {_PLACE}, PRIMARY KEY (report, number), "
        "FOREIGN KEY (report) REFERENCES reports (id) ON DELETE CASCADE)",
        words,
    )
    _run(
        connection,
        "DELETE FROM contents WHERE status <> 'roster' AND NOT EXISTS "
        "(SELECT 1 FROM files WHERE files.sha256 = contents.sha256)",
        words,
    )


STEPS: dict[int, Callable[[Connection], None]] = {1: _to_two}
"""From version to the step that brings it to the next one."""


def refill(connection: Connection) -> None:
    """Write what the verifications of a store give into its tables, as those are now.

    What the rules over the archive found stays. A content whose verification cannot be read
    any more is one that the next batch verifies anew.
    """
    keys = connection.execute(select(contents.c.sha256).where(contents.c.status == "done")).scalars().all()
    for sha256 in keys:
        query = select(contents.c.verification).where(contents.c.sha256 == sha256)
        try:
            packed = connection.execute(query).scalar() or b""
            verification = Verification.model_validate(loads(zlib.decompress(packed), use_decimal=True))
        except (ValueError, zlib.error):
            connection.execute(update(contents).where(contents.c.sha256 == sha256).values(settings=""))
            continue
        _refill(connection, sha256, verification)


def _refill(connection: Connection, sha256: str, verification: Verification) -> None:
    tables: dict[str, list[Row]] = defaultdict(list)
    for number, each in enumerate(verification.reports):
        identity = report_id(sha256, number)
        row = storable(report_row(sha256, number, each))
        values = {name: value for name, value in row.items() if name not in SEVERITIES}
        connection.execute(update(reports).where(reports.c.id == identity).values(values))
        for name, facts in facts_of(identity, each).items():
            tables[name].extend(map(storable, facts))
    own = select(reports.c.id).where(reports.c.sha256 == sha256)
    for name in _DERIVED:
        table = metadata.tables[name]
        connection.execute(delete(table).where(table.c.report.in_(own)))
        if tables[name]:
            connection.execute(insert(table), tables[name])


def _words(connection: Connection) -> dict[str, str]:
    """Return what the database at hand calls an exact decimal, and a text sorted by characters."""
    if connection.dialect.name == "sqlite":
        return {"exact": "TEXT", "text": "TEXT", "sorted": ""}
    collated = ' COLLATE "C"'
    return {"exact": "NUMERIC", "text": f"TEXT{collated}", "sorted": collated}


def _run(connection: Connection, statement: str, words: dict[str, str]) -> None:
    connection.execute(text(statement.format_map(words)))
