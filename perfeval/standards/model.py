"""A scoring standard as data."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from extractor.records import Number, Record

Status = Literal["text", "practice", "secondary", "unconfirmed"]


class Band(Record):
    """A grade and its inclusive lower bound."""

    label: str
    lower: Number


class Thresholds(Record):
    """When something wants an explanation; percentages."""

    over_completion: Number = Decimal("130")
    low_execution: Number = Decimal("90")


class Standard(Record):
    """One scoring standard; see ``docs/standards.md`` for what each line means."""

    name: str
    title: str
    full_score: Number = Decimal("100")
    bands: list[Band]
    bands_status: Status
    thresholds: Thresholds = Thresholds()
    thresholds_status: Status = "practice"
    execution_basis: Literal["adjusted", "initial"] = "adjusted"
    basis: list[str] = Field(default_factory=list)
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    """Other wordings of the same grade, by one of them: 优 → 优, 优秀."""
