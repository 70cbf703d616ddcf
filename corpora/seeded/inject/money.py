"""Ways of planting errors in amounts of money (BUD101 … BUD106)."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random

from corpora.seeded import facts
from corpora.seeded.figures import bare, chance, printed
from corpora.seeded.inject.follow import PLAIN_MEASURE, PLAIN_PROBLEM, add_to, scale_stage, spend
from corpora.seeded.inject.slips import added, apart, exchanged, moved, places, quoted, retyped, span
from corpora.seeded.inject.way import ALL, FORMS, REPORTS, way
from corpora.seeded.plan import FACTORS, STAGES, Amount, Parts, Plan, Share, Stage

Slip = Callable[[str], str | None]
"""What the hand or the eye makes of a figure; ``None`` where it stays as it is."""


def _shown(plan: Plan, *stages: Stage) -> list[Stage]:
    """Return the stages of money that every layout for *plan* prints, of *stages*."""
    hidden = plan.kind.endswith("form") and "initial" not in plan.needs
    return [
        stage
        for stage in stages
        if stage in plan.total.amounts
        and not (hidden and stage == "initial")
        and not (plan.kind.endswith("form") and stage == "received")
    ]


def _misses(plan: Plan, stage: Stage) -> bool:
    """Whether the lines below the total cannot add up to it.

    In a narrative sources of funds may be named in part (其中…): there they have to exceed it.
    """
    parts = added(span(line.amounts[stage].text) for line in plan.budget[1:])
    total = span(plan.total.amounts[stage].text)
    return total[1] < parts[0] if plan.kind == "project_report" else apart(parts, total)


def _set(plan: Plan, place: int, stage: Stage, text: str) -> None:
    line = plan.budget[place]
    line.amounts[stage] = Amount(text, line.amounts[stage].unit)


def _quiet_lines(plan: Plan) -> None:
    """Take away the rates of the lines below the total, and the shares of them."""
    for line in plan.budget[1:]:
        line.rate = None
    plan.statements = [each for each in plan.statements if not isinstance(each, Share)]


@way("BUD101", "digits of a part exchanged", ALL, may="BUD104 BUD102 BUD106 EXE201")
def part_exchanged(plan: Plan, rng: Random) -> str | None:
    """A source's amount is retyped with two digits exchanged."""
    return _wrong_part(plan, rng, lambda text: exchanged(text, rng))


@way("BUD101", "one digit of a part mistyped", ALL, may="BUD104 BUD102 BUD106 EXE201")
def part_retyped(plan: Plan, rng: Random) -> str | None:
    """One digit of a source's amount is another."""
    return _wrong_part(plan, rng, lambda text: retyped(text, rng))


@way("BUD101", "total left after a part changed", ALL, may="BUD104 BUD102 BUD106 EXE201")
def total_left(plan: Plan, rng: Random) -> str | None:
    """A source is cut or raised late, the total is not updated."""
    low, high = rng.choice(((800, 960), (1040, 1150)))
    return _wrong_part(plan, rng, lambda text: moved(text, rng, low, high))


@way("BUD101", "total of all money retyped", ALL, may="BUD102 BUD104 BUD105 EXE201 EXE202 EXE205")
def total_exchanged(plan: Plan, rng: Random) -> str | None:
    """The total itself has two digits exchanged; what is computed from it follows."""
    stages = _shown(plan, "adjusted")
    if len(plan.budget) < 3 or not stages:
        return None
    wrong = exchanged(plan.total.amounts["adjusted"].text, rng)
    if wrong is None or Decimal(wrong) < Decimal(plan.total.amounts["executed"].text):
        return None
    _set(plan, 0, "adjusted", wrong)
    if "received" in plan.total.amounts:
        return None
    _quiet_lines(plan)
    spend(plan)
    return quoted(wrong) if _misses(plan, "adjusted") else None


@way("BUD101", "assets that do not add up", ("department_report",), may="")
def assets_wrong(plan: Plan, rng: Random) -> str | None:
    """A kind of assets is retyped; the total is that of the right figures."""
    found = facts.assets(rng)
    plan.statements = [
        each for each in plan.statements if not (isinstance(each, Parts) and each.unit == "万元")
    ]
    place = rng.randrange(len(found.parts))
    label, figure = found.parts[place]
    wrong = exchanged(figure, rng)
    if wrong is None or Decimal(wrong) - Decimal(figure) < 1:
        return None
    found.parts[place] = (label, wrong)
    plan.statements.append(found)
    return quoted(wrong)


def _wrong_part(plan: Plan, rng: Random, slip: Slip) -> str | None:
    stage = rng.choice(_shown(plan, "initial", "adjusted", "executed"))
    if len(plan.budget) < 3:
        return None
    place = rng.randrange(1, len(plan.budget))
    text = plan.budget[place].amounts[stage].text
    wrong = slip(text)
    if wrong is None or not Decimal(wrong):
        return None
    _set(plan, place, stage, wrong)
    _quiet_lines(plan)
    return quoted(wrong) if _misses(plan, stage) else None


@way("BUD102", "digits exchanged where it is said again", ALL, may="EXE201 BUD103 BUD104")
def repeat_exchanged(plan: Plan, rng: Random) -> str | None:
    """The summary gives the amount with two digits exchanged."""
    return _repeat(plan, rng, lambda text: exchanged(text, rng))


@way("BUD102", "summary from an earlier draft", ALL, may="EXE201 BUD104")
def repeat_stale(plan: Plan, rng: Random) -> str | None:
    """The summary still has the figure of an earlier draft."""
    return _repeat(plan, rng, lambda text: moved(text, rng, 860, 985))


@way("BUD102", "one digit mistyped where it is said again", ALL, may="EXE201 BUD104")
def repeat_retyped(plan: Plan, rng: Random) -> str | None:
    """The summary has one other digit."""
    return _repeat(plan, rng, lambda text: retyped(text, rng))


def _repeat(plan: Plan, rng: Random, slip: Slip) -> str | None:
    stage: Stage = rng.choice(("adjusted", "executed"))
    amount = plan.total.amounts[stage]
    wrong = slip(amount.text)
    others = [figure.text for line in plan.budget for figure in line.amounts.values()]
    if wrong is None or not apart(span(wrong), span(amount.text)) or wrong in others or Decimal(wrong) <= 0:
        return None
    plan.repeats = {each: plan.total.amounts[each] for each in ("adjusted", "executed")}
    plan.repeats[stage] = Amount(wrong, amount.unit)
    return quoted(wrong)


@way("BUD103", "spending in another unit", ALL, may="BUD101 BUD102 BUD104 BUD105 EXE201 EXE202")
def spending_in_other_unit(plan: Plan, rng: Random) -> str | None:
    """The spending of the year is given in another unit than all other money."""
    return _other_unit(plan, rng, 0, "executed")


@way("BUD103", "budget in another unit", ALL, may="BUD101 BUD102 BUD104 BUD105 EXE201 EXE202")
def budget_in_other_unit(plan: Plan, rng: Random) -> str | None:
    """The budget of the year is given in another unit than all other money."""
    return _other_unit(plan, rng, 0, "adjusted")


@way("BUD103", "one line in another unit", ALL, may="BUD101 BUD102 BUD104 BUD105 EXE201 EXE202")
def line_in_other_unit(plan: Plan, rng: Random) -> str | None:
    """One source or use is given in another unit."""
    if len(plan.budget) < 3:
        return None
    return _other_unit(plan, rng, rng.randrange(1, len(plan.budget)), rng.choice(("adjusted", "executed")))


@way("BUD103", "another unit where it is said again", REPORTS, may="BUD102 EXE201")
def repeat_in_other_unit(plan: Plan, rng: Random) -> str | None:
    """The summary gives the digits of 万元 as 元."""
    stage: Stage = rng.choice(("adjusted", "executed"))
    amount = plan.total.amounts[stage]
    plan.repeats = {each: plan.total.amounts[each] for each in ("adjusted", "executed")}
    plan.repeats[stage] = Amount(amount.text, "元" if amount.unit == "万元" else "万元")
    return quoted(amount.text)


def _other_unit(plan: Plan, rng: Random, place: int, stage: Stage) -> str | None:
    """Print an amount ten thousand times too large or small: in 元 in a column of 万元, or back."""
    amount = plan.budget[place].amounts[stage]
    if sum(letter.isdigit() for letter in amount.text.replace(".", "").strip("0")) < 4:
        return None
    _quiet_lines(plan)
    if plan.kind.endswith("report"):
        wrong = Amount(amount.text, "元" if amount.unit == "万元" else "万元")
    elif amount.unit == "万元":
        wrong = Amount(bare(f"{amount.yuan:f}"), amount.unit)
    else:
        exact = Decimal(amount.text) / FACTORS["万元"]
        wrong = Amount(printed(Fraction(exact), 6), amount.unit)
    plan.budget[place].amounts[stage] = wrong
    return quoted(wrong.text)


def _no_carry(plan: Plan) -> bool:
    return all(line.source != "carried_in" for line in plan.budget)


@way("BUD104", "more spent than budgeted", ALL, may="EXE205")
def overspent(plan: Plan, rng: Random) -> str | None:
    """A part, and the whole with it, spends more than the budget of the year."""
    if not _no_carry(plan):
        return None
    adjusted, executed = (plan.total.amounts[stage] for stage in ("adjusted", "executed"))
    over = Decimal(adjusted.text) * rng.randint(12, 150) / 1000
    change = Decimal(adjusted.text) + over - Decimal(executed.text)
    change = change.quantize(Decimal(1).scaleb(-places(adjusted.text)))
    add_to(plan, rng.randrange(len(plan.budget)), "executed", change)
    spend(plan)
    return quoted(plan.total.amounts["executed"].text)


@way("BUD104", "one line spends more than it has", ALL, may="BUD102")
def line_overspent(plan: Plan, rng: Random) -> str | None:
    """One source spends more than it has, another as much less."""
    if len(plan.budget) < 3 or not _no_carry(plan):
        return None
    one, other = rng.sample(range(1, len(plan.budget)), 2)
    line = plan.budget[one]
    budget = Decimal(line.amounts["adjusted"].text)
    over = (budget * rng.randint(15, 120) / 1000).quantize(
        Decimal(1).scaleb(-places(line.amounts["adjusted"].text))
    )
    change = budget + over - Decimal(line.amounts["executed"].text)
    if over <= 0 or change >= Decimal(plan.budget[other].amounts["executed"].text):
        return None
    add_to(plan, one, "executed", change)
    add_to(plan, other, "executed", -change)
    spend(plan)
    return quoted(line.amounts["executed"].text)


@way("BUD104", "budget cut below what was spent", ALL, may="BUD105 EXE202")
def cut_below_spending(plan: Plan, rng: Random) -> str | None:
    """The budget is cut late, below what had been spent by then."""
    if not _no_carry(plan) or ("received" in plan.total.amounts and len(plan.budget) > 1):
        return None
    adjusted, executed = (plan.total.amounts[stage] for stage in ("adjusted", "executed"))
    share = Fraction(executed.yuan) / Fraction(adjusted.yuan) * rng.randint(880, 985) / 1000
    scale_stage(plan, "adjusted", share)
    if "received" in plan.total.amounts:
        plan.total.amounts["received"] = plan.total.amounts["adjusted"]
    plan.adjustment_reason = "年中按照财政统一要求压减一般性支出，相应调减预算"
    spend(plan)
    return quoted(executed.text)


@way("BUD105", "raised by half and more", ALL, needs="initial", may="EXE202")
def raised(plan: Plan, rng: Random) -> str | None:
    """The budget at the beginning was far smaller, and nothing says why."""
    return _changed(plan, rng, Fraction(rng.randint(30, 72), 100))


@way("BUD105", "cut by a third and more", ALL, needs="initial", may="EXE202")
def cut(plan: Plan, rng: Random) -> str | None:
    """The budget at the beginning was far larger, and nothing says why."""
    return _changed(plan, rng, Fraction(rng.randint(150, 320), 100))


@way("BUD105", "just above the limit", ALL, needs="initial", may="EXE202")
def just_changed(plan: Plan, rng: Random) -> str | None:
    """The change is a third, a little more than what passes without a reason."""
    return _changed(plan, rng, rng.choice((Fraction(100, 134), Fraction(100, 138), Fraction(100, 64))))


def _changed(plan: Plan, rng: Random, share: Fraction) -> str | None:
    for line in plan.budget:
        line.amounts["initial"] = line.amounts["adjusted"]
    scale_stage(plan, "initial", share)
    plan.adjustment_reason = ""
    if plan.problems:
        plan.problems, plan.measures = PLAIN_PROBLEM, PLAIN_MEASURE
    return quoted(plan.total.amounts["initial"].text)


_EMPTIED = "BUD101 BUD102 BUD104 BUD105 EXE201 EXE202 EXE203 EXE204"


@way("BUD106", "spending of 0", FORMS, may=_EMPTIED)
def no_spending(plan: Plan, rng: Random) -> str | None:
    """The total spent is 0 although its lines are not."""
    return _emptied(plan, "executed", Amount("0", plan.unit))


@way("BUD106", "budget of 0", FORMS, may=_EMPTIED)
def no_budget(plan: Plan, rng: Random) -> str | None:
    """The total budget is 0 although its lines are not; so the rate is."""
    return _emptied(plan, "adjusted", Amount("0.00" if chance(rng, 0.5) else "0", plan.unit))


@way("BUD106", "budget left blank", FORMS, may=_EMPTIED)
def blank_budget(plan: Plan, rng: Random) -> str | None:
    """The total is not filled in although its lines are."""
    return _emptied(plan, rng.choice(("adjusted", "executed")), None)


@way("BUD106", "nothing at first", FORMS, needs="initial", may=_EMPTIED)
def no_initial(plan: Plan, rng: Random) -> str | None:
    """The total of the beginning is 0 although its lines are not."""
    return _emptied(plan, "initial", Amount("0", plan.unit))


def _emptied(plan: Plan, stage: Stage, amount: Amount | None) -> str | None:
    if len(plan.budget) < 3:
        return None
    parts = [line.amounts[stage] for line in plan.budget[1:]]
    if amount is None:
        del plan.total.amounts[stage]
    else:
        plan.total.amounts[stage] = amount
    plan.repeats = {
        each: plan.total.amounts[each] for each in STAGES if each in plan.repeats and each != stage
    }
    plan.statements = [each for each in plan.statements if not isinstance(each, Share)]
    if stage != "initial":
        plan.total.rate = None
    return quoted(max(parts, key=lambda part: part.yuan).text)
