"""Several tables on a sheet: drawn as text, a column of the picture a column of the sheet.

``.`` is an empty cell, ``|`` before a cell gives it a border, ``_`` a bordered empty one;
``%`` marks a number.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.readers.sheet_regions import Area, Line, Merge, Sheet, regions


def drawn(picture: str, merges: tuple[Merge, ...] = ()) -> Sheet:
    sheet = Sheet("表", merges=list(merges))
    for row, line in enumerate(picture.strip("\n").splitlines()):
        for column, mark in enumerate(line.split()):
            if mark.startswith(("|", "_")):
                sheet.framed.add(row)
            if mark == "_":
                sheet.frames.setdefault(row, set()).add(column)
            elif mark != ".":
                text = mark.strip("|%")
                sheet.rows.setdefault(row, {})[column] = text
                if "%" in mark:
                    sheet.numeric.add(row)
    return sheet


def found(picture: str, *merges: Merge) -> list[tuple[str, ...] | tuple[int, int, int, int]]:
    return [
        each.texts if isinstance(each, Line) else (each.top, each.left, each.bottom, each.right)
        for each in regions(drawn(picture, merges))
    ]


def test_lines_above_a_framed_table_are_no_rows() -> None:
    picture = """
自评表 . .
填报单位：某局 . 单位：万元
|项目 |金额 |分值
|合计 |12% |_
注：以上为决算数 . .
"""
    assert found(picture) == [
        ("自评表",), ("填报单位：某局", "单位：万元"), (2, 0, 4, 3), ("注：以上为决算数",),
    ]  # fmt: skip


def test_a_title_between_two_frames_parts_them() -> None:
    assert found("|甲 |乙\n|1% |2%\n附件2\n|丙 |丁\n|3% |4%") == [(0, 0, 2, 2), ("附件2",), (3, 0, 5, 2)]


def test_a_bordered_empty_row_is_a_row_and_an_empty_one_a_gap() -> None:
    assert found("|甲 |乙\n_ _\n|1% |2%") == [(0, 0, 3, 2)]
    assert found("甲 乙\n3% 4%\n. .\n丙 丁\n1% 2%") == [(0, 0, 2, 2), (3, 0, 5, 2)]


def test_without_borders_only_the_lines_on_top_are_titles() -> None:
    assert found("自评表 .\n甲 乙\n小计 .\n1% 2%") == [("自评表",), (1, 0, 4, 2)]


def test_a_number_alone_is_no_title() -> None:
    assert found("12% .\n甲 乙") == [(0, 0, 2, 2)]


def test_a_label_and_its_value_beside_it_stay_together() -> None:
    assert found("项目名称 食堂改造\n甲 乙") == [(0, 0, 2, 2)]


def test_a_narrative_in_one_column_is_lines() -> None:
    assert found("一、概况\n共有人员46人。\n.\n二、结论") == [
        ("一、概况",),
        ("共有人员46人。",),
        ("二、结论",),
    ]


def test_tables_side_by_side_are_two() -> None:
    assert found("甲 乙 . 丙 丁\n1% 2% . 3% 4%") == [(0, 0, 2, 2), (0, 3, 2, 5)]


def test_a_narrow_column_apart_belongs_to_its_table_and_a_far_one_does_not() -> None:
    assert found("甲 乙 . 备注\n1% 2% . 无") == [(0, 0, 2, 4)]
    far = "甲 乙 " + ". " * 30 + "x%\n1% 2%"
    assert found(far) == [(0, 0, 2, 2), (0, 32, 1, 33)]


def test_a_title_over_both_does_not_join_them() -> None:
    assert found("对照表 . . . .\n甲 乙 . 丙 丁\n1% 2% . 3% 4%", Merge(0, 0, 1, 5)) == [
        ("对照表",), (1, 0, 3, 2), (1, 3, 3, 5),
    ]  # fmt: skip


def test_a_merged_label_bridges_rows_without_text() -> None:
    assert found("指标 甲\n. .\n. 乙", Merge(0, 0, 3, 1)) == [(0, 0, 3, 2)]
    assert found("指标 甲\n. .\n. 乙") == [(0, 0, 1, 2), ("乙",)]


def test_bordered_rows_to_the_end_of_the_sheet_are_not_the_table() -> None:
    sheet = drawn("|甲 |乙\n|1% |2%")
    for row in range(2, 5000):
        sheet.framed.add(row)
        sheet.frames[row] = {0, 1}
    sheet.rows[4999] = {0: "底"}
    assert [(each.top, each.bottom) for each in regions(sheet) if isinstance(each, Area)] == [
        (0, 2),
        (4999, 5000),
    ]


places = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(
    st.dictionaries(places, st.sampled_from(["甲", "单位：万元", "9"]), max_size=40),
    st.sets(places, max_size=12),
    st.lists(st.tuples(places, places), max_size=5),
)
def test_every_text_lands_in_exactly_one_region(
    texts: dict[tuple[int, int], str], frames: set[tuple[int, int]], merged: list[tuple[tuple[int, int], ...]]
) -> None:
    sheet = Sheet("表")
    for (row, column), text in texts.items():
        sheet.rows.setdefault(row, {})[column] = text
    for row, column in frames:
        sheet.framed.add(row)
        if (row, column) not in texts:
            sheet.frames.setdefault(row, set()).add(column)
    for (top, left), (bottom, right) in merged:
        sheet.merges.append(
            Merge(min(top, bottom), min(left, right), max(top, bottom) + 1, max(left, right) + 1)
        )
    counted = 0
    for each in regions(sheet):
        if isinstance(each, Line):
            counted += len(each.texts)
        else:
            inside = [
                place for place in texts
                if each.top <= place[0] < each.bottom and each.left <= place[1] < each.right
            ]  # fmt: skip
            assert inside
            counted += len(inside)
    assert counted == len(texts)


@pytest.mark.parametrize("count", [3000])
def test_a_staircase_of_cells_is_cut_in_bounded_time(count: int) -> None:
    sheet = Sheet("表", rows={row: {row * 5: "1", row * 5 + 1: "2"} for row in range(count)})
    assert sum(1 for _ in regions(sheet)) <= count
