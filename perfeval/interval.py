"""Exact intervals: every value a printed figure may stand for.

Writers round and cut, and drop trailing zeros. A printed ``96.31`` therefore stands for
all of [96.305, 96.32): what rounds to it and what is cut to it. Bounds are fractions, so
no arithmetic here ever rounds, and a contradiction between intervals is a proof.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Literal

Exact = int | Decimal | Fraction
Approximation = Literal["about", "over", "under"]
"""约/左右 (either side), 余/多/逾 (at least), 近 (at most)."""

ABOUT = Fraction(1, 10)
"""How far 约 and 近 may be off, as a part of the figure: generous, never an accusation."""


class Interval:
    """All values between *low* and *high*; each bound belongs to it or not. Never changed once made.

    Both bounds are kept as integers over one positive divisor. It is not reduced to lowest
    terms: most intervals are only compared once, and that takes two multiplications.
    """

    __slots__ = ("_bottom", "_over", "_top", "high_closed", "low_closed")

    _bottom: int
    _top: int
    _over: int
    low_closed: bool
    high_closed: bool

    def __init__(
        self, low: Fraction, high: Fraction, low_closed: bool = True, high_closed: bool = True
    ) -> None:
        if low > high:
            raise ValueError(f"an interval from {low} down to {high}")
        self._over = lcm(low.denominator, high.denominator)
        self._bottom = low.numerator * (self._over // low.denominator)
        self._top = high.numerator * (self._over // high.denominator)
        self.low_closed, self.high_closed = low_closed, high_closed

    @classmethod
    def exactly(cls, value: Exact, closed: bool = True) -> "Interval":
        """Return the interval of one value; the end of a range that is not *closed* leaves it out."""
        point, over = value.as_integer_ratio()
        return _made(point, point, over, closed, closed)

    @property
    def low(self) -> Fraction:
        """The lower bound."""
        return Fraction(self._bottom, self._over)

    @property
    def high(self) -> Fraction:
        """The upper bound."""
        return Fraction(self._top, self._over)

    @property
    def single(self) -> bool:
        """Whether both bounds are one value."""
        return self._bottom == self._top

    @property
    def positive(self) -> bool:
        """Whether both bounds are above zero."""
        return self._bottom > 0

    def __repr__(self) -> str:
        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"Interval{left}{self.low}, {self.high}{right}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Interval):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def _parts(self) -> tuple[Fraction, Fraction, bool, bool]:
        return self.low, self.high, self.low_closed, self.high_closed

    def __add__(self, other: "Interval") -> "Interval":
        mine, theirs = 1, 1
        over = self._over
        if over != other._over:
            over = lcm(over, other._over)
            mine, theirs = over // self._over, over // other._over
        return _made(
            self._bottom * mine + other._bottom * theirs,
            self._top * mine + other._top * theirs,
            over,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __neg__(self) -> "Interval":
        return _made(-self._top, -self._bottom, self._over, self.high_closed, self.low_closed)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        over = self._over * other._over
        if self._bottom >= 0 and other._bottom >= 0:
            return _made(
                self._bottom * other._bottom,
                self._top * other._top,
                over,
                (self.low_closed and other.low_closed) or not (self._bottom and other._bottom),
                self.high_closed and other.high_closed,
            )
        corners = [
            (mine * theirs, mine_closed and theirs_closed)
            for mine, mine_closed in ((self._bottom, self.low_closed), (self._top, self.high_closed))
            for theirs, theirs_closed in ((other._bottom, other.low_closed), (other._top, other.high_closed))
        ]
        low = min(value for value, _ in corners)
        high = max(value for value, _ in corners)
        # Zero times a bound that is left out is still zero: such a corner counts as reached.
        return _made(
            low,
            high,
            over,
            low == 0 or any(closed for value, closed in corners if value == low),
            high == 0 or any(closed for value, closed in corners if value == high),
        )

    def __truediv__(self, other: "Interval") -> "Interval":
        """Divide; raise :class:`ZeroDivisionError` where the divisor may be zero."""
        bottom, top, over = other._bottom, other._top, other._over
        if bottom <= 0 <= top:
            raise ZeroDivisionError("the divisor's interval touches zero")
        # From over/top to over/bottom: both have one sign, so their product is a positive divisor.
        return self * _made(over * bottom, over * top, bottom * top, other.high_closed, other.low_closed)

    def scaled(self, factor: Exact) -> "Interval":
        """Return this interval times a positive exact *factor* (a change of unit)."""
        by, over = factor.as_integer_ratio()
        if by == over:
            return self
        if by < 0:
            raise ValueError(f"scaled by {factor}, which would turn the interval round")
        return _made(self._bottom * by, self._top * by, self._over * over, self.low_closed, self.high_closed)

    def widened(self, slack: Exact) -> "Interval":
        """Return this interval with *slack* more to either side, bounds included."""
        by, over = slack.as_integer_ratio()
        by *= self._over
        return _made(self._bottom * over - by, self._top * over + by, self._over * over, True, True)

    def clamped(self, most: Exact) -> "Interval":
        """Return this interval with each bound moved to between zero and *most*, and included."""
        above, over = most.as_integer_ratio()
        above *= self._over
        low, high = min(max(self._bottom * over, 0), above), min(max(self._top * over, 0), above)
        return _made(low, high, self._over * over, True, True)

    def ending_at(self, value: Exact) -> "Interval":
        """Return the interval from the lower bound to *value*, which is not below it, bounds included."""
        point, over = value.as_integer_ratio()
        return _made(self._bottom * over, point * self._over, self._over * over, True, True)

    def contains(self, value: Exact) -> bool:
        """Whether *value* lies inside."""
        return self.possible_equal(Interval.exactly(value))

    def possible_equal(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        return not (self.certainly_less(other) or other.certainly_less(self))

    def common(self, other: "Interval") -> "Interval | None":
        """Return the values that lie in both, ``None`` where there are none."""
        if not self.possible_equal(other):
            return None
        low, low_open = max((each.low, not each.low_closed) for each in (self, other))
        high, high_closed = min((each.high, each.high_closed) for each in (self, other))
        return Interval(low, high, not low_open, high_closed)

    def certainly_less(self, other: "Interval") -> bool:
        """Whether every value here is smaller than every value of *other*."""
        high, low = self._top, other._bottom
        if self._over != other._over:
            high, low = high * other._over, low * self._over
        return high < low or (high == low and not (self.high_closed and other.low_closed))

    def ends_before(self, other: "Interval") -> bool:
        """Whether the upper bound is smaller than that of *other*."""
        return self._top * other._over < other._top * self._over

    def decimals(self, places: int = 4) -> tuple[Decimal, Decimal]:
        """Return both bounds as decimals of *places* digits, widened outwards."""
        shift = 10**places
        # What is left of rounding down the negative is what rounding up would add.
        low, high = self._bottom * shift // self._over, -(-self._top * shift // self._over)
        return _decimal(low, places), _decimal(high, places)


def _made(bottom: int, top: int, over: int, low_closed: bool, high_closed: bool) -> Interval:
    """Return the interval from *bottom* to *top*, both *over* one positive divisor, unchecked."""
    made: Interval = object.__new__(Interval)
    made._bottom, made._top, made._over = bottom, top, over
    made.low_closed, made.high_closed = low_closed, high_closed
    return made


_ZERO = Interval.exactly(0)


def _decimal(value: int, places: int) -> Decimal:
    """Return *value* with its last *places* digits as decimals, without trailing zeros."""
    while places and not value % 10:
        value, places = value // 10, places - 1
    # Read from text: a context of limited precision would round large amounts.
    return Decimal(f"{value}E-{places}")


def total(intervals: Iterable[Interval]) -> Interval:
    """Return the sum; of nothing, zero."""
    return sum(intervals, _ZERO)


def step_of(value: Decimal) -> Decimal:
    """Return the step of the last printed digit: 0.01 for 96.31, 1 for 300."""
    exponent = value.as_tuple().exponent
    known = _STEPS.get(exponent)
    if known is not None:
        return known
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else _STEPS[0]


_STEPS: dict[object, Decimal] = {-places: Decimal(1).scaleb(-places) for places in range(9)}
"""The step of the last digit by its exponent, for all figures that writers print."""


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
    if approximate:
        return _approximate(value, Fraction(value), manner)
    grain = min(step_of(value), step) if step is not None else step_of(value)
    point, divisor = value.as_integer_ratio()
    width, over = grain.as_integer_ratio()
    # Everything in halves of what both the figure and its step are whole multiples of.
    common = lcm(divisor, over)
    point, width, over = 2 * point * (common // divisor), width * (common // over), 2 * common
    if point > 0:
        return _made(point - width, point + 2 * width, over, True, False)
    if point < 0:
        return _made(point - 2 * width, point + width, over, False, True)
    return _made(-2 * width, 2 * width, over, False, False)


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
