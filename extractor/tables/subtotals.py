"""小计 rows among indicators: sums of the weights and of the scores above them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.evidence import Evidence
from extractor.records import Composition, Indicator, Quantity, Term
from extractor.tables.grid import Box
from extractor.tables.headers import heading
from extractor.tables.points import points

POINTS_UNIT = "分"
_MOST = 300
"""Rows of a block beyond which its subtotals are not set against them: no form has as many."""

_Part = tuple[Decimal | None, Evidence | None]


def subtotal_sums(
    label: Box, weight: Box | None, score: Box | None, rows: Sequence[Indicator], since: int
) -> Iterator[Composition]:
    """Yield what a subtotal row says of *rows*, the indicators above it; *since* counts those summed before.

    It may sum up the rows behind the subtotal before it, those of its level, or all. The
    group whose points make it up is the one; where none does, something is said only if
    the layout leaves no choice, every row's level is known and every row has its points.
    """
    groups = list(_groups(heading(label.text).key, rows, since))
    weights = [[(row.weight, row.evidence.name) for row in group] for group in groups]
    scores = [[(row.score, row.evidence.score) for row in group] for group in groups]
    for box, columns in ((weight, weights), (score, scores)):
        stated = points(box)
        if box is None or stated is None:
            continue
        chosen = _chosen(stated, columns)
        if chosen is None:
            continue
        whole = _term(label.line, stated, box.evidence())
        named = zip(groups[chosen], columns[chosen], strict=True)
        parts = [
            _term(row.name, value, place)
            for row, (value, place) in named
            if value is not None and place is not None
        ]
        yield Composition(total=whole, parts=parts, exhaustive=True, evidence=whole.evidence)


def _groups(key: str, rows: Sequence[Indicator], since: int) -> Iterator[list[Indicator]]:
    """Yield the rows that a subtotal called *key* may sum up, the likeliest first, each group once."""
    own = [row for row in rows[since:] if not row.name.startswith("其中")]
    if len(rows) > _MOST:
        return
    level = rows[-1].level1 if rows else None
    named = key.removesuffix("小计")
    if level is None or (named and named not in level):
        return
    of_level = [row for row in rows if row.level1 == level and not row.name.startswith("其中")]
    if named:
        own = [row for row in own if row.level1 == level]
    seen: list[list[Indicator]] = []
    for group in (own, of_level):
        if group and not any(len(group) == len(other) for other in seen):
            seen.append(group)
            yield group


def _chosen(stated: Decimal, columns: Sequence[Sequence[_Part]]) -> int | None:
    """Return which column of points makes up the subtotal, the only one there is if none does."""
    full = [place for place, parts in enumerate(columns) if all(value is not None for value, _ in parts)]
    for place in full:
        if sum((value for value, _ in columns[place] if value is not None), Decimal(0)) == stated:
            return place
    return full[0] if len(columns) == 1 and full else None


def _term(label: str, value: Decimal, place: Evidence) -> Term:
    quantity = Quantity(text=f"{value}", kind="number", value=value, unit=POINTS_UNIT)
    return Term(label=label, quantity=quantity, evidence=place)
