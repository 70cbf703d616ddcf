"""Word packages from pieces of XML, for tests of the docx reader."""

import io
import zipfile
from collections.abc import Mapping

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": W_NS,
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    }.items()
)
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def zipped(entries: Mapping[str, bytes | str]) -> bytes:
    """Return a zip archive of *entries*."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def root(name: str, content: str) -> str:
    """Return a part whose root is ``w:name``."""
    return f"<w:{name} {NAMESPACES}>{content}</w:{name}>"


def package(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    footnotes: str = "",
    endnotes: str = "",
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """Return a docx whose parts hold the given XML; *headers* are header parts by relationship id."""
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relationships({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": root("document", f"<w:body>{body}</w:body>"),
    }
    related: dict[str, tuple[str, str]] = {}
    named = {"styles": styles, "numbering": numbering, "footnotes": footnotes, "endnotes": endnotes}
    for name, content in named.items():
        if content:
            entries[f"word/{name}.xml"] = root(name, content)
            related[name] = (name, f"{name}.xml")
    for identifier, content in (headers or {}).items():
        entries[f"word/{identifier}.xml"] = root("hdr", content)
        related[identifier] = ("header", f"{identifier}.xml")
    entries["word/_rels/document.xml.rels"] = _relationships(related)
    entries.update(extra or {})
    return zipped(entries)


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{identifier}" Type="{_TYPES}{kind}" Target="{target}"/>'
        for identifier, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{items}</Relationships>'


def run(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str = "", properties: str = "", content: str = "") -> str:
    """Return a paragraph of one run, *properties* inside ``w:pPr``, further *content* after the run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}{content}</w:p>"


def numbered(list_id: int, level: int | None = 0) -> str:
    """Return paragraph properties that put a paragraph in a list."""
    at = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return f'<w:numPr>{at}<w:numId w:val="{list_id}"/></w:numPr>'


def cell(content: str = "", properties: str = "") -> str:
    """Return a table cell; *content* is text, or XML where it begins with ``<``."""
    inner = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """Return a table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def level(index: int, number_format: str, text: str, extra: str = "", start: int = 1) -> str:
    """Return one level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
        f'{extra}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(identifier: int, *levels: str) -> str:
    """Return a list definition."""
    return f'<w:abstractNum w:abstractNumId="{identifier}">{"".join(levels)}</w:abstractNum>'


def num(list_id: int, definition_id: int, extra: str = "") -> str:
    """Return a list that uses a definition."""
    return f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{definition_id}"/>{extra}</w:num>'


def style(identifier: str, content: str = "", kind: str = "paragraph", attributes: str = "") -> str:
    """Return a style."""
    return f'<w:style w:type="{kind}" w:styleId="{identifier}" {attributes}>{content}</w:style>'
