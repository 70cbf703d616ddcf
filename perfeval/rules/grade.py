"""Grades (等级) and scores of the conclusion."""

from collections.abc import Iterator
from decimal import Decimal

from perfeval.findings import Finding
from perfeval.recompute.grades import (
    Step,
    possible_grades,
    same_label,
    scale,
    steps_of_report,
    steps_of_standard,
)
from perfeval.rules.registry import Facts, rule
from perfeval.rules.score import disagreement
from perfeval.rules.sheet import full_score
from perfeval.rules.wording import place, plain


def _bands(steps: list[Step]) -> str:
    return "、".join(
        f"{step.label}≥{plain(step.low)}" if step.low is not None else step.label for step in steps
    )


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
    相差两个等级以上的，得分可能只是其中一部分的，降为“警告”。
    """
    yield from _graded_parts(facts)
    report = facts.report
    if report.score is None or report.grade is None:
        facts.skip("GRD501", "没有同时写明得分和等级", "score and grade are not both stated")
        return
    steps, origin = scale(report, facts.standard)
    label = report.grade.label
    if not any(same_label(step.label, label, facts.standard) for step in steps):
        facts.skip("GRD501", f"等级“{label}”不在等级标准里", f"the grade {label!r} is not on the scale")
        return
    facts.checked()
    possible = facts.recomputed.grade.possible if facts.recomputed.grade else []
    if not possible or any(same_label(label, other, facts.standard) for other in possible):
        return
    should = "或".join(possible)
    score = format(report.score.total, "f")
    zh_scale, en_scale = (
        ("报告写明的标准", "the report's own scale")
        if origin == "report"
        else (f"标准 {facts.standard.name}", f"the standard {facts.standard.name}")
    )
    yield facts.finding(
        "GRD501",
        severity="critical" if origin == "report" and _near(facts, steps, possible) else "warning",
        zh=f"{place(report.grade.evidence)}等级“{label}”，而得分 {score} 按{zh_scale}（{_bands(steps)}）应为“"
        f"{should}”",
        en=f"{place(report.grade.evidence, 'en')} gives the grade {label!r}, but a score of {score} on "
        f"{en_scale} "
        f"({_bands(steps)}) is {should!r}",
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
        possible = possible_grades(steps, part.score)
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
    """各项得分之和与写明的总分不符，而且按各项得分之和，等级不是写明的等级。

    为什么重要
    算术上的差错改变了结论：优还是良，影响下年预算和考核。

    示例
    各项得分之和 88.6 分，总分写 90.6 分，等级写“优”。

    依据
    报告自己写明的等级标准，没有写明的按所选标准；算术见 SCO402。

    已知的误报
    各项得分之和在界限的进位范围内时两个等级都算对；之和超过满分的、只有补零才不符的不提示。
    """
    report = facts.report
    if report.score is None or report.grade is None or disagreement(facts) != "error":
        return
    steps, origin = scale(report, facts.standard)
    added = sum((part.score for part in report.score.parts), Decimal(0))
    if added > full_score(facts):
        return
    facts.checked()
    label = report.grade.label
    possible = possible_grades(steps, added, report.score.full)
    known = any(same_label(step.label, label, facts.standard) for step in steps)
    if not known or not possible or any(same_label(label, other, facts.standard) for other in possible):
        return
    should = "或".join(possible)
    yield facts.finding(
        "GRD502",
        severity="critical" if origin == "report" else "error",
        zh=f"{place(report.grade.evidence)}等级“{label}”，而各项得分之和 {plain(added)} 按{_bands(steps)}"
        f"应为“{should}”",
        en=f"{place(report.grade.evidence, 'en')} gives the grade {label!r}, but the item scores make "
        f"{plain(added)}, which on {_bands(steps)} is {should!r}",
        evidence=[report.grade.evidence, report.score.evidence],
        key=[label, added],
        stated=label,
        recomputed=should,
    )


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
        zh=f"{place(bands[0].evidence)}等级标准为 {_bands(own)}，与标准 {facts.standard.name} 的 "
        f"{_bands(other)} 不同",
        en=f"{place(bands[0].evidence, 'en')} prints the scale {_bands(own)}, the standard "
        f"{facts.standard.name} has {_bands(other)}",
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
