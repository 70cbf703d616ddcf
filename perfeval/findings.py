"""Findings and recomputed values: the records of the verification contract."""

import hashlib
import re
from decimal import Decimal
from typing import Literal
from unicodedata import normalize

from pydantic import Field

from extractor.evidence import Evidence
from extractor.records import FundSource, Number, Record, Report, Scope, SourceRecord, Stage, Warning_
from perfeval.severities import SEVERITIES as SEVERITIES
from perfeval.severities import Severity as Severity

VERIFICATION_SCHEMA: Literal["perfeval/verification/1"] = "perfeval/verification/1"


class Range(Record):
    """The ``Interval`` of the contract: every value the printed figures allow."""

    low: Number
    high: Number


class RecomputedRate(Record):
    """An execution rate recomputed from the amounts of one scope and source."""

    scope: Scope
    source: FundSource
    year: int | None
    budget_yuan: Number
    budget_stage: Stage
    executed_yuan: Number
    rate: Range
    stated: Number | None = None
    agrees: bool | None = None


class RecomputedIndicator(Record):
    """What target and actual of ``report.indicators[index]`` allow to conclude."""

    index: int
    met: bool | None
    completion: Range | None = None
    score: Range | None = None
    note: str | None = None
    formula: str | None = None
    formula_text: str | None = None


class RecomputedGrade(Record):
    """The grade of the stated score and every grade the figures leave possible.

    ``possible`` are those of the stated score, ``of_recomputed_score`` those of every total
    that targets, actuals and weights allow.
    """

    from_stated_score: str | None
    possible: list[str]
    scale: Literal["report", "standard"]
    of_recomputed_score: list[str] = Field(default_factory=list)


class RecomputedBlock(Record):
    """The points of one first-level block (产出, 效益, 满意度): full, printed, recomputed."""

    label: str | None
    weight: Number
    stated: Number | None = None
    score: Range


class RecomputedExecution(Record):
    """The points of the execution rate (预算执行率).

    ``formula`` is the denominator by which the printed points fit: ``stated`` for the rate
    as printed, else the stage of the budget.
    """

    full: Number
    stated: Number | None = None
    score: Range
    formula: Stage | Literal["stated"] | None = None


class Recomputed(Record):
    """Everything recomputed for one report."""

    rates: list[RecomputedRate] = Field(default_factory=list)
    indicators: list[RecomputedIndicator] = Field(default_factory=list)
    score: Range | None = None
    grade: RecomputedGrade | None = None
    blocks: list[RecomputedBlock] = Field(default_factory=list)
    execution: RecomputedExecution | None = None
    note: str | None = None


CauseKind = Literal[
    "inverted_ratio", "undiminished_ratio", "denominator", "sign", "transposition", "digit", "decimal_point",
    "unit", "last_year", "missed_part", "counted_twice", "whole_for_part",
]  # fmt: skip
"""Slips that can explain why figures disagree.

A ratio turned round or taken for a growth without its 100 %, another amount as
denominator, a fall for a rise, two digits exchanged, one digit mistyped, lost or doubled,
a decimal point moved, 元 for 万元, last year's figure, a part left out of a sum, a part
in it twice, the amount of the whole given for a part.
"""


class Cause(Record):
    """The slip that explains a finding, where the figures leave no other.

    ``should`` is the figure without it, as it would be printed; ``None`` where it is not
    known which of two figures is right.
    """

    kind: CauseKind
    text: str
    should: str | None = None


class Answer(Record):
    """One figure that, changed alone, makes the finding go away, and what it would be.

    ``mends`` are the fingerprints of the other findings that go away with it.
    """

    stated: str
    should: str
    evidence: Evidence
    mends: list[str] = Field(default_factory=list)


class Finding(Record):
    """What the figures contradict, with its proof.

    ``message`` says in one sentence what stands where, what it should be and how that
    was computed. ``fingerprint`` is stable across runs and edits elsewhere in the file.
    ``answers`` are some of the figures that may be wrong, the likeliest first; ``related``
    are the fingerprints of the file's findings that one figure explains together with this.
    """

    code: str
    severity: Severity
    title: str
    message: str
    stated: str | None = None
    recomputed: str | None = None
    evidence: list[Evidence]
    report: int | None = None
    fingerprint: str
    cause: Cause | None = None
    answers: list[Answer] = Field(default_factory=list)
    related: list[str] = Field(default_factory=list)


class Suppressed(Finding):
    """A finding that a baseline holds as accepted, with what the reviewer wrote there."""

    reason: str = ""
    reviewer: str = ""


class Skipped(Record):
    """A rule that could not run on this report, and why."""

    code: str
    reason: str


class Coverage(Record):
    """What was checked and what was not."""

    figures: int
    used: int
    checks_run: int
    checks_skipped: list[Skipped] = Field(default_factory=list)


class VerifiedReport(Record):
    """One report with what was recomputed and found."""

    report: Report
    recomputed: Recomputed
    findings: list[Finding] = Field(default_factory=list)
    coverage: Coverage


class Summary(Record):
    """How many findings of each severity a file has."""

    critical: int = 0
    error: int = 0
    warning: int = 0
    info: int = 0


class Verification(Record):
    """Everything verified in one file."""

    schema_: Literal["perfeval/verification/1"] = Field(default=VERIFICATION_SCHEMA, alias="schema")
    source: SourceRecord
    standard: str
    reports: list[VerifiedReport]
    findings: list[Finding] = Field(default_factory=list)
    suppressed: list[Suppressed] = Field(default_factory=list)
    warnings: list[Warning_] = Field(default_factory=list)
    summary: Summary
    standard_reason: str = ""

    model_config = Record.model_config | {"populate_by_name": True}


_DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
_APART = re.compile(r"(?<=[\d%])[^\w.,%]+(?=\d)")
"""What keeps two numbers from being one: 2-3 is not 23."""


def fingerprint(code: str, *parts: str | Decimal | None) -> str:
    """Return a short hash of the rule and the figures and labels at issue, not of places or formats.

    White space, punctuation, full-width forms and a decimal's last zeros do not count, so the
    same statement has the same fingerprint after a page shift, a re-typing or a conversion from
    docx to pdf or to a workbook, which prints 861.1 for 861.10.
    """
    kept = [code, *map(_plain, parts)]
    return hashlib.sha256("\x1f".join(kept).encode(errors="backslashreplace")).hexdigest()[:16]


def _plain(part: str | Decimal | None) -> str:
    if part is None:
        return ""
    if isinstance(part, Decimal):
        return format(part.normalize(), "f")
    text = _APART.sub("~", "".join(normalize("NFKC", part).split()))
    text = _DECIMAL.sub(lambda match: match[0].rstrip("0").rstrip("."), text)
    return "".join(character for character in text if character.isalnum() or character in ".%~")
