"""PDF with a text layer → :class:`~extractor.document.Document`, through pdfium."""

import hashlib
import re
import threading
from collections.abc import Iterable, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.document import Document, Paragraph, ReadWarning, Source
from extractor.errors import EncryptedFile, LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers import pdf_fonts
from extractor.readers.assembly import Assembly
from extractor.readers.pdf_furniture import Furniture, separate
from extractor.readers.pdf_lines import Line
from extractor.readers.pdf_page import SPACE, PageContent, read_page
from extractor.readers.pdf_paragraphs import Draft, Layout, build
from extractor.readers.pdf_sharing import SharedPage, share_out

_PDFIUM = threading.Lock()
"""pdfium keeps global state and allows one caller at a time."""
_SCANNED_IMAGE = 0.5
_SCANNED_CHARACTERS = 30
_GARBLED = 0.5
_HEADING_LENGTH = 60


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a PDF: paragraphs, tables, page furniture, warnings for unread pages.

    Raises :class:`~extractor.errors.UnreadableFile` for an empty or damaged file,
    :class:`~extractor.errors.EncryptedFile` where a password is needed and
    :class:`~extractor.errors.LimitExceeded` for too many bytes, pages, cells or characters.
    """
    if not data:
        raise UnreadableFile("empty", file=name)
    if len(data) > limits.file_bytes:
        raise LimitExceeded("limit", file=name, detail=f"文件超过 {limits.file_bytes} 字节")
    contents, lost = _contents(data, name, limits)
    pages = share_out(contents, data)
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
        pdf_fonts.install()
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
    if _complete(data) and not _has_cross_reference(data):
        # pdfium would rebuild the table from whatever objects it finds, superseded ones too.
        raise UnreadableFile("damaged", file=name, detail="交叉引用表（xref）损坏")
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


_CROSS_REFERENCE = re.compile(rb"xref|\d+\s+\d+\s+obj")
_SLACK = 64
"""Bytes by which writers miscount where the cross-reference table begins."""


def _has_cross_reference(data: bytes) -> bool:
    """Return whether the file's last ``startxref`` points at a cross-reference table or stream."""
    stated = re.findall(rb"startxref\s+(\d{1,12})", data[-4096:])
    if not stated:
        return False
    offset = int(stated[-1]) + max(0, data.find(b"%PDF-", 0, 1024))
    around = data[max(0, offset - _SLACK) : offset + _SLACK]
    return _CROSS_REFERENCE.search(around) is not None


def _complete(data: bytes) -> bool:
    return b"%%EOF" in data[-4096:]


def _assemble(assembly: Assembly, pages: Sequence[SharedPage], furniture: Sequence[Furniture]) -> None:
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
            assembly.reserve(rows, columns)
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


def _warnings(data: bytes, pages: Sequence[SharedPage], lost: Sequence[int]) -> list[ReadWarning]:
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


def _unread(page: SharedPage) -> bool:
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
