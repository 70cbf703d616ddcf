"""Words plans as narrative reports (自评报告), from a grammar in ``corpora/seeded/words/narrative``."""

from random import Random

from corpora.seeded.figures import chance
from corpora.seeded.narrative import reports
from corpora.seeded.narrative.writer import Writer
from corpora.seeded.plan import Piece, Plan


def write(plan: Plan, rng: Random) -> Piece:
    """Return the report that words *plan*, of kind department_report or project_report, with its gold."""
    writer = Writer(plan, rng)
    if plan.kind == "department_report":
        reports.department(writer)
    elif chance(rng, 0.25 if plan.score else 0.7):
        reports.transfer(writer)
    else:
        reports.project(writer)
    return Piece(writer.outline.blocks, writer.record.gold())
