"""A verification as rows of the store's tables; made by the worker, so that the writer only writes."""

import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extractor.document import Document
from extractor.evidence import Evidence
from extractor.records import Indicator, Quantity, Report, StatedRate, Term
from perfeval.findings import SEVERITIES, Finding, RecomputedRate, Verification, VerifiedReport
from perfeval.outputs.jsonrecords import record_text
from perfeval.store.prose import running_texts

Row = dict[str, Any]


@dataclass(slots=True)
class Rows:
    """The row of one content, and by table name the rows that belong to it."""

    content: Row
    tables: dict[str, list[Row]] = field(default_factory=dict)


def report_id(sha256: str, number: int) -> str:
    """Return the ``id`` of report *number* of a file: what ``archive show`` takes."""
    return f"{sha256[:16]}-{number}"


def verified(document: Document, verification: Verification, settings: str) -> Rows:
    """Return the rows of a *document* that was verified under *settings*."""
    source = verification.source
    text = record_text(verification, indent=None)
    content = storable(
        {
            "sha256": source.sha256,
            "settings": settings,
            "status": "done",
            "cause": None,
            "message": None,
            "format": source.format,
            "bytes": source.bytes,
            "pages": source.pages,
            "standard": verification.standard,
            "reports": len(verification.reports),
            "verification": zlib.compress(text.encode(), 6),
        }
    )
    tables: dict[str, list[Row]] = defaultdict(list)
    found = list(_findings(verification))
    for number, (identity, finding) in enumerate(found):
        tables["findings"].append(_finding(source.sha256, number, identity, finding))
    prose = running_texts(document, [each.report.evidence.block for each in verification.reports])
    for number, (each, text) in enumerate(zip(verification.reports, prose, strict=True)):
        identity = report_id(source.sha256, number)
        tables["texts"].append(_packed(identity, text))
        tables["reports"].append(report_row(source.sha256, number, each))
        for name, facts in facts_of(identity, each).items():
            tables[name].extend(facts)
    return Rows(content, {name: list(map(storable, kept)) for name, kept in tables.items() if kept})


def failed(sha256: str, settings: str, size: int, cause: str, message: str) -> Rows:
    """Return the row of a file that could not be read or verified, for the *cause* named."""
    content = {
        "sha256": sha256,
        "settings": settings,
        "status": "failed",
        "cause": cause,
        "message": message,
        "format": None,
        "bytes": size,
        "pages": None,
        "standard": None,
        "reports": 0,
        "verification": None,
    }
    return Rows(storable(content))


def storable(row: Row) -> Row:
    """Return *row* with texts as any database takes them: no NUL, no half of a surrogate pair."""
    return {key: _whole(value) if type(value) is str else value for key, value in row.items()}


def _whole(text: str) -> str:
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _findings(verification: Verification) -> Iterator[tuple[str | None, Finding]]:
    for finding in verification.findings:
        yield None, finding
    for number, each in enumerate(verification.reports):
        for finding in each.findings:
            yield report_id(verification.source.sha256, number), finding


def report_row(sha256: str, number: int, verified_report: VerifiedReport) -> Row:
    """Return the row of report *number* of a file."""
    report, coverage = verified_report.report, verified_report.coverage
    recomputed = verified_report.recomputed
    counted: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in verified_report.findings:
        counted[finding.severity] += 1
    whole = next(filter(_is_whole, report.rates), None)
    rate = next(filter(_is_whole, recomputed.rates), None)
    return {
        "id": report_id(sha256, number),
        "sha256": sha256,
        "number": number,
        "kind": report.kind,
        "title": report.title,
        "organization": report.organization,
        "supervisor": report.supervisor,
        "project": report.project,
        "year": report.fiscal_year,
        "score": report.score and report.score.total,
        "full_score": report.score and report.score.full,
        "grade": report.grade and report.grade.label,
        "execution_rate": whole and whole.percent,
        "figures": coverage.figures,
        "used": coverage.used,
        "checks_run": coverage.checks_run,
        **counted,
        "score_low": recomputed.score and recomputed.score.low,
        "score_high": recomputed.score and recomputed.score.high,
        "grade_earned": "、".join(recomputed.grade.possible) or None if recomputed.grade else None,
        "rate_low": rate and rate.rate.low,
        "rate_high": rate and rate.rate.high,
    }


def _is_whole(rate: StatedRate | RecomputedRate) -> bool:
    return rate.scope == "total" and rate.source == "all"


def facts_of(identity: str, verified_report: VerifiedReport) -> dict[str, list[Row]]:
    """Return by table the rows of a report that its verification alone gives."""
    report = verified_report.report
    return {
        "budgets": list(_budgets(identity, report)),
        "rates": list(_rates(identity, report)),
        "indicators": list(_indicators(identity, verified_report)),
        "changes": list(_changes(identity, report)),
    }


def _packed(identity: str, text: str) -> Row:
    data = zlib.compress(text.encode("utf-8", "replace"), 6)
    return {"report": identity, "characters": len(text), "text": data}


def _budgets(identity: str, report: Report) -> Iterator[Row]:
    for number, figure in enumerate(report.budgets):
        yield {
            "report": identity,
            "number": number,
            "stage": figure.stage,
            "scope": figure.scope,
            "source": figure.source,
            "label": figure.label,
            "year": figure.year,
            "text": figure.quantity.text,
            "yuan": figure.yuan,
            **_place(figure.evidence),
        }


def _rates(identity: str, report: Report) -> Iterator[Row]:
    for number, rate in enumerate(report.rates):
        yield {
            "report": identity,
            "number": number,
            "scope": rate.scope,
            "source": rate.source,
            "year": rate.year,
            "percent": rate.percent,
            "text": rate.text,
            **_place(rate.evidence),
        }


def _indicators(identity: str, verified_report: VerifiedReport) -> Iterator[Row]:
    met = {each.index: each.met for each in verified_report.recomputed.indicators}
    for number, indicator in enumerate(verified_report.report.indicators):
        reached = met.get(number)
        yield {
            "report": identity,
            "number": number,
            "level1": indicator.level1,
            "level2": indicator.level2,
            "name": indicator.name,
            "target": _text(indicator.target),
            "target_value": _value(indicator.target),
            "target_upper": _upper(indicator.target),
            "target_unit": indicator.target and indicator.target.unit,
            "comparator": indicator.target and indicator.target.comparator,
            "actual": _text(indicator.actual),
            "actual_value": _value(indicator.actual),
            "actual_unit": indicator.actual and indicator.actual.unit,
            "weight": indicator.weight,
            "score": indicator.score,
            "reason": indicator.reason,
            "met": None if reached is None else int(reached),
            **_place(_where(indicator)),
        }


def _changes(identity: str, report: Report) -> Iterator[Row]:
    for number, change in enumerate(report.changes):
        yield {
            "report": identity,
            "number": number,
            "label": change.label,
            "direction": change.direction,
            **_term("base", change.base),
            **_term("current", change.current),
            **_term("difference", change.difference),
            **_term("percent", change.percent),
            **_place(change.evidence),
        }


def _term(name: str, term: Term | None) -> Row:
    quantity = term.quantity if term else None
    number = quantity.value if quantity else None
    return {
        name: _text(quantity),
        f"{name}_value": number if isinstance(number, Decimal) else None,
        f"{name}_unit": quantity and quantity.unit,
    }


def _finding(sha256: str, number: int, identity: str | None, finding: Finding) -> Row:
    return {
        "sha256": sha256,
        "number": number,
        "report": identity,
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title,
        "message": finding.message,
        "stated": finding.stated,
        "recomputed": finding.recomputed,
        "fingerprint": finding.fingerprint,
        **_place(finding.evidence[0] if finding.evidence else None),
    }


def _where(indicator: Indicator) -> Evidence | None:
    places = indicator.evidence
    return places.name or places.target or places.actual or places.score


def _place(evidence: Evidence | None) -> Row:
    if evidence is None:
        return dict.fromkeys(("evidence", "page", "block", "table_row", "table_column"))
    return {
        "evidence": evidence.text,
        "page": evidence.page,
        "block": evidence.block,
        "table_row": evidence.row,
        "table_column": evidence.column,
    }


def _text(quantity: Quantity | None) -> str | None:
    return quantity.text if quantity else None


def _value(quantity: Quantity | None) -> str | None:
    return None if quantity is None or quantity.value is None else _digits(quantity.value)


def _upper(quantity: Quantity | None) -> str | None:
    return None if quantity is None or quantity.upper is None else _digits(quantity.upper)


def _digits(value: Any) -> str:
    return value if isinstance(value, str) else format(value, "f")
