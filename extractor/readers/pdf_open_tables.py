"""Tables that are not fully ruled: a zone of the page whose texts stand in columns.

A zone is where rules of one length lie over each other or where several lines show
several texts side by side. Running text is never one: what is found must have a row of
short texts, further rows under it that share its columns, and figures among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.readers.pdf_lines import Line, Piece
from extractor.readers.pdf_open_blocks import Block, Pitch, build_blocks, cell_pieces, is_value, line_pitch
from extractor.readers.pdf_open_columns import Band, Interval, build_bands, side_by_side
from extractor.readers.pdf_page import Glyph
from extractor.readers.pdf_rulings import Piece as Rule
from extractor.readers.pdf_rulings import Rulings
from extractor.readers.pdf_tables import SNAP, merge_pieces

_ROW_PIECES = 3
_FEWEST_ROWS = 4
_HEADER_CELLS = 4
_SHORT = 14
_SAME_SIDE = 4.0
_SHORTEST_RULE = 150.0
_FULL_WIDTH, _MOST_WIDTH = 0.95, 0.5
_FURTHEST = 6.0
"""Ems between two rows of one table, at most."""
_NEXT_LINE, _NEXT_ROW = 1.9, 2.6
_LABEL = 6
"""Characters of the rest of a label, whose row begins further off."""
_TITLE = 1.2
_PROSE_LINES = 8


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table, or its part on one page, before the places of its columns are settled."""

    left: float
    right: float
    top: float
    bottom: float
    bands: list[Band]
    rules: list[Rule]
    drawn: list[float]
    pitch: Pitch
    em: float
    centred: bool
    ruled: bool


Section = tuple[float, float, list[list[Block]]]
"""What stands between two heights, row by row."""


@dataclass(frozen=True, slots=True)
class _Zone:
    left: float
    right: float
    top: float
    bottom: float
    rules: list[Rule]
    verticals: list[Rule]
    ruled: bool


def may_hold_tables(lines: Sequence[Line]) -> bool:
    """Return whether a page is worth a closer look: several lines of several texts side by side."""
    rows = sum(len(line.pieces) >= _ROW_PIECES for line in lines)
    return rows >= _FEWEST_ROWS


def find_open_tables(
    glyphs: Sequence[Glyph], lines: Sequence[Line], rulings: Rulings, *, goes_on: bool = False
) -> list[OpenTable]:
    """Return the tables among *lines*, top to bottom; *goes_on*: one is cut by the page break before."""
    rules = merge_pieces(rulings.horizontal)
    tables: list[OpenTable] = []
    rest = list(lines)
    for zone in _ruled_zones(rules, rulings.vertical):
        for table in _tables(zone, glyphs, goes_on=goes_on and not tables):
            tables.append(table)
            rest = [line for line in rest if not table.top <= line.y <= table.bottom]
    if may_hold_tables(rest) or (goes_on and not tables):
        for zone in _unruled_zones(rest, glyphs, rules, rulings.vertical, goes_on=goes_on):
            if any(zone.top < table.bottom and table.top < zone.bottom for table in tables):
                continue
            tables += _tables(zone, glyphs, goes_on=goes_on and not tables)
    return sorted(tables, key=lambda table: table.top)


def _ruled_zones(rules: Sequence[Rule], verticals: Sequence[Rule]) -> list[_Zone]:
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
    zones: list[_Zone] = []
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
        zones.append(_zone(left, right, top, bottom, rules, verticals, ruled=True))
    return zones


def _zone(
    left: float,
    right: float,
    top: float,
    bottom: float,
    rules: Sequence[Rule],
    verticals: Sequence[Rule],
    *,
    ruled: bool,
) -> _Zone:
    across = [r for r in rules if top - SNAP <= r[0] <= bottom + SNAP and r[1] < right and r[2] > left]
    down = [r for r in verticals if left - SNAP <= r[0] <= right + SNAP and r[1] < bottom and r[2] > top]
    return _Zone(left, right, top, bottom, across, down, ruled)


def _unruled_zones(
    lines: Sequence[Line],
    glyphs: Sequence[Glyph],
    rules: Sequence[Rule],
    verticals: Sequence[Rule],
    *,
    goes_on: bool,
) -> list[_Zone]:
    """Return the areas around lines of several texts that follow each other."""
    core = [index for index, line in enumerate(lines) if len(line.pieces) >= _ROW_PIECES]
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
        if len(run) < _FEWEST_ROWS and not (goes_on and run is runs[0]):
            continue
        left, right = min(lines[i].x0 for i in run), max(lines[i].x1 for i in run)
        first, last = _widened(lines, run[0], run[-1], left, right, _gaps(glyphs, lines, run))
        members = lines[first : last + 1]
        left, right = min(line.x0 for line in members), max(line.x1 for line in members)
        top = members[0].y - 1.1 * members[0].em
        bottom = members[-1].y + 0.5 * members[-1].em
        zones.append(_zone(left - 3, right + 3, top, bottom, rules, verticals, ruled=False))
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
    """Return by their height the gaps, however narrow, of the lines near a run that its first column shares."""
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
            elif apart > (_NEXT_ROW if len(line.text) <= _LABEL else _NEXT_LINE) or _is_prose(
                line, left, right
            ):
                break
            elif abs(index + step - kept) > 2:
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
        and len(other.text) <= 3 * _SHORT
    )


def _tables(zone: _Zone, glyphs: Sequence[Glyph], *, goes_on: bool) -> list[OpenTable]:
    """Return the tables in a zone: none where its texts are none, several where rules are of several."""
    inside = [
        glyph
        for glyph in glyphs
        if zone.top <= glyph[3] - 0.3 * glyph[4] <= zone.bottom
        and zone.left - 2 <= (glyph[1] + glyph[2]) / 2 <= zone.right + 2
    ]
    pieces = cell_pieces(inside)
    if not pieces:
        return []
    pitch = line_pitch(pieces, zone.rules)
    blocks = build_blocks(pieces, pitch, zone.rules)
    centred = _centred(blocks, pieces, pitch)
    width = zone.right - zone.left
    full = [y for y, x0, x1 in zone.rules if x1 - x0 >= _FULL_WIDTH * width]
    most = [y for y, x0, x1 in zone.rules if x1 - x0 >= _MOST_WIDTH * width]
    sections = _sections(blocks, sorted({zone.top, zone.bottom, *full}), centred)
    tables = []
    for part in _tabular_runs(sections) if zone.ruled else [sections]:
        own = _zone(
            zone.left, zone.right, part[0][0], part[-1][1], zone.rules, zone.verticals, ruled=zone.ruled
        )
        table = _of_sections(own, part, most, pitch, centred, goes_on=goes_on and not tables)
        if table is not None:
            tables.append(table)
    return tables


def _of_sections(
    zone: _Zone,
    sections: Sequence[Section],
    most: Sequence[float],
    pitch: Pitch,
    centred: bool,
    *,
    goes_on: bool,
) -> OpenTable | None:
    bands = build_bands([_parts(section, most) for section in sections])
    if not bands or not _is_table(bands, zone.ruled, goes_on):
        return None
    drawn = sorted(
        {x for _, x0, x1 in zone.rules for x in (x0, x1) if zone.left + SNAP < x < zone.right - SNAP}
        | {x for x, _, _ in zone.verticals if zone.left + SNAP < x < zone.right - SNAP}
    )
    _limit(bands, zone)
    return OpenTable(
        left=zone.left,
        right=zone.right,
        top=zone.top,
        bottom=zone.bottom,
        bands=bands,
        rules=zone.rules,
        drawn=drawn,
        pitch=pitch,
        em=median(block.em for band in bands for block in band.blocks),
        centred=centred,
        ruled=zone.ruled,
    )


def _sections(blocks: Sequence[Block], edges: Sequence[float], centred: bool) -> list[Section]:
    """Return what stands between rules over the full width, row by row."""
    result = []
    for top, bottom in pairwise(edges):
        members = [block for block in blocks if top <= block.centre - 0.3 * block.em < bottom]
        result.append((top, bottom, side_by_side(members, centred)))
    return result


def _parts(section: Section, rules: Sequence[float]) -> list[list[list[Block]]]:
    """Return the rows of a section, those together that no rule over most of the width parts."""
    top, bottom, clusters = section
    edges = sorted({top, bottom, *(y for y in rules if top < y < bottom)})
    parts: list[list[list[Block]]] = [[] for _ in edges]
    for cluster in clusters:
        height = min(block.centre - 0.3 * block.em for block in cluster)
        parts[sum(edge <= height for edge in edges) - 1].append(cluster)
    return [part for part in parts if part]


def _tabular_runs(sections: Sequence[Section]) -> list[list[Section]]:
    """Return the runs of sections that go together: text between two tables is of neither."""

    def tabular(section: Section) -> bool:
        return any(len(cluster) > 1 for cluster in section[2])

    def apart(section: Section) -> bool:
        lines = sum(len(block.pieces) for cluster in section[2] for block in cluster)
        return not tabular(section) and (len(section[2]) > 1 or lines > _PROSE_LINES)

    runs: list[list[Section]] = [[]]
    for section in sections:
        if apart(section):
            runs.append([])
        else:
            runs[-1].append(section)
    for run in runs:
        while run and not tabular(run[0]):
            del run[0]
        while run and not tabular(run[-1]):
            del run[-1]
    return [run for run in runs if run]


def _centred(blocks: Sequence[Block], pieces: Sequence[Piece], pitch: Pitch) -> bool:
    """Return whether cells are set to the middle of their rows rather than to the top."""
    middle = top = 0
    if pitch.tight:
        values = [piece for piece in pieces if is_value(piece.text)]
        for piece in pieces:
            if not is_value(piece.text):
                apart = min((abs(piece.y - value.y) for value in values), default=0.0) / piece.em
                middle += 0.3 < apart < 0.9
                top += apart <= 0.15
        return middle > 0.2 * (middle + top)
    singles = [block for block in blocks if block.first == block.last]
    for block in blocks:
        if block.last - block.first > 0.5 * block.em:
            tolerance = 0.2 * block.em
            at_middle = any(abs(one.first - block.centre) < tolerance for one in singles)
            at_top = any(abs(one.first - block.first) < tolerance for one in singles)
            middle += at_middle and not at_top
            top += at_top and not at_middle
        elif not any(
            abs(other.first - block.first) < 0.2 * block.em for other in blocks if other is not block
        ):
            middle += 1
    return middle > top


def _is_table(bands: Sequence[Band], ruled: bool, goes_on: bool) -> bool:
    """Return whether bands of texts are a table rather than running text with gaps."""
    blocks = [block for band in bands for block in band.blocks]
    short = sum(block.length <= _SHORT for block in blocks)
    values = sum(block.value for block in blocks)
    wide = [band for band in bands if len(band.columns) >= (3 if ruled or goes_on else _HEADER_CELLS)]
    rows = [cluster for band in wide for cluster in band.clusters if len(cluster) >= _ROW_PIECES]
    if goes_on:
        return len(rows) >= 1 and values >= 1
    if short < (0.5 if ruled else 0.6) * len(blocks) or len(rows) < (3 if ruled else _FEWEST_ROWS):
        return False
    if ruled:
        return values >= 3
    header = any(
        len(cluster) >= _HEADER_CELLS and not sum(block.value for block in cluster) > 1 for cluster in rows
    )
    return header and values >= 6 and _value_columns(wide) >= 2


def _value_columns(bands: Sequence[Band]) -> int:
    """Return how many columns hold little else than figures under their header."""
    count = 0
    for band in bands:
        members: dict[int, list[Block]] = {}
        for block in band.blocks:
            members.setdefault(band.column_of(block), []).append(block)
        own = 0
        for column in members.values():
            figures = sum(block.value for block in column)
            own += figures >= 2 and figures >= 0.6 * (len(column) - 1)
        count = max(count, own)
    return count


def _limit(bands: Sequence[Band], zone: _Zone) -> None:
    """Set where bands begin and end: at a rule between them, if there is one."""
    for band in bands:
        band.top, band.bottom = zone.top, zone.bottom
    for upper, lower in pairwise(bands):
        high = max(block.first for block in upper.clusters[-1])
        low = min(block.centre for block in lower.clusters[0])
        between = [rule for rule in zone.rules if high - 0.3 < rule[0] + 1 and rule[0] < low]
        if between:
            y = max(between, key=lambda rule: rule[2] - rule[1])[0]
        else:
            end = max(block.bottom for block in upper.clusters[-1])
            begin = min(block.top for block in lower.clusters[0])
            y = (end + begin) / 2 if end < begin else begin - 1
        upper.bottom = lower.top = y
