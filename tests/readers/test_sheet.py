"""Spreadsheets: what each kind of cell, merge and hidden part becomes."""

from pathlib import Path

import pytest

from extractor.document import Document, Paragraph, Table
from extractor.errors import EncryptedFile, UnreadableFile
from extractor.extract import extract
from extractor.readers import read
from tests.readers.ooxml_builder import zipped
from tests.readers.workbook_builder import MAIN, Raw, Styled, workbook, worksheet

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
FORMS = Path(__file__).parents[2] / "corpora" / "forms"


def opened(sheet: str | bytes, **options: object) -> Document:
    return read(workbook({"自评表": sheet}, **options), "表.xlsx")


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def only(document: Document) -> Table:
    (table,) = document.tables
    return table


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


def test_a_cell_shows_what_its_format_prints() -> None:
    sheet = worksheet(
        [
            ["执行率", "金额", "日期", "比例", "合计"],
            [Styled(0.9631, 2), Styled(1234.5, 3), Styled(45747, 4), 0.1 + 0.2, 20.0],
        ]
    )
    document = opened(sheet, codes=["0.00%", "#,##0.00", 'yyyy"年"m"月"'])
    assert grid(only(document))[1] == ["96.31%", "1,234.50", "2025年3月", "0.3", "20"]


def test_every_type_of_cell_is_read() -> None:
    row = [
        Raw('<c r="A2" t="s"><v>0</v></c>'),
        Raw('<c r="B2" t="s"><v>1</v></c>'),
        Raw('<c r="C2" t="str"><f>A1&amp;B1</f><v>甲&amp;乙</v></c>'),
        Raw('<c r="D2" t="b"><v>1</v></c>'),
        Raw('<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
        Raw('<c r="F2" t="d"><v>2025-03-31</v></c>'),
        Raw('<c r="G2"><f t="shared" si="0"/><v>9.8</v></c>'),
        Raw(
            '<c t="inlineStr" r="H2"><is><r><t>不低于</t></r>'
            '<r><t xml:space="preserve"> 12种</t></r></is></c>'
        ),
        Raw("<c><v>5</v></c>"),
        Raw("<c r='J2' t='s' ><v>99</v></c>"),
    ]
    sheet = worksheet([["甲"] * 10, row])
    strings = ["<t>产出_x000D_\n指标</t>", "<r><t>质量</t></r><rPh><t>zhi</t></rPh><r><t>指标</t></r>"]
    assert grid(only(opened(sheet, strings=strings)))[1] == [
        "产出\n指标", "质量指标", "甲&乙", "TRUE", "#DIV/0!", "2025/3/31", "9.8", "不低于 12种", "5", "",
    ]  # fmt: skip


def test_formulas_are_neither_text_nor_computed() -> None:
    sheet = worksheet([["合计", Raw('<c r="B1"><f>SUM(B2:B9)</f></c>')], ["=cmd|' /C calc'!A0", "+1"]])
    document = opened(sheet)
    assert grid(only(document)) == [["合计", ""], ["=cmd|' /C calc'!A0", "+1"]]
    assert codes(document) == ["formula-without-value"]


def test_merged_ranges_are_spans() -> None:
    sheet = worksheet(
        [["绩效指标", "产出", "被遮住"], ["", "数量", "12"], ["总分", "", "98"]],
        merges=["A1:A2", "B1:C1", "A3:B3"],
    )
    table = only(opened(sheet))
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}
    assert spans["绩效指标"] == (0, 0, 2, 1)
    assert spans["产出"] == (0, 1, 1, 2)
    assert spans["总分"] == (2, 0, 1, 2)
    assert "被遮住" not in spans
    assert sum(cell.row_span * cell.column_span for cell in table.cells) == 9


def test_overlapping_merges_are_said_and_cover_nothing_twice() -> None:
    sheet = worksheet([["甲", "乙", "丙"], ["丁", "戊", "己"]], merges=["A1:B2", "B1:C1", "B2:C2"])
    document = opened(sheet)
    table = only(document)
    assert sum(cell.row_span * cell.column_span for cell in table.cells) == 6
    assert codes(document) == ["overlapping-merges"]


def test_hidden_rows_columns_and_sheets_are_read_and_marked() -> None:
    open_sheet = worksheet(
        [["甲", "乙", "丙"], [1, 2, 3]], hidden=[1], cols='<col min="3" max="16384" hidden="1"/>'
    )
    document = read(
        workbook({"表": open_sheet, "底稿": worksheet([["丁", "戊"]] * 2)}, states={"底稿": "veryHidden"}),
        "表.xlsx",
    )
    first, second = document.tables
    assert {cell.text for cell in first.cells if cell.hidden} == {"丙", "1", "2", "3"}
    assert (first.hidden, second.hidden, second.name) == (False, True, "底稿")
    assert all(cell.hidden for cell in second.cells)
    assert codes(document) == ["hidden-cells", "hidden-sheet"]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x="),
        lambda xml: xml.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        lambda xml: xml.replace("<sheetData>", "<sheetData><!-- <c><v>7</v></c> -->"),
        lambda xml: xml.replace("<t>甲</t>", "<t><![CDATA[甲]]></t>"),
        lambda xml: ('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode("utf-16"),
        lambda xml: b'<?xml version="1.0" encoding="GBK"?>' + xml.encode("gbk"),
        lambda xml: xml.replace("><", ">\n  <"),
        lambda xml: "\ufeff" + xml,
    ],
    ids=["prefix", "strict", "comment", "cdata", "utf-16", "gbk", "indented", "bom"],
)
def test_the_same_sheet_in_other_xml(change) -> None:  # type: ignore[no-untyped-def]
    assert grid(only(opened(change(worksheet([["甲", "乙"], [98.5, 2]]))))) == [["甲", "乙"], ["98.5", "2"]]


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    sheet = worksheet([["完成时间", Styled(0, 2)], ["甲", "乙"]])
    assert grid(only(opened(sheet, codes=["yyyy/m/d"], date1904=True)))[0][1] == "1904/1/1"


def test_evidence_quotes_the_printed_form() -> None:
    table = only(opened(worksheet([["执行率", Styled(0.9631, 2)], ["甲", "乙"]]), codes=["0.00%"]))
    cell = table.at(0, 1)
    assert cell is not None
    evidence = cell.evidence()
    assert (evidence.text, evidence.row, evidence.column, evidence.table) == ("96.31%", 0, 1, 0)


def test_a_missing_part_is_said_and_the_rest_read() -> None:
    document = read(
        workbook(
            {"表": worksheet([["甲", "乙"]] * 2)}, extra={"xl/sharedStrings.xml": "<sst", "xl/styles.xml": ""}
        ),
        "表.xlsx",
    )
    assert grid(only(document)) == [["甲", "乙"]] * 2
    assert "damaged-part" in codes(document)


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (worksheet([["甲", "乙"]])[:-30], "damaged"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + worksheet([["甲", "乙"]]), "entities"),
        (worksheet([]), "blank"),
    ],
)
def test_what_cannot_be_read_says_why(sheet: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        opened(sheet)
    assert caught.value.code == code


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:automatic-styles>'
    '<style:style style:name="f" style:family="table-cell"><style:table-cell-properties fo:border="1pt solid"'
    '/></style:style><style:style style:name="h" style:family="table"><style:table-properties '
    'table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
    "{}</office:spreadsheet></office:body></office:document-content>"
)


def ods(tables: str, manifest: str = "") -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": ODS.format(tables),
            "META-INF/manifest.xml": manifest,
        }
    )


def test_an_opendocument_sheet_is_read_as_it_is_printed() -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>自评表</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row><table:table-cell table:style-name="f" table:number-columns-spanned="2">'
        "<text:p>产出<text:s text:c='2'/>指标</text:p><text:p>50分</text:p></table:table-cell>"
        '<table:covered-table-cell/><table:table-cell table:style-name="f" office:value-type="percentage" '
        'office:value="0.9631"><text:p>96.31%</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="2"><table:table-cell '
        'table:style-name="f" table:number-columns-repeated="3"><text:p>8</text:p></table:table-cell>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    document = read(
        ods(f'<table:table table:name="表一" table:style-name="h">{rows}</table:table>'), "表.ods"
    )
    title, table = document.blocks
    assert isinstance(title, Paragraph)
    assert isinstance(table, Table)
    assert title.text == "自评表"
    assert grid(table) == [["产出  指标\n50分", "96.31%"], ["8"] * 3, ["8"] * 3]
    assert (table.name, table.hidden) == ("表一", True)


def test_a_locked_opendocument_sheet_needs_its_password() -> None:
    with pytest.raises(EncryptedFile):
        read(ods("", "<manifest:encryption-data/>"), "表.ods")


def pairs() -> list[tuple[Path, Path]]:
    sheets = [path for folder in (FORMS, SAMPLES) for path in sorted(folder.glob("*.xlsx"))]
    return [(path, path.with_suffix(".docx")) for path in sheets if path.with_suffix(".docx").exists()]


@pytest.mark.parametrize(("sheet", "word"), pairs(), ids=lambda path: path.name)
def test_a_form_says_the_same_in_excel_and_word(sheet: Path, word: Path) -> None:
    def facts(path: Path) -> list[dict[str, object]]:
        reports = extract(read(path.read_bytes(), path.name)).reports
        return [
            {
                "names": (each.kind, each.title, each.organization, each.project, each.fiscal_year),
                "budgets": [(item.stage, item.scope, item.source, item.yuan) for item in each.budgets],
                # A rate is cut off by one writer and rounded by the program of another.
                "rates": [(item.scope, item.source, round(item.percent, 1)) for item in each.rates],
                "indicators": [
                    (
                        "".join(item.name.split()),
                        item.level1 and "".join(item.level1.split()),
                        item.target and (item.target.comparator, item.target.value, item.target.unit),
                        item.actual and (item.actual.comparator, item.actual.value, item.actual.unit),
                        item.weight,
                        item.score,
                    )
                    for item in each.indicators
                ],
                "score": each.score and (each.score.total, each.score.full),
                "grade": each.grade and each.grade.label,
            }
            for each in reports
        ]

    assert facts(sheet) == facts(word)
