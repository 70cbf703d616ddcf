"""Excel workbooks in binary parts (xlsb): container → records → sheets."""

import struct
from collections.abc import Iterator
from typing import Final

from extractor.errors import UnreadableFile
from extractor.limits import Limits
from extractor.readers.package import Container, open_container
from extractor.readers.sheet_formats import BUILT_IN, GENERAL
from extractor.readers.sheet_notes import Notes
from extractor.readers.sheet_records import Cells, rk_number
from extractor.readers.sheet_regions import Merge, Sheet
from extractor.readers.sheet_style import Style

Record = tuple[int, bytes]

_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
_STRING, _FORMAT, _BORDER, _XF, _COLUMN, _PROPERTIES, _SHEET, _MERGE = 19, 44, 46, 47, 60, 153, 156, 176
_CELL_STYLES, _END_CELL_STYLES = 617, 618
_MAIN: Final = "xl/workbook.bin"
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384


def read_sheets(data: bytes, name: str, limits: Limits, notes: Notes) -> Iterator[Sheet]:
    """Yield the worksheets of *data* in their order; warnings go to *notes*.

    Raises :class:`~extractor.errors.UnreadableFile`, :class:`~extractor.errors.EncryptedFile`
    or :class:`~extractor.errors.LimitExceeded`.
    """
    container = open_container(data, name, limits)
    relationships = container.relationships(_MAIN)
    parts = {item.type: item.target for item in relationships.values() if not item.external}
    book = list(_records(container.read(_MAIN)))
    date1904 = any(kind == _PROPERTIES and record[:1] and record[0] & 1 for kind, record in book)
    styles = _styles(_optional(container, parts.get("styles"), notes), date1904)
    strings = [
        _wide(record, 1)[0]
        for kind, record in _records(_optional(container, parts.get("sharedStrings"), notes))
        if kind == _STRING
    ]
    for kind, record in book:
        if kind != _SHEET or len(record) < 12:
            continue
        identifier, end = _wide(record, 8)
        title, _ = _wide(record, end)
        part = relationships.get(identifier)
        if part is None or part.target not in container:
            notes.add("damaged-part", f"工作表“{title}”缺失，未读取")
        elif part.type != "worksheet":
            notes.add("unread-part", f"“{title}”不是工作表（{part.type}），未读取")
        else:
            sheet = Sheet(title, bool(record[0]))
            _fill(sheet, _records(container.read(part.target)), strings, Cells(sheet, styles, notes))
            yield sheet


def _optional(container: Container, part: str | None, notes: Notes) -> bytes:
    """Return a part the sheets can be read without; where it is damaged, say so."""
    if part is None or part not in container:
        return b""
    try:
        return container.read(part)
    except UnreadableFile as error:
        notes.add("damaged-part", f"{part} 损坏，未读取：{error.detail}")
        return b""


def _styles(data: bytes, date1904: bool) -> list[Style]:
    codes = dict(BUILT_IN)
    framed: list[bool] = []
    styles: list[Style] = []
    inside = False
    for kind, record in _records(data):
        if kind == _FORMAT and len(record) >= 6:
            codes[int.from_bytes(record[:2], "little")] = _wide(record, 2)[0]
        elif kind == _BORDER and len(record) >= 51:
            # After the flags come top, bottom, left and right, ten bytes each, the line's style first.
            framed.append(bool(record[21] or record[31]))
        elif kind in (_CELL_STYLES, _END_CELL_STYLES):
            inside = kind == _CELL_STYLES
        elif kind == _XF and inside and len(record) >= 10:
            _, number, _, _, border = struct.unpack_from("<5H", record)
            sides = border < len(framed) and framed[border]
            styles.append(Style(codes.get(number, GENERAL), sides, date1904))
    return styles


def _fill(sheet: Sheet, records: Iterator[Record], strings: list[str], cells: Cells) -> None:
    """Take the records of a worksheet into *sheet*."""
    row = 0
    for kind, record in records:
        if kind == _ROW and len(record) >= 12:
            row = min(int.from_bytes(record[:4], "little"), _LAST_ROW - 1)
            # Bit 4 of the byte behind height and outline level: the row is hidden.
            if record[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif _ROW < kind <= _FORMULA_ERROR and len(record) >= 8:
            column, style = struct.unpack_from("<II", record)
            if column < _LAST_COLUMN:
                _cell(cells, (row, column, style & 0xFFFFFF), kind, record, strings)
        elif kind == _COLUMN and len(record) >= 18:
            first, last = struct.unpack_from("<II", record)
            if record[16] & 1:
                sheet.hidden_columns.update(range(first, min(last + 1, _LAST_COLUMN)))
        elif kind == _MERGE and len(record) >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", record)
            sheet.merges.append(Merge(top, left, min(bottom + 1, _LAST_ROW), min(right + 1, _LAST_COLUMN)))


def _cell(cells: Cells, place: tuple[int, int, int], kind: int, record: bytes, strings: list[str]) -> None:
    if kind in (_TEXT, _FORMULA_TEXT):
        cells.text(*place, _wide(record, 8)[0])
    elif kind == _SHARED:
        index = int.from_bytes(record[8:12], "little")
        cells.text(*place, strings[index] if index < len(strings) else "")
    elif kind in (_REAL, _FORMULA_NUMBER) and len(record) >= 16:
        cells.number(*place, struct.unpack_from("<d", record, 8)[0])
    elif kind == _RK and len(record) >= 12:
        cells.number(*place, rk_number(struct.unpack_from("<I", record, 8)[0]))
    elif kind in (_BOOL, _ERROR, _FORMULA_BOOL, _FORMULA_ERROR) and len(record) >= 9:
        cells.constant(*place, record[8], error=kind in (_ERROR, _FORMULA_ERROR))
    else:
        cells.blank(*place)


def _records(data: bytes) -> Iterator[Record]:
    """Yield the records of a binary part: type and size in seven bits a byte, then the content."""
    offset = 0
    while offset < len(data):
        kind = data[offset]
        offset += 1
        if kind & 0x80 and offset < len(data):
            kind = kind & 0x7F | (data[offset] & 0x7F) << 7
            offset += 1
        size = shift = 0
        while offset < len(data) and shift < 28:
            byte = data[offset]
            offset += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[offset : offset + size]
        offset += size


def _wide(record: bytes, offset: int) -> tuple[str, int]:
    """Return the text at *offset*, its length in four bytes before it, and where it ends."""
    length = int.from_bytes(record[offset : offset + 4], "little")
    if length == 0xFFFFFFFF:
        return "", offset + 4
    end = offset + 4 + 2 * length
    return record[offset + 4 : end].decode("utf-16-le", "replace"), end
