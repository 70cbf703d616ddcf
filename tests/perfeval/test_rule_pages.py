"""A rule's docstring is its page in the catalogue."""

import pytest

from perfeval.rules import catalogue
from perfeval.rules.registry import HEADINGS


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_page_has_every_heading_with_text_under_it(code: str) -> None:
    lines = catalogue()[code].page.splitlines()
    assert lines[0].endswith("。")
    places = [lines.index(heading) for heading in HEADINGS]
    assert places == sorted(places)
    for place in places:
        assert lines[place - 1] == ""
        assert lines[place + 1].strip()
