"""The columns of a region: what each header says, and what kind of region they make."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extractor.language.quantity import parse_quantity
from extractor.language.units import canonical
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import SURE, UNSURE, Heading, column_roles, heading, money_tags

RegionKind = Literal["budget", "indicator", "score", "scale", "plain"]
STAGES = frozenset(("initial", "adjusted", "budget", "received", "executed", "carryover"))
MONEY = STAGES | {"amount"}
VALUES = frozenset(("target", "actual"))
POINTS = frozenset(("weight", "score"))
LABELS = frozenset(("name", "item", "level", "level1", "level2"))
LABEL_ROLES = LABELS | {None, "number"}
_NUMERIC = re.compile(
    r"[≥≤≧≦><=＞＜＝═]*\s*[-+－]?\s*[￥¥]?\s*[0-9０-９][0-9０-９,，.．\s]*(?P<tail>\D{0,8})"
)
_CALENDAR = re.compile(r"\s*(?:19|20)\d\d\s*年")
_CHANGE = re.compile(r"(?:年中|预算|全年)?(?:调整|追加|调增|调减)(?:数|额|金额|预算|预算数|情况)?")
_PERIOD = re.compile(r"第?[一二三四1-4]季度|[上下]半年|1?[0-9]月")
_NAMED = re.compile(r"[（(]\s*([A-Z])\s*[)）]")
_QUOTIENT = re.compile(r"([A-Z])\s*[/÷／]\s*([A-Z])(?![A-Z])")
_BARE_QUOTIENT = re.compile(rf"\s*[（(]?\s*{_QUOTIENT.pattern}\s*(?:[×*]\s*100\s*[%％]\s*)?[)）]?\s*")
_SAMPLE = 200
_HALF = 0.5


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

    @property
    def text(self) -> str:
        """Its headings as printed."""
        return "".join(each.text for each in self.headings)

    @property
    def quotient(self) -> tuple[str, str] | None:
        """The letters of the columns it divides: C and A of 执行率（C/A）."""
        found = _QUOTIENT.search(self.text)
        return (found[1], found[2]) if found else None

    @property
    def periodic(self) -> bool:
        """Whether its headings speak of a part of the year (一季度支出, 上半年)."""
        return any(is_period(each.key) for each in self.headings)

    def year(self, fiscal_year: int | None) -> int | None:
        """The year its headings name, 上年 counted back from *fiscal_year*; else *fiscal_year*."""
        for each in reversed(self.headings):
            if each.year is not None:
                return each.year
            if each.offset is not None and fiscal_year is not None:
                return fiscal_year + each.offset
        return fiscal_year


@lru_cache(maxsize=16384)
def is_value(text: str) -> bool:
    """Return whether a cell's text is a number, maybe with sign and unit: no header, no label."""
    plain = text.strip()
    match = _NUMERIC.fullmatch(plain) if len(plain) <= 30 else None
    if match is None or _CALENDAR.match(plain):
        return False
    tail = "".join(match["tail"].split())
    return not tail or canonical(tail) is not None or len(tail) == 1


def read_column(grid: Grid, top: int, end: int, index: int, block: Box | None) -> Column:
    """Return grid column *index* as header rows *top* to *end* head it; its role may be several."""
    boxes: list[Box] = []
    for row in range(top, end):
        box = grid.at(row, index)
        if box is not None and box is not block and not box.blank and box not in boxes:
            boxes.append(box)
    headings = tuple(heading(box.text) for box in boxes)
    stated: list[str] = []
    sure = 0.0
    scope: str | None = None
    source: str | None = None
    for each in reversed(headings):
        roles, own_sure = column_roles(each.key)
        if not roles and each.bare != each.key:
            # 支付率（支付/计划）: what stands in brackets only explains.
            roles, own_sure = column_roles(each.bare)
        own_scope, own_source = money_tags(each.key)
        if "amount" in roles and (own_scope or own_source):
            roles = ()
        if roles:
            sure = sure or own_sure
            stated.append("|".join(roles))
        scope, source = scope or own_scope, source or own_source
    return Column(index, ";".join(stated) or None, headings, sure, scope, source)


def kind_of(columns: Sequence[Column]) -> tuple[RegionKind | None, frozenset[str]]:
    """Return what kind of region the column roles make, and all the roles there are."""
    each = [frozenset(re.split("[|;]", column.role or "")) for column in _distinct(columns)]
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
    "indicator": (
        "name", "level1", "level2", "level", "operator", "unit", "target", "actual", "weight", "score",
        "reason", "criterion", "review", "completion", "coefficient", "core",
    ),
    "budget": (
        "initial", "adjusted", "budget", "received", "executed", "carryover", "rate", "rate_weight",
        "rate_score", "weight", "score", "item",
    ),
    "score": ("item", "name", "weight", "score"),
    "scale": ("grade", "band"),
    "plain": (),
}  # fmt: skip


_KNOWN = frozenset(_PREFERRED["indicator"]) | {"number"}


def settled(column: Column, kind: RegionKind, roles: frozenset[str]) -> Column:
    """Return *column* with one role: of several words or meanings, the one this kind of region has.

    The lowest heading says it, unless it says nothing here: 年初 below 指标值 is a target.
    """
    if column.role is None:
        return column
    layers = [layer.split("|") for layer in column.role.split(";")]
    wanted = _PREFERRED[kind]
    known = (next((role for role in wanted if role in layer), None) for layer in layers)
    role = next((role for role in known if role), layers[0][0])
    if kind == "budget" and role == "budget":
        role = _budget_stage(roles)
    if kind == "budget" and role == "adjusted" and _is_change(column, roles):
        role = "difference"
    if kind == "budget" and role == "completion" and "rate" not in roles and "完成率" in column.label:
        role = "rate"
    if kind == "indicator" and role in VALUES and column.periodic:
        # What was planned and done in a quarter is not the year's.
        role = "other"
    if kind == "indicator" and role in STAGES:
        role = "other"
    return replace(column, role=role)


def _is_change(column: Column, roles: frozenset[str]) -> bool:
    """Return whether a column holds what was added to the budget or cut (调整数 beside 调整后预算数)."""
    words = column.label
    return "±" in words or ("final" in roles and _CHANGE.fullmatch(words) is not None)


def is_period(key: str) -> bool:
    """Return whether a heading speaks of a part of the year (一季度支出, 上半年)."""
    return _PERIOD.match(key) is not None


def _budget_stage(roles: frozenset[str]) -> str:
    """Return which budget a bare 预算数 is: beside an adjusted one, or beside final accounts, the initial."""
    return "initial" if "adjusted" in roles or "accounts" in roles else "adjusted"


def checked(grid: Grid, begin: int, end: int, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns with roles of points and money only where the body holds numbers.

    项目权重 may head the names of the blocks (项目决策2分), 年度预算数（万元） the names of
    the rows: a column of words is one of labels, whatever its header says.
    """
    result: list[Column] = []
    for column in columns:
        money = column.role in MONEY or (column.role is None and (column.scope or column.source))
        if (money or column.role in POINTS) and _wordy(grid, begin, end, column.index):
            behind = any(each.role in VALUES or each.role == "name" for each in result)
            role = "item" if money else "other" if behind else "level"
            column = Column(column.index, role, column.headings, column.sure)
        elif column.role in LABEL_ROLES and _counts(grid, begin, end, column.index):
            column = replace(column, role="number")
        result.append(column)
    return tuple(result)


def with_values(grid: Grid, begin: int, end: int, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns of an indicator block; where no header names targets, bounds show them.

    A column of ≥, 不低于, 不超过 under a word of its own holds the targets, and the column of
    values behind it the actuals. Their roles are unsure.
    """
    if any(column.role == "target" for column in columns):
        return columns
    known = any(column.role == "actual" for column in columns)
    unknown = [column for column in columns if column.role is None or column.role not in _KNOWN]
    for place, column in enumerate(unknown):
        if _share(grid, begin, end, column.index, _is_bound) > _HALF:
            behind = unknown[place + 1] if place + 1 < len(unknown) else None
            roles = {column.index: "target"}
            if behind is not None and not known and _share(grid, begin, end, behind.index, is_value) > _HALF:
                roles[behind.index] = "actual"
            return tuple(
                replace(each, role=roles[each.index], sure=UNSURE) if each.index in roles else each
                for each in columns
            )
    return columns


def lettered(columns: Sequence[Column]) -> dict[str, str]:
    """Return the roles of the columns of amounts by the letters they are given: 年初预算数（A）."""
    return {
        named[1]: column.role
        for column in columns
        if column.role is not None and column.role in STAGES and (named := _NAMED.search(column.text))
    }


def with_rate(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns of a budget block; one headed by letters only (C/A) may hold its rates.

    It does where C is what was spent and A a budget, and no column is named 执行率.
    """
    if any(column.role in ("rate", "completion") for column in columns):
        return columns
    letters = lettered(columns)

    def divides(column: Column) -> bool:
        if column.role is not None or not _BARE_QUOTIENT.fullmatch(column.text):
            return False
        above, below = (letters.get(letter) for letter in column.quotient or ("", ""))
        return above == "executed" and below is not None and below not in ("executed", "carryover")

    return tuple(replace(column, role="rate") if divides(column) else column for column in columns)


def _is_bound(text: str) -> bool:
    quantity = parse_quantity(text)
    return (
        quantity is not None and quantity.kind == "number" and quantity.comparator in (">=", "<=", ">", "<")
    )


def _share(grid: Grid, begin: int, end: int, index: int, test: Callable[[str], bool]) -> float:
    """Return which share of the filled cells of a column, one column wide, pass *test*."""
    boxes = (grid.at(row, index) for row in range(begin, min(end, begin + _SAMPLE)))
    texts = [box.text for box in boxes if box is not None and not box.blank and box.right - box.column == 1]
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def _counts(grid: Grid, begin: int, end: int, index: int) -> bool:
    """Return whether the cells of a column only number the rows: 1, 2, 3."""
    boxes = (grid.at(row, index) for row in range(begin, min(end, begin + _SAMPLE)))
    texts = [
        box.text.strip() for box in boxes if box is not None and box.right - box.column == 1 and not box.blank
    ]
    return len(texts) >= 3 and texts == [str(number + 1) for number in range(len(texts))]


def _wordy(grid: Grid, begin: int, end: int, index: int) -> bool:
    """Return whether the cells of a column hold words rather than numbers."""
    words = numbers = 0
    seen: set[int] = set()
    for row in range(begin, min(end, begin + _SAMPLE)):
        box = grid.at(row, index)
        if box is None or box.blank or id(box) in seen or box.right - box.column > 2:
            continue
        seen.add(id(box))
        if is_value(box.text):
            numbers += 1
        elif len(box.text.strip()) > 1:
            words += 1
    return words > numbers


def value_columns(grid: Grid, begin: int, end: int, columns: Sequence[Column]) -> frozenset[int]:
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
