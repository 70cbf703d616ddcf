"""Points recomputed under every attested formula."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.interval import Interval
from perfeval.recompute.indicators import assess
from perfeval.recompute.points import earned, execution_points, reading
from perfeval.standards.loader import load
from perfeval.verify import verify
from tests.perfeval.report_builder import extraction, report

WEIGHTS = st.sampled_from([Decimal(5), Decimal(8), Decimal(10), Decimal("12.5"), Decimal(20)])
COUNTS = st.integers(1, 2000)
ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])


def indicator(**fields: Any) -> Any:
    return report({"kind": "project_form", "indicators": [{"name": "任务数量", **fields}]})


def printed_points(value: Fraction, rounding: str) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), rounding)


@given(WEIGHTS, COUNTS, COUNTS, ROUNDINGS)
def test_points_in_proportion_are_never_found_wrong(
    weight: Decimal, target: int, actual: int, rounding: str
) -> None:
    score = printed_points(Fraction(weight) * min(Fraction(actual, target), Fraction(1)), rounding)
    given_report = indicator(
        target=f"≥{target}个", actual=f"{actual}个", weight=weight, score=score, reason="工期调整"
    )
    found = verify(extraction(given_report)).reports[0].findings
    assert "IND307" not in {finding.code for finding in found}


@given(WEIGHTS, COUNTS, COUNTS, st.sampled_from(["linear", "ratio"]), ROUNDINGS)
def test_points_of_an_overrun_are_never_found_wrong(
    weight: Decimal, target: int, actual: int, way: str, rounding: str
) -> None:
    over = Fraction(actual, target)
    share = Fraction(1) if over <= 1 else max(2 - over, Fraction(0)) if way == "linear" else 1 / over
    score = printed_points(Fraction(weight) * share, rounding)
    given_report = indicator(
        target=f"≤{target}天", actual=f"{actual}天", weight=weight, score=score, reason="工期调整"
    )
    found = verify(extraction(given_report)).reports[0].findings
    assert "IND307" not in {finding.code for finding in found}


@given(WEIGHTS, COUNTS, COUNTS, st.sampled_from("≥≤="))
def test_points_lie_between_nothing_and_full(weight: Decimal, target: int, actual: int, sign: str) -> None:
    item = indicator(target=f"{sign}{target}个", actual=f"{actual}个", weight=weight).indicators[0]
    found = earned(assess(0, item), load())
    assert found is not None
    assert 0 <= found.range.low <= found.range.high <= Fraction(weight)
    assert found.best.points.high == found.range.high


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("≥100人", "80人", {"8"}),
        ("≤100天", "120天", {"8", "25/3"}),
        ("≤100天", "150天", {"5", "20/3"}),
        ("≤100天", "200天", {"0", "5"}),
        ("=0起", "1起", {"0"}),
        ("=0起", "0起", {"10"}),
        ("≥100人", "100人", {"10"}),
    ],
)
def test_worked_examples(target: str, actual: str, points: set[str]) -> None:
    item = indicator(target=target, actual=actual, weight=10).indicators[0]
    found = earned(assess(0, item), load())
    assert found is not None
    for each in points:
        assert any(
            candidate.points.widened(Decimal("0.01")).contains(Fraction(each))
            for candidate in found.candidates
        )


@given(st.integers(0, 15000), st.sampled_from([Decimal(10), Decimal(20)]))
def test_execution_points_never_exceed_full(hundredths: int, full: Decimal) -> None:
    rate = Interval.exactly(Fraction(hundredths, 100))
    (found,) = execution_points(full, [rate])
    assert found.high == min(Fraction(full) * hundredths / 10000, Fraction(full))


def test_whole_points_beside_fractions_are_exact() -> None:
    step = Decimal("0.01")
    assert not reading(Decimal(8), Decimal(10), step, fine=False).contains(Fraction("8.1"))
    assert reading(Decimal("9.8"), Decimal(10), step, fine=False).contains(Fraction("9.84"))
    assert not reading(Decimal("9.8"), Decimal(10), step, fine=True).contains(Fraction("9.84"))
    assert reading(Decimal(10), Decimal(10), step, fine=True).high == 10
