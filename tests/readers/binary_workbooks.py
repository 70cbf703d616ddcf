"""Small binary workbooks, record by record, for tests of the spreadsheet reader."""

import struct
from collections.abc import Sequence

from tests.readers.ooxml_builder import zipped

_SECTOR = 512
_END, _FAT = 0xFFFFFFFE, 0xFFFFFFFD
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Rows = Sequence[Sequence[str | float | None]]


def compound(name: str, content: bytes) -> bytes:
    """Return an OLE file with one stream, padded past the size of mini streams."""
    content = content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\0")
    count = len(content) // _SECTOR
    fat = [*range(1, count), _END, _END, _FAT]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 0, 1, count, 0, 4096, _END, 0, _END, 0, count + 1,
    ).ljust(_SECTOR, b"\xff")  # fmt: skip

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        words = title.encode("utf-16-le")
        return words.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(words) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, start, size
        )

    directory = entry("Root Entry", 5, 1, _END, 0) + entry(name, 2, 0xFFFFFFFF, 0, len(content))
    table = struct.pack(f"<{len(fat)}I", *fat)
    return header + content + directory.ljust(_SECTOR, b"\0") + table.ljust(_SECTOR, b"\xff")


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(
    rows: Rows, codes: Sequence[str], styles: Sequence[Sequence[int]], *, extra: bytes = b"", state: int = 0
) -> bytes:
    """Return an Excel 97 workbook of one sheet 表; *styles* are indices into *codes* beside *rows*.

    Merges the first two rows of the first column; hides row 2 and column 2 (from 0).
    """

    def text(words: str, width: str) -> bytes:
        return struct.pack(f"<{width}B", len(words), 1) + words.encode("utf-16-le")

    fonts = (
        _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + text("宋体", "B")) * 4
    )
    formats = b"".join(
        _record(0x41E, struct.pack("<H", 164 + index) + text(code, "H")) for index, code in enumerate(codes)
    )
    looks = b"".join(
        _record(0xE0, struct.pack("<HHHBBHIIH", 0, 164 + index, 0, 0, 0, 0, 0x1111, 0, 0))
        for index in range(len(codes))
    )
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + extra
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    sheet += _record(0x7D, struct.pack("<HHHHHH", 2, 2, 2000, 0, 1, 0))
    sheet += _record(0x208, struct.pack("<HHHHHHI", 2, 0, 3, 255, 0, 0, 0x120))
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, styles[row][column])
            if isinstance(value, str):
                sheet += _record(0x204, place + text(value, "H"))
            else:
                sheet += (
                    _record(0x201, place)
                    if value is None
                    else _record(0x203, place + struct.pack("<d", value))
                )
    sheet += _record(0xE5, struct.pack("<HHHHH", 1, 0, 1, 0, 0)) + _record(0x0A)
    end = _record(0x0A)
    bound = len(begin) + len(fonts) + len(formats) + len(looks)
    name = text("表", "B")
    offset = bound + 4 + 6 + len(name) + len(end)
    listed = _record(0x85, struct.pack("<IBB", offset, state, 0) + name)
    return compound("Workbook", begin + fonts + formats + looks + listed + end + sheet)


def _brt(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(content)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + content


def xlsb(rows: Rows, codes: Sequence[str], styles: Sequence[Sequence[int]], *, last_row: int = 0) -> bytes:
    """Return an xlsb workbook of one sheet, laid out as :func:`xls` does; *last_row* moves the last row."""

    def text(words: str) -> bytes:
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    book = _brt(131) + _brt(143) + _brt(156, struct.pack("<II", 0, 1) + text("s0") + text("表")) + _brt(144)
    look = _brt(278) + _brt(615, struct.pack("<I", len(codes)))
    look += b"".join(
        _brt(44, struct.pack("<H", 164 + index) + text(code)) for index, code in enumerate(codes)
    )
    look += _brt(616) + _brt(613, struct.pack("<I", 1))
    look += _brt(46, b"\0" + (b"\1" + b"\0" * 9) * 4 + b"\0" * 10) + _brt(614)
    look += _brt(617, struct.pack("<I", len(codes)))
    look += b"".join(_brt(47, struct.pack("<5H6x", 0, 164 + index, 0, 0, 0)) for index in range(len(codes)))
    look += _brt(618) + _brt(279)
    sheet = _brt(129) + _brt(148, struct.pack("<4I", 0, len(rows) - 1, 0, 2))
    sheet += _brt(390) + _brt(60, struct.pack("<4IH", 2, 2, 2000, 0, 1)) + _brt(391) + _brt(145)
    for row, values in enumerate(rows):
        number = last_row if last_row and row == len(rows) - 1 else row
        sheet += _brt(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0x10 if row == 2 else 0, 0) + b"\0" * 4)
        for column, value in enumerate(values):
            place = struct.pack("<II", column, styles[row][column])
            if isinstance(value, str):
                sheet += _brt(6, place + text(value))
            else:
                sheet += _brt(1, place) if value is None else _brt(5, place + struct.pack("<d", value))
    sheet += (
        _brt(146) + _brt(177, struct.pack("<I", 1)) + _brt(176, struct.pack("<4I", 0, 1, 0, 0)) + _brt(178)
    )
    sheet += _brt(130)

    def related(*parts: tuple[str, str, str]) -> str:
        listed = "".join(
            f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"/>'
            for name, kind, target in parts
        )
        return f'<Relationships xmlns="{_RELATIONSHIPS}">{listed}</Relationships>'

    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/xl/workbook.bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
            "_rels/.rels": related(("r1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": book + _brt(132),
            "xl/_rels/workbook.bin.rels": related(
                ("s0", "worksheet", "worksheets/sheet1.bin"), ("st", "styles", "styles.bin")
            ),
            "xl/styles.bin": look,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )
