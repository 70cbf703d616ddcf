"""Tables cut by page breaks, put together again as one grid.

A repeated header is left out, a label whose merged cell was cut goes on below, and a row
whose text was cut in the middle is one row again. Every cell keeps its own place: the
evidence of a joined box is that of its pieces.
"""

import re
from collections.abc import Sequence

from extractor.document import Table
from extractor.tables.columns import is_value
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import heading, is_score_total, is_total, levels_of

_LONGEST_HEADER = 3
_OWN_START = re.compile(r"\s*(?:指标\s*\d*\s*[：:]|[.…·]{2,}|其中|★|☆)")


def continues(previous: Table, following: Table) -> bool:
    """Return whether *following* may be *previous* carried on: the next page, the same columns."""
    return (
        bool(previous.pages)
        and bool(following.pages)
        and following.pages[0] > previous.pages[-1]
        and previous.column_count == following.column_count
        and following.parent is None
    )


def stitch(tables: Sequence[Table]) -> Grid:
    """Return *tables*, each carrying on the one before it, as one grid."""
    grid = Grid.of(tables[:1])
    for table in tables[1:]:
        grid = _joined(grid, table)
    return grid


def _joined(grid: Grid, table: Table) -> Grid:
    further = Grid.of([table])
    skip = _repeated(grid, further)
    rows = list(grid.rows)
    if skip >= further.height or not rows:
        return Grid.made(rows, grid.width, [*grid.tables, table.index])
    first, last = further.rows[skip], rows[-1]
    pairs = _counterparts(last, first)
    cut = _is_cut(first, pairs)
    top = len(rows) - (1 if cut else 0)
    replaced: dict[int, Box] = {}
    for above, below in pairs:
        joined = _carried_on(above, below, cut)
        if joined is not None:
            bottom = top + below.bottom - skip
            pieces = above.pieces if below.blank else above.pieces + below.pieces
            box = Box(joined, above.row, above.column, max(above.bottom, bottom), above.right, pieces)
            replaced[id(above)] = replaced[id(below)] = box
    for index in range(min((box.row for box, _ in pairs), default=len(rows)), len(rows)):
        rows[index] = tuple(replaced.get(id(box), box) for box in rows[index])
    moved: dict[int, Box] = {}
    for line in further.rows[skip + (1 if cut else 0) :]:
        rows.append(tuple(replaced.get(id(box)) or _moved(box, top - skip, moved) for box in line))
    return Grid.made(rows, grid.width, [*grid.tables, table.index])


def _moved(box: Box, by: int, moved: dict[int, Box]) -> Box:
    known = moved.get(id(box))
    if known is None:
        known = Box(box.text, max(0, box.row + by), box.column, box.bottom + by, box.right, box.pieces)
        moved[id(box)] = known
    return known


def _repeated(grid: Grid, further: Grid) -> int:
    """Return how many rows at the top of *further* repeat a header of *grid*."""
    known = {_texts(row) for row in grid.rows}
    count = 0
    for row in further.rows[:_LONGEST_HEADER]:
        texts = _texts(row)
        if len(texts) < 3 or texts not in known or any(is_value(text) for text in texts):
            break
        count += 1
    return count


def _texts(row: Sequence[Box]) -> tuple[str, ...]:
    return tuple("".join(box.text.split()) for box in row if not box.blank)


def _counterparts(last: Sequence[Box], first: Sequence[Box]) -> list[tuple[Box, Box]]:
    by_place = {(box.column, box.right): box for box in last}
    return [(by_place[place], box) for box in first if (place := (box.column, box.right)) in by_place]


def _is_cut(first: Sequence[Box], pairs: Sequence[tuple[Box, Box]]) -> bool:
    """Return whether *first* is the rest of the row above: words go on, the values are above."""
    going_on = [(above, below) for above, below in pairs if not below.blank]
    if not going_on or len(pairs) < len(first):
        return False
    if not any(is_value(above.text) and below.blank for above, below in pairs):
        return False
    return all(not above.blank and not _stands_alone(above, below) for above, below in going_on)


def _stands_alone(above: Box, below: Box) -> bool:
    """Return whether a box at the top of a page begins something of its own."""
    key = heading(below.text).key
    if levels_of(key) is not None and levels_of(heading(above.text).key) is not None:
        return True
    return (
        is_value(below.text)
        or is_total(key)
        or is_score_total(key)
        or _OWN_START.match(below.text) is not None
    )


def _carried_on(above: Box, below: Box, cut: bool) -> str | None:
    """Return the text of a box carried on over the break, ``None`` where *below* is a new one."""
    tall = above.bottom - above.row > 1 or below.bottom - below.row > 1
    if cut:
        return above.text + below.text if not below.blank else above.text
    if not tall or above.blank or is_value(above.text):
        return None
    if below.blank:
        return above.text
    joined = above.text + below.text
    only_remark = not heading(below.text).key
    completes = levels_of(heading(joined).key) and not levels_of(heading(above.text).key)
    return joined if only_remark or completes else None
