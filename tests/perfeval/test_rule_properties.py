"""What holds of every report: consistent figures are never accused, however they are printed."""

from collections import Counter
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.extract import extract
from extractor.readers import read
from perfeval.findings import Finding, Verification, VerifiedReport
from perfeval.standards import choice
from perfeval.standards.loader import load
from perfeval.verify import chosen, verify, verify_report
from tests.perfeval.consistent_reports import (
    as_html,
    as_text,
    flawed,
    forms,
    in_yuan,
    narratives,
    permuted,
    writers,
)
from tests.perfeval.report_builder import document, extraction, report

FAMILIES = ("BUD10", "EXE20", "IND30", "IND31", "SCO40", "GRD50", "CNT10", "CHG10")
ASKING = frozenset(
    (
        "BUD104",
        "BUD105",
        "EXE204",
        "EXE205",
        "IND301",
        "IND305",
        "IND308",
        "SCO406",
        "SCO407",
        "SCO408",
        "GRD504",
    )
)
"""Rules about what figures mean, and not about their arithmetic."""


def arithmetic(found: Verification) -> list[Finding]:
    return [
        each
        for findings in (found.findings, *(verified.findings for verified in found.reports))
        for each in findings
        if each.code.startswith(FAMILIES) and each.code not in ASKING
    ]


def checked(given_report: dict[str, Any]) -> list[Finding]:
    return arithmetic(verify(extraction(report(given_report))))


def read_and_checked(text: str, name: str) -> list[Finding]:
    source = read(text.encode(), name)
    found = extract(source)
    assert len(found.reports) == 1
    assert found.reports[0].budgets
    assert found.reports[0].rates
    return arithmetic(verify(found, document=source))


def told(findings: list[Finding]) -> list[str]:
    return [f"{each.code} {each.severity} {each.message}" for each in findings]


def marks(given_report: dict[str, Any]) -> set[tuple[str, str, str]]:
    findings = verify(extraction(report(given_report))).reports[0].findings
    return {(each.code, each.severity, each.fingerprint) for each in findings}


def decisions(verified: VerifiedReport) -> tuple[Any, ...]:
    found = Counter((each.code, each.severity) for each in verified.findings)
    return found, verified.coverage.checks_run, verified.coverage.checks_skipped


@settings(max_examples=50)
@given(forms(even=True))
def test_a_consistent_form_in_even_print_is_never_questioned(one: dict[str, Any]) -> None:
    assert told(checked(one)) == []


@settings(max_examples=50)
@given(forms(even=False))
def test_a_consistent_form_is_never_found_wrong_whatever_its_decimals(one: dict[str, Any]) -> None:
    assert told([each for each in checked(one) if each.severity != "warning"]) == []


@settings(max_examples=50)
@given(narratives(even=True))
def test_a_consistent_narrative_in_even_print_is_never_questioned(one: dict[str, Any]) -> None:
    assert told(checked(one)) == []


@settings(max_examples=50)
@given(narratives(even=False))
def test_a_consistent_narrative_is_never_found_wrong_whatever_its_decimals(one: dict[str, Any]) -> None:
    assert told([each for each in checked(one) if each.severity != "warning"]) == []


@given(st.integers(2, 3000), st.data())
def test_the_satisfied_of_a_sample_are_never_found_impossible(asked: int, data: st.DataObject) -> None:
    satisfied = data.draw(st.integers(0, asked))
    printed = data.draw(writers(even=True)).percent(Fraction(satisfied * 100, asked))
    text = document([f"收回有效问卷{asked}份，群众满意度{printed}。"])
    assert told(arithmetic(verify(extraction(report({})), document=text))) == []


@settings(max_examples=30)
@given(forms(even=True, unit="万元"))
def test_a_consistent_form_read_from_a_web_page_is_never_questioned(one: dict[str, Any]) -> None:
    assert told(read_and_checked(as_html(one), "form.html")) == []


@settings(max_examples=30)
@given(forms(even=True))
def test_a_consistent_report_read_from_plain_text_is_never_questioned(one: dict[str, Any]) -> None:
    assert told(read_and_checked(as_text(one), "report.txt")) == []


@settings(max_examples=30)
@given(forms(even=False, unit="万元"))
def test_decimals_of_any_number_read_from_a_file_prove_nothing_wrong(one: dict[str, Any]) -> None:
    found = [*read_and_checked(as_html(one), "form.html"), *read_and_checked(as_text(one), "report.txt")]
    assert told([each for each in found if each.severity != "warning"]) == []


ANY = st.one_of(forms(even=True), narratives(even=True), forms(even=False), narratives(even=False))


@settings(max_examples=30)
@given(flawed(ANY), st.randoms())
def test_the_order_of_the_rules_changes_no_finding(one: dict[str, Any], random: Random) -> None:
    rules = chosen()
    shuffled = random.sample(rules, len(rules))
    read = report(one)
    national = choice.given(load())
    assert verify_report(read, national, shuffled).findings == verify_report(read, national, rules).findings


@settings(max_examples=50)
@given(st.data(), flawed(ANY))
def test_the_order_of_the_records_changes_no_finding(data: st.DataObject, one: dict[str, Any]) -> None:
    other = data.draw(permuted(one))
    assert marks(other) == marks(one)


@settings(max_examples=30)
@given(flawed(forms(even=False, unit="万元", least=4)))
def test_money_in_yuan_is_judged_as_in_ten_thousands(one: dict[str, Any]) -> None:
    in_wan, in_units = (verify(extraction(report(each))).reports[0] for each in (one, in_yuan(one)))
    assert decisions(in_units) == decisions(in_wan)
    assert in_units.recomputed == in_wan.recomputed
