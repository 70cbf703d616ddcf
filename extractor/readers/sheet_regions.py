"""Several tables on one sheet: where each begins and ends, and which lines stand around them.

A sheet is an endless grid; what a reader sees on it is blocks. Empty rows part blocks, so
do empty columns. Borders tell more where there are any: a line of text without a border
beside bordered rows is a title or a remark, not a row, and a bordered row without text is
a row left blank, not a gap.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_LONGEST_BLANK: Final = 200
"""Bordered rows in a row without any text after which a table has ended."""
_WIDEST_BLANK: Final = 20
"""Empty columns that part even a single column from the rest."""
_MOST_PARTS: Final = 64
_LINE_CELLS: Final = 4
_COLONS: Final = ("：", ":")

NOTHING: Final[Mapping[int, str]] = {}


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: rows ``top`` to ``bottom`` and columns ``left`` to ``right``, ends excluded."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A worksheet as stored, without its empty expanse.

    ``rows`` maps a row to its texts by column, blank ones left out. ``numeric`` are the
    rows that hold a number, ``framed`` those with a border left or right of a cell,
    ``frames`` the bordered columns without text.
    """

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    numeric: set[int] = field(default_factory=set)
    framed: set[int] = field(default_factory=set)
    frames: dict[int, set[int]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is text around a table: its cells' texts, left to right."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A table's place: rows ``top`` to ``bottom``, columns ``left`` to ``right``, ends excluded."""

    top: int
    left: int
    bottom: int
    right: int
    merges: tuple[Merge, ...] = ()


def regions(sheet: Sheet) -> Iterator[Line | Area]:
    """Yield the lines and tables of *sheet* in reading order: down, then to the right."""
    text_merges = _with_text(sheet)
    yield from _Split(sheet, text_merges).parts()


def _with_text(sheet: Sheet) -> list[Merge]:
    """Return the merges that show a text or a border, topmost first; others would only bridge gaps."""
    return [
        merge
        for merge in sorted(sheet.merges, key=lambda merge: (merge.top, merge.left))
        if sheet.rows.get(merge.top, NOTHING).get(merge.left) or merge.top in sheet.framed
    ]


class _Split:
    """The cutting of one sheet."""

    def __init__(self, sheet: Sheet, merges: Sequence[Merge]) -> None:
        self._sheet = sheet
        self._merges = merges
        self._reach: dict[int, int] = {}
        for merge in merges:
            self._reach[merge.top] = max(self._reach.get(merge.top, 0), merge.bottom)
        self._parts = 0

    def parts(self) -> Iterator[Line | Area]:
        columns = range(0, 1 << 30)
        rows = sorted({*self._sheet.rows, *self._sheet.frames, *self._sheet.framed})
        yield from self._rows(rows, columns)

    def _rows(self, rows: Sequence[int], columns: range) -> Iterator[Line | Area]:
        """Cut *rows*, of which only *columns* count, at empty rows."""
        for block in self._blocks(rows, columns):
            yield from self._lines(block, columns)

    def _blocks(self, rows: Sequence[int], columns: range) -> Iterator[list[int]]:
        """Yield runs of rows without an empty one between, blank bordered rows at their ends left out."""
        block: list[int] = []
        blanks = 0
        end = 0
        for row in rows:
            filled = bool(self._texts(row, columns))
            if block and (row > end or (blanks > _LONGEST_BLANK and filled)):
                yield self._trimmed(block, columns)
                block, blanks = [], 0
            if not filled and not block:
                continue
            block.append(row)
            blanks = 0 if filled else blanks + 1
            end = max(end, row + 1, self._reach.get(row, 0))
        if block:
            yield self._trimmed(block, columns)

    def _trimmed(self, block: list[int], columns: range) -> list[int]:
        end = len(block)
        while end > 1 and not self._texts(block[end - 1], columns):
            end -= 1
        return block[:end]

    def _texts(self, row: int, columns: range) -> list[int]:
        """Return the columns of *row* that hold a text."""
        cells = self._sheet.rows.get(row, NOTHING)
        if columns.start == 0 and columns.stop >= 1 << 30:
            return list(cells)
        return [column for column in cells if column in columns]

    def _lines(self, block: list[int], columns: range) -> Iterator[Line | Area]:
        """Part the rows of a table in *block* from the lines around it."""
        framed = any(row in self._sheet.framed for row in block)
        body: list[int] = []
        end = 0
        for row in block:
            covered = row < end
            end = max(end, self._reach.get(row, 0))
            line = not covered and end <= row + 1 and self._is_line(row, columns)
            # Without borders nothing tells a title inside a table from a row with one cell.
            if line and (framed or not body):
                if body:
                    yield from self._columns(body, columns)
                    body = []
                cells = self._sheet.rows[row]
                yield Line(tuple(cells[column] for column in sorted(self._texts(row, columns))))
            else:
                body.append(row)
        if body:
            yield from self._columns(body, columns)

    def _is_line(self, row: int, columns: range) -> bool:
        sheet = self._sheet
        if row in sheet.framed or row in sheet.numeric or row in sheet.frames:
            return False
        texts = self._texts(row, columns)
        if not 0 < len(texts) <= _LINE_CELLS:
            return False
        cells = sheet.rows[row]
        return len(texts) == 1 or all(any(mark in cells[column] for mark in _COLONS) for column in texts)

    def _columns(self, body: list[int], columns: range) -> Iterator[Line | Area]:
        """Yield the table of *body*, or what stands side by side in it."""
        used: set[int] = set()
        for row in body:
            used.update(self._texts(row, columns))
            used.update(column for column in self._sheet.frames.get(row, ()) if column in columns)
        texts = {column for row in body for column in self._texts(row, columns)}
        if not texts:
            return
        top, bottom = body[0], body[-1] + 1
        merges = [merge for merge in self._merges if top <= merge.top < bottom and merge.left in columns]
        pieces = self._pieces(sorted(used), merges)
        if len(pieces) > 1 and self._parts + len(pieces) <= _MOST_PARTS:
            self._parts += len(pieces)
            for left, right in pieces:
                yield from self._rows(body, range(left, right))
            return
        left, right = min(texts), max(texts) + 1
        yield Area(top, left, bottom, right, tuple(merges))

    def _pieces(self, used: Sequence[int], merges: Sequence[Merge]) -> list[tuple[int, int]]:
        """Return the runs of columns that empty columns part: two columns wide, or far from the rest."""
        spans = sorted(
            [(column, column + 1) for column in used] + [(each.left, each.right) for each in merges]
        )
        runs: list[tuple[int, int]] = []
        for left, right in sorted(spans):
            if runs and left <= runs[-1][1]:
                runs[-1] = (runs[-1][0], max(runs[-1][1], right))
            else:
                runs.append((left, right))
        joined: list[tuple[int, int]] = []
        for left, right in runs:
            if joined:
                before = joined[-1]
                narrow = right - left < 2 or before[1] - before[0] < 2
                if narrow and left - before[1] < _WIDEST_BLANK:
                    joined[-1] = (before[0], right)
                    continue
            joined.append((left, right))
        return joined
