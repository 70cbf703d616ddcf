"""Plain text: encodings, lines and paragraphs, tables, pages, limits."""

import codecs
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.document import Document, Paragraph, Table
from extractor.errors import LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS
from extractor.readers import text
from extractor.readers.encoding import decode
from tests.readers.places import matches

SAMPLE = "一、部门概况\n全年预算数1253.30万元，执行数1234.50万元，执行率98.50%。\n"
TRADITIONAL = "一、部門概況\n全年預算數1253.30萬元，執行數1234.50萬元，執行率98.50%。\n"
WRAPPED = (
    "    2024年我单位围绕年度重点任务组织实施农村供水保障工程，全年安\n"
    "排资金1253.30万元，实际支出1234.50万元，完成管网改造12.6公里，新建水\n"
    "厂3座，覆盖行政村41个，受益人口5.2万人。工程质量一次验收合格，群众对\n"
    "供水水质的满意度为96.4%，没有发生安全责任事故，按期完成建设任务。资\n"
    "金支付严格执行国库集中支付制度，未发现截留和挪用情况。\n"
    "    项目管理方面，单位成立了由主要负责人任组长的工作专班，每月调度\n"
    "一次进度，对发现的问题逐项销号，全年共整改问题17个。\n"
)


def read(source: str | bytes, **limits: int) -> Document:
    data = source.encode() if isinstance(source, str) else source
    return text.read(data, "a.txt", replace(DEFAULT_LIMITS, **limits))


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize(
    "data",
    [
        SAMPLE.encode(),
        SAMPLE.encode("utf-8-sig"),
        SAMPLE.encode("gb18030"),
        SAMPLE.encode("utf-16"),
        SAMPLE.encode("utf-16-le"),
        SAMPLE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + SAMPLE.encode("utf-32-le"),
    ],
    ids=["utf-8", "utf-8-bom", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_encodings_give_the_same_text(data: bytes) -> None:
    assert lines(read(data)) == SAMPLE.splitlines()


def test_big5_is_told_from_gb18030() -> None:
    assert decode(TRADITIONAL.encode("big5")).text == TRADITIONAL


def test_bytes_of_no_encoding_name_the_place() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("预算".encode() + b"\xff\xff" + "执行".encode())
    assert caught.value.code == "damaged"
    assert caught.value.place == "第 7 字节"


def test_paragraphs_point_into_the_whole_file() -> None:
    source = "[bookmark: a]一、概况\r\n\r\n　　2、 [bookmark: b]预算\u200b100\u00a0万元\r\n"
    document = read(source)
    assert lines(document) == ["一、概况", "2、预算100 万元"]
    assert all(matches(paragraph.text, paragraph.origin, source) for paragraph in document.paragraphs)


def test_wrapped_lines_are_rejoined() -> None:
    document = read(WRAPPED)
    assert [line[:6] for line in lines(document)] == ["2024年我", "项目管理方面"]
    assert "全年安排资金1253.30万元" in lines(document)[0]
    assert "新建水厂3座" in lines(document)[0]
    assert all(matches(paragraph.text, paragraph.origin, WRAPPED) for paragraph in document.paragraphs)


def test_a_list_of_short_lines_is_not_rejoined() -> None:
    source = "\n".join(f"培训{number}期乡镇干部业务骨干" for number in range(10, 30))
    assert len(lines(read(source))) == 20


def test_tab_separated_lines_are_a_table() -> None:
    document = read("支出表\n项目\t预算数\t执行数\n基本支出\t100\t98\n项目支出\t50\n合计\t150\t98\n完\n")
    before, table, after = document.blocks
    assert isinstance(before, Paragraph)
    assert isinstance(after, Paragraph)
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows()] == [
        ["项目", "预算数", "执行数"],
        ["基本支出", "100", "98"],
        ["项目支出", "50", ""],
        ["合计", "150", "98"],
    ]


@pytest.mark.parametrize(
    "source",
    [
        "\t第一段缩进\n\t第二段缩进\n",
        "1.\t组织领导\n2.\t制度建设\n",
        "只有一行\t有制表符\n",
        "甲|乙\n丙|丁\n",
    ],
)
def test_tabs_and_bars_that_make_no_table(source: str) -> None:
    assert not list(read(source).tables)


def test_markdown_tables_and_headings() -> None:
    document = read("## 绩效指标\n| 指标 | 目标值 |\n|:---|---:|\n| 合格率 | ≥95% |\n")
    heading, table = document.blocks
    assert isinstance(heading, Paragraph)
    assert isinstance(table, Table)
    assert (heading.text, heading.heading) == ("绩效指标", 2)
    assert [cell.text for cell in table.cells] == ["指标", "目标值", "合格率", "≥95%"]


def test_form_feeds_count_pages_and_page_numbers_stand_apart() -> None:
    document = read("第一页正文\n- 1 -\n\f第二页正文\n— 2 —\n\f")
    assert [(paragraph.text, paragraph.page) for paragraph in document.paragraphs] == [
        ("第一页正文", 1),
        ("第二页正文", 2),
    ]
    assert [paragraph.text for paragraph in document.furniture] == ["- 1 -", "— 2 —"]
    assert document.source.pages == 2


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    source = "全年支出100万元。" * 50
    document = read(source, paragraph_characters=64)
    pieces = lines(document)
    assert "".join(pieces) == source
    assert all(len(piece) <= 64 and piece.endswith("。") for piece in pieces)
    assert [warning.code for warning in document.warnings] == ["paragraph-cut"]
    assert all(matches(paragraph.text, paragraph.origin, source) for paragraph in document.paragraphs)


def test_more_text_than_the_limit_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        read("预算" * 600, characters=1000)


def test_real_report_reads_without_residue(pytestconfig: pytest.Config) -> None:
    path = Path(pytestconfig.rootpath).parent / "shared/reports/sjz-2025-department.txt"
    if not path.exists():
        pytest.skip("the shared reports are not here")
    data = path.read_bytes()
    document = text.read(data, path.name)
    source = data.decode()
    assert all(matches(paragraph.text, paragraph.origin, source) for paragraph in document.paragraphs)
    assert not any("bookmark" in paragraph.text for paragraph in document.paragraphs)


def test_ragged_rows_are_measured_before_they_are_laid_out() -> None:
    with pytest.raises(LimitExceeded):
        read("a\tb\n" * 100 + ("a" + "\tb" * 100 + "\n") * 2, cells=5000)
