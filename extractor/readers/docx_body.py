"""One walk over the element tree of a Word story: body, notes, headers and footers.

The walk yields drafts (paragraphs and tables in document order); numbering them as
blocks is the caller's. It touches every element once, from the parent down, and looks
only at what carries text: a report of forty pages has a hundred thousand elements.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractor.document import ParagraphKind
from extractor.errors import LimitExceeded
from extractor.limits import Limits
from extractor.readers.docx_names import (
    ALTERNATE,
    P_PR,
    R_PR,
    SDT,
    SDT_CONTENT,
    TBL,
    VAL,
    VANISH,
    P,
    R,
    W,
    chosen,
    switch,
)
from extractor.readers.docx_runs import WRAPPERS, Runs, plain_text
from extractor.readers.docx_styles import StyleFacts, Styles, heading_of
from extractor.readers.docx_tables import CellDraft, Grid, RowDraft, lay_out
from extractor.readers.numbering import Numbering, integer
from extractor.readers.package import XmlElement

_ROW: Final = W + "tr"
_ALT_CHUNK: Final = W + "altChunk"
_ILVL: Final = W + "ilvl"
_NUM_ID: Final = W + "numId"
_P_STYLE: Final = W + "pStyle"
_NUM_PR: Final = W + "numPr"
_OUTLINE_LVL: Final = W + "outlineLvl"
_HEADER_REFERENCE: Final = W + "headerReference"
_FOOTER_REFERENCE: Final = W + "footerReference"
_TR_PR: Final = W + "trPr"
_DEL: Final = W + "del"
_GRID_BEFORE: Final = W + "gridBefore"
_GRID_AFTER: Final = W + "gridAfter"
_HIDDEN: Final = W + "hidden"
_TC_PR: Final = W + "tcPr"
_GRID_SPAN: Final = W + "gridSpan"
_V_MERGE: Final = W + "vMerge"
_H_MERGE: Final = W + "hMerge"
_CELL_DEL: Final = W + "cellDel"
_CELL: Final = W + "tc"
_SECTION: Final = W + "sectPr"
_DELETIONS: Final = (W + "del", W + "moveFrom")


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
class _Properties:
    """What a paragraph's own properties say, as far as text goes."""

    style: str | None = None
    number: XmlElement | None = None
    outline: int | None = None
    merged: bool = False
    mark_hidden: bool = False


_PLAIN: Final = _Properties()


class Walker:
    """Walks the stories of one document; list counters run on from one to the next.

    *hiding* says whether anything in the file can hide text; see
    :class:`~extractor.readers.docx_runs.Runs`.
    """

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits, *, hiding: bool) -> None:
        self._runs = Runs(styles, hiding=hiding)
        self.seen = self._runs.seen
        self._styles = styles
        self._numbering = numbering
        self._limits = limits
        self._hiding = hiding
        usual = styles.facts(None)
        # Whether a paragraph without properties has no label and cannot be hidden.
        self._plain = not (hiding or usual.hidden or usual.list_id)
        self._kind: ParagraphKind = "body"
        self._out: list[Draft] = []
        # Text of paragraphs whose mark is deleted, waiting for the paragraph they run on into.
        self._pending: list[str] = []
        self._pending_properties = _Properties()
        self._depth = 0

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
        fields = self._runs.enter()
        try:
            self._blocks(container)
            self._flush()
            return self._out
        finally:
            self._out, self._pending = outer, pending
            self._runs.leave(fields)

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
            elif tag in WRAPPERS:
                self._blocks(node)
            elif tag == ALTERNATE:
                branch = chosen(node)
                if branch is not None:
                    self._blocks(branch)
            elif tag == _SECTION:
                self._section(node)
            elif tag == _ALT_CHUNK:
                self.seen.imports.append(node.get(R + "id") or "")

    def _paragraph(self, paragraph: XmlElement) -> None:
        properties = _PLAIN
        parts: list[str] = []
        if len(paragraph) and paragraph[0].tag == P_PR:
            properties = self._read_properties(paragraph[0])
        facts = self._styles.facts(properties.style)
        runs = self._runs
        runs.paragraph_hidden = facts.hidden
        runs.read(paragraph, parts)
        runs.end_paragraph()
        boxes, runs.boxes = runs.boxes, []
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
            item = number.find(_ILVL)
            if item is not None:
                level = integer(item.get(VAL), 0)
            item = number.find(_NUM_ID)
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

    def _read_properties(self, node: XmlElement) -> _Properties:
        properties = _Properties()
        for child in node:
            tag = child.tag
            if tag == _P_STYLE:
                properties.style = child.get(VAL)
            elif tag == _NUM_PR:
                properties.number = child
            elif tag == _OUTLINE_LVL:
                properties.outline = integer(child.get(VAL), 9)
            elif tag == R_PR:
                if len(child):
                    properties.merged = any(child.find(name) is not None for name in _DELETIONS)
                    properties.mark_hidden = self._hiding and switch(child.find(VANISH)) is True
            elif tag == _SECTION:
                self._section(child)
        return properties

    def _section(self, node: XmlElement) -> None:
        for child in node:
            if child.tag == _HEADER_REFERENCE:
                self.seen.furniture.append(("header", child.get(R + "id") or ""))
            elif child.tag == _FOOTER_REFERENCE:
                self.seen.furniture.append(("footer", child.get(R + "id") or ""))

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
        properties = node.find(_TR_PR)
        if properties is not None:
            if properties.find(_DEL) is not None:
                return None
            row.before = _count(properties.find(_GRID_BEFORE))
            row.after = _count(properties.find(_GRID_AFTER))
            row.hidden = switch(properties.find(_HIDDEN)) is True
        for item in _members(node, _CELL):
            cell = self._cell(item)
            if cell is not None:
                row.cells.append(cell)
        return row

    def _cell(self, node: XmlElement) -> CellDraft[Draft] | None:
        """Return the cell, ``None`` where it is deleted."""
        cell: CellDraft[Draft] = CellDraft()
        properties = node[0] if len(node) else None
        if properties is not None and properties.tag != _TC_PR:
            # Looked for only where it does not come first, as it should: a search takes long.
            properties = node.find(_TC_PR)
        if properties is not None:
            for child in properties:
                tag = child.tag
                if tag == _GRID_SPAN:
                    cell.span = max(_count(child), 1)
                elif tag == _V_MERGE:
                    cell.vertical = "start" if child.get(VAL) == "restart" else "continue"
                elif tag == _H_MERGE:
                    cell.horizontal = "start" if child.get(VAL) == "restart" else "continue"
                elif tag == _CELL_DEL:
                    return None
        lines = _plain_lines(node) if self._plain else None
        cell.text = "\n".join(self._lines(node, cell.inner) if lines is None else lines)
        return cell

    def _lines(self, node: XmlElement, inner: list[Draft]) -> list[str]:
        """Return the lines of text in a cell; what else stands there is added to *inner*."""
        lines: list[str] = []
        for draft in self._collect(node):
            if isinstance(draft, ParagraphDraft) and draft.kind == self._kind:
                lines.append(draft.text)
            else:
                inner.append(draft)
        return lines


def _plain_lines(cell: XmlElement) -> list[str] | None:
    """Return the lines of a cell of plain paragraphs, ``None`` where it holds anything else."""
    lines: list[str] = []
    for node in cell:
        tag = node.tag
        if tag == P:
            text = plain_text(node)
            if text is None:
                return None
            if text and not text.isspace():
                lines.append(text)
        elif tag != _TC_PR:
            return None
    return lines


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
        elif tag in WRAPPERS:
            yield from _members(node, name)
