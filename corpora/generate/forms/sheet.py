"""Writes a source as .xlsx: numbers as numbers with their format, merged cells, several sheets."""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from corpora.generate.source import Block, Source, spans

_EPOCH = datetime(2020, 1, 1)
_NUMBER = re.compile(r"(-?)(?:(0|[1-9]\d{0,14})|([1-9]\d{0,2}(?:,\d{3})+))(\.\d{1,6})?(%?)")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_WIDE = 18
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "align": "center", "font_size": 14},
    "right": {"align": "right"},
    "framed": {"border": 1},
}


class _Value(NamedTuple):
    """What a cell holds (text, number or date) and the number format that prints it."""

    content: str | float | datetime
    format: str


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the workbook; a new page in the source is a new sheet.

    Options: ``sheet`` (name of the first sheet), ``hidden`` (names of hidden sheets),
    ``text`` (numbers stay text, as in files pasted from elsewhere), ``dates`` (dates
    become date cells), ``behind`` (printed text → the number or ``=formula`` behind it),
    ``offset`` (empty rows and columns before the first cell).
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": _EPOCH})
    book.set_size(12000, 8000)
    writer = _Writer(book, options)
    name = options.get("sheet", "Sheet1")
    for blocks in _sheets(source):
        if blocks and blocks[0].kind == "break":
            name = blocks[0].text or f"Sheet{len(book.worksheets()) + 1}"
            blocks = blocks[1:]
        writer.write(book.add_worksheet(name), blocks)
        if name in options.get("hidden", ()):
            book.worksheets()[-1].hide()
    book.close()
    return target.getvalue()


def _sheets(source: Source) -> Iterator[list[Block]]:
    """Yield the blocks of each sheet, those after the first with the break that begins it."""
    blocks: list[Block] = []
    for block in source.blocks:
        if block.kind == "break":
            yield blocks
            blocks = []
        blocks.append(block)
    yield blocks


class _Writer:
    """Puts blocks below each other on a sheet, as wide as its widest table."""

    def __init__(self, book: xlsxwriter.Workbook, options: Mapping[str, Any]) -> None:
        self.book, self.options = book, options
        self.formats: dict[tuple[str, str], Format] = {}

    def write(self, sheet: Worksheet, blocks: list[Block]) -> None:
        tables = [block for block in blocks if block.kind == "table"]
        width = max([max(map(len, block.rows)) for block in tables] or [1])
        first = row = int(self.options.get("offset", 0))
        for block in blocks:
            if block.kind == "table":
                self._table(sheet, row, first, block)
                row += len(block.rows)
            else:
                look = {"title": "title", "aside": "right"}.get(block.kind, "plain")
                self._cell(sheet, row, first, 1, width, block.printed, look)
                row += 1
        for column, wide in enumerate(_widths(tables, width)):
            sheet.set_column(first + column, first + column, wide)

    def _table(self, sheet: Worksheet, top: int, left: int, block: Block) -> None:
        for r, c, high, wide, text in spans(block.rows):
            self._cell(sheet, top + r, left + c, high, wide, text, "framed")

    def _cell(
        self, sheet: Worksheet, row: int, column: int, high: int, wide: int, text: str, look: str
    ) -> None:
        value = self._value(text) if look == "framed" else _Value(text, "")
        style = self._format(look, value.format)
        if high > 1 or wide > 1:
            sheet.merge_range(row, column, row + high - 1, column + wide - 1, "", style)
        behind = self.options.get("behind", {}).get(text)
        if isinstance(behind, str):
            sheet.write_formula(row, column, behind, style, value.content)
        elif behind is not None:
            sheet.write_number(row, column, behind, style)
        elif isinstance(value.content, datetime):
            sheet.write_datetime(row, column, value.content, style)
        elif isinstance(value.content, float):
            sheet.write_number(row, column, value.content, style)
        elif text:
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)

    def _value(self, text: str) -> _Value:
        if (date := _DATE.fullmatch(text)) and self.options.get("dates"):
            year, month, day = map(int, date.groups())
            return _Value(datetime(year, month, day), 'yyyy"年"m"月"d"日"')
        number = _NUMBER.fullmatch(text)
        if number is None or self.options.get("text"):
            return _Value(text, "")
        _, _, grouped, decimals, percent = number.groups()
        form = ("#,##0" if grouped else "0") + ("." + "0" * (len(decimals) - 1) if decimals else "") + percent
        plain = not grouped and not percent and not (decimals or "").endswith("0")
        value = Decimal(text.replace(",", "").rstrip("%"))
        return _Value(float(value / 100 if percent else value), "" if plain else form)

    def _format(self, look: str, number: str) -> Format:
        if (look, number) not in self.formats:
            properties = {"text_wrap": True, "valign": "vcenter", "font_size": 10} | _LOOKS.get(look, {})
            if number:
                properties["num_format"] = number
            self.formats[look, number] = self.book.add_format(properties)
        return self.formats[look, number]


def _widths(tables: list[Block], count: int) -> list[float]:
    """Return column widths that show single-column cells on one or two lines."""
    widths = [8.0] * count
    for block in tables:
        for _, column, _, wide, text in spans(block.rows):
            if wide == 1:
                longest = max(map(_columns, text.split("\n")))
                widths[column] = max(widths[column], min(_WIDE, longest + 1.0))
    return widths


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)
