"""Telling text that was wrapped at a fixed width from text with a paragraph a line."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

_INDENT = (" ", "\t", "\u3000", "\u00a0")
_TERMINAL = "。！？；：!?;:…"
_CLOSING = "”’」』）)】》\"'"
_LABEL = re.compile(
    r"\s*(?:[（(]?[〇零一二三四五六七八九十百]{1,5}[)）、]|[（(]?[0-9０-９]{1,3}(?:[)）、．]|\.(?![0-9]))"
    r"|[①-⒛㈠-㈩]|第[一二三四五六七八九十百]{1,4}[章节条部]|[一二三四五六七八九十]是|附(?:件|表)|[|#*●■◆◇□○•])"
)
_NARROWEST, _WIDEST = 40, 160
"""Columns, a Chinese character being two: narrower lines are lists, wider ones paragraphs."""
_RAGGED_CHARACTERS = 2
_RAGGED = 6
"""Columns by which a full line may fall short: a number or a word pushed to the next one."""


class Line(Protocol):
    """A line as the text reader holds it."""

    raw: str


@dataclass(frozen=True, slots=True)
class Wrapping:
    """The fixed width of a text, in columns or characters, and whether its paragraphs are indented."""

    width: int
    indented: bool
    by_characters: bool = False

    def continues(self, lines: Sequence[Line], index: int) -> bool:
        """Return whether the paragraph of line *index* runs on in the line after it."""
        if index + 1 >= len(lines):
            return False
        line, following = lines[index].raw.rstrip(), lines[index + 1].raw
        if not line or not following.strip() or not self._full(line):
            return False
        if "\t" in following or _LABEL.match(following):
            return False
        if self.indented:
            return not following.startswith(_INDENT)
        return line.rstrip(_CLOSING)[-1:] not in _TERMINAL

    def _full(self, line: str) -> bool:
        if self.by_characters:
            return len(line) >= self.width - _RAGGED_CHARACTERS
        return columns(line) >= self.width - _RAGGED


def columns(text: str) -> int:
    """Return the width of *text* in columns, Chinese and full-width characters being two."""
    # GB 18030 spends one byte on ASCII and two on nearly everything a Chinese page prints.
    return len(text.encode("gb18030", "replace"))


def find_wrapping(lines: Sequence[str]) -> Wrapping | None:
    """Return the width at which *lines* were wrapped, or ``None`` where they were not.

    Wrapped text has several lines of one width that end in the middle of a sentence, and
    next to none that are wider. Programs count the width in columns or in characters.
    """
    return _wrapped(lines, by_characters=False) or _wrapped(lines, by_characters=True)


def _wrapped(lines: Sequence[str], *, by_characters: bool) -> Wrapping | None:
    narrowest, widest, ragged = (
        (_NARROWEST // 2, _WIDEST // 2, _RAGGED_CHARACTERS)
        if by_characters
        else (_NARROWEST, _WIDEST, _RAGGED)
    )
    widths: Counter[int] = Counter()
    full: list[tuple[int, str]] = []
    filled = 0
    for raw in lines:
        line = raw.rstrip()
        if not line:
            continue
        filled += 1
        width = widest + 1 if len(line) > widest else len(line) if by_characters else columns(line)
        widths[width] += 1
        if narrowest <= width <= widest and "\t" not in line and "|" not in line:
            full.append((width, line))
    if len(full) < 4:
        return None
    near: Counter[int] = Counter()
    for width, _ in full:
        for upper in range(width, width + ragged + 1):
            near[upper] += 1
    # The narrowest of the best windows ends at the widest line, which is the true width.
    width = min(near, key=lambda upper: (-near[upper], upper))
    wider = sum(widths[other] for other in widths if other > width)
    if wider * 20 > filled:
        return None
    at_width = [line for measured, line in full if width - ragged <= measured <= width]
    broken = sum(line.rstrip(_CLOSING)[-1:] not in _TERMINAL for line in at_width)
    # Where few lines are full (short paragraphs), none may be wider and nearly all must break off.
    few = near[width] * 10 < filled * 4
    if broken * 10 < len(at_width) * (8 if few else 6) or (few and wider):
        return None
    indents = sum(line.startswith(_INDENT) and bool(line.strip()) for line in lines)
    return Wrapping(width, 2 <= indents <= filled * 6 // 10, by_characters)
