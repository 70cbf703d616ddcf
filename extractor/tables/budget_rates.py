"""Execution rates of a budget block, and the points they earn."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from extractor.records import FundSource, Quantity, Scope, Stage, StatedRate
from extractor.tables.budget_rows import Row, is_total_row, stage_of, starting
from extractor.tables.columns import STAGES, Column, is_value, lettered
from extractor.tables.grid import Box, Grid
from extractor.tables.marks import Marks
from extractor.tables.regions import Region

_PERCENT = re.compile(r"\s*-?[\d０-９.．,，\s]+[%％]?\s*")


@dataclass(frozen=True, slots=True)
class Points:
    """The points a budget block earns for its execution rate."""

    score: Decimal
    full: Decimal | None
    box: Box


def source_rates(
    grid: Grid, row: Row, money: list[Column], fiscal_year: int | None, marks: Marks
) -> Iterator[StatedRate]:
    """Yield the rates of a row of them, one for each source (a transposed block)."""
    for column in starting(grid, row.index, money):
        box = grid.at(row.index, column.index)
        if box is None or box.blank or box.row != row.index or not is_value(box.text):
            continue
        scope = cast(Scope, column.scope or "total")
        source = cast(FundSource, column.source or "all")
        yield from _rate(box, scope, source, row.label.year or column.year(fiscal_year), marks)


def source_points(grid: Grid, row: Row, money: list[Column], marks: Marks) -> Points | None:
    """Return the points of a row of them in a transposed block: the first column's that has any."""
    for column in starting(grid, row.index, money):
        box = grid.at(row.index, column.index)
        score = _number(box) if box is not None and box.row == row.index else None
        if score is not None and box is not None:
            marks.use(box)
            return Points(score, row.label.points, box)
    return None


def row_rates(
    grid: Grid, region: Region, row: Row, base: Stage | None, fiscal_year: int | None, marks: Marks
) -> Iterator[StatedRate]:
    """Yield the rates that stand in a row's columns of rates; *base* is what they say they divide by."""
    for column in starting(grid, row.index, region.of("rate")):
        box = grid.at(row.index, column.index)
        if box is None or box.blank or not _PERCENT.fullmatch(box.text):
            continue
        # A cell merged over several rows speaks of the total where it covers its row.
        merged = box.bottom - box.row > 1 and _reaches_total(grid, region, box)
        if not row.total if merged else box.row != row.index:
            continue
        year = row.label.year or column.year(fiscal_year)
        yield from _rate(box, row.scope, row.source, year, marks, ratio=_ratio(row), base=base)


def _rate(
    box: Box,
    scope: Scope,
    source: FundSource,
    year: int | None,
    marks: Marks,
    *,
    ratio: Decimal | None = None,
    base: Stage | None = None,
) -> Iterator[StatedRate]:
    """Yield the rate a cell states, nothing for words."""
    quantity = box.quantity()
    if quantity is not None and isinstance(quantity.value, Decimal):
        marks.use(box)
        yield StatedRate(
            scope=scope,
            source=source,
            year=year,
            percent=in_percent(quantity, ratio),
            text=box.text.strip(),
            base=base,
            evidence=box.evidence(),
        )


def declared_base(region: Region) -> Stage | None:
    """Return the stage of the column whose letter the rate's header divides by (A of B/A)."""
    quotients = [column.quotient for column in region.columns if column.role == "rate"]
    role = next((lettered(region.columns).get(each[1]) for each in reversed(quotients) if each), None)
    return stage_of(role) if role else None


def _reaches_total(grid: Grid, region: Region, box: Box) -> bool:
    """Return whether a cell merged over several rows covers the total row."""
    rows = range(box.row, min(box.bottom, region.end))
    return any(is_total_row(grid, region, row, subtotal=False) for row in rows)


def _ratio(row: Row) -> Decimal | None:
    """Return executed ÷ budget of the row, the adjusted budget first; ``None`` where unknown."""
    stages = {
        stage_of(amount.column.role): amount
        for amount in row.amounts.values()
        if amount.column.role in STAGES
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


def row_points(grid: Grid, region: Region, row: Row, marks: Marks) -> Points | None:
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


def block_points(found: list[tuple[Row, Points]], rows: list[Row]) -> Points | None:
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
