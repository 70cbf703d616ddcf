"""How the weights (分值) are spread: over levels, over indicators, over the dimensions required."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from extractor.document import Cell, Table
from extractor.evidence import Evidence
from perfeval.findings import Finding
from perfeval.interval import total
from perfeval.recompute.points import exact_weight, finest_step, reading
from perfeval.rules.causes.identity import Figure, Sum
from perfeval.rules.figures import of_number, sum_of
from perfeval.rules.items import is_form, points, where
from perfeval.rules.proselevels import levels_in_prose
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sheet import full_score, sheet
from perfeval.rules.sums import kind
from perfeval.rules.wording import listed, place, plain

_LONGEST = 40
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)


@rule(
    "SCO404",
    severity="error",
    zh="一级或二级指标的分值与下级之和不符",
    en="a level's points are not the sum of its children",
)
def levels_and_children(facts: Facts) -> Iterator[Finding]:
    """一级、二级指标后面写明的分值，不等于它下面各项指标分值之和。

    为什么重要
    分值按一级指标分配（产出 50 分、效益 30 分…），下级加起来不等，说明有的指标漏填或填错。

    示例
    “产出指标（50分）”下面五项指标的分值合计 45 分。

    依据
    算术。

    “小计”行的分值、得分与它上面各项之和不符，同样提示。

    已知的误报
    下级有指标没有分值、或者同一级指标跨页而不能确定归属的，不提示；叙述式报告只作“警告”。
    """
    yield from _subtotals(facts)
    if not is_form(facts.report):
        yield from levels_in_prose(facts)
    for level in _levels(facts):
        values = level.values
        if values is None:
            continue
        facts.checked()
        below = total(map(exact_weight, values))
        if below.contains(level.stated) or below.contains(level.stated / 100):
            continue
        added = sum(values, Decimal(0))
        here = level.cell.evidence()
        label = level.label
        yield facts.finding(
            "SCO404",
            zh=f"{place(here)}“{label}”写明 {points(level.stated)} 分，下面 {len(values)} 项的分值合计 "
            f"{plain(added)} 分",
            en=f"{place(here, 'en')}: {label!r} states {points(level.stated)} points, the {len(values)} "
            f"items below make {plain(added)}",
            evidence=[here, *level.evidence],
            key=[label, level.stated, added],
            stated=points(level.stated),
            recomputed=plain(added),
            identity=_sum(
                (label, level.stated, here),
                [("", *each) for each in zip(values, level.evidence, strict=True)],
            )
            if len(level.evidence) == len(values)
            else None,
        )


_Points = tuple[str, Decimal, Evidence]
"""A label, the points printed for it, and where."""


def _sum(whole: _Points, parts: Sequence[_Points]) -> Sum | None:
    step = finest_step([value for _, value, _ in (whole, *parts)]) or Decimal(1)

    def of(item: _Points) -> Figure:
        label, value, here = item
        return of_number(label, value, "分", here, reading(value, None, step, fine=True))

    return sum_of(of(whole), [of(part) for part in parts if part[1]])


def _subtotals(facts: Facts) -> Iterator[Finding]:
    """Yield what is wrong with the subtotal rows: their points against those of the rows they sum up."""
    for composition in facts.report.compositions:
        if kind(composition) != "points":
            continue
        values = [item.quantity.value for item in composition.parts]
        stated = composition.total.quantity.value
        numbers = [value for value in values if isinstance(value, Decimal)]
        if not isinstance(stated, Decimal) or len(numbers) < len(values):
            continue
        facts.checked()
        step = finest_step([stated, *numbers]) or Decimal(1)
        possible = total(reading(value, None, step, fine=True) for value in numbers)
        if possible.possible_equal(reading(stated, None, step, fine=True)):
            continue
        added = sum(numbers, Decimal(0))
        here, label = composition.total.evidence, composition.total.label
        yield facts.finding(
            "SCO404",
            zh=f"{place(here)}“{label}”{points(stated)} 分，而上面 {len(numbers)} 项之和为 "
            f"{' + '.join(map(points, numbers))} = {plain(added)} 分",
            en=f"{place(here, 'en')}: {label!r} is {points(stated)}, the {len(numbers)} rows above make "
            f"{plain(added)}",
            evidence=[here, *(item.evidence for item in composition.parts)],
            key=[label, stated, added],
            stated=points(stated),
            recomputed=plain(added),
            identity=_sum(
                (label, stated, here),
                [
                    (item.label, value, item.evidence)
                    for item, value in zip(composition.parts, numbers, strict=True)
                ],
            ),
        )


@dataclass(slots=True)
class _Level:
    """A cell that prints the points of its level, and what stands directly under it."""

    cell: Cell
    label: str
    stated: Decimal
    below: dict[int, Decimal | None] = field(default_factory=dict)
    unread: bool = False
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def values(self) -> list[Decimal] | None:
        """The points below, ``None`` where some are not printed or a row was not read."""
        if self.unread:
            return None
        found = [value for value in self.below.values() if value is not None]
        return found if found and len(found) == len(self.below) else None


@dataclass(frozen=True, slots=True)
class _Row:
    """A weighted row: its label, its weight, where it stands."""

    label: str
    weight: Decimal | None
    spot: Evidence
    levels: frozenset[str] = frozenset()


def _rows(facts: Facts) -> Iterator[_Row]:
    """Yield the rows of indicators, or of a score table where there are no indicators."""
    report = facts.report
    for item in report.indicators:
        if item.evidence.name is not None and not item.name.startswith("其中"):
            levels = frozenset(filter(None, (item.level1, item.level2)))
            yield _Row(item.name, item.weight, item.evidence.name, levels)
    if not report.indicators and report.score is not None:
        for part in report.score.parts:
            yield _Row(part.label, part.full, part.evidence)


def _levels(facts: Facts) -> list[_Level]:
    """Return the level cells that print points (产出指标（50分）) with the rows or levels under them."""
    if facts.document is None:
        return []
    tables = {table.index: table for table in facts.document.tables}
    rows = list(_rows(facts))
    levels: dict[int, _Level] = {}
    loose: set[str] = set()
    for row in rows:
        table = tables.get(row.spot.table) if row.spot.table is not None else None
        if table is None or row.spot.row is None or row.spot.column is None:
            continue
        above = _above(table, row, row.spot.row, row.spot.column)
        chain = [(cell, label, stated) for cell, label, stated in above if stated is not None]
        loose |= row.levels - {label for _, label, _ in chain}
        for place_, (cell, label, stated) in enumerate(chain):
            level = levels.setdefault(id(cell), _Level(cell, label, stated))
            if place_ + 1 < len(chain):
                level.below[id(chain[place_ + 1][0])] = chain[place_ + 1][2]
            else:
                level.below[id(row)] = row.weight
            level.evidence.append(row.spot)
    read = {(row.spot.table, row.spot.row) for row in rows}
    for level in levels.values():
        level.unread = _unread(tables, level.cell, read)
    # A level carried over a page break prints its points once: what stands under it is not all there.
    cut = len({row.spot.table for row in rows}) > 1
    named = frozenset().union(*(row.levels for row in rows))
    # One printed again on the next page has only a part of its rows in either table.
    tables_of: dict[str, set[int]] = {}
    for level in levels.values():
        tables_of.setdefault(level.label, set()).add(level.cell.table)
    return [
        level
        for level in levels.values()
        if level.label not in loose and (level.label in named or not cut) and len(tables_of[level.label]) == 1
    ]


def _unread(tables: Mapping[int, Table], level: Cell, read: Container[tuple[int | None, int | None]]) -> bool:
    """Return whether a row beside a level holds numbers and is none of the indicators that were read."""
    table = tables[level.table]
    for index in _rows_of(table, level):
        if (level.table, index) in read:
            continue
        cells = (table.at(index, column) for column in range(table.column_count))
        if any(
            cell is not None and cell.row == index and _NUMBER.fullmatch(cell.text.strip()) for cell in cells
        ):
            return True
    return False


def _above(table: Table, row: _Row, index: int, column: int) -> list[tuple[Cell, str, Decimal | None]]:
    """Return the level cells left of a row's own label: cell, label, the points they print."""
    # Loaded here: the catalogue is shown without the language modules.
    from extractor.tables.headers import heading

    found: list[tuple[Cell, str, Decimal | None]] = []
    for left in range(column):
        cell = table.at(index, left)
        if cell is None or len(cell.text) > _LONGEST or any(cell is other for other, _, _ in found):
            continue
        head = heading(cell.text)
        if head.key == row.label:
            break
        if head.key:
            stated = head.points if head.points is not None else _beside(table, cell, index, column)
            found.append((_topmost(table, cell), head.key, stated))
    return found


def _topmost(table: Table, cell: Cell) -> Cell:
    """Return the first of the cells that print a level again in every row, where none are merged."""
    while (above := table.at(cell.row - 1, cell.column) if cell.row else None) is not None:
        if above.text != cell.text or above.column != cell.column:
            break
        cell = above
    return cell


def _rows_of(table: Table, level: Cell) -> range:
    """Return the rows that a level's cell and those that repeat it below stand beside."""
    end = level.row + level.row_span
    while (below := table.at(end, level.column) if end < table.row_count else None) is not None:
        if below.text != level.text or below.column != level.column:
            break
        end = below.row + below.row_span
    return range(level.row, min(end, table.row_count))


def _beside(table: Table, level: Cell, index: int, column: int) -> Decimal | None:
    """Return the points in a level's own column of weights (一级指标 | 分值 | 二级指标 | 分值 | …)."""
    from extractor.tables.headers import SURE, column_roles, heading

    right = level.column + level.column_span
    cell = table.at(index, right) if right < column else None
    if cell is None or (cell.row, cell.row_span) != (level.row, level.row_span):
        return None
    if not _NUMBER.fullmatch(cell.text.strip()):
        return None

    def headed(place: int, *roles: str) -> bool:
        above = {each for row in range(cell.row) if (each := table.at(row, place)) is not None and each.text}
        found = [column_roles(heading(each.text).key) for each in above]
        return any(sure == SURE and not set(roles).isdisjoint(named) for named, sure in found)

    named = headed(level.column, "level1", "level2", "level") and headed(right, "weight")
    return Decimal(cell.text.strip()) if named else None


@rule("SCO406", severity="info", zh="所有指标都是满分", en="every indicator at full marks")
def all_full(facts: Facts) -> Iterator[Finding]:
    """每一项有分值的指标都得满分。

    为什么重要
    全部满分多半说明目标定得低，或者没有认真评；抽查时应当优先看这样的表。

    示例
    十二项指标全部满分，总分 100 分。

    依据
    各地抽查复核的通行做法。

    已知的误报
    任务确实全部完成的也会这样，只作“提示”；指标不足五项的不提示。
    """
    page = sheet(facts)
    if len(page.weighted) < 5 or page.unweighted:
        return
    facts.checked()
    if any(item.score != item.weight for item in page.weighted):
        return
    yield facts.finding(
        "SCO406",
        zh=f"{where(page.weighted[0])}起 {len(page.weighted)} 项指标全部满分",
        en=f"all {len(page.weighted)} indicators have full marks",
        evidence=page.places,
        key=sorted(item.name for item in page.weighted),
    )


@rule("SCO407", severity="info", zh="一项指标占了大部分分值", en="one indicator carries most of the weight")
def dominant_weight(facts: Facts) -> Iterator[Finding]:
    """一项指标的分值超过全部指标分值的一半。

    为什么重要
    其余指标做得再差也影响不了结论，指标体系就形同虚设。

    示例
    四项指标的分值为 60、10、10、10。

    依据
    所选标准的界限（默认 50%）。

    已知的误报
    少于三项指标的不提示；只作“提示”。
    """
    page = sheet(facts)
    whole = sum(page.weights, Decimal(0))
    if len(page.weights) < 3 or page.unweighted or whole < full_score(facts) / 2:
        return
    facts.checked()
    weight, heaviest = max(zip(page.weights, page.weighted, strict=True), key=lambda pair: pair[0])
    share = Fraction(weight) / Fraction(whole) * 100
    if share <= Fraction(facts.standard.thresholds.dominant_weight):
        return
    yield facts.finding(
        "SCO407",
        zh=f"{where(heaviest)}“{heaviest.name}”分值 {points(heaviest.weight)}，占全部指标分值 {plain(whole)} "
        f"的 {plain(share, 0)}%",
        en=f"{where(heaviest, 'en')}: {heaviest.name!r} has {points(heaviest.weight)} of {plain(whole)} "
        f"points, {plain(share, 0)} %",
        evidence=[heaviest.evidence.name] if heaviest.evidence.name else [],
        key=[heaviest.name, heaviest.weight],
        stated=points(heaviest.weight),
        recomputed=f"{plain(share, 0)}%",
    )


@rule(
    "SCO408", severity="info", zh="缺少标准要求的指标类型", en="a dimension the standard requires is missing"
)
def missing_dimension(facts: Facts) -> Iterator[Finding]:
    """自评表里没有标准要求的某一类指标（质量、时效、成本、效益、满意度）。

    为什么重要
    只报数量不报质量和效益，看不出钱花得值不值。

    示例
    全部指标都是数量指标和满意度指标，没有成本指标。

    依据
    财预〔2020〕10号：绩效指标包括产出、成本、效益和满意度。

    已知的误报
    成本、满意度指标不适用的项目可以不设，只作“提示”；没有写一级、二级指标名称的表、按投入、过程、产出、效果设置的评价体系不检查；
    叙述式报告不检查。
    """
    report = facts.report
    levels = {level for item in report.indicators for level in (item.level1, item.level2) if level}
    framework = not any(word in level for level in levels for word in ("数量", "质量", "时效"))
    if not is_form(report) or len(report.indicators) < 4 or len(levels) < 2 or framework:
        return
    facts.checked()
    words = "".join(levels) + "".join(item.name for item in report.indicators if not item.level2)
    dimensions = facts.standard.requirements.dimensions
    missing = [each.title for each in dimensions if not each.shown_in(words)]
    if not missing or len(missing) == len(dimensions):
        return
    yield facts.finding(
        "SCO408",
        zh=f"{where(report.indicators[0])}起 {len(report.indicators)} 项指标中没有{listed(missing)}指标",
        en=f"none of the {len(report.indicators)} indicators is about {', '.join(missing)}",
        evidence=[report.evidence],
        key=missing,
    )
