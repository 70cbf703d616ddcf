"""Small PDFs made for the tests."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
LEFT, PITCH = 90.0, 24.0

Draw = Callable[[Any], None]


def pdf(*pages: Draw, size: tuple[float, float] = (WIDTH, HEIGHT), encrypt: Any = None) -> bytes:
    """Return a PDF whose pages are drawn by *pages*, each given a canvas with the y axis upwards."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=size, encrypt=encrypt, pageCompression=0)
    for draw in pages:
        canvas.setFont(FONT, 16)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def text(*lines: str, left: float = LEFT, top: float = 120, size: float = 16, pitch: float = PITCH) -> Draw:
    """Return a page of *lines*; a leading full-width space indents a line by one em."""

    def draw(canvas: Any) -> None:
        canvas.setFont(FONT, size)
        for number, line in enumerate(lines):
            bare = line.lstrip("\u3000")
            x = left + size * (len(line) - len(bare))
            canvas.drawString(x, HEIGHT - top - number * pitch, bare)

    return draw


def both(*draws: Draw) -> Draw:
    """Return one page with everything *draws* put on it."""

    def draw(canvas: Any) -> None:
        for part in draws:
            part(canvas)

    return draw


def at(x: float, y: float, string: str, size: float = 16) -> Draw:
    """Return a string at a place, *y* from the top of the page."""

    def draw(canvas: Any) -> None:
        canvas.setFont(FONT, size)
        canvas.drawString(x, HEIGHT - y, string)

    return draw


def table(
    rows: list[list[str | None]],
    *,
    x: float = 60,
    y: float = 150,
    width: float = 110,
    height: float = 30,
    size: float = 11,
    style: str = "lines",
) -> Draw:
    """Return a ruled table; ``None`` merges a position into the one at its left, ``"^"`` into the one above.

    *style* draws the rules as ``lines``, thin ``bars`` or one ``boxes`` a cell.
    """

    def draw(canvas: Any) -> None:
        canvas.setFont(FONT, size)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                left, top = x + c * width, HEIGHT - y - r * height
                if style == "boxes":
                    canvas.rect(left, top - height, width, height)
                else:
                    if c == 0 or cell is not None:
                        _rule(canvas, left, top, left, top - height, style)
                    if r == 0 or cell != "^":
                        _rule(canvas, left, top, left + width, top, style)
                if cell is not None and cell != "^":
                    for number, part in enumerate(cell.split("\n")):
                        canvas.drawString(left + 4, top - 14 - number * size * 1.2, part)
        if style != "boxes":
            bottom, right = HEIGHT - y - len(rows) * height, x + len(rows[0]) * width
            _rule(canvas, x, bottom, right, bottom, style)
            _rule(canvas, right, HEIGHT - y, right, bottom, style)

    return draw


def _rule(canvas: Any, x0: float, y0: float, x1: float, y1: float, style: str) -> None:
    if style == "bars":
        canvas.rect(min(x0, x1), min(y0, y1), abs(x1 - x0) or 0.6, abs(y1 - y0) or 0.6, stroke=0, fill=1)
    else:
        canvas.line(x0, y0, x1, y1)


def encrypted(user_password: str) -> bytes:
    """Return a PDF that needs *user_password* to be opened."""
    return pdf(text("正文"), encrypt=StandardEncryption(user_password, ownerPassword="owner", strength=128))


def unembedded(*lines: str, size: int = 14) -> bytes:
    """Return a PDF of glyph numbers and what they mean; their font is not in it, nor its script named."""
    codes = {char: 0x0300 + number for number, char in enumerate(sorted(set("".join(lines))))}
    content = "".join(
        f"BT /F1 {size} Tf 90 {700 - 30 * row} Td <{''.join(f'{codes[c]:04x}' for c in line)}> Tj ET\n"
        for row, line in enumerate(lines)
    )
    meaning = "".join(f"<{code:04x}> <{ord(char):04x}>\n" for char, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{meaning}endbfchar\nendcmap end end"
    )
    narrow = "".join(f"{code} [500] " for char, code in codes.items() if char.isascii())
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEE+Song /Encoding /Identity-H"
        " /DescendantFonts [6 0 R] /ToUnicode 8 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEE+Song /CIDToGIDMap /Identity /DW 1000"
        f" /W [{narrow}] /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        " /FontDescriptor 7 0 R >>",
        "<< /Type /FontDescriptor /FontName /ABCDEE+Song /Flags 4 /FontBBox [0 -120 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode("ascii")
    start = data.rindex(b"xref")
    return data + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode(
        "ascii"
    )
