"""Execution rates (预算执行率) and points: how the rate is scored, whether a low one is explained."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.records import ScorePart, StatedRate
from perfeval.findings import Finding, RecomputedRate, Severity
from perfeval.interval import Interval, hull
from perfeval.recompute.execution import of_the_whole
from perfeval.recompute.points import execution_points, finest_step, reading, stated_points
from perfeval.recompute.rates import stated_percent
from perfeval.recompute.sheet import is_execution
from perfeval.rules.claims import own_criteria, passages
from perfeval.rules.items import is_form, points
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sheet import sheet
from perfeval.rules.wording import percent, place, plain

_MONEY = re.compile("执行率|支付|支出|资金|拨付|付款|预算|经费|结算|报账|进度|款项|尾款|质保金")
_CAUSE = re.compile(r"原因|由于|因为|因[^此素而]|受[^，。]{1,20}影响")
_LEFT = re.compile(
    r"尚未|未能?(?:支付|拨付|完成|验收|结算|到位|达到|下达|启动|实施)|结转|结余"
    r"|节约|跨年|质保|尾款|推迟|延[期迟缓]|滞后|取消|次年|下年|来年|明年|[偏较][低慢晚]"
    r"|才(?:[能可]?完成|开始|启动|下达|到位|实施|开工|签订|招标)"
)
_LABEL = 12
"""No longer is a label, which explains nothing."""
"""What leaves money unspent, said with or without a word of cause."""
_ADJUSTS = re.compile(
    r"(?:预算|资金)[^，。；]{0,8}(?:调整|追加|调增|调减|变化)|(?:调整|追加|压减|调减|调增)[^，。；]{0,8}(?:预算|资金)"
    r"|与年初[^，。；]{0,6}(?:有|相比)[^，。；]{0,4}(?:变化|差异)"
)
"""A sentence on why the budget changed gives no cause for money left."""
_OF_INDICATOR = re.compile("指标值|目标值|年度目标|目标为")
_LABELLED_RATE = 25


def _of_all(facts: Facts) -> list[StatedRate]:
    """Return the stated rates of all the money."""
    return [rate for rate in facts.report.rates if of_the_whole(rate)]


def _rates(facts: Facts) -> list[Interval]:
    """Return every rate of the whole that is stated or follows from the amounts, in percent."""
    return [rate.percent for rate in facts.workings.whole_rates]


def _interval(rate: RecomputedRate) -> Interval:
    return Interval(Fraction(rate.rate.low), Fraction(rate.rate.high))


@rule(
    "EXE203",
    severity="error",
    zh="预算执行率得分与执行率不符",
    en="execution points do not follow from the execution rate",
)
def rate_and_points(facts: Facts) -> Iterator[Finding]:
    """预算执行率的得分，不等于满分乘以执行率（最多满分）。

    为什么重要
    这一项得分没有判断的余地，错了就是算错或者改过执行率而没有改得分。

    示例
    执行率 84.00%，满分 10 分，得分 8.80：10 × 84.00% = 8.40。

    依据
    全国通行的自评表：执行率得分 = 10 × 执行率；个别省 20 × 执行率。印出的满分优先。

    已知的误报
    叙述式报告里预算执行的满分不是通行的 10 分、20 分的，不只是执行率的得分，不复算。
    按年初预算、按全年预算算出的执行率，与写明的执行率都试过，得分与其中任何一个相符就不提示；
    低于公式的、各项得分都只写整数的、报告印有自己评分标准的、叙述式报告的、另一口径执行率超过 100%
    而得满分的，只作“警告”。
    """
    part = sheet(facts).execution
    if part is None:
        return
    rates = _rates(facts)
    if not rates:
        facts.skip("EXE203", "没有执行率，得分无法复算", "no execution rate to recompute the points from")
        return
    attested = facts.standard.execution.full
    if part.full and part.full not in attested and not is_form(facts.report):
        # 预算执行（30分） of a narrative is a block of which the rate is only a part.
        facts.skip(
            "EXE203",
            f"预算执行满分 {points(part.full)} 分，不只是执行率的得分",
            f"{points(part.full)} points for the budget are not those of the execution rate alone",
        )
        return
    facts.checked()
    fulls = [part.full] if part.full else attested
    artefact = facts.standard.artefact

    def earned(by: list[Interval]) -> list[Interval]:
        return [each.widened(artefact) for full in fulls for each in execution_points(full, by)]

    scores = _scores(facts, part)
    # Where all points are whole ones they may have been rounded to whole points.
    rounded = finest_step(scores) == 1
    coarse = stated_points(part.score, part.full)
    stated = reading(part.score, part.full, finest_step(scores) or Decimal(1), fine=False)
    named = [stated_percent(rate) for rate in _of_all(facts)]
    # Beside a stated rate, some other basis explains points by its own rate, not by being cut to the full.
    beside = [rate for rate in rates if rate.high <= 100 or rate in named] if named else rates
    if any(each.possible_equal(stated) for each in earned(beside)):
        return
    # More than the stated rate earns is wrong, even where some other basis would give yet more.
    higher = hull(earned(named or rates)).certainly_less(stated)
    elsewhere = any(each.possible_equal(stated) for each in earned(rates))
    rounded = rounded and any(each.possible_equal(coarse) for each in earned(named or rates))
    certain = higher and not elsewhere and not rounded and is_form(facts.report) and not own_criteria(facts)
    # Beyond a hundred per cent frameworks take off what they like.
    if not higher and any(rate.low > 100 for rate in named or rates):
        return
    yield _points_finding(facts, part, fulls[0], "error" if certain else "warning")


def _scores(facts: Facts, part: ScorePart) -> list[Decimal]:
    """Return the points printed in the report, those of the execution rate and the total included."""
    items = [item.score for item in facts.report.indicators if item.score is not None]
    whole = [facts.report.score.total] if facts.report.score is not None else []
    return [part.score, *items, *whole]


def _points_finding(facts: Facts, part: ScorePart, full: Decimal, severity: Severity) -> Finding:
    whole = _of_all(facts)
    rate = next(iter(whole or facts.report.rates), None)
    if rate is not None:
        words, value = rate.text.strip(), Fraction(rate.percent)
    else:
        computed = facts.workings.whole_rates[0].percent
        value = (computed.low + computed.high) / 2
        words = percent(value)
    should = plain(min(Fraction(full) * value / 100, Fraction(full)))
    evidence: list[Evidence] = [part.evidence, *([rate.evidence] if rate is not None else [])]
    return facts.finding(
        "EXE203",
        severity=severity,
        zh=f"{place(part.evidence)}预算执行率得分 {points(part.score)}，而执行率 {words}，满分 "
        f"{points(full)} 分，应得 {points(full)} × {percent(value)} = {should}",
        en=f"{place(part.evidence, 'en')} gives {points(part.score)} points for an execution rate of "
        f"{words}; of {points(full)} points that earns {should}",
        evidence=evidence,
        key=[part.score, full, words],
        stated=points(part.score),
        recomputed=should,
    )


@rule(
    "EXE204",
    severity="warning",
    zh="执行率低而没有说明原因",
    en="low execution rate with no reason given",
)
def low_rate(facts: Facts) -> Iterator[Finding]:
    """预算执行率低于界限（默认 90%），报告里没有一处说明原因。

    为什么重要
    钱没有花出去，要么项目没有做完，要么预算编多了；不说明就无从判断该不该扣减下年预算。

    示例
    全年预算 2860 万元，执行 1973.4 万元，执行率 69%，偏差原因空白。

    依据
    自评表填报要求：执行率低于 90% 的应当说明原因。界限按所选标准。

    已知的误报
    报告任何一处写了资金为什么没有支出（尚未验收、结转、节约…）的不提示；进位后达到界限的不提示。
    """
    threshold = Fraction(facts.standard.thresholds.low_execution)
    whole = _of_all(facts)
    computed = [
        rate for rate in facts.recomputed.rates if of_the_whole(rate) and rate.budget_stage != "received"
    ]
    if not whole and not computed:
        return
    if facts.document is None:
        facts.skip("EXE204", "没有原文，无法查找原因", "without the document no reason can be looked for")
        return
    facts.checked()
    values = [stated_percent(rate) for rate in whole] + [_interval(rate) for rate in computed]
    # Every rate of the whole has to be low: one stated on another basis may be the one meant.
    if any(value.high >= threshold for value in values) or not _spendable(facts) or _explained(facts):
        return
    shown = whole[0].text.strip() if whole else percent((values[0].low + values[0].high) / 2)
    evidence = [rate.evidence for rate in whole] or [
        entry.figure.evidence for entry in facts.workings.ledger.entries if entry.key.stage == "executed"
    ][:1]
    yield facts.finding(
        "EXE204",
        zh=f"{place(evidence[0])}预算执行率 {shown}，低于 {plain(threshold)}%，没有说明原因",
        en=f"{place(evidence[0], 'en')}: an execution rate of {shown}, below {plain(threshold)} %, with no "
        f"reason given",
        evidence=evidence[:3],
        key=[shown],
        stated=shown,
        recomputed=f"≥{plain(threshold)}%",
    )


def _spendable(facts: Facts) -> bool:
    """Whether there was money to spend: of a total of 0 another rule speaks."""
    totals = [
        entry
        for entry in facts.workings.ledger.entries
        if (entry.key.scope, entry.key.source) == ("total", "all")
        and entry.key.stage in ("initial", "adjusted")
    ]
    return not totals or any(entry.yuan for entry in totals)


def _explained(facts: Facts) -> bool:
    """Whether a reason stands anywhere: about money in the text, or beside an indicator of it."""
    for item in facts.report.indicators:
        if item.reason and _MONEY.search(item.name + item.reason) and _says_why(item.reason):
            return True
    for text in passages(facts):
        for sentence in re.split("[。；\n]", text.text):
            if len(sentence) > _LABEL and _MONEY.search(sentence) and _says_why(sentence):
                return True
    return False


def _says_why(sentence: str) -> bool:
    """Whether a sentence says why money was left."""
    if _CAUSE.search(sentence) and not _ADJUSTS.search(sentence):
        return True
    # 节约办公经费年初指标值为21.7万元 names an indicator.
    plain_text = sentence.replace("节约", "") if _OF_INDICATOR.search(sentence) else sentence
    return _LEFT.search(plain_text) is not None


@rule(
    "EXE205",
    severity="warning",
    zh="得分远高于资金执行进度",
    en="the score runs far ahead of the money",
)
def score_ahead_of_money(facts: Facts) -> Iterator[Finding]:
    """资金只花了一小部分（默认不到 50%），绩效指标却得满分或接近满分。

    为什么重要
    钱没有花而目标全部完成，要么目标与资金无关，要么完成值不实，要么另有资金没有写进来。

    示例
    执行率 32%，指标 90 分得 90 分。

    依据
    业务系统对得分率与执行率相差过大的自评表作红色预警。

    已知的误报
    不花钱也能完成的工作、欠付工程款的项目会这样；指标少于三项的、总额为 0 的不提示。
    """
    page = sheet(facts)
    rates = _rates(facts)
    items = [item for item in page.weighted if not is_execution(item.name)]
    scores = [item.score for item in items]
    if len(scores) < 3 or any(score is None for score in scores) or page.unweighted or not rates:
        return
    facts.checked()
    small, near = facts.standard.thresholds.small_part, facts.standard.thresholds.near_full
    weight = sum((item.weight for item in items if item.weight is not None), Decimal(0))
    gained = sum((score for score in scores if score is not None), Decimal(0))
    if not weight or not _spendable(facts) or any(rate.high >= Fraction(small) for rate in rates):
        return
    share = Fraction(gained) / Fraction(weight) * 100
    if share < Fraction(near):
        return
    shown = percent((rates[0].low + rates[0].high) / 2)
    evidence = [rate.evidence for rate in facts.report.rates[:1]] + page.places[:3]
    yield facts.finding(
        "EXE205",
        zh=f"{place(evidence[0])}预算执行率约 {shown}，而 {len(scores)} 项指标得 {plain(gained)} 分，"
        f"为分值 {plain(weight)} 的 {percent(share)}",
        en=f"{place(evidence[0], 'en')}: only about {shown} was spent, yet {len(scores)} indicators score "
        f"{plain(gained)} of {plain(weight)}",
        evidence=evidence,
        key=[gained, weight, shown],
        stated=plain(gained),
        recomputed=shown,
    )
