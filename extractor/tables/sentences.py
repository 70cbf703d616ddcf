"""Money told in a sentence inside a cell: 资金情况 | 年初预算安排48.6万元，实际支出47.9万元。"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from extractor.document import Paragraph
from extractor.evidence import Evidence
from extractor.prose.budgets import budgets
from extractor.prose.passage import Passage, passages
from extractor.prose.rates import rates
from extractor.records import BudgetFigure, ReportKind, Stage, StatedRate
from extractor.tables.grid import Box, Grid
from extractor.tables.marks import Marks

_LABEL = re.compile("资金|预算|经费|投资|执行")
_TOLD = re.compile(r"\d\s*(?:亿元|万元|元)")
_WHOLE = ("total", "all")
_SHORTEST = 12
_LONGEST = 600
_LONGEST_LABEL = 16


def money_in_sentences(
    grid: Grid, rows: Iterable[int], kind: ReportKind, fiscal_year: int | None, marks: Marks
) -> tuple[list[BudgetFigure], list[StatedRate]]:
    """Return the amounts and rates told in cells of running text behind a label that speaks of money."""
    amounts: list[BudgetFigure] = []
    stated: list[StatedRate] = []
    for box in _told(grid, rows):
        cell = box.pieces[0]
        prose = passages([Paragraph(cell.text, cell.block, cell.page)], year=fiscal_year)
        found = budgets(prose, kind, fiscal_year)
        named = rates(prose, found, kind, fiscal_year)
        amounts += _all_placed(box, found)
        stated += [each.model_copy(update={"evidence": _placed(box, each.evidence)}) for each in named]
        if found:
            marks.use(box)
    return amounts, stated


def totals_told_again(
    grid: Grid,
    rows: Iterable[int],
    kind: ReportKind,
    fiscal_year: int | None,
    known: Iterable[BudgetFigure],
    marks: Marks,
) -> list[BudgetFigure]:
    """Return the totals of a budget table that running text in other cells states once more.

    A sentence is about them where it gives the totals of two stages or more, one of them
    as *known* has it: 全年预算857.96万元，实际支出836.16万元. What is left over is told alone
    (年末结转21.8万元): it is the total's where the table leaves just that.
    """
    totals = [(each.stage, each.yuan) for each in known if (each.scope, each.source) == _WHOLE]
    left = _left(dict(totals))
    found: list[BudgetFigure] = []
    for row in rows:
        for box in filter(_runs, grid.filled(row)):
            cell = box.pieces[0]
            for passage in passages([Paragraph(cell.text, cell.block, cell.page)], year=fiscal_year):
                read = [
                    each for each in budgets([passage], kind, fiscal_year) if _is_whole(each, fiscal_year)
                ]
                again = _told_together(passage, read, totals)
                rest = [each for each in read if each.stage == "carryover" and each.yuan == left][:1]
                if rest:
                    left = None
                if again or rest:
                    found += _all_placed(box, [*again, *rest])
                    marks.use(box)
    return found


def _told_together(
    passage: Passage, read: Iterable[BudgetFigure], totals: Container[tuple[Stage, Decimal]]
) -> list[BudgetFigure]:
    """Return the figures of the sentences that give two stages or more, one of them as in *totals*."""
    told = [each for each in read if each.stage != "carryover"]
    found: list[BudgetFigure] = []
    for start, end in passage.sentences():
        inside = [each for each in told if start <= each.evidence.start < end]
        stages = {each.stage for each in inside}
        if len(inside) == len(stages) > 1 and any((each.stage, each.yuan) in totals for each in inside):
            found += inside
    return found


def _left(totals: Mapping[Stage, Decimal]) -> Decimal | None:
    """Return what the totals of a table leave unspent, ``None`` where it says so itself or leaves nothing."""
    budget = totals.get("adjusted", totals.get("initial"))
    executed = totals.get("executed")
    if "carryover" in totals or budget is None or executed is None or budget <= executed:
        return None
    return budget - executed


def _is_whole(figure: BudgetFigure, fiscal_year: int | None) -> bool:
    return (figure.scope, figure.source) == _WHOLE and figure.year in (None, fiscal_year)


def _all_placed(box: Box, figures: Iterable[BudgetFigure]) -> list[BudgetFigure]:
    return [each.model_copy(update={"evidence": _placed(box, each.evidence)}) for each in figures]


def _runs(box: Box) -> bool:
    """Whether a cell holds running text with amounts."""
    length_fits = _SHORTEST <= len(box.text) <= _LONGEST
    return length_fits and bool(_TOLD.search(box.text)) and len(box.pieces) == 1 and not box.offset


def _told(grid: Grid, rows: Iterable[int]) -> Iterator[Box]:
    for row in rows:
        boxes = grid.filled(row)
        for label, box in pairwise(boxes):
            speaks = len(label.text) <= _LONGEST_LABEL and _LABEL.search(label.text)
            if speaks and _runs(box):
                yield box


def _placed(box: Box, place: Evidence) -> Evidence:
    """Return the evidence of a quote in a cell's text."""
    return box.pieces[0].evidence(place.start, place.end)
