"""Recall and precision of every rule on seeded documents, as a table on a terminal, in Markdown, as JSON."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from math import sqrt
from platform import python_version
from typing import Any

from perfeval.evaluate.report import TITLES
from perfeval.evaluate.score import FAMILIES, Tally
from perfeval.evaluate.seeded import Outcome
from perfeval.outputs.layout import clean, columns, pad

_Z = 1.959964
"""Of a normal distribution, 95 % lie within so many standard deviations."""

Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Count:
    """How many errors were planted, and how many of them found; ``unasked`` findings nothing accounts for.

    ``alarms`` are those of severity error or critical in documents without any error.
    """

    planted: int
    found: int
    unasked: int = 0
    alarms: int = 0

    @property
    def recall(self) -> float | None:
        """Share of what was planted that was found."""
        return self.found / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """Share of what was raised that something planted accounts for."""
        return self.found / (self.found + self.unasked) if self.found + self.unasked else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % confidence interval of the recall (E. B. Wilson, 1927)."""
        return wilson(self.found, self.planted)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share; (0, 1) of no trials."""
    if not trials:
        return 0.0, 1.0
    share, spread = successes / trials, _Z * _Z / trials
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def by_rule(outcomes: Sequence[Outcome]) -> dict[str, Count]:
    """Return the counts of every rule that was planted or raised unasked, by code."""
    return _counts(outcomes, lambda outcome: outcome.code)


def by_format(outcomes: Sequence[Outcome]) -> dict[str, Count]:
    """Return the counts of every format."""
    planted = Counter(outcome.format for outcome in outcomes if outcome.code)
    found = Counter(outcome.format for outcome in outcomes if outcome.found)
    unasked = Counter(outcome.format for outcome in outcomes for _ in outcome.unasked)
    alarms = Counter(outcome.format for outcome in outcomes if not outcome.code for _ in outcome.alarms)
    return {
        name: Count(planted[name], found[name], unasked[name], alarms[name])
        for name in sorted({outcome.format for outcome in outcomes})
    }


def by_way(outcomes: Sequence[Outcome]) -> dict[tuple[str, str], Count]:
    """Return the counts of every way of planting, by code and name."""
    planted: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        if outcome.code and outcome.way:
            planted[outcome.code, outcome.way] += 1
            found[outcome.code, outcome.way] += outcome.found
    return {key: Count(planted[key], found[key]) for key in sorted(planted)}


def _counts(outcomes: Sequence[Outcome], key: Callable[[Outcome], str | None]) -> dict[str, Count]:
    planted = Counter(code for outcome in outcomes if (code := key(outcome)))
    found = Counter(code for outcome in outcomes if outcome.found and (code := key(outcome)))
    unasked = Counter(raised.code for outcome in outcomes for raised in outcome.unasked)
    alarms = Counter(raised.code for outcome in outcomes if not outcome.code for raised in outcome.alarms)
    return {
        code: Count(planted[code], found[code], unasked[code], alarms[code])
        for code in sorted(planted.keys() | unasked.keys())
    }


def totals(outcomes: Iterable[Outcome]) -> dict[str, Tally]:
    """Return the tallies of extraction of all documents added up, a family at a time."""
    result = {family: Tally() for family in FAMILIES if family != "findings"}
    for outcome in outcomes:
        for family, tally in result.items():
            if family in outcome.tallies:
                tally.add(outcome.tallies[family])
    return result


def overall(outcomes: Sequence[Outcome]) -> Count:
    """Return the counts over all rules."""
    return Count(
        sum(bool(outcome.code) for outcome in outcomes),
        sum(outcome.found for outcome in outcomes),
        sum(len(outcome.unasked) for outcome in outcomes),
        sum(len(outcome.alarms) for outcome in outcomes if not outcome.code),
    )


_MEASURED = ("perfeval", "lxml", "pypdfium2", "spacy", "jieba", "reportlab", "xlsxwriter")
"""The packages whose versions decide what is measured."""
_PREFACE = """每份文件由种子生成：先有彼此一致的数字，再写成报告或自评表，植入一条规则的一处错误，
另存为 docx、xlsx、pdf、html 或 txt。召回率的分母是全部植入的错误，没有读出来的也算遗漏；准确率的
分母是这条规则的全部发现；误报只数无错文件中级别为错误、严重的发现。区间是召回率的 95% 置信区间
（Wilson）。生成器不使用被测的代码。"""

_HEAD = ("植入", "发现", "遗漏", "召回率", "95% 区间", "准确率", "无错文件的误报")


def _row(name: str, count: Count) -> tuple[str, ...]:
    low, high = count.interval
    return (
        name,
        str(count.planted),
        str(count.found),
        str(count.planted - count.found),
        _percent(count.recall),
        f"{low:.1%}–{high:.1%}" if count.planted else "—",
        _percent(count.precision),
        str(count.alarms),
    )


def tables(outcomes: Sequence[Outcome]) -> list[tuple[str, Rows]]:
    """Return the tables: (title, rows), the first row of each its head."""
    rules = by_rule(outcomes)
    every = overall(outcomes)
    clean_ones = sum(outcome.code is None for outcome in outcomes)
    families: Rows = [("项目", "准确率", "召回率", "F1", "正确", "多出", "遗漏")]
    families += [
        (TITLES[family], _percent(tally.precision), _percent(tally.recall), _percent(tally.f1),
         str(tally.right), str(tally.spurious), str(tally.missed))
        for family, tally in totals(outcomes).items()
    ]  # fmt: skip
    seen, used = sum(outcome.figures for outcome in outcomes), sum(outcome.used for outcome in outcomes)
    return [
        (
            f"规则（植入 {every.planted} 处错误；另有无错文件 {clean_ones} 份）",
            [("规则", *_HEAD), *(_row(code, count) for code, count in rules.items()), _row("合计", every)],
        ),
        (
            "文件格式",
            [("格式", *_HEAD), *(_row(name, count) for name, count in by_format(outcomes).items())],
        ),
        (
            f"抽取（带单位的数 {seen} 个，{_percent(used / seen if seen else None)} 进入记录）",
            families,
        ),
    ]


def lines(outcomes: Sequence[Outcome], *, show: bool) -> Iterator[str]:
    """Yield the tables for a terminal, before them every miss and every alarm if *show*."""
    if show:
        yield from _details(outcomes)
    for title, rows in tables(outcomes):
        yield title
        widths = [max(columns(row[place]) for row in rows) for place in range(len(rows[0]))]
        for first, *rest in rows:
            cells = (
                " " * (width - columns(cell)) + cell for cell, width in zip(rest, widths[1:], strict=True)
            )
            yield "  " + pad(first, widths[0]) + "  " + "  ".join(cells)
        yield ""


def markdown(outcomes: Sequence[Outcome], seed: int) -> Iterator[str]:
    """Yield docs/accuracy.md: how it was measured, the tables, the ways that are not always found."""
    planted = sum(outcome.code is not None for outcome in outcomes)
    versions = "、".join(f"{name} {version(name)}" for name in _MEASURED)
    yield from ("# 准确度", "", _PREFACE, "")
    yield f"由 `perfeval evaluate --seeded {planted} --seed {seed} --format markdown` 生成于 {date.today()}；"
    yield from (f"Python {python_version()}，{versions}。", "")
    for title, rows in tables(outcomes):
        yield from (f"## {title}", "", *_table(rows), "")
    missed = [
        (code, way, str(count.planted), str(count.found))
        for (code, way), count in by_way(outcomes).items()
        if count.found < count.planted
    ]
    yield from ("## 没有全部发现的植入方式", "")
    yield from _table([("规则", "方式", "植入", "发现"), *missed])


def _table(rows: Rows) -> Iterator[str]:
    for place, row in enumerate(rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
        if not place:
            yield "|" + "---|" * len(row)


def as_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return everything counted as JSON types; rates are rounded to four decimals."""
    return {
        "overall": _block(overall(outcomes)),
        "rules": {code: _block(count) for code, count in by_rule(outcomes).items()},
        "ways": {f"{code} {way}": _block(count) for (code, way), count in by_way(outcomes).items()},
        "formats": {name: _block(count) for name, count in by_format(outcomes).items()},
        "extraction": {
            family: {"right": tally.right, "spurious": tally.spurious, "missed": tally.missed,
                     "f1": None if tally.f1 is None else round(tally.f1, 4)}
            for family, tally in totals(outcomes).items()
        },
        "clean": sum(outcome.code is None for outcome in outcomes),
        "failures": [outcome.failure for outcome in outcomes if outcome.failure],
        "missed": [
            {"document": outcome.name, "code": outcome.code, "way": outcome.way, "near": outcome.near}
            for outcome in outcomes
            if outcome.code and not outcome.found
        ],
        "alarms": [
            {"document": outcome.name, "code": raised.code, "message": raised.message}
            for outcome in outcomes
            if not outcome.code
            for raised in outcome.alarms
        ],
    }  # fmt: skip


def _block(count: Count) -> dict[str, Any]:
    low, high = count.interval
    return {
        "planted": count.planted,
        "found": count.found,
        "unasked": count.unasked,
        "alarms": count.alarms,
        "recall": None if count.recall is None else round(count.recall, 4),
        "precision": None if count.precision is None else round(count.precision, 4),
        "interval": [round(low, 4), round(high, 4)],
    }


def _details(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        told: list[str] = []
        if outcome.failure:
            told.append(f"无法读取：{outcome.failure}")
        if outcome.code and not outcome.found:
            told.append(f"遗漏 {outcome.code}（{outcome.way}）：{outcome.near}")
        told += [f"多报 {raised.code}（{raised.severity}）：{raised.message}" for raised in outcome.unasked]
        told += outcome.differences
        if told:
            yield outcome.name
            yield from (f"  {clean(line)}" for line in told)
            yield ""


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
