"""Points (分值, 得分) of a form against each other: weights, scores, levels, the total."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from extractor.records import ScorePart, StatedScore
from perfeval.findings import Finding, Severity
from perfeval.interval import Interval, total
from perfeval.recompute.points import exact_weight, finest_step, reading
from perfeval.recompute.score import Recount
from perfeval.rules.bonus import bonus
from perfeval.rules.causes.identity import Sum
from perfeval.rules.figures import of_number, sum_of
from perfeval.rules.items import is_form, points
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sheet import full_score, sheet, unread_rows
from perfeval.rules.wording import place, plain

_BLOCKS = 6
_FEW, _MANY = 3, 6
_FOUR_BLOCKS = ("预算|资金|执行", "产出", "效益|效果", "满意")
"""Fewer weights of a form, of a narrative, need not be all there are."""


@rule("SCO401", severity="error", zh="分值之和不等于满分", en="weights do not add up to the full score")
def weights_and_full(facts: Facts) -> Iterator[Finding]:
    """各项指标的分值，加上预算执行率的分值，不等于满分。

    为什么重要
    分值多出或缺少，总分就不再是百分制的分数，不能和别的项目比较，也不能套用等级。

    示例
    十项指标的分值合计 100 分，预算执行率另有 10 分，共 110 分，而总分按 100 分计。

    依据
    算术；全国通行的自评表满分 100 分，其中预算执行率 10 分、绩效指标 90 分。

    已知的误报
    执行率既列在资金行又列为指标的只算一次；没有执行率得分的表，指标分值合计为 100、90、80 都算对；
    有的指标没有分值、合并单元格中的分值读不出来的，记为“无法复算”。
    """
    page = sheet(facts)
    formal = is_form(facts.report) or page.tabled
    # A narrative may leave indicators out; where each one told has its weight, none is left out.
    if len(page.weights) < (_FEW if formal else _MANY) or (not formal and page.unweighted):
        return
    full = full_score(facts)
    own = total(map(exact_weight, page.weights))
    rate = page.execution.full if page.execution else None
    sums = [own]
    if rate is not None:
        sums = [own, own + exact_weight(rate)] if page.listed_execution else [own + exact_weight(rate)]
    else:
        sums += [own + Interval.exactly(extra) for extra in facts.standard.execution.full]
    facts.checked()
    if any(each.contains(full) or each.contains(full / 100) for each in sums):
        return
    if sum(page.weights, Decimal(0)) <= 1:
        facts.skip(
            "SCO401",
            "分值印成小数，与其他分值不在同一尺度上",
            "weights printed as fractions are not on the scale of the others",
        )
        return
    if page.unweighted and own.low < Fraction(full):
        facts.skip(
            "SCO401",
            "有的指标没有分值，无法相加",
            "some indicators have no weight, so the weights cannot be added",
        )
        return
    added = sum(page.weights, Decimal(0))
    together = added + (rate or 0)
    zh_rate = f"加预算执行率 {points(rate)} 分共 {plain(together)} 分，" if rate is not None else ""
    en_rate = f", {plain(together)} with {points(rate)} for the execution rate" if rate is not None else ""
    stated = facts.report.score is not None and (facts.report.score.full is not None or rate is not None)
    evidence = ([page.execution.evidence] if page.execution else []) + page.places
    yield facts.finding(
        "SCO401",
        severity="error" if formal and stated and not unread_rows(facts) else "warning",
        zh=f"{place(evidence[0])}起 {len(page.weights)} 项指标的分值合计 {plain(added)} 分，{zh_rate}"
        f"不等于满分 {points(full)} 分",
        en=f"the weights of {len(page.weights)} indicators make {plain(added)}{en_rate}, not the full "
        f"score of {points(full)}",
        evidence=evidence,
        key=sorted(map(str, page.weights)),
        stated=points(full),
        recomputed=plain(together),
    )


@rule("SCO402", severity="error", zh="各项得分之和与总分不符", en="item scores do not add up to the total")
def scores_and_total(facts: Facts) -> Iterator[Finding]:
    """各项得分相加，与写明的总分不符。

    为什么重要
    总分是自评的结论；与各项得分对不上，等级也就没有依据。

    示例
    各项得分之和 110 分，总分写 100 分。

    依据
    算术。每个得分按印出的位数取四舍五入和截断的全部可能值，任何取值都不成立才提示；
    只有补上被省略的末位零才不成立的，降为“警告”。

    已知的误报
    合并的得分单元格只算一次；有一项没有得分的不相加；叙述式报告只在各部分满分之和等于总分满分，
    或者列出的正是预算执行、产出、效益、满意度四块时才相加；加分项、扣分项的行计入后相符的，不提示。
    """
    score = facts.report.score
    if score is None:
        return
    parts = score.parts
    if len(parts) < 2 or not _make_up_the_total(facts, parts):
        facts.skip("SCO402", "总分没有完整的分项得分，无法相加", "the total has no complete parts to add up")
        return
    facts.checked()
    severity = disagreement(facts)
    if severity is None:
        return
    added = sum((part.score for part in parts), Decimal(0))
    here = score.evidence
    gap = plain(abs(Fraction(added) - Fraction(score.total)), 4)
    yield facts.finding(
        "SCO402",
        severity=severity,
        zh=f"{place(here)}总分 {points(score.total)}，而 {len(parts)} 项得分之和为 {plain(added, 4)}，"
        f"相差 {gap}",
        en=f"{place(here, 'en')} states a total of {points(score.total)}, but the {len(parts)} item scores "
        f"make {plain(added, 4)}, {gap} apart",
        evidence=[here, *(part.evidence for part in parts)],
        key=[score.total, *sorted(part.score for part in parts)],
        stated=points(score.total),
        recomputed=plain(added, 4),
        identity=_sum(score),
    )


def _sum(score: StatedScore) -> Sum | None:
    step = finest_step([score.total, *(part.score for part in score.parts)]) or Decimal(1)
    whole = of_number("总分", score.total, "分", score.evidence, reading(score.total, None, step, fine=True))
    parts = [
        of_number(
            part.label, part.score, "分", part.evidence, reading(part.score, part.full, step, fine=True)
        )
        for part in score.parts
        if part.score
    ]
    return sum_of(whole, parts)


def disagreement(facts: Facts) -> Severity | None:
    """Return how surely the item scores do not make the stated total, ``None`` where they may."""
    score = facts.report.score
    if score is None or len(score.parts) < 2 or not _make_up_the_total(facts, score.parts):
        return None
    step = _step(score)

    def fits(*, fine: bool) -> bool:
        whole = reading(score.total, None, step, fine=fine)
        return any(each.possible_equal(whole) for each in possible_sums(facts, fine=fine))

    added = sum((part.score for part in score.parts), Decimal(0))
    if fits(fine=True) or score.total in (added, added + bonus(facts)):
        return None
    return "warning" if fits(fine=False) or unread_rows(facts) else "error"


def possible_sums(facts: Facts, *, fine: bool = True) -> list[Interval]:
    """Return what the item scores may add up to, for every way to add them."""
    score = facts.report.score
    if score is None:
        return []
    step = _step(score)
    return [
        total(reading(part.score, part.full, step, fine=fine) for part in some)
        for some in _readings(facts, score.parts)
    ]


def _step(score: StatedScore) -> Decimal:
    return finest_step([score.total, *(part.score for part in score.parts)]) or Decimal(1)


def _make_up_the_total(facts: Facts, parts: Sequence[ScorePart]) -> bool:
    """Whether the parts are all there are of the total."""
    full = [part.full for part in parts]
    if is_form(facts.report):
        # Items scored out of a hundred each are weighed, not added.
        above = [part for part in parts if part.full is not None and part.score > part.full]
        return 2 * len(above) <= len(parts)
    if not any(full):
        return _are_the_blocks(parts)
    return all(each is not None for each in full) and sum(filter(None, full)) == full_score(facts)


def _are_the_blocks(parts: Sequence[ScorePart]) -> bool:
    """Whether parts without a full score are the blocks every score is made of, each named once."""
    named = [[word for word in _FOUR_BLOCKS if re.search(word, part.label)] for part in parts]
    return sorted(named) == sorted([word] for word in _FOUR_BLOCKS)


def _readings(facts: Facts, parts: Sequence[ScorePart]) -> list[Sequence[ScorePart]]:
    """Return the ways to add: all parts, and without the execution rate where a row repeats it."""
    page = sheet(facts)
    if page.execution is not None and page.listed_execution:
        return [parts, [part for part in parts if part is not page.execution]]
    return [parts]


@rule("SCO403", severity="warning", zh="总分高于可以复算的上限", en="stated total above the recomputed limit")
def total_and_recomputed(facts: Facts) -> Iterator[Finding]:
    """写明的总分，高于各项目标值、完成值和分值所能得到的最高分。

    为什么重要
    就算每一项都按最有利的算法计分，也得不到这个总分。

    示例
    两项指标各完成八成、分值各 20 分，其余全部满分，最高 92 分，而总分写 96 分。

    依据
    所选标准列出的各种计分公式，取最有利的一种；不能复算的指标按满分计。

    已知的误报
    指标没有全部写明分值的记为“无法复算”；总分超过满分的见 SCO405；打分低于公式属于评价人的判断，不提示。
    全部得分都取整的，扣了分的项目按取整可能多出的半分计；没有达到目标而写满分的不是取整。
    """
    report, recount = facts.report, facts.workings.recount
    if report.score is None:
        return
    if not recount.complete:
        facts.skip("SCO403", *(recount.note or ("总分无法复算", "the total cannot be recomputed")))
        return
    if len(recount.items) < 3:
        return
    full = full_score(facts)
    facts.checked()
    most, stated = _most(facts, recount), Fraction(report.score.total)
    if stated <= most or stated > full or stated <= most + Fraction(bonus(facts)):
        return
    here = report.score.evidence
    yield facts.finding(
        "SCO403",
        zh=f"{place(here)}总分 {points(report.score.total)}，而按目标值、完成值和分值最多得 {plain(most)} 分",
        en=f"{place(here, 'en')} states a total of {points(report.score.total)}, but targets, actuals and "
        f"weights allow at most {plain(most)}",
        evidence=[here],
        key=[report.score.total, plain(most)],
        stated=points(report.score.total),
        recomputed=f"≤{plain(most)}",
    )


def _most(facts: Facts, recount: Recount) -> Fraction:
    """Return the highest total the figures allow, what screens and whole points round up included."""
    artefact = Fraction(facts.standard.artefact)
    scores = [item.indicator.score for item in recount.items if item.indicator.score is not None]
    rounding = max(artefact, Fraction(finest_step(scores) or 1) / 2)
    most = Fraction(0)
    for item in recount.items:
        score = item.indicator.score
        slack = rounding if score is not None and score < item.weight else artefact
        most += min(item.weight, item.points.high + slack)
    execution = recount.execution
    if execution is None:
        return most
    return most + min(Fraction(execution.full), execution.points.high + rounding)


@rule("SCO405", severity="error", zh="总分超过满分", en="total above the full score")
def above_full(facts: Facts) -> Iterator[Finding]:
    """写明的总分超过满分。

    为什么重要
    超过满分的分数一定有一处是错的，多半是重复计分或者分值没有分配好。

    示例
    满分 100 分，总分 104 分。

    依据
    算术。

    已知的误报
    没有写明满分的按 100 分理解，只作“警告”；有附加分的表写明的满分在 100 分以上，不提示。
    """
    score = facts.report.score
    if score is None:
        return
    facts.checked()
    full = full_score(facts)
    if score.total <= full:
        return
    severity: Severity = "error" if score.full is not None else "warning"
    # Blocks may have room for more than a hundred (附加分); indicators told one by one are no blocks.
    room = sum((part.full or 0 for part in score.parts), Decimal(0)) if len(score.parts) <= _BLOCKS else 0
    if severity == "warning" and room >= score.total:
        return
    here = score.evidence
    yield facts.finding(
        "SCO405",
        severity=severity,
        zh=f"{place(here)}总分 {points(score.total)} 超过满分 {points(full)}",
        en=f"{place(here, 'en')} states a total of {points(score.total)}, above the full score "
        f"{points(full)}",
        evidence=[here],
        key=[score.total, full],
        stated=points(score.total),
        recomputed=f"≤{points(full)}",
    )
