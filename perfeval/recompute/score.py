"""The total (总分) recomputed: every total that targets, actuals, weights and the money allow.

Each item counts with the points some attested formula gives; one that cannot be computed
(qualitative, incomparable, without an actual) counts from nothing to its full weight. So
the interval holds every total the figures allow, and what it leaves out is impossible.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from extractor.records import Indicator, Report, ScorePart
from perfeval.interval import Interval, hull, total
from perfeval.recompute.execution import BasedRate, Basis
from perfeval.recompute.grades import score_of_parts
from perfeval.recompute.indicators import Assessment
from perfeval.recompute.points import (
    Earned,
    exact_weight,
    execution_points,
    stated_points,
    tier_points,
)
from perfeval.recompute.sheet import Sheet, full_score_of, is_execution, repeats_another
from perfeval.standards.model import Standard

Words = tuple[str, str]
"""The same said in Chinese and in English."""

_NOT_APPLICABLE = re.compile(r"(?:本?项?指?标?)?(?:不适用|不涉及)[。]?")


@dataclass(frozen=True, slots=True)
class Item:
    """One weighted indicator: the points it may have earned, and whether figures say which."""

    assessment: Assessment
    weight: Fraction
    points: Interval
    computed: bool
    applies: bool = True

    @property
    def indicator(self) -> Indicator:
        """The indicator as printed."""
        return self.assessment.indicator


@dataclass(frozen=True, slots=True)
class Execution:
    """The points of the execution rate; ``basis`` is the denominator by which the printed ones fit."""

    full: Decimal
    part: ScorePart | None
    points: Interval
    basis: Basis | None
    computed: bool


@dataclass(frozen=True, slots=True)
class Recount:
    """The score recomputed, as far as it can be; ``total`` is ``None`` where ``note`` says why."""

    items: tuple[Item, ...] = ()
    execution: Execution | None = None
    total: Interval | None = None
    note: Words | None = None
    complete: bool = False
    """Whether *total* follows from items and execution, not from the printed parts."""

    def blocks(self) -> Iterator[tuple[str | None, list[Item]]]:
        """Yield the first-level blocks in the order in which they begin."""
        labels = dict.fromkeys(item.indicator.level1 for item in self.items)
        for label in labels:
            yield label, [item for item in self.items if item.indicator.level1 == label]


def recount(
    report: Report,
    standard: Standard,
    sheet: Sheet,
    assessments: Sequence[Assessment],
    points: Sequence[Earned | None],
    rates: Sequence[BasedRate],
) -> Recount:
    """Return the score of *report* recomputed from its items and its execution rate."""
    items = tuple(_items(standard, assessments, points, rates))
    full = full_score_of(report, standard)
    execution = _execution(standard, sheet, items, rates, full)
    if not items:
        return _of_parts(report)
    trouble = _trouble(sheet, items, execution, full)
    if trouble is not None:
        return Recount(items, execution, None, trouble)
    extra = [execution.points] if execution else []
    whole = _rescaled(items, total(extra), Fraction(full)).clamped(full)
    return Recount(items, execution, whole, _note(items, execution), True)


def _of_parts(report: Report) -> Recount:
    added = score_of_parts(report.score)
    if added is None:
        return Recount(
            note=(
                "没有写明各项指标的分值，总分无法复算",
                "the indicators print no weights, so the total cannot be recomputed",
            )
        )
    return Recount(
        total=added,
        note=(
            "没有各项指标的分值，由各部分得分相加",
            "no weights of indicators: the sum of the printed parts",
        ),
    )


def _items(
    standard: Standard,
    assessments: Sequence[Assessment],
    points: Sequence[Earned | None],
    rates: Sequence[BasedRate],
) -> Iterator[Item]:
    for assessment, found in zip(assessments, points, strict=True):
        indicator = assessment.indicator
        if indicator.weight is None or indicator.weight <= 0 or repeats_another(indicator):
            continue
        weight = Fraction(indicator.weight)
        anything = Interval(Fraction(0), weight)
        if _not_applicable(indicator):
            yield Item(assessment, weight, anything, False, False)
            continue
        ways = [found.range] if found is not None else []
        # Whether a target per period is the year's is for a reader to say.
        ways += [anything] if assessment.note == "per-period" else []
        if found is None and (tier := tier_points(indicator, standard)) is not None:
            ways.append(tier[1])
        if is_execution(indicator.name):
            ways += execution_points(indicator.weight, (rate.percent for rate in rates))
        yield Item(assessment, weight, hull(ways) if ways else anything, bool(ways))


def _not_applicable(indicator: Indicator) -> bool:
    """Whether an indicator says itself that it does not apply (不适用)."""
    words = [each.text for each in (indicator.target, indicator.actual) if each is not None]
    return any(_NOT_APPLICABLE.fullmatch("".join(each.split())) for each in words)


def _execution(
    standard: Standard, sheet: Sheet, items: Sequence[Item], rates: Sequence[BasedRate], full: Decimal
) -> Execution | None:
    """Return the execution rate's points; its full points are those printed, else what is missing."""
    part = sheet.execution
    if sheet.listed_execution or not items:
        return None
    own = part.full if part is not None else None
    if own is None:
        missing = full - sum(sheet.weights, Decimal(0))
        own = next((each for each in standard.execution.full if each == missing), None)
    if own is None:
        return None
    earned = [(rate.basis, points) for rate in rates for points in execution_points(own, [rate.percent])]
    basis = None
    if part is not None:
        stated = stated_points(part.score, own)
        fits = (basis for basis, each in earned if each.widened(standard.artefact).possible_equal(stated))
        basis = next(fits, None)
    possible = hull([each for _, each in earned]) if earned else Interval(Fraction(0), Fraction(own))
    return Execution(own, part, possible, basis, bool(earned))


def _trouble(sheet: Sheet, items: Sequence[Item], execution: Execution | None, full: Decimal) -> Words | None:
    """Return why the items are not all there is of the total, ``None`` where they are."""
    if sheet.unweighted:
        number = len(sheet.unweighted)
        return (
            f"{number} 项指标没有写明分值，总分无法复算",
            f"{number} indicators print no weight, so the total cannot be recomputed",
        )
    weights = [exact_weight(item.indicator.weight) for item in items if item.indicator.weight is not None]
    if execution is not None:
        weights.append(exact_weight(execution.full))
    if total(weights).contains(full):
        return None
    added = sum(
        (item.indicator.weight or Decimal(0) for item in items), execution.full if execution else Decimal(0)
    )
    return (
        f"分值合计 {added:f}，不是满分 {full:f}，总分无法复算",
        f"the weights make {added:f}, not the full score {full:f}, so the total cannot be recomputed",
    )


def _rescaled(items: Sequence[Item], extra: Interval, full: Fraction) -> Interval:
    """Return the total; with items that do not apply, both counted and left out and made up for.

    Some rules divide the points by the weights that apply, others leave full points standing.
    """
    counted = extra + total(item.points for item in items)
    without = sum((item.weight for item in items if not item.applies), Fraction(0))
    if not 0 < without < full:
        return counted
    applying = extra + total(item.points for item in items if item.applies)
    return hull([counted, applying.scaled(full / (full - without))])


def _note(items: Sequence[Item], execution: Execution | None) -> Words | None:
    """Return what of the total was not computed, ``None`` where all of it was."""
    guessed = [item for item in items if not item.computed and item.applies]
    out = [item for item in items if not item.applies]
    zh: list[str] = []
    en: list[str] = []
    if guessed:
        weight = _weight(guessed)
        zh.append(f"{len(items)} 项指标中 {len(guessed)} 项（分值 {weight}）无法复算，按 0 至满分计")
        en.append(
            f"{len(guessed)} of {len(items)} indicators (weight {weight}) cannot be computed: from 0 to full"
        )
    if out:
        weight = _weight(out)
        zh.append(f"{len(out)} 项（分值 {weight}）不适用，折算与不折算都计入")
        en.append(f"{len(out)} (weight {weight}) do not apply: with and without rescaling")
    if execution is not None and not execution.computed:
        zh.append("没有执行率，其得分按 0 至满分计")
        en.append("no execution rate: its points count from 0 to full")
    return ("；".join(zh), "; ".join(en)) if zh else None


def _weight(items: Iterable[Item]) -> str:
    return format(sum((item.indicator.weight or Decimal(0) for item in items), Decimal(0)), "f")
