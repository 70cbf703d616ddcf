"""Document in, extraction out."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from extractor.document import Block, Document, Paragraph, Table
from extractor.narrative import read_narrative
from extractor.records import Extraction, Report, SourceRecord, Warning_
from extractor.tables.forms import read_forms

_NARRATIVE = 400
"""Characters of running text beside forms from which on a document also holds a narrative."""
_SENTENCE = 40
_FORM_TITLE = re.compile(r"表(?:[（(][^）)]*[)）])?$")


def extract(document: Document) -> Extraction:
    """Return everything extracted from *document*: its forms, its narrative, or both.

    A document without any text gives no report and a warning that says so.
    """
    warnings = [
        Warning_(code=each.code, message=each.message, evidence=each.evidence) for each in document.warnings
    ]
    reports, consumed = read_forms(document)
    if _narrates(document.blocks, beside_forms=True):
        # Inside a narrative only what calls itself a form is one: 自评表, 情况表.
        consumed = frozenset() if not all(map(_calls_itself_form, reports)) else consumed
        reports = reports if consumed else []
    rest = [block for block in document.blocks if not (isinstance(block, Table) and block.index in consumed)]
    if _narrates(rest, beside_forms=bool(reports)):
        reports = sorted([read_narrative(rest), *reports], key=lambda report: report.evidence.block)
    if not reports:
        warnings.append(Warning_(code="no-text", message="文件中没有可读的正文"))
    return Extraction(source=SourceRecord(**asdict(document.source)), reports=reports, warnings=warnings)


def _calls_itself_form(report: Report) -> bool:
    return _FORM_TITLE.search(report.title or "") is not None


def _narrates(blocks: Sequence[Block], *, beside_forms: bool) -> bool:
    """Return whether *blocks* hold a narrative, and not only the captions and notes of forms."""
    lines = [len(block.text) for block in blocks if isinstance(block, Paragraph)]
    if not beside_forms:
        return bool(lines)
    return sum(length for length in lines if length >= _SENTENCE) >= _NARRATIVE
