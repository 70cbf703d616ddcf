"""One stand-in for every Chinese font that a PDF names and does not carry.

pdfium looks for such a font on the machine. What it finds decides the boxes of the glyphs,
and where it finds none the glyphs have no extent and whole strings are passed over: the
same file would read otherwise on another machine, without a word. It also costs several
times what reading the page does. The places of the glyphs stand in the file (their widths
and where each begins), so any glyph will do: the stand-in has a single small one, narrower
than any character, for all of Unicode.

The stand-in serves reading only. A program that draws pages with pdfium in the same
process draws those fonts as small boxes.
"""

import ctypes
import struct
from typing import Any

import pypdfium2.raw as pdfium

_CHINESE = frozenset((128, 129, 130, 134, 136))
"""Shift-JIS, two Korean sets, GB 2312 and Big5, as Windows numbers its character sets."""
_SYMBOL = 2
"""What pdfium asks for where a font does not say which script it is of."""
_GLYPHS = 0xFFFF
_GB2312 = 134
_EM, _ASCENT, _DESCENT = 1000, 880, -120
_SIDE = 200
_NAME = b"perfeval-stand-in\0"
_kept: list[Any] = []
"""What pdfium calls back must outlive the call that hands it over."""


def stand_in() -> bytes:
    """Return a TrueType font whose one glyph, a square at the origin, stands for every other.

    A character is looked for by its number in Unicode or, where the PDF holds nothing but
    numbers of glyphs, by that. So the character map, of format 13, gives one glyph for a
    range, and the table of places gives the same two squares in turn for all the glyphs there
    can be: a place behind the next one is taken to reach to the table's end.
    Tables as in the OpenType specification.
    """
    square = struct.pack(">hhhhh", 1, 0, 0, _SIDE, _SIDE) + struct.pack(">HH", 3, 0)
    square += bytes([1] * 4) + struct.pack(">8h", 0, _SIDE, 0, -_SIDE, 0, 0, _SIDE, 0)
    square += b"\0" * (-len(square) % 4)
    ranges = struct.pack(">HHIII", 13, 0, 28, 0, 1) + struct.pack(">III", 0x20, 0x2FFFF, 1)
    bounds = (0, 0, _SIDE, _SIDE)
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + ranges,
        b"glyf": square * 2,
        b"head": struct.pack(
            ">IIIIHHqq4hHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, *bounds, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(">IhhhH11hH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _SIDE, 1, *([0] * 7), 1),
        b"hmtx": struct.pack(">Hh", _EM, 0) + b"\0\0" * (_GLYPHS - 1),
        b"loca": struct.pack(">HH", 0, len(square) // 2) * ((_GLYPHS + 1) // 2),
        b"maxp": struct.pack(">IHHH11H", 0x10000, _GLYPHS, 4, 1, *([0] * 11)),
    }
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    body = b""
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        place = 12 + 16 * len(tables) + len(body)
        directory += tag + struct.pack(">III", checksum, place, len(data))
        body += padded
    return directory + body


def install() -> None:
    """Have pdfium take the stand-in for Chinese and unnamed scripts, its built-in fonts for Latin."""
    if _kept:
        return
    font = stand_in()

    def mapped(_this: Any, _weight: int, _italic: int, charset: int, *_rest: Any) -> int | None:
        return 1 if charset in _CHINESE or charset == _SYMBOL else None

    def data(_this: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        return 0 if table else _copied(font, buffer, size)

    def name(_this: Any, _font: Any, buffer: Any, size: int) -> int:
        return _copied(_NAME, buffer, size)

    callbacks = {
        "MapFont": mapped,
        "GetFontData": data,
        "GetFaceName": name,
        "GetFontCharset": lambda *_: _GB2312,
        "GetFont": lambda *_: None,
        "EnumFonts": lambda *_: None,
        "DeleteFont": lambda *_: None,
        "Release": lambda *_: None,
    }
    kinds = dict(pdfium.FPDF_SYSFONTINFO._fields_)
    info = pdfium.FPDF_SYSFONTINFO()
    info.version = 1
    for field, callback in callbacks.items():
        setattr(info, field, kinds[field](callback))
    _kept.append(info)
    pdfium.FPDF_SetSystemFontInfo(info)


def _copied(source: bytes, buffer: Any, size: int) -> int:
    """Copy *source* where there is room for it; return its length in either case."""
    if buffer and size >= len(source):
        ctypes.memmove(buffer, source, len(source))
    return len(source)
