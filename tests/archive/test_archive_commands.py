"""``perfeval archive`` from the command line."""

import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from perfeval.outputs.layout import columns
from perfeval.store.store import Store


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["archive", *arguments])


def rows(*arguments: str) -> list[dict[str, object]]:
    result = invoke("list", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def empty(tmp_path: Path) -> str:
    address = str(tmp_path / "empty.db")
    Store.open(address, create=True).close()
    return address


def test_list_has_a_line_a_report_in_order(small: str) -> None:
    listed = rows("--store", small)
    keys = [(row["organization"] or "", row["year"] or 0, row["project"] or "", row["id"]) for row in listed]
    assert keys == sorted(keys)
    text = invoke("list", "--store", small)
    assert text.exit_code == 0
    assert len(text.stdout.splitlines()) == len(listed) + 1


def test_filters_choose_by_what_the_report_says_and_what_was_found(small: str) -> None:
    every = rows("--store", small)
    graded = next(row["grade"] for row in every if row["grade"])
    assert rows("--store", small, "--grade", graded) == [row for row in every if row["grade"] == graded]
    alarming = [row for row in every if row["critical"] or row["error"]]
    severe = rows("--store", small, "--severity", "error")
    assert all(row in severe for row in alarming)
    found = rows("--store", small, "--rule", "arc704")
    assert found
    assert len(found) < len(every)
    assert rows("--store", small, "--rule", "ZZZ") == []


@pytest.mark.parametrize("format", ["text", "json"])
def test_stats_of_a_store_and_of_none(small: str, empty: str, format: str) -> None:
    full, none = (invoke("stats", "--store", address, "--format", format) for address in (small, empty))
    assert (full.exit_code, none.exit_code) == (0, 0)
    if format == "text":
        assert "报告 0 份" in none.stdout
        assert "ARC704" in full.stdout
        return
    counted = json.loads(full.stdout)
    assert counted["reports"] == len(rows("--store", small))
    assert sum(counted["kinds"].values()) == counted["reports"]
    assert sum(grade["reports"] for grade in counted["grades"].values()) == counted["reports"]
    assert sum(counted["severities"].values()) == sum(rule["findings"] for rule in counted["rules"].values())
    assert sum(counted["scores"]["classes"].values()) == counted["scores"]["stated"]
    assert sum(counted["execution_rates"]["classes"].values()) == counted["execution_rates"]["stated"]
    assert counted["files"]["failed"] == sum(counted["failures"].values()) == 1
    assert json.loads(none.stdout)["reports"] == 0


def test_show_tells_one_report_with_what_the_archive_found_of_it(small: str) -> None:
    named = rows("--store", small, "--rule", "ARC704")[0]["id"]
    shown = invoke("show", str(named), "--store", small, "--format", "json")
    assert shown.exit_code == 0, shown.output
    verification = json.loads(shown.stdout)
    assert len(verification["reports"]) == 1
    codes = [each["code"] for each in verification["findings"] + verification["reports"][0]["findings"]]
    assert "ARC704" in codes
    text = invoke("show", str(named)[:12], "--store", small)
    assert text.stdout.startswith("出处 ")
    assert "ARC704" in text.stdout


@pytest.mark.parametrize("identity", ["nosuch", "", "%", "_"])
def test_an_unknown_id_is_named_in_one_line(small: str, identity: str) -> None:
    result = invoke("show", identity, "--store", small)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["list", "stats"])
def test_no_store_is_named_in_one_line(command: str, tmp_path: Path) -> None:
    for address in (str(tmp_path / "none.db"), "nosuch://host/base", "postgresql://nobody@127.0.0.1:1/none"):
        result = invoke(command, "--store", address)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1, result.stderr
        assert address in result.stderr
    assert not list(tmp_path.iterdir())


def test_an_empty_list_says_so(empty: str) -> None:
    assert "没有符合条件的报告" in invoke("list", "--store", empty).stdout
    assert rows("--store", empty) == []


def test_export_refuses_in_one_line(small: str, tmp_path: Path) -> None:
    result = invoke("export", "--store", small, "-o", str(tmp_path / "x.doc"))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "x.doc" in result.stderr
    done = invoke("export", "--store", small, "-o", str(tmp_path / "x.csv"), "--table", "reports")
    assert (done.exit_code, done.output) == (0, "")


def test_an_id_is_found_by_a_beginning_that_is_its_own(small: str) -> None:
    ids = [str(row["id"]) for row in rows("--store", small)]
    for identity in ids:
        own = next(identity[:size] for size in range(1, 19) if _beginning(ids, identity[:size]) == 1)
        shown = invoke("show", own, "--store", small, "--format", "json")
        assert json.loads(shown.stdout)["source"]["sha256"].startswith(identity.split("-")[0])
        if len(own) > 1:
            several = invoke("show", own[:-1], "--store", small)
            assert several.exit_code == 2
            assert "不止一份" in several.stderr
            assert min(each for each in ids if each.startswith(own[:-1])) in several.stderr


def _beginning(ids: list[str], text: str) -> int:
    return sum(each.startswith(text) for each in ids)


@pytest.mark.parametrize(
    "options",
    [[], ["--severity", "error"], ["--rule", "ARC704"], ["--kind", "project_form"], ["--year", "2024"],
     ["--organization", "局", "--severity", "warning"], ["--grade", "优", "--rule", "GRD"]],
)  # fmt: skip
def test_statistics_are_those_of_what_the_list_and_the_export_hold(
    small: str, options: list[str], tmp_path: Path
) -> None:
    counted = json.loads(invoke("stats", "--store", small, "--format", "json", *options).stdout)
    listed = rows("--store", small, *options)
    target = tmp_path / "findings.jsonl"
    assert invoke("export", "--store", small, "-o", str(target), *options).exit_code == 0
    found = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert counted["reports"] == len(listed)
    assert {name: own["reports"] for name, own in counted["organizations"].items()} == Counter(
        row["organization"] or "" for row in listed
    )
    assert {code: rule["findings"] for code, rule in counted["rules"].items()} == Counter(
        row["code"] for row in found
    )
    assert counted["severities"] == {
        name: sum(row["severity"] == name for row in found)
        for name in ("critical", "error", "warning", "info")
    }
    by_report = Counter(row["code"] for row in found if row["report"])
    for code, rule in counted["rules"].items():
        told = sum(own["rules"].get(code, 0) for own in counted["organizations"].values())
        assert told >= by_report[code]
        assert rule["reports"] <= len(listed)
        assert rule["title"]
        assert sum(rule[name] for name in counted["severities"]) == rule["findings"]


def test_as_many_reports_have_errors_as_the_list_shows(small: str) -> None:
    every = rows("--store", small)
    counted = json.loads(invoke("stats", "--store", small, "--format", "json").stdout)
    for severity, own in counted["reports_with"].items():
        listed = rows("--store", small, "--severity", severity)
        assert own["reports"] == len(listed)
        assert own["percent"] == pytest.approx(100 * len(listed) / len(every), abs=0.006)


def test_the_columns_of_the_text_stand_under_each_other(small: str) -> None:
    lines = invoke("list", "--store", small).stdout.splitlines()
    assert len({columns(line) for line in lines}) == 1  # the last column is one of numbers, flush right
    stats = invoke("stats", "--store", small).stdout.splitlines()
    head = next(line for line in stats if line.lstrip().startswith("规则"))
    (rule,) = (line for line in stats if line.startswith("  ARC704"))
    assert _before(rule, "重复报送或缺报") == _before(head, "名称")


def _before(line: str, word: str) -> int:
    return columns(line[: line.index(word)])
