"""The text inside a paragraph: runs, fields, symbols, and what hangs on drawings."""

from dataclasses import dataclass, field
from typing import Final

from extractor.document import ParagraphKind
from extractor.readers.docx_names import (
    ALTERNATE,
    MC,
    P_PR,
    R_PR,
    SDT,
    SDT_CONTENT,
    VAL,
    VANISH,
    M,
    O,
    W,
    chosen,
    switch,
)
from extractor.readers.docx_styles import Styles
from extractor.readers.docx_symbols import symbol
from extractor.readers.package import XmlElement

# What only wraps its content, at the level of blocks, rows, cells and runs alike. Deletions
# are not among them: tracked changes are read as accepted.
WRAPPERS: Final = frozenset(
    W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo")
) | {SDT_CONTENT, MC + "Choice", MC + "Fallback", M + "oMathPara"}

_RUN: Final = W + "r"
_BR: Final = W + "br"
_TYPE: Final = W + "type"
_CR: Final = W + "cr"
_NO_BREAK_HYPHEN: Final = W + "noBreakHyphen"
_SYM: Final = W + "sym"
_FONT: Final = W + "font"
_CHAR: Final = W + "char"
_ID: Final = W + "id"
_RUBY: Final = W + "ruby"
_RUBY_BASE: Final = W + "rubyBase"
_FLD_CHAR_TYPE: Final = W + "fldCharType"
_CHECKED: Final = W + "checked"
_DEFAULT: Final = W + "default"
_R_STYLE: Final = W + "rStyle"
_TEXT: Final = W + "t"
_TABS: Final = (W + "tab", W + "ptab")
_FIELD: Final = W + "fldChar"
_BOX: Final = W + "txbxContent"
_GRAPHICS: Final = frozenset(W + name for name in ("drawing", "pict", "object"))
_PICTURES: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_GRAPHIC_DATA: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_UNREAD_GRAPHICS: Final = {"chart": "图表", "chartex": "图表", "diagram": "SmartArt 图形"}
_LOOKS: Final = frozenset(
    W + name
    for name in ("jc", "spacing", "ind", "widowControl", "snapToGrid", "adjustRightInd", "textAlignment")
)
_NOTES: Final = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}


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


class Runs:
    """Reads the inline content of paragraphs, keeping the state that outlasts a run.

    *hiding* says whether anything in the file can hide text: where the word does not
    occur at all, no run has to be asked. ``boxes`` are the text boxes met since they
    were last taken; ``paragraph_hidden`` is what runs inherit from their paragraph.
    """

    def __init__(self, styles: Styles, *, hiding: bool) -> None:
        self.seen = Seen()
        self.boxes: list[XmlElement] = []
        self.paragraph_hidden = False
        self.hiding = hiding
        self._styles = styles
        # One entry an open complex field: True while its instruction lasts.
        self._fields: list[bool] = []
        self._instructions = 0

    def enter(self) -> list[bool]:
        """Begin a story, cell or text box of its own; return the open fields to go back to."""
        fields, self._fields, self._instructions = self._fields, [], 0
        return fields

    def leave(self, fields: list[bool]) -> None:
        """Go back to the open *fields* that :meth:`enter` returned."""
        self._fields, self._instructions = fields, sum(fields)

    def end_paragraph(self) -> None:
        """End the instructions still open: a field never closed must not swallow what follows."""
        if self._instructions:
            self._fields = [False for instruction in self._fields if not instruction]
            self._instructions = 0

    def read(self, parent: XmlElement, parts: list[str]) -> None:
        """Append the text inside *parent* to *parts*."""
        for node in parent:
            tag = node.tag
            if tag == _RUN:
                self._run(node, parts)
            elif tag in WRAPPERS:
                self.read(node, parts)
            elif tag == SDT:
                content = node.find(SDT_CONTENT)
                if content is not None:
                    self.read(content, parts)
            elif tag == ALTERNATE:
                branch = chosen(node)
                if branch is not None:
                    self.read(branch, parts)
            elif tag == M + "oMath":
                parts.extend(text.text or "" for text in node.iter(M + "t", _TEXT))

    def _run(self, run: XmlElement, parts: list[str]) -> None:
        if self.hiding and self._is_hidden(run):
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
        if tag in _TABS:
            parts.append("\t")
        elif tag == _BR:
            if node.get(_TYPE) in (None, "textWrapping"):
                parts.append("\n")
        elif tag == _CR:
            parts.append("\n")
        elif tag == _NO_BREAK_HYPHEN:
            parts.append("-")
        elif tag == _SYM:
            parts.append(symbol(node.get(_FONT), node.get(_CHAR)))
        elif tag in _NOTES:
            self.seen.notes.append((_NOTES[tag], node.get(_ID) or ""))
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
        elif tag == _RUBY:
            base = node.find(_RUBY_BASE)
            if base is not None:
                self.read(base, parts)

    def _field(self, node: XmlElement, parts: list[str]) -> None:
        """Follow a complex field: its instruction is not text, its result is."""
        kind = node.get(_FLD_CHAR_TYPE)
        if kind == "begin":
            self._fields.append(True)
            self._instructions += 1
            box = node.find(f"{W}ffData/{W}checkBox")
            if box is not None and self._instructions == 1:
                checked = switch(box.find(_CHECKED))
                if checked is None:
                    checked = switch(box.find(_DEFAULT))
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
            style = properties.find(_R_STYLE)
            inherited = None if style is None else self._styles.hides(style.get(VAL))
            if inherited is not None:
                return inherited
        return self.paragraph_hidden

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
            self.boxes.extend(_text_boxes(node))


def plain_text(paragraph: XmlElement) -> str | None:
    """Return the text of a paragraph of nothing but plain runs, ``None`` where it must be read with care.

    Most paragraphs in tables are of this kind: no style, list, field, note or drawing.
    """
    parts: list[str] = []
    for node in paragraph:
        tag = node.tag
        if tag == _RUN:
            for piece in node:
                tag = piece.tag
                if tag == _TEXT:
                    parts.append(piece.text or "")
                elif tag == _BR and not piece.attrib:
                    parts.append("\n")
                elif tag != R_PR:
                    return None
        elif tag != P_PR or not all(map(_only_looks, node)):
            return None
    return "".join(parts)


def _only_looks(node: XmlElement) -> bool:
    """Return whether a property of a paragraph changes nothing but its looks."""
    if node.tag == R_PR:
        # The mark may be deleted: then the paragraph runs on into the next.
        return node.find(W + "del") is None and node.find(W + "moveFrom") is None
    return node.tag in _LOOKS


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
