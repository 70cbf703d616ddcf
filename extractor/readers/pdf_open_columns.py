"""Columns of a table without full rulings: from the gaps that run down between its texts.

A form is several tables below each other, each with columns of its own. Blocks are taken
from the top for as long as each still stands in one column of those before it; where one
lies across a gap a new band begins. The gaps of all bands are then met by as few lines as
will do, so that columns that can be the same are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.readers.pdf_open_blocks import Block

_NARROW = 1.0
"""Ems up to which a gap may be a space inside a cell unless several rows show it."""
_TOUCH = 0.1
_MANY_COLUMNS, _FEW_ROWS = 3, 3
_SAME_LINE = 0.4
"""Ems by which blocks of one row may stand higher or lower."""

Interval = tuple[float, float]


@dataclass(slots=True)
class Band:
    """Rows below each other with the same columns: ``columns`` are the extents of their texts.

    ``clusters`` are the blocks that stand side by side. ``ranges`` says for each column
    which of the table's columns it covers (the second excluded).
    """

    columns: list[Interval]
    clusters: list[list[Block]]
    top: float = 0.0
    bottom: float = 0.0
    ranges: list[tuple[int, int]] = field(default_factory=list)

    @property
    def blocks(self) -> Iterator[Block]:
        """Yield its blocks, top to bottom."""
        return (block for cluster in self.clusters for block in cluster)

    def column_of(self, block: Block) -> int:
        """Return the index of the column *block* stands in."""
        middle = (block.x0 + block.x1) / 2
        for index, (low, high) in enumerate(self.columns):
            if low <= middle <= high:
                return index
        return min(range(len(self.columns)), key=lambda index: abs(sum(self.columns[index]) / 2 - middle))


def side_by_side(blocks: Sequence[Block], centred: bool) -> list[list[Block]]:
    """Gather the blocks that stand in one row: with their middles, or first lines, at one height."""
    clusters: list[list[Block]] = []
    height = 0.0
    for block in sorted(blocks, key=lambda block: (_key(block, centred), block.x0)):
        key = _key(block, centred)
        if clusters and key - height <= _SAME_LINE * block.em:
            clusters[-1].append(block)
        else:
            clusters.append([block])
            height = key
    return clusters


def _key(block: Block, centred: bool) -> float:
    return block.centre if centred else block.first


def build_bands(sections: Sequence[Sequence[Sequence[list[Block]]]]) -> list[Band]:
    """Return the bands of a table's rows.

    *sections* are what stands between rules over the full width, each of the parts between
    rules over most of it, each of rows: the larger the part, the rather it is kept whole.
    """
    bands: list[Band] = []
    for section in sections:
        rows = [cluster for part in section for cluster in part]
        if not rows:
            continue
        whole = _extended(bands[-1], rows) if bands else None
        if whole is not None:
            bands[-1] = whole
            continue
        begun = len(bands)
        for part in section:
            for piece in [part] if _extended(_begun(part[0]), part[1:]) else [[row] for row in part]:
                longer = _extended(bands[-1], piece) if len(bands) > begun else None
                if longer is not None:
                    bands[-1] = longer
                    continue
                fresh = _extended(_begun(piece[0]), piece[1:])
                assert fresh is not None
                bands.append(fresh)
    return bands


def _begun(cluster: list[Block]) -> Band:
    columns: list[Interval] = []
    for block in sorted(cluster, key=lambda block: block.x0):
        if columns and block.x0 < columns[-1][1] + _TOUCH * block.em:
            columns[-1] = columns[-1][0], max(columns[-1][1], block.x1)
        else:
            columns.append((block.x0, block.x1))
    return Band(columns, [cluster])


def _extended(band: Band, clusters: Sequence[list[Block]]) -> Band | None:
    """Return *band* with further rows, ``None`` where their columns do not go together."""
    for cluster in clusters:
        longer = _with_row(band, cluster)
        if longer is None:
            return None
        band = longer
    return band


def _with_row(band: Band, cluster: list[Block]) -> Band | None:
    em = cluster[0].em
    if len(cluster) > len(band.columns) + 2:
        # A header of a part with columns of its own.
        return None
    parts = sorted(
        [(low, high, True) for low, high in band.columns]
        + [(low, high, False) for low, high in _begun(cluster).columns]
    )
    groups: list[list[tuple[float, float, bool]]] = []
    reach = 0.0
    for part in parts:
        if groups and part[0] < reach + _TOUCH * em:
            groups[-1].append(part)
            reach = max(reach, part[1])
        else:
            groups.append([part])
            reach = part[1]
    for group in groups:
        for old in (True, False):
            members = [part for part in group if part[2] is old]
            for before, after in pairwise(members):
                if after[0] - before[1] >= _NARROW * em:
                    return None
                if old and _support(band, before[1], after[0]) > 1:
                    return None
    columns = [(group[0][0], max(part[1] for part in group)) for group in groups]
    return Band(columns, [*band.clusters, cluster])


def _support(band: Band, low: float, high: float) -> int:
    """Return how many rows of a band show the gap from *low* to *high* between two texts."""
    count = 0
    for cluster in band.clusters:
        left = any(low - 6 * block.em < block.x1 <= low + 0.5 for block in cluster)
        right = any(high - 0.5 <= block.x0 < high + 6 * block.em for block in cluster)
        count += left and right
    return count


def _without_spaces(band: Band, points: Sequence[float]) -> list[Interval]:
    """Return the columns of a lone row: a narrow gap in it is a space where no other row has a column end."""
    em = band.clusters[0][0].em
    columns: list[Interval] = []
    for low, high in band.columns:
        last = columns[-1][1] if columns else low
        if columns and low - last < _NARROW * em and not any(last - 1 <= x <= low + 1 for x in points):
            columns[-1] = columns[-1][0], high
        else:
            columns.append((low, high))
    return columns


def solve(bands: Sequence[Band], left: float, right: float, drawn: Sequence[float]) -> list[float]:
    """Return the column lines of a table and set the ``ranges`` of its bands.

    *drawn* are places where lines end or vertical ones stand: of the points in a gap the
    one to take.
    """
    shared = [band for band in bands if len(band.clusters) > 1]
    points = _stab(
        [_narrowed((a[1], b[0]), drawn) for band in shared for a, b in pairwise(band.columns)],
        [block for band in shared for block in band.blocks],
    )
    for band in bands:
        if len(band.clusters) == 1:
            band.columns = _without_spaces(band, [*points, *drawn])
    gaps: list[Interval] = []
    for band in bands:
        gaps += [_narrowed((before[1], after[0]), drawn) for before, after in pairwise(band.columns)]
    points = _stab(gaps, [block for band in bands for block in band.blocks])
    xs = [left, *points, right]
    for band in bands:
        _place(band, xs, drawn)
        _free_sides(band, xs)
    return xs


def _place(band: Band, xs: Sequence[float], drawn: Sequence[float]) -> None:
    """Set which of the table's columns each of a band's covers.

    Where a gap holds several lines, text takes the columns up to the middle of it; figures
    of a lone row (a total under many columns) keep to theirs and leave those between free.
    """
    lone = len(band.clusters) < _FEW_ROWS
    figures = [
        lone and any(block.value and low <= block.x0 <= high for block in band.blocks)
        for low, high in band.columns
    ]
    columns, ranges = [band.columns[0]], [(0, len(xs) - 1)]
    for index, (before, after) in enumerate(pairwise(band.columns)):
        low, high = _narrowed((before[1], after[0]), drawn)
        begin = ranges[-1][0]
        inside = [number for number, x in enumerate(xs) if low - 0.01 <= x <= high + 0.01 and number > begin]
        inside = inside or [begin + 1]
        stop = start = min(inside, key=lambda number: abs(xs[number] - (low + high) / 2))
        if figures[index]:
            stop = start = inside[0]
        if figures[index + 1]:
            start = inside[-1]
            stop = stop if figures[index] else start
        ranges[-1] = (begin, stop)
        if stop < start:
            columns.append((xs[stop], xs[start]))
            ranges.append((stop, start))
        columns.append(after)
        ranges.append((start, len(xs) - 1))
    band.columns, band.ranges = columns, ranges


def _free_sides(band: Band, xs: Sequence[float]) -> None:
    """Leave empty columns at the sides of rows of figures alone: no text of theirs reaches there."""
    if len(band.columns) < _MANY_COLUMNS or not any(block.value for block in band.blocks):
        return
    (start, stop), low = band.ranges[0], band.columns[0][0]
    first = max((index for index in range(start, stop) if xs[index] <= low), default=start)
    if first > start:
        band.columns.insert(0, (xs[start], xs[first]))
        band.ranges[0:1] = [(start, first), (first, stop)]
    (start, stop), high = band.ranges[-1], band.columns[-1][1]
    last = min((index for index in range(start + 1, stop) if xs[index] >= high), default=stop)
    if last < stop:
        band.columns.append((xs[last], xs[stop]))
        band.ranges[-1:] = [(start, last), (last, stop)]


def _narrowed(gap: Interval, drawn: Sequence[float]) -> Interval:
    low, high = gap
    inside = [x for x in drawn if low - 1 <= x <= high + 1]
    if not inside:
        return gap
    x = min(inside, key=lambda x: abs(x - (low + high) / 2))
    x = min(max(x, low), high)
    return x, x


def _stab(gaps: Sequence[Interval], blocks: Sequence[Block]) -> list[float]:
    """Return the fewest points such that one lies in each gap, each crossing as little text as can be."""
    groups: list[list[Interval]] = []
    end = float("-inf")
    for gap in sorted(gaps, key=lambda gap: gap[1]):
        if gap[0] > end + 0.5:
            groups.append([gap])
            end = gap[1]
        else:
            groups[-1].append(gap)
    points = []
    for group in groups:
        low, high = max(gap[0] for gap in group), min(gap[1] for gap in group)
        choices = [low + (high - low) * share for share in (0.5, 0.3, 0.7, 0.1, 0.9)]
        points.append(min(choices, key=lambda x: sum(block.x0 < x < block.x1 for block in blocks)))
    return points
