"""One self-evaluation form (自评表) as a report: identity, budget, indicators, conclusion."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from extractor.document import Paragraph, Quotable
from extractor.evidence import Evidence
from extractor.prose.passage import passages
from extractor.prose.scale import grade_scale, names_grade, read_scale
from extractor.records import (
    BudgetFigure,
    Composition,
    FiguresSeen,
    GradeBand,
    Indicator,
    NameMention,
    Report,
    ReportKind,
    ScorePart,
    Share,
    Stage,
    StatedRate,
    Term,
    YearMention,
)
from extractor.tables.budget import BudgetBlock, read_budget
from extractor.tables.conclusion import conclusion
from extractor.tables.facts import caption_unit, line_unit
from extractor.tables.grid import Grid
from extractor.tables.identity import Labelled, in_lines, labelled, name_of
from extractor.tables.indicators import read_indicators
from extractor.tables.marks import Marks
from extractor.tables.pairs import amounts_beside_labels, rate_points
from extractor.tables.regions import Region
from extractor.tables.scale import read_bands
from extractor.tables.scores import Total, names_score, total_row
from extractor.tables.sentences import money_in_sentences, totals_told_again
from extractor.tables.splits import split_amounts
from extractor.tables.titles import (
    is_department,
    is_form_title,
    is_project,
    is_title,
    organization_in,
    project_in,
)
from extractor.tables.told import Told, told
from extractor.tables.totals import compositions, shares

_CENTURY = "(?:[1１][9９]|[2２][0０])"
_YEAR = re.compile(rf"({_CENTURY}\d\d)\s*年\s*度")
_BARE_YEAR = re.compile(rf"({_CENTURY}\d\d)\s*年(?!\s*\d{{1,2}}\s*月)")
_EXECUTION = "预算执行率"
_SHORT = 60
_LONGEST_SCALE = 2000


@dataclass
class Section:
    """The rows ``begin`` to ``end`` of one grid that belong to a form, and the lines above and below them.

    ``hidden`` says that they stand on a hidden sheet; ``unit`` is the money unit of the cell
    around a nested table.
    """

    grid: Grid
    begin: int
    end: int
    regions: list[Region]
    lines: list[Paragraph] = field(default_factory=list)
    below: list[Paragraph] = field(default_factory=list)
    hidden: bool = False
    unit: str | None = None

    @property
    def headers(self) -> frozenset[int]:
        """The rows that head columns."""
        return frozenset(row for region in self.regions for row in range(region.top, region.begin))

    @cached_property
    def labels(self) -> list[Labelled]:
        """The labelled values in its cells, looked for once: a sheet has many."""
        return list(labelled(self.grid, range(self.begin, self.end), self.headers))


@dataclass(slots=True)
class _Found:
    """What the sections of a form hold, gathered."""

    budgets: list[BudgetFigure] = field(default_factory=list)
    rates: list[StatedRate] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    made: list[Composition] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    parts: list[ScorePart] = field(default_factory=list)
    complete: bool = True
    total: Total | None = None
    scale: list[GradeBand] = field(default_factory=list)
    figures: list[FiguresSeen] = field(default_factory=list)
    told: Told = field(default_factory=Told)


def read_form(sections: Sequence[Section], *, year: int | None, unit: str | None) -> Report:
    """Return the report that *sections*, in reading order and at least one, make up.

    *year* is the fiscal year of the file, for forms that print none; *unit* the money
    unit declared before them.
    """
    lines = [line for section in sections for line in section.lines]
    labels = [*(each for section in sections for each in section.labels), *in_lines(lines)]
    notes = [line for section in sections for line in section.below]
    labels += [each for each in in_lines(notes) if each.role in ("score", "grade", "conclusion")]
    title, place = _title(sections)
    project = _first(labels, "project")
    organization = _first(labels, "organization")
    supervisor = _first(labels, "supervisor")
    department = is_department(title) or not (_has(labels, "project") or is_project(title))
    kind: ReportKind = "department_form" if department else "project_form"
    stated = _year(sections, lines, labels, title, place)
    fiscal_year = stated[0] if stated else year
    remark = _first(labels, "remark")
    chosen = organization or supervisor
    unit_named = name_of(_first_part(chosen.text)) if chosen else organization_in(lines, title)
    named = name_of(project.text) if project else project_in(title, unit_named)
    found = _Found(told=told(_texts(sections, notes), fiscal_year, unit_named, named))
    for section in sections:
        _read_section(section, found, kind, fiscal_year, unit, name_of(remark.text) if remark else None)
    score, grade = conclusion(
        found.total, found.parts if found.complete else [], labels, [*notes, *reversed(lines)]
    )
    around = [*lines, *notes]
    scale = found.scale
    if not scale and any(names_grade(line.text) for line in around):
        scale = grade_scale(passages(around))[0]
    return Report(
        kind=kind,
        title=title,
        organization=unit_named,
        supervisor=name_of(supervisor.text) if supervisor else None,
        project=None if department else named,
        fiscal_year=fiscal_year,
        budgets=found.budgets,
        rates=found.rates,
        indicators=found.indicators,
        compositions=[*found.made, *found.told.compositions],
        changes=found.told.changes,
        shares=[*found.shares, *found.told.shares],
        structures=found.told.structures,
        enumerations=found.told.enumerations,
        years=[*_own_year(stated), *found.told.years],
        names=[*_names(labels), *found.told.names],
        score=score,
        grade=grade,
        grade_scale=scale,
        figures=_counted(found.figures),
        evidence=place,
    )


def _texts(sections: Sequence[Section], notes: Sequence[Paragraph]) -> Iterator[Quotable]:
    """Yield the texts of a form below its headers, cells first, then the notes."""
    for section in sections:
        headers = section.headers
        for row in range(section.begin, section.end):
            if row not in headers:
                yield from section.grid.starting(row)
    yield from notes


def _own_year(stated: tuple[int, Evidence] | None) -> list[YearMention]:
    if stated is None:
        return []
    year, place = stated
    return [YearMention(year=year, role="subject", text=place.text, evidence=place)]


def _names(labels: Sequence[Labelled]) -> list[NameMention]:
    """Return every name that a label calls the project's or the unit's own."""
    kinds: tuple[Literal["project", "organization"], ...] = ("project", "organization")
    return [
        NameMention(kind=kind, name=name, evidence=each.evidence)
        for kind in kinds
        for each in labels
        if each.role == kind and (name := name_of(each.text))
    ]


def _first(labels: Sequence[Labelled], role: str) -> Labelled | None:
    return next((each for each in labels if each.role == role and name_of(each.text)), None)


def _has(labels: Sequence[Labelled], role: str) -> bool:
    return any(each.role == role for each in labels)


def _first_part(text: str) -> str:
    return re.split(r"[/／]", text)[0]


def _title(sections: Sequence[Section]) -> tuple[str | None, Evidence]:
    """Return the title at the top of the form or nearest above it, and where the form begins."""
    first = sections[0]
    for section in sections:
        for row in range(section.begin, min(section.begin + 3, section.end)):
            boxes = section.grid.filled(row)
            if len(boxes) == 1 and is_title(boxes[0].text):
                return "".join(boxes[0].text.split()), boxes[0].evidence()
    above = [line for section in sections for line in reversed(section.lines)]
    # A chapter between two tables (五、自评结论) is a title only where there is no other.
    line = next((each for each in above if is_form_title(each.text)), None) or next(
        (each for each in above if is_title(each.text)), None
    )
    if line is not None:
        return "".join(line.text.split()), line.evidence(0, len(line.text))
    filled = next((box for row in range(first.begin, first.end) for box in first.grid.filled(row)), None)
    place = filled.evidence() if filled is not None else first.grid.rows[first.begin][0].evidence()
    return None, place


def _year(
    sections: Sequence[Section],
    lines: Sequence[Paragraph],
    labels: Sequence[Labelled],
    title: str | None,
    place: Evidence,
) -> tuple[int, Evidence] | None:
    """Return the year the form evaluates, from its label, its title or the lines around it."""
    for each in labels:
        if each.role == "year" and (match := re.search(rf"{_CENTURY}\d\d", each.text)):
            return int(match[0]), each.evidence
    for pattern in (_YEAR, _BARE_YEAR):
        if title and (match := pattern.search(place.text)):
            start, end = place.start + match.start(), place.start + match.end()
            quote = place.model_copy(update={"text": match[0], "start": start, "end": end})
            return int(match[1]), quote
    for pattern in (_YEAR, _BARE_YEAR):
        for section in sections:
            for row in range(section.begin, min(section.begin + 4, section.end)):
                if row in section.headers:
                    break
                for box in section.grid.filled(row):
                    if len(box.text) <= _SHORT and (match := pattern.search(box.text)):
                        return int(match[1]), box.evidence(*match.span())
        for line in reversed(lines):
            if len(line.text) <= 2 * _SHORT and (match := pattern.search(line.text)):
                return int(match[1]), line.evidence(*match.span())
    return None


def _explained(indicators: Sequence[Indicator], remark: str | None) -> list[Indicator]:
    """Return the indicators of a block without reasons, those not as planned with the form's remark.

    A remark that names the indicators it explains says nothing of others at full points.
    """
    named = {each.name for each in indicators if remark and each.name in remark}
    return [
        each.model_copy(update={"reason": remark})
        if remark
        and each.actual
        and each.target
        and each.actual.value != each.target.value
        and not (named and each.name not in named and each.weight and each.score == each.weight)
        else each
        for each in indicators
    ]


def _read_section(
    section: Section,
    found: _Found,
    kind: ReportKind,
    fiscal_year: int | None,
    unit: str | None,
    remark: str | None,
) -> None:
    grid, marks = section.grid, Marks()
    money = caption_unit(grid, section.begin) or line_unit(section.lines) or section.unit or unit
    inside: set[int] = set()
    for region in section.regions:
        if region.kind == "budget":
            inside.update(range(region.top, region.end))
            block = read_budget(grid, region, unit=money, kind=kind, fiscal_year=fiscal_year, marks=marks)
            more, made = split_amounts(
                grid, region, _totals(block), unit=money, kind=kind, fiscal_year=fiscal_year, marks=marks
            )
            found.budgets += block.budgets + more
            found.rates += block.rates
            found.made += compositions(grid, region, money, marks) + made
            found.shares += shares(grid, region, money, marks)
            _execution_points(region, block, found)
            for row in range(region.begin, region.end):
                if names_score(grid, row):
                    found.total = total_row(grid, row, region, marks) or found.total
        elif region.kind in ("indicator", "score"):
            inside.update(range(region.top, region.begin))
            rows = read_indicators(grid, region, fiscal_year=fiscal_year, marks=marks)
            found.indicators += rows.indicators if rows.reasons else _explained(rows.indicators, remark)
            found.made += rows.sums
            found.parts += rows.tally.parts
            found.complete = found.complete and rows.tally.complete
            inside.update(rows.rows)
            if rows.total is not None:
                total = total_row(grid, rows.total, region, marks)
                found.total = total or found.total
        elif region.kind == "scale":
            bands = read_bands(grid, range(region.top, region.end), marks)
            found.scale = found.scale or bands
            if not bands and names_score(grid, region.top):
                found.total = total_row(grid, region.top, None, marks) or found.total
    free = [row for row in range(section.begin, section.end) if row not in inside]
    found.scale = found.scale or _scale_in_cells(grid, free, marks)
    found.parts += rate_points(grid, free, marks)
    beside = amounts_beside_labels(grid, free, unit=money, kind=kind, fiscal_year=fiscal_year, marks=marks)
    found.budgets += beside.budgets
    found.rates += beside.rates
    found.made += beside.compositions
    if found.budgets:
        below = [row for row in range(section.begin, section.end) if row not in section.headers]
        found.budgets += totals_told_again(grid, below, kind, fiscal_year, found.budgets, marks)
    else:
        told, named = money_in_sentences(grid, free, kind, fiscal_year, marks)
        found.budgets += told
        found.rates += named
    for each in section.labels:
        marks.use(*each.boxes)
    for passage in found.told.passages:
        marks.quote(passage.source, passage.used_spans())
    found.figures.append(marks.seen(grid, section.regions, range(section.begin, section.end)))


def _scale_in_cells(grid: Grid, rows: Sequence[int], marks: Marks) -> list[GradeBand]:
    """Return the grade scale that one cell of running text in *rows* prints."""
    for row in rows:
        for box in grid.filled(row):
            named = "优" in box.text or "合格" in box.text
            bands = read_scale(box.text[:_LONGEST_SCALE]) if named else []
            if bands:
                marks.use(box)
                return [
                    GradeBand(
                        label=band.label,
                        lower=band.bounds.lower,
                        lower_inclusive=band.bounds.lower_inclusive,
                        upper=band.bounds.upper,
                        upper_inclusive=band.bounds.upper_inclusive,
                        evidence=box.evidence(band.start, band.end),
                    )
                    for band in bands
                ]
    return []


def _totals(block: BudgetBlock) -> dict[Stage, Term]:
    """Return the amounts of the total row by stage."""
    for row in block.rows:
        if row.total:
            return {
                amount.stage: Term(
                    label=row.label.key, quantity=amount.quantity, evidence=amount.box.evidence()
                )
                for amount in row.amounts.values()
            }
    return {}


def _execution_points(region: Region, block: BudgetBlock, found: _Found) -> None:
    points = block.points
    if points is not None:
        found.parts.append(
            ScorePart(label=_EXECUTION, score=points.score, full=points.full, evidence=points.box.evidence())
        )
    elif region.of("score", "rate_score"):
        found.complete = False


def _counted(counts: Sequence[FiguresSeen]) -> FiguresSeen:
    return FiguresSeen(
        seen=sum(each.seen for each in counts),
        used=sum(each.used for each in counts),
        unused=[place for each in counts for place in each.unused],
    )
