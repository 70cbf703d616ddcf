"""Ruled tables: from ruling lines to a merge grid.

A chain of small steps: lines that nearly coincide are snapped together, pieces of one
line joined, lines that meet gathered into components, and each component read as a grid
of positions between its lines. Positions with no line between them are one merged cell;
where such a region is no rectangle, the lines are unsure (:attr:`Grid.sure`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.readers.pdf_rulings import Piece, Rulings

SNAP = 2.5
"""Points within which two lines are one (double borders, sloppy producers)."""
REACH = 3.0
"""Points by which a line may fall short of the line it ends at."""
MOST_CROSSINGS = 4_000_000
MOST_POSITIONS = 400_000


@dataclass(frozen=True, slots=True)
class Region:
    """A cell as grid positions, without text."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The merge grid of one table: ``xs`` and ``ys`` are the positions of its lines.

    ``owner[row][column]`` is the index into ``regions`` of the cell covering a position.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    owner: tuple[tuple[int, ...], ...]
    sure: bool = True

    def locate(self, x: float, y: float) -> int | None:
        """Return the index of the cell at a point, ``None`` outside the table."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.owner[row][column]
        return None

    def same_sides(self, other: "Grid") -> bool:
        """Return whether two tables begin and end at the same left and right lines."""
        return abs(self.xs[0] - other.xs[0]) <= SNAP and abs(self.xs[-1] - other.xs[-1]) <= SNAP

    @property
    def area(self) -> float:
        """The area the table covers, in square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def find_grids(rulings: Rulings) -> list[Grid]:
    """Return the tables a page's ruling lines make, top to bottom.

    Boxes of a single cell, underlines, page borders and separate rules are no tables.
    """
    if len(rulings.horizontal) < 2 or len(rulings.vertical) < 2:
        return []
    horizontal = merge_pieces(rulings.horizontal)
    vertical = merge_pieces(rulings.vertical)
    if len(horizontal) * len(vertical) > MOST_CROSSINGS:
        return []
    grids = [
        grid
        for across, down in _components(horizontal, vertical)
        if (grid := _grid(across, down)) is not None and len(grid.regions) > 1
    ]
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def merge_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Snap nearly coinciding lines onto one position and join the pieces of each."""
    positions = _clusters(position for position, _, _ in pieces)
    lines: dict[float, list[tuple[float, float]]] = {}
    for position, begin, end in pieces:
        lines.setdefault(_nearest(positions, position), []).append((begin, end))
    merged: list[Piece] = []
    for position, spans in lines.items():
        spans.sort()
        begin, end = spans[0]
        for next_begin, next_end in spans[1:]:
            if next_begin <= end + REACH:
                end = max(end, next_end)
            else:
                merged.append((position, begin, end))
                begin, end = next_begin, next_end
        merged.append((position, begin, end))
    # What is shorter than the snap is a dot or the end of a thick line.
    return [piece for piece in merged if piece[2] - piece[1] > 2 * SNAP]


def _clusters(values: Iterable[float]) -> list[float]:
    """Return one position for each run of values that lie within the snap of each other."""
    clusters: list[list[float]] = []
    for value in sorted(set(values)):
        if clusters and value - clusters[-1][0] <= SNAP:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [(cluster[0] + cluster[-1]) / 2 for cluster in clusters]


def _nearest(positions: Sequence[float], value: float) -> float:
    index = bisect_right(positions, value)
    return min(positions[max(index - 1, 0) : index + 1], key=lambda position: abs(position - value))


def _components(horizontal: list[Piece], vertical: list[Piece]) -> list[tuple[list[Piece], list[Piece]]]:
    """Gather the lines that meet, directly or over others."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    meetings = [0] * len(parent)
    crossings: list[tuple[int, int]] = []
    for i, (y, x0, x1) in enumerate(horizontal):
        for j, (x, y0, y1) in enumerate(vertical, len(horizontal)):
            if x0 - REACH <= x <= x1 + REACH and y0 - REACH <= y <= y1 + REACH:
                crossings.append((i, j))
                meetings[i] += 1
                meetings[j] += 1
    # A line that meets only one other ends in the open: an underline that touches a
    # border, not a border.
    for i, j in crossings:
        if meetings[i] > 1 and meetings[j] > 1:
            parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Piece], list[Piece]]] = {}
    for item in range(len(parent)):
        if meetings[item] > 1:
            group = groups.setdefault(root(item), ([], []))
            if item < len(horizontal):
                group[0].append(horizontal[item])
            else:
                group[1].append(vertical[item - len(horizontal)])
    return [group for group in groups.values() if len(group[0]) >= 2 and len(group[1]) >= 2]


def _grid(horizontal: list[Piece], vertical: list[Piece]) -> Grid | None:
    xs, ys = _clusters(x for x, _, _ in vertical), _clusters(y for y, _, _ in horizontal)
    xs = _open_sides(xs, horizontal)
    ys = _open_sides(ys, vertical)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > MOST_POSITIONS:
        return None
    return grid_of_walls(xs, ys, _walls(xs, ys, vertical), _walls(ys, xs, horizontal))


def grid_of_walls(
    xs: Sequence[float], ys: Sequence[float], down: list[list[bool]], across: list[list[bool]]
) -> Grid:
    """Return the grid of lines at *xs* and *ys*.

    ``down[x][row]`` and ``across[y][column]`` say whether a line is drawn beside that position.
    """
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = [[-1] * columns for _ in range(rows)]
    regions: list[Region] = []
    sure = True
    for row in range(rows):
        for column in range(columns):
            if owner[row][column] >= 0:
                continue
            members = _flood(row, column, owner, down, across, len(regions))
            top, bottom = min(r for r, _ in members), max(r for r, _ in members)
            left, right = min(c for _, c in members), max(c for _, c in members)
            if (bottom - top + 1) * (right - left + 1) != len(members):
                sure = False
            regions.append(Region(top, left, bottom - top + 1, right - left + 1))
    return Grid(tuple(xs), tuple(ys), tuple(regions), tuple(map(tuple, owner)), sure)


def _open_sides(positions: list[float], crossing: list[Piece]) -> list[float]:
    """Add the outer side of a table drawn without it, where the crossing lines jut out alike."""
    low = [begin for _, begin, _ in crossing if begin < positions[0] - 2 * REACH]
    high = [end for _, _, end in crossing if end > positions[-1] + 2 * REACH]
    result = list(positions)
    if len(low) > 1 and max(low) - min(low) <= 2 * SNAP:
        result.insert(0, min(low))
    if len(high) > 1 and max(high) - min(high) <= 2 * SNAP:
        result.append(max(high))
    return result


def _walls(positions: list[float], breaks: list[float], pieces: list[Piece]) -> list[list[bool]]:
    """Return for each line position whether it is drawn between each pair of *breaks*."""
    walls = [[False] * (len(breaks) - 1) for _ in positions]
    centres = [(low + high) / 2 for low, high in pairwise(breaks)]
    for position, begin, end in pieces:
        drawn = walls[positions.index(_nearest(positions, position))]
        for index, centre in enumerate(centres):
            if begin <= centre <= end:
                drawn[index] = True
    return walls


def _flood(
    row: int, column: int, owner: list[list[int]], down: list[list[bool]], across: list[list[bool]], mark: int
) -> list[tuple[int, int]]:
    """Mark and return the positions reachable from one without passing a line."""
    rows, columns = len(owner), len(owner[0])
    owner[row][column] = mark
    members = [(row, column)]
    for r, c in members:
        for next_r, next_c, wall in (
            (r - 1, c, r > 0 and across[r][c]),
            (r + 1, c, r + 1 < rows and across[r + 1][c]),
            (r, c - 1, c > 0 and down[c][r]),
            (r, c + 1, c + 1 < columns and down[c + 1][r]),
        ):
            if not wall and 0 <= next_r < rows and 0 <= next_c < columns and owner[next_r][next_c] < 0:
                owner[next_r][next_c] = mark
                members.append((next_r, next_c))
    return members


def grid_of_boxes(boxes: Sequence[tuple[float, float, float, float]]) -> Grid | None:
    """Return the grid of cells given as ``(x0, y0, x1, y1)`` boxes (another finder's answer)."""
    xs = _clusters(x for box in boxes for x in (box[0], box[2]))
    ys = _clusters(y for box in boxes for y in (box[1], box[3]))
    if len(boxes) < 2 or len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MOST_POSITIONS:
        return None
    owner = [[-1] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    regions: list[Region] = []
    for x0, y0, x1, y1 in boxes:
        left, right = xs.index(_nearest(xs, x0)), xs.index(_nearest(xs, x1))
        top, bottom = ys.index(_nearest(ys, y0)), ys.index(_nearest(ys, y1))
        if (
            right <= left
            or bottom <= top
            or any(owner[r][c] >= 0 for r in range(top, bottom) for c in range(left, right))
        ):
            continue
        for r in range(top, bottom):
            for c in range(left, right):
                owner[r][c] = len(regions)
        regions.append(Region(top, left, bottom - top, right - left))
    for r, line in enumerate(owner):
        for c, mark in enumerate(line):
            if mark < 0:
                line[c] = len(regions)
                regions.append(Region(r, c, 1, 1))
    return Grid(tuple(xs), tuple(ys), tuple(regions), tuple(map(tuple, owner)))


def align(parts: Sequence[Grid]) -> list[Grid]:
    """Return the parts of one table over the columns of all of them."""
    xs = _clusters(x for part in parts for x in part.xs)
    if all(len(part.xs) == len(xs) for part in parts):
        return list(parts)
    aligned = []
    for part in parts:
        places = [xs.index(_nearest(xs, x)) for x in part.xs]
        if len(set(places)) < len(places):
            return list(parts)
        regions = tuple(
            Region(
                region.row,
                places[region.column],
                region.row_span,
                places[region.column + region.column_span] - places[region.column],
            )
            for region in part.regions
        )
        owner = tuple(
            tuple(mark for column, mark in enumerate(row) for _ in range(places[column], places[column + 1]))
            for row in part.owner
        )
        aligned.append(Grid(tuple(xs), part.ys, regions, owner, part.sure))
    return aligned
