"""Printed quantities as intervals in one base unit a dimension, and what can be compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from extractor.language import units
from extractor.records import Quantity
from perfeval.interval import Approximation, Interval, printed, step_of, whole

_OVER = re.compile("余|多|逾|超过|超|以上|不止|不少于|≥|>")
_UNDER = re.compile("近|不足|不到|接近")

PERIODS = {"年": 1, "季度": 4, "月": 12, "旬": 36, "周": 52, "天": 365}
"""How many of each period a year has, for targets set per period."""

SLIPS = (Fraction(10**4), Fraction(1, 10**4), Fraction(10**8), Fraction(1, 10**8))
"""How far an amount is off whose unit is mixed up: 元, 万元, 亿元."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit measures: its dimension and family, its size in the base unit, per what.

    Units of one family convert exactly; 月 and 天 are both time and do not. All measure
    words (个 件 场 人) have the dimension ``count``, a bare number has ``None``. ``per`` is
    the part behind a slash (户 in 元/户, 月 in 条/月).
    """

    dimension: str | None
    family: str | None
    factor: Fraction
    whole: bool = False
    per: str | None = None
    counted: str | None = None
    """The family of a count's measure word: 人 名 and 位 share one, 人 and 户 do not."""

    @property
    def sort(self) -> tuple[str | None, str | None, str | None]:
        """What two measures share whose numbers can be added and compared once in the base unit."""
        return self.family, self.counted, self.per

    @property
    def period(self) -> int | None:
        """How many of the period this is per make a year, where it is per a period."""
        return PERIODS.get(self.per) if self.per else None


_KINDS = {
    "person": "people",
    "person_visit": "visits",
    "household": "households",
    "次": "times",
    "课时": "hours",
    "个": "any",
}
"""What measure words count, by family; 个 counts anything, all others count things."""
_MIXED = ({"people", "visits"}, {"visits", "times"}, {"times", "things"})

BARE = Measure(None, None, Fraction(1))
_DIMENSIONS = {"percentage-point": "percent"}


@lru_cache(maxsize=2048)
def measure(unit: str | None) -> Measure:
    """Return what *unit* measures; a unit nobody knows counts things of its own name."""
    if not unit:
        return BARE
    head, _, per = (units.canonical(unit) or unit).partition("/")
    found = units.unit_of(head)
    if found.dimension == "number":
        return Measure(None, None, found.factor, per=per or None)
    dimension = _DIMENSIONS.get(found.dimension, found.dimension.partition(":")[0])
    counted = dimension == "count"
    family = "count" if counted else found.family
    return Measure(
        dimension, family, found.factor, found.whole, per or None, found.family if counted else None
    )


def unit_factor(unit: str | None) -> Fraction | None:
    """Return what one *unit* of money is in 元, ``None`` where it is not money."""
    found = measure(unit)
    return found.factor if found.dimension == "money" else None


def manner_of(text: str) -> Approximation:
    """Return how a figure that is approximate says so."""
    if _OVER.search(text):
        return "over"
    return "under" if _UNDER.search(text) else "about"


def number(quantity: Quantity | None) -> Decimal | None:
    """Return the number a quantity states, ``None`` for words, dates and ranges."""
    if quantity is None or quantity.kind != "number" or quantity.upper is not None:
        return None
    return quantity.value if isinstance(quantity.value, Decimal) else None


def resolutions(quantities: Iterable[Quantity]) -> dict[str | None, Decimal]:
    """Return the finest step printed for each unit among *quantities*."""
    finest: dict[str | None, Decimal] = {}
    for quantity in quantities:
        value = number(quantity)
        if value is None or quantity.approximate:
            continue
        step = step_of(value)
        if quantity.unit not in finest or step < finest[quantity.unit]:
            finest[quantity.unit] = step
    return finest


def interval(quantity: Quantity | None, step: Decimal | None = None) -> Interval | None:
    """Return every value *quantity* may stand for in its dimension's base unit, or ``None``.

    Counts of whole things are exact unless they are approximate or given in 万; *step*
    is the finest step its writer uses for that unit.
    """
    value = number(quantity)
    if quantity is None or value is None:
        return None
    found = measure(quantity.unit)
    if quantity.approximate:
        return printed(value, None, True, manner_of(quantity.text)).scaled(found.factor)
    exact = (found.dimension == "count" or found.whole) and found.factor == 1
    return (
        whole(value)
        if exact and value == value.to_integral_value()
        else printed(value, step).scaled(found.factor)
    )


def both(quantity: Quantity, step: Decimal | None) -> tuple[Interval, Interval] | None:
    """Return the interval of the digits printed and the one of the finest *step* beside it."""
    own = interval(quantity)
    if own is None:
        return None
    value = number(quantity)
    if step is None or value is None or step >= step_of(value):
        return own, own
    return own, interval(quantity, step) or own


def comparable(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities can be set against each other at all.

    A bare number takes the other's unit; counts in different measure words (12场, 12次)
    are compared, since writers mix those freely, but not people with sessions or hours.
    """
    one, other = measure(first.unit), measure(second.unit)
    if one.dimension is None or other.dimension is None:
        return True
    if one.dimension != other.dimension:
        return False
    if one.dimension != "count" or one.counted == other.counted:
        return True
    pair = {_KINDS.get(found.counted or "", "things") for found in (one, other)}
    return len(pair) == 1 or "any" in pair or pair in _MIXED


def convertible(first: Quantity, second: Quantity) -> bool:
    """Whether two comparable quantities also convert exactly into one unit (天 and 月 do not)."""
    one, other = measure(first.unit), measure(second.unit)
    return one.family is None or other.family is None or one.family == other.family
