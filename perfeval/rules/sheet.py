"""The points of a form as the rules look at them."""

from decimal import Decimal

from perfeval.recompute.sheet import Sheet, full_score_of, is_execution
from perfeval.rules.registry import Facts


def sheet(facts: Facts) -> Sheet:
    """Return the points of the report, the execution rate's apart."""
    return facts.workings.sheet


def full_score(facts: Facts) -> Decimal:
    """Return the full score: the one printed, else the standard's."""
    return full_score_of(facts.report, facts.standard)


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
