"""``--format sarif``: the part of SARIF 2.1.0 that is written, over real and hostile input."""

import json
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import cli
from perfeval.outputs.sarif import FINGERPRINT, uri
from perfeval.rules import catalogue

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "corpora" / "reports"
FORMS = ROOT / "corpora" / "forms"
SCHEMA = json.loads((Path(__file__).parent / "sarif.schema.json").read_text(encoding="utf-8"))
INPUTS = [
    REPORTS / "r02-service-bureau.docx",
    REPORTS / "r18-rural-industry.pdf",
    FORMS / "f19-report-with-forms.docx",
]


def call(*words, code=0):
    result = CliRunner().invoke(cli.app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.stdout


def run_of(text):
    log = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    return run


@pytest.fixture(scope="module")
def run():
    return run_of(call("verify", *INPUTS, "--format", "sarif", "--fail-on", "never"))


def test_every_finding_is_a_result(run):
    lines = call("verify", *INPUTS, "--format", "jsonl", "--fail-on", "never").splitlines()
    wanted = [
        (index, finding["code"], finding["fingerprint"], finding["message"], len(finding["evidence"]))
        for index, each in enumerate(map(json.loads, lines))
        for finding in (*(one for report in each["reports"] for one in report["findings"]), *each["findings"])
    ]
    assert wanted
    assert [
        (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["index"],
            result["ruleId"],
            result["partialFingerprints"][FINGERPRINT],
            result["message"]["text"],
            len(result["locations"]) + len(result["relatedLocations"]),
        )
        for result in run["results"]
    ] == wanted


def test_the_rules_are_the_catalogue_and_results_point_at_them(run):
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(catalogue())
    assert all(rule["name"].isalnum() for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    levels = {result["properties"]["severity"]: result["level"] for result in run["results"]}
    expected = {"critical": "error", "error": "error", "warning": "warning", "info": "note"}
    assert set(levels) >= {"error", "warning", "info"}
    assert levels.items() <= expected.items()


def test_locations_say_where_and_quote_what_stands_there(run):
    for result in run["results"]:
        for location in result["locations"] + result["relatedLocations"]:
            evidence, (logical,) = location["properties"], location["logicalLocations"]
            assert location["message"]["text"].endswith(f"「{evidence['text']}」")
            if "row" in evidence:
                steps = (evidence["table"] + 1, evidence["row"] + 1, evidence["column"] + 1)
                assert logical["fullyQualifiedName"] == "/table[{}]/row[{}]/column[{}]".format(*steps)
            else:
                assert logical["fullyQualifiedName"] == f"/paragraph[{evidence['block'] + 1}]"


def test_files_have_their_uri_and_digest(run):
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == [
        f"file://{path}" for path in INPUTS
    ]
    assert all(len(artifact["hashes"]["sha-256"]) == 64 for artifact in run["artifacts"])
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_file_given_twice_is_one_artifact():
    words = ("--format", "sarif", "--fail-on", "never", "--lang", "en")
    run = run_of(call("verify", INPUTS[0], INPUTS[1], INPUTS[0], *words))
    assert len(run["artifacts"]) == 2
    first, *_, last = (
        result["locations"][0]["physicalLocation"]["artifactLocation"] for result in run["results"]
    )
    assert first == last
    assert run["language"] == "en-US"


def test_the_same_input_gives_the_same_bytes():
    words = ("verify", INPUTS[0], "--format", "sarif", "--fail-on", "never")
    assert call(*words) == call(*words)


def test_unreadable_inputs_are_notifications(tmp_path):
    text = call("verify", tmp_path / "没有.docx", INPUTS[0], "--format", "sarif", code=3)
    (invocation,) = run_of(text)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "没有.docx" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_nothing_readable_leaves_an_earlier_output_alone(tmp_path):
    output = tmp_path / "结果.sarif"
    output.write_text("旧", encoding="utf-8")
    call("verify", tmp_path / "没有.docx", "--format", "sarif", "-o", output, code=3)
    assert output.read_text(encoding="utf-8") == "旧"


def test_a_file_without_findings_has_an_empty_list(tmp_path):
    path = tmp_path / "空 #1%.txt"
    path.write_text("没有报告。", encoding="utf-8")
    run = run_of(call("verify", path, "--format", "sarif", "--select", "EXE"))
    assert run["results"] == []
    assert run["artifacts"][0]["location"]["uri"].endswith("%20%231%25.txt")


def test_what_the_baseline_holds_is_suppressed_with_its_reason(tmp_path):
    baseline = tmp_path / "基线.toml"
    call("baseline", "write", INPUTS[0], "-o", baseline, "--select", "EXE", "--reason", "已核实")
    run = run_of(call("verify", INPUTS[0], "--baseline", baseline, "--format", "sarif", "--fail-on", "never"))
    reasons = {
        result["ruleId"][:3]: [each["justification"] for each in result["suppressions"]]
        for result in run["results"]
    }
    assert reasons["EXE"] == ["已核实"]
    assert reasons["IND"] == []


@given(st.text(min_size=1).filter(lambda name: "\0" not in name))
def test_a_uri_is_ascii_and_leads_back_to_the_name(name):
    made = uri(name)
    assert made.isascii()
    assert not set(made) & set(' "<>\\^`{|}#?')
    if not name.startswith("/"):
        assert unquote(made) == name
