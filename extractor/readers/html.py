"""The reader of web pages: bulletins, forms, and what Word saves as HTML.

Block elements and line breaks part paragraphs, tables keep their merge grid, and the
site around the report is left out (:mod:`extractor.readers.html_chrome`).
``Paragraph.origin`` counts in the paragraph's own text before residue was removed.
"""

import re
from typing import Protocol

import lxml.html
from lxml import etree

from extractor.document import Document, ReadWarning
from extractor.errors import LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.assembly import Assembly, GridCell
from extractor.readers.encoding import decode
from extractor.readers.html_chrome import find_chrome, is_site_line
from extractor.readers.html_lists import ListLabels
from extractor.readers.html_tables import grid_of, is_layout
from extractor.readers.html_tree import BLOCKS, UNREAD, Element, tag_of
from extractor.readers.residue import clean, strip

_CHARSET = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}\?>")
_DECLARATION_BYTES = 16 * 1024
_MARKUP_PER_CHARACTER = 8
"""Word wraps every few words in markup; more markup than this is no document any more."""

_SPACE_RUN = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document in the web page *data*; raises UnreadableFile or LimitExceeded."""
    root = _parse(_decode(data), limits)
    body = root.find("body")
    top = body if body is not None else root
    chrome = find_chrome(top)
    assembly = Assembly(limits)
    if chrome.hidden_substance:
        assembly.warnings.append(ReadWarning("hidden-text", "网页含有隐藏的文字或表格，未读取"))
    _Walk(chrome.dropped, limits).document(top, assembly)
    return assembly.document(data, name, "html")


def _decode(data: bytes) -> str:
    """Return the page's text by its mark, its own declaration, or as plain text is told."""
    head = data[:_DECLARATION_BYTES]
    declared = _CHARSET.search(head) or _XML_ENCODING.search(head)
    return decode(data, declared[1].decode("ascii", "ignore") if declared else None).text


def _parse(text: str, limits: Limits) -> Element:
    if len(text) > _MARKUP_PER_CHARACTER * limits.characters:
        raise LimitExceeded("limit", detail=f"正文超过 {limits.characters} 字")
    # The parser is told the encoding of these bytes, whatever the page itself declares.
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_pis=False)
    source = _XML_DECLARATION.sub("", text, count=1) if text.lstrip()[:5] == "<?xml" else text
    try:
        root = lxml.html.document_fromstring(source.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        if _over_limits(parser):
            raise LimitExceeded("limit", detail="网页结构过大") from error
        raise UnreadableFile("blank") from error
    if _over_limits(parser):
        # The parser stops where its own bounds are reached, and would keep silent about it.
        raise LimitExceeded("limit", detail="网页嵌套过深或一处文字过长")
    return root


def _over_limits(parser: lxml.html.HTMLParser) -> bool:
    return any("XML_PARSE_HUGE" in entry.message for entry in parser.error_log)


class _Sink(Protocol):
    """Where the paragraphs and tables of a walk go."""

    def paragraph(self, text: str, heading: int | None, label: str) -> None: ...

    def table(self, element: Element) -> None: ...


class _Walk:
    """The order of reading: one pass over a subtree, its paragraphs handed to a sink."""

    def __init__(self, dropped: set[Element], limits: Limits) -> None:
        self._dropped = dropped
        self._limits = limits

    def document(self, body: Element, assembly: Assembly) -> None:
        """Read the page below *body* into *assembly*."""
        self.subtree(body, _PageSink(self, assembly, self._limits))

    def subtree(self, root: Element, sink: _Sink) -> None:
        """Read everything inside *root*."""
        text = _Inline(sink)
        labels = ListLabels()
        pre = 0
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skipped: Element | None = None
        for event, element in walker:
            tag = tag_of(element)
            if event == "start":
                if tag in UNREAD or (element in self._dropped and element is not root):
                    skipped = element
                elif tag == "table" and element is not root and not is_layout(element):
                    text.flush()
                    sink.table(element)
                    skipped = element
                if skipped is element:
                    walker.skip_subtree()
                    if tag in BLOCKS:
                        text.flush()
                    continue
                if tag in BLOCKS or tag == "br":
                    text.flush()
                    text.heading = _HEADINGS.get(tag, text.heading)
                    text.label = labels.open(element, tag) or text.label
                pre += tag == "pre"
                text.add(element.text, verbatim=bool(pre))
                continue
            if event == "end":
                if skipped is element:
                    skipped = None
                else:
                    pre -= tag == "pre"
                    if tag in BLOCKS:
                        text.flush()
                        labels.close(tag)
                        if tag in _HEADINGS:
                            text.heading = None
                        if tag == "li":
                            text.label = ""
            if element is not root:
                text.add(element.tail, verbatim=bool(pre))
        text.flush()


class _Inline:
    """The text of the paragraph being read, and what is known of it."""

    def __init__(self, sink: _Sink) -> None:
        self.heading: int | None = None
        self.label = ""
        self._sink = sink
        self._pieces: list[str] = []

    def add(self, text: str | None, *, verbatim: bool) -> None:
        """Add text as it stands in the page; verbatim text keeps its lines."""
        if not text:
            return
        if not verbatim:
            self._pieces.append(text)
            return
        *lines, rest = text.splitlines() or [""]
        for line in lines:
            self._pieces.append(line)
            self.flush()
        self._pieces.append(rest)
        if text[-1] in "\r\n":
            self.flush()

    def flush(self) -> None:
        """End the paragraph; one of nothing but white space is none."""
        if not self._pieces:
            return
        raw = "".join(self._pieces)
        self._pieces.clear()
        if raw and not raw.isspace():
            self._sink.paragraph(_collapse(raw), self.heading, self.label)
            self.label = ""


class _PageSink:
    """Paragraphs and tables of the page itself, to the document."""

    def __init__(self, walk: _Walk, assembly: Assembly, limits: Limits) -> None:
        self._walk = walk
        self._assembly = assembly
        self._limits = limits

    def paragraph(self, text: str, heading: int | None, label: str) -> None:
        """Add a paragraph; a line of the site's own goes to the furniture."""
        text, origin = strip(*clean(text))
        if not text:
            return
        if is_site_line(text):
            self._assembly.aside(text, origin, kind="footer" if self._assembly.blocks else "header")
            return
        if label and not text.startswith(label):
            # The page itself has no such characters: those of the label stand for its beginning.
            runs = origin if origin and origin[0][0] == 0 else ((0, 0), *origin)
            origin = tuple((offset + len(label), source) for offset, source in runs)
            self._assembly.paragraph(label + text, ((0, 0), *origin), heading=heading, label_end=len(label))
            return
        self._assembly.paragraph(text, origin, heading=heading)

    def table(self, element: Element) -> None:
        """Add a data table, its caption before it and the tables inside it after it."""
        for caption in element:
            if tag_of(caption) == "caption":
                self._walk.subtree(caption, self)
        self._add(element, None, 1)

    def _add(self, element: Element, parent: tuple[int, int, int] | None, depth: int) -> None:
        if depth > self._limits.nesting:
            raise LimitExceeded("limit", detail=f"表格嵌套超过 {self._limits.nesting} 层")
        grid = grid_of(element, self._limits)
        self._assembly.reserve(grid.rows, grid.columns)
        cells: list[GridCell] = []
        nested: list[tuple[Element, int, int]] = []
        for placed in grid.cells:
            sink = _CellSink()
            self._walk.subtree(placed.element, sink)
            nested.extend((inner, placed.row, placed.column) for inner in sink.tables)
            cells.append(
                GridCell(
                    "\n".join(sink.lines), placed.row, placed.column,
                    placed.row_span, placed.column_span, placed.hidden,
                )
            )  # fmt: skip
        block = self._assembly.table(cells, grid.rows, grid.columns, parent=parent)
        for inner, row, column in nested:
            self._add(inner, (block, row, column), depth + 1)


class _CellSink:
    """The lines of one cell, and the tables found inside it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[Element] = []

    def paragraph(self, text: str, heading: int | None, label: str) -> None:  # noqa: ARG002 - a cell has no outline
        """Add a line of the cell."""
        text, _ = strip(*clean(text))
        if text:
            self.lines.append(text if text.startswith(label) else label + text)

    def table(self, element: Element) -> None:
        """Keep a table for after the one around it."""
        self.tables.append(element)


def _collapse(raw: str) -> str:
    """Return *raw* with runs of white space as a browser shows them.

    A line end between two Chinese characters is the editor's, not the writer's: it goes.
    """

    def replace(run: re.Match[str]) -> str:
        start, end = run.span()
        broken = "\n" in run[0] and "\u00a0" not in run[0]
        if broken and start and end < len(raw) and _WIDE.match(raw[start - 1]) and _WIDE.match(raw[end]):
            return ""
        return " "

    return _SPACE_RUN.sub(replace, raw)
