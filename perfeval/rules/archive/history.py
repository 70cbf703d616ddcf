"""A report against the same organization's report of the year before."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from extractor.records import Indicator, Quantity
from perfeval.interval import Interval, printed
from perfeval.quantities import interval, measure, number
from perfeval.recompute.direction import sense
from perfeval.rules.archive.registry import (
    Amount,
    Archive,
    Filed,
    Found,
    Listed,
    archive_rule,
    finding,
    named,
)

_VAGUE = re.compile("[约余近多几逾超]|左右|上下|以上|以内|以下|不足|至少|接近")
"""Words that leave open what a number is; a figure with one of them proves nothing here."""
_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_STAGE = {"initial": "年初预算", "adjusted": "全年预算", "received": "到位资金", "executed": "执行数",
          "carryover": "年末结转结余"}  # fmt: skip


@archive_rule("ARC702", severity="warning", zh="目标低于上年", en="Target lower than last year's")
def lower_targets(archive: Archive) -> Iterator[Found]:
    """目标值低于上一年度的目标值，或者低于上一年度已经达到的完成值。

    为什么重要
    目标一年比一年低，完成情况再好也说明不了绩效；上年已经做到的，今年定得更低，等于没有目标。

    示例
    2024 年度“培训人次”目标 1200 人次、完成 1310 人次，2025 年度的目标是 1000 人次。

    依据
    同一单位、同一项目、同一种报告的相邻两年，名称与单位都相同的指标。越低越好的指标、日期、
    区间和约数不比较；两年的数按各自印出的位数成为区间，确实低于才报告。低于上年目标的是疑点，
    只低于上年完成值的是备注。

    已知的误报
    任务量按计划减少（如工程收尾之年）时，目标较低是合理的。
    """
    for report, before in _consecutive(archive.reports):
        now = _by_name(archive.indicators(report.id))
        for earlier in before:
            then = _by_name(archive.indicators(earlier.id))
            for name in sorted(now.keys() & then.keys()):
                yield from _lower(archive, report, earlier, now[name], then[name].indicator)


@archive_rule(
    "ARC703",
    severity="warning",
    zh="上年数与上年报告不符",
    en="Prior-year figure differs from that year's report",
)
def prior_figures(archive: Archive) -> Iterator[Found]:
    """报告中写的上年预算数或执行数，与上年报告自己写的不符。

    为什么重要
    增减变化和目标都以上年数为起点；起点与上年上报的不一致，至少有一份报告写错了。

    示例
    2025 年度报告写 2024 年执行数 120.50 万元，而 2024 年度报告写的是 112.50 万元。

    依据
    同一单位、同一项目、同一种报告的相邻两年；阶段（年初、全年、执行等）、范围、资金来源都相同
    的金额，连同说增减时写在今年数旁边的上年数（“支出120万元，比上年的100万元增加20万元”）。
    两边按各自印出的位数成为区间，一方是另一方四舍五入或截取所得即为相符；上年报告里任何一处、
    任何阶段有相符的数，或者上年报告有多份而其中一份相符，都不报告。

    已知的误报
    上年报告报送之后决算又作调整，而今年按调整后的数填写。
    """
    for report, before in _consecutive(archive.reports):
        stated = [figure for figure in archive.budgets(report.id) if figure.year == (report.year or 0) - 1]
        if not stated:
            continue
        theirs = [(earlier, archive.budgets(earlier.id)) for earlier in before]
        for figure in stated:
            yield from _different(archive, report, figure, theirs)


def _consecutive(reports: Sequence[Filed]) -> Iterator[tuple[Filed, list[Filed]]]:
    """Yield each report with those of the same organization, project and kind of the year before."""
    by_year: dict[tuple[object, ...], list[Filed]] = defaultdict(list)
    for report in reports:
        if report.key is not None and report.year is not None:
            by_year[(*report.key, report.year)].append(report)
    for report in reports:
        if report.key is not None and report.year is not None:
            before = by_year.get((*report.key, report.year - 1))
            if before:
                yield report, before


def _by_name(listed: Sequence[Listed]) -> dict[str, Listed]:
    """Return the indicators by name; a name that occurs twice tells nothing and is left out."""
    names = Counter(named(each.indicator.name) for each in listed)
    return {name: each for each in listed if names[name := named(each.indicator.name)] == 1 and name}


def _lower(
    archive: Archive, report: Filed, earlier: Filed, listed: Listed, before: Indicator
) -> Iterator[Found]:
    indicator = listed.indicator
    if any(sense(each).direction != "forward" for each in (indicator, before)):
        return
    for what, other in (("目标值", before.target), ("完成值", before.actual)):
        if other is None or not _certainly_less(indicator.target, other):
            continue
        wanted = indicator.target.text if indicator.target else ""
        english = "target" if what == "目标值" else "actual"
        yield finding(
            archive,
            "ARC702",
            zh=f"指标“{indicator.name}”{report.year} 年度的目标值 {wanted} 低于"
            f"{earlier.year} 年度报告（{earlier.place}）的{what} {other.text}",
            en=f"The {report.year} target of “{indicator.name}”, {wanted}, is lower than the {english} "
            f"{other.text} in the report of {earlier.year} ({earlier.place})",
            sha256=report.sha256,
            report=report.id,
            severity=None if what == "目标值" else "info",
            stated=wanted,
            recomputed=other.text,
            key=[*(report.key or ()), str(report.year), indicator.name, wanted, other.text],
            where=listed.where,
        )
        return


def _certainly_less(first: Quantity | None, second: Quantity | None) -> bool:
    """Whether two quantities in units that convert are one less than the other in every reading."""
    if first is None or second is None:
        return False
    if any(number(each) is None or each.approximate or _VAGUE.search(each.text) for each in (first, second)):
        return False
    if measure(first.unit).sort != measure(second.unit).sort:
        return False
    low, high = interval(first), interval(second)
    return low is not None and high is not None and low.certainly_less(high)


def _different(
    archive: Archive, report: Filed, figure: Amount, theirs: Sequence[tuple[Filed, Sequence[Amount]]]
) -> Iterator[Found]:
    mine = _values(figure)
    if mine is None:
        return
    told = []
    for earlier, amounts in theirs:
        own = [each for each in amounts if each.scope == figure.scope and each.year in (earlier.year, None)]
        values = [_values(each) for each in own]
        if any(value is None or value.possible_equal(mine) for value in values):
            return
        told += [
            (earlier, each) for each in own if (each.stage, each.source) == (figure.stage, figure.source)
        ]
    if not told:
        return
    earlier, other = told[0]
    yield finding(
        archive,
        "ARC703",
        zh=f"{report.year} 年度报告写 {figure.year} 年{_STAGE.get(figure.stage, '')} {figure.text}，"
        f"{earlier.year} 年度报告（{earlier.place}）写的是 {other.text}",
        en=f"The report of {report.year} gives {figure.text} for {figure.year} ({figure.stage}); that of "
        f"{earlier.year} ({earlier.place}) says {other.text}",
        sha256=report.sha256,
        report=report.id,
        stated=figure.text,
        recomputed=other.text,
        key=[*(report.key or ()), str(report.year), figure.stage, figure.scope, figure.source, figure.text],
        where=figure.where,
    )


def _values(figure: Amount) -> Interval | None:
    """Return every amount in 元 that a printed figure may stand for, ``None`` where that is not sure."""
    digits = _NUMBER.findall(figure.text)
    if len(digits) != 1 or _VAGUE.search(figure.text):
        return None
    value = Decimal(digits[0].replace(",", "").replace("，", ""))
    if not value or not figure.yuan:
        return Interval.exactly(figure.yuan) if value == figure.yuan else None
    factor = Fraction(figure.yuan) / Fraction(value)
    return printed(value).scaled(abs(factor)) if abs(factor) in _UNITS else None


_UNITS = tuple(map(Fraction, (1, 10**3, 10**4, 10**6, 10**7, 10**8)))
"""元, 千元, 万元, 百万元, 千万元, 亿元."""
