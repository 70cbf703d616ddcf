"""Brings what depends on a figure into line with it, so that one contradiction remains."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random

from corpora.seeded.figures import bare, per_cent, printed, rounded
from corpora.seeded.inject.slips import places
from corpora.seeded.items import SATISFACTION, met, points_for
from corpora.seeded.lexicon import words
from corpora.seeded.money import LEAST_RATE
from corpora.seeded.plan import Amount, Item, Line, Plan, Share, Stage, Survey, Value
from corpora.seeded.truth import grade_of

PLAIN_PROBLEM = "绩效资料归集不够及时，过程监控有待加强"
PLAIN_MEASURE = "建立绩效台账，按季度通报完成情况"
"""A problem and a measure that explain neither money unspent nor targets missed."""


def scored(plan: Plan) -> bool:
    """Whether the indicators have weights and scores."""
    return bool(plan.items) and all(item.weight and item.score for item in plan.items)


def item_sum(plan: Plan) -> Decimal:
    """Return the points of all indicators and of the execution rate together."""
    return sum((Decimal(item.score or 0) for item in plan.items), Decimal(plan.execution_score or 0))


def weight_sum(plan: Plan) -> Decimal:
    """Return the weights of all indicators and of the execution rate together."""
    return sum((Decimal(item.weight or 0) for item in plan.items), Decimal(plan.execution_weight or 0))


def conclude(plan: Plan) -> None:
    """Make total, grade and points of levels those of the points given."""
    if scored(plan) and plan.score is not None:
        plan.score = bare(f"{item_sum(plan):f}")
        for level in plan.level_scores:
            plan.level_scores[level] = bare(
                f"{sum(Decimal(item.score or 0) for item in plan.of_level(level)):f}"
            )
    regrade(plan)


def regrade(plan: Plan) -> None:
    """Make the grade that of the score."""
    if plan.grade is not None and plan.score is not None:
        plan.grade = grade_of(max(Decimal(plan.score), Decimal(0)), plan.bands)


def reweigh(plan: Plan) -> None:
    """Make the weights printed for levels the sums of their indicators'."""
    for level in list(plan.level_weights):
        plan.level_weights[level] = str(sum(Decimal(item.weight or 0) for item in plan.of_level(level)))


def rescore(plan: Plan, item: Item) -> None:
    """Give *item* the points it has earned, and the plan the total that follows."""
    if item.weight is not None:
        item.score = points_for(item)
    conclude(plan)


def spend(plan: Plan) -> None:
    """Make rates, points of execution, reasons, repeats and shares follow from the amounts."""
    for line in plan.budget:
        if line.rate is not None:
            line.rate = rate_of(line, places(line.rate))
    plan.repeats = {stage: plan.total.amounts[stage] for stage in plan.repeats}
    plan.statements = [each for each in plan.statements if not isinstance(each, Share)]
    rate = plan.total.rate or rate_of(plan.total, 2)
    if Decimal(rate) < LEAST_RATE and not plan.low_rate_reason:
        plan.low_rate_reason = words("common")["low_rates"][0]
    score_execution(plan)


def score_execution(plan: Plan) -> None:
    """Give the execution rate the points it has earned, and the plan the total that follows."""
    if plan.execution_score is not None and plan.execution_weight is not None:
        budget, executed = plan.total.amounts["adjusted"], plan.total.amounts["executed"]
        share = min(Fraction(1), Fraction(executed.yuan) / Fraction(budget.yuan))
        plan.execution_score = bare(f"{rounded(Fraction(plan.execution_weight) * share):f}")
    conclude(plan)


def rate_of(line: Line, decimals: int) -> str:
    """Return the execution rate of *line* as printed."""
    budget, executed = line.amounts["adjusted"], line.amounts["executed"]
    return per_cent(executed.yuan, budget.yuan, decimals) if budget.yuan else "0"


def scale_stage(plan: Plan, stage: Stage, share: Fraction) -> None:
    """Multiply a stage of the total and of all lines by *share*; the lines still add up."""
    total = plan.total.amounts[stage]
    digits = max(places(line.amounts[stage].text) for line in plan.budget if stage in line.amounts)
    parts = [line for line in plan.budget[1:] if stage in line.amounts]
    for line in parts:
        line.amounts[stage] = _times(line.amounts[stage], share, digits)
    plan.total.amounts[stage] = (
        _sum([line.amounts[stage] for line in parts]) if parts else _times(total, share, digits)
    )


def _times(amount: Amount, share: Fraction, digits: int) -> Amount:
    return Amount(printed(Fraction(amount.text) * share, digits), amount.unit)


def _sum(amounts: Sequence[Amount]) -> Amount:
    return Amount(f"{sum(Decimal(amount.text) for amount in amounts):f}", amounts[0].unit)


def add_to(plan: Plan, place: int, stage: Stage, change: Decimal) -> None:
    """Add *change* to a stage of line *place* and, where that is a part, to the total."""
    for line in {id(line): line for line in (plan.total, plan.budget[place])}.values():
        amount = line.amounts[stage]
        line.amounts[stage] = Amount(f"{Decimal(amount.text) + change:f}", amount.unit)


def meet_all(plan: Plan, rng: Random, *, exactly: bool = False) -> None:
    """Let every indicator reach its target, with full points and nothing to explain."""
    for item in plan.items:
        meet(item, rng, exactly=exactly)
        item.score = item.weight
    drop_other_surveys(plan)
    conclude(plan)


def meet(item: Item, rng: Random, *, exactly: bool = False) -> None:
    """Let *item* reach its target: as it does already, or *exactly*, or by a little more."""
    item.reason = ""
    target, actual = item.target, item.actual
    if target is None or target.number is None or actual is None or (met(item) and not exactly):
        return
    goal, decimals = Fraction(target.number), places(target.number)
    less = target.comparator == "<="
    if not exactly and target.unit != "%":
        share = rng.randint(900, 1000) if less else rng.randint(1000, 1100)
        had = Fraction(printed(goal * share / 1000, decimals))
        goal = min(goal, had or goal) if less else max(goal, had)
    item.actual = Value(bare(printed(goal, decimals)), actual.unit)


def drop_other_surveys(plan: Plan) -> None:
    """Take away surveys that gave another rate than the indicator of satisfaction states."""
    stated = {item.actual.number for item in plan.of_level(SATISFACTION) if item.actual}
    plan.statements = [
        each for each in plan.statements if not isinstance(each, Survey) or each.percent in stated
    ]


def of_numbers(plan: Plan, *, unit: str | None = None, less: bool | None = None) -> list[Item]:
    """Return the indicators with a number as target and actual, satisfaction apart.

    *unit* asks for that unit, or for any but ``%`` where it is ``-``; *less* for those
    where less is better, or for the others.
    """
    found = []
    for item in plan.items:
        target, actual = item.target, item.actual
        if not (target and actual and target.number and actual.number) or item.level1 == SATISFACTION:
            continue
        if unit is not None and (target.unit == "%") != (unit == "%"):
            continue
        if less is not None and less != (target.comparator == "<="):
            continue
        found.append(item)
    return found


def weigh(item: Item, weight: Decimal) -> None:
    """Give *item* another weight, and as large a share of it as before."""
    share = Fraction(item.score or 0) / Fraction(item.weight or 1)
    item.weight = bare(f"{weight:f}")
    item.score = bare(f"{rounded(Fraction(weight) * share):f}")
