"""What of a table was seen and what ended in a record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from extractor.document import Quotable
from extractor.evidence import Evidence
from extractor.language.numerals import CHINESE_NUMERALS
from extractor.language.quantity import scan
from extractor.language.units import dimension
from extractor.records import FiguresSeen
from extractor.tables.columns import is_value
from extractor.tables.grid import Box, Grid
from extractor.tables.regions import Region

_NUMERAL = re.compile(f"[0-9０-９半{CHINESE_NUMERALS}]")
_BARE = re.compile(r"[\d.,\s]+", re.ASCII)
_SHORT = 60
_LONGEST = 20_000


@dataclass(slots=True)
class Marks:
    """The boxes that ended in a record, and those that hold no figure of the report's own.

    ``used`` boxes became part of a record; ``silent`` ones (headers, scoring criteria)
    are not counted at all. Of a box of running text the figures ``quoted`` became part of one.
    """

    used: dict[int, Box] = field(default_factory=dict)
    quoted: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    silent: dict[int, Box] = field(default_factory=dict)

    def use(self, *boxes: Box | None) -> None:
        """Mark *boxes* as used."""
        for box in boxes:
            if box is not None:
                self.used[id(box)] = box

    def quote(self, text: Quotable, spans: Iterable[tuple[int, int]]) -> None:
        """Mark the figures at *spans* of a running *text* as used."""
        self.quoted[id(text)] = list(spans)

    def pass_over(self, *boxes: Box | None) -> None:
        """Mark *boxes* as not to be counted."""
        for box in boxes:
            if box is not None:
                self.silent[id(box)] = box

    def seen(self, grid: Grid, regions: list[Region], rows: range) -> FiguresSeen:
        """Count the figures in *rows* of *grid*: numbers with a unit anywhere, bare ones in value columns."""
        for region in regions:
            for row in range(region.top, region.begin):
                self.pass_over(*grid.starting(row))
        bare = {
            (row, column.index)
            for region in regions
            for column in region.columns
            if column.role not in (None, "number", "criterion", "review", "core")
            for row in range(region.begin, region.end)
        }
        seen = used = 0
        unused: list[Evidence] = []
        for row in rows:
            numbers = [box for box in grid.starting(row) if _is_amount(box)]
            for box in grid.starting(row):
                if id(box) in self.silent or box.blank:
                    continue
                # Numbers with decimals side by side are figures, whatever stands above them.
                listed = len(numbers) > 1 and any(box is each for each in numbers)
                for start, end in _figures(box, listed or (box.row, box.column) in bare):
                    seen += 1
                    if id(box) in self.used or (start, end) in self.quoted.get(id(box), ()):
                        used += 1
                    else:
                        unused.append(box.evidence(start, end))
        return FiguresSeen(seen=seen, used=used, unused=unused)


def _is_amount(box: Box) -> bool:
    return "." in box.text and is_value(box.text)


def _figures(box: Box, bare: bool) -> list[tuple[int, int]]:
    """Return the spans of the figures in *box*; a bare number is one in a column of values."""
    text = box.text
    if bare and is_value(text):
        return [box.span]
    # Without a unit no figure counts, and a unit has a letter or a sign: 12.50 need not be read.
    if _BARE.fullmatch(text) or not _NUMERAL.search(text):
        return []
    return _with_unit(text[:_LONGEST]) if len(text) > _SHORT else _with_unit_in_short(text)


@lru_cache(maxsize=8192)
def _with_unit_in_short(text: str) -> list[tuple[int, int]]:
    return _with_unit(text)


def _with_unit(text: str) -> list[tuple[int, int]]:
    """Return the spans of the numbers that have a unit."""
    return [
        (figure.start, figure.end)
        for figure in scan(text)
        if figure.kind == "number" and figure.unit is not None and dimension(figure.unit) != "number"
    ]
