"""The document model every reader produces and every extractor reads.

A :class:`Document` is an immutable sequence of blocks, paragraphs and tables, in
reading order. Everything that can be quoted (a :class:`Paragraph`, a :class:`Cell`)
carries its own place and makes its own :class:`~extractor.evidence.Evidence`, so no
later stage has to look for a quote again.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from extractor.evidence import Evidence

Format = Literal["docx", "pdf", "txt", "html", "xlsx", "xls", "doc", "ods", "xlsb"]
"""Format names as they stand in ``source.format``."""

ParagraphKind = Literal["body", "footnote", "textbox", "header", "footer"]


class Quotable(Protocol):
    """A piece of text that knows its place: a paragraph or a table cell."""

    @property
    def text(self) -> str:
        """The text that offsets count in."""

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the evidence for ``text[start:end]``."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, its text as a reader of the printed page sees it.

    ``text`` includes automatic numbering (``label_end`` is where that label ends, 0
    where there is none), so ``"2、自评工作开展情况"`` is found whether the writer typed
    the ``2、`` or Word did. ``heading`` is the outline level (1 the highest) where the
    file itself marks a heading, else ``None``. ``page_breaks`` lists ``(offset, page)``
    for a paragraph that runs on to further pages. ``origin`` lists ``(offset in text,
    offset in the file's own text)`` pairs at which a run of unchanged characters begins,
    for formats whose residue was removed; empty means identical.
    """

    text: str
    block: int
    page: int | None = None
    heading: int | None = None
    label_end: int = 0
    kind: ParagraphKind = "body"
    page_breaks: tuple[tuple[int, int], ...] = ()
    origin: tuple[tuple[int, int], ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the character at *offset* stands."""
        index = bisect_right(self.page_breaks, offset, key=lambda pair: pair[0])
        return self.page_breaks[index - 1][1] if index else self.page

    def source_offset(self, offset: int) -> int:
        """Return where the character at *offset* stood before residue was removed."""
        index = bisect_right(self.origin, offset, key=lambda pair: pair[0])
        if not index:
            return offset
        begin, source = self.origin[index - 1]
        return source + offset - begin

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the evidence for ``text[start:end]``."""
        return Evidence(
            text=self.text[start:end],
            page=self.page_at(start),
            block=self.block,
            start=start,
            end=end,
        )


class Cell(NamedTuple):
    """One table cell with its grid position and extent; a tuple, since a workbook has half a million.

    ``row`` and ``column`` are its top-left grid position, ``row_span`` and
    ``column_span`` how many grid positions it covers. Paragraphs inside the cell are
    joined with ``"\\n"`` in ``text``. ``hidden`` marks a cell of a hidden row, column
    or sheet: it is read, and said to be hidden.
    """

    text: str
    block: int
    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    page: int | None = None
    hidden: bool = False

    def evidence(self, start: int = 0, end: int | None = None) -> Evidence:
        """Return the evidence for ``text[start:end]``; for the whole cell by default."""
        stop = len(self.text) if end is None else end
        return Evidence(
            text=self.text[start:stop],
            page=self.page,
            block=self.block,
            table=self.table,
            row=self.row,
            column=self.column,
            start=start,
            end=stop,
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A snapshot of a table: its cells in row-major order and its merge grid.

    ``row_count`` and ``column_count`` are the extent of the grid. ``parent`` is
    ``(block, row, column)`` of the cell a nested table stood in; a nested table follows
    the table around it as a block of its own. ``pages`` names every page it stands on.
    ``name`` is a worksheet's name.
    """

    block: int
    index: int
    row_count: int
    column_count: int
    cells: tuple[Cell, ...]
    pages: tuple[int, ...] = ()
    parent: tuple[int, int, int] | None = None
    name: str | None = None
    hidden: bool = False
    _grid: list[list[Cell | None]] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        grid, width = self._grid, self.column_count
        grid.extend([None] * width for _ in range(self.row_count))
        for cell in self.cells:
            left, right = cell.column, cell.column + cell.column_span
            for line in grid[cell.row : cell.row + cell.row_span]:
                if right - left == 1:
                    if left < width and line[left] is None:
                        line[left] = cell
                    continue
                for column in range(left, min(right, width)):
                    if line[column] is None:
                        line[column] = cell

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that covers grid position (*row*, *column*), merged or not."""
        inside = 0 <= row < self.row_count and 0 <= column < self.column_count
        return self._grid[row][column] if inside else None

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield, a row at a time, the distinct cells that touch that row, left to right."""
        for line in self._grid:
            seen: list[Cell] = []
            last = None
            for cell in line:
                if cell is not last and cell is not None:
                    seen.append(cell)
                    last = cell
            yield tuple(seen)


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of the file: the ``source`` object of the outputs."""

    name: str
    sha256: str
    format: Format
    bytes: int
    pages: int | None = None
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something the reader saw and could not read, or read with doubt."""

    code: str
    message: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: blocks in reading order, page furniture kept apart."""

    source: Source
    blocks: tuple[Block, ...]
    furniture: tuple[Paragraph, ...] = ()
    warnings: tuple[ReadWarning, ...] = ()
    tables: tuple[Table, ...] = field(init=False, repr=False, compare=False)
    """The tables in reading order."""

    def __post_init__(self) -> None:
        tables = tuple(block for block in self.blocks if isinstance(block, Table))
        object.__setattr__(self, "tables", tables)

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))
