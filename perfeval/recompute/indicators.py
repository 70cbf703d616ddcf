"""What target and actual of an indicator (指标值, 完成值) allow to conclude."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from extractor.records import Indicator, Quantity, Report
from perfeval.interval import Interval, printed
from perfeval.quantities import comparable, convertible, interval, measure, number
from perfeval.recompute.direction import Sense, sense

Note = Literal["incomparable", "per-period", "annualised", "qualitative", "missing", "copied"]

NOTES: dict[Note, tuple[str, str]] = {
    "incomparable": ("目标值与完成值单位不可比", "target and actual in units that cannot be compared"),
    "per-period": ("按年折算后未达到目标值", "not met once the target is annualised"),
    "annualised": ("目标值已按年折算", "target annualised"),
    "qualitative": ("定性指标，无法复算", "qualitative, cannot be recomputed"),
    "missing": ("缺少目标值或完成值", "target or actual missing"),
    "copied": ("完成值照抄目标值的符号，不是实测数", "the actual repeats the target's operator"),
}

_PERIOD = re.compile("每(?P<each>月|季|周|天|日|旬)|(?P<mean>[月季周日])均")
_PERIODS = {"月": 12, "季": 4, "周": 52, "天": 365, "日": 365, "旬": 36}
_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One indicator set against its target.

    ``target`` and ``actual`` are in one base unit; ``completion`` is in percent and only
    given where more is better, ``ratio`` is that of the numbers as printed. ``annual`` is
    how many of the target's periods make a year where the target is per period and the
    actual is not.
    """

    index: int
    indicator: Indicator
    sense: Sense
    met: bool | None = None
    target: Fraction | None = None
    actual: Interval | None = None
    completion: Interval | None = None
    ratio: Fraction | None = None
    annual: int | None = None
    note: Note | None = None
    point: Fraction | None = None
    """The actual as printed, in the base unit."""


def assess_all(report: Report) -> list[Assessment]:
    """Return the assessment of every indicator of *report*, in order."""
    return [assess(index, indicator) for index, indicator in enumerate(report.indicators)]


def assess(index: int, indicator: Indicator) -> Assessment:
    """Set the actual of *indicator* against its target."""
    way = sense(indicator)
    target, actual = indicator.target, indicator.actual
    if target is None or actual is None:
        return Assessment(index, indicator, way, note="missing")
    if target.kind == "date" and actual.kind == "date":
        return Assessment(index, indicator, way, met=_by_date(target, actual))
    if target.kind != "number" or actual.kind != "number":
        return Assessment(index, indicator, way, note="qualitative")
    if copied_operator(target, actual):
        return Assessment(index, indicator, way, note="copied")
    if way.direction == "range":
        return Assessment(index, indicator, way, met=_in_range(target, actual))
    return _numbers(index, indicator, way, target, actual)


_BOUNDS = (
    *("≥", "≤", ">", "<", "≧", "≦", "＞", "＜", "⩾", "⩽"),
    *("不低于", "不少于", "不高于", "不多于", "不超过", "不大于", "不小于", "大于等于", "小于等于", "控制在"),
)


def copied_operator(target: Quantity, actual: Quantity) -> bool:
    """Whether the actual only repeats the target with its sign or word (≥90% or 不低于90% for ≥90%)."""
    return (
        actual.comparator is not None
        and actual.comparator not in ("=", "range")
        and actual.text.strip().startswith(_BOUNDS)
        and actual.comparator == target.comparator
        and actual.value == target.value
    )


def _by_date(target: Quantity, actual: Quantity) -> bool | None:
    due, done = str(target.value), str(actual.upper or actual.value)
    if target.upper is not None:
        due = str(target.upper)
    if len(due) != len(done):
        return None
    return done >= due if target.comparator in (">=", ">") else done <= due


def _in_range(target: Quantity, actual: Quantity) -> bool | None:
    """Whether the actual lies in the target's range; beyond its upper end nothing is said."""
    low, high = target.value, target.upper
    reading = interval(actual)
    value = number(actual)
    if not isinstance(low, Decimal) or not isinstance(high, Decimal) or reading is None or value is None:
        return None
    if not (comparable(target, actual) and convertible(target, actual)):
        return None
    bottom = Fraction(low) * measure(target.unit).factor
    top = Fraction(high) * measure(target.unit).factor
    if actual.unit is None:
        reading = reading.scaled(measure(target.unit).factor)
    point = Fraction(value) * measure(actual.unit or target.unit).factor
    if bottom <= point <= top:
        return True
    return False if reading.high < bottom else None


def _numbers(index: int, indicator: Indicator, way: Sense, target: Quantity, actual: Quantity) -> Assessment:
    bound, value, reading = number(target), number(actual), interval(actual)
    if bound is None or value is None or reading is None:
        return Assessment(index, indicator, way, note="qualitative")
    if not comparable(target, actual):
        return Assessment(index, indicator, way, note="incomparable")
    if not convertible(target, actual):
        return Assessment(index, indicator, way)
    wanted, had = measure(target.unit), measure(actual.unit or target.unit)
    if actual.unit is None:
        reading = reading.scaled(wanted.factor)
    goal = _times(bound, wanted.factor if target.unit else had.factor)
    point = _times(value, had.factor)
    fraction = _as_fraction(target, actual, bound, value)
    if fraction is not None:
        point, reading = Fraction(value) * fraction * had.factor, reading.scaled(fraction)
    annual = None
    note: Note | None = None
    periods = wanted.period or _period_in_words(target)
    of_the_year = actual.unit and not had.period and not _period_in_words(actual)
    if periods and periods > 1 and of_the_year and wanted.dimension == "count":
        annual, note = periods, "annualised"
    yearly = goal * annual if annual else goal
    met = _meets(way, target, actual, yearly, point, reading)
    if annual and met is False and way.direction == "forward":
        raw = _meets(way, target, actual, goal, point, reading)
        note = "per-period" if raw else None
        annual = annual if raw else None
        yearly = yearly if raw else goal
    completion = ratio = None
    if way.direction == "forward" and yearly > 0:
        share = _HUNDRED / yearly
        completion, ratio = reading.scaled(share), point * share
    return Assessment(index, indicator, way, met, yearly, reading, completion, ratio, annual, note, point)


def _times(value: Decimal, factor: Fraction) -> Fraction:
    whole, divisor = value.as_integer_ratio()
    return Fraction(whole * factor.numerator, divisor * factor.denominator)


def _period_in_words(quantity: Quantity) -> int | None:
    """Return how many of the period named in words (每季度2次, 月均30条) make a year."""
    found = _PERIOD.search(quantity.text)
    return _PERIODS[found["each"] or found["mean"]] if found else None


def _as_fraction(target: Quantity, actual: Quantity, bound: Decimal, value: Decimal) -> int | None:
    """Return 100 where a rate's actual is printed as a bare fraction (0.958 for 95.8 %)."""
    percent = measure(target.unit).dimension == "percent" and actual.unit is None
    return 100 if percent and 0 < value <= 1 and bound >= 2 else None


def _meets(
    way: Sense, target: Quantity, actual: Quantity, goal: Fraction, point: Fraction, reading: Interval
) -> bool | None:
    """Whether the target is met: no only where no value the figures allow meets it."""
    low = high = goal
    # 35户及以上 is a bound; only 约35户 is about that many.
    if target.approximate and target.comparator in (None, "="):
        about = printed(Decimal(1), None, True)
        low, high = goal * about.low, goal * about.high
    sure = not actual.approximate
    if way.direction == "forward":
        if reading.certainly_less(Interval.exactly(low)):
            return False
        return True if (point >= high if sure else reading.low >= high) else None
    if Interval.exactly(high).certainly_less(reading):
        return False
    return True if (point <= low if sure else reading.high <= low) else None
