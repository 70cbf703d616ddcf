"""Text on a terminal: safe characters, column widths, wrapping, colour."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO
from unicodedata import combining, east_asian_width

from extractor.errors import printable

# A figure or a Latin word stays on one line; everything else may break after any character.
_PIECE = re.compile(r"[≥≤＞＜>=<≈]*[0-9A-Za-z.,%/+\-]+ ?|\s+|.", re.DOTALL)

# Characters that must not begin a line (避头): they hang over the edge instead.
_CLOSING = frozenset("，。；：、！？）》】”’…·")

COLOURS = {"critical": "1;31", "error": "31", "warning": "33", "info": "36", "strong": "1", "quiet": "2"}


def clean(text: str) -> str:
    """Return *text* on one line and without control characters, so that no file can drive the terminal."""
    return printable(" ".join(text.split()))


def columns(text: str) -> int:
    """Return how many terminal columns *text* takes: two for a full-width character."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1 for character in text
    )


def pad(text: str, width: int) -> str:
    """Return *text* filled up with spaces to *width* columns."""
    return text + " " * max(0, width - columns(text))


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield *text* in lines of at most *width* columns, never breaking inside a figure.

    A figure longer than a line, and punctuation that may not begin one, run over the edge.
    """
    line, used = "", 0
    for match in _PIECE.finditer(text):
        piece = match.group()
        size = columns(piece.rstrip())
        if used and used + size > width and piece not in _CLOSING:
            yield line.rstrip()
            line, used = "", 0
            piece = piece.lstrip()
        line += piece
        used += columns(piece)
    if line.strip():
        yield line.rstrip()


@dataclass(frozen=True, slots=True)
class Style:
    """How wide the lines are and whether they may be coloured."""

    width: int = 100
    colour: bool = False

    def paint(self, text: str, name: str) -> str:
        """Return *text* in the colour *name*, or as it is."""
        return f"\x1b[{COLOURS[name]}m{text}\x1b[0m" if self.colour else text

    def paragraph(self, text: str, indent: int, hanging: int | None = None) -> Iterator[str]:
        """Yield *text* cleaned and wrapped, indented by *indent*, further lines by *hanging*."""
        following = indent if hanging is None else hanging
        for number, line in enumerate(wrap(clean(text), max(20, self.width - max(indent, following)))):
            yield " " * (following if number else indent) + line


def style_for(stream: TextIO) -> Style:
    """Return the style for *stream*: the terminal's width and colours, or plain lines of 100 columns.

    ``NO_COLOR`` set to anything, or ``TERM=dumb``, turns colours off.
    """
    if not stream.isatty():
        return Style()
    import shutil

    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.platform != "win32"
    return Style(width=max(40, width), colour=colour)
