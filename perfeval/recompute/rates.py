"""Execution rates (预算执行率) recomputed from the amounts of one scope and source."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from extractor.records import Report, Stage, StatedRate
from perfeval.findings import Range, RecomputedRate
from perfeval.interval import Interval, printed, total
from perfeval.ledger import Entry, Key, Ledger, distinct
from perfeval.quantities import manner_of

BASES: tuple[Stage, ...] = ("adjusted", "initial", "received")
"""Denominators in the order in which they are preferred."""

_VAGUE = re.compile("约|近|左右|余|多|以上|超过|不足")
_PERCENT = Interval.exactly(100)
_NEAR = Decimal(2)
"""Pairs further than this many points from the stated rate need no exact look."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """An executed amount set against a budget."""

    budget: Entry
    executed: Entry

    def percent(self, *, fine: bool = False) -> Interval | None:
        """Return the rate in percent, ``None`` where the budget may be zero."""
        budget, executed = (
            (self.budget.fine, self.executed.fine) if fine else (self.budget.own, self.executed.own)
        )
        if not self.budget.yuan or budget.low <= 0:
            return None
        return executed / budget * _PERCENT

    @property
    def formula(self) -> str:
        """The quotient with its numbers put in."""
        return f"{self.executed.figure.quantity.text} ÷ {self.budget.figure.quantity.text}"


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

    @property
    def best(self) -> Pairing | None:
        """The pairing that fits, else the one that should."""
        return self.fit or (self.own[0] if self.own else None)


def stated_percent(rate: StatedRate) -> Interval:
    """Return every value the stated rate may stand for, in percent."""
    vague = bool(_VAGUE.search(rate.text))
    return printed(rate.percent, None, vague, manner_of(rate.text))


def matches(report: Report, ledger: Ledger) -> list[RateMatch]:
    """Return, for every stated rate, the amounts it was or should have been made of."""
    found = []
    for rate in report.rates:
        percent = stated_percent(rate)
        year = rate.year if rate.year is not None else report.fiscal_year
        key = Key("executed", rate.scope, rate.source, year)
        own = tuple(_pairings(ledger, key, rate))
        fit = next((pair for pair in own if _fits(pair, percent)), None)
        elsewhere = None if fit else _elsewhere(ledger, rate, percent)
        explained = bool(fit or elsewhere) or _combined(ledger, percent)
        found.append(RateMatch(rate, percent, own, fit, explained, elsewhere))
    return found


def _pairings(ledger: Ledger, key: Key, rate: StatedRate) -> Iterator[Pairing]:
    """Yield the pairings of one key; those next to the rate first, adjusted budget first."""
    # A rate may be of the amount spent by some day, or of one instalment, named next to it.
    spent_so_far = [entry for entry in ledger.by_key.get(key, ()) if entry.manner != "change"]
    executed = _nearest(distinct(spent_so_far), rate)
    for stage in BASES:
        for budget in _nearest(distinct(ledger.whole(key._replace(stage=stage))), rate):
            for spent in executed:
                yield Pairing(budget, spent)


def _nearest(entries: list[Entry], rate: StatedRate) -> list[Entry]:
    place = rate.evidence

    def distance(entry: Entry) -> tuple[int, int]:
        evidence = entry.figure.evidence
        apart = (
            (evidence.row or 0) - (place.row or 0) if place.row is not None else evidence.start - place.start
        )
        return abs(evidence.block - place.block), abs(apart)

    return sorted(entries, key=distance)


def _fits(pair: Pairing, percent: Interval) -> bool:
    value = pair.percent()
    return value is not None and value.possible_equal(percent)


def _elsewhere(ledger: Ledger, rate: StatedRate, percent: Interval) -> Pairing | None:
    """Return any amounts of the report, of whatever scope, that give the stated rate.

    The scope of a rate in prose is often unsure (whole department or its projects, all
    money or the central part), so nothing is said against a rate that some pair gives.
    """
    spent = distinct(entry for entry in ledger.entries if entry.key.stage in ("executed", "received"))
    planned = distinct(entry for entry in ledger.entries if entry.key.stage in BASES)
    for executed in spent:
        target = executed.yuan * 100
        for budget in planned:
            if budget is executed or abs(target - rate.percent * budget.yuan) > _NEAR * budget.yuan:
                continue
            pair = Pairing(budget, executed)
            if _fits(pair, percent):
                return pair
    return None


def _combined(ledger: Ledger, percent: Interval) -> bool:
    """Whether sums a writer may have had in mind give the stated rate."""
    spent = distinct(entry for entry in ledger.entries if entry.key.stage == "executed")
    planned = distinct(entry for entry in ledger.entries if entry.key.stage in BASES)
    numerators = [*(entry.own for entry in spent), *_sums(ledger, ("executed",))]
    denominators = [
        *(entry.own for entry in planned if not entry.partial),
        *_sums(ledger, BASES),
        *_spent_and_left(ledger),
    ]
    return any(
        (numerator / denominator * _PERCENT).possible_equal(percent)
        for numerator in numerators[:12]
        for denominator in denominators[:24]
        if denominator.low > 0
    )


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
        value = pair.percent(fine=True)
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
        pair = Pairing(budget, spent[0])
        value = pair.percent(fine=True)
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
