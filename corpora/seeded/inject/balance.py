"""Errors in what a form weighs: all full, one row over all others, a kind left out, words against points."""

from decimal import Decimal
from random import Random

from corpora.seeded.inject.follow import (
    conclude,
    meet_all,
    of_numbers,
    reweigh,
    scored,
    spend,
    weigh,
)
from corpora.seeded.inject.way import ALL, FORMS, way
from corpora.seeded.items import SATISFACTION, met
from corpora.seeded.plan import Item, Plan, Survey


@way("SCO406", "every target met", ALL, needs="weights")
def all_met(plan: Plan, rng: Random) -> str | None:
    """Every target is met and has all its points."""
    return _all_full(plan, rng, exactly=False)


@way("SCO406", "every actual the target", ALL, needs="weights", may="IND303")
def all_exact(plan: Plan, rng: Random) -> str | None:
    """Every actual is the target itself, with all points."""
    return _all_full(plan, rng, exactly=True)


@way("SCO406", "all spent and all met", ALL, needs="weights")
def all_spent_and_met(plan: Plan, rng: Random) -> str | None:
    """All money is spent, every target met: 100 points."""
    for line in plan.budget:
        line.amounts["executed"] = line.amounts["adjusted"]
    plan.low_rate_reason = ""
    spend(plan)
    return _all_full(plan, rng, exactly=False)


def _all_full(plan: Plan, rng: Random, *, exactly: bool) -> str | None:
    if not scored(plan) or len(plan.items) < 5:
        return None
    meet_all(plan, rng, exactly=exactly)
    return str(len(plan.items))


@way("SCO407", "one output carries most", ALL, needs="weights total_row")
def output_dominates(plan: Plan, rng: Random) -> str | None:
    """One output has most of the weight."""
    return _dominant(plan, "产出指标", rng)


@way("SCO407", "one benefit carries most", ALL, needs="weights total_row")
def benefit_dominates(plan: Plan, rng: Random) -> str | None:
    """One benefit has most of the weight."""
    return _dominant(plan, "效益指标", rng)


@way("SCO407", "satisfaction carries most", ALL, needs="weights total_row")
def satisfaction_dominates(plan: Plan, rng: Random) -> str | None:
    """Satisfaction has most of the weight."""
    return _dominant(plan, SATISFACTION, rng)


def _dominant(plan: Plan, level1: str, rng: Random) -> str | None:
    found = list(plan.of_level(level1))
    if not scored(plan) or not found or len(plan.items) < 4:
        return None
    heavy = rng.choice(found)
    all_points = int(sum(Decimal(item.weight or 0) for item in plan.items))
    others = [item for item in plan.items if item is not heavy]
    for item in others:
        weigh(item, Decimal(max(1, all_points * 2 // 5 // len(others))))
    weigh(heavy, all_points - sum((Decimal(item.weight or 0) for item in others), Decimal(0)))
    reweigh(plan)
    conclude(plan)
    return heavy.name


@way("SCO408", "satisfaction left out", FORMS, needs="levels weights", may="SCO407")
def no_satisfaction(plan: Plan, rng: Random) -> str | None:
    """No indicator asks the served."""
    plan.statements = [each for each in plan.statements if not isinstance(each, Survey)]
    return _without(plan, [item for item in plan.items if item.level1 == SATISFACTION], "满意度")


@way("SCO408", "costs left out", FORMS, needs="levels weights", may="SCO407")
def no_costs(plan: Plan, rng: Random) -> str | None:
    """No indicator asks what it cost."""
    return _without(plan, [item for item in plan.items if "成本" in item.level1 + item.level2], "成本")


@way("SCO408", "quality left out", FORMS, needs="levels weights", may="SCO407")
def no_quality(plan: Plan, rng: Random) -> str | None:
    """No indicator asks how well it was done."""
    return _without(plan, [item for item in plan.items if item.level2 == "质量指标"], "质量")


@way("SCO408", "benefits left out", FORMS, needs="levels weights", may="SCO407")
def no_benefits(plan: Plan, rng: Random) -> str | None:
    """No indicator asks what it was good for."""
    return _without(plan, [item for item in plan.items if item.level1 == "效益指标"], "效益")


def _without(plan: Plan, gone: list[Item], kind: str) -> str | None:
    """Take the indicators *gone* out and give their weight to the first that is left."""
    if not scored(plan) or not gone:
        return None
    plan.items = [item for item in plan.items if item not in gone]
    freed = sum(Decimal(item.weight or 0) for item in gone)
    share, rest = divmod(int(freed), len(plan.items))
    for place, item in enumerate(plan.items):
        weigh(item, Decimal(item.weight or 0) + share + (1 if place < rest else 0))
    plan.level_weights = {level: "" for level in plan.level_weights if any(plan.of_level(level))}
    reweigh(plan)
    conclude(plan)
    return kind


@way("SCO409", "no problems, yet points lost", FORMS, needs="weights problems", may="IND308")
def no_problems(plan: Plan, rng: Random) -> str | None:
    """存在问题 says 无 although points were lost."""
    return _denied(plan, rng.choice(("无", "无。")))


@way("SCO409", "nothing found, yet points lost", FORMS, needs="weights problems", may="IND308")
def nothing_found(plan: Plan, rng: Random) -> str | None:
    """存在问题 says that nothing was found although points were lost."""
    return _denied(plan, rng.choice(("未发现问题", "暂无", "不存在问题。")))


@way("SCO409", "nothing to do better, yet points lost", FORMS, needs="weights problems", may="IND308")
def nothing_to_mend(plan: Plan, rng: Random) -> str | None:
    """存在问题 and 改进措施 both say 无 although points were lost."""
    near = _denied(plan, "无")
    plan.measures = "无"
    return near


@way("SCO409", "a shortfall admitted at full points", FORMS, needs="weights reasons")
def admitted_in_full(plan: Plan, rng: Random) -> str | None:
    """The reason beside an indicator admits a shortfall, yet it has all its points."""
    found = [item for item in of_numbers(plan) if met(item) and item.score == item.weight]
    if not found or not scored(plan):
        return None
    item = rng.choice(found)
    item.reason = rng.choice(("部分任务未完成，将于下年继续推进", "未达到年初目标，下一步加快进度"))
    return item.name


def _denied(plan: Plan, answer: str) -> str | None:
    lost = [item for item in plan.items if item.score != item.weight]
    if not scored(plan) or not lost:
        return None
    for item in plan.items:
        item.reason = ""
    plan.problems, plan.measures = answer, ""
    return answer.rstrip("。")
