"""Where on a page a table without full rulings may be: between rules or around lines of several texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.readers.pdf_lines import Line, Piece
from extractor.readers.pdf_open_blocks import cell_pieces
from extractor.readers.pdf_open_columns import Interval
from extractor.readers.pdf_page import Glyph
from extractor.readers.pdf_rulings import Piece as Rule
from extractor.readers.pdf_tables import SNAP

ROW_PIECES = 3
"""Texts side by side from which on a line is a row of a table."""
FEWEST_ROWS = 4
_SAME_SIDE = 4.0
_SHORTEST_RULE = 150.0
_FURTHEST = 6.0
"""Ems between two rows of one table, at most."""
_NEXT_LINE, _NEXT_ROW = 1.9, 2.6
_LABEL = 6
"""Characters of the rest of a label, whose row begins further off."""
_TITLE = 1.2
_LONGEST_REST = 42


@dataclass(frozen=True, slots=True)
class Zone:
    """An area of a page that may hold a table, with the rules in it; *ruled*: found by its rules."""

    left: float
    right: float
    top: float
    bottom: float
    rules: list[Rule]
    verticals: list[Rule]
    ruled: bool


def may_hold_tables(lines: Sequence[Line]) -> bool:
    """Return whether a page is worth a closer look: several lines of several texts side by side."""
    rows = sum(len(line.pieces) >= ROW_PIECES for line in lines)
    return rows >= FEWEST_ROWS


def ruled_zones(rules: Sequence[Rule], verticals: Sequence[Rule]) -> list[Zone]:
    """Return the areas between rules of one length."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if rule[2] - rule[1] < _SHORTEST_RULE:
            continue
        for group in groups:
            if abs(group[0][1] - rule[1]) <= _SAME_SIDE and abs(group[0][2] - rule[2]) <= _SAME_SIDE:
                group.append(rule)
                break
        else:
            groups.append([rule])
    zones: list[Zone] = []
    for group in sorted(groups, key=lambda group: group[0][1] - group[0][2]):
        if len(group) < 3:
            continue
        left, right = min(rule[1] for rule in group), max(rule[2] for rule in group)
        top, bottom = group[0][0], group[-1][0]
        if any(
            zone.left - 5 <= left
            and right <= zone.right + 5
            and zone.top - 5 <= top
            and bottom <= zone.bottom + 5
            for zone in zones
        ):
            continue
        zones.append(make_zone(left, right, top, bottom, rules, verticals, ruled=True))
    return zones


def make_zone(
    left: float,
    right: float,
    top: float,
    bottom: float,
    rules: Sequence[Rule],
    verticals: Sequence[Rule],
    *,
    ruled: bool,
) -> Zone:
    """Return an area with the rules that reach into it."""
    across = [r for r in rules if top - SNAP <= r[0] <= bottom + SNAP and r[1] < right and r[2] > left]
    down = [r for r in verticals if left - SNAP <= r[0] <= right + SNAP and r[1] < bottom and r[2] > top]
    return Zone(left, right, top, bottom, across, down, ruled)


def unruled_zones(
    lines: Sequence[Line],
    glyphs: Sequence[Glyph],
    rules: Sequence[Rule],
    verticals: Sequence[Rule],
    *,
    goes_on: bool,
) -> list[Zone]:
    """Return the areas around lines of several texts that follow each other."""
    core = [index for index, line in enumerate(lines) if len(line.pieces) >= ROW_PIECES]
    if not core:
        return []
    runs: list[list[int]] = [[core[0]]]
    for before, after in pairwise(core):
        left = min(lines[index].x0 for index in (*runs[-1], after))
        right = max(lines[index].x1 for index in (*runs[-1], after))
        if _interrupted(lines[before : after + 1], left, right):
            runs.append([after])
        else:
            runs[-1].append(after)
    zones = []
    for run in runs:
        if len(run) < FEWEST_ROWS and not (goes_on and run is runs[0]):
            continue
        left, right = min(lines[i].x0 for i in run), max(lines[i].x1 for i in run)
        first, last = _widened(lines, run[0], run[-1], left, right, _gaps(glyphs, lines, run))
        members = lines[first : last + 1]
        left, right = min(line.x0 for line in members), max(line.x1 for line in members)
        top = members[0].y - 1.1 * members[0].em
        bottom = members[-1].y + 0.5 * members[-1].em
        zones.append(make_zone(left - 3, right + 3, top, bottom, rules, verticals, ruled=False))
    return zones


def _interrupted(lines: Sequence[Line], left: float, right: float) -> bool:
    """Return whether what lies between two rows shows that they are of two tables, or of none."""
    em = lines[0].em
    prose = 0
    for before, after in pairwise(lines):
        if after.y - before.y > _FURTHEST * em or not 1 / _TITLE < after.em / em < _TITLE:
            return True
        if _is_prose(after, left, right):
            prose += 1
            if prose > 1:
                return True
        elif len(after.pieces) > 1:
            prose = 0
    return False


def _is_prose(line: Line, left: float, right: float) -> bool:
    """Return whether a line runs from the left side of a table far to the right without a gap."""
    return len(line.pieces) == 1 and line.x0 < left + 3 * line.em and line.x1 - line.x0 > 0.5 * (right - left)


def _gaps(glyphs: Sequence[Glyph], lines: Sequence[Line], run: Sequence[int]) -> dict[float, list[Interval]]:
    """Return by height the gaps, however narrow, of lines near a run that its first column shares."""
    em = lines[run[0]].em
    low, high = lines[run[0]].y - 4 * _FURTHEST * em, lines[run[-1]].y + 4 * _FURTHEST * em
    rows: dict[float, list[Piece]] = {}
    for piece in cell_pieces([glyph for glyph in glyphs if low <= glyph[3] <= high]):
        rows.setdefault(piece.y, []).append(piece)
    gaps = {
        y: [(a.x1, b.x0) for a, b in pairwise(sorted(row, key=lambda p: p.x0))] for y, row in rows.items()
    }
    core = [gaps[lines[index].y][0] for index in run if gaps.get(lines[index].y)]
    return {
        y: [gap for gap in own if sum(_meet(gap, other) for other in core) >= 2] for y, own in gaps.items()
    }


def _meet(first: Interval, second: Interval) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _widened(
    lines: Sequence[Line],
    first: int,
    last: int,
    left: float,
    right: float,
    gaps: Mapping[float, Sequence[Interval]],
) -> tuple[int, int]:
    """Take in the rows of two texts, and the lines of their cells, above and below."""
    em = lines[first].em
    for step in (-1, 1):
        index = first if step < 0 else last
        kept = index
        while 0 <= index + step < len(lines):
            line, near = lines[index + step], lines[index]
            apart = abs(line.y - near.y) / em
            if apart > 0.7 * _FURTHEST or not 1 / _TITLE < line.em / em < _TITLE:
                break
            if (len(line.pieces) > 1 and line.widest_gap >= 1.5) or gaps.get(line.y):
                kept = index + step
            elif (
                apart > (_NEXT_ROW if len(line.text) <= _LABEL else _NEXT_LINE)
                or _is_prose(line, left, right)
                or abs(index + step - kept) > 2
            ):
                break
            index += step
        if step > 0:
            # The last lines of cells that are taller than the row's line.
            while kept + 1 < len(lines) and _hangs(lines[kept], lines[kept + 1], em):
                kept += 1
        elif kept > 0:
            while kept > 0 and _hangs(lines[kept], lines[kept - 1], em):
                kept -= 1
        first, last = (kept, last) if step < 0 else (first, kept)
    return first, last


def _hangs(line: Line, other: Line, em: float) -> bool:
    """Return whether a line belongs to a cell of the row at *line*: nearer than rows, inside its width."""
    return (
        abs(other.y - line.y) < 0.95 * em
        and other.x0 >= line.x0 - em
        and other.x1 <= line.x1 + em
        and len(other.text) <= _LONGEST_REST
    )
