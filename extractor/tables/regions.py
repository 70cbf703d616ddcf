"""The regions of a grid: a header of one to three rows, and the rows it speaks for.

A row is a header by what its cells say, not by where it stands: two or more of them name
column roles that belong together, and none of them is a value. One table may hold several
regions (a budget block, then an indicator block), each with columns of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extractor.language.units import canonical
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import SURE, Heading, column_roles, heading, money_tags

RegionKind = Literal["budget", "indicator", "score", "scale", "plain"]
STAGES = frozenset(("initial", "adjusted", "budget", "received", "executed", "carryover"))
VALUES = frozenset(("target", "actual"))
POINTS = frozenset(("weight", "score"))
LABELS = frozenset(("name", "item", "level", "level1", "level2"))
LABEL_ROLES = LABELS | {None, "number"}
_NUMERIC = re.compile(
    r"[≥≤≧≦><=＞＜＝═]*\s*[-+－]?\s*[￥¥]?\s*[0-9０-９][0-9０-９,，.．\s]*(?P<tail>\D{0,8})"
)
_CALENDAR = re.compile(r"\s*(?:19|20)\d\d\s*年")
_LETTER = re.compile(
    r"栏次|行次|[A-Z①-⑳]|\d{1,2}|(?:[A-Z]|\d{1,2})\s*[=＝+\-/*×÷][A-Z\d=＝+\-/*×÷()（）%\s]+"
)
_PAIR = re.compile(r"[\u4e00-\u9fff)）][:：]\s*-?[\d０-９]")
_DEEPEST = 3
_LONGEST_HEADER = 60
_SAMPLE = 200
_GLANCE = 16


@dataclass(frozen=True, slots=True)
class Column:
    """One grid column: its role, the headings above it (top to bottom), how sure the role is.

    ``scope`` and ``source`` are what its headings say of the money in it.
    """

    index: int
    role: str | None
    headings: tuple[Heading, ...]
    sure: float = SURE
    scope: str | None = None
    source: str | None = None

    @property
    def unit(self) -> str | None:
        """The unit its headings declare, the lowest first."""
        return next((each.unit for each in reversed(self.headings) if each.unit), None)

    @property
    def points(self) -> Decimal | None:
        """The full points its headings declare (得分(20分*执行率))."""
        return next((each.points for each in reversed(self.headings) if each.points is not None), None)

    @property
    def label(self) -> str:
        """Its headings as one label, without units and letters."""
        return "".join(dict.fromkeys(each.key for each in self.headings if each.key))

    def year(self, fiscal_year: int | None) -> int | None:
        """The year its headings name, 上年 counted back from *fiscal_year*; else *fiscal_year*."""
        for each in reversed(self.headings):
            if each.year is not None:
                return each.year
            if each.offset is not None and fiscal_year is not None:
                return fiscal_year + each.offset
        return fiscal_year


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Header rows ``top`` to ``begin``, body rows ``begin`` to ``end``, and the columns.

    ``valued`` are the columns that hold values, not labels;
    ``block`` is the box that names the region at its side (项目资金（万元）), if any.
    """

    kind: RegionKind
    top: int
    begin: int
    end: int
    columns: tuple[Column, ...]
    valued: frozenset[int]
    block: Box | None = None

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


@lru_cache(maxsize=16384)
def is_value(text: str) -> bool:
    """Return whether a cell's text is a number, maybe with sign and unit: no header, no label."""
    plain = text.strip()
    match = _NUMERIC.fullmatch(plain) if len(plain) <= 30 else None
    if match is None or _CALENDAR.match(plain):
        return False
    tail = "".join(match["tail"].split())
    return not tail or canonical(tail) is not None or len(tail) == 1


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
        found.append((row, end, kind, columns, block))
        row = end
    result = []
    for place, (top, begin, kind, columns, block) in enumerate(found):
        end = found[place + 1][0] if place + 1 < len(found) else grid.height
        if block is not None and kind == "budget":
            end = min(end, max(block.bottom, begin))
        begin = _past_letters(grid, begin, end)
        result.append(_region(grid, kind, top, begin, end, columns, block))
    return result


def label_boxes(grid: Grid, region: Region, row: int) -> list[Box]:
    """Return the boxes of words in *row* that stand in no column of values, left to right."""
    return [
        box
        for box in grid.rows[row]
        if box is not region.block
        and not box.blank
        and not is_value(box.text)
        and region.valued.isdisjoint(range(box.column, box.right))
    ]


def _value_columns(grid: Grid, begin: int, end: int, columns: Sequence[Column]) -> frozenset[int]:
    """Return the columns that hold values: by their role, or by the numbers in them."""
    valued = set()
    for column in columns:
        if column.role not in LABEL_ROLES or (column.role is None and (column.scope or column.source)):
            valued.add(column.index)
        elif column.role is None or column.role == "item":
            numbers = words = 0
            for row in range(begin, min(end, begin + _SAMPLE)):
                box = grid.at(row, column.index)
                if box is not None and not box.blank:
                    numbers += is_value(box.text)
                    words += not is_value(box.text)
            if numbers > words:
                valued.add(column.index)
    return frozenset(valued)


def _region(
    grid: Grid,
    kind: RegionKind,
    top: int,
    begin: int,
    end: int,
    columns: tuple[Column, ...],
    block: Box | None,
) -> Region:
    checked = _checked(grid, begin, end, columns)
    return Region(kind, top, begin, end, checked, _value_columns(grid, begin, end, checked), block)


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
        columns = tuple(_column(grid, row, end, index, block) for index in range(grid.width))
        settled = tuple(_settled(column, "plain", frozenset()) for column in columns)
        return _region(grid, "plain", row, end, grid.height, settled, block)
    return None


def _says(key: str) -> bool:
    """Return whether a heading names a role, a scope or a source."""
    return bool(column_roles(key)[0]) or any(money_tags(key))


def _is_content(text: str) -> bool:
    """Return whether a cell is no header: a value, running text, or label and value in one."""
    return len(text) > _LONGEST_HEADER or is_value(text) or _PAIR.search(text) is not None


def _past_letters(grid: Grid, begin: int, end: int) -> int:
    """Return the first body row after a row of column letters or numbers (A B C=A-B)."""
    if begin < end:
        filled = grid.filled(begin)
        letters = [box.text.strip() for box in filled]
        if len(letters) >= 3 and all(_LETTER.fullmatch(text) for text in letters):
            numbers = [int(text) for text in letters if text.isdecimal()]
            if not numbers or numbers == list(range(numbers[0], numbers[0] + len(numbers))):
                return begin + 1
    return begin


def _header(grid: Grid, row: int) -> tuple[int, RegionKind, tuple[Column, ...], Box | None] | None:
    filled = grid.filled(row)
    if len(filled) < 2 or any(_is_content(box.text) for box in filled):
        return None
    # Before the whole row is looked at: its first cells, few of which can be without a role.
    if sum(1 for box in filled[:_GLANCE] if _says(heading(box.text).key)) < min(2, len(filled) // 2):
        return None
    end = _band_end(grid, row)
    block = _block(grid, row, end)
    columns = tuple(_column(grid, row, end, index, block) for index in range(grid.width))
    cells = [box for box in filled if box is not block]
    named = sum(1 for box in cells if any(columns[index].role or columns[index].scope or columns[index].source
                                          for index in range(box.column, box.right)))  # fmt: skip
    if 2 * named < len(cells):
        return None
    kind, roles = _kind(columns)
    if kind is None:
        return None
    if any("决算" in each.key for column in columns for each in column.headings):
        roles |= {"accounts"}
    return end, kind, tuple(_settled(column, kind, roles) for column in columns), block


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


def _column(grid: Grid, top: int, end: int, index: int, block: Box | None) -> Column:
    boxes: list[Box] = []
    for row in range(top, end):
        box = grid.at(row, index)
        if box is not None and box is not block and not box.blank and box not in boxes:
            boxes.append(box)
    headings = tuple(heading(box.text) for box in boxes)
    role: str | None = None
    sure = 0.0
    scope: str | None = None
    source: str | None = None
    for each in reversed(headings):
        if role is None:
            roles, sure = column_roles(each.key)
            role = "|".join(roles) or None
        own_scope, own_source = money_tags(each.key)
        scope, source = scope or own_scope, source or own_source
    if role == "amount" and (scope or source):
        role = None
    return Column(index, role, headings, sure, scope, source)


def _kind(columns: Sequence[Column]) -> tuple[RegionKind | None, frozenset[str]]:
    """Return what kind of region the column roles make, and all the roles there are."""
    each = [frozenset((column.role or "").split("|")) for column in _distinct(columns)]
    roles = frozenset().union(*each)
    stages = sum(1 for one in each if one & STAGES)
    tagged = sum(
        1 for column in _distinct(columns) if column.role is None and (column.scope or column.source)
    )
    labelled = bool(roles & LABELS)
    pointed = roles >= POINTS
    # 目标 and 完成情况 head goal texts too: only with a column of names are they indicators.
    named = bool(roles & {"name", "level1", "level2", "level"})
    if named and stages < 2 and (roles & VALUES or (pointed and not stages)):
        return "indicator", roles
    if stages >= 2 or (stages and ("rate" in roles or tagged >= 2)):
        return "budget", roles
    if (
        roles & {"grade"}
        and roles & {"band"}
        and len(each) - (frozenset() in each) <= 4
        and not roles & {"amount"}
    ):
        return "scale", roles
    if pointed and labelled:
        return "score", roles
    if tagged >= 3:
        return "budget", roles
    return None, roles


def _distinct(columns: Sequence[Column]) -> list[Column]:
    """Return one column for each stack of header cells: a merged header counts once."""
    seen: set[tuple[int, ...]] = set()
    result = []
    for column in columns:
        key = tuple(map(id, column.headings))
        if column.headings and key not in seen:
            seen.add(key)
            result.append(column)
    return result


_PREFERRED: dict[RegionKind, tuple[str, ...]] = {
    "indicator": ("name", "unit", "target", "actual", "weight", "score"),
    "budget": ("initial", "adjusted", "budget", "executed", "rate", "weight", "score", "item"),
    "score": ("item", "name", "weight", "score"),
    "scale": ("grade", "band"),
    "plain": (),
}


def _settled(column: Column, kind: RegionKind, roles: frozenset[str]) -> Column:
    """Return *column* with one role: of a word with several, the one this kind of region has."""
    if column.role is None:
        return column
    options = column.role.split("|")
    role = next((wanted for wanted in _PREFERRED[kind] if wanted in options), options[0])
    if kind == "budget" and role == "budget":
        role = _budget_stage(roles)
    if kind == "indicator" and role in STAGES:
        role = "other"
    return Column(column.index, role, column.headings, column.sure, column.scope, column.source)


def _budget_stage(roles: frozenset[str]) -> str:
    """Return which budget a bare 预算数 is: beside an adjusted one, or beside final accounts, the initial."""
    return "initial" if "adjusted" in roles or "accounts" in roles else "adjusted"


def _checked(grid: Grid, begin: int, end: int, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns with roles of points and money only where the body holds numbers.

    项目权重 may head the names of the blocks (项目决策2分), 年度预算数（万元） the names of
    the rows: a column of words is one of labels, whatever its header says.
    """
    result = []
    for column in columns:
        if column.role in POINTS or column.role in STAGES:
            words = numbers = 0
            seen: set[int] = set()
            for row in range(begin, min(end, begin + _SAMPLE)):
                box = grid.at(row, column.index)
                if box is None or box.blank or id(box) in seen or box.right - box.column > 2:
                    continue
                seen.add(id(box))
                if is_value(box.text):
                    numbers += 1
                elif len(box.text.strip()) > 1:
                    words += 1
            if words > numbers:
                column = Column(
                    column.index, "level", column.headings, column.sure, column.scope, column.source
                )
        result.append(column)
    return tuple(result)
