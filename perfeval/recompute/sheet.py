"""The points of a form (分值, 得分), the execution rate's apart from the indicators'."""

from dataclasses import dataclass, field
from decimal import Decimal

from extractor.evidence import Evidence
from extractor.records import Indicator, IndicatorEvidence, Report, ScorePart
from perfeval.standards.model import Standard

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


def repeats_another(item: Indicator) -> bool:
    """Whether a row is a part of the row above, whose points it repeats where it has any."""
    return item.name.startswith("其中")


def sheet_of(report: Report) -> Sheet:
    """Return the points of *report*, the execution rate's apart."""
    found = Sheet()
    for item in report.indicators:
        if repeats_another(item):
            continue
        (found.unweighted if item.weight is None else found.weighted).append(item)
    if not report.indicators and report.score is not None:
        rows = report.score.parts
        if len({part.evidence.table for part in rows}) == 1 and rows[0].evidence.table is not None:
            found.weighted = [_as_row(part) for part in rows]
            found.tabled = True
            return found
    named = {item.evidence.score for item in report.indicators if item.evidence.score is not None}
    parts = report.score.parts if report.score else []
    found.execution = next(
        (part for part in parts if is_execution(part.label) and part.evidence not in named), None
    )
    found.listed_execution = any(is_execution(item.name) for item in found.weighted)
    return found


def _as_row(part: ScorePart) -> Indicator:
    """Return a row of a score table as an indicator without target and actual."""
    places = IndicatorEvidence(name=part.evidence, score=part.evidence)
    return Indicator(name=part.label, weight=part.full, score=part.score, evidence=places)


def full_score_of(report: Report, standard: Standard) -> Decimal:
    """Return the full score: the one printed, else the standard's."""
    score = report.score
    # A full score of 1 stands above weights printed as fractions; the scores are of a hundred all the same.
    return score.full if score is not None and score.full and score.full > 1 else standard.full_score
