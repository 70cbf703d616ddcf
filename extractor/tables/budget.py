"""Budget blocks: the amounts of every row and stage, their rates, and the block's points.

A cell is what its column and its row say together: the stage may stand in either (a
transposed block has sources as columns and stages as rows), and so may scope, source,
year and unit.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from extractor.language.lexicon import load
from extractor.language.units import canonical, convert, dimension
from extractor.records import BudgetFigure, FundSource, ReportKind, Scope, Stage, StatedRate, scope_in
from extractor.tables.budget_rates import (
    Points,
    block_points,
    declared_base,
    row_points,
    row_rates,
    source_points,
    source_rates,
)
from extractor.tables.budget_rows import Amount, Row, is_total_row, read_row, stage_of, starting
from extractor.tables.columns import STAGES, Column, is_value
from extractor.tables.grid import Grid
from extractor.tables.headers import heading, money_tags
from extractor.tables.marks import Marks
from extractor.tables.regions import Region, label_boxes


@dataclass(slots=True)
class BudgetBlock:
    """What one budget region holds; ``points`` are those of its total row."""

    rows: list[Row] = field(default_factory=list)
    budgets: list[BudgetFigure] = field(default_factory=list)
    rates: list[StatedRate] = field(default_factory=list)
    points: Points | None = None
    transposed: bool = False


def read_budget(
    grid: Grid, region: Region, *, unit: str | None, kind: ReportKind, fiscal_year: int | None, marks: Marks
) -> BudgetBlock:
    """Return the amounts, rates and points of a budget *region*.

    *unit* is the money unit declared outside; a cell's own unit beats its column's, that
    its row's, that the block's, that *unit*. Without any unit no amount is read.
    """
    block = BudgetBlock()
    default = region.unit or unit
    money = [column for column in region.columns if _is_money(column)]
    block.transposed = bool(money) and all(column.role is None for column in money)
    captioned, whole = _captioned(region.caption)
    base = declared_base(region)
    body = range(region.begin, region.end)
    whole = whole or _summed_scope(grid, region)
    summed = any(is_total_row(grid, region, index, subtotal=False) for index in body)
    scored: list[tuple[Row, Points]] = []
    named: set[tuple[Scope, FundSource]] = set()
    for index in body:
        row = read_row(grid, region, index, money, kind)
        if row is None:
            continue
        if not summed and is_total_row(grid, region, index, subtotal=True):
            row.scope, row.total = "total", True
        if row.measure is not None and block.transposed:
            if row.measure == "rate":
                block.rates += source_rates(grid, row, money, fiscal_year, marks)
            else:
                block.points = block.points or source_points(grid, row, money, marks)
            continue
        if row.scope not in ("total", "other"):
            if (row.scope, row.source) in named:
                # 公务用车购置 below 公务用车: a part of what has that name already.
                row.scope = "other"
            named.add((row.scope, row.source))
        row_unit = _row_unit(grid, region, index) or default
        for column in starting(grid, index, money):
            amount = _amount(grid, index, column, row, row_unit, captioned)
            if amount is not None:
                row.amounts[column.index] = amount
        if row.amounts:
            block.rows.append(row)
            for amount in row.amounts.values():
                marks.use(amount.box)
                figure = _figure(row, amount, kind, fiscal_year)
                if figure is not None and figure.scope == "total" and whole is not None:
                    figure = figure.model_copy(update={"scope": whole})
                if figure is not None:
                    block.budgets.append(figure)
        if row.amounts or row.recognised:
            block.rates += row_rates(grid, region, row, base, fiscal_year, marks)
            found = row_points(grid, region, row, marks)
            if found is not None:
                scored.append((row, found))
    block.points = block.points or block_points(scored, block.rows)
    return block


def _row_unit(grid: Grid, region: Region, index: int) -> str | None:
    """Return the unit in a row's own cell of a column of units (年初预算 | 亿元 | 1.26)."""
    column = region.first("unit")
    box = grid.at(index, column.index) if column else None
    return canonical(box.line) if box is not None and not box.blank else None


def _summed_scope(grid: Grid, region: Region) -> Scope | None:
    """Return the scope that all rows of a table are parts of: those of 三公 make its 合计 the 三公经费."""
    found: set[str | None] = set()
    for index in range(region.begin, region.end):
        for box in label_boxes(grid, region, index)[-1:]:
            scope = money_tags(heading(box.text).key)[0]
            if scope != "total":
                found.add(scope)
    children: dict[str, list[str]] = load("tables")["rows"]["children"]
    sums: tuple[Scope, ...] = ("three_public", "basic")
    return next((each for each in sums if len(found) > 1 and found <= {each, *children[each]}), None)


def _captioned(caption: str) -> tuple[Stage, Scope | None]:
    """Return stage and scope of amounts whose columns name sources only: 年度支出情况 is what was spent.

    Sources side by side, with nothing said of them, are the year's budget.
    """
    scope: Scope | None = "three_public" if "三公" in caption else None
    if "预算" in caption:
        return "adjusted", scope
    if "支出" in caption or "决算" in caption:
        return "executed", scope
    return "received" if "收入" in caption or "到位" in caption else "adjusted", scope


def _amount(
    grid: Grid, index: int, column: Column, row: Row, default: str | None, captioned: Stage
) -> Amount | None:
    box = grid.at(index, column.index)
    if box is None or box.blank or box.row != index or not is_value(box.text):
        return None
    declared = column.unit or row.label.unit or default
    if declared is not None and not dimension(declared).startswith("money"):
        declared = None
    quantity = box.quantity(unit=declared)
    if quantity is None or quantity.kind != "number" or not isinstance(quantity.value, Decimal):
        return None
    if quantity.comparator not in (None, "=") or quantity.unit == "%":
        return None
    yuan = convert(quantity.value, quantity.unit, "元") if quantity.unit else None
    stage = row.stage or (stage_of(column.role) if column.role in STAGES else None)
    if stage == "executed" and _is_income(row, column):
        stage = "received"
    return Amount(box, column, stage or captioned, quantity, yuan)


def _is_income(row: Row, column: Column) -> bool:
    """Return whether a 决算数 is one of income: 收入 heads its column or names its total row."""
    words = column.label + (row.label.key if row.total else "")
    return "收入" in words and "支出" not in words


def _figure(row: Row, amount: Amount, kind: ReportKind, fiscal_year: int | None) -> BudgetFigure | None:
    """Return the budget figure of a cell, ``None`` without a unit."""
    if amount.yuan is None:
        return None
    column = amount.column
    scope, source = row.scope, row.source
    if scope == "total" and column.periodic:
        # What was spent in a quarter is a part of the year's total.
        scope = "other"
    if column.role is None or (scope == "total" and source == "all"):
        scope = cast(Scope, column.scope) if column.scope and scope in ("total", "other") else scope
        source = cast(FundSource, column.source or source)
    elif source == "all":
        source = cast(FundSource, column.source or source)
    scope = scope_in(kind, scope)
    year = row.label.year or column.year(fiscal_year)
    return BudgetFigure(
        stage=amount.stage,
        scope=scope,
        source=source,
        label=_label(row, column),
        year=year,
        quantity=amount.quantity,
        yuan=amount.yuan,
        evidence=amount.box.evidence(),
    )


def _label(row: Row, column: Column) -> str:
    """Return the words that name a cell: its row's, then its column's."""
    return f"{row.label.key}{column.label}" if row.label.key != column.label else column.label


def _is_money(column: Column) -> bool:
    """Return whether a column holds amounts: of a stage, or of a source named in its header."""
    if column.role in STAGES:
        return True
    return column.role is None and bool(column.scope or column.source)
