"""Intervals of printed figures: what a number on paper may stand for."""

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.interval import Approximation, Interval, hull, printed, resolution, same_figure, step_of, total
from perfeval.quantities import comparable, interval, resolutions
from tests.perfeval.consistent_reports import ROUNDINGS, bare, shown
from tests.perfeval.report_builder import MONEY, quantity

EXACT = st.decimals(min_value=0, max_value=10**9, places=8)
DECIMALS = st.integers(min_value=0, max_value=4)


def span(text: str) -> Interval:
    """Read ``[1/2, 3)``."""
    low, high = re.findall(r"-?\d+(?:/\d+)?", text)
    return Interval(Fraction(low), Fraction(high), text[0] == "[", text[-1] == "]")


def written(interval: Interval) -> str:
    return repr(interval).removeprefix("Interval")


@pytest.mark.parametrize(
    ("first", "sign", "second", "result"),
    [
        ("[1, 2)", "+", "(3, 4]", "(4, 6)"),
        ("[1, 2]", "+", "(3, 4)", "(4, 6)"),
        ("[1/2, 1]", "+", "[1/3, 1]", "[5/6, 2]"),
        ("[1, 2)", "-", "[1/2, 1)", "(0, 3/2)"),
        ("[1, 2)", "*", "[3, 4]", "[3, 8)"),
        ("(1, 2]", "*", "[3, 4)", "(3, 8)"),
        ("(1, 2]", "*", "(3, 4]", "(3, 8]"),
        ("[0, 2]", "*", "(3, 4]", "[0, 8]"),
        ("(0, 1)", "*", "(0, 1)", "[0, 1)"),
        ("[-1, 2]", "*", "[3, 4)", "(-4, 8)"),
        ("[3, 4)", "*", "[-1, 2]", "(-4, 8)"),
        ("[-2, -1]", "*", "[3, 4]", "[-8, -3]"),
        ("[-1, 0]", "*", "(3, 4)", "(-4, 0]"),
        ("[-1, 1)", "*", "[-1, 1)", "(-1, 1]"),
        ("(-2, -1)", "*", "(-2, -1)", "(1, 4)"),
        ("(-1, 0)", "*", "(-1, 0)", "[0, 1)"),
        ("(1, 2)", "*", "(-2, -1)", "(-4, -1)"),
        ("[-2, -1]", "*", "[-3, 4]", "[-8, 6]"),
        ("[1, 2)", "/", "[2, 4)", "(1/4, 1)"),
        ("[1, 2]", "/", "[-4, -2]", "[-1, -1/4]"),
        ("[1, 2]", "/", "[1, 2]", "[1/2, 2]"),
    ],
)
def test_operations_keep_track_of_bounds(first: str, sign: str, second: str, result: str) -> None:
    one, other = span(first), span(second)
    worked = {
        "+": lambda: one + other,
        "-": lambda: one - other,
        "*": lambda: one * other,
        "/": lambda: one / other,
    }[sign]()
    assert written(worked) == result
    assert worked == span(result)
    assert hash(worked) == hash(span(result))


@pytest.mark.parametrize("divisor", ["[0, 1]", "[-1, 0]", "(0, 1]", "[-1, 1]"])
def test_a_divisor_that_touches_zero_is_refused(divisor: str) -> None:
    with pytest.raises(ZeroDivisionError):
        span("[1, 2]") / span(divisor)


def test_intervals_are_moved_and_cut() -> None:
    assert written(span("(1, 2)").widened(Fraction(1, 2))) == "[1/2, 5/2]"
    assert written(span("(-1, 3)").clamped(2)) == "[0, 2]"
    assert written(span("(-3, -2)").clamped(2)) == "[0, 0]"
    assert written(span("(3, 4)").clamped(2)) == "[2, 2]"
    assert written(span("(0, 1)").clamped(Fraction(5, 2))) == "[0, 1]"
    assert written(span("(1/2, 2)").ending_at(5)) == "[1/2, 5]"
    assert written(span("(1/2, 2)").ending_at(Fraction(7, 3))) == "[1/2, 7/3]"
    assert written(span("[1, 2)").scaled(0)) == "[0, 0)"
    assert written(span("[1, 2)").scaled(Fraction(1, 3))) == "[1/3, 2/3)"
    with pytest.raises(ValueError, match="turn"):
        span("[1, 2)").scaled(-1)
    with pytest.raises(ValueError, match="down to"):
        Interval(Fraction(2), Fraction(1))


def test_an_interval_says_what_it_is() -> None:
    assert written(Interval(Fraction(1), Fraction(2))) == "[1, 2]"
    assert written(Interval.exactly(1)) == "[1, 1]"
    assert written(Interval.exactly(Decimal("0.5"), closed=False)) == "(1/2, 1/2)"
    assert [span(text).positive for text in ("[0, 1]", "[1, 2]", "[-1, 1]")] == [False, True, False]
    assert span("[1, 2]") != "[1, 2]"
    assert span("[1, 2]") != span("[1, 2)")
    assert span("[1, 2)").contains(1)
    assert not span("[1, 2)").contains(2)
    assert not span("(1, 2)").contains(1)
    assert total([]) == span("[0, 0]")


def test_decimals_have_no_trailing_zeros() -> None:
    assert [str(bound) for bound in span("[1/3, 1/2]").decimals()] == ["0.3333", "0.5"]
    assert [str(bound) for bound in span("[100, 1000001/10000]").decimals()] == ["100", "100.0001"]
    assert [str(bound) for bound in span("[0, 20]").decimals(0)] == ["0", "20"]


def test_the_hull_takes_the_bounds_that_belong() -> None:
    assert written(hull([span("(1, 3]"), span("[1, 2)")])) == "[1, 3]"
    assert written(hull([span("[1, 2)"), span("(1, 3]"), span("[2, 3)")])) == "[1, 3]"
    assert written(hull([span("(1, 2)")])) == "(1, 2)"
    with pytest.raises(ValueError, match="no interval"):
        hull([])


@pytest.mark.parametrize(
    ("value", "manner", "result"),
    [
        ("0", None, "(-1, 1)"),
        ("0.0", None, "(-1/10, 1/10)"),
        ("-5", None, "(-6, -9/2]"),
        ("-0.1", None, "(-1/5, -1/20]"),
        ("0.1", None, "[1/20, 1/5)"),
        ("20000", "over", "[20000, 30000)"),
        ("-20000", "over", "(-30000, -20000]"),
        ("0.5", "over", "[1/2, 3/5)"),
        ("-0.5", "over", "(-3/5, -1/2]"),
        ("0.5", "about", "[9/20, 11/20]"),
        ("-0.5", "about", "[-11/20, -9/20]"),
        ("-300", "under", "[-300, -250]"),
        ("0", "about", "(-1, 1)"),
    ],
)
def test_figures_around_and_below_zero(value: str, manner: Approximation | None, result: str) -> None:
    found = printed(Decimal(value), approximate=manner is not None, manner=manner or "about")
    assert written(found) == result


@pytest.mark.parametrize(
    ("value", "step", "low", "high"),
    [
        ("96.31", None, "96.305", "96.32"),
        ("300", None, "299.5", "301"),
        ("30", "0.01", "29.995", "30.01"),
        ("4708.1", "0.01", "4708.095", "4708.11"),
        ("4708.15", "0.1", "4708.145", "4708.16"),
    ],
)
def test_printed(value: str, step: str | None, low: str, high: str) -> None:
    found = printed(Decimal(value), Decimal(step) if step else None)
    assert (found.low, found.high) == (Fraction(low), Fraction(high))
    assert (found.low_closed, found.high_closed) == (True, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("20000余次", 20000, 30000),
        ("100余次", 100, 200),
        ("约300人", 250, 350),
        ("约2万元", 15000, 25000),
        ("约312人", Fraction("280.8"), Fraction("343.2")),
        ("近1000份", 500, 1000),
        ("近980份", 882, 980),
        ("5分钟", 270, 360),
        ("4.52万人", 45150, 45300),
        ("314人", 314, 314),
        ("0.9‰", Fraction("0.085"), Fraction("0.1")),
    ],
)
def test_quantities_in_base_units(text: str, low: Fraction, high: Fraction) -> None:
    found = interval(quantity(text))
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "factor", "same"),
    [
        ("3.30", "32977.3", Fraction(1, 10**4), True),
        ("8.62", "8.618", 1, True),
        ("57.9", "57.89", 1, True),
        ("3.29", "33000", Fraction(1, 10**4), True),
        ("5", "6", 1, False),
        ("30.9", "61.8", 1, False),
        ("3.30", "33.4", Fraction(1, 10), False),
        ("0.0003", "3", Fraction(1, 10**4), True),
        ("0.0003", "4", Fraction(1, 10**4), False),
    ],
)
def test_same_figure(first: str, second: str, factor: Fraction, same: bool) -> None:
    assert same_figure(Decimal(first), Decimal(second), factor) is same


def test_division_by_what_may_be_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        printed(Decimal(1)) / printed(Decimal("0"))


def test_resolution_is_the_finest_step() -> None:
    assert resolution([Decimal("30"), Decimal("29.99"), Decimal("4708.1")]) == Decimal("0.01")
    assert resolution([]) == 1
    assert step_of(Decimal("3E+2")) == 1


@pytest.mark.parametrize(
    ("first", "second", "can"),
    [("12场", "12次", True), ("95%", "1200户", False), ("12期", "860人次", False), ("50个", "50", True)],
)
def test_comparable(first: str, second: str, can: bool) -> None:
    assert comparable(quantity(first), quantity(second)) is can


@given(EXACT, DECIMALS, st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN]))
def test_the_true_value_is_always_inside(true: Decimal, places: int, rounding: str) -> None:
    shown = true.quantize(Decimal(1).scaleb(-places), rounding)
    assert printed(shown).contains(true)
    assert (-printed(shown)).contains(-true)


@given(
    st.lists(EXACT.map(Fraction), min_size=1, max_size=6),
    st.sampled_from(sorted(MONEY)),
    DECIMALS,
    st.data(),
)
def test_true_values_of_a_column_are_inside_though_it_drops_zeros(
    column: list[Fraction], unit: str, places: int, data: st.DataObject
) -> None:
    texts = [shown(value, places, data.draw(st.sampled_from(ROUNDINGS))) for value in column]
    read = [quantity(f"{data.draw(st.sampled_from([text, bare(text)]))}{unit}") for text in texts]
    step = resolutions(read)[unit]
    for value, figure in zip(column, read, strict=True):
        for found in (interval(figure), interval(figure, step)):
            assert found is not None
            assert found.contains(value * MONEY[unit])


@given(st.integers(1, 10**9), st.integers(1, 4), st.sampled_from(["次", *MONEY]))
def test_true_values_are_inside_round_figures(true: int, digits: int, unit: str) -> None:
    grain = 10 ** max(len(str(true)) - digits, 0)
    down, near = true // grain * grain, (true + grain // 2) // grain * grain
    texts = [f"{down}余{unit}", f"约{near}{unit}", *([f"近{near}{unit}"] if near >= true else [])]
    for text in texts:
        found = interval(quantity(text))
        assert found is not None
        assert found.contains(true * MONEY.get(unit, 1)), text


@given(st.lists(st.tuples(EXACT, DECIMALS), min_size=2, max_size=6))
def test_true_results_stay_inside_results(values: list[tuple[Decimal, int]]) -> None:
    shown = [printed(value.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)) for value, places in values]
    exact = [Fraction(value) for value, _ in values]
    assert total(shown).contains(sum(exact))
    assert (shown[0] - shown[1]).contains(exact[0] - exact[1])
    assert (shown[0] * shown[1]).contains(exact[0] * exact[1])
    if shown[1].low > 0:
        assert (shown[0] / shown[1]).contains(exact[0] / exact[1])


@given(EXACT, EXACT)
def test_exactly_one_of_less_equal_greater(first: Decimal, second: Decimal) -> None:
    one, other = Interval.exactly(first), Interval.exactly(second)
    assert [one.certainly_less(other), one.possible_equal(other), other.certainly_less(one)].count(True) == 1


@given(EXACT, st.integers(min_value=1, max_value=6))
def test_decimals_widen_outwards(value: Decimal, places: int) -> None:
    third = Interval(Fraction(value) / 3, Fraction(value) / 3)
    low, high = third.decimals(places)
    assert Fraction(low) <= third.low <= Fraction(high)
    assert Fraction(high) - Fraction(low) <= Fraction(1, 10**places)
