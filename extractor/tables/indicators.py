"""Indicator blocks: name, levels, target, actual, points and reason of every row."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from extractor.evidence import Evidence
from extractor.language.comparators import sign_of
from extractor.language.units import canonical
from extractor.records import Composition, Indicator, IndicatorEvidence, Quantity
from extractor.tables.columns import Column
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import (
    SURE,
    column_roles,
    heading,
    is_score_total,
    is_subtotal,
    is_total,
    label_role,
    levels_of,
    total_label,
)
from extractor.tables.marks import Marks
from extractor.tables.points import Tally, points
from extractor.tables.regions import Region
from extractor.tables.subtotals import subtotal_sums

_NOTHING = re.compile(
    r"[-－—–―/／\\…·.。、\s*★☆_~～]*|[Nn]/?[Aa]|不适用|空|无|[（(][^）)]{0,8}[*＊]{2,}[^）)]{0,8}[）)]|[≥≤<>＝=]?\s*[*＊]{2,}[\u4e00-\u9fff%％]{0,3}"
)
_PREFIX = re.compile(r"\s*指标\s*\d{0,2}\s*[：:.、．]\s*")
_LEVEL_PREFIX = re.compile(r"\s*(?P<level>[\u4e00-\u9fff]{2,10})\s*[:：]\s*(?=\S)")
_PLACEHOLDER = re.compile(r"\s*(?:指标\s*\d{0,2}|[.…·]+|×+|[xX]+|[*＊]+)\s*[：:.、．…]*\s*")
_QUALITATIVE = ("定性", "定性指标")
_EXECUTION = re.compile(r"\s*(?:部门|整体|项目)?(?:预算|资金)(?:执行|支付|支出)")


@dataclass(slots=True)
class IndicatorBlock:
    """What one indicator region holds: the indicators, their points, the rows they stand in.

    ``total`` is the row of the total; ``targets_only`` says that there is no column of
    actuals, ``reasons`` that there is one of reasons.
    """

    indicators: list[Indicator] = field(default_factory=list)
    sums: list[Composition] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    rows: set[int] = field(default_factory=set)
    total: int | None = None
    targets_only: bool = False
    reasons: bool = False


def read_indicators(grid: Grid, region: Region, *, fiscal_year: int | None, marks: Marks) -> IndicatorBlock:
    """Return the indicators of an indicator *region*.

    A level cell that is blank takes the level above it; rows without a name, and filler
    rows (……, 指标2：), are passed over.
    """
    columns = _Columns(grid, region)
    block = IndicatorBlock(
        targets_only=columns.actual is None and bool(columns.targets), reasons=columns.reason is not None
    )
    level1 = level2 = None
    since = 0
    for index in range(region.begin, region.end):
        if total_box(grid, index) is not None:
            if block.total is None:
                block.total = index
            continue
        filled = grid.filled(index)
        subtotal = next((box for box in filled[:2] if is_subtotal(heading(box.text).key)), None)
        if subtotal is not None:
            summed = _row_points(grid, index, columns)
            block.sums += subtotal_sums(subtotal, *summed, block.indicators, since)
            since = len(block.indicators)
            marks.use(*summed)
            continue
        if filled and _is_execution_row(grid, index, filled[0], columns):
            earned = _row_points(grid, index, columns)
            block.tally.count(filled[0].line, filled[0].line, filled[0], *earned)
            marks.use(*earned)
            block.rows.add(index)
            continue
        if len(filled) == 1 and levels_of(heading(filled[0].text).key):
            # A line of its own over the rows of a level: 一、产出指标（50分）.
            level1, level2 = heading(filled[0].text).key, None
            marks.use(filled[0])
            continue
        if filled and _is_labelled(filled[0], grid, index, columns):
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
        if _is_remark(grid, index, name, columns):
            continue
        row = _Row(grid, index, columns, name, fiscal_year)
        if _is_rate_score(name):
            block.tally.count(name.line, name.line, name, None, row.score)
            marks.use(row.score)
            block.rows.add(index)
            continue
        indicator = row.indicator(level1, level2, block.tally)
        if indicator is not None:
            block.indicators.append(indicator)
            block.rows.add(index)
            marks.use(*row.boxes)
            marks.pass_over(*(grid.at(index, column.index) for column in columns.criterion))
    return block


def _is_labelled(box: Box, grid: Grid, index: int, columns: "_Columns") -> bool:
    """Return whether a row without points begins with a label of the form (自评等级 | 优 | 是否公开 | …)."""
    weight, score = _row_points(grid, index, columns)
    return label_role(heading(box.text).key) is not None and points(weight) is None and points(score) is None


def _is_execution_row(grid: Grid, index: int, label: Box, columns: "_Columns") -> bool:
    """Return whether a row gives the points for the execution rate: a wide label and no target."""
    if _EXECUTION.match(label.text) is None or label.right - label.column < 2:
        return False
    return all(
        (box := grid.at(index, column.index)) is None or box is label or box.blank
        for column in columns.targets
    )


def _row_points(grid: Grid, index: int, columns: "_Columns") -> tuple[Box | None, Box | None]:
    return _box(grid, index, columns.weight), _box(grid, index, columns.score)


def _is_rate_score(name: Box) -> bool:
    """Return whether a row of its own gives the points for the execution rate, no indicator's."""
    roles, sure = column_roles(heading(name.text).key)
    return sure == SURE and "rate_score" in roles


def _is_remark(grid: Grid, index: int, name: Box, columns: "_Columns") -> bool:
    """Return whether one text behind a label stands in place of all the values (存在问题 | 个别村…)."""
    behind = grid.beside(index, name)
    if behind is None or behind.right - behind.column < 2 or len(columns.valued) < 3:
        return False
    return all(behind.column <= column < behind.right for column in columns.valued)


class _Columns:
    """The columns of an indicator region by what they are for."""

    def __init__(self, grid: Grid, region: Region) -> None:
        self.region = region
        # Beside 年初指标值 a 调整指标值 is the target that holds, where one is filled in.
        values = _current(region.of("target", "actual"))
        self.targets = sorted(
            (column for column in values if column.role == "target"),
            key=lambda column: not any("调整" in each.key for each in column.headings),
        )
        self.actual = next((column for column in values if column.role == "actual"), None)
        self.operator = region.first("operator")
        self.unit = region.first("unit")
        self.score = region.first("score")
        self.reason = region.first("reason")
        self.coefficient = region.first("coefficient")
        self.criterion = region.of("criterion", "review", "core", "completion", "number")
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
        self.weight = self._weight(region.of("weight"))
        self.level_columns = [
            column for column in labels if self.name is None or column.index != self.name.index
        ]

    def _weight(self, weights: list[Column]) -> Column | None:
        """Return the column of weights; of several, one a level, the first behind the names."""
        behind = [each for each in weights if self.name is not None and each.index > self.name.index]
        return next(iter(behind or weights), None)

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


def _current(columns: list[Column]) -> list[Column]:
    """Return *columns* without those of an earlier year (2024年实际 beside 2025年目标, 上年完成值)."""
    own = [column for column in columns if not any((each.offset or 0) < 0 for each in column.headings)]
    years = {column.index: column.year(None) for column in own}
    latest = max((year for year in years.values() if year is not None), default=None)
    return [column for column in own if years[column.index] in (None, latest)]


def _one_each(columns: list[Column]) -> list[Column]:
    """Return *columns* without those under a merged header that came before."""
    result: list[Column] = []
    for column in columns:
        if not result or result[-1].headings != column.headings:
            result.append(column)
    return sorted(result, key=lambda column: column.index)


def total_box(grid: Grid, index: int) -> Box | None:
    """Return the label of a total row (总分, 合计): it stands where names or levels stand."""
    return next((box for box in grid.filled(index) if _names_total(box.text)), None)


@lru_cache(maxsize=16384)
def _names_total(text: str) -> bool:
    key = total_label(text)
    return is_score_total(key) or (is_total(key) and key.startswith(("合", "总计")))


class _Row:
    """One row of an indicator block, read cell by cell."""

    def __init__(self, grid: Grid, index: int, columns: _Columns, name: Box, fiscal_year: int | None) -> None:
        self.columns = columns
        self.name = name
        self.year = fiscal_year
        targets = (_box(grid, index, column) for column in columns.targets)
        self.target = next((each for each in targets if each and not _NOTHING.fullmatch(each.text)), None)
        self.actual = _box(grid, index, columns.actual)
        self.weight = _box(grid, index, columns.weight)
        self.full = heading(name.text).points if columns.weight is None else None
        self.score = _box(grid, index, columns.score)
        self.coefficient = _box(grid, index, columns.coefficient)
        self.reason = _box(grid, index, columns.reason)
        self.operator = _box(grid, index, columns.operator)
        self.unit = _box(grid, index, columns.unit)

    @property
    def boxes(self) -> tuple[Box | None, ...]:
        """The boxes that end in the record."""
        return self.name, self.target, self.actual, self.weight, self.score, self.coefficient, self.reason

    def indicator(self, level1: str | None, level2: str | None, tally: Tally) -> Indicator | None:
        """Return the indicator, ``None`` for a filler or a row with nothing beside its name."""
        printed = self.name.text
        if _PLACEHOLDER.fullmatch(printed) or _NOTHING.fullmatch(printed):
            return None
        if label_role(heading(printed).key) and points(self.weight) is None:
            return None
        prefix = _PREFIX.match(printed)
        start, end = prefix.end() if prefix else self.name.span[0], self.name.span[1]
        level = _LEVEL_PREFIX.match(printed, start)
        if level and levels_of(heading(level["level"]).key):
            # 数量指标：建设中医馆: the level stands in front of the name.
            level2, start = heading(level["level"]).key, level.end()
        text = "".join(printed[start:end].split("\n")).strip()
        unit = self._unit()
        target = self._target(unit)
        actual = _actual(self.actual, target, unit, self.year)
        if not text or (
            target is None and actual is None and points(self.weight) is None and points(self.score) is None
        ):
            return None
        weight, score = tally.count(
            text, level2 or level1 or text, self.name, self.weight, self.score, self.full
        )
        first, second = _named_levels(self.columns, level1, level2)
        reason = self.reason
        return Indicator(
            level1=first,
            level2=second,
            name=text,
            target=target,
            actual=actual,
            weight=weight,
            score=score,
            coefficient=self._coefficient(),
            reason=None if reason is None or _NOTHING.fullmatch(reason.text) else reason.line,
            evidence=IndicatorEvidence(
                name=self.name.evidence(start, end),
                target=_quote(self.target, target),
                actual=_quote(self.actual, actual),
                score=_quote(self.score, score),
            ),
        )

    def _coefficient(self) -> Decimal | None:
        """Return the percentage of the weight that is earned; 0.8 is a fraction unless the header says %."""
        quantity = self.coefficient.quantity() if self.coefficient else None
        value = quantity.value if quantity is not None else None
        if quantity is None or not isinstance(value, Decimal) or quantity.unit not in (None, "%"):
            return None
        headed = self.columns.coefficient.unit if self.columns.coefficient else None
        return value if (quantity.unit or headed) == "%" or value > 1 else value * 100

    def _unit(self) -> str | None:
        """Return the unit in the row's own unit cell, else the one in brackets behind its name."""
        if self.unit is None or _NOTHING.fullmatch(self.unit.text):
            return heading(self.name.text).unit
        return canonical(self.unit.line) or self.unit.line

    def _target(self, unit: str | None) -> Quantity | None:
        """Return the target, with the operator of its own cell where it stands apart."""
        quantity = self.target.quantity(unit=unit, year=self.year) if self.target else None
        operator = self.operator.line if self.operator else ""
        if quantity is None or not operator:
            return quantity
        if operator in _QUALITATIVE:
            return Quantity(text=quantity.text, kind="qualitative")
        sign = sign_of(operator)
        if sign is not None and quantity.kind != "qualitative" and quantity.comparator is None:
            return quantity.model_copy(update={"comparator": sign})
        return quantity


def _quote(box: Box | None, value: object) -> Evidence | None:
    return box.evidence() if box is not None and value is not None else None


def _box(grid: Grid, index: int, column: Column | None) -> Box | None:
    box = grid.at(index, column.index) if column is not None else None
    return None if box is None or box.blank else box


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


def _named_levels(columns: _Columns, level1: str | None, level2: str | None) -> tuple[str | None, str | None]:
    """Return the levels as printed; a lone column of second levels (数量, 质量) gives both."""
    if len(columns.level_columns) == 1 and level1 is not None:
        known = levels_of(level1)
        if known and known[1]:
            return known[0], known[1]
        if known and columns.level_columns[0].role != "level1":
            return known[0], None
    return level1 or None, level2 or None
