"""What a number format prints: 0.9631 as ``96.31%``, 45747 as ``2025年3月31日``.

A spreadsheet stores a number and, apart from it, how to show it. A reader of the sheet
sees, quotes and checks the shown form, so the shown form is the cell's text. Numbers
are decimal throughout: a stored binary double is first what its fifteen significant
digits say, as the office programs show it, and then rounded half away from zero.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from extractor.readers.numberformat import format_number
from extractor.readers.sheet_dates import DATE_TOKEN, print_date

GENERAL: Final = "General"
BUILT_IN: Final[dict[int, str]] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: "¥#,##0;¥-#,##0", 6: "¥#,##0;[Red]¥-#,##0", 7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;[Red]¥-#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '¥#,##0;¥-#,##0;¥"-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '¥#,##0.00;¥-#,##0.00;¥"-"', 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats known by number only, as a Chinese system shows those that depend on the system."""

_DOUBLE: Final = Context(prec=15, rounding=ROUND_HALF_UP, traps=[])
_EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP)
# Beyond these a number is not written out in digits, nor does a format with fixed decimals apply.
_LARGEST_EXPONENT: Final = 20
_SMALLEST_EXPONENT: Final = -10
_LONGEST_CODE: Final = 1000
_MOST_DIGITS: Final = 30

_TOKEN: Final = re.compile(
    rf"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | _(?P<space>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>G/通用格式|General)
    | (?P<exponent>E[+-])
    | (?P<date>{DATE_TOKEN})
    | (?P<mark>[0\#?.,%/@])
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ELAPSED: Final = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY: Final = re.compile(r"\$([^-]*)(?:-([0-9A-Fa-f]+))?")
_NUMERALS: Final = {"dbnum1": "chineseCountingThousand", "dbnum2": "chineseLegalSimplified"}
# The system's own long date and time, whatever the code after them says.
_SYSTEM: Final = {"F800": 'yyyy"年"m"月"d"日"', "F400": "h:mm:ss"}
_COMPARE: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b, "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "=": lambda a, b: a == b,
}  # fmt: skip

Token = tuple[str, str]


@dataclass(slots=True)
class _Section:
    """One part of a format between semicolons: its tokens, and when it applies.

    ``closed`` marks one that the system's own date format replaces.
    """

    tokens: list[Token] = field(default_factory=list)
    condition: tuple[str, Decimal] | None = None
    numerals: str | None = None
    closed: bool = False

    def has(self, kind: str) -> bool:
        return any(name == kind for name, _ in self.tokens)


def stored(text: str) -> Decimal | None:
    """Return the number a file stores as *text*, to fifteen significant digits; else ``None``."""
    number = _DOUBLE.create_decimal(text)
    return number if number.is_finite() else None


def general(number: Decimal) -> str:
    """Return *number* without a format: 15 significant digits, no trailing zeros, no exponent.

    Only numbers too large or small to be figures of a report keep an exponent.
    """
    number = _DOUBLE.plus(number)
    if not number:
        return "0"
    if _SMALLEST_EXPONENT <= number.adjusted() <= _LARGEST_EXPONENT:
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = general(number.scaleb(-number.adjusted()))
    return f"{mantissa}E{number.adjusted():+03d}"


@lru_cache(maxsize=4096)
def printer(code: str, *, date1904: bool = False) -> Callable[[Decimal], str]:
    """Return the function that prints a number by format *code*.

    A format that is not understood prints as :func:`general` does: a number is never lost.
    """
    if code == GENERAL or len(code) > _LONGEST_CODE:
        return general
    sections = _sections(code)
    simple = _simple(sections)
    if simple is not None:
        return simple

    def print_number(number: Decimal) -> str:
        section, unsigned = _applying(sections, number)
        if section is None:
            return general(number)
        return _print(section, abs(number) if unsigned else number, date1904).strip()

    return print_number


@lru_cache(maxsize=4096)
def text_printer(code: str) -> Callable[[str], str] | None:
    """Return what format *code* adds around a text (``@"元"``), ``None`` where it adds nothing."""
    if "@" not in code or code == "@" or len(code) > _LONGEST_CODE:
        return None
    sections = [section for section in _sections(code) if section.has("@")]
    if not sections:
        return None
    tokens = sections[-1].tokens
    if not any(kind == "literal" and text.strip() for kind, text in tokens):
        return None
    return lambda text: "".join(text if kind == "@" else part for kind, part in tokens).strip()


def _sections(code: str) -> list[_Section]:
    sections = [_Section()]
    for match in _TOKEN.finditer(code):
        section = sections[-1]
        kind, text = match.lastgroup or "other", match[match.lastgroup or "other"]
        if kind == "other" and text == ";":
            sections.append(_Section())
        elif section.closed:
            continue
        elif kind == "bracket":
            _bracket(section, text)
        elif kind in ("quoted", "escaped", "other"):
            section.tokens.append(("literal", text))
        elif kind == "space":
            section.tokens.append(("literal", " "))
        elif kind == "mark":
            section.tokens.append((text, text))
        elif kind != "fill":
            section.tokens.append((kind, text))
    return sections


def _bracket(section: _Section, text: str) -> None:
    """Read what stands in brackets: elapsed time, a condition, a currency, Chinese numerals; not colors."""
    if _ELAPSED.fullmatch(text):
        section.tokens.append(("elapsed", text))
    elif condition := _CONDITION.fullmatch(text):
        section.condition = (condition[1], Decimal(condition[2]))
    elif currency := _CURRENCY.fullmatch(text):
        system = _SYSTEM.get((currency[2] or "").upper())
        if system:
            section.tokens = _sections(system)[0].tokens
            section.closed = True
        elif currency[1]:
            section.tokens.append(("literal", currency[1]))
    elif text.lower() in _NUMERALS:
        section.numerals = _NUMERALS[text.lower()]


def _applying(sections: Sequence[_Section], number: Decimal) -> tuple[_Section | None, bool]:
    """Return the section that prints *number* and whether it prints it without its sign."""
    numeric = [section for section in sections[:4] if not section.has("@")] or list(sections[:1])
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None:
                return section, False
            sign, bound = section.condition
            if _COMPARE[sign](number, bound):
                return section, number < 0 and sign in ("<", "<=") and bound <= 0
        return None, False
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False


def _print(section: _Section, number: Decimal, date1904: bool) -> str:
    if section.has("general") or section.has("@"):
        return "".join(
            _numeral(section, number) if kind in ("general", "@") else text for kind, text in section.tokens
        )
    if section.has("date") or section.has("elapsed"):
        shown = print_date(section.tokens, number, date1904=date1904, numerals=section.numerals)
        return general(number) if shown is None else shown
    if not any(kind in ("0", "#", "?") for kind, _ in section.tokens):
        sign = "-" if number < 0 else ""
        return sign + "".join(
            text for kind, text in section.tokens if kind in ("literal", "%", ".", ",", "/")
        )
    if number.adjusted() > _LARGEST_EXPONENT:
        return general(number)
    sign = "-" if number < 0 else ""
    if section.has("exponent"):
        return sign + _scientific(section.tokens, abs(number))
    if section.has("/"):
        return sign + _fraction(section.tokens, abs(number))
    shown = _fixed(section.tokens, abs(number))
    if section.numerals and shown.isascii() and shown.isdigit():
        shown = format_number(int(shown), section.numerals)
    # What rounds to nothing has no sign: -0.001 in two decimals is 0.00.
    return shown if sign and not re.search(r"[1-9一-九壹-玖]", shown) else sign + shown


def _numeral(section: _Section, number: Decimal) -> str:
    shown = general(number)
    return format_number(int(shown), section.numerals) if section.numerals and shown.isdigit() else shown


def _simple(sections: Sequence[_Section]) -> Callable[[Decimal], str] | None:
    """Return a short way to print the everyday formats: ``0``, ``0.00``, ``#,##0.00``, ``0.00%``."""
    pattern = "".join(text if kind != "literal" else "x" for kind, text in sections[0].tokens)
    match = re.fullmatch(r"(#,##)?0(?:\.(0{1,9}))?(%)?", pattern)
    if len(sections) > 1 or match is None or sections[0].numerals or sections[0].condition:
        return None
    places = len(match[2] or "")
    scale = 2 if match[3] else 0
    step = Decimal(1).scaleb(-places)
    spec = (",f" if match[1] else "f") + ""
    suffix = match[3] or ""

    def print_number(number: Decimal) -> str:
        if number.adjusted() > _LARGEST_EXPONENT:
            return general(number)
        rounded = _EXACT.quantize(number.scaleb(scale), step)
        return format(rounded if rounded else step - step, spec) + suffix

    return print_number


def _fixed(tokens: Sequence[Token], number: Decimal) -> str:
    """Return a number without sign by its digit places, literals between them kept in place."""
    kinds = [kind for kind, _ in tokens]
    digits = [index for index, kind in enumerate(kinds) if kind in ("0", "#", "?")]
    point = kinds.index(".") if "." in kinds else len(kinds)
    whole = [index for index in digits if index < point]
    places = min(len(digits) - len(whole), _MOST_DIGITS)
    last = max(whole, default=-1)
    commas = [index for index, kind in enumerate(kinds) if kind == ","]
    grouped = any(whole and whole[0] < index < last for index in commas)
    end = digits[-1]
    thousands = sum(1 for index in commas if index > (last if point > index else end) or index == point - 1)
    percents = min(kinds.count("%"), 3)
    scaled = number.scaleb(2 * percents - 3 * min(thousands, 5))
    rounded = _EXACT.quantize(scaled, Decimal(1).scaleb(-places))
    integer, _, decimals = format(rounded, "f").partition(".")
    integer = integer.lstrip("0")
    left = _whole_part(tokens[:point], integer, grouped)
    right = _decimal_part(tokens[point + 1 :], decimals) if point < len(kinds) else ""
    dot = "." if point < len(kinds) else ""
    return left + dot + right


def _whole_part(tokens: Sequence[Token], integer: str, grouped: bool) -> str:
    """Fill the digit places from the right; the leftmost takes all digits that are left."""
    first = next((index for index, (kind, _) in enumerate(tokens) if kind in ("0", "#", "?")), None)
    out: list[str] = []
    used = 0

    def put(digit: str) -> None:
        nonlocal used
        if grouped and used and used % 3 == 0:
            out.append(",")
        out.append(digit)
        used += 1

    rest = list(integer)
    for index in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[index]
        if kind in ("literal", "%"):
            out.append(text[::-1])
        elif kind in ("0", "#", "?"):
            if rest:
                put(rest.pop())
            elif kind == "0":
                put("0")
            if index == first:
                while rest:
                    put(rest.pop())
    if first is None:
        out.extend(reversed(integer))
    return "".join(out)[::-1]


def _decimal_part(tokens: Sequence[Token], decimals: str) -> str:
    places = [kind for kind, _ in tokens if kind in ("0", "#", "?")]
    kept = len(decimals)
    while kept and decimals[kept - 1] == "0" and kept <= len(places) and places[kept - 1] != "0":
        kept -= 1
    shown = iter(decimals[:kept])
    return "".join(
        next(shown, "") if kind in ("0", "#", "?") else text if kind in ("literal", "%") else ""
        for kind, text in tokens
    )


def _scientific(tokens: Sequence[Token], number: Decimal) -> str:
    place = next(index for index, (kind, _) in enumerate(tokens) if kind == "exponent")
    places = sum(1 for kind, _ in tokens[place + 1 :] if kind in ("0", "#", "?"))
    power = number.adjusted() if number else 0
    mantissa = _fixed(tokens[:place], number.scaleb(-power))
    if mantissa.startswith("10"):
        power += 1
        mantissa = _fixed(tokens[:place], number.scaleb(-power))
    sign = "-" if power < 0 else "+" if tokens[place][1].endswith("+") else ""
    return f"{mantissa}E{sign}{abs(power):0{max(places, 1)}d}"


def _fraction(tokens: Sequence[Token], number: Decimal) -> str:
    slash = next(index for index, (kind, _) in enumerate(tokens) if kind == "/")
    below = "".join(text for _, text in tokens[slash + 1 :]).strip()
    mixed = sum(1 for kind, _ in tokens[:slash] if kind in ("0", "#", "?")) > 1 and any(
        kind == "literal" and text == " " for kind, text in tokens[:slash]
    )
    value = Fraction(number)
    if below.isdigit() and int(below) > 0:
        bottom = int(below)
        top = round(value * bottom)
    else:
        close = value.limit_denominator(10 ** min(max(len(below), 1), 5) - 1)
        top, bottom = close.numerator, close.denominator
    whole, rest = divmod(top, bottom) if mixed else (0, top)
    if not rest:
        return str(whole)
    return f"{whole} {rest}/{bottom}" if whole else f"{rest}/{bottom}"
