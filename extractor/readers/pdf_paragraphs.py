"""Lines to paragraphs, within a page and over page breaks.

The main question is not how a line ends but whether the writer or the page ended it: a
line was broken by its writer where the first word of the next line would still have
fitted on it. Indents, gaps, sizes of type and item numbers decide the rest.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractor.readers.pdf_joins import first_token, is_wide, separator, width
from extractor.readers.pdf_lines import Line

_CHINESE_LABEL = re.compile(
    r"[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十百零〇\d]{1,4}[章节条篇]|第[一二三四五六七八九十]{1,3}部分"
)
_DIGIT_LABEL = re.compile(
    r"\d{1,2}[、.．](?!\d)|\d{1,2}[.．](?=(?:19|20)\d\d年)|[（(]\d{1,2}[)）]|\d{1,2}[)）]|[①-⑳]"
)
_LEADERS = re.compile(r"[.．…·]{4,}\s*\d+$")
_TERMINAL = "。！？；：.!?;:”）)》"
_INDENT = 1.2
_ASIDE = 6.0
"""Ems from the left margin past which a line is set apart (a date, a signature), not indented."""
_GAP, _GAP_AFTER_SENTENCE = 1.4, 1.2
"""Times the usual pitch by which a line must be lower to be apart from the one before."""
_SLACK = 0.4
"""Ems by which the next word must have fitted before a line counts as ended by its writer."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The text area of a column: its margins in points and its line pitch in ems."""

    left: float
    right: float
    pitch: float


@dataclass(slots=True)
class Draft:
    """A paragraph in the making."""

    text: str
    page: int
    em: float
    page_breaks: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Continue the paragraph with the next line."""
        self.text += separator(self.text[-40:], line.text)
        if line.page != self.lines[-1].page:
            self.page_breaks.append((len(self.text), line.page))
        self.text += line.text
        self.lines.append(line)


class Layout:
    """What the whole document's lines say about its margins and its indents.

    *widths* gives the page width by page number; columns and page widths each have a
    frame of their own.
    """

    def __init__(self, lines: Sequence[Line], widths: Callable[[int], float]) -> None:
        self._widths = widths
        groups: dict[tuple[int, int], list[Line]] = {}
        for line in lines:
            groups.setdefault(self._key(line), []).append(line)
        self._frames = {key: _frame(members, widths(members[0].page)) for key, members in groups.items()}
        self.em = _body_em(lines)
        self.narrow = _narrow_em(lines)
        self.indented, self.flush_labels = self._indents(lines)

    def frame(self, line: Line) -> Frame:
        """Return the text area *line* stands in."""
        return self._frames[self._key(line)]

    def _key(self, line: Line) -> tuple[int, int]:
        return round(self._widths(line.page) / 10), line.column

    def _indents(self, lines: Sequence[Line]) -> tuple[bool, bool]:
        """Return whether first lines are indented, and whether item numbers stand at the margin.

        The lines that follow a clear end tell: each begins a paragraph.
        """
        starts = indented = flush = 0
        for before, after in pairwise(lines):
            frame = self.frame(before)
            if frame.right - before.x1 < 4 * before.em or before.column != after.column:
                continue
            inset = (after.x0 - self.frame(after).left) / after.em
            starts += 1
            indented += _INDENT <= inset <= 4
            flush += inset < _INDENT and _DIGIT_LABEL.match(after.text) is not None
        return indented >= 2 and indented >= 0.5 * starts, flush > 0


def build(lines: Iterable[Line], layout: Layout) -> list[Draft]:
    """Return the paragraphs of *lines*, which are in reading order with no table between."""
    drafts: list[Draft] = []
    for line in lines:
        if drafts and not _begins(drafts[-1], line, layout):
            drafts[-1].add(line)
        else:
            drafts.append(Draft(line.text, line.page, line.em, lines=[line]))
    return drafts


def _begins(draft: Draft, line: Line, layout: Layout) -> bool:
    """Return whether *line* begins a new paragraph after the last line of *draft*."""
    before = draft.lines[-1]
    if _tabular(before) or _tabular(line) or _LEADERS.search(before.text) or _LEADERS.search(line.text):
        return True
    if before.pieces[0].wide and line.pieces[0].wide and not 0.89 < line.em / before.em < 1.12:
        return True
    if before.page == line.page and before.column == line.column and _far(draft, line, layout):
        return True
    frame, next_frame = layout.frame(before), layout.frame(line)
    if fits(first_token(line.text), before, frame.right, layout.narrow):
        return True
    inset = (line.x0 - next_frame.left) / line.em
    inset_before = (before.x0 - frame.left) / before.em
    chinese, digits = _CHINESE_LABEL.match(line.text), _DIGIT_LABEL.match(line.text)
    ended = before.text[-1] in _TERMINAL
    if inset_before > _ASIDE and inset < inset_before - 1:
        return True
    if inset < _INDENT:
        # Where numbers are indented, one at the margin was carried there by a line break.
        return ended and bool(chinese or (digits and (layout.flush_labels or not layout.indented)))
    if not ended and _centred(before, frame) and _centred(line, next_frame):
        return False
    if abs(inset - inset_before) < 0.3:
        block = len(draft.lines) > 1 and abs(draft.lines[-2].x0 - before.x0) < 0.3 * before.em
        if block:
            return ended and bool(chinese or digits)
        return layout.indented or (ended and bool(chinese or digits))
    if inset < inset_before:
        return ended and bool(chinese or digits)
    hanging = len(draft.lines) == 1 and bool(
        _DIGIT_LABEL.match(before.text) or _CHINESE_LABEL.match(before.text)
    )
    return layout.indented or not hanging


def fits(token: str, line: Line, right: float, narrow: float) -> bool:
    """Return whether *token* would still have had room between the end of *line* and *right*.

    *narrow* is the width of a digit or Latin letter, in ems.
    """
    return (right - line.x1) / line.em > width(token, narrow) + _SLACK


def is_label(text: str) -> bool:
    """Return whether *text* begins with an item number (一、 （一） 1. （1） ①)."""
    return bool(_CHINESE_LABEL.match(text) or _DIGIT_LABEL.match(text))


def _centred(line: Line, frame: Frame) -> bool:
    """Return whether a line is set to the middle; a full line is so by itself."""
    return abs(line.x0 + line.x1 - frame.left - frame.right) < 1.2 * line.em


def _tabular(line: Line) -> bool:
    """Return whether a line holds columns of something rather than a sentence."""
    if line.widest_gap < 3:
        return False
    return len(line.pieces) > 2 or not is_label(line.pieces[0].text) or len(line.pieces[0].text) > 4


def _far(draft: Draft, line: Line, layout: Layout) -> bool:
    before = draft.lines[-1]
    step = line.y - before.y
    if step <= 0:
        return True
    previous = draft.lines[-2] if len(draft.lines) > 1 else None
    # After a sentence a slight extra gap will do; mixed fonts alone can vary a pitch by that.
    factor = _GAP_AFTER_SENTENCE if before.text[-1] in _TERMINAL else _GAP
    if previous is not None and previous.page == before.page and previous.column == before.column:
        return step > factor * (before.y - previous.y)
    return step > factor * layout.frame(line).pitch * line.em


def _frame(lines: Sequence[Line], page_width: float) -> Frame:
    em = median(line.em for line in lines)
    left = _margin([line.x0 for line in lines], em)
    ends = [-line.x1 for line in lines if line.x1 > left]
    right = -_margin(ends, em) if ends else page_width
    full = sum(abs(line.x1 - right) <= 0.6 * em and line.x1 - line.x0 >= 15 * em for line in lines)
    mirrored = page_width - left
    if not lines[0].column and (full < 2 or (right < mirrored - 3 * em and full < max(5, 0.3 * len(lines)))):
        # Hardly a line reaches it: a list of short lines has no margin of its own. It then
        # lies where the left one does.
        right = max(right, mirrored - 0.5 * em)
    return Frame(left=left, right=right, pitch=_pitch(lines, right))


def _pitch(lines: Sequence[Line], right: float) -> float:
    """Return the usual distance of baselines within a paragraph, in ems.

    Full lines are mostly followed by a line of the same paragraph; of those steps the
    lower quartile is free of the gaps between paragraphs.
    """
    steps, inner = [], []
    for before, after in pairwise(lines):
        step = (after.y - before.y) / after.em
        if before.page == after.page and 0 < step < 4:
            steps.append(step)
            if right - before.x1 < 3 * before.em:
                inner.append(step)
    if len(inner) > 1:
        return sorted(inner)[len(inner) // 4]
    return median(steps) if steps else 1.8


def _margin(edges: Sequence[float], em: float) -> float:
    """Return the outermost edge that several lines share; a lone one may hang out of the margin."""
    ordered = sorted(edges)
    near = [edge for edge in ordered if edge <= ordered[0] + 3 * em]
    for edge in near:
        if sum(edge <= other <= edge + 0.4 * em for other in near) >= max(2, 0.1 * len(near)):
            return edge
    return ordered[0]


def _body_em(lines: Sequence[Line]) -> float:
    """Return the size of type most of the text is set in."""
    sizes: dict[float, int] = {}
    for line in lines:
        size = round(line.em * 2) / 2
        sizes[size] = sizes.get(size, 0) + len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 12.0


def _narrow_em(lines: Sequence[Line]) -> float:
    """Return how wide digits and Latin letters are set, in ems: what Chinese leaves of a line."""
    shares = []
    for line in lines:
        wide = sum(map(is_wide, line.text))
        narrow = len(line.text) - wide
        if narrow >= 4 and line.widest_gap == 0:
            shares.append(((line.x1 - line.x0) / line.em - wide) / narrow)
    return min(max(median(shares), 0.45), 0.75) if shares else 0.5


def cell_text(lines: Sequence[Line], left: float, right: float) -> str:
    """Return the text of a table cell from its *lines*; *left* and *right* are its borders.

    Wrapped lines are joined; a line break the writer made is kept where the next line is
    a sentence or item of its own, or where two figures would run into one.
    """
    if not lines:
        return ""
    text = lines[0].text
    # Cell padding is seldom told apart from slack; the widest line shows how far text goes.
    padding = max(min(min(line.x0 for line in lines) - left, right - max(line.x1 for line in lines)), 0.0)
    for before, line in pairwise(lines):
        room = right - left - 2 * padding - (before.x1 - before.x0)
        token = first_token(line.text)
        broken = room / before.em > width(token, 0.5) + _SLACK
        if broken and _own_sentence(before.text, line.text):
            text += "\n"
        else:
            text += separator(text[-40:], line.text)
        text += line.text
    return text


def _own_sentence(before: str, after: str) -> bool:
    if before[-1] in "。；;！？!?" or is_label(after):
        return True
    return before[-1].isalnum() and before[-1].isascii() and after[0].isalnum() and after[0].isascii()
