"""The indicators of a form, their levels and subtotals, and the row of the total."""

from typing import Any

from corpora.seeded.layouts.grid import ABOVE, Grid, stretch
from corpora.seeded.layouts.model import Pen
from corpora.seeded.layouts.values import Cells, joined, split
from corpora.seeded.plan import Item, Plan, Value

PROCESS = "过程指标"
"""The level of an execution rate that is one of the indicators."""
_POINTS = ("weight", "reference_weight", "score", "reviewer", "coefficient", "method")
_LEVELS = ("level1", "level2")
_LETTERS = {"target": "A", "actual": "B"}


def items(pen: Pen) -> list[Item]:
    """Return the indicators of this form: the plan's, and the execution rate where it is one of them."""
    plan = pen.plan
    if not pen.layout.execution_item or plan.execution_weight is None:
        return plan.items
    rate = Value(number=plan.total.rate, unit="%") if plan.total.rate is not None else None
    reason = plan.low_rate_reason
    if not reason and plan.execution_score != plan.execution_weight and not _low(plan):
        reason = pen.word("row.unspent")
    execution = Item(
        PROCESS, "资金管理", "预算执行率", Value("100", "%"), rate,
        plan.execution_weight, plan.execution_score, reason,
    )  # fmt: skip
    return [execution, *plan.items]


def _low(plan: Plan) -> bool:
    """Whether so little was spent that a plan without a reason leaves it unexplained."""
    spent, budget = (plan.total.amounts.get(stage) for stage in ("executed", "adjusted"))
    return spent is not None and budget is not None and spent.yuan * 10 < budget.yuan * 9


def columns(pen: Pen) -> list[str]:
    """Return the columns of indicators in this form: those of its layout that the plan fills."""
    keys = list(pen.layout.columns)
    if all(item.score is None for item in pen.plan.items):
        keys = [key for key in keys if key not in _POINTS]
    if not any(item.level1 for item in pen.plan.items):
        keys = [key for key in keys if key not in _LEVELS]
    return keys


def width(pen: Pen) -> int:
    """Return how many columns the indicators take at least."""
    return len(columns(pen)) + (1 if pen.layout.side else 0)


def draw(grid: Grid, pen: Pen) -> list[dict[str, Any]]:
    """Add the indicators and the total to *grid*; return the gold of the indicators."""
    if not pen.plan.items:
        _total(grid, [], 0, [], pen)
        return []
    keys = columns(pen)
    side = 1 if pen.layout.side else 0
    spans = _spans(keys, side, grid.width)
    label = [pen.word("column.indicators")] if side else []
    above = [ABOVE] if side else []
    grid.add([*label, *(_header(key, pen) for key in keys)], spans)
    if pen.layout.numbers:
        grid.add([*above, *(str(i) for i in range(1, len(keys) + 1))], spans)
    gold: list[dict[str, Any]] = []
    listed = items(pen)
    before: Item | None = None
    prefix = pen.layout.side and pen.rng.random() < 0.3
    fillers = prefix and pen.rng.random() < 0.5
    number = 0
    for i, item in enumerate(listed):
        same1 = before is not None and before.level1 == item.level1
        same2 = same1 and before is not None and before.level2 == item.level2
        number = number + 1 if same2 else 1
        cells = (split if "sign" in keys else joined)(item, pen)
        row = {
            "level1": ABOVE if same1 else _level(item.level1, pen),
            "level2": ABOVE if same2 else item.level2,
            "name": (f"指标{number}：" if prefix else "") + item.name,
        }
        grid.add([*above, *(row.get(key) or _cell(key, item, cells, pen) for key in keys)], spans)
        gold.append(_gold(item, cells, keys))
        before = item
        if fillers and (i + 1 == len(listed) or listed[i + 1].level2 != item.level2):
            blank = {"level1": ABOVE, "level2": ABOVE, "name": "……"}
            grid.add([*above, *(blank.get(key, "") for key in keys)], spans)
        if i + 1 == len(listed) or listed[i + 1].level1 != item.level1:
            _subtotal(item.level1, grid, keys, above, spans, pen)
            before = None if pen.plan.level_scores.get(item.level1) else item
    _total(grid, keys, side, spans, pen)
    return gold


def _spans(keys: list[str], side: int, full: int) -> list[int]:
    texts = [i + side for i, key in enumerate(keys) if key in ("name", "flat_name", "reason", "method")]
    return stretch(len(keys) + side, full, texts or [side])


def _header(key: str, pen: Pen) -> str:
    letter = pen.brackets(_LETTERS[key]) if pen.layout.letters and key in _LETTERS else ""
    return pen.word(f"column.{key}") + letter


def _level(level1: str, pen: Pen) -> str:
    points = pen.plan.level_weights.get(level1)
    if pen.layout.execution_item and level1 == PROCESS:
        points = pen.plan.execution_weight
    if points is None or not pen.level_weights:
        return level1
    return level1 + ("\\n", "")[pen.habit("level break", 2)] + pen.brackets(f"{points}分")


def _cell(key: str, item: Item, cells: Cells, pen: Pen) -> str:
    """The cell of *item* in the column *key*, levels and name apart."""
    return {
        "flat_name": item.name,
        "target": cells.target,
        "number": cells.target,
        "adjusted_number": cells.target,
        "actual": cells.actual,
        "sign": cells.sign,
        "measure": cells.measure,
        "weight": item.weight or "",
        "reference_weight": item.weight or "",
        "score": item.score or "",
        "reason": item.reason,
        "remark": item.reason,
        "core": ("是", "否")[pen.rng.randrange(2)] if key == "core" else "",
        "method": pen.word("method.number" if item.target and item.target.number else "method.words"),
    }.get(key, "")


def _gold(item: Item, cells: Cells, keys: list[str]) -> dict[str, Any]:
    levels = "level1" in keys
    return {
        "name": item.name,
        "level1": (item.level1 or None) if levels else None,
        "level2": (item.level2 or None) if levels else None,
        "target": cells.gold_target,
        "actual": cells.gold_actual,
        "weight": item.weight if {"weight", "reference_weight"} & set(keys) else None,
        "score": item.score if "score" in keys else None,
    }


def _subtotal(level1: str, grid: Grid, keys: list[str], above: list[str], spans: list[int], pen: Pen) -> None:
    """Add the row of a level's points, where the plan prints them."""
    score = pen.plan.level_scores.get(level1)
    if score is None or "level1" not in keys:
        return
    row = {"level1": ABOVE, "level2": pen.word("row.subtotal"), "score": score}
    weight = pen.plan.level_weights.get(level1, "")
    row |= {"weight": weight, "reference_weight": weight}
    grid.add([*above, *(row.get(key, "") for key in keys)], spans)


def _total(grid: Grid, keys: list[str], side: int, spans: list[int], pen: Pen) -> None:
    """Add the row of the total: its label up to the first points, then a cell a column."""
    plan, layout = pen.plan, pen.layout
    if layout.total not in ("row", "last") or plan.score is None:
        return
    points = [i for i, key in enumerate(keys) if key in ("weight", "reference_weight", "score")]
    if not points:
        grid.add([pen.word("row.total"), plan.score or ""], [grid.width // 2, grid.width - grid.width // 2])
        return
    first = points[0] + side
    figures = {"weight": plan.full, "reference_weight": plan.full, "score": plan.score or ""}
    rest = [figures.get(key, "") for key in keys[first - side :]]
    lead = [pen.word("row.total")]
    widths = [sum(spans[:first]), *spans[first:]]
    if layout.total == "last":
        lead = [pen.word("row.explanation"), pen.explanation or pen.word("row.none"), pen.word("row.total")]
        pen.explanation = ""
        label, text = max(1, widths[0] // 4), widths[0] - 2 * max(1, widths[0] // 4)
        widths = [label, text, label, *spans[first:]]
    if plan.grade is not None and layout.grade in ("last", "remark"):
        rest[-1] = plan.grade if layout.grade == "last" else pen.word("row.grade_remark", grade=plan.grade)
    grid.add([*lead, *rest], widths)
