"""Who and what a form speaks of: labels beside their values, in cells and in lines above."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.document import Paragraph
from extractor.evidence import Evidence
from extractor.tables.grades import grade_in
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import heading, is_label, label_role
from extractor.tables.points import PRINTED

_COLON = re.compile(r"[:：]")
_CODE = re.compile(r"\s*[0-9A-Za-z]{3,}\s*[-－—_–]\s*(?=[\u4e00-\u9fff])")
_STAMP = re.compile(r"[（(](?:盖章|公章|签章|签字|章)[）)]")
_EMPTY = re.compile(r"[-－—–/／\\.…_＿\s]*|无")
_IN_LINE = re.compile(r"(?P<label>[^\s:：，。；、]{2,20})\s*[:：]\s*(?P<value>[^\s:：]+)")
_LONGEST_LABEL = 30
_LONGEST_CELL = 200
_NAMED = ("project", "organization", "supervisor")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One value with the role its label gives it, and where it stands.

    ``row`` is the grid row of the label, ``None`` in a paragraph.
    """

    role: str
    text: str
    evidence: Evidence
    row: int | None = None
    boxes: tuple[Box, ...] = ()


def labelled(grid: Grid, rows: Iterable[int], headers: frozenset[int]) -> Iterator[Labelled]:
    """Yield the labelled values in *rows* of *grid*; *headers* are rows that head columns.

    A value stands behind the colon in the label's own cell, or in the cell right of it.
    A label whose value is blank yields an empty text.
    """
    for row in rows:
        if row in headers:
            continue
        boxes = grid.filled(row)
        if _heads_values(grid, row, boxes):
            yield from _below(grid, row, boxes)
            continue
        # A table written from right to left has the label behind its value.
        backwards = (
            len(boxes) > 1
            and boxes[-1].right == grid.width
            and _beside_role(boxes[-1]) is not None
            and _beside_role(boxes[0]) is None
        )
        for box in boxes:
            # Most cells of a long sheet are numbers; no label is without a Chinese character.
            if box.text.isascii() and ":" not in box.text:
                continue
            several = list(_lines_of_cell(box, row)) if "\n" in box.text else []
            if several:
                yield from several
                continue
            found = _in_cell(box, row) or _beside(grid, box, row, backwards=backwards)
            if found is not None:
                yield found


def _lines_of_cell(box: Box, row: int) -> Iterator[Labelled]:
    """Yield the values of a cell that holds a label and a value on each of several lines."""
    if len(box.text) > _LONGEST_CELL:
        return
    found, start = [], 0
    for line in box.text.split("\n"):
        colon = _COLON.search(line)
        role = _role(line[: colon.start()]) if colon and colon.start() <= _LONGEST_LABEL else None
        if colon and role is not None and line[colon.end() :].strip():
            begin, end = _trimmed(line, colon.end())
            value = box.evidence(start + begin, start + end)
            found.append(Labelled(role, line[begin:end], value, row, (box,)))
        start += len(line) + 1
    if len(found) > 1:
        yield from found


def _heads_values(grid: Grid, row: int, boxes: Sequence[Box]) -> bool:
    """Return whether a row holds labels only, each right beside the next: the values stand below them."""
    roles = [_beside_role(box) for box in boxes]
    if len(boxes) < 2 or row + 1 >= grid.height or sum(role in _NAMED for role in roles) < 2:
        return False
    beside = sum(
        role is not None and before is not None and after.column == before.right
        for before, after, role in zip(boxes, boxes[1:], roles[1:], strict=False)
        if _beside_role(before) is not None
    )
    return (
        2 * beside >= len(boxes) - 1
        and beside > 0
        and all(_beside_role(box) is None for box in grid.filled(row + 1))
    )


def _below(grid: Grid, row: int, boxes: Sequence[Box]) -> Iterator[Labelled]:
    for box in boxes:
        role = _beside_role(box)
        value = grid.at(box.bottom, box.column) if box.bottom < grid.height else None
        if role is None or value is None or value.column != box.column:
            continue
        text = "" if value.blank else value.text.strip()
        yield Labelled(role, text, value.evidence() if text else box.evidence(), row, (box, value))


def _in_cell(box: Box, row: int) -> Labelled | None:
    colon = _COLON.search(box.text)
    if colon is not None and colon.start() <= _LONGEST_LABEL:
        role = _role(box.text[: colon.start()])
        start, end = _trimmed(box.text, colon.end())
        if role is not None and start < end:
            return Labelled(role, box.text[start:end], box.evidence(start, end), row, (box,))
        return None
    head = heading(box.text)
    if head.points is not None and label_role(head.key) == "score" and len(box.text) <= _LONGEST_LABEL:
        number = re.search(r"[0-9０-９]+(?:[.．][0-9０-９]+)?", box.text)
        # 自评总分（含预算执行10分） says what is in the score, not what it is.
        if number is not None and heading(box.text[: number.start()]).key == head.key:
            return Labelled("score", number[0], box.evidence(*number.span()), row, (box,))
    return None


def _beside_role(box: Box) -> str | None:
    return None if box.text.isascii() or len(box.text) > _LONGEST_LABEL else _role(box.text)


def _beside(grid: Grid, box: Box, row: int, *, backwards: bool) -> Labelled | None:
    role = _beside_role(box)
    if role is None:
        return None
    before = grid.at(row, box.column - 1) if box.column else None
    value = before if backwards else grid.beside(row, box)
    if role == "grade" and value is not None and value.blank:
        # In a row of the points' columns the grade stands below the score.
        behind = (each for each in grid.filled(row) if each.column >= value.right)
        value = next((each for each in behind if grade_in(each.text)), value)
    nothing = value is None or is_label(heading(value.text).key)
    if nothing and role in ("score", "grade") and box.bottom < grid.height:
        # Behind the last label of a row, or between two, its value stands below.
        below = grid.at(box.bottom, box.column)
        if below is not None and (below.column, below.right) == (box.column, box.right):
            stated = grade_in(below.text) if role == "grade" else PRINTED.fullmatch(below.text)
            if stated:
                return Labelled(role, below.text.strip(), below.evidence(), row, (box, below))
    if value is None or value.row != row:
        return None
    if value.blank or (is_label(heading(value.text).key) and len(value.text) <= _LONGEST_LABEL):
        return Labelled(role, "", box.evidence(), row, (box,))
    return Labelled(role, value.text.strip(), value.evidence(), row, (box, value))


@lru_cache(maxsize=8192)
def _role(label: str) -> str | None:
    """Return the role of a label; of 实施单位/负责人 the first part says it."""
    key = heading(label).key
    return label_role(key) or (label_role(re.split(r"[/／]", key)[0]) if "/" in key or "／" in key else None)


def _trimmed(text: str, start: int) -> tuple[int, int]:
    tail = text[start:]
    return start + len(tail) - len(tail.lstrip()), start + len(tail.rstrip())


def in_lines(paragraphs: Iterable[Paragraph]) -> Iterator[Labelled]:
    """Yield the labelled values of lines above a table (填报单位：…  年度：…)."""
    for paragraph in paragraphs:
        if len(paragraph.text) > 160:
            continue
        for match in _IN_LINE.finditer(paragraph.text):
            role = _role(match["label"])
            if role is not None:
                yield Labelled(role, match["value"], paragraph.evidence(*match.span("value")))


def name_of(text: str) -> str | None:
    """Return a name as printed, without code (219001-…), stamp and line breaks; ``None`` if empty."""
    plain = _STAMP.sub("", "".join(text.split("\n"))).strip()
    code = _CODE.match(plain)
    plain = plain[code.end() :] if code else plain
    return None if _EMPTY.fullmatch(plain) else plain
