"""Figures in running text: numbers with their comparator, unit and approximation."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.records import Comparator, Quantity

FigureKind = Literal["number", "date", "year"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure found in a text.

    ``text[start:end]`` covers comparator, approximation, number and unit;
    ``text[number_start:number_end]`` the number (of a range: both ends). ``kind`` is
    ``year`` for a calendar year or fiscal year (2025年, 2025年度), which is no quantity.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    kind: FigureKind
    value: Decimal | str
    upper: Decimal | str | None = None
    comparator: Comparator | None = None
    unit: str | None = None
    approximate: bool = False

    def quantity(self, text: str) -> Quantity:
        """Return the contract's record of this figure; *text* is what was scanned."""
        raise NotImplementedError


def scan(text: str, *, money_unit: str | None = None) -> list[Figure]:
    """Return the figures of *text* in order.

    *money_unit* is the unit declared for bare amounts (金额单位：万元), given to numbers
    that have decimals or thousands commas and no unit of their own.
    """
    raise NotImplementedError


def parse_quantity(text: str, *, unit: str | None = None) -> Quantity | None:
    """Return the quantity a table cell or a value phrase states, ``None`` for n.a. and blank."""
    raise NotImplementedError


__all__ = ["Figure", "FigureKind", "Iterable", "parse_quantity", "scan"]
