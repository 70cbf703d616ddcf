"""Ways of planting errors in execution rates and their points (EXE201 … EXE205)."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random

from corpora.seeded.figures import bare, chance, per_cent, printed, rounded
from corpora.seeded.inject.follow import (
    PLAIN_MEASURE,
    PLAIN_PROBLEM,
    conclude,
    meet_all,
    scale_stage,
    scored,
    spend,
)
from corpora.seeded.inject.slips import apart, exchanged, fits_some_rate, moved, percent_span, places, span
from corpora.seeded.inject.way import ALL, FORMS, way
from corpora.seeded.lexicon import words
from corpora.seeded.plan import Plan

_RATE = "EXE202 EXE203 EXE204 BUD102"


@way("EXE201", "digits of the rate exchanged", ALL, needs="rate", may=_RATE)
def rate_exchanged(plan: Plan, rng: Random) -> str | None:
    """The rate is retyped with two digits exchanged."""
    return _wrong_rate(plan, rng, lambda rate: exchanged(rate, rng))


@way("EXE201", "last year's rate", ALL, needs="rate", may=_RATE)
def last_years_rate(plan: Plan, rng: Random) -> str | None:
    """The rate of last year's report is left."""
    return _wrong_rate(plan, rng, lambda rate: printed(Fraction(rng.randint(9050, 9990), 100), places(rate)))


@way("EXE201", "hardly more than rounding", ALL, needs="rate", may=_RATE)
def rate_slightly_off(plan: Plan, rng: Random) -> str | None:
    """The rate is a little off, more than rounding or cutting could make it."""

    def slip(rate: str) -> str:
        step = Decimal(1).scaleb(-places(rate))
        return f"{Decimal(rate) + rng.choice((-1, 1)) * rng.randint(3, 15) * step:f}"

    return _wrong_rate(plan, rng, slip)


@way("EXE201", "rate left after spending changed", ALL, needs="rate", may=_RATE)
def spending_changed(plan: Plan, rng: Random) -> str | None:
    """What was spent is corrected at the last minute, the rate is not."""
    rate = plan.total.rate
    if rate is None:
        return None
    points = plan.execution_score
    scale_stage(plan, "executed", Fraction(rng.randint(905, 985), 1000))
    spend(plan)
    plan.total.rate = rate
    if chance(rng, 0.5) and points is not None:
        plan.execution_score = points
        conclude(plan)
    return rate if not fits_some_rate(rate, plan) else None


@way("EXE201", "all spent, it says", ALL, needs="rate", may=_RATE)
def rounded_up(plan: Plan, rng: Random) -> str | None:
    """The rate is given as 100 although money was left."""
    return _wrong_rate(plan, rng, lambda _: "100" if chance(rng, 0.6) else "100.00")


def _wrong_rate(plan: Plan, rng: Random, slip: Callable[[str], str | None]) -> str | None:
    rate = plan.total.rate
    wrong = rate and slip(rate)
    if not wrong or Decimal(wrong) > 100 or fits_some_rate(wrong, plan):
        return None
    plan.total.rate = wrong
    if plan.execution_score is not None and plan.execution_weight is not None and chance(rng, 0.5):
        plan.execution_score = bare(f"{rounded(Fraction(plan.execution_weight) * Fraction(wrong) / 100):f}")
        conclude(plan)
    return wrong


_BASIS = "EXE201 EXE203 EXE204 BUD104 BUD105"


@way("EXE202", "raised budget, rate over the first", ALL, needs="initial rate", may=_BASIS)
def over_smaller_initial(plan: Plan, rng: Random) -> str | None:
    """The budget was raised, the rate still divides by the first one."""
    return _over_initial(plan, rng, Fraction(rng.randint(80, 97), 100), "raises")


@way("EXE202", "cut budget, rate over the first", ALL, needs="initial rate", may=_BASIS)
def over_larger_initial(plan: Plan, rng: Random) -> str | None:
    """The budget was cut, the rate still divides by the first one."""
    return _over_initial(plan, rng, Fraction(rng.randint(104, 135), 100), "cuts")


@way("EXE202", "points over the first budget too", FORMS, needs="initial rate execution_points", may=_BASIS)
def points_over_initial(plan: Plan, rng: Random) -> str | None:
    """The rate divides by the first budget, and the points follow it."""
    near = _over_initial(plan, rng, Fraction(rng.randint(104, 130), 100), "cuts")
    if near is None or plan.execution_weight is None:
        return None
    share = min(Fraction(1), Fraction(near) / 100)
    plan.execution_score = bare(f"{rounded(Fraction(plan.execution_weight) * share):f}")
    conclude(plan)
    return near


def _over_initial(plan: Plan, rng: Random, share: Fraction, reasons: str) -> str | None:
    rate = plan.total.rate
    if rate is None:
        return None
    for line in plan.budget:
        line.amounts["initial"] = line.amounts["adjusted"]
    scale_stage(plan, "initial", share)
    plan.adjustment_reason = rng.choice(words("common")[reasons])
    initial, executed = plan.total.amounts["initial"], plan.total.amounts["executed"]
    wrong = per_cent(executed.yuan, initial.yuan, places(rate))
    true = per_cent(executed.yuan, plan.total.amounts["adjusted"].yuan, places(rate))
    if not apart(span(wrong), span(true)) or abs(Decimal(wrong) - Decimal(true)) < 1:
        return None
    for line in plan.budget[1:]:
        line.rate = None
    plan.total.rate = wrong
    return wrong


@way("EXE203", "digits of the points exchanged", ALL, needs="rate weights execution_points", may="SCO403")
def points_exchanged(plan: Plan, rng: Random) -> str | None:
    """The points are retyped with two digits exchanged."""
    return _wrong_points(plan, exchanged(plan.execution_score or "", rng))


@way(
    "EXE203", "full points for less than all", ALL, needs="rate weights execution_points", may="SCO403 EXE205"
)
def full_points(plan: Plan, rng: Random) -> str | None:
    """All points although not all was spent."""
    return _wrong_points(plan, plan.execution_weight)


@way("EXE203", "points of an earlier rate", ALL, needs="rate weights execution_points", may="SCO403")
def stale_points(plan: Plan, rng: Random) -> str | None:
    """The rate was corrected, its points were not."""
    return _wrong_points(plan, bare(moved(plan.execution_score or "0", rng, 880, 985)))


@way("EXE203", "a little more than earned", ALL, needs="rate weights execution_points", may="SCO403")
def generous_points(plan: Plan, rng: Random) -> str | None:
    """A few tenths more than the rate gives."""
    if plan.execution_score is None:
        return None
    return _wrong_points(plan, bare(f"{Decimal(plan.execution_score) + Decimal(rng.randint(7, 60)) / 100:f}"))


def _wrong_points(plan: Plan, wrong: str | None) -> str | None:
    if plan.execution_score is None or plan.execution_weight is None or plan.total.rate is None or not wrong:
        return None
    weight = Decimal(plan.execution_weight)
    if abs(Decimal(wrong) - Decimal(plan.execution_score)) < Decimal("0.06") or Decimal(wrong) > weight:
        return None
    earned = [
        percent_span(plan.total.amounts["executed"].text, amount.text)
        for stage, amount in plan.total.amounts.items()
        if stage != "executed" and amount.yuan
    ]
    share = span(printed(Fraction(wrong) * 100 / Fraction(weight), 1))
    if not all(apart(share, rate) for rate in earned):
        return None
    plan.execution_score = wrong
    conclude(plan)
    return wrong


@way("EXE204", "low rate, no reason", ALL, needs="rate", may="EXE205 IND308 SCO406")
def unexplained(plan: Plan, rng: Random) -> str | None:
    """Two thirds are spent and nothing says why."""
    return _unexplained(plan, rng, Fraction(rng.randint(52, 78), 100))


@way("EXE204", "just below the line", ALL, needs="rate", may="IND308 SCO406")
def just_unexplained(plan: Plan, rng: Random) -> str | None:
    """A little less than nine tenths are spent and nothing says why."""
    return _unexplained(plan, rng, Fraction(rng.randint(840, 893), 1000))


@way("EXE204", "low by the amounts alone", ALL, may="EXE205 IND302 IND308 SCO406")
def unexplained_amounts(plan: Plan, rng: Random) -> str | None:
    """No rate is printed; the amounts say that little was spent."""
    near = _unexplained(plan, rng, Fraction(rng.randint(520, 860), 1000))
    for line in plan.budget:
        line.rate = None
    return near and near.partition(".")[0] + "."


def _unexplained(plan: Plan, rng: Random, share: Fraction) -> str | None:
    meet_all(plan, rng)
    low = Fraction(plan.total.amounts["adjusted"].yuan) / Fraction(plan.total.amounts["executed"].yuan)
    scale_stage(plan, "executed", low * share)
    if any(line.amounts["executed"].yuan > line.amounts["adjusted"].yuan for line in plan.budget):
        return None
    spend(plan)
    plan.low_rate_reason = ""
    if plan.problems:
        plan.problems, plan.measures = PLAIN_PROBLEM, PLAIN_MEASURE
    return plan.total.rate or per_cent(
        plan.total.amounts["executed"].yuan, plan.total.amounts["adjusted"].yuan
    )


@way("EXE205", "a third spent at full points", ALL, needs="rate weights", may="SCO406")
def third_spent(plan: Plan, rng: Random) -> str | None:
    """Less than half is spent, every indicator has all its points."""
    return _ahead(plan, rng, rng.randint(280, 470))


@way("EXE205", "hardly anything spent at full points", ALL, needs="rate weights", may="SCO406")
def hardly_spent(plan: Plan, rng: Random) -> str | None:
    """Next to nothing is spent, every indicator has all its points."""
    return _ahead(plan, rng, rng.randint(15, 120))


@way("EXE205", "little spent at nearly full points", ALL, needs="rate weights", may="SCO406")
def nearly_full(plan: Plan, rng: Random) -> str | None:
    """Less than half is spent, one indicator has lost a little."""
    near = _ahead(plan, rng, rng.randint(180, 450))
    words_items = [item for item in plan.items if item.target and item.target.words]
    if near is None or not words_items:
        return None
    item = words_items[0]
    item.score = bare(f"{Decimal(item.weight or 0) - Decimal(rng.randint(2, 5)) / 10:f}")
    item.reason = "宣传不够深入，仍有提升空间"
    conclude(plan)
    return near


def _ahead(plan: Plan, rng: Random, share: int) -> str | None:
    if not scored(plan):
        return None
    adjusted, executed = (plan.total.amounts[stage] for stage in ("adjusted", "executed"))
    scale_stage(plan, "executed", Fraction(adjusted.yuan) / Fraction(executed.yuan) * share / 1000)
    if any(line.amounts["executed"].yuan > line.amounts["adjusted"].yuan for line in plan.budget):
        return None
    if not plan.total.amounts["executed"].yuan:
        return None
    meet_all(plan, rng)
    spend(plan)
    plan.low_rate_reason = rng.choice(words("common")["low_rates"])
    return plan.total.rate
