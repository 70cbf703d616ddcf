"""One narrative report: prose and the tables inside it, read together.

The order of the prose extractors matters: scale and score claim their figures first, so
that no ``90分`` is taken for a target; changes next, so that no ``下降1.77%`` is taken for
an actual; indicators before budgets, so that a cost target is not a budget amount.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.document import Block, Paragraph, Table
from extractor.evidence import Evidence
from extractor.prose.adjustments import adjustments
from extractor.prose.budgets import budgets
from extractor.prose.changes import changes
from extractor.prose.compositions import compositions
from extractor.prose.conclusion import scores
from extractor.prose.enumerations import enumerations
from extractor.prose.header import read_header
from extractor.prose.indicators import indicators
from extractor.prose.names import names
from extractor.prose.passage import figures_seen, money_unit, passages
from extractor.prose.rates import rates
from extractor.prose.scale import grade_scale
from extractor.prose.shares import shares
from extractor.prose.structures import structures
from extractor.prose.years import years
from extractor.records import BudgetFigure, FiguresSeen, Report, ReportKind, StatedRate, StatedScore
from extractor.tables.facts import TableFacts, read_table
from extractor.tables.stitch import continues

_CAPTION_LENGTH = 30


def read_narrative(blocks: Sequence[Block]) -> Report:
    """Return the report that *blocks*, in reading order and with at least one paragraph, hold."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    header = read_header(paragraphs)
    captions = _captions(blocks)
    tabled = _tables(blocks, header.kind, header.fiscal_year)
    prose = passages(paragraphs, year=header.fiscal_year, captions=frozenset(captions))
    scale, span = grade_scale(prose)
    score, grade, graded = scores(prose, span, header.fiscal_year)
    changed = changes(prose)
    pairs = indicators(prose, [each for facts in tabled for each in facts.indicators])
    amounts = budgets(prose, header.kind, header.fiscal_year)
    stated = rates(prose, amounts, header.kind, header.fiscal_year)
    made = compositions(prose) + adjustments(amounts, prose)
    return Report(
        kind=header.kind,
        title=header.title,
        organization=header.organization,
        supervisor=header.supervisor,
        project=header.project,
        fiscal_year=header.fiscal_year,
        budgets=sorted([*amounts, *(each for facts in tabled for each in facts.budgets)], key=_place_of),
        rates=sorted([*stated, *(each for facts in tabled for each in facts.rates)], key=_place_of),
        indicators=pairs,
        compositions=[*made, *(each for facts in tabled for each in facts.compositions)],
        changes=changed,
        shares=[*shares(prose, made), *(each for facts in tabled for each in facts.shares)],
        structures=structures(prose),
        enumerations=enumerations(prose),
        years=years(prose, header.fiscal_year),
        names=[*header.names, *names(prose, header.organization, header.project)],
        score=_score(score, tabled),
        grade=grade or next((facts.grade for facts in tabled if facts.grade), None),
        grade_scale=scale or next((facts.grade_scale for facts in tabled if facts.grade_scale), []),
        graded_parts=graded,
        figures=_figures([figures_seen(prose), *(facts.figures for facts in tabled)]),
        evidence=header.evidence or paragraphs[0].evidence(0, len(paragraphs[0].text)),
    )


def _captions(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the blocks that only declare the money unit of the table right behind them."""
    found = {}
    for block, following in pairwise(blocks):
        if (
            isinstance(block, Paragraph)
            and isinstance(following, Table)
            and len(block.text) <= _CAPTION_LENGTH
        ):
            unit = money_unit(block.text)
            if unit:
                found[block.block] = unit
    return found


def _tables(blocks: Sequence[Block], kind: ReportKind, fiscal_year: int | None) -> list[TableFacts]:
    """Return what the tables state, put together over page breaks, in the money unit declared before them."""
    found = []
    unit: str | None = None
    runs: list[tuple[str | None, list[Table]]] = []
    previous: Block | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            unit = money_unit(block.text) or unit
        elif isinstance(previous, Table) and continues(previous, block):
            runs[-1][1].append(block)
        else:
            runs.append((unit, [block]))
        previous = block
    for declared, (table, *further) in runs:
        facts = read_table(table, unit=declared, kind=kind, fiscal_year=fiscal_year, carried_on=further)
        if facts is not None:
            found.append(facts)
    return found


def _score(score: StatedScore | None, tabled: Iterable[TableFacts]) -> StatedScore | None:
    """Return the score of the text with the parts a table gives it, or the table's own."""
    for facts in tabled:
        other = facts.score
        if other is None:
            continue
        if score is None:
            return other
        if other.total == score.total and not score.parts:
            return score.model_copy(update={"parts": other.parts, "full": score.full or other.full})
    return score


def _place_of(record: BudgetFigure | StatedRate) -> tuple[int, int, int, int]:
    place = record.evidence
    return place.block, place.row or 0, place.column or 0, place.start


def _figures(counts: Iterable[FiguresSeen]) -> FiguresSeen:
    seen = used = 0
    unused: list[Evidence] = []
    for count in counts:
        seen += count.seen
        used += count.used
        unused += count.unused
    return FiguresSeen(seen=seen, used=used, unused=unused)
