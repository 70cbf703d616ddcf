"""Tables that are not fully ruled: a zone of the page whose texts stand in columns.

A zone is where rules of one length lie over each other or where several lines show
several texts side by side. Running text is never one: what is found must have a row of
short texts, further rows under it that share its columns, and figures among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.readers.pdf_lines import Line, Piece
from extractor.readers.pdf_open_blocks import Block, Pitch, build_blocks, cell_pieces, is_value, line_pitch
from extractor.readers.pdf_open_columns import Band, build_bands, side_by_side
from extractor.readers.pdf_open_zones import (
    FEWEST_ROWS,
    ROW_PIECES,
    Zone,
    make_zone,
    may_hold_tables,
    ruled_zones,
    unruled_zones,
)
from extractor.readers.pdf_page import Glyph
from extractor.readers.pdf_rulings import Piece as Rule
from extractor.readers.pdf_rulings import Rulings
from extractor.readers.pdf_tables import SNAP, merge_pieces

_HEADER_CELLS = 4
_SHORT = 14
_FULL_WIDTH, _MOST_WIDTH = 0.95, 0.5
_PROSE_LINES = 8
_MOST_PIECES = 3_000
"""Texts in a zone past which it is a drawing (a chart, a map) rather than a form."""


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

    @property
    def most_columns(self) -> int:
        """How many texts stand side by side in its widest part."""
        return max(len(band.columns) for band in self.bands)


Section = tuple[float, float, list[list[Block]]]
"""What stands between two heights, row by row."""


def find_open_tables(
    glyphs: Sequence[Glyph], lines: Sequence[Line], rulings: Rulings, *, goes_on: bool = False
) -> list[OpenTable]:
    """Return the tables among *lines*, top to bottom; *goes_on*: one is cut by the page break before."""
    rules = merge_pieces(rulings.horizontal)
    tables: list[OpenTable] = []
    rest = list(lines)
    for zone in ruled_zones(rules, rulings.vertical):
        for table in _tables(zone, glyphs, goes_on=goes_on and not tables):
            tables.append(table)
            rest = [line for line in rest if not table.top <= line.y <= table.bottom]
    if may_hold_tables(rest) or (goes_on and not tables):
        for zone in unruled_zones(rest, glyphs, rules, rulings.vertical, goes_on=goes_on):
            if any(zone.top < table.bottom and table.top < zone.bottom for table in tables):
                continue
            tables += _tables(zone, glyphs, goes_on=goes_on and not tables)
    return sorted(tables, key=lambda table: table.top)


def _tables(zone: Zone, glyphs: Sequence[Glyph], *, goes_on: bool) -> list[OpenTable]:
    """Return the tables in a zone: none where its texts are none, several where rules are of several."""
    inside = [
        glyph
        for glyph in glyphs
        if zone.top <= glyph[3] - 0.3 * glyph[4] <= zone.bottom
        and zone.left - 2 <= (glyph[1] + glyph[2]) / 2 <= zone.right + 2
    ]
    pieces = cell_pieces(inside)
    if not 0 < len(pieces) <= _MOST_PIECES:
        return []
    pitch = line_pitch(pieces, zone.rules)
    blocks = build_blocks(pieces, pitch, zone.rules)
    centred = _centred(blocks, pieces, pitch)
    width = zone.right - zone.left
    full = [y for y, x0, x1 in zone.rules if x1 - x0 >= _FULL_WIDTH * width]
    most = [y for y, x0, x1 in zone.rules if x1 - x0 >= _MOST_WIDTH * width]
    sections = _sections(blocks, sorted({zone.top, zone.bottom, *full}), centred)
    tables: list[OpenTable] = []
    for part in _tabular_runs(sections) if zone.ruled else [sections]:
        own = make_zone(
            zone.left, zone.right, part[0][0], part[-1][1], zone.rules, zone.verticals, ruled=zone.ruled
        )
        table = _of_sections(own, part, most, pitch, centred, goes_on=goes_on and not tables)
        if table is not None:
            tables.append(table)
    return tables


def _of_sections(
    zone: Zone,
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
    rows = [cluster for band in wide for cluster in band.clusters if len(cluster) >= ROW_PIECES]
    if goes_on:
        return len(rows) >= 1 and values >= 1
    if short < (0.5 if ruled else 0.6) * len(blocks) or len(rows) < (3 if ruled else FEWEST_ROWS):
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


def _limit(bands: Sequence[Band], zone: Zone) -> None:
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
