"""Numbers the headings of a report, as writers and word processors do, and collects its blocks."""

from collections.abc import Callable, Sequence
from random import Random

from corpora.generate.source import Block, automatic_number, chinese
from corpora.seeded.figures import chance

_Level = Callable[[int], str]


def _big(number: int) -> str:
    return f"{chinese(number)}、"


def _full(number: int) -> str:
    return f"（{chinese(number)}）"


def _half(number: int) -> str:
    return f"({chinese(number)})"


def _dot(number: int) -> str:
    return f"{number}."


def _comma(number: int) -> str:
    return f"{number}、"


def _bracketed(number: int) -> str:
    return f"（{number}）"


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1)


def _part(number: int) -> str:
    return f"第{chinese(number)}部分 "


_STYLES: tuple[tuple[_Level, ...], ...] = (
    (_big, _full, _dot, _bracketed),
    (_big, _full, _comma, _bracketed),
    (_big, _half, _dot, _circled),
    (_big, _dot, _bracketed, _circled),
    (_part, _big, _full, _dot),
    (_comma, _bracketed, _circled, _dot),
)
_SLIPS = ("first missing", "repeated")


class Outline:
    """The blocks of one report as they are written, headings numbered in one style."""

    def __init__(self, rng: Random) -> None:
        """Choose how headings are numbered, and whether a number goes wrong."""
        self.blocks: list[Block] = []
        self._rng = rng
        self._automatic = chance(rng, 0.2)
        self._style = rng.choice(_STYLES)
        self._slip = rng.choice(_SLIPS) if not self._automatic and chance(rng, 0.12) else ""
        self._counts = [0] * 5

    def title(self, *lines: str) -> None:
        """Add the lines of the title."""
        self.blocks.extend(Block("title", line) for line in lines)

    def heading(self, level: int, text: str) -> None:
        """Add a heading of *level*, from 1, under its number."""
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (len(self._counts) - level - 1)
        count = self._counts[level]
        if self._automatic:
            self.blocks.append(Block("heading", text, level, automatic_number(level, count)))
            return
        self.blocks.append(Block("heading", self.number(level, count) + text, level))

    def number(self, level: int, count: int) -> str:
        """Return the number typed before heading or line *count* of *level*, at times a wrong one."""
        if self._slip == "first missing" and level == 2 and count == 1:
            self._slip = ""
            return ""
        if self._slip == "repeated" and level == 2 and count == 3:
            self._slip = ""
            count = 2
        return self._style[level - 1](count)

    def paragraph(self, *sentences: str) -> None:
        """Add a paragraph of *sentences*, unless all are empty."""
        if text := "".join(sentences):
            self.blocks.append(Block("paragraph", text))

    def lines(self, texts: Sequence[str], level: int) -> None:
        """Add a paragraph for each of *texts*, numbered as headings of *level* are."""
        if self._automatic and chance(self._rng, 0.5):
            self.blocks.extend(Block("item", text, number=f"{n}.") for n, text in enumerate(texts, 1))
            return
        for count, text in enumerate(texts, start=1):
            self.paragraph(self._style[level - 1](count) + text)

    def aside(self, text: str) -> None:
        """Add a line set to the right."""
        self.blocks.append(Block("aside", text))
