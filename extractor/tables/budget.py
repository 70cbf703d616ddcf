"""Budget blocks: the amounts of every row and stage, their rates, and the block's points.

A cell is what its column and its row say together: the stage may stand in either (a
transposed block has sources as columns and stages as rows), and so may scope, source,
year and unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast

from extractor.language.units import convert, dimension
from extractor.records import BudgetFigure, FundSource, Quantity, ReportKind, Scope, Stage, StatedRate
from extractor.tables.columns import STAGES, Column, is_period, is_value
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import (
    SURE,
    Heading,
    column_roles,
    heading,
    is_subtotal,
    is_total,
    money_tags,
    names_money,
)
from extractor.tables.marks import Marks
from extractor.tables.regions import Region, label_boxes

_STAGE_ROLES = {"budget": "adjusted"}
_MEASURES: dict[str, Literal["rate", "score"]] = {"rate": "rate", "rate_score": "score", "score": "score"}
_PERCENT = re.compile(r"\s*-?[\d０-９.．,，\s]+[%％]?\s*")


@dataclass(slots=True)
class Row:
    """One body row: the heading of its label, its box, and the amounts in it by column.

    ``measure`` tells a row of rates or points in a block whose columns are sources.
    """

    index: int
    label: Heading
    box: Box | None
    scope: Scope
    source: FundSource
    recognised: bool
    total: bool
    stage: Stage | None = None
    measure: Literal["rate", "score"] | None = None
    amounts: dict[int, "Amount"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """One money cell; ``yuan`` is ``None`` where no unit is known."""

    box: Box
    column: Column
    stage: Stage
    quantity: Quantity
    yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class Points:
    """The points a budget block earns for its execution rate."""

    score: Decimal
    full: Decimal | None
    box: Box


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
    body = range(region.begin, region.end)
    summed = any(_is_total_row(grid, region, index, subtotal=False) for index in body)
    scored: list[tuple[Row, Points]] = []
    named: set[tuple[Scope, FundSource]] = set()
    for index in body:
        row = _row(grid, region, index, money, kind)
        if row is None:
            continue
        if not summed and _is_total_row(grid, region, index, subtotal=True):
            row.scope, row.total = "total", True
        if row.measure is not None and block.transposed:
            _measures(grid, row, money, block, fiscal_year, marks)
            continue
        if row.scope not in ("total", "other"):
            if (row.scope, row.source) in named:
                # 公务用车购置 below 公务用车: a part of what has that name already.
                row.scope = "other"
            named.add((row.scope, row.source))
        for column in _starting(grid, index, money):
            amount = _amount(grid, index, column, row, default, captioned)
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
            block.rates += _rates(grid, region, row, fiscal_year, marks)
            found = _points(grid, region, row, marks)
            if found is not None:
                scored.append((row, found))
    block.points = block.points or _block_points(scored, block.rows)
    return block


def _measures(
    grid: Grid, row: Row, money: list[Column], block: BudgetBlock, fiscal_year: int | None, marks: Marks
) -> None:
    """Take in a row of rates, or of the points for them, one for each source."""
    for column in _starting(grid, row.index, money):
        box = grid.at(row.index, column.index)
        if box is None or box.blank or box.row != row.index or not is_value(box.text):
            continue
        if row.measure == "score":
            score = _number(box)
            if score is not None and block.points is None:
                block.points = Points(score, row.label.points, box)
                marks.use(box)
        elif (quantity := box.quantity()) is not None and isinstance(quantity.value, Decimal):
            marks.use(box)
            block.rates.append(
                StatedRate(
                    scope=cast(Scope, column.scope or "total"),
                    source=cast(FundSource, column.source or "all"),
                    year=row.label.year or column.year(fiscal_year),
                    percent=in_percent(quantity, None),
                    text=box.text.strip(),
                    evidence=box.evidence(),
                )
            )


def _is_money(column: Column) -> bool:
    """Return whether a column holds amounts: of a stage, or of a source named in its header."""
    if column.role in STAGES:
        return True
    return column.role is None and bool(column.scope or column.source)


def _starting(grid: Grid, index: int, columns: list[Column]) -> Iterator[Column]:
    """Yield the columns at which a box of row *index* begins, merged columns once."""
    seen: set[int] = set()
    for column in columns:
        box = grid.at(index, column.index)
        if box is not None and id(box) not in seen:
            seen.add(id(box))
            yield column


def _row(grid: Grid, region: Region, index: int, money: list[Column], kind: ReportKind) -> Row | None:
    """Return the row with what its label says, ``None`` where it can hold no amounts.

    The labels are the boxes outside the value columns; of several the most specific,
    the rightmost, names the row, and what it leaves open the others say.
    """
    labels = label_boxes(grid, region, index)
    if not labels:
        unlabelled = all(column.index in region.valued or not column.headings for column in region.columns)
        if not unlabelled and not region.block and not any(column.role is None for column in money):
            return None
        label = heading("")
        return Row(index, label, None, "total", "all", True, True)
    if region.tasks:
        labels = labels[:1]
    box = labels[-1]
    label = heading(box.text)
    if len(label.key) > 40:
        return None
    stage: Stage | None = None
    measure: Literal["rate", "score"] | None = None
    scope: str | None = None
    source: str | None = None
    for each in reversed(labels):
        key = heading(each.text).key
        own_scope, own_source = money_tags(key) if not region.tasks or names_money(key) else (None, None)
        roles, sure = column_roles(key)
        if measure is None and sure == SURE and not own_source:
            measure = _MEASURES.get(roles[0])
        # 上年结转资金 is money carried in, a source, and no stage for all its tail says so.
        if stage is None and sure == SURE and not own_source:
            stage = next((_stage(role) for role in roles if role in STAGES), None)
        if scope is None and source is None:
            scope, source = own_scope, own_source
    total = is_total(label.key) or scope == "total"
    recognised = bool(scope or source or stage)
    if scope is None:
        scope = "total" if source or stage else "other"
    if scope == "project" and kind.startswith("project"):
        scope = "total"
    return Row(
        index, label, box, cast(Scope, scope), cast(FundSource, source or "all"), recognised, total, stage,
        measure,
    )  # fmt: skip


def _stage(role: str) -> Stage:
    return cast(Stage, _STAGE_ROLES.get(role, role))


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


def _is_total_row(grid: Grid, region: Region, index: int, *, subtotal: bool) -> bool:
    """Return whether a row sums up the others; a 小计 does where nothing else does."""
    keys = [heading(box.text).key for box in label_boxes(grid, region, index)[-1:]]
    return any(is_subtotal(key) if subtotal else is_total(key) for key in keys)


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
    stage = row.stage or (_stage(column.role) if column.role in STAGES else None)
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
    if scope == "total" and any(is_period(each.key) for each in column.headings):
        # What was spent in a quarter is a part of the year's total.
        scope = "other"
    if column.role is None or (scope == "total" and source == "all"):
        scope = cast(Scope, column.scope) if column.scope and scope in ("total", "other") else scope
        source = cast(FundSource, column.source or source)
    elif source == "all":
        source = cast(FundSource, column.source or source)
    if scope == "project" and kind.startswith("project"):
        scope = "total"
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


def _rates(
    grid: Grid, region: Region, row: Row, fiscal_year: int | None, marks: Marks
) -> Iterator[StatedRate]:
    for column in _starting(grid, row.index, region.of("rate")):
        box = grid.at(row.index, column.index)
        if box is None or box.blank or not _PERCENT.fullmatch(box.text):
            continue
        if (
            not row.total
            if box.bottom - box.row > 1 and _reaches_total(grid, region, box)
            else box.row != row.index
        ):
            continue
        quantity = box.quantity()
        if quantity is None or not isinstance(quantity.value, Decimal):
            continue
        marks.use(box)
        yield StatedRate(
            scope=row.scope,
            source=row.source,
            year=row.label.year or column.year(fiscal_year),
            percent=in_percent(quantity, _ratio(row)),
            text=box.text.strip(),
            evidence=box.evidence(),
        )


def _reaches_total(grid: Grid, region: Region, box: Box) -> bool:
    """Return whether a cell merged over several rows covers the total row: it speaks of the total."""
    rows = range(box.row, min(box.bottom, region.end))
    return any(_is_total_row(grid, region, row, subtotal=False) for row in rows)


def _ratio(row: Row) -> Decimal | None:
    """Return executed ÷ budget of the row, the adjusted budget first; ``None`` where unknown."""
    stages = {
        _stage(amount.column.role): amount for amount in row.amounts.values() if amount.column.role in STAGES
    }
    spent = stages.get("executed")
    budget = stages.get("adjusted") or stages.get("initial") or stages.get("received")
    if spent is None or budget is None:
        return None
    below, above = budget.quantity.value, spent.quantity.value
    if not isinstance(below, Decimal) or not isinstance(above, Decimal) or not below:
        return None
    return above / below


def in_percent(quantity: Quantity, ratio: Decimal | None) -> Decimal:
    """Return a rate in percent; a bare 0.958 or 1 is a fraction where that is nearer the *ratio*.

    *ratio* is what the amounts beside it give (1 for all spent), ``None`` if unknown.
    """
    value = cast(Decimal, quantity.value)
    if quantity.unit == "%" or not 0 < abs(value) <= Decimal("1.5"):
        return value
    exact = value.scaleb(2)
    whole = exact if int(exact.as_tuple().exponent) <= 0 else exact.quantize(Decimal(1))
    if ratio is None or abs(whole - ratio * 100) <= abs(value - ratio * 100):
        return whole
    return value


def _points(grid: Grid, region: Region, row: Row, marks: Marks) -> Points | None:
    """Return the points in *row*, ``None`` where it has none."""
    score_column = region.first("rate_score", "score")
    if score_column is None:
        return None
    box = grid.at(row.index, score_column.index)
    score = _number(box)
    if score is None or box is None:
        return None
    weight_column = region.first("rate_weight", "weight")
    weight_box = grid.at(row.index, weight_column.index) if weight_column else None
    full = _number(weight_box)
    marks.use(box, weight_box)
    return Points(score, full if full is not None else score_column.points, box)


def _block_points(found: list[tuple[Row, Points]], rows: list[Row]) -> Points | None:
    """Return the points of the block: its total row's, for sub-rows only repeat them."""
    totals = [points for row, points in found if row.total]
    if totals:
        return totals[0]
    if any(row.total for row in rows):
        return None
    return found[0][1] if len({points.score for _, points in found}) == 1 else None


def _number(box: Box | None) -> Decimal | None:
    quantity = box.quantity() if box is not None else None
    if quantity is None or quantity.kind != "number" or not isinstance(quantity.value, Decimal):
        return None
    return quantity.value if quantity.comparator in (None, "=") and quantity.unit in (None, "分") else None
