"""Scores of a small document whose differences are known one by one."""

from decimal import Decimal
from pathlib import Path

import pytest

from extractor.evidence import Evidence
from extractor.records import (
    BudgetFigure,
    GradeBand,
    Indicator,
    IndicatorEvidence,
    Quantity,
    Report,
    SourceRecord,
    StatedGrade,
    StatedRate,
    StatedScore,
)  # fmt: skip
from perfeval.evaluate import report as printing
from perfeval.evaluate.gold import BadGold, load, pairs
from perfeval.evaluate.score import score
from perfeval.findings import Coverage, Finding, Recomputed, Summary, Verification, VerifiedReport

GOLD = """{"id": "g", "reports": [{
  "kind": "project_form", "organization": "青石县水务局", "project": "渠道维修", "fiscal_year": 2024,
  "budgets": [
    {"stage": "adjusted", "scope": "total", "source": "all", "yuan": "250000"},
    {"stage": "executed", "scope": "total", "source": "all", "yuan": "200000"},
    {"stage": "initial", "scope": "total", "source": "all", "yuan": "1", "optional": true}],
  "rates": ["80.00"],
  "indicators": [
    {"name": "渠道维修长度", "target": {"comparator": ">=", "value": "5", "unit": "公里"},
     "actual": {"value": "4", "unit": "公里"}, "weight": "10", "score": "8"},
    {"name": "群众满意度", "target": {"comparator": ">=", "value": "90", "unit": "%"}, "actual": null},
    {"name": "长效管护", "target": {"qualitative": "健全"}, "optional": true}],
  "score": "88", "grade": "良", "grade_scale": [["优", "90"], ["良", "80"]]}],
 "findings": {"must": [{"code": "EXE201", "near": "80.00"}, {"code": "IND301", "near": "长度"}],
  "may": ["GRD503"]}}
"""


def quote(text: str) -> Evidence:
    return Evidence(text=text, block=0, start=0, end=len(text))


def quantity(value: str, unit: str, comparator: str | None = None) -> Quantity:
    return Quantity(text=value + unit, kind="number", value=Decimal(value), unit=unit, comparator=comparator)


def budget(stage: str, yuan: str) -> BudgetFigure:
    return BudgetFigure(
        stage=stage, scope="total", source="all", label="", quantity=quantity(yuan, "元"), yuan=Decimal(yuan),
        evidence=quote(yuan),
    )  # fmt: skip


def raised(code: str, severity: str, message: str) -> Finding:
    return Finding(
        code=code, severity=severity, title="", message=message, evidence=[quote("x")], fingerprint="0" * 16
    )


def verification(report: Report, *findings: Finding) -> Verification:
    verified = VerifiedReport(
        report=report,
        recomputed=Recomputed(),
        findings=list(findings),
        coverage=Coverage(figures=0, used=0, checks_run=0),
    )
    source = SourceRecord(name="g.docx", sha256="", format="docx", bytes=1)
    return Verification(source=source, standard="s", reports=[verified], summary=Summary())


@pytest.fixture
def gold(tmp_path: Path):
    path = tmp_path / "g.gold.json"
    path.write_text(GOLD, encoding="utf-8")
    return load(path)


@pytest.fixture
def found() -> Verification:
    report = Report(
        kind="project_form",
        organization="青石县水务局（本级）",
        project=None,
        fiscal_year=2023,
        budgets=[budget("adjusted", "250000"), budget("adjusted", "250000"), budget("executed", "210000"),
                 budget("initial", "1"), budget("received", "0")],
        rates=[StatedRate(scope="total", source="all", percent=Decimal("80.0"), text="80.0%",
                          evidence=quote("80.0%"))],
        indicators=[
            Indicator(name="渠道维修总长度", target=quantity("5000", "米", ">="),
                      actual=quantity("5", "公里"),
                      weight=Decimal("10.00"), score=None, evidence=IndicatorEvidence()),
            Indicator(name="群众满意度", target=quantity("90", "%", "="), actual=quantity("95", "%"),
                      evidence=IndicatorEvidence()),
            Indicator(name="巡查次数", evidence=IndicatorEvidence(name=quote("巡查次数"))),
        ],
        score=StatedScore(total=Decimal("88.00"), evidence=quote("88.00")),
        grade=StatedGrade(label="优", evidence=quote("优")),
        grade_scale=[GradeBand(label="优", lower=Decimal(90), evidence=quote("优")),
                     GradeBand(label="差", lower=Decimal(0), evidence=quote("差"))],
        evidence=quote("绩效自评表"),
    )  # fmt: skip
    return verification(
        report,
        raised("EXE201", "error", "80.00% 与复算不符"),
        raised("IND301", "error", "满意度未达标"),
        raised("GRD503", "warning", ""),
        raised("IND303", "info", "无法衡量"),
    )


@pytest.mark.parametrize(
    ("family", "right", "spurious", "missed"),
    [
        ("reports", 1, 0, 0),
        ("header", 2, 1, 2),
        ("budgets", 1, 1, 1),
        ("rates", 1, 0, 0),
        ("indicators", 2, 1, 0),
        ("values", 1, 3, 2),
        ("points", 1, 0, 1),
        ("conclusion", 1, 1, 1),
        ("grade_scale", 1, 0, 1),
        ("findings", 1, 1, 1),
    ],
)
def test_each_family_counts_what_is_right_spurious_and_missed(gold, found, family, right, spurious, missed):
    tally = score(gold, found, "g.docx").tallies[family]
    assert (tally.right, tally.spurious, tally.missed) == (right, spurious, missed)


def test_other_warnings_and_infos_are_noise(gold, found):
    assert score(gold, found, "g.docx").noise == ["IND303 无法衡量"]


def test_a_document_that_was_not_read_has_everything_missed(gold):
    result = score(gold, None, "g.docx")
    assert {family for family, tally in result.tallies.items() if tally.recall == 0} == {
        "reports", "header", "budgets", "rates", "indicators", "conclusion", "grade_scale", "findings",
    }  # fmt: skip
    assert not any(tally.right or tally.spurious for tally in result.tallies.values())


def test_every_difference_is_shown_once(gold, found):
    result = score(gold, found, "g.docx")
    shown = list(printing.lines([result], show=True, by_format=False, by_document=False))
    assert sum(line.startswith(("  遗漏", "  多出", "  不符")) for line in shown) == len(result.items)
    assert any("不符 预算" not in line and "210000" in line for line in shown)
    assert any("巡查次数" in line and "第1段「巡查次数」" in line for line in shown)


def test_rates_of_a_tally():
    from perfeval.evaluate.score import Tally

    tally = Tally(right=6, spurious=2, missed=4)
    assert (tally.precision, tally.recall) == (0.75, 0.6)
    assert tally.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert Tally().f1 is None


def test_every_format_beside_a_gold_file_is_scored(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    for name in ("a/g.gold.json", "a/g.docx", "a/g.PDF", "a/g.md", "a/other.docx", "h.txt"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    documents = [Path("a/g.PDF"), Path("a/g.docx")]
    for given in (
        ["."],
        ["a"],
        ["a/g.gold.json"],
        ["a/*.gold.json"],
        [str(tmp_path / "a" / "*.gold.json")],
        documents,
    ):
        assert [path.name for path, _ in pairs(given)] == [path.name for path in documents]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"reports": [{"kind": "x", "budgets": [{}]}]}',
        '{"reports": [{"kind": "x", "rates": ["九"]}]}',
    ],
)
def test_a_bad_gold_file_is_named(tmp_path, text):
    path = tmp_path / "坏.gold.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadGold, match=r"坏\.gold\.json"):
        load(path)
