"""One table inside a narrative: everything it states, found by its headers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.document import Paragraph, Table
from extractor.language.units import canonical
from extractor.records import (
    BudgetFigure,
    Composition,
    FiguresSeen,
    GradeBand,
    Indicator,
    ReportKind,
    Share,
    StatedGrade,
    StatedRate,
    StatedScore,
)
from extractor.tables.budget import read_budget
from extractor.tables.grid import Grid
from extractor.tables.indicators import read_indicators
from extractor.tables.marks import Marks
from extractor.tables.regions import plain_region, regions
from extractor.tables.scale import read_scale
from extractor.tables.scores import read_scores, total_row
from extractor.tables.stitch import stitch
from extractor.tables.totals import compositions, shares

_UNIT_LINE = re.compile(r"(?:金额|货币|计量)?\s*单位\s*[:：]?\s*(?:人民币)?\s*(亿元|百万元|万元|千元|元)")
_CAPTION_ROWS = 3


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What one table states.

    ``targets_only`` says that the indicators have no column of actuals: the text around
    the table will tell them. ``figures`` counts the figures of this table alone.
    """

    budgets: list[BudgetFigure] = field(default_factory=list)
    rates: list[StatedRate] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    targets_only: bool = False
    compositions: list[Composition] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    score: StatedScore | None = None
    grade: StatedGrade | None = None
    grade_scale: list[GradeBand] = field(default_factory=list)
    figures: FiguresSeen = field(default_factory=FiguresSeen)


def read_table(
    table: Table,
    *,
    unit: str | None,
    kind: ReportKind,
    fiscal_year: int | None,
    carried_on: Sequence[Table] = (),
) -> TableFacts | None:
    """Return what *table*, *carried_on* over further pages, states; ``None`` where nothing is understood.

    *unit* is the money unit declared before the table (单位：万元); one in the table's own
    first rows beats it. Nothing is raised, whatever the table holds.
    """
    grid = stitch([table, *carried_on])
    marks = Marks()
    money = caption_unit(grid) or unit
    facts = TableFacts(grade_scale=read_scale(grid, marks))
    score: StatedScore | None = None
    grade: StatedGrade | None = None
    targets_only = False
    found = regions(grid)
    if not found and not facts.grade_scale:
        plain = plain_region(grid)
        found = [plain] if plain is not None else []
    for region in found:
        if region.kind == "budget":
            block = read_budget(grid, region, unit=money, kind=kind, fiscal_year=fiscal_year, marks=marks)
            facts.budgets.extend(block.budgets)
            facts.rates.extend(block.rates)
        if region.kind in ("budget", "plain"):
            facts.compositions.extend(compositions(grid, region, money, marks))
            facts.shares.extend(shares(grid, region, money, marks))
        if region.kind == "indicator":
            rows = read_indicators(grid, region, fiscal_year=fiscal_year, marks=marks)
            # Points without target and actual are parts of a score, not indicators of the text's own.
            facts.indicators.extend(each for each in rows.indicators if each.target or each.actual)
            targets_only = targets_only or rows.targets_only
            total = total_row(grid, rows.total, region, marks) if rows.total is not None else None
            if total is not None and score is None:
                score = total.stated(rows.tally.parts if rows.tally.complete else [])
                grade = total.grade
        if region.kind == "score":
            scored = read_scores(grid, region, marks)
            score = score or scored.score
            grade = grade or (scored.total.grade if scored.total else None)
    facts = TableFacts(
        facts.budgets, facts.rates, facts.indicators, targets_only, facts.compositions, facts.shares,
        score, grade, facts.grade_scale, marks.seen(grid, found, range(grid.height)),
    )  # fmt: skip
    stated = (
        facts.budgets,
        facts.rates,
        facts.indicators,
        facts.compositions,
        facts.shares,
        facts.grade_scale,
    )
    return facts if any(stated) or score is not None or grade is not None else None


def caption_unit(grid: Grid, begin: int = 0) -> str | None:
    """Return the money unit declared in the rows from *begin* on (金额单位：万元)."""
    for row in range(begin, min(grid.height, begin + _CAPTION_ROWS)):
        for box in grid.starting(row):
            match = _UNIT_LINE.search(box.text)
            if match:
                return canonical(match[1])
    return None


def line_unit(lines: Iterable[Paragraph]) -> str | None:
    """Return the money unit declared by the last of *lines* above a table that declares one."""
    found = [canonical(match[1]) for line in lines if (match := _UNIT_LINE.search(line.text))]
    return found[-1] if found else None
