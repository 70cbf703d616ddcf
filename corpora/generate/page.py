"""Writes a source as .pdf: lines cut at the column's width, figures and all, and ruled tables."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpora.generate.source import Block, Source, spans

FONTS = {
    "song": Path("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf"),
    "hei": Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
}
CID = "STSong-Light"
"""The font named and not embedded where ``font`` is cid: such a file needs no font to be written."""
_MARGIN = 72.0
_PAD = 3.0


def available() -> bool:
    """Whether the fonts to draw with are installed."""
    return all(path.exists() for path in FONTS.values())


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the .pdf file.

    Options: ``font`` (song, hei or cid), ``size`` (points), ``header`` and ``footer`` (text on
    every page; ``{page}`` is its number), ``indent`` (characters before a paragraph),
    ``widths`` (relative widths of the columns of tables, by their count), ``landscape``,
    ``repeat`` (first and last row drawn again where a table goes on on the next page),
    ``columns`` (the text of tables is written column by column), ``rules`` (all,
    ``horizontal`` or none).
    """
    font = _registered(options.get("font", "song"))
    target = io.BytesIO()
    size = landscape(A4) if options.get("landscape") else A4
    canvas = Canvas(target, pagesize=size, invariant=True, pageCompression=1)
    canvas.setTitle(source.title)
    sheet = _Sheet(canvas, size, font, options)
    for block in source.blocks:
        sheet.draw(block)
    sheet.close()
    canvas.save()
    return target.getvalue()


def _registered(font: str) -> str:
    """Return the name under which the font of the option *font* is registered."""
    name = CID if font == "cid" else font
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(CID) if font == "cid" else TTFont(name, str(FONTS[name])))
    return name


class _Cell(NamedTuple):
    """A cell of a table, its text cut into lines."""

    row: int
    column: int
    high: int
    wide: int
    lines: list[str]


def _heights(cells: Sequence[_Cell], count: int, size: float) -> list[float]:
    """Return the heights of *count* rows: room for the text of every cell, merged ones included."""
    heights = [
        max([len(cell.lines) for cell in cells if cell.row == row and cell.high == 1] or [1]) * size * 1.4
        + 2 * _PAD
        for row in range(count)
    ]
    for cell in cells:
        last = cell.row + cell.high - 1
        missing = len(cell.lines) * size * 1.4 + 2 * _PAD - sum(heights[cell.row : last + 1])
        heights[last] += max(0, missing)
    return heights


def _room(heights: Sequence[float], size: float) -> int:
    """Return how many lines fit into rows of these *heights*."""
    return int((sum(heights) - 2 * _PAD) / (size * 1.4) + 0.01)


class _Sheet:
    """A page being filled from the top; begins the next one when it is full."""

    def __init__(self, canvas: Canvas, page: tuple[float, float], font: str, options: dict[str, Any]) -> None:
        self.canvas, self.page, self.font, self.options = canvas, page, font, options
        self.size = float(options.get("size", 12))
        self.number = 0
        self.notes: list[str] = []
        self._begin()

    def draw(self, block: Block) -> None:
        if block.kind == "table":
            self._table(block)
        elif block.kind == "break":
            self.close()
            self._begin()
        elif block.kind == "note":
            self.notes.append(block.text)
        elif block.kind == "title":
            for line in self._cut(block.text, self._width, self.size + 4):
                self._line(line, size=self.size + 4, align="centre")
        else:
            indent = "" if block.kind in ("heading", "aside") else "　" * self.options.get("indent", 2)
            lines = self._cut(indent + block.printed, self._width, self.size)
            for line in lines:
                self._line(line, align="right" if block.kind == "aside" else "left")

    def close(self) -> None:
        for count, note in enumerate(self.notes, start=1):
            self.canvas.setFont(self.font, 8)
            self.canvas.drawString(_MARGIN, _MARGIN - 12 * count + 4, f"[{count}] {note}")
        self.notes = []
        self.canvas.showPage()

    @property
    def _width(self) -> float:
        return self.page[0] - 2 * _MARGIN

    def _begin(self) -> None:
        self.number += 1
        self.y = self.page[1] - _MARGIN
        for key, y in (("header", self.page[1] - 40), ("footer", 36)):
            if text := self.options.get(key):
                self.canvas.setFont(self.font, 9)
                self.canvas.drawCentredString(self.page[0] / 2, y, text.format(page=self.number))

    def _room(self, height: float) -> None:
        if self.y - height < _MARGIN:
            self.close()
            self._begin()

    def _line(self, text: str, *, size: float | None = None, align: str = "left") -> None:
        size = size or self.size
        self._room(size * 1.7)
        self.y -= size * 1.7
        self.canvas.setFont(self.font, size)
        if align == "centre":
            self.canvas.drawCentredString(self.page[0] / 2, self.y, text)
        elif align == "right":
            self.canvas.drawRightString(self.page[0] - _MARGIN, self.y, text)
        else:
            self.canvas.drawString(_MARGIN, self.y, text)

    def _cut(self, text: str, width: float, size: float) -> list[str]:
        """Cut at the width alone, so that figures break as they do in justified Chinese text."""
        lines = [""]
        for char in text:
            if char == "\n" or pdfmetrics.stringWidth(lines[-1] + char, self.font, size) > width:
                lines.append("")
            if char != "\n":
                lines[-1] += char
        return lines

    def _table(self, block: Block) -> None:
        count = max(len(row) for row in block.rows)
        shares: Sequence[float] = self.options.get("widths", {}).get(count, [1] * count)
        edges = [_MARGIN]
        for share in shares:
            edges.append(edges[-1] + self._width * share / sum(shares))
        size = self.size - 2
        cells = [
            _Cell(r, c, high, wide, self._cut(text, edges[c + wide] - edges[c] - 2 * _PAD, size))
            for r, c, high, wide, text in spans(block.rows)
        ]
        if self.options.get("columns"):
            cells.sort(key=lambda cell: (cell.column, cell.row))
        heights = _heights(cells, len(block.rows), size)
        self.y -= 6
        again = self.options.get("repeat")
        row = 0
        while row < len(heights):
            self._room(heights[row])
            if again and row > again[1]:
                self._rows(cells, edges, heights, again[0], again[1] + 1)
            last = row
            space = self.y - _MARGIN
            while last < len(heights) and sum(heights[row : last + 1]) <= space:
                last += 1
            last = max(last, row + 1)
            self._rows(cells, edges, heights, row, last)
            row = last
        self.y -= 4

    def _rows(
        self, cells: Sequence[_Cell], edges: Sequence[float], heights: Sequence[float], first: int, last: int
    ) -> None:
        """Draw rows *first* to *last* (excluded).

        Text of a merged cell for which an earlier page had no room goes on here.
        """
        size = self.size - 2
        for cell in cells:
            end = cell.row + cell.high
            if cell.row >= last or end <= first:
                continue
            before = _room(heights[cell.row : first], size) if cell.row < first else 0
            room = _room(heights[max(cell.row, first) : min(end, last)], size)
            lines = cell.lines[before : before + room] if end > last else cell.lines[before:]
            top = self.y - sum(heights[first : max(cell.row, first)])
            bottom = self.y - sum(heights[first : min(end, last)])
            self._frame(edges[cell.column], bottom, edges[cell.column + cell.wide], top)
            self.canvas.setFont(self.font, size)
            for i, line in enumerate(lines, start=1):
                self.canvas.drawString(edges[cell.column] + _PAD, top - i * size * 1.4, line)
        self.y -= sum(heights[first:last])

    def _frame(self, left: float, bottom: float, right: float, top: float) -> None:
        rules = self.options.get("rules", "all")
        if rules == "all":
            self.canvas.rect(left, bottom, right - left, top - bottom)
        elif rules == "horizontal":
            self.canvas.line(left, top, right, top)
            self.canvas.line(left, bottom, right, bottom)
