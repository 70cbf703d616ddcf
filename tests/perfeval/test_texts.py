"""Whole reports of a few paragraphs: what is found wrong in them, and that nothing else is."""

from pathlib import Path

import pytest
import yaml

from extractor.extract import extract
from extractor.readers import read
from perfeval.verify import verify

TITLE = "云溪县水利局2024年度部门整体支出绩效自评报告"
CASES = yaml.safe_load((Path(__file__).parents[2] / "corpora" / "cases" / "texts.yml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_findings_of_a_text(case):
    text = "\n".join([case.get("title", TITLE), *case["text"]])
    document = read(text.encode(), "a.txt")
    result = verify(extract(document), document=document)
    found = [finding for each in result.reports for finding in each.findings]
    wrong = [each for each in found if each.severity in ("error", "critical")]
    assert [f"{each.code} {each.stated}" for each in wrong] == case["found"], [each.message for each in wrong]
