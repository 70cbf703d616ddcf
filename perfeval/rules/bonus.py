"""Points that rows of their own add to a form's total or take off it (加分项, 扣分项)."""

import re
from decimal import Decimal

from extractor.document import Cell, Table
from perfeval.rules.claims import passages
from perfeval.rules.registry import Facts, once

_ROW = re.compile(
    r"(?:其他|额外|奖励|附加)?(?:加分|(?P<off>扣分|减分))(?:项|项目|指标|因素|情况)|附加分|奖励分"
)
_LONGEST = 12
_POINTS = re.compile(r"(?P<sign>[+＋－-]?)(?P<points>\d{1,2}(?:\.\d{1,2})?)分?")


@once
def bonus(facts: Facts) -> Decimal:
    """Return what such rows add up to, less what they take off; 0 where the form has none."""
    if facts.document is None:
        return Decimal(0)
    tables = {table.block: table for table in facts.document.tables}
    return sum(
        (_points(tables[cell.block], cell) for cell in passages(facts) if isinstance(cell, Cell)), Decimal(0)
    )


def _points(table: Table, cell: Cell) -> Decimal:
    """Return what the last number of a row that *cell* calls 加分项 or 扣分项 adds, 0 for any other cell."""
    row = _ROW.fullmatch("".join(cell.text.split())) if len(cell.text) <= _LONGEST else None
    if row is None:
        return Decimal(0)
    beside = (table.at(cell.row, column) for column in range(cell.column + 1, table.column_count))
    numbers = [
        found
        for each in beside
        if each is not None and (found := _POINTS.fullmatch("".join(each.text.split())))
    ]
    if not numbers:
        return Decimal(0)
    points = Decimal(numbers[-1]["points"])
    return -points if row["off"] or numbers[-1]["sign"] in ("-", "－") else points
