"""Rows of a table without rules between them: where the figures stand there is a row.

The lines of every column are then dealt out to the rows in order, by where the middle of a
cell or its first line must stand, and by how close the lines are. A cell of a column that
has fewer of them, left of the first full one, covers the rows around it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from extractor.readers.pdf_lines import Piece
from extractor.readers.pdf_open_blocks import Block, Pitch, is_next_value

_SAME_ROW = 0.45
_BRACKETED = re.compile(r"[(（][^()（）]{1,8}[)）]")
_FULL, _ALMOST = 0.7, 0.9
_CLOSE = 2.2
_MOST_LINES = 14
"""Lines of one cell tried."""
_OTHER_WAY = 0.25
"""What it costs, in ems, that a cell is not set like most: its middle or its top at its row's."""
_SKIPPED, _SPANNED = 0.3, 0.1
_SPANNED_VALUE = 2.0
_TORN, _LOOSE = 1.2, 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the height its cells are set to, and where its text begins and ends."""

    key: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The rows of a band and, for each column, which rows each of its cells covers (both included)."""

    rows: list[Row]
    cells: list[list[tuple[int, int]]]


def infer_rows(columns: Sequence[Sequence[Block]], pitch: Pitch, centred: bool) -> Spread:
    """Return the rows of a band from the blocks of its columns."""
    full = _full_columns(columns)
    keys = _keys([block for index in full for block in columns[index]], centred)
    keys = _without_spans(keys, [columns[index] for index in full], centred)
    lines = [_lines(column) for column in columns]
    if not pitch.tight:
        named = _first_full(lines, keys, full)
        others = [column for index, column in enumerate(columns) if index >= named and index not in full]
        keys = _with_blank_rows(keys, [block for column in others for block in column], centred)
    named = _first_full(lines, keys, full)
    dealt = [
        _assign(column, keys, pitch, centred, _SPANNED if index < named else _SPANNED_VALUE)
        for index, column in enumerate(lines)
    ]
    return _spread(lines, dealt, keys)


def _with_blank_rows(keys: Sequence[float], blocks: Sequence[Block], centred: bool) -> list[float]:
    """Return the rows with those whose figures are blank: a text far from every other row."""
    result = list(keys)
    for block in blocks:
        key = block.centre if centred else block.first
        if all(abs(key - other) > 0.9 * block.em for other in result):
            result.append(key)
    return sorted(result)


def _lines(column: Sequence[Block]) -> list[list[Piece]]:
    """Return the pieces of a column, line by line."""
    lines: list[list[Piece]] = []
    for piece in sorted((piece for block in column for piece in block.pieces), key=lambda piece: piece.y):
        if lines and piece.y - lines[-1][0].y < 0.3 * piece.em:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _full_columns(columns: Sequence[Sequence[Block]]) -> list[int]:
    """Return the columns that have a cell in most rows: those of figures, if there are any."""
    figures = [
        index
        for index, column in enumerate(columns)
        if sum(block.value for block in column) >= max(2, 0.6 * (len(column) - 1))
    ]
    candidates = figures or [index for index, column in enumerate(columns) if column]
    most = max((len(columns[index]) for index in candidates), default=0)
    return [index for index in candidates if len(columns[index]) >= _FULL * most]


def _keys(blocks: Sequence[Block], centred: bool) -> list[float]:
    groups: list[list[float]] = []
    for block in sorted(blocks, key=lambda block: block.centre if centred else block.first):
        key = block.centre if centred else block.first
        if groups and key - groups[-1][-1] <= _SAME_ROW * block.em:
            groups[-1].append(key)
        else:
            groups.append([key])
    return [mean(group) for group in groups]


def _without_spans(keys: list[float], columns: Sequence[Sequence[Block]], centred: bool) -> list[float]:
    """Return the rows without those that only a cell between two rows, over both, gave rise to."""
    if len(columns) < 3 or not centred:
        return keys

    def holders(key: float) -> set[int]:
        return {
            index
            for index, column in enumerate(columns)
            if any(abs(block.centre - key) <= _SAME_ROW * block.em for block in column)
        }

    kept = []
    for index, key in enumerate(keys):
        own = holders(key)
        if 0 < index < len(keys) - 1 and len(own) == 1:
            around = holders(keys[index - 1]), holders(keys[index + 1])
            if all(len(other) > 1 and not own & other for other in around):
                continue
        kept.append(key)
    return kept


Group = tuple[int, int, int, int, float]
"""First line, last line, first row, last row, cost."""


def _first_full(lines: Sequence[list[list[Piece]]], keys: Sequence[float], full: Sequence[int]) -> int:
    """Return the leftmost column with a cell in most rows: the names of what the figures are of."""
    met = [len(keys) if index in full else _rows_met(column, keys) for index, column in enumerate(lines)]
    # Levels of single rows come close to it.
    enough = max(_FULL * len(keys), _ALMOST * max((m for i, m in enumerate(met) if i not in full), default=0))
    return next((index for index, count in enumerate(met) if count >= enough), len(lines))


def _rows_met(column: Sequence[list[Piece]], keys: Sequence[float]) -> int:
    """Return at how many rows' heights a column has a line, or two lines around it."""
    count = 0
    for key in keys:
        at = any(abs(line[0].y - key) <= _SAME_ROW * line[0].em for line in column)
        around = any(
            above[0].y - 1 <= key <= below[0].y + 1 and below[0].y - above[0].y < _CLOSE * above[0].em
            for above, below in pairwise(column)
        )
        count += at or around
    return count


def _assign(
    lines: list[list[Piece]], keys: Sequence[float], pitch: Pitch, centred: bool, spanned: float
) -> list[Group]:
    """Deal the lines of one column out to rows, in order, at the least cost."""
    count, rows = len(lines), len(keys)
    if not count:
        return []
    em = max(piece.em for line in lines for piece in line)
    ys = [line[0].y for line in lines]
    apart = [is_next_value(above[0].text, below[0].text) for above, below in pairwise(lines)]
    # A name's unit or share in brackets belongs to the name above it, however far.
    bracketed = [
        number > 0 and _BRACKETED.fullmatch(line[0].text) is not None for number, line in enumerate(lines)
    ]
    edges = [keys[0], *((low + high) / 2 for low, high in pairwise(keys)), keys[-1]]
    infinite = float("inf")
    best = [[infinite] * (rows + 1) for _ in range(count + 1)]
    back: list[list[Group | None]] = [[None] * (rows + 1) for _ in range(count + 1)]
    best[0] = [_SKIPPED * row for row in range(rows + 1)]
    for end in range(1, count + 1):
        for stop in range(1, rows + 1):
            skip = best[end][stop - 1] + _SKIPPED
            if skip < best[end][stop]:
                best[end][stop], back[end][stop] = skip, back[end][stop - 1]
            inner = 0.0
            for begin in range(end - 1, max(end - _MOST_LINES, 0) - 1, -1):
                if begin < end - 1:
                    step = 0.0 if bracketed[begin + 1] else (ys[begin + 1] - ys[begin]) / em
                    if apart[begin]:
                        break
                    inner += _LOOSE if step > pitch.most + 0.05 else 0.0
                torn = 0.0
                if begin and not pitch.tight and not apart[begin - 1]:
                    near = (ys[begin] - ys[begin - 1]) / em <= pitch.most
                    torn = _TORN if near or bracketed[begin] else 0.0
                middle = (ys[begin] + ys[end - 1]) / 2
                for start in range(stop - 1, -1, -1):
                    if keys[start] < ys[begin] - 12 * em and spanned > 1:
                        break
                    before = best[begin][start]
                    if before == infinite:
                        continue
                    low = keys[start] if start == stop - 1 else (edges[start] + keys[start]) / 2
                    high = keys[stop - 1] if start == stop - 1 else (edges[stop] + keys[stop - 1]) / 2
                    by_middle = abs(middle - (low + high) / 2) / em + (0.0 if centred else _OTHER_WAY)
                    by_top = abs(ys[begin] - keys[start]) / em + (_OTHER_WAY if centred else 0.0)
                    cost = min(by_middle, by_top)
                    total = before + cost + inner + torn + spanned * (stop - 1 - start)
                    if total < best[end][stop]:
                        best[end][stop] = total
                        back[end][stop] = (begin, end - 1, start, stop - 1, cost)
    groups: list[Group] = []
    end, stop = count, rows
    while end > 0:
        group = back[end][stop]
        if group is None:
            break
        groups.append(group)
        end, stop = group[0], group[2]
    return groups[::-1]


def _spread(
    lines: Sequence[list[list[Piece]]], groups: Sequence[list[Group]], keys: Sequence[float]
) -> Spread:
    tops, bottoms = list(keys), list(keys)
    cells: list[list[tuple[int, int]]] = []
    for column, dealt in zip(lines, groups, strict=True):
        cells.append([(start, stop) for _, _, start, stop, _ in dealt])
        for begin, end, start, stop, _ in dealt:
            if start == stop:
                tops[start] = min(tops[start], column[begin][0].y)
                bottoms[start] = max(bottoms[start], column[end][0].y)
    rows = [Row(key, top, bottom) for key, top, bottom in zip(keys, tops, bottoms, strict=True)]
    return Spread(rows, cells)
