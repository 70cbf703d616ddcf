"""Characters of symbol fonts (``w:sym``), read as the Unicode characters they draw.

Office programs put boxes, ticks and comparison signs on the page by naming a font and a
code in it; the code alone means nothing. Only what bears on a figure or a choice is
listed: check boxes, ticks, comparison and arithmetic signs.
"""

from typing import Final

_PRIVATE: Final = 0xF000

_SYMBOL: Final = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB0: "°", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞",
    0xB7: "•", 0xE5: "∑", 0x25: "%", 0x2B: "+", 0x2D: "−", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0x57: "Ω",
    0x6D: "μ",
}  # fmt: skip
_WINGDINGS: Final = {
    0x6F: "☐", 0x71: "☐", 0x72: "☐", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x6E: "■",
    0x6C: "●", 0xA1: "○", 0x9F: "•", 0xAB: "★", 0xE0: "→",
}  # fmt: skip
_WINGDINGS2: Final = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐", 0x30: "☐",
}  # fmt: skip
_FONTS: Final = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS2}


def symbol(font: str | None, code: str | None) -> str:
    """Return the character with hexadecimal *code* in *font*, as written in ``w:sym``.

    A code of an ordinary font is the character itself; an unknown one is kept as the
    private-use character it is, so that something is seen to stand there.
    """
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    table = _FONTS.get((font or "").casefold())
    if table is not None:
        low = value - _PRIVATE if _PRIVATE <= value <= _PRIVATE + 0xFF else value
        if low in table:
            return table[low]
        if table is _SYMBOL and 0x20 <= low < 0x7F and chr(low).isdigit():
            return chr(low)
    if not 0x20 <= value <= 0x10FFFF or 0xD800 <= value <= 0xDFFF:
        return ""
    return chr(value)
