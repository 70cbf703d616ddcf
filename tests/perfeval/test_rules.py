"""Every rule against its table of reports that must pass and that must fail."""

import pytest

from perfeval.findings import Finding
from perfeval.rules import catalogue
from perfeval.rules.choice import UnknownRule, chosen
from perfeval.rules.registry import rule
from perfeval.verify import verify
from tests.perfeval.rule_cases import CASES, TABLES, Case

ACROSS = {"DOC605"}
"""The rules whose findings are about the file, not about one of its reports."""


def found(case: Case, language: str = "zh") -> tuple[list[Finding], list[str]]:
    """Return the findings on *case*, and the reasons for not checking the rule it is about."""
    result = verify(case.extraction, language=language, document=case.document)
    first = result.reports[0]
    skipped = [entry.reason for entry in first.coverage.checks_skipped if entry.code == case.code]
    return [*result.findings, *first.findings], skipped


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    given = case.given
    findings, skipped = found(case)
    hits = [finding for finding in findings if finding.code == case.code]
    others = {finding.code for finding in findings if finding.severity != "info"} - {case.code}
    shown = "\n".join(f"{finding.code} {finding.severity} {finding.message}" for finding in findings)
    if "checks" in given:
        alone = verify(case.extraction, select=[case.code], document=case.document)
        assert alone.reports[0].coverage.checks_run == given["checks"]
    assert given.get("skips", "") in "\n".join(skipped), skipped
    assert others <= set(given.get("also", ())), shown
    if case.verdict == "pass":
        assert not hits, shown
        return
    assert hits, f"nothing found: {given['why']}\n{shown}"
    near = given["near"] if isinstance(given["near"], list) else [given["near"]]
    assert all(words in hits[0].message + str(hits[0].recomputed) for words in near), shown
    assert hits[0].severity == given.get("severity", catalogue()[case.code].severity), shown
    if "quotes" in given:
        assert [evidence.text for evidence in hits[0].evidence] == given["quotes"]
    assert hits[0].recomputed == given.get("recomputed", hits[0].recomputed)
    if "fingerprint" in given:
        assert hits[0].fingerprint == given["fingerprint"]
    assert len(hits) == given.get("count", len(hits)), shown
    english = [finding for finding in found(case, "en")[0] if finding.code == case.code]
    assert [finding.fingerprint for finding in english] == [finding.fingerprint for finding in hits]
    assert english[0].message != hits[0].message
    assert (hits[0].report is None) is (case.code in ACROSS)


def test_every_rule_has_cases() -> None:
    assert set(TABLES) == set(catalogue())
    for code, table in TABLES.items():
        assert len(table["pass"]) >= 4, code
        assert len(table["fail"]) >= 4, code


def test_a_rule_has_its_docstring_as_page() -> None:
    assert catalogue()["BUD101"].page.startswith("金额的各部分相加，与写明的总额不符。\n\n为什么重要\n")


def test_a_code_is_registered_once() -> None:
    with pytest.raises(ValueError, match="BUD101"):
        rule("BUD101", severity="error", zh="重复", en="again")(lambda _: iter(()))


def test_rules_are_chosen_by_code_and_family() -> None:
    assert [rule.code for rule in chosen(("CNT", "BUD101"), ("CNT102",))] == ["BUD101", "CNT101"]
    with pytest.raises(UnknownRule):
        chosen(("XYZ",))
