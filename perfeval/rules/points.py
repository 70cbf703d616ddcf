"""Points (得分) of single indicators: against the weight, the completion, the tier, the reason."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from extractor.records import Indicator
from perfeval.findings import Finding, Severity
from perfeval.interval import Interval, printed
from perfeval.recompute.indicators import Assessment
from perfeval.recompute.points import (
    WAYS,
    Earned,
    finest_step,
    reading,
    status_of,
    tier_points,
)
from perfeval.rules.causes.identity import Bound
from perfeval.rules.claims import (
    by_coefficient,
    explained,
    full_points,
    lost_points,
    own_criteria,
    reason_given,
)
from perfeval.rules.figures import of_number
from perfeval.rules.items import key, points, scored_places, shown, where
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import listed, plain

_FEW = 3
_DEDUCTION = re.compile("扣|减分|加减")


def _scored(facts: Facts) -> Iterator[tuple[Assessment, Earned | None, Decimal, Decimal]]:
    """Yield the indicators that print weight and score: assessment, points earned, both numbers."""
    for item, earned in zip(facts.workings.indicators, facts.workings.points, strict=True):
        weight, score = item.indicator.weight, item.indicator.score
        if weight is not None and score is not None:
            yield item, earned, weight, score


@rule("IND306", severity="error", zh="得分超过分值或为负数", en="item score above its weight, or negative")
def beyond_weight(facts: Facts) -> Iterator[Finding]:
    """指标得分超过它的分值，或者是负数。

    为什么重要
    一项指标最多得到它的分值；超出的部分抬高了总分。

    示例
    “办结率 分值 15，得分 18”。

    依据
    算术；财预〔2020〕10号：各项指标按分值计分。

    已知的误报
    分值印成小数或百分比、得分按百分制打的表（多数得分都大于分值）不提示，记为“无法复算”；
    扣分项的负分不提示。
    """
    items = list(_scored(facts))
    above = [
        (item, weight, score)
        for item, _, weight, score in items
        if score > weight or (score < 0 and not _DEDUCTION.search(item.indicator.name))
    ]
    facts.checked(len(items))
    if len(above) >= _FEW and 2 * len(above) > len(items):
        facts.skip(
            "IND306",
            "得分与分值不在同一尺度上，无法比较",
            "scores and weights are not on one scale, cannot be compared",
        )
        return
    for item, weight, score in above:
        indicator = item.indicator
        zh = f"超过分值 {points(weight)}" if score > weight else "是负数"
        en = f"above its weight of {points(weight)}" if score > weight else "negative"
        yield facts.finding(
            "IND306",
            zh=f"{where(indicator)}“{indicator.name}”得分 {points(score)} {zh}",
            en=f"{where(indicator, 'en')}: {indicator.name!r} scores {points(score)}, {en}",
            evidence=scored_places(indicator),
            key=[indicator.name, weight, score],
            stated=points(score),
            recomputed=f"0-{points(weight)}",
        )


@rule(
    "IND307",
    severity="error",
    zh="得分与完成情况不符",
    en="item score does not follow from the completion",
)
def score_and_completion(facts: Facts) -> Iterator[Finding]:
    """按目标值、完成值和分值，用任何一种通行的公式都得不出写明的得分。

    为什么重要
    分数是算出来的，不是定出来的；算不出来的分数无法复核。

    示例
    “合格率 ≥95%，实际 91.2%，分值 10，得分 9.9”：10 × 91.2 ÷ 95 = 9.6。

    依据
    各地规则和业务系统：正向按完成比例，反向按超出比例或目标与实际之比，未达到不得分；
    单项得分相差 0.01 视为显示误差。

    已知的误报
    高于一切公式才作“错误”；低于公式多半是评价人的判断，写了原因的、等于分值乘以表中所印得分系数的不提示，
    没有写的作“警告”。
    报告印有自己的评分标准、目标或完成值是约数、方向没有写明的，最多作“警告”。
    超额完成的扣分办法各地不同，不提示；未完成而得满分的见 IND301。
    """
    steps = finest_step([score for _, _, _, score in _scored(facts)]) or Decimal(1)
    own_rules: bool | None = None
    for item, earned, weight, score in _scored(facts):
        indicator = item.indicator
        if earned is None:
            continue
        facts.checked()
        told_elsewhere = item.met is False and full_points(indicator)
        if told_elsewhere or item.note == "per-period" or not 0 <= score <= weight:
            continue
        fine = reading(score, weight, steps, fine=True)
        ranges = [each.points.widened(facts.standard.artefact) for each in earned.candidates]
        if any(each.possible_equal(fine) for each in ranges):
            continue
        higher = ranges[0].certainly_less(fine)
        if higher:
            if own_rules is None:
                own_rules = own_criteria(facts)
            own = reading(score, weight, steps, fine=False)
            sure = ranges[0].certainly_less(own) and certain(item) and not own_rules
            severity: Severity = "error" if sure else "warning"
        else:
            sure = item.met is not None and (item.sense.printed or item.sense.direction == "forward")
            if not sure or by_coefficient(indicator) or explained(facts, indicator):
                continue
            severity = "warning"
        yield _unlike_formula(facts, item, earned, severity, higher=higher)


def certain(item: Assessment) -> bool:
    """Whether direction and figures of an indicator leave no doubt."""
    target, actual = item.indicator.target, item.indicator.actual
    vague = any(each is not None and each.approximate for each in (target, actual))
    return not vague and item.annual is None and (item.sense.printed or item.sense.direction == "forward")


def _unlike_formula(
    facts: Facts, item: Assessment, earned: Earned, severity: Severity, *, higher: bool
) -> Finding:
    indicator = item.indicator
    best = earned.best
    limit = plain(best.exact) if best.exact is not None else _shown_points(best.points)
    zh_way, en_way = WAYS[best.way]
    zh_more, en_more = ("高于", "above") if higher else ("低于", "below")
    zh_reason = "" if higher or reason_given(indicator) else "，没有说明原因"
    en_reason = "" if higher or reason_given(indicator) else ", and no reason is given"
    target, actual = shown(indicator.target), shown(indicator.actual)
    return facts.finding(
        "IND307",
        severity=severity,
        zh=f"{where(indicator)}“{indicator.name}”目标 {target}，实际 {actual}，分值 "
        f"{points(indicator.weight)}，{zh_way}得 {limit}，写明的得分 {points(indicator.score)} "
        f"{zh_more}各种算法{zh_reason}",
        en=f"{where(indicator, 'en')}: {indicator.name!r} with target {target}, actual {actual} and weight "
        f"{points(indicator.weight)} earns {limit} ({en_way}), but {points(indicator.score)} is printed, "
        f"{en_more} every formula{en_reason}",
        evidence=scored_places(indicator),
        key=[*key(indicator), indicator.weight, indicator.score],
        stated=points(indicator.score),
        recomputed=limit,
        identity=_bound(indicator, best.points.widened(facts.standard.artefact)),
    )


def _bound(indicator: Indicator, right: Interval) -> Bound | None:
    score, here = indicator.score, indicator.evidence.score
    if not score or here is None:
        return None
    return Bound(of_number(indicator.name, score, "分", here, printed(score)), right)


def _shown_points(value: Interval) -> str:
    """Return points as one number, or as a range where the figures allow several."""
    low, high = plain(value.low), plain(value.high)
    return low if low == high else f"{low}-{high}"


@rule(
    "IND308",
    severity="warning",
    zh="扣了分而没有说明原因",
    en="points lost with no reason given",
)
def loss_unexplained(facts: Facts) -> Iterator[Finding]:
    """得分低于分值，偏差原因一栏空白，表内别处也没有说明。

    为什么重要
    自评的用处在于找出原因；只扣分不说原因，来年照样完不成。

    示例
    “户均分红 ≥1200 元，实际 1080 元，分值 10，得分 9”，偏差原因空白。

    依据
    财预〔2020〕10号：未完成绩效目标或偏离较多的，应当说明原因。业务系统在得分低于分值时必填原因。

    已知的误报
    原因写在表下文字里、指名到该指标的不提示；没有原因一栏而文字里写了问题的表不提示；
    没有目标值也没有完成值的评价体系表按评分标准打分，不提示；得分等于分值乘以表中所印得分系数（得分率）的
    不提示；超过三项的合并为一条。
    """
    bare = []
    for item, _, _, score in _scored(facts):
        if item.indicator.target is None and item.indicator.actual is None:
            continue
        facts.checked()
        if not lost_points(item.indicator) or score < 0 or by_coefficient(item.indicator):
            continue
        if not explained(facts, item.indicator):
            bare.append(item.indicator)
    if len(bare) > _FEW:
        names = listed([_short(indicator) for indicator in bare])
        yield facts.finding(
            "IND308",
            zh=f"{where(bare[0])}起 {len(bare)} 项指标扣了分而没有说明原因：{names}",
            en=f"{len(bare)} indicators lost points with no reason given: {names}",
            evidence=[place for indicator in bare for place in scored_places(indicator)[:2]],
            key=sorted(indicator.name for indicator in bare),
        )
        return
    for indicator in bare:
        target, actual = shown(indicator.target), shown(indicator.actual)
        yield facts.finding(
            "IND308",
            zh=f"{where(indicator)}“{indicator.name}”目标 {target}，实际 {actual}，分值 "
            f"{points(indicator.weight)}，得分 {points(indicator.score)}，没有说明扣分原因",
            en=f"{where(indicator, 'en')}: {indicator.name!r} (target {target}, actual {actual}) scores "
            f"{points(indicator.score)} of {points(indicator.weight)} with no reason given",
            evidence=scored_places(indicator),
            key=[*key(indicator), indicator.weight, indicator.score],
            stated=points(indicator.score),
        )


def _short(indicator: Indicator) -> str:
    return f"{indicator.name}（{points(indicator.score)}/{points(indicator.weight)}）"


@rule(
    "IND315",
    severity="warning",
    zh="定性指标的得分与完成档次不符",
    en="a qualitative indicator's score outside its tier",
)
def outside_tier(facts: Facts) -> Iterator[Finding]:
    """定性指标写的完成情况（达成、部分达成、未达成），与得分不在同一档。

    为什么重要
    定性指标没有公式，档次是唯一的约束；写部分达成而得满分，两处必有一处不实。

    示例
    “水质改善情况：部分达成预期指标，分值 10，得分 10”：部分达成最多 8 分。

    依据
    财预〔2020〕10号：定性指标按达成、部分达成、未达成三档，分别得分值的 100%-80%、80%-60%、60%-0%；
    个别省第二、三档以 50% 为界，取最宽的。

    已知的误报
    只认单独的完成状态（达成预期指标、基本完成、未完成），写了具体情况的不判断；
    “基本达成”归入第一档；未完成而得满分的作“错误”。
    """
    for item, _, weight, score in _scored(facts):
        indicator = item.indicator
        found = tier_points(indicator, facts.standard)
        if found is None:
            continue
        facts.checked()
        tier, allowed = found
        if allowed.widened(facts.standard.artefact).contains(score):
            continue
        higher = Fraction(score) > allowed.high
        if not higher and reason_given(indicator):
            continue
        limit = _shown_points(allowed)
        yield facts.finding(
            "IND315",
            severity="error" if status_of(indicator) == "unmet" and score == weight else "warning",
            zh=f"{where(indicator)}“{indicator.name}”完成情况“{shown(indicator.actual)}”属于{tier.title}，"
            f"分值 {points(weight)} 应得 {limit}，写明得 {points(score)}",
            en=f"{where(indicator, 'en')}: {indicator.name!r} is {shown(indicator.actual)!r}, which earns "
            f"{limit} of {points(weight)}, but {points(score)} is printed",
            evidence=scored_places(indicator),
            key=[*key(indicator), weight, score],
            stated=points(score),
            recomputed=limit,
        )
