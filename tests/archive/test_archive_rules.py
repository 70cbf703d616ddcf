"""The rules over an archive against their tables of archives that must pass and that must fail."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor.records import Indicator, IndicatorEvidence, Quantity
from perfeval.quantities import unit_factor
from perfeval.rules.archive import catalogue
from perfeval.rules.archive.registry import Amount, Archive, Filed, Found, Listed
from perfeval.rules.archive.roster import BadRoster, read_roster
from perfeval.rules.registry import HEADINGS

FOLDER = Path(__file__).parents[2] / "corpora" / "cases" / "archive"
TABLES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
CASES = [
    pytest.param(code, verdict, case, id=f"{code}-{verdict}-{number}")
    for code, table in TABLES.items()
    for verdict in ("pass", "fail")
    for number, case in enumerate(table[verdict], 1)
]
PRINTED = re.compile(r"\D*?([\d.]+)(.+)")


def quantity(text: str | None, comparator: str | None = None) -> Quantity | None:
    if text is None:
        return None
    value, unit = PRINTED.fullmatch(text).groups()
    return Quantity(text=text, kind="number", comparator=comparator, value=Decimal(value), unit=unit)


def amount(stage: str, scope: str, source: str, year: int | None, text: str) -> Amount:
    value, unit = PRINTED.fullmatch(text).groups()
    yuan = Decimal(value) * int(unit_factor(unit))
    return Amount(stage, scope, source, year, text, yuan, {"evidence": text})


def listed(name: str, comparator: str, target: str | None, actual: str | None) -> Listed:
    return Listed(
        Indicator(
            name=name,
            target=quantity(target, comparator),
            actual=quantity(actual),
            evidence=IndicatorEvidence(),
        )
    )


def archive(case: dict[str, Any], language: str) -> Archive:
    formats, places = case.get("formats", {}), case.get("places", {})
    roster = case.get("roster")
    reports = []
    for name, organization, project, kind, year in case["reports"]:
        form = formats.get(name, "docx")
        reports.append(Filed(name, name, kind, organization, project, year, None, f"{name}.{form}", form))
    return Archive(
        reports,
        lambda name: [amount(*each) for each in case.get("budgets", {}).get(name, ())],
        lambda name: [listed(*each) for each in case.get("indicators", {}).get(name, ())],
        places={each.id: places.get(each.id, [each.place]) for each in reports},
        roster=read_roster("\r\n".join(roster).encode("gbk")) if roster else None,
        roster_hash="roster",
        language=language,
    )


def found(case: dict[str, Any], language: str = "zh") -> list[Found]:
    given = archive(case, language)
    return [each for rule in catalogue().values() for each in rule.check(given)]


@pytest.mark.parametrize(("code", "verdict", "case"), CASES)
def test_case(code: str, verdict: str, case: dict[str, Any]) -> None:
    findings = found(case)
    hits = [each for each in findings if each.code == code]
    assert {each.code for each in findings} - {code} <= set(case.get("also", ())), findings
    if verdict == "pass":
        assert not hits, hits
        return
    assert any(case["near"] in each.message for each in hits), findings
    assert {each.severity for each in hits} == {case.get("severity", catalogue()[code].severity)}
    english = [each for each in found(case, "en") if each.code == code]
    assert [each.fingerprint for each in english] == [each.fingerprint for each in hits]
    assert english[0].message != hits[0].message


def test_every_rule_has_cases_and_a_page() -> None:
    assert sorted(catalogue()) == ["ARC701", "ARC702", "ARC703", "ARC704"]
    assert set(TABLES) == set(catalogue()) - {"ARC701"}  # whose cases are generated: test_copies.py
    for rule in catalogue().values():
        lines = rule.page.splitlines()
        places = [lines.index(heading) for heading in HEADINGS]
        assert lines[0].endswith("。")
        assert places == sorted(places)
        assert all(lines[place + 1].strip() for place in places)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_roster_is_read_in_the_encodings_spreadsheets_write(encoding: str) -> None:
    read = read_roster("序号,预算单位,项目,年度\n1,乙县水利局,,2024年度\n".encode(encoding))
    assert [(each.organization, each.project, each.year, each.line) for each in read] == [
        ("乙县水利局", None, 2024, 2)
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空"),
        ("名称,年度\n甲,2025\n".encode(), "单位"),
        ("单位,年度\n甲,去年\n".encode(), "第 2 行"),
        ("单位,年度\n,2025\n".encode(), "第 2 行"),
        (b"PK\x03\x04\x00\xff\xff\xff", "CSV"),
        ('单位\n"甲"乙\n'.encode(), "第 2 行"),
    ],
)
def test_a_roster_that_is_none_is_refused_in_one_line(data: bytes, words: str) -> None:
    with pytest.raises(BadRoster) as refused:
        read_roster(data)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
