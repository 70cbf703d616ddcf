"""Residue goes, everything printed stays, and every character knows where it stood."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.readers.residue import clean, concatenate, cut, part, shift, source_offset, strip

CASES = yaml.safe_load((Path(__file__).parents[2] / "corpora/cases/residue.yml").read_text("utf-8"))

FRAGMENTS = st.sampled_from(
    ["[bookmark: _Toc1]", "2、 ", "（一）  ", "**", "预算执行率", "98.5%", "{PAGE}", "\u200b", "\u00a0", " ", "\t",
     "\x13 PAGE \x14", "\x15", "HYPERLINK \"x\"", "[TOC]", "[", "{", "\u3000", "\n", "\ufeff", "𠮷"]
)  # fmt: skip
SOURCES = st.lists(FRAGMENTS | st.text(max_size=3), max_size=12).map("".join)


def matches(text: str, origin: tuple[tuple[int, int], ...], source: str) -> bool:
    """Return whether every character stands in *source* where its origin says."""
    places = [source_offset(origin, index) for index in range(len(text))]
    return places == sorted(set(places)) and all(
        source[place] == kept or (kept == " " and source[place].isspace())
        for kept, place in zip(text, places, strict=True)
    )


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


@given(SOURCES)
def test_cleaning_twice_keeps_the_figures(source: str) -> None:
    digits = [character for character in clean(source)[0] if character.isdecimal()]
    assert digits == [character for character in clean(clean(source)[0])[0] if character.isdecimal()]


@given(SOURCES, SOURCES, st.data())
def test_parts_and_joins_keep_their_places(first: str, second: str, data: st.DataObject) -> None:
    pieces = [clean(first), clean(second)]
    joined = concatenate([pieces[0], (pieces[1][0], shift(pieces[1][1], len(first)))])
    assert matches(*joined, first + second)
    start = data.draw(st.integers(0, len(joined[0])))
    end = data.draw(st.integers(start, len(joined[0])))
    assert matches(*part(*joined, start, end), first + second)
    assert matches(*cut(*joined, [(start, end)]), first + second)
