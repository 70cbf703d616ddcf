"""The terms of a statement about several figures, in one base unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor.records import Term
from perfeval.interval import Interval
from perfeval.quantities import both, interval, measure, number, resolutions
from perfeval.rules.wording import plain

HUNDRED = Interval.exactly(100)


@dataclass(frozen=True, slots=True)
class Reading:
    """A term with its point value and its intervals in the base unit."""

    term: Term
    point: Fraction
    own: Interval
    fine: Interval


def readings(terms: Sequence[Term | None]) -> list[Reading | None]:
    """Return the terms in one base unit; a bare number takes the unit of the others."""
    present = [item for item in terms if item is not None]
    steps = resolutions(item.quantity for item in present)
    unit = next((item.quantity.unit for item in present if item.quantity.unit), None)
    result: list[Reading | None] = []
    for item in terms:
        value = number(item.quantity) if item else None
        read = both(item.quantity, steps.get(item.quantity.unit)) if item else None
        if item is None or value is None or read is None:
            result.append(None)
            continue
        own, fine = read
        factor = measure(item.quantity.unit).factor
        if item.quantity.unit is None and unit is not None:
            factor = measure(unit).factor
            own, fine = own.scaled(factor), fine.scaled(factor)
        result.append(Reading(item, Fraction(value) * factor, own, fine))
    return result


def comparable_terms(terms: Sequence[Term | None]) -> bool:
    """Whether all *terms* that are stated are in units of one family."""
    found = {
        one.sort
        for item in terms
        if item is not None and (one := measure(item.quantity.unit)).dimension is not None
    }
    return len(found) <= 1


def stated_percent(item: Term | None) -> tuple[Fraction, Interval] | None:
    """Return a stated percentage and every value it may stand for."""
    value = number(item.quantity) if item else None
    if item is None or value is None or item.quantity.comparator not in (None, "="):
        return None
    found = measure(item.quantity.unit)
    if found.dimension not in ("percent", None):
        return None
    own = interval(item.quantity)
    if own is None:
        return None
    return Fraction(value) * found.factor, own


def short(reading: Reading) -> str:
    """Return the bare number of a reading in its own unit."""
    return plain(reading.point / measure(reading.term.quantity.unit).factor, 6)
