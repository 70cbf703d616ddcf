"""Everything that can be computed again from the figures of one report."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.records import Report
from perfeval.findings import Recomputed
from perfeval.ledger import Ledger
from perfeval.recompute.execution import BasedRate, whole_rates
from perfeval.recompute.grades import recomputed_grade, score_of_parts
from perfeval.recompute.indicators import Assessment, assess_all
from perfeval.recompute.points import Earned, earned
from perfeval.recompute.rates import RateMatch, matches, recomputed_rates
from perfeval.standards.model import Standard


@dataclass(frozen=True, slots=True)
class Workings:
    """The recomputation with its workings, for the rules."""

    ledger: Ledger
    rates: list[RateMatch]
    whole_rates: list[BasedRate]
    indicators: list[Assessment]
    points: list[Earned | None]
    recomputed: Recomputed


def recompute(
    report: Report, standard: Standard, language: str = "zh", others: Sequence[Standard] = ()
) -> Workings:
    """Recompute rates, indicators, score and grade of *report*; pure and linear in its figures.

    *others* are standards by whose bands its grade may be right as well.
    """
    ledger = Ledger.of(report)
    rates = matches(report, ledger)
    indicators = assess_all(report)
    points = [earned(assessment, standard) for assessment in indicators]
    recomputed = Recomputed(
        rates=recomputed_rates(ledger, rates),
        indicators=[
            assessment.record(language, each.range if each else None)
            for assessment, each in zip(indicators, points, strict=True)
        ],
        score=score_of_parts(report.score),
        grade=recomputed_grade(report, standard, others),
    )
    return Workings(ledger, rates, whole_rates(report, ledger, rates), indicators, points, recomputed)
