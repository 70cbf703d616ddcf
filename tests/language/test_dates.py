from pathlib import Path

import pytest
import yaml

from extractor.language.quantity import scan

ROOT = Path(__file__).parents[2]
CASES = [
    case if isinstance(case, dict) else {"text": case[0], "figure": case[1]}
    for case in yaml.safe_load((ROOT / "corpora" / "cases" / "dates.yml").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_date(case, noted):
    figures = scan(case["text"], year=case.get("year"))
    assert [noted(figure) for figure in figures] == [case["figure"]]
