"""What the two binary workbook formats share: cells as records give them, taken into a sheet."""

import struct
from collections.abc import Sequence
from math import isfinite
from typing import Final

from extractor.errors import LimitExceeded
from extractor.readers.sheet_notes import Notes
from extractor.readers.sheet_regions import Sheet
from extractor.readers.sheet_style import Style

_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip
_PLAIN: Final = Style()


class Cells:
    """Takes the cells of a sheet, each with its row, column and style number; counts them."""

    def __init__(self, sheet: Sheet, styles: Sequence[Style], notes: Notes) -> None:
        self._sheet = sheet
        self._styles = styles
        self._notes = notes
        self._count = 0

    def text(self, row: int, column: int, style: int, text: str) -> None:
        """Take a text cell."""
        look = self._look(row, style)
        text = self._notes.clean(text)
        if text and look.around is not None:
            text = look.around(text)
        self._put(row, column, look, text)

    def number(self, row: int, column: int, style: int, value: float) -> None:
        """Take a number, printed by its format."""
        look = self._look(row, style)
        self._sheet.numeric.add(row)
        self._put(row, column, look, look.number(repr(value)) if isfinite(value) else "#NUM!")

    def constant(self, row: int, column: int, style: int, value: int, *, error: bool) -> None:
        """Take a truth value or an error by its code."""
        self._sheet.numeric.add(row)
        text = _ERRORS.get(value, "#N/A") if error else "TRUE" if value else "FALSE"
        self._put(row, column, self._look(row, style), text)

    def blank(self, row: int, column: int, style: int) -> None:
        """Take a cell that has a style and nothing else."""
        self._put(row, column, self._look(row, style), "")

    def _look(self, row: int, style: int) -> Style:
        look = self._styles[style] if style < len(self._styles) else _PLAIN
        if look.framed:
            self._sheet.framed.add(row)
        return look

    def _put(self, row: int, column: int, look: Style, text: str) -> None:
        self._count += 1
        most = self._notes.limits.cells
        if self._count > most:
            raise LimitExceeded("limit", detail=f"表格单元格超过 {most} 个")
        if text:
            self._sheet.rows.setdefault(row, {})[column] = text
        elif look.framed:
            self._sheet.frames.setdefault(row, set()).add(column)


def rk_number(code: int) -> float:
    """Return the number of a 32-bit code: an integer or the upper half of a double, maybe in hundredths."""
    value: float
    if code & 2:
        value = float((code ^ 0x80000000) - 0x80000000 >> 2)
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (code & 0xFFFFFFFC) << 32))[0])
    return value / 100 if code & 1 else value
