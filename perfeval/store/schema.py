"""The tables of the store; documented for those who query them in docs/store.md.

What was verified is keyed by the SHA-256 of the file's bytes (``contents``), so a file
met under two names is verified once; ``files`` has a row for every place it was met at.
A report's ``id`` is made of the hash and its number within the file. Nothing is numbered
by the order in which it was written: equal archives give equal tables whoever wrote them.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    types,
)

VERSION = 2
"""Rises with every change of the tables; :mod:`perfeval.store.migrations` brings older stores up."""

metadata = MetaData()


class Exact(types.TypeDecorator[Decimal]):
    """An exact decimal with its printed digits: NUMERIC where a database has it, text in SQLite.

    SQLite's own numbers are binary; there, ``CAST(yuan AS REAL)`` compares and adds.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Return the column type of the database at hand."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Return what the database is given."""
        return format(value, "f") if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Return the decimal again."""
        return None if value is None else Decimal(value)


# PostgreSQL sorts by the language of its installation unless told to go by characters, as SQLite does.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def _word(length: int) -> types.TypeEngine[str]:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _content() -> Column[str]:
    return Column("sha256", _word(64), ForeignKey("contents.sha256", ondelete="CASCADE"), nullable=False)


def _report() -> Column[str]:
    key = ForeignKey("reports.id", ondelete="CASCADE")
    return Column("report", _word(80), key, primary_key=True)


def _number() -> Column[int]:
    """The place among those of the same report, from 0, in document order."""
    return Column("number", Integer, primary_key=True)


def _place() -> list[Column[Any]]:
    """Where a figure stands: its text, page (from 1), block, and cell of a table (all from 0)."""
    return [
        Column("evidence", _TEXT),
        Column("page", Integer),
        Column("block", Integer),
        Column("table_row", Integer),
        Column("table_column", Integer),
    ]


def _terms(*names: str) -> Iterator[Column[Any]]:
    """The figures of a statement: as printed, the number, its unit."""
    for name in names:
        yield Column(name, _TEXT)
        yield Column(f"{name}_value", Exact)
        yield Column(f"{name}_unit", _TEXT)


meta = Table("meta", metadata, Column("key", _word(40), primary_key=True), Column("value", _TEXT))

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", _word(32), nullable=False),
    Column("finished", _word(32)),
    Column("settings", _word(64), nullable=False),
    Column("version", _word(40), nullable=False),
    Column("files", Integer, nullable=False, default=0),
    Column("verified", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
)

contents = Table(
    "contents",
    metadata,
    Column("sha256", _word(64), primary_key=True),
    Column("settings", _word(64), nullable=False),
    Column("status", _word(8), nullable=False),
    Column("cause", _word(20)),
    Column("message", _TEXT),
    Column("format", _word(8)),
    Column("bytes", Integer),
    Column("pages", Integer),
    Column("standard", _word(80)),
    Column("reports", Integer, nullable=False, default=0),
    Column("verification", LargeBinary),
)

files = Table(
    "files",
    metadata,
    Column("place", _TEXT, primary_key=True),
    Column("sha256", _word(64), index=True),
    Column("status", _word(8), nullable=False),
    Column("cause", _word(20)),
    Column("message", _TEXT),
    Column("bytes", Integer),
)

reports = Table(
    "reports",
    metadata,
    Column("id", _word(80), primary_key=True),
    _content(),
    Column("number", Integer, nullable=False),
    Column("kind", _word(24), nullable=False, index=True),
    Column("title", _TEXT),
    Column("organization", _TEXT, index=True),
    Column("supervisor", _TEXT),
    Column("project", _TEXT),
    Column("year", Integer, index=True),
    Column("score", Exact),
    Column("full_score", Exact),
    Column("grade", _TEXT, index=True),
    Column("execution_rate", Exact),
    Column("figures", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("checks_run", Integer, nullable=False),
    Column("critical", Integer, nullable=False),
    Column("error", Integer, nullable=False),
    Column("warning", Integer, nullable=False),
    Column("info", Integer, nullable=False),
    Column("score_low", Exact),
    Column("score_high", Exact),
    Column("grade_earned", _TEXT),
    Column("rate_low", Exact),
    Column("rate_high", Exact),
    Index("reports_of_content", "sha256", "number"),
)

budgets = Table(
    "budgets",
    metadata,
    _report(),
    _number(),
    Column("stage", _word(12), nullable=False),
    Column("scope", _word(16), nullable=False),
    Column("source", _word(16), nullable=False),
    Column("label", _TEXT),
    Column("year", Integer),
    Column("text", _TEXT, nullable=False),
    Column("yuan", Exact, nullable=False),
    *_place(),
)

rates = Table(
    "rates",
    metadata,
    _report(),
    _number(),
    Column("scope", _word(16), nullable=False),
    Column("source", _word(16), nullable=False),
    Column("year", Integer),
    Column("percent", Exact, nullable=False),
    Column("text", _TEXT),
    *_place(),
)

indicators = Table(
    "indicators",
    metadata,
    _report(),
    _number(),
    Column("level1", _TEXT),
    Column("level2", _TEXT),
    Column("name", _TEXT, nullable=False),
    Column("target", _TEXT),
    Column("target_value", _TEXT),
    Column("target_upper", _TEXT),
    Column("target_unit", _TEXT),
    Column("comparator", _word(6)),
    Column("actual", _TEXT),
    Column("actual_value", _TEXT),
    Column("actual_unit", _TEXT),
    Column("weight", Exact),
    Column("score", Exact),
    Column("reason", _TEXT),
    Column("met", Integer),
    *_place(),
)

changes = Table(
    "changes",
    metadata,
    _report(),
    _number(),
    Column("label", _TEXT, nullable=False),
    Column("direction", _word(8), nullable=False),
    *_terms("base", "current", "difference", "percent"),
    *_place(),
)

findings = Table(
    "findings",
    metadata,
    Column("sha256", _word(64), ForeignKey("contents.sha256", ondelete="CASCADE"), primary_key=True),
    _number(),
    Column("report", _word(80), index=True),
    Column("code", _word(8), nullable=False, index=True),
    Column("severity", _word(8), nullable=False, index=True),
    Column("title", _TEXT, nullable=False),
    Column("message", _TEXT, nullable=False),
    Column("stated", _TEXT),
    Column("recomputed", _TEXT),
    Column("fingerprint", _word(16), nullable=False),
    *_place(),
)

texts = Table(
    "texts",
    metadata,
    Column("report", _word(80), ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("characters", Integer, nullable=False),
    Column("text", LargeBinary, nullable=False),
)
"""The running text of a report (zlib, UTF-8): what is compared between organizations."""

EXPORTED = {table.name: table for table in (files, reports, budgets, rates, indicators, changes, findings)}
"""What ``archive export --table`` names."""
