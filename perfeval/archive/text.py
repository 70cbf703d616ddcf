"""Lists and statistics for a reader at a screen."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from perfeval.archive.query import SHOWN
from perfeval.outputs.layout import clean, columns, pad
from perfeval.outputs.words import KIND, severity

_TITLES = {
    "id": "编号", "kind": "种类", "organization": "单位", "project": "项目", "year": "年度", "score": "得分",
    "grade": "等级", "execution_rate": "执行率", "critical": "严重", "error": "错误", "warning": "疑点",
    "info": "备注",
}  # fmt: skip
_WIDEST = 32
_LOOK_AT = 500
"""Rows whose widths decide those of the columns; the list itself streams."""
_MOST_ORGANIZATIONS = 20


def list_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line a report under a line of titles; a hint where there is none."""
    cells = ([_cell(name, row[name]) for name in SHOWN] for row in rows)
    first = list(islice(cells, _LOOK_AT))
    if not first:
        yield "没有符合条件的报告"
        return
    table = [[_TITLES[name] for name in SHOWN], *first]
    widths = [max(columns(row[place]) for row in table) for place in range(len(SHOWN))]
    for row in chain(table, cells):
        yield "  ".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "—"
    if name == "kind":
        return KIND[value][0]
    text = clean(_plain(value))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def statistics_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the statistics of :func:`perfeval.archive.stats.statistics`, a paragraph a subject."""
    files = found["files"]
    yield f"文件 {files['all']} 个：已核验 {files.get('done', 0)} 个，失败 {files.get('failed', 0)} 个"
    yield from _block("失败原因", found["failures"])
    yield f"报告 {found['reports']} 份"
    yield from _block("种类", {KIND[kind][0]: number for kind, number in found["kinds"].items()})
    yield from _block("年度", found["years"])
    scores, rates = found["scores"], found["execution_rates"]
    yield (
        f"得分：写明的 {scores['stated']} 份，平均 {_known(scores['mean'])}，"
        f"最低 {_known(scores['lowest'])}，满分 {scores['full_marks']} 份"
    )
    for label, grade in found["grades"].items():
        yield (
            f"  {label or '没有等级'}：{grade['reports']} 份，得分 {_known(grade['lowest'])}～"
            f"{_known(grade['highest'])}，平均 {_known(grade['mean'])}"
        )
    yield f"预算执行率：写明的 {rates['stated']} 份，平均 {_known(rates['mean'])}%"
    yield from _block("", {f"{low}% 起": number for low, number in rates["classes"].items()})
    yield "发现：" + "，".join(f"{severity(name, 'zh')} {n}" for name, n in found["severities"].items())
    yield from _block("", found["rules"])
    named = sorted(
        found["organizations"].items(),
        key=lambda item: (-item[1]["critical"] - item[1]["error"], item[0]),
    )
    yield f"单位 {len(named)} 个，错误以上的发现最多的："
    for name, counted in named[:_MOST_ORGANIZATIONS]:
        yield (
            f"  {clean(name) or '没有写明单位'}：报告 {counted['reports']} 份，"
            f"严重 {counted['critical']}，错误 {counted['error']}，疑点 {counted['warning']}"
        )


def _block(title: str, counted: Mapping[str, int]) -> Iterator[str]:
    if counted:
        listed = "，".join(f"{name} {number}" for name, number in counted.items())
        yield f"  {title}：{listed}" if title else f"  {listed}"


def _known(value: Any) -> str:
    return "—" if value is None else _plain(value)
