"""Indicators whose targets, actuals and points agree, drawn from what a sector does."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from corpora.seeded.figures import bare, between, chance, even_split, printed, rounded, smooth, some
from corpora.seeded.lexicon import words
from corpora.seeded.plan import Item, Plan, Survey, Value

OUTPUT, COST, BENEFIT, SATISFACTION = "产出指标", "成本指标", "效益指标", "满意度指标"
LEVELS = (OUTPUT, COST, BENEFIT, SATISFACTION)
_MISSED = 0.22
"""How often a target is missed."""


def fill(plan: Plan, sector: dict[str, Any], rng: Random, *, points: bool) -> None:
    """Give *plan* indicators of *sector*, with weights and scores where *points* are given."""
    own_cost = chance(rng, 0.4)
    items = [*_outputs(sector, plan.year, own_cost, rng), *_benefits(sector, rng)]
    satisfied, survey = _satisfaction(sector, rng)
    items.append(satisfied)
    if survey and chance(rng, 0.6):
        plan.statements.append(survey)
    plan.items = sorted(items, key=lambda item: LEVELS.index(item.level1))
    if points:
        _weigh(plan, rng)
        linear = chance(rng, 0.5)
        for item in plan.items:
            _score(item, linear, rng)
    else:
        for item in plan.items:
            if not met(item):
                item.reason = _reason(item, rng)


def met(item: Item) -> bool:
    """Whether the actual printed meets the target printed; what is no number is met here."""
    target, actual = item.target, item.actual
    if target is None or actual is None or target.number is None or actual.number is None:
        return True
    goal, had = Decimal(target.number), Decimal(actual.number)
    return had <= goal if target.comparator in ("<=", "<") else had >= goal


def points_for(item: Item, *, linear: bool = True) -> str:
    """Return the points earned: in proportion; where less is better *linear* or by ratio."""
    weight = Fraction(item.weight or 0)
    if met(item) or item.target is None or item.actual is None:
        return bare(f"{rounded(weight):f}")
    goal, had = Fraction(item.target.number or 0), Fraction(item.actual.number or 0)
    if item.target.comparator in (">=", ">", "="):
        share = had / goal
    else:
        share = max(2 - had / goal, Fraction(0)) if linear else goal / had
    return bare(f"{rounded(weight * share):f}")


def _outputs(sector: dict[str, Any], year: int, own_cost: bool, rng: Random) -> Iterator[Item]:
    for name, unit, low, high, places in some(rng, sector["quantity"], 2, 4):
        yield _more(OUTPUT, "数量指标", name, unit, between(rng, low, high, places), places, rng)
    for name, low, high in some(rng, sector["quality"], 1, 2):
        yield _rate(name, low, high, rng)
    if chance(rng, 0.3):
        name, low, high = rng.choice(sector["faults"])
        yield _less(OUTPUT, "质量指标", name, "%", between(rng, low, high, 1), 2, rng)
    if chance(rng, 0.4):
        yield _deadline(rng.choice(sector["work"]), year, rng)
    for name, unit, low, high in some(rng, sector["time"], 0 if chance(rng, 0.3) else 1, 1):
        yield _less(OUTPUT, "时效指标", name, unit, between(rng, low, high), 1, rng)
    level1, level2 = (COST, "经济成本指标") if own_cost else (OUTPUT, "成本指标")
    for name, unit, low, high, places in some(rng, sector["cost"], 1, 2):
        yield _less(level1, level2, name, unit, between(rng, low, high, places), places, rng)


def _benefits(sector: dict[str, Any], rng: Random) -> Iterator[Item]:
    for level2, name, unit, low, high, places in some(rng, sector["benefit"], 1, 3):
        yield _more(BENEFIT, level2, name, unit, between(rng, low, high, places), places, rng)
    if chance(rng, 0.6):
        name = rng.choice(sector["lasting"])
        manner = "systems" if name.endswith(("制度", "机制", "体系")) else "conditions"
        wanted, had = rng.choice(words("common")[manner])
        yield Item(BENEFIT, "可持续影响指标", name, Value(words=wanted), Value(words=had))


def _satisfaction(sector: dict[str, Any], rng: Random) -> tuple[Item, Survey | None]:
    """Return the indicator of satisfaction and the survey that gave its actual."""
    group = rng.choice(sector["served"])
    returned = rng.randint(60, 900)
    goal = rng.choice((85, 90, 90, 92, 95))
    pleased = min(returned, -(-returned * (goal * 10 + rng.randint(0, 40)) // 1000))
    if chance(rng, 0.1):
        pleased = returned * (goal * 10 - rng.randint(10, 40)) // 1000
    percent = bare(printed(Fraction(pleased * 100, returned), rng.choice((1, 2))))
    item = Item(
        SATISFACTION, "服务对象满意度指标", f"{group}满意度",
        Value(f"{goal}", "%", ">="), Value(percent, "%"),
    )  # fmt: skip
    sent = returned + rng.choice((0, 0, rng.randint(1, 40)))
    return item, Survey(group, str(sent), str(returned), percent)


def _more(level1: str, level2: str, name: str, unit: str, wanted: Decimal, places: int, rng: Random) -> Item:
    goal = smooth(wanted, rng)
    factor = between(rng, 100, 114) / 100
    if chance(rng, _MISSED):
        factor = between(rng, 72, 96) / 100
    had = rounded(Fraction(goal * factor), places)
    if factor < 1 and had >= goal:
        had = goal - Decimal(1).scaleb(-places)
    comparator = ">=" if chance(rng, 0.8) else "="
    return Item(
        level1, level2, name, Value(bare(f"{goal:f}"), unit, comparator), Value(bare(f"{had:f}"), unit)
    )


def _rate(name: str, low: float, high: float, rng: Random) -> Item:
    goal = between(rng, low, high, 1 if high % 1 else 0)
    had = goal + (100 - goal) * between(rng, 0, 90) / 100
    if chance(rng, _MISSED):
        had = goal - between(rng, 1, 9, 1)
    text = bare(printed(had, rng.choice((1, 2))))
    return Item(
        OUTPUT, "质量指标", name, Value(f"{goal:f}", "%", "=" if goal == 100 else ">="), Value(text, "%")
    )


def _less(level1: str, level2: str, name: str, unit: str, wanted: Decimal, places: int, rng: Random) -> Item:
    factor = between(rng, 70, 100) / 100
    if chance(rng, _MISSED):
        factor = between(rng, 105, 140) / 100
    had = rounded(Fraction(wanted * factor), places)
    if factor > 1 and had <= wanted:
        had = wanted + Decimal(1).scaleb(-places)
    had = max(had, Decimal(1).scaleb(-places))
    return Item(level1, level2, name, Value(bare(f"{wanted:f}"), unit, "<="), Value(bare(f"{had:f}"), unit))


def _deadline(work: str, year: int, rng: Random) -> Item:
    month = rng.choice((9, 10, 11, 12))
    due = f"{year}-{month:02d}-{30 if month in (9, 11) else 31}"
    done = f"{year}-{rng.randint(5, month - 1):02d}-{rng.randint(1, 28):02d}"
    return Item(OUTPUT, "时效指标", f"{work}完成时间", Value(date=due, comparator="<="), Value(date=done))


def _weigh(plan: Plan, rng: Random) -> None:
    """Give every indicator its weight: 50, 30, 10 by level, or 40, 20, 20, 10 where costs are a level."""
    own_cost = any(item.level1 == COST for item in plan.items)
    wanted = {OUTPUT: 40, COST: 20, BENEFIT: 20} if own_cost else {OUTPUT: 50, BENEFIT: 30}
    wanted[SATISFACTION] = 10
    spare = 90 - int(plan.execution_weight or 10) + 10 - sum(wanted.values())
    wanted[OUTPUT] += spare
    for level, total in wanted.items():
        items = list(plan.of_level(level))
        for item, weight in zip(items, even_split(rng, total, len(items)), strict=True):
            item.weight = str(weight)
        plan.level_weights[level] = str(total)


def _score(item: Item, linear: bool, rng: Random) -> None:
    item.score = points_for(item, linear=linear)
    if not met(item):
        item.reason = _reason(item, rng)


def _reason(item: Item, rng: Random) -> str:
    less = item.target is not None and item.target.comparator == "<="
    common: dict[str, Sequence[str]] = words("common")
    return rng.choice(common["overruns" if less and item.level2.endswith("成本指标") else "reasons"])
