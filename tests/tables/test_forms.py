"""Forms of many layouts, from the case table forms.yml, and how forms are told apart."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.document import Document, Paragraph, Source, Table
from extractor.extract import extract
from extractor.tables.facts import read_table
from extractor.tables.forms import read_forms

CASES = yaml.safe_load((Path(__file__).parent / "forms.yml").read_text(encoding="utf-8"))


def document(table_of, *parts):
    """Make a document of lines (str) and tables (text with ``|``), in order."""
    blocks = []
    for part in parts:
        if isinstance(part, Table):
            blocks.append(part)
        elif "|" in part:
            index = sum(isinstance(block, Table) for block in blocks)
            blocks.append(table_of(part, block=len(blocks), index=index))
        else:
            blocks.append(Paragraph(part, len(blocks)))
    return Document(Source("表.docx", "0", "docx", 1), tuple(blocks))


def noted(quantity):
    """Write a quantity as ``[comparator] value [unit]``, or its words."""
    if quantity is None:
        return "-"
    if quantity.kind != "number":
        return quantity.text
    parts = [quantity.comparator, str(quantity.value), quantity.unit]
    return " ".join(part for part in parts if part)


def plain(number):
    return "-" if number is None else str(number)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_layout(table_of, case):
    reports, consumed = read_forms(document(table_of, *case["lines"], case["table"]))
    assert consumed == {0}
    (report,) = reports
    for field, key in (
        ("kind", "kind"), ("title", "title"), ("organization", "organization"),
        ("supervisor", "supervisor"), ("project", "project"), ("fiscal_year", "year"),
    ):  # fmt: skip
        if key in case:
            assert getattr(report, field) == case[key], field
    budgets = [
        f"{each.stage}/{each.scope}/{each.source}/{each.yuan.normalize():f}" for each in report.budgets
    ]
    assert budgets == case.get("budgets", [])
    assert [str(rate.percent) for rate in report.rates] == case.get("rates", [])
    assert [
        "/".join(
            (each.level1 or "-", each.level2 or "-", each.name, noted(each.target), noted(each.actual),
             plain(each.weight), plain(each.score))
        )
        for each in report.indicators
    ] == case["indicators"]  # fmt: skip
    if "coefficients" in case:
        assert [plain(each.coefficient) for each in report.indicators] == case["coefficients"]
    assert plain(report.score and report.score.total) == case.get("score", "-")
    if "parts" in case:
        assert sum(part.score for part in report.score.parts) == Decimal(case["parts"])
    assert (report.grade.label if report.grade else None) == case.get("grade")
    if "reasons" in case:
        assert [each.reason for each in report.indicators] == case["reasons"]
    if "sums" in case:
        assert len(report.compositions) == case["sums"]


FORM = """
项目名称 | {name} | < | < | <
三级指标 | 指标值 | 完成值 | 分值 | 得分
巡查次数 | ≥12次 | {done}次 | 100 | 100
总分 | | | 100 | 100
"""


def test_each_table_with_a_project_of_its_own_is_a_form(table_of):
    reports, consumed = read_forms(
        document(
            table_of,
            "项目支出绩效自评表（2023年度）",
            FORM.format(name="甲", done=12),
            "项目支出绩效自评表（2022年度）",
            FORM.format(name="乙", done=13),
        )
    )
    assert [(report.project, report.fiscal_year) for report in reports] == [("甲", 2023), ("乙", 2022)]
    assert consumed == {0, 1}


def test_forms_stacked_in_one_table(table_of):
    title = "项目支出绩效自评表（{year}年度） | < | < | < | <"
    text = "\n".join(
        title.format(year=year) + FORM.format(name=name, done=done).rstrip()
        for year, name, done in ((2021, "甲", 12), (2022, "乙", 13), (2023, "丙", 14))
    )
    reports, consumed = read_forms(document(table_of, text))
    assert [(report.project, report.fiscal_year) for report in reports] == [
        ("甲", 2021),
        ("乙", 2022),
        ("丙", 2023),
    ]
    assert [report.indicators[0].actual.value for report in reports] == [12, 13, 14]
    assert consumed == {0}


def test_one_form_over_several_tables(table_of):
    reports, consumed = read_forms(
        document(
            table_of,
            "项目支出绩效自评表",
            "项目名称 | 灯光维护 | 实施单位 | 某县城管局",
            "资金情况（万元）",
            "项目资金（万元） | 全年预算数 | 全年执行数 | 执行率\n年度资金总额 | 20 | 19 | 95%",
            "三级指标 | 指标值 | 完成值\n维护路灯 | 300盏 | 300盏",
        )
    )
    (report,) = reports
    assert (report.project, report.organization) == ("灯光维护", "某县城管局")
    assert ([each.yuan for each in report.budgets], len(report.indicators)) == ([200000, 190000], 1)
    assert consumed == {0, 1, 2}


def test_names_in_the_line_above_the_table(table_of):
    (report,), _ = read_forms(
        document(
            table_of,
            "2022年度项目支出绩效自评表",
            "项目名称：山塘加固    填报单位（盖章）：某县水利局",
            "三级指标 | 指标值 | 完成值\n加固山塘 | 5座 | 5座",
        )
    )
    assert (report.project, report.organization, report.fiscal_year) == ("山塘加固", "某县水利局", 2022)


def test_a_table_inside_a_narrative_is_no_form(table_of):
    long = "本项目年初安排资金二十万元，用于全县路灯的日常维护和损坏更换，" * 4
    assert read_forms(
        document(
            table_of,
            "某县2022年度路灯维护项目绩效自评报告",
            long,
            "指标 | 目标值 | 完成值\n维护路灯 | 300盏 | 300盏",
        )
    ) == ([], frozenset())


def test_a_score_table_after_the_text_of_a_report_is_no_form(table_of):
    assert read_forms(
        document(
            table_of,
            "某县2021年度饮水工程绩效自评表及报告",
            "填报单位：某县水利局",
            "全年维修水厂三座。",
            "评分内容 | 满分 | 得分\n产出指标 | 60 | 58\n满意度指标 | 40 | 40\n合计 | 100 | 98",
        )
    ) == ([], frozenset())


MONEY = (
    "资金来源 | 年初预算数 | 调整后预算数 | 实际支出 | 执行率（%） | 执行率分值 | 执行率得分\n"
    "栏次 | A | B | C | C/B | D | E\n合计 | 80 | 100 | 90 | 90.00 | 10 | 9"
)
MEASURED = (
    "序号 | 一级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分\n1 | 2 | 3 | 4 | 5 | 6 | 7\n"
    "1 | 产出指标 | 加固山塘 | 5座 | 5座 | 90 | 90\n合计 | < | < | < | < | 100 | 99"
)
NAMES = ("山塘加固项目绩效自评表", "项目名称：山塘加固", "实施单位：某县水利局    年度：2022年")
REMARK = "调整原因：10月下达第二批资金，追加预算20万元；因汛期停工，部分款项结转下年支付。"
PARTS = {
    "money first": (*NAMES, "一、资金执行情况（单位：万元）", MONEY, REMARK, "二、绩效指标", MEASURED),
    "indicators first": (*NAMES, "一、绩效指标", MEASURED, REMARK, "二、资金（单位：万元）", MONEY),
    "a title of its own": (*NAMES, "单位：万元", MONEY, REMARK, "绩效指标完成情况表", MEASURED),
    "goals above": (*NAMES, "年度目标：加固山塘5座，消除隐患。", "单位：万元", MONEY, "绩效指标", MEASURED),
    "goals between": (*NAMES, "单位：万元", MONEY, "预期目标：加固山塘5座。", "已加固5座。", MEASURED),
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS.keys())
def test_a_remark_between_the_halves_of_a_form_does_not_end_it(table_of, parts):
    (report,), consumed = read_forms(document(table_of, *parts))
    assert consumed == {0, 1}
    assert (report.project, report.fiscal_year) == ("山塘加固", 2022)
    assert [each.yuan for each in report.budgets] == [800000, 1000000, 900000]
    assert [each.name for each in report.indicators] == ["加固山塘"]
    assert report.score.total == 99


NAMED = "项目名称 | 山塘加固 | < | < | < | < | <\n"
NUMBERED = (
    "1 | 2 | 3 | 4 | 5 | 6 | 7",
    "（1） | （2） | （3） | （4） | （5） | （6） | （7）",
    "甲 | 乙 | 丙 | 1 | 2 | 3 | 4",
    "A | B | C | D | E | F | G",
)


@pytest.mark.parametrize("numbers", NUMBERED)
def test_a_row_that_numbers_the_columns_is_no_indicator(table_of, numbers):
    table = MEASURED.replace(NUMBERED[0], numbers)
    (report,), _ = read_forms(document(table_of, *NAMES, table))
    assert [(each.name, each.weight) for each in report.indicators] == [("加固山塘", 90)]


def test_indicators_in_two_tables_with_a_remark_between_are_of_one_form(table_of):
    first, last = MEASURED.rsplit("\n", 1)
    more = first.replace("产出指标 | 加固山塘", "效益指标 | 受益农户").replace("90", "10") + "\n" + last
    (report,), consumed = read_forms(document(table_of, *NAMES, first, REMARK, "二、效益指标", more))
    assert consumed == {0, 1}
    assert [each.name for each in report.indicators] == ["加固山塘", "受益农户"]


APART = {
    "another of the same kind": (1, (*NAMES, MEASURED, REMARK, MEASURED)),
    "no title calls it a form": (0, (NAMED + MONEY, REMARK, MEASURED)),
    "a report goes on": (0, (*NAMES, MONEY, REMARK * 12, MEASURED)),
    "another form": (0, (*NAMES, MONEY, REMARK, "项目支出绩效自评表", MEASURED)),
}


@pytest.mark.parametrize(("count", "parts"), APART.values(), ids=APART.keys())
def test_a_table_behind_text_is_no_part_of_the_form_unless_it_completes_it(table_of, count, parts):
    reports, _ = read_forms(document(table_of, *parts))
    assert len(reports[0].indicators) == count


def test_a_table_of_indicators_that_no_form_took_is_told(table_of):
    found = extract(document(table_of, *NAMES, MEASURED, REMARK, MEASURED))
    assert [each.code for each in found.warnings] == ["table-unread"]
    assert "表2" in found.warnings[0].message


@pytest.mark.parametrize("label", ["未完成原因及改进措施", "未达标原因", "指标未完成原因分析", "偏差说明"])
def test_a_remark_below_explains_the_indicators_it_names(table_of, label):
    (report,), _ = read_forms(
        document(
            table_of,
            "项目名称 | 山塘加固 | < | < | <\n三级指标 | 指标值 | 完成值 | 分值 | 得分\n"
            "加固山塘座数 | 5座 | 6座 | 50 | 50\n完工及时率 | ≥95% | 90% | 30 | 28\n"
            "水面保洁面积 | 9亩 | 8亩 | 20 | 18\n"
            f"{label} | 完工及时率未达标：汛期停工。 | < | < | <",
        )
    )
    assert [bool(each.reason) for each in report.indicators] == [False, True, True]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("10月下达第二批资金，年末结转10万元，已列入下年支付计划。", 1),
        ("上年结转10万元已在一季度支付，其余按进度支付完毕。", 0),
        ("其中设备尾款结转4万元，待验收以后支付，其余正常。", 0),
    ],
)
def test_what_is_left_over_is_told_in_a_remark(table_of, words, count):
    remark = f"执行率偏低原因 | {words} | < | < | < | < | <"
    (report,), _ = read_forms(document(table_of, *NAMES, "单位：万元", f"{MONEY}\n{remark}"))
    assert [each.yuan for each in report.budgets if each.stage == "carryover"] == [100000] * count


def test_a_form_cut_by_a_page_break_is_one(table_of):
    from dataclasses import replace

    first = table_of(
        """
        项目名称 | 桥梁加固 | < | < | < | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值
        ^ | 产出指标 | 数量指标 | 加固桥梁 | 4座 | 4座
        ^ | ^ | 质量指 | 工程验收合格 | ≥95 | 96%
        """,
        block=0,
    )
    second = table_of(
        """
        | | 标 | 率 | % |
        ^ | ^ | ^ | 材料抽检次数 | 8次 | 8次
        ^ | 效益指标 | 社会效益指标 | 通行能力 | 提升 | 提升
        """,
        block=1,
        index=1,
    )
    pages = [replace(first, pages=(1,)), replace(second, pages=(2,))]
    (report,), consumed = read_forms(document(table_of, *pages))
    assert consumed == {0, 1}
    assert [(each.level1, each.level2, each.name, noted(each.target)) for each in report.indicators] == [
        ("产出指标", "数量指标", "加固桥梁", "4 座"),
        ("产出指标", "质量指标", "工程验收合格率", ">= 95 %"),
        ("产出指标", "质量指标", "材料抽检次数", "8 次"),
        ("效益指标", "社会效益指标", "通行能力", "提升"),
    ]
    assert report.indicators[1].evidence.name.text == "工程验收合格"


def test_a_repeated_header_begins_nothing_new(table_of):
    from dataclasses import replace

    header = "一级指标 | 三级指标 | 指标值 | 完成值"
    first = table_of(f"项目名称 | 桥梁加固 | < | <\n{header}\n产出指标 | 加固桥梁 | 4座 | 4座", block=0)
    second = table_of(f"{header}\n| 验收合格率 | 100% | 100%", block=1, index=1)
    (report,), _ = read_forms(document(table_of, replace(first, pages=(1,)), replace(second, pages=(2,))))
    assert [(each.level1, each.name) for each in report.indicators] == [
        ("产出指标", "加固桥梁"),
        ("产出指标", "验收合格率"),
    ]


WORDS = [
    "", "项目名称", "实施单位", "三级指标", "指标值", "完成值", "分值", "得分", "总分", "合计", "年初预算数",
    "全年执行数", "执行率", "其中：财政拨款", "年度资金总额", "≥95%", "100", "12.5", "98%", "—", "……", "优",
    "产出指标（50分）", "指标1：", "预算数：2.38", "按支出性质分：", "项目支出：3.5", "<", "^", "甲乙丙", "A",
    "90-100", "2023年度", "等级", "分数",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7), min_size=1, max_size=9))
def test_whatever_a_table_holds_evidence_is_its_own_text(table_of, rows):
    table = table_of("\n".join(" | ".join(row) + " |" for row in rows))
    found = Document(Source("表.docx", "0", "docx", 1), (Paragraph("项目绩效自评表", 0), table))
    places = []
    for report in [
        read_table(table, unit="万元", kind="project_report", fiscal_year=2023),
        *read_forms(found)[0],
    ]:
        if report is None:
            continue
        assert report.figures.used <= report.figures.seen
        places += [each.evidence for each in (*report.budgets, *report.rates)]
        for indicator in report.indicators:
            places += [place for _, place in indicator.evidence if place is not None]
        for made in report.compositions:
            places += [term.evidence for term in (made.total, *made.parts)]
        places += [each.evidence for each in (report.score, report.grade, *report.grade_scale) if each]
    for place in places:
        cell = table.at(place.row, place.column)
        assert cell.text[place.start : place.end] == place.text
        assert place.text.strip()
