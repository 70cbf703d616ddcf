"""A report says the same whichever format it was saved in."""

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from extractor.extract import extract
from extractor.readers import READERS, read
from perfeval.recompute import recompute
from perfeval.rules import catalogue
from perfeval.rules.registry import Facts
from perfeval.standards.loader import load
from perfeval.verify import verify

ROOT = Path(__file__).parents[1]
ZEROS = re.compile(r"(\.\d*?[1-9]|\d(?=\.))\.?0+(?!\d)")
PLACES = re.compile(r"第\s*\d+\s*[页段行列]|表\s*\d+")


def families(folder):
    """Return the files of *folder* that are one report saved in several readable formats."""
    by_name = defaultdict(list)
    for path in sorted(folder.glob("*.*")):
        if path.suffix[1:] in READERS:
            by_name[path.stem].append(path)
    return [paths for paths in by_name.values() if len(paths) > 1]


FAMILIES = [
    family
    for folder in (
        ROOT / "corpora" / "reports",
        ROOT / "corpora" / "forms",
        ROOT.parent / "shared" / "reports",
        ROOT.parent / "shared" / "samples",
    )
    for family in families(folder)
]
ONE_OF_EACH = sorted(
    {
        path.stem: path
        for folder in ("reports", "forms", "wild")
        for path in sorted((ROOT / "corpora" / folder).glob("*.*"), reverse=True)
        if path.suffix[1:] in READERS
    }.values()
)
PAIRS = [(family[0], other) for family in FAMILIES for other in family[1:]]


@cache
def read_file(path):
    document = read(path.read_bytes(), path.name)
    extraction = extract(document)
    return extraction.reports, verify(extraction, document=document)


def figures(quantity):
    if quantity is None:
        return None
    return (
        quantity.kind,
        quantity.comparator,
        quantity.value,
        quantity.upper,
        quantity.unit,
        quantity.approximate,
    )


def facts(report):
    score, grade = report.score, report.grade
    return {
        "kind": report.kind,
        "organization": report.organization,
        "project": report.project,
        "fiscal_year": report.fiscal_year,
        "budgets": Counter((each.stage, each.scope, each.source, each.yuan) for each in report.budgets),
        "rates": Counter((each.scope, each.source, each.percent) for each in report.rates),
        "indicators": Counter(
            (re.sub(r"\s", "", each.name), figures(each.target), figures(each.actual))
            for each in report.indicators
        ),
        "score": score
        and (score.total, score.full, [(part.label, part.score, part.full) for part in score.parts]),
        "grade": grade and grade.label,
        "scale": [
            (each.label, each.lower, each.lower_inclusive, each.upper, each.upper_inclusive)
            for each in report.grade_scale
        ],
    }


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "name",
    [
        "kind",
        "organization",
        "project",
        "fiscal_year",
        "budgets",
        "rates",
        "indicators",
        "score",
        "grade",
        "scale",
    ],
)
def test_facts_agree(one, other, name):
    first, second = ([facts(report)[name] for report in read_file(path)[0]] for path in (one, other))
    assert second == first


def findings(path):
    every = [finding for report in read_file(path)[1].reports for finding in report.findings]
    every += read_file(path)[1].findings
    # A workbook prints 861.1 where the text has 861.10.
    return sorted(
        (finding.code, finding.severity, ZEROS.sub(r"\1", PLACES.sub("", finding.message)))
        for finding in every
    )


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda path: path.name)
def test_findings_agree(one, other):
    first, second = findings(one), findings(other)
    assert [code for code, _ in groupby(second, key=lambda each: each[0])] == [
        code for code, _ in groupby(first, key=lambda each: each[0])
    ]
    assert second == first


def fingerprints(path):
    verification = read_file(path)[1]
    every = [finding for report in verification.reports for finding in report.findings]
    return sorted(
        (finding.report is None, finding.report or 0, finding.code, finding.fingerprint)
        for finding in (*every, *verification.findings)
    )


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda path: path.name)
def test_fingerprints_agree(one, other):
    assert fingerprints(other) == fingerprints(one)


@pytest.mark.parametrize("path", ONE_OF_EACH, ids=lambda path: path.name)
def test_one_fingerprint_is_one_contradiction(path):
    """Rows that repeat the same figures are one finding; what differs in its figures never is."""
    standard = load()
    reports = read_file(path)[0]
    for index, report in enumerate(reports):
        workings = recompute(report, standard, "zh")
        siblings = [other for place, other in enumerate(reports) if place != index]
        said = defaultdict(set)
        for rule in catalogue().values():
            for finding in rule.check(Facts(report, workings, standard, index, siblings)):
                said[finding.code, finding.fingerprint].add((finding.stated, finding.recomputed))
        assert {key: len(figures) for key, figures in said.items()} == dict.fromkeys(said, 1)


def test_there_are_reports_in_several_formats():
    assert {path.suffix for pair in PAIRS for path in pair} >= {".docx", ".txt", ".html", ".pdf"}
