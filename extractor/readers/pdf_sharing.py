"""What stands on a page shared out: glyphs in a ruled table to its cells, the rest to lines."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from extractor.readers.assembly import GridCell
from extractor.readers.pdf_furniture import FOOTER_MARGIN, HEADER_MARGIN, PageLines
from extractor.readers.pdf_joins import is_wide
from extractor.readers.pdf_lines import Line, build_lines, split_columns
from extractor.readers.pdf_open_grids import grids_of
from extractor.readers.pdf_open_tables import OpenTable, find_open_tables
from extractor.readers.pdf_open_zones import may_hold_tables
from extractor.readers.pdf_page import SPACE, Glyph, PageContent, Stray
from extractor.readers.pdf_paragraphs import cell_text
from extractor.readers.pdf_tables import Grid, align, find_grids, grid_of_boxes

# What it makes of a damaged file it would say on standard error, where no file is named.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

_FEW_CELLS = 40
_FILLED = 0.08
"""Share of cells with text in a table of more than a few cells; a blank form has its labels."""
_COLUMNED = 3
"""Lines of several texts inside cells from which on a table is held to lack rules."""
_MOST_LINES = 2_000
"""Lines on a page up to which a second, much slower opinion is asked for."""


@dataclass(slots=True)
class PageTable:
    """A table on one page: its grid, its cells with their text."""

    grid: Grid
    cells: list[GridCell]
    page: int
    inside: tuple[int, int, int] | None = None
    """Index of the table around it on the same page, with row and column of the cell."""
    columned: int = 0
    """Lines inside its cells that show several texts side by side."""


@dataclass(slots=True)
class SharedPage:
    """A page after its glyphs were shared out between tables and running text."""

    content: PageContent
    lines: PageLines
    tables: list[PageTable]
    asides: list[Stray]


def share_out(contents: Sequence[PageContent], data: bytes) -> list[SharedPage]:
    """Return the pages with their tables found and every glyph in its place.

    *data* is the file, for the second opinion on pages whose lines are unsure.
    """
    found = [_grids(content, data) for content in contents]
    _align_over_pages(contents, found)
    pages = [
        _share_between(content, grids) if grids else _running_text(content)
        for content, grids in zip(contents, found, strict=True)
    ]
    for index, grids in _with_open_tables(pages, found).items():
        pages[index] = _share_between(contents[index], grids)
    return pages


def _with_open_tables(pages: Sequence[SharedPage], found: Sequence[list[Grid]]) -> dict[int, list[Grid]]:
    """Return the grids of the pages that hold tables without all their rules, by the page's index.

    A grid whose cells hold columns of their own is given up where what stands in it is
    such a table.
    """
    result: dict[int, list[Grid]] = {}
    chain: list[tuple[int, OpenTable]] = []
    for index, page in enumerate(pages):
        content = page.content
        cut = (
            bool(chain) and chain[-1][0] == index - 1 and _reaches_end(pages[index - 1], chain[-1][1].bottom)
        )
        half = [table.grid for table in page.tables if table.columned >= _COLUMNED]
        if not (cut or half or may_hold_tables(page.lines.lines)):
            continue
        kept = [grid for grid in found[index] if grid not in half]
        glyphs, lines = content.glyphs, page.lines.lines
        if found[index]:
            glyphs = _outside(glyphs, kept)
        if half or any(line.column for line in lines):
            lines = build_lines(glyphs)
        tables = [
            table
            for table in find_open_tables(glyphs, lines, content.rulings, goes_on=cut)
            # Rules that are drawn are believed unless there is much more than they show.
            if not any(_meet(grid, table) and table.most_columns < len(grid.xs) + 1 for grid in half)
        ]
        if not tables:
            continue
        if not (cut and _begins(page, tables[0].top)):
            _settle(chain, result)
            chain = []
        kept += [grid for grid in half if not any(_meet(grid, table) for table in tables)]
        result[index] = kept
        for number, table in enumerate(tables):
            if number:
                _settle(chain, result)
                chain = []
            chain.append((index, table))
    _settle(chain, result)
    return {
        index: sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0])) for index, grids in result.items()
    }


def _settle(chain: Sequence[tuple[int, OpenTable]], result: dict[int, list[Grid]]) -> None:
    if chain:
        grids = grids_of([table for _, table in chain])
        for (index, _), grid in zip(chain, grids, strict=True):
            result[index].append(grid)


def _meet(grid: Grid, table: OpenTable) -> bool:
    return grid.ys[0] < table.bottom - 1 and table.top < grid.ys[-1] - 1


def _outside(glyphs: Iterable[Glyph], grids: Sequence[Grid]) -> list[Glyph]:
    order = range(len(grids))
    return [
        glyph
        for glyph in glyphs
        if _place(grids, order, (glyph[1] + glyph[2]) / 2, glyph[3] - 0.3 * glyph[4]) is None
    ]


def _reaches_end(page: SharedPage, bottom: float) -> bool:
    """Return whether nothing but a footer stands below *bottom*."""
    low = (1 - FOOTER_MARGIN) * page.content.height
    return not any(glyph[0] != SPACE and bottom < glyph[3] < low for glyph in page.content.glyphs)


def _begins(page: SharedPage, top: float) -> bool:
    """Return whether nothing but a header stands above *top*."""
    high = HEADER_MARGIN * page.content.height
    return not any(
        glyph[0] != SPACE and high < glyph[3] < top - 0.3 * glyph[4] for glyph in page.content.glyphs
    )


def _grids(content: PageContent, data: bytes) -> list[Grid]:
    grids = [grid for grid in find_grids(content.rulings) if _holds_text(grid, content.glyphs)]
    lines = len(content.rulings.horizontal) + len(content.rulings.vertical)
    if all(grid.sure for grid in grids) or lines > _MOST_LINES:
        return grids
    return _second_opinion(data, content) or grids


def _holds_text(grid: Grid, glyphs: Iterable[Glyph]) -> bool:
    """Return whether a grid is a table rather than a drawing: enough of its cells hold text."""
    if len(grid.regions) <= _FEW_CELLS:
        return True
    filled = {
        grid.locate((glyph[1] + glyph[2]) / 2, glyph[3] - 0.3 * glyph[4])
        for glyph in glyphs
        if glyph[0] != SPACE
    }
    return len(filled - {None}) >= _FILLED * len(grid.regions)


def _align_over_pages(contents: Sequence[PageContent], found: list[list[Grid]]) -> None:
    """Give the parts of a table that runs over a page break the same grid columns.

    A part shows only the lines its own rows need; side by side the parts would count
    their columns differently.
    """
    start = 0
    while start < len(found):
        end = start
        while end + 1 < len(found) and _continues(contents[end : end + 2], found[end : end + 2]):
            # The table on the next page is only passed through if it is all there is.
            end += 1
            if len(found[end]) > 1:
                break
        if end > start:
            parts = [found[start][-1], *(grids[0] for grids in found[start + 1 : end + 1])]
            aligned = align(parts)
            found[start][-1] = aligned[0]
            for grids, part in zip(found[start + 1 : end + 1], aligned[1:], strict=True):
                grids[0] = part
        start = max(end, start + 1)


def _continues(contents: Sequence[PageContent], found: Sequence[list[Grid]]) -> bool:
    """Return whether the last table of one page goes on as the first of the next."""
    (upper, lower), (before, after) = found, contents
    if not upper or not lower or not upper[-1].same_sides(lower[0]):
        return False
    low, high = (1 - FOOTER_MARGIN) * before.height, HEADER_MARGIN * after.height
    below = any(glyph[0] != SPACE and upper[-1].ys[-1] < glyph[3] < low for glyph in before.glyphs)
    above = any(glyph[0] != SPACE and high < glyph[3] < lower[0].ys[0] for glyph in after.glyphs)
    return not below and not above


def _running_text(content: PageContent) -> SharedPage:
    lines = split_columns(build_lines(content.glyphs), content.width)
    return SharedPage(content, _page_lines(content, lines, ()), [], content.strays)


def _share_between(content: PageContent, grids: list[Grid]) -> SharedPage:
    inner_first = sorted(range(len(grids)), key=lambda index: grids[index].area)
    buckets: dict[tuple[int, int], list[Glyph]] = {}
    loose: list[Glyph] = []
    for glyph in content.glyphs:
        place = _place(grids, inner_first, (glyph[1] + glyph[2]) / 2, glyph[3] - 0.3 * glyph[4])
        if place is None:
            loose.append(glyph)
        else:
            buckets.setdefault(place, []).append(glyph)
    sideways: dict[tuple[int, int], list[str]] = {}
    asides: list[Stray] = []
    for stray in content.strays:
        place = _place(grids, inner_first, stray.x, stray.y) if stray.upright else None
        if place is None:
            asides.append(stray)
        else:
            sideways.setdefault(place, []).append(stray.text.strip())
    tables: list[PageTable] = []
    for index, grid in enumerate(grids):
        cells = []
        columned = 0
        for number, region in enumerate(grid.regions):
            left, right = grid.xs[region.column], grid.xs[region.column + region.column_span]
            lines = build_lines(buckets.get((index, number), ()))
            columned += sum(len(line.pieces) >= 3 for line in lines)
            text = cell_text(lines, left, right)
            turned = "".join(sideways.get((index, number), ()))
            text = "\n".join(part for part in (text, turned) if part)
            cells.append(GridCell(text, region.row, region.column, region.row_span, region.column_span))
        if any(cell.text for cell in cells):
            tables.append(PageTable(grid, cells, content.number, columned=columned))
    _nest(tables)
    return SharedPage(content, _page_lines(content, build_lines(loose), grids), tables, asides)


def _place(grids: Sequence[Grid], order: Iterable[int], x: float, y: float) -> tuple[int, int] | None:
    for index in order:
        cell = grids[index].locate(x, y)
        if cell is not None:
            return index, cell
    return None


def _nest(tables: list[PageTable]) -> None:
    """Find for each table the one it stands in, if any."""
    for table in tables:
        x = (table.grid.xs[0] + table.grid.xs[-1]) / 2
        y = (table.grid.ys[0] + table.grid.ys[-1]) / 2
        around = [
            (other.grid.area, index)
            for index, other in enumerate(tables)
            if other.grid.area > table.grid.area and other.grid.locate(x, y) is not None
        ]
        if around:
            _, index = min(around)
            cell = tables[index].grid.locate(x, y)
            assert cell is not None
            region = tables[index].grid.regions[cell]
            table.inside = (index, region.row, region.column)


def _page_lines(content: PageContent, lines: list[Line], grids: Sequence[Grid]) -> PageLines:
    for line in lines:
        line.page = content.number
    sizes = sorted(glyph[2] - glyph[1] for glyph in content.glyphs if is_wide(glyph[0]))
    return PageLines(
        number=content.number,
        height=content.height,
        lines=lines,
        # A title can be half of a short form: the lower quartile is the type of the text.
        em=sizes[len(sizes) // 4] if sizes else 12.0,
        top=min((grid.ys[0] for grid in grids), default=float("inf")),
        bottom=max((grid.ys[-1] for grid in grids), default=float("-inf")),
    )


def _second_opinion(data: bytes, content: PageContent) -> list[Grid]:
    """Return the tables pdfplumber finds on a page whose own grid is inconsistent."""
    import pdfplumber

    try:
        with pdfplumber.open(BytesIO(data), pages=[content.number]) as document:
            page = document.pages[0]
            if abs(page.width - content.width) > 1:
                return []
            grids = [grid_of_boxes(table.cells) for table in page.find_tables()]
    except Exception:  # a second opinion that fails leaves the first
        return []
    return [grid for grid in grids if grid is not None]
