"""One document against its gold file: what was found, missed, and made up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

from extractor.evidence import Evidence
from extractor.records import GradeBand, Indicator, Quantity, Report
from perfeval.evaluate.gold import Gold, GoldFinding, GoldIndicator, GoldReport, GoldValue
from perfeval.evaluate.match import bare, best_pairs, indicator_likeness, likeness, value_agrees
from perfeval.findings import Finding, Verification

FAMILIES = (
    "reports", "header", "budgets", "rates", "indicators", "values", "points",
    "conclusion", "grade_scale", "findings",
)  # fmt: skip

Verdict = Literal["missed", "spurious", "wrong"]


@dataclass(slots=True)
class Tally:
    """True positives, false positives and false negatives of one family."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    def add(self, other: "Tally") -> None:
        """Add another tally to this one."""
        self.right += other.right
        self.spurious += other.spurious
        self.missed += other.missed

    @property
    def precision(self) -> float | None:
        """Share of what was extracted that is right; None where nothing was."""
        return self.right / (self.right + self.spurious) if self.right + self.spurious else None

    @property
    def recall(self) -> float | None:
        """Share of what is there that was extracted; None where nothing is."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing to judge."""
        total = 2 * self.right + self.spurious + self.missed
        return 2 * self.right / total if total else None


@dataclass(frozen=True, slots=True)
class Item:
    """One difference: what gold has (``expected``), what was extracted (``found``), and its quote."""

    family: str
    verdict: Verdict
    expected: str
    found: str = ""
    evidence: Evidence | None = None


@dataclass(slots=True)
class DocumentScore:
    """The tallies and differences of one document; ``noise`` counts unasked warnings and infos."""

    name: str
    format: str
    tallies: dict[str, Tally] = field(default_factory=lambda: {family: Tally() for family in FAMILIES})
    items: list[Item] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)

    def right(self, family: str) -> None:
        """Count one thing found as it should be."""
        self.tallies[family].right += 1

    def missed(self, family: str, expected: str) -> None:
        """Count one thing not found."""
        self.tallies[family].missed += 1
        self.items.append(Item(family, "missed", expected))

    def spurious(self, family: str, found: str, evidence: Evidence | None) -> None:
        """Count one thing found that is not there."""
        self.tallies[family].spurious += 1
        self.items.append(Item(family, "spurious", "", found, evidence))

    def wrong(self, family: str, expected: str, found: str, evidence: Evidence | None) -> None:
        """Count one thing found in place of another: missed and spurious at once."""
        self.tallies[family].missed += 1
        self.tallies[family].spurious += 1
        self.items.append(Item(family, "wrong", expected, found, evidence))

    def compare(
        self, family: str, label: str, gold: object, found: object, agrees: bool, evidence: Evidence | None
    ) -> None:
        """Count one field that holds at most one value; None on either side is "not said"."""
        if gold is None and found is None:
            return
        if found is None:
            self.missed(family, f"{label} {_show(gold)}")
        elif gold is None:
            self.spurious(family, f"{label} {_show(found)}", evidence)
        elif agrees:
            self.right(family)
        else:
            self.wrong(family, f"{label} {_show(gold)}", _show(found), evidence)


def score(gold: Gold, verification: Verification | None, name: str) -> DocumentScore:
    """Return how *verification* compares with *gold*; a document that could not be read is all missed."""
    result = DocumentScore(
        name, verification.source.format if verification else Path(name).suffix[1:].lower()
    )
    verified_reports = verification.reports if verification else []
    found = [verified.report for verified in verified_reports]
    matched = best_pairs(gold.reports, found, _report_likeness)
    taken = {place for _, place in matched}
    partner = dict(matched)
    for number, expected in enumerate(gold.reports):
        if number in partner:
            result.right("reports")
            _compare_report(expected, found[partner[number]], result)
        else:
            label = expected.project or expected.organization or ""
            result.missed("reports", f"{expected.kind} {label}".strip())
            _compare_report(expected, None, result)
    for place, report in enumerate(found):
        if place not in taken:
            result.spurious("reports", f"{report.kind} {report.title or ''}".strip(), report.evidence)
    raised = [
        *(verification.findings if verification else ()),
        *(finding for verified in verified_reports for finding in verified.findings),
    ]
    _compare_findings(gold, raised, result)
    return result


def _report_likeness(gold: GoldReport, found: Report) -> float:
    """Return how well an extracted report fits; anything in common with a document's report counts."""
    score = 0.1 + 2.0 * (gold.kind == found.kind) + 0.5 * (gold.fiscal_year == found.fiscal_year)
    for mine, theirs, weight in (
        (gold.project, found.project, 3.0),
        (gold.organization, found.organization, 1.0),
    ):
        if mine and theirs:
            score += weight * likeness(mine, theirs)
    amounts = {budget.yuan for budget in gold.budgets}
    names = {bare(indicator.name) for indicator in gold.indicators}
    if amounts:
        score += len(amounts & {budget.yuan for budget in found.budgets}) / len(amounts)
    if names:
        score += 2.0 * len(names & {bare(indicator.name) for indicator in found.indicators}) / len(names)
    return score


def _compare_report(gold: GoldReport, found: Report | None, result: DocumentScore) -> None:
    """Compare all fields; for a report that was not found (None) everything required is missed."""
    place = found.evidence if found else None
    result.compare(
        "header", "kind", gold.kind, found and found.kind, bool(found and gold.kind == found.kind), place
    )
    for label in ("organization", "project"):
        mine, theirs = getattr(gold, label), getattr(found, label, None)
        result.compare("header", label, mine, theirs, bool(mine and theirs and likeness(mine, theirs)), place)
    year = found.fiscal_year if found else None
    result.compare("header", "fiscal_year", gold.fiscal_year, year, gold.fiscal_year == year, place)
    _compare_budgets(gold, found, result)
    _compare_rates(gold, found, result)
    _compare_indicators(gold.indicators, found.indicators if found else (), result)
    total = found.score if found else None
    result.compare(
        "conclusion", "score", gold.score, total and total.total,
        bool(total and gold.score == total.total), total.evidence if total else None,
    )  # fmt: skip
    grade = found.grade if found else None
    result.compare(
        "conclusion", "grade", gold.grade, grade and grade.label,
        bool(grade and gold.grade and bare(gold.grade) == bare(grade.label)),
        grade.evidence if grade else None,
    )  # fmt: skip
    _compare_scale(gold, found.grade_scale if found else (), result)


def _sets(
    family: str,
    required: Iterable[tuple[object, str]],
    optional: Iterable[object],
    found: Iterable[tuple[object, str, Evidence | None]],
    result: DocumentScore,
) -> None:
    """Compare two sets by key; what is optional is neither missed nor spurious."""
    wanted = dict(required)
    accepted = set(optional)
    seen: set[object] = set()
    for key, label, evidence in found:
        if key in seen:
            continue
        seen.add(key)
        if key in wanted:
            result.right(family)
        elif key not in accepted:
            result.spurious(family, label, evidence)
    for key, label in wanted.items():
        if key not in seen:
            result.missed(family, label)


def _compare_budgets(gold: GoldReport, found: Report | None, result: DocumentScore) -> None:
    _sets(
        "budgets",
        [(entry.key, _budget(*entry.key)) for entry in gold.budgets if not entry.optional],
        [entry.key for entry in gold.budgets if entry.optional],
        [
            ((figure.stage, figure.scope, figure.source, figure.yuan),
             _budget(figure.stage, figure.scope, figure.source, figure.yuan), figure.evidence)
            for figure in (found.budgets if found else ()) if figure.yuan
        ],
        result,
    )  # fmt: skip


def _budget(stage: str, scope: str, source: str, yuan: Decimal) -> str:
    return f"{stage}/{scope}/{source} {_show(yuan)} 元"


def _compare_rates(gold: GoldReport, found: Report | None, result: DocumentScore) -> None:
    _sets(
        "rates",
        [(rate, f"{rate:f}%") for rate in gold.rates],
        gold.optional_rates,
        [
            (rate.percent, f"{rate.percent:f}% ({rate.scope}/{rate.source})", rate.evidence)
            for rate in (found.rates if found else ())
        ],
        result,
    )


def _compare_scale(gold: GoldReport, found: Sequence[GradeBand], result: DocumentScore) -> None:
    """Compare labels and lower bounds; the lowest band, from 0, is not listed in gold."""
    _sets(
        "grade_scale",
        [((bare(label), lower), f"{label} {lower:f}") for label, lower in gold.grade_scale],
        (),
        [
            ((bare(band.label), band.lower), f"{band.label} {band.lower:f}", band.evidence)
            for band in found
            if band.lower
        ],
        result,
    )


def _compare_indicators(
    gold: Sequence[GoldIndicator], found: Sequence[Indicator], result: DocumentScore
) -> None:
    matched = dict(best_pairs(gold, found, indicator_likeness))
    taken = set(matched.values())
    for number, expected in enumerate(gold):
        if number not in matched:
            if not expected.optional:
                result.missed("indicators", expected.name)
            continue
        if expected.optional:
            continue
        result.right("indicators")
        indicator = found[matched[number]]
        where = indicator.evidence
        for label, mine, theirs, quote in (
            ("target", expected.target, indicator.target, where.target),
            ("actual", expected.actual, indicator.actual, where.actual),
        ):
            _compare_value(f"{expected.name} {label}", mine, theirs, quote or where.name, result)
        for label, points, given in (
            ("weight", expected.weight, indicator.weight),
            ("score", expected.score, indicator.score),
        ):
            result.compare(
                "points",
                f"{expected.name} {label}",
                points,
                given,
                points == given,
                where.score or where.name,
            )
    for place, indicator in enumerate(found):
        if place not in taken:
            result.spurious(
                "indicators", indicator.name, indicator.evidence.name or indicator.evidence.target
            )


def _compare_value(
    label: str, gold: GoldValue | None, found: Quantity | None, quote: Evidence | None, result: DocumentScore
) -> None:
    agrees = gold is not None and value_agrees(gold, found, target=label.endswith("target"))
    result.compare("values", label, gold, found, agrees, quote)


def _compare_findings(gold: Gold, raised: Sequence[Finding], result: DocumentScore) -> None:
    """Compare findings: must is raised, may is accepted, another error is a false alarm, the rest noise."""
    for expected in gold.must:
        if any(map(satisfies(expected), raised)):
            result.right("findings")
        else:
            result.missed("findings", f"{expected.code} {expected.near or ''}".strip())
    accepted = [satisfies(entry) for entry in (*gold.must, *gold.may)]
    for finding in raised:
        if any(accepts(finding) for accepts in accepted):
            continue
        quote = finding.evidence[0] if finding.evidence else None
        if finding.severity in ("critical", "error"):
            result.spurious("findings", f"{finding.code} {finding.message}", quote)
        else:
            result.noise.append(f"{finding.code} {finding.message}")


def satisfies(expected: GoldFinding) -> Callable[[Finding], bool]:
    """Return whether a finding is the one *expected*: its code, and what it has to quote."""

    def check(finding: Finding) -> bool:
        if finding.code != expected.code:
            return False
        texts = (
            finding.message,
            finding.stated,
            finding.recomputed,
            *(quote.text for quote in finding.evidence),
        )
        return expected.near is None or any(expected.near in text for text in texts if text)

    return check


def _show(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Quantity):
        return (
            f"「{value.text}」({value.kind} {value.comparator or ''}{_show(value.value)}{value.unit or ''})"
        )
    return str(value)
