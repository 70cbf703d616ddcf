"""Layouts nobody prescribes, each read by its headers: what their gold says is found, figure by figure."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from extractor import readers
from extractor.extract import extract
from extractor.records import Report

ODD = Path(__file__).parents[2] / "corpora" / "forms" / "odd"
READ = (
    "o01-transposed",
    "o03-header-in-the-middle",
    "o05-cards",
    "o06-side-by-side",
    "o07-pairs-in-a-cell",
    "o08-backwards",
)


def read(name: str) -> tuple[Report, dict]:
    path = ODD / f"{name}.docx"
    gold = json.loads((ODD / f"{name}.gold.json").read_text(encoding="utf-8"))
    (report,) = extract(readers.read(path.read_bytes(), path.name)).reports
    return report, gold["reports"][0]


@pytest.mark.parametrize("name", READ)
def test_every_indicator_has_its_own_target_actual_and_points(name):
    report, gold = read(name)
    found = {
        each.name: (each.target.value, each.actual.value, each.weight, each.score)
        for each in report.indicators
    }
    assert found == {
        each["name"]: tuple(
            Decimal(value)
            for value in (each["target"]["value"], each["actual"]["value"], each["weight"], each["score"])
        )
        for each in gold["indicators"]
    }


@pytest.mark.parametrize("name", READ)
def test_money_and_total_are_those_printed(name):
    report, gold = read(name)
    amounts = {(each.stage, each.scope, each.source, each.yuan) for each in report.budgets}
    wanted = [each for each in gold.get("budgets", []) if not each.get("optional")]
    assert amounts >= {
        (each["stage"], each["scope"], each["source"], Decimal(each["yuan"])) for each in wanted
    }
    assert report.score is not None
    assert report.score.total == Decimal(gold["score"])


@pytest.mark.parametrize("name", READ)
def test_a_value_is_quoted_where_it_stands(name):
    report, _ = read(name)
    for each in report.indicators:
        assert each.evidence.target.text == each.target.text
        assert each.evidence.actual.text == each.actual.text


def test_a_quarter_is_not_the_year():
    report, _ = read("o10-quarters")
    assert [each.target.value for each in report.indicators] == [Decimal(1280), Decimal(12), Decimal(90)]
