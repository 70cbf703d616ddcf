"""The budget figures of one report, keyed, each with every value it may stand for.

The same amount (stage, scope, source, year) is looked up by its key, so that rules that
set figures against each other stay linear in their number.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from extractor.records import BudgetFigure, FundSource, Report, Scope, Stage
from perfeval.interval import Interval, printed, step_of
from perfeval.quantities import manner_of, unit_factor

DELTA = re.compile(
    "追加|调增|调减|调剂|增加|新增|增拨|压减|核减|调出|调入|净增|减少|剩余"
    "|(?<!上年)(?<!结转)结余|收回|上缴|扣除|差额|节约|节余"
)
"""Labels of amounts that change another amount, or are left of it: never totals.

What was left of last year (上年结转结余) is a source of this year's money like any other.
"""
BATCH = re.compile(
    r"第[一二三四五六七八九十\d]+[批次期]|首批|[一二三四\d]期|提前下达|先期|预拨|尾款|分别|每[户人个]|户均|人均|单价"
)
"""Labels of amounts that are one of several, or per head."""
TRANCHE = re.compile(
    r"(?<!\d)(?:\d|1[0-2])月(?:份|\d{1,2}日)?[，,]?(?:[^，。；\d]{0,8})?(?:下达|拨付|拨入|划拨|到位|到账|下拨|预拨)"
)
"""Labels of what was handed down in a month: one of several where others stand beside it."""
AS_OF = re.compile(
    r"截[至止](?!.{0,6}(?:年[底末]|12月(?:31日|[底末]|$)))|上半年|[一二三四1-4]季度"
    r"|(?<!\d)(?:\d|1[01])月(?:底|末|份)|前[三\d]季|累计|历年|以来|总投资|总概算|概算"
)
"""Labels of amounts up to some day, or over several years."""


class Key(NamedTuple):
    """What makes two amounts the same amount; a missing year is the report's own."""

    stage: Stage
    scope: Scope
    source: FundSource
    year: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One budget figure with its intervals in 元; two of them are never the same one.

    ``own`` follows from its own digits, ``fine`` from the finest digits its writer uses
    for amounts in that unit in the same paragraph or table.
    """

    figure: BudgetFigure
    key: Key
    own: Interval
    fine: Interval
    manner: Literal["whole", "change", "instalment", "as-of"]
    """What the label says this is: a whole amount, or a change, an instalment, an as-of amount."""

    @property
    def partial(self) -> bool:
        """Whether this is anything but a whole amount."""
        return self.manner != "whole"

    @property
    def yuan(self) -> Decimal:
        """The amount as stated."""
        return self.figure.yuan

    @property
    def shown(self) -> str:
        """The amount with its label, as printed."""
        return (
            f"{self.figure.label}{self.figure.quantity.text}"
            if self.figure.label
            else self.figure.quantity.text
        )


@dataclass(slots=True)
class Ledger:
    """All entries of one report, in document order and by key."""

    entries: list[Entry] = field(default_factory=list)
    by_key: dict[Key, list[Entry]] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report) -> "Ledger":
        """Return the ledger of *report*."""
        # Keyed by block and unit, the unit as two integers: a fraction takes long to hash.
        finest: dict[tuple[int, int, int], Decimal] = {}
        scaled: list[tuple[BudgetFigure, Decimal, Fraction]] = []
        for figure in report.budgets:
            value, factor = _as_printed(figure)
            scaled.append((figure, value, factor))
            if not figure.quantity.approximate:
                place = (figure.evidence.block, factor.numerator, factor.denominator)
                step = step_of(value)
                finest[place] = min(step, finest.get(place, step))
        ledger = cls()
        tranches = _tranches(report.budgets)
        grouped: defaultdict[Key, list[Entry]] = defaultdict(list)
        for figure, value, factor in scaled:
            vague = figure.quantity.approximate
            manner = manner_of(figure.quantity.text) if vague else "about"
            own = printed(value, None, vague, manner).scaled(factor)
            shared = finest.get((figure.evidence.block, factor.numerator, factor.denominator))
            coarse = not vague and shared is not None and shared < step_of(value)
            fine = printed(value, shared).scaled(factor) if coarse else own
            year = figure.year if figure.year is not None else report.fiscal_year
            key = Key(figure.stage, figure.scope, figure.source, year)
            in_part = _handed_down(figure) in tranches and TRANCHE.search(figure.label)
            entry = Entry(figure, key, own, fine, "instalment" if in_part else _manner(figure.label))
            ledger.entries.append(entry)
            grouped[key].append(entry)
        ledger.by_key = dict(grouped)
        return ledger

    def whole(self, key: Key) -> list[Entry]:
        """Return the entries of *key* that are whole amounts, in document order."""
        return [entry for entry in self.by_key.get(key, ()) if not entry.partial]

    def stages(self, stages: Iterable[Stage], key: Key) -> Iterator[Entry]:
        """Yield the whole amounts of the scope, source and year of *key* at each of *stages*."""
        for stage in stages:
            yield from self.whole(key._replace(stage=stage))

    @property
    def carries_over(self) -> bool:
        """Whether money of other years is in play, so that spending may exceed the budget."""
        return any(
            entry.key.source == "carried_in" or "结转" in entry.figure.label
            for entry in self.entries
            if entry.yuan
        )


def _handed_down(figure: BudgetFigure) -> tuple[int, int | None, int | None, Stage, FundSource]:
    place = figure.evidence
    return place.block, place.row, place.column, figure.stage, figure.source


def _tranches(
    budgets: Iterable[BudgetFigure],
) -> set[tuple[int, int | None, int | None, Stage, FundSource]]:
    """Return where two or more amounts of one stage and source are told by the month they came in.

    2023年11月提前下达300万元，2024年5月下达180万元: neither is all the money.
    """
    counted = Counter(_handed_down(figure) for figure in budgets if TRANCHE.search(figure.label))
    return {place for place, times in counted.items() if times > 1}


def _manner(label: str) -> Literal["whole", "change", "instalment", "as-of"]:
    if DELTA.search(label):
        return "change"
    if BATCH.search(label):
        return "instalment"
    return "as-of" if AS_OF.search(label) else "whole"


def _as_printed(figure: BudgetFigure) -> tuple[Decimal, Fraction]:
    """Return the number as printed and what one of its unit is in 元."""
    value = figure.quantity.value
    if isinstance(value, Decimal):
        if value and figure.yuan:
            whole, divisor = value.as_integer_ratio()
            yuan, over = figure.yuan.as_integer_ratio()
            return value, Fraction(yuan * divisor, over * whole)
        return value, unit_factor(figure.quantity.unit) or Fraction(1)
    return figure.yuan, Fraction(1)


def distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Return one entry of each amount: the coarsest exact figure, for its digits claim least."""
    seen: dict[Decimal, Entry] = {}
    for entry in entries:
        known = seen.setdefault(entry.yuan, entry)
        if known is not entry and _claims_less(entry, known):
            seen[entry.yuan] = entry
    return list(seen.values())


def _claims_less(entry: Entry, known: Entry) -> bool:
    vague, before = entry.figure.quantity.approximate, known.figure.quantity.approximate
    if vague != before:
        return before
    if known.own.ends_before(entry.own):
        return True
    return not entry.own.ends_before(known.own) and known.fine.ends_before(entry.fine)
