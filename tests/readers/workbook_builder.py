"""Workbooks from pieces of XML, for tests of the spreadsheet reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tests.readers.ooxml_builder import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
FRAMED = 1
"""The number of the style that has borders all round."""


@dataclass(frozen=True)
class Raw:
    """A cell as XML."""

    xml: str


@dataclass(frozen=True)
class Styled:
    """A text or number with the number of its style."""

    value: str | float | None
    style: int


Value = str | float | None | Raw | Styled


def letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell(value: Value, row: int, column: int, style: int = 0) -> str:
    """Return a cell element; ``None`` writes one only where it has a style."""
    if isinstance(value, Raw):
        return value.xml
    if isinstance(value, Styled):
        return cell(value.value, row, column, value.style)
    place = f'<c r="{letters(column)}{row + 1}"' + (f' s="{style}"' if style else "")
    if value is None:
        return f"{place}/>" if style else ""
    if isinstance(value, str):
        return f'{place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"{place}><v>{value!r}</v></c>"


def worksheet(
    rows: Sequence[Sequence[Value]] | Mapping[int, Sequence[Value]],
    *,
    merges: Sequence[str] = (),
    cols: str = "",
    framed: Sequence[int] = (),
    hidden: Sequence[int] = (),
) -> str:
    """Return a worksheet; *framed* and *hidden* are row numbers from 0."""
    numbered = rows if isinstance(rows, Mapping) else dict(enumerate(rows))
    data = "".join(
        f'<row r="{row + 1}"'
        + (' hidden="1">' if row in hidden else ">")
        + "".join(
            cell(value, row, column, FRAMED if row in framed else 0) for column, value in enumerate(values)
        )
        + "</row>"
        for row, values in numbered.items()
    )
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in merges)
    return (
        f'<worksheet xmlns="{MAIN}"><cols>{cols}</cols><sheetData>{data}</sheetData>'
        f"<mergeCells>{merged}</mergeCells></worksheet>"
    )


def style_sheet(codes: Sequence[str]) -> str:
    """Return styles: 0 plain, 1 framed, then one for each of the format *codes*."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + index}" formatCode={quoteattr(code)}/>' for index, code in enumerate(codes)
    )
    styles = "".join(f'<xf numFmtId="{164 + index}" borderId="0"/>' for index in range(len(codes)))
    side = '<left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/>'
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><borders><border><left/><right/></border>'
        f'<border>{side}</border></borders><cellXfs><xf numFmtId="0" borderId="0"/>'
        f'<xf numFmtId="0" borderId="1"/>{styles}</cellXfs></styleSheet>'
    )


def workbook(
    sheets: Mapping[str, str | bytes],
    *,
    codes: Sequence[str] = (),
    strings: Sequence[str] = (),
    states: Mapping[str, str] | None = None,
    date1904: bool = False,
    extra: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """Return an xlsx of *sheets* by name; *strings* are the ``<si>`` contents, *states* hide sheets."""
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{index}" state="{(states or {}).get(name, "visible")}" '
        f'r:id="s{index}"/>'
        for index, name in enumerate(sheets)
    )
    related = "".join(
        f'<Relationship Id="s{index}" Type="{_R}/worksheet" Target="worksheets/sheet{index}.xml"/>'
        for index in range(len(sheets))
    )
    shared = "".join(f"<si>{string}</si>" for string in strings)
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="r1" '
        f'Type="{_R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_R}"><workbookPr date1904="{int(date1904)}"/>'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONSHIPS}">{related}'
        f'<Relationship Id="st" Type="{_R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="ss" Type="{_R}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": style_sheet(codes),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
    }
    entries |= {f"xl/worksheets/sheet{index}.xml": xml for index, xml in enumerate(sheets.values())}
    return zipped({**entries, **(extra or {})})
