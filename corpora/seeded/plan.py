"""A plan: what a seeded document says, before anyone words it or lays it out.

Every figure is kept as it will be printed. The truth (``corpora.seeded.truth``) makes
plans whose figures agree; an injector changes one of them and says what must be found;
the writers (``narrative``, ``forms``) word a plan and record what they printed as gold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from corpora.generate.source import Block

Kind = Literal["department_report", "department_form", "project_report", "project_form"]
Stage = Literal["initial", "adjusted", "received", "executed"]
STAGES: tuple[Stage, ...] = ("initial", "adjusted", "received", "executed")

FACTORS = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
"""Units of money in 元."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as printed: its digits (no thousands commas) and its unit of money."""

    text: str
    unit: str

    @property
    def yuan(self) -> Decimal:
        """The amount in 元."""
        return Decimal(self.text) * FACTORS[self.unit]

    def __str__(self) -> str:
        return self.text + self.unit


@dataclass(slots=True)
class Line:
    """One line of the budget (the total, a source of funds, basic or project spending).

    ``scope`` and ``source`` are those of the contract; ``None`` is a stage the document
    does not state. ``rate`` is the execution rate printed, without its sign.
    """

    scope: str
    source: str
    amounts: dict[Stage, Amount] = field(default_factory=dict)
    rate: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A target or an actual as printed: a number, a date (ISO) or words, exactly one of them."""

    number: str | None = None
    unit: str | None = None
    comparator: str = "="
    """``=`` ``>=`` ``<=`` ``>`` ``<``; printed as a sign or in words, or not at all for ``=``."""
    date: str | None = None
    words: str | None = None


@dataclass(slots=True)
class Item:
    """One indicator; ``weight`` and ``score`` are points as printed, ``reason`` explains points lost."""

    level1: str
    level2: str
    name: str
    target: Value | None
    actual: Value | None
    weight: str | None = None
    score: str | None = None
    reason: str = ""


@dataclass(slots=True)
class Parts:
    """A whole and its parts: (label, figure) each; staff (人), assets (万元), anything counted."""

    label: str
    total: str
    parts: list[tuple[str, str]]
    unit: str


@dataclass(slots=True)
class Growth:
    """A figure of this year set against last year's: its change in amount, in per cent, or both.

    ``direction`` is 1 for more, -1 for less; ``percent`` and ``amount`` are printed without sign.
    """

    label: str
    base: str
    current: str
    unit: str
    direction: int
    amount: str | None
    percent: str | None


@dataclass(slots=True)
class Share:
    """A part of a whole with its share in per cent (``占…的45%``)."""

    whole_label: str
    whole: str
    part_label: str
    part: str
    unit: str
    percent: str


@dataclass(slots=True)
class Structure:
    """Shares that make one whole, no amounts: (label, percent) each, listed completely."""

    label: str
    shares: list[tuple[str, str]]


@dataclass(slots=True)
class Listing:
    """So many things, named one by one (``下设3个科室，分别为…``)."""

    label: str
    measure: str
    count: str
    names: list[str]


@dataclass(slots=True)
class Survey:
    """A survey of satisfaction: questionnaires sent and returned, and the rate it gave in per cent.

    With ``sent`` and ``returned`` ``None`` no survey was held, and ``note`` says what was
    taken instead (``未收到投诉``).
    """

    group: str
    sent: str | None
    returned: str | None
    percent: str
    note: str = ""


@dataclass(slots=True)
class Milestones:
    """When a work was finished and when it was accepted, ISO dates."""

    work: str
    finished: str
    accepted: str


@dataclass(slots=True)
class Remark:
    """A sentence that stands as it is, in section ``place``: overview money process results problems."""

    text: str
    place: str = "results"


Statement = Parts | Growth | Share | Structure | Listing | Survey | Milestones | Remark


@dataclass(slots=True)
class Plan:
    """Everything one report or form says.

    ``budget[0]`` is the total. ``execution_weight`` and ``execution_score`` are the points
    of the execution rate. ``level_weights`` and ``level_scores`` are points printed for a
    level 1 (产出指标（50分）), by its name. ``bands`` are (label, lower bound) from the
    highest to the lowest, whose bound is 0; they count whether or not ``scale_printed``.
    ``repeats`` are figures stated once more elsewhere in a narrative (in its summary):
    stage → amount. ``needs`` names what the layout has to show for a planted error to be
    seen: ``initial`` ``rate`` ``execution_points`` ``weights`` ``reasons`` ``levels``
    ``level_weights`` ``total_row`` ``score`` ``grade`` ``scale`` ``problems``.
    """

    number: int
    kind: Kind
    organization: str
    year: int
    unit: str
    supervisor: str | None = None
    project: str | None = None
    budget: list[Line] = field(default_factory=list)
    execution_weight: str | None = None
    execution_score: str | None = None
    items: list[Item] = field(default_factory=list)
    level_weights: dict[str, str] = field(default_factory=dict)
    level_scores: dict[str, str] = field(default_factory=dict)
    score: str | None = None
    full: str = "100"
    grade: str | None = None
    bands: list[tuple[str, str]] = field(default_factory=list)
    scale_printed: bool = True
    statements: list[Statement] = field(default_factory=list)
    repeats: dict[Stage, Amount] = field(default_factory=dict)
    adjustment_reason: str = ""
    low_rate_reason: str = ""
    problems: str = ""
    measures: str = ""
    residue: list[str] = field(default_factory=list)
    """Template text left unfilled, printed where it would stand."""
    other_names: dict[str, str] = field(default_factory=dict)
    """``organization`` or ``project`` as written the second time, where it differs."""
    other_year: int | None = None
    """A year printed in place of the right one in one sentence about this year's work."""
    needs: set[str] = field(default_factory=set)

    @property
    def total(self) -> Line:
        """The line of all money."""
        return self.budget[0]

    def of_level(self, level1: str) -> Iterator[Item]:
        """Yield the indicators of a level 1."""
        return (item for item in self.items if item.level1 == level1)


@dataclass(slots=True)
class Piece:
    """One report or form as written: its blocks, and the gold of what they print (docs/evaluation.md)."""

    blocks: list[Block]
    gold: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Planted:
    """An error planted: the rule that must find it, what its message or evidence quotes, how it was planted.

    ``may`` holds the codes that the same error may raise besides.
    """

    code: str
    way: str
    near: str
    may: tuple[str, ...] = ()


@dataclass(slots=True)
class Seeded:
    """One seeded document: its files' blocks, gold, and what was planted in it, if anything."""

    id: str
    format: str
    options: dict[str, Any]
    blocks: list[Block]
    reports: list[dict[str, Any]]
    planted: Planted | None = None


def gold_value(value: Value | None) -> dict[str, Any] | None:
    """Return a target or actual as gold writes it."""
    if value is None:
        return None
    if value.words is not None:
        return {"qualitative": value.words}
    if value.date is not None:
        return {"date": value.date}
    return {"comparator": value.comparator, "value": value.number, "unit": value.unit}


def gold_budgets(lines: Sequence[Line], stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """Return the figures of *lines* in the *stages* printed as gold lists them: no zero, none twice."""
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for line in lines:
        for stage in stages:
            amount = line.amounts.get(stage)
            if amount is not None and amount.yuan:
                yuan = f"{amount.yuan.normalize():f}"
                found[stage, line.scope, line.source, yuan] = {
                    "stage": stage, "scope": line.scope, "source": line.source, "yuan": yuan,
                }  # fmt: skip
    return list(found.values())
