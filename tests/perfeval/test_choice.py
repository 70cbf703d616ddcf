"""The standard of a file: by region and year, never by a coincidence, and never an accusation of its own."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.records import Report
from perfeval.recompute.grades import steps_of_standard
from perfeval.standards.choice import chosen
from perfeval.standards.loader import DEFAULT, load, names
from perfeval.verify import verify
from tests.perfeval.report_builder import extraction, report

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "corpora" / "cases" / "standards.yml").read_text(encoding="utf-8")
)
PLACES = [place for name in names() for place in (*load(name).regions, *load(name).cities)]
IN_PLACE = {
    "hubei": "武汉市民政局",
    "guangdong": "广州市水务局",
    "sichuan-2025": "成都市水务局",
    "sjz": "石家庄市水利局",
}


def named(case: dict[str, Any]) -> Report:
    given_report = {key: case[key] for key in ("organization", "project") if case.get(key)}
    made = report({"kind": case.get("kind", "project_form"), "year": case.get("year", 2024), **given_report})
    return made.model_copy(update={key: case.get(key) for key in ("supervisor", "title")})


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.get("organization") or case.get("title")))
def test_the_names_decide(case: dict[str, Any]) -> None:
    choice = chosen([named(case)])
    assert choice.standard.name == case["standard"], choice.reason
    assert case.get("because", "") in choice.reason[0]
    assert choice.reason[0] != choice.reason[1]


def test_the_first_report_that_names_a_region_decides() -> None:
    reports = [
        named(case) for case in ({"organization": "滹阳市水利局"}, CASES[0], {"organization": "广州市水务局"})
    ]
    result = verify(extraction(*reports))
    assert (result.standard, result.standard_reason) == ("hubei", "按单位“武汉市民政局”选定")
    assert verify(extraction(*reports), language="en").standard_reason == (
        "chosen by the organization '武汉市民政局'"
    )


def test_a_standard_named_is_the_one_used() -> None:
    result = verify(extraction(named(CASES[0])), load("guangdong"))
    assert (result.standard, result.standard_reason) == ("guangdong", "由使用者指定")


@given(
    st.sampled_from(PLACES), st.sampled_from(["路小学", "街社区", "大学", "东路派出所", "会馆", "商会", ""])
)
def test_a_name_that_only_sounds_like_a_place_decides_nothing(place: str, rest: str) -> None:
    assert chosen([named({"organization": place + rest, "year": 2025})]).standard.name == DEFAULT


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(IN_PLACE)),
    st.integers(0, 10000),
    st.sampled_from([DEFAULT, *sorted(IN_PLACE)]),
)
def test_a_grade_that_either_scale_gives_is_no_contradiction(place: str, cents: int, scale: str) -> None:
    score = Decimal(cents) / 100
    standard = load(scale if scale in (place, DEFAULT) else DEFAULT)
    label = next(step.label for step in steps_of_standard(standard) if step.low is None or score >= step.low)
    one = report(
        {
            "kind": "department_report",
            "organization": IN_PLACE[place],
            "year": 2025,
            "score": score,
            "grade": label,
        }
    )
    result = verify(extraction(one), select=["GRD501", "GRD502"])
    assert result.standard == place
    assert [finding.message for finding in result.reports[0].findings] == []


def test_a_grade_that_neither_gives_is_told_with_how_sure_the_bounds_are() -> None:
    one = report({"organization": "成都市水务局", "year": 2025, "score": 85, "grade": "优"})
    (finding,) = verify(extraction(one), select=["GRD501"]).reports[0].findings
    assert finding.severity == "warning"
    assert "sichuan-2025（见于转述）" in finding.message
    assert "标准 mof-2020-10（" in finding.message


def test_the_bands_of_a_sure_standard_named_by_the_user_are_strict() -> None:
    one = report({"score": 88, "grade": "良"})
    assert verify(extraction(one), select=["GRD501"]).reports[0].findings == []
    (finding,) = verify(extraction(one), load("sjz"), select=["GRD501"]).reports[0].findings
    assert finding.recomputed == "优秀"


def test_a_form_of_a_region_may_follow_the_national_points() -> None:
    form = {
        "kind": "project_form",
        "organization": "武汉市民政局",
        "rates": [["total", "all", "84.00%", 0]],
        "score": {"total": 95, "full": 100, "parts": [["预算执行率", "8.40"], ["其余", "86.6"]]},
    }
    result = verify(extraction(report(form)), select=["EXE203"])
    assert (result.standard, result.reports[0].findings) == ("hubei", [])
    assert verify(extraction(report(form)), load("hubei"), select=["EXE203"]).reports[0].findings


def test_shipped_standards_apply_where_they_say() -> None:
    assert load("sichuan-2025").years.first == 2025
    assert load("sjz").kinds == ["department"]
    assert load(DEFAULT).regions == load(DEFAULT).cities == []
    assert len(set(PLACES)) == len(PLACES)
