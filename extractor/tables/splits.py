"""Text cells that split a total: 按收入性质分 and 按支出性质分, with an amount a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from extractor.evidence import Evidence
from extractor.language.quantity import parse_quantity
from extractor.language.units import convert
from extractor.records import (
    BudgetFigure,
    Composition,
    FundSource,
    Quantity,
    ReportKind,
    Stage,
    Term,
    scope_in,
)
from extractor.tables.grid import Grid
from extractor.tables.headers import Heading, heading, is_total, money_tags
from extractor.tables.marks import Marks
from extractor.tables.regions import Region

_LINE = re.compile(
    r"[ \u3000]*(?P<label>(?:其中[:：])?[^:：\d\n]{2,40}?)[ ]*[:：][ ]*"
    r"(?P<number>-?[\d,，]+(?:[.．]\d+)?)[ ]*(?P<unit>亿元|万元|元)?[ ;；,，。]*(?=\n|$)"
)
_SPLIT = re.compile(r"按(?P<side>收入|支出|资金|经费)[^:：]{0,6}分")


@dataclass(frozen=True, slots=True)
class _Part:
    head: Heading
    quantity: Quantity
    yuan: Decimal
    evidence: Evidence
    side: str | None
    column: int


def split_amounts(
    grid: Grid,
    region: Region,
    total: dict[Stage, Term],
    *,
    unit: str | None,
    kind: ReportKind,
    fiscal_year: int | None,
    marks: Marks,
) -> tuple[list[BudgetFigure], list[Composition]]:
    """Return the amounts in text cells of a budget *region*, and the sums they make up.

    按收入性质分 lists where the year's budget (*total*) came from, 按支出性质分 what it or
    the spending of it was for; the side is named by a cell above in the same columns.
    """
    parts = list(_parts(grid, region, unit or region.unit, marks))
    budgets = []
    sides: dict[tuple[str | None, int], list[_Part]] = {}
    for part in parts:
        sides.setdefault((part.side, part.column), []).append(part)
    stages = {key: _split_stage(key[0], group, total) for key, group in sides.items()}
    for part in parts:
        stage = stages[part.side, part.column]
        scope, source = money_tags(part.head.key)
        if scope or source:
            budgets.append(
                BudgetFigure(
                    stage=stage,
                    scope=scope_in(kind, scope or "total"),
                    source=cast(FundSource, source or "all"),
                    label=part.head.key,
                    year=fiscal_year,
                    quantity=part.quantity,
                    yuan=part.yuan,
                    evidence=part.evidence,
                )
            )
    made = []
    for (side, column), group in sides.items():
        whole = total.get(stages[side, column]) or total.get("initial")
        if side is None or whole is None or len(group) < 2:
            continue
        terms = [Term(label=part.head.key, quantity=part.quantity, evidence=part.evidence) for part in group]
        made.append(Composition(total=whole, parts=terms, exhaustive=True, evidence=whole.evidence))
    return budgets, made


def _split_stage(side: str | None, group: Sequence[_Part], total: Mapping[Stage, Term]) -> Stage:
    """Return which total the parts split: the one they make up, else what was spent or the year's budget.

    按支出性质分 may split the budget as well as what was spent of it.
    """
    usual: tuple[Stage, ...] = ("executed", "adjusted") if side == "支出" else ("adjusted", "executed")
    added = sum((part.yuan for part in group), Decimal(0))
    stages: tuple[Stage, ...] = (*usual, "initial")
    for stage in stages:
        term = total.get(stage)
        value = term.quantity.value if term is not None else None
        unit = term.quantity.unit if term is not None else None
        if isinstance(value, Decimal) and unit and convert(value, unit, "元") == added:
            return stage
    return usual[0]


def _parts(grid: Grid, region: Region, unit: str | None, marks: Marks) -> Iterator[_Part]:
    sides: dict[int, str] = {}
    for row in range(region.begin, region.end):
        for box in grid.filled(row):
            if box is region.block:
                continue
            named = _SPLIT.search(box.text)
            if named:
                sides[box.column] = named["side"]
            for match in _LINE.finditer(box.text):
                head = heading(match["label"])
                quantity = parse_quantity(match["number"] + (match["unit"] or ""), unit=unit)
                if quantity is None or quantity.unit is None or not isinstance(quantity.value, Decimal):
                    continue
                yuan = convert(quantity.value, quantity.unit, "元")
                if yuan is None or is_total(head.key):
                    continue
                end = match.end("unit") if match["unit"] else match.end("number")
                marks.use(box)
                evidence = box.evidence(match.start("number"), end)
                yield _Part(head, quantity, yuan, evidence, sides.get(box.column), box.column)
