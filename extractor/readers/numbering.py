"""Automatic numbering: from list definitions and counters to the label on the page.

Word keeps ``2、`` out of the text: a paragraph only names a list and a level. This
module holds the definitions of ``word/numbering.xml`` and counts, paragraph after
paragraph in document order, so that each one gets the label its reader sees.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from extractor.readers.numberformat import format_number
from extractor.readers.package import XmlElement

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VAL: Final = _W + "val"
_LEVELS: Final = 9
_PLACEHOLDER: Final = re.compile(r"%([1-9])")
_FALSE: Final = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its counter runs and how its label is written.

    ``text`` is the label with ``%1`` … ``%9`` for the counters of the levels. ``restart``
    is the number of the level (1 the highest) whose use restarts this one; 0 never,
    ``None`` any higher level. ``legal`` writes every counter in plain digits.
    ``pattern`` is the sample of a custom number format such as ``"001, 002, …"``.
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    pattern: str | None = None

    def restarts_after(self, used: int, own: int) -> bool:
        """Say whether the use of level *used* restarts this level, which is level *own*."""
        if self.restart is None or self.restart > own:
            return used < own
        return used < self.restart


@dataclass(frozen=True, slots=True)
class _List:
    """A list as a paragraph names it: shared counters, own levels, own starting values."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """The lists of one document and the state of their counters.

    Lists that share a definition share its counters and continue one another, unless a
    starting value of their own restarts them at their first use, as in Word.
    *style_list* maps the id of a numbering style to the id of its list.
    """

    def __init__(
        self, root: XmlElement | None = None, style_list: Callable[[str], str | None] = lambda _: None
    ) -> None:
        self._abstracts: dict[str, XmlElement] = {}
        self._nums: dict[str, XmlElement] = {}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        self._style_list = style_list
        if root is not None:
            for node in root:
                if node.tag == _W + "abstractNum":
                    self._abstracts[node.get(_W + "abstractNumId", "") or ""] = node
                elif node.tag == _W + "num":
                    self._nums[node.get(_W + "numId", "") or ""] = node

    def level_of(self, list_id: str, styles: Iterable[str]) -> int | None:
        """Return the level of the list that is linked to the first of *styles* that is."""
        found = self._list(list_id)
        if found is not None:
            linked = {level.style: index for index, level in found.levels.items() if level.style}
            for style in styles:
                if style in linked:
                    return linked[style]
        return None

    def advance(self, list_id: str, level: int) -> str:
        """Count one paragraph of *list_id* at *level* (0 the highest) and return its label.

        The label is empty for bullets, for levels without text and for unknown lists.
        """
        found = self._list(list_id)
        if found is None:
            return ""
        level = min(max(level, 0), _LEVELS - 1)
        definition = found.levels.get(level)
        if definition is None:
            return ""
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        self._count(list_id, found, level, counts)
        if definition.format == "bullet":
            return ""
        return self._label(found, definition, counts).strip()

    def _count(self, list_id: str, found: _List, level: int, counts: list[int | None]) -> None:
        """Move the counter of *level* on by one and restart the levels below it."""
        current = counts[level]
        start = found.starts.get(level)
        if start is not None and (list_id, level) not in self._started:
            self._started.add((list_id, level))
            counts[level] = start
        elif current is None:
            counts[level] = found.levels[level].start if start is None else start
        else:
            counts[level] = current + 1
        for lower in range(level + 1, _LEVELS):
            definition = found.levels.get(lower)
            if definition is None or definition.restarts_after(level, lower):
                counts[lower] = None

    def _label(self, found: _List, definition: Level, counts: list[int | None]) -> str:
        """Return the label of *definition* with the counters as they stand."""

        def counter(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            level = found.levels.get(index)
            if level is None:
                return ""
            value = counts[index]
            if value is None:
                # A level that was skipped counts as standing at its first number.
                value = found.starts.get(index, level.start)
            if definition.legal and level.format not in ("bullet", "none"):
                return str(value)
            return format_number(value, level.format, level.pattern)

        return _PLACEHOLDER.sub(counter, definition.text)

    def _list(self, list_id: str) -> _List | None:
        """Return the list *list_id*, parsed at its first use."""
        if list_id not in self._lists:
            self._lists[list_id] = self._parse_list(list_id)
        return self._lists[list_id]

    def _parse_list(self, list_id: str) -> _List | None:
        num = self._nums.get(list_id)
        if num is None:
            return None
        abstract_id = _value(num, "abstractNumId") or ""
        abstract_id, abstract = self._follow(abstract_id)
        if abstract is None:
            return None
        levels: dict[int, Level] = {}
        for node in abstract.iterchildren(_W + "lvl"):
            levels[integer(node.get(_W + "ilvl"), 0)] = _parse_level(node)
        starts: dict[int, int] = {}
        for override in num.iterchildren(_W + "lvlOverride"):
            index = integer(override.get(_W + "ilvl"), 0)
            redefined = override.find(_W + "lvl")
            if redefined is not None:
                levels[index] = _parse_level(redefined)
            start = _value(override, "startOverride")
            if start is not None:
                starts[index] = integer(start, 1)
        return _List(abstract_id, levels, starts)

    def _follow(self, abstract_id: str) -> tuple[str, XmlElement | None]:
        """Return the definition *abstract_id* after its links through numbering styles."""
        seen: set[str] = set()
        abstract = self._abstracts.get(abstract_id)
        while abstract is not None and abstract_id not in seen:
            seen.add(abstract_id)
            link = _value(abstract, "numStyleLink")
            num = self._nums.get(self._style_list(link) or "") if link else None
            if num is None:
                break
            abstract_id = _value(num, "abstractNumId") or ""
            abstract = self._abstracts.get(abstract_id)
        return abstract_id, abstract


def _parse_level(node: XmlElement) -> Level:
    """Return the level that a ``w:lvl`` element defines."""
    number_format, pattern = "decimal", None
    found = node.find(_W + "numFmt")
    if found is None:
        # Formats newer than the standard stand in a choice, with a plain one to fall back on.
        found = node.find(f"{_MC}AlternateContent/{_MC}Choice/{_W}numFmt")
    if found is not None:
        number_format = found.get(_VAL) or "decimal"
        pattern = found.get(_W + "format")
    restart = _value(node, "lvlRestart")
    legal = node.find(_W + "isLgl")
    return Level(
        start=integer(_value(node, "start"), 0),
        format=number_format,
        text=_value(node, "lvlText") or "",
        restart=None if restart is None else integer(restart, 0),
        legal=legal is not None and legal.get(_VAL) not in _FALSE,
        style=_value(node, "pStyle"),
        pattern=pattern,
    )


def _value(node: XmlElement, name: str) -> str | None:
    """Return the ``w:val`` of the child *name*, or ``None``."""
    child = node.find(_W + name)
    return None if child is None else child.get(_VAL)


def integer(text: str | None, default: int) -> int:
    """Return the whole number in an attribute, *default* where there is none.

    Bounded to what office programs accept, so that no attribute can ask for more.
    """
    try:
        return min(max(int(text or ""), -(2**31)), 2**31)
    except ValueError:
        return default
