"""Document in, extraction out."""

from dataclasses import asdict

from extractor.document import Document, Paragraph
from extractor.prose.report import read_report
from extractor.records import Extraction, Report, SourceRecord, Warning_


def extract(document: Document) -> Extraction:
    """Return everything extracted from *document*.

    A document without any text gives no report and a warning that says so.
    """
    warnings = [Warning_(code=each.code, message=each.message, evidence=each.evidence) for each in document.warnings]
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    reports: list[Report] = []
    if paragraphs:
        reports.append(read_report(paragraphs))
    else:
        warnings.append(Warning_(code="no-text", message="文件中没有可读的正文"))
    return Extraction(source=SourceRecord(**asdict(document.source)), reports=reports, warnings=warnings)
