"""Execution rates (预算执行率) recomputed from the amounts of one scope and source."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import chain, islice

from extractor.evidence import Evidence
from extractor.records import Report, Stage, StatedRate
from perfeval.findings import Range, RecomputedRate
from perfeval.interval import Interval, printed, total
from perfeval.ledger import Entry, Key, Ledger, distinct
from perfeval.quantities import SLIPS, manner_of

BASES: tuple[Stage, ...] = ("adjusted", "initial", "received")
"""Denominators in the order in which they are preferred."""

_VAGUE = re.compile("约|近|左右|余|多|以上|超过|不足")
_NEAR = Decimal(2)
"""Pairs further than this many points from the stated rate need no exact look."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """An executed amount set against a budget."""

    budget: Entry
    executed: Entry
    percent: Interval | None
    """The rate in percent that the digits of both give, ``None`` where the budget may be zero."""

    @classmethod
    def of(cls, budget: Entry, executed: Entry) -> "Pairing":
        """Return the pairing of two amounts."""
        return cls(budget, executed, _percent(budget, budget.own, executed.own))

    @property
    def fine(self) -> Interval | None:
        """The rate in percent that the finest digits of their writer give."""
        if self.budget.fine is self.budget.own and self.executed.fine is self.executed.own:
            return self.percent
        return _percent(self.budget, self.budget.fine, self.executed.fine)

    @property
    def formula(self) -> str:
        """The quotient with its numbers put in."""
        return f"{self.executed.figure.quantity.text} ÷ {self.budget.figure.quantity.text}"


def _percent(entry: Entry, budget: Interval, executed: Interval) -> Interval | None:
    return (executed / budget).scaled(100) if entry.yuan and budget.positive else None


@dataclass(frozen=True, slots=True)
class RateMatch:
    """A stated rate, the pairings of its own scope and source, and the one that fits."""

    rate: StatedRate
    percent: Interval
    own: tuple[Pairing, ...]
    fit: Pairing | None
    explained: bool
    """Whether these or some other amounts of the report give the stated rate."""
    elsewhere: Pairing | None = None
    """The pairing of another source or scope that gives it, where none of its own does."""
    slip: tuple[Pairing, Fraction] | None = None
    """Where nothing explains it, the pairing that does once an amount is scaled by the factor."""

    @property
    def best(self) -> Pairing | None:
        """The pairing that fits, else the one that should."""
        return self.fit or (self.own[0] if self.own else None)


def stated_percent(rate: StatedRate) -> Interval:
    """Return every value the stated rate may stand for, in percent."""
    if _VAGUE.search(rate.text):
        return printed(rate.percent, None, True, manner_of(rate.text))
    return printed(rate.percent)


def matches(report: Report, ledger: Ledger) -> list[RateMatch]:
    """Return, for every stated rate, the amounts it was or should have been made of."""
    found = []
    amounts = _Amounts(ledger)
    for rate in report.rates:
        percent = stated_percent(rate)
        year = rate.year if rate.year is not None else report.fiscal_year
        key = Key("executed", rate.scope, rate.source, year)
        own = tuple(_pairings(amounts, key, rate))
        fit = next((pair for pair in own if _fits(pair, percent)), None)
        spent = amounts.executed if _right_behind(amounts, rate, own) else amounts.spent
        elsewhere = None if fit else _elsewhere(amounts, spent, rate, percent)
        explained = bool(fit or elsewhere) or (not _in_row(rate, own) and _combined(amounts, percent))
        slip = None if explained else _slip(own, percent)
        found.append(RateMatch(rate, percent, own, fit, explained, elsewhere, slip))
    return found


class _Amounts:
    """The amounts of one report, listed once for all its rates."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._pairings: dict[tuple[Entry, Entry], Pairing] = {}

    def pairing(self, budget: Entry, executed: Entry) -> Pairing:
        """Return the pairing of two amounts, the same one for every rate."""
        pair = self._pairings.get((budget, executed))
        if pair is None:
            pair = self._pairings[budget, executed] = Pairing.of(budget, executed)
        return pair

    def _at(self, *stages: Stage) -> list[Entry]:
        # In the order of preference, so that it does not matter which amount the writer names first.
        entries = self.ledger.entries
        return distinct(entry for stage in stages for entry in entries if entry.key.stage == stage)

    @cached_property
    def spent(self) -> list[Entry]:
        """What was spent or came in."""
        return self._at("executed", "received")

    @cached_property
    def executed(self) -> list[Entry]:
        """What was spent."""
        return self._at("executed")

    @cached_property
    def planned(self) -> list[Entry]:
        """What may be a denominator."""
        return self._at(*BASES)

    @cached_property
    def numerators(self) -> list[Interval]:
        """Amounts and sums a writer may have had in mind, a hundredfold."""
        spent = (entry.own for entry in self._at("executed"))
        return [each.scaled(100) for each in islice(chain(spent, _sums(self.ledger, ("executed",))), 12)]

    @cached_property
    def denominators(self) -> list[Interval]:
        """Budgets and sums a writer may have had in mind."""
        planned = (entry.own for entry in self.planned if not entry.partial)
        listed = chain(planned, _sums(self.ledger, BASES), _spent_and_left(self.ledger))
        return [each for each in islice(listed, 24) if each.positive]


def _pairings(amounts: _Amounts, key: Key, rate: StatedRate) -> Iterator[Pairing]:
    """Yield the pairings of one key; those next to the rate first, adjusted budget first."""
    ledger = amounts.ledger
    if key.scope == "other" and rate.evidence.row is None:
        yield from _of_item(amounts, key, rate)
        return
    # A rate may be of the amount spent by some day, or of one instalment, named next to it.
    spent_so_far = [entry for entry in ledger.by_key.get(key, ()) if entry.manner != "change"]
    executed = _nearest(distinct(spent_so_far), rate)
    for stage in BASES:
        for budget in _nearest(distinct(ledger.whole(key._replace(stage=stage))), rate):
            for spent in executed:
                yield amounts.pairing(budget, spent)


def _of_item(amounts: _Amounts, key: Key, rate: StatedRate) -> Iterator[Pairing]:
    """Yield the pairing of the amounts right before a rate: an item of a list has no others."""

    own = [entry for entry in _told_before(amounts, rate) if entry.key[1:] == key[1:]]
    budgets = [entry for entry in own if entry.key.stage in BASES]
    spent = [entry for entry in own if entry.key.stage == "executed"]
    if budgets and spent:
        yield amounts.pairing(budgets[-1], spent[-1])


def _nearest(entries: list[Entry], rate: StatedRate) -> list[Entry]:
    if len(entries) < 2:
        return entries
    place = rate.evidence

    def distance(entry: Entry) -> tuple[int, int]:
        evidence = entry.figure.evidence
        apart = (
            (evidence.row or 0) - (place.row or 0) if place.row is not None else evidence.start - place.start
        )
        return abs(evidence.block - place.block), abs(apart)

    return sorted(entries, key=distance)


def _fits(pair: Pairing, percent: Interval) -> bool:
    return pair.percent is not None and pair.percent.possible_equal(percent)


def _in_row(rate: StatedRate, own: Iterable[Pairing]) -> bool:
    """Whether the rate closes a row of a table that prints what it is made of."""
    row = rate.evidence.table, rate.evidence.row
    return row != (None, None) and any(
        row == (place.table, place.row) == (spent.table, spent.row)
        for pair in own
        if (place := pair.budget.figure.evidence) and (spent := pair.executed.figure.evidence)
    )


def _right_behind(amounts: _Amounts, rate: StatedRate, own: Iterable[Pairing]) -> bool:
    """Whether a rate of spending stands right behind its own spending, or behind the parts of it.

    实际支出69.60万元，执行率100%: that the money came in in full does not explain the rate.
    """
    if rate.numerator != "executed":
        return False
    before = _told_before(amounts, rate)
    for spent in {pair.executed for pair in own if pair.executed in before}:
        parts = before[before.index(spent) + 1 :]
        if not parts:
            return True
        of_spending = all(entry.key.stage == "executed" for entry in parts)
        if of_spending and total(entry.own for entry in parts).possible_equal(spent.own):
            return True
    return False


def _told_before(amounts: _Amounts, rate: StatedRate) -> list[Entry]:
    """Return the amounts of the rate's paragraph or cell that stand before it, the nearest last."""
    before = [
        entry
        for entry in amounts.ledger.entries
        if _cell(entry.figure.evidence) == _cell(rate.evidence)
        and entry.figure.evidence.end <= rate.evidence.start
    ]
    return sorted(before, key=lambda entry: entry.figure.evidence.start)


def _cell(place: Evidence) -> tuple[int, int | None, int | None]:
    return place.block, place.row, place.column


def _elsewhere(
    amounts: _Amounts, spent: Iterable[Entry], rate: StatedRate, percent: Interval
) -> Pairing | None:
    """Return any amounts of the report, of whatever scope, that give the stated rate.

    The scope of a rate in prose is often unsure (whole department or its projects, all
    money or the central part), so nothing is said against a rate that some pair gives.
    """
    bounds = [
        (budget, (rate.percent - _NEAR) * budget.yuan, (rate.percent + _NEAR) * budget.yuan)
        for budget in amounts.planned
    ]
    for executed in spent:
        target = executed.yuan * 100
        for budget, least, most in bounds:
            if least <= target <= most and budget is not executed:
                pair = amounts.pairing(budget, executed)
                if _fits(pair, percent):
                    return pair
    return None


def _combined(amounts: _Amounts, percent: Interval) -> bool:
    """Whether sums a writer may have had in mind give the stated rate."""
    wanted = [denominator * percent for denominator in amounts.denominators]
    return any(numerator.possible_equal(product) for numerator in amounts.numerators for product in wanted)


def _slip(own: Iterable[Pairing], percent: Interval) -> tuple[Pairing, Fraction] | None:
    """Return the pairing that gives the rate once an amount is scaled by the factor."""
    # The rate is scaled back, once, and not every quotient.
    readings = [(factor, percent.scaled(1 / factor)) for factor in SLIPS]
    (_, below), (_, above) = readings[:2]
    for pair in own:
        value = pair.percent
        # Nearly all quotients lie well between the two readings next to the rate.
        if value is None or (below.certainly_less(value) and value.certainly_less(above)):
            continue
        for factor, reading in readings:
            if _fits(pair, reading):
                return pair, factor
    return None


def _sums(ledger: Ledger, stages: Iterable[Stage]) -> Iterator[Interval]:
    """Yield the sums a writer may have had in mind: of sources, of instalments and changes."""
    for stage in stages:
        at_stage = [
            entry for entry in ledger.entries if entry.key.stage == stage and entry.key.scope == "total"
        ]
        by_source = distinct(entry for entry in at_stage if entry.key.source != "all")
        if len(by_source) > 1:
            yield total(entry.own for entry in by_source)
        pieces = distinct(entry for entry in at_stage if entry.partial)
        if len(pieces) > 1:
            yield total(entry.own for entry in pieces)
        for base in (entry for entry in at_stage if not entry.partial):
            if pieces:
                yield total(chain((base.own,), (entry.own for entry in pieces)))


def _spent_and_left(ledger: Ledger) -> Iterator[Interval]:
    """Yield spending plus what is left: the money there was, where no budget is printed."""
    left = distinct(entry for entry in ledger.entries if entry.key.stage == "carryover")
    spent = distinct(entry for entry in ledger.entries if entry.key.stage == "executed")
    for entry in spent[:4]:
        for rest in left[:3]:
            yield entry.own + rest.own


def recomputed_rates(ledger: Ledger, found: Iterable[RateMatch]) -> list[RecomputedRate]:
    """Return the rate of every scope and source that has both amounts, stated or not."""
    result: list[RecomputedRate] = []
    done: set[Key] = set()
    for match in found:
        pair = match.best
        if pair is None:
            continue
        done.add(pair.executed.key)
        value = pair.fine
        if value is not None:
            agrees = True if match.fit else (None if match.explained else False)
            result.append(_record(pair, value, match.rate.percent, agrees))
    for key in ledger.by_key:
        if key.stage != "executed" or key in done:
            continue
        spent = ledger.whole(key)
        budget = next(ledger.stages(BASES, key), None)
        if not spent or budget is None:
            continue
        pair = Pairing.of(budget, spent[0])
        value = pair.fine
        if value is not None:
            result.append(_record(pair, value, None, None))
    return result


def _record(pair: Pairing, value: Interval, stated: Decimal | None, agrees: bool | None) -> RecomputedRate:
    low, high = value.decimals()
    key = pair.executed.key
    return RecomputedRate(
        scope=key.scope,
        source=key.source,
        year=key.year,
        budget_yuan=pair.budget.yuan,
        budget_stage=pair.budget.key.stage,
        executed_yuan=pair.executed.yuan,
        rate=Range(low=low, high=high),
        stated=stated,
        agrees=agrees,
    )
