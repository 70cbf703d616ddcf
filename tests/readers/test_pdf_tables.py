from typing import Any

import pytest

from extractor.document import Table
from extractor.readers.pdf import read
from extractor.readers.pdf_rulings import Rulings
from extractor.readers.pdf_tables import align, find_grids, grid_of_boxes
from tests.readers.pdf_files import both, pdf, table, text


def only_table(data: bytes) -> Table:
    (found,) = read(data, "x.pdf").tables
    return found


def texts(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows()]


@pytest.mark.parametrize("style", ["lines", "bars", "boxes"])
def test_rules_may_be_drawn_in_several_ways(style: str) -> None:
    found = only_table(pdf(table([["指标", "分值", "得分"], ["培训人数", "10", "9.8"]], style=style)))
    assert texts(found) == [["指标", "分值", "得分"], ["培训人数", "10", "9.8"]]
    assert found.pages == (1,)
    assert {cell.page for cell in found.cells} == {1}


def test_merged_cells_keep_their_extent() -> None:
    wide = only_table(pdf(table([["标题", None, None], ["甲", "乙", "丙"]])))
    title = wide.at(0, 2)
    assert title is not None
    assert (title.text, title.row_span, title.column_span) == ("标题", 1, 3)


def test_a_cell_merged_downwards() -> None:
    found = only_table(pdf(table([["产出", "数量", "10"], ["^", "质量", "20"]])))
    merged = found.at(1, 0)
    assert merged is not None
    assert (merged.text, merged.row, merged.row_span) == ("产出", 0, 2)


def test_wrapped_text_in_a_cell_is_one_paragraph_and_figures_are_not_glued() -> None:
    found = only_table(
        pdf(
            table(
                [["完成农村公路养护里程数\n量指标", "100\n200", "完成。\n2.优化"]],
                width=125,
                height=40,
                y=200,
            )
        )
    )
    assert [cell.text for cell in found.cells] == [
        "完成农村公路养护里程数量指标",
        "100\n200",
        "完成。\n2.优化",
    ]


def test_neighbouring_numbers_stay_in_their_cells() -> None:
    found = only_table(pdf(table([["100", "90"], ["10", "9.8"]], width=24)))
    assert texts(found) == [["100", "90"], ["10", "9.8"]]


def test_the_table_stands_at_its_place_in_reading_order() -> None:
    page = both(text("一、基本情况", top=120), table([["甲", "乙"]], y=150), text("二、结论", top=260))
    document = read(pdf(page), "x.pdf")
    kinds = [getattr(block, "text", "table") for block in document.blocks]
    assert kinds == ["一、基本情况", "table", "二、结论"]
    assert [block.block for block in document.blocks] == [0, 1, 2]


def test_underlines_boxes_and_page_borders_are_no_tables() -> None:
    def decorations(canvas: Any) -> None:
        canvas.line(90, 700, 300, 700)
        canvas.line(90, 600, 300, 600)
        canvas.rect(20, 20, 555, 802)
        canvas.rect(80, 500, 300, 60)

    document = read(pdf(both(decorations, text("绩效自评报告", "正文一段。"))), "x.pdf")
    assert not list(document.tables)
    assert [paragraph.text for paragraph in document.paragraphs] == ["绩效自评报告", "正文一段。"]


def test_a_table_inside_a_cell_follows_the_table_around_it() -> None:
    outer = table([["外一", None], ["", "外二"]], width=200, height=100, y=150)
    inner = table([["内一", "内二"], ["内三", "内四"]], x=75, y=265, width=60, height=25)
    first, second = read(pdf(both(outer, inner)), "x.pdf").tables
    assert texts(second) == [["内一", "内二"], ["内三", "内四"]]
    assert second.parent == (first.block, 1, 0)


def test_parts_over_a_page_break_share_their_columns() -> None:
    upper = table([["一级指标", None, "得分"]], y=700, height=30)
    lower = table([["数量", "培训人数", "10"]], y=80, height=30)
    first, second = read(pdf(both(text("标题"), upper), lower), "x.pdf").tables
    assert first.column_count == second.column_count == 3
    assert (first.pages, second.pages) == ((1,), (2,))


def test_a_table_without_outer_sides() -> None:
    rulings = Rulings(
        horizontal=[(100, 50, 350), (130, 50, 350), (160, 50, 350)],
        vertical=[(150, 100, 160), (250, 100, 160)],
    )
    (grid,) = find_grids(rulings)
    assert grid.xs == (50, 150, 250, 350)
    assert len(grid.regions) == 6
    assert grid.sure


def test_lines_that_leave_no_rectangles_are_unsure() -> None:
    rulings = Rulings(
        horizontal=[(0, 0, 300), (100, 0, 100), (200, 0, 300)],
        vertical=[(0, 0, 200), (100, 100, 200), (100, 0, 0.5), (300, 0, 200)],
    )
    (grid,) = find_grids(rulings)
    assert not grid.sure


def test_another_finders_cells_make_a_grid_without_holes() -> None:
    grid = grid_of_boxes([(0, 0, 100, 40), (100, 0, 200, 20)])
    assert grid is not None
    assert [(region.row_span, region.column_span) for region in grid.regions] == [(2, 1), (1, 1), (1, 1)]
    assert all(mark >= 0 for row in grid.owner for mark in row)


def test_aligning_keeps_every_cell() -> None:
    wide = grid_of_boxes([(0, 0, 100, 20), (100, 0, 300, 20)])
    narrow = grid_of_boxes([(0, 0, 200, 20), (200, 0, 300, 20)])
    assert wide is not None
    assert narrow is not None
    first, second = align([wide, narrow])
    assert first.xs == second.xs == (0, 100, 200, 300)
    assert [region.column_span for region in first.regions] == [1, 2]
    assert [region.column_span for region in second.regions] == [2, 1]
