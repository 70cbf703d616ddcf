"""Plans whose figures agree: the truth that nothing contradicts."""

from collections.abc import Collection
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from corpora.seeded import facts, items, money
from corpora.seeded.figures import bare, chance, rounded
from corpora.seeded.lexicon import words
from corpora.seeded.plan import Kind, Plan, Share, Survey

SCALES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("优", "90"), ("良", "80"), ("中", "60"), ("差", "0")),
    (("优秀", "90"), ("良好", "80"), ("中等", "60"), ("较差", "0")),
    (("优秀", "85"), ("良好", "75"), ("一般", "60"), ("较差", "0")),
)
"""Scales of grades; the first is the national one, which holds where none is printed."""


def make(number: int, kind: Kind, rng: Random, needs: Collection[str] = frozenset()) -> Plan:
    """Return a consistent plan of *kind*; *needs* (see :class:`Plan`) are things it must state."""
    sector: dict[str, Any] = words("sectors")[rng.choice(sorted(words("sectors")))]
    plan = _header(number, kind, sector, rng)
    plan.needs = set(needs)
    scored = _scored(kind, needs, rng)
    points = scored and (
        kind.endswith("form") or chance(rng, 0.4) or bool({"weights", "reasons"} & set(needs))
    )
    plan.execution_weight = None
    money.fill(plan, rng)
    if points and (kind.endswith("form") or "execution_points" in needs):
        _execution_points(plan, rng)
    items.fill(plan, sector, rng, points=points)
    facts.fill(plan, sector, rng)
    if points and plan.execution_weight is None:
        _spread(plan)
    if scored:
        _conclude(plan, rng, points=points)
    _words(plan, rng)
    return plan


def _header(number: int, kind: Kind, sector: dict[str, Any], rng: Random) -> Plan:
    place = rng.choice(words("common")["places"])
    bureau = place + rng.choice(sector["bureaus"])
    year = rng.randint(2021, 2025)
    plan = Plan(number, kind, bureau, year, "万元")
    if kind.startswith("project"):
        plan.project = rng.choice(sector["projects"]) + rng.choice(("项目", "项目", "工程", "专项"))
        plan.supervisor = bureau
        if kind == "project_form" and chance(rng, 0.5):
            plan.organization = place + rng.choice(sector["units"])
    return plan


def _scored(kind: Kind, needs: Collection[str], rng: Random) -> bool:
    """Whether the document scores itself; forms nearly always do."""
    if {"score", "grade", "weights", "execution_points", "total_row", "level_weights", "scale"} & set(needs):
        return True
    return chance(
        rng, {"project_form": 0.97, "department_form": 0.97, "department_report": 0.85}.get(kind, 0.65)
    )


def _execution_points(plan: Plan, rng: Random) -> None:
    plan.execution_weight = "20" if plan.kind == "project_form" and chance(rng, 0.08) else "10"
    weight = Fraction(plan.execution_weight)
    budget, executed = (plan.total.amounts[stage].yuan for stage in ("adjusted", "executed"))
    plan.execution_score = bare(f"{rounded(min(weight, weight * Fraction(executed) / Fraction(budget))):f}")


def _spread(plan: Plan) -> None:
    """Make the weights of the indicators add up to 100 where execution has no points of its own."""
    first = plan.items[0]
    before = Decimal(first.weight or 0)
    extra = 100 - sum(Decimal(item.weight or 0) for item in plan.items)
    first.weight = f"{before + extra:f}"
    first.score = items.points_for(first)
    level = first.level1
    plan.level_weights[level] = f"{Decimal(plan.level_weights[level]) + extra:f}"


def _conclude(plan: Plan, rng: Random, *, points: bool) -> None:
    """Add the total and its grade: the sum of the points given, or a score stated alone."""
    if points:
        total = sum((Decimal(item.score or 0) for item in plan.items), Decimal(plan.execution_score or 0))
    else:
        total = Decimal(rng.randint(6200, 9950)) / 100
    plan.score = bare(f"{total:f}")
    plan.scale_printed = chance(rng, 0.6) or "scale" in plan.needs
    plan.bands = list(rng.choice(SCALES) if plan.scale_printed else SCALES[0])
    if plan.kind.endswith("report") or chance(rng, 0.5) or {"grade", "scale"} & plan.needs:
        plan.grade = grade_of(total, plan.bands)
    else:
        plan.scale_printed = False
    if not points:
        plan.level_weights = {}


def grade_of(score: Decimal, bands: list[tuple[str, str]]) -> str:
    """Return the grade of *score*: the first of *bands* whose lower bound it reaches."""
    return next(label for label, lower in bands if score >= Decimal(lower))


def _words(plan: Plan, rng: Random) -> None:
    """Add problems and measures, and the figures that a narrative states twice."""
    common = words("common")
    if plan.kind.endswith("report") or chance(rng, 0.5):
        plan.problems = rng.choice(common["problems"])
        plan.measures = rng.choice(common["measures"])
    if plan.kind.endswith("report") and chance(rng, 0.5):
        for stage in ("adjusted", "executed"):
            plan.repeats[stage] = plan.total.amounts[stage]


def pair(number: int, rng: Random, needs: Collection[str] = frozenset()) -> tuple[Plan, Plan]:
    """Return a narrative and the form attached to it, which say the same of one department or project."""
    subject = rng.choice(("project", "department"))
    form = make(number, "project_form" if subject == "project" else "department_form", rng, needs)
    report = make(number, "project_report" if subject == "project" else "department_report", rng)
    report.needs = set(needs)
    for name in ("organization", "supervisor", "project", "year", "unit", "score", "grade", "bands"):
        setattr(report, name, getattr(form, name))
    for name in ("scale_printed", "adjustment_reason", "low_rate_reason"):
        setattr(report, name, getattr(form, name))
    report.budget = deepcopy(form.budget if subject == "department" else form.budget[:1])
    report.items = [replace(item, weight=None, score=None) for item in form.items]
    report.execution_weight = report.execution_score = None
    report.level_weights = {}
    report.repeats = {stage: report.total.amounts[stage] for stage in report.repeats}
    surveys = [each for each in form.statements if isinstance(each, Survey)]
    others = [each for each in report.statements if not isinstance(each, Survey | Share)]
    report.statements = [*surveys, *others]
    form.problems, form.measures = form.problems and report.problems, form.measures and report.measures
    return report, form
