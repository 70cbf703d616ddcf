from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records import Quantity
from perfeval.evaluate.gold import GoldValue
from perfeval.evaluate.match import best_pairs, canonical, likeness, value_agrees


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("培训 人次", "培训人次", True),
        ("1．发放宣传册（份）", "1发放宣传册份", True),
        ("群众满意度", "服务对象群众满意度指标", True),
        ("新建公厕数量", "新建公厕的数量", True),
        ("培训人次", "验收合格率", False),
        ("培训人次", "", False),
        ("——", "——", False),
    ],
)
def test_names_of_the_same_thing(one, other, same):
    assert (likeness(one, other) > 0) is same


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_has_no_direction_and_stays_in_bounds(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def test_an_equal_name_wins_over_a_containing_one():
    gold, found = ["满意度", "群众满意度"], ["群众满意度", "满意度"]
    assert sorted(best_pairs(gold, found, likeness)) == [(0, 1), (1, 0)]


def test_nothing_is_paired_that_has_nothing_in_common():
    assert best_pairs(["培训人次"], ["合格率"], likeness) == []


@pytest.mark.parametrize(
    ("value", "unit", "common"),
    [
        ("2.5", "万元", ("25000", "元")),
        ("1.2", "亿元", ("120000000", "元")),
        ("3", "万人次", ("30000", "人次")),
        ("5", "分钟", ("300", "秒")),
        ("530", "元/人", ("530", "元/人")),
        ("1", "万元/人", ("10000", "元/人")),
        ("9", "‰", ("0.9", "%")),
        ("7", "座", ("7", "座")),
        ("7", None, ("7", None)),
    ],
)
def test_units_are_brought_to_one_per_kind(value, unit, common):
    number, name = canonical(Decimal(value), unit)
    assert (number, name) == (Decimal(common[0]), common[1])


def number(value, unit=None, comparator=None, upper=None, text=""):
    return Quantity(
        text=text or str(value),
        kind="number",
        value=Decimal(value),
        upper=None if upper is None else Decimal(upper),
        unit=unit,
        comparator=comparator,
    )


def words(text):
    return Quantity(text=text, kind="qualitative")


@pytest.mark.parametrize(
    ("gold", "found", "agrees"),
    [
        (GoldValue(value=Decimal(50), unit="个", comparator=">="), number("50.0", "个", ">="), True),
        (GoldValue(value=Decimal(50), unit="个", comparator=">="), number(50, "个"), False),
        (GoldValue(value=Decimal(50), unit="个"), number(50, "个", None), True),
        (GoldValue(value=Decimal(50), unit="个"), number(50, "座", "="), False),
        (GoldValue(value=Decimal(50)), number(50, "座", "="), True),
        (GoldValue(value=Decimal(5), unit="分钟"), number(300, "秒"), True),
        (GoldValue(value=Decimal(18), upper=Decimal(54), unit="岁", comparator="range"),
         number(18, "岁", "range", upper=54), True),
        (GoldValue(value=Decimal(18), upper=Decimal(54), unit="岁", comparator="range"),
         number(18, "岁", "range", upper=55), False),
        (GoldValue(qualitative="健全"), words("制度健全"), True),
        (GoldValue(qualitative="有效提升"), words("显著"), False),
        (GoldValue(qualitative="完成2项"), number(2, "项", text="2项"), False),
        (GoldValue(date="2024-12-31"), Quantity(text="12月31日", kind="date", value="2024-12-31"), True),
        (GoldValue(date="2024-12-31"), Quantity(text="12月", kind="date", value="2024-12"), False),
        (GoldValue(value=Decimal(1)), None, False),
    ],
)  # fmt: skip
def test_a_target_agrees_in_number_unit_and_comparator(gold, found, agrees):
    assert value_agrees(gold, found, target=True) is agrees


def test_the_comparator_of_an_actual_does_not_count():
    assert value_agrees(GoldValue(value=Decimal(90), unit="%"), number(90, "%", ">="), target=False)
