"""Ways of planting errors in the document as a whole (DOC601 … DOC605)."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random

from corpora.seeded.figures import bare
from corpora.seeded.inject.follow import (
    conclude,
    meet_all,
    of_numbers,
    regrade,
    rescore,
    reweigh,
    scale_stage,
    scored,
    spend,
)
from corpora.seeded.inject.slips import apart, exchanged, moved, quoted, span
from corpora.seeded.inject.way import ALL, FORMS, pair_way, way
from corpora.seeded.items import met
from corpora.seeded.lexicon import words
from corpora.seeded.plan import Amount, Plan, Remark, Value


@way("DOC601", "last year's sentence", ALL)
def last_year(plan: Plan, rng: Random) -> str | None:
    """A sentence on this year's work still has last year in it."""
    plan.other_year = plan.year - 1
    return str(plan.other_year)


@way("DOC601", "a year two or three back", ALL)
def years_back(plan: Plan, rng: Random) -> str | None:
    """A sentence on this year's work was copied from an older report."""
    plan.other_year = plan.year - rng.randint(2, 3)
    return str(plan.other_year)


@way("DOC601", "a paragraph of last year's report", ALL)
def old_paragraph(plan: Plan, rng: Random) -> str | None:
    """A sentence of last year's report is left in this one."""
    year = plan.year - 1
    text = rng.choice((
        "{}年度，各项重点任务按计划全部完成，资金使用规范。",
        "{}年，我单位围绕年度目标扎实推进各项工作，全面完成了绩效目标。",
        "{}年度预算资金按规定用途使用，各项绩效目标顺利实现。",
    ))  # fmt: skip
    plan.statements.append(Remark(text.format(year), rng.choice(("results", "process"))))
    return str(year)


@way("DOC602", "a character of the office mistyped", ALL)
def office_mistyped(plan: Plan, rng: Random) -> str | None:
    """One character of the place's name is another."""
    name = plan.organization
    wrong = _respelt(name, rng.randrange(2), rng)
    plan.other_names["organization"] = wrong
    return wrong


@way("DOC602", "another county's office", ALL)
def other_county(plan: Plan, rng: Random) -> str | None:
    """The name is that of the office whose report was copied."""
    others = [place for place in words("common")["places"] if place[-1] == plan.organization[2]]
    place = rng.choice(others)
    if plan.organization.startswith(place):
        return None
    plan.other_names["organization"] = place + plan.organization[3:]
    return plan.other_names["organization"]


@way("DOC602", "a character of the project mistyped", ("project_form", "project_report"))
def project_mistyped(plan: Plan, rng: Random) -> str | None:
    """One character of the project's name is another."""
    if plan.project is None:
        return None
    wrong = _respelt(plan.project, rng.randrange(1, len(plan.project) - 2), rng)
    plan.other_names["project"] = wrong
    return wrong


_ALIKE = dict(
    zip(
        "水利农村路大工程修建设治改造防护生活公医疗学校补助文化",
        "木和衣材跌太土呈休健没冶政适访沪主话分区辽字较朴肋又代",
        strict=True,
    )
)
"""Characters and one that is easily taken for them."""


def _respelt(name: str, place: int, rng: Random) -> str:
    """Return *name* with one character taken for another."""
    near = [i for i, letter in enumerate(name) if letter in _ALIKE]
    if near and place >= 1:
        place = rng.choice(near)
    letter = _ALIKE.get(name[place]) or rng.choice([each for each in "青云石安平金" if each != name[place]])
    return name[:place] + letter + name[place + 1 :]


@way("DOC603", "no indicators in the form", FORMS, needs="score")
def form_without_indicators(plan: Plan, rng: Random) -> str | None:
    """The form has money and a total, but no indicators."""
    plan.items, plan.level_weights = [], {}
    return "指标"


@way("DOC603", "no money in the form", FORMS)
def form_without_money(plan: Plan, rng: Random) -> str | None:
    """The form has indicators, but nobody filled in the money."""
    if plan.execution_weight is not None and scored(plan):
        first = plan.items[0]
        first.weight = f"{Decimal(first.weight or 0) + Decimal(plan.execution_weight):f}"
        rescore(plan, first)
        reweigh(plan)
    plan.execution_weight = plan.execution_score = None
    conclude(plan)
    plan.budget = plan.budget[:1]
    plan.total.amounts, plan.total.rate = {}, None
    plan.repeats, plan.adjustment_reason, plan.low_rate_reason = {}, "", ""
    return "资金"


@way("DOC603", "no problems in the report", ("department_report",), may="SCO406")
def no_problems(plan: Plan, rng: Random) -> str | None:
    """The report ends with its achievements."""
    if plan.low_rate_reason or plan.adjustment_reason:
        return None
    meet_all(plan, rng)
    plan.problems = plan.measures = ""
    return "问题"


_RESIDUE = {
    "a hint of the template": ("（100字以内）", "（限200字）", "（请填写具体完成情况）"),
    "crosses for a name": (
        "本项目由××单位组织实施。",
        "××局负责项目日常管理。",
        "该项工作由XX科室牵头落实。",
    ),
    "a blank never filled": ("自评工作于____年完成。", "项目共投入____万元。", "累计完成率达到____%。"),
}
_QUOTED = ("（100字以内）", "（限200字）", "请填写", "××", "XX", "____")


def _left(name: str) -> Callable[[Plan, Random], str | None]:
    def change(plan: Plan, rng: Random) -> str | None:
        text = rng.choice(_RESIDUE[name])
        plan.residue.append(text)
        return next(mark for mark in _QUOTED if mark in text)

    return change


for _name in _RESIDUE:
    way("DOC604", _name, ALL)(_left(_name))


@pair_way("DOC605", "another total in the report", needs="score", may="GRD501 GRD502")
def other_total(report: Plan, form: Plan, rng: Random) -> str | None:
    """The report still has the total of a draft of the form."""
    if report.score is None:
        return None
    change = Decimal(rng.choice((-30, -20, -15, -10, -5, 5, 10, 15))) / 10
    score = Decimal(report.score) + change
    if not 0 < score < 100:
        return None
    report.score = bare(f"{score:f}")
    regrade(report)
    return report.score


@pair_way("DOC605", "digits of the spending exchanged", may="BUD101 CHG102")
def other_spending(report: Plan, form: Plan, rng: Random) -> str | None:
    """What was spent is retyped from the form with two digits exchanged; the rate follows it."""
    if len(report.budget) > 1:
        return None
    amount = report.total.amounts["executed"]
    wrong = exchanged(amount.text, rng)
    if (
        wrong is None
        or Decimal(wrong) > Decimal(report.total.amounts["adjusted"].text)
        or Decimal(wrong) <= 0
    ):
        return None
    report.total.amounts["executed"] = Amount(wrong, amount.unit)
    spend(report)
    return quoted(wrong) if apart(span(wrong), span(amount.text)) else None


@pair_way("DOC605", "spending of a later day in the report", may="BUD102")
def later_spending(report: Plan, form: Plan, rng: Random) -> str | None:
    """The report has what was spent by a later day than the form; all in it follows."""
    scale_stage(report, "executed", Fraction(rng.randint(880, 980), 1000))
    spend(report)
    return quoted(report.total.amounts["executed"].text)


@pair_way("DOC605", "another actual in the report", may="IND301 IND308")
def other_actual(report: Plan, form: Plan, rng: Random) -> str | None:
    """An indicator's actual is another in the report, as far above its target as in the form."""
    found = [item for item in of_numbers(report, unit="-", less=False) if met(item)]
    if not found:
        return None
    item = rng.choice(found)
    assert item.actual is not None
    before = item.actual.number or ""
    number = bare(moved(before, rng, 1030, 1120))
    if not apart(span(number), span(before)):
        return None
    item.actual = Value(number, item.actual.unit)
    return number
