"""Putting printed text together again: spaces inside a line, and line after line.

PDF has no spaces and no paragraphs, only glyphs at places. Chinese is set without
spaces, so a gap between a Chinese character and a digit is typesetting, while a wide gap
between two numbers keeps two columns apart.
"""

import re

_CLOSING = "，。、；：！？）］｝】〕〉》」』”’％…·,.;:!?)]}%‰℃﹞"
_OPENING = "（［｛【〔〈《「『“‘([{﹝￥¥$"
_COMPARATORS = "≥≤±＞＜＝≧≦"
_SQUARE = _COMPARATORS + "—…"
"""What Chinese fonts set in a full square although it is no Chinese character."""

_NUMBER_TAIL = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d*)?$")
_NUMBER_HEAD = re.compile(r"[\d,]*(?:\.\d+)?")
_WHOLE_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_UNIT = re.compile(r"(?:km|hm|cm|mm|m|kg|t|g|kW|MW|kV|GB|TB|MB|h)(?![A-Za-z])", re.IGNORECASE)

_SPLIT_DECIMALS = re.compile(r"(?<![\d.,])(\d[\d,]*) ?\. ?(?=\d)")
_SPLIT_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})*)(?: ,|, )(?=\d{3}(?!\d))")
_AROUND_NUMBER = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\uffef]) (?=[\d≥≤＞＜>=<])|(?<=[\d%]) (?=[\u2e80-\u9fff\uf900-\uffef%‰℃])"
)
_LABEL = re.compile(r"(?:^|[。；：;:！!？?\s])\d{1,2}\.$")
_YEAR_NEXT = re.compile(r"(?:19|20)\d\d ?年")


def is_wide(character: str) -> bool:
    """Return whether *character* is set in a full Chinese square."""
    return (
        "\u2e80" <= character <= "\ufaff"
        or "\ufe30" <= character <= "\ufe6f"
        or "\uff00" <= character <= "\uff60"
    )


def gap_needs_space(before: str, after: str, gap: float, spaced: bool) -> bool:
    """Return whether a gap between two characters on a line stands for a space.

    *gap* is in ems; *spaced* says that the file itself has a space there.
    """
    wide_before, wide_after = is_wide(before), is_wide(after)
    if wide_before and wide_after:
        return (spaced and gap >= 0.2) or gap >= 1.5
    if wide_before or wide_after:
        return gap >= 1.0
    if before in "“‘’”" or after in "“‘’”":
        return gap >= 1.0
    if before.isdigit() and after.isdigit():
        return gap >= 0.33 or (spaced and gap >= 0.2)
    return gap >= 0.18


def tidy(text: str) -> str:
    """Return a piece of a line without the spaces that extraction puts into numbers.

    Single spaces inside a number (``1107. 8``), between a number and the Chinese or the
    percent sign beside it (``2025 年``) go; those between two numbers stay.
    """
    if " " not in text:
        return text
    text = _AROUND_NUMBER.sub("", text)
    text = _SPLIT_THOUSANDS.sub(r"\1,", text)
    return _SPLIT_DECIMALS.sub(_decimal_point, text)


def _decimal_point(match: re.Match[str]) -> str:
    text, end = match.string, match.end()
    # "1. 2025年…" is an item number before a year, no decimal number.
    if _YEAR_NEXT.match(text, end) or _LABEL.search(text[: match.end(1)] + "."):
        return match.group()
    return f"{match.group(1)}."


def separator(left: str, right: str) -> str:
    """Return what stands between two lines of one paragraph: a space or nothing.

    Chinese is joined without a space, Latin words with one, and a number cut in two is
    made whole where the result is one number; two whole numbers are kept apart.
    """
    if not left or not right:
        return ""
    before, after = left[-1], right[0]
    if before == " " or after == " ":
        return ""
    if is_wide(before) or is_wide(after) or before in "“‘—…·" or after in "”’—…·":
        return ""
    if before in "-/" or after in "-/" or before in "([{" or after in ")]}%‰℃,.;:!?":
        return ""
    if after.isdigit() and before in ".,":
        return "" if left[-2:-1].isdigit() else " "
    if after.isdigit() and before.isdigit():
        return "" if _one_number(left, right) else " "
    if before.isdigit():
        return "" if _UNIT.match(right) else " "
    if before in "≥≤＞＜>=<±":
        return ""
    return " "


def join(left: str, right: str) -> str:
    """Return two lines of one paragraph as one text."""
    return left + separator(left, right) + right


def _one_number(left: str, right: str) -> bool:
    tail = _NUMBER_TAIL.search(left[-40:])
    head = _NUMBER_HEAD.match(right)
    if tail is None or head is None:
        return False
    return _WHOLE_NUMBER.fullmatch(tail.group() + head.group()) is not None


def first_token(text: str) -> str:
    """Return the part at the start of *text* that no line break may fall inside of.

    A number or a Latin word is one, a Chinese character takes along opening brackets
    before and closing punctuation after it.
    """
    end = 0
    while end < len(text) and text[end] in _OPENING + _COMPARATORS:
        end += 1
    if end < len(text):
        if text[end] in "—…":
            while end < len(text) and text[end] in "—…":
                end += 1
        elif text[end].isascii() and not text[end].isspace():
            while (
                end < len(text)
                and text[end].isascii()
                and not text[end].isspace()
                and text[end] not in _OPENING
            ):
                end += 1
        else:
            end += 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return text[:end]


def width(text: str, narrow: float) -> float:
    """Return roughly how wide *text* is set, in ems; *narrow* is the width of a digit or Latin letter."""
    return sum(1.0 if is_wide(character) or character in _SQUARE else narrow for character in text)
