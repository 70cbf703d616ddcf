"""From the rows of a Word table to a grid: every position covered exactly once.

Word writes a table row by row; a cell says how many columns it spans and whether it
continues the one above it. Here these statements become positions and extents.
"""

from dataclasses import dataclass, field
from typing import Final, Generic, Literal, TypeVar

from extractor.errors import LimitExceeded

Merge = Literal["start", "continue"] | None
Inner = TypeVar("Inner")

MAX_COLUMNS: Final = 256
"""Columns kept of one table. Word itself stops at 63."""


@dataclass(slots=True)
class CellDraft(Generic[Inner]):
    """A cell as written: its text, ``span`` in grid columns and its part in merges.

    ``inner`` holds what stands in the cell and becomes blocks of its own.
    """

    text: str = ""
    span: int = 1
    vertical: Merge = None
    horizontal: Merge = None
    inner: list[Inner] = field(default_factory=list)


@dataclass(slots=True)
class RowDraft(Generic[Inner]):
    """A row as written; ``before`` and ``after`` count grid columns left free at its ends."""

    cells: list[CellDraft[Inner]] = field(default_factory=list)
    before: int = 0
    after: int = 0
    hidden: bool = False


@dataclass(slots=True)
class PlacedCell(Generic[Inner]):
    """A cell with its top-left grid position and extent."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    hidden: bool
    inner: list[Inner]


@dataclass(slots=True)
class Grid(Generic[Inner]):
    """The cells of a table in row-major order and the extent of its grid.

    ``clamped`` says that a row was wider than :data:`MAX_COLUMNS` and was cut there.
    """

    cells: list[PlacedCell[Inner]]
    row_count: int
    column_count: int
    clamped: bool


def lay_out(rows: list[RowDraft[Inner]], limit: int) -> Grid[Inner]:
    """Return *rows* as a grid in which every position belongs to exactly one cell.

    A cell that continues the one above joins it when both begin and end at the same
    columns; otherwise it stands for itself. Rows shorter than the widest are filled up
    with empty cells. Raises :class:`LimitExceeded` for more than *limit* positions.
    """
    placed: list[PlacedCell[Inner]] = []
    ends: list[int] = []
    gaps: list[tuple[int, int, int]] = []
    clamped = False
    width = 0
    above: dict[int, PlacedCell[Inner]] = {}
    for index, row in enumerate(rows):
        column = min(row.before, MAX_COLUMNS)
        clamped = clamped or row.before > MAX_COLUMNS
        if column:
            gaps.append((index, 0, column))
        here: dict[int, PlacedCell[Inner]] = {}
        cell: PlacedCell[Inner] | None = None
        for draft in _join_horizontal(row.cells):
            span = draft.span
            if column + span > MAX_COLUMNS:
                clamped = True
                span = MAX_COLUMNS - column
            if span == 0:
                if cell is not None:
                    cell.text = _joined(cell.text, draft.text)
                    cell.inner.extend(draft.inner)
                continue
            owner = above.get(column) if draft.vertical == "continue" else None
            if owner is not None and owner.column_span == span:
                owner.row_span += 1
                cell = owner
            else:
                cell = PlacedCell(index, column, 1, span, draft.text, row.hidden, draft.inner)
                placed.append(cell)
            if draft.vertical is not None:
                here[column] = cell
            column += span
        ends.append(column)
        clamped = clamped or column + row.after > MAX_COLUMNS
        width = max(width, min(column + row.after, MAX_COLUMNS))
        above = here
    # Measured before anything is filled up: a single wide row must not multiply a long table.
    if width * len(rows) > limit:
        raise LimitExceeded("limit", detail=f"表格有 {len(rows)} 行 {width} 列，上限 {limit} 格")
    gaps.extend((index, end, width) for index, end in enumerate(ends) if end < width)
    for index, begin, end in gaps:
        hidden = rows[index].hidden
        placed.extend(PlacedCell(index, column, 1, 1, "", hidden, []) for column in range(begin, end))
    if gaps:
        placed.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(placed, len(rows), width, clamped)


def _join_horizontal(cells: list[CellDraft[Inner]]) -> list[CellDraft[Inner]]:
    """Return *cells* with those that legacy ``hMerge`` continues joined to their first."""
    if all(cell.horizontal is None for cell in cells):
        return cells
    joined: list[CellDraft[Inner]] = []
    for cell in cells:
        if cell.horizontal == "continue" and joined and joined[-1].horizontal is not None:
            first = joined[-1]
            first.span += cell.span
            first.text = _joined(first.text, cell.text)
            first.inner.extend(cell.inner)
        else:
            joined.append(cell)
    return joined


def _joined(first: str, second: str) -> str:
    """Return both texts, a line each, without empty lines."""
    return f"{first}\n{second}" if first and second else first or second
