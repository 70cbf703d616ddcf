"""The gold of corpora/forms is well-formed, states what its sources say, and plants every rule of forms."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pypdfium2
import pytest
from reportlab.pdfbase.ttfonts import TTFont

from corpora.generate import page
from corpora.generate.__main__ import FOLDERS, FORMS, render
from corpora.generate.source import Source, read

SCHEMA = json.loads(Path(__file__).with_name("gold.schema.json").read_text(encoding="utf-8"))
PLACES = {
    path: target / path.stem
    for folder, target in FOLDERS.items()
    if target.is_relative_to(FORMS)
    for path in sorted(folder.glob("*.rpt"))
}
LAYOUTS = [path for path in PLACES if re.match(r"f(0\d|1[0-6])-", path.stem)]
PLANTED = {
    *("BUD101", "BUD103", "BUD106", "EXE201", "EXE203", "EXE204"),
    *("IND301", "IND302", "IND303", "IND306", "IND307", "IND308", "IND310", "IND311", "IND314", "IND315"),
    *("SCO401", "SCO402", "SCO404", "SCO405", "SCO408", "GRD501", "DOC604", "DOC605"),
}
# What these are found near is not printed: the sum of the weights, and what is absent.
COMPUTED = {"SCO401", "SCO404", "SCO408"}
MAX_BYTES = 200_000

every_form = pytest.mark.parametrize("path", PLACES, ids=lambda path: path.stem)


def gold_of(path: Path) -> dict[str, Any]:
    gold = PLACES[path].with_name(f"{path.stem}.gold.json")
    loaded: dict[str, Any] = json.loads(gold.read_text(encoding="utf-8"))
    return loaded


CLEAN = [path for path in PLACES if not gold_of(path)["findings"]["must"]]


def written(path: Path, kind: str) -> Path:
    return PLACES[path].with_name(f"{path.stem}.{kind}")


def text_of(source: Source) -> str:
    cells = (cell for block in source.blocks for row in block.rows for cell in row)
    return "\n".join([*(block.printed for block in source.blocks), *cells])


def numbers_in(text: str) -> set[Decimal]:
    plain = re.findall(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", text)
    return {Decimal(number.replace(",", "")) for number in plain}


def bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def required(entries: list[Any]) -> list[Any]:
    return [entry for entry in entries if not (isinstance(entry, dict) and entry.get("optional"))]


def test_every_source_has_gold_and_every_gold_a_source() -> None:
    golds = {path.name.removesuffix(".gold.json") for path in FORMS.rglob("*.gold.json")}
    assert golds == {path.stem for path in PLACES}


@every_form
def test_gold_has_the_shape_of_the_format(path: Path) -> None:
    gold = gold_of(path)
    jsonschema.validate(gold, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert gold["id"] == path.stem


@every_form
def test_files_are_committed_and_small(path: Path) -> None:
    source = read(path)
    assert source.files
    assert all(0 < written(path, options["as"]).stat().st_size < MAX_BYTES for options in source.files)


def test_every_layout_is_written_in_four_formats() -> None:
    assert len(LAYOUTS) == 16
    for path in LAYOUTS:
        assert {options["as"] for options in read(path).files} == {"docx", "xlsx", "pdf", "html"}


@every_form
def test_rows_of_a_table_are_equally_wide(path: Path) -> None:
    for block in read(path).blocks:
        assert len({len(row) for row in block.rows}) <= 1, block.rows[0]


@every_form
def test_money_rates_and_totals_are_printed_in_the_source(path: Path) -> None:
    printed = numbers_in(text_of(read(path)))
    for report in gold_of(path)["reports"]:
        for budget in report["budgets"]:
            yuan = Decimal(budget["yuan"])
            assert printed & {yuan, yuan / 10**4}, budget
        for rate in map(Decimal, required(report["rates"])):
            assert printed & {rate, rate / 100}, rate
        if report["score"] is not None:
            assert Decimal(report["score"]) in printed
        assert all(Decimal(bound) in printed for _, bound in report["grade_scale"])


@every_form
def test_a_budget_figure_is_listed_once(path: Path) -> None:
    for report in gold_of(path)["reports"]:
        keys = [(b["stage"], b["scope"], b["source"], Decimal(b["yuan"])) for b in report["budgets"]]
        assert len(keys) == len(set(keys))


@every_form
def test_indicators_are_printed_in_the_source(path: Path) -> None:
    text = text_of(read(path))
    printed, words = numbers_in(text), bare(text.replace("\\n", ""))
    for report in gold_of(path)["reports"]:
        assert bare(report["organization"]) in words
        assert bare(report.get("project", "")) in words
        for indicator in report["indicators"]:
            assert bare(indicator["name"]) in words, indicator["name"]
            values = [indicator["target"], indicator["actual"]]
            figures = [value["value"] for value in values if value and "value" in value]
            points = [indicator[key] for key in ("weight", "score") if key in indicator]
            assert {Decimal(figure) for figure in (*figures, *points)} <= printed, indicator


@every_form
def test_planted_errors_stand_where_the_gold_says(path: Path) -> None:
    text = text_of(read(path))
    for must in gold_of(path)["findings"]["must"]:
        assert must["code"] in COMPUTED or must["near"] in text, must


def test_every_rule_of_forms_is_planted_and_some_forms_are_clean() -> None:
    musts = {path: {must["code"] for must in gold_of(path)["findings"]["must"]} for path in PLACES}
    assert set().union(*musts.values()) >= PLANTED
    assert len(set(CLEAN) & set(LAYOUTS)) >= 5


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_forms_add_up(path: Path) -> None:
    """Item scores and a tenth of the rate of execution make the total."""
    for report in gold_of(path)["reports"]:
        scores = sum(Decimal(item.get("score", 0)) for item in report["indicators"])
        weights = sum(Decimal(item.get("weight", 0)) for item in report["indicators"])
        assert weights in (90, 100)
        executed = Decimal(required(report["rates"])[0]) / 10 if weights == 90 else 0
        assert abs(Decimal(report["score"]) - scores - executed) <= Decimal("0.011")


def test_the_workbook_holds_its_sheets() -> None:
    path = next(path for path in PLACES if path.stem == "f17-county-workbook")
    with ZipFile(written(path, "xlsx")) as book:
        listing = book.read("xl/workbook.xml").decode()
        first = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert listing.count("<sheet ") == 11
    assert re.findall(r'name="([^"]+)" sheetId="\d+" state="hidden"', listing) == ["粮仓维修"]
    assert "<mergeCell ref=" in first
    assert "<v>0.975</v>" in first  # printed 97.50%: a number and its format
    assert 'formatCode="0.00%"' in styles
    assert len(gold_of(path)["reports"]) == 12


def test_the_pages_of_the_twenty_forms_are_where_they_begin() -> None:
    path = next(path for path in PLACES if path.stem == "f18-twenty-forms")
    reports = gold_of(path)["reports"]
    assert len(reports) == 20
    with pypdfium2.PdfDocument(written(path, "pdf")) as document:
        texts = [re.sub(r"\s", "", sheet.get_textpage().get_text_bounded()) for sheet in document]
    assert len(texts) < 20
    for report in reports:
        found = [number for number, text in enumerate(texts, 1) if report["project"] in text]
        assert found == [report["page"]]


@every_form
def test_pages_are_regenerated_byte_for_byte(path: Path) -> None:
    source = read(path)
    for options in source.files:
        if options["as"] == "html":
            assert written(path, "html").read_bytes() == render(source, options)


@every_form
def test_workbooks_are_regenerated_with_the_same_parts(path: Path) -> None:
    source = read(path)
    for options in source.files:
        if options["as"] == "xlsx":
            with ZipFile(written(path, "xlsx")) as old, ZipFile(BytesIO(render(source, options))) as new:
                assert old.namelist() == new.namelist()
                sheets = [
                    name for name in old.namelist() if "/sharedStrings" in name or "/worksheets/" in name
                ]
                assert all(old.read(name) == new.read(name) for name in sheets)


@every_form
def test_numbers_behind_cells_print_as_their_text(path: Path) -> None:
    for options in read(path).files:
        for text, number in options.get("behind", {}).items():
            assert text in text_of(read(path))
            if not isinstance(number, str):
                printed = Decimal(text.rstrip("%"))
                shown = (Decimal(str(number)) * 100).quantize(printed, ROUND_HALF_UP)
                assert shown == printed


@every_form
def test_word_files_do_not_carry_the_clock(path: Path) -> None:
    for options in read(path).files:
        if options["as"] == "docx":
            with ZipFile(written(path, "docx")) as package:
                assert {entry.date_time for entry in package.infolist()} == {(2020, 1, 1, 0, 0, 0)}


@cache
def glyphs(font: str) -> frozenset[int]:
    return frozenset(TTFont(font, str(page.FONTS[font])).face.charToGlyph)


@pytest.mark.skipif(not page.available(), reason="the fonts of the pages are not installed")
@every_form
def test_pages_have_a_glyph_for_every_character(path: Path) -> None:
    source = read(path)
    characters = {char for char in text_of(source).replace("\\n", "") if char not in "^\n"}
    for options in source.files:
        if options["as"] == "pdf":
            drawn = glyphs(options.get("font", "song"))
            assert {char for char in characters if ord(char) not in drawn} == set()
