"""Reports that hold together behind what they print: exact figures, rounded or cut as writers do.

A :class:`Writer` prints exact values. An *even* one uses one number of decimals for each
kind of figure, as a column does, and drops trailing zeros where it likes; any other
chooses the decimals of every figure anew. Each figure is rounded half up, half even or cut.
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from typing import Any

from hypothesis import strategies as st

from tests.perfeval.report_builder import MONEY

ROUNDINGS = ("half up", "half even", "cut")
LEVELS = (("central", "中央资金"), ("provincial", "省级资金"), ("county", "县级资金"))
STAGES = (("initial", "年初预算数"), ("adjusted", "全年预算数"), ("executed", "全年执行数"))
SCALE = (("优", 90), ("良", 80), ("中", 60), ("差", 0))
YUAN = st.integers(10**6, 10**11).map(lambda cents: Fraction(cents, 100))


def shown(value: Fraction, places: int, rounding: str) -> str:
    """Return a *value* of zero or more with *places* decimals."""
    scaled = value * 10**places
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    half = Fraction(1, 2)
    if rounding != "cut" and (rest > half or (rest == half and (rounding == "half up" or whole % 2))):
        whole += 1
    digits = str(whole).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def bare(text: str) -> str:
    """Return a printed number without its trailing zeros."""
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(slots=True)
class Writer:
    """Who prints the figures; one amount is always rounded the same way, however often stated."""

    draw: st.DrawFn
    even: bool
    unit: str | None = None
    """The unit of all money; ``None`` to choose one for each amount."""
    least: int = 0
    """The fewest decimals of money."""
    habits: dict[str, int] = field(default_factory=dict)
    roundings: dict[Fraction, str] = field(default_factory=dict)

    def number(self, kind: str, value: Fraction, least: int = 0, amount: Fraction | None = None) -> str:
        """Return *value* with *least* decimals or more; *amount* is what it states in a base unit."""
        if self.even and kind not in self.habits:
            self.habits[kind] = self.draw(st.integers(least, 4))
        places = self.habits[kind] if self.even else self.draw(st.integers(least, max(4, least)))
        rounding = self._rounding(value if amount is None else amount)
        text = shown(value, places, rounding)
        return bare(text) if self.even and self.draw(st.booleans()) else text

    def _rounding(self, amount: Fraction) -> str:
        if amount not in self.roundings:
            self.roundings[amount] = self.draw(st.sampled_from(ROUNDINGS))
        return self.roundings[amount]

    def money(self, yuan: Fraction) -> str:
        """Return an amount with its unit, three digits of it at least."""
        unit = self.unit or self.draw(st.sampled_from(sorted(MONEY)))
        value = yuan / MONEY[unit]
        least = next(places for places in count() if value * 10**places >= 100 or not value)
        least = max(self.least, 0 if self.even else least)
        return f"{self.number(unit, value, least, yuan)}{unit}"

    def percent(self, value: Fraction) -> str:
        """Return a percentage."""
        return f"{self.number('percent', value)}%"

    def points(self, value: Fraction) -> str:
        """Return points: a decimal at least, since whole points are taken for exact ones."""
        return self.number("points", value, 1)


@st.composite
def writers(draw: st.DrawFn, *, even: bool) -> Writer:
    """Return a writer; an even one keeps to one unit of money that leaves enough digits."""
    return Writer(draw, even, draw(st.sampled_from(["元", "万元"])) if even else None)


@st.composite
def amounts(draw: st.DrawFn) -> dict[str, dict[str, Fraction]]:
    """Return amounts in 元 by level and stage, nowhere more spent than budgeted, and their sums."""
    found: dict[str, dict[str, Fraction]] = {}
    for level, _ in LEVELS[: draw(st.integers(2, len(LEVELS)))]:
        adjusted = draw(YUAN)
        # Spending in whole cents: what is paid is paid in money there is.
        spent = Fraction(int(adjusted * 100) * draw(st.integers(200, 1000)) // 1000, 100)
        found[level] = {
            "initial": draw(st.one_of(st.just(adjusted), YUAN)),
            "adjusted": adjusted,
            "executed": spent,
        }
    total = {stage: sum((each[stage] for each in found.values()), Fraction(0)) for stage, _ in STAGES}
    return {"all": total, **found}


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator as it is: its sign, target and actual in *unit*, weight and exact points."""

    name: str
    sign: str
    unit: str
    target: Fraction
    actual: Fraction
    weight: int
    points: Fraction


_NAMES = {"≥": "改造{}完成量", "≤": "改造{}单位用时", "%": "改造{}合格率"}


@st.composite
def items(draw: st.DrawFn, full: int) -> list[Item]:
    """Return indicators whose weights make *full*, scored by any attested formula."""
    cuts = sorted(draw(st.sets(st.integers(1, full - 1), min_size=2, max_size=6)))
    found = []
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, full], strict=True)):
        way = draw(st.sampled_from(["≥", "≤", "%"]))
        sign = "≤" if way == "≤" else "≥"
        if way == "%":
            target = Fraction(draw(st.integers(50, 100)))
            actual = Fraction(draw(st.integers(3000, 10000)), 100)
        else:
            target, actual = (Fraction(draw(st.integers(1, 2000))) for _ in range(2))
        share = _share(draw, sign, actual / target)
        unit = {"≥": "户", "≤": "天", "%": "%"}[way]
        name = _NAMES[way].format("甲乙丙丁戊己庚辛"[number])
        found.append(Item(name, sign, unit, target, actual, end - start, share * (end - start)))
    return found


def _share(draw: st.DrawFn, sign: str, ratio: Fraction) -> Fraction:
    """Return the part of the weight that one of the attested formulas gives."""
    if ratio == 1 or (ratio > 1) == (sign == "≥"):
        return Fraction(1)
    if sign == "≥":
        return draw(st.sampled_from([ratio, Fraction(0)]))
    return draw(st.sampled_from([max(2 - ratio, Fraction(0)), 1 / ratio, Fraction(0)]))


def printed_item(writer: Writer, item: Item) -> dict[str, Any]:
    """Return the indicator as printed; whole things and targets are printed as they are."""
    whole = item.unit != "%"
    actual = bare(str(item.actual)) if whole else writer.number("percent", item.actual)
    return {
        "name": item.name,
        "target": f"{item.sign}{item.target}{item.unit}",
        "actual": f"{actual}{item.unit}",
        "weight": item.weight,
        "score": writer.points(item.points),
        # Some formulas take more than others, which an appraiser has to explain.
        "reason": "受工期影响" if item.points < item.weight else None,
    }


def grade_of(total: Fraction) -> str:
    """Return the grade of an exact total of 100."""
    return next(label for label, lower in SCALE if total >= lower)


@st.composite
def forms(draw: st.DrawFn, *, even: bool, unit: str | None = None, least: int = 0) -> dict[str, Any]:
    """Return a project's form: amounts and rates by source, indicators, points, grade.

    All money is in *unit* where one is named, with *least* decimals or more.
    """
    writer = draw(writers(even=even))
    writer.unit, writer.least = unit or writer.unit, least
    money = draw(amounts())
    budgets, rates = [], []
    labels = {"all": "年度资金总额", **dict(LEVELS)}
    for row, (level, by_stage) in enumerate(money.items(), 1):
        for column, (stage, _) in enumerate(STAGES, 1):
            text = writer.money(by_stage[stage])
            budgets.append([stage, "total", level, labels[level], text, 2, row, column])
        rates.append(["total", level, writer.percent(rate_of(by_stage)), 2])
    found = draw(items(90))
    execution = rate_of(money["all"]) / 10
    total = execution + sum(item.points for item in found)
    parts = [["预算执行率", writer.points(execution), 10]]
    indicators = [printed_item(writer, item) for item in found]
    parts += [[item["name"], item["score"], item["weight"]] for item in indicators]
    return {
        "kind": "project_form",
        "budgets": budgets,
        "rates": rates,
        "indicators": [{**item, "block": 2, "row": row} for row, item in enumerate(indicators, 10)],
        "score": {"total": writer.points(total), "full": 100, "parts": parts},
        "grade": grade_of(total),
        "scale": [list(band) for band in SCALE],
    }


def rate_of(by_stage: dict[str, Fraction]) -> Fraction:
    """Return the execution rate in percent."""
    return by_stage["executed"] / by_stage["adjusted"] * 100


@st.composite
def narratives(draw: st.DrawFn, *, even: bool) -> dict[str, Any]:
    """Return a department's report: amounts, sums, shares, a growth, people, repeated amounts."""
    writer = draw(writers(even=even))
    basic, project = draw(YUAN), draw(YUAN)
    whole = basic + project
    spent = [Fraction(int(part * draw(st.integers(200, 1000)) / 10), 100) for part in (basic, project)]
    people = [draw(st.integers(1, 500)) for _ in range(draw(st.integers(2, 4)))]
    before, after = draw(YUAN), draw(YUAN)
    heads = [Fraction(count * 100, sum(people)) for count in people]
    scopes = (
        ("total", "部门", whole, sum(spent, Fraction(0))),
        ("basic", "基本", basic, spent[0]),
        ("project", "项目", project, spent[1]),
    )
    budgets = [
        [stage, scope, "all", f"{label}{word}", writer.money(amount), block]
        for block in (2, 8)
        for scope, label, planned, paid in scopes
        for stage, word, amount in (("adjusted", "全年预算", planned), ("executed", "支出", paid))
    ]
    compositions = [
        ("合计", writer.money(whole), [writer.money(basic), writer.money(project)]),
        ("现有人员", f"{sum(people)}人", [f"{count}人" for count in people]),
        ("合计", "100%", [writer.percent(share) for share in heads]),
    ]
    share = {
        "part": writer.money(basic),
        "whole": writer.money(whole),
        "percent": writer.percent(basic / whole * 100),
    }
    change = {
        "direction": "increase" if after >= before else "decrease",
        "base": writer.money(before),
        "current": writer.money(after),
        "difference": writer.money(abs(after - before)),
        "percent": writer.percent(abs(after - before) / before * 100),
    }
    return {
        "budgets": budgets,
        "rates": [["total", "all", writer.percent(sum(spent, Fraction(0)) / whole * 100), 2]],
        "compositions": [
            {
                "total": f"{label} {total}",
                "parts": [f"部分{number} {part}" for number, part in enumerate(parts)],
                "block": block,
            }
            for block, (label, total, parts) in enumerate(compositions, 4)
        ],
        "shares": [{"label": "基本", **share, "block": 7}],
        "changes": [{"label": "收入", **change, "block": 9}],
    }


@st.composite
def permuted(draw: st.DrawFn, given: dict[str, Any]) -> dict[str, Any]:
    """Return a description with the records of every kind in another order."""
    kinds = ("budgets", "rates", "indicators", "compositions", "shares", "changes", "scale")
    return {**given, **{kind: draw(st.permutations(given[kind])) for kind in kinds if kind in given}}


_FIGURE = re.compile(r"(?P<head>.*?)(?P<number>\d+(?:\.\d+)?)(?P<unit>元|万元|亿元|%|人|户|天)?")
_FACTORS = [
    Fraction(1, 10**4),
    Fraction(1, 2),
    Fraction(9, 10),
    Fraction(11, 10),
    Fraction(2),
    Fraction(10**4),
]


@st.composite
def flawed(draw: st.DrawFn, reports: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    """Return a report of *reports* with up to four of its figures made wrong."""
    given = copy.deepcopy(draw(reports))
    places = [place for place in _slots(given) if _FIGURE.fullmatch(place[0][place[1]])]
    for holder, key in draw(st.lists(st.sampled_from(places), max_size=4, unique_by=repr)):
        figure = _FIGURE.fullmatch(holder[key])
        assert figure is not None
        number = figure["number"]
        decimals = len(number.partition(".")[2])
        wrong = shown(Fraction(number) * draw(st.sampled_from(_FACTORS)), decimals, "half up")
        holder[key] = f"{figure['head']}{wrong}{figure['unit'] or ''}"
    return given


def _slots(part: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every text of a description with what holds it."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if isinstance(value, str):
            yield part, key
        elif isinstance(value, (dict, list)):
            yield from _slots(value)


def in_yuan(part: Any) -> Any:
    """Return a description with every amount in 万元 of four decimals or more written in 元."""
    if isinstance(part, dict):
        return {key: in_yuan(value) for key, value in part.items()}
    if isinstance(part, list):
        return [in_yuan(value) for value in part]
    return re.sub(r"(\d+)\.(\d{4})(\d*)万元", _moved, part) if isinstance(part, str) else part


def _moved(found: re.Match[str]) -> str:
    whole = str(int(found[1] + found[2]))
    return f"{whole}.{found[3]}元" if found[3] else f"{whole}元"


def as_html(given: dict[str, Any]) -> str:
    """Return a form's description as the web page of a national form (项目支出绩效自评表)."""
    by_row: dict[int, list[list[Any]]] = {}
    for entry in given["budgets"]:
        by_row.setdefault(entry[6], []).append(entry)
    rates = {level: text for _, level, text, _ in given["rates"]}
    execution = given["score"]["parts"][0]
    rows = [
        ["项目名称", "沟渠改造项目", "主管部门", "青田县农业局"],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ]
    for entries in by_row.values():
        amounts_ = [entry[4].removesuffix("万元") for entry in entries]
        whole = entries[0][2] == "all"
        rate = rates[entries[0][2]]
        points = (str(execution[2]), rate, execution[1]) if whole else ("-", rate, "-")
        label = entries[0][3] if whole else f"其中：{entries[0][3]}"
        rows.append(["项目资金（万元）", label, *amounts_, *points])
    rows.append(["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"])
    for item in given["indicators"]:
        values = (item["name"], item["target"], item["actual"], str(item["weight"]), item["score"])
        rows.append(["产出指标", "数量指标", *values, item["reason"] or ""])
    rows.append(["总分", "", "", "", "", str(given["score"]["full"]), given["score"]["total"], ""])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    title = "2024年度项目支出绩效自评表"
    return f"<html><body><h1>{title}</h1><table>{body}</table></body></html>"


def as_text(given: dict[str, Any]) -> str:
    """Return a form's description as the plain text of a report."""
    said = {(entry[2], entry[0]): entry[4] for entry in given["budgets"]}
    labels = {entry[2]: entry[3] for entry in given["budgets"] if entry[2] != "all"}
    rates = {level: text for _, level, text, _ in given["rates"]}
    planned = "、".join(f"{label}{said[level, 'adjusted']}" for level, label in labels.items())
    paid = "".join(
        f"{label}全年预算{said[level, 'adjusted']}，实际支出{said[level, 'executed']}，"
        f"执行率{rates[level]}。\n"
        for level, label in labels.items()
    )
    return (
        "沟渠改造项目2024年度绩效自评报告\n一、基本情况\n"
        f"项目全年预算资金{said['all', 'adjusted']}，由{planned}组成。\n二、资金执行情况\n"
        f"全年预算{said['all', 'adjusted']}，实际支出{said['all', 'executed']}，预算执行率{rates['all']}。\n"
        f"{paid}三、自评结论\n评价等级：90分及以上为优，80（含）-90分为良，60（含）-80分为中，60分以下为差。\n"
        f"项目自评得分{given['score']['total']}分，等级为“{given['grade']}”。\n"
    )
