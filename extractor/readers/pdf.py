"""PDF with a text layer → :class:`~extractor.document.Document`, through pdfium."""

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.document import Document, Paragraph, ReadWarning, Source
from extractor.errors import EncryptedFile, LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.assembly import Assembly, GridCell
from extractor.readers.pdf_furniture import Furniture, PageLines, separate
from extractor.readers.pdf_lines import Line, build_lines, split_columns
from extractor.readers.pdf_page import SPACE, Glyph, PageContent, Stray, read_page
from extractor.readers.pdf_paragraphs import Draft, Layout, build, cell_text
from extractor.readers.pdf_tables import Grid, find_grids, grid_of_boxes

_PDFIUM = threading.Lock()
"""pdfium keeps global state and allows one caller at a time."""
_SCANNED_IMAGE = 0.5
_SCANNED_CHARACTERS = 30
_GARBLED = 0.5
_HEADING_LENGTH = 60


@dataclass(slots=True)
class _Table:
    grid: Grid
    cells: list[GridCell]
    page: int
    inside: tuple[int, int, int] | None = None
    """Index of the table around it on the same page, with row and column of the cell."""


@dataclass(slots=True)
class _Page:
    """A page after its glyphs were shared out between tables and running text."""

    content: PageContent
    lines: PageLines
    tables: list[_Table]
    asides: list[Stray]


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a PDF: paragraphs, ruled tables, page furniture, warnings for unread pages.

    Raises :class:`~extractor.errors.UnreadableFile` for an empty or damaged file,
    :class:`~extractor.errors.EncryptedFile` where a password is needed and
    :class:`~extractor.errors.LimitExceeded` for too many bytes, pages, cells or characters.
    """
    if not data:
        raise UnreadableFile("empty", file=name)
    if len(data) > limits.file_bytes:
        raise LimitExceeded("limit", file=name, detail=f"文件超过 {limits.file_bytes} 字节")
    contents, lost = _contents(data, name, limits)
    pages = [_share_out(content, data) for content in contents]
    furniture = separate([page.lines for page in pages])
    assembly = Assembly(limits)
    try:
        _assemble(assembly, pages, furniture)
    except LimitExceeded as error:
        error.named(name)
        raise
    warnings = _warnings(data, pages, lost) + assembly.warnings
    source = Source(name, hashlib.sha256(data).hexdigest(), "pdf", len(data), len(contents) + len(lost))
    return Document(source, tuple(assembly.blocks), tuple(assembly.furniture), tuple(warnings))


def _contents(data: bytes, name: str, limits: Limits) -> tuple[list[PageContent], list[int]]:
    """Return the content of the pages, and the numbers of those that could not be loaded."""
    contents: list[PageContent] = []
    lost: list[int] = []
    characters = 0
    with _PDFIUM:
        document = _open(data, name)
        try:
            count = len(document)
            if count > limits.pages:
                raise LimitExceeded("limit", file=name, detail=f"{count} 页，多于 {limits.pages} 页")
            for index in range(count):
                content = read_page(document.raw, index)
                if content is None:
                    lost.append(index + 1)
                    continue
                characters += len(content.glyphs)
                if characters > limits.characters:
                    raise LimitExceeded(
                        "limit",
                        file=name,
                        place=f"第{index + 1}页",
                        detail=f"正文超过 {limits.characters} 字",
                    )
                contents.append(content)
        finally:
            document.close()
    if not contents:
        raise UnreadableFile("damaged", file=name, detail="没有可以读取的页面")
    if lost and not _complete(data):
        raise UnreadableFile(
            "damaged", file=name, place=f"第{lost[0]}页", detail="文件不完整，有页面无法读取"
        )
    return contents, lost


def _open(data: bytes, name: str) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise EncryptedFile("encrypted", file=name) from error
        detail = (
            "文件不完整" if data.lstrip()[:5] == b"%PDF-" and not _complete(data) else "不是有效的 PDF 结构"
        )
        raise UnreadableFile("damaged", file=name, detail=detail) from error


def _complete(data: bytes) -> bool:
    return b"%%EOF" in data[-4096:]


def _share_out(content: PageContent, data: bytes) -> _Page:
    """Find the page's tables and give every glyph to a cell or to the running text."""
    grids = find_grids(content.rulings)
    if not all(grid.sure for grid in grids):
        grids = _second_opinion(data, content) or grids
    if not grids:
        lines = build_lines(content.glyphs)
        return _Page(
            content, _page_lines(content, split_columns(lines, content.width), []), [], content.strays
        )
    return _share_between(content, grids)


def _share_between(content: PageContent, grids: list[Grid]) -> _Page:
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
    tables: list[_Table] = []
    for index, grid in enumerate(grids):
        cells = []
        for number, region in enumerate(grid.regions):
            left, right = grid.xs[region.column], grid.xs[region.column + region.column_span]
            text = cell_text(build_lines(buckets.get((index, number), ())), left, right)
            turned = "".join(sideways.get((index, number), ()))
            text = "\n".join(part for part in (text, turned) if part)
            cells.append(GridCell(text, region.row, region.column, region.row_span, region.column_span))
        if any(cell.text for cell in cells):
            tables.append(_Table(grid, cells, content.number))
    _nest(tables)
    return _Page(content, _page_lines(content, build_lines(loose), grids), tables, asides)


def _place(grids: Sequence[Grid], order: Iterable[int], x: float, y: float) -> tuple[int, int] | None:
    for index in order:
        cell = grids[index].locate(x, y)
        if cell is not None:
            return index, cell
    return None


def _nest(tables: list[_Table]) -> None:
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
    heights = [glyph[4] for glyph in content.glyphs if glyph[0] != SPACE]
    return PageLines(
        number=content.number,
        height=content.height,
        lines=lines,
        em=median(heights) * 1.08 if heights else 12.0,
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


def _assemble(assembly: Assembly, pages: Sequence[_Page], furniture: Sequence[Furniture]) -> None:
    lines = [line for page in pages for line in page.lines.lines]
    widths = {page.content.number: page.content.width for page in pages}
    layout = Layout(lines, widths.__getitem__)
    sizes = sorted({_size(line.em) for line in lines if line.em > 1.15 * layout.em}, reverse=True)
    running: list[Line] = []
    for page in pages:
        blocks: dict[int, int] = {}
        rest = page.lines.lines
        for index, table in enumerate(page.tables):
            above = 0
            while above < len(rest) and rest[above].y <= table.grid.ys[0] + rest[above].em:
                above += 1
            running += rest[:above]
            rest = rest[above:]
            _add_paragraphs(assembly, build(running, layout), layout, sizes)
            running = []
            parent = None
            if table.inside is not None and table.inside[0] in blocks:
                parent = (blocks[table.inside[0]], *table.inside[1:])
            rows, columns = len(table.grid.ys) - 1, len(table.grid.xs) - 1
            blocks[index] = assembly.table(table.cells, rows, columns, page=table.page, parent=parent)
        running += rest
        sideways = [stray for stray in page.asides if stray.upright]
        if sideways:
            _add_paragraphs(assembly, build(running, layout), layout, sizes)
            running = []
            for stray in sideways:
                assembly.paragraph(stray.text.strip(), page=page.content.number)
        for stray in page.asides:
            if not stray.upright and stray.text.strip():
                furniture = [*furniture, Furniture(stray.text.strip(), page.content.number, "header")]
    _add_paragraphs(assembly, build(running, layout), layout, sizes)
    assembly.furniture += [
        Paragraph(item.text, -1, item.page, kind=item.kind)
        for item in sorted(furniture, key=lambda item: item.page)
    ]


def _add_paragraphs(
    assembly: Assembly, drafts: Iterable[Draft], layout: Layout, sizes: Sequence[float]
) -> None:
    for draft in drafts:
        heading = None
        if len(draft.text) <= _HEADING_LENGTH and draft.em > 1.15 * layout.em:
            heading = sizes.index(_size(draft.em)) + 1
        assembly.paragraph(draft.text, page=draft.page, heading=heading, page_breaks=tuple(draft.page_breaks))


def _size(em: float) -> float:
    return round(em * 2) / 2


def _warnings(data: bytes, pages: Sequence[_Page], lost: Sequence[int]) -> list[ReadWarning]:
    bare = [page.content.number for page in pages if _unread(page)]
    if len(bare) < len(pages):
        # An empty sheet between printed ones holds nothing to be read.
        bare = [
            page.content.number for page in pages if page.content.number in set(bare) and page.content.objects
        ]
    garbled = [page.content.number for page in pages if page.content.garbled_share > _GARBLED]
    warnings = []
    if bare:
        warnings.append(
            ReadWarning(
                "page-without-text", f"{_numbers(bare)}没有文字层（可能是扫描件），内容未读取；请先做文字识别"
            )
        )
    if garbled:
        warnings.append(
            ReadWarning(
                "page-garbled", f"{_numbers(garbled)}的文字层没有字符编码，读出的多为乱码，内容不可靠"
            )
        )
    if lost:
        warnings.append(ReadWarning("page-damaged", f"{_numbers(lost)}已损坏，内容未读取"))
    if not _complete(data):
        warnings.append(ReadWarning("file-truncated", "文件结尾不完整，可能缺少内容；请核对原件"))
    return warnings


def _unread(page: _Page) -> bool:
    """Return whether a page shows content that is not in its text layer."""
    content = page.content
    visible = sum(glyph[0] != SPACE for glyph in content.glyphs) + sum(
        len(stray.text) for stray in content.strays
    )
    if not visible:
        return True
    return visible < _SCANNED_CHARACTERS and content.image_share >= _SCANNED_IMAGE


def _numbers(pages: Sequence[int]) -> str:
    """Return page numbers as a reader says them: 第3页, 第2、5-7页."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return "第" + "、".join(str(low) if low == high else f"{low}-{high}" for low, high in spans) + "页"
