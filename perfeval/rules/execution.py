"""Execution rates (预算执行率) against the amounts they are made of."""

import re
from collections.abc import Iterator
from fractions import Fraction

from perfeval.findings import Cause, Finding, Severity
from perfeval.recompute.rates import Pairing, RateMatch
from perfeval.rules.figures import rate_identity
from perfeval.rules.printed import rate_explained
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import STAGES, percent, place

_INITIAL_BASIS = re.compile("年初|批复")


def _computed(pair: Pairing) -> str:
    return percent(Fraction(pair.executed.yuan) / Fraction(pair.budget.yuan) * 100)


@rule(
    "EXE201",
    severity="error",
    zh="预算执行率与金额不符",
    en="execution rate does not follow from the amounts",
)
def rate_and_amounts(facts: Facts) -> Iterator[Finding]:
    """写明的预算执行率，不等于支出除以预算。

    为什么重要
    执行率直接计分（通常 10 分），也是考核部门最常被引用的一个数。

    示例
    “全年预算 2061.00 万元，支出 2024.05 万元，预算执行率 89.22%”：2024.05 ÷ 2061.00 = 98.21%。

    依据
    全国通行的自评表：执行率（B/A）= 全年执行数 ÷ 全年预算数。

    已知的误报
    报告里任何一对金额（年初、全年、到位，全部或其中的项目、中央部分）能得出该比率的，不提示；
    找不到同口径的预算数或支出数的，记为“无法复算”。
    """
    for match in facts.workings.rates:
        usable = [pair for pair in match.own if pair.percent is not None]
        if not usable and not match.explained:
            facts.skip(
                "EXE201",
                f"执行率 {match.rate.text} 没有同口径的预算数和支出数，无法复算",
                f"the rate {match.rate.text} has no budget and spending of its scope, cannot be recomputed",
            )
            continue
        facts.checked()
        if match.explained:
            if match.fit is not None and not _fits_finely(match, usable):
                yield _disagrees(facts, match, match.fit, "warning")
            continue
        if match.slip is None and not rate_explained(facts, match.rate.evidence, match.percent):
            yield _disagrees(facts, match, usable[0], "error")


def _fits_finely(match: RateMatch, usable: list[Pairing]) -> bool:
    # The pairing that fits comes first: most often it does so to the last digit as well.
    first = (match.fit,) if match.fit is not None else ()
    return any(
        (value := pair.fine) is not None and value.possible_equal(match.percent) for pair in (*first, *usable)
    )


def _disagrees(facts: Facts, match: RateMatch, pair: Pairing, severity: Severity) -> Finding:
    here, computed = match.rate.evidence, _computed(pair)
    zh_stage, en_stage = STAGES[pair.budget.key.stage]
    return facts.finding(
        "EXE201",
        severity=severity,
        zh=f"{place(here)}执行率 {match.rate.text}，而支出“{pair.executed.shown}”"
        f"除以{zh_stage}“{pair.budget.shown}”得出 {pair.formula} = {computed}",
        en=f"{place(here, 'en')} states a rate of {match.rate.text}, but spending {pair.executed.shown!r} "
        f"over the {en_stage} amount {pair.budget.shown!r} gives {pair.formula} = {computed}",
        evidence=[here, pair.budget.figure.evidence, pair.executed.figure.evidence],
        key=[match.rate.percent, pair.budget.yuan, pair.executed.yuan],
        stated=match.rate.text,
        recomputed=computed,
        identity=rate_identity(facts, match, pair),
    )


@rule("EXE202", severity="warning", zh="执行率的分母疑用年初预算", en="rate uses the initial budget")
def wrong_denominator(facts: Facts) -> Iterator[Finding]:
    """执行率只有除以年初预算才成立，而报告另有全年（调整后）预算数。

    为什么重要
    调整预算后仍用年初数作分母，执行率会偏高或超过 100%，得分随之不同。

    示例
    年初预算 861.10 万元、全年预算 2030.12 万元、支出 840.20 万元，执行率写 97.57%。

    依据
    全国通行的自评表以全年预算数为分母；个别地区的表以年初预算数为分母。

    已知的误报
    写明按年初预算计算的（表头以字母写明 年初预算数（A）、执行率（B/A） 的也算），或同一口径另有按全年
    预算计算的执行率的，不提示。
    """
    for match in facts.workings.rates:
        pair = match.fit or _of_its_scope(match)
        if pair is None or pair.budget.key.stage != "initial" or facts.standard.execution_basis == "initial":
            continue
        adjusted = next(
            (
                other
                for other in match.own
                if other.budget.key.stage == "adjusted"
                and other.budget.yuan != pair.budget.yuan
                and other.budget.yuan
            ),
            None,
        )
        facts.checked()
        if (
            match.rate.base == "initial"
            or adjusted is None
            or _INITIAL_BASIS.search(match.rate.text)
            or _given_on_both(facts, match)
        ):
            continue
        here = match.rate.evidence
        yield facts.finding(
            "EXE202",
            zh=f"{place(here)}执行率 {match.rate.text} 只与年初预算相符（{pair.formula}），按全年预算应为 "
            f"{adjusted.formula} = {_computed(adjusted)}",
            en=f"{place(here, 'en')}: the rate {match.rate.text} fits only the initial budget ("
            f"{pair.formula}); on the "
            f"adjusted one it is {adjusted.formula} = {_computed(adjusted)}",
            evidence=[
                here,
                pair.budget.figure.evidence,
                adjusted.budget.figure.evidence,
                pair.executed.figure.evidence,
            ],
            key=[match.rate.percent, pair.budget.yuan, adjusted.budget.yuan, pair.executed.yuan],
            stated=match.rate.text,
            recomputed=_computed(adjusted),
            identity=rate_identity(facts, match, adjusted),
            cause=Cause(
                kind="denominator",
                text=facts.say(f"所写的数与 {pair.formula} 相符", f"the rate stated fits {pair.formula}"),
                should=_computed(adjusted),
            ),
        )


def _of_its_scope(match: RateMatch) -> Pairing | None:
    """Return the pairing of another source that gives the rate, both amounts of the rate's scope."""
    pair = match.elsewhere
    if pair is None or {pair.budget.key.scope, pair.executed.key.scope} != {match.rate.scope}:
        return None
    return pair if pair.executed.key.stage == "executed" and not pair.budget.partial else None


def _given_on_both(facts: Facts, match: RateMatch) -> bool:
    """Whether another rate of the same amounts is given on the adjusted budget."""
    return any(
        other.fit is not None
        and other.fit.budget.key.stage == "adjusted"
        and other.fit.executed.key == (match.fit.executed.key if match.fit else None)
        for other in facts.workings.rates
        if other is not match
    )
