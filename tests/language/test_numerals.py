from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.numerals import decimal_of

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "corpora" / "cases" / "numerals.yml").read_text(encoding="utf-8"))
FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_numeral(text, expected):
    if expected is None:
        with pytest.raises(ValueError, match="numeral"):
            decimal_of(text)
    else:
        assert str(decimal_of(text)) == expected


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_a_printed_decimal_comes_back_with_its_decimals(number, commas, wide, spaced):
    printed = f"{number:,f}" if commas else f"{number:f}"
    if spaced:
        printed = printed.replace(".", " . ")
    if wide:
        printed = printed.translate(FULL_WIDTH)
    assert decimal_of(printed).as_tuple() == number.as_tuple()


@given(st.text(alphabet="0123456789.,，万亿千百十零一二三点分之半 -", max_size=40))
def test_a_numeral_is_read_exactly_or_refused(text):
    try:
        number = decimal_of(text)
    except ValueError:
        return
    assert isinstance(number, Decimal)
    assert int(number.as_tuple().exponent) <= 0
