"""From the bands of a table without full rulings to the merge grid of a ruled one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.readers.pdf_open_blocks import Block
from extractor.readers.pdf_open_columns import Band, solve
from extractor.readers.pdf_open_rows import Spread, infer_rows
from extractor.readers.pdf_open_tables import OpenTable
from extractor.readers.pdf_rulings import Piece as Rule
from extractor.readers.pdf_tables import Grid, grid_of_walls

_MARGIN = 1.0
_HALF = 0.33
"""Ems from the baseline up to the middle of a character."""
_OFF_CENTRE = 1.5
_CENTRED = 1.0
_FEW, _FEW_PAIRS = 0.6, 0.85
"""Share of its cells up to which a row that is filled is one of few texts; with up to two pairs."""


@dataclass(slots=True)
class _Line:
    """A line across a table: ``walls`` says for each column whether it is drawn there."""

    y: float
    walls: list[bool]


def grids_of(parts: Sequence[OpenTable]) -> list[Grid]:
    """Return the grids of the parts of one table, page after page, all with the same columns."""
    left = min(min([part.left, *(b.x0 - 3 for band in part.bands for b in band.blocks)]) for part in parts)
    right = max(max([part.right, *(b.x1 + 3 for band in part.bands for b in band.blocks)]) for part in parts)
    drawn = sorted({x for part in parts for x in part.drawn})
    xs = solve([band for part in parts for band in part.bands], left, right, drawn)
    return [_grid(part, xs) for part in parts]


def _grid(table: OpenTable, xs: Sequence[float]) -> Grid:
    width = len(xs) - 1
    lines = [_Line(table.top, [True] * width)]
    owners: list[Band] = []
    for index, band in enumerate(table.bands):
        if index:
            lines.append(_between(table, table.bands[index - 1], band, xs))
        inner = _inner_lines(table, band, width)
        lines += inner
        owners += [band] * (len(inner) + 1)
    lines.append(_Line(table.bottom, [True] * width))
    down = [[True] * len(owners) for _ in xs]
    for row, band in enumerate(owners):
        edges = {edge for pair in band.ranges for edge in pair}
        for index in range(len(xs)):
            down[index][row] = index in edges
    across = [line.walls for line in lines]
    ys = [line.y for line in lines]
    _widen(table, xs, ys, down, across)
    return grid_of_walls(xs, ys, down, across)


def _between(table: OpenTable, upper: Band, lower: Band, xs: Sequence[float]) -> _Line:
    """Return the line between two bands; a cell goes on over it where a rule leaves it open."""
    y = lower.top
    rules = [rule for rule in table.rules if abs(rule[0] - y) < 0.5]
    walls = [True] * (len(xs) - 1)
    if rules:
        for first, end in set(upper.ranges) & set(lower.ranges):
            if not _covers(rules, xs[first] + _MARGIN, xs[end] - _MARGIN):
                walls[first:end] = [False] * (end - first)
        return _Line(y, walls)
    for first, end in set(upper.ranges) & set(lower.ranges):
        crossing = [
            block
            for block in (*upper.blocks, *lower.blocks)
            if block.first < y < block.last and xs[first] <= (block.x0 + block.x1) / 2 <= xs[end]
        ]
        if crossing:
            walls[first:end] = [False] * (end - first)
    return _Line(y, walls)


def _covers(rules: Sequence[Rule], low: float, high: float) -> bool:
    covered = sum(max(0.0, min(high, end) - max(low, begin)) for _, begin, end in rules)
    return covered >= 0.5 * (high - low)


def _inner_lines(table: OpenTable, band: Band, width: int) -> list[_Line]:
    ys = sorted({rule[0] for rule in table.rules if band.top + 1 < rule[0] < band.bottom - 1})
    drawn: list[tuple[float, list[bool]]] = []
    for y in ys:
        rules = [rule for rule in table.rules if rule[0] == y]
        covered = [_covers(rules, low, high) for low, high in band.columns]
        if any(covered):
            drawn.append((y, covered))
    count = len(band.columns)
    edges = [(band.top, [True] * count), *drawn, (band.bottom, [True] * count)]
    result: list[_Line] = []
    for number, ((top, above), (bottom, below)) in enumerate(pairwise(edges)):
        if number:
            result.append(_Line(top, _spread_walls(band, above, width)))
        columns: list[list[Block]] = [[] for _ in range(count)]
        for block in band.blocks:
            index = band.column_of(block)
            if top <= block.centre - 0.3 * block.em < bottom and above[index] and below[index]:
                columns[index].append(block)
        if table.ruled and sum(sum(block.value for block in column) > 1 for column in columns) < 2:
            continue
        if not any(columns):
            continue
        spread = infer_rows(columns, table.pitch, table.centred)
        open_columns = [above[index] and below[index] for index in range(count)]
        for y, walls in _row_lines(spread, open_columns, table.em):
            result.append(_Line(y, _spread_walls(band, walls, width)))
    return result


def _row_lines(spread: Spread, inside: Sequence[bool], em: float) -> list[tuple[float, list[bool]]]:
    """Return the lines between the rows of a strip.

    No cell goes past the beginning of one at its left.
    """
    cells: list[list[tuple[int, int]]] = []
    starts: set[int] = set()
    for column in spread.cells:
        limited = [(a, min([b, *(start - 1 for start in starts if a < start)])) for a, b in column]
        if any(b > a for a, b in limited):
            starts |= {a for a, _ in limited}
        cells.append(limited)
    lines = []
    for row, (upper, lower) in enumerate(pairwise(spread.rows)):
        apart = upper.bottom < lower.top
        y = (upper.bottom + lower.top) / 2 if apart else (upper.key + lower.key) / 2
        y -= _HALF * em
        walls = []
        for column, own in zip(cells, inside, strict=True):
            over = any(a <= row < b for a, b in column)
            walls.append(own and not over)
        lines.append((y, walls))
    return lines


def _spread_walls(band: Band, walls: Sequence[bool], width: int) -> list[bool]:
    """Return walls for the table's columns from those for the band's."""
    result = [True] * width
    for (first, end), wall in zip(band.ranges, walls, strict=True):
        result[first:end] = [wall] * (end - first)
    return result


def _widen(
    table: OpenTable,
    xs: Sequence[float],
    ys: Sequence[float],
    down: list[list[bool]],
    across: list[list[bool]],
) -> None:
    """Let the texts of a row of few, none of them a figure, take in the empty columns between them.

    A text in the middle of such columns covers them all; else they belong to the one before.
    """
    for row, (top, bottom) in enumerate(pairwise(ys)):
        cells = _row_cells(row, down, across)
        texts: list[list[Block]] = [[] for _ in cells]
        for band in table.bands:
            for block in band.blocks:
                if top <= block.centre - _HALF * block.em < bottom:
                    middle = (block.x0 + block.x1) / 2
                    for index, (first, end, _) in enumerate(cells):
                        if xs[first] <= middle < xs[end]:
                            texts[index].append(block)
        filled = [index for index, own in enumerate(texts) if own]
        most = _FEW_PAIRS if len(filled) <= 4 else _FEW
        if not 2 <= len(filled) <= most * len(cells) or any(b.value for own in texts for b in own):
            continue
        spare = [not own and cells[index][2] for index, own in enumerate(texts)]
        for index in filled:
            if not cells[index][2]:
                continue
            left, right = _reach(index, spare, cells, xs, texts[index])
            for other in range(left, right + 1):
                spare[other] = False
            for edge in range(cells[left][0] + 1, cells[right][1]):
                down[edge][row] = False
        for index in filled:
            last = index
            while cells[index][2] and last + 1 < len(cells) and spare[last + 1]:
                down[cells[last + 1][0]][row] = False
                last += 1


def _row_cells(row: int, down: list[list[bool]], across: list[list[bool]]) -> list[tuple[int, int, bool]]:
    """Return first column, end and whether it is of this row alone, for each cell of a row."""
    edges = [index for index, walls in enumerate(down) if walls[row]]
    return [
        (first, end, all(across[row][first:end]) and all(across[row + 1][first:end]))
        for first, end in pairwise(edges)
    ]


def _reach(
    index: int,
    spare: Sequence[bool],
    cells: Sequence[tuple[int, int, bool]],
    xs: Sequence[float],
    texts: Sequence[Block],
) -> tuple[int, int]:
    """Return the first and last cell that a text set to the middle of several covers."""
    low = high = index
    while low > 0 and spare[low - 1]:
        low -= 1
    while high + 1 < len(cells) and spare[high + 1]:
        high += 1
    middle = (min(block.x0 for block in texts) + max(block.x1 for block in texts)) / 2
    em = texts[0].em

    def off(pair: tuple[int, int]) -> float:
        return abs((xs[cells[pair[0]][0]] + xs[cells[pair[1]][1]]) / 2 - middle) / em

    best = min(((a, b) for a in range(low, index + 1) for b in range(index, high + 1)), key=off)
    if off((index, index)) < _OFF_CENTRE or off(best) > _CENTRED:
        return index, index
    return best
