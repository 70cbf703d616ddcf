"""What the command line, ``perfeval.toml`` and the standard have to say, and in which order."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli

REPORT = Path(__file__).parents[2] / "corpora" / "reports" / "r18-rural-industry.docx"
"""Holds DOC601, EXE201, EXE204 (87.88 %), GRD501 and GRD504."""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder to work in; returns what writes its settings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报告.docx").write_bytes(REPORT.read_bytes())
    return lambda text: (tmp_path / "perfeval.toml").write_text(text, encoding="utf-8")


def call(*words):
    return CliRunner().invoke(cli.app, list(words))


def codes(*words):
    result = call("verify", "报告.docx", "--format", "json", "--fail-on", "never", *words)
    assert result.exit_code == 0, result.output
    (report,) = json.loads(result.stdout)["reports"]
    return sorted(finding["code"] for finding in report["findings"])


ALL = ["DOC601", "EXE201", "EXE204", "GRD501", "GRD504"]


def test_the_file_speaks_where_the_command_line_does_not(project):
    assert codes() == ALL
    project('select = ["exe"]\nfail-on = "critical"')
    assert codes() == ["EXE201", "EXE204"]
    assert codes("--select", "GRD") == ["GRD501", "GRD504"]
    assert codes("--no-config") == ALL
    assert call("verify", "报告.docx").exit_code == 0
    assert call("verify", "报告.docx", "--fail-on", "error").exit_code == 1
    assert call("verify", "报告.docx", "--no-config").exit_code == 1


def test_another_file_may_be_given(project, tmp_path):
    project('select = ["EXE"]')
    other = tmp_path / "别的.toml"
    other.write_text('ignore = ["EXE", "GRD5"]', encoding="utf-8")
    assert codes("--config", str(other)) == ["DOC601"]


def test_it_is_found_from_a_folder_below(project, tmp_path, monkeypatch):
    project('select = ["EXE201"]')
    (tmp_path / "内").mkdir()
    (tmp_path / "报告.docx").rename(tmp_path / "内" / "报告.docx")
    monkeypatch.chdir(tmp_path / "内")
    assert codes() == ["EXE201"]


def test_thresholds_are_merged_name_by_name(project):
    project('select = ["EXE204"]\n[thresholds]\nlow_execution = 85')
    assert codes() == []
    assert codes("--threshold", "near_full=90") == []
    assert codes("--threshold", "low_execution=88", "--threshold", "near_full=90") == ["EXE204"]
    assert codes("--no-config", "--select", "EXE204", "--threshold", "low_execution=87.88") == []


def test_rules_may_be_left_out_by_path(project):
    project('[per-path-ignore]\n"*.docx" = ["GRD", "DOC"]\n"*.pdf" = ["EXE"]')
    assert codes() == ["EXE201", "EXE204"]


def test_english_may_be_the_projects_language(project):
    project('lang = "en"')
    assert call("verify", "报告.docx").stdout.splitlines()[-1].startswith("1 file(s) verified")
    assert call("verify", "报告.docx", "--lang", "zh").stdout.splitlines()[-1].startswith("共核验")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--select", "exe2O1"], "没有规则 EXE2O1；相近的有 EXE201"),
        (["--ignore", "BDU"], "没有规则 BDU；相近的有 BUD"),
        (["--select", " , "], "--select：没有给出规则编号"),
        (["--ignore", ""], "--ignore：没有给出规则编号"),
        (["--threshold", "low_execution"], "应写作 名称=数值"),
        (["--threshold", "low_exec=1"], "是否指 low_execution？"),
        (["--config", "没有.toml"], "没有.toml：无法读取"),
        (["--baseline", "没有.toml"], "没有.toml：无法读取"),
    ],
)
def test_a_mistake_is_one_line_and_2(project, words, said):
    project("")
    result = call("verify", "报告.docx", *words)
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert said in line


def test_a_mistake_in_the_file_is_2_with_a_line_each(project):
    project('lang = "fr"\nselct = []')
    result = call("verify", "报告.docx")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2
    assert all("perfeval.toml：" in line for line in result.stderr.splitlines())


@pytest.mark.parametrize("words", [["exe 201"], ["EXE2O1"], [""]])
def test_explain_suggests_the_nearest(words):
    result = call("explain", *words)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_explain_takes_a_code_or_its_beginning_in_either_case():
    assert call("explain", "exe201").stdout == call("explain", "ＥＸＥ２０１").stdout
    lines = call("explain", "ind").stdout.splitlines()
    assert len(lines) > 10
    assert all(line.startswith("IND") for line in lines)
