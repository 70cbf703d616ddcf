"""One file: recompute, run the rules, say what was found and what was not checked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from extractor.document import Document
from extractor.memory import collection_paused
from extractor.records import Extraction, Report
from perfeval.findings import (
    SEVERITIES,
    Coverage,
    Finding,
    Summary,
    Verification,
    VerifiedReport,
)
from perfeval.recompute import recompute
from perfeval.rules.causes.identity import Identity
from perfeval.rules.causes.settle import Mark, mark, settle
from perfeval.rules.choice import chosen
from perfeval.rules.registry import Facts, Rule
from perfeval.standards.choice import Choice, given
from perfeval.standards.choice import chosen as chosen_for
from perfeval.standards.model import Standard


@collection_paused()
def verify(
    extraction: Extraction,
    standard: Standard | None = None,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    thresholds: Mapping[str, Decimal] | None = None,
    language: str = "zh",
    document: Document | None = None,
) -> Verification:
    """Verify every report of *extraction* against *standard*; without one, it is chosen for the file.

    *thresholds* go before the standard's. *document* lets rules quote what the report says
    of itself; without it they rely on the records. The result depends on nothing else, and
    its order is fixed.
    """
    choice = given(standard) if standard is not None else chosen_for(extraction.reports)
    choice = choice.adjusted(thresholds or {})
    rules = chosen(select, ignore)
    failed: dict[Mark, Identity] = {}
    verified = [
        verify_report(report, choice, rules, index, extraction.reports, language, document, failed)
        for index, report in enumerate(extraction.reports)
    ]
    settled = settle([finding for each in verified for finding in each.findings], failed, language)
    verified = [
        each.model_copy(update={"findings": [settled.get(mark(one), one) for one in each.findings]})
        for each in verified
    ]
    # What sets two reports against each other belongs to the file, not to either of them.
    across = ordered(finding for each in verified for finding in each.findings if finding.report is None)
    verified = [
        each.model_copy(update={"findings": [one for one in each.findings if one.report is not None]})
        for each in verified
    ]
    counted = Counter(
        finding.severity for found in (across, *(each.findings for each in verified)) for finding in found
    )
    return Verification(
        source=extraction.source,
        standard=choice.standard.name,
        standard_reason=choice.reason[language == "en"],
        reports=verified,
        findings=across,
        warnings=extraction.warnings,
        summary=Summary(**{severity: counted[severity] for severity in SEVERITIES}),
    )


def verify_report(
    report: Report,
    choice: Choice,
    rules: Sequence[Rule],
    index: int = 0,
    reports: Sequence[Report] = (),
    language: str = "zh",
    document: Document | None = None,
    failed: dict[Mark, Identity] | None = None,
) -> VerifiedReport:
    """Recompute one report by the standard of *choice* and run *rules* over it.

    Identities that fail are added to *failed*.
    """
    standard, others = choice.standard, choice.others
    workings = recompute(report, standard, language, others)
    siblings = [other for place, other in enumerate(reports) if place != index]
    facts = Facts(report, workings, standard, index, siblings, document, language, others)
    findings = [finding for rule in rules for finding in rule.check(facts)]
    if failed is not None:
        for finding in findings:
            identity = facts.failed.get((finding.code, finding.fingerprint))
            if identity is not None:
                failed.setdefault(mark(finding), identity)
    return VerifiedReport(
        report=report,
        recomputed=workings.recomputed,
        findings=ordered(findings),
        coverage=Coverage(
            figures=report.figures.seen,
            used=report.figures.used,
            checks_run=facts.checks,
            checks_skipped=sorted(facts.skipped, key=lambda entry: (entry.code, entry.reason)),
        ),
    )


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return *findings* without repeats, most severe first, then by place and code."""
    unique: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        unique.setdefault((finding.code, finding.fingerprint), finding)
    return sorted(unique.values(), key=_rank)


def _rank(finding: Finding) -> tuple[int, int, int, int, int, str, str]:
    first = finding.evidence[0] if finding.evidence else None
    block = first.block if first else -1
    row, column = (first.row or 0, first.column or 0) if first else (0, 0)
    return (
        SEVERITIES.index(finding.severity),
        block,
        row,
        column,
        first.start if first else 0,
        finding.code,
        finding.fingerprint,
    )
