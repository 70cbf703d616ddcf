"""Figures as cells print them: targets and actuals, amounts, rates."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from corpora.seeded.layouts.model import Pen
from corpora.seeded.plan import Amount, Item, Value, gold_value

SIGNS: dict[str, dict[str, tuple[str, ...]]] = {
    "glyph": {
        "=": ("{}", "{}", "={}"), ">=": ("≥{}",), "<=": ("≤{}",), ">": ("＞{}", ">{}"), "<": ("＜{}",),
    },
    "ascii": {"=": ("={}",), ">=": (">={}",), "<=": ("<={}",), ">": (">{}",), "<": ("<{}",)},
    "words": {
        "=": ("{}",),
        ">=": ("不低于{}", "不少于{}", "大于等于{}", "{}以上"),
        "<=": ("不超过{}", "不高于{}", "小于等于{}", "控制在{}以内"),
        ">": ("大于{}", "高于{}"),
        "<": ("小于{}", "低于{}"),
    },
}  # fmt: skip
"""How a comparison is printed, by habit."""

COLUMN_SIGNS: dict[str, dict[str, str]] = {
    "glyph": {"=": "＝", ">=": "≥", "<=": "≤", ">": "＞", "<": "＜"},
    "wide": {"=": "═", ">=": "≧", "<=": "≦", ">": "＞", "<": "＜"},
}
"""A comparison in a column of its own."""

_DAYS = ("{0}年{1}月{2}日", "{0}年{1}月{2}日", "{0}-{1:02}-{2:02}", "{0}.{1}.{2}", "{1}月{2}日")
NOTHING = "-"
"""Printed for a target or an actual that an indicator does not have."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a target and an actual, and what a reader of them finds (gold)."""

    target: str
    actual: str
    gold_target: dict[str, Any] | None
    gold_actual: dict[str, Any] | None
    sign: str = ""
    measure: str = ""


def joined(item: Item, pen: Pen) -> Cells:
    """Return the cells of *item* where comparison, number and unit share one."""
    target, actual = item.target, item.actual
    gold = gold_value(actual)
    printed = _number(actual, pen) if actual else ""
    if pen.bare and _same_unit(target, actual) and actual and actual.unit != "%":
        printed, gold = _sign(actual, actual.number or "", pen), _unitless(actual)
    return Cells(
        target=_number(target, pen, target=True) if target else NOTHING,
        actual=printed if target or actual else NOTHING,
        gold_target=gold_value(target),
        gold_actual=gold,
    )


def split(item: Item, pen: Pen) -> Cells:
    """Return the cells of *item* where comparison, number and unit have a column each."""
    target, actual = item.target, item.actual
    if target is None:
        return joined(item, pen)
    printed = _number(actual, pen) if actual else ""
    gold = gold_value(actual)
    if actual is not None and actual.number is not None and _same_unit(target, actual):
        printed, gold = _sign(actual, actual.number, pen), _unitless(actual)
    if target.words is not None:
        return Cells(target.words, printed, gold_value(target), gold, sign="定性")
    sign = COLUMN_SIGNS[pen.signs][target.comparator]
    if target.number is None:
        return Cells(_number(target, pen, target=True), printed, gold_value(target), gold, sign)
    return Cells(target.number, printed, gold_value(target), gold, sign, target.unit or "")


def day(iso: str) -> str:
    """Return the ISO date *iso* in Chinese."""
    when = date.fromisoformat(iso)
    return _DAYS[0].format(when.year, when.month, when.day)


def amount(figure: Amount, pen: Pen) -> str:
    """Return *figure* as a cell of a table in the plan's unit; with its own unit if that is another."""
    text = figure.text
    decimals = pen.layout.decimals
    if decimals is not None:
        places = max(0, -int(Decimal(text).as_tuple().exponent))
        text = f"{Decimal(text):.{max(decimals, places)}f}"
    if pen.layout.commas and pen.rng.random() < 0.8:
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}{point}{rest}"
    return text if figure.unit == pen.plan.unit else text + figure.unit


def _number(value: Value, pen: Pen, *, target: bool = False) -> str:
    if value.words is not None:
        return value.words
    if value.date is not None:
        return _day(value.date, pen, deadline=target)
    return _sign(value, f"{value.number}{value.unit or ''}", pen, target=target)


def _sign(value: Value, text: str, pen: Pen, *, target: bool = False) -> str:
    habit = pen.signs if pen.signs in SIGNS else "glyph"
    if value.comparator == "=" and not target:
        return text
    return pen.choice(SIGNS[habit][value.comparator]).format(text)


def _day(iso: str, pen: Pen, *, deadline: bool) -> str:
    when = date.fromisoformat(iso)
    form = _DAYS[pen.habit("day", len(_DAYS))]
    if "{0}" not in form and when.year != pen.plan.year:
        form = _DAYS[0]
    if deadline and when.day == monthrange(when.year, when.month)[1] and pen.rng.random() < 0.4:
        return f"{when.year}年{when.month}月底前"
    text = form.format(when.year, when.month, when.day)
    return text + pen.choice(("", "前", "前完成")) if deadline and text.endswith("日") else text


def _same_unit(target: Value | None, actual: Value | None) -> bool:
    return bool(target and actual and target.number and actual.number and target.unit == actual.unit)


def _unitless(value: Value) -> dict[str, Any]:
    """Return *value* as gold: printed without its unit, which a reader may take from the target."""
    return {"comparator": value.comparator, "value": value.number, "unit": None}
