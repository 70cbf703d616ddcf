"""When something extracted is the thing the gold file names."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from extractor.records import Indicator, Quantity
from perfeval.evaluate.gold import GoldIndicator, GoldValue

A = TypeVar("A")
B = TypeVar("B")

SIMILAR = 2 / 3
"""Share of character pairs two texts must have in common to name the same thing."""


def bare(text: str) -> str:
    """Return *text* without spaces and punctuation, its letters in lower case."""
    return "".join(character for character in text if character.isalnum()).casefold()


def likeness(one: str, other: str) -> float:
    """Return how well two names agree, from 0 to 1; 0 where they do not name the same thing.

    Equal names give 1; names of which one contains the other, and names two thirds of
    whose character pairs agree, give less.
    """
    first, second = bare(one), bare(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    short, long = sorted((first, second), key=len)
    shared = _shared_pairs(first, second)
    if short in long:
        return 0.8 + 0.15 * len(short) / len(long)
    return 0.9 * shared if shared >= SIMILAR else 0.0


def _shared_pairs(first: str, second: str) -> float:
    one, other = (Counter(pairwise(text)) for text in (first, second))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def best_pairs(
    left: Sequence[A], right: Sequence[B], score: Callable[[A, B], float]
) -> list[tuple[int, int]]:
    """Return the index pairs of the assignment with the highest total score, without those that score 0."""
    if not left or not right:
        return []
    from scipy.optimize import linear_sum_assignment

    scores = [[score(one, other) for other in right] for one in left]
    rows, places = linear_sum_assignment(scores, maximize=True)
    return [
        (int(row), int(place))
        for row, place in zip(rows, places, strict=True)
        if scores[int(row)][int(place)] > 0
    ]


def indicator_likeness(gold: GoldIndicator, found: Indicator) -> float:
    """Return how well an extracted indicator fits: by name; levels and values only break ties."""
    by_name = likeness(gold.name, found.name)
    if not by_name:
        return 0.0
    ties = (
        (0.004, not gold.optional),
        (0.01, bool(gold.level1 and found.level1 and likeness(gold.level1, found.level1))),
        (0.01, bool(gold.level2 and found.level2 and likeness(gold.level2, found.level2))),
        (0.006, gold.target is not None and value_agrees(gold.target, found.target, target=True)),
        (0.006, gold.actual is not None and value_agrees(gold.actual, found.actual, target=False)),
    )
    return by_name + sum(weight for weight, agrees in ties if agrees)


# Factors to a common unit. What counts things is not here: 个 and 座 stay different.
_FACTORS: dict[str, tuple[str, Decimal]] = {
    unit: (base, Decimal(factor))
    for base, units in {
        "元": {"元": "1", "千元": "1000", "百万元": "1000000"},
        "%": {"%": "1", "‰": "0.1", "个百分点": "1", "百分点": "1"},
        "秒": {
            "秒": "1", "分钟": "60", "小时": "3600", "个小时": "3600",
            "天": "86400", "日": "86400", "周": "604800", "星期": "604800",
        },
        "工作日": {"工作日": "1", "个工作日": "1"},
        "人天": {"人天": "1", "人日": "1"},
        "月": {"月": "1", "个月": "1", "季度": "3", "年": "12"},
        "米": {
            "米": "1", "m": "1", "公里": "1000", "千米": "1000", "km": "1000",
            "厘米": "0.01", "毫米": "0.001",
        },
        "平方米": {"平方米": "1", "㎡": "1", "m²": "1", "平方公里": "1000000", "公顷": "10000"},
        "立方米": {"立方米": "1", "m³": "1"},
        "公斤": {"公斤": "1", "千克": "1", "吨": "1000", "克": "0.001"},
    }.items()
    for unit, factor in units.items()
}  # fmt: skip

_PER = {"日": "天", "个月": "月", "个工作日": "工作日"}
_PREFIXES = {"万": Decimal(10**4), "亿": Decimal(10**8)}


def canonical(value: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    """Return *value* in the common unit of its kind: 5 分钟 and 300 秒 are both 300 秒, 2万人 is 20000 人."""
    if unit is None:
        return value, None
    name = unit.strip().replace("％", "%")
    name, slash, per = name.partition("/")
    while name not in _FACTORS and name[:1] in _PREFIXES:
        value *= _PREFIXES[name[0]]
        name = name[1:]
    base, factor = _FACTORS.get(name, (name, Decimal(1)))
    return value * factor, base + slash + _PER.get(per, per)


def value_agrees(gold: GoldValue, found: Quantity | None, *, target: bool) -> bool:
    """Return whether the extracted quantity is the gold value; the comparator counts in a target."""
    if found is None:
        return False
    if gold.qualitative is not None:
        return found.kind == "qualitative" and _words_agree(gold.qualitative, found.text)
    if gold.date is not None:
        # The gold of a date says the day alone: 10月底前 and 不晚于10月31日 are the same day.
        # Where it is no date in figures (11月底完成), it is the words.
        return found.kind == "date" and gold.date in (str(found.value), found.text)
    if target and gold.comparator != (found.comparator or "="):
        return False
    if found.kind != "number" or gold.value is None:
        return False
    return _number_agrees(gold.value, gold.unit, found.value, found.unit) and (
        gold.upper is None or _number_agrees(gold.upper, gold.unit, found.upper, found.unit)
    )


def _number_agrees(gold: Decimal, gold_unit: str | None, found: object, unit: str | None) -> bool:
    if not isinstance(found, Decimal):
        return False
    if gold_unit is None and gold == found:
        return True
    expected, expected_unit = canonical(gold, gold_unit)
    value, found_unit = canonical(found, unit)
    return expected == value and (expected_unit is None or expected_unit == found_unit)


def _words_agree(one: str, other: str) -> bool:
    first, second = bare(one), bare(other)
    if not first or not second:
        return one.strip() == other.strip()
    return first in second or second in first or _shared_pairs(first, second) >= SIMILAR
