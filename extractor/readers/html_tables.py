"""Tables of a web page: which hold data, and the merge grid of those that do."""

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.errors import LimitExceeded
from extractor.limits import Limits
from extractor.readers.html_tree import Element, is_hidden, tag_of

_LONG_CELL = 300
_SHORT_CELL = 100
_MANY_BLOCKS = 3
_FEW_CELLS = 4
_WIDEST_SPAN = 1000
"""The span at which browsers stop believing an attribute."""


@dataclass(slots=True)
class Placed:
    """A cell element with its grid position and extent."""

    element: Element
    row: int
    column: int
    row_span: int
    column_span: int
    hidden: bool


@dataclass(slots=True)
class Grid:
    """The merge grid of a table, before its cells are read."""

    cells: list[Placed]
    rows: int
    columns: int


def rows_of(table: Element) -> Iterator[tuple[Element, list[Element]]]:
    """Yield the rows of *table* with their cells, not those of tables inside it.

    Whatever wraps rows (``tbody``, a stray ``form``) is looked into; cells that stand
    outside any row make rows of their own.
    """
    pending: list[Iterator[Element]] = [iter(table)]
    loose: list[Element] = []
    while pending:
        child = next(pending[-1], None)
        tag = tag_of(child) if child is not None else ""
        if loose and tag not in ("td", "th", "") and child is not None:
            yield loose[0], loose
            loose = []
        if child is None:
            pending.pop()
        elif tag == "tr":
            yield child, _cells(child)
        elif tag in ("td", "th"):
            loose.append(child)
        elif tag not in ("table", "caption", "col", "colgroup", "script", "style", ""):
            pending.append(iter(child))
    if loose:
        yield loose[0], loose


def _cells(row: Element) -> list[Element]:
    found: list[Element] = []
    pending: list[Iterator[Element]] = [iter(row)]
    while pending:
        child = next(pending[-1], None)
        if child is None:
            pending.pop()
        elif (tag := tag_of(child)) in ("td", "th"):
            found.append(child)
        elif tag not in ("table", "script", "style", ""):
            pending.append(iter(child))
    return found


def is_layout(table: Element) -> bool:
    """Return whether *table* only arranges the page: its cells are then read as paragraphs.

    Where in doubt it is data, since a figure keeps its row and column that way.
    """
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return True
    rows = [cells for _, cells in rows_of(table)]
    if max(map(len, rows), default=0) <= 1:
        return True
    measured = [measure for cells in rows for cell in cells if (measure := _Measure.of(cell)).filled]
    if len(measured) <= 1:
        return True
    plain = sum(not cell.nested and cell.characters <= _SHORT_CELL for cell in measured)
    if any(cell.nested for cell in measured) and (plain < _FEW_CELLS or len(rows) == 1):
        return True
    largest = max(measured, key=lambda cell: cell.characters)
    if not (largest.nested or largest.blocks >= _MANY_BLOCKS or largest.characters >= _LONG_CELL):
        return False
    if len(rows) == 1:
        return True
    everything = sum(cell.characters for cell in measured)
    bordered = (table.get("border") or "0") not in ("0", "") or any(
        tag_of(cell) == "th" for cells in rows for cell in cells
    )
    return not bordered and len(measured) <= _FEW_CELLS and largest.characters * 10 >= everything * 7


@dataclass(slots=True)
class _Measure:
    characters: int = 0
    blocks: int = 0
    nested: bool = False

    @property
    def filled(self) -> bool:
        return bool(self.characters or self.nested)

    @classmethod
    def of(cls, cell: Element) -> "_Measure":
        measure = cls()
        measure.characters = len((cell.text or "").strip())
        pending: list[Iterator[Element]] = [iter(cell)]
        while pending:
            child = next(pending[-1], None)
            if child is None:
                pending.pop()
                continue
            measure.characters += len((child.tail or "").strip())
            tag = tag_of(child)
            if tag == "table":
                measure.nested = True
            elif tag not in ("script", "style", ""):
                measure.characters += len((child.text or "").strip())
                measure.blocks += tag in ("p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "section")
                pending.append(iter(child))
        return measure


def grid_of(table: Element, limits: Limits) -> Grid:
    """Return the merge grid of *table*; raises LimitExceeded where spans blow it up."""
    rows = list(rows_of(table))
    # covered[column] is the first row from the top that a cell above leaves free there.
    covered: dict[int, int] = {}
    placed: list[Placed] = []
    positions = columns = 0
    for number, (row, cells) in enumerate(rows):
        row_hidden = is_hidden(row)
        column = 0
        for cell in cells:
            while covered.get(column, 0) > number:
                column += 1
            across = min(_span(cell, "colspan"), _WIDEST_SPAN)
            down = _span(cell, "rowspan")
            # rowspan=0 runs to the end of the table, and none runs past it.
            down = min(down, len(rows) - number) if down else len(rows) - number
            across = max(across, 1)
            positions += across * down
            if positions > limits.cells:
                raise LimitExceeded("limit", detail=f"表格单元格超过 {limits.cells} 个")
            for position in range(column, column + across):
                covered[position] = max(covered.get(position, 0), number + down)
            hidden = row_hidden or is_hidden(cell)
            placed.append(Placed(cell, number, column, down, across, hidden))
            column += across
            columns = max(columns, column)
    return Grid(placed, len(rows), columns)


def _span(cell: Element, attribute: str) -> int:
    value = (cell.get(attribute) or "1").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 1
