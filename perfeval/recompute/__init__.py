"""Everything that can be computed again from the figures of one report."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.records import Report
from perfeval.findings import Recomputed
from perfeval.ledger import Ledger
from perfeval.recompute.execution import BasedRate, whole_rates
from perfeval.recompute.grades import recomputed_grade
from perfeval.recompute.indicators import Assessment, assess_all
from perfeval.recompute.points import Earned, earned
from perfeval.recompute.rates import RateMatch, matches, recomputed_rates
from perfeval.recompute.record import block_records, execution_record, indicator_records, span
from perfeval.recompute.score import Recount, recount
from perfeval.recompute.sheet import Sheet, sheet_of
from perfeval.standards.model import Standard


@dataclass(frozen=True, slots=True)
class Workings:
    """The recomputation with its workings, for the rules."""

    ledger: Ledger
    rates: list[RateMatch]
    whole_rates: list[BasedRate]
    indicators: list[Assessment]
    points: list[Earned | None]
    sheet: Sheet
    recount: Recount
    recomputed: Recomputed


def recompute(
    report: Report, standard: Standard, language: str = "zh", others: Sequence[Standard] = ()
) -> Workings:
    """Recompute rates, indicators, score and grade of *report*; pure and linear in its figures.

    *others* are standards by whose bands its grade may be right as well.
    """
    ledger = Ledger.of(report)
    rates = matches(report, ledger)
    of_all = whole_rates(report, ledger, rates)
    indicators = assess_all(report)
    points = [earned(assessment, standard) for assessment in indicators]
    sheet = sheet_of(report)
    score = recount(report, standard, sheet, indicators, points, of_all)
    recomputed = Recomputed(
        rates=recomputed_rates(ledger, rates),
        indicators=indicator_records(indicators, points, standard, language),
        score=span(score.total),
        grade=recomputed_grade(report, standard, others, score.total),
        blocks=list(block_records(score)),
        execution=execution_record(score),
        note=score.note[language == "en"] if score.note else None,
    )
    return Workings(ledger, rates, of_all, indicators, points, sheet, score, recomputed)
