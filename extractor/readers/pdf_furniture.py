"""Page headers, footers and page numbers: told by where they stand and that they repeat."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.document import ParagraphKind
from extractor.readers.pdf_lines import Line

_COUNT = r"\d{1,4}"
_ROMAN = r"[ivxlcIVXLC]{1,6}"
_DASHED = re.compile(rf"[-—–―─·•~～]+\s*(?:{_COUNT}|{_ROMAN})\s*[-—–―─·•~～]+")
_COUNTED = re.compile(
    rf"第\s*{_COUNT}\s*页(?:\s*[,，/／]?\s*[(（]?共\s*{_COUNT}\s*页[)）]?)?|{_COUNT}\s*[/／]\s*{_COUNT}|[Pp]age\s*{_COUNT}(?:\s*of\s*{_COUNT})?"
)
_BARE = re.compile(rf"{_COUNT}")
_DIGITS = re.compile(r"\d+")
_DEEPEST = 3
"""Lines of header or footer looked for on a page."""
HEADER_MARGIN = 0.08
"""Share of the page's height above the text in which headers stand; an inch of margin is more."""
FOOTER_MARGIN = 0.11
"""The same below: official documents set the page number 28 mm above the edge."""


@dataclass(slots=True)
class PageLines:
    """The lines of one page outside its tables, top to bottom, and the page's extent.

    ``top`` and ``bottom`` bound its tables, between which nothing is furniture.
    """

    number: int
    height: float
    lines: list[Line]
    em: float
    top: float = float("inf")
    bottom: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line that belongs to the page, not to the text."""

    text: str
    page: int
    kind: ParagraphKind


@dataclass(slots=True)
class _Edge:
    """A candidate: the line at a given depth from the top or the bottom of a page."""

    page: PageLines
    line: Line
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = "".join(_DIGITS.sub("#", self.line.text).split())


def separate(pages: Sequence[PageLines]) -> list[Furniture]:
    """Take the furniture out of *pages* (their ``lines`` are shortened) and return it."""
    found: list[Furniture] = []
    for kind in ("header", "footer"):
        for _ in range(_DEEPEST):
            taken = _peel(pages, kind)
            if not taken:
                break
            found += taken
    return sorted(found, key=lambda item: item.page)


def _peel(pages: Sequence[PageLines], kind: ParagraphKind) -> list[Furniture]:
    """Take the outermost line off every page where it is furniture."""
    edges = [edge for page in pages if (edge := _edge(page, kind)) is not None]
    taken: list[Furniture] = []
    for edge in edges:
        if _is_number(edge, edges, len(pages)) or _repeats(edge, edges, len(pages)):
            edge.page.lines.remove(edge.line)
            taken.append(Furniture(edge.line.text, edge.page.number, kind))
    return taken


def _edge(page: PageLines, kind: ParagraphKind) -> _Edge | None:
    if not page.lines:
        return None
    if kind == "header":
        line = page.lines[0]
        inside = line.y - line.em <= HEADER_MARGIN * page.height and line.y < page.top
    else:
        line = page.lines[-1]
        inside = line.y >= (1 - FOOTER_MARGIN) * page.height and line.y > page.bottom
    return _Edge(page, line) if inside else None


def _is_number(edge: _Edge, edges: Sequence[_Edge], pages: int) -> bool:
    """Return whether a line is a page number; a bare one must count along with the pages."""
    text = edge.line.text.strip()
    if _DASHED.fullmatch(text) or _COUNTED.fullmatch(text):
        return True
    if not _BARE.fullmatch(text):
        return False
    offset = int(text) - edge.page.number
    same = sum(
        1
        for other in edges
        if _BARE.fullmatch(other.line.text.strip()) and int(other.line.text) - other.page.number == offset
    )
    return same > 1 or offset == 0 or (pages == 1 and edge.line.y > 0.9 * edge.page.height)


def _repeats(edge: _Edge, edges: Sequence[_Edge], pages: int) -> bool:
    """Return whether a line stands at the same place on many pages, in type no larger than the text.

    The title of a form that is printed once a page repeats too, but in larger type.
    """
    if edge.line.em > 1.1 * edge.page.em:
        return False
    same = sum(1 for other in edges if other.key == edge.key and abs(other.line.y - edge.line.y) <= 3)
    return same >= max(2, 0.4 * pages)
