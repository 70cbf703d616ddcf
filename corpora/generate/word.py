"""Writes a source as .docx, with what word processors leave in such files.

Automatic numbers, runs cut in the middle of a figure, bookmarks, footnotes, text boxes.
"""

import io
import zipfile
from itertools import cycle
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.table import Table
from docx.text.paragraph import Paragraph

from corpora.generate.source import Block, Source, spans

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
_LEVELS = (
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "（%4）"),
)
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_UNUSED = ("customXml", "thumbnail", "stylesWithEffects")
_LIST_BASE = 50
_STYLES_KEPT = ("Normal", "Default Paragraph Font", "Normal Table", "No List", "Title", "Table Grid")


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the .docx file.

    Options: ``split`` (cut the text into runs of changing length), ``bookmarks`` (around
    headings), ``headings`` (use heading styles), ``header`` (text of the page header),
    ``nest`` (everything stands in the cells of one table, tables as tables inside it).
    """
    document = Document()
    _slim(document)
    if options.get("nest"):
        _nest(document, source)
        return _stable(document)
    _number_headings(document)
    notes: list[str] = []
    lists = 0
    previous: Paragraph | None = None
    follows_item = False
    for index, block in enumerate(source.blocks):
        if block.kind == "table":
            _table(document, block)
        elif block.kind == "break":
            document.add_page_break()
        elif block.kind == "note" and previous is not None:
            notes.append(block.text)
            _reference(previous, len(notes))
        elif block.kind == "box" and previous is not None:
            _box(previous, block.text)
        else:
            previous = _paragraph(document, block, options, index)
            if block.kind == "item":
                if not follows_item:
                    lists += 1
                    _restart_list(document, lists)
                _number(previous, _LIST_BASE + lists, 0)
        follows_item = block.kind == "item"
    if notes:
        _footnotes(document, notes)
    if options.get("header"):
        document.sections[0].header.paragraphs[0].text = options["header"]
    return _stable(document)


def _slim(document: DocxDocument) -> None:
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if any(word in relation.reltype for word in _UNUSED):
                del part.rels[key]
    for style in list(document.styles):
        if style.name not in _STYLES_KEPT and not style.name.startswith("Heading"):
            style.element.getparent().remove(style.element)


def _paragraph(document: DocxDocument, block: Block, options: dict[str, Any], index: int) -> Paragraph:
    styled = block.kind == "heading" and options.get("headings")
    paragraph = document.add_paragraph(style=f"Heading {block.level}" if styled else None)
    if block.kind == "title":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif block.kind == "aside":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    marked = options.get("bookmarks") and block.kind in ("heading", "title")
    if marked:
        paragraph._p.append(parse_xml(f'<w:bookmarkStart {_W} w:id="{index}" w:name="_Toc{7000 + index}"/>'))
    for piece in _pieces(block.text, bool(options.get("split"))):
        paragraph.add_run(piece)
    if marked:
        paragraph._p.append(parse_xml(f'<w:bookmarkEnd {_W} w:id="{index}"/>'))
    if block.kind == "heading" and block.number:
        _number(paragraph, _LIST_BASE, block.level - 1)
    return paragraph


def _pieces(text: str, split: bool) -> list[str]:
    if not split:
        return [text]
    pieces: list[str] = []
    start = 0
    for length in cycle((5, 1, 8, 3, 2)):
        if start >= len(text):
            return pieces
        pieces.append(text[start : start + length])
        start += length
    return pieces


def _number(paragraph: Paragraph, number: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def _number_headings(document: DocxDocument) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(_LEVELS)
    )
    _define(document, _LIST_BASE, levels)


def _restart_list(document: DocxDocument, count: int) -> None:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/>'
        '<w:lvlText w:val="%1."/></w:lvl>'
    )
    _define(document, _LIST_BASE + count, level)


def _define(document: DocxDocument, number: int, levels: str) -> None:
    root = document.part.numbering_part.element
    abstract = parse_xml(f'<w:abstractNum {_W} w:abstractNumId="{number}">{levels}</w:abstractNum>')
    first = root.find(f"{{{root.nsmap['w']}}}num")
    if first is None:
        root.append(abstract)
    else:
        first.addprevious(abstract)
    root.append(
        parse_xml(f'<w:num {_W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'),
    )


def _nest(document: DocxDocument, source: Source) -> None:
    frame = document.add_table(rows=len(source.blocks), cols=1, style="Table Grid")
    for row, block in zip(frame.rows, source.blocks, strict=True):
        cell = row.cells[0]
        if block.kind == "table":
            table = cell.add_table(len(block.rows), max(map(len, block.rows)))
            table.style = "Table Grid"
            _fill(table, block)
        else:
            cell.text = block.printed


def _table(document: DocxDocument, block: Block) -> None:
    width = max(len(row) for row in block.rows)
    _fill(document.add_table(rows=len(block.rows), cols=width, style="Table Grid"), block)


def _fill(table: Table, block: Block) -> None:
    # All cells once, before any is merged: asking the table for one goes through all of them.
    grid = [list(row.cells) for row in table.rows]
    for r, c, high, wide, text in spans(block.rows):
        cell = grid[r][c]
        if high > 1 or wide > 1:
            cell = cell.merge(grid[r + high - 1][c + wide - 1])
        cell.text = text


def _reference(paragraph: Paragraph, number: int) -> None:
    paragraph._p.append(parse_xml(f'<w:r {_W}><w:footnoteReference w:id="{number}"/></w:r>'))


def _footnotes(document: DocxDocument, notes: list[str]) -> None:
    body = "".join(
        f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'
        "</w:footnote>"
        for i, text in enumerate(notes, start=1)
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {_W}>{body}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), _NOTES_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _box(paragraph: Paragraph, text: str) -> None:
    paragraph._p.append(
        parse_xml(
            f'<w:r {_W} {_V}><w:pict><v:shape style="width:300pt;height:40pt"><v:textbox><w:txbxContent><w:p>'
            f"<w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )


def _stable(document: DocxDocument) -> bytes:
    """Return the package with the clock taken out of it: equal sources give equal bytes."""
    saved = io.BytesIO()
    document.save(saved)
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()
