"""A scoring standard as data."""

from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from extractor.records import Number, Record

Status = Literal["text", "practice", "secondary", "unconfirmed"]

STATUS_WORDS: dict[Status, tuple[str, str]] = {
    "text": ("见于原文", "read in the rule or form itself"),
    "practice": ("见于已填报的表或业务系统", "read in filled forms or production systems"),
    "secondary": ("见于转述", "read at second hand"),
    "unconfirmed": ("未确认", "unconfirmed"),
}
"""How sure a line of a standard is: Chinese, English."""


def firm(status: Status) -> bool:
    """Whether a line may be quoted as what holds: it was read in the rule, in filled forms or systems."""
    return status in ("text", "practice")


class Band(Record):
    """A grade and its inclusive lower bound."""

    label: str
    lower: Number = Field(ge=0)


class Thresholds(Record):
    """When something wants an explanation; percentages.

    ``large_adjustment`` is the change between initial and adjusted budget,
    ``dominant_weight`` the part of the weights that one indicator carries, ``small_part``
    the execution rate below which near-full points (``near_full`` of the weights) stand out.
    """

    over_completion: Number = Decimal("130")
    low_execution: Number = Decimal("90")
    large_adjustment: Number = Decimal("30")
    dominant_weight: Number = Decimal("50")
    small_part: Number = Decimal("50")
    near_full: Number = Decimal("95")


class ExecutionPoints(Record):
    """How the execution rate (预算执行率) is scored: full points times the rate, at most full.

    ``full`` lists the full points attested; what a form prints beats them.
    """

    full: list[Number] = Field(default_factory=lambda: [Decimal(10), Decimal(20)])
    status: Status = "practice"
    source: str = ""


FormulaKind = Literal["proportional", "linear", "ratio", "forfeit"]


class Formula(Record):
    """One attested way to score an indicator whose target is missed.

    With w the weight, B the target, A the actual: ``proportional`` w·A/B, ``linear``
    w·(1-(A-B)/B) down to 0, ``ratio`` w·B/A, ``forfeit`` nothing at all.
    """

    kind: FormulaKind
    direction: Literal["forward", "reverse"]
    status: Status
    source: str = ""


class Tier(Record):
    """A status word's share of the weight (达成 部分达成 未达成), the widest attested; percentages."""

    label: Literal["met", "partly", "unmet"]
    title: str
    lower: Number
    upper: Number
    status: Status
    source: str = ""


class Required(Record):
    """A dimension or section the standard asks for, by words any one of which shows it."""

    title: str
    any: list[str]

    def shown_in(self, words: str) -> bool:
        """Whether *words* hold one of its words."""
        return any(word in words for word in self.any)


class Requirements(Record):
    """What has to be there: dimensions of indicators (质量, 时效 …), sections of a narrative."""

    dimensions: list[Required] = Field(default_factory=list)
    sections: list[Required] = Field(default_factory=list)
    status: Status = "practice"


class Years(Record):
    """The fiscal years (年度) a standard applies to, both included; an open end is ``None``."""

    first: int | None = Field(default=None, ge=1949, le=2999)
    last: int | None = Field(default=None, ge=1949, le=2999)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError(f"first {self.first} 晚于 last {self.last}")
        return self

    @property
    def bounded(self) -> bool:
        """Whether any year is left out."""
        return self.first is not None or self.last is not None

    def include(self, year: int | None) -> bool:
        """Whether *year* is one of them; of an unknown year only where all are."""
        if year is None:
            return not self.bounded
        return (self.first or year) <= year <= (self.last or year)


class Standard(Record):
    """One scoring standard; each line of its file says what it means."""

    name: str
    title: str
    full_score: Number = Decimal("100")
    regions: list[str] = Field(default_factory=list)
    """Places it is made for, as a unit's name or a title begins with them (四川 in 四川省财政厅)."""
    cities: list[str] = Field(default_factory=list)
    """Places that belong to these (成都), whose names show as much."""
    years: Years = Years()
    kinds: list[Literal["department", "project"]] = Field(default_factory=list)
    """Whole departments (部门整体支出) or projects (项目支出); empty for both."""
    bands: list[Band] = Field(min_length=2)
    bands_status: Status
    bands_source: str = ""
    thresholds: Thresholds = Thresholds()
    thresholds_status: Status = "practice"
    thresholds_source: str = ""
    execution_basis: Literal["adjusted", "initial"] = "adjusted"
    execution: ExecutionPoints = ExecutionPoints()
    weights: dict[str, Number] = Field(default_factory=dict)
    """Full points of the blocks (预算执行, 产出, 效益, 满意度) where a form prints none."""
    weights_status: Status = "practice"
    weights_source: str = ""
    formulas: list[Formula] = Field(default_factory=list)
    tiers: list[Tier] = Field(default_factory=list)
    artefact: Number = Decimal("0.01")
    """How far an item's points may be off because screens cut and servers round."""
    requirements: Requirements = Requirements()
    basis: list[str] = Field(default_factory=list)
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    """Other wordings of the same grade, by one of them: 优 → 优, 优秀."""

    @field_validator("bands")
    @classmethod
    def _bands_descend(cls, bands: list[Band]) -> list[Band]:
        # A check of this field alone: it is said beside what is wrong elsewhere in the file.
        lower = [band.lower for band in bands]
        labels = [band.label for band in bands]
        if any(upper <= below for upper, below in pairwise(lower)):
            raise ValueError(f"的 lower 应从高到低排列，现为 {'、'.join(map(str, lower))}")
        if len(set(labels)) < len(labels):
            raise ValueError(f"的 label 有重复：{'、'.join(labels)}")
        return bands

    @model_validator(mode="after")
    def _bands_within_full_score(self) -> Self:
        highest = self.bands[0].lower
        if highest > self.full_score:
            raise ValueError(f"bands 的 lower {highest} 大于满分 full_score {self.full_score}")
        return self
