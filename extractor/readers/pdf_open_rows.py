"""Rows of a table without rules between them: where the figures stand there is a row.

The lines of every column are then dealt out to the rows in order, by where the middle of a
cell or its first line must stand, and by how close the lines are. A cell of a column that
has fewer of them, left of the first full one, covers the rows around it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from extractor.readers.pdf_lines import Piece
from extractor.readers.pdf_open_blocks import Block, Pitch, is_next_value

_SAME_ROW = 0.45
_BRACKETED = re.compile(r"[(（][^()（）]{1,8}[)）]")
_FULL, _ALMOST = 0.7, 0.9
_CLOSE = 2.2
_REACH = 6.0
"""Ems by which a text may miss its row."""
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
    dealt = [_assign(column, keys, pitch, centred, index < named) for index, column in enumerate(lines)]
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


Group = tuple[int, int, int, int]
"""First line, last line, first row, last row."""


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
    lines: list[list[Piece]], keys: Sequence[float], pitch: Pitch, centred: bool, level: bool
) -> list[Group]:
    """Deal the lines of one column out to rows, in order, at the least cost."""
    count, rows = len(lines), len(keys)
    em = max((piece.em for line in lines for piece in line), default=1.0)
    ys = [line[0].y for line in lines]
    apart = [is_next_value(above[0].text, below[0].text) for above, below in pairwise(lines)]
    # A name's unit or share in brackets belongs to the name above it, however far.
    bracketed = [
        number > 0 and _BRACKETED.fullmatch(line[0].text) is not None for number, line in enumerate(lines)
    ]
    skipped = _SPANNED if level and not centred else _SKIPPED
    best = [[skipped * row for row in range(rows + 1)]]
    back: list[list[Group | None]] = [[None] * (rows + 1)]
    for end in range(1, count + 1):
        costs = [float("inf")] * (rows + 1)
        groups: list[Group | None] = [None] * (rows + 1)
        inner = 0.0
        for begin in range(end - 1, max(end - _MOST_LINES, 0) - 1, -1):
            if begin < end - 1:
                if apart[begin]:
                    break
                step = 0.0 if bracketed[begin + 1] else (ys[begin + 1] - ys[begin]) / em
                inner += _LOOSE if step > pitch.most + 0.05 else 0.0
            torn = 0.0
            if begin and not pitch.tight and not apart[begin - 1]:
                near = (ys[begin] - ys[begin - 1]) / em <= pitch.most
                torn = _TORN if near or bracketed[begin] else 0.0
            for start, stop in _places(ys[begin], ys[end - 1], keys, em, level):
                cost = _misfit(ys[begin], ys[end - 1], keys, start, stop, em, centred)
                spanned = (_SPANNED if level else _SPANNED_VALUE) * (stop - start)
                total = best[begin][start] + cost + inner + torn + spanned
                if total < costs[stop + 1]:
                    costs[stop + 1], groups[stop + 1] = total, (begin, end - 1, start, stop)
        for row in range(1, rows + 1):
            if costs[row - 1] + skipped < costs[row]:
                costs[row], groups[row] = costs[row - 1] + skipped, groups[row - 1]
        best.append(costs)
        back.append(groups)
    found: list[Group] = []
    end, stop = count, rows
    while end > 0 and (group := back[end][stop]) is not None:
        found.append(group)
        end, stop = group[0], group[2]
    found.reverse()
    return found if centred or not level else _carried_down(found, rows)


def _places(
    first: float, last: float, keys: Sequence[float], em: float, level: bool
) -> Iterator[tuple[int, int]]:
    """Yield the rows, first and last, that a cell may cover whose text runs from *first* to *last*."""
    middle = (first + last) / 2
    low = bisect_left(keys, first - _REACH * em)
    high = bisect_right(keys, last + _REACH * em)
    for row in range(low, high):
        yield row, row
        if not level and row + 1 < len(keys):
            yield row, row + 1
    if level:
        # Its text stands in the middle of the rows it covers: for each first there is a last.
        for start in range(bisect_right(keys, middle)):
            stop = bisect_left(keys, 2 * middle - keys[start])
            for other in (stop - 1, stop, stop + 1):
                if start < other < len(keys):
                    yield start, other


def _misfit(
    first: float, last: float, keys: Sequence[float], start: int, stop: int, em: float, centred: bool
) -> float:
    """Return by how many ems a text misses the place it has in a cell over rows *start* to *stop*."""
    low, high = keys[start], keys[stop]
    if start < stop:
        # The outer rows reach as far beyond their own text as towards the next one.
        low -= (low - keys[start - 1]) / 4 if start else 0.0
        high += (keys[stop + 1] - high) / 4 if stop + 1 < len(keys) else 0.0
    by_middle = abs((first + last - low - high) / 2) / em + (0.0 if centred else _OTHER_WAY)
    by_top = abs(first - keys[start]) / em + (_OTHER_WAY if centred else 0.0)
    return min(by_middle, by_top)


def _carried_down(groups: Sequence[Group], rows: int) -> list[Group]:
    """Let each cell of a level, its text at the top, cover the rows down to the next."""
    ends = [*(group[2] - 1 for group in groups[1:]), rows - 1][: len(groups)]
    return [
        (begin, last, start, max(stop, end))
        for (begin, last, start, stop), end in zip(groups, ends, strict=True)
    ]


def _spread(
    lines: Sequence[list[list[Piece]]], groups: Sequence[list[Group]], keys: Sequence[float]
) -> Spread:
    tops, bottoms = list(keys), list(keys)
    cells: list[list[tuple[int, int]]] = []
    for column, dealt in zip(lines, groups, strict=True):
        cells.append([(start, stop) for _, _, start, stop in dealt])
        for begin, end, start, stop in dealt:
            if start == stop:
                tops[start] = min(tops[start], column[begin][0].y)
                bottoms[start] = max(bottoms[start], column[end][0].y)
    rows = [Row(key, top, bottom) for key, top, bottom in zip(keys, tops, bottoms, strict=True)]
    return Spread(rows, cells)
