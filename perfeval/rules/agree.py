"""A narrative and the form attached to it (同一文件里的报告与自评表)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.evidence import Evidence
from extractor.records import Indicator, Quantity, Report, Scope, Stage
from perfeval.findings import Finding, Severity
from perfeval.interval import same_figure
from perfeval.ledger import Entry, Key, Ledger
from perfeval.quantities import comparable, convertible, interval, measure
from perfeval.recompute.grades import same_label
from perfeval.recompute.rates import stated_percent
from perfeval.rules.items import bare, is_form, places, points, shown
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import STAGES, place

_STAGES: tuple[Stage, ...] = ("initial", "adjusted", "executed")
_SCOPES: tuple[Scope, ...] = ("total", "basic", "project")
_SHORTEST = 4


@rule(
    "DOC605",
    severity="warning",
    zh="报告与所附自评表不一致",
    en="narrative and attached form disagree",
    across=True,
)
def report_and_form(facts: Facts) -> Iterator[Finding]:
    """同一文件里，文字报告与所附自评表对同一件事写了不同的数：总分、等级、预算数、执行率、完成值。

    为什么重要
    两处必有一处是错的；公开的是报告，汇总的是表，读者和系统会得到不同的结论。

    示例
    报告写“自评得分 96.5 分”，所附自评表总分 95.5 分。

    依据
    文件自身；只比较单位（项目）、年度、预算阶段和口径都相同的数。

    已知的误报
    一处是另一处的四舍五入或截断的算一致；报告是部门整体、表是项目的不比较；
    附有几张同名表的不比较；预算数、执行率、完成值在报告里口径可能不同，只作“警告”。
    """
    report = facts.report
    if is_form(report):
        return
    forms = [other for other in facts.siblings if is_form(other) and _same_subject(report, other)]
    if len(forms) != 1:
        return
    form = forms[0]
    yield from _conclusions(facts, report, form)
    yield from _amounts(facts, report, form)
    yield from _rates(facts, report, form)
    yield from _actuals(facts, report, form)


def _same_subject(report: Report, form: Report) -> bool:
    """Whether narrative and form are about one department or project, and one year."""
    if report.kind.partition("_")[0] != form.kind.partition("_")[0]:
        return False
    if None not in (report.fiscal_year, form.fiscal_year) and report.fiscal_year != form.fiscal_year:
        return False
    project = report.kind == "project_report"
    one, other = (report.project, form.project) if project else (report.organization, form.organization)
    return _same_name(one, other)


def _same_name(one: str | None, other: str | None) -> bool:
    first, second = bare(one or ""), bare(other or "")
    if not first or not second:
        return not first and not second
    return first == second or (
        min(len(first), len(second)) >= _SHORTEST and (first in second or second in first)
    )


def _finding(
    facts: Facts,
    what: tuple[str, str],
    texts: tuple[str, str],
    evidence: Sequence[Evidence],
    severity: Severity = "warning",
) -> Finding:
    zh_what, en_what = what
    here, there = evidence[0], evidence[1]
    return facts.finding(
        "DOC605",
        severity=severity,
        zh=f"{place(here)}报告的{zh_what}为 {texts[0]}，{place(there)}所附自评表为 {texts[1]}",
        en=f"{place(here, 'en')}: the {en_what} is {texts[0]} in the narrative and {texts[1]} in the form "
        f"({place(there, 'en')})",
        evidence=evidence,
        key=[en_what, *texts],
        stated=texts[0],
        recomputed=texts[1],
    )


def _conclusions(facts: Facts, report: Report, form: Report) -> Iterator[Finding]:
    if report.score is not None and form.score is not None:
        facts.checked()
        one, other = report.score, form.score
        if not same_figure(one.total, other.total):
            texts = (points(one.total), points(other.total))
            yield _finding(facts, ("自评总分", "total score"), texts, [one.evidence, other.evidence], "error")
    if report.grade is not None and form.grade is not None:
        facts.checked()
        labels = (report.grade.label, form.grade.label)
        if not same_label(*labels, facts.standard):
            evidence = [report.grade.evidence, form.grade.evidence]
            yield _finding(facts, ("自评等级", "grade"), labels, evidence, "error")


def _amounts(facts: Facts, report: Report, form: Report) -> Iterator[Finding]:
    """Compare the amounts of one stage and scope; any pair that agrees settles it."""
    mine, theirs = facts.workings.ledger, Ledger.of(form)
    for stage in _STAGES:
        for scope in _SCOPES:
            one = mine.whole(Key(stage, scope, "all", report.fiscal_year))
            other = theirs.whole(Key(stage, scope, "all", form.fiscal_year))
            if not one or not other:
                continue
            facts.checked()
            if any(_agree(here, there) for here in one for there in other):
                continue
            zh_stage, en_stage = STAGES[stage]
            texts = (one[0].shown, other[0].shown)
            evidence = [one[0].figure.evidence, other[0].figure.evidence]
            yield _finding(facts, (zh_stage, en_stage), texts, evidence)


def _agree(here: Entry, there: Entry) -> bool:
    return here.yuan == there.yuan or here.own.possible_equal(there.own)


def _rates(facts: Facts, report: Report, form: Report) -> Iterator[Finding]:
    one, other = (
        [rate for rate in each.rates if (rate.scope, rate.source) == ("total", "all")]
        for each in (report, form)
    )
    if not one or not other:
        return
    facts.checked()
    if any(stated_percent(here).possible_equal(stated_percent(there)) for here in one for there in other):
        return
    texts = (one[0].text.strip(), other[0].text.strip())
    yield _finding(facts, ("预算执行率", "execution rate"), texts, [one[0].evidence, other[0].evidence])


def _actuals(facts: Facts, report: Report, form: Report) -> Iterator[Finding]:
    """Compare the actuals of indicators that have one name and one target in both."""
    for item in report.indicators:
        same = [other for other in form.indicators if _same_indicator(item, other)]
        if len(same) != 1:
            continue
        other = same[0]
        facts.checked()
        if _apart(item.actual, other.actual):
            texts = (shown(item.actual), shown(other.actual))
            what = (f"“{item.name}”完成值", f"actual of {item.name!r}")
            yield _finding(facts, what, texts, [places(item)[0], places(other)[0]])


def _same_indicator(one: Indicator, other: Indicator) -> bool:
    """Whether two indicators are one: names as in a narrative, cut or whole, and the same target.

    The target has to agree, since a narrative's pairs are read out of running text.
    """
    goal, theirs = one.target, other.target
    if goal is None or theirs is None or not _same_name(one.name, other.name):
        return False
    if not isinstance(goal.value, Decimal) or not isinstance(theirs.value, Decimal):
        return False
    return goal.value == theirs.value and comparable(goal, theirs)


def _apart(first: Quantity | None, second: Quantity | None) -> bool:
    """Whether two actuals are certainly different numbers of one kind."""
    if first is None or second is None or not comparable(first, second) or not convertible(first, second):
        return False
    mine, theirs = interval(first), interval(second)
    if mine is None or theirs is None or measure(first.unit).dimension is None:
        return False
    return measure(second.unit).dimension is not None and not mine.possible_equal(theirs)
