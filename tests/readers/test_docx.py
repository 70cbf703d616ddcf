"""The docx reader, point by point, on packages built for the purpose."""

import io
import itertools
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document, Table
from extractor.errors import EncryptedFile, ExtractorError, LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.docx import read
from extractor.readers.docx_tables import MAX_COLUMNS, CellDraft, RowDraft, lay_out
from tests.readers.ooxml_builder import (
    cell,
    definition,
    level,
    num,
    numbered,
    package,
    paragraph,
    root,
    row,
    run,
    style,
    table,
    zipped,
)

SHARED = Path(__file__).parents[3] / "shared"


def _read(body: str, limits: Limits = DEFAULT_LIMITS, **parts: object) -> Document:
    return read(package(body, **parts), "甲.docx", limits)  # type: ignore[arg-type]


def _texts(body: str, **parts: object) -> list[str]:
    return [item.text for item in _read(body, **parts).paragraphs]


def _codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


def _only_table(body: str) -> Table:
    (found,) = _read(body).tables
    return found


def _grid(found: Table) -> list[list[str]]:
    return [
        [getattr(found.at(line, column), "text", "?") for column in range(found.column_count)]
        for line in range(found.row_count)
    ]


# -- paragraphs and runs ---------------------------------------------------------------


def test_source_and_block_numbers() -> None:
    data = package(paragraph("甲") + paragraph() + paragraph(" ") + table(row(cell("乙"))) + paragraph("丙"))
    document = read(data, "甲.docx")
    assert (document.source.format, document.source.bytes, document.source.pages) == ("docx", len(data), None)
    assert len(document.source.sha256) == 64
    assert [block.block for block in document.blocks] == [0, 1, 2]


def test_special_characters_of_a_run() -> None:
    content = (
        '<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:br w:type="page"/><w:cr/>'
        "<w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/>'
        '<w:sym w:font="宋体" w:char="2265"/><w:sym w:font="Wingdings" w:char="zz"/></w:r>'
    )
    assert _texts(paragraph(content=content)) == ["甲\t乙\n丙\n1-2☑≥≥"]


def test_wrappers_are_transparent() -> None:
    inner = run("乙")
    content = (
        f"<w:hyperlink>{inner}</w:hyperlink><w:smartTag>{inner}</w:smartTag><w:customXml>{inner}</w:customXml>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt><w:bookmarkStart/><w:proofErr/>"
        f'<w:fldSimple w:instr="PAGE">{inner}</w:fldSimple><m:oMath><m:r><m:t>丙</m:t></m:r></m:oMath>'
    )
    assert _texts(paragraph("甲", content=content)) == ["甲乙乙乙乙乙丙"]
    custom = f"<w:customXml>{paragraph('乙')}</w:customXml>"
    block = f"<w:sdt><w:sdtContent>{paragraph('甲')}{custom}</w:sdtContent></w:sdt>"
    assert _texts(block) == ["甲", "乙"]


def test_content_control_check_box() -> None:
    box = (
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run('☑')}</w:sdtContent></w:sdt>"
    )
    assert _texts(paragraph(content=box + run("优"))) == ["☑优"]


def _char(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def test_field_results_are_text_and_instructions_are_not() -> None:
    nested = _char("begin") + _char("separate") + run("条件") + _char("end")
    content = (
        _char("begin")
        + "<w:r><w:instrText>IF </w:instrText></w:r>"
        + nested
        + _char("separate")
        + run("结果")
        + nested
        + _char("end")
        + run("后")
    )
    assert _texts(paragraph(content=content)) == ["结果条件后"]


def test_a_field_may_span_paragraphs_and_an_open_one_swallows_nothing() -> None:
    first = paragraph(content=_char("begin") + _char("separate") + run("目录一"))
    assert _texts(first + paragraph("目录二", content=_char("end"))) == ["目录一", "目录二"]
    assert _texts(paragraph("甲", content=_char("begin") + run("x")) + paragraph("乙")) == ["甲", "乙"]


def test_legacy_form_check_box() -> None:
    def box(state: str) -> str:
        return _char("begin", f"<w:ffData><w:checkBox>{state}</w:checkBox></w:ffData>") + _char("end")

    ticked, plain = box("<w:checked/>"), box('<w:default w:val="0"/>')
    assert _texts(paragraph(content=ticked + run("优") + plain + run("良"))) == ["☑优☐良"]


def test_alternate_content_is_read_once() -> None:
    choice, fallback = (
        f"<mc:Choice Requires='x'>{run('新')}</mc:Choice>",
        f"<mc:Fallback>{run('旧')}</mc:Fallback>",
    )
    for branches, text in ((choice + fallback, "新"), (fallback, "旧")):
        content = f"<mc:AlternateContent>{branches}</mc:AlternateContent>"
        assert _texts(paragraph(content=content)) == [text]


# -- tracked changes, hidden text ------------------------------------------------------


def test_tracked_changes_read_as_accepted() -> None:
    content = (
        f"<w:ins>{run('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('移')}</w:moveFrom><w:moveTo>{run('到')}</w:moveTo>"
    )
    assert _texts(paragraph("甲", content=content)) == ["甲增到"]


def test_a_deleted_paragraph_mark_joins_the_next_paragraph() -> None:
    joined = paragraph("甲", "<w:rPr><w:del/></w:rPr>") + paragraph("乙", '<w:outlineLvl w:val="0"/>')
    (only,) = _read(joined).paragraphs
    assert (only.text, only.heading) == ("甲乙", 1)
    assert _texts(paragraph("甲", "<w:rPr><w:del/></w:rPr>")) == ["甲"]


def test_deleted_rows_and_cells_are_gone() -> None:
    found = _only_table(
        table(
            row(cell("甲"), cell("删", "<w:cellDel/>")),
            row(cell("删"), properties="<w:del/>"),
            row(cell("乙"), properties="<w:ins/>"),
        )
    )
    assert _grid(found) == [["甲"], ["乙"]]


def test_hidden_text_is_skipped_with_one_warning() -> None:
    styles = style("密", "<w:rPr><w:vanish/></w:rPr>", kind="character")
    content = (
        run("隐", "<w:vanish/>") + run("现", '<w:vanish w:val="0"/>') + run("藏", '<w:rStyle w:val="密"/>')
    )
    document = _read(paragraph("甲", content=content), styles=styles)
    assert [item.text for item in document.paragraphs] == ["甲现"]
    assert _codes(document) == ["hidden-text"]


def test_a_hidden_paragraph_is_not_counted() -> None:
    styles = style("密", "<w:rPr><w:vanish/></w:rPr>")
    lists = definition(0, level(0, "decimal", "%1.")) + num(1, 0)
    body = paragraph("甲", numbered(1)) + paragraph("乙", '<w:pStyle w:val="密"/>' + numbered(1))
    assert _texts(body + paragraph("丙", numbered(1)), styles=styles, numbering=lists) == ["1.甲", "2.丙"]


# -- numbering and headings ------------------------------------------------------------

LISTS = definition(
    0,
    level(0, "chineseCounting", "%1、", '<w:pStyle w:val="章"/>'),
    level(1, "decimal", "（%2）", '<w:pStyle w:val="节"/>'),
) + num(1, 0)


def test_labels_are_part_of_the_text() -> None:
    document = _read(paragraph("概况", numbered(1)) + paragraph("职责", numbered(1, 1)), numbering=LISTS)
    assert [(item.text, item.label_end) for item in document.paragraphs] == [
        ("一、概况", 2),
        ("（1）职责", 3),
    ]
    assert document.blocks[0].evidence(2, 4).text == "概况"  # type: ignore[union-attr]


def test_numbering_through_styles_and_its_removal() -> None:
    styles = (
        style("章", f"<w:pPr>{numbered(1, None)}</w:pPr>")
        + style("节", '<w:basedOn w:val="章"/>')
        + style("深", '<w:basedOn w:val="节"/>')
    )
    body = "".join(
        paragraph(text, f'<w:pStyle w:val="{name}"/>{extra}')
        for text, name, extra in [
            ("甲", "章", ""), ("乙", "节", ""), ("丙", "深", ""), ("丁", "章", numbered(0)), ("戊", "章", ""),
        ]
    )  # fmt: skip
    assert _texts(body, styles=styles, numbering=LISTS) == ["一、甲", "（1）乙", "（2）丙", "丁", "二、戊"]


def test_headings_from_outline_levels_and_style_names() -> None:
    styles = (
        style("a", '<w:name w:val="heading 2"/>')
        + style("b", '<w:basedOn w:val="a"/>')
        + style("c", '<w:name w:val="标题 3"/>')
        + style("d", '<w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="4"/></w:pPr>')
        + style("e", '<w:basedOn w:val="e"/>')
        + style("f", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>', attributes='w:default="1"')
    )
    body = "".join(paragraph("文", f'<w:pStyle w:val="{name}"/>') for name in "abcde")
    body += paragraph("文", '<w:pStyle w:val="a"/><w:outlineLvl w:val="9"/>')
    body += paragraph("文", '<w:outlineLvl w:val="2"/>') + paragraph("文")
    headings = [item.heading for item in _read(body, styles=styles).paragraphs]
    assert headings == [2, 2, 3, 5, None, None, 3, 1]


# -- text boxes, notes, furniture ------------------------------------------------------


def _box(content: str) -> str:
    text = f"<w:txbxContent>{content}</w:txbxContent>"
    drawing = f"<w:drawing><wps:wsp><wps:txbx>{text}</wps:txbx></wps:wsp></w:drawing>"
    picture = f"<w:pict><v:textbox>{text}</v:textbox></w:pict>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{drawing}</mc:Choice>"
        f"<mc:Fallback>{picture}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_follow_their_anchor_and_are_read_once() -> None:
    inner = _box(paragraph("内框"))
    body = paragraph("锚", content=_box(paragraph("框", content=inner))) + paragraph("后")
    document = _read(body)
    assert [(item.text, item.kind) for item in document.paragraphs] == [
        ("锚", "body"), ("框", "textbox"), ("内框", "textbox"), ("后", "body"),
    ]  # fmt: skip


def test_a_text_box_in_a_cell_follows_the_table() -> None:
    document = _read(table(row(cell(paragraph("格", content=_box(paragraph("框")))))) + paragraph("后"))
    assert [getattr(block, "text", "表") for block in document.blocks] == ["表", "框", "后"]


def test_notes_follow_the_body_in_order_of_reference() -> None:
    def note(kind: str, identifier: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{identifier}"/></w:r>'

    content = note("footnote", 2) + f"<w:del>{note('footnote', 3)}</w:del>" + note("endnote", 1)
    footnotes = "".join(f'<w:footnote w:id="{n}">{paragraph(f"注{n}")}</w:footnote>' for n in (-1, 1, 2, 3))
    endnotes = f'<w:endnote w:id="1">{paragraph("尾注")}</w:endnote>'
    body = paragraph("甲", content=content) + paragraph("乙", content=note("footnote", 1))
    document = _read(body, footnotes=footnotes, endnotes=endnotes)
    assert [(item.text, item.kind) for item in document.paragraphs] == [
        ("甲", "body"), ("乙", "body"), ("注2", "footnote"), ("注1", "footnote"), ("尾注", "footnote"),
    ]  # fmt: skip


def test_headers_and_footers_are_furniture() -> None:
    section = (
        '<w:sectPr><w:headerReference r:id="h1"/><w:footerReference r:id="f1"/>'
        '<w:headerReference r:id="gone"/></w:sectPr>'
    )
    headers = {"h1": table(row(cell("单位名称"))), "f1": paragraph("第1页")}
    document = _read(paragraph("甲", section) + section, headers=headers)
    assert [(item.text, item.kind, item.block) for item in document.furniture] == [
        ("单位名称", "header", -1), ("第1页", "footer", -1),
    ]  # fmt: skip
    assert len(document.blocks) == 1


# -- tables ----------------------------------------------------------------------------


def test_merges() -> None:
    span, begin, go_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    found = _only_table(
        table(
            row(cell("甲", begin), cell("乙", span)),
            row(cell("", go_on), cell("丙"), cell("丁", begin)),
            row(cell("", go_on), cell("戊"), cell("", go_on)),
            row(cell("己", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("庚")),
        )
    )
    assert _grid(found) == [["甲", "乙", "乙"], ["甲", "丙", "丁"], ["甲", "戊", "丁"], ["己", "己", "庚"]]
    first = found.cells[0]
    assert (first.row_span, first.column_span) == (3, 1)


def test_a_continuation_that_does_not_fit_stands_for_itself() -> None:
    wide = cell("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>')
    found = _only_table(table(row(wide), row(cell("乙", "<w:vMerge/>"), cell("丙"))))
    assert _grid(found) == [["甲", "甲"], ["乙", "丙"]]


def test_ragged_rows_are_filled_up() -> None:
    found = _only_table(
        table(
            row(cell("甲"), cell("乙"), cell("丙")),
            row(cell("丁"), properties='<w:gridBefore w:val="1"/>'),
            row(properties='<w:gridAfter w:val="4"/>'),
        )
    )
    assert _grid(found) == [["甲", "乙", "丙", ""], ["", "丁", "", ""], ["", "", "", ""]]


def test_cells_join_their_paragraphs_and_resolve_numbering() -> None:
    content = paragraph("甲", numbered(1)) + paragraph() + paragraph("乙", numbered(1))
    serial = cell(paragraph(properties=numbered(1)))
    document = _read(table(row(cell(content), serial)), numbering=LISTS)
    (found,) = document.tables
    assert [item.text for item in found.cells] == ["一、甲\n二、乙", "三、"]
    assert found.cells[0].evidence(2, 3).text == "甲"


def test_rows_and_cells_inside_content_controls() -> None:
    wrap = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inner = row(cell("甲"), wrap.format(cell("乙")))
    assert _grid(_only_table(table(wrap.format(inner)))) == [["甲", "乙"]]


def test_hidden_rows_are_said_to_be_hidden() -> None:
    found = _only_table(table(row(cell("甲")), row(cell("乙"), properties="<w:hidden/>")))
    assert [item.hidden for item in found.cells] == [False, True]


def test_nested_tables_become_blocks_of_their_own() -> None:
    deepest = table(row(cell("深")))
    inner = table(row(cell("内"), cell(deepest + paragraph("旁"))))
    document = _read(
        paragraph("前") + table(row(cell("外"), cell(inner + paragraph()))) + table(row(cell("后")))
    )
    outer, middle, deep, after = document.tables
    assert [item.block for item in document.tables] == [1, 2, 3, 4]
    assert [item.index for item in document.tables] == [0, 1, 2, 3]
    assert (outer.parent, middle.parent, deep.parent, after.parent) == (None, (1, 0, 1), (2, 0, 1), None)
    assert _grid(outer) == [["外", ""]]
    assert _grid(middle) == [["内", "旁"]]
    assert {item.block for item in deep.cells} == {3}


def test_nesting_has_a_limit() -> None:
    body = paragraph("底")
    for _ in range(40):
        body = table(row(cell(body + paragraph())))
    with pytest.raises(LimitExceeded) as caught:
        _read(body)
    assert caught.value.file == "甲.docx"


def test_absurd_spans_are_cut_with_a_warning() -> None:
    huge = '<w:gridSpan w:val="1000000"/>'
    document = _read(table(row(cell("甲"), cell("乙", huge), cell("丙")), row(cell("丁"))))
    (found,) = document.tables
    assert found.column_count == MAX_COLUMNS
    assert found.cells[1].text == "乙\n丙"
    assert _codes(document) == ["wide-table"]


def test_cells_are_limited_before_padding() -> None:
    body = table(row(cell("甲"), properties='<w:gridAfter w:val="200"/>'), *[row(cell("乙"))] * 99)
    with pytest.raises(LimitExceeded):
        _read(body, Limits(cells=10_000))


_DRAFTS = st.builds(
    CellDraft[None],
    text=st.sampled_from(["", "甲", "乙"]),
    span=st.one_of(st.integers(1, 4), st.just(MAX_COLUMNS + 5)),
    vertical=st.sampled_from([None, "start", "continue"]),
    horizontal=st.sampled_from([None, None, None, "start", "continue"]),
)
_ROWS = st.lists(
    st.builds(
        RowDraft[None],
        cells=st.lists(_DRAFTS, max_size=5),
        before=st.integers(0, 3),
        after=st.integers(0, 3),
    ),
    max_size=6,
)


@given(_ROWS)
def test_any_merges_give_a_grid_covered_once(rows: list[RowDraft[None]]) -> None:
    grid = lay_out(rows, 10**6)
    covered = [
        (line, column)
        for item in grid.cells
        for line in range(item.row, item.row + item.row_span)
        for column in range(item.column, item.column + item.column_span)
    ]
    assert len(covered) == len(set(covered)) == grid.row_count * grid.column_count
    assert all(line < grid.row_count and column < grid.column_count for line, column in covered)


_WORDS = st.text("甲乙丙0123.%≥、 ", min_size=1, max_size=12).filter(str.strip)


@given(
    st.lists(st.one_of(_WORDS, st.lists(st.lists(_WORDS, min_size=2, max_size=2), min_size=1, max_size=3)))
)
def test_what_python_docx_writes_is_read_back(content: list[str | list[list[str]]]) -> None:
    written = docx.Document()
    for item in content:
        if isinstance(item, str):
            written.add_paragraph(item)
            continue
        grid = written.add_table(len(item), 2)
        for line, texts in zip(grid.rows, item, strict=True):
            for target, text in zip(line.cells, texts, strict=True):
                target.text = text
    buffer = io.BytesIO()
    written.save(buffer)
    if not content:
        with pytest.raises(UnreadableFile) as caught:
            read(buffer.getvalue(), "甲.docx")
        assert caught.value.code == "blank"
        return
    blocks = read(buffer.getvalue(), "甲.docx").blocks
    assert [_grid(block) if isinstance(block, Table) else block.text for block in blocks] == content
    for block in blocks:
        for piece in block.cells if isinstance(block, Table) else (block,):
            quote = piece.evidence(0, len(piece.text))
            assert quote.text == piece.text[quote.start : quote.end]


# -- what cannot be read ---------------------------------------------------------------


def test_unread_content_is_named() -> None:
    graphic = (
        '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object><w:drawing><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r>'
    )
    document = _read(paragraph("甲", content=graphic) + '<w:altChunk r:id="c1"/>')
    assert sorted(_codes(document)) == ["unread-object", "unread-object", "unread-part"]
    assert any("Excel.Sheet.12" in warning.message for warning in document.warnings)


def test_pictures_alone_are_probably_a_scan() -> None:
    picture = paragraph(content="<w:r><w:drawing><a:blip/></w:drawing></w:r>")
    assert _codes(_read(picture)) == ["image-only"]
    assert _codes(_read(picture + paragraph("绩效自评" * 20))) == []


def test_long_paragraphs_are_cut_at_sentence_ends() -> None:
    document = _read(paragraph("一二三。四五六。七八九十"), Limits(paragraph_characters=6))
    assert [item.text for item in document.paragraphs] == ["一二三。", "四五六。", "七八九十"]
    assert _codes(document) == ["long-paragraph"]


def test_text_is_limited() -> None:
    with pytest.raises(LimitExceeded):
        _read(paragraph("甲" * 11), Limits(characters=10))


def test_packages_that_are_no_documents() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(zipped({"a.txt": "x"}), "甲.docx")
    assert "word/document.xml" in caught.value.line()
    with pytest.raises(UnreadableFile):
        read(zipped({"word/document.xml": root("styles", "")}), "甲.docx")
    with pytest.raises(UnreadableFile) as caught:
        _read("", extra={"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'})
    assert caught.value.code == "entities"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedFile):
        read(ole, "甲.docx")


def test_a_document_without_relationships_is_found_by_its_usual_name() -> None:
    document = root("document", f"<w:body>{paragraph('甲')}</w:body>")
    assert len(read(zipped({"word/document.xml": document}), "甲.docx").blocks) == 1


def test_strict_documents_read_like_the_others() -> None:
    heading = paragraph("甲", '<w:outlineLvl w:val="0"/>')
    document = root("document", f"<w:body>{heading}</w:body>")
    for transitional, strict in (
        ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "wordprocessingml/main"),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "officeDocument/relationships",
        ),
    ):
        document = document.replace(transitional, f"http://purl.oclc.org/ooxml/{strict}")
    (only,) = read(zipped({"word/document.xml": document}), "甲.docx").paragraphs
    assert (only.text, only.heading) == ("甲", 1)


def test_a_damaged_style_part_costs_a_warning_only() -> None:
    document = _read(paragraph("甲"), styles="x", extra={"word/styles.xml": "<broken"})
    assert [item.text for item in document.paragraphs] == ["甲"]
    assert _codes(document) == ["damaged-part"]


def test_table_styles_do_not_hide_the_others() -> None:
    tables = style("t", '<w:tblStylePr w:type="firstRow"/>', kind="table")
    heading = style("h", '<w:name w:val="heading 1"/>')
    for styles in (tables + heading + tables, '<w:style w:type="table" w:styleId="x"/>' + heading):
        (only,) = _read(paragraph("甲", '<w:pStyle w:val="h"/>'), styles=styles).paragraphs
        assert only.heading == 1


def _outcome(data: bytes) -> Document | ExtractorError:
    """Return what reading gives; anything but a document or our own error fails the test."""
    try:
        return read(data, "甲.docx")
    except ExtractorError as error:
        return error


def test_deep_wrappers_end_in_our_own_error() -> None:
    for depth, wrapper in itertools.product((100, 1_000, 20_000), ("w:customXml", "w:ins")):
        before, after = f"<{wrapper}>" * depth, f"</{wrapper}>" * depth
        block = before + paragraph("甲") + after
        inline = paragraph(content=before + run("甲") + after)
        for content in (block, inline, table(row(cell(block)))):
            outcome = _outcome(package(content))
            assert isinstance(outcome, Document) == (depth == 100)


_WHOLE = package(
    paragraph("甲", numbered(1), content=_box(paragraph("框"))) + table(row(cell("乙"), cell("丙"))),
    numbering=LISTS,
    styles=style("a", '<w:name w:val="heading 2"/>'),
)


@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_damage_raises_nothing_but_our_own_errors(changes: list[tuple[int, int]]) -> None:
    data = bytearray(_WHOLE)
    for position, value in changes:
        data[position] = value
    outcome = _outcome(bytes(data))
    if isinstance(outcome, Document):
        assert outcome.blocks
    else:
        assert outcome.file == "甲.docx"
        assert outcome.line()


@given(st.text('<>/w:ptblrcsd "=甲', max_size=60))
def test_any_body_gives_a_document_or_our_own_error(body: str) -> None:
    outcome = _outcome(package(paragraph("甲") + body))
    assert isinstance(outcome, Document) or outcome.code == "damaged"


# -- a real report ---------------------------------------------------------------------


def test_real_report_reads_like_its_plain_text() -> None:
    source = SHARED / "reports" / "sjz-2025-department.docx"
    if not source.exists():
        pytest.skip("no shared reports here")
    document = read(source.read_bytes(), source.name)
    plain = [line for line in source.with_suffix(".txt").read_text("utf-8").splitlines() if line.strip()]
    texts = [item.text for item in document.paragraphs]
    assert len(texts) == len(plain)
    automatic = [item for item in document.paragraphs if item.label_end]
    assert len(automatic) == 2
    for item, line in zip(document.paragraphs, plain, strict=True):
        assert line.endswith(item.text[item.label_end :])
