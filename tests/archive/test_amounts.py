"""Last year's amounts beside this year's, from files to the finding against last year's report."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from perfeval.archive.amounts import prior_amounts
from perfeval.archive.examine import examine
from perfeval.batch.work import Settings, work
from perfeval.rules.archive.registry import Amount
from perfeval.store.rows import Rows
from perfeval.store.schema import findings
from perfeval.store.store import Store

SETTINGS = Settings("auto")
NOW = Amount("executed", "reception", "all", 2025, "120万元", 1_200_000, {"block": 3})


def change(
    evidence: str, base: str = "100万元", current: str = "120万元", **other: object
) -> SimpleNamespace:
    row = {
        "direction": "increase", "base": base, "base_value": 100, "base_unit": "万元", "current": current,
        "evidence": evidence, "page": None, "block": 3, "table_row": None, "table_column": None,
    }  # fmt: skip
    return SimpleNamespace(**row | other)


@pytest.mark.parametrize(
    "evidence",
    ["120万元，比上年的100万元增加20万元", "120万元，2024年为100万元，增长20%", "120万元，去年支出100万元"],
)
def test_last_years_figure_is_of_what_this_years_is(evidence: str) -> None:
    (found,) = prior_amounts([change(evidence)], [NOW], 2025)
    assert (found.stage, found.scope, found.year, found.text) == ("executed", "reception", 2024, "100万元")
    assert found.yuan == 1_000_000


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(change("120万元，比年初预算100万元增加20万元"), id="this year's budget"),
        pytest.param(change("120万元，比上年年初预算100万元增加20万元"), id="last year's budget"),
        pytest.param(change("120万元，2023年为100万元"), id="another year"),
        pytest.param(change("120万元，比上年同期100万元增加20万元"), id="maybe a part of last year"),
        pytest.param(change("120万元，比上年的100万元增加", current="130万元"), id="of no budget figure"),
        pytest.param(change("120万元，比上年的100万元增加", block=4), id="elsewhere"),
        pytest.param(change("120万元，比上年的100万元增加", direction="exceed"), id="a task"),
        pytest.param(change("120人，比上年的100人增加", base_unit="人"), id="no money"),
    ],
)
def test_what_may_be_something_else_is_left_out(row: SimpleNamespace) -> None:
    assert list(prior_amounts([row], [NOW], 2025)) == []


def test_what_two_figures_are_is_not_told() -> None:
    other = Amount("executed", "vehicle", "all", 2025, "120万元", 1_200_000, {"block": 3})
    assert list(prior_amounts([change("120万元，比上年的100万元增加")], [NOW, other], 2025)) == []


def report(year: int, sentence: str) -> Rows:
    text = (
        f"青湾市档案馆{year}年度部门整体支出绩效自评报告\n一、部门概况\n青湾市档案馆是市级事业单位。\n"
        f"二、资金情况\n{year}年年初预算500万元，全年预算520万元，执行数510万元，执行率98.08%。{sentence}\n"
        "三、自评结论\n自评得分95分，等级为优。\n"
    )
    rows = work(f"{year}.txt", text.encode(), SETTINGS)
    assert isinstance(rows, Rows)
    return rows


@pytest.mark.parametrize(("before", "told"), [("12.80万元", 0), ("15.20万元", 1)])
def test_a_report_is_set_against_that_of_the_year_before(tmp_path: Path, before: str, told: int) -> None:
    store = Store.open(str(tmp_path / "a.db"), create=True)
    results = [
        report(2024, f"公务接待费支出{before}。"),
        report(2025, "公务接待费支出10.30万元，上年为12.80万元，同比减少2.50万元。"),
    ]
    for rows in results:
        content = {key: rows.content[key] for key in ("sha256", "status", "cause", "message", "bytes")}
        store.write([rows], [{"place": rows.content["sha256"], **content}])
    examine(store)
    query = findings.select().where(findings.c.code == "ARC703")
    with store.reading() as connection:
        found = connection.execute(query).all()
    store.close()
    assert len(found) == told
    assert all((each.stated, each.recomputed) == ("12.80万元", "15.20万元") for each in found)
