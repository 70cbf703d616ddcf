"""Sums and shares that a table states: a total row or column over its parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractor.language.lexicon import load
from extractor.language.units import canonical
from extractor.records import Composition, Quantity, Share, Term
from extractor.tables.columns import STAGES, Column, is_value
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import Heading, heading, is_subtotal, is_total, money_tags
from extractor.tables.marks import Marks
from extractor.tables.regions import Region, label_boxes

_NOT_ADDITIVE = re.compile(
    r"率|比|均|单价|标准|得分|分值|权重|评分|增长|增减|同期|年份|序号|编号|时间|日期|年限|等级|排名|电话|面积占|进度|每|价格|系数|满意度|累计"
)
_STYLES = (
    re.compile(r"[一二三四五六七八九十]"),
    re.compile(r"\([一二三四五六七八九十]"),
    re.compile(r"\d"),
    re.compile(r"\(\d|[①-⑳]"),
)
_PLAIN = len(_STYLES)
_REST = re.compile(r"其[他它]")
_BOTH = frozenset(("basic", "project"))


@dataclass(slots=True)
class Line:
    """One body row as a line of a sum: its label and how deep it lies under the total.

    ``depth`` 0 is a total; ``None`` where the layout leaves open whose part it is.
    """

    index: int
    label: Heading
    box: Box
    scope: str | None
    source: str | None
    depth: int | None = 1
    parent: "Line | None" = None

    @property
    def tags(self) -> set[str]:
        """Scope and source, as far as the label says them."""
        return {tag for tag in (self.scope, self.source) if tag}

    @property
    def total(self) -> bool:
        """Whether the line sums up all the others."""
        return is_total(self.label.key)


def compositions(grid: Grid, region: Region, default: str | None, marks: Marks) -> list[Composition]:
    """Return what the total, subtotal and 其中 rows of *region* say, one a numeric column.

    *default* is the money unit for amounts without one of their own. A sum whose parts
    the layout leaves open is not stated.
    """
    lines = _lines(grid, region)
    groups = list(_groups(lines))
    found = []
    for column in _additive(grid, region):
        for whole, parts, exhaustive in groups:
            made = _composition(grid, column, whole, parts, exhaustive, _unit(region, column, default), marks)
            if made is not None:
                found.append(made)
    return found + list(_across(grid, region, lines, default, marks))


def _unit(region: Region, column: Column, default: str | None) -> str | None:
    """Return the unit of a column's bare numbers; the money unit only where it holds money."""
    if column.unit or column.role in STAGES or column.role in ("amount", "difference"):
        return column.unit or region.unit or default
    return region.unit or default if region.kind == "budget" else None


def _lines(grid: Grid, region: Region) -> list[Line]:
    lines: list[Line] = []
    for index in range(region.begin, region.end):
        boxes = [box for box in label_boxes(grid, region, index) if box.row == index]
        if not boxes:
            continue
        box = boxes[-1]
        label = heading(box.text)
        if label.key and len(label.key) <= 40:
            lines.append(Line(index, label, box, *money_tags(label.key)))
    _set_depths(lines)
    return lines


def _set_depths(lines: list[Line]) -> None:
    """Work out how deep each line lies, by 其中, numbering and the vocabulary of money."""
    styles: list[int] = []
    opened: Line | None = None
    previous: Line | None = None
    above: dict[str, Line] = {}
    numbered: dict[int, Line] = {}
    for line in lines:
        if line.total:
            line.depth, opened, previous, styles, above = 0, None, line, [], {}
            numbered = {}
            continue
        line.parent = _parent(line, above)
        style = _style(line.label.numbering)
        if line.label.nested:
            outer = previous.depth if previous is not None else 0
            line.depth = None if outer is None else outer + 1
            opened = line if previous is not None and previous.depth else None
        elif opened is not None and style == _PLAIN:
            # Behind "其中：甲" stands "乙": beside 甲, or beside a row above 甲?
            line.depth = _beside(line, opened)
            if line.depth is not None and line.depth < (opened.depth or 0):
                opened = None
        elif line.parent is not None:
            line.depth = None if line.parent.depth is None else line.parent.depth + 1
            opened = None
        elif style in styles:
            line.depth, opened = 1 + styles.index(style), None
            del styles[line.depth :]
        elif styles and style == _PLAIN:
            # An unnumbered row behind numbered ones: one of them, or part of the last?
            line.depth = None
        else:
            styles.append(style)
            line.depth, opened = len(styles), None
        if line.depth is not None and _other_split(line, numbered.get(line.depth - 1)):
            # （二）其他资金, then 1.人员经费: numbered below it, but the whole split another way.
            line.depth = None
        if line.depth is not None:
            numbered[line.depth] = line
        for tag in line.tags:
            above[tag] = line
        previous = line


def _other_split(line: Line, outer: Line | None) -> bool:
    """Return whether a line splits the money by scope below one that splits it by source, or the reverse."""
    if outer is None or outer.total or line.label.nested:
        return False
    by_source = outer.source is not None and outer.scope is None
    by_scope = outer.scope is not None and outer.source is None
    return (by_source and line.scope is not None and line.source is None) or (
        by_scope and line.source is not None and line.scope is None and line.parent is None
    )


@cache
def _containers() -> dict[str, tuple[str, ...]]:
    """Return, for each scope and source, those it is a part of."""
    found: dict[str, list[str]] = {}
    for container, children in load("tables")["rows"]["children"].items():
        for child in children:
            found.setdefault(child, []).append(container)
    return {child: tuple(containers) for child, containers in found.items()}


def _parent(line: Line, above: dict[str, Line]) -> Line | None:
    """Return the nearest line above whose money is known to contain this line's."""
    candidates = [above[c] for tag in line.tags for c in _containers().get(tag, ()) if c in above]
    if line.scope is None:
        candidates = [each for each in candidates if each.scope is None]
    return max(candidates, key=lambda each: each.index, default=None)


def _style(numbering: str) -> int:
    """Return which kind of list label a row has."""
    return next((n for n, each in enumerate(_STYLES) if numbering and each.match(numbering)), _PLAIN)


def _beside(line: Line, opened: Line) -> int | None:
    """Return the depth of *line* below an open 其中, ``None`` where the words leave it open."""
    if not line.tags or opened.depth is None:
        return None
    if line.tags == opened.tags:
        return opened.depth
    container = opened.parent
    if container is None:
        return None
    return opened.depth if line.parent is container else container.depth


def _groups(lines: Sequence[Line]) -> Iterator[tuple[Line, list[Line], bool]]:
    """Yield (total, parts, exhaustive) of every sum the rows state."""
    totals = [place for place, line in enumerate(lines) if line.depth == 0]
    for number, place in enumerate(totals):
        whole = lines[place]
        stop = totals[number + 1] if number + 1 < len(totals) else len(lines)
        below = lines[place + 1 : stop]
        above = lines[totals[number - 1] + 1 if number else 0 : place]
        for group in (below,) if below and (number or not above) else (above,):
            subtotals = [line for line in group if is_subtotal(line.label.key)]
            if subtotals:
                # Rows behind the last subtotal stand beside it: 在职小计、退休, 合计.
                rest = group[group.index(subtotals[-1]) + 1 :]
                if all(line.depth is not None for line in rest):
                    yield whole, [*subtotals, *(line for line in rest if line.depth == 1)], True
            elif group and all(line.depth is not None for line in group):
                parts = [line for line in group if line.depth == 1]
                yield whole, parts, _exhaustive(parts)
    start = 0
    for place, line in enumerate(lines):
        if line.depth == 0:
            start = place + 1
        elif is_subtotal(line.label.key):
            group = [each for each in lines[start:place] if each.depth == 1]
            if group:
                yield line, group, True
            start = place + 1
        elif line.depth is not None:
            inner = []
            for each in lines[place + 1 :]:
                if each.depth is None or each.depth <= line.depth:
                    break
                if each.depth == line.depth + 1:
                    inner.append(each)
            if inner and place + 1 + len(inner) <= len(lines):
                yield line, inner, False


def _exhaustive(parts: Sequence[Line]) -> bool:
    """Return whether parts are all there are: not a 其中 list, or one with a remainder row."""
    if not any(line.label.nested for line in parts):
        return True
    return any(_REST.search(line.label.key) for line in parts) or {line.scope for line in parts} >= _BOTH


def _additive(grid: Grid, region: Region) -> Iterator[Column]:
    seen: set[int] = set()
    for column in region.columns:
        if column.role in (
            "number",
            "rate",
            "share",
            "difference",
            "weight",
            "score",
            "band",
            "grade",
            "unit",
            "completion",
        ):
            continue
        if column.unit == "%" or _NOT_ADDITIVE.search(column.label):
            continue
        boxes = [grid.at(index, column.index) for index in range(region.begin, region.end)]
        numbers = [box for box in boxes if box is not None and is_value(box.text) and id(box) not in seen]
        if len(numbers) >= 2:
            seen.update(id(box) for box in numbers)
            yield column


def _composition(
    grid: Grid,
    column: Column,
    whole: Line,
    parts: Sequence[Line],
    exhaustive: bool,
    unit: str | None,
    marks: Marks,
) -> Composition | None:
    total = _term(grid, column, whole, unit, marks)
    if total is None:
        return None
    terms = []
    for line in parts:
        box = grid.at(line.index, column.index)
        if box is None or box.blank or box.quantity() is None:
            continue
        term = _term(grid, column, line, unit, marks)
        if term is None:
            return None
        terms.append(term)
    if not terms:
        return None
    return Composition(total=total, parts=terms, exhaustive=exhaustive, evidence=total.evidence)


def _term(grid: Grid, column: Column, line: Line, unit: str | None, marks: Marks) -> Term | None:
    box = grid.at(line.index, column.index)
    quantity = number(box, line.label.unit or unit)
    if box is None or quantity is None:
        return None
    marks.use(box)
    return Term(label=line.label.key, quantity=quantity, evidence=box.evidence())


def number(box: Box | None, unit: str | None) -> Quantity | None:
    """Return the plain number a cell states, ``None`` for percentages, bounds and words."""
    if box is None or not is_value(box.text):
        return None
    quantity = box.quantity(unit=canonical(unit) if unit else None)
    if quantity is None or quantity.kind != "number" or not isinstance(quantity.value, Decimal):
        return None
    return quantity if quantity.comparator in (None, "=") and quantity.unit not in ("%", "‰") else None


def _across(
    grid: Grid, region: Region, lines: Sequence[Line], default: str | None, marks: Marks
) -> Iterator[Composition]:
    """Yield the sums of a 合计 column over the columns of sources beside it, of a year over its quarters."""
    labels = {line.index: line.label.key for line in lines}
    wholes = [column for column in region.columns if any(is_total(each.key) for each in column.headings[-1:])]
    parts = [
        column
        for column in region.columns
        if column.source and column not in wholes and column.role not in STAGES
    ]
    if len(wholes) != 1 or len(parts) < 2:
        wholes, parts = _year_and_quarters(region)
    if len(wholes) != 1 or len(parts) < 2:
        return
    for index in range(region.begin, region.end):
        row = labels.get(index, "")
        quantities = []
        for column in (*wholes, *parts):
            box = grid.at(index, column.index)
            quantity = number(box, _unit(region, column, default))
            if box is not None and quantity is not None:
                marks.use(box)
                quantities.append(
                    (column, Term(label=column.label or row, quantity=quantity, evidence=box.evidence()))
                )
        if len(quantities) >= 2 and quantities[0][0] is wholes[0]:
            terms = [term for _, term in quantities]
            yield Composition(total=terms[0], parts=terms[1:], exhaustive=True, evidence=terms[0].evidence)


def _year_and_quarters(region: Region) -> tuple[list[Column], list[Column]]:
    """Return the column of a year's spending, and those of all its quarters or halves (一季度支出 …)."""
    spent = region.of("executed")
    parts = [column for column in spent if column.periodic]
    whole = [column for column in spent if column not in parts]
    quarters = sum("季" in column.label for column in parts)
    complete = quarters == 4 == len(parts) or (
        len(parts) == 2 and all("半年" in each.label for each in parts)
    )
    return (whole, parts) if complete else ([], [])


def shares(grid: Grid, region: Region, default: str | None, marks: Marks) -> list[Share]:
    """Return the percentages a 占比 column states of the one column of amounts beside it."""
    columns = region.of("share")
    amounts = list(_additive(grid, region)) if columns else []
    if len(columns) != 1 or len(amounts) != 1:
        return []
    lines = _lines(grid, region)
    unit = _unit(region, amounts[0], default)
    whole_line = next((line for line in lines if line.depth == 0), None)
    whole = _term(grid, amounts[0], whole_line, unit, marks) if whole_line else None
    found = []
    for line in lines:
        box = grid.at(line.index, columns[0].index)
        if line is whole_line:
            marks.use(box)
        if box is None or box.blank or line is whole_line or not is_value(box.text):
            continue
        percent = box.quantity(unit="%")
        part = _term(grid, amounts[0], line, unit, marks)
        if percent is None or percent.unit != "%" or part is None:
            continue
        marks.use(box)
        found.append(
            Share(
                label=line.label.key,
                part=part,
                whole=whole,
                percent=Term(label=columns[0].label, quantity=percent, evidence=box.evidence()),
                evidence=box.evidence(),
            )
        )
    return found
