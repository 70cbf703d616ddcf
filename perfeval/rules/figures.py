"""The figures of rules as the figures of identities, for causes to be looked for."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from extractor.evidence import Evidence
from extractor.records import Quantity, Term
from perfeval.interval import Interval
from perfeval.ledger import Entry
from perfeval.quantities import interval, measure, number
from perfeval.recompute.rates import Pairing, RateMatch
from perfeval.rules.causes.identity import Figure, Rate, Same, Sum, figure
from perfeval.rules.registry import Facts, once

_LAST_YEAR = re.compile("上年|去年|上一年")


class Read(Protocol):
    """A term with its point value and its finest interval in the base unit."""

    @property
    def term(self) -> Term:
        """The term."""

    @property
    def point(self) -> Fraction:
        """Its value as printed."""

    @property
    def fine(self) -> Interval:
        """Every value it may stand for."""


def of_read(facts: Facts, read: Read) -> Figure | None:
    """Return the figure of a term, ``None`` for one that is zero or approximate."""
    item = read.term
    stale = measure(item.quantity.unit).dimension == "money" and _printed_last_year(
        facts, read.point, item.evidence
    )
    return figure(item.label, item.quantity, item.evidence, read.point, read.fine, stale)


def of_entry(facts: Facts, entry: Entry) -> Figure | None:
    """Return the figure of a budget amount, ``None`` for one that is zero or approximate."""
    printed, year = entry.figure, entry.key.year
    before = entry.key._replace(year=year - 1) if year is not None else None
    stale = before is not None and any(
        other.yuan == entry.yuan for other in facts.workings.ledger.whole(before)
    )
    stale = stale or _printed_last_year(facts, Fraction(entry.yuan), printed.evidence)
    return figure(printed.label, printed.quantity, printed.evidence, Fraction(entry.yuan), entry.fine, stale)


def of_percent(item: Term) -> Figure | None:
    """Return the figure of a stated percentage, its size where it is negative."""
    value, span = number(item.quantity), interval(item.quantity)
    if value is None or span is None or not value:
        return None
    factor = measure(item.quantity.unit).factor
    quantity = item.quantity
    if value < 0:
        quantity, span = quantity.model_copy(update={"value": -value}), -span
    return figure("", quantity, item.evidence, abs(Fraction(value)) * factor, span)


def of_number(label: str, value: Decimal, unit: str, evidence: Evidence, span: Interval) -> Figure:
    """Return the figure of a bare number in its own unit: points, a rate in percent."""
    return Figure(label, value, Fraction(1), span, evidence, unit)


def sum_of(whole: Figure | None, parts: Iterable[Figure | None], *, signed: bool = False) -> Sum | None:
    """Return the identity of a total and its parts, ``None`` where one of them is no plain number."""
    kept: list[Figure] = []
    for part in parts:
        if part is None:
            return None
        kept.append(part)
    return Sum(whole, tuple(kept), signed) if whole is not None and kept else None


def sum_of_reads(facts: Facts, whole: Read, parts: Sequence[Read]) -> Sum | None:
    """Return the identity of a total and its parts; parts of zero change nothing."""
    return sum_of(of_read(facts, whole), (of_read(facts, part) for part in parts if part.point))


def twice(first: Figure | None, second: Figure | None) -> Same | None:
    """Return the identity of one figure stated twice."""
    return Same(first, second) if first is not None and second is not None else None


def rate_identity(facts: Facts, match: RateMatch, pair: Pairing) -> Rate | None:
    """Return the identity of an execution rate and the amounts it is made of."""
    rate = match.rate
    part, whole = of_entry(facts, pair.executed), of_entry(facts, pair.budget)
    if part is None or whole is None or not rate.percent:
        return None
    year = rate.year if rate.year is not None else facts.report.fiscal_year
    stale = year is not None and any(
        other.year == year - 1
        and (other.scope, other.source, other.percent) == (rate.scope, rate.source, rate.percent)
        for other in facts.report.rates
    )
    stated = Figure("", rate.percent, Fraction(1), match.percent, rate.evidence, "%", None, stale)
    return Rate(stated, part, whole)


@once
def _last_years(facts: Facts) -> list[tuple[Quantity, Evidence]]:
    """Return the amounts that changes give as last year's, with their places."""
    return [
        (change.base.quantity, change.base.evidence)
        for change in facts.report.changes
        if change.base is not None and _LAST_YEAR.search(change.base.label)
    ]


def _printed_last_year(facts: Facts, point: Fraction, evidence: Evidence) -> bool:
    """Whether the report gives the same amount as last year's in another place."""
    return any(
        (value := number(quantity)) is not None
        and Fraction(value) * measure(quantity.unit).factor == point
        and (place.block, place.row, place.column) != (evidence.block, evidence.row, evidence.column)
        for quantity, place in _last_years(facts)
    )
