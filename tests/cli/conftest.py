"""A command line over a small pipeline of its own, so that these tests are about the command line."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from typer.testing import CliRunner, Result

import cli
from extractor.document import Document
from extractor.evidence import Evidence
from extractor.records import Extraction, Report, SourceRecord, StatedGrade, StatedScore
from perfeval import run
from perfeval.findings import (
    Coverage,
    Finding,
    Recomputed,
    Severity,
    Skipped,
    Summary,
    Verification,
    VerifiedReport,
)

Invoke = Callable[..., Result]

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m"
"""Sets a terminal's title, clears it, turns its text round; 敌 in a test's file stands for it."""


def source(document: Document) -> SourceRecord:
    known = document.source
    return SourceRecord(name=known.name, sha256=known.sha256, format=known.format, bytes=known.bytes)


def report_of(document: Document) -> Report:
    """A report whose title is the first paragraph and whose score is 9.3E+1, a decimal with an exponent."""
    first = next(document.paragraphs)
    evidence = first.evidence(0, len(first.text))
    return Report(
        kind="project_report",
        title=first.text,
        fiscal_year=2024,
        score=StatedScore(total=Decimal("9.3E+1"), evidence=evidence),
        grade=StatedGrade(label="优", evidence=evidence),
        evidence=evidence,
    )


def extract(document: Document) -> Extraction:
    return Extraction(source=source(document), reports=[report_of(document)])


def finding(severity: Severity, evidence: Evidence, message: str = "甲与乙不符") -> Finding:
    return Finding(
        code="EXE201",
        severity=severity,
        title="执行率不符",
        message=message,
        stated="96.31%",
        recomputed="98.10%",
        evidence=[evidence],
        report=0,
        fingerprint="0" * 16,
    )


def verification(document: Document) -> Verification:
    """A verification with one finding for each severity named in the text; 坏 in it is an error of ours."""
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("敌", HOSTILE)
    if "坏" in text:
        raise ValueError("第一行\n第二行")
    report = report_of(document)
    named: list[Severity] = [name for name in ("critical", "error", "warning", "info") if name in text]
    return Verification(
        source=source(document),
        standard="mof-2020-10",
        reports=[
            VerifiedReport(
                report=report,
                recomputed=Recomputed(),
                findings=[finding(name, report.evidence, text) for name in named],
                coverage=Coverage(
                    figures=3,
                    used=2,
                    checks_run=5,
                    checks_skipped=[Skipped(code="SCO402", reason="没有分项得分")],
                ),
            )
        ],
        summary=Summary(**dict.fromkeys(named, 1)),
    )


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run a perfeval command in this process."""

    def verify_step(standard: str, **_: object) -> object:
        if standard != run.DEFAULT_STANDARD:
            raise run.UnknownName(f"--standard {standard}")
        return verification

    monkeypatch.setattr(run, "extract_step", lambda: extract)
    monkeypatch.setattr(run, "verify_step", verify_step)
    runner = CliRunner()
    return lambda *words, **options: runner.invoke(cli.app, [str(word) for word in words], **options)
