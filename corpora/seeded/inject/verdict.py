"""Ways of planting errors in the grade (GRD501 … GRD504)."""

from decimal import Decimal
from random import Random

from corpora.seeded.figures import bare
from corpora.seeded.inject.follow import conclude, item_sum, regrade, scored
from corpora.seeded.inject.way import ALL, REPORTS, way
from corpora.seeded.plan import Plan
from corpora.seeded.truth import grade_of

_GRADED = "score grade scale"


def _places(plan: Plan) -> tuple[list[str], int]:
    """Return the grades from the highest down, and the place of the one stated."""
    labels = [label for label, _ in plan.bands]
    return labels, labels.index(plan.grade or "")


def _clear(plan: Plan) -> bool:
    """Whether the score stands clear of every bound, beyond rounding."""
    return plan.score is not None and all(
        abs(Decimal(plan.score) - Decimal(lower)) > Decimal("0.05") or lower == "0" for _, lower in plan.bands
    )


@way("GRD501", "one grade higher", ALL, needs=_GRADED)
def grade_higher(plan: Plan, rng: Random) -> str | None:
    """The grade is the next higher one."""
    if scored(plan) and plan.grade == plan.bands[0][0]:
        _lose_grade(plan, rng)
        conclude(plan)
    return _other_grade(plan, -1)


@way("GRD501", "one grade lower", ALL, needs=_GRADED)
def grade_lower(plan: Plan, rng: Random) -> str | None:
    """The grade is the next lower one."""
    return _other_grade(plan, 1)


@way("GRD501", "one grade off, by the usual scale", ALL, needs="score grade")
def unprinted_scale(plan: Plan, rng: Random) -> str | None:
    """No scale is printed; by the usual one the grade is another."""
    if plan.scale_printed:
        return None
    return _other_grade(plan, rng.choice((-1, 1)))


@way("GRD501", "score below the bound, grade left", REPORTS, needs=_GRADED)
def score_fell(plan: Plan, rng: Random) -> str | None:
    """The score is corrected to just below the bound of its grade, the grade stays."""
    lower = next((lower for label, lower in plan.bands if label == plan.grade), "0")
    if any(item.score for item in plan.items) or plan.execution_score or lower == "0":
        return None
    plan.score = bare(f"{Decimal(lower) - Decimal(rng.randint(6, 300)) / 100:f}")
    return plan.score


def _other_grade(plan: Plan, step: int) -> str | None:
    if plan.grade is None or not _clear(plan):
        return None
    labels, place = _places(plan)
    if not 0 <= place + step < len(labels):
        return None
    plan.grade = labels[place + step]
    return plan.score


_SUMMED = "weights total_row score grade scale"
_MAY = "SCO402 SCO403 SCO405"


@way("GRD502", "total typed a grade higher", ALL, needs=_SUMMED, may=_MAY)
def total_higher(plan: Plan, rng: Random) -> str | None:
    """The points add up to a lower grade than the total stated has."""
    if not scored(plan) or plan.grade is None or plan.grade == plan.bands[-1][0]:
        return None
    _lose_grade(plan, rng)
    conclude(plan)
    return _other_total(plan, rng, -1)


@way("GRD502", "total typed a grade lower", ALL, needs=_SUMMED, may=_MAY)
def total_lower(plan: Plan, rng: Random) -> str | None:
    """The points add up to a higher grade than the total stated has."""
    return _other_total(plan, rng, 1)


@way("GRD502", "points taken off, total and grade left", ALL, needs=_SUMMED, may=_MAY + " IND307")
def points_taken(plan: Plan, rng: Random) -> str | None:
    """Points are taken off late, with a reason; total and grade are those of before."""
    if not scored(plan) or plan.grade is None or not _clear(plan):
        return None
    total, grade = plan.score, plan.grade
    _lose_grade(plan, rng)
    return total if abs(item_sum(plan) - Decimal(_bound(plan, grade))) > Decimal("0.2") else None


def _lose_grade(plan: Plan, rng: Random) -> None:
    """Take points off, with a reason, until they add up to less than the grade stated takes."""
    lower = Decimal(_bound(plan, plan.grade or ""))
    for item in rng.sample(plan.items, len(plan.items)):
        if item_sum(plan) < lower - Decimal("0.2"):
            return
        taken = Decimal(item.score or 0) * rng.randint(25, 60) / 100
        item.score = bare(f"{(Decimal(item.score or 0) - taken).quantize(Decimal('0.1')):f}")
        item.reason = item.reason or "佐证资料不完整，酌情扣分"


def _bound(plan: Plan, grade: str) -> str:
    return next(lower for label, lower in plan.bands if label == grade)


def _other_total(plan: Plan, rng: Random, step: int) -> str | None:
    """Print a total in the next grade, up or down."""
    if not scored(plan) or plan.grade is None or not _clear(plan):
        return None
    labels, place = _places(plan)
    if not 0 <= place + step < len(labels):
        return None
    lower = Decimal(_bound(plan, labels[place + step]))
    upper = 100 if place + step == 0 else Decimal(plan.bands[place + step - 1][1])
    room = int((upper - lower) * 10)
    plan.score = bare(f"{lower + Decimal(rng.randint(3, room - 3)) / 10:f}")
    regrade(plan)
    return plan.score if abs(Decimal(plan.score) - item_sum(plan)) > Decimal("0.3") else None


_SCALES = (
    (("优秀", "85"), ("良好", "75"), ("一般", "60"), ("较差", "0")),
    (("优", "95"), ("良", "85"), ("中", "70"), ("差", "0")),
    (("优秀", "90"), ("良好", "75"), ("合格", "60"), ("不合格", "0")),
)


@way("GRD503", "excellent from 85", ALL, needs=_GRADED)
def from_85(plan: Plan, rng: Random) -> str | None:
    """The report's own scale begins at 85."""
    return _own_scale(plan, 0, "85")


@way("GRD503", "excellent from 95", ALL, needs=_GRADED)
def from_95(plan: Plan, rng: Random) -> str | None:
    """The report's own scale begins at 95."""
    return _own_scale(plan, 1, "95")


@way("GRD503", "good from 75", ALL, needs=_GRADED)
def good_from_75(plan: Plan, rng: Random) -> str | None:
    """The report's own scale has another second bound."""
    return _own_scale(plan, 2, "75")


def _own_scale(plan: Plan, place: int, near: str) -> str | None:
    if plan.score is None or not plan.scale_printed:
        return None
    plan.bands = list(_SCALES[place])
    plan.grade = grade_of(Decimal(plan.score), plan.bands)
    return near


@way("GRD504", "no grade under a scale", ALL, needs=_GRADED)
def no_grade(plan: Plan, rng: Random) -> str | None:
    """A scale and a score, but no grade."""
    plan.grade = None
    return "等级"


@way("GRD504", "a grade without a score", REPORTS, needs=_GRADED)
def no_score(plan: Plan, rng: Random) -> str | None:
    """A grade, but no score that it could follow from."""
    if any(item.score for item in plan.items) or plan.execution_score:
        return None
    plan.score = None
    return "得分"


@way("GRD504", "neither score nor grade", REPORTS)
def neither(plan: Plan, rng: Random) -> str | None:
    """The report concludes nothing."""
    if any(item.score for item in plan.items):
        return None
    plan.score = plan.grade = plan.execution_score = plan.execution_weight = None
    plan.bands, plan.scale_printed = [], False
    return "等级"
