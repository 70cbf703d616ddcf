"""The budget of a form: money by stage, execution rate and its points, line by line."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from corpora.seeded.layouts.grid import ABOVE, Grid, stretch
from corpora.seeded.layouts.model import COLUMN_STAGES, Pen
from corpora.seeded.layouts.values import amount
from corpora.seeded.plan import Line, Plan, gold_budgets

_POINTS = ("money_weight", "money_score")
_LETTERS = {"adjusted": "A", "budget": "A", "executed": "B", "spent": "B", "rate": "B/A"}
_PLATFORM = {
    "initial": "A", "adjusted": "B", "executed": "C", "carryover": "D=B-C", "rate": "C/B",
    "money_weight": "E", "money_score": "F",
}  # fmt: skip
"""The row of column letters of a form that prints one."""


def columns(pen: Pen) -> list[str]:
    """Return the columns of money in this form: those of its layout that the plan fills.

    A form in which no money was filled in keeps them all, blank.
    """
    plan = pen.plan
    kept = list(pen.layout.money)
    if not any(line.amounts for line in plan.budget):
        return kept
    if plan.execution_score is None:
        kept = [key for key in kept if key not in _POINTS]
    if all(line.rate is None for line in plan.budget):
        kept = [key for key in kept if key != "rate"]
    return [
        key
        for key in kept
        if key not in COLUMN_STAGES or any(COLUMN_STAGES[key] in line.amounts for line in plan.budget)
    ]


def width(pen: Pen) -> int:
    """Return how many columns the budget takes at least."""
    return len(columns(pen)) + (2 if _labelled(pen) else 1)


def draw(grid: Grid, pen: Pen) -> None:
    """Add the rows of the budget to *grid*."""
    keys = columns(pen)
    labelled = _labelled(pen)
    lead = 2 if labelled else 1
    spans = stretch(lead + len(keys), grid.width, range(1 if labelled else 0, lead + len(keys)))
    label = _label(pen)
    second = [pen.choice(("", pen.word("money.origin")))] if labelled else []
    grid.add([label, *second, *(_header(key, pen) for key in keys)], spans)
    if pen.layout.numbers:
        grid.add([ABOVE, *(["行次"] if labelled else []), *(_PLATFORM.get(key, "") for key in keys)], spans)
    for count, line in enumerate(pen.plan.budget):
        name = [_name(line, count, pen)] if labelled else []
        grid.add([ABOVE, *name, *(_cell(key, line, count, pen) for key in keys)], spans)
        if line.rate is not None and "rate" in keys:
            pen.rates.append(line.rate)
    if labelled and pen.rng.random() < 0.3 and "other" not in _sources(pen.plan):
        blank = pen.choice(("0", "0.00", ""))
        cells = ["" if key not in COLUMN_STAGES else blank for key in keys]
        grid.add([ABOVE, pen.word("label.other"), *cells], spans)


def gold(pen: Pen) -> list[dict[str, Any]]:
    """Return the budget figures printed, those said once more in a text included."""
    repeated = Line("total", "all", dict(pen.plan.repeats))
    stages = [*pen.layout.stages]
    found = gold_budgets(pen.plan.budget, stages)
    found += gold_budgets([repeated], ("initial", "adjusted", "received", "executed"))
    return list({tuple(figure.items()): figure for figure in [*found, *pen.extra]}.values())


def _sources(plan: Plan) -> set[str]:
    return {line.source for line in plan.budget}


def _labelled(pen: Pen) -> bool:
    """Whether every line of the budget has its name beside it."""
    return pen.layout.money_side or len(pen.plan.budget) > 1


def _label(pen: Pen) -> str:
    """The merged cell left of the budget: what it is, the unit of money, the points where it says them."""
    department = pen.plan.kind == "department_form"
    label = pen.word("money.department" if department else "money.project")
    if not pen.layout.unit_on_line:
        label += pen.choice(("", "\\n")) + pen.brackets(pen.plan.unit)
    points_in_header = "money_score" in pen.layout.money and "money_weight" not in pen.layout.money
    if pen.plan.execution_weight is not None and points_in_header:
        label += "\\n" + pen.brackets(f"{pen.plan.execution_weight}分")
    return label


def _header(key: str, pen: Pen) -> str:
    text = pen.word(f"column.{key}")
    if key == "money_score" and "money_weight" not in pen.layout.money:
        points = f"{pen.plan.execution_weight}分"
        text += "\\n" + pen.brackets(f"{points}×执行率" if _proportional(pen.plan) else points)
    if pen.layout.letters and key in _LETTERS:
        text += pen.brackets(_LETTERS[key])
    return text


def _proportional(plan: Plan) -> bool:
    """Whether the points of the execution rate are its share of their weight."""
    if plan.execution_weight is None or plan.execution_score is None or plan.total.rate is None:
        return False
    exact = Decimal(plan.execution_weight) * Decimal(plan.total.rate) / 100
    return abs(exact - Decimal(plan.execution_score)) < Decimal("0.01")


def _name(line: Line, count: int, pen: Pen) -> str:
    if count == 0:
        return pen.word("money.total")
    name = pen.word(f"label.{line.source if line.source != 'all' else line.scope}")
    return ("其中：" if count == 1 else pen.choice(("", "　　"))) + name


def _cell(key: str, line: Line, count: int, pen: Pen) -> str:
    plan = pen.plan
    if key in COLUMN_STAGES:
        figure = line.amounts.get(COLUMN_STAGES[key])
        return amount(figure, pen) if figure else pen.dash if line.amounts else ""
    if key == "rate":
        return f"{line.rate}%" if line.rate is not None else pen.dash if line.amounts else ""
    if key == "carryover":
        return _left(line, pen)
    if count:
        return pen.dash
    return {
        "money_weight": plan.execution_weight or "",
        "money_score": plan.execution_score or "",
        "money_reason": plan.low_rate_reason or plan.adjustment_reason,
    }.get(key, "")


def _left(line: Line, pen: Pen) -> str:
    """What is left of the adjusted budget of *line*, noted in the gold."""
    adjusted, executed = line.amounts.get("adjusted"), line.amounts.get("executed")
    if adjusted is None or executed is None or adjusted.unit != executed.unit:
        return ""
    left = Decimal(adjusted.text) - Decimal(executed.text)
    if left < 0:
        return ""
    figure = type(adjusted)(f"{left:f}", adjusted.unit)
    if left:
        pen.extra.append(
            {"stage": "carryover", "scope": line.scope, "source": line.source,
             "yuan": f"{figure.yuan.normalize():f}"}
        )  # fmt: skip
    return amount(figure, pen)


def reasons(pen: Pen) -> Sequence[str]:
    """Return what the plan says about its money that no column of this form holds."""
    texts = [pen.plan.adjustment_reason, pen.plan.low_rate_reason]
    if "money_reason" in columns(pen):
        texts.remove(pen.plan.low_rate_reason or pen.plan.adjustment_reason)
    return [text for text in texts if text]
