"""Evidence from a PDF stands on the page it names, however often page ends cut the forms."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from extractor.extract import extract
from extractor.readers import read

CORPORA = Path(__file__).parents[1] / "corpora"
FORMS = CORPORA / "forms"
CUT = ["f12-park-trees", "f15-flood-channel", "f18-twenty-forms"]


def places(record: Any) -> Iterator[tuple[int, str]]:
    """Yield the page and the text of every evidence in a record."""
    if isinstance(record, dict):
        if isinstance(record.get("page"), int) and "start" in record:
            yield record["page"], record["text"]
        for value in record.values():
            yield from places(value)
    elif isinstance(record, list):
        for value in record:
            yield from places(value)


def squeezed(text: str) -> str:
    """Drop white space: a cell of a page breaks its lines where they end."""
    return re.sub(r"\s", "", text)


def extracted(path: Path) -> list[dict[str, Any]]:
    reports = extract(read(path.read_bytes(), path.name)).reports
    return [report.model_dump(mode="json") for report in reports]


@pytest.mark.parametrize("name", CUT)
def test_evidence_stands_on_its_page(name: str) -> None:
    path = FORMS / f"{name}.pdf"
    with pypdfium2.PdfDocument(path) as document:
        pages = [squeezed(page.get_textpage().get_text_bounded()) for page in document]
    found = list(places(extracted(path)))
    assert len(found) > 50
    assert {page for page, _ in found} == set(range(1, len(pages) + 1))
    assert [text for page, text in found if squeezed(text) not in pages[page - 1]] == []


def test_twenty_forms_begin_on_the_pages_of_the_gold() -> None:
    gold = json.loads((FORMS / "f18-twenty-forms.gold.json").read_text(encoding="utf-8"))["reports"]
    found = extracted(FORMS / "f18-twenty-forms.pdf")
    assert [each["project"] for each in found] == [each["project"] for each in gold]
    for ours, theirs in zip(found, gold, strict=True):
        # A title may stand at the foot of the page before, the first figures on the page after.
        assert theirs["page"] - ours["evidence"]["page"] in (0, 1)
        assert min(page for page, _ in places(ours["budgets"])) - theirs["page"] in (0, 1)
