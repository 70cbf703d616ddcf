"""Indicator blocks: name, levels, target, actual, points and reason of every row."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.language.comparators import sign_of
from extractor.language.units import canonical
from extractor.records import Indicator, IndicatorEvidence, Quantity, ScorePart
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import heading, is_score_total, is_total, label_role, levels_of
from extractor.tables.marks import Marks
from extractor.tables.regions import Column, Region

_NOTHING = re.compile(
    r"[-－—–―/／\\…·.。、\s*★☆_~～]*|[Nn]/?[Aa]|不适用|空|无|[（(]?[^）)]{0,8}[*＊]{2,}[^）)]{0,8}[）)]?"
)
_PREFIX = re.compile(r"\s*指标\s*\d{0,2}\s*[：:.、．]\s*")
_PLACEHOLDER = re.compile(r"\s*(?:指标\s*\d{0,2}|[.…·]+|×+|[xX]+|[*＊]+)\s*[：:.、．…]*\s*")
_QUALITATIVE = ("定性", "定性指标")


@dataclass(slots=True)
class IndicatorBlock:
    """What one indicator region holds.

    ``parts`` are the points of every scored row, in order; ``complete`` is false where a
    weighted row has no readable score, so that they do not make up the total. ``total``
    is the total row, ``rows`` the rows of the indicators.
    """

    indicators: list[Indicator] = field(default_factory=list)
    parts: list[ScorePart] = field(default_factory=list)
    complete: bool = True
    total: int | None = None
    rows: set[int] = field(default_factory=set)
    targets_only: bool = False


def read_indicators(grid: Grid, region: Region, *, fiscal_year: int | None, marks: Marks) -> IndicatorBlock:
    """Return the indicators of an indicator *region*.

    A level cell that is blank takes the level above it; rows without a name, and filler
    rows (……, 指标2：), are passed over. A score cell merged over several rows is counted
    once, as a part of the total.
    """
    block = IndicatorBlock(targets_only=not region.of("actual") and bool(region.of("target")))
    columns = _Columns(grid, region)
    level1 = level2 = None
    shared: set[int] = set()
    for index in range(region.begin, region.end):
        total = _total_box(grid, index)
        if total is not None:
            if block.total is None:
                block.total = index
            continue
        first, second = columns.levels(grid, index)
        marks.use(first, second)
        if first is not None and not first.blank:
            if level1 is None or heading(first.text).key != level1:
                level2 = None
            level1 = heading(first.text).key
        if second is not None and not second.blank:
            level2 = heading(second.text).key
        name = columns.name_box(grid, index)
        if name is None or name.row != index:
            continue
        indicator = _indicator(grid, index, columns, name, level1, level2, fiscal_year, marks, block, shared)
        if indicator is not None:
            block.indicators.append(indicator)
            block.rows.add(index)
    return block


class _Columns:
    """The columns of an indicator region by what they are for."""

    def __init__(self, grid: Grid, region: Region) -> None:
        self.region = region
        # Beside 年初指标值 a 调整指标值 is the target that holds, where one is filled in.
        self.targets = sorted(
            region.of("target"), key=lambda column: not any("调整" in each.key for each in column.headings)
        )
        self.actual = region.first("actual")
        self.operator = region.first("operator")
        self.unit = region.first("unit")
        self.weight = region.first("weight")
        self.score = region.first("score")
        self.reason = region.first("reason")
        self.criterion = region.of("criterion", "review", "core", "coefficient", "completion", "number")
        valued = [column.index for column in region.columns if column.role in _VALUE_ROLES]
        self.edge = min(valued, default=grid.width)
        self.valued = frozenset(valued)
        names = region.of("name") or region.of("item")
        self.name: Column | None = None
        labels = [
            column for column in region.columns
            if column.role in ("level1", "level2", "level")
            or (column.role is None and column.headings and column.index < self.edge)
        ]  # fmt: skip
        if region.block is not None:
            labels = [column for column in labels if column.index >= region.block.right]
        labels = _one_each(labels)
        if names:
            self.name = names[-1] if len(names) > 1 and not region.of("level1") else names[0]
            if len(names) > 1 and self.name is names[-1]:
                labels = _one_each([*labels, *names[:-1]])
        else:
            self.name = labels.pop() if labels else None
        self.level_columns = [
            column for column in labels if self.name is None or column.index != self.name.index
        ]

    def levels(self, grid: Grid, index: int) -> tuple[Box | None, Box | None]:
        """Return the boxes of 一级 and 二级指标 of a row."""
        found = [grid.at(index, column.index) for column in self.level_columns[:2]]
        boxes = [box if box is not None and self._is_level(box) else None for box in found]
        return (boxes[0] if boxes else None), (boxes[1] if len(boxes) > 1 else None)

    def _is_level(self, box: Box) -> bool:
        return self.name is None or not box.column <= self.name.index < box.right

    def name_box(self, grid: Grid, index: int) -> Box | None:
        """Return the box with the row's name, ``None`` where a wider text stands in its place."""
        if self.name is None:
            return None
        box = grid.at(index, self.name.index)
        if box is None or box.blank or any(column in self.valued for column in range(box.column, box.right)):
            return None
        return box


_VALUE_ROLES = (
    "target",
    "actual",
    "operator",
    "unit",
    "weight",
    "score",
    "reason",
    "criterion",
    "review",
    "completion",
)


def _one_each(columns: list[Column]) -> list[Column]:
    """Return *columns* without those under a merged header that came before."""
    result: list[Column] = []
    for column in columns:
        if not result or result[-1].headings != column.headings:
            result.append(column)
    return sorted(result, key=lambda column: column.index)


def _total_box(grid: Grid, index: int) -> Box | None:
    """Return the label of a total row (总分, 合计): it stands where names or levels stand."""
    for box in grid.rows[index]:
        if box.row == index and not box.blank:
            key = heading(box.text).key
            if is_score_total(key) or (is_total(key) and key.startswith("合")):
                return box
    return None


def _indicator(
    grid: Grid,
    index: int,
    columns: _Columns,
    name: Box,
    level1: str | None,
    level2: str | None,
    fiscal_year: int | None,
    marks: Marks,
    block: IndicatorBlock,
    shared: set[int],
) -> Indicator | None:
    printed = name.text
    if _PLACEHOLDER.fullmatch(printed) or _NOTHING.fullmatch(printed) or label_role(heading(printed).key):
        return None
    prefix = _PREFIX.match(printed)
    start = prefix.end() if prefix else name.span[0]
    text = "".join(printed[start : name.span[1]].split("\n")).strip()
    if not text:
        return None
    boxes = (_box(grid, index, column) for column in columns.targets)
    target_box = next((box for box in boxes if box is not None and not _NOTHING.fullmatch(box.text)), None)
    actual_box = _box(grid, index, columns.actual)
    unit = _unit(grid, index, columns)
    target = _target(grid, index, columns, target_box, unit, fiscal_year)
    actual = _actual(actual_box, target, unit, fiscal_year)
    weight_box, score_box = _box(grid, index, columns.weight), _box(grid, index, columns.score)
    weight, score = points(weight_box), points(score_box)
    if target is None and actual is None and weight is None and score is None:
        # A name with nothing beside it: a blank template row, or a heading.
        return None
    if weight_box is not None and weight_box.row != index:
        weight = None
    merged = score_box is not None and score_box.bottom - score_box.row > name.bottom - name.row
    if merged and score_box is not None:
        if score is not None and id(score_box) not in shared:
            shared.add(id(score_box))
            label = level2 or level1 or text
            block.parts.append(ScorePart(label=label, score=score, full=None, evidence=score_box.evidence()))
        score = None
    elif score is not None and score_box is not None:
        block.parts.append(ScorePart(label=text, score=score, full=weight, evidence=score_box.evidence()))
    elif weight is not None:
        block.complete = False
    first, second = _named_levels(columns, level1, level2)
    reason_box = _box(grid, index, columns.reason)
    reason = None if reason_box is None or _NOTHING.fullmatch(reason_box.text) else reason_box.line
    marks.use(name, target_box, actual_box, weight_box, score_box, reason_box)
    marks.pass_over(*(grid.at(index, column.index) for column in columns.criterion))
    return Indicator(
        level1=first,
        level2=second,
        name=text,
        target=target,
        actual=actual,
        weight=weight,
        score=score,
        reason=reason,
        evidence=IndicatorEvidence(
            name=name.evidence(start, name.span[1]),
            target=target_box.evidence() if target_box is not None and target is not None else None,
            actual=actual_box.evidence() if actual_box is not None and actual is not None else None,
            score=score_box.evidence() if score_box is not None and score is not None else None,
        ),
    )


def _box(grid: Grid, index: int, column: Column | None) -> Box | None:
    box = grid.at(index, column.index) if column is not None else None
    return None if box is None or box.blank else box


def _unit(grid: Grid, index: int, columns: _Columns) -> str | None:
    box = _box(grid, index, columns.unit)
    if box is None or _NOTHING.fullmatch(box.text):
        return None
    return canonical(box.line) or box.line


def _target(
    grid: Grid, index: int, columns: _Columns, box: Box | None, unit: str | None, fiscal_year: int | None
) -> Quantity | None:
    if box is None:
        return None
    operator_box = _box(grid, index, columns.operator)
    operator = operator_box.line if operator_box is not None else ""
    quantity = box.quantity(unit=unit, year=fiscal_year)
    if quantity is None:
        return None
    if operator in _QUALITATIVE:
        return Quantity(text=quantity.text, kind="qualitative")
    sign = sign_of(operator) if operator else None
    if sign is not None and quantity.kind != "qualitative" and quantity.comparator is None:
        return quantity.model_copy(update={"comparator": sign})
    return quantity


def _actual(
    box: Box | None, target: Quantity | None, unit: str | None, fiscal_year: int | None
) -> Quantity | None:
    """Return the actual; a bare number is in the target's unit, unless it may be a fraction of it."""
    if box is None:
        return None
    quantity = box.quantity(unit=unit, year=fiscal_year)
    if quantity is None or quantity.kind != "number" or quantity.unit is not None or target is None:
        return quantity
    if target.kind != "number" or target.unit is None or not isinstance(quantity.value, Decimal):
        return quantity
    if (
        target.unit == "%"
        and 0 < quantity.value <= 1
        and isinstance(target.value, Decimal)
        and target.value >= 2
    ):
        return quantity
    return quantity.model_copy(update={"unit": target.unit})


def points(box: Box | None) -> Decimal | None:
    """Return the points a weight or score cell states (10, 9.68分), ``None`` for other text."""
    quantity = box.quantity() if box is not None else None
    if quantity is None or quantity.kind != "number" or not isinstance(quantity.value, Decimal):
        return None
    return (
        quantity.value if quantity.comparator in (None, "=") and quantity.unit in (None, "分", "%") else None
    )


def _named_levels(columns: _Columns, level1: str | None, level2: str | None) -> tuple[str | None, str | None]:
    """Return the levels as printed; a lone column of second levels (数量, 质量) gives both."""
    if len(columns.level_columns) == 1 and level1 is not None:
        known = levels_of(level1)
        if known and known[1]:
            return known[0], known[1]
        if known and columns.level_columns[0].role != "level1":
            return known[0], None
    return level1 or None, level2 or None
