import hashlib
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from extractor.document import Document, Table
from extractor.errors import EncryptedFile, ExtractorError, LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.readers import pdf_fonts
from extractor.readers.pdf import read
from extractor.readers.pdf_page import read_page
from tests.readers.pdf_files import HEIGHT, WIDTH, Draw, at, both, encrypted, pdf, table, text, unembedded

FULL = "本单位认真落实预算绩效管理的各项要求并按规定组织实施各个项"
"""Thirty characters of 14 points: a line that reaches the margin."""


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read(data, "x.pdf").paragraphs]


def body(*lines: str, top: float = 120) -> Draw:
    return text(*lines, size=14, top=top)


def test_source_says_what_the_file_is() -> None:
    data = pdf(text("自评报告"), text("二、结论"))
    source = read(data, "报告.pdf").source
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert (source.name, source.format, source.bytes, source.pages) == ("报告.pdf", "pdf", len(data), 2)


def test_full_lines_go_on_and_short_lines_end() -> None:
    data = pdf(body("一、概况", FULL, "目。", FULL, "目，全年支出1234", "二、结论"))
    assert paragraphs(data) == ["一、概况", f"{FULL}目。", f"{FULL}目，全年支出1234", "二、结论"]


def test_a_number_too_wide_for_the_rest_of_a_line_does_not_end_the_paragraph() -> None:
    data = pdf(body(FULL, FULL[:-3], "123456.78万元，其中项目支出占全部支出的比例较高", "二、结论"))
    assert paragraphs(data) == [
        f"{FULL}{FULL[:-3]}123456.78万元，其中项目支出占全部支出的比例较高",
        "二、结论",
    ]


def test_an_indented_line_begins_a_paragraph_even_after_a_full_line() -> None:
    first, last = f"\u3000\u3000{FULL[:-2]}", FULL[:-1] + "。"
    data = pdf(body(first, last, first, "目。", first, last))
    expected = FULL[:-2] + last
    assert paragraphs(data) == [expected, f"{FULL[:-2]}目。", expected]


def test_a_wider_gap_begins_a_paragraph() -> None:
    upper, lower = body(FULL, FULL[:-1] + "。"), body(FULL, "目。", top=120 + 2 * 24 + 20)
    assert paragraphs(pdf(both(upper, lower))) == [FULL + FULL[:-1] + "。", f"{FULL}目。"]


def test_a_paragraph_runs_on_over_the_page_break() -> None:
    data = pdf(body("一、概况", FULL, FULL), body("目全部完成。", "二、结论"))
    document = read(data, "x.pdf")
    running = next(paragraph for paragraph in document.paragraphs if len(paragraph.text) > 40)
    assert running.text == f"{FULL}{FULL}目全部完成。"
    assert running.page == 1
    assert running.page_breaks == ((2 * len(FULL), 2),)
    assert running.page_at(2 * len(FULL) - 1) == 1
    assert running.page_at(2 * len(FULL)) == 2
    quote = running.evidence(2 * len(FULL), 2 * len(FULL) + 2)
    assert (quote.text, quote.page) == ("目全", 2)


def test_headers_footers_and_page_numbers_are_kept_apart() -> None:
    def page(number: int) -> Draw:
        return both(
            at(230, 45, "某某局自评材料", 10),
            body(FULL, FULL, f"目{number}完成。"),
            at(280, HEIGHT - 40, f"— {number} —", 10),
        )

    document = read(pdf(page(1), page(2), page(3)), "x.pdf")
    assert [(item.kind, item.text, item.page, item.block) for item in document.furniture] == [
        (kind, words, number, -1)
        for number in (1, 2, 3)
        for kind, words in (("header", "某某局自评材料"), ("footer", f"— {number} —"))
    ]
    assert not any("自评材料" in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("number", ["1", "- 1 -", "第1页", "第 1 页 共 1 页", "1/1", "— 1 —"])
def test_the_page_number_of_a_single_page(number: str) -> None:
    document = read(pdf(both(body("正文一段。"), at(290, HEIGHT - 40, number, 10))), "x.pdf")
    assert [paragraph.text for paragraph in document.paragraphs] == ["正文一段。"]
    assert [item.kind for item in document.furniture] == ["footer"]


def test_the_title_printed_over_every_form_stays() -> None:
    form = both(at(180, 60, "项目支出绩效自评表", 20), table([["项目", "甲"], ["得分", "9"]], y=90))
    assert paragraphs(pdf(form, form, form)) == ["项目支出绩效自评表"] * 3


def test_a_number_in_the_text_is_no_page_number() -> None:
    assert paragraphs(pdf(body("合计", "2025"))) == ["合计", "2025"]


def test_larger_type_is_a_heading() -> None:
    document = read(pdf(both(at(150, 90, "绩效自评报告", 24), body(FULL, FULL, "目。", top=140))), "x.pdf")
    assert [(p.text[:4], p.heading) for p in document.paragraphs] == [("绩效自评", 1), (FULL[:4], None)]


def test_glyphs_are_ordered_by_place_not_by_file() -> None:
    data = pdf(both(at(132, 120, "绩效"), at(164, 120, "自评"), at(100, 120, "整体")))
    assert paragraphs(data) == ["整体绩效自评"]


def test_columns_of_a_list_keep_their_numbers_apart() -> None:
    (line,) = paragraphs(pdf(both(at(100, 120, "100"), at(200, 120, "98.5"))))
    assert line == "100 98.5"


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = text(*["甲" * 14] * 9 + ["甲完。"], size=14, left=60)
    right = text(*["乙" * 14] * 9 + ["乙完。"], size=14, left=310)
    assert paragraphs(pdf(both(left, right))) == ["甲" * 126 + "甲完。", "乙" * 126 + "乙完。"]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_sideways_page_reads_like_an_upright_one(angle: int) -> None:
    def sideways(canvas: Any) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(angle)
        canvas.translate(-WIDTH / 2, -HEIGHT / 2)
        both(text("自评表", top=250), table([["指标", "得分"], ["数量", "9"]], y=300))(canvas)

    document = read(pdf(sideways), "x.pdf")
    assert [paragraph.text for paragraph in document.paragraphs] == ["自评表"]
    (found,) = document.tables
    assert [[cell.text for cell in row] for row in found.rows()] == [["指标", "得分"], ["数量", "9"]]


def test_a_rotated_page_reads_like_an_upright_one() -> None:
    data = pdf(
        both(lambda canvas: canvas.setPageRotation(90), text("第一行文字", "第二行。")), size=(HEIGHT, WIDTH)
    )
    assert paragraphs(data) == ["第一行文字", "第二行。"]


def test_a_watermark_is_not_part_of_the_text() -> None:
    def watermark(canvas: Any) -> None:
        canvas.saveState()
        canvas.translate(200, 600)
        canvas.rotate(40)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    document = read(pdf(both(body(FULL, FULL, "目。"), watermark)), "x.pdf")
    assert [paragraph.text for paragraph in document.paragraphs] == [f"{FULL}{FULL}目。"]
    assert [item.text for item in document.furniture] == ["内部资料"]


def test_a_sideways_header_cell_is_read() -> None:
    def header(canvas: Any) -> None:
        canvas.saveState()
        canvas.translate(115, HEIGHT - 200)
        canvas.rotate(90)
        canvas.drawString(0, 0, "指标")
        canvas.restoreState()

    document = read(pdf(both(table([["", "培训人数不少于一百人"]], height=80), header)), "x.pdf")
    (found,) = document.tables
    assert [cell.text for cell in found.cells] == ["指标", "培训人数不少于一百人"]


def test_pages_without_text_are_named() -> None:
    def picture(canvas: Any) -> None:
        canvas.rect(100, 100, 300, 400, fill=1)

    document = read(pdf(body("正文。"), picture, picture, body("结尾。"), picture), "x.pdf")
    (warning,) = document.warnings
    assert warning.code == "page-without-text"
    assert "第2-3、5页" in warning.message


def test_an_empty_sheet_between_pages_is_no_loss_but_an_empty_file_is() -> None:
    assert not read(pdf(body("正文。"), lambda _: None), "x.pdf").warnings
    document = read(pdf(lambda _: None), "x.pdf")
    assert not document.blocks
    assert [warning.code for warning in document.warnings] == ["page-without-text"]


def test_a_text_layer_without_characters_is_called_garbled() -> None:
    document = read(pdf(body("\ue123\ue124\ue125\ue126 正")), "x.pdf")
    assert [warning.code for warning in document.warnings] == ["page-garbled"]
    assert "第1页" in document.warnings[0].message


def test_empty_foreign_and_encrypted_files_are_refused() -> None:
    for data, error, code in (
        (b"", UnreadableFile, "empty"),
        (b"PK\x03\x04 no pdf at all", UnreadableFile, "damaged"),
        (b"%PDF-1.7\nnothing follows", UnreadableFile, "damaged"),
        (encrypted("secret"), EncryptedFile, "encrypted"),
    ):
        with pytest.raises(error) as caught:
            read(data, "坏.pdf")
        assert (caught.value.code, caught.value.file) == (code, "坏.pdf")


def test_an_owner_password_alone_does_not_hinder_reading() -> None:
    assert paragraphs(encrypted("")) == ["正文"]


def test_a_broken_cross_reference_table_is_repaired() -> None:
    data = re.sub(rb"startxref\s+\d+", b"startxref\n7", pdf(body("一、概况", FULL, "目。")))
    assert paragraphs(data) == ["一、概况", f"{FULL}目。"]


def test_every_truncation_is_refused_or_said() -> None:
    data = pdf(body("一、概况", FULL, "目。"), body("二、结论"))
    outcomes: set[str] = set()
    for end in range(0, len(data) - 40, max(len(data) // 60, 1)):
        try:
            document = read(data[:end], "x.pdf")
        except ExtractorError as error:
            outcomes.add(error.code)
        else:
            outcomes.add("said" if document.warnings else "silent")
    assert outcomes <= {"empty", "damaged", "said"}


def test_flipped_bytes_never_raise_anything_else() -> None:
    data = pdf(both(body("一、概况"), table([["甲", "乙"]])))
    for place in range(0, len(data), max(len(data) // 150, 1)):
        damaged = data[:place] + bytes([data[place] ^ 0x5A]) + data[place + 1 :]
        result: Document | ExtractorError
        try:
            result = read(damaged, "x.pdf")
        except ExtractorError as error:
            result = error
        if isinstance(result, ExtractorError):
            assert (result.file, "\n" in result.line()) == ("x.pdf", False)
        else:
            assert result.source.format == "pdf"
            assert result.paragraphs or result.tables or result.warnings


@pytest.mark.parametrize(
    "limits", [Limits(pages=1), Limits(characters=5), Limits(file_bytes=100), Limits(cells=3)]
)
def test_limits_hold(limits: Limits) -> None:
    page = both(body("一二三"), table([["甲", "乙"], ["丙", "丁"]]))
    with pytest.raises(LimitExceeded) as caught:
        read(pdf(page, page), "大.pdf", limits)
    assert caught.value.file == "大.pdf"


def test_reading_twice_gives_the_same() -> None:
    data = pdf(both(body(FULL, "目。"), table([["甲", "乙"]], y=300)))
    assert read(data, "x.pdf") == read(data, "x.pdf")


def all_text(document: Document) -> str:
    parts = [paragraph.text for paragraph in (*document.paragraphs, *document.furniture)]
    parts += [cell.text for found in document.tables for cell in found.cells]
    return "".join(sorted("".join("".join(parts).split())))


def test_no_character_is_lost_where_the_rules_are_unsure() -> None:
    def rules(canvas: Any) -> None:
        for x0, y0, x1, y1 in (
            (60, 700, 360, 700), (60, 500, 360, 500), (60, 500, 60, 700), (360, 500, 360, 700),
            (160, 500, 160, 700), (60, 600, 160, 600), (260, 560, 260, 700), (160, 560, 300, 560),
            (300, 500, 300, 560),
        ):  # fmt: skip
            canvas.line(x0, y0, x1, y1)

    words = ((70, 160, "一级"), (170, 160, "二级"), (270, 160, "三级"), (70, 300, "总分"), (310, 320, "95"))
    document = read(pdf(both(rules, *(at(*word, 12) for word in words), at(90, 400, "备注"))), "x.pdf")
    assert all_text(document) == "".join(sorted("一级二级三级总分95备注"))
    assert len(list(document.tables)) == 1


def test_a_drawing_is_no_table() -> None:
    def drawing(canvas: Any) -> None:
        for step in range(120):
            canvas.line(50, 100 + 5 * step, 550, 100 + 5 * step)
            canvas.line(50 + 4 * step, 100, 50 + 4 * step, 700)

    document = read(pdf(both(drawing, text("图一", "项目分布"))), "x.pdf")
    assert [paragraph.text for paragraph in document.paragraphs] == ["图一", "项目分布"]
    assert not list(document.tables)


def test_a_title_in_two_centred_lines_is_one() -> None:
    title = both(at(120, 90, "本市农业农村局二〇二五年度部门整体", 21), at(255, 130, "支出报告", 21))
    assert paragraphs(pdf(both(title, body(FULL, FULL, "目。", top=180))))[0].endswith("整体支出报告")


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_a_date_at_the_right_margin_ends_a_page() -> None:
    data = pdf(both(body(FULL, "目。"), at(412, 190, "二〇二五年八月", 14)), body("摘要", FULL, "目。"))
    assert paragraphs(data) == [f"{FULL}目。", "二〇二五年八月", "摘要", f"{FULL}目。"]


def test_item_numbers_at_the_margin_begin_paragraphs_where_others_do() -> None:
    first, last = f"\u3000\u3000{FULL[:-2]}", FULL[:-1] + "。"
    data = pdf(body("1.职责", first, "目。", "2.机构", first, last, "3.资产", first, "目。"))
    texts = [words for words in paragraphs(data) if len(words) < 9]
    assert texts == ["1.职责", "2.机构", "3.资产"]


SHARED = Path(__file__).parents[3] / "shared"


def plain(words: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"\[bookmark:[^\]]*\]", "", words))


def read_shared(name: str) -> tuple[Document, list[str]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip("no shared documents here")
    lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return read(path.read_bytes(), path.name), [plain(line) for line in lines if plain(line)]


@pytest.mark.parametrize("name", [f"samples/n-{number}.pdf" for number in ("05", "13", "17", "24")])
def test_paragraphs_equal_those_of_the_text_file(name: str) -> None:
    document, lines = read_shared(name)
    assert [plain(paragraph.text) for paragraph in document.paragraphs] == lines


@pytest.mark.parametrize("number", ["06", "19", "27"])
def test_cells_equal_those_of_the_word_file(number: str) -> None:
    path = SHARED / f"samples/t-{number}.pdf"
    if not path.exists():
        pytest.skip("no shared documents here")
    document = read(path.read_bytes(), path.name)
    body = docx.Document(str(path.with_suffix(".docx"))).element.body
    words = Counter(
        plain("".join(part.text or "" for part in cell.iter(f"{WORD}t"))) for cell in body.iter(f"{WORD}tc")
    )
    # A cell merged downwards is repeated, empty, in Word's rows.
    cells = Counter(plain(cell.text) for found in document.tables for cell in found.cells)
    assert words - Counter({"": words[""]}) == cells - Counter({"": cells[""]})


def test_evidence_holds_everywhere() -> None:
    document, _ = read_shared("samples/n-09.pdf")
    for block in document.blocks:
        for item in block.cells if isinstance(block, Table) else (block,):
            quote = item.evidence(0, len(item.text))
            assert quote.text == item.text
            assert quote.page in (1, 2)


STRINGS = ["绩效自评表", "目", "全年支出1234.5万元", "甲", "一"]


def test_text_in_a_font_that_the_file_names_and_does_not_carry_is_read_whole() -> None:
    drawn = both(*(at(90, 120 + 40 * row, string, 14) for row, string in enumerate(STRINGS)))
    assert paragraphs(pdf(drawn)) == STRINGS


def test_text_of_glyph_numbers_in_a_font_that_is_not_there_is_read_whole() -> None:
    assert paragraphs(unembedded(*STRINGS)) == STRINGS


def test_the_boxes_of_glyphs_do_not_depend_on_the_fonts_of_the_machine() -> None:
    pdf_fonts.install()
    with pypdfium2.PdfDocument(pdf(at(90, 120, "概况1234", 14))) as document:
        page = read_page(document.raw, 0)
    assert page is not None
    assert len({round(height, 3) for *_, height in page.glyphs}) == 1
    edges = [(left, right) for _, left, right, *_ in page.glyphs]
    assert all(before[1] == pytest.approx(after[0]) for before, after in pairwise(edges))
