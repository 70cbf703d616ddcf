"""Dates as printed (2025年12月31日, 6月底前, 2022年3月-11月, 2025.12.31) to ISO strings.

A date without a year is ``--MM-DD`` or ``--MM`` (ISO 8601's truncated form); a month
without a day is ``YYYY-MM``. 底 and 末 are the last day of the month, 年底 that of the year.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from extractor.language.numerals import decimal_of

FIRST_YEAR, LAST_YEAR = 1900, 2100

_CHINESE = "〇零○一二三四五六七八九十"
_DASH = r"\s?(?:[-－—–−~～〜∼]{1,2}|至|到)\s?"
_NUMBER = rf"(?:\d{{1,2}}|[{_CHINESE}]{{1,3}})"
_POINT = re.compile(
    rf"(?:(?P<year>\d\s?\d\s?\d\s?\d|[{_CHINESE}]{{4}})\s?年\s?)?(?P<month>{_NUMBER})\s?月(?!报|度|供|均|刊|经|嫂|子)份?\s?"
    rf"(?:(?P<day>{_NUMBER})\s?[日号]|(?P<part>上旬|中旬|下旬|中下旬|底|末|初|中(?=[前旬])))?"
)
_DAY = re.compile(rf"(?P<day>{_NUMBER})\s?[日号]")
_YEAR = re.compile(
    rf"(?P<year>\d\s?\d\s?\d\s?\d|[{_CHINESE}]{{4}})\s?年(?P<end>\s?年?(?:底|末(?!端)|终))?(?:度)?"
)
_YEARS = re.compile(
    r"(?P<year>\d{4})\s?(?:年度?)?\s?(?:[-－—–−~～〜∼]{1,2}|至|到)\s?(?P<upper>\d{4})\s?年(?:度)?"
)
_NUMERIC = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.．－])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.．%％])"
)
_NUMERIC_MONTH = re.compile(r"(?P<year>\d{4})[-/－](?P<month>0[1-9]|1[0-2])(?!\d|[.．]\d)")
_NUMERIC_MONTHS = re.compile(
    r"(?P<year>\d{4})[.．/](?P<month>\d{1,2})\s?(?:[-－—–~～]{1,2}|至)\s?(?P<year2>\d{4})[.．/](?P<month2>\d{1,2})(?!\d)"
)
_MONTHS = re.compile(rf"(?P<month>\d{{1,2}}){_DASH}(?P<upper>\d{{1,2}})\s?月(?!报|度|供|均)份?")
_DASHED = re.compile(_DASH)
_BOUND = re.compile(
    r"\s?(?:(?P<most>(?:之|以)?前(?![后往期列述端沿任提景置三两]))|(?P<least>(?:(?:之|以)后(?![续期])|起(?![草诉步])))|(?P<around>前后|左右))"
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date or year found at an offset; ``end`` is where it ends with its bound (前, 以后)."""

    kind: Literal["date", "year"]
    number_end: int
    end: int
    value: str
    upper: str | None = None
    comparator: Literal["<=", ">="] | None = None
    approximate: bool = False


def date_at(text: str, start: int, year: int | None = None) -> DateSpan | None:
    """Return the date or calendar year printed at *start*, ``None`` where there is none.

    *year* fills in a year that is not printed. A ``year``'s value is four digits.
    """
    found = _numeric(text, start) or _written(text, start, year) or _calendar_year(text, start)
    if found is None or found.kind == "year":
        return found
    bound = _BOUND.match(text, found.end)
    if bound is None:
        return found
    comparator: Literal["<=", ">="] | None = "<=" if bound["most"] else ">=" if bound["least"] else None
    return DateSpan(
        "date", found.number_end, bound.end(), found.value, found.upper, comparator, bool(bound["around"])
    )


def _numeric(text: str, start: int) -> DateSpan | None:
    match = _NUMERIC.match(text, start)
    if match:
        value = _iso(_year(match["year"]), match["month"], match["day"])
        return DateSpan("date", match.end(), match.end(), value) if value else None
    match = _NUMERIC_MONTHS.match(text, start)
    if match:
        lower = _iso(_year(match["year"]), match["month"])
        upper = _iso(_year(match["year2"]), match["month2"])
        return DateSpan("date", match.end(), match.end(), lower, upper) if lower and upper else None
    match = _NUMERIC_MONTH.match(text, start)
    if match:
        value = _iso(_year(match["year"]), match["month"])
        return DateSpan("date", match.end(), match.end(), value) if value else None
    return None


def _written(text: str, start: int, year: int | None) -> DateSpan | None:
    months = _MONTHS.match(text, start)
    if months:
        lower, upper = _iso(year, months["month"]), _iso(year, months["upper"])
        if lower and upper and lower < upper:
            return DateSpan("date", months.end(), months.end(), lower, upper)
    match = _POINT.match(text, start)
    if match is None:
        return None
    own_year = _year(match["year"]) if match["year"] else year
    if match["year"] and own_year is None:
        return None
    value = _iso(own_year, match["month"], match["day"], match["part"])
    if value is None:
        return None
    end = match.end()
    dash = _DASHED.match(text, end)
    if dash:
        other = _POINT.match(text, dash.end())
        if other:
            upper_year = _year(other["year"]) if other["year"] else own_year
            upper = _iso(upper_year, other["month"], other["day"], other["part"])
            if upper:
                return DateSpan("date", other.end(), other.end(), value, upper)
        day = _DAY.match(text, dash.end()) if match["day"] else None
        if day:
            upper = _iso(own_year, match["month"], day["day"])
            if upper:
                return DateSpan("date", day.end(), day.end(), value, upper)
    return DateSpan("date", end, end, value)


def _calendar_year(text: str, start: int) -> DateSpan | None:
    match = _YEARS.match(text, start)
    if match:
        lower, upper = _year(match["year"]), _year(match["upper"])
        if lower and upper and lower < upper:
            return DateSpan("year", match.end(), match.end(), str(lower), str(upper))
    match = _YEAR.match(text, start)
    year = _year(match["year"]) if match else None
    if match is None or year is None:
        return None
    if match["end"]:
        return DateSpan("date", match.end(), match.end(), f"{year}-12-31")
    return DateSpan("year", match.end(), match.end(), str(year))


def _year(text: str) -> int | None:
    number = _small(text)
    return number if number is not None and FIRST_YEAR <= number <= LAST_YEAR else None


def _small(text: str) -> int | None:
    try:
        return int(decimal_of(text))
    except ValueError:
        return None


def _iso(year: int | None, month: str, day: str | None = None, part: str | None = None) -> str | None:
    """Return the ISO form of a date given by its printed parts, ``None`` where it cannot be."""
    number = _small(month)
    if number is None or not 1 <= number <= 12:
        return None
    last = monthrange(year or 2000, number)[1]
    head = f"{year:04d}-{number:02d}" if year else f"--{number:02d}"
    if part in ("底", "末"):
        if number == 2 and not year:
            return head
        return f"{head}-{last:02d}"
    if day is None:
        return head
    date = _small(day)
    return f"{head}-{date:02d}" if date is not None and 1 <= date <= last else None
