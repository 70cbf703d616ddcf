"""Documents on disk: which are scored, which are named, and what the gate says."""

import pytest
from typer.testing import CliRunner

import cli
from extractor.document import Document
from extractor.records import SourceRecord
from perfeval import run
from perfeval.findings import Summary, Verification

GOLD = '{"reports": [{"kind": "project_report", "score": "90"}]}'


def nothing_found(document: Document) -> Verification:
    known = document.source
    source = SourceRecord(name=known.name, sha256=known.sha256, format=known.format, bytes=known.bytes)
    return Verification(source=source, standard="s", reports=[], summary=Summary())


@pytest.fixture
def evaluate(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "verify_step", lambda _: nothing_found)
    (tmp_path / "a.gold.json").write_text(GOLD, encoding="utf-8")
    return lambda *options: CliRunner().invoke(cli.app, ["evaluate", str(tmp_path), *options])


def test_a_damaged_document_is_all_missed_and_named(evaluate, tmp_path):
    (tmp_path / "a.docx").write_bytes(b"")
    result = evaluate("--show")
    assert result.exit_code == 3
    assert "a.docx" in result.stderr
    assert "遗漏 报告" in result.stdout


def test_a_format_without_a_reader_is_named_and_left_out(evaluate, tmp_path):
    (tmp_path / "a.txt").write_text("绩效自评报告", encoding="utf-8")
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    result = evaluate()
    assert result.exit_code == 0
    assert "a.doc" in result.stderr
    assert "全部（1 个文件）" in result.stdout


def test_the_gate_is_the_mean_f1(evaluate, tmp_path):
    (tmp_path / "a.txt").write_text("绩效自评报告", encoding="utf-8")
    assert evaluate("--min-f1", "0").exit_code == 0
    assert evaluate("--min-f1", "0.5").exit_code == 1


def test_no_gold_at_all_is_wrong_usage(evaluate, tmp_path):
    (tmp_path / "a.gold.json").unlink()
    assert evaluate().exit_code == 2
