"""Exact intervals: every value a printed figure may stand for.

Writers round and cut, and drop trailing zeros. A printed ``96.31`` therefore stands for
all of [96.305, 96.32): what rounds to it and what is cut to it. Bounds are fractions, so
no arithmetic here ever rounds, and a contradiction between intervals is a proof.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Literal, Self

Exact = int | Decimal | Fraction
Approximation = Literal["about", "over", "under"]
"""约/左右 (either side), 余/多/逾 (at least), 近 (at most)."""

ABOUT = Fraction(1, 10)
"""How far 约 and 近 may be off, as a part of the figure: generous, never an accusation."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between *low* and *high*; each bound belongs to it or not."""

    low: Fraction
    high: Fraction
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"an interval from {self.low} down to {self.high}")

    @classmethod
    def exactly(cls, value: Exact) -> Self:
        """Return the interval of one value."""
        point = Fraction(value)
        return cls(point, point)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        if self.low >= 0 and other.low >= 0:
            return Interval(
                self.low * other.low,
                self.high * other.high,
                (self.low_closed and other.low_closed) or not (self.low and other.low),
                self.high_closed and other.high_closed,
            )
        corners = [
            (mine * theirs, mine_closed and theirs_closed)
            for mine, mine_closed in ((self.low, self.low_closed), (self.high, self.high_closed))
            for theirs, theirs_closed in ((other.low, other.low_closed), (other.high, other.high_closed))
        ]
        low = min(value for value, _ in corners)
        high = max(value for value, _ in corners)
        # Zero times a bound that is left out is still zero: such a corner counts as reached.
        return Interval(
            low,
            high,
            low == 0 or any(closed for value, closed in corners if value == low),
            high == 0 or any(closed for value, closed in corners if value == high),
        )

    def __truediv__(self, other: "Interval") -> "Interval":
        """Divide; raise :class:`ZeroDivisionError` where the divisor may be zero."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor's interval touches zero")
        return self * Interval(1 / other.high, 1 / other.low, other.high_closed, other.low_closed)

    def scaled(self, factor: Exact) -> "Interval":
        """Return this interval times a positive exact *factor* (a change of unit)."""
        if factor == 1:
            return self
        by = Fraction(factor)
        return Interval(self.low * by, self.high * by, self.low_closed, self.high_closed)

    def contains(self, value: Exact) -> bool:
        """Whether *value* lies inside."""
        point = Fraction(value)
        above = self.low < point or (self.low_closed and self.low == point)
        return above and (point < self.high or (self.high_closed and self.high == point))

    def possible_equal(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        return not (self.certainly_less(other) or other.certainly_less(self))

    def certainly_less(self, other: "Interval") -> bool:
        """Whether every value here is smaller than every value of *other*."""
        if self.high == other.low:
            return not (self.high_closed and other.low_closed)
        return self.high < other.low

    def decimals(self, places: int = 4) -> tuple[Decimal, Decimal]:
        """Return both bounds as decimals of *places* digits, widened outwards."""
        return outward(self.low, places, ROUND_FLOOR), outward(self.high, places, ROUND_CEILING)


def outward(value: Fraction, places: int, rounding: str) -> Decimal:
    """Return *value* with *places* decimals, rounded the way named and without trailing zeros."""
    shifted = value * 10**places
    whole, rest = divmod(shifted.numerator, shifted.denominator)
    if rest and rounding == ROUND_CEILING:
        whole += 1
    # Built from digits: a context of limited precision would round large amounts.
    text = format(Decimal((int(whole < 0), tuple(int(d) for d in str(abs(whole))), -places)), "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def total(intervals: Iterable[Interval]) -> Interval:
    """Return the sum; of nothing, zero."""
    result = Interval.exactly(0)
    for interval in intervals:
        result = result + interval
    return result


def step_of(value: Decimal) -> Decimal:
    """Return the step of the last printed digit: 0.01 for 96.31, 1 for 300."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def resolution(values: Iterable[Decimal]) -> Decimal:
    """Return the finest step among figures of one kind by one writer; 1 where there are none."""
    return min((step_of(value) for value in values), default=Decimal(1))


def printed(
    value: Decimal,
    step: Decimal | None = None,
    approximate: bool = False,
    manner: Approximation = "about",
) -> Interval:
    """Return every value the printed *value* may stand for.

    *step* is the finest step its writer uses (beside 29.99 a bare 30 is 30.00, step
    0.01); without it, the step of the last digit printed. Where the figure says itself
    that it is *approximate*, *manner* says how: ``over`` (20000余) reaches to one more of
    the leading digit's unit, ``about`` (约) a tenth or half a unit of the last digit that
    is not zero to either side, ``under`` (近) as far down only.
    """
    point = Fraction(value)
    if approximate:
        return _approximate(value, point, manner)
    grain = min(step_of(value), step) if step is not None else step_of(value)
    width = Fraction(grain)
    if point > 0:
        return Interval(point - width / 2, point + width, True, False)
    if point < 0:
        return Interval(point - width, point + width / 2, False, True)
    return Interval(-width, width, False, False)


def _approximate(value: Decimal, point: Fraction, manner: Approximation) -> Interval:
    if not point:
        return printed(value)
    size = abs(point)
    if manner == "over":
        leading = Fraction(Decimal(1).scaleb(value.adjusted()))
        upper = Interval(size, size + leading, True, False)
        return upper if point > 0 else -upper
    slack = max(size * ABOUT, Fraction(10) ** _last_digit(value) / 2)
    around = Interval(size - slack, size if manner == "under" else size + slack)
    return around if point > 0 else -around


def _last_digit(value: Decimal) -> int:
    """Return the power of ten of the last digit of *value* that is not zero: 4 for 20000."""
    _, digits, exponent = value.as_tuple()
    power = exponent if isinstance(exponent, int) else 0
    for digit in reversed(digits):
        if digit:
            break
        power += 1
    return power


def whole(value: Decimal) -> Interval:
    """Return the interval of a count of whole things, which is exact."""
    return Interval.exactly(value)


def same_figure(first: Decimal, second: Decimal, factor: Exact = 1) -> bool:
    """Whether two mentions agree: one is the other rounded or cut.

    *factor* converts *second* into the unit of *first* (``same_figure(Decimal("3.30"),
    Decimal("32977.3"), Fraction(1, 10000))`` for 亿元 against 万元). Figures printed to
    the same step agree only when equal: 5万 and 6万 may both come of 5.5万, but nobody
    states one amount once rounded and once cut to the same digit.
    """
    by = Fraction(factor)
    one, other = Fraction(first), Fraction(second) * by
    if one == other:
        return True
    one_step, other_step = Fraction(step_of(first)), Fraction(step_of(second)) * by
    if one_step == other_step:
        return False
    return printed(first).possible_equal(printed(second).scaled(by))


def hull(intervals: Sequence[Interval]) -> Interval:
    """Return the smallest interval around all; raise :class:`ValueError` for none."""
    if not intervals:
        raise ValueError("no interval to enclose")
    low = min(intervals, key=lambda item: (item.low, not item.low_closed))
    high = max(intervals, key=lambda item: (item.high, item.high_closed))
    return Interval(low.low, high.high, low.low_closed, high.high_closed)
