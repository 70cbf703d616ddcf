"""小计 rows among indicators: sums of the weights and of the scores above them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.evidence import Evidence
from extractor.records import Composition, Indicator, Quantity, Term
from extractor.tables.grid import Box
from extractor.tables.headers import heading
from extractor.tables.points import points

POINTS_UNIT = "分"


def subtotal_sums(
    label: Box, weight: Box | None, score: Box | None, rows: Sequence[Indicator]
) -> Iterator[Composition]:
    """Yield what a subtotal row says of *rows*, the indicators since the one before it.

    Of rows of several first levels the label tells which are summed (产出小计); nothing is
    said where it does not, where a row's level is not known or it has no points of its own.
    """
    own = [row for row in rows if not row.name.startswith("其中")]
    if len({row.level1 for row in own}) > 1:
        level, named = own[-1].level1 or "", heading(label.text).key.removesuffix("小计")
        own = [row for row in own if row.level1 == level] if named and named in level else []
    if len(own) < 2 or own[0].level1 is None:
        return
    weights = [(row.weight, row.evidence.name) for row in own]
    scores = [(row.score, row.evidence.score) for row in own]
    for box, parts in ((weight, weights), (score, scores)):
        stated = points(box)
        terms = [
            _term(row.name, value, place) for row, (value, place) in zip(own, parts, strict=True)
            if value is not None and place is not None
        ]  # fmt: skip
        if box is not None and stated is not None and len(terms) == len(own):
            whole = _term(label.line, stated, box.evidence())
            yield Composition(total=whole, parts=terms, exhaustive=True, evidence=whole.evidence)


def _term(label: str, value: Decimal, place: Evidence) -> Term:
    quantity = Quantity(text=f"{value}", kind="number", value=value, unit=POINTS_UNIT)
    return Term(label=label, quantity=quantity, evidence=place)
