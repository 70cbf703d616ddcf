"""Lists and statistics for a reader at a screen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from perfeval.archive.query import SHOWN
from perfeval.outputs.layout import clean, columns, pad
from perfeval.outputs.words import KIND, severity
from perfeval.severities import SEVERITIES

_TITLES = {
    "id": "编号", "kind": "种类", "organization": "单位", "project": "项目", "year": "年度", "score": "得分",
    "grade": "等级", "execution_rate": "执行率", "critical": "严重", "error": "错误", "warning": "疑点",
    "info": "备注",
}  # fmt: skip
_NUMBERS = ("year", "score", "execution_rate", *SEVERITIES)
_WIDEST = 32
_LOOK_AT = 500
"""Rows whose widths decide those of the columns; the list itself streams."""
_MOST_ORGANIZATIONS = 20
_MOST = 6
"""Rules of an organization, and grades, that are named."""


def list_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line a report under a line of titles; a hint where there is none."""
    cells = ([_cell(name, row[name]) for name in SHOWN] for row in rows)
    first = list(islice(cells, _LOOK_AT))
    if not first:
        yield "没有符合条件的报告"
        return
    head = [_TITLES[name] for name in SHOWN]
    right = {SHOWN.index(name) for name in _NUMBERS}
    yield from _aligned(head, first, right, more=cells)


def _aligned(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Iterable[int],
    *,
    more: Iterable[Sequence[str]] = (),
    indent: int = 0,
) -> Iterator[str]:
    """Yield a table, the columns *right* flush right; *more* rows do not count for the widths."""
    table = [head, *rows]
    widths = [max(columns(row[place]) for row in table) for place in range(len(head))]
    flush = set(right)
    for row in chain(table, more):
        cells = (
            " " * max(0, width - columns(cell)) + cell if place in flush else pad(cell, width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield " " * indent + "  ".join(cells).rstrip()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "—"
    if name == "kind":
        return KIND[value][0]
    return _short(_plain(value))


def _short(text: str) -> str:
    shown = clean(text)
    return shown if len(shown) <= _WIDEST else shown[: _WIDEST - 1] + "…"


def _plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def statistics_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the statistics of :func:`perfeval.archive.stats.statistics`, a paragraph a subject."""
    files = found["files"]
    yield f"文件 {files['all']} 个：已核验 {files.get('done', 0)} 个，失败 {files.get('failed', 0)} 个"
    yield from _counted("失败原因", found["failures"])
    yield f"报告 {found['reports']} 份"
    yield from _counted("种类", {KIND[kind][0]: number for kind, number in found["kinds"].items()})
    yield from _counted("年度", found["years"])
    yield from _scores(found["scores"], found["grades"])
    rates = found["execution_rates"]
    yield f"预算执行率：写明的 {rates['stated']} 份" + (
        f"，平均 {_plain(rates['mean'])}%" if rates["stated"] else ""
    )
    yield from _classes(rates, "", "%")
    yield from _findings(found)
    yield from _organizations(found["organizations"])


def _scores(scores: Mapping[str, Any], grades: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield (
        f"得分：写明的 {scores['stated']} 份，最低 {_known(scores['lowest'])}，"
        f"平均 {_known(scores['mean'])}，最高 {_known(scores['highest'])}；满分 {scores['full_marks']} 份"
    )
    yield from _classes(scores, "折合百分制：", " 分")
    if grades:
        yield "等级："
        yield from _aligned(
            ["写明", "报告", "最低", "平均", "最高", "按写明的得分应得"],
            [
                [_short(label) or "没有写明", str(grade["reports"]),
                 *(_known(grade[name]) for name in ("lowest", "mean", "highest")),
                 _most(grade["earned"], "档")]
                for label, grade in grades.items()
            ],
            (1, 2, 3, 4),
            indent=2,
        )  # fmt: skip


def _findings(found: Mapping[str, Any]) -> Iterator[str]:
    yield "发现：" + "，".join(f"{severity(name, 'zh')} {n}" for name, n in found["severities"].items())
    if not found["rules"]:
        return
    for name in ("error", "warning"):
        own = found["reports_with"][name]
        if own["percent"] is not None:
            words = severity(name, "zh")
            yield f"  有{words}或更重发现的报告 {own['reports']} 份，占 {_plain(own['percent'])}%"
    names = [severity(name, "zh") for name in SEVERITIES]
    yield from _aligned(
        ["规则", *names, "报告", "单位", "名称"],
        [
            [code, *(_plain(rule[name]) for name in (*SEVERITIES, "reports", "organizations")),
             _short(rule["title"])]
            for code, rule in found["rules"].items()
        ],
        range(1, 7),
        indent=2,
    )  # fmt: skip


def _organizations(organizations: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield those with the most findings, and by which rules."""
    yield f"单位 {len(organizations)} 个" + ("，发现最多的：" if organizations else "")
    worst = sorted(organizations.items(), key=lambda item: (*_burden(item[1]), item[0]))
    shown = worst[:_MOST_ORGANIZATIONS]
    if shown:
        yield from _aligned(
            ["单位", "报告", *(severity(name, "zh") for name in SEVERITIES), "规则"],
            [
                [_short(name) or "没有写明", *(str(own[column]) for column in ("reports", *SEVERITIES)),
                 _most(own["rules"], "条规则")]
                for name, own in shown
            ],
            range(1, 6),
            indent=2,
        )  # fmt: skip


def _burden(own: Mapping[str, int]) -> tuple[int, ...]:
    return (-own["critical"] - own["error"], *(-own[name] for name in SEVERITIES))


def _most(counted: Mapping[str, int], what: str) -> str:
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    more = len(ordered) - _MOST
    return _listed(dict(ordered[:_MOST])) + (f"，另有 {more} {what}" if more > 0 else "")


def _counted(title: str, counted: Mapping[str, int]) -> Iterator[str]:
    if counted:
        yield f"  {title}：{_listed(counted)}"


def _listed(counted: Mapping[str, int]) -> str:
    return "，".join(f"{clean(name)} {number}" for name, number in counted.items())


def _classes(found: Mapping[str, Any], title: str, unit: str) -> Iterator[str]:
    """Yield how many lie in each class, named by its bounds; nothing where there is none at all."""
    if not found["stated"]:
        return
    bounds = list(found["classes"])
    named = {
        (f"{low}～{high}{unit}" if high else f"{low}{unit}以上"): found["classes"][low]
        for low, high in zip(bounds, [*bounds[1:], None], strict=True)
    }
    yield f"  {title}{_listed(named)}"


def _known(value: Any) -> str:
    return "—" if value is None else _plain(value)
