"""Score and grade of a form: its total row's, else a label's, else what a sentence says."""

import re
from collections.abc import Sequence
from decimal import Decimal

from extractor.document import Paragraph
from extractor.evidence import Evidence
from extractor.language.numerals import decimal_of
from extractor.records import ScorePart, StatedGrade, StatedScore
from extractor.tables.grades import Span, grade_in, grade_named
from extractor.tables.identity import Labelled
from extractor.tables.scores import Total

_SCORE = re.compile(r"(?:得分|总分|评分|得)[为是:：达]*\s*(\d{1,3}(?:\.\d{1,2})?)\s*分")
_POINTS = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})?)\s*分?\s*")
_LONGEST_LINE = 400


def conclusion(
    total: Total | None, parts: list[ScorePart], labels: Sequence[Labelled], lines: Sequence[Paragraph]
) -> tuple[StatedScore | None, StatedGrade | None]:
    """Return the score, with *parts* as what it is made of, and the grade.

    *lines* are those below and above the form, the likeliest first.
    """
    grade = total.grade if total else None
    score = total.stated(parts) if total else None
    for each in labels:
        if each.role == "grade" and grade is None:
            grade = _grade(each, grade_in(each.text))
        if each.role == "score" and score is None and (value := _points(each.text)) is not None:
            score = StatedScore(total=value, parts=parts, evidence=each.evidence)
    for each in labels:
        if each.role != "conclusion":
            continue
        stated = _SCORE.search(each.text)
        if score is None and stated:
            score = StatedScore(
                total=decimal_of(stated[1]), parts=parts, evidence=_within(each, stated.span(1))
            )
        if grade is None:
            grade = _grade(each, grade_in(each.text))
    for line in lines:
        if len(line.text) > _LONGEST_LINE:
            continue
        stated = _SCORE.search(line.text)
        if score is None and stated:
            score = StatedScore(
                total=decimal_of(stated[1]), parts=parts, evidence=line.evidence(*stated.span(1))
            )
        named = grade_named(line.text)
        if grade is None and named:
            grade = StatedGrade(label=line.text[slice(*named)], evidence=line.evidence(*named))
    return score, grade


def _grade(each: Labelled, span: Span | None) -> StatedGrade | None:
    return StatedGrade(label=each.text[slice(*span)], evidence=_within(each, span)) if span else None


def _within(each: Labelled, span: Span) -> Evidence:
    """Return the evidence of a part of a labelled value."""
    start = each.evidence.start + span[0]
    return each.evidence.model_copy(
        update={"text": each.evidence.text[slice(*span)], "start": start, "end": start + span[1] - span[0]}
    )


def _points(text: str) -> Decimal | None:
    match = _POINTS.fullmatch(text)
    return decimal_of(match[1]) if match else None
