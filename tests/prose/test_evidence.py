"""Whatever an extraction quotes stands where it says it stands."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from extractor.document import Paragraph
from extractor.evidence import Evidence
from extractor.extract import extract
from extractor.readers import READERS, read

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for folder in (ROOT / "corpora" / "reports", *(ROOT.parent / "shared").glob("[rs]*"))
    for path in sorted(folder.glob("*"))
    if path.suffix[1:] in READERS
]


def quotes(record):
    """Yield every Evidence anywhere inside *record*."""
    if isinstance(record, Evidence):
        yield record
    elif isinstance(record, BaseModel):
        for name in type(record).model_fields:
            yield from quotes(getattr(record, name))
    elif isinstance(record, list | tuple):
        for each in record:
            yield from quotes(each)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_quotes_stand_where_they_say(path):
    document = read(path.read_bytes(), path.name)
    blocks = {block.block: block for block in document.blocks}
    assert len(blocks) == len(document.blocks)
    found = list(quotes(extract(document).reports))
    assert found or not any(document.paragraphs)
    for quote in found:
        block = blocks[quote.block]
        if isinstance(block, Paragraph):
            assert (quote.table, quote.row, quote.column) == (None, None, None)
            place = block
        else:
            assert quote.table == block.index
            place = block.at(quote.row, quote.column)
            assert (place.row, place.column) == (quote.row, quote.column)
        assert 0 <= quote.start < quote.end <= len(place.text)
        assert quote.text == place.text[quote.start : quote.end]
        if document.source.format == "pdf":
            assert 1 <= quote.page <= document.source.pages


def test_printed_amounts_are_what_their_evidence_shows():
    document = read((ROOT / "corpora" / "reports" / "r01-farmland.docx").read_bytes(), "r01-farmland.docx")
    for report in extract(document).reports:
        for figure in report.budgets:
            assert figure.evidence.text == figure.quantity.text
        for rate in report.rates:
            assert rate.evidence.text == rate.text
