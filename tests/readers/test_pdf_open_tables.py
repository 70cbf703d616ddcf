from typing import Any

import pytest

from corpora.generate import page
from corpora.generate.__main__ import SOURCES, sources
from extractor.document import Document, Table
from extractor.extract import extract
from extractor.readers.pdf import read
from tests.readers.pdf_files import HEIGHT, Draw, at, both, pdf, text

EDGES = (60, 120, 190, 310, 380, 440, 480, 535)
HEADER = ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"]
ROWS = [
    ["产出指标", "数量指标", "培训人数", "≥100人", "103人", "10", "10"],
    [None, None, "培训期数", "4期", "4期", "10", "9.5"],
    [None, "质量指标", "考试合格率", "≥95%", "96%", "10", "10"],
    ["效益指标", "社会效益", "就业人数", "≥60人", "58人", "20", "19"],
]


def texts(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows()]


def grid(
    rows: list[list[str | None]],
    *,
    y: float = 150,
    height: float = 24,
    rules: str = "none",
    order: str = "rows",
    size: float = 9,
) -> Draw:
    """Return a table; ``None`` continues the cell above, a line break in a text one in its cell.

    Cells are set to their middle, over all rows they cover. *rules*: ``none``, ``rows``
    (from each cell's left edge to its right), ``frame`` (the same and the outer sides).
    """

    def draw(canvas: Any) -> None:
        canvas.setFont("STSong-Light", size)
        cells = []
        for c in range(len(rows[0])):
            r = 0
            while r < len(rows):
                end = r + 1
                while end < len(rows) and rows[end][c] is None:
                    end += 1
                cells.append((r, end, c, rows[r][c] or ""))
                r = end
        cells.sort(key=lambda cell: (cell[2], cell[0]) if order == "columns" else (cell[0], cell[2]))
        for r, end, c, string in cells:
            parts = string.split("\n")
            middle = HEIGHT - y - (r + end) * height / 2
            for number, part in enumerate(parts):
                line = middle + (len(parts) / 2 - number - 1) * size * 1.2 + 0.25 * size
                canvas.drawCentredString((EDGES[c] + EDGES[c + 1]) / 2, line, part)
            if rules != "none":
                for row in (r, end):
                    canvas.line(EDGES[c], HEIGHT - y - row * height, EDGES[c + 1], HEIGHT - y - row * height)
        if rules == "frame":
            for x in (EDGES[0], EDGES[len(rows[0])]):
                canvas.line(x, HEIGHT - y, x, HEIGHT - y - len(rows) * height)

    return draw


@pytest.mark.parametrize("rules", ["none", "rows", "frame"])
@pytest.mark.parametrize("order", ["rows", "columns"])
def test_columns_are_told_by_how_the_texts_stand(rules: str, order: str) -> None:
    (found,) = read(pdf(grid([HEADER, *ROWS], rules=rules, order=order)), "x.pdf").tables
    assert (found.row_count, found.column_count) == (5, 7)
    assert texts(found)[0] == HEADER
    assert [cell.text for cell in found.cells if cell.column == 2] == [row[2] for row in [HEADER, *ROWS]]
    assert [cell.text for cell in found.cells if cell.column == 6] == [row[6] for row in [HEADER, *ROWS]]
    level = found.at(3, 0)
    assert level is not None
    assert (level.text, level.row, level.row_span) == ("产出指标", 1, 3)
    second = found.at(2, 1)
    assert second is not None
    assert (second.text, second.row, second.row_span) == ("数量指标", 1, 2)


@pytest.mark.parametrize("rules", ["none", "rows"])
def test_cells_of_two_lines_are_one_cell_beside_cells_of_one(rules: str) -> None:
    rows = [[*row] for row in ROWS]
    rows[1][2], rows[3][3] = "本年举办的\n培训期数", "≥60人\n次"
    (found,) = read(pdf(grid([HEADER, *rows], height=34, rules=rules)), "x.pdf").tables
    assert found.row_count == 5
    name, target = found.at(2, 2), found.at(4, 3)
    assert name is not None
    assert target is not None
    assert (name.text, target.text) == ("本年举办的培训期数", "≥60人次")


def test_figures_of_neighbouring_rows_are_never_one_cell() -> None:
    (found,) = read(pdf(grid([HEADER, *ROWS], height=13)), "x.pdf").tables
    assert [cell.text for cell in found.cells if cell.column == 5] == ["分值", "10", "10", "10", "20"]


def test_parts_on_two_pages_have_the_same_columns() -> None:
    more = [["满意度指标", "服务对象", "学员满意度", "≥90%", "95%", "10", "10"]] * 2
    data = pdf(grid([HEADER, *ROWS], y=640, height=22), grid([*more], y=75))
    first, second = read(data, "x.pdf").tables
    assert (first.pages, second.pages) == ((1,), (2,))
    assert first.column_count == second.column_count == 7


def test_the_text_around_stays_text() -> None:
    around = both(
        text("项目支出绩效自评表", top=90),
        grid([HEADER, *ROWS], y=150),
        text(
            "本表由项目单位填报，数据来源为培训台账和支付凭证。",
            "由主管部门审核后随决算一并公开。",
            top=330,
            size=11,
        ),
    )
    document = read(pdf(around), "x.pdf")
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "项目支出绩效自评表",
        "本表由项目单位填报，数据来源为培训台账和支付凭证。",
        "由主管部门审核后随决算一并公开。",
    ]


PROSE = [
    "　　2023年项目年初预算520.00万元，调整后预算498.60万元，全年执行",
    "471.25万元，预算执行率94.51%。其中：财政拨款382.25万元，其他资金",
    "89.00万元。全年培训103人，培训期数4期，考试合格率96%，就业58人，",
    "学员满意度95%，自评得分97.99分，等级为优。",
] * 4
ITEMS = [f"{number}. 培训人数  {number}00人  完成  {number}03人" for number in range(1, 10)]
CONTENTS = [
    f"{name}{'.' * dots} {number}"
    for number, (name, dots) in enumerate(
        [
            ("一、项目概况", 60),
            ("（一）项目背景", 58),
            ("（二）资金情况", 58),
            ("二、自评结论", 60),
            ("三、存在问题", 60),
        ],
        1,
    )
]


def columns_of_text(canvas: Any) -> None:
    canvas.setFont("STSong-Light", 10)
    for number in range(20):
        for x in (60, 310):
            canvas.drawString(
                x, 700 - 16 * number, "各单位应当按照要求组织开展绩效自评工作，按时报送。"[number % 3 :][:22]
            )


def signatures(canvas: Any) -> None:
    canvas.setFont("STSong-Light", 10)
    for number in range(5):
        for x, label in ((60, "填表人："), (190, "审核人："), (320, "联系电话："), (450, "日期：")):
            canvas.drawString(x, 300 - 22 * number, label)


def ruled_prose(canvas: Any) -> None:
    text(*PROSE[:12], size=12)(canvas)
    for y in (740, 640, 500, 300):
        canvas.line(80, y, 520, y)


@pytest.mark.parametrize(
    "draw",
    [
        text(*PROSE, size=12),
        text(*ITEMS, size=12),
        text(*CONTENTS, size=12),
        columns_of_text,
        signatures,
        ruled_prose,
        both(
            at(90, 100, "××市财政局文件", 20), at(90, 160, "×财绩〔2024〕3号"), at(380, 160, "签发人：某某")
        ),
    ],
)
def test_running_text_is_no_table(draw: Draw) -> None:
    assert not list(read(pdf(draw), "x.pdf").tables)


def records(document: Document) -> list[Any]:
    """Return what a document's forms say, without where."""
    extraction = extract(document)
    return [
        (
            report.project,
            [(b.label, b.stage, b.scope, b.quantity.value) for b in report.budgets],
            [
                (i.level1, i.level2, i.name, i.target and i.target.text, i.actual and i.actual.text)
                for i in report.indicators
            ],
        )
        for report in extraction.reports
    ]


@pytest.mark.skipif(not page.available(), reason="fonts are not installed")
@pytest.mark.parametrize("name", ["f01", "f03", "f05", "f12", "f14", "f16"])
@pytest.mark.parametrize("rules", ["horizontal", "none"])
@pytest.mark.parametrize("columns", [False, True])
def test_a_form_says_the_same_without_its_rules(name: str, rules: str, columns: bool) -> None:
    (source,) = sources(SOURCES / "forms", [name])
    options = next(options for options in source.files if options["as"] == "pdf")
    ruled = read(page.render(source, options | {"rules": "all"}), "x.pdf")
    bare = read(page.render(source, options | {"rules": rules, "columns": columns}), "x.pdf")
    assert records(bare) == records(ruled)
