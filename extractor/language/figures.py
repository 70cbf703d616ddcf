"""Figures in running text: numbers with their comparator, unit and approximation.

One compiled pattern finds where a number may begin; what follows is read by anchored
patterns, so a text is passed over once. What looks like a number and names something
(a document number, a telephone line, a section label) is left out by
:mod:`extractor.language.designations`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extractor.language import comparators, designations
from extractor.language.dates import DateSpan, date_at
from extractor.language.numerals import CHINESE_NUMERALS, decimal_of, in_largest_myriad
from extractor.language.units import MAGNITUDES, canonical, compose, dimension, lexicon, magnitude_pattern
from extractor.records import Comparator, Quantity

FigureKind = Literal["number", "date", "year"]

_D = "[0-9０-９]"
_ARABIC = rf"{_D}{{1,3}}(?:[,，]\s?{_D}{{3}})+(?!{_D})(?:[.．]{_D}+)?|{_D}+(?:[.．]{_D}+)?"
_ANCHOR = re.compile(rf"[0-9０-９半{CHINESE_NUMERALS}]")
_NUMBER = re.compile(_ARABIC)
_SPACED_DECIMALS = re.compile(rf"(?:\s[.．]\s?|[.．]\s){_D}{{1,6}}(?=\s?[%％‰万亿元])")
_CHINESE_RUN = re.compile(f"[{CHINESE_NUMERALS}]+")
_FRACTION = re.compile(
    rf"(?P<below>[{CHINESE_NUMERALS}]{{1,6}})分之(?P<above>[{CHINESE_NUMERALS}点]{{1,12}}|{_D}+(?:[.．]{_D}+)?)"
    rf"(?:\s?(?:[-－—–~～]{{1,2}}|至|到)\s?(?:(?P=below)分之)?(?P<upper>[{CHINESE_NUMERALS}点]{{1,12}}|{_D}+(?:[.．]{_D}+)?))?"
)
_PER_UNIT_OF = {"百": "%", "千": "‰", "万": "‱"}
_HALF = re.compile(r"一半|半(?:个(?=月|小时))?(?P<unit>年|月|天|日|小时)(?!级|度|报)")
_DASH = re.compile(r"\s?(?:[（(](?:不?含)[）)])?(?:[-－—–−~～〜∼]{1,2}|至|到)\s?(?=[0-9０-９])")
_CHINESE_DASH = re.compile(rf"\s?(?:[-—–~～]{{1,2}}|至|到)\s?(?=[{CHINESE_NUMERALS}])")
_DATE_MARKS = frozenset("年月-/－.．—–−~～至到")
_SIGNS = frozenset("≥≤≧≦＝=═<>＜＞")
_CHANGING = frozenset("从由自")
_SPANNING = frozenset({"time", "length"})
_QUOTES = frozenset("“《‘「『")
_BOUND_TO_NEXT = frozenset("统唯之专单同某这那任进另下上新首周每初第其不逐万归合划惟独")
_HALVING = frozenset("上下前后大多过参首末每另逐")
_AND_A_HALF = re.compile(r"个半(?P<unit>月|小时|钟头|学期)|半(?![年月天日小个数])")
_LONGEST_CHINESE = 24


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure found in a text.

    ``text[start:end]`` covers comparator, approximation, number and unit;
    ``text[number_start:number_end]`` the number (of a range: both ends). ``kind`` is
    ``year`` for a calendar year or fiscal year (2025年, 2025年度), which is no quantity:
    its value is the year as a number. A date's value is ``"2025-12-31"``, ``"2025-12"``,
    or without a year ``"--12-31"``, ``"--12"``.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    kind: FigureKind
    value: Decimal | str
    upper: Decimal | str | None = None
    comparator: Comparator | None = None
    unit: str | None = None
    approximate: bool = False

    def quantity(self, text: str) -> Quantity:
        """Return the contract's record of this figure; *text* is what was scanned."""
        return Quantity(
            text=text[self.start : self.end],
            kind="number" if self.kind == "number" else "date",
            comparator=self.comparator,
            value=str(self.value) if self.kind == "year" else self.value,
            upper=str(self.upper) if self.kind == "year" and self.upper is not None else self.upper,
            unit=self.unit,
            approximate=self.approximate,
        )


@dataclass(frozen=True, slots=True)
class _Tail:
    """What follows a number: its unit, 余 or 多, and where that ends."""

    end: int
    unit: str | None
    few: bool
    printed: str = ""


@lru_cache(maxsize=2)
def _tail_pattern(chinese: bool) -> re.Pattern[str]:
    words = lexicon()
    unit = words.chinese_pattern if chinese else words.pattern
    magnitude = magnitude_pattern()
    part = rf"(?:万?(?:{words.pattern}))"
    few = "[余多来几]" if chinese else "余(?!额|款|下|地|量|票|热)|多(?!功能|样|媒|维)"
    return re.compile(
        rf"(?:\s(?=[%％‰])|[ \u3000\xa0]{{0,2}})(?P<few>{few})?[ \u3000\xa0]?"
        rf"(?:(?P<magnitude>{magnitude})[ \u3000]?(?P<few2>余(?!额|款)|多(?!功能|样|媒|维))?[ \u3000]?)?"
        rf"(?:(?P<unit>{unit})"
        rf"(?:\s?(?:[/／]|每(?=年|个?月|天|日|周|季|人|户|亩|次))\s?(?P<per>{part})"
        rf"(?:(?:\s?[·•・*＊×、/／.]\s?|每)(?P<second>{part}))?)?)?"
    )


def scan(text: str, *, money_unit: str | None = None, year: int | None = None) -> list[Figure]:
    """Return the figures of *text* in order; their spans do not overlap.

    *money_unit* is the unit declared for bare amounts (金额单位：万元), given to numbers
    that have decimals or thousands commas and no unit of their own. *year* fills in
    dates printed without one. Any text is accepted; nothing is raised.
    """
    figures: list[Figure] = []
    position = floor = 0
    search = _ANCHOR.search
    while anchor := search(text, position):
        start = anchor.start()
        character = text[start]
        if character == "半":
            figure, position = _half(text, start, floor)
        elif character.isdecimal():
            figure, position = _arabic(text, start, floor, money_unit, year)
        else:
            figure, position = _chinese(text, start, floor, year)
        if figure is not None:
            figures.append(figure)
            floor = position
    return figures


def _arabic(
    text: str, start: int, floor: int, money_unit: str | None, year: int | None
) -> tuple[Figure | None, int]:
    match = _NUMBER.match(text, start)
    if match is None:
        return None, start + 1
    end = match.end()
    skipped = designations.skip(text, start, end)
    if skipped > start:
        return None, skipped
    following = text[end : end + 2].lstrip()[:1]
    if following in _DATE_MARKS and following:
        dated = designations.year_after_label(text, start, end)
        found = date_at(text, dated, year)
        if found is not None and not _is_month_count(text, start, found):
            return _dated(text, dated, floor, found), found.end
    spaced = _SPACED_DECIMALS.match(text, end)
    if spaced and match[0].isdecimal() and (end - start > 2 or not designations.at_label_place(text, start)):
        end = spaced.end()
    return _number(text, start, end, floor, money_unit)


def _is_month_count(text: str, start: int, found: DateSpan) -> bool:
    """Return whether ≤12月 is meant as twelve months: a sign stands before a bare month."""
    return len(found.value) == 4 and found.value[0] == "-" and text[:start].rstrip()[-1:] in _SIGNS


def _dated(text: str, start: int, floor: int, found: DateSpan) -> Figure:
    """Return the figure of a date or year, with what bounds it from before (不晚于)."""
    if found.kind == "year":
        upper = Decimal(found.upper) if found.upper else None
        return Figure(
            start, found.end, start, found.number_end, "year", Decimal(found.value), upper,
            "range" if upper is not None else None,
        )  # fmt: skip
    mark = comparators.before(text, start, floor)
    comparator: Comparator | None = found.comparator or (mark.comparator if mark else None)
    return Figure(
        mark.edge if mark else start, found.end, start, found.number_end, "date", found.value, found.upper,
        "range" if found.upper else comparator, None, found.approximate or bool(mark and mark.approximate),
    )  # fmt: skip


def _number(text: str, start: int, end: int, floor: int, money_unit: str | None) -> tuple[Figure | None, int]:
    value = decimal_of(text[start:end])
    tail = _tail(text, end, chinese=False)
    if tail.unit is None and designations.is_name(text, start, end):
        return None, end
    if designations.is_day_of_month(text, start, tail.end, tail.printed):
        return None, tail.end
    number_start, number_end, upper = start, end, None
    if tail.unit in ("亿", "万") or (tail.unit and tail.printed[:1] in "亿万"):
        value, number_end, tail = _compound(text, end, value, tail)
    if start > floor and text[start - 1] in "-－−–" and designations.is_minus(text, start - 1):
        value, number_start = -value, start - 1
    mark = comparators.before(text, number_start, floor)
    edge = mark.edge if mark else number_start
    dash = _DASH.match(text, tail.end)
    if dash and not (edge > 0 and text[edge - 1] in _CHANGING):
        second = _range_end(text, dash.end(), value, tail)
        if second is not None:
            number_end, upper, tail = second
    if upper is None:
        value, tail = _with_half(text, value, tail)
    comparator: Comparator | None = mark.comparator if mark else None
    if edge > floor and text[edge - 1] == "±":
        edge, value, upper, comparator = edge - 1, -value, value, None
    unit = tail.unit
    if unit is None and mark and mark.currency:
        unit = "元"
    if unit is None and money_unit and any(point in text[start:end] for point in ".．,，"):
        unit = money_unit
    finish = tail.end if tail.unit or tail.few else number_end
    suffix = comparators.after(text, finish, spans=bool(unit) and dimension(unit or "") in _SPANNING)
    approximate = tail.few or bool(mark and mark.approximate)
    if suffix:
        finish = suffix.edge
        approximate = approximate or suffix.approximate
        comparator = comparator or suffix.comparator
    figure = Figure(
        edge, finish, number_start, number_end, "number", value, upper,
        "range" if upper is not None else comparator, unit, approximate,
    )  # fmt: skip
    return figure, finish


def _tail(text: str, end: int, *, chinese: bool) -> _Tail:
    match = _tail_pattern(chinese).match(text, end)
    if match is None:
        return _Tail(end, None, False)
    few, magnitude, few2, unit, per, second = match.group("few", "magnitude", "few2", "unit", "per", "second")
    name = compose(magnitude, unit, per, second) if magnitude or unit else None
    if name is None:
        stop = match.end("few") if few else end
        return _Tail(stop, None, bool(few))
    if name == "季度" and not unit.startswith("个"):
        return _Tail(end, None, False)
    stop = match.end("unit") if unit else match.end("few2") if few2 else match.end("magnitude")
    stop = max(stop, match.end("per"), match.end("second"))
    return _Tail(stop, name, bool(few or few2), (magnitude or "") + (unit or ""))


def _with_half(text: str, value: Decimal, tail: _Tail) -> tuple[Decimal, _Tail]:
    """Read the half in 一年半 and 两个半月; without one return what came in."""
    if tail.unit is None or (tail.printed != "个" and dimension(tail.unit) != "time"):
        return value, tail
    start = tail.end - 1 if tail.printed == "个" else tail.end
    match = _AND_A_HALF.match(text, start)
    if match is None:
        return value, tail
    unit = canonical(match["unit"]) if match["unit"] else tail.unit
    return value + Decimal("0.5"), _Tail(match.end(), unit, tail.few, tail.printed)


def _compound(text: str, end: int, value: Decimal, tail: _Tail) -> tuple[Decimal, int, _Tail]:
    """Read 2亿3千万元 as 2.3 in 亿元; without a second part return what came in."""
    number_end = end
    while tail.unit in ("亿", "万") and not tail.few:
        match = _NUMBER.match(text, tail.end)
        if match is None:
            break
        further = _tail(text, match.end(), chinese=False)
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
        tail = _Tail(further.end, name, further.few, f"{tail.unit}{rest}")
    return value, number_end, tail


def _range_end(text: str, start: int, lower: Decimal, tail: _Tail) -> tuple[int, Decimal, _Tail] | None:
    """Return ``(number end, upper value, tail)`` of a range whose second number is at *start*."""
    match = _NUMBER.match(text, start)
    if match is None or date_at(text, start) is not None:
        return None
    upper = decimal_of(match[0])
    further = _tail(text, match.end(), chinese=False)
    if further.unit is None:
        further = _Tail(match.end(), tail.unit, False, tail.printed)
    elif tail.unit is not None and tail.unit != further.unit:
        return None
    if upper < lower or (further.unit is None and designations.is_name(text, start, match.end())):
        return None
    return match.end(), upper, further


def _chinese(text: str, start: int, floor: int, year: int | None) -> tuple[Figure | None, int]:
    run = _CHINESE_RUN.match(text, start)
    assert run is not None
    end = run.end()
    following = text[end : end + 1]
    if following == "分" and (found := _fraction(text, start, floor)):
        return found, found.end
    if following in ("年", "月") and (dated := date_at(text, start, year)):
        bare_month = dated.value[0] == "-" and len(dated.value) == 4 and dated.number_end == end + 1
        if not (bare_month and dated.comparator is None):
            return _dated(text, start, floor, dated), dated.end
    if end - start > _LONGEST_CHINESE or text[start] in "百千万亿佰仟萬億":
        return None, end
    previous = text[start - 1] if start else ""
    if (previous and previous in _BOUND_TO_NEXT) or text[max(0, start - 2) : start] in ("星期", "礼拜"):
        return None, end
    if end - start == 1 and text[start] == "一" and following == "半":
        return _half(text, start, floor)
    tail = _tail(text, end, chinese=True)
    if tail.unit is None and text[end - 1] not in "万亿" and not _CHINESE_DASH.match(text, end):
        return None, end
    return _chinese_number(text, start, end, floor, tail)


def _chinese_number(text: str, start: int, end: int, floor: int, tail: _Tail) -> tuple[Figure | None, int]:
    words = lexicon()
    numeral = text[start:end]
    mark = comparators.before(text, start, floor)
    bounded = bool(mark and mark.comparator)
    if numeral == "一" and not bounded and tail.printed not in words.after_one:
        return None, end
    if start and text[start - 1] in _QUOTES and not bounded:
        return None, end
    if text.startswith(words.idioms, start):
        return None, end
    upper: Decimal | None = None
    number_end = end
    dash = _CHINESE_DASH.match(text, tail.end)
    run = _CHINESE_RUN.match(text, dash.end()) if dash else None
    if run:
        further = _tail(text, run.end(), chinese=True)
        first = _numeral_value(numeral, tail.unit or further.unit)
        second = _numeral_value(run[0], further.unit)
        if first and second and first[0] < second[0] and first[1] == second[1]:
            upper, number_end, tail = second[0], run.end(), further
    read = _numeral_value(numeral, tail.unit)
    if read is None or (read[1] in ("万", "亿") and not bounded):
        return None, end
    value, tail = _with_half(text, read[0], tail) if upper is None else (read[0], tail)
    unit = read[1] if tail.unit is None or read[1].endswith(tail.unit) else tail.unit
    finish = tail.end
    suffix = comparators.after(text, finish, spans=dimension(unit) in _SPANNING)
    comparator: Comparator | None = mark.comparator if mark else None
    approximate = tail.few or bool(mark and mark.approximate) or bool(suffix and suffix.approximate)
    if suffix:
        finish = suffix.edge
        comparator = comparator or suffix.comparator
    figure = Figure(
        mark.edge if mark else start, finish, start, number_end, "number", value, upper,
        "range" if upper is not None else comparator, unit, approximate,
    )  # fmt: skip
    return figure, finish


def _numeral_value(numeral: str, unit: str | None) -> tuple[Decimal, str] | None:
    """Return value and unit of a Chinese numeral before *unit*; 二十万 before 元 is 20 万元."""
    try:
        myriad = in_largest_myriad(numeral)
        value = decimal_of(numeral) if myriad is None else myriad[0]
    except ValueError:
        return None
    if len(numeral) > 1 and not any(power in numeral for power in "十拾百佰千仟万萬亿億廿卅卌零〇○"):
        return None
    name = unit if myriad is None else myriad[1] + (unit or "")
    return (value, name) if name else None


def _fraction(text: str, start: int, floor: int) -> Figure | None:
    match = _FRACTION.match(text, start)
    if match is None:
        return None
    below, above, further = match.group("below", "above", "upper")
    try:
        unit = _PER_UNIT_OF.get(below)
        scale = Decimal(1) if unit else 100 / decimal_of(below)
        value = decimal_of(above) if unit else _hundredfold(below, above)
        upper = (decimal_of(further) if unit else decimal_of(further) * scale) if further else None
    except (ValueError, ArithmeticError):
        return None
    mark = comparators.before(text, start, floor)
    suffix = comparators.after(text, match.end(), spans=False)
    comparator = (mark.comparator if mark else None) or (suffix.comparator if suffix else None)
    return Figure(
        mark.edge if mark else start, suffix.edge if suffix else match.end(), start, match.end(), "number",
        value, upper, "range" if upper is not None else comparator, unit or "%",
        bool(mark and mark.approximate) or bool(suffix and suffix.approximate),
    )  # fmt: skip


def _hundredfold(below: str, above: str) -> Decimal:
    return 100 * decimal_of(above) / decimal_of(below)


def _half(text: str, start: int, floor: int) -> tuple[Figure | None, int]:
    match = _HALF.match(text, start)
    previous = text[max(0, start - 2) : start]
    if match is None or (previous[-1:] in _HALVING and previous != "提前"):
        return None, start + 1
    unit = canonical(match["unit"]) if match["unit"] else "%"
    value = Decimal("0.5") if match["unit"] else Decimal(50)
    mark = comparators.before(text, start, floor)
    suffix = comparators.after(text, match.end(), spans=bool(match["unit"]))
    comparator = (mark.comparator if mark else None) or (suffix.comparator if suffix else None)
    end = suffix.edge if suffix else match.end()
    figure = Figure(
        mark.edge if mark else start, end, start, match.end(), "number", value, None, comparator, unit,
        bool(mark and mark.approximate) or bool(suffix and suffix.approximate),
    )  # fmt: skip
    return figure, end
