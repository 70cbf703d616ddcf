"""The neutral source of a report: what stands in it, not how a format writes it.

A source begins with a YAML head that lists the files to write, closed by a line ``===``.
Then one block a line:

======================  =====================================================
``# text``              the title
``## text``             a heading; one more ``#`` a level deeper
``##@ text``            a heading with automatic number, which is not in its text
``@ text``              a paragraph of a list with automatic number
``| a | b |``           a row of a table; ``<`` and ``^`` merge with the cell left, above;
                        ``<3`` stands for three ``<``
``> text``              a line set to the right (unit of money, date)
``^^ text``             a footnote to the paragraph before it
``[[ text``             a text box anchored in the paragraph before it
``----``                a new page; in a workbook a new sheet, ``---- name`` names it
anything else           a paragraph
======================  =====================================================
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["title", "heading", "paragraph", "item", "aside", "note", "box", "table", "break"]
Row = tuple[str, ...]

_HEADING = re.compile(r"(?P<marks>#{2,5})(?P<auto>@?)\s+(?P<text>.*)")
_MERGED = re.compile(r"<(?P<count>\d+)")
_DIGITS = "零一二三四五六七八九"
_PREFIXES: tuple[tuple[str, Kind], ...] = (
    ("# ", "title"),
    ("@ ", "item"),
    ("> ", "aside"),
    ("^^ ", "note"),
    ("[[ ", "box"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block; ``level`` counts headings from 1, ``number`` is the automatic number of the block."""

    kind: Kind
    text: str = ""
    level: int = 0
    number: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def printed(self) -> str:
        """The text as Word shows it: with its automatic number."""
        return self.number + self.text


@dataclass(frozen=True, slots=True)
class Source:
    """One report: its id, the files to write (a dictionary of options each), its blocks."""

    id: str
    files: tuple[dict[str, Any], ...]
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        """The text of the first title, or the id."""
        return next((block.text for block in self.blocks if block.kind == "title"), self.id)


def read(path: Path) -> Source:
    """Return the source in the file at *path*; raise ``ValueError`` where its head is not closed."""
    import yaml

    head, closed, body = path.read_text(encoding="utf-8").partition("\n===\n")
    if not closed:
        raise ValueError(f"{path.name}: the head is not closed by a line '==='")
    files = tuple(yaml.safe_load(head)["files"])
    return Source(path.stem, files, tuple(_blocks(body.splitlines())))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    counters = [0] * 5
    items = 0
    rows: list[Row] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append(tuple(_cells(line)))
            continue
        if rows:
            yield Block("table", rows=tuple(rows))
            rows = []
        if not line.strip():
            continue
        if heading := _HEADING.fullmatch(line):
            level = len(heading["marks"]) - 1
            items = 0
            number = ""
            if heading["auto"]:
                counters[level] += 1
                counters[level + 1 :] = [0] * (len(counters) - level - 1)
                number = automatic_number(level, counters[level])
            yield Block("heading", heading["text"], level, number)
        elif line.startswith("@ "):
            items += 1
            yield Block("item", line[2:], number=f"{items}.")
        else:
            yield _plain(line)


def _cells(line: str) -> Iterator[str]:
    for cell in line.strip().strip("|").split("|"):
        if merged := _MERGED.fullmatch(cell.strip()):
            yield from "<" * int(merged["count"])
        else:
            yield cell.strip()


def _plain(line: str) -> Block:
    if line.startswith("---- ") or line.strip() == "----":
        return Block("break", line[4:].strip())
    for prefix, kind in _PREFIXES:
        if line.startswith(prefix):
            return Block(kind, line[len(prefix) :])
    return Block("paragraph", line)


def automatic_number(level: int, count: int) -> str:
    """Return the number Word prints before heading *count* of *level*: 一、 （一） 1. （1）."""
    return {1: f"{chinese(count)}、", 2: f"（{chinese(count)}）", 3: f"{count}."}.get(level, f"（{count}）")


def chinese(number: int) -> str:
    """Return *number* (1-99) in Chinese numerals."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return lead + (_DIGITS[ones] if ones or not tens else "")


def spans(rows: Sequence[Row]) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield (row, column, row span, column span, text) of the cells of a table, merges resolved."""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            wide = 1
            while c + wide < len(row) and row[c + wide] == "<":
                wide += 1
            high = 1
            while r + high < len(rows) and c < len(rows[r + high]) and rows[r + high][c] == "^":
                high += 1
            yield r, c, high, wide, text.replace("\\n", "\n")
