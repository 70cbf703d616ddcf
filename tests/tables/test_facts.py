"""What tables inside narratives state, with the table written out in the test."""

from decimal import Decimal

import pytest

from extractor.tables.facts import read_table


def read(table_of, text, *, unit="万元", kind="project_report", year=2024):
    return read_table(table_of(text), unit=unit, kind=kind, fiscal_year=year)


def test_budget_rows_take_stage_from_the_column_and_scope_from_the_row(table_of):
    facts = read(
        table_of,
        """
        支出分类 | 全年执行数（元） | 年初预算数（元）
        合计 | 1,250.00 | 1,300.00
        基本支出 | 850.00 | 900.00
        项目支出 | 400.00 | 400.00
        """,
        kind="department_report",
    )
    assert [(each.stage, each.scope, each.yuan) for each in facts.budgets] == [
        ("executed", "total", 1250), ("initial", "total", 1300),
        ("executed", "basic", 850), ("initial", "basic", 900),
        ("executed", "project", 400), ("initial", "project", 400),
    ]  # fmt: skip
    executed = facts.compositions[0]
    assert (executed.total.quantity.value, executed.exhaustive) == (Decimal("1250.00"), True)
    assert [part.label for part in executed.parts] == ["基本支出", "项目支出"]
    assert facts.figures.seen == facts.figures.used == 6


def test_transposed_budget(table_of):
    facts = read(
        table_of,
        """
        金额单位：万元 | | |
        资金性质 | 中央资金 | 县级资金 | 合计
        年初预算数 | 60 | 40 | 100
        执行数 | 60 | 35.5 | 95.5
        """,
        unit="元",
    )
    assert ("executed", "total", "county", 355000) in [
        (each.stage, each.scope, each.source, each.yuan) for each in facts.budgets
    ]
    assert len(facts.budgets) == 6
    assert [len(each.parts) for each in facts.compositions] == [2, 2]


def test_indicators_by_header_whatever_the_order(table_of):
    facts = read(
        table_of,
        """
        分 值 | 指标性质 | 指标值 | 度量单位 | 指标名称 | 全年完成值 | 自评得分 | 复核得分 | 偏差原因
        20 | ≥ | 300 | 天 | 开放天数 | 310 | 20 | 18 |
        10 | 定性 | 优良中差 | — | 制度完善程度 | 良 | 8 | 8 | 制度尚未印发
        """,
    )
    first, second = facts.indicators
    assert (first.name, first.target.comparator, first.target.value, first.target.unit) == (
        "开放天数",
        ">=",
        300,
        "天",
    )
    assert (first.actual.value, first.actual.unit, first.weight, first.score) == (310, "天", 20, 20)
    assert (second.target.kind, second.score, second.reason) == ("qualitative", 8, "制度尚未印发")
    assert not facts.targets_only


def test_targets_without_actuals_are_marked(table_of):
    facts = read(
        table_of, "指标类型 | 指标内容 | 目标值\n数量 | 巡查次数 | 不少于12次\n满意度 | 群众满意度 | ≥90%"
    )
    assert facts.targets_only
    assert [(each.level1, each.level2) for each in facts.indicators] == [
        ("产出指标", "数量指标"),
        ("满意度指标", None),
    ]


def test_score_table_with_total(table_of):
    facts = read(table_of, "部分 | 权重 | 得分\n决策 | 40 | 38\n产出 | 60 | 51.5\n合计 | 100 | 89.5")
    assert (facts.score.total, facts.score.full) == (Decimal("89.5"), 100)
    assert [(part.label, part.score, part.full) for part in facts.score.parts] == [
        ("决策", 38, 40),
        ("产出", Decimal("51.5"), 60),
    ]


def test_total_row_beside_the_indicators_with_a_grade_without_header(table_of):
    facts = read(
        table_of,
        """
        三级指标 | 指标值 | 完成值 | 分值 | 得分
        培训人次 | ≥80人次 | 82人次 | 50 | 50
        按期完成率 | 100% | 96% | 50 | 48
        总分 | 100 | 98 | 优 |
        """,
    )
    assert (facts.score.total, facts.grade.label) == (98, "优")
    assert sum(part.score for part in facts.score.parts) == 98


@pytest.mark.parametrize(
    "text",
    [
        "等级 | 分数区间\n优 | 90-100\n良 | 80-90（不含90）\n中 | 60-80（不含80）\n差 | 60分以下",
        "优 | 良 | 中 | 差\n90≤S≤100 | 80≤S＜90 | 60≤S＜80 | S＜60",
        "评定等级 | 得分\n优 | 90分（含）以上\n良 | 80分（含）-90分\n中 | 60分（含）-80分\n差 | 60分以下",
    ],
)
def test_grade_scale(table_of, text):
    scale = read(table_of, text).grade_scale
    assert [(band.label, band.lower, band.lower_inclusive) for band in scale] == [
        ("优", 90, True), ("良", 80, True), ("中", 60, True), ("差", None, True),
    ]  # fmt: skip
    assert [band.upper for band in scale[1:]] == [90, 80, 60]
    assert not any(band.upper_inclusive for band in scale[1:])


def test_counts_with_a_total_row_make_a_composition(table_of):
    facts = read(
        table_of, "乡镇 | 户数（户） | 合格率\n东河 | 120 | 98%\n西坪 | 85 | 97%\n合计 | 205 | 97.6%"
    )
    assert [
        (each.total.quantity.value, each.total.quantity.unit, len(each.parts)) for each in facts.compositions
    ] == [(205, "户", 2)]


def test_rows_of_which_are_not_beside_their_own_row(table_of):
    facts = read(
        table_of,
        """
        科目 | 预算数 | 支出数
        合计 | 100 | 90
        基本支出 | 70 | 65
        其中：人员经费 | 60 | 56
        公用经费 | 10 | 9
        项目支出 | 30 | 25
        """,
        kind="department_report",
    )
    sums = {(each.total.label, each.total.quantity.value): each for each in facts.compositions}
    assert [part.label for part in sums["合计", 100].parts] == ["基本支出", "项目支出"]
    assert [part.label for part in sums["基本支出", 65].parts] == ["人员经费", "公用经费"]
    assert not sums["基本支出", 65].exhaustive


def test_shares_of_a_total(table_of):
    facts = read(table_of, "类别 | 金额（万元） | 占比\n设备 | 30 | 60%\n服务 | 20 | 40%\n合计 | 50 | 100%")
    assert [
        (each.label, each.part.quantity.value, each.whole.quantity.value, each.percent.quantity.value)
        for each in facts.shares
    ] == [
        ("设备", 30, 50, 60),
        ("服务", 20, 50, 40),
    ]


@pytest.mark.parametrize("printed", ["0.958", "95.8", "95.8%", "９５.８％"])
def test_rates_with_and_without_percent_sign(table_of, printed):
    facts = read(table_of, f"项目 | 全年预算数 | 执行数 | 执行率\n合计 | 1000 | 958 | {printed}")
    assert [rate.percent for rate in facts.rates] == [Decimal("95.8")]


@pytest.mark.parametrize(
    ("quotient", "rates"),
    [
        ("C/A", [(95, "initial")]),
        ("（C／B）", [(95, "adjusted")]),
        ("C÷A×100%", [(95, "initial")]),
        # Neither divides what was spent by a budget.
        ("B/A", []),
        ("A/C", []),
        ("C/D", []),
    ],
)
def test_a_column_headed_by_letters_only_holds_rates(table_of, quotient, rates):
    facts = read(
        table_of,
        f"资金 | 年初预算数(A) | 全年预算数(B) | 全年执行数(C) | (D)=B-C | {quotient} | 分值 | 得分\n"
        "年度资金总额 | 2000000 | 2100000 | 1900000 | 200000 | 95.00% | 10 | 9.5",
    )
    assert [(rate.percent, rate.base) for rate in facts.rates] == rates


def test_a_rate_named_in_words_leaves_a_quotient_of_letters_alone(table_of):
    facts = read(
        table_of,
        "资金 | 年初预算数(A) | 全年预算数(B) | 全年执行数(C) | C/A | 执行率（C/B）\n"
        "年度资金总额 | 200 | 210 | 190 | 95% | 90.48%",
    )
    assert [(rate.percent, rate.base) for rate in facts.rates] == [(Decimal("90.48"), "adjusted")]


def test_without_a_unit_no_amount_is_made_up(table_of):
    facts = read(table_of, "项目 | 预算数 | 执行数\n合计 | 10 | 9\n甲 | 6 | 5\n乙 | 4 | 4", unit=None)
    assert facts.budgets == []
    assert len(facts.compositions) == 2


def test_a_table_of_words_is_nothing(table_of):
    assert read(table_of, "姓名 | 职务\n甲 | 组长\n乙 | 成员") is None
    assert (
        read(table_of, "镇 | 资金（万元） | 得分 | 等级\n东河 | 600 | 96.0 | 优\n西坪 | 495 | 88.6 | 良")
        is None
    )


def test_headers_of_two_rows(table_of):
    facts = read(
        table_of,
        """
        科目 | 年初预算数 | < | 执行数 | < | 执行率
        ^ | 基本支出 | 项目支出 | 基本支出 | 项目支出 | ^
        合计 | 100 | 50 | 99 | 48.5 | 98.33%
        """,
        kind="department_report",
    )
    assert [(each.stage, each.scope) for each in facts.budgets] == [
        ("initial", "basic"), ("initial", "project"), ("executed", "basic"), ("executed", "project"),
    ]  # fmt: skip
    facts = read(
        table_of,
        """
        绩效指标 | < | 指标值 | < | 全年完成值
        一级指标 | 三级指标 | 年初 | 调整 | ^
        产出指标 | 修路 | ≥5公里 | ≥4公里 | 4.2公里
        ^ | 合格率 | 100% | | 98%
        """,
    )
    assert [each.target.value for each in facts.indicators] == [4, 100]


def test_income_and_spending_side_by_side(table_of):
    facts = read(
        table_of,
        """
        收入 | < | 支出 | <
        项目 | 决算数 | 项目 | 决算数
        一、财政拨款收入 | 900 | 一、基本支出 | 600
        二、其他收入 | 100 | 二、项目支出 | 380
        本年收入合计 | 1000 | 本年支出合计 | 980
        """,
        kind="department_report",
    )
    assert [(each.stage, each.scope, each.source) for each in facts.budgets] == [
        ("received", "total", "fiscal"), ("received", "total", "other"), ("received", "total", "all"),
        ("executed", "basic", "all"), ("executed", "project", "all"), ("executed", "total", "all"),
    ]  # fmt: skip
    assert [len(each.parts) for each in facts.compositions] == [2, 2]


def test_rows_behind_a_subtotal_stand_beside_it(table_of):
    facts = read(table_of, "人员 | 实有人数\n行政 | 18\n事业 | 33\n小计 | 51\n退休 | 12\n合计 | 63")
    assert {(each.total.label, tuple(part.label for part in each.parts)) for each in facts.compositions} == {
        ("小计", ("行政", "事业")),
        ("合计", ("小计", "退休")),
    }


def test_a_sum_whose_parts_the_layout_leaves_open_is_not_stated(table_of):
    facts = read(
        table_of,
        "部门 | 预算数 | 执行数\n甲处 | 10 | 9\n其中：专项 | 5 | 5\n乙处 | 30 | 30\n合计 | 40 | 39",
    )
    assert all(each.total.label != "合计" for each in facts.compositions)
