"""What was recomputed, as the records of the contract."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from perfeval.findings import Range, RecomputedBlock, RecomputedExecution, RecomputedIndicator
from perfeval.interval import Interval, total
from perfeval.recompute.indicators import NOTES, Assessment
from perfeval.recompute.points import WAYS, Earned, finest_step, fitting, tier_points
from perfeval.recompute.score import Item, Recount
from perfeval.standards.model import Standard


def indicator_records(
    assessments: Sequence[Assessment], points: Sequence[Earned | None], standard: Standard, language: str
) -> list[RecomputedIndicator]:
    """Return the record of every indicator, with the way that gives its printed points."""
    scores = [item.indicator.score for item in assessments if item.indicator.score is not None]
    step = finest_step(scores) or Decimal(1)
    return [
        _indicator(item, found, standard, step, language)
        for item, found in zip(assessments, points, strict=True)
    ]


def _indicator(
    item: Assessment, found: Earned | None, standard: Standard, step: Decimal, language: str
) -> RecomputedIndicator:
    named = tier_points(item.indicator, standard) if found is None else None
    tier = named[1] if named is not None else None
    way = fitting(found, tier, item.indicator, standard, step)
    return RecomputedIndicator(
        index=item.index,
        met=item.met,
        completion=span(item.completion),
        score=span(found.range if found is not None else tier),
        note=NOTES[item.note][language == "en"] if item.note else None,
        formula=way,
        formula_text=WAYS[way][language == "en"] if way else None,
    )


def block_records(recount: Recount) -> Iterator[RecomputedBlock]:
    """Yield the first-level blocks with their full, printed and recomputed points."""
    for label, items in recount.blocks():
        scores = [item.indicator.score for item in items]
        known = [score for score in scores if score is not None]
        yield RecomputedBlock(
            label=label,
            weight=sum(map(_weight, items), Decimal(0)),
            stated=sum(known, Decimal(0)) if len(known) == len(scores) else None,
            score=_range(total(item.points for item in items)),
        )


def _weight(item: Item) -> Decimal:
    return item.indicator.weight or Decimal(0)


def execution_record(recount: Recount) -> RecomputedExecution | None:
    """Return the points of the execution rate, ``None`` where they are not scored apart."""
    found = recount.execution
    if found is None:
        return None
    return RecomputedExecution(
        full=found.full,
        stated=found.part.score if found.part is not None else None,
        score=_range(found.points),
        formula=found.basis,
    )


def span(values: Interval | None) -> Range | None:
    """Return an interval as decimals, widened outwards."""
    return _range(values) if values is not None else None


def _range(values: Interval) -> Range:
    low, high = values.decimals()
    return Range(low=low, high=high)
