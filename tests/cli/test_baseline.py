"""``perfeval baseline`` and ``verify --baseline`` on real documents."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli

CORPORA = Path(__file__).parents[2] / "corpora"
PAIRS = [
    ("reports/r02-service-bureau", ".docx", ".pdf"),
    ("reports/r18-rural-industry", ".docx", ".pdf"),
    ("reports/r08-forestry-transfer", ".docx", ".html"),
    ("forms/f15-flood-channel", ".docx", ".pdf"),
    ("forms/f16-food-market", ".xlsx", ".pdf"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words, code=0):
    result = CliRunner().invoke(cli.app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


def put(folder, name, suffix, to=None):
    path = folder / (to or f"{Path(name).name}{suffix}")
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(CORPORA / f"{name}{suffix}", path)
    return path.relative_to(folder)


@pytest.mark.parametrize(("name", "first", "second"), PAIRS)
def test_a_baseline_survives_the_conversion(folder, name, first, second):
    before = put(folder, name, first)
    call("baseline", "write", before, "-o", "基线.toml", "--reason", "已核实", "--reviewer", "甲")
    entries = tomllib.loads((folder / "基线.toml").read_text(encoding="utf-8"))["finding"]
    assert entries
    (folder / before).unlink()
    after = put(folder, name, second, to=f"另一处/改名{second}")
    result = call("verify", after, "--baseline", "基线.toml", "--format", "json", "--fail-on", "info")
    verification = json.loads(result.stdout)
    assert set(verification["summary"].values()) == {0}
    assert sorted(each["fingerprint"] for each in verification["suppressed"]) == sorted(
        each["fingerprint"] for each in entries
    )
    assert {(each["reason"], each["reviewer"]) for each in verification["suppressed"]} == {("已核实", "甲")}
    assert result.stderr == ""


def test_new_findings_are_still_reported(folder):
    path = put(folder, "reports/r18-rural-industry", ".docx")
    call("baseline", "write", path, "-o", "基线.toml", "--ignore", "EXE201")
    result = call("verify", path, "--baseline", "基线.toml", code=1)
    assert "错误 EXE201" in result.stdout
    assert "错误 GRD501" not in result.stdout
    assert "EXE204 " not in result.stdout
    assert "  已按基线略去 4 项" in result.stdout
    assert result.stdout.splitlines()[-1] == "共核验 1 个文件；错误 1（已按基线略去 4 项）"


def test_writing_again_keeps_what_reviewers_wrote(folder):
    path = put(folder, "reports/r18-rural-industry", ".docx")
    call("baseline", "write", path, "-o", "基线.toml", "--select", "EXE")
    baseline = folder / "基线.toml"
    text = baseline.read_text(encoding="utf-8").replace('reason = ""', 'reason = "见函"', 1)
    baseline.write_text(text, encoding="utf-8")
    assert "新增 3 项，共 5 项" in call("baseline", "write", path, "-o", "基线.toml", "--reason", "新").stdout
    reasons = [each["reason"] for each in tomllib.loads(baseline.read_text(encoding="utf-8"))["finding"]]
    assert sorted(reasons) == sorted(["见函", "", "新", "新", "新"])
    before = baseline.read_bytes()
    assert "新增 0 项" in call("baseline", "write", path, "-o", "基线.toml").stdout
    assert baseline.read_bytes() == before


def test_what_no_longer_appears_is_said_and_pruned(folder):
    path = put(folder, "reports/r18-rural-industry", ".docx")
    put(folder, "reports/r02-service-bureau", ".docx")
    call("baseline", "write", ".", "-o", "基线.toml")
    # A corrected edition: another report under the same name.
    put(folder, "reports/r15-water-bureau-clean", ".docx", to=str(path))
    result = call("verify", path, "--baseline", "基线.toml")
    (line,) = result.stderr.splitlines()
    assert f"{path}：基线中有 5 项不再出现：" in line
    assert call("verify", path, "--baseline", "基线.toml", "--select", "BUD").stderr == ""
    assert "去掉 5 项，保留 4 项" in call("baseline", "prune", path, "--baseline", "基线.toml").stdout
    assert "去掉 0 项，保留 4 项" in call("baseline", "prune", ".", "--baseline", "基线.toml").stdout
    assert call("verify", ".", "--baseline", "基线.toml", "--fail-on", "info").stderr == ""


def test_an_unreadable_file_loses_nothing(folder):
    path = put(folder, "reports/r18-rural-industry", ".docx")
    call("baseline", "write", path, "-o", "基线.toml")
    before = (folder / "基线.toml").read_bytes()
    (folder / path).write_bytes(b"PK\x03\x04")
    call("baseline", "prune", path, "--baseline", "基线.toml", code=3)
    assert (folder / "基线.toml").read_bytes() == before


def test_the_settings_file_names_the_baseline_for_all_three(folder, monkeypatch):
    path = put(folder, "reports/r18-rural-industry", ".docx")
    (folder / "perfeval.toml").write_text('baseline = "审核/基线.toml"', encoding="utf-8")
    (folder / "审核").mkdir()
    call("baseline", "write", path)
    assert (folder / "审核" / "基线.toml").is_file()
    call("verify", path, "--fail-on", "info")
    call("verify", path, "--no-config", code=1)
    monkeypatch.chdir(folder / "审核")
    assert call("verify", f"../{path}", "--fail-on", "info").stderr == ""
    assert "去掉 0 项" in call("baseline", "prune", f"../{path}").stdout


@pytest.mark.parametrize(
    "words", [("verify", "--baseline"), ("baseline", "prune", "--baseline"), ("baseline", "write", "-o")]
)
def test_a_damaged_baseline_is_one_line_and_stays(folder, words):
    path = put(folder, "reports/r18-rural-industry", ".docx")
    (folder / "基线.toml").write_text("version = 1\n[[finding", encoding="utf-8")
    result = call(*words, "基线.toml", path, code=2)
    (line,) = result.stderr.splitlines()
    assert "基线.toml：不是有效的 TOML 文件" in line
    assert result.stdout == ""
    assert (folder / "基线.toml").read_text(encoding="utf-8") == "version = 1\n[[finding"


def test_an_input_is_never_overwritten(folder):
    (folder / "甲.txt").write_text("version = 1\n", encoding="utf-8")
    result = call("baseline", "write", "甲.txt", "-o", "甲.txt", code=2)
    assert "不能覆盖输入文件" in result.stderr
    assert (folder / "甲.txt").read_text(encoding="utf-8") == "version = 1\n"


@pytest.mark.parametrize("words", [("write",), ("prune",)])
def test_where_the_baseline_is_must_be_said(folder, words):
    assert folder.is_dir()
    assert call("baseline", *words, "甲.txt", code=2).stdout == ""
