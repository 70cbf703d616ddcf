"""One walk over the element tree of a Word story: body, notes, headers and footers.

The walk yields drafts (paragraphs and tables in document order); numbering them as
blocks is the caller's. It touches every element once, from the parent down, and looks
only at what carries text: a report of forty pages has a hundred thousand elements.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from extractor.document import ParagraphKind
from extractor.errors import LimitExceeded
from extractor.limits import Limits
from extractor.readers.docx_names import (
    ALTERNATE,
    MC,
    P,
    P_PR,
    R_PR,
    SDT,
    SDT_CONTENT,
    TBL,
    VAL,
    VANISH,
    M,
    O,
    R,
    W,
    chosen,
    switch,
)
from extractor.readers.docx_styles import StyleFacts, Styles, heading_of
from extractor.readers.docx_symbols import symbol
from extractor.readers.docx_tables import CellDraft, Grid, RowDraft, lay_out
from extractor.readers.numbering import Numbering, integer
from extractor.readers.package import XmlElement

_RUN: Final = W + "r"
_TEXT: Final = W + "t"
_TAB: Final = W + "tab"
_ROW: Final = W + "tr"
_CELL: Final = W + "tc"
_FIELD: Final = W + "fldChar"
_BOX: Final = W + "txbxContent"
_SECTION: Final = W + "sectPr"
_DELETIONS: Final = (W + "del", W + "moveFrom")

# What only wraps its content, at the level of blocks, rows, cells and runs alike. Deletions
# are not among them: tracked changes are read as accepted.
_WRAPPERS: Final = frozenset(
    W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo")
) | {SDT_CONTENT, MC + "Choice", MC + "Fallback", M + "oMathPara"}
_GRAPHICS: Final = frozenset(W + name for name in ("drawing", "pict", "object"))
_PICTURES: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_GRAPHIC_DATA: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_UNREAD_GRAPHICS: Final = {"chart": "图表", "chartex": "图表", "diagram": "SmartArt 图形"}
_NOTES: Final = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}


@dataclass(slots=True)
class ParagraphDraft:
    """A paragraph that has no block number yet."""

    text: str
    heading: int | None
    label_end: int
    kind: ParagraphKind


@dataclass(slots=True)
class TableDraft:
    """A table that has no block number yet; its cells hold what stood inside them."""

    grid: "Grid[Draft]"


Draft = ParagraphDraft | TableDraft


@dataclass(slots=True)
class Seen:
    """What the walk came across besides text.

    ``notes`` are ``(kind, id)`` in order of reference, ``furniture`` the relationship ids
    of headers and footers with their kind, ``unread`` descriptions of embedded content.
    """

    notes: list[tuple[str, str]] = field(default_factory=list)
    furniture: list[tuple[ParagraphKind, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    pictures: int = 0
    hidden: bool = False
    clamped: bool = False


@dataclass(slots=True)
class _Properties:
    """What a paragraph's own properties say, as far as text goes."""

    style: str | None = None
    number: XmlElement | None = None
    outline: int | None = None
    merged: bool = False
    mark_hidden: bool = False


class Walker:
    """Walks the stories of one document; list counters run on from one to the next.

    *hiding* says whether anything in the file can hide text: where the word does not
    occur at all, no run has to be asked.
    """

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits, *, hiding: bool) -> None:
        self.seen = Seen()
        self._styles = styles
        self._numbering = numbering
        self._limits = limits
        self._hiding = hiding
        self._kind: ParagraphKind = "body"
        self._out: list[Draft] = []
        self._boxes: list[XmlElement] = []
        # Text of paragraphs whose mark is deleted, waiting for the paragraph they run on into.
        self._pending: list[str] = []
        self._pending_properties = _Properties()
        self._depth = 0
        # One entry an open complex field: True while its instruction lasts.
        self._fields: list[bool] = []
        self._instructions = 0
        self._paragraph_hidden = False

    def story(self, root: XmlElement, kind: ParagraphKind = "body") -> list[Draft]:
        """Return the paragraphs and tables inside *root*, in document order.

        Raises :class:`LimitExceeded` for tables nested deeper than the limits allow.
        """
        self._kind = kind
        try:
            return self._collect(root)
        except RecursionError:
            raise LimitExceeded("limit", detail="元素嵌套过深") from None

    def _collect(self, container: XmlElement) -> list[Draft]:
        """Return the blocks of *container*, which is a story, a cell or a text box."""
        outer, self._out = self._out, []
        pending, self._pending = self._pending, []
        fields, self._fields = self._fields, []
        instructions, self._instructions = self._instructions, 0
        try:
            self._blocks(container)
            self._flush()
            return self._out
        finally:
            self._out, self._pending = outer, pending
            self._fields, self._instructions = fields, instructions

    def _blocks(self, container: XmlElement) -> None:
        for node in container:
            tag = node.tag
            if tag == P:
                self._paragraph(node)
            elif tag == TBL:
                self._flush()
                self._table(node)
            elif tag == SDT:
                content = node.find(SDT_CONTENT)
                if content is not None:
                    self._blocks(content)
            elif tag in _WRAPPERS:
                self._blocks(node)
            elif tag == ALTERNATE:
                branch = chosen(node)
                if branch is not None:
                    self._blocks(branch)
            elif tag == _SECTION:
                self._section(node)
            elif tag == W + "altChunk":
                self.seen.imports.append(node.get(R + "id") or "")

    def _paragraph(self, paragraph: XmlElement) -> None:
        properties = _Properties()
        parts: list[str] = []
        if len(paragraph) and paragraph[0].tag == P_PR:
            self._read_properties(paragraph[0], properties)
        facts = self._styles.facts(properties.style)
        self._paragraph_hidden = facts.hidden
        self._inline(paragraph, parts)
        if self._fields:
            # An instruction ends with its paragraph: a field that was never closed must
            # not swallow the rest of the document.
            self._fields = [False for instruction in self._fields if not instruction]
            self._instructions = 0
        boxes, self._boxes = self._boxes, []
        if properties.merged:
            self._pending.extend(parts)
            self._pending_properties = properties
        else:
            self._emit("".join([*self._pending, *parts]), properties, facts)
            self._pending.clear()
        for box in boxes:
            kind, self._kind = self._kind, "textbox" if self._kind == "body" else self._kind
            self._out.extend(self._collect(box))
            self._kind = kind

    def _flush(self) -> None:
        """Emit what still waits for a paragraph to run on into: there is none."""
        if self._pending:
            properties = self._pending_properties
            self._emit("".join(self._pending), properties, self._styles.facts(properties.style))
            self._pending.clear()

    def _emit(self, text: str, properties: _Properties, facts: StyleFacts) -> None:
        if not text and (properties.mark_hidden or facts.hidden):
            return
        label = self._label(properties, facts)
        text = label + text
        if text and not text.isspace():
            outline = properties.outline
            heading = facts.heading if outline is None else heading_of(outline)
            self._out.append(ParagraphDraft(text, heading, len(label), self._kind))

    def _label(self, properties: _Properties, facts: StyleFacts) -> str:
        """Count the paragraph in its list and return its label; empty where it is in none."""
        list_id, level = facts.list_id, None
        number = properties.number
        if number is None:
            if list_id is None:
                return ""
        else:
            item = number.find(W + "ilvl")
            if item is not None:
                level = integer(item.get(VAL), 0)
            item = number.find(W + "numId")
            if item is not None:
                list_id = item.get(VAL)
                level = level or 0
        if list_id is None or list_id == "0":
            return ""
        if level is None:
            level = self._numbering.level_of(list_id, facts.chain)
            if level is None:
                level = facts.level or 0
        return self._numbering.advance(list_id, level)

    def _read_properties(self, node: XmlElement, properties: _Properties) -> None:
        for child in node:
            tag = child.tag
            if tag == W + "pStyle":
                properties.style = child.get(VAL)
            elif tag == W + "numPr":
                properties.number = child
            elif tag == W + "outlineLvl":
                properties.outline = integer(child.get(VAL), 9)
            elif tag == R_PR:
                if len(child):
                    properties.merged = any(child.find(name) is not None for name in _DELETIONS)
                    properties.mark_hidden = self._hiding and switch(child.find(VANISH)) is True
            elif tag == _SECTION:
                self._section(child)

    def _section(self, node: XmlElement) -> None:
        for child in node:
            if child.tag == W + "headerReference":
                self.seen.furniture.append(("header", child.get(R + "id") or ""))
            elif child.tag == W + "footerReference":
                self.seen.furniture.append(("footer", child.get(R + "id") or ""))

    def _inline(self, parent: XmlElement, parts: list[str]) -> None:
        for node in parent:
            tag = node.tag
            if tag == _RUN:
                self._run(node, parts)
            elif tag in _WRAPPERS:
                self._inline(node, parts)
            elif tag == SDT:
                content = node.find(SDT_CONTENT)
                if content is not None:
                    self._inline(content, parts)
            elif tag == ALTERNATE:
                branch = chosen(node)
                if branch is not None:
                    self._inline(branch, parts)
            elif tag == M + "oMath":
                parts.extend(text.text or "" for text in node.iter(M + "t", _TEXT))

    def _run(self, run: XmlElement, parts: list[str]) -> None:
        if self._hiding and self._is_hidden(run):
            self.seen.hidden = self.seen.hidden or run.find(_TEXT) is not None
            for node in run.iterchildren(_FIELD):
                self._field(node, [])
            return
        for node in run:
            tag = node.tag
            if tag == _TEXT:
                if not self._instructions:
                    parts.append(node.text or "")
            elif tag == R_PR:
                continue
            elif tag == _FIELD:
                self._field(node, parts)
            elif not self._instructions:
                self._special(tag, node, parts)

    def _special(self, tag: str, node: XmlElement, parts: list[str]) -> None:
        """Read what stands in a run beside plain text."""
        if tag in (_TAB, W + "ptab"):
            parts.append("\t")
        elif tag == W + "br":
            if node.get(W + "type") in (None, "textWrapping"):
                parts.append("\n")
        elif tag == W + "cr":
            parts.append("\n")
        elif tag == W + "noBreakHyphen":
            parts.append("-")
        elif tag == W + "sym":
            parts.append(symbol(node.get(W + "font"), node.get(W + "char")))
        elif tag in _NOTES:
            self.seen.notes.append((_NOTES[tag], node.get(W + "id") or ""))
        elif tag in _GRAPHICS:
            self._graphic(node)
        elif tag == ALTERNATE:
            branch = chosen(node)
            if branch is not None:
                for child in branch:
                    if child.tag == _TEXT:
                        parts.append(child.text or "")
                    else:
                        self._special(child.tag, child, parts)
        elif tag == W + "ruby":
            base = node.find(W + "rubyBase")
            if base is not None:
                self._inline(base, parts)

    def _field(self, node: XmlElement, parts: list[str]) -> None:
        """Follow a complex field: its instruction is not text, its result is."""
        kind = node.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(True)
            self._instructions += 1
            box = node.find(f"{W}ffData/{W}checkBox")
            if box is not None and self._instructions == 1:
                checked = switch(box.find(W + "checked"))
                if checked is None:
                    checked = switch(box.find(W + "default"))
                parts.append("☑" if checked else "☐")
        elif self._fields and kind in ("separate", "end"):
            self._instructions -= self._fields[-1]
            if kind == "separate":
                self._fields[-1] = False
            else:
                self._fields.pop()

    def _is_hidden(self, run: XmlElement) -> bool:
        properties = run.find(R_PR)
        if properties is not None:
            own = switch(properties.find(VANISH))
            if own is not None:
                return own
            style = properties.find(W + "rStyle")
            inherited = None if style is None else self._styles.hides(style.get(VAL))
            if inherited is not None:
                return inherited
        return self._paragraph_hidden

    def _graphic(self, node: XmlElement) -> None:
        """Queue the text boxes of a drawing and note what in it cannot be read."""
        for item in node.iter(O + "OLEObject"):
            self.seen.unread.append(f"嵌入对象 {item.get('ProgID') or ''}".rstrip())
        for item in node.iter(_GRAPHIC_DATA):
            name = _UNREAD_GRAPHICS.get((item.get("uri") or "").rsplit("/", 1)[-1])
            if name:
                self.seen.unread.append(name)
        if next(node.iter(*_PICTURES), None) is not None:
            self.seen.pictures += 1
        if next(node.iter(_BOX), None) is not None:
            self._boxes.extend(_text_boxes(node))

    def _table(self, table: XmlElement) -> None:
        self._depth += 1
        if self._depth > self._limits.nesting:
            raise LimitExceeded("limit", detail=f"表格嵌套超过 {self._limits.nesting} 层")
        rows: list[RowDraft[Draft]] = []
        for node in _members(table, _ROW):
            row = self._row(node)
            if row is not None:
                rows.append(row)
        self._depth -= 1
        if not rows:
            return
        grid = lay_out(rows, self._limits.cells)
        self.seen.clamped = self.seen.clamped or grid.clamped
        if grid.cells:
            self._out.append(TableDraft(grid))

    def _row(self, node: XmlElement) -> RowDraft[Draft] | None:
        """Return the row, ``None`` where it is deleted."""
        row: RowDraft[Draft] = RowDraft()
        properties = node.find(W + "trPr")
        if properties is not None:
            if properties.find(W + "del") is not None:
                return None
            row.before = _count(properties.find(W + "gridBefore"))
            row.after = _count(properties.find(W + "gridAfter"))
            row.hidden = switch(properties.find(W + "hidden")) is True
        for item in _members(node, _CELL):
            cell = self._cell(item)
            if cell is not None:
                row.cells.append(cell)
        return row

    def _cell(self, node: XmlElement) -> CellDraft[Draft] | None:
        """Return the cell, ``None`` where it is deleted."""
        cell: CellDraft[Draft] = CellDraft()
        properties = node.find(W + "tcPr")
        if properties is not None:
            for child in properties:
                tag = child.tag
                if tag == W + "gridSpan":
                    cell.span = max(_count(child), 1)
                elif tag == W + "vMerge":
                    cell.vertical = "start" if child.get(VAL) == "restart" else "continue"
                elif tag == W + "hMerge":
                    cell.horizontal = "start" if child.get(VAL) == "restart" else "continue"
                elif tag == W + "cellDel":
                    return None
        lines: list[str] = []
        for draft in self._collect(node):
            if isinstance(draft, ParagraphDraft) and draft.kind == self._kind:
                lines.append(draft.text)
            else:
                cell.inner.append(draft)
        cell.text = "\n".join(lines)
        return cell


def _count(node: XmlElement | None) -> int:
    """Return the number of grid columns an element states, 0 where it states none."""
    return 0 if node is None else max(integer(node.get(VAL), 0), 0)


def _members(parent: XmlElement, name: str) -> Iterator[XmlElement]:
    """Yield the rows of a table or the cells of a row, also from inside wrappers."""
    for node in parent:
        tag = node.tag
        if tag == name:
            yield node
        elif tag == SDT:
            content = node.find(SDT_CONTENT)
            if content is not None:
                yield from _members(content, name)
        elif tag in _WRAPPERS:
            yield from _members(node, name)


def _text_boxes(graphic: XmlElement) -> list[XmlElement]:
    """Return the outermost text boxes of a drawing, one branch of each alternative.

    A box inside a box is found again when the outer one is read.
    """
    found: list[XmlElement] = []
    waiting = [graphic]
    while waiting:
        node = waiting.pop()
        if node.tag == _BOX:
            found.append(node)
        elif node.tag == ALTERNATE:
            branch = chosen(node)
            if branch is not None:
                waiting.append(branch)
        else:
            waiting.extend(reversed(list(node)))
    return found
