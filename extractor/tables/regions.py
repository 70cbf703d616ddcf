"""The regions of a grid: a header of one to three rows, and the rows it speaks for.

A row is a header by what its cells say, not by where it stands: two or more of them name
column roles that belong together, and none of them is a value. One table may hold several
regions (a budget block, then an indicator block), each with columns of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from extractor.tables.columns import (
    POINTS,
    STAGES,
    VALUES,
    Column,
    RegionKind,
    checked,
    is_period,
    is_value,
    kind_of,
    read_column,
    settled,
    value_columns,
    with_rate,
    with_values,
)
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import (
    SURE,
    column_roles,
    heading,
    is_task_heading,
    is_total,
    label_role,
    money_tags,
    names_money,
)

_LETTER = re.compile(
    r"栏次|行次|列次|[A-Z①-⑳甲乙丙丁戊己庚辛壬癸]|\d{1,2}|[（(](?:[A-Z]|\d{1,2})[)）]|(?:[A-Z]|\d{1,2})\s*[=＝+\-/*×÷][A-Z\d=＝+\-/*×÷()（）%\s]+"
)
_PAIR = re.compile(r"[\u4e00-\u9fff)）][:：]\s*-?[\d０-９]")
_IDENTITY = ("project", "organization", "supervisor")
_DEEPEST = 3
_LONGEST_HEADER = 60
_GLANCE = 16
_SIDES = {"budget": ("item", STAGES), "indicator": ("name", VALUES)}


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Header rows ``top`` to ``begin``, body rows ``begin`` to ``end``, and the columns.

    ``valued`` are the columns that hold values, not labels;
    ``block`` is the box that names the region at its side (项目资金（万元）), if any;
    ``caption`` the words of a row of one cell right above the header (年度支出情况).
    """

    kind: RegionKind
    top: int
    begin: int
    end: int
    columns: tuple[Column, ...]
    valued: frozenset[int]
    block: Box | None = None
    caption: str = ""

    @property
    def tasks(self) -> bool:
        """Whether the rows are tasks or sub-projects, whose names may hold words of money."""
        headings = (each for column in self.columns for each in column.headings)
        return any(is_task_heading(each.key) for each in headings)

    def cut(self, end: int) -> "Region":
        """Return the region with no row at or beyond *end*."""
        return replace(self, end=min(self.end, end), begin=min(self.begin, end))

    def of(self, *roles: str) -> list[Column]:
        """Return the columns that have one of *roles*, left to right."""
        return [column for column in self.columns if column.role in roles]

    @property
    def unit(self) -> str | None:
        """The money unit that the block's name or a label column's header declares for all of it."""
        headings = [heading(self.block.text)] if self.block is not None else []
        headings += [
            each for column in self.columns if column.index not in self.valued for each in column.headings
        ]
        return next((each.unit for each in headings if each.unit), None)

    def first(self, *roles: str) -> Column | None:
        """Return the first column that has one of *roles*, the roles tried in order."""
        for role in roles:
            for column in self.columns:
                if column.role == role:
                    return column
        return None


def regions(grid: Grid) -> list[Region]:
    """Return the regions of *grid*, top to bottom; rows above the first belong to none."""
    found: list[tuple[int, int, RegionKind, tuple[Column, ...], Box | None]] = []
    row = 0
    while row < grid.height:
        header = _header(grid, row)
        if header is None:
            row += 1
            continue
        end, kind, columns, block = header
        found.append((_band_top(grid, row, end), end, kind, columns, block))
        row = end
    result = []
    for place, (top, begin, kind, columns, block) in enumerate(found):
        end = found[place + 1][0] if place + 1 < len(found) else grid.height
        if block is not None and kind == "budget":
            end = min(end, max(block.bottom, begin))
        begin = _past_letters(grid, begin, end)
        above = _begins_above(grid, top, columns) if kind == "indicator" and not place else top
        if above < top:
            result.append(_region(grid, kind, above, above, top, columns, None))
        for part in _side_by_side(columns, kind):
            result.append(_region(grid, kind, top, begin, end, part, block))
    return result


def _begins_above(grid: Grid, top: int, columns: Sequence[Column]) -> int:
    """Return the first of the rows above a header that are filled like the rows below one."""
    values = [column.index for column in columns if column.role in VALUES]
    scores = [column.index for column in columns if column.role in POINTS]
    row = top
    while row and values and scores:
        cells = [grid.at(row - 1, index) for index in (*values, *scores)]
        if len({id(cell) for cell in cells}) < len(cells):
            break
        if not all(cell is not None and is_value(cell.text) for cell in cells[len(values) :]):
            break
        row -= 1
    return row


def _side_by_side(columns: tuple[Column, ...], kind: RegionKind) -> list[tuple[Column, ...]]:
    """Return the columns cut where a second column of labels begins beside the first block's values.

    收入 and 支出 stand side by side in one table, each with a column of items of its own;
    so may two blocks of indicators.
    """
    label, values = _SIDES.get(kind, ("", STAGES))
    cuts = [0]
    for place in range(1, len(columns)):
        before = columns[cuts[-1] : place]
        if (
            columns[place].role == label
            and columns[place - 1].role != label
            and any(each.role == label for each in before)
            and any(each.role in values for each in before)
        ):
            cuts.append(place)
    ends = [*cuts[1:], len(columns)]
    return [columns[begin:end] for begin, end in zip(cuts, ends, strict=True)]


def label_boxes(grid: Grid, region: Region, row: int) -> list[Box]:
    """Return the boxes of words in *row* that stand in no column of values, left to right.

    Words behind all values (执行率偏低原因, 备注) name a row only where no others do, and no
    merged cell names the block (资金情况（万元）).
    """
    found = [
        box
        for box in grid.rows[row]
        if box is not region.block
        and not box.blank
        and not is_value(box.text)
        and region.columns[0].index <= box.column <= region.columns[-1].index
        and region.valued.isdisjoint(range(box.column, box.right))
    ]
    last = max(region.valued, default=region.columns[-1].index)
    return [box for box in found if box.column < last] or ([] if region.block is not None else found)


def _region(
    grid: Grid,
    kind: RegionKind,
    top: int,
    begin: int,
    end: int,
    columns: tuple[Column, ...],
    block: Box | None,
) -> Region:
    held = checked(grid, begin, end, columns)
    if kind == "indicator":
        held = with_values(grid, begin, end, held)
    return Region(
        kind, top, begin, end, held, value_columns(grid, begin, end, held), block, _caption(grid, top)
    )


def _caption(grid: Grid, top: int) -> str:
    """Return the words of the row above a header that is one cell over the whole width."""
    above = grid.rows[top - 1] if top else ()
    return heading(above[0].text).key if len(above) == 1 and above[0].row == top - 1 else ""


def plain_region(grid: Grid) -> Region | None:
    """Return a table of unknown headers as one region, ``None`` where its first row is no header.

    Such a table is read only for what needs no vocabulary: a total row and its parts.
    """
    for row in range(min(grid.height - 1, 4)):
        filled = grid.filled(row)
        if len(filled) < 2 or any(_is_content(box.text) for box in filled):
            continue
        end = _band_end(grid, row)
        block = _block(grid, row, end)
        columns = tuple(read_column(grid, row, end, index, block) for index in range(grid.width))
        plain = tuple(settled(column, "plain", frozenset()) for column in columns)
        return _region(grid, "plain", row, end, grid.height, plain, block)
    return None


@lru_cache(maxsize=16384)
def _says(key: str) -> bool:
    """Return whether a heading names a role, a scope, a source or a part of the year."""
    return bool(column_roles(key)[0]) or any(money_tags(key)) or is_period(key)


def _is_content(text: str) -> bool:
    """Return whether a cell is no header: a value, running text, or label and value in one."""
    return len(text) > _LONGEST_HEADER or is_value(text) or _PAIR.search(text) is not None


def _past_letters(grid: Grid, begin: int, end: int) -> int:
    """Return the first body row after the rows of column letters or numbers (A B C=A-B; 1 2 3)."""
    while begin < end:
        letters = [text for box in grid.filled(begin) if (text := box.text.strip()).strip("-—－/／")]
        if len(letters) < 3 or not all(_LETTER.fullmatch(text) for text in letters):
            break
        numbers = [int(text) for each in letters if (text := each.strip("（()）")).isdecimal()]
        if numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            break
        begin += 1
    return begin


def _header(grid: Grid, row: int) -> tuple[int, RegionKind, tuple[Column, ...], Box | None] | None:
    filled = grid.filled(row)
    if len(filled) < 2 or any(_is_content(box.text) for box in filled):
        return None
    if _is_identity(filled):
        return None
    # Before the whole row is looked at: its first cells, few of which can be without a role.
    if sum(1 for box in filled[:_GLANCE] if _says(heading(box.text).key)) < min(2, len(filled) // 2):
        return None
    end = _band_end(grid, row)
    block = _block(grid, row, end)
    top = _band_top(grid, row, end)
    columns = tuple(read_column(grid, top, end, index, block) for index in range(grid.width))
    cells = [box for box in filled if box is not block]
    named = sum(1 for box in cells if any(columns[index].role or columns[index].scope or columns[index].source
                                          for index in range(box.column, box.right)))  # fmt: skip
    periods = _has_periods(grid, end, columns)
    if 2 * named < len(cells) and not periods:
        return None
    kind, roles = kind_of(columns)
    if kind is None and periods:
        kind, columns = "budget", tuple(map(_periodic, columns))
    if kind is None:
        return None
    if any("决算" in each.key for column in columns for each in column.headings):
        roles |= {"accounts"}
    if any("调整后" in each.key or "最终" in each.key for column in columns for each in column.headings):
        roles |= {"final"}
    columns = tuple(settled(column, kind, roles) for column in columns)
    return end, kind, with_rate(columns) if kind == "budget" else columns, block


def _has_periods(grid: Grid, begin: int, columns: Sequence[Column]) -> bool:
    """Return whether parts of the year head the columns of amounts whose stages begin the rows."""
    periods = sum(column.periodic for column in columns)
    rows = [grid.filled(row) for row in range(begin, min(begin + _DEEPEST, grid.height))]
    staged = [row for row in rows if row and not STAGES.isdisjoint(column_roles(heading(row[0].text).key)[0])]
    return periods > 1 and len(staged) > 1


def _periodic(column: Column) -> Column:
    """Return a column of amounts of a part of the year as one of a part of the money."""
    whole = any(is_total(each.key) for each in column.headings)
    return replace(column, scope="other" if column.periodic else "total" if whole else column.scope)


def _is_identity(filled: Sequence[Box]) -> bool:
    """Return whether a row holds labels beside their values (项目名称 | 某某 | 实施单位 | 某某)."""
    headings = [heading(box.text) for box in filled]
    if len(filled) == 2 and not _says(headings[1].key):
        return True
    # A project's name may hold words of money (2024年中央财政林业改革发展资金): only a header word counts.
    return any(
        label_role(label.key) in _IDENTITY
        and column_roles(value.key)[1] < SURE
        and label_role(value.key) is None
        and not (any(money_tags(value.key)) and names_money(value.key))
        for label, value in pairwise(headings)
    )


def _band_top(grid: Grid, row: int, end: int) -> int:
    """Return the row where the header that *row* is part of begins: a merged cell of it may start above."""
    starts = [box.row for box in grid.rows[row] if box.bottom == end and _says(heading(box.text).key)]
    top = min(starts, default=row)
    return top if row - _DEEPEST < top < row else row


def _band_end(grid: Grid, row: int) -> int:
    """Return the row after the header that begins in *row*: further rows only split its merged cells."""
    end = row + 1
    while end < min(grid.height, row + _DEEPEST):
        starting = [box for box in grid.filled(end) if box.row == end]
        if not starting or any(is_value(box.text) or len(box.text) > 30 for box in starting):
            return end
        for box in starting:
            above = grid.at(end - 1, box.column)
            if above is None or above.blank or above.right - above.column < 2 or box.right > above.right:
                return end
        if not any(_says(heading(box.text).key) for box in starting):
            return end
        if not any(box.row < end < box.bottom for box in grid.rows[end]) and len(starting) < 2:
            return end
        end += 1
    return end


def _block(grid: Grid, row: int, end: int) -> Box | None:
    """Return the box at the left that runs on below the header: the name of the whole block."""
    if not grid.rows[row]:
        return None
    box = grid.rows[row][0]
    return box if box.bottom > end and not box.blank else None
