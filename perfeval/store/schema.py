"""The tables of the store; documented for those who query them in docs/store.md.

What was verified is keyed by the SHA-256 of the file's bytes (``contents``), so a file
met under two names is verified once; ``files`` has a row for every place it was met at.
A report's ``id`` is made of the hash and its number within the file. Nothing is numbered
by the order in which it was written: equal archives give equal tables whoever wrote them.
"""

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

VERSION = 1
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


def _content() -> Column[str]:
    return Column("sha256", String(64), ForeignKey("contents.sha256", ondelete="CASCADE"), nullable=False)


def _report() -> Column[str]:
    key = ForeignKey("reports.id", ondelete="CASCADE")
    return Column("report", String(80), key, primary_key=True)


def _number() -> Column[int]:
    """The place among those of the same report, from 0, in document order."""
    return Column("number", Integer, primary_key=True)


def _place() -> list[Column[Any]]:
    """Where a figure stands: its text, page (from 1), block, and cell of a table (all from 0)."""
    return [
        Column("evidence", Text),
        Column("page", Integer),
        Column("block", Integer),
        Column("table_row", Integer),
        Column("table_column", Integer),
    ]


meta = Table("meta", metadata, Column("key", String(40), primary_key=True), Column("value", Text))

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", String(32), nullable=False),
    Column("finished", String(32)),
    Column("settings", String(64), nullable=False),
    Column("version", String(40), nullable=False),
    Column("files", Integer, nullable=False, default=0),
    Column("verified", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
)

contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("settings", String(64), nullable=False),
    Column("status", String(8), nullable=False),
    Column("cause", String(20)),
    Column("message", Text),
    Column("format", String(8)),
    Column("bytes", Integer),
    Column("pages", Integer),
    Column("standard", String(80)),
    Column("reports", Integer, nullable=False, default=0),
    Column("verification", LargeBinary),
)

files = Table(
    "files",
    metadata,
    Column("place", Text, primary_key=True),
    Column("sha256", String(64), index=True),
    Column("status", String(8), nullable=False),
    Column("cause", String(20)),
    Column("message", Text),
    Column("bytes", Integer),
)

reports = Table(
    "reports",
    metadata,
    Column("id", String(80), primary_key=True),
    _content(),
    Column("number", Integer, nullable=False),
    Column("kind", String(24), nullable=False, index=True),
    Column("title", Text),
    Column("organization", Text, index=True),
    Column("supervisor", Text),
    Column("project", Text),
    Column("year", Integer, index=True),
    Column("score", Exact),
    Column("full_score", Exact),
    Column("grade", Text, index=True),
    Column("execution_rate", Exact),
    Column("figures", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("checks_run", Integer, nullable=False),
    Column("critical", Integer, nullable=False),
    Column("error", Integer, nullable=False),
    Column("warning", Integer, nullable=False),
    Column("info", Integer, nullable=False),
    Index("reports_of_content", "sha256", "number"),
)

budgets = Table(
    "budgets",
    metadata,
    _report(),
    _number(),
    Column("stage", String(12), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("label", Text),
    Column("year", Integer),
    Column("text", Text, nullable=False),
    Column("yuan", Exact, nullable=False),
    *_place(),
)

rates = Table(
    "rates",
    metadata,
    _report(),
    _number(),
    Column("scope", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("year", Integer),
    Column("percent", Exact, nullable=False),
    Column("text", Text),
    *_place(),
)

indicators = Table(
    "indicators",
    metadata,
    _report(),
    _number(),
    Column("level1", Text),
    Column("level2", Text),
    Column("name", Text, nullable=False),
    Column("target", Text),
    Column("target_value", Text),
    Column("target_upper", Text),
    Column("target_unit", Text),
    Column("comparator", String(6)),
    Column("actual", Text),
    Column("actual_value", Text),
    Column("actual_unit", Text),
    Column("weight", Exact),
    Column("score", Exact),
    Column("reason", Text),
    Column("met", Integer),
    *_place(),
)

findings = Table(
    "findings",
    metadata,
    Column("sha256", String(64), ForeignKey("contents.sha256", ondelete="CASCADE"), primary_key=True),
    _number(),
    Column("report", String(80), index=True),
    Column("code", String(8), nullable=False, index=True),
    Column("severity", String(8), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("stated", Text),
    Column("recomputed", Text),
    Column("fingerprint", String(16), nullable=False),
    *_place(),
)

texts = Table(
    "texts",
    metadata,
    Column("report", String(80), ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("characters", Integer, nullable=False),
    Column("text", LargeBinary, nullable=False),
)
"""The running text of a report (zlib, UTF-8): what is compared between organizations."""

FACTS = (budgets, rates, indicators, texts)
"""The tables whose rows belong to one report."""

EXPORTED = {table.name: table for table in (files, reports, budgets, rates, indicators, findings)}
"""What ``archive export --table`` names."""
