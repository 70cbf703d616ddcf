"""A table, or several that continue each other, as rows of boxes with their places."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from extractor.document import Cell, Table
from extractor.evidence import Evidence
from extractor.language.numerals import decimal_of
from extractor.language.quantity import parse_quantity, rejoined
from extractor.language.units import canonical
from extractor.records import Quantity

_LONGEST = 60
_PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,8})?|\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,8})?", re.ASCII)


class Box(NamedTuple):
    """One cell in its grid: rows ``row`` to ``bottom``, columns ``column`` to ``right`` (exclusive).

    A tuple, like the cell, for there are as many. ``pieces`` are the document's cells it was
    made of, more than one where a page break cut it; ``text`` is theirs, joined, or the part
    of it from ``offset`` on.
    """

    text: str
    row: int
    column: int
    bottom: int
    right: int
    pieces: tuple[Cell, ...]
    offset: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing is printed in it."""
        return not self.text or self.text.isspace()

    @property
    def span(self) -> tuple[int, int]:
        """Where its text begins and ends without the white space around it."""
        start = len(self.text) - len(self.text.lstrip())
        return start, start + len(self.text.strip())

    @property
    def line(self) -> str:
        """Its text on one line, line breaks between Chinese characters dropped."""
        return "".join(self.text.split("\n")).strip()

    def evidence(self, start: int | None = None, end: int | None = None) -> Evidence:
        """Return the evidence for ``text[start:end]``, without surrounding white space by default.

        Of a box that a page break cut, the evidence is the part on the page where the
        quote begins.
        """
        first, last = self.span
        begin = self.offset + (first if start is None else start)
        stop = self.offset + (last if end is None else end)
        offset = 0
        for piece in self.pieces:
            length = len(piece.text)
            if begin < offset + length or piece is self.pieces[-1]:
                return piece.evidence(max(0, begin - offset), min(length, max(0, stop - offset)))
            offset += length
        raise ValueError("a box without cells")

    def quantity(self, *, unit: str | None = None, year: int | None = None) -> Quantity | None:
        """Return the quantity its text states, ``None`` for blank and n.a."""
        line = self.line
        if len(line) > _LONGEST:
            return parse_quantity(line, unit=unit, year=year)
        return _quantity(line, unit, year)


@lru_cache(maxsize=8192)
def _quantity(line: str, unit: str | None, year: int | None) -> Quantity | None:
    """Return the quantity of a short text: a cell is asked for it more than once, and so are its likes.

    A plain number, which most cells hold, needs no reading of text.
    """
    if _PLAIN.fullmatch(line):
        declared = (canonical(unit) or unit.strip() or None) if unit else None
        return Quantity(text=line, kind="number", value=decimal_of(line), unit=declared)
    found = parse_quantity(line, unit=unit, year=year)
    if found is not None and found.kind == "qualitative" and (whole := rejoined(line)):
        read = parse_quantity(whole, unit=unit, year=year)
        return read.model_copy(update={"text": found.text}) if read is not None else found
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Rows of distinct boxes, left to right; ``tables`` are the indices of the tables in it."""

    rows: tuple[tuple[Box, ...], ...]
    width: int
    tables: tuple[int, ...]
    _edges: tuple[tuple[int, ...], ...] = field(repr=False)
    _filled: tuple[tuple[Box, ...], ...] = field(repr=False)

    @classmethod
    def of(cls, tables: Sequence[Table]) -> "Grid":
        """Return the grid of *tables*, one below the other."""
        rows: list[tuple[Box, ...]] = []
        for table in tables:
            top = len(rows)
            boxes: dict[int, Box] = {}
            for cells in table.rows():
                line = []
                for cell in cells:
                    text, _, _, row, column, high, wide, *_ = cell
                    if high == wide == 1:
                        line.append(Box(text, top + row, column, top + row + 1, column + 1, (cell,)))
                        continue
                    box = boxes.get(id(cell))
                    if box is None:
                        bottom = top + min(row + high, table.row_count)
                        right = min(column + wide, table.column_count)
                        box = Box(text, top + row, column, bottom, right, (cell,))
                        boxes[id(cell)] = box
                    line.append(box)
                rows.append(tuple(line))
        width = max((table.column_count for table in tables), default=0)
        return cls.made(rows, width, [table.index for table in tables])

    @classmethod
    def made(cls, rows: Sequence[tuple[Box, ...]], width: int, tables: Sequence[int]) -> "Grid":
        """Return the grid of *rows* that already hold their boxes."""
        edges = tuple(tuple(box.column for box in row) for row in rows)
        # Asked for again and again, so worked out once.
        filled = tuple(
            tuple(box for box in row if box.row == index and not box.blank) for index, row in enumerate(rows)
        )
        return cls(tuple(rows), width, tuple(tables), edges, filled)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def at(self, row: int, column: int) -> Box | None:
        """Return the box that covers (*row*, *column*)."""
        place = bisect_right(self._edges[row], column) - 1
        if place < 0:
            return None
        box = self.rows[row][place]
        return box if column < box.right else None

    def starting(self, row: int) -> Iterator[Box]:
        """Yield the boxes whose first row is *row*."""
        return (box for box in self.rows[row] if box.row == row)

    def filled(self, row: int) -> tuple[Box, ...]:
        """Return the boxes that begin in *row* and are not blank."""
        return self._filled[row]

    def beside(self, row: int, box: Box) -> Box | None:
        """Return the box right of *box* in *row*."""
        return self.at(row, box.right) if box.right < self.width else None
