"""Every rule against its table of reports that must pass and that must fail."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from perfeval.findings import Finding
from perfeval.rules import catalogue
from perfeval.rules.choice import UnknownRule, chosen
from perfeval.verify import verify
from tests.perfeval.report_builder import document, extraction, report

FOLDER = Path(__file__).parents[2] / "corpora" / "cases" / "rules"
TABLES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
CASES = [
    pytest.param(code, verdict, case, id=f"{code}-{verdict}-{number}")
    for code, table in TABLES.items()
    for verdict in ("pass", "fail")
    for number, case in enumerate(table[verdict], 1)
]


def found(case: dict[str, Any], language: str = "zh") -> list[Finding]:
    text = document(case.get("text", []), case.get("table")) if {"text", "table"} & set(case) else None
    reports = [report(given) for given in (case["report"], *case.get("others", ()))]
    result = verify(extraction(*reports), language=language, document=text)
    return [*result.findings, *result.reports[0].findings]


@pytest.mark.parametrize(("code", "verdict", "case"), CASES)
def test_case(code: str, verdict: str, case: dict[str, Any]) -> None:
    findings = found(case)
    hits = [finding for finding in findings if finding.code == code]
    others = {finding.code for finding in findings if finding.severity != "info"} - {code}
    shown = "\n".join(f"{finding.code} {finding.severity} {finding.message}" for finding in findings)
    if verdict == "pass":
        assert not hits, shown
        assert others <= set(case.get("also", ())), shown
        return
    assert hits, f"nothing found: {case['why']}\n{shown}"
    assert case["near"] in hits[0].message + str(hits[0].recomputed), shown
    assert hits[0].severity == case.get("severity", catalogue()[code].severity), shown
    assert others <= set(case.get("also", ())), shown
    english = [finding for finding in found(case, "en") if finding.code == code]
    assert [finding.fingerprint for finding in english] == [finding.fingerprint for finding in hits]
    assert english[0].message != hits[0].message


def test_every_rule_has_cases() -> None:
    assert set(TABLES) == set(catalogue())
    for code, table in TABLES.items():
        assert len(table["pass"]) >= 3, code
        assert len(table["fail"]) >= 3, code


def test_rules_are_chosen_by_code_and_family() -> None:
    assert [rule.code for rule in chosen(("CNT", "BUD101"), ("CNT102",))] == ["BUD101", "CNT101"]
    with pytest.raises(UnknownRule):
        chosen(("XYZ",))
