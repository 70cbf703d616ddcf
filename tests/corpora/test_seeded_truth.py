"""The plans that seeded documents are written from agree with themselves."""

from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import get_args

import pytest

from corpora.seeded import items
from corpora.seeded.facts import assets, growth, structure
from corpora.seeded.plan import Kind, Plan, Survey, Value
from corpora.seeded.truth import grade_of, make, pair

KINDS: tuple[Kind, ...] = get_args(Kind)
SEEDS = range(60)


def plans(kind: Kind, needs: tuple[str, ...] = ()) -> list[Plan]:
    return [make(seed, kind, Random(f"{seed}/{kind}"), needs) for seed in SEEDS]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_makes_the_same_plan(kind: Kind) -> None:
    assert plans(kind) == plans(kind)
    assert len({plan.total.amounts["adjusted"].text for plan in plans(kind)}) > 50


@pytest.mark.parametrize("kind", KINDS)
def test_money_adds_up_and_is_not_overspent(kind: Kind) -> None:
    for plan in plans(kind):
        for stage, amount in plan.total.amounts.items():
            parts = [line.amounts[stage].yuan for line in plan.budget[1:]]
            assert not parts or sum(parts) == amount.yuan
        for line in plan.budget:
            assert line.amounts["executed"].yuan <= line.amounts["adjusted"].yuan
            if line.rate:
                exact = (
                    Fraction(line.amounts["executed"].yuan) * 100 / Fraction(line.amounts["adjusted"].yuan)
                )
                assert abs(exact - Fraction(line.rate)) < Fraction(1, 10)


@pytest.mark.parametrize("kind", KINDS)
def test_points_add_up_to_the_total_and_its_grade(kind: Kind) -> None:
    for plan in plans(kind, ("weights", "grade")):
        weights = [Decimal(item.weight or 0) for item in plan.items]
        scores = [Decimal(item.score or 0) for item in plan.items]
        assert sum(weights) + Decimal(plan.execution_weight or 0) == Decimal(plan.full)
        assert sum(scores) + Decimal(plan.execution_score or 0) == Decimal(plan.score or -1)
        assert plan.grade == grade_of(Decimal(plan.score or -1), plan.bands)
        for level, printed in plan.level_weights.items():
            assert sum(Decimal(item.weight or 0) for item in plan.of_level(level)) == Decimal(printed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missed_target_loses_points_and_says_why(kind: Kind) -> None:
    seen = 0
    for plan in plans(kind, ("weights",)):
        for item in plan.items:
            lost = Decimal(item.score or 0) < Decimal(item.weight or 0)
            assert lost == (not items.met(item)) == bool(item.reason)
            seen += lost
    assert seen > 40


def test_a_survey_can_give_its_rate() -> None:
    found = [
        (statement, plan)
        for kind in KINDS
        for plan in plans(kind)
        for statement in plan.statements
        if isinstance(statement, Survey)
    ]
    assert len(found) > 60
    for survey, plan in found:
        count, places = int(survey.returned or 0), len(survey.percent.partition(".")[2])
        grain = Fraction(1, 2 * 10**places)
        assert any(
            abs(Fraction(100 * pleased, count) - Fraction(survey.percent)) <= grain
            for pleased in range(count + 1)
        )
        satisfied = plan.items[-1].actual
        assert satisfied is not None
        assert satisfied.number == survey.percent


def test_facts_follow_from_their_figures() -> None:
    for seed in SEEDS:
        rng = Random(seed)
        change = growth(rng, Decimal(420) if seed % 2 else None)
        difference = Decimal(change.current) - Decimal(change.base)
        assert difference * change.direction > 0
        assert change.amount is None or Decimal(change.amount) == abs(difference)
        whole = assets(rng)
        assert sum(Decimal(part) for _, part in whole.parts) == Decimal(whole.total)
        assert sum(Decimal(part) for _, part in structure(rng).shares) == 100


@pytest.mark.parametrize(("linear", "points"), [(True, "0"), (False, "5")])
def test_points_of_less_is_better_follow_either_way(linear: bool, points: str) -> None:
    item = items.Item(
        "产出指标", "成本指标", "单位成本", Value("20", "元", "<="), Value("40", "元"), weight="10"
    )
    assert items.points_for(item, linear=linear) == points


def test_a_form_says_what_its_narrative_says() -> None:
    for seed in SEEDS:
        report, form = pair(seed, Random(seed))
        assert (report.organization, report.project, report.year) == (
            form.organization,
            form.project,
            form.year,
        )
        assert (report.score, report.grade, report.total) == (form.score, form.grade, form.total)
        assert [item.actual for item in report.items] == [item.actual for item in form.items]
