"""The steps from one version of the tables to the next.

A step says what it changes in words of its own, not by today's :mod:`perfeval.store.schema`,
which will have moved on.
"""

from collections.abc import Callable

from sqlalchemy import Connection, text

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


def _words(connection: Connection) -> dict[str, str]:
    """Return what the database at hand calls an exact decimal, and a text sorted by characters."""
    if connection.dialect.name == "sqlite":
        return {"exact": "TEXT", "text": "TEXT", "sorted": ""}
    collated = ' COLLATE "C"'
    return {"exact": "NUMERIC", "text": f"TEXT{collated}", "sorted": collated}


def _run(connection: Connection, statement: str, words: dict[str, str]) -> None:
    connection.execute(text(statement.format_map(words)))
