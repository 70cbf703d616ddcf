"""The total recomputed: it holds every total the figures allow, and says where it cannot be computed."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.findings import VerifiedReport
from perfeval.recompute import recompute
from perfeval.standards.loader import load
from perfeval.verify import verify
from tests.perfeval.report_builder import extraction, report

RATE = [["total", "all", "95.00%", 0]]


def item(name: str, target: str, actual: str, weight: Any, **more: Any) -> dict[str, Any]:
    return {"level1": "产出", "name": name, "target": target, "actual": actual, "weight": weight, **more}


def form(*indicators: dict[str, Any], **more: Any) -> dict[str, Any]:
    score = {"total": 95, "full": 100, "parts": [["预算执行率", "9.5", "10"]]}
    return {"kind": "project_form", "score": score, "rates": RATE, "indicators": list(indicators), **more}


def recounted(given_report: dict[str, Any]) -> Any:
    return recompute(report(given_report), load()).recomputed


def verified(given_report: dict[str, Any]) -> VerifiedReport:
    return verify(extraction(report(given_report))).reports[0]


def test_a_form_that_can_be_computed_has_one_total_a_formula() -> None:
    found = recounted(
        form(
            item("工期", "≤100天", "120天", 40, score="33.33"),
            item("件数", "≥10件", "10件", 50, score=50, level1="效益"),
        )
    )
    # Linear gives 32, ratio 33.33, nothing for a target missed 0.
    assert (round(found.score.low), found.blocks[0].score.low) == (59, 0)
    assert Decimal("92.8") < found.score.high < Decimal("93")
    assert [(block.label, block.weight) for block in found.blocks] == [("产出", 40), ("效益", 50)]
    assert (found.execution.full, found.execution.stated, found.execution.formula) == (
        10,
        Decimal("9.5"),
        "stated",
    )
    assert [(each.formula, each.formula_text) for each in found.indicators] == [
        ("ratio", "按目标值与实际值之比"),
        ("full", "达到目标得满分"),
    ]
    assert found.note is None
    assert "优" in found.grade.of_recomputed_score


def test_what_cannot_be_computed_counts_from_nothing_to_full() -> None:
    found = recounted(form(item("效果", "明显提升", "有所提升", 30), item("件数", "≥10件", "10件", 60)))
    assert (found.score.low.to_integral_value(), found.score.high >= Decimal("99.5")) == (69, True)
    assert "1 项（分值 30）无法复算" in found.note


@pytest.mark.parametrize(
    ("indicators", "reason"),
    [
        ([item("件数", "≥10件", "10件", 50), item("户数", "≥10户", "10户", 30)], "分值合计 90，不是满分 100"),
        (
            [item("件数", "≥10件", "10件", 90), {"name": "户数", "target": "≥1户", "actual": "1户"}],
            "1 项指标没有写明分值",
        ),
        ([{"name": "户数", "target": "≥1户", "actual": "1户"}], "没有各项指标的分值"),
    ],
)
def test_what_is_not_complete_is_said(indicators: list[dict[str, Any]], reason: str) -> None:
    found = verified(form(*indicators))
    assert reason in str(found.recomputed.note)
    skipped = [entry.reason for entry in found.coverage.checks_skipped if entry.code == "SCO403"]
    assert skipped == [found.recomputed.note]
    assert len(found.recomputed.blocks) == (1 if any("weight" in each for each in indicators) else 0)


def test_items_that_do_not_apply_are_left_out_or_counted() -> None:
    found = recounted(
        form(
            item("件数", "≥10件", "8件", 40),
            item("户数", "≥10户", "10户", 30),
            item("期数", "≥1期", "不适用", 20),
        )
    )
    # 10 x 95 % + 40 x 80 % + 30 = 71.5 of the 80 that apply: 89.375.
    assert found.score.high >= Decimal("91.5")
    assert "不适用" in found.note


def test_the_denominator_that_fits_is_named() -> None:
    budgets = [
        ["initial", "total", "all", "年初预算数", "2000000元", 0, 1],
        ["adjusted", "total", "all", "全年预算数", "2100000元", 0, 1],
        ["executed", "total", "all", "全年执行数", "1900000元", 0, 1],
    ]
    given_report = form(item("件数", "≥10件", "10件", 90), budgets=budgets)
    del given_report["rates"]
    assert recounted(given_report).execution.formula == "initial"


WEIGHTS = st.sampled_from(
    [(Decimal(40), Decimal(30), Decimal(20)), (Decimal("33.5"), Decimal("26.5"), Decimal(30))]
)
ACTUALS = st.tuples(*[st.integers(1, 150)] * 3)


@given(WEIGHTS, ACTUALS, st.integers(1, 100), st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]))
def test_a_total_made_by_the_formulas_lies_inside_and_its_grade_is_never_doubted(
    weights: tuple[Decimal, ...], actuals: tuple[int, ...], rate: int, rounding: str
) -> None:
    def points(weight: Decimal, actual: int) -> Decimal:
        exact = Fraction(weight) * min(Fraction(actual, 100), Fraction(1))
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), rounding)

    scores = [points(weight, actual) for weight, actual in zip(weights, actuals, strict=True)]
    spent = Decimal(rate) / 10
    total = sum(scores, spent)
    label = next(band.label for band in load().bands if total >= band.lower)
    indicators = [
        item(f"任务{place}", "≥100件", f"{actual}件", weight, score=score, reason="调整")
        for place, (weight, actual, score) in enumerate(zip(weights, actuals, scores, strict=True))
    ]
    parts = [["预算执行率", str(spent), "10"]]
    found = verified(
        form(
            *indicators,
            score={"total": str(total), "full": 100, "parts": parts},
            rates=[["total", "all", f"{rate}%", 0]],
            grade=label,
        )
    )
    assert found.recomputed.score is not None
    assert (
        found.recomputed.score.low - Decimal("0.03") <= total <= found.recomputed.score.high + Decimal("0.03")
    )
    assert not {"GRD502", "SCO403"} & {finding.code for finding in found.findings}
