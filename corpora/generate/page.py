"""Writes a source as .pdf: lines cut at the column's width, figures and all, and ruled tables."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpora.generate.source import Block, Source, spans

FONTS = {
    "song": Path("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf"),
    "hei": Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
}
_MARGIN = 72.0
_PAD = 3.0


def available() -> bool:
    """Whether the fonts to draw with are installed."""
    return all(path.exists() for path in FONTS.values())


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the .pdf file.

    Options: ``font`` (song or hei), ``size`` (points), ``header`` and ``footer`` (text on
    every page; ``{page}`` is its number), ``indent`` (characters before a paragraph),
    ``widths`` (relative widths of the columns of tables, by their count).
    """
    font = options.get("font", "song")
    if font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(font, str(FONTS[font])))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True, pageCompression=1)
    canvas.setTitle(source.title)
    sheet = _Sheet(canvas, font, float(options.get("size", 12)), options)
    for block in source.blocks:
        sheet.draw(block)
    sheet.close()
    canvas.save()
    return target.getvalue()


class _Sheet:
    """A page being filled from the top; begins the next one when it is full."""

    def __init__(self, canvas: Canvas, font: str, size: float, options: dict[str, Any]) -> None:
        self.canvas, self.font, self.size, self.options = canvas, font, size, options
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
        return float(A4[0]) - 2 * _MARGIN

    def _begin(self) -> None:
        self.number += 1
        self.y = float(A4[1]) - _MARGIN
        for key, y in (("header", A4[1] - 40), ("footer", 36)):
            if text := self.options.get(key):
                self.canvas.setFont(self.font, 9)
                self.canvas.drawCentredString(A4[0] / 2, y, text.format(page=self.number))

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
            self.canvas.drawCentredString(A4[0] / 2, self.y, text)
        elif align == "right":
            self.canvas.drawRightString(A4[0] - _MARGIN, self.y, text)
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
            (r, c, high, wide, self._cut(text, edges[c + wide] - edges[c] - 2 * _PAD, size))
            for r, c, high, wide, text in spans(block.rows)
        ]
        heights = [
            max([len(lines) for r, _, high, _, lines in cells if r == row and high == 1] or [1]) * size * 1.4
            + 2 * _PAD
            for row in range(len(block.rows))
        ]
        self.y -= 6
        row = 0
        while row < len(heights):
            self._room(heights[row])
            last = row
            space = self.y - _MARGIN
            while last < len(heights) and sum(heights[row : last + 1]) <= space:
                last += 1
            last = max(last, row + 1)
            for r, c, high, wide, lines in cells:
                if r >= last or r + high <= row:
                    continue
                top = self.y - sum(heights[row : max(r, row)])
                bottom = self.y - sum(heights[row : min(r + high, last)])
                self.canvas.rect(edges[c], bottom, edges[c + wide] - edges[c], top - bottom)
                if r >= row:
                    self.canvas.setFont(self.font, size)
                    for i, line in enumerate(lines, start=1):
                        self.canvas.drawString(edges[c] + _PAD, top - i * size * 1.4, line)
            self.y -= sum(heights[row:last])
            row = last
        self.y -= 4
