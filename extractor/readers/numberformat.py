"""Counters written in the number formats of word processors (``w:numFmt``)."""

import re
from collections.abc import Callable
from typing import Final

_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS: Final = "〇一二三四五六七八九"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
# Beyond these a label is no longer something a reader would decode; Word itself gives up.
_ROMAN_LIMIT: Final = 3999
_LETTER_LIMIT: Final = 780


def format_number(value: int, number_format: str, pattern: str | None = None) -> str:
    """Return *value* as *number_format* writes it; plain digits for formats not known.

    *pattern* is the sample series of the format ``custom``, such as ``"001, 002, …"``.
    """
    if number_format in ("bullet", "none"):
        return ""
    if number_format == "custom":
        sample = re.match(r"0*[1-9]", pattern or "")
        return str(value).zfill(len(sample[0])) if sample else str(value)
    writer = _FORMATS.get(number_format)
    return str(value) if writer is None else writer(value)


def _letters(value: int, first: str) -> str:
    """Return a … z, aa, bb … (a letter repeated, not a base-26 number)."""
    if not 1 <= value <= _LETTER_LIMIT:
        return str(value)
    repeats, index = divmod(value - 1, 26)
    return chr(ord(first) + index) * (repeats + 1)


def _roman(value: int) -> str:
    if not 1 <= value <= _ROMAN_LIMIT:
        return str(value)
    written = []
    for worth, letters in _ROMAN:
        count, value = divmod(value, worth)
        written.append(letters * count)
    return "".join(written)


def _series(first: str, count: int) -> Callable[[int], str]:
    """Return a format that has *count* characters in a row from *first*, then plain digits."""

    def write(value: int) -> str:
        return chr(ord(first) + value - 1) if 1 <= value <= count else str(value)

    return write


def _cycle(value: int, *wheels: str) -> str:
    """Return the character of each wheel at *value*, for as long as one turn lasts."""
    turn = 10 if wheels[0] is _STEMS else 12
    if len(wheels) > 1:
        turn = 60
    if not 1 <= value <= turn:
        return str(value)
    return "".join(wheel[(value - 1) % len(wheel)] for wheel in wheels)


def _digit_by_digit(value: int) -> str:
    """Return 一二〇 for 120."""
    return str(value) if value < 0 else "".join(_DIGITS[int(digit)] for digit in str(value))


def _chinese_counting(value: int) -> str:
    """Return 十二 for 12 and, from a hundred upwards, digit by digit."""
    if 1 <= value <= 99:
        return _positional(value, "零一二三四五六七八九", "十百千万")
    return _digit_by_digit(value)


def _positional(value: int, digits: str, units: str, *, bare_ten: bool = True, japanese: bool = False) -> str:
    """Return *value* below 10⁸ in words: digits with the units ten, hundred, thousand, 10⁴.

    *bare_ten* writes ten to nineteen without a leading one; *japanese* leaves it out
    before every hundred and thousand as well, and writes no zeros.
    """
    if not 0 <= value < 10**8:
        return str(value)
    if value == 0:
        return digits[0]
    high, low = divmod(value, 10**4)
    if high:
        words = _positional(high, digits, units, bare_ten=bare_ten, japanese=japanese) + units[3]
        if not low:
            return words
        gap = digits[0] if low < 1000 and not japanese else ""
        return words + gap + _positional(low, digits, units, bare_ten=False, japanese=japanese)
    written: list[str] = []
    skipped = False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if not digit:
            skipped = bool(written)
            continue
        if skipped and not japanese:
            written.append(digits[0])
        skipped = False
        bare = digit == 1 and (japanese or (bare_ten and power == 1 and not written))
        if not (power and bare):
            written.append(digits[digit])
        if power:
            written.append(units[power - 1])
    return "".join(written)


def _counting(value: int) -> str:
    return _positional(value, "零一二三四五六七八九", "十百千万")


def _legal(digits: str, units: str) -> Callable[[int], str]:
    def write(value: int) -> str:
        return _positional(value, digits, units, bare_ten=False)

    return write


def _ordinal(value: int) -> str:
    last = value % 10
    suffix = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{value}{suffix}"


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimalZero": lambda value: str(value).zfill(2),
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "numberInDash": lambda value: f"- {value} -",
    "ordinal": _ordinal,
    "hex": lambda value: f"{value:X}",
    "lowerLetter": lambda value: _letters(value, "a"),
    "upperLetter": lambda value: _letters(value, "A"),
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperRoman": _roman,
    "chineseCounting": _chinese_counting,
    "taiwaneseCounting": _chinese_counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCountingThousand": _counting,
    "chineseLegalSimplified": _legal("零壹贰叁肆伍陆柒捌玖", "拾佰仟万"),
    "ideographLegalTraditional": _legal("零壹貳參肆伍陸柒捌玖", "拾佰仟萬"),
    "japaneseCounting": lambda value: _positional(value, "〇一二三四五六七八九", "十百千万", japanese=True),
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "ideographTraditional": lambda value: _cycle(value, _STEMS),
    "ideographZodiac": lambda value: _cycle(value, _BRANCHES),
    "ideographZodiacTraditional": lambda value: _cycle(value, _STEMS, _BRANCHES),
    "decimalEnclosedCircle": _series("①", 20),
    "decimalEnclosedCircleChinese": _series("①", 20),
    "decimalEnclosedFullstop": _series("⒈", 20),
    "decimalEnclosedParen": _series("⑴", 20),
    "ideographEnclosedCircle": _series("㊀", 10),
}
