"""Tables built to exhaust a reader of forms: a result or a clear refusal, and no endless work."""

from collections.abc import Callable

import pytest

from extractor import readers
from extractor.errors import LimitExceeded
from extractor.extract import extract
from extractor.records import Extraction

TITLE = "<h1>项目支出绩效自评表</h1>"
HEAD = "<tr><td>项目名称</td><td>{name}</td></tr>"


def html(body: str) -> bytes:
    return f"<html><meta charset='utf-8'><body>{TITLE}{body}</body></html>".encode()


def nested(depth: int) -> str:
    return "<table><tr><td>层" * depth + "里" + "</td></tr></table>" * depth


def overlapping(rows: int) -> str:
    cells = "".join(f"<td rowspan='900' colspan='{wide}'>甲</td>" for wide in range(1, 9))
    return "<table>" + f"<tr>{cells}</tr>" * rows + "</table>"


def headers(rows: int) -> str:
    """Every row could head an indicator block, a budget block, or both."""
    line = "".join(
        f"<td>{word}</td>" for word in ("一级指标", "目标/完成值", "年初预算数", "执行数", "分值", "得分")
    )
    return "<table>" + HEAD.format(name="甲") + f"<tr>{line}</tr>" * rows + "</table>"


def labels(rows: int) -> str:
    line = "<td>项目名称</td><td>实施单位：</td><td>自评等级</td><td></td><td>总分</td><td>1</td>"
    return "<table>" + f"<tr>{line}</tr>" * rows + "</table>"


def subtotals(rows: int) -> str:
    head = "".join(
        f"<td>{word}</td>" for word in ("一级指标", "三级指标", "指标值", "完成值", "分值", "得分")
    )
    line = "<td>产出</td><td>巡查</td><td>1次</td><td>1次</td><td>1</td><td>1</td>"
    total = "<td colspan='2'>小计</td><td></td><td></td><td>9</td><td>9</td>"
    return (
        "<table>" + HEAD.format(name="甲") + f"<tr>{head}</tr>" + f"<tr>{line}</tr><tr>{total}</tr>" * rows
        + "</table>"
    )  # fmt: skip


def long_cell(length: int) -> str:
    return "<table>" + HEAD.format(name="长" * length) + HEAD.format(name="优良90分以上" * 1000) + "</table>"


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (nested, 30),
        (overlapping, 40),
        (headers, 2000),
        (labels, 3000),
        (subtotals, 1000),
        (long_cell, 150_000),
    ],
)
def test_a_hostile_table_is_read_in_bounded_work(
    make: Callable[[int], str], size: int, does_not_hang: Callable[[], object]
) -> None:
    with does_not_hang():  # type: ignore[attr-defined]
        found = extract(readers.read(html(make(size)), "表.html"))
    assert isinstance(found, Extraction)
    assert found.reports or found.warnings


def test_past_the_limits_the_file_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="超出上限"):
        readers.read(html(overlapping(4000)), "表.html")
