"""Number formats: what a cell prints of what it stores."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.readers.sheet_formats import BUILT_IN, general, printer, stored, text_printer

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "corpora" / "cases" / "readers" / "cell-formats.yml").read_text("utf-8")
)
ROWS = [(str(case["code"]), value, shown) for case in CASES for value, shown in case["prints"].items()]


@pytest.mark.parametrize(("code", "value", "shown"), ROWS)
def test_a_format_prints_what_the_cell_shows(code: str, value: str, shown: str) -> None:
    number = stored(value)
    assert number is not None
    assert printer(code)(number) == shown


def test_the_1904_calendar_begins_four_years_later() -> None:
    assert printer("yyyy/m/d", date1904=True)(Decimal(0)) == "1904/1/1"


@pytest.mark.parametrize(
    ("code", "shown"),
    [("@", None), ("General", None), ('0;-0;0;@"项"', "12项"), ('"《"@"》"', "《12》"), ("_ @_ ", None)],
)
def test_a_format_may_put_words_around_a_text(code: str, shown: str | None) -> None:
    around = text_printer(code)
    assert (around("12") if around else None) == shown


@pytest.mark.parametrize("text", ["", "abc", "NaN", "Infinity", "1,5", "1e99999999999999"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert stored(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_general_keeps_fifteen_digits_and_no_noise(value: float) -> None:
    number = stored(repr(value))
    assert number is not None
    shown = general(number)
    assert Decimal(shown) == number
    assert not ("." in shown and shown.endswith("0") and "E" not in shown)


@given(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=6), st.integers(0, 6))
def test_fixed_decimals_are_within_half_a_step(value: Decimal, places: int) -> None:
    shown = printer("#,##0" + ("." + "0" * places if places else ""))(value)
    assert abs(Decimal(shown.replace(",", "")) - value) <= Decimal(1).scaleb(-places) / 2
    assert len(shown.partition(".")[2]) == places


@given(
    st.text(st.sampled_from('0#?.,%/E+-;@_*"\\[]<>=ymdhsae$G General上午/下午DBNum1元10'), max_size=24),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**25), max_value=10**25),
)
def test_no_format_is_too_odd(code: str, value: Decimal) -> None:
    assert isinstance(printer(code)(stored(str(value)) or Decimal(0)), str)
    around = text_printer(code)
    assert around is None or isinstance(around("优"), str)


@pytest.mark.parametrize("code", BUILT_IN.values())
def test_every_built_in_format_prints(code: str) -> None:
    assert printer(code)(Decimal("45747.5")) != ""
