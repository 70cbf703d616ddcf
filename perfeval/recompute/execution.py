"""The execution rate (预算执行率) of all the money, on every attested denominator, and its points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.records import Report, Stage, StatedRate
from perfeval.findings import RecomputedRate
from perfeval.interval import Interval
from perfeval.ledger import Ledger, distinct
from perfeval.recompute.rates import BASES, Pairing, RateMatch, stated_percent

Basis = Stage | Literal["stated"]


@dataclass(frozen=True, slots=True)
class BasedRate:
    """A rate in percent, and the budget it is taken of, or that it is printed."""

    basis: Basis
    percent: Interval


def of_the_whole(rate: RecomputedRate | StatedRate) -> bool:
    """Whether a rate is that of all the money."""
    return (rate.scope, rate.source) == ("total", "all")


def whole_rates(report: Report, ledger: Ledger, found: Sequence[RateMatch]) -> list[BasedRate]:
    """Return every rate of the whole that is stated or follows from the amounts, stated ones first.

    The amounts are set against the adjusted, the initial and the received budget, for all
    three are attested as denominators. Rates of parts count where none is of the whole.
    """
    stated = [rate for rate in report.rates if of_the_whole(rate)] or report.rates
    rates = [BasedRate("stated", stated_percent(rate)) for rate in stated]
    pairs = [pair for match in found if of_the_whole(match.rate) for pair in match.own]
    pairs += _of_amounts(ledger)
    for pair in pairs:
        for percent in (pair.percent, pair.fine):
            if percent is not None:
                rates.append(BasedRate(pair.budget.key.stage, percent))
    return list(dict.fromkeys(rates))


def _of_amounts(ledger: Ledger) -> list[Pairing]:
    keys = [key for key in ledger.by_key if key[:3] == ("executed", "total", "all")]
    return [
        Pairing.of(budget, spent)
        for key in keys
        for spent in distinct(ledger.whole(key))
        for budget in distinct(ledger.stages(BASES, key))
    ]
