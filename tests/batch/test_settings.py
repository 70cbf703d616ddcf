"""What decides whether a file is verified anew."""

import pytest
from typer.testing import CliRunner

from cli import app
from perfeval.batch.work import Settings, content_of


def test_a_standard_changed_on_disk_changes_the_key(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("a = 1")
    before = Settings(str(path), standard_sha256=content_of(str(path))).key
    assert Settings(str(path), standard_sha256=content_of(str(path))).key == before
    path.write_text("a = 2")
    assert Settings(str(path), standard_sha256=content_of(str(path))).key != before


def test_a_shipped_or_missing_standard_has_no_content(tmp_path):
    assert content_of("auto") is None
    assert content_of(str(tmp_path / "none.toml")) is None


def batch(path, *options):
    return CliRunner().invoke(app, ["batch", "--store", str(path / "a.db"), *options, str(path / "a.txt")])


def test_rules_are_chosen_as_for_verify_and_another_choice_verifies_anew(tmp_path):
    text = "2023年度项目支出绩效自评报告。年初预算100万元，全年执行数90万元，预算执行率80%。"
    (tmp_path / "a.txt").write_text(text)
    assert "EXE" in batch(tmp_path).output
    assert "核验 1 个" in batch(tmp_path, "--ignore", "exe,BUD").output
    assert "已有结果 1 个" in batch(tmp_path, "--ignore", "BUD", "--ignore", "EXE").output
    chosen = batch(tmp_path, "--select", "BUD").output
    assert "核验 1 个" in chosen
    assert "EXE" not in chosen


@pytest.mark.parametrize(
    ("codes", "words"), [("XYZ", "没有规则 XYZ"), ("ARC701", "ARC 各条总是对整个库运行"), (",", "没有给出")]
)
def test_a_choice_that_is_none_is_refused(tmp_path, codes, words):
    done = batch(tmp_path, "--select", codes)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert words in line
    assert not (tmp_path / "a.db").exists()
