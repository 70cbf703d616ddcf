"""Workbooks built to exhaust the machine: bounded time and memory, and a clear outcome."""

from dataclasses import replace

import pytest

from extractor.errors import EncryptedFile, LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS
from extractor.readers import read
from tests.readers.workbook_builder import Raw, Styled, workbook, worksheet


def test_two_cells_at_the_ends_of_a_sheet_cost_nothing(does_not_hang) -> None:
    sheet = worksheet({0: ["甲", "乙"], 1_048_575: [Raw('<c r="XFD1048576"><v>9</v></c>')]})
    sheet = sheet.replace("<cols>", '<dimension ref="A1:XFD1048576"/><cols>')
    with does_not_hang():
        document = read(workbook({"表": sheet}), "表.xlsx")
    assert [(table.row_count, table.column_count) for table in document.tables] == [(1, 2), (1, 1)]


def test_a_far_cell_in_the_same_row_is_a_table_of_its_own() -> None:
    sheet = worksheet({0: ["甲", "乙", Raw('<c r="XFD1"><v>9</v></c>')], 1: [1, 2]})
    document = read(workbook({"表": sheet}), "表.xlsx")
    assert [(table.row_count, table.column_count) for table in document.tables] == [(2, 2), (1, 1)]


def test_a_sheet_of_two_million_cells_stays_inside_the_limits(does_not_hang) -> None:
    row = "".join("<c><v>9</v></c>" for _ in range(200))
    sheet = worksheet([]).replace("<sheetData>", "<sheetData>" + f"<row>{row}</row>" * 10_000)
    limits = replace(DEFAULT_LIMITS, compression_ratio=10**6, cells=10**6)
    with does_not_hang(), pytest.raises(LimitExceeded):
        read(workbook({"表": sheet}), "表.xlsx", limits)


def test_a_cell_of_five_megabytes_is_cut_and_said() -> None:
    longest = 1000
    sheet = worksheet([["甲", "乙"], ["长" * 5_000_000, 1]])
    limits = replace(DEFAULT_LIMITS, compression_ratio=10**6, paragraph_characters=longest)
    document = read(workbook({"表": sheet}), "表.xlsx", limits)
    (table,) = document.tables
    assert max(len(cell.text) for cell in table.cells) == longest
    assert [warning.code for warning in document.warnings] == ["cell-cut"]


def test_control_characters_are_removed_and_said() -> None:
    sheet = worksheet([["产出_x0007_指标_x000D__x000A_50分", "乙"], [1, 2]])
    document = read(workbook({"表": sheet}), "表.xlsx")
    (table,) = document.tables
    assert table.cells[0].text == "产出指标\n50分"
    assert [warning.code for warning in document.warnings] == ["control-characters"]


def test_twenty_thousand_overlapping_merges_take_bounded_time(does_not_hang) -> None:
    merges = [f"A{row}:H{row + 400}" for row in range(1, 20_000)]
    sheet = worksheet([["甲"] * 8] * 500, merges=merges)
    with does_not_hang():
        document = read(workbook({"表": sheet}), "表.xlsx", replace(DEFAULT_LIMITS, compression_ratio=10**6))
    (table,) = document.tables
    assert sum(cell.row_span * cell.column_span for cell in table.cells) == 4000


@pytest.mark.parametrize(
    "reference", ["A1", "A0:B2", "ZZZ1:B2", "A1:B99999999999", "甲1:乙2", "", "A1:XFD1048576"]
)
def test_odd_merge_references_do_no_harm(reference: str) -> None:
    document = read(workbook({"表": worksheet([["甲", "乙"], [1, 2]], merges=[reference])}), "表.xlsx")
    assert sum(cell.row_span * cell.column_span for cell in document.tables[0].cells) >= 3


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>-1</v></c>', '<c r="A1" t="s"><v>1e9</v></c>', '<c r="ZZZZ1"><v>1</v></c>',
        '<c r="A1" s="999999"><v>1</v></c>', '<c r="A1" s="-2"><v>1</v></c>', '<c r="A1" t="zz"><v>x</v></c>',
        '<c r="A1"><v>1e999999999999</v></c>', '<c r="A1" t="d"><v>soon</v></c>', '<c r="A1" t="inlineStr"/>',
        '<c r="A1"><v>&#48;</v></c>', '<c r="A1" t="b"><v/></c>',
    ],
)  # fmt: skip
def test_odd_cells_do_no_harm(cell: str) -> None:
    sheet = worksheet([[Raw(cell), Raw('<c r="B1"><v>1</v></c>')], ["甲", "乙"]])
    assert list(read(workbook({"表": sheet}), "表.xlsx").tables)


def test_the_longest_format_is_not_compiled() -> None:
    sheet = worksheet([["甲", Styled(5, 2)], ["乙", "丙"]])
    document = read(workbook({"表": sheet}, codes=["0" * 100_000]), "表.xlsx")
    assert document.tables[0].cells[1].text == "5"


@pytest.mark.parametrize("cut", [10, 400, 900, 1500])
def test_a_truncated_workbook_is_damaged(cut: int) -> None:
    with pytest.raises(UnreadableFile):
        read(workbook({"表": worksheet([["甲", "乙"]])})[:cut], "表.xlsx")


def test_a_workbook_with_a_password_needs_it() -> None:
    directory = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + directory.ljust(512, b"\0")
    with pytest.raises(EncryptedFile):
        read(data, "表.xlsx")


def test_a_huge_sheet_beside_a_form_costs_only_itself() -> None:
    row = "".join("<c><v>9</v></c>" for _ in range(200))
    huge = worksheet([]).replace("<sheetData>", "<sheetData>" + f"<row>{row}</row>" * 100)
    limits = replace(DEFAULT_LIMITS, compression_ratio=10**6, table_cells=10_000)
    document = read(workbook({"明细": huge, "表": worksheet([["甲", 1], ["乙", 2]])}), "表.xlsx", limits)
    assert [table.name for table in document.tables] == ["表"]
    (warning,) = document.warnings
    assert warning.code == "table-too-large"
    assert "明细" in warning.message
