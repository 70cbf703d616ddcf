"""What follows a number: its magnitude and unit, 余 or 多, a second part (2亿3千万), a half."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractor.language.numerals import decimal_of
from extractor.language.units import (
    MAGNITUDES,
    canonical,
    dimension,
    lexicon,
    magnitude_pattern,
    per_name,
    per_pattern,
)

DIGIT = "[0-9０-９]"
_ARABIC = rf"{DIGIT}{{1,3}}(?:[,，]\s?{DIGIT}{{3}})+(?!{DIGIT})(?:[.．]{DIGIT}+)?|{DIGIT}+(?:[.．]{DIGIT}+)?"
NUMBER = re.compile(_ARABIC)
"""A number in Arabic digits of either width, with or without thousands commas."""
_PER_SIGNS = ("/", "／", "每")
_AND_A_HALF = re.compile(r"个半(?P<unit>月|小时|钟头|学期)|半(?![年月天日小个数])")


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a number: its unit, 余 or 多, and where that ends."""

    end: int
    unit: str | None
    few: bool
    printed: str = ""


@lru_cache(maxsize=2)
def _tail_pattern(chinese: bool) -> re.Pattern[str]:
    words = lexicon()
    unit = words.chinese_pattern if chinese else words.pattern
    few = "[余多来几]" if chinese else "余(?!额|款|下|地|量|票|热)|多(?!功能|样|媒|维)"
    return re.compile(
        rf"(?:\s(?=[%％‰])|[ \u3000\xa0]{{0,2}})(?P<few>{few})?[ \u3000\xa0]?"
        rf"(?:(?P<magnitude>{magnitude_pattern()})[ \u3000]?"
        r"(?P<few2>余(?!额|款)|多(?!功能|样|媒|维))?[ \u3000]?)?"
        rf"(?P<unit>{unit})?"
    )


def tail_at(text: str, end: int, *, chinese: bool) -> Tail:
    """Return what follows the number that ends at *end*; *chinese* says what digits it is written in."""
    match = _tail_pattern(chinese).match(text, end)
    if match is None:
        return Tail(end, None, False)
    few, magnitude, few2, unit = match.group("few", "magnitude", "few2", "unit")
    name = canonical((magnitude or "") + (unit or "")) if magnitude or unit else None
    if name is None or (magnitude and not unit and magnitude in "百千"):
        return Tail(match.end("few") if few else end, None, bool(few))
    if name == "季度" and not unit.startswith("个"):
        return Tail(end, None, False)
    stop = match.end("unit") if unit else match.end("few2") if few2 else match.end("magnitude")
    if unit and text[stop : stop + 2].lstrip()[:1] in _PER_SIGNS and (per := per_pattern().match(text, stop)):
        name, stop = name + per_name(per), per.end()
    return Tail(stop, name, bool(few or few2), (magnitude or "") + (unit or ""))


def with_half(text: str, value: Decimal, tail: Tail) -> tuple[Decimal, Tail]:
    """Read the half in 一年半 and 两个半月; without one return what came in."""
    if tail.unit is None or (tail.printed != "个" and dimension(tail.unit) != "time"):
        return value, tail
    start = tail.end - 1 if tail.printed == "个" else tail.end
    match = _AND_A_HALF.match(text, start)
    if match is None:
        return value, tail
    unit = canonical(match["unit"]) if match["unit"] else tail.unit
    return value + Decimal("0.5"), Tail(match.end(), unit, tail.few, tail.printed)


def with_second_part(text: str, end: int, value: Decimal, tail: Tail) -> tuple[Decimal, int, Tail]:
    """Read 2亿3千万元 as 2.3 in 亿元; without a second part return what came in."""
    number_end = end
    while tail.unit in ("亿", "万") and not tail.few:
        match = NUMBER.match(text, tail.end)
        if match is None:
            break
        further = tail_at(text, match.end(), chinese=False)
        magnitude = next((name for name in MAGNITUDES if further.printed.startswith(name)), "")
        factor = MAGNITUDES.get(magnitude, 1)
        larger = MAGNITUDES[tail.unit]
        addend = decimal_of(match[0]) * factor
        if further.unit is None or factor >= larger or addend >= larger or not magnitude:
            break
        places = len(str(larger // factor)) - 1
        value += decimal_of(match[0]).scaleb(-places)
        number_end = match.end()
        rest = further.printed.removeprefix(magnitude)
        name = f"{tail.unit}{canonical(rest)}" if rest else tail.unit
        tail = Tail(further.end, name, further.few, f"{tail.unit}{rest}")
    return value, number_end, tail
