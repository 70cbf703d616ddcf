"""Binary workbooks: the same table in xls and xlsb, and files that lie about their size."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document
from extractor.errors import EncryptedFile, ExtractorError
from extractor.readers import read
from tests.readers.binary_workbooks import xls, xlsb

CODES = ["General", "0.00%", "#,##0.00", 'yyyy"年"m"月"d"日"']
ROWS = [["资金", "执行率", "金额"], [None, 0.963087, 1234.5], ["完成时间", 45747.0, 0.1 + 0.2]]
STYLES = [[0, 0, 0], [0, 1, 2], [0, 3, 0]]
WORKBOOKS = {"xls": xls(ROWS, CODES, STYLES), "xlsb": xlsb(ROWS, CODES, STYLES)}


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_binary_workbook_prints_by_its_formats(kind: str) -> None:
    document = read(WORKBOOKS[kind], f"表.{kind}")
    (table,) = document.tables
    assert document.source.format == kind
    assert table.name == "表"
    assert [[cell.text for cell in row] for row in table.rows()] == [
        ["资金", "执行率", "金额"], ["资金", "96.31%", "1,234.50"], ["完成时间", "2025年3月31日", "0.3"],
    ]  # fmt: skip
    assert table.cells[0].row_span == 2
    assert {cell.text for cell in table.cells if cell.hidden} == {
        "金额", "1,234.50", "完成时间", "2025年3月31日", "0.3",
    }  # fmt: skip


def test_a_hidden_binary_sheet_is_marked() -> None:
    (table,) = read(xls(ROWS, CODES, STYLES, state=1), "表.xls").tables
    assert table.hidden


def test_a_binary_workbook_with_a_password_needs_it() -> None:
    with pytest.raises(EncryptedFile):
        read(xls(ROWS, CODES, STYLES, extra=struct.pack("<HHH", 0x2F, 2, 1)), "表.xls")


def test_a_cell_far_below_is_a_region_of_its_own() -> None:
    rows = [["甲"] * 200, ["乙", "丙"]]
    document = read(xlsb(rows, CODES[:1], [[0] * 200, [0, 0]], last_row=1_048_575), "表.xlsb")
    assert [(table.row_count, table.column_count) for table in document.tables] == [(1, 200), (1, 2)]


@given(st.sampled_from(sorted(WORKBOOKS)), st.data())
def test_a_damaged_binary_workbook_fails_cleanly(kind: str, data: st.DataObject) -> None:
    content = bytearray(WORKBOOKS[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    kept = data.draw(st.integers(len(content) // 2, len(content)))
    result: Document | ExtractorError
    try:
        result = read(bytes(content[:kept]), "表")
    except ExtractorError as error:
        result = error
    if isinstance(result, ExtractorError):
        assert (result.file, "\n" in result.line()) == ("表", False)
    else:
        assert result.source.format == kind
        assert all(cell.row < table.row_count for table in result.tables for cell in table.cells)
