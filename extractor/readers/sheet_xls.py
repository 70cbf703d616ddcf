"""Excel 97-2003 workbooks (xls, and what WPS calls .et): OLE container → records → sheets.

The records are read here rather than by calamine: it gives neither number formats nor
borders nor hidden rows, and on a file with one damaged length it asks for terabytes and
takes the process down.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

from extractor.errors import EncryptedFile, LimitExceeded
from extractor.limits import Limits
from extractor.readers.sheet_formats import BUILT_IN, GENERAL
from extractor.readers.sheet_notes import Notes
from extractor.readers.sheet_ole import stream
from extractor.readers.sheet_records import Cells, rk_number
from extractor.readers.sheet_regions import Merge, Sheet
from extractor.readers.sheet_style import Style

Record = tuple[int, bytes]

_BOF, _EOF, _CONTINUE, _FILEPASS, _CODEPAGE, _DATEMODE = 0x809, 0x0A, 0x3C, 0x2F, 0x42, 0x22
_FORMAT, _XF, _SST, _BOUNDSHEET = 0x41E, 0xE0, 0xFC, 0x85
_ROW, _COLINFO, _MERGES = 0x208, 0x7D, 0xE5
_BLANK, _MULBLANK, _NUMBER, _RK, _MULRK, _BOOLERR = 0x201, 0xBE, 0x203, 0x27E, 0xBD, 0x205
_LABEL, _RSTRING, _LABELSST, _FORMULA, _STRING = 0x204, 0xD6, 0xFD, 0x06, 0x207
_BIFF8: Final = 0x600
_HIDDEN_ROW: Final = 0x20
_WORKSHEET: Final = 0
_CODEPAGES: Final = {936: "gb18030", 1200: "utf-16-le"}


def read_sheets(data: bytes, name: str, limits: Limits, notes: Notes) -> Iterator[Sheet]:
    """Yield the worksheets of *data* in their order; warnings go to *notes*.

    Raises :class:`~extractor.errors.UnreadableFile`, :class:`~extractor.errors.EncryptedFile`
    or :class:`~extractor.errors.LimitExceeded`.
    """
    if len(data) > limits.file_bytes:
        raise LimitExceeded("limit", file=name, detail=f"文件 {len(data)} 字节，上限 {limits.file_bytes}")
    content = stream(data, "Workbook", "WORKBOOK", "Book", "BOOK")
    book = _Book(content)
    for title, offset, kind, hidden in book.places:
        if kind != _WORKSHEET:
            notes.add("unread-part", f"“{title}”不是工作表，未读取")
            continue
        sheet = Sheet(title, hidden)
        book.fill(sheet, offset, notes)
        yield sheet


class _Book:
    """The globals of a workbook: strings, styles, and where its sheets begin."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._modern = True
        self._encoding = "gb18030"
        self._styles: list[Style] = []
        self._strings: list[str] = []
        self.places: list[tuple[str, int, int, bool]] = []
        codes = dict(BUILT_IN)
        looks: list[tuple[int, bool]] = []
        shared: list[bytes] = []
        date1904 = False
        last = 0
        for kind, record in _substream(content, 0):
            if kind == _BOF and len(record) >= 2:
                self._modern = _short(record, 0) == _BIFF8
            elif kind == _FILEPASS:
                raise EncryptedFile("encrypted")
            elif kind == _CODEPAGE and len(record) >= 2:
                self._encoding = _CODEPAGES.get(_short(record, 0), "gb18030")
            elif kind == _DATEMODE and len(record) >= 2:
                date1904 = _short(record, 0) == 1
            elif kind == _FORMAT and len(record) > 3:
                codes[_short(record, 0)] = self._text(record, 2, 2 if self._modern else 1)
            elif kind == _XF and len(record) >= 14:
                framed = self._modern and bool(record[10])
                looks.append((_short(record, 2), framed))
            elif kind == _BOUNDSHEET and len(record) > 7:
                offset = int.from_bytes(record[:4], "little")
                self.places.append((self._text(record, 6, 1), offset, record[5], bool(record[4] & 3)))
            elif kind == _SST or (kind == _CONTINUE and last == _SST):
                shared.append(record)
                kind = _SST
            last = kind
        self._styles = [Style(codes.get(number, GENERAL), framed, date1904) for number, framed in looks]
        self._strings = _shared_strings(shared)

    def fill(self, sheet: Sheet, offset: int, notes: Notes) -> None:
        """Take the records of the sheet that begins at *offset* into *sheet*."""
        cells = Cells(sheet, self._styles, notes)
        awaited: tuple[int, int, int] | None = None
        for kind, record in _substream(self._content, offset):
            if len(record) < 6:
                if kind == _STRING and awaited and len(record) >= 3:
                    cells.text(*awaited, self._text(record, 0, 2))
                continue
            place = struct.unpack_from("<HHH", record)
            if kind == _STRING and awaited:
                cells.text(*awaited, self._text(record, 0, 2))
                awaited = None
            elif kind == _FORMULA and len(record) >= 14:
                awaited = place if self._formula(cells, place, record[6:14]) else None
            elif kind in _READERS:
                _READERS[kind](self, cells, place, record)
            else:
                _look(sheet, kind, record)

    def _formula(self, cells: Cells, place: tuple[int, int, int], result: bytes) -> bool:
        """Take the stored result of a formula; return whether it is a text that is still to come."""
        if result[6:] != b"\xff\xff":
            cells.number(*place, struct.unpack("<d", result)[0])
        elif result[0] in (1, 2):
            cells.constant(*place, result[2], error=result[0] == 2)
        else:
            cells.blank(*place)
            return result[0] == 0
        return False

    def _number(self, cells: Cells, place: tuple[int, int, int], record: bytes) -> None:
        if len(record) >= 14:
            cells.number(*place, struct.unpack_from("<d", record, 6)[0])

    def _rk(self, cells: Cells, place: tuple[int, int, int], record: bytes) -> None:
        if len(record) >= 10:
            cells.number(*place, rk_number(struct.unpack_from("<I", record, 6)[0]))

    def _many_rk(self, cells: Cells, place: tuple[int, int, int], record: bytes) -> None:
        row, first, _ = place
        for index in range((len(record) - 6) // 6):
            style, code = struct.unpack_from("<HI", record, 4 + 6 * index)
            cells.number(row, first + index, style, rk_number(code))

    def _blank(self, cells: Cells, place: tuple[int, int, int], record: bytes) -> None:  # noqa: ARG002
        cells.blank(*place)

    def _many_blank(self, cells: Cells, place: tuple[int, int, int], record: bytes) -> None:
        row, first, _ = place
        for index in range((len(record) - 6) // 2):
            cells.blank(row, first + index, _short(record, 4 + 2 * index))

    def _constant(self, cells: Cells, place: tuple[int, int, int], record: bytes) -> None:
        if len(record) >= 8:
            cells.constant(*place, record[6], error=bool(record[7]))

    def _label(self, cells: Cells, place: tuple[int, int, int], record: bytes) -> None:
        cells.text(*place, self._text(record, 6, 2))

    def _shared(self, cells: Cells, place: tuple[int, int, int], record: bytes) -> None:
        index = int.from_bytes(record[6:10], "little")
        cells.text(*place, self._strings[index] if index < len(self._strings) else "")

    def _text(self, record: bytes, offset: int, width: int) -> str:
        """Return the text at *offset*: length in *width* bytes, mark of encoding, characters."""
        length = int.from_bytes(record[offset : offset + width], "little")
        begin = offset + width
        if not self._modern:
            return record[begin : begin + length].decode(self._encoding, "replace")
        if record[begin : begin + 1] and record[begin] & 1:
            return record[begin + 1 : begin + 1 + 2 * length].decode("utf-16-le", "replace")
        return record[begin + 1 : begin + 1 + length].decode("latin-1")


_READERS: Final = {
    _NUMBER: _Book._number, _RK: _Book._rk, _MULRK: _Book._many_rk, _BLANK: _Book._blank,
    _MULBLANK: _Book._many_blank, _BOOLERR: _Book._constant, _LABEL: _Book._label, _RSTRING: _Book._label,
    _LABELSST: _Book._shared,
}  # fmt: skip


def _look(sheet: Sheet, kind: int, record: bytes) -> None:
    """Take a record on hidden rows and columns or merged ranges."""
    if kind == _ROW and len(record) >= 14:
        if _short(record, 12) & _HIDDEN_ROW:
            sheet.hidden_rows.add(_short(record, 0))
    elif kind == _COLINFO and len(record) >= 10:
        first, last, _, _, options = struct.unpack_from("<5H", record)
        if options & 1:
            sheet.hidden_columns.update(range(first, last + 1))
    elif kind == _MERGES:
        for index in range(min(_short(record, 0), (len(record) - 2) // 8)):
            top, bottom, left, right = struct.unpack_from("<4H", record, 2 + 8 * index)
            sheet.merges.append(Merge(top, left, bottom + 1, right + 1))


def _short(record: bytes, offset: int) -> int:
    return int.from_bytes(record[offset : offset + 2], "little")


def _substream(content: bytes, offset: int) -> Iterator[Record]:
    """Yield the records of the part that begins at *offset*; charts inside it are left out."""
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


def _shared_strings(chunks: Sequence[bytes]) -> list[str]:
    """Return the strings whose table and its continuations are *chunks*, as far as they can be read."""
    strings: list[str] = []
    reading = _Chunks(chunks, 8)
    try:
        while not reading.done:
            strings.append(reading.string())
    except (IndexError, struct.error):
        pass
    return strings


class _Chunks:
    """A place in a run of records; a string cut between two has its encoding marked anew."""

    def __init__(self, chunks: Sequence[bytes], offset: int) -> None:
        self._chunks = chunks
        self._index = 0
        self._offset = offset

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self._index >= len(self._chunks) or (
            self._index == len(self._chunks) - 1 and self._offset >= len(self._chunks[-1])
        )

    def string(self) -> str:
        """Return the next string; raises IndexError where the records end inside it."""
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = int.from_bytes(self._bytes(2), "little") if flags & 8 else 0
        phonetic = int.from_bytes(self._bytes(4), "little") if flags & 4 else 0
        text = self._characters(length, bool(flags & 1))
        self._skip(4 * runs + phonetic)
        return text

    def _next(self) -> None:
        self._index += 1
        self._offset = 0
        if self._index >= len(self._chunks):
            raise IndexError

    def _bytes(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            chunk = self._chunks[self._index]
            if self._offset >= len(chunk):
                self._next()
                continue
            piece = chunk[self._offset : self._offset + count - len(taken)]
            self._offset += len(piece)
            taken += piece
        return taken

    def _skip(self, count: int) -> None:
        while count:
            left = len(self._chunks[self._index]) - self._offset
            step = min(count, left)
            self._offset += step
            count -= step
            if count:
                self._next()

    def _characters(self, length: int, wide: bool) -> str:
        pieces: list[str] = []
        while length:
            chunk = self._chunks[self._index]
            size = 2 if wide else 1
            count = min(length, (len(chunk) - self._offset) // size)
            if count <= 0:
                self._next()
                wide = bool(self._bytes(1)[0] & 1)
                continue
            piece = chunk[self._offset : self._offset + count * size]
            pieces.append(piece.decode("utf-16-le" if wide else "latin-1", "replace"))
            self._offset += count * size
            length -= count
        return "".join(pieces)
