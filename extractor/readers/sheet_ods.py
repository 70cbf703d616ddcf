"""OpenDocument spreadsheets (ods): container → sheets.

A cell of this format holds its printed form as text beside the stored value, so the text
is what is read.
"""

from collections.abc import Iterator
from typing import Final

from extractor.errors import EncryptedFile, LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.readers.package import XmlElement, open_container
from extractor.readers.sheet_notes import Notes
from extractor.readers.sheet_regions import Merge, Sheet

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE: Final = _NS % "office"
_TABLE: Final = _NS % "table"
_TEXT: Final = _NS % "text"
_STYLE: Final = _NS % "style"
_FO: Final = _NS % "xsl-fo-compatible"

_CONTENT: Final = "content.xml"
_GROUPS: Final = frozenset(
    _TABLE + name
    for name in (
        "table-row-group", "table-rows", "table-header-rows", "table-column-group", "table-columns",
        "table-header-columns",
    )
)  # fmt: skip
_CELLS: Final = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384
_NUMERIC: Final = frozenset(("float", "percentage", "currency", "date", "time", "boolean"))


def read_sheets(data: bytes, name: str, limits: Limits, notes: Notes) -> Iterator[Sheet]:
    """Yield the sheets of *data* in their order; warnings go to *notes*.

    Raises :class:`~extractor.errors.UnreadableFile`, :class:`~extractor.errors.EncryptedFile`
    or :class:`~extractor.errors.LimitExceeded`.
    """
    container = open_container(data, name, limits)
    manifest = "META-INF/manifest.xml"
    if manifest in container and b"encryption-data" in container.read(manifest):
        raise EncryptedFile("encrypted", file=name)
    root = container.xml(_CONTENT)
    body = root.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    if body is None:
        raise UnreadableFile("damaged", file=name, place=_CONTENT, detail="不是 OpenDocument 表格")
    styles = list(root.iter(_STYLE + "style"))
    framed = frozenset(node.get(_STYLE + "name") or "" for node in styles if _is_framed(node))
    unseen = frozenset(node.get(_STYLE + "name") or "" for node in styles if _is_unseen(node))
    for node in body.iterchildren(_TABLE + "table"):
        title = node.get(_TABLE + "name") or ""
        sheet = Sheet(title, node.get(_TABLE + "style-name") in unseen)
        _Walk(sheet, framed, limits, notes).table(node)
        yield sheet


def _is_framed(style: XmlElement) -> bool:
    """Return whether a cell style draws a line at the left or right."""
    return any(
        properties.get(_FO + name) not in (None, "none")
        for properties in style.iterchildren(_STYLE + "table-cell-properties")
        for name in ("border", "border-left", "border-right")
    )


def _is_unseen(style: XmlElement) -> bool:
    return any(
        properties.get(_TABLE + "display") == "false"
        for properties in style.iterchildren(_STYLE + "table-properties")
    )


class _Walk:
    """One walk over a sheet; repeated cells and rows count as often as they are shown."""

    def __init__(self, sheet: Sheet, framed: frozenset[str], limits: Limits, notes: Notes) -> None:
        self._sheet = sheet
        self._framed = framed
        self._limits = limits
        self._notes = notes
        self._row = 0
        self._column = 0
        self._cells = 0

    def table(self, node: XmlElement) -> None:
        """Take in the columns and rows of *node*."""
        for child in node:
            if child.tag == _TABLE + "table-row":
                self._take_row(child)
            elif child.tag == _TABLE + "table-column":
                count = _count(child, "number-columns-repeated", _LAST_COLUMN)
                if _is_hidden(child):
                    self._sheet.hidden_columns.update(
                        range(self._column, min(self._column + count, _LAST_COLUMN))
                    )
                self._column += count
            elif child.tag in _GROUPS:
                self.table(child)

    def _take_row(self, node: XmlElement) -> None:
        sheet = self._sheet
        texts: dict[int, str] = {}
        frames: set[int] = set()
        merges: list[Merge] = []
        numeric = framed = False
        column = 0
        for cell in node:
            if cell.tag not in _CELLS:
                continue
            count = _count(cell, "number-columns-repeated", _LAST_COLUMN)
            bordered = cell.get(_TABLE + "style-name") in self._framed
            text = self._notes.clean(_cell_text(cell)) if len(cell) else ""
            last = min(column + count, _LAST_COLUMN)
            if text.strip():
                self._spend(last - column)
                texts.update(dict.fromkeys(range(column, last), text))
                numeric = numeric or cell.get(_OFFICE + "value-type") in _NUMERIC
            elif bordered and count < _LAST_COLUMN // 4:
                frames.update(range(column, last))
            framed = framed or (bordered and count < _LAST_COLUMN // 4)
            rows = _count(cell, "number-rows-spanned", _LAST_ROW)
            columns = _count(cell, "number-columns-spanned", _LAST_COLUMN)
            if rows > 1 or columns > 1:
                merges.append(Merge(self._row, column, self._row + rows, column + columns))
            column += count
        repeated = _count(node, "number-rows-repeated", _LAST_ROW)
        first, self._row = self._row, min(self._row + repeated, _LAST_ROW)
        sheet.merges.extend(merges)
        if not texts:
            # Below the last row a sheet repeats one empty row to its end, bordered or not.
            repeated = min(repeated, 1000) if framed else 0
        else:
            self._spend(len(texts) * (repeated - 1))
        for row in range(first, min(first + repeated, _LAST_ROW)):
            if texts:
                sheet.rows[row] = texts
            if numeric:
                sheet.numeric.add(row)
            if framed:
                sheet.framed.add(row)
            if frames:
                sheet.frames[row] = frames
            if _is_hidden(node):
                sheet.hidden_rows.add(row)

    def _spend(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self._limits.cells:
            raise LimitExceeded("limit", detail=f"表格单元格超过 {self._limits.cells} 个")


def _is_hidden(node: XmlElement) -> bool:
    return node.get(_TABLE + "visibility") in ("collapse", "filter")


def _count(node: XmlElement, attribute: str, most: int) -> int:
    text = node.get(_TABLE + attribute) or ""
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 10 else 1


def _cell_text(cell: XmlElement) -> str:
    """Return the paragraphs of a cell, a line each; comments and drawings are not in it."""
    return "\n".join(_inline(node) for node in cell if node.tag in (_TEXT + "p", _TEXT + "h"))


def _inline(node: XmlElement) -> str:
    pieces = [node.text or ""]
    for child in node:
        if child.tag == _TEXT + "s":
            count = child.get(_TEXT + "c") or "1"
            pieces.append(" " * min(int(count) if count.isdecimal() and len(count) < 5 else 1, 1000))
        elif child.tag == _TEXT + "tab":
            pieces.append(" ")
        elif child.tag == _TEXT + "line-break":
            pieces.append("\n")
        elif child.tag in (_TEXT + "span", _TEXT + "a", _TEXT + "ruby", _TEXT + "ruby-base"):
            pieces.append(_inline(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
