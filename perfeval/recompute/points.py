"""Points (得分) recomputed: what an indicator or the execution rate can have earned.

Rules differ from place to place, so every attested formula of the standard is tried, each
giving an interval of points; a printed score that lies in none of them needs a reason.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from extractor.records import Indicator
from perfeval.interval import Interval, hull, printed, step_of
from perfeval.recompute.indicators import Assessment
from perfeval.standards.model import FormulaKind, Standard, Tier

Way = FormulaKind | Literal["full", "tier", "over", "judged"]

WAYS: dict[Way, tuple[str, str]] = {
    "full": ("达到目标得满分", "full points for a target met"),
    "proportional": ("按完成比例", "in proportion to completion"),
    "linear": ("按超出比例扣减", "less the share of the overrun"),
    "ratio": ("按目标值与实际值之比", "target over actual"),
    "forfeit": ("未达到不得分", "nothing for a target missed"),
    "tier": ("按完成档次", "by its tier"),
    "over": ("超额完成的扣减", "less something for over-completion"),
    "judged": ("由评价人扣分", "as the evaluator judges"),
}
"""Scoring ways by name: Chinese, English."""

_UNMET = re.compile(
    "(?:尚|仍|暂)?未(?:能)?(?:按[时期]|全部|及时)?(?:达成|完成|实现|达到|达标|开展|实施|启动)"
)
_PARTLY = re.compile("部分(?:达成|完成|实现|达到)")
_MET = re.compile(
    r"(?:已|均已?|全部|基本|按[时期]|如期|圆满)*(?:达成|完成|实现|达到|达标)"
    r"(?:预期|年度|绩效|既定)?(?:指标|目标|要求|效果)?"
)
_TENTH = Decimal("0.1")
_SPACE = re.compile(r"[\s。；;，,]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """The points one way of scoring gives."""

    way: Way
    points: Interval
    exact: Fraction | None = None
    """What the figures give taken exactly as printed."""


@dataclass(frozen=True, slots=True)
class Earned:
    """Every way an indicator may have been scored, most generous first."""

    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        """The way that gives most."""
        return self.candidates[0]

    @property
    def range(self) -> Interval:
        """All points that some way gives, and those between."""
        return hull([candidate.points for candidate in self.candidates])


def earned(item: Assessment, standard: Standard) -> Earned | None:
    """Return the points *item* can have earned, ``None`` where no formula can be computed.

    Weight, target and actual have to be numbers (or days) that can be set against each
    other; a verdict of met or not met alone gives full points or less.
    """
    weight = item.indicator.weight
    if weight is None or weight <= 0 or item.note in ("incomparable", "qualitative", "missing", "copied"):
        return None
    full = Fraction(weight)
    found = sorted(_candidates(item, full, standard), key=lambda each: each.points.high, reverse=True)
    return Earned(tuple(found)) if found else None


def _candidates(item: Assessment, full: Fraction, standard: Standard) -> Iterator[Candidate]:
    if item.met is not False:
        yield Candidate("full", Interval.exactly(full))
    if item.met is True:
        if _far_above(item, standard):
            # Beyond the over-completion threshold frameworks take off what they like.
            yield Candidate("over", Interval(Fraction(0), full))
        return
    goal, actual = item.target, item.actual
    if goal is not None and actual is not None and goal > 0:
        yield from _by_formula(item, goal, actual, full, standard)
    elif goal == 0 and item.met is False:
        yield Candidate("forfeit", Interval.exactly(0))
    else:
        yield Candidate("judged", Interval(Fraction(0), full))


def _by_formula(
    item: Assessment, goal: Fraction, actual: Interval, full: Fraction, standard: Standard
) -> Iterator[Candidate]:
    directions = {item.sense.direction} if item.sense.printed else {item.sense.direction, "forward"}
    for formula in standard.formulas:
        if formula.direction in directions:
            point = item.point
            exact = None if point is None else _by(formula.kind, Interval.exactly(point), goal, full).high
            yield Candidate(formula.kind, _by(formula.kind, actual, goal, full), exact)


def _by(kind: FormulaKind, actual: Interval, goal: Fraction, full: Fraction) -> Interval:
    """Return the points a formula gives for every actual that may stand there."""
    if kind == "forfeit":
        return Interval.exactly(0)
    if kind == "proportional":
        return actual.scaled(full / goal).clamped(full)
    if kind == "linear":
        return (Interval.exactly(2 * full) - actual.scaled(full / goal)).clamped(full)
    if not actual.positive:
        return Interval(Fraction(0), full)
    return (Interval.exactly(full * goal) / actual).clamped(full)


def _far_above(item: Assessment, standard: Standard) -> bool:
    return item.completion is not None and item.completion.high > Fraction(
        min(standard.thresholds.over_completion, Decimal(115))
    )


def status_of(indicator: Indicator) -> Literal["met", "partly", "unmet"] | None:
    """Return the tier an actual names with a bare status word (达成预期指标, 未完成), else ``None``."""
    actual = indicator.actual
    if actual is None or actual.kind != "qualitative":
        return None
    words = _SPACE.sub("", actual.text)
    if _UNMET.match(words):
        return "unmet"
    if _PARTLY.match(words):
        return "partly"
    return "met" if _MET.fullmatch(words) else None


def tier_points(indicator: Indicator, standard: Standard) -> tuple[Tier, Interval] | None:
    """Return the tier of a qualitative indicator and the points it allows, bounds included."""
    status = status_of(indicator)
    tier = next((each for each in standard.tiers if each.label == status), None)
    if tier is None or indicator.weight is None or indicator.weight <= 0:
        return None
    weight = Fraction(indicator.weight) / 100
    return tier, Interval(weight * Fraction(tier.lower), weight * Fraction(tier.upper))


def fitting(
    found: Earned | None, tier: Interval | None, indicator: Indicator, standard: Standard, step: Decimal
) -> Way | None:
    """Return the way that gives the printed points, ``None`` where none does or none are printed.

    *step* is the finest step of the scores printed beside them.
    """
    weight, score = indicator.weight, indicator.score
    if weight is None or score is None:
        return None
    stated = reading(score, weight, step, fine=True)
    ways = [(each.way, each.points) for each in found.candidates] if found else []
    if tier is not None:
        ways.append(("tier", tier))
    fits = [way for way, points in ways if points.widened(standard.artefact).possible_equal(stated)]
    # What allows any points explains less than a formula that gives these.
    return min(fits, key=lambda way: way in ("over", "judged"), default=None)


def execution_points(full: Decimal, rates: Iterable[Interval]) -> list[Interval]:
    """Return the points each rate (in percent) earns: full times the rate, at most full."""
    share = Fraction(full) / 100
    return [rate.scaled(share).clamped(full) for rate in rates]


def stated_points(score: Decimal, full: Decimal | None, step: Decimal | None = None) -> Interval:
    """Return every value printed points may stand for; full points cannot have been rounded down."""
    reading = printed(score, step)
    if full is not None and score == full:
        return reading.ending_at(score)
    return reading


def reading(value: Decimal, full: Decimal | None, step: Decimal, *, fine: bool) -> Interval:
    """Return what printed points stand for beside others printed to *step*.

    Points printed without decimals are never rounded ones: beside 9.84 a bare 8 is 8.00.
    Others, 8.0 too, stand for what their own digits allow, or with *fine* for what *step* allows.
    """
    whole = step_of(value) == 1
    return stated_points(value, full, min(step, _TENTH) if whole else step if fine else None)


def exact_weight(weight: Decimal) -> Interval:
    """Return what a printed weight may stand for: whole and half points are exact, 33.3 is not."""
    doubled = weight * 2
    return Interval.exactly(weight) if doubled == doubled.to_integral_value() else printed(weight)


def finest_step(values: Sequence[Decimal]) -> Decimal | None:
    """Return the finest step printed among *values*."""
    return min(map(step_of, values), default=None)
