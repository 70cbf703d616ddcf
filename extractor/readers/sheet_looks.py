"""What calamine does not tell of binary workbooks: number formats, borders, hidden rows, extent.

Both binary formats are a sequence of records. One pass over them reads the few that say
how cells look, and how far apart the outermost cells lie, before anything is laid out in
memory.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from extractor.errors import EncryptedFile
from extractor.limits import Limits
from extractor.readers.package import Container, open_container
from extractor.readers.sheet_formats import BUILT_IN, GENERAL
from extractor.readers.sheet_ole import stream
from extractor.readers.sheet_regions import Merge
from extractor.readers.sheet_style import Style

Record = tuple[int, bytes]


@dataclass(slots=True)
class Looks:
    """How one worksheet looks: styles by row and column, hidden rows and columns, merges, extent."""

    styles: dict[int, dict[int, int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)

    def add(self, row: int, column: int, style: int) -> None:
        """Note the style of a cell."""
        self.styles.setdefault(row, {})[column] = style

    @property
    def area(self) -> int:
        """The rows times the columns between the outermost cells."""
        if not self.styles:
            return 0
        columns = [column for row in self.styles.values() for column in (min(row), max(row))]
        return (max(self.styles) - min(self.styles) + 1) * (max(columns) - min(columns) + 1)


@dataclass(slots=True)
class Book:
    """The styles of a workbook by number, and the looks of its worksheets by name."""

    styles: list[Style] = field(default_factory=list)
    sheets: dict[str, Looks] = field(default_factory=dict)


_BOF, _EOF, _FILEPASS, _FORMAT, _XF, _BOUNDSHEET = 0x809, 0x0A, 0x2F, 0x41E, 0xE0, 0x85
_ROW, _COLINFO, _MULRK, _MULBLANK, _MERGES = 0x208, 0x7D, 0xBD, 0xBE, 0xE5
_CELLS: Final = frozenset((0x201, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6, 0x06))
_BIFF8: Final = 0x600
_HIDDEN_ROW: Final = 0x20
_LAST_COLUMN: Final = 16_384


def of_xls(data: bytes) -> Book:
    """Return the looks of an xls workbook; of Excel 95 and older, nothing but the sheets' extent.

    Raises :class:`~extractor.errors.UnreadableFile` and :class:`~extractor.errors.EncryptedFile`.
    """
    book = Book()
    content = stream(data, "Workbook", "WORKBOOK", "Book", "BOOK")
    codes = dict(BUILT_IN)
    places: list[tuple[str, int]] = []
    modern = True
    for kind, record in _substream(content, 0):
        if kind == _BOF and len(record) >= 2:
            modern = struct.unpack_from("<H", record)[0] == _BIFF8
        elif kind == _FILEPASS:
            raise EncryptedFile("encrypted")
        elif kind == _FORMAT and modern and len(record) > 5:
            codes[struct.unpack_from("<H", record)[0]] = _text(record, 2, 2)
        elif kind == _XF and modern and len(record) >= 14:
            (number,) = struct.unpack_from("<H", record, 2)
            (borders,) = struct.unpack_from("<H", record, 10)
            book.styles.append(Style(codes.get(number, GENERAL), bool(borders & 0xFF)))
        elif kind == _BOUNDSHEET and len(record) > 8:
            (offset,) = struct.unpack_from("<I", record)
            name = _text(record, 6, 1) if modern else ""
            places.append((name, offset))
    for name, offset in places:
        book.sheets[name] = _xls_looks(content, offset)
    return book


def _xls_looks(content: bytes, offset: int) -> Looks:
    looks = Looks()
    for kind, record in _substream(content, offset):
        if kind in _CELLS and len(record) >= 6:
            looks.add(*struct.unpack_from("<HHH", record))
        elif kind == _MULRK and len(record) >= 6:
            row, first = struct.unpack_from("<HH", record)
            for index in range((len(record) - 6) // 6):
                looks.add(row, first + index, struct.unpack_from("<H", record, 4 + 6 * index)[0])
        elif kind == _MULBLANK and len(record) >= 6:
            row, first = struct.unpack_from("<HH", record)
            for index in range((len(record) - 6) // 2):
                looks.add(row, first + index, struct.unpack_from("<H", record, 4 + 2 * index)[0])
        elif kind == _ROW and len(record) >= 14:
            (row,) = struct.unpack_from("<H", record)
            if struct.unpack_from("<H", record, 12)[0] & _HIDDEN_ROW:
                looks.hidden_rows.add(row)
        elif kind == _MERGES and len(record) >= 2:
            count = min(struct.unpack_from("<H", record)[0], (len(record) - 2) // 8)
            for index in range(count):
                top, bottom, left, right = struct.unpack_from("<4H", record, 2 + 8 * index)
                looks.merges.append(Merge(top, left, bottom + 1, right + 1))
        elif kind == _COLINFO and len(record) >= 10:
            first, last, _, _, options = struct.unpack_from("<5H", record)
            if options & 1:
                looks.hidden_columns.update(range(first, last + 1))
    return looks


def _substream(content: bytes, offset: int) -> Iterator[Record]:
    """Yield the records from *offset* to the end of the part that begins there, charts inside it left out."""
    depth = 0
    while offset + 4 <= len(content):
        kind, size = struct.unpack_from("<HH", content, offset)
        record = content[offset + 4 : offset + 4 + size]
        offset += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, record
        elif depth <= 0:
            return


def _text(record: bytes, offset: int, width: int) -> str:
    """Return the text at *offset*: its length in *width* bytes, a flag for its encoding, its characters."""
    length = int.from_bytes(record[offset : offset + width], "little")
    wide = record[offset + width] & 1
    begin = offset + width + 1
    if wide:
        return record[begin : begin + 2 * length].decode("utf-16-le", "replace")
    return record[begin : begin + length].decode("latin-1")


_BRT_ROW, _BRT_LAST_CELL, _BRT_FMT, _BRT_BORDER, _BRT_XF, _BRT_SHEET, _BRT_COLUMN = 0, 11, 44, 46, 47, 156, 60
_BRT_CELL_XFS, _BRT_END_CELL_XFS, _BRT_MERGE = 617, 618, 176


def of_xlsb(data: bytes, name: str, limits: Limits) -> Book:
    """Return the looks of an xlsb workbook.

    Raises what :func:`extractor.readers.package.open_container` raises.
    """
    container = open_container(data, name, limits)
    book = Book()
    main = "xl/workbook.bin"
    relationships = container.relationships(main)
    for item in relationships.values():
        if item.type == "styles" and item.target in container:
            book.styles = _xlsb_styles(container.read(item.target))
    for kind, record in _xlsb_records(container, main):
        if kind != _BRT_SHEET or len(record) < 12:
            continue
        identifier, end = _wide(record, 8)
        title, _ = _wide(record, end)
        part = relationships.get(identifier)
        if part is not None and part.target in container:
            book.sheets[title] = _xlsb_looks(_xlsb_records(container, part.target))
    return book


def _xlsb_styles(data: bytes) -> list[Style]:
    codes = dict(BUILT_IN)
    framed: list[bool] = []
    styles: list[Style] = []
    inside = False
    for kind, record in _records(data):
        if kind == _BRT_FMT and len(record) >= 6:
            codes[struct.unpack_from("<H", record)[0]] = _wide(record, 2)[0]
        elif kind == _BRT_BORDER and len(record) >= 51:
            # After the flags come top, bottom, left and right, ten bytes each, the line's style first.
            framed.append(bool(record[21] or record[31]))
        elif kind in (_BRT_CELL_XFS, _BRT_END_CELL_XFS):
            inside = kind == _BRT_CELL_XFS
        elif kind == _BRT_XF and inside and len(record) >= 10:
            _, number, _, _, border = struct.unpack_from("<5H", record)
            styles.append(Style(codes.get(number, GENERAL), border < len(framed) and framed[border]))
    return styles


def _xlsb_looks(records: Iterator[Record]) -> Looks:
    looks = Looks()
    row = 0
    for kind, record in records:
        if kind == _BRT_ROW and len(record) >= 12:
            (row,) = struct.unpack_from("<I", record)
            # Height, then two bytes of outline and flags: bit 4 of the second is "hidden".
            if record[11] & 0x10:
                looks.hidden_rows.add(row)
        elif 0 < kind <= _BRT_LAST_CELL and len(record) >= 8:
            column, style = struct.unpack_from("<II", record)
            looks.add(row, column, style & 0xFFFFFF)
        elif kind == _BRT_MERGE and len(record) >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", record)
            looks.merges.append(Merge(top, left, bottom + 1, right + 1))
        elif kind == _BRT_COLUMN and len(record) >= 18:
            first, last = struct.unpack_from("<II", record)
            if record[16] & 1:
                looks.hidden_columns.update(range(first, min(last + 1, _LAST_COLUMN)))
    return looks


def _xlsb_records(container: Container, part: str) -> Iterator[Record]:
    return _records(container.read(part))


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
