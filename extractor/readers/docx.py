"""Word documents (docx, docm, dotx): package → stories → document.

The package is measured and opened by :mod:`extractor.readers.package`; names and
relationship types are python-docx's. ``docx.Document`` itself is not called: it parses
every part of the package through its proxy classes, of which ``styles.xml`` alone takes
longer than everything here, gives up on dangling relationships, macro documents and
Strict OOXML that Word opens without a word, and unpacks before anything can be checked.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from docx.opc.constants import RELATIONSHIP_TYPE

from extractor.document import Block, Cell, Document, Paragraph, ParagraphKind, ReadWarning, Source, Table
from extractor.errors import ExtractorError, LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.docx_body import Draft, ParagraphDraft, TableDraft, Walker
from extractor.readers.docx_names import W
from extractor.readers.docx_runs import Seen
from extractor.readers.docx_styles import Styles
from extractor.readers.docx_tables import MAX_COLUMNS
from extractor.readers.numbering import Numbering
from extractor.readers.package import Container, Relationship, XmlElement, open_container, parse_xml


def _kind(relationship_type: str) -> str:
    """Return the last word of a relationship type, which Strict and transitional share."""
    return relationship_type.rsplit("/", 1)[-1]


_DOCUMENT: Final = _kind(RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
_STYLES: Final = _kind(RELATIONSHIP_TYPE.STYLES)
_NUMBERING: Final = _kind(RELATIONSHIP_TYPE.NUMBERING)
_NOTES: Final = {"footnote": _kind(RELATIONSHIP_TYPE.FOOTNOTES), "endnote": _kind(RELATIONSHIP_TYPE.ENDNOTES)}

_MAIN: Final = "word/document.xml"
_Read = TypeVar("_Read")
# Table styles are most of what styles.xml holds (nine tenths of it is usual) and say nothing
# about text; not parsing them halves the time a report takes.
_TABLE_STYLE: Final = b'<w:style w:type="table"'
_STYLE_END: Final = b"</w:style>"
_SLASH: Final = ord("/")
_SENTENCE_END: Final = re.compile(r"[。；！？\n]")
_SCARCE_TEXT: Final = 40
"""Characters below which a document with pictures is taken for a scan."""


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the Word document *data*, called *name* in messages.

    Raises :class:`~extractor.errors.UnreadableFile`, :class:`~extractor.errors.EncryptedFile`
    or :class:`~extractor.errors.LimitExceeded`, and nothing else.
    """
    try:
        return _Reading(open_container(data, name, limits), limits).document(
            Source(name=name, sha256=hashlib.sha256(data).hexdigest(), format="docx", bytes=len(data))
        )
    except ExtractorError as error:
        error.named(name)
        raise


class _Reading:
    """The state of one reading: blocks so far, warnings so far."""

    def __init__(self, container: Container, limits: Limits) -> None:
        self._container = container
        self._limits = limits
        self._blocks: list[Block] = []
        self._furniture: list[Paragraph] = []
        self._warnings: list[ReadWarning] = []
        self._tables = 0
        self._characters = 0
        self._cells = 0

    def document(self, source: Source) -> Document:
        """Read the stories of the package and return them as a document."""
        container = self._container
        main = self._main_part()
        raw = container.read(main)
        root = parse_xml(raw, container.name, main)
        body = root.find(W + "body") if root.tag == W + "document" else None
        if body is None:
            raise UnreadableFile("damaged", file=container.name, place=main, detail="不是 Word 文档正文")
        relationships = container.relationships(main)
        parts = {item.type: item for item in relationships.values() if not item.external}
        style_bytes = self._bytes(parts.get(_STYLES))
        styles = Styles(self._parse(_without_table_styles(style_bytes), parts.get(_STYLES)))
        numbering = Numbering(
            self._parse(self._bytes(parts.get(_NUMBERING)), parts.get(_NUMBERING)), styles.list_of
        )
        notes = {kind: self._bytes(parts.get(type_)) for kind, type_ in _NOTES.items()}
        hiding = any(b"vanish" in blob for blob in (raw, style_bytes, *notes.values()))
        walker = Walker(styles, numbering, self._limits, hiding=hiding)

        self._add(walker.story(body))
        self._add_notes(walker, notes, parts)
        self._add_furniture(walker, relationships)
        self._warn(walker.seen, relationships)
        if not (self._blocks or self._furniture or self._warnings):
            raise UnreadableFile("blank", file=container.name)
        return Document(source, tuple(self._blocks), tuple(self._furniture), tuple(self._warnings))

    def _main_part(self) -> str:
        """Return the name of the part that holds the body."""
        container = self._container
        try:
            candidates = [
                item.target for item in container.relationships().values() if item.type == _DOCUMENT
            ]
        except UnreadableFile as error:
            if error.code == "entities":
                raise
            candidates = []
        for candidate in (*candidates, _MAIN):
            if candidate in container:
                return candidate
        raise UnreadableFile("damaged", file=container.name, place=_MAIN, detail=f"缺少 {_MAIN}")

    def _bytes(self, part: Relationship | None) -> bytes:
        """Return a part the body can be read without: empty where it is missing or damaged."""
        if part is None or part.target not in self._container:
            return b""
        return self._lenient(part.target, lambda: self._container.read(part.target)) or b""

    def _parse(self, data: bytes, part: Relationship | None) -> XmlElement | None:
        if not data or part is None:
            return None
        return self._lenient(part.target, lambda: parse_xml(data, self._container.name, part.target))

    def _lenient(self, part: str, action: Callable[[], _Read]) -> _Read | None:
        """Return what *action* returns; a damaged part becomes a warning, entities stay an error."""
        try:
            return action()
        except UnreadableFile as error:
            if error.code == "entities":
                raise
            self._warnings.append(ReadWarning("damaged-part", f"{part} 损坏，未读取：{error.detail}"))
            return None

    def _add(self, drafts: Sequence[Draft], parent: tuple[int, int, int] | None = None) -> None:
        """Number *drafts* as the next blocks; what stands inside cells follows its table."""
        for draft in drafts:
            if isinstance(draft, ParagraphDraft):
                self._add_paragraph(draft)
            else:
                self._add_table(draft, parent)

    def _add_paragraph(self, draft: ParagraphDraft) -> None:
        text, limit = draft.text, self._limits.paragraph_characters
        self._count(len(text))
        if len(text) <= limit:
            self._blocks.append(
                Paragraph(
                    text,
                    len(self._blocks),
                    heading=draft.heading,
                    label_end=draft.label_end,
                    kind=draft.kind,
                )
            )
            return
        self._warnings.append(
            ReadWarning("long-paragraph", f"第 {len(self._blocks)} 块有 {len(text)} 字，已按句末分段")
        )
        label_end = draft.label_end
        for piece in _pieces(text, limit):
            self._blocks.append(
                Paragraph(
                    piece,
                    len(self._blocks),
                    heading=draft.heading,
                    label_end=min(label_end, len(piece)),
                    kind=draft.kind,
                )
            )
            label_end = 0

    def _add_table(self, draft: TableDraft, parent: tuple[int, int, int] | None) -> None:
        grid = draft.grid
        self._cells += len(grid.cells)
        if self._cells > self._limits.cells:
            raise LimitExceeded("limit", detail=f"表格单元格超过 {self._limits.cells} 个")
        block, index = len(self._blocks), self._tables
        self._tables += 1
        self._count(sum(len(cell.text) for cell in grid.cells))
        cells = tuple(
            Cell(
                cell.text,
                block,
                index,
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                hidden=cell.hidden,
            )
            for cell in grid.cells
        )
        self._blocks.append(Table(block, index, grid.row_count, grid.column_count, cells, parent=parent))
        for cell in grid.cells:
            if cell.inner:
                self._add(cell.inner, (block, cell.row, cell.column))

    def _count(self, characters: int) -> None:
        self._characters += characters
        if self._characters > self._limits.characters:
            raise LimitExceeded("limit", detail=f"文字超过 {self._limits.characters} 字")

    def _add_notes(self, walker: Walker, blobs: dict[str, bytes], parts: dict[str, Relationship]) -> None:
        """Append the footnotes, then the endnotes, that the body refers to, in that order."""
        for kind, type_ in _NOTES.items():
            wanted = [identifier for note, identifier in walker.seen.notes if note == kind]
            root = self._parse(blobs[kind], parts.get(type_)) if wanted else None
            if root is None:
                continue
            found = {node.get(W + "id"): node for node in root.iterchildren(W + kind)}
            for identifier in dict.fromkeys(wanted):
                node = found.get(identifier)
                if node is not None:
                    self._add(walker.story(node, "footnote"))

    def _add_furniture(self, walker: Walker, relationships: dict[str, Relationship]) -> None:
        """Read each header and footer that a section names, once."""
        done: set[str] = set()
        for kind, identifier in list(walker.seen.furniture):
            part = relationships.get(identifier)
            if part is None or part.external or part.target in done:
                continue
            done.add(part.target)
            root = self._parse(self._bytes(part), part)
            if root is not None:
                self._add_furniture_drafts(walker.story(root, kind), kind)

    def _add_furniture_drafts(self, drafts: Sequence[Draft], kind: ParagraphKind) -> None:
        """Keep the text of a header or footer; a table in it is only there for layout."""
        for draft in drafts:
            if isinstance(draft, ParagraphDraft):
                self._count(len(draft.text))
                self._furniture.append(Paragraph(draft.text, -1, label_end=draft.label_end, kind=kind))
                continue
            for cell in draft.grid.cells:
                if cell.text:
                    self._count(len(cell.text))
                    self._furniture.append(Paragraph(cell.text, -1, kind=kind))
                self._add_furniture_drafts(cell.inner, kind)

    def _warn(self, seen: Seen, relationships: dict[str, Relationship]) -> None:
        """Say what was seen and not read."""
        add = self._warnings.append
        if seen.hidden:
            add(ReadWarning("hidden-text", "文档含有隐藏文字，未读取"))
        if seen.clamped:
            add(ReadWarning("wide-table", f"有表格超过 {MAX_COLUMNS} 列，多出的列未单独读取"))
        for identifier in seen.imports:
            part = relationships.get(identifier)
            target = identifier if part is None else part.target
            add(ReadWarning("unread-part", f"插入的外部内容未读取：{target}"))
        for description in dict.fromkeys(seen.unread):
            count = seen.unread.count(description)
            add(
                ReadWarning(
                    "unread-object", f"{description}未读取" + (f"（{count} 处）" if count > 1 else "")
                )
            )
        if seen.pictures and self._characters < _SCARCE_TEXT:
            add(ReadWarning("image-only", f"文档几乎没有文字，只有 {seen.pictures} 幅图片，可能是扫描件"))


def _without_table_styles(styles: bytes) -> bytes:
    """Return ``styles.xml`` without its table styles, or all of it where that is not safe.

    It is safe where what looks like an element is one: no comment or CDATA section, and
    no style without an end of its own.
    """
    if b"<!" in styles:
        return styles
    kept: list[bytes] = []
    end = 0
    while (begin := styles.find(_TABLE_STYLE, end)) >= 0:
        close = styles.find(_STYLE_END, begin)
        if close < 0 or styles[styles.find(b">", begin) - 1] == _SLASH:
            return styles
        kept.append(styles[end:begin])
        end = close + len(_STYLE_END)
    kept.append(styles[end:])
    return b"".join(kept)


def _pieces(text: str, limit: int) -> list[str]:
    """Return *text* in pieces of at most *limit* characters, cut after sentence ends where there are any."""
    pieces: list[str] = []
    begin = 0
    while len(text) - begin > limit:
        ends = [match.end() for match in _SENTENCE_END.finditer(text, begin, begin + limit)]
        end = ends[-1] if ends else begin + limit
        pieces.append(text[begin:end])
        begin = end
    pieces.append(text[begin:])
    return pieces
