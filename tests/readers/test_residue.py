"""Residue goes, everything printed stays, and every character knows where it stood."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.readers.residue import clean, concatenate, cut, part, shift, strip
from tests.readers.places import matches

CASES = yaml.safe_load((Path(__file__).parents[2] / "corpora/cases/residue.yml").read_text("utf-8"))

FRAGMENTS = st.sampled_from(
    ["[bookmark: _Toc1]", "2、 ", "（一）  ", "**", "预算执行率", "98.5%",
     "{PAGE}", "\u200b", "\u00a0", " ", "\t",
     "\x13 PAGE \x14", "\x15", "HYPERLINK \"x\"", "[TOC]", "[", "{", "\u3000", "\n", "\ufeff", "𠮷"]
)  # fmt: skip
SOURCES = st.lists(FRAGMENTS | st.text(max_size=3), max_size=12).map("".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["source"])
def test_cases(case: dict[str, str]) -> None:
    text, origin = clean(case["source"])
    assert text == case["text"]
    assert matches(text, origin, case["source"])


@given(SOURCES)
def test_every_kept_character_is_in_the_source(source: str) -> None:
    text, origin = clean(source)
    assert matches(text, origin, source)
    assert matches(*strip(text, origin), source)


@given(st.text("预算执行率（）一二、：，。≥%-*#[]{}0123456789.", max_size=40))
def test_print_without_residue_is_left_alone(source: str) -> None:
    if "**" not in source:
        assert clean(source) == (source, ())


@given(SOURCES, SOURCES, st.data())
def test_parts_and_joins_keep_their_places(first: str, second: str, data: st.DataObject) -> None:
    pieces = [clean(first), clean(second)]
    joined = concatenate([pieces[0], (pieces[1][0], shift(pieces[1][1], len(first)))])
    assert matches(*joined, first + second)
    start = data.draw(st.integers(0, len(joined[0])))
    end = data.draw(st.integers(start, len(joined[0])))
    assert matches(*part(*joined, start, end), first + second)
    assert matches(*cut(*joined, [(start, end)]), first + second)
