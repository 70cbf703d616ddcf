"""Indicators (绩效指标): target against actual."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.records import Indicator, Quantity
from perfeval.findings import Finding
from perfeval.quantities import measure, number
from perfeval.recompute.indicators import Assessment, copied_operator
from perfeval.rules.claims import admitted, claim, full_points, lost_points, reason_given
from perfeval.rules.items import bare, key, places, shown, where
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import in_unit, listed, percent, plain

_VAGUE = re.compile(
    "提升|提高|显著|明显|效果|改善|加强|增强|有效|较好|良好|优良|好坏|促进|优化|进一步|逐步|不断|持续|长期|高质量|充分"
)
_CHECKABLE = re.compile(
    r"\d|[一二三四五六七八九十百]+[个项次份件]|%|是否|无|零|不发生|不低于|不超过|100|全覆盖|合格"
)
_AS_NEEDED = re.compile("应\\w{1,2}尽\\w{1,2}|据实|按需|实际需[要求]|随到随")
_GROWTH = re.compile("增长|增幅|增速|增加")


@rule("IND301", severity="error", zh="指标未达目标却按完成计", en="target not met, yet taken as met")
def missed_but_claimed(facts: Facts) -> Iterator[Finding]:
    """完成值没有达到目标值，却得满分，或者报告写明已经完成。

    为什么重要
    自评满分以目标全部完成为前提；没有完成而得满分，结论就站不住。

    示例
    “培训人数 ≥180 人，实际 164 人，分值 10，得分 10”：164 < 180。

    依据
    财预〔2020〕10号：按完成比例计分，未完成的说明原因。算术：完成值的一切可能取值都达不到目标。

    已知的误报
    没有写明方向的成本、时限、投诉类指标按“越低越好”理解；扣了分的、说明了原因的不提示。
    没有得分、也没有“全部完成”一类说法的，只作“警告”，旁边说明了原因的不提示。
    """
    for item in facts.workings.indicators:
        facts.checked(item.met is not None)
        indicator = item.indicator
        if item.met is not False or item.annual or lost_points(indicator):
            continue
        explained = reason_given(indicator)
        scored = full_points(indicator)
        if explained and not scored:
            continue
        said = None if scored else claim(facts, indicator)
        if not scored and said is None and admitted(facts, indicator):
            continue
        sure = (
            (scored or said is not None)
            and not explained
            and (item.sense.printed or item.sense.direction == "forward")
        )
        yield _missed(facts, item, said, "error" if sure else "warning")


def _missed(facts: Facts, item: Assessment, said: Evidence | None, severity: str) -> Finding:
    indicator = item.indicator
    target, actual = shown(indicator.target), shown(indicator.actual)
    late = indicator.actual is not None and indicator.actual.kind == "date"
    sign = ">" if late or item.sense.direction == "reverse" else "<"
    short = f"{_number(indicator.actual)} {sign} {_number(indicator.target)}"
    if full_points(indicator):
        zh_claim, en_claim = f"却得满分 {indicator.score}", f"yet it scores the full {indicator.score}"
    elif said is not None:
        zh_claim, en_claim = f"而报告称“{said.text}”", f"yet the report says {said.text!r}"
    else:
        zh_claim, en_claim = "没有说明原因", "and no reason is given"
    done = f"，完成 {percent(item.ratio)}" if item.ratio is not None else ""
    return facts.finding(
        "IND301",
        severity="error" if severity == "error" else "warning",
        zh=f"{where(indicator)}“{indicator.name}”目标 {target}，实际 {actual}，没有达到（{short}{done}），"
        f"{zh_claim}",
        en=f"{where(indicator, 'en')}: {indicator.name!r} has target {target} and actual {actual}, not met ("
        f"{short}), {en_claim}",
        evidence=[*places(indicator), *([said] if said else [])],
        key=key(indicator),
        stated=actual,
        recomputed=f"未达到 {target}" if facts.language == "zh" else f"not {target}",
    )


def _number(quantity: Quantity | None) -> str:
    value = quantity.value if quantity else None
    unit = (quantity.unit or "") if quantity and isinstance(value, Decimal) else ""
    return f"{plain(value, 6)}{unit}" if isinstance(value, Decimal) else str(value or "")


@rule("IND302", severity="warning", zh="有目标值而没有完成值", en="target without actual")
def missing_actual(facts: Facts) -> Iterator[Finding]:
    """指标写了量化的目标值，报告里找不到对应的完成值。

    为什么重要
    没有完成值的指标无法评价，却往往照样计入得分。

    示例
    “效益指标设置为市民知晓度 ≥5%”，后文只写“提高了政策知晓度”。

    依据
    财预〔2020〕10号：绩效自评应逐项填写实际完成值。

    已知的误报
    同名指标在文件别处有完成值的不提示；整份报告都没有完成值的（目标申报表）不逐项提示。
    """
    indicators = facts.report.indicators
    quantified = [
        item for item in indicators if item.target is not None and item.target.kind != "qualitative"
    ]
    if len(quantified) > 1 and all(item.actual is None for item in indicators):
        facts.skip("IND302", "没有任何一项指标有完成值", "no indicator has an actual")
        return
    facts.checked(len(quantified))
    open_ones = [item for item in quantified if item.actual is None and not reason_given(item)]
    answered = _with_actual(facts) if open_ones else frozenset()
    for indicator in open_ones:
        if bare(indicator.name) in answered:
            continue
        target = shown(indicator.target)
        scored = f"，得分 {indicator.score}" if indicator.score is not None else ""
        yield facts.finding(
            "IND302",
            zh=f"{where(indicator)}“{indicator.name}”目标 {target}，没有找到完成值{scored}",
            en=f"{where(indicator, 'en')}: {indicator.name!r} has target {target} and no actual",
            evidence=places(indicator),
            key=[indicator.name, target],
            stated=target,
        )


def _with_actual(facts: Facts) -> frozenset[str]:
    """Return the names of the file's indicators that have an actual."""
    return frozenset(
        bare(item.name)
        for report in (facts.report, *facts.siblings)
        for item in report.indicators
        if item.actual is not None
    )


@rule("IND303", severity="info", zh="指标没有量化或无法核对", en="indicator not quantified or not checkable")
def not_checkable(facts: Facts) -> Iterator[Finding]:
    """目标只有“提升”“显著”一类说法而没有可核对的标准；或者完成值照抄目标的符号（≥90%）。

    为什么重要
    不能核对的目标无论做成什么样都算完成；照抄的符号不是实测数。

    示例
    目标“效果明显”，完成“达成预期指标”；目标“≥90%”，完成“≥90%”。

    依据
    财预〔2020〕10号：绩效指标应当细化、量化，定性指标应当可衡量。

    已知的误报
    定性指标本来允许，只作“提示”，一份报告合并为一条；照抄符号的合并为一条“警告”。
    """
    vague: list[Indicator] = []
    copied: list[Indicator] = []
    for indicator in facts.report.indicators:
        target, actual = indicator.target, indicator.actual
        if target is None:
            continue
        facts.checked()
        if target.kind == "qualitative" and _VAGUE.search(target.text) and not _CHECKABLE.search(target.text):
            vague.append(indicator)
        elif actual is not None and target.kind == "number" and copied_operator(target, actual):
            copied.append(indicator)
    if vague:
        names = listed([f"{item.name}（{shown(item.target)}）" for item in vague])
        yield facts.finding(
            "IND303",
            zh=f"{where(vague[0])}起 {len(vague)} 项指标的目标没有量化或可核对的标准：{names}",
            en=f"{len(vague)} indicators have targets that cannot be checked: {names}",
            evidence=_first_places(vague),
            key=sorted(item.name for item in vague),
        )
    if copied:
        names = listed([f"{item.name}（{shown(item.actual)}）" for item in copied])
        yield facts.finding(
            "IND303",
            severity="warning",
            zh=f"{where(copied[0])}起 {len(copied)} 项指标的完成值照抄目标值的符号，不是实测数：{names}",
            en=f"{len(copied)} indicators repeat the target's operator as their actual: {names}",
            evidence=_first_places(copied),
            key=["copied", *sorted(item.name for item in copied)],
        )


def _first_places(indicators: Sequence[Indicator]) -> list[Evidence]:
    return [found[0] for item in indicators if (found := places(item))]


@rule("IND304", severity="warning", zh="目标值与完成值单位不可比", en="target and actual cannot be compared")
def incomparable(facts: Facts) -> Iterator[Finding]:
    """目标值和完成值的单位不是同一类量，无法比较。

    为什么重要
    用户数去回答比率，用金额去回答时间，完成与否就无从说起。

    示例
    目标“覆盖率 ≥95%”，完成“1200 户”。

    依据
    算术：只有同类的量才能比较。

    已知的误报
    没有单位的数按目标的单位理解；场、次、个、件等计数单位混用的照样比较。
    """
    for item in facts.workings.indicators:
        indicator = item.indicator
        if item.note != "incomparable":
            continue
        facts.checked()
        target, actual = shown(indicator.target), shown(indicator.actual)
        yield facts.finding(
            "IND304",
            zh=f"{where(indicator)}“{indicator.name}”目标 {target}，完成 {actual}，两者单位不同类，无法比较",
            en=f"{where(indicator, 'en')}: {indicator.name!r} has target {target} and actual {actual}, "
            f"which cannot be compared",
            evidence=places(indicator),
            key=key(indicator),
            stated=actual,
        )


@rule(
    "IND305", severity="warning", zh="完成值远高于目标值而没有说明", en="actual far above target, unexplained"
)
def far_above(facts: Facts) -> Iterator[Finding]:
    """完成值超过目标值很多（默认 130% 以上），没有说明原因。

    为什么重要
    大幅超额多半是目标定低了，得分不再反映成绩。

    示例
    “对接次数 ≥50 次，实际 296 次”：296 ÷ 50 = 592%。

    依据
    各地规则对超额完成要求说明原因，界限为 115%、120%、130% 不等，按所选标准。

    已知的误报
    “应改尽改”一类据实完成的任务、差额不超过 1 的小数目、封顶 100% 的比率、越低越好的指标不提示。
    """
    threshold = Fraction(facts.standard.thresholds.over_completion)
    for item in facts.workings.indicators:
        indicator, completion = item.indicator, item.completion
        if completion is None or item.target is None or item.actual is None:
            continue
        facts.checked()
        if completion.low <= threshold or reason_given(indicator) or lost_points(indicator):
            continue
        words = f"{indicator.name}{shown(indicator.target)}"
        rated = measure(indicator.target.unit if indicator.target else None).dimension == "percent"
        excess = (item.actual.low - item.target) / measure(
            indicator.target.unit if indicator.target else None
        ).factor
        if excess <= 1 or _AS_NEEDED.search(words) or (rated and not _GROWTH.search(indicator.name)):
            continue
        target, actual = shown(indicator.target), shown(indicator.actual)
        periods = f" ÷ {item.annual}" if item.annual else ""
        ratio = f"{_number(indicator.actual)} ÷ {_number(indicator.target)}{periods}"
        vague = indicator.actual is not None and indicator.actual.approximate
        at_least = "至少 " if vague else ""
        reached = f"{plain(completion.low if vague or item.ratio is None else item.ratio, 0)}%"
        yield facts.finding(
            "IND305",
            zh=f"{where(indicator)}“{indicator.name}”目标 {target}，实际 {actual}，完成率 {ratio} = "
            f"{at_least}{reached}，超过 {plain(threshold)}% 而没有说明原因",
            en=f"{where(indicator, 'en')}: {indicator.name!r} has target {target} and actual {actual}, "
            f"{ratio} = {reached}, "
            f"above {plain(threshold)}% with no reason given",
            evidence=places(indicator),
            key=key(indicator),
            stated=actual,
            recomputed=reached,
        )


@rule(
    "IND309",
    severity="error",
    zh="按期目标与全年数量混比",
    en="target per period set against a count for the year",
)
def per_period(facts: Facts) -> Iterator[Finding]:
    """目标按月（周、日）设定，完成值是全年的总数；不折算才显得完成，折算后没有达到。

    为什么重要
    30 条/月相当于全年 360 条；拿全年 245 条去比 30 条，看上去超额七倍，其实差三分之一。

    示例
    “发布信息 ≥30 条/月，实际发布 245 条”：245 ÷ 12 = 20.42 条/月 < 30 条/月。

    依据
    算术：先化成同一期间再比较。

    已知的误报
    完成值没有单位、或单位也带“/月”的，按目标的期间理解；完成值不到目标两倍的，
    可能本来就是单期的数，只作“警告”。
    """
    for item in facts.workings.indicators:
        if item.annual:
            facts.checked()
        if item.note != "per-period" or item.annual is None or item.target is None or item.actual is None:
            continue
        indicator = item.indicator
        value, goal = number(indicator.actual), number(indicator.target)
        unit = indicator.target.unit if indicator.target else None
        if value is None or goal is None:
            continue
        head = (unit or "").partition("/")[0]
        yearly = in_unit(item.target, head)
        each = in_unit(item.actual.low / item.annual, unit, 2)
        target, actual = shown(indicator.target), shown(indicator.actual)
        clear = item.actual.low >= 2 * item.target / item.annual and not reason_given(indicator)
        yield facts.finding(
            "IND309",
            severity="error" if clear else "warning",
            zh=f"{where(indicator)}“{indicator.name}”目标 {target}，实际 {actual}：目标全年合 {plain(goal)} "
            f"× {item.annual} = {yearly}，"
            f"实际 {plain(value)} ÷ {item.annual} = {each}，折算后没有达到",
            en=f"{where(indicator, 'en')}: {indicator.name!r} has target {target} and actual {actual}; the "
            f"target is "
            f"{plain(goal)} × {item.annual} = {yearly} a year, the actual {plain(value)} ÷ {item.annual} = "
            f"{each}: not met",
            evidence=places(indicator),
            key=key(indicator),
            stated=actual,
            recomputed=each,
        )
