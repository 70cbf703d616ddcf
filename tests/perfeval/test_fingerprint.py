"""A fingerprint follows what is said, not how it is set."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.findings import fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("执行率 96.31%", "执行率\n９６．３１％"),
        ("预算数（万元）", "预算数(万元)"),
        ("1,234.50万元", "1234.5万元"),
        ("1，234.50 万元", "1234.50万元"),
        ("861.10", "861.1"),
        ("100.00", "100"),
        ("“三公”经费", "三公经费"),
        ("2024.10.30", "2024.10.30 "),
        ("95～98%", "95—98％"),
        (Decimal("93.0"), Decimal("9.3E+1")),
        (None, ""),
    ],
)
def test_the_same_statement_has_one_fingerprint(one, other):
    assert fingerprint("EXE201", one) == fingerprint("EXE201", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("96.31%", "96.13%"),
        ("96.31%", "96.31"),
        ("2-3次", "23次"),
        ("2024.10.30", "2024.1.30"),
        ("1000", "100"),
        (Decimal(100), Decimal(10)),
        ("甲", "乙"),
    ],
)
def test_other_figures_have_another(one, other):
    assert fingerprint("EXE201", one) != fingerprint("EXE201", other)


def test_parts_are_kept_apart():
    assert fingerprint("EXE201", "12", "3") != fingerprint("EXE201", "1", "23")
    assert fingerprint("EXE201", "12") != fingerprint("EXE202", "12")


@given(st.text(), st.integers(0, 50))
def test_white_space_anywhere_changes_nothing(text, place):
    assert fingerprint("X", text) == fingerprint("X", f"{text[:place]} \n\u3000{text[place:]}")
