"""Figures in running text: numbers with their comparator, unit and approximation.

One compiled pattern finds where a number may begin; what follows is read by anchored
patterns, so a text is passed over once. What looks like a number and names something
(a document number, a telephone line, a section label) is left out by
:mod:`extractor.language.designations`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.language import comparators, designations
from extractor.language.dates import DateSpan, date_at
from extractor.language.numerals import CHINESE_NUMERALS, decimal_of, in_largest_myriad
from extractor.language.tails import DIGIT, NUMBER, Tail, tail_at, with_half, with_second_part
from extractor.language.units import canonical, dimension, lexicon
from extractor.records import Comparator, Quantity

FigureKind = Literal["number", "date", "year"]

_ANCHOR = re.compile(rf"[0-9０-９半{CHINESE_NUMERALS}]")
_SPACED_DECIMALS = re.compile(rf"(?:\s[.．]\s?|[.．]\s){DIGIT}{{1,6}}(?=\s?[%％‰万亿元])")
_SPACED_THOUSANDS = re.compile(
    rf"{DIGIT}{{1,3}}(?:[ \u3000\xa0]{DIGIT}{{3}})+(?:[.．]{DIGIT}+(?=\s?[%％‰万亿元])|(?=\s?[万亿]?元))"
)
_PLUS_MINUS = re.compile(rf"\s?±\s?(?={DIGIT})")
_CHINESE_RUN = re.compile(f"[{CHINESE_NUMERALS}]+")
_FRACTION = re.compile(
    rf"(?P<below>[{CHINESE_NUMERALS}]{{1,6}})分之(?P<above>[{CHINESE_NUMERALS}点]{{1,12}}|{DIGIT}+(?:[.．]{DIGIT}+)?)"
    rf"(?:\s?(?:[-－—–~～]{{1,2}}|至|到)\s?(?:(?P=below)分之)?(?P<upper>[{CHINESE_NUMERALS}点]{{1,12}}|{DIGIT}+(?:[.．]{DIGIT}+)?))?"
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
_BOUND_TO_NEXT = frozenset("统唯之专单同某这那任进另下上新首周每初第其不逐万归合划惟独几数")
_HALVING = frozenset("上下前后大多过参首末每另逐")
_NEIGHBOURING = re.compile(r"[一二两三四五六七八九]{2}[十百千万]")
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
    match = NUMBER.match(text, start)
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
    grouped = _SPACED_THOUSANDS.match(text, start) if following.isdecimal() else None
    if grouped and start and "一" <= text[start - 1] <= "鿿":
        return _number(text, start, grouped.end(), floor, money_unit)
    spaced = _SPACED_DECIMALS.match(text, end)
    if spaced and match[0].isdecimal() and (end - start > 2 or not designations.at_label_place(text, start)):
        end = spaced.end()
    return _number(text, start, end, floor, money_unit)


def _is_month_count(text: str, start: int, found: DateSpan) -> bool:
    """Return whether ≤12月 is meant as twelve months: a sign stands before a bare month."""
    return (
        len(found.value) == 4
        and found.value[0] == "-"
        and text[max(0, start - 3) : start].rstrip()[-1:] in _SIGNS
    )


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
    tail = tail_at(text, end, chinese=False)
    if tail.unit is None and designations.is_name(text, start, end):
        return None, end
    if designations.is_day_of_month(text, start, tail.end, tail.printed):
        return None, tail.end
    number_start, number_end, upper = start, end, None
    if tail.unit in ("亿", "万") or (tail.unit and tail.printed[:1] in "亿万"):
        value, number_end, tail = with_second_part(text, end, value, tail)
    if start > floor and text[start - 1] in "-－−–" and designations.is_minus(text, start - 1):
        value, number_start = -value, start - 1
    mark = comparators.before(text, number_start, floor)
    edge = mark.edge if mark else number_start
    dash = _DASH.match(text, tail.end)
    if dash and not (edge > 0 and text[edge - 1] in _CHANGING):
        second = _range_end(text, dash.end(), value, tail)
        if second is not None:
            number_end, upper, tail = second
    if around := _PLUS_MINUS.match(text, tail.end):
        second = _range_end(text, around.end(), Decimal(0), tail)
        if second is not None:
            number_end, margin, tail = second
            value, upper = value - margin, value + margin
    if upper is None:
        value, tail = with_half(text, value, tail)
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
    approximate = tail.few or bool(mark and mark.approximate and not _is_recent(text, edge, unit))
    if suffix:
        finish = suffix.edge
        approximate = approximate or suffix.approximate
        comparator = comparator or suffix.comparator
    figure = Figure(
        edge, finish, number_start, number_end, "number", value, upper,
        "range" if upper is not None else comparator, unit, approximate,
    )  # fmt: skip
    return figure, finish


def _is_recent(text: str, start: int, unit: str | None) -> bool:
    """Return whether 近三年 means the last three years and not nearly three."""
    return unit in ("年", "月") and text[start] == "近"


def _range_end(text: str, start: int, lower: Decimal, tail: Tail) -> tuple[int, Decimal, Tail] | None:
    """Return ``(number end, upper value, tail)`` of a range whose second number is at *start*."""
    match = NUMBER.match(text, start)
    if match is None or date_at(text, start) is not None:
        return None
    upper = decimal_of(match[0])
    further = tail_at(text, match.end(), chinese=False)
    if further.unit is None:
        further = Tail(match.end(), tail.unit, False, tail.printed)
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
    tail = tail_at(text, end, chinese=True)
    if tail.unit is None and text[end - 1] not in "万亿" and not _CHINESE_DASH.match(text, end):
        return None, end
    return _chinese_number(text, start, end, floor, tail)


def _chinese_number(text: str, start: int, end: int, floor: int, tail: Tail) -> tuple[Figure | None, int]:
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
        further = tail_at(text, run.end(), chinese=True)
        first = _numeral_value(numeral, tail.unit or further.unit)
        second = _numeral_value(run[0], further.unit)
        if first and second and first[0] < second[0] and first[1] == second[1]:
            upper, number_end, tail = second[0], run.end(), further
    read = _numeral_value(numeral, tail.unit)
    if read is None or (read[1] in ("万", "亿") and not bounded):
        return None, end
    value, tail = with_half(text, read[0], tail) if upper is None else (read[0], tail)
    unit = read[1] if tail.unit is None or read[1].endswith(tail.unit) else tail.unit
    finish = tail.end
    suffix = comparators.after(text, finish, spans=dimension(unit) in _SPANNING)
    comparator: Comparator | None = mark.comparator if mark else None
    approximate = tail.few or bool(suffix and suffix.approximate)
    approximate = approximate or bool(mark and mark.approximate and not _is_recent(text, mark.edge, unit))
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
    if _NEIGHBOURING.search(numeral):
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
