from pathlib import Path

import pytest
import yaml

from extractor.readers.numberformat import format_number
from extractor.readers.numbering import Numbering
from extractor.readers.package import parse_xml
from tests.readers.ooxml_builder import definition, level, num, root

_CASES = Path(__file__).parents[2] / "corpora" / "cases" / "readers" / "number-formats.yml"


def _numbering(*parts: str, style_list: dict[str, str] | None = None) -> Numbering:
    data = root("numbering", "".join(parts)).encode()
    return Numbering(parse_xml(data, "x", "word/numbering.xml"), (style_list or {}).get)


def _labels(numbering: Numbering, *steps: tuple[int, int]) -> list[str]:
    return [numbering.advance(str(list_id), at) for list_id, at in steps]


@pytest.mark.parametrize("case", yaml.safe_load(_CASES.read_text("utf-8")), ids=lambda case: case["format"])
def test_number_formats(case: dict[str, object]) -> None:
    labels = case["labels"]
    assert isinstance(labels, dict)
    assert {value: format_number(value, str(case["format"])) for value in labels} == labels


def test_custom_format_is_padded_like_its_sample() -> None:
    assert format_number(7, "custom", "001, 002, 003, ...") == "007"
    assert format_number(7, "custom", None) == "7"


def test_levels_restart_below_and_show_those_above() -> None:
    lists = _numbering(
        definition(
            0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2."), level(2, "decimal", "%2.%3")
        ),
        num(1, 0),
    )
    steps = [(1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1)]
    assert _labels(lists, *steps) == ["一、", "1.", "1.1", "1.2", "2.", "2.1", "二、", "1."]


def test_restart_never_and_restart_after_a_named_level() -> None:
    lists = _numbering(
        definition(
            0,
            level(0, "decimal", "%1"),
            level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>'),
            level(2, "decimal", "%3", '<w:lvlRestart w:val="1"/>'),
        ),
        num(1, 0),
    )
    steps = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]
    assert _labels(lists, *steps) == ["1", "1.1", "1", "1.2", "2", "2", "2.3", "1"]


def test_lists_of_one_definition_continue_unless_they_start_anew() -> None:
    lists = _numbering(
        definition(0, level(0, "decimal", "%1.")),
        num(1, 0),
        num(2, 0),
        num(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
    )
    assert _labels(lists, (1, 0), (2, 0), (3, 0), (3, 0)) == ["1.", "2.", "5.", "6."]


def test_level_override_redefines_the_label() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>'
    lists = _numbering(definition(0, level(0, "decimal", "%1.")), num(1, 0, override))
    assert _labels(lists, (1, 0), (1, 0)) == ["C)", "D)"]


def test_legal_numbering_writes_every_counter_in_digits() -> None:
    levels = (level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "%1.%2", "<w:isLgl/>"))
    lists = _numbering(definition(0, *levels), num(1, 0))
    assert _labels(lists, (1, 0), (1, 0), (1, 1)) == ["一、", "二、", "2.1"]


def test_a_skipped_level_shows_its_first_number() -> None:
    lists = _numbering(definition(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")), num(1, 0))
    assert _labels(lists, (1, 1), (1, 1), (1, 0)) == ["1.1", "1.2", "1"]


def test_bullets_and_missing_lists_have_no_label() -> None:
    lists = _numbering(
        definition(0, level(0, "bullet", "\uf0b7"), level(1, "none", "附件")), num(1, 0), num(2, 77)
    )
    assert _labels(lists, (1, 0), (1, 1), (1, 5), (2, 0), (3, 0)) == ["", "附件", "", "", ""]


def test_definition_behind_a_numbering_style() -> None:
    link = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="章节"/></w:abstractNum>'
    lists = _numbering(
        link, definition(1, level(0, "decimal", "第%1条")), num(1, 0), num(2, 1), style_list={"章节": "2"}
    )
    assert _labels(lists, (1, 0), (2, 0)) == ["第1条", "第2条"]


def test_links_in_a_circle_end() -> None:
    link = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="a"/></w:abstractNum>'
    assert _labels(_numbering(link, num(1, 0), style_list={"a": "1"}), (1, 0)) == [""]


def test_absurd_starting_values_stay_short() -> None:
    lists = _numbering(
        definition(
            0, *(level(i, f, "%1", start=10**30) for i, f in enumerate(("upperRoman", "lowerLetter")))
        ),
        num(1, 0),
    )
    assert all(len(label) < 20 for label in _labels(lists, (1, 0), (1, 1)))


def test_a_document_without_lists_has_no_labels() -> None:
    assert Numbering().advance("1", 0) == ""
