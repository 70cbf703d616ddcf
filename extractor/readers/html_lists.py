"""The numbers a browser prints before the items of an ordered list."""

import re
from dataclasses import dataclass

from extractor.readers.html_tree import Element, tag_of

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_CHINESE = frozenset(
    {
        "cjk-ideographic",
        "cjk-decimal",
        "simp-chinese-informal",
        "simp-chinese-formal",
        "trad-chinese-informal",
    }
)
_DIGITS = "〇一二三四五六七八九"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 9999


@dataclass(slots=True)
class _List:
    ordered: bool
    style: str
    next: int
    step: int = 1


class ListLabels:
    """The open lists of a walk, each with the number its next item gets."""

    def __init__(self) -> None:
        self._open: list[_List] = []

    def open(self, element: Element, tag: str) -> str:
        """Take note of a list or item that begins; return an item's label, empty without one."""
        if tag in ("ol", "ul"):
            self._open.append(_begin(element, tag))
        elif tag == "li" and self._open:
            current = self._open[-1]
            if not current.ordered:
                return ""
            value = element.get("value") or ""
            number = int(value) if value.isascii() and value.isdigit() and len(value) < 5 else current.next
            current.next = number + current.step
            return _label(number, _style(element) or current.style)
        return ""

    def close(self, tag: str) -> None:
        """Take note of a list that ends."""
        if tag in ("ol", "ul") and self._open:
            self._open.pop()


def _begin(element: Element, tag: str) -> _List:
    items = sum(tag_of(child) == "li" for child in element)
    backwards = element.get("reversed") is not None
    start = element.get("start") or ""
    first = items if backwards else 1
    if start.isascii() and start.isdigit() and len(start) < 5:
        first = int(start)
    return _List(tag == "ol", _style(element) or element.get("type") or "1", first, -1 if backwards else 1)


def _style(element: Element) -> str:
    match = _STYLE.search(element.get("style") or "")
    return match[1].lower() if match else ""


def _label(number: int, style: str) -> str:
    if style in ("none", "disc", "circle", "square"):
        return ""
    if not 0 < number <= _LARGEST:
        return f"{number}."
    if style in _CHINESE:
        return f"{_chinese(number)}、"
    if style in ("a", "A", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin"):
        text = _letters(number)
    elif style in ("i", "I", "lower-roman", "upper-roman"):
        text = _roman(number)
    else:
        return f"{number}."
    return f"{text.upper() if style[0] in 'AIu' else text}."


def _letters(number: int) -> str:
    text = ""
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        text += numeral * count
    return text


def _chinese(number: int) -> str:
    """Return *number*, 1 to 9999, in Chinese numerals as lists print them (十二, 一百〇五)."""
    text = ""
    gap = False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            text += "〇" * (gap and bool(text)) + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text
