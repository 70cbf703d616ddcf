"""The gold of corpora/reports is well-formed, states what its sources say, and is complete."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest

from corpora.generate.__main__ import REPORTS, SOURCES, render
from corpora.generate.source import Source, read

SCHEMA = json.loads(Path(__file__).with_name("gold.schema.json").read_text(encoding="utf-8"))
PATHS = sorted(SOURCES.glob("*.rpt"))
PLANTED = {
    "BUD101",
    "BUD102",
    "BUD103",
    "BUD104",
    "EXE201",
    "EXE202",
    "IND301",
    "IND302",
    "IND304",
    "IND305",
    "IND309",
    "GRD501",
    "GRD503",
    "GRD504",
    "CNT101",
    "CNT102",
    "CHG101",
    "CHG102",
    "DOC601",
    "DOC602",
}
# What a rule of absence is found near is not printed in the document: it is what the message says.
ABSENT = {"GRD504"}
MAX_BYTES = 150_000

every_report = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def gold_of(source: Source) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((REPORTS / f"{source.id}.gold.json").read_text(encoding="utf-8"))
    return loaded


def text_of(source: Source) -> str:
    cells = (cell for block in source.blocks for row in block.rows for cell in row)
    return "\n".join([*(block.printed for block in source.blocks), *cells])


def numbers_in(text: str) -> set[Decimal]:
    return {
        Decimal(number.replace(",", ""))
        for number in re.findall(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", text)
    }


def bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def test_every_source_has_gold_and_every_gold_a_source() -> None:
    assert {path.stem for path in PATHS} == {
        path.name.removesuffix(".gold.json") for path in REPORTS.glob("*.gold.json")
    }


@every_report
def test_gold_has_the_shape_of_the_format(path: Path) -> None:
    gold = gold_of(read(path))
    jsonschema.validate(gold, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert gold["id"] == path.stem


@every_report
def test_files_are_committed_and_small(path: Path) -> None:
    source = read(path)
    written = [REPORTS / f"{source.id}.{options['as']}" for options in source.files]
    assert written
    assert all(0 < file.stat().st_size < MAX_BYTES for file in written)


@every_report
def test_amounts_are_printed_in_the_source(path: Path) -> None:
    source = read(path)
    printed = numbers_in(text_of(source))
    for report in gold_of(source)["reports"]:
        for budget in report["budgets"]:
            yuan = Decimal(budget["yuan"])
            assert printed & {yuan, yuan / 10**4, yuan / 10**8}, budget
        stated = [*report["rates"], *(bound for _, bound in report["grade_scale"]), report["score"]]
        assert {Decimal(number) for number in stated if number is not None} <= printed


@every_report
def test_a_budget_figure_is_listed_once(path: Path) -> None:
    for report in gold_of(read(path))["reports"]:
        keys = [(b["stage"], b["scope"], b["source"], Decimal(b["yuan"])) for b in report["budgets"]]
        assert len(keys) == len(set(keys))


@every_report
def test_indicators_are_printed_in_the_source(path: Path) -> None:
    source = read(path)
    text = text_of(source)
    printed = numbers_in(text)
    words = pairs(bare(text))
    for report in gold_of(source)["reports"]:
        assert {bare(report["organization"])[i : i + 2] for i in range(3)} <= words
        for indicator in report["indicators"]:
            name = pairs(bare(indicator["name"]))
            assert len(name & words) * 3 >= len(name) * 2, indicator["name"]
            for value in (indicator["target"], indicator["actual"]):
                if value and "value" in value:
                    assert Decimal(value["value"]) in printed, indicator


@every_report
def test_planted_errors_stand_where_the_gold_says(path: Path) -> None:
    source = read(path)
    text = text_of(source)
    for must in gold_of(source)["findings"]["must"]:
        assert must["code"] in ABSENT or must["near"] in text, must


def test_every_rule_is_planted_and_some_reports_are_clean() -> None:
    musts = [{must["code"] for must in gold_of(read(path))["findings"]["must"]} for path in PATHS]
    assert set().union(*musts) >= PLANTED
    assert sum(not codes for codes in musts) >= 4


@every_report
def test_text_and_pages_are_regenerated_byte_for_byte(path: Path) -> None:
    source = read(path)
    again = [options for options in source.files if options["as"] in ("txt", "html")]
    for options in again:
        assert (REPORTS / f"{source.id}.{options['as']}").read_bytes() == render(source, options)


@every_report
def test_word_files_do_not_carry_the_clock(path: Path) -> None:
    source = read(path)
    for options in source.files:
        if options["as"] == "docx":
            with ZipFile(REPORTS / f"{source.id}.docx") as package:
                assert {entry.date_time for entry in package.infolist()} == {(2020, 1, 1, 0, 0, 0)}
