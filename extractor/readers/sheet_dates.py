"""Dates and times as spreadsheets store them (days since 1900 or 1904) and print them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from extractor.readers.numberformat import format_number

DATE_TOKEN: Final = r"y+|m+|d+|h+|s+(?:\.0+)?|aaaa?|e+|AM/PM|A/P|上午/下午"
"""What a date consists of in a format code; in any case of letters."""

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK: Final = "一二三四五六日"
_DAY_SECONDS: Final = 86400
_LAST_DAY: Final = 2958465
_PHANTOM: Final = 60
"""29 February 1900, which never was and every spreadsheet counts."""

Token = tuple[str, str]


def moment(serial: Decimal, *, date1904: bool = False) -> datetime | None:
    """Return the date and time of a day number, to the millisecond; ``None`` outside 1900-9999."""
    if date1904:
        serial += 1462
    if not 0 <= serial <= _LAST_DAY + 1:
        return None
    first = datetime(1899, 12, 31 if serial < _PHANTOM else 30, tzinfo=UTC)
    milliseconds = int((serial * _DAY_SECONDS * 1000).to_integral_value())
    try:
        return first + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def serial_of(when: datetime, *, date1904: bool = False) -> Decimal:
    """Return the day number of *when*, the inverse of :func:`moment`."""
    passed = when.replace(tzinfo=UTC) - datetime(1899, 12, 30, tzinfo=UTC)
    serial = Decimal(passed.days) + Decimal(passed.seconds) / _DAY_SECONDS
    if serial < _PHANTOM + 1:
        serial -= 1
    return serial - 1462 if date1904 else serial


def print_date(
    tokens: Sequence[Token], serial: Decimal, *, date1904: bool, numerals: str | None
) -> str | None:
    """Return the day number *serial* by the *tokens* of a format; ``None`` where it is no date."""
    fractional = any(kind == "date" and "." in text for kind, text in tokens)
    seconds = serial * _DAY_SECONDS
    if not fractional:
        serial = seconds.to_integral_value() / _DAY_SECONDS
    elapsed = abs(serial * _DAY_SECONDS).to_integral_value()
    when = moment(serial, date1904=date1904)
    if when is None and any(kind == "date" and text[0].lower() in "ymdae" for kind, text in tokens):
        return None
    if when is None:
        when = datetime(1900, 1, 1, tzinfo=UTC) + timedelta(seconds=int(elapsed) % _DAY_SECONDS)
    half = any(kind == "date" and text.lower() in ("am/pm", "a/p", "上午/下午") for kind, text in tokens)
    out: list[str] = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "elapsed":
            size = {"h": 3600, "m": 60, "s": 1}[text[0].lower()]
            out.append(str(int(elapsed) // size).zfill(len(text)))
        elif kind == "date":
            minutes = text[0].lower() == "m" and _is_minutes(tokens, index)
            out.append(_part(text.lower(), when, minutes, half, numerals))
        else:
            out.append(text)
    return "".join(out)


def _is_minutes(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an ``m`` counts minutes: behind hours or before seconds."""
    timed = [
        (place, text[0].lower())
        for place, (kind, text) in enumerate(tokens)
        if kind in ("date", "elapsed") and text[0] not in "上aA"
    ]
    before = [letter for place, letter in timed if place < index]
    after = [letter for place, letter in timed if place > index]
    return len(tokens[index][1]) <= 2 and (before[-1:] == ["h"] or after[:1] == ["s"])


def _part(text: str, when: datetime, minutes: bool, half: bool, numerals: str | None) -> str:
    letter = text[0]
    if text in ("am/pm", "a/p"):
        name = "AM" if when.hour < 12 else "PM"
        return name if text == "am/pm" else name[0]
    if letter == "上":
        return "上午" if when.hour < 12 else "下午"
    if letter == "a":
        return ("星期" if len(text) > 3 else "") + _WEEK[when.weekday()]
    if letter == "m" and not minutes and len(text) > 2:
        name = _MONTHS[when.month - 1]
        return name[:3] if len(text) == 3 else name[:1] if len(text) == 5 else name
    if letter == "d" and len(text) > 2:
        name = _DAYS[when.weekday()]
        return name[:3] if len(text) == 3 else name
    if letter in "ye":
        year = f"{when.year:04d}" if letter == "e" or len(text) > 2 else f"{when.year % 100:02d}"
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in year) if numerals else year
    if letter == "s":
        shown = str(when.second).zfill(min(text.count("s"), 2))
        places = text.count("0")
        return shown + (f".{when.microsecond:06d}"[: places + 1] if places else "")
    value = {
        "m": when.minute if minutes else when.month,
        "d": when.day,
        "h": (when.hour % 12 or 12) if half else when.hour,
    }[letter]
    return format_number(value, numerals) if numerals else str(value).zfill(len(text))
