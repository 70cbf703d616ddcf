"""Ways of planting errors in weights, levels and totals (SCO401 … SCO409)."""

from decimal import Decimal
from random import Random

from corpora.seeded.figures import bare
from corpora.seeded.inject.follow import (
    conclude,
    item_sum,
    meet_all,
    of_numbers,
    regrade,
    reweigh,
    scored,
    weigh,
    weight_sum,
)
from corpora.seeded.inject.points import best
from corpora.seeded.inject.slips import exchanged
from corpora.seeded.inject.way import ALL, FORMS, way
from corpora.seeded.items import met
from corpora.seeded.plan import Item, Plan, Value

_WEIGHTS = "SCO402 SCO405 SCO407 SCO408"


@way("SCO401", "one weight changed", ALL, needs="weights total_row", may=_WEIGHTS)
def weight_changed(plan: Plan, rng: Random) -> str | None:
    """One weight is changed, no other makes up for it."""
    if not scored(plan):
        return None
    item = rng.choice(plan.items)
    weight = Decimal(item.weight or 0) + rng.choice((-4, -3, -2, 2, 3, 5))
    if weight < 1:
        return None
    weigh(item, weight)
    return _weights_told(plan)


@way(
    "SCO401",
    "ten points of execution on top",
    FORMS,
    needs="weights total_row execution_points",
    may=_WEIGHTS,
)
def execution_on_top(plan: Plan, rng: Random) -> str | None:
    """The indicators alone have 100 points, those of the execution rate come on top."""
    extra = int(plan.execution_weight or 0)
    if not scored(plan) or not extra:
        return None
    for item in plan.items[:extra]:
        weigh(item, Decimal(item.weight or 0) + extra // min(extra, len(plan.items)))
    left = 100 - sum(Decimal(item.weight or 0) for item in plan.items)
    if left:
        weigh(plan.items[0], Decimal(plan.items[0].weight or 0) + left)
    return _weights_told(plan)


@way("SCO401", "a row deleted with its weight", ALL, needs="weights total_row", may=_WEIGHTS)
def row_deleted(plan: Plan, rng: Random) -> str | None:
    """An indicator is taken out, its weight is not given to another."""
    kinds = [item.level2 for item in plan.items]
    found = [item for item in plan.items if kinds.count(item.level2) > 1]
    if not scored(plan) or not found:
        return None
    plan.items.remove(rng.choice(found))
    return _weights_told(plan)


@way("SCO401", "a row added with a weight", ALL, needs="weights total_row", may=_WEIGHTS)
def row_added(plan: Plan, rng: Random) -> str | None:
    """An indicator is added late, with a weight of its own."""
    if not scored(plan) or plan.items[0].level2 != "数量指标":
        return None
    weight = str(rng.randint(3, 8))
    count = str(rng.randint(2, 9))
    new = Item(
        plan.items[0].level1,
        "数量指标",
        "编印宣传手册期数",
        Value(count, "期", ">="),
        Value(count, "期"),
        weight,
        weight,
    )
    plan.items.insert(1, new)
    return _weights_told(plan)


def _weights_told(plan: Plan) -> str:
    reweigh(plan)
    conclude(plan)
    return bare(f"{weight_sum(plan):f}")


def _set_total(plan: Plan, wrong: str | None) -> str | None:
    """Print another total, with its grade; ``None`` where it is the sum of the points or no total."""
    if wrong is None or not scored(plan) or plan.score is None or not 0 < Decimal(wrong) <= 100:
        return None
    if abs(Decimal(wrong) - item_sum(plan)) < Decimal("0.3"):
        return None
    plan.score = bare(wrong)
    regrade(plan)
    return plan.score


_TOTALS = "GRD502 SCO403 SCO405 SCO406"


@way("SCO402", "digits of the total exchanged", ALL, needs="weights total_row score", may=_TOTALS)
def total_exchanged(plan: Plan, rng: Random) -> str | None:
    """The total is retyped with two digits exchanged."""
    return _set_total(plan, exchanged(plan.score or "", rng))


@way("SCO402", "total left after a score changed", ALL, needs="weights total_row score", may=_TOTALS)
def total_left(plan: Plan, rng: Random) -> str | None:
    """A score is corrected, the total is not."""
    change = Decimal(rng.choice((-30, -20, -15, -10, -5, 5, 10, 15, 20))) / 10
    return _set_total(plan, f"{item_sum(plan) + change:f}")


@way(
    "SCO402", "execution points not added", ALL, needs="weights total_row score execution_points", may=_TOTALS
)
def execution_forgotten(plan: Plan, rng: Random) -> str | None:
    """The total leaves out the points of the execution rate."""
    return _set_total(plan, f"{item_sum(plan) - Decimal(plan.execution_score or 0):f}")


@way("SCO402", "one row left out of the sum", ALL, needs="weights total_row score", may=_TOTALS)
def row_left_out(plan: Plan, rng: Random) -> str | None:
    """The sum does not reach over one row."""
    return _set_total(plan, f"{item_sum(plan) - Decimal(rng.choice(plan.items).score or 0):f}")


_ABOVE = "SCO402 IND301 IND307 IND308 GRD502 EXE203 SCO406"


def _most(plan: Plan) -> Decimal:
    """Return the most points that any formula gives for what was reached."""
    earned = sum(
        (
            Decimal(item.weight or 0) if met(item) or item not in of_numbers(plan) else best(item)
            for item in plan.items
        ),
        Decimal(0),
    )
    return earned + Decimal(plan.execution_score or plan.execution_weight or 0)


@way("SCO403", "missed targets at full points, total too", ALL, needs="weights total_row score", may=_ABOVE)
def missed_in_full(plan: Plan, rng: Random) -> str | None:
    """Every target missed has all its points, and the total follows."""
    most = _most(plan)
    for item in plan.items:
        if item in of_numbers(plan):
            item.score, item.reason = item.weight, ""
    conclude(plan)
    return plan.score if item_sum(plan) - most > Decimal("0.5") else None


@way("SCO403", "total above all that was earned", ALL, needs="weights total_row score", may=_ABOVE)
def total_above(plan: Plan, rng: Random) -> str | None:
    """The total alone is higher than what was reached allows."""
    most = _most(plan)
    wrong = most + Decimal(rng.randint(8, 50)) / 10
    return _set_total(plan, f"{wrong:f}") if wrong < 100 else None


@way("SCO403", "points rounded up everywhere", ALL, needs="weights total_row score", may=_ABOVE)
def rounded_up(plan: Plan, rng: Random) -> str | None:
    """Every missed target has a point more than it has earned, and the total follows."""
    most, missed = _most(plan), [item for item in of_numbers(plan) if not met(item)]
    for item in missed:
        item.score = bare(
            f"{min(Decimal(item.weight or 0), best(item) + Decimal(rng.randint(5, 15)) / 10):f}"
        )
    conclude(plan)
    return plan.score if scored(plan) and item_sum(plan) - most > Decimal("0.4") else None


@way("SCO404", "a level's points left", ALL, needs="weights levels level_weights")
def level_left(plan: Plan, rng: Random) -> str | None:
    """The points printed for a level are those of an earlier division."""
    if not scored(plan) or not plan.level_weights:
        return None
    level = rng.choice(sorted(plan.level_weights))
    plan.level_weights[level] = str(int(plan.level_weights[level]) + rng.choice((-10, -5, -2, 2, 5, 10)))
    return level if int(plan.level_weights[level]) > 0 else None


@way("SCO404", "points of two levels exchanged", ALL, needs="weights levels level_weights", may="SCO404")
def levels_exchanged(plan: Plan, rng: Random) -> str | None:
    """The points printed for two levels stand in each other's place."""
    if not scored(plan) or not plan.level_weights:
        return None
    one, other = rng.sample(sorted(plan.level_weights), 2)
    weights = plan.level_weights
    if weights[one] == weights[other]:
        return None
    weights[one], weights[other] = weights[other], weights[one]
    return one


@way("SCO404", "weight moved between levels", ALL, needs="weights levels level_weights", may="SCO404 SCO407")
def moved_between_levels(plan: Plan, rng: Random) -> str | None:
    """A weight is moved from one level to another, the points of the levels stay."""
    if not scored(plan) or not plan.level_weights:
        return None
    giver = rng.choice(plan.items)
    takers = [item for item in plan.items if item.level1 != giver.level1]
    if Decimal(giver.weight or 0) < 5 or not takers:
        return None
    taker = rng.choice(takers)
    points = rng.choice((2, 3))
    weigh(giver, Decimal(giver.weight or 0) - points)
    weigh(taker, Decimal(taker.weight or 0) + points)
    conclude(plan)
    return giver.level1


@way("SCO404", "a subtotal that is none", FORMS, needs="weights levels level_weights", may="")
def subtotal_wrong(plan: Plan, rng: Random) -> str | None:
    """The score printed for a level is not the sum of its indicators."""
    if not scored(plan) or not plan.level_weights:
        return None
    plan.level_scores = dict.fromkeys(plan.level_weights, "")
    conclude(plan)
    level = rng.choice(sorted(plan.level_scores))
    wrong = Decimal(plan.level_scores[level]) - Decimal(rng.randint(5, 30)) / 10
    plan.level_scores[level] = bare(f"{wrong:f}")
    return plan.level_scores[level] if wrong > 0 else None


_OVER = "SCO401 SCO402 SCO403 SCO406 IND306 GRD502"


@way("SCO405", "total mistyped above 100", ALL, needs="score", may=_OVER)
def total_mistyped(plan: Plan, rng: Random) -> str | None:
    """The total has a digit too many, or another first one."""
    plan.score = bare(f"{100 + Decimal(rng.randint(5, 90)) / 10:f}")
    regrade(plan)
    return plan.score


@way("SCO405", "weights above 100", ALL, needs="weights total_row score", may=_OVER)
def weights_above(plan: Plan, rng: Random) -> str | None:
    """The weights are more than 100, and nearly all points are given."""
    if not scored(plan):
        return None
    meet_all(plan, rng)
    for item in rng.sample(plan.items, 2):
        item.weight = item.score = f"{Decimal(item.weight or 0) + rng.randint(4, 6):f}"
    reweigh(plan)
    conclude(plan)
    return plan.score if item_sum(plan) > Decimal("100.5") else None


@way("SCO405", "a bonus on top", ALL, needs="weights total_row score", may=_OVER)
def bonus(plan: Plan, rng: Random) -> str | None:
    """An indicator far exceeded gets points above its weight."""
    if not scored(plan):
        return None
    meet_all(plan, rng)
    item = rng.choice(plan.items)
    item.score = f"{Decimal(item.weight or 0) + rng.randint(3, 6):f}"
    conclude(plan)
    return plan.score if item_sum(plan) > Decimal("100.5") else None
