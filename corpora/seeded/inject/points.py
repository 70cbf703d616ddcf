"""Ways of planting errors in the points of single indicators (IND306 … IND308, IND315)."""

from decimal import Decimal
from fractions import Fraction
from random import Random

from corpora.seeded.figures import bare, rounded
from corpora.seeded.inject.follow import conclude, of_numbers, scored
from corpora.seeded.inject.way import ALL, FORMS, way
from corpora.seeded.items import met
from corpora.seeded.plan import Item, Plan, Value


def _missed(plan: Plan, *, less: bool | None = None) -> list[Item]:
    """Return the indicators that missed their target and lost points for it."""
    return [item for item in of_numbers(plan, less=less) if not met(item) and item.score and item.weight]


def _give(plan: Plan, item: Item, score: str) -> str:
    item.score = score
    conclude(plan)
    return score


@way("IND306", "more points than there are", ALL, needs="weights", may="SCO403 SCO405")
def above_weight(plan: Plan, rng: Random) -> str | None:
    """An indicator gets more points than its weight."""
    if not scored(plan):
        return None
    item = rng.choice(plan.items)
    return _give(
        plan, item, bare(f"{Decimal(item.weight or 0) + Decimal(rng.choice((5, 10, 20, 30, 50))) / 10:f}")
    )


@way("IND306", "weight cut after scoring", ALL, needs="weights", may="SCO403 SCO405")
def weight_cut(plan: Plan, rng: Random) -> str | None:
    """Weight is moved from one indicator to another; the first keeps its points."""
    if not scored(plan):
        return None
    for item in plan.items:
        others = [each for each in plan.of_level(item.level1) if each is not item]
        weight = Decimal(item.weight or 0)
        if others and weight >= 5 and item.score == item.weight:
            item.weight = f"{weight - 2:f}"
            others[0].weight = f"{Decimal(others[0].weight or 0) + 2:f}"
            if met(others[0]):
                others[0].score = others[0].weight
            conclude(plan)
            return item.score
    return None


@way("IND306", "points below nothing", ALL, needs="weights", may="IND307 IND308 SCO402")
def below_nothing(plan: Plan, rng: Random) -> str | None:
    """Points taken off are more than the indicator has."""
    found = _missed(plan)
    if not found:
        return None
    return _give(plan, rng.choice(found), f"-{rng.randint(1, 4)}")


@way("IND307", "more than earned", ALL, needs="weights reasons", may="SCO403")
def more_than_earned(plan: Plan, rng: Random) -> str | None:
    """A missed target loses some points, but fewer than it should."""
    return _overrated(plan, _missed(plan, less=False), rng, rng.randint(30, 80))


@way("IND307", "only a trifle taken off", ALL, needs="weights reasons", may="SCO403")
def trifle_off(plan: Plan, rng: Random) -> str | None:
    """A target clearly missed loses a trifle."""
    return _overrated(plan, _missed(plan, less=False), rng, 93)


@way("IND307", "an overrun loses too little", ALL, needs="weights reasons", may="SCO403")
def overrun_overrated(plan: Plan, rng: Random) -> str | None:
    """A cost or time above its limit loses some points, but fewer than any formula takes."""
    return _overrated(plan, _missed(plan, less=True), rng, rng.randint(40, 85))


@way("IND307", "points left after the actual changed", ALL, needs="weights reasons", may="SCO403")
def actual_changed(plan: Plan, rng: Random) -> str | None:
    """The actual is corrected downwards, the points stay."""
    for item in _missed(plan, less=False):
        score, before = item.score or "", item.actual
        assert before is not None
        lower = rounded(Fraction(before.number or 0) * rng.randint(700, 930) / 1000, _places(before))
        if lower <= 0 or lower == Decimal(before.number or 0):
            continue
        item.actual = Value(bare(f"{lower:f}"), before.unit)
        if Decimal(score) - best(item) > Decimal("0.08"):
            return score
        item.actual = before
    return None


def _places(value: Value) -> int:
    return len((value.number or "").partition(".")[2])


def best(item: Item) -> Decimal:
    """Return the most points that any formula in use gives a missed target."""
    assert item.target is not None
    assert item.actual is not None
    weight = Fraction(item.weight or 0)
    goal, had = Fraction(item.target.number or 0), Fraction(item.actual.number or 0)
    share = max(2 - had / goal, goal / had) if item.target.comparator == "<=" else had / goal
    return rounded(weight * share)


def _overrated(plan: Plan, items: list[Item], rng: Random, part: int) -> str | None:
    """Give back *part* of a hundred of the points that a missed target must lose."""
    rng.shuffle(items)
    for item in items:
        earned, weight = best(item), Decimal(item.weight or 0)
        score = rounded(Fraction(earned + (weight - earned) * part / 100), 1)
        if score - earned > Decimal("0.1") and score < weight:
            return _give(plan, item, bare(f"{score:f}"))
    return None


_REASONS = "weights reasons"


@way("IND308", "reason left blank", FORMS, needs=_REASONS)
def blank_reason(plan: Plan, rng: Random) -> str | None:
    """Points are lost and the column of reasons is blank."""
    return _unexplained(plan, rng, "", 1)


@way("IND308", "a dash for a reason", FORMS, needs=_REASONS)
def dash_for_reason(plan: Plan, rng: Random) -> str | None:
    """Points are lost and the column of reasons holds a dash or 无."""
    return _unexplained(plan, rng, rng.choice(("—", "/", "无")), 1)


@way("IND308", "no reason at all", FORMS, needs=_REASONS)
def no_reasons(plan: Plan, rng: Random) -> str | None:
    """Points are lost in several places, and no reason is given anywhere."""
    return _unexplained(plan, rng, "", 3)


def _unexplained(plan: Plan, rng: Random, reason: str, most: int) -> str | None:
    found = [item for item in plan.items if item.reason and item.score != item.weight]
    if not found:
        return None
    for item in found[:most]:
        item.reason = reason
    plan.problems = plan.measures = ""
    return found[0].name if most == 1 or len(found) <= 3 else None


def _worded(plan: Plan, rng: Random, actual: str) -> Item | None:
    """Return an indicator whose target is a word, with *actual* as its state."""
    found = [item for item in plan.items if item.target and item.target.words]
    if not found or not scored(plan):
        return None
    item = rng.choice(found)
    item.actual = Value(words=actual)
    return item


@way("IND315", "partly reached at full points", ALL, needs="weights", may="IND301 SCO406 SCO403 IND308")
def partly_in_full(plan: Plan, rng: Random) -> str | None:
    """An indicator partly reached has all its points."""
    item = _worded(plan, rng, rng.choice(("部分达成预期指标", "部分达成预期指标并具有一定效果", "部分完成")))
    if item is None:
        return None
    _give(plan, item, item.weight or "")
    return item.name


@way("IND315", "not reached at full points", ALL, needs="weights", may="IND301 SCO406 SCO403 IND308")
def unmet_in_full(plan: Plan, rng: Random) -> str | None:
    """An indicator not reached has all its points."""
    item = _worded(plan, rng, rng.choice(("未达成预期指标", "未完成", "未达成预期指标且效果较差")))
    if item is None:
        return None
    _give(plan, item, item.weight or "")
    return item.name


@way("IND315", "reached, points of half", ALL, needs="weights reasons", may="IND308")
def met_at_half(plan: Plan, rng: Random) -> str | None:
    """An indicator reached has half of its points."""
    item = _worded(plan, rng, "达成预期指标")
    if item is None or Decimal(item.weight or 0) < 4:
        return None
    _give(plan, item, bare(f"{Decimal(item.weight or 0) * rng.randint(4, 6) / 10:f}"))
    return item.name


@way("IND315", "partly reached, nearly all points", ALL, needs="weights reasons", may="IND301 SCO403 IND308")
def partly_nearly_full(plan: Plan, rng: Random) -> str | None:
    """An indicator partly reached loses a trifle."""
    item = _worded(plan, rng, "部分达成预期指标")
    if item is None or Decimal(item.weight or 0) < 4:
        return None
    item.reason = "推进力度不够，将加强督促"
    _give(plan, item, bare(f"{Decimal(item.weight or 0) * rng.randint(88, 95) / 100:f}"))
    return item.name
