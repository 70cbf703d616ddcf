from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.numerals import decimal_of
from extractor.language.quantity import parse_quantity, rejoined, scan

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "corpora" / "cases" / "quantities.yml").read_text(encoding="utf-8"))
CELLS = [
    case if isinstance(case, dict) else {"cell": case[0], "expected": case[1]} for case in CASES["cells"]
]
PIECES = [
    *"0123456789０９.,，、:：-—至到()（）〔〕≥≤=<>±%％万亿千百十一二三两半年月日号第分之点余多约近 \nAGm*/",
    "不低于", "以内", "以上", "左右", "控制在", "2025年", "万元", "人次", "个", "元/人·月",
    "12345热线", "百分之",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES["sentences"], ids=lambda case: case[0])
def test_figures_of_a_sentence(case, noted):
    text, *expected = case
    assert [f"{text[f.start : f.end]} → {noted(f)}" for f in scan(text)] == expected


@pytest.mark.parametrize("case", CELLS, ids=lambda case: repr(case["cell"]))
def test_quantity_of_a_cell(case, noted):
    quantity = parse_quantity(case["cell"], unit=case.get("unit"), year=case.get("year"))
    if case["expected"] is None:
        assert quantity is None
    elif case["expected"] == "text":
        assert (quantity.kind, quantity.value, quantity.text) == ("qualitative", None, case["cell"].strip())
    else:
        assert noted(quantity) == case["expected"]


@pytest.mark.parametrize(("cell", "joined"), CASES["spaced"])
def test_spaces_between_digits_go_only_where_one_number_can_be_meant(cell, joined):
    assert rejoined(cell) == joined


def test_declared_unit_goes_to_amounts_without_one():
    figures = scan("年初预算1402.60，人员35名，其他1,200，共3", money_unit="万元")
    assert [figure.unit for figure in figures] == ["万元", "名", "万元", None]


def test_quantity_keeps_the_printed_text_and_decimals():
    text = "目标不低于90.50%。"
    quantity = scan(text)[0].quantity(text)
    assert (quantity.text, quantity.value, quantity.comparator) == ("不低于90.50%", Decimal("90.50"), ">=")


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_spans_are_ordered_and_numbers_parse_to_their_value(text):
    end = 0
    for figure in scan(text):
        assert end <= figure.start <= figure.number_start < figure.number_end <= figure.end <= len(text)
        end = figure.end
        printed = text[figure.number_start : figure.number_end]
        if figure.kind == "number" and figure.upper is None and printed.isdecimal():
            assert decimal_of(printed) == figure.value
        figure.quantity(text)
    parse_quantity(text)


@pytest.mark.parametrize(
    "piece", ["1", "一", "1,234", "3-", "（", "≥", "第1", "1.", "万", "2025年", "5*", "1、", " ", "半", "12:"]
)
def test_a_long_run_of_one_sign_does_not_cost_its_square(piece, does_not_hang):
    with does_not_hang():
        assert isinstance(scan(piece * (60_000 // len(piece))), list)
