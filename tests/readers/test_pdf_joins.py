from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.readers.pdf_joins import first_token, join, tidy

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "corpora/cases/pdf_joins.yml").read_text(encoding="utf-8")
)
LINES = st.text("年预算执行，。（）“”0123456789.,%≥ abcXYZ-—", min_size=1, max_size=30).map(str.strip)


@pytest.mark.parametrize("case", CASES["joins"], ids=lambda case: case["joined"])
def test_two_lines_join(case: dict[str, str]) -> None:
    assert join(case["left"], case["right"]) == case["joined"]


@pytest.mark.parametrize("case", CASES["tidied"], ids=lambda case: case["raw"])
def test_spaces_inside_a_line(case: dict[str, str]) -> None:
    assert tidy(case["raw"]) == case["text"]


@given(LINES, LINES)
def test_joining_only_ever_adds_one_space(left: str, right: str) -> None:
    assert join(left, right) in (left + right, f"{left} {right}")


@given(LINES)
def test_tidying_changes_nothing_but_spaces_and_is_stable(text: str) -> None:
    once = tidy(text)
    assert once.replace(" ", "") == text.replace(" ", "")
    assert tidy(once) == once


@given(
    st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False),
    st.data(),
)
def test_a_number_cut_anywhere_is_whole_again(number: object, data: st.DataObject) -> None:
    printed = f"{number:.2f}"
    cut = data.draw(st.integers(1, len(printed) - 1))
    assert join(f"支出{printed[:cut]}", f"{printed[cut:]}万元") == f"支出{printed}万元"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_whole_decimals_stay_two(first: int, second: int) -> None:
    left, right = f"{first / 100:.2f}", f"{second / 100:.2f}"
    assert join(left, right) == f"{left} {right}"
    assert tidy(f"{left} {right}") == f"{left} {right}"


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("4626.51万元", "4626.51"),
        ("（以下简称", "（以"),
        ("施。下", "施。"),
        ("——附件", "——"),
        ("96.31%，", "96.31%，"),
        ("", ""),
    ],
)
def test_what_may_not_be_broken(text: str, token: str) -> None:
    assert first_token(text) == token
