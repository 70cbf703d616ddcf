"""A budget that adds up: its lines by source or by use, their stages, their execution rates."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from corpora.seeded.figures import bare, chance, per_cent, split
from corpora.seeded.lexicon import words
from corpora.seeded.plan import STAGES, Amount, Kind, Line, Plan, Stage

_FORM_SOURCES = ("fiscal", "carried_in", "other")
_TRANSFER_SOURCES = ("central", "provincial", "county")
LEAST_RATE = 90
"""Below this an execution rate wants a reason; most documents stay above."""


@dataclass(frozen=True, slots=True)
class _Grain:
    """How a writer prints money: unit, decimals, whether trailing zeros are dropped."""

    unit: str
    places: int
    drops_zeros: bool

    def amount(self, count: int) -> Amount:
        text = f"{Decimal(count).scaleb(-self.places):f}"
        return Amount(bare(text) if self.drops_zeros else text, self.unit)


def fill(plan: Plan, rng: Random) -> None:
    """Give *plan* a budget: lines, rates, points of execution, the reasons that its figures ask for."""
    grain = _grain(plan.kind, rng)
    plan.unit = grain.unit
    yuan = rng.choice((1, 1, 2, 3, 5, 8)) * rng.randint(10, 99) * 10 ** rng.choice((4, 5, 5))
    odd = Decimal(rng.randint(0, yuan * 10 - 1)) / 100
    adjusted = int((yuan + odd).scaleb(grain.places - (4 if grain.unit == "万元" else 0)))
    changed = chance(rng, 0.5)
    initial = adjusted * rng.randint(8200, 12000) // 10**4 if changed else adjusted
    executed = adjusted * _spent(rng) // 10**4
    totals: dict[Stage, int] = {"initial": initial, "adjusted": adjusted, "executed": executed}
    if plan.kind == "project_report":
        totals["received"] = adjusted
    uses = _uses(plan.kind, rng)
    shares = _shares(rng, totals, len(uses))
    plan.budget = [Line("total", "all", {stage: grain.amount(totals[stage]) for stage in _stages(totals)})]
    for place, (scope, source) in enumerate(uses):
        amounts = {stage: grain.amount(shares[stage][place]) for stage in _stages(totals)}
        plan.budget.append(Line(scope, source, amounts))
    _rates(plan, rng)
    _explain(plan, rng, initial, adjusted)


def _spent(rng: Random) -> int:
    """Return how much of the budget is spent, in parts of 10 000: mostly nearly all, sometimes far less."""
    if chance(rng, 0.2):
        return 10**4
    return rng.randint(6200, 8800) if chance(rng, 0.12) else rng.randint(9300, 9990)


def _grain(kind: Kind, rng: Random) -> _Grain:
    drops = chance(rng, 0.2)
    if kind in ("project_form", "department_form") and chance(rng, 0.25):
        return _Grain("元", 2, drops)
    return _Grain("万元", rng.choice((2, 2, 2, 2, 4, 6)), drops)


def _stages(totals: dict[Stage, int]) -> list[Stage]:
    return [stage for stage in STAGES if stage in totals]


def _uses(kind: Kind, rng: Random) -> list[tuple[str, str]]:
    """Return what the lines below the total are: scope and source each."""
    if kind in ("department_report", "department_form"):
        return [("basic", "all"), ("project", "all")]
    if kind == "project_report":
        count = rng.choice((0, 2, 2, 3))
        return [("total", source) for source in sorted(rng.sample(_TRANSFER_SOURCES, count), key=_rank)]
    return [("total", source) for source in _FORM_SOURCES[: rng.choice((2, 3, 3))]]


def _rank(source: str) -> int:
    return _TRANSFER_SOURCES.index(source)


def _shares(rng: Random, totals: dict[Stage, int], count: int) -> dict[Stage, list[int]]:
    """Return each stage's total split among *count* lines; none spends more than it has."""
    if not count:
        return {stage: [] for stage in totals}
    parts = split(rng, 100, count, 8)
    shares: dict[Stage, list[int]] = {}
    for stage, total in totals.items():
        if stage != "executed":
            shares[stage] = [total * part // 100 for part in parts]
            shares[stage][0] += total - sum(shares[stage])
    shares["executed"] = _spend(rng, shares["adjusted"], totals["executed"])
    return shares


def _spend(rng: Random, budgets: list[int], executed: int) -> list[int]:
    """Return what each line spends of its budget: what is left over falls on some of them only."""
    left = sum(budgets) - executed
    spent = list(budgets)
    for place in rng.sample(range(len(budgets)), len(budgets)):
        saved = min(left, budgets[place] * rng.randint(0, 40) // 100)
        spent[place] -= saved
        left -= saved
    for place, budget in enumerate(spent):
        spent[place] -= (saved := min(left, budget * 4 // 5))
        left -= saved
    return spent


def _rates(plan: Plan, rng: Random) -> None:
    places, cut = rng.choice(((2, False), (2, False), (2, True), (1, False))), chance(rng, 0.1)
    for line in plan.budget:
        budget, executed = line.amounts["adjusted"], line.amounts["executed"]
        shown = line.scope == "total" and line.source == "all"
        if budget.yuan and (shown or chance(rng, 0.3)):
            line.rate = per_cent(executed.yuan, budget.yuan, places[0], cut=places[1] and cut)


def _explain(plan: Plan, rng: Random, initial: int, adjusted: int) -> None:
    """Give the reasons that the figures ask for: a changed budget, money not spent."""
    change = abs(adjusted - initial) * 100 // initial
    if change > 12 or (adjusted != initial and chance(rng, 0.5)):
        plan.adjustment_reason = rng.choice(words("common")["raises" if adjusted > initial else "cuts"])
    if Decimal(plan.total.rate or "100") < LEAST_RATE:
        plan.low_rate_reason = rng.choice(words("common")["low_rates"])
