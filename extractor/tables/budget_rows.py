"""The rows of a budget block: what their labels say of scope, source, stage or measure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast

from extractor.records import FundSource, Quantity, ReportKind, Scope, Stage, scope_in
from extractor.tables.columns import STAGES, Column
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import (
    SURE,
    Heading,
    column_roles,
    heading,
    is_subtotal,
    is_total,
    money_tags,
    names_money,
)
from extractor.tables.regions import Region, label_boxes

_STAGE_ROLES = {"budget": "adjusted"}
_MEASURES: dict[str, Literal["rate", "score"]] = {"rate": "rate", "rate_score": "score", "score": "score"}


@dataclass(slots=True)
class Row:
    """One body row: the heading of its label, its box, and the amounts in it by column.

    ``measure`` tells a row of rates or points in a block whose columns are sources.
    """

    index: int
    label: Heading
    box: Box | None
    scope: Scope
    source: FundSource
    recognised: bool
    total: bool
    stage: Stage | None = None
    measure: Literal["rate", "score"] | None = None
    amounts: dict[int, "Amount"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """One money cell; ``yuan`` is ``None`` where no unit is known."""

    box: Box
    column: Column
    stage: Stage
    quantity: Quantity
    yuan: Decimal | None


def starting(grid: Grid, index: int, columns: list[Column]) -> Iterator[Column]:
    """Yield the columns at which a box of row *index* begins, merged columns once."""
    seen: set[int] = set()
    for column in columns:
        box = grid.at(index, column.index)
        if box is not None and id(box) not in seen:
            seen.add(id(box))
            yield column


def read_row(grid: Grid, region: Region, index: int, money: list[Column], kind: ReportKind) -> Row | None:
    """Return the row with what its label says, ``None`` where it can hold no amounts.

    The labels are the boxes outside the value columns; of several the most specific,
    the rightmost, names the row, and what it leaves open the others say.
    """
    labels = label_boxes(grid, region, index)
    if not labels:
        unlabelled = all(column.index in region.valued or not column.headings for column in region.columns)
        if not unlabelled and not region.block and not any(column.role is None for column in money):
            return None
        label = heading("")
        return Row(index, label, None, "total", "all", True, True)
    if region.tasks:
        labels = labels[:1]
    box = labels[-1]
    label = heading(box.text)
    if len(label.key) > 40:
        return None
    stage: Stage | None = None
    measure: Literal["rate", "score"] | None = None
    scope: str | None = None
    source: str | None = None
    for each in reversed(labels):
        key = heading(each.text).key
        own_scope, own_source = money_tags(key) if not region.tasks or names_money(key) else (None, None)
        roles, sure = column_roles(key)
        if measure is None and sure == SURE and not own_source:
            measure = _MEASURES.get(roles[0])
        # 上年结转资金 is money carried in, a source, and no stage for all its tail says so.
        if stage is None and sure == SURE and not own_source:
            stage = next((stage_of(role) for role in roles if role in STAGES), None)
        if scope is None and source is None:
            scope, source = own_scope, own_source
    total = is_total(label.key) or scope == "total"
    recognised = bool(scope or source or stage)
    if scope is None:
        scope = "total" if source or stage else "other"
    return Row(
        index, label, box, scope_in(kind, scope), cast(FundSource, source or "all"), recognised, total, stage,
        measure,
    )  # fmt: skip


def stage_of(role: str) -> Stage:
    """Return the stage that a column's role stands for; a bare 预算数 is the adjusted budget."""
    return cast(Stage, _STAGE_ROLES.get(role, role))


def is_total_row(grid: Grid, region: Region, index: int, *, subtotal: bool) -> bool:
    """Return whether a row sums up the others; a 小计 does where nothing else does."""
    keys = [heading(box.text).key for box in label_boxes(grid, region, index)[-1:]]
    return any(is_subtotal(key) if subtotal else is_total(key) for key in keys)
