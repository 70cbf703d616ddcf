"""The self-evaluation forms (自评表) of a document, however many, over whichever tables.

A form begins where cells or the lines above name its project or unit and goes on through
the tables that follow until the next one begins. What makes it a form is a budget or
indicator block with that identity; a table inside a narrative has none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.document import Document, Paragraph, Table
from extractor.language.units import dimension
from extractor.records import Report, Warning_
from extractor.tables.compound import unfolded
from extractor.tables.doubts import doubts
from extractor.tables.form import Section, read_form
from extractor.tables.grid import Grid
from extractor.tables.headers import heading
from extractor.tables.identity import in_lines
from extractor.tables.indicators import total_box
from extractor.tables.regions import Region, regions
from extractor.tables.stitch import continues, stitch
from extractor.tables.titles import ends_as_table, is_form_title, is_title
from extractor.tables.turned import turned_blocks

_NARRATIVE = 80
_CALLED_FORM = re.compile(r"自评[^，。]{0,4}表(?:[（(][^）)]*[)）])?$")
LARGEST = 200_000
"""Grid positions beyond which a table is a list of data: a form has hundreds, a file of forms thousands."""
_NOTES = 8
_TURNED = 200
_OUTER = 12
_EVALUATED = re.compile("自评|评价")
_IDENTITY = ("project", "organization")
_REMARK = 400
"""Characters that may stand between the halves of a form, or between its title and its first table."""
_TITLE_ROWS = 3
_HALVES = {"budget": "budget", "indicator": "indicator", "score": "indicator"}


def read_forms(
    document: Document, notes: list[Warning_] | None = None
) -> tuple[list[Report], frozenset[int]]:
    """Return one report a form, in document order, and the indices of the tables they took up.

    A document without forms gives ``([], frozenset())``; tables that belong to no form
    are left to the narrative. What was read with doubt is added to *notes*.
    """
    reports: list[Report] = []
    consumed: set[int] = set()
    year: int | None = None
    for sections in _forms(document):
        if not any(
            region.kind in ("budget", "indicator", "score") for each in sections for region in each.regions
        ):
            continue
        report = read_form(sections, year=year, unit=None)
        if notes is not None:
            notes += (note for each in sections for note in doubts(each.regions))
        year = report.fiscal_year or year
        reports.append(report)
        consumed.update(index for each in sections for index in each.grid.tables)
    return reports, frozenset(consumed)


@dataclass(slots=True)
class _Run:
    """Tables that carry each other on, and the paragraphs between them and their neighbours."""

    tables: list[Table]
    above: list[Paragraph]
    behind: list[Paragraph] = field(default_factory=list)
    unit: str | None = None
    """The money unit that the row of an outer table declares, where the tables stand inside it."""
    parts: list[Section] | None = None
    """The parts of its only table, where that was looked into already."""

    @property
    def lines(self) -> list[Paragraph]:
        """The short lines right above the tables: titles, names, units, from a form's title on also goals."""
        begin = len(self.above)
        while begin and not _is_prose(self.above[begin - 1].text):
            begin -= 1
        length = 0
        for place in range(begin - 1, -1, -1):
            length += len(self.above[place].text)
            if length > _REMARK:
                break
            if _calls_form(self.above[place].text):
                return self.above[place:]
        return self.above[begin:]

    @property
    def below(self) -> list[Paragraph]:
        """The notes right below the tables, up to the next title."""
        end = 0
        while end < min(len(self.behind), _NOTES) and not is_form_title(self.behind[end].text):
            end += 1
        return self.behind[:end]

    @property
    def narrative(self) -> bool:
        """Whether running text stands between them and the table before."""
        return len(self.lines) < len(self.above)


def _calls_form(text: str) -> bool:
    """Return whether a line is a form's title and nothing more: 自评表及报告 heads both."""
    return is_form_title(text) and ends_as_table("".join(text.split()))


def _is_prose(text: str) -> bool:
    return len(text) > _NARRATIVE or text.rstrip().endswith(("。", "；"))


def _runs(document: Document) -> Iterator[_Run]:
    lines: list[Paragraph] = []
    tables: dict[int, Table] = {}
    run: _Run | None = None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.kind == "body" and block.text.strip():
                lines.append(block)
            continue
        parts = None
        if run is not None and not lines and continues(run.tables[-1], block):
            parts = _parts([block])
            if not _begins(parts):
                run.tables.append(block)
                run.parts = None
                continue
        if run is not None:
            run.behind = lines
            yield run
        tables[block.block] = block
        run = _Run([block], lines, unit=_outer_unit(block, tables), parts=parts)
        lines = []
    if run is not None:
        run.behind = lines
        yield run


def _outer_unit(table: Table, tables: Mapping[int, Table]) -> str | None:
    """Return the money unit in the row of the table that *table* stands in (项目资金（万元） | …)."""
    outer = tables.get(table.parent[0]) if table.parent else None
    if outer is None or table.parent is None:
        return None
    # The words may stand in a row of their own above the table.
    rows = (table.parent[1], table.parent[1] - 1)
    cells = (outer.at(row, column) for row in rows for column in range(min(outer.column_count, _OUTER)))
    units = (heading(cell.text).unit for cell in cells if cell is not None and len(cell.text) <= _NARRATIVE)
    return next((unit for unit in units if unit and dimension(unit).startswith("money")), None)


def _size(table: Table) -> int:
    return table.row_count * table.column_count


def left_over(document: Document, consumed: frozenset[int]) -> Iterator[Table]:
    """Yield the tables that have the header of a budget or of indicators, but are not among *consumed*."""
    for table in document.tables:
        if table.index in consumed or table.parent is not None or _size(table) > LARGEST:
            continue
        if any(region.kind in _HALVES for region in regions(Grid.of([table]))):
            yield table


def oversized(document: Document) -> list[Table]:
    """Return the tables that are too large to be looked through for forms."""
    return [table for table in document.tables if _size(table) > LARGEST]


def _begins(parts: Sequence[Section]) -> bool:
    """Return whether a table at the top of a page names a project or unit: a form of its own."""
    return any(
        each.role in _IDENTITY
        for section in parts[:1]
        for each in section.labels
        if each.row is not None and each.row < 5
    )


def _forms(document: Document) -> Iterator[list[Section]]:
    """Yield the sections of each form."""
    form: list[Section] = []
    pending: list[Section] = []
    for run in _runs(document):
        for section in _sections(run):
            narrative = run.narrative
            titled = any(is_form_title(line.text) for line in section.lines)
            named = any(each.role in _IDENTITY for each in section.labels) or (
                titled and any(each.role in _IDENTITY for each in in_lines(section.lines))
            )
            unnamed = not form and not narrative and _framework(section)
            if titled_data(section) and not form:
                # The sheet of basic data that some forms have before them is no form of its own.
                pending.append(section)
            elif named or unnamed:
                if form:
                    yield form
                # A table of basic data just above, with nothing but titles between, belongs to it.
                form = [*([] if narrative else pending), section]
                pending = []
            elif (
                form
                and not _apart(run, form)
                and ((not narrative and not titled) or _completes(form, section, run))
            ):
                form.append(section)
            else:
                if form:
                    yield form
                form = []
                pending = (
                    [section] if _is_frame(section) or (section.regions and titled_data(section)) else []
                )
    if form or any(map(titled_data, pending)):
        yield form or pending


def _framework(section: Section) -> bool:
    """Return whether a table is a form by its title alone, with nobody named in it.

    So are the frameworks that a whole department is scored by, 指标体系及自评得分; and what
    calls itself 自评表 may begin with its budget.
    """
    titles = ["".join(line.text.split()) for line in section.lines if is_title(line.text)]
    if not titles or titles[-1].endswith("报告"):
        return False
    if _CALLED_FORM.search(titles[-1]) and section.regions:
        return True
    return not any(_is_prose(line.text) for line in section.below) and any(
        region.kind == "indicator" and region.of("score") for region in section.regions
    )


def _completes(form: Sequence[Section], section: Section, run: _Run) -> bool:
    """Return whether a table behind a remark is a further part of a form: its money, or (more) indicators.

    A form written with a table a part has notes between them (调整原因：…。), as long as a few
    sentences; more is a narrative that tables stand in. Its own title (绩效指标完成情况表) is that of a part.
    """
    if sum(len(line.text) for line in run.above) > _REMARK or not _titled(form[0]):
        return False
    if any(is_form_title(line.text) and _EVALUATED.search(line.text) for line in section.lines):
        return False
    has = {_HALVES.get(region.kind) for each in form for region in each.regions} - {None}
    adds = {_HALVES.get(region.kind) for region in section.regions} - {None}
    return bool(adds) and bool(has) and (has.isdisjoint(adds) or _unfinished(form, section))


def _unfinished(form: Sequence[Section], section: Section) -> bool:
    """Return whether indicators go on below the same headers, and no total has closed them yet."""
    before = [(each.grid, region) for each in form for region in each.regions if region.kind == "indicator"]
    following = [region for region in section.regions if region.kind == "indicator"]
    if not before or not following:
        return False
    one, other = ([column.label for column in each.columns] for each in (before[-1][1], following[0]))
    return one == other and not any(
        total_box(grid, row) is not None for grid, region in before for row in range(region.begin, region.end)
    )


def _titled(section: Section) -> bool:
    """Return whether a line above a table, or one of its first rows, is the title of a form."""
    rows = range(section.begin, min(section.end, section.begin + _TITLE_ROWS))
    cells = (box.text for row in rows for box in section.grid.filled(row)[:1])
    return any(map(_calls_form, (*(line.text for line in section.lines), *cells)))


def _apart(run: _Run, form: list[Section]) -> bool:
    """Return whether a table without a name of its own stands on a hidden sheet, and the form does not."""
    return any(table.hidden for table in run.tables) and not form[-1].hidden


def _is_frame(section: Section) -> bool:
    """Return whether a table of one column frames the tables of a form: its title, its year, a few words."""
    grid = section.grid
    texts = [box.text for row in range(grid.height) for box in grid.filled(row)]
    return grid.width == 1 and (any(map(is_title, texts)) or sum(map(len, texts)) <= _NARRATIVE)


def titled_data(section: Section) -> bool:
    """Return whether a table is the sheet of basic data that some forms have before them."""
    return any("基础数据" in "".join(line.text.split()) for line in section.lines)


def _sections(run: _Run) -> list[Section]:
    """Return the parts of a run of tables with what stands around them."""
    sections = _parts(run.tables) if run.parts is None else run.parts
    hidden = any(table.hidden for table in run.tables)
    for section in sections:
        section.hidden, section.unit = hidden, run.unit
    if sections:
        sections[0].lines = run.lines
        sections[-1].below = run.below
    return sections


def _parts(tables: Sequence[Table]) -> list[Section]:
    """Return the parts of *tables*, cut where a further form begins inside them; none of a huge one."""
    if sum(map(_size, tables)) > LARGEST:
        return []
    grid = unfolded(stitch(tables))
    found = regions(grid)
    whole = Section(grid, 0, grid.height, found)
    starts = _starts(whole, found)
    blocks = list(turned_blocks(grid)) if grid.height <= _TURNED else []
    cuts = {0, grid.height, *starts[1:], *(row for begin, end, _ in blocks for row in (begin, end))}
    if len(cuts) <= 2 and not blocks:
        return [whole]
    sections = []
    for begin, end in pairwise(sorted(cuts)):
        block = next((block for first, _, block in blocks if first == begin), None)
        if block is not None:
            sections.append(Section(block, 0, block.height, regions(block)))
        else:
            inside = [region.cut(end) for region in found if begin <= region.top < end]
            sections.append(Section(grid, begin, end, inside))
    return sections


def _starts(section: Section, found: Sequence[Region]) -> list[int]:
    """Return the rows where forms begin: at each project's name with a block behind it."""
    rows = sorted({each.row for each in section.labels if each.role == "project" and each.row is not None})
    tops = [region.top for region in found]
    starts: list[int] = []
    for place, row in enumerate(rows):
        following = rows[place + 1] if place + 1 < len(rows) else section.grid.height
        if any(row < top < following for top in tops):
            begin = row
            while begin > 0 and len(section.grid.filled(begin - 1)) <= 1 and not _valued(section, begin - 1):
                begin -= 1
            starts.append(begin)
    return starts


def _valued(section: Section, row: int) -> bool:
    """Return whether a row of one cell is a remark at the end of a form rather than a title."""
    boxes = section.grid.filled(row)
    return bool(boxes) and not is_title(boxes[0].text) and boxes[0].column > 0
