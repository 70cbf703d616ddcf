"""One narrative report: every prose extractor in the order in which each needs the others."""

from collections.abc import Sequence

from extractor.document import Paragraph
from extractor.language.units import dimension
from extractor.prose.adjustments import adjustments
from extractor.prose.budgets import budgets
from extractor.prose.changes import changes, shares
from extractor.prose.compositions import compositions, enumerations
from extractor.prose.conclusion import scores
from extractor.prose.header import read_header
from extractor.prose.indicators import indicators
from extractor.prose.names import names
from extractor.prose.passage import Passage, passages
from extractor.prose.rates import rates
from extractor.prose.scale import grade_scale
from extractor.prose.years import years
from extractor.records import FiguresSeen, Report


def read_report(paragraphs: Sequence[Paragraph]) -> Report:
    """Return the report that *paragraphs*, in reading order, hold.

    The order matters: scale and score claim their figures first, so that no ``90分`` is
    taken for a target; changes next, so that no ``下降1.77%`` is taken for an actual;
    indicators before budgets, so that a cost target is not a budget amount.
    """
    header = read_header(paragraphs)
    prose = passages(paragraphs, year=header.fiscal_year)
    scale, span = grade_scale(prose)
    score, grade = scores(prose, span)
    changed = changes(prose)
    pairs = indicators(prose)
    amounts = budgets(prose, header.kind, header.fiscal_year)
    stated = rates(prose, amounts, header.kind, header.fiscal_year)
    made = compositions(prose) + adjustments(amounts)
    first = header.evidence or paragraphs[0].evidence(0, len(paragraphs[0].text))
    return Report(
        kind=header.kind,
        title=header.title,
        organization=header.organization,
        supervisor=header.supervisor,
        project=header.project,
        fiscal_year=header.fiscal_year,
        budgets=amounts,
        rates=stated,
        indicators=pairs,
        compositions=made,
        changes=changed,
        shares=shares(prose, made),
        enumerations=enumerations(prose),
        years=years(prose, header.fiscal_year),
        names=[*header.names, *names(prose, header.organization, header.project)],
        score=score,
        grade=grade,
        grade_scale=scale,
        figures=figures_seen(prose),
        evidence=first,
    )


def figures_seen(prose: Sequence[Passage]) -> FiguresSeen:
    """Count the numbers with a unit and those that ended in a record."""
    seen = used = 0
    unused = []
    for passage in prose:
        for index, figure in enumerate(passage.figures):
            if figure.kind != "number" or figure.unit is None or dimension(figure.unit) == "number":
                continue
            seen += 1
            if index in passage.used:
                used += 1
            else:
                unused.append(passage.evidence(figure.start, figure.end))
    return FiguresSeen(seen=seen, used=used, unused=unused)
