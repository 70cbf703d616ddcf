"""Spreadsheets (xlsx, xls, xlsb, ods and what WPS calls .et): workbook → document.

Each table on a sheet becomes a table, each line of text around one a paragraph, sheet
after sheet. Cells hold what is printed; formulas are neither shown nor computed, macros
not looked at. Hidden sheets, rows and columns are read and marked.
"""

from collections.abc import Iterator
from typing import Final

from extractor.document import Cell, Document, Format, Table
from extractor.errors import LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers import sheet_ods, sheet_xls, sheet_xlsb, sheet_xlsx
from extractor.readers.assembly import Assembly
from extractor.readers.sheet_notes import Notes
from extractor.readers.sheet_regions import NOTHING, Area, Line, Merge, Sheet, regions
from extractor.readers.signature import detect

_GAP: Final = "    "
"""What stands between the cells of a line that is no row of a table."""


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the workbook *data*, called *name* in messages.

    Raises :class:`~extractor.errors.UnreadableFile`, :class:`~extractor.errors.EncryptedFile`,
    :class:`~extractor.errors.UnsupportedFormat` or :class:`~extractor.errors.LimitExceeded`.
    """
    kind = detect(data, name)
    notes = Notes(limits)
    assembly = Assembly(limits)
    for sheet in _sheets(kind, data, name, limits, notes):
        if _place(sheet, assembly, notes):
            _say_hidden(sheet, notes)
    assembly.warnings.extend(notes.finish())
    if not assembly.blocks and any(each.code == "table-too-large" for each in assembly.warnings):
        raise LimitExceeded("limit", file=name, detail=assembly.warnings[0].message)
    return assembly.document(data, name, kind)


def _sheets(kind: Format, data: bytes, name: str, limits: Limits, notes: Notes) -> Iterator[Sheet]:
    if kind == "xlsx":
        return sheet_xlsx.read_sheets(data, name, limits, notes)
    if kind == "ods":
        return sheet_ods.read_sheets(data, name, limits, notes)
    if kind == "xls":
        return sheet_xls.read_sheets(data, name, limits, notes)
    if kind == "xlsb":
        return sheet_xlsb.read_sheets(data, name, limits, notes)
    raise UnreadableFile("unsupported", file=name, detail=kind)


def _place(sheet: Sheet, assembly: Assembly, notes: Notes) -> bool:
    """Add the blocks of *sheet*; return whether there were any."""
    before = len(assembly.blocks)
    for region in regions(sheet):
        if isinstance(region, Line):
            assembly.paragraph(_GAP.join(text.strip() for text in region.texts))
            continue
        rows, columns = region.bottom - region.top, region.right - region.left
        if not assembly.has_room(rows, columns, _characters(sheet, region)):
            # A list of data beside the forms must not cost the forms.
            notes.add(
                "table-too-large",
                f"工作表“{sheet.name}”第 {region.top + 1}-{region.bottom} 行的表有 {rows} 行 {columns} 列，"
                "过大，未读取",
            )
            continue
        assembly.reserve(rows, columns)
        assembly.place(_Laying(sheet, region, notes).table)
    return len(assembly.blocks) > before


def _characters(sheet: Sheet, area: Area) -> int:
    rows = (sheet.rows.get(row, NOTHING) for row in range(area.top, area.bottom))
    return sum(len(text) for texts in rows for text in texts.values())


def _say_hidden(sheet: Sheet, notes: Notes) -> None:
    if sheet.hidden:
        notes.add("hidden-sheet", f"工作表“{sheet.name}”是隐藏的，已读取")
        return
    rows = sum(1 for row in sheet.hidden_rows if row in sheet.rows)
    columns: set[int] = set()
    if sheet.hidden_columns:
        columns = sheet.hidden_columns & set().union(*sheet.rows.values())
    said = [f"{rows} 行"] if rows else []
    said += [f"{len(columns)} 列"] if columns else []
    if said:
        notes.add("hidden-cells", f"工作表“{sheet.name}”有隐藏的{'、'.join(said)}，已读取")


_SINGLE: Final = Merge(0, 0, 1, 1)


class _Laying:
    """An area of a sheet laid out as a table: every position covered by one cell."""

    def __init__(self, sheet: Sheet, area: Area, notes: Notes) -> None:
        self._sheet = sheet
        self._area = area
        self._covered: dict[tuple[int, int], Merge | None] = {}
        self._merged_rows: set[int] = set()
        overlapping = 0
        budget = 4 * (area.bottom - area.top) * (area.right - area.left)
        for merge in area.merges:
            places, budget = self._free(merge, budget)
            if places is None:
                overlapping += 1
                continue
            self._covered.update(dict.fromkeys(places))
            self._merged_rows.update(range(merge.top, min(merge.bottom, area.bottom)))
            self._covered[merge.top, merge.left] = merge
        if overlapping:
            notes.add(
                "overlapping-merges",
                f"工作表“{sheet.name}”有 {overlapping} 处合并单元格相互重叠，未按合并读取",
            )

    def _free(self, merge: Merge, budget: int) -> tuple[list[tuple[int, int]] | None, int]:
        """Return the positions of *merge* inside the area, ``None`` where another already covers one.

        *budget* bounds what a file full of overlapping ranges costs.
        """
        area = self._area
        places: list[tuple[int, int]] = []
        if merge.left < area.left or merge.left >= area.right:
            return places, budget
        for row in range(merge.top, min(merge.bottom, area.bottom)):
            for column in range(merge.left, min(merge.right, area.right)):
                budget -= 1
                if budget < 0 or (row, column) in self._covered:
                    return None, budget
                places.append((row, column))
        return places, budget

    def table(self, block: int, index: int) -> Table:
        """Return the table with its block and table number."""
        sheet, area = self._sheet, self._area
        columns = range(area.right - area.left)
        left = area.left
        hidden_columns = [sheet.hidden or left + column in sheet.hidden_columns for column in columns]
        cells: list[Cell] = []
        for row in range(area.bottom - area.top):
            texts = sheet.rows.get(area.top + row, NOTHING).get
            hidden = hidden_columns
            if area.top + row in sheet.hidden_rows:
                hidden = [True] * len(columns)
            if area.top + row in self._merged_rows:
                cells.extend(self._merged(row, hidden, block, index))
                continue
            cells.extend(
                [
                    Cell(texts(left + column, ""), block, index, row, column, 1, 1, None, hidden[column])
                    for column in columns
                ]
            )
        rows, width = area.bottom - area.top, len(columns)
        return Table(block, index, rows, width, tuple(cells), name=sheet.name, hidden=sheet.hidden)

    def _merged(self, row: int, hidden: list[bool], block: int, index: int) -> Iterator[Cell]:
        """Yield the cells that begin in a row with merged ranges."""
        area = self._area
        texts = self._sheet.rows.get(area.top + row, NOTHING)
        for column, unseen in enumerate(hidden):
            place = (area.top + row, area.left + column)
            merge = self._covered.get(place, _SINGLE)
            if merge is None:
                continue
            height, width = 1, 1
            if merge is not _SINGLE:
                height = min(merge.bottom, area.bottom) - merge.top
                width = min(merge.right, area.right) - merge.left
            yield Cell(texts.get(place[1], ""), block, index, row, column, height, width, None, unseen)
