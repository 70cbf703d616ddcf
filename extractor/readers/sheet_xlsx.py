"""Excel workbooks in XML (xlsx, xlsm, xltx and what WPS calls .et): container → sheets.

Number formats, borders and hidden rows stand in the sheet's XML beside the values, and
only there, so the XML is read here. A sheet of half a million cells is 18 MB of it: an
element tree walked in Python takes 1.2 s, and calamine 0.3 s without the formats and with
the whole declared area laid out in memory. Checked to be well formed (0.15 s) and scanned
with a regular expression for the few elements that matter (0.35 s), it gives everything at
once. The scan is exact: in well-formed XML without comments and CDATA sections, which are
resolved first, a ``<`` begins a tag and nothing else.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Final
from xml.parsers import expat

from lxml import etree

from extractor.errors import UnreadableFile
from extractor.limits import Limits
from extractor.readers.package import Container, XmlElement, open_container, parse_xml
from extractor.readers.sheet_dates import serial_of
from extractor.readers.sheet_formats import BUILT_IN, GENERAL, printer
from extractor.readers.sheet_notes import Notes
from extractor.readers.sheet_regions import Merge, Sheet
from extractor.readers.sheet_style import Style

_M: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384
_MAIN: Final = "xl/workbook.xml"

_VALUE: Final = r"""(?:"[^"]*"|'[^']*')"""
_ATTRIBUTE: Final = rf"\s+[^\s=<>]+\s*=\s*{_VALUE}"
_ATTRIBUTES: Final = re.compile(rf"\s+([^\s=<>]+)\s*=\s*({_VALUE})")
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OTHER_ENCODING: Final = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE
)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
# A number that General prints as stored: few digits, none of them a zero too many.
_PLAIN_NUMBER: Final = re.compile(r"0|-?[1-9][0-9]{0,9}|-?(?:0|[1-9][0-9]{0,5})\.[0-9]{0,7}[1-9]")


def read_sheets(data: bytes, name: str, limits: Limits, notes: Notes) -> Iterator[Sheet]:
    """Yield the worksheets of the workbook *data* in their order; warnings go to *notes*.

    Raises :class:`~extractor.errors.UnreadableFile`, :class:`~extractor.errors.EncryptedFile`
    or :class:`~extractor.errors.LimitExceeded`.
    """
    container = open_container(data, name, limits)
    main = _main_part(container)
    root = container.xml(main)
    if root.tag != _M + "workbook":
        raise UnreadableFile("damaged", file=name, place=main, detail="不是 Excel 工作簿")
    properties = root.find(_M + "workbookPr")
    date1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
    relationships = container.relationships(main)
    parts = {item.type: item.target for item in relationships.values() if not item.external}
    styles = Styles(_optional(container, parts.get("styles"), notes), date1904)
    strings = _strings(_optional(container, parts.get("sharedStrings"), notes), notes)
    for node in root.iterfind(f"{_M}sheets/{_M}sheet"):
        title = node.get("name") or ""
        part = relationships.get(node.get(_R_ID) or "")
        if part is None or part.external or part.target not in container:
            notes.add("damaged-part", f"工作表“{title}”缺失，未读取")
            continue
        if part.type != "worksheet":
            notes.add("unread-part", f"“{title}”不是工作表（{part.type}），未读取")
            continue
        hidden = node.get("state") in ("hidden", "veryHidden")
        xml = _text(container.read(part.target), name, part.target)
        yield _Scan(xml, Sheet(title, hidden), styles, strings, notes).sheet()


def _main_part(container: Container) -> str:
    for item in container.relationships().values():
        if item.type == "officeDocument" and item.target in container:
            return item.target
    if _MAIN in container:
        return _MAIN
    raise UnreadableFile("damaged", file=container.name, place=_MAIN, detail=f"缺少 {_MAIN}")


def _optional(container: Container, part: str | None, notes: Notes) -> XmlElement | None:
    """Return a part the sheets can be read without; where it is damaged, say so."""
    if part is None or part not in container:
        return None
    try:
        return container.xml(part)
    except UnreadableFile as error:
        if error.code == "entities":
            raise
        notes.add("damaged-part", f"{part} 损坏，未读取：{error.detail}")
        return None


def _strings(root: XmlElement | None, notes: Notes) -> list[str]:
    """Return the shared strings as cells show them; phonetic guides are no part of the text."""
    return [] if root is None else [notes.clean(_rich_text(item)) for item in root.iterchildren(_M + "si")]


def _rich_text(item: XmlElement) -> str:
    pieces = []
    for node in item:
        if node.tag == _M + "t":
            pieces.append(node.text or "")
        elif node.tag == _M + "r":
            pieces.extend(text.text or "" for text in node.iterchildren(_M + "t"))
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """Return *text* with the ``_x000D_`` in which files write what XML cannot."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _text(data: bytes, name: str, part: str) -> str:
    """Return the XML of a part, checked to be well formed, without comments and CDATA sections."""
    odd = b"<!" in data or data.count(b"<?") > 1 or _OTHER_ENCODING.match(data) or data.startswith(_UTF16)
    if odd:
        return etree.tostring(parse_xml(data, name, part), encoding="unicode")
    try:
        expat.ParserCreate().Parse(data, True)
        return data.decode("utf-8-sig")
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableFile(
            "damaged", file=name, place=part, detail=f"XML 无法解析（{type(error).__name__}）"
        ) from error


class Styles:
    """The cell styles of a workbook by their number."""

    def __init__(self, root: XmlElement | None, date1904: bool) -> None:
        self._default = Style(date1904=date1904)
        self._styles: list[Style] = []
        if root is None:
            return
        codes = dict(BUILT_IN)
        for node in root.iterfind(f"{_M}numFmts/{_M}numFmt"):
            identifier, code = node.get("numFmtId") or "", node.get("formatCode")
            if identifier.isdecimal() and code is not None:
                codes[int(identifier)] = code
        framed = [_framed(node) for node in root.iterfind(f"{_M}borders/{_M}border")]
        for node in root.iterfind(f"{_M}cellXfs/{_M}xf"):
            number, border = node.get("numFmtId") or "", node.get("borderId") or ""
            code = codes.get(int(number), GENERAL) if number.isdecimal() else GENERAL
            sides = border.isdecimal() and int(border) < len(framed) and framed[int(border)]
            self._styles.append(Style(code, sides, date1904))

    def of(self, number: str) -> Style:
        """Return the style with this *number*, the default for none."""
        index = int(number or 0)
        return self._styles[index] if index < len(self._styles) else self._default


def _framed(border: XmlElement) -> bool:
    """Return whether a border has a line at the left or right; above or below it may be a neighbour's."""
    return any(
        (side := border.find(_M + name)) is not None and side.get("style") not in (None, "none")
        for name in ("left", "right", "start", "end")
    )


class _Scan:
    """One pass over the XML of a worksheet."""

    def __init__(self, xml: str, sheet: Sheet, styles: Styles, strings: list[str], notes: Notes) -> None:
        self._xml = xml
        self._sheet = sheet
        self._strings = strings
        self._notes = notes
        self._styles = styles
        self._by_number: dict[str, Style] = {}
        self._columns: dict[str, int] = {}
        root = re.search(r"<([^\s<>:/?!]+:)?worksheet[\s>/]", xml)
        self._prefix = re.escape(root[1] or "") if root else ""
        self._uncached = 0

    def sheet(self) -> Sheet:
        """Return the sheet with what the XML says of it."""
        p, xml = self._prefix, self._xml
        begin = re.search(rf"<{p}sheetData[\s>/]", xml)
        start = begin.start() if begin else len(xml)
        end = xml.find(f"</{p}sheetData", start)
        end = start if end < 0 else end
        for node in re.finditer(rf"<{p}col((?:{_ATTRIBUTE})++)", xml[:start]):
            self._column(dict(_attributes(node[1])))
        self._rows(xml, start, end)
        for node in re.finditer(rf"<{p}mergeCell((?:{_ATTRIBUTE})++)", xml[end:]):
            merge = _range(dict(_attributes(node[1])).get("ref", ""))
            if merge is not None:
                self._sheet.merges.append(merge)
        if self._uncached:
            self._notes.add(
                "formula-without-value",
                f"工作表“{self._sheet.name}”有 {self._uncached} 个公式没有保存结果，读作空白；公式不予计算",
            )
        return self._sheet

    def _column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self._sheet.hidden_columns.update(range(int(first) - 1, min(int(last), _LAST_COLUMN)))

    def _rows(self, xml: str, start: int, end: int) -> None:
        p = self._prefix
        rows = re.compile(rf"<{p}row((?:{_ATTRIBUTE})*+)\s*(?:/>|>([^<]*(?:<(?!/{p}row>)[^<]*)*+)</{p}row>)")
        cells = re.compile(
            rf"""<{p}c(?:\s+(?:r\s*=\s*["']([A-Z]{{1,3}})[0-9]+["']|s\s*=\s*["']([0-9]{{1,6}})["']|"""
            rf"""t\s*=\s*["'](\w+)["']|[^\s=<>]+\s*=\s*{_VALUE}))*+\s*(?:/>|>\s*"""
            rf"(?:<{p}(f)(?:{_ATTRIBUTE})*+\s*(?:/>|>[^<]*</{p}f\s*>)\s*)?"
            rf"(?:<{p}v(?:{_ATTRIBUTE})*+\s*(?:/>|>([^<]*)</{p}v\s*>))?"
            rf"([^<]*(?:<(?!/{p}c\s*>)[^<]*)*+)</{p}c\s*>)"
        ).findall
        following = 0
        for match in rows.finditer(xml, start, end):
            attributes = match[1]
            row = following
            for key, value in _attributes(attributes):
                if key == "r" and value.isdecimal():
                    row = int(value) - 1
                elif key == "hidden" and value in ("1", "true"):
                    self._sheet.hidden_rows.add(row)
            following = row + 1
            if match[2] and 0 <= row < _LAST_ROW:
                self._cells(row, cells(match[2]))

    def _cells(self, row: int, found: list[tuple[str, str, str, str, str, str]]) -> None:
        """Take in a row's cells: column letters, style, type, formula mark, value, other content."""
        texts: dict[int, str] = {}
        framed: set[int] = set()
        numeric = bordered = False
        columns, styles, strings = self._columns, self._by_number, self._strings
        column = -1
        for letters, number, kind, formula, value, rest in found:
            if letters:
                place = columns.get(letters)
                column = self._place(letters) if place is None else place
            else:
                column += 1
            style = styles.get(number)
            if style is None:
                style = styles[number] = self._styles.of(number)
            bordered = bordered or style.framed
            if kind == "s":
                index = int(value) if value.isdecimal() else -1
                text = strings[index] if 0 <= index < len(strings) else ""
                if style.around is not None and text:
                    text = style.around(text)
            elif value and (not kind or kind == "n"):
                numeric = True
                text = value if style.plain and _PLAIN_NUMBER.fullmatch(value) else style.number(value)
            elif value and kind != "inlineStr":
                numeric = numeric or kind != "str"
                text = self._notes.clean(_typed(kind, value, style))
            else:
                text = self._notes.clean(self._inline(rest)) if rest else ""
                if formula and not text:
                    # Its number is not known, and yet it makes this a row of a table.
                    self._uncached += 1
                    numeric = True
            if not text:
                if style.framed:
                    framed.add(column)
            elif column < _LAST_COLUMN:
                texts[column] = text
        if texts:
            self._sheet.rows[row] = texts
        if numeric:
            self._sheet.numeric.add(row)
        if bordered:
            self._sheet.framed.add(row)
        if framed:
            self._sheet.frames[row] = framed

    def _place(self, letters: str) -> int:
        column = self._columns[letters] = column_of(letters)
        return column

    def _inline(self, rest: str) -> str:
        """Return the text of ``<is>``, without phonetic guides."""
        p = self._prefix
        if f"<{self._prefix}is" not in rest:
            return ""
        if "rPh" in rest:
            rest = re.sub(rf"<{p}rPh\b.*?</{p}rPh\s*>", "", rest, flags=re.DOTALL)
        pieces = re.findall(rf"<{p}t(?:{_ATTRIBUTE})*+\s*>([^<]*)</{p}t\s*>", rest)
        return unescaped(unescape("".join(pieces)))


def _typed(kind: str, value: str, style: Style) -> str:
    """Return what a cell of a type other than number and shared string prints."""
    if kind == "b":
        return "TRUE" if value.strip() in ("1", "true") else "FALSE"
    if kind == "d":
        try:
            serial = serial_of(datetime.fromisoformat(value), date1904=style.date1904)
        except ValueError:
            return value
        code = "yyyy/m/d" if style.code == GENERAL else style.code
        return printer(code, date1904=style.date1904)(serial)
    return unescaped(unescape(value))


def column_of(letters: str) -> int:
    """Return the number of a column, from 0, by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    return ((key, unescape(value[1:-1])) for key, value in _ATTRIBUTES.findall(text))


def _range(reference: str) -> Merge | None:
    """Return the range ``A1:C2`` stands for; ``None`` for a single cell or what is no range."""
    first, _, last = reference.partition(":")
    begin, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
    if begin is None or end is None:
        return None
    rows = sorted((int(begin[2]) - 1, int(end[2]) - 1))
    columns = sorted((column_of(begin[1]), column_of(end[1])))
    if rows[0] == rows[1] and columns[0] == columns[1]:
        return None
    return Merge(rows[0], columns[0], min(rows[1] + 1, _LAST_ROW), min(columns[1] + 1, _LAST_COLUMN))
