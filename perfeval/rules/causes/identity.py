"""The identities rules test, kept with the figures they are made of once they fail.

Every identity answers one question of each of its figures: what would this figure have to
be for the identity to hold, all others being right? All else about causes is built on that.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from extractor.evidence import Evidence
from extractor.records import Quantity
from perfeval.interval import Exact, Interval, printed, total
from perfeval.quantities import number
from perfeval.rules.wording import plain

_HUNDRED = Interval.exactly(100)


Place = tuple[int, int, int, int, int]
"""Where a figure stands: block, row, column (-1 outside tables), first and last character."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure of an identity.

    ``value`` is the number as printed, ``factor`` what one of its unit is in the base unit,
    ``span`` every value it may stand for, in the base unit. ``unit`` is put behind a number
    written in its stead. ``last_year`` says that the document prints the very same number
    for the year before, elsewhere.
    """

    label: str
    value: Decimal
    factor: Fraction
    span: Interval
    evidence: Evidence
    unit: str = ""
    step: Decimal | None = None
    last_year: bool = False

    @property
    def point(self) -> Fraction:
        """The figure as printed, in the base unit."""
        return Fraction(self.value) * self.factor

    @property
    def bare(self) -> str:
        """The number alone."""
        return format(self.value, "f")

    @property
    def shown(self) -> str:
        """The figure with its unit."""
        return f"{self.bare}{self.unit}"

    @property
    def named(self) -> str:
        """The figure with its label and unit."""
        return f"{self.label}{self.shown}"

    @property
    def place(self) -> Place:
        """Where the figure stands, to sort by."""
        spot = self.evidence
        row = -1 if spot.row is None else spot.row
        column = -1 if spot.column is None else spot.column
        return spot.block, row, column, spot.start, spot.end

    def reading(self, value: Decimal) -> Interval:
        """Return what *value* would stand for, printed in this figure's place."""
        if self.span.single:
            return Interval.exactly(Fraction(value) * self.factor)
        return printed(value, self.step).scaled(self.factor)

    def written(self, value: Exact) -> str:
        """Return *value*, given in the base unit, as it would be printed in this figure's place."""
        return f"{plain(Fraction(value) / self.factor, 6)}{self.unit}"

    def near(self, value: Exact) -> str:
        """Return *value*, known only roughly, to two decimals of the figure's unit."""
        return f"{plain(Fraction(value) / self.factor)}{self.unit}"


def figure(
    label: str,
    quantity: Quantity,
    evidence: Evidence,
    point: Fraction,
    span: Interval,
    last_year: bool = False,
) -> Figure | None:
    """Return a quantity that stands for *point* and *span* in the base unit; ``None`` if it is no number."""
    value = number(quantity)
    if value is None or not value or quantity.approximate:
        return None
    factor = point / Fraction(value)
    if factor <= 0:
        return None
    return Figure(label, value, factor, span, evidence, quantity.unit or "", None, last_year)


class Identity(Protocol):
    """What a rule found not to hold."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure printed for it, the one that is computed from the others first."""

    def solve(self, index: int) -> Interval | None:
        """Return every value of figure *index* with which it holds; ``None`` where that is not bounded."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts; ``signed`` where it is a difference: left = right + difference."""

    whole: Figure
    parts: tuple[Figure, ...]
    signed: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The total, then the parts."""
        return (self.whole, *self.parts)

    @property
    def added(self) -> Fraction:
        """What the parts make exactly as printed."""
        return sum((part.point for part in self.parts), Fraction(0))

    def solve(self, index: int) -> Interval | None:
        """Return the sum of the parts, or what the total leaves for one of them."""
        together = total(part.span for place, part in enumerate(self.parts, 1) if place != index)
        return together if index == 0 else self.whole.span - together


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage of two figures: stated = part ÷ whole × 100; ``others`` may be the whole used."""

    stated: Figure
    part: Figure
    whole: Figure
    others: tuple[Figure, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The percentage, the part, the whole."""
        return self.stated, self.part, self.whole

    def solve(self, index: int) -> Interval | None:
        """Return the quotient, or what the percentage makes of the other amount."""
        stated, part, whole = (each.span for each in self.figures)
        if not (stated.positive and part.positive and whole.positive):
            return None
        if index == 0:
            return part / whole * _HUNDRED
        return stated * whole / _HUNDRED if index == 1 else part / stated * _HUNDRED


@dataclass(frozen=True, slots=True)
class Growth:
    """A relative change in percent: stated = ±(current - base) ÷ base × 100, minus for a fall."""

    stated: Figure
    base: Figure
    current: Figure
    down: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The percentage, the base, the later figure."""
        return self.stated, self.base, self.current

    def solve(self, index: int) -> Interval | None:
        """Return the change, the base, or the later figure that the two others give."""
        stated, base, current = (each.span for each in self.figures)
        if not (base.positive and current.positive):
            return None
        if index == 0:
            moved = current / base * _HUNDRED - _HUNDRED
            return -moved if self.down else moved
        ratio = _HUNDRED - stated if self.down else _HUNDRED + stated
        if not ratio.positive:
            return None
        return current / ratio * _HUNDRED if index == 1 else base * ratio / _HUNDRED


@dataclass(frozen=True, slots=True)
class Same:
    """One figure stated twice."""

    first: Figure
    second: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Both mentions."""
        return self.first, self.second

    def solve(self, index: int) -> Interval | None:
        """Return the other mention: to the same last digit it can only be the very same number."""
        other = self.figures[1 - index]
        alike = self.first.span.high - self.first.span.low == self.second.span.high - self.second.span.low
        return Interval.exactly(other.point) if alike else other.span


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that a formula limits to ``right``."""

    stated: Figure
    right: Interval

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The one figure."""
        return (self.stated,)

    def solve(self, index: int) -> Interval | None:
        """Return what the formula allows; *index* is 0."""
        return self.right if index == 0 else None


def pinned(identity: Identity) -> Identity:
    """Return a sum, or a figure stated twice, with every figure taken exactly as printed; else *identity*."""
    if isinstance(identity, Sum):
        return replace(identity, whole=_pin(identity.whole), parts=tuple(map(_pin, identity.parts)))
    if isinstance(identity, Same):
        return Same(_pin(identity.first), _pin(identity.second))
    return identity


def _pin(figure: Figure) -> Figure:
    return replace(figure, span=Interval.exactly(figure.point))
