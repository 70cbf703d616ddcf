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
_RAGGED = 6
"""Columns by which a full line may fall short: a number or a word pushed to the next one."""


class Line(Protocol):
    """A line as the text reader holds it."""

    raw: str


@dataclass(frozen=True, slots=True)
class Wrapping:
    """The fixed width of a text, in columns, and whether its paragraphs are indented."""

    width: int
    indented: bool

    def continues(self, lines: Sequence[Line], index: int) -> bool:
        """Return whether the paragraph of line *index* runs on in the line after it."""
        if index + 1 >= len(lines):
            return False
        line, following = lines[index].raw.rstrip(), lines[index + 1].raw
        if not line or not following.strip() or columns(line) < self.width - _RAGGED:
            return False
        if "\t" in following or _LABEL.match(following):
            return False
        if self.indented:
            return not following.startswith(_INDENT)
        return line.rstrip(_CLOSING)[-1:] not in _TERMINAL


def columns(text: str) -> int:
    """Return the width of *text* in columns, Chinese and full-width characters being two."""
    # GB 18030 spends one byte on ASCII and two on nearly everything a Chinese page prints.
    return len(text.encode("gb18030", "replace"))


def find_wrapping(lines: Sequence[str]) -> Wrapping | None:
    """Return the width at which *lines* were wrapped, or ``None`` where they were not.

    Wrapped text has many lines of one width that end in the middle of a sentence, and
    next to none that are wider.
    """
    widths: Counter[int] = Counter()
    full: list[tuple[int, str]] = []
    filled = 0
    for raw in lines:
        line = raw.rstrip()
        if not line:
            continue
        filled += 1
        width = columns(line) if len(line) <= _WIDEST else _WIDEST + 1
        widths[width] += 1
        if _NARROWEST <= width <= _WIDEST and "\t" not in line and "|" not in line:
            full.append((width, line))
    if len(full) < 4:
        return None
    near: Counter[int] = Counter()
    for width, _ in full:
        for upper in range(width, width + _RAGGED + 1):
            near[upper] += 1
    # The narrowest of the best windows ends at the widest line, which is the true width.
    width = min(near, key=lambda upper: (-near[upper], upper))
    if near[width] * 10 < filled * 4 or sum(widths[wider] for wider in widths if wider > width) * 20 > filled:
        return None
    at_width = [line for columns_, line in full if width - _RAGGED <= columns_ <= width]
    broken = sum(line.rstrip(_CLOSING)[-1:] not in _TERMINAL for line in at_width)
    if broken * 10 < len(at_width) * 6:
        return None
    indents = sum(line.startswith(_INDENT) and bool(line.strip()) for line in lines)
    return Wrapping(width, 2 <= indents <= filled * 6 // 10)
