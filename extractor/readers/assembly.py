"""Putting a document together: numbering blocks, holding the limits, cutting long paragraphs."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from extractor.document import (
    Block,
    Cell,
    Document,
    Format,
    Paragraph,
    ParagraphKind,
    ReadWarning,
    Source,
    Table,
)
from extractor.errors import LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.readers.residue import Origin, part

_SENTENCE_ENDS = "。！？；!?;\n"


@dataclass(slots=True)
class GridCell:
    """A table cell before it has a block: its text, its place and extent in the grid."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    hidden: bool = False


@dataclass(slots=True)
class Assembly:
    """Collects blocks in reading order; raises LimitExceeded as soon as a limit is passed."""

    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    furniture: list[Paragraph] = field(default_factory=list)
    warnings: list[ReadWarning] = field(default_factory=list)
    _tables: int = 0
    _characters: int = 0
    _cells: int = 0

    def paragraph(
        self,
        text: str,
        origin: Origin = (),
        *,
        page: int | None = None,
        heading: int | None = None,
        label_end: int = 0,
        page_breaks: tuple[tuple[int, int], ...] = (),
    ) -> None:
        """Add a paragraph, in pieces where it is longer than the limit; blank text adds nothing."""
        if not text or text.isspace():
            return
        self._count(len(text))
        if len(text) <= self.limits.paragraph_characters:
            block = len(self.blocks)
            self.blocks.append(Paragraph(text, block, page, heading, label_end, "body", page_breaks, origin))
            return
        first = len(self.blocks)
        for start, end in _pieces(text, self.limits.paragraph_characters):
            piece, piece_origin = part(text, origin, start, end)
            breaks = tuple((offset - start, number) for offset, number in page_breaks if start < offset < end)
            pages = [number for offset, number in page_breaks if offset <= start]
            self.blocks.append(
                Paragraph(
                    piece,
                    len(self.blocks),
                    pages[-1] if pages else page,
                    heading if start == 0 else None,
                    label_end if start == 0 else 0,
                    "body",
                    breaks,
                    piece_origin,
                )
            )
        self.warnings.append(
            ReadWarning(
                "paragraph-cut",
                f"一个段落有 {len(text)} 字，超过 {self.limits.paragraph_characters} 字，"
                f"已在句末分为 {len(self.blocks) - first} 段读取",
            )
        )

    def reserve(self, rows: int, columns: int) -> None:
        """Count the grid of a table to come; raises LimitExceeded before any cell of it exists."""
        self._cells += rows * columns
        if self._cells > self.limits.cells:
            raise LimitExceeded("limit", detail=f"表格单元格超过 {self.limits.cells} 个")

    def has_room(self, rows: int, columns: int, characters: int) -> bool:
        """Return whether a table of that grid and text still fits the limits."""
        return (
            self._cells + rows * columns <= self.limits.cells
            and rows * columns <= self.limits.table_cells
            and self._characters + characters <= self.limits.characters
        )

    def table(
        self,
        cells: list[GridCell],
        rows: int,
        columns: int,
        *,
        page: int | None = None,
        parent: tuple[int, int, int] | None = None,
    ) -> int:
        """Add a table of *rows* × *columns* grid positions; return its block number.

        The space is to be reserved before its cells are made.
        """
        self._count(sum(len(cell.text) for cell in cells))
        block, index = len(self.blocks), self._tables
        self._tables += 1
        self.blocks.append(
            Table(
                block,
                index,
                rows,
                columns,
                tuple(
                    Cell(
                        cell.text, block, index, cell.row, cell.column,
                        cell.row_span, cell.column_span, page, cell.hidden,
                    )
                    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column))
                ),
                () if page is None else (page,),
                parent,
            )
        )  # fmt: skip
        return block

    def place(self, make: Callable[[int, int], Table]) -> None:
        """Add the table that *make* returns for its block and table number; its space is to be reserved."""
        table = make(len(self.blocks), self._tables)
        self._count(sum([len(cell.text) for cell in table.cells]))
        self._tables += 1
        self.blocks.append(table)

    def aside(self, text: str, origin: Origin = (), *, page: int | None = None, kind: ParagraphKind) -> None:
        """Keep page furniture (a page number, a print button) apart from the text."""
        self.furniture.append(Paragraph(text, len(self.furniture), page, kind=kind, origin=origin))

    def document(self, data: bytes, name: str, file_format: Format, pages: int | None = None) -> Document:
        """Return the finished document; raises UnreadableFile where there is no content at all."""
        if not self.blocks:
            raise UnreadableFile("blank", file=name)
        digest = hashlib.sha256(data).hexdigest()
        source = Source(name, digest, file_format, len(data), pages)
        return Document(source, tuple(self.blocks), tuple(self.furniture), tuple(self.warnings))

    def _count(self, characters: int) -> None:
        self._characters += characters
        if self._characters > self.limits.characters:
            raise LimitExceeded("limit", detail=f"正文超过 {self.limits.characters} 字")


def _pieces(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of pieces no longer than *longest*, ending after a sentence where one ends."""
    start = 0
    while len(text) - start > longest:
        half = start + longest // 2
        end = max(text.rfind(mark, half, start + longest) for mark in _SENTENCE_ENDS) + 1
        if not end:
            end = start + longest
        yield start, end
        start = end
    yield start, len(text)
