"""The records of the extraction contract.

Field names, types and meanings are those of ``docs/contract.md``; a field may be added,
never renamed. Amounts, rates and scores are :class:`~decimal.Decimal` made from the
printed string, so that trailing zeros, and with them the printed resolution, survive.
"""

from decimal import Decimal
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from extractor.evidence import Evidence

EXTRACTION_SCHEMA: Literal["perfeval/extraction/1"] = "perfeval/extraction/1"

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A decimal number; in JSON the exact digits, never a binary float or a string."""

ReportKind = Literal["department_report", "department_form", "project_report", "project_form"]
Stage = Literal["initial", "adjusted", "received", "executed", "carryover"]
Scope = Literal[
    "total", "basic", "personnel", "operating", "project",
    "three_public", "reception", "vehicle", "abroad", "other",
]  # fmt: skip
FundSource = Literal[
    "all", "fiscal", "general_public", "government_fund", "central", "provincial", "municipal",
    "county", "special_account", "own", "carried_in", "other",
]  # fmt: skip
QuantityKind = Literal["number", "date", "qualitative"]
Comparator = Literal["=", ">=", "<=", ">", "<", "range"]


def scope_in(kind: ReportKind, scope: str) -> Scope:
    """Return *scope* as a report of *kind* means it: in a project's own, 项目支出 is all there is."""
    return "total" if scope == "project" and kind.startswith("project") else cast(Scope, scope)


class Record(BaseModel):
    """Base of all records: immutable, and without fields the contract does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quantity(Record):
    """A printed quantity (target, actual, amount).

    ``value`` is the number in ``unit`` (``"4.52"`` in ``"万人"``), a date as
    ``"2025-12-31"``, or ``None`` for words. ``upper`` is the upper end of a range.
    """

    text: str
    kind: QuantityKind
    comparator: Comparator | None = None
    value: Number | str | None = None
    upper: Number | str | None = None
    unit: str | None = None
    approximate: bool = False


class BudgetFigure(Record):
    """One budget amount as stated, repeats included; ``yuan`` is the amount in 元."""

    stage: Stage
    scope: Scope
    source: FundSource
    label: str
    year: int | None = None
    quantity: Quantity
    yuan: Number
    evidence: Evidence


class StatedRate(Record):
    """An execution rate (预算执行率) as stated; ``percent`` is 96.31 for 96.31 %.

    ``base`` is the stage it is taken of where the form declares one: 年初预算数（A） and
    执行率（B/A）. ``numerator`` is the stage it measures where the text's own words say so:
    执行率 speaks of what was spent, 拨付进度 may speak of what was handed on.
    """

    scope: Scope
    source: FundSource
    year: int | None = None
    percent: Number
    text: str
    base: Stage | None = None
    numerator: Stage | None = None
    evidence: Evidence


class IndicatorEvidence(Record):
    """Where the parts of an indicator stand."""

    name: Evidence | None = None
    target: Evidence | None = None
    actual: Evidence | None = None
    score: Evidence | None = None


class Indicator(Record):
    """A performance indicator (绩效指标) with its target, actual and points."""

    level1: str | None = None
    level2: str | None = None
    name: str
    target: Quantity | None = None
    actual: Quantity | None = None
    weight: Number | None = None
    score: Number | None = None
    coefficient: Number | None = None
    """得分系数, 得分率: the percentage of its weight that a form prints for it."""
    reason: str | None = None
    evidence: IndicatorEvidence


class Term(Record):
    """One labelled figure of a statement about several."""

    label: str
    quantity: Quantity
    evidence: Evidence


class Composition(Record):
    """A statement "total = parts" (合计…，其中/由…组成), whatever it counts.

    ``exhaustive`` is true only where the wording or a table says that the parts are all
    of the total (由…组成/构成, 分别为, 合计行); 其中 alone does not.
    """

    total: Term
    parts: list[Term]
    exhaustive: bool
    evidence: Evidence


class Change(Record):
    """A stated growth, reduction, saving or over-fulfilment.

    ``direction`` is ``exceed`` for completion beyond a task (超额…%). ``base`` is the
    earlier figure or the task, ``current`` the later one, ``difference`` the stated
    absolute change, ``percent`` the stated relative change; what is not stated is null.
    """

    label: str
    direction: Literal["increase", "decrease", "exceed", "flat"]
    base: Term | None = None
    current: Term | None = None
    difference: Term | None = None
    percent: Term | None = None
    evidence: Evidence


class Share(Record):
    """A part, its whole and the percentage stated of them (264户中有257户…，97.35%)."""

    label: str
    part: Term | None = None
    whole: Term | None = None
    percent: Term
    evidence: Evidence


class Structure(Record):
    """Shares listed as what one whole is made of, without amounts (城镇居民占62%，农村居民占38%).

    ``exhaustive`` is false where the wording leaves others open (其中, 主要, 等).
    """

    label: str
    shares: list[Term]
    exhaustive: bool
    evidence: Evidence


class Enumeration(Record):
    """A stated count followed by the items it counts (3个下属单位，分别为…、…和…)."""

    label: str
    count: Quantity
    items: list[str]
    exhaustive: bool
    evidence: Evidence


class YearMention(Record):
    """A year named in the text and the part it plays there.

    ``subject``: the work, goals or money of that year are spoken of as this report's
    own; ``citation``: inside a document's title or number; ``comparison``: an earlier
    year set beside this one; ``date``: a day or month; ``plan``: a later year's plans.
    """

    year: int
    role: Literal["subject", "citation", "comparison", "date", "plan", "other"]
    text: str
    evidence: Evidence


class NameMention(Record):
    """A full name of the organization or project as printed somewhere in the file."""

    kind: Literal["organization", "project"]
    name: str
    evidence: Evidence


class ScorePart(Record):
    """One part of a stated score, with the full points where they are printed."""

    label: str
    score: Number
    full: Number | None = None
    evidence: Evidence


class StatedScore(Record):
    """The total score (自评得分) the report gives itself."""

    total: Number
    full: Number | None = None
    parts: list[ScorePart] = Field(default_factory=list)
    evidence: Evidence


class StatedGrade(Record):
    """The grade (等级) the report gives itself."""

    label: str
    evidence: Evidence


class GradedPart(Record):
    """A sub-programme or unit the report scores and grades on the same scale, beside its own conclusion."""

    label: str
    score: Number
    grade: str
    evidence: Evidence


class GradeBand(Record):
    """One band of the grade scale the report prints; an open end is null."""

    label: str
    lower: Number | None = None
    lower_inclusive: bool = True
    upper: Number | None = None
    upper_inclusive: bool = False
    evidence: Evidence


class FiguresSeen(Record):
    """How many numbers with a unit were seen and how many ended in a record."""

    seen: int = 0
    used: int = 0
    unused: list[Evidence] = Field(default_factory=list)


class Report(Record):
    """One self-evaluation report or form."""

    kind: ReportKind
    title: str | None = None
    organization: str | None = None
    supervisor: str | None = None
    project: str | None = None
    fiscal_year: int | None = None
    budgets: list[BudgetFigure] = Field(default_factory=list)
    rates: list[StatedRate] = Field(default_factory=list)
    indicators: list[Indicator] = Field(default_factory=list)
    compositions: list[Composition] = Field(default_factory=list)
    changes: list[Change] = Field(default_factory=list)
    shares: list[Share] = Field(default_factory=list)
    structures: list[Structure] = Field(default_factory=list)
    enumerations: list[Enumeration] = Field(default_factory=list)
    years: list[YearMention] = Field(default_factory=list)
    names: list[NameMention] = Field(default_factory=list)
    score: StatedScore | None = None
    grade: StatedGrade | None = None
    grade_scale: list[GradeBand] = Field(default_factory=list)
    graded_parts: list[GradedPart] = Field(default_factory=list)
    figures: FiguresSeen = Field(default_factory=FiguresSeen)
    evidence: Evidence


class SourceRecord(Record):
    """The file a result speaks of."""

    name: str
    sha256: str
    format: str
    bytes: int
    pages: int | None = None
    ocr: bool = False


class Warning_(Record):
    """Something that was seen and not read, or read with doubt."""

    code: str
    message: str
    evidence: Evidence | None = None


class Extraction(Record):
    """Everything extracted from one file."""

    schema_: Literal["perfeval/extraction/1"] = Field(default=EXTRACTION_SCHEMA, alias="schema")
    source: SourceRecord
    reports: list[Report]
    warnings: list[Warning_] = Field(default_factory=list)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
