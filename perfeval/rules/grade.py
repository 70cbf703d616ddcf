"""Grades (等级) and scores of the conclusion."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from extractor.records import StatedGrade, StatedScore
from perfeval.findings import Finding
from perfeval.interval import Interval, printed
from perfeval.recompute.grades import (
    Scale,
    Step,
    grades_on,
    possible_grades,
    same_label,
    scales,
    steps_of_report,
    steps_of_standard,
)
from perfeval.recompute.score import Recount
from perfeval.rules.claims import own_criteria
from perfeval.rules.items import is_form
from perfeval.rules.points import certain
from perfeval.rules.registry import Facts, rule
from perfeval.rules.score import disagreement, possible_sums
from perfeval.rules.sheet import full_score
from perfeval.rules.wording import place, plain
from perfeval.standards.model import STATUS_WORDS, Standard, firm

_BONUS = re.compile("加分|减分|扣分")


def _bands(steps: list[Step]) -> str:
    return "、".join(
        f"{step.label}≥{plain(step.low)}" if step.low is not None else step.label for step in steps
    )


def _on(known: list[Scale], language: str) -> str:
    """Return the scales a grade was looked up on, with how sure their bounds are."""
    said = []
    for each in known:
        bands = _bands(each.steps)
        if each.standard is None:
            said.append(
                f"the report's own scale ({bands})" if language == "en" else f"报告写明的标准（{bands}）"
            )
        elif language == "en":
            said.append(f"the standard {_named(each.standard, 'en')} ({bands})")
        else:
            said.append(f"标准 {_named(each.standard)}（{bands}）")
    return (" and " if language == "en" else "和").join(said)


def _named(standard: Standard, language: str = "zh") -> str:
    """Return the name of a standard; what is not sure is not quoted as if it were."""
    if firm(standard.bands_status):
        return standard.name
    status = STATUS_WORDS[standard.bands_status][language == "en"]
    return f"{standard.name}, {status}," if language == "en" else f"{standard.name}（{status}）"


@rule("GRD501", severity="critical", zh="等级与得分不符", en="grade does not follow from the score")
def grade_of_score(facts: Facts) -> Iterator[Finding]:
    """写明的等级，不是写明的得分在等级标准里对应的等级。

    为什么重要
    等级是自评的结论，预算安排、考核、公开都用它。

    示例
    “自评得分 84.6 分，等级为优秀”，而报告写明 85 分及以上为优秀。

    依据
    报告自己写明的等级标准；没有写明的按所选标准，并降为“警告”。

    已知的误报
    得分在界限的进位范围内（90.00 可能是 89.996）时两个等级都算对；优与优秀、差与较差视为相同；
    所选的地方标准与全国标准不同、报告又没有写明的，合于其中之一就算对；
    相差两个等级以上的，得分可能只是其中一部分的，降为“警告”。
    """
    yield from _graded_parts(facts)
    report = facts.report
    if report.score is None or report.grade is None:
        facts.skip("GRD501", "没有同时写明得分和等级", "score and grade are not both stated")
        return
    known = scales(report, facts.standard, facts.others)
    origin = known[0].origin
    label = report.grade.label
    if not any(each.knows(label, facts.standard) for each in known):
        facts.skip("GRD501", f"等级“{label}”不在等级标准里", f"the grade {label!r} is not on the scale")
        return
    facts.checked()
    possible = facts.recomputed.grade.possible if facts.recomputed.grade else []
    if not possible or any(same_label(label, other, facts.standard) for other in possible):
        return
    should = "或".join(possible)
    score = format(report.score.total, "f")
    yield facts.finding(
        "GRD501",
        severity="critical" if origin == "report" and _near(facts, known[0].steps, possible) else "warning",
        zh=f"{place(report.grade.evidence)}等级“{label}”，而得分 {score} 按{_on(known, 'zh')}应为“{should}”",
        en=f"{place(report.grade.evidence, 'en')} gives the grade {label!r}, but a score of {score} on "
        f"{_on(known, 'en')} is {should!r}",
        evidence=[
            report.grade.evidence,
            report.score.evidence,
            *(band.evidence for band in report.grade_scale if origin == "report"),
        ],
        key=[label, report.score.total],
        stated=label,
        recomputed=should,
    )


def _graded_parts(facts: Facts) -> Iterator[Finding]:
    """Check the sub-programmes a report scores and grades on its own printed scale."""
    if not facts.report.grade_scale:
        return
    steps = steps_of_report(facts.report.grade_scale)
    for part in facts.report.graded_parts:
        if not any(same_label(step.label, part.grade, facts.standard) for step in steps):
            continue
        facts.checked()
        possible = possible_grades(steps, printed(part.score))
        if not possible or any(same_label(part.grade, other, facts.standard) for other in possible):
            continue
        should = "或".join(possible)
        score = format(part.score, "f")
        yield facts.finding(
            "GRD501",
            severity="error",
            zh=f"{place(part.evidence)}“{part.label}”得分 {score}，等级“{part.grade}”，按报告写明的标准"
            f"（{_bands(steps)}）应为“{should}”",
            en=f"{place(part.evidence, 'en')} scores {part.label!r} {score} and grades it {part.grade!r}; on "
            f"the report's own scale ({_bands(steps)}) that is {should!r}",
            evidence=[part.evidence, *(band.evidence for band in facts.report.grade_scale)],
            key=[part.label, part.grade, part.score],
            stated=part.grade,
            recomputed=should,
        )


def _near(facts: Facts, steps: list[Step], possible: list[str]) -> bool:
    """Whether the stated grade is a neighbour of the right one.

    Nobody calls 46 points 优: two grades apart, the score is more likely that of a part.
    """
    label = facts.report.grade.label if facts.report.grade else ""
    order = [step.label for step in steps]
    same = (place for place, step in enumerate(steps) if same_label(step.label, label, facts.standard))
    stated = next(same)
    return any(abs(order.index(other) - stated) == 1 for other in possible)


@rule(
    "GRD502",
    severity="critical",
    zh="按复算得分应为另一等级",
    en="the recomputed score falls in another grade",
)
def grade_of_items(facts: Facts) -> Iterator[Finding]:
    """总分复算后落在另一等级：各项得分之和与总分不符，或者按目标值、完成值和分值够不着写明的等级。

    为什么重要
    算术上的差错改变了结论：优还是良，影响下年预算和考核。

    示例
    各项得分之和 88.6 分，总分写 90.6 分，等级写“优”。

    依据
    报告自己写明的等级标准，没有写明的按所选标准；算术见 SCO402，各种计分公式见所选标准。

    已知的误报
    各项得分之和在界限的进位范围内时两个等级都算对；之和超过满分的、只有补零才不符的不提示。
    按公式复算时，任何一种可能的总分属于写明的等级就不提示：每项取最有利的公式，无法复算、方向或数字
    不明确的按满分计；印有自己评分标准或加减分的不复算；打分低于公式属于评价人的判断。
    """
    report = facts.report
    if report.score is None or report.grade is None:
        return
    if disagreement(facts) != "error":
        yield from _out_of_reach(facts, report.score, report.grade)
        return
    added = sum((part.score for part in report.score.parts), Decimal(0))
    if added > full_score(facts):
        return
    facts.checked()
    label = report.grade.label
    known = scales(report, facts.standard, facts.others)
    possible = [
        grade
        for each in possible_sums(facts)
        for grade in grades_on(known, each, report.score.full, facts.standard)
    ]
    if not possible or not any(each.knows(label, facts.standard) for each in known):
        return
    if any(same_label(label, other, facts.standard) for other in possible):
        return
    should = "或".join(dict.fromkeys(possible))
    yield facts.finding(
        "GRD502",
        severity="critical" if known[0].origin == "report" else "error",
        zh=f"{place(report.grade.evidence)}等级“{label}”，而各项得分之和 {plain(added)} 按{_on(known, 'zh')}"
        f"应为“{should}”",
        en=f"{place(report.grade.evidence, 'en')} gives the grade {label!r}, but the item scores make "
        f"{plain(added)}, which on {_on(known, 'en')} is {should!r}",
        evidence=[report.grade.evidence, report.score.evidence],
        key=[label, added],
        stated=label,
        recomputed=should,
    )


def _out_of_reach(facts: Facts, score: StatedScore, grade: StatedGrade) -> Iterator[Finding]:
    """Yield what is wrong where no total that the figures allow is good enough for the stated grade."""
    recount = facts.workings.recount
    if not recount.complete or not is_form(facts.report) or own_criteria(facts):
        return
    if any(_BONUS.search(item.indicator.name) for item in recount.items):
        return
    facts.checked()
    known = scales(facts.report, facts.standard, facts.others)
    most = _most(facts, recount)
    attainable = grades_on(known, Interval(Fraction(0), most), score.full, facts.standard)
    label = grade.label
    if not any(each.knows(label, facts.standard) for each in known):
        return
    if any(same_label(label, other, facts.standard) for other in attainable):
        return
    should = "或".join(grades_on(known, Interval.exactly(most), score.full, facts.standard))
    yield facts.finding(
        "GRD502",
        severity="error",
        zh=f"{place(grade.evidence)}等级“{label}”，而按目标值、完成值、分值和执行率，总分最多 {plain(most)}，"
        f"按{_on(known, 'zh')}最高为“{should}”",
        en=f"{place(grade.evidence, 'en')} gives the grade {label!r}, but targets, actuals, weights and the "
        f"execution rate allow at most {plain(most)}, which on {_on(known, 'en')} is {should!r}",
        evidence=[grade.evidence, score.evidence],
        key=[label, plain(most)],
        stated=label,
        recomputed=should,
    )


def _most(facts: Facts, recount: Recount) -> Fraction:
    """Return the highest total the figures allow, doubtful ones at full points."""
    artefact = Fraction(facts.standard.artefact)
    most = Fraction(0)
    if recount.execution is not None:
        most = min(Fraction(recount.execution.full), recount.execution.points.high + artefact)
    for item in recount.items:
        doubtful = not item.computed or item.assessment.met is not False or not certain(item.assessment)
        most += item.weight if doubtful else min(item.weight, item.points.high + artefact)
    return most


@rule(
    "GRD503",
    severity="info",
    zh="等级标准与所选标准不同",
    en="the report's scale differs from the standard's",
)
def other_scale(facts: Facts) -> Iterator[Finding]:
    """报告写明的等级标准，与所选评分标准的等级界限不同。

    为什么重要
    同样 86 分，在一处是优秀，在另一处是良；跨单位比较等级时要先看标准。

    示例
    报告以 85、75、60 分为界，全国通行的标准以 90、80、60 分为界。

    依据
    所选评分标准。各地可以自定标准，报告自己写明的标准优先。

    已知的误报
    只作提示，不影响结论。
    """
    bands = facts.report.grade_scale
    if len(bands) < 2:
        return
    facts.checked()
    own, other = steps_of_report(bands), steps_of_standard(facts.standard)
    if [step.low for step in own if step.low] == [step.low for step in other if step.low]:
        return
    yield facts.finding(
        "GRD503",
        zh=f"{place(bands[0].evidence)}等级标准为 {_bands(own)}，与标准 {_named(facts.standard)} 的 "
        f"{_bands(other)} 不同",
        en=f"{place(bands[0].evidence, 'en')} prints the scale {_bands(own)}, the standard "
        f"{_named(facts.standard, 'en')} has {_bands(other)}",
        evidence=[band.evidence for band in bands],
        key=[part for step in own for part in (step.label, step.low)],
        stated=_bands(own),
        recomputed=_bands(other),
    )


@rule("GRD504", severity="info", zh="缺少得分或等级", en="score or grade missing")
def missing_conclusion(facts: Facts) -> Iterator[Finding]:
    """报告有结论的一半：有等级标准或得分而没有等级，有等级而没有得分，或者两样都没有。

    为什么重要
    没有得分和等级，自评结果无法应用，也无法与其他单位比较。

    示例
    报告写明“90 分以上为优”，得分 92 分，没有写等级。

    依据
    财预〔2020〕10号：自评应当形成得分和等级。

    已知的误报
    转移支付自评多数不评分，自评表多数只有得分，只作“提示”；写明等级标准却没有等级、
    有等级却没有得分的作“警告”。
    """
    report = facts.report
    facts.checked()
    if report.score is not None and report.grade is not None:
        return
    scored = any(item.score is not None for item in report.indicators)
    narrative = report.kind in ("department_report", "project_report")
    if report.score is None and report.grade is None:
        if not narrative and not scored:
            return
        zh, en = "没有写明得分和等级", "states neither score nor grade"
        warns = bool(report.grade_scale)
    elif report.score is None:
        zh, en = "有等级而没有得分", "states a grade and no score"
        warns = True
    else:
        if not narrative and not report.grade_scale:
            return
        zh, en = "有得分而没有等级", "states a score and no grade"
        warns = bool(report.grade_scale)
    known = [part.evidence for part in (report.score, report.grade) if part is not None]
    yield facts.finding(
        "GRD504",
        severity="warning" if warns else "info",
        zh=f"报告{zh}",
        en=f"the report {en}",
        evidence=known or [report.evidence],
        key=["score" if report.score is None else "", "grade" if report.grade is None else ""],
    )
