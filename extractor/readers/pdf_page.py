"""What one PDF page holds, read through pdfium: glyphs with their places, and ruling lines.

Everything is given in *viewed* coordinates: points, x to the right, y downwards from the
top of the page as it is read. Which way is up is decided by the text itself (the
direction most glyphs run in), so that a landscape form printed sideways on a portrait
page reads like any other.

A call into a shared library costs some 0.4 µs, and a page has a thousand glyphs; the
calls are therefore driven by :func:`map` over plain integers, without a Python frame for
each glyph.
"""

import ctypes
import math
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from extractor.readers.pdf_native import FLOAT, INT, POINTER, plain
from extractor.readers.pdf_rulings import Rulings, scan_objects

Glyph = tuple[str, float, float, float, float]
"""``(character, left, right, baseline, height)``; a space is one the file itself holds."""

DROPPED = "\0"
SPACE = " "
REPLACEMENT = "\ufffd"

_RADICALS = dict(
    zip(
        "⺁⺄⺟⺠⺮⺶⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳",
        "厂乙母民竹羊肉虎西见角贝车长门青韦页风飞食马鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radical forms that some fonts map whole characters to (CJK Radicals Supplement)."""


def _translation() -> dict[int, str]:
    table: dict[int, str] = dict.fromkeys(range(0x20), DROPPED)
    table |= dict.fromkeys((0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000, 0x202F, 0x205F), SPACE)
    table |= dict.fromkeys(range(0x2000, 0x200B), SPACE)
    table |= dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF), DROPPED)
    # pdfium reports a glyph without a character as 0, and a hyphen at a line's end as 2.
    table |= {0: REPLACEMENT, 2: "-", 0xFFFE: "-", 0xFFFF: REPLACEMENT}
    table |= dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT)
    table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    table |= {ord(form): plain for form, plain in _RADICALS.items()}
    # Symbol fonts (Wingdings) put their boxes and bullets at U+F000 + code.
    table |= {0xF0B7: "•", 0xF0FE: "☑", 0xF0FD: "☒", 0xF0A8: "□", 0xF06F: "□", 0xF071: "□", 0xF0FC: "√"}
    return table


_TRANSLATION = _translation()
_GARBLED = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Stray:
    """Glyphs that run in another direction than the page's text, as one string.

    ``upright`` is true for quarter turns (a sideways table header), false for slanted
    text, which is a watermark.
    """

    text: str
    x: float
    y: float
    upright: bool


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page: its size, glyphs in file order, stray text, ruling lines.

    ``image_share`` is the share of the page's area under images, ``garbled_share`` the
    share of its glyphs that have no known character.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    strays: list[Stray]
    rulings: Rulings
    image_share: float
    garbled_share: float
    objects: int


_unicode = plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, POINTER, INT)
_loose_box = plain(pdfium.FPDFText_GetLooseCharBox, INT, POINTER, INT, POINTER)
_origin = plain(pdfium.FPDFText_GetCharOrigin, INT, POINTER, INT, POINTER, POINTER)
_angle = plain(pdfium.FPDFText_GetCharAngle, FLOAT, POINTER, INT)


def read_page(document: Any, index: int) -> PageContent | None:
    """Return the content of page *index* (from 0), ``None`` where pdfium cannot load it.

    *document* is a raw ``FPDF_DOCUMENT``.
    """
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    try:
        text_page = pdfium.FPDFText_LoadPage(page)
        if not text_page:
            return None
        try:
            return _read(page, text_page, index + 1)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _read(page: Any, text_page: Any, number: int) -> PageContent:
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    box = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    count = max(pdfium.FPDFText_CountChars(text_page), 0)
    handle = ctypes.cast(text_page, ctypes.c_void_p).value

    raw = _characters(text_page, handle, count)
    boxes = (ctypes.c_float * (4 * count))()
    base = ctypes.addressof(boxes)
    deque(map(_loose_box, repeat(handle), range(count), range(base, base + 16 * count, 16)), 0)
    origins = (ctypes.c_double * (2 * count))()
    start = ctypes.addressof(origins)
    ends = range(start, start + 16 * count, 16), range(start + 8, start + 8 + 16 * count, 16)
    deque(map(_origin, repeat(handle), range(count), *ends), 0)

    # FS_RECTF is left, top, right, bottom.
    left, top, right, bottom = boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4]
    across, along = origins[0::2], origins[1::2]
    # A glyph that runs to the right has its origin at the left edge of its box: where all
    # do, nothing is rotated and no angle needs to be asked for.
    turn, other = (0, None) if left == across else _direction(handle, raw)

    text = raw.translate(_TRANSLATION)
    columns = _viewed(turn, box, left, top, right, bottom, across, along)
    glyphs: list[Glyph] = [
        (character, x0, x1, y, tall)
        for character, x0, x1, y, tall in zip(text, *columns, strict=True)
        if character != DROPPED and (character != SPACE or x1 > x0)
    ]
    strays: list[Stray] = []
    if other:
        everything = list(zip(text, *columns, strict=True))
        strays = _strays(everything, other)
        glyphs = [
            glyph
            for index, glyph in enumerate(everything)
            if index not in other and glyph[0] != DROPPED and (glyph[0] != SPACE or glyph[2] > glyph[1])
        ]
    width, height = box[2] - box[0], box[3] - box[1]
    if turn % 2:
        width, height = height, width
    glyphs = _on_page(glyphs, width, height)
    rulings, image_area, objects = scan_objects(page, box, turn)
    visible = len(text) - text.count(SPACE) - text.count(DROPPED)
    return PageContent(
        number=number,
        width=width,
        height=height,
        glyphs=glyphs,
        strays=strays,
        rulings=rulings,
        image_share=min(image_area / (width * height), 1.0) if width * height > 0 else 0.0,
        garbled_share=len(_GARBLED.findall(text)) / visible if visible else 0.0,
        objects=objects,
    )


def _characters(text_page: Any, handle: int | None, count: int) -> str:
    """Return the page's characters as pdfium numbers them, one for each glyph."""
    buffer = ctypes.create_string_buffer(2 * (count + 1))
    written = pdfium.FPDFText_GetText(
        text_page, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    )
    if written == count + 1:
        text = buffer.raw[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    # Glyphs without a character are left out of that text: ask for each.
    codes = map(_unicode, repeat(handle), range(count))
    return "".join(chr(code) if code <= 0x10FFFF else REPLACEMENT for code in codes)


def _direction(handle: int | None, raw: str) -> tuple[int, dict[int, int | None]]:
    """Return the quarter turn most glyphs run in, and the glyphs that do not.

    The turns are 0 to the right, 1 upwards, 2 to the left, 3 downwards; a glyph that is
    slanted has the turn ``None``.
    """
    turns: list[int | None] = []
    for angle in map(_angle, repeat(handle), range(len(raw))):
        quarters = angle / (math.pi / 2)
        nearest = round(quarters)
        # pdfium counts angles clockwise.
        turns.append(-nearest % 4 if angle >= 0 and abs(quarters - nearest) < 0.1 else None)
    visible = [turn for turn, code in zip(turns, raw, strict=True) if code > SPACE]
    tally = Counter(turn for turn in visible if turn is not None)
    main = tally.most_common(1)[0][0] if tally else 0
    return main, {
        index: turn
        for index, (turn, code) in enumerate(zip(turns, raw, strict=True))
        if turn != main and code > SPACE
    }


def _viewed(
    turn: int,
    box: tuple[float, float, float, float],
    left: Sequence[float],
    top: Sequence[float],
    right: Sequence[float],
    bottom: Sequence[float],
    across: Sequence[float],
    along: Sequence[float],
) -> tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]]:
    """Return left edges, right edges, baselines and heights of glyphs as viewed."""
    low_x, low_y, high_x, high_y = box
    if turn == 1:
        starts, ends, lines = (
            [y - low_y for y in bottom],
            [y - low_y for y in top],
            [x - low_x for x in across],
        )
    elif turn == 2:
        starts, ends, lines = (
            [high_x - x for x in right],
            [high_x - x for x in left],
            [y - low_y for y in along],
        )
    elif turn == 3:
        starts, ends, lines = (
            [high_y - y for y in top],
            [high_y - y for y in bottom],
            [high_x - x for x in across],
        )
    else:
        starts, ends, lines = list(left), list(right), [high_y - y for y in along]
        if low_x:
            starts, ends = [x - low_x for x in left], [x - low_x for x in right]
    pairs = zip(left, right, strict=True) if turn % 2 else zip(bottom, top, strict=True)
    return starts, ends, lines, [high - low for low, high in pairs]


def _on_page(glyphs: list[Glyph], width: float, height: float) -> list[Glyph]:
    """Return the glyphs that are visible on the page: what lies outside was never printed."""
    if all(0 <= glyph[3] <= height for glyph in glyphs) and all(
        glyph[1] >= -2 and glyph[2] <= width + 2 for glyph in glyphs
    ):
        return glyphs
    return [g for g in glyphs if -2 <= g[3] <= height + 2 and g[2] > 0 and g[1] < width]


def _strays(glyphs: Sequence[Glyph], other: dict[int, int | None]) -> list[Stray]:
    """Gather neighbouring glyphs of one foreign direction into strings."""
    strays: list[Stray] = []
    run: list[int] = []
    for index in sorted(other):
        if run and (other[index] != other[run[-1]] or index - run[-1] > 3):
            strays.append(_stray(glyphs, run, other))
            run = []
        run.append(index)
    if run:
        strays.append(_stray(glyphs, run, other))
    return strays


def _stray(glyphs: Sequence[Glyph], run: Sequence[int], other: dict[int, int | None]) -> Stray:
    members = [glyphs[index] for index in run if glyphs[index][0] != DROPPED]
    return Stray(
        text="".join(glyph[0] for glyph in members),
        x=sum((glyph[1] + glyph[2]) / 2 for glyph in members) / max(len(members), 1),
        y=sum(glyph[3] for glyph in members) / max(len(members), 1),
        upright=other[run[0]] is not None,
    )
