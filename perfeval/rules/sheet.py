"""The points of a form (分值, 得分), the execution rate's apart from the indicators'."""

from dataclasses import dataclass, field
from decimal import Decimal

from extractor.evidence import Evidence
from extractor.records import Indicator, IndicatorEvidence, ScorePart
from perfeval.rules.registry import Facts, once

_EXECUTION = ("执行率", "预算执行", "资金执行")


@dataclass(slots=True)
class Sheet:
    """The weighted indicators of a form and the points of its execution rate."""

    weighted: list[Indicator] = field(default_factory=list)
    unweighted: list[Indicator] = field(default_factory=list)
    execution: ScorePart | None = None
    listed_execution: bool = False
    """Whether an indicator row repeats the points of the execution rate."""
    tabled: bool = False
    """Whether the rows are those of a score table without targets and actuals."""

    @property
    def weights(self) -> list[Decimal]:
        """The weights of the indicators."""
        return [item.weight for item in self.weighted if item.weight is not None]

    @property
    def places(self) -> list[Evidence]:
        """Where the weighted indicators stand."""
        return [item.evidence.name for item in self.weighted if item.evidence.name is not None]


def is_execution(name: str) -> bool:
    """Whether a part of a score is that of the execution rate (预算执行率)."""
    return any(word in name for word in _EXECUTION)


@once
def sheet(facts: Facts) -> Sheet:
    """Return the points of the report, the execution rate's apart."""
    found = Sheet()
    for item in facts.report.indicators:
        if item.name.startswith("其中"):
            # A part of the row above, whose points it repeats where it has any.
            continue
        (found.unweighted if item.weight is None else found.weighted).append(item)
    if not facts.report.indicators and facts.report.score is not None:
        rows = facts.report.score.parts
        if len({part.evidence.table for part in rows}) == 1 and rows[0].evidence.table is not None:
            found.weighted = [_as_row(part) for part in rows]
            found.tabled = True
            return found
    named = {item.evidence.score for item in facts.report.indicators if item.evidence.score is not None}
    parts = facts.report.score.parts if facts.report.score else []
    found.execution = next(
        (part for part in parts if is_execution(part.label) and part.evidence not in named), None
    )
    found.listed_execution = any(is_execution(item.name) for item in found.weighted)
    return found


def _as_row(part: ScorePart) -> Indicator:
    """Return a row of a score table as an indicator without target and actual."""
    places = IndicatorEvidence(name=part.evidence, score=part.evidence)
    return Indicator(name=part.label, weight=part.full, score=part.score, evidence=places)


def full_score(facts: Facts) -> Decimal:
    """Return the full score: the one printed, else the standard's."""
    score = facts.report.score
    # A full score of 1 stands above weights printed as fractions; the scores are of a hundred all the same.
    return score.full if score is not None and score.full and score.full > 1 else facts.standard.full_score


def unread_rows(facts: Facts) -> bool:
    """Whether rows that were not read would explain what is missing of both full score and total.

    Then the parts fall short of the full points, and of the total by no more than that.
    """
    score = facts.report.score
    parts = score.parts if score is not None else []
    if score is None or any(part.full is None for part in parts):
        return False
    without = [part for part in parts if not is_execution(part.label)]
    for some in (parts, without):
        missing = full_score(facts) - sum((part.full or 0 for part in some), Decimal(0))
        short = score.total - sum((part.score for part in some), Decimal(0))
        if some is parts and missing <= 0:
            return False
        if 0 < short <= missing and (some is parts or short == missing):
            return True
    return False
