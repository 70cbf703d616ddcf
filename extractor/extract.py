"""Document in, extraction out."""

from dataclasses import asdict

from extractor.document import Document, Paragraph
from extractor.narrative import read_narrative
from extractor.records import Extraction, Report, SourceRecord, Warning_


def extract(document: Document) -> Extraction:
    """Return everything extracted from *document*.

    A document without any text gives no report and a warning that says so.
    """
    warnings = [
        Warning_(code=each.code, message=each.message, evidence=each.evidence) for each in document.warnings
    ]
    reports: list[Report] = []
    if any(isinstance(block, Paragraph) for block in document.blocks):
        reports.append(read_narrative(document.blocks))
    else:
        warnings.append(Warning_(code="no-text", message="文件中没有可读的正文"))
    return Extraction(source=SourceRecord(**asdict(document.source)), reports=reports, warnings=warnings)
