"""Columns that hold several values in each cell, as their header says: 目标值/完成值 over ≥6页/7页.

Such a column becomes as many columns as its header has words; every part keeps its place
in the cell it was printed in.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractor.tables.grid import Box, Grid
from extractor.tables.headers import SURE, column_roles, heading

_SEPARATOR = re.compile(r"\s*[/／:：、（()）]\s*")
_LONGEST = 40
_MOST = 6
_MOST_TRIED = 8
_LARGEST = 20_000

_Span = tuple[int, int]


def unfolded(grid: Grid) -> Grid:
    """Return *grid* with each column of several values in a cell laid out as several columns.

    A column is one where the words of its header, cut at its marks, each head a column of
    their own, and most cells below are cut by the same marks. Others are left as they are.
    """
    if grid.height * grid.width > _LARGEST:
        return grid
    parts: dict[int, list[_Span]] = {}
    widths: dict[int, int] = {}
    tried: Counter[int] = Counter()
    for row in range(grid.height - 1):
        for box in grid.filled(row):
            spans = _header_spans(box.text)
            if len(spans) < 2 or box.right - box.column != 1 or box.column in widths:
                continue
            if tried[box.column] == _MOST_TRIED:
                continue
            tried[box.column] += 1
            cells = list(_below(grid, box))
            cut = {id(cell): found for cell in cells if (found := _cell_spans(cell, box, spans))}
            if 2 * len(cut) > len(cells):
                widths[box.column] = len(spans)
                parts[id(box)] = spans
                parts.update(cut)
    return _widened(grid, widths, parts) if widths else grid


def _below(grid: Grid, header: Box) -> Iterator[Box]:
    """Yield the filled cells of the header's own column, down to the next header."""
    for row in range(header.bottom, grid.height):
        box = grid.at(row, header.column)
        if box is None or box.row != row or box.blank:
            continue
        if box.right - box.column != 1 or column_roles(heading(box.text).key)[1] == SURE:
            return
        yield box


def _spans(text: str) -> list[_Span]:
    found, start = [], 0
    for match in _SEPARATOR.finditer(text):
        found.append((start, match.start()))
        start = match.end()
    found.append((start, len(text)))
    return [(begin, end) for begin, end in found if text[begin:end].strip()]


def _marks(text: str) -> list[str]:
    folded = (match[0].strip().translate(_FOLDED) for match in _SEPARATOR.finditer(text))
    return list(folded)


_FOLDED = str.maketrans("／：（）", "/:()")


@lru_cache(maxsize=8192)
def _header_spans(text: str) -> list[_Span]:
    """Return where the words of a compound header stand, empty for any other header."""
    if len(text) > _LONGEST or _SEPARATOR.search(text) is None:
        return []
    spans = _spans(text)
    roles = [column_roles(heading(text[begin:end]).key) for begin, end in spans]
    distinct = {found[0] for found, _ in roles if found}
    if len(distinct) < len(spans) or len(spans) > _MOST or any(sure < SURE for _, sure in roles):
        return []
    return spans


def _cell_spans(cell: Box, header: Box, spans: Sequence[_Span]) -> list[_Span]:
    """Return the parts of a cell cut by the same marks as its header, empty where they differ."""
    if len(cell.text) > _LONGEST or _marks(cell.text) != _marks(header.text):
        return []
    own = _spans(cell.text)
    return own if len(own) == len(spans) else []


def _widened(grid: Grid, widths: dict[int, int], parts: dict[int, list[_Span]]) -> Grid:
    """Return *grid* with room for the parts; a cell that was not cut spans all of them."""
    starts = [0]
    for column in range(grid.width):
        starts.append(starts[-1] + widths.get(column, 1))
    made: dict[int, list[Box]] = {}
    rows = []
    for row in grid.rows:
        line: list[Box] = []
        for box in row:
            if id(box) not in made:
                made[id(box)] = _parted(box, starts, parts.get(id(box)))
            line += made[id(box)]
        rows.append(tuple(line))
    return Grid.made(rows, starts[-1], grid.tables)


def _parted(box: Box, starts: Sequence[int], spans: Sequence[_Span] | None) -> list[Box]:
    left = starts[box.column]
    if spans is None:
        right = starts[min(box.right, len(starts) - 1)]
        return [Box(box.text, box.row, left, box.bottom, right, box.pieces)]
    return [
        Box(box.text[begin:end], box.row, left + place, box.bottom, left + place + 1, box.pieces, begin)
        for place, (begin, end) in enumerate(spans)
    ]
