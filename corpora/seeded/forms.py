"""Writes a plan as a self-evaluation form (自评表) in one of the layouts met in practice."""

import random

from corpora.seeded.layouts import indicators, money, texts
from corpora.seeded.layouts.catalogue import LAYOUTS
from corpora.seeded.layouts.grid import Grid
from corpora.seeded.layouts.model import Layout, Pen
from corpora.seeded.plan import Piece, Plan


def write(plan: Plan, rng: random.Random) -> Piece:
    """Return *plan* as a form in a random layout of those that show what it needs.

    A layout made for what the plan has, as for 20 points of execution, comes before the
    others. Raises ``ValueError`` where no layout shows it all.
    """
    suited = [layout for layout in LAYOUTS if layout.fits(plan)]
    if not suited:
        raise ValueError(f"no layout of a {plan.kind} shows {sorted(plan.needs)}")
    made_for_it = [layout for layout in suited if layout.admits is not None]
    return write_in(rng.choice(made_for_it or suited), plan, rng)


def write_in(layout: Layout, plan: Plan, rng: random.Random) -> Piece:
    """Return *plan* as a form in *layout*."""
    pen = Pen(plan, layout, rng)
    grid = Grid(max(money.width(pen), indicators.width(pen), 6))
    above = list(texts.before(pen))
    texts.head(grid, pen)
    money.draw(grid, pen)
    texts.goals(grid, pen)
    listed = indicators.draw(grid, pen)
    texts.tail(grid, pen)
    scored = "score" in layout.shows
    gold = {
        "kind": plan.kind,
        "organization": plan.organization,
        "project": plan.project,
        "fiscal_year": plan.year,
        "budgets": money.gold(pen),
        "rates": pen.rates,
        "indicators": listed,
        "score": plan.score if scored else None,
        "grade": plan.grade if scored and plan.score is not None else None,
        "grade_scale": [list(band) for band in plan.bands[:-1]] if scored and plan.scale_printed else [],
    }
    return Piece([*above, grid.block(), *texts.after(pen)], gold)
