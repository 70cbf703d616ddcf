"""Indicators whose headers stand at the left of their values, laid out with the headers on top.

Two layouts put them there: a block turned on its side (one row of names, one of targets,
one of actuals), and a card for each indicator (指标名称 | 某某 | 分值 | 30). Both become a
grid like any other, of the same cells.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.tables.columns import is_value
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import LIKELY, column_roles, heading

_HEADS = frozenset(
    ("name", "level1", "level2", "level", "operator", "unit", "target", "actual", "weight", "score", "reason")
)
_FEWEST = 3


def turned_blocks(grid: Grid) -> Iterator[tuple[int, int, Grid]]:
    """Yield (first row, row behind the last, the block with its headers on top) of each such block."""
    row = 0
    while row < grid.height:
        end = row
        heads: set[str] = set()
        lines: list[tuple[Box, list[Box]]] = []
        while end < grid.height:
            found = _line(grid, end)
            names = [heading(label.text).key for label, _ in found]
            if not found or heads.intersection(names):
                break
            heads.update(names)
            lines += found
            end += 1
        roles = {role for key in heads for role in column_roles(key)[0]}
        if len(lines) >= _FEWEST and "name" in roles and roles & {"target", "actual"}:
            yield row, end, _on_top(lines, grid.tables)
        row = max(end, row + 1)


def _line(grid: Grid, row: int) -> list[tuple[Box, list[Box]]]:
    """Return the labels of a row, each with its values; empty where it does not begin with one."""
    first = next(grid.starting(row), None)
    if first is None or not _is_head(first):
        return []
    boxes = list(grid.starting(row))
    if len(boxes) < 2 or any(box.bottom - box.row > 1 for box in boxes):
        return []
    if len(boxes) == 2:
        return [] if _is_head(boxes[1]) else [(boxes[0], boxes[1:])]
    labels, values = boxes[::2], boxes[1::2]
    if len(labels) == len(values) and all(not is_value(each.text) and _says(each) for each in labels):
        return [] if any(map(_is_head, values)) else [(a, [b]) for a, b in zip(labels, values, strict=True)]
    if any(_is_head(box) for box in boxes[1:]) and not _is_level(boxes):
        return []
    return [(boxes[0], boxes[1:])]


def _is_level(boxes: Sequence[Box]) -> bool:
    """Return whether a row lists levels behind the word for them (一级指标 | 产出指标 | 产出指标)."""
    return any(role.startswith("level") for role in column_roles(heading(boxes[0].text).key)[0]) and any(
        one.text == other.text for one, other in pairwise(boxes[1:])
    )


def _says(box: Box) -> bool:
    return bool(column_roles(heading(box.text).key)[0])


def _is_head(box: Box) -> bool:
    roles, sure = column_roles(heading(box.text).key)
    return sure > LIKELY and not _HEADS.isdisjoint(roles)


def _on_top(lines: Sequence[tuple[Box, list[Box]]], tables: Sequence[int]) -> Grid:
    height = max(len(values) for _, values in lines)
    rows: list[list[Box]] = [[] for _ in range(height + 1)]
    for column, (label, values) in enumerate(lines):
        rows[0].append(Box(label.text, 0, column, 1, column + 1, label.pieces))
        for place in range(height):
            box = values[place] if place < len(values) else None
            row = place + 1
            text, pieces = (box.text, box.pieces) if box is not None else ("", label.pieces)
            rows[row].append(Box(text, row, column, row + 1, column + 1, pieces))
    return Grid.made([tuple(row) for row in rows], len(lines), tables)
