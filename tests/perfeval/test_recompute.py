"""What is computed again from a report, and that nothing consistent is ever accused."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.records import Report
from perfeval.recompute import recompute
from perfeval.recompute.direction import sense
from perfeval.standards.loader import UnknownStandard, load, names
from perfeval.verify import verify
from tests.perfeval.report_builder import MONEY, extraction, report

ARITHMETIC = {"BUD101", "BUD102", "BUD103", "BUD104", "EXE201", "EXE202", "CNT101", "CHG101", "CHG102"}


def recomputed(given_report: dict[str, Any]) -> Any:
    return recompute(report(given_report), load()).recomputed


def test_rate_of_the_worked_example() -> None:
    budgets = [
        ["adjusted", "total", "all", "全年预算", "1253.30万元", 2],
        ["executed", "total", "all", "支出", "1234.50万元", 2],
    ]
    (rate,) = recomputed({"budgets": budgets, "rates": [["total", "all", "98.49%", 2]]}).rates
    assert (rate.rate.low, rate.rate.high) == (Decimal("98.4987"), Decimal("98.5012"))
    assert (rate.stated, rate.agrees, rate.budget_stage) == (Decimal("98.49"), True, "adjusted")


def test_rate_of_amounts_without_a_stated_rate() -> None:
    budgets = [
        ["received", "total", "central", "到位", "871万元", 2],
        ["executed", "total", "central", "支出", "435.5万元", 2],
    ]
    (rate,) = recomputed({"budgets": budgets}).rates
    assert (rate.source, rate.budget_stage, rate.stated, rate.agrees) == ("central", "received", None, None)


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("≥300人", "314人", True),
        ("≥300人", "299人", False),
        ("≥95%", "94.9%", False),
        ("≥95%", "0.958", True),
        ("≤3天", "1天", True),
        ("≤0.5小时", "5分钟", True),
        ("≥10000次", "20000余次", True),
        ("≥25000次", "20000余次", None),
        ("50-60次", "65次", None),
        ("50-60次", "45次", False),
        ("≥3个月", "100天", None),
        ("≥30条/月", "245条", False),
        ("≥30条/月", "400条", True),
        ("效果明显", "达成预期指标", None),
        ("≥90%", "≥90%", None),
        ("2021-12-31", "2022-01-04", False),
        ("≥100公顷", "1600亩", True),
    ],
)
def test_met(target: str, actual: str, met: bool | None) -> None:
    (indicator,) = recomputed(
        {"indicators": [{"name": "某项数量", "target": target, "actual": actual}]}
    ).indicators
    assert indicator.met is met


@pytest.mark.parametrize(
    ("name", "target", "direction"),
    [
        ("改造户数", "115户", "forward"),
        ("户均成本", "2.6万元", "reverse"),
        ("投诉率", "5%", "reverse"),
        ("投诉办结率", "95%", "forward"),
        ("安全事故", "0起", "reverse"),
        ("事故处置及时率", "100%", "forward"),
        ("成本节约率", "5%", "forward"),
        ("控制率", "≥90%", "forward"),
        ("接待量", "50-60人", "range"),
    ],
)
def test_direction(name: str, target: str, direction: str) -> None:
    (indicator,) = report({"indicators": [{"name": name, "target": target}]}).indicators
    assert sense(indicator).direction == direction


@pytest.mark.parametrize(
    ("score", "possible"),
    [("90.00", ["优", "良"]), ("92.07", ["优"]), ("89.99", ["良"]), ("59.5", ["差"]), ("80", ["良", "中"])],
)
def test_grades_near_a_bound(score: str, possible: list[str]) -> None:
    assert recomputed({"score": score}).grade.possible == possible


def test_score_is_the_sum_of_its_parts() -> None:
    score = recomputed(
        {"score": {"total": "98.27", "parts": [["执行", "9.27"], ["产出", "49"], ["效益", "40"]]}}
    ).score
    assert score.low <= Decimal("98.27") <= score.high


def test_rounding_takes_no_part_above_its_full_points() -> None:
    score = recomputed(
        {"score": {"total": "20.4", "parts": [["执行", "10", "10"], ["产出", "10.4", "20"]]}}
    ).score
    assert (score.low, score.high) == (Decimal("19.85"), Decimal("20.5"))


def test_standards() -> None:
    assert "mof-2020-10" in names()
    assert [(band.label, band.lower) for band in load().bands] == [
        ("优", 90),
        ("良", 80),
        ("中", 60),
        ("差", 0),
    ]
    with pytest.raises(UnknownStandard, match="no-such"):
        load("no-such")


MONEY_TEXT = st.tuples(
    st.sampled_from(sorted(MONEY)),
    st.integers(min_value=2, max_value=6),
    st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
CENTS = st.integers(min_value=10**7, max_value=10**12)


def shown(yuan: Decimal, how: tuple[str, int, str]) -> str:
    unit, places, rounding = how
    text = format((yuan / MONEY[unit]).quantize(Decimal(1).scaleb(-places), rounding), "f")
    return f"{text}{unit}"


@st.composite
def consistent(draw: st.DrawFn) -> Report:
    """A budget that holds together, printed in any unit, rounded or cut to any decimals."""
    how = draw(MONEY_TEXT)
    basic, project = (Decimal(draw(CENTS)) / 100 for _ in range(2))
    spent = [amount * draw(st.integers(1, 100)) / 100 for amount in (basic, project)]
    rounding, places = draw(st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])), draw(st.integers(0, 4))
    rate = (sum(spent, Decimal(0)) / (basic + project) * 100).quantize(Decimal(1).scaleb(-places), rounding)
    budgets = [
        ["adjusted", scope, "all", label, shown(amount, how), block]
        for block in (2, 8)
        for scope, label, amount in (
            ("total", "全年预算", basic + project),
            ("basic", "基本支出预算", basic),
            ("project", "项目支出预算", project),
        )
    ]
    budgets += [
        ["executed", scope, "all", label, shown(amount, how), 3]
        for scope, label, amount in (
            ("total", "全年支出", sum(spent, Decimal(0))),
            ("basic", "基本支出", spent[0]),
            ("project", "项目支出", spent[1]),
        )
    ]
    parts = [f"基本 {shown(basic, how)}", f"项目 {shown(project, how)}"]
    share = (basic / (basic + project) * 100).quantize(Decimal("0.01"), rounding)
    return report(
        {
            "budgets": draw(st.permutations(budgets)),
            "rates": [["total", "all", f"{rate}%", 3]],
            "compositions": [{"total": f"合计 {shown(basic + project, how)}", "parts": parts}],
            "shares": [
                {
                    "label": "基本",
                    "part": shown(basic, how),
                    "whole": shown(basic + project, how),
                    "percent": f"{share}%",
                }
            ],
            "changes": [
                {
                    "label": "支出",
                    "direction": "increase",
                    "base": shown(basic, how),
                    "current": shown(basic + project, how),
                    "difference": shown(project, how),
                    "percent": f"{(project / basic * 100).quantize(Decimal('0.01'), rounding)}%",
                }
            ],
        }
    )


@settings(max_examples=150, deadline=None)
@given(consistent())
def test_a_consistent_budget_is_never_accused(one: Report) -> None:
    findings = verify(extraction(one)).reports[0].findings
    assert [finding.message for finding in findings if finding.code in ARITHMETIC] == []


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(4)), st.permutations(range(3)))
def test_order_of_records_changes_no_finding(order: list[int], others: list[int]) -> None:
    budgets = [
        ["adjusted", "total", "all", "全年预算数", "2030.12万元", 2],
        ["adjusted", "total", "all", "全年预算数", "2300.12万元", 9],
        ["executed", "basic", "all", "基本支出", "900.47万元", 4],
        ["executed", "total", "all", "支出", "1925.67万元", 4],
    ]
    indicators = [
        {"name": "对接次数", "target": "≥50次", "actual": "296次"},
        {"name": "培训人数", "target": "≥180人", "actual": "164人", "weight": 10, "score": 10},
        {"name": "知晓度", "target": "≥5%"},
    ]

    def found(places: list[int], names: list[int]) -> set[tuple[str, str]]:
        one = report(
            {
                "budgets": [budgets[place] for place in places],
                "indicators": [indicators[name] for name in names],
            }
        )
        return {(finding.code, finding.severity) for finding in verify(extraction(one)).reports[0].findings}

    assert found(list(order), list(others)) == found([0, 1, 2, 3], [0, 1, 2])
