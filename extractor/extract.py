"""Document in, extraction out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from extractor.document import Block, Document, Paragraph, Table
from extractor.memory import collection_paused
from extractor.narrative import read_narrative
from extractor.parting import parted
from extractor.prose.header import is_title
from extractor.records import Extraction, Report, SourceRecord, Warning_
from extractor.tables.forms import LARGEST, left_over, oversized, read_forms
from extractor.tables.titles import ends_as_table

_NARRATIVE = 400
"""Characters of running text beside forms from which on a document also holds a narrative."""
_SHORT_NARRATIVE = 100
_FEWEST_CHAPTERS = 3
_SENTENCE = 40
_CHAPTER = re.compile(r"\s*[一二三四五六七八九十]{1,2}[、.．]\s*[\u4e00-\u9fff]")


@collection_paused()
def extract(document: Document) -> Extraction:
    """Return everything extracted from *document*: its forms, its narrative, or both.

    A document without any text gives no report and a warning that says so.
    """
    warnings = [
        Warning_(code=each.code, message=each.message, evidence=each.evidence) for each in document.warnings
    ]
    huge = oversized(document)
    warnings += [
        Warning_(
            code="table-too-large",
            message=f"{_called(table)}有 {table.row_count} 行 {table.column_count} 列，"
            f"多于 {LARGEST} 格，当作数据清单，没有从中找自评表",
        )
        for table in huge
    ]
    notes: list[Warning_] = []
    reports, consumed = read_forms(document, notes)
    if _narrates(document.blocks, beside_forms=True):
        # Inside a narrative only what calls itself a form is one: 自评表, 情况表.
        consumed = frozenset() if not all(map(_calls_itself_form, reports)) else consumed
        reports = reports if consumed else []
    left_out = consumed.union(table.index for table in huge)
    rest = [block for block in document.blocks if not (isinstance(block, Table) and block.index in left_out)]
    if _narrates(rest, beside_forms=bool(reports)):
        narratives = [read_narrative(part) for part in parted(rest)]
        reports = sorted([*narratives, *reports], key=lambda report: report.evidence.block)
    elif reports:
        warnings += [
            Warning_(
                code="table-unread",
                message=f"{_called(table)}有预算或绩效指标的表头，但没有归入任何一份自评表，未采用，请人工核对",
            )
            for table in left_over(document, left_out)
        ]
    warnings += notes
    warnings += [each for report in reports for each in _not_understood(report)]
    warnings += _repeated(reports)
    if not reports:
        warnings.append(Warning_(code="no-text", message="文件中没有可读的正文"))
    return Extraction(source=SourceRecord(**asdict(document.source)), reports=reports, warnings=warnings)


def _repeated(reports: Sequence[Report]) -> Iterator[Warning_]:
    """Yield a warning for each form that states what an earlier one in the file states, figure by figure."""
    first: dict[object, int] = {}
    for number, report in enumerate(reports, 1):
        if not report.kind.endswith("form") or not (report.indicators or report.budgets):
            continue
        stated = (
            report.kind, report.organization, report.project, report.fiscal_year,
            tuple((each.stage, each.scope, each.source, each.yuan) for each in report.budgets),
            tuple((each.name, each.target, each.actual, each.score) for each in report.indicators),
        )  # fmt: skip
        earlier = first.setdefault(stated, number)
        if earlier != number:
            yield Warning_(
                code="form-repeated",
                message=f"第 {number} 份自评表与第 {earlier} 份完全相同，各计一份，请核对是否重复",
                evidence=report.evidence,
            )


def _not_understood(report: Report) -> Iterator[Warning_]:
    """Yield a warning for each table of a form that has rows of numbers nobody read."""
    if not report.kind.endswith("form"):
        return
    rows = Counter((place.table, place.row) for place in report.figures.unused if place.table is not None)
    for table in sorted({table for table, _ in rows if table is not None}):
        unread = [(row or 0, count) for (own, row), count in rows.items() if own == table and count > 1]
        if unread:
            first = min(unread)[0]
            place = next(each for each in report.figures.unused if (each.table, each.row) == (table, first))
            numbers = sum(count for _, count in unread)
            yield Warning_(
                code="table-part-unread",
                message=f"表{table + 1}第{first + 1}行等 {len(unread)} 行有 {numbers} 个数字没有读懂，"
                "未采用，请人工核对",
                evidence=place,
            )


def _called(table: Table) -> str:
    return f"工作表“{table.name}”中的表" if table.name else f"表{table.index + 1}"


def _calls_itself_form(report: Report) -> bool:
    return ends_as_table(report.title or "")


def _narrates(blocks: Sequence[Block], *, beside_forms: bool) -> bool:
    """Return whether *blocks* hold a narrative, and not only the captions and notes of forms."""
    lines = [len(block.text) for block in blocks if isinstance(block, Paragraph)]
    if not beside_forms:
        return bool(lines)
    running = sum(length for length in lines if length >= _SENTENCE)
    return running >= _NARRATIVE or (running >= _SHORT_NARRATIVE and _is_outlined(blocks))


def _is_outlined(blocks: Sequence[Block]) -> bool:
    """Return whether *blocks* have what makes a short text a report: its title, and chapters below it."""
    titled = chapters = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            titled += is_title(block.text) and not chapters
            chapters += bool(titled) and _CHAPTER.match(block.text) is not None
    return chapters >= _FEWEST_CHAPTERS
