"""Header cells and row labels, from the case table corpora/cases/headers.yml."""

from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.lexicon import load
from extractor.records import FundSource, Scope
from extractor.tables.columns import is_value
from extractor.tables.headers import SURE, column_roles, heading, label_role, money_tags

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "corpora" / "cases" / "headers.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["columns"], ids=lambda case: repr(case[0]))
def test_column_header(case):
    text, role, unit, points = (*case, None, None)[:4]
    head = heading(text)
    roles, _ = column_roles(head.key)
    assert (roles[0] if roles else None, head.unit, head.points) == (
        role,
        unit,
        Decimal(points) if points else None,
    )


@pytest.mark.parametrize("case", CASES["labels"], ids=lambda case: repr(case[0]))
def test_label(case):
    assert label_role(heading(case[0]).key) == case[1]


@pytest.mark.parametrize("case", CASES["rows"], ids=lambda case: repr(case[0]))
def test_row_label(case):
    text, scope, source, nested = case
    head = heading(text)
    assert (*money_tags(head.key), head.nested) == (scope, source, nested)


def test_a_word_never_seen_is_matched_by_likeness_and_said_to_be_unsure():
    roles, sure = column_roles(heading("未完成的原因分析").key)
    assert roles == ("reason",)
    assert sure < SURE


@pytest.mark.parametrize(
    "text", ["90", "≥ 95%", "300 公里", "1,234.50", "-3.2", "￥20万元", "9.5分", "12个月"]
)
def test_values_are_no_headers(text):
    assert is_value(text)


@pytest.mark.parametrize(
    "text", ["2023年决算数", "2023年", "指标1", "", "—", "12月底前完成验收", "1.基本支出"]
)
def test_words_are_no_values(text):
    assert not is_value(text)


@given(st.text(max_size=40))
def test_any_text_has_a_heading(text):
    head = heading(text)
    assert head.text == text
    assert head.key == head.key.strip()
    roles, sure = column_roles(head.key)
    assert bool(roles) == (sure > 0)
    assert set(roles) <= set(load("tables")["columns"]) | set(load("tables")["patterns"])
    assert label_role(head.key) in {None, *load("tables")["labels"]}
    scope, source = money_tags(head.key)
    assert scope in {None, *get_args(Scope)}
    assert source in {None, *get_args(FundSource)}
