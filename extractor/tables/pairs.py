"""Amounts that stand beside their own label: key and value cells, and both in one cell.

``预算数 | 2.38 | 执行数 | 2.38`` in one row, ``预算数：2.38万元`` in one cell, and the
sources named behind or below (其中：财政拨款 | 2.00).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from extractor.evidence import Evidence
from extractor.language.numerals import decimal_of
from extractor.language.quantity import parse_quantity
from extractor.language.units import convert
from extractor.records import (
    BudgetFigure,
    Composition,
    FundSource,
    Quantity,
    ReportKind,
    Scope,
    ScorePart,
    Stage,
    StatedRate,
    Term,
    scope_in,
)
from extractor.tables.budget_rates import in_percent
from extractor.tables.columns import STAGES, is_value
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import (
    SURE,
    column_roles,
    heading,
    is_total,
    money_tags,
    names_money,
    total_label,
)
from extractor.tables.marks import Marks
from extractor.tables.points import PRINTED, points

_LONGEST = 30
_WITHIN = re.compile(r"\s*(?P<whole>[\u4e00-\u9fff]{2,8}?)(?:中|其中)\s*[:：，,]?\s*(?=\S)")
_REST = re.compile(r"其[他它]")


@dataclass(slots=True)
class Beside:
    """What stands beside labels: amounts, rates, and the sums the amounts make up."""

    budgets: list[BudgetFigure] = field(default_factory=list)
    rates: list[StatedRate] = field(default_factory=list)
    compositions: list[Composition] = field(default_factory=list)


@dataclass(slots=True)
class _Whole:
    """An amount whose parts may be named behind or below it."""

    stage: Stage
    term: Term
    parts: list[Term] = field(default_factory=list)
    nested: bool = False
    rest: bool = False

    @property
    def complete(self) -> bool:
        """Whether the parts are all there are: no 其中 list, or one that ends with the others (其他资金)."""
        return len(self.parts) > 1 and (self.rest or not self.nested)


def amounts_beside_labels(
    grid: Grid,
    rows: Iterable[int],
    *,
    unit: str | None,
    kind: ReportKind,
    fiscal_year: int | None,
    marks: Marks,
) -> Beside:
    """Return amounts and rates whose stage is named by the cell left of them, or before a colon.

    *rows* are those that stand in no region. What the row's first label says of scope and
    source holds for all of it. A source with an amount of its own (其中：财政拨款 | 320) is a
    part of the amount whose stage is named before it in the row, or above its label.
    """
    found = Beside()
    wholes: list[_Whole] = []
    above: dict[int, _Whole] = {}
    for row in rows:
        boxes = grid.filled(row)
        scope, source = _row_tags(grid, row, boxes, kind)
        # The cell at the side that says 万元 reaches over several rows.
        units = (heading(box.text).unit for box in grid.rows[row] if len(box.text) <= _LONGEST)
        default = next(filter(None, units), None) or unit
        spent: dict[str, Decimal] = {}
        current: _Whole | None = None
        for box in boxes:
            if len(box.text) > _LONGEST:
                continue
            own = heading(box.text).unit or default
            for role, value in _stated(grid, row, box):
                quantity = parse_quantity(value.text, unit=None if role == "rate" else own, year=fiscal_year)
                if quantity is None or not isinstance(quantity.value, Decimal) or quantity.comparator:
                    continue
                if role == "rate":
                    below, paid = spent.get("adjusted") or spent.get("initial"), spent.get("executed")
                    ratio = paid / below if paid is not None and below else None
                    percent = in_percent(quantity, ratio)
                    found.rates.append(
                        StatedRate(
                            scope=scope, source=source, year=fiscal_year, percent=percent,
                            text=quantity.text, evidence=value,
                        )
                    )  # fmt: skip
                else:
                    stage = cast(Stage, "adjusted" if role == "budget" else role)
                    figure = _figure(box, quantity, value, stage, scope, source, fiscal_year)
                    if figure is None:
                        continue
                    spent[stage] = figure.yuan
                    current = _Whole(stage, Term(label=figure.label, quantity=quantity, evidence=value))
                    above[box.column] = current
                    wholes.append(current)
                    found.budgets.append(figure)
                marks.use(box, grid.beside(row, box))
            current = _whole_named(box, wholes) or current
            part = _part(grid, row, box, current or above.get(box.column), own, kind, fiscal_year)
            if part is not None:
                marks.use(box, grid.beside(row, box))
                found.budgets.append(part)
    found.compositions += [
        Composition(total=each.term, parts=each.parts, exhaustive=True, evidence=each.term.evidence)
        for each in wholes
        if each.complete
    ]
    return found


def _whole_named(box: Box, wholes: list[_Whole]) -> _Whole | None:
    """Return the amount that a label names before its part: 执行数中：财政拨款."""
    named = _WITHIN.match(box.text)
    role = _role(named["whole"]) if named else None
    return next((each for each in reversed(wholes) if each.stage == role), None) if role else None


def _figure(
    box: Box,
    quantity: Quantity,
    value: Evidence,
    stage: Stage,
    scope: Scope,
    source: FundSource,
    year: int | None,
) -> BudgetFigure | None:
    """Return the figure of a labelled amount, ``None`` without a unit."""
    yuan = convert(cast(Decimal, quantity.value), quantity.unit, "元") if quantity.unit else None
    if yuan is None:
        return None
    return BudgetFigure(
        stage=stage, scope=scope, source=source, label=heading(box.text).key, year=year,
        quantity=quantity, yuan=yuan, evidence=value,
    )  # fmt: skip


def _part(
    grid: Grid, row: int, box: Box, whole: _Whole | None, unit: str | None, kind: ReportKind, year: int | None
) -> BudgetFigure | None:
    """Return the amount of a source named beside it, a part of *whole*; ``None`` where there is none."""
    named = _WITHIN.match(box.text)
    head = heading(box.text[named.end() :] if named else box.text)
    value = grid.beside(row, box)
    if whole is None or value is None or value.row != row or not is_value(value.text):
        return None
    if not names_money(head.key) or is_total(head.key):
        return None
    quantity = parse_quantity(value.text, unit=unit, year=year)
    if quantity is None or not isinstance(quantity.value, Decimal) or quantity.comparator:
        return None
    scope, source = money_tags(head.key)
    named_scope, named_source = scope_in(kind, scope or "total"), cast(FundSource, source or "all")
    figure = _figure(box, quantity, value.evidence(), whole.stage, named_scope, named_source, year)
    if figure is not None:
        whole.parts.append(Term(label=head.key, quantity=quantity, evidence=figure.evidence))
        whole.nested = whole.nested or head.nested
        whole.rest = whole.rest or _REST.search(head.key) is not None
    return figure


def rate_points(grid: Grid, rows: Iterable[int], marks: Marks) -> Iterator[ScorePart]:
    """Yield the points for the execution rate that stand beside their label (执行率得分 | 9.5).

    In the row that states the rate they may be called 得分 only: 得分/分值：9.5/10.
    """
    for row in rows:
        if any(role == "rate" for box in grid.filled(row) for role, _ in _stated(grid, row, box)):
            yield from _points_in_cells(grid, row, marks)
            yield from _points_beside(grid, row, marks)
        for box in grid.filled(row):
            head = heading(box.text)
            roles, sure = column_roles(head.key)
            value = grid.beside(row, box)
            score = points(value)
            if sure == SURE and "rate_score" in roles and value is not None and score is not None:
                marks.use(box, value)
                yield ScorePart(label=head.key, score=score, full=head.points, evidence=value.evidence())


def _points_beside(grid: Grid, row: int, marks: Marks) -> Iterator[ScorePart]:
    """Yield the points of a row that states the rate: 权重 | 10 | 得分 | 9.78, 得分（20分×执行率） | 19.2."""
    full: Decimal | None = None
    for box in grid.filled(row):
        head = heading(box.text)
        roles, sure = column_roles(total_label(box.text))
        value = grid.beside(row, box)
        stated = points(value)
        if sure < SURE or value is None or stated is None:
            continue
        if "weight" in roles or "rate_weight" in roles:
            full = stated
            marks.use(box, value)
        elif "score" in roles:
            marks.use(box, value)
            full = head.points if full is None else full
            yield ScorePart(label="执行率得分", score=stated, full=full, evidence=value.evidence())


def _points_in_cells(grid: Grid, row: int, marks: Marks) -> Iterator[ScorePart]:
    for box in grid.filled(row):
        label, colon, rest = _parted(box.text)
        labels, values = re.split("[/／]", label), re.split("[/／]", rest)
        roles = [column_roles(heading(each).key)[0][:1] for each in labels]
        matches = [PRINTED.fullmatch(value) for value in values]
        if colon and ("score",) in roles and len(values) == len(roles) and None not in matches:
            printed = (match[1] for match in matches if match)
            numbers = dict(zip(roles, map(decimal_of, printed), strict=True))
            marks.use(box)
            start = len(label) + 1
            evidence = box.evidence(start, start + len(rest.rstrip()))
            yield ScorePart(
                label="执行率得分",
                score=numbers[("score",)],
                full=numbers.get(("weight",)),
                evidence=evidence,
            )


def _row_tags(grid: Grid, row: int, boxes: Sequence[Box], kind: ReportKind) -> tuple[Scope, FundSource]:
    for box in boxes:
        key = heading(box.text).key
        value = grid.beside(row, box)
        if value is not None and is_value(value.text):
            # It speaks of the amount beside it, and of no other in the row.
            continue
        if not column_roles(key)[0] and len(key) <= 20:
            scope, source = money_tags(key)
            if scope or source:
                return scope_in(kind, scope or "total"), cast(FundSource, source or "all")
    return "total", "all"


def _stated(grid: Grid, row: int, box: Box) -> Iterator[tuple[str, Evidence]]:
    """Yield the stages (or ``rate``) a box names, each with the evidence of its value.

    One cell may name two at once: 预算数/执行数（万元）：72.00/68.40.
    """
    if box.text.isascii():
        # A number; what names a stage is Chinese.
        return
    label, colon, rest = _parted(box.text)
    labels, values = re.split("[/／]", label), re.split("[/／]", rest)
    roles = [_role(each) for each in labels]
    if colon and len(labels) == len(values) == len(set(roles)) > 1 and None not in roles:
        at = len(label) + 1
        for role, value in zip(roles, values, strict=True):
            start = at + len(value) - len(value.lstrip())
            if role is not None and is_value(value):
                yield role, box.evidence(start, start + len(value.strip()))
            at += len(value) + 1
        return
    single, evidence = _labelled_value(grid, row, box)
    if single is not None and evidence is not None:
        yield single, evidence


def _labelled_value(grid: Grid, row: int, box: Box) -> tuple[str | None, Evidence | None]:
    """Return the stage (or ``rate``) a label names and the evidence of its value."""
    label, colon, rest = _parted(box.text)
    role = _role(label)
    if role is None:
        return None, None
    if colon and is_value(rest):
        start = len(label) + 1 + len(rest) - len(rest.lstrip())
        return role, box.evidence(start, start + len(rest.strip()))
    value = grid.beside(row, box)
    if value is None or value.row != row or not is_value(value.text) or rest.strip():
        return role, None
    return role, value.evidence()


def _parted(text: str) -> tuple[str, str, str]:
    """Return the label, the colon, if any, and what stands behind it."""
    return text.partition("：" if "：" in text else ":")


def _role(label: str) -> str | None:
    roles, sure = column_roles(heading(label).key)
    if sure < SURE:
        return None
    return next((role for role in roles if role in STAGES or role == "rate"), None)
