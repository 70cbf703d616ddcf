"""Every rule can be planted in at least three ways, and what is planted is really in the plan."""

from copy import deepcopy
from random import Random

import pytest

from corpora.seeded import truth
from corpora.seeded.inject import INJECTIONS, Injection
from corpora.seeded.plan import Plan
from perfeval.rules.registry import RULES

WAYS = [injection for injections in INJECTIONS.values() for injection in injections]
_DERIVED = {
    "BUD101", "CNT102", "DAT101", "DOC603", "EXE204", "GRD504", "IND304", "IND312", "SCO401", "SCO406",
    "SCO408",
}  # fmt: skip
"""Their finding quotes a sum, a count or what is missing: nothing that stands in the plan as it is quoted."""
_MAY_BE_SO = {"SCO406", "GRD503"}
"""What they flag is no contradiction: a plan without any may be so already."""


def _plans(injection: Injection, seed: int) -> tuple[tuple[Plan, ...], Random]:
    rng = Random(f"{injection.code}/{injection.name}/{seed}")
    kind = rng.choice(injection.kinds)
    if kind == "pair":
        return truth.pair(seed, rng, injection.needs), rng
    return (truth.make(seed, kind, rng, injection.needs),), rng


def test_every_rule_has_three_ways() -> None:
    assert set(RULES) <= set(INJECTIONS)
    assert {code: len(ways) for code, ways in INJECTIONS.items() if len(ways) < 3} == {}


@pytest.mark.parametrize("injection", WAYS, ids=lambda way: f"{way.code} {way.name}")
def test_a_way_applies_and_changes_the_plan(injection: Injection) -> None:
    applied = 0
    for seed in range(30):
        plans, rng = _plans(injection, seed)
        before = deepcopy(plans)
        planted = injection.plant(plans, rng)
        if planted is None:
            continue
        applied += 1
        assert plans != before or injection.code in _MAY_BE_SO
        assert planted.code == injection.code
        assert injection.code not in planted.may or injection.code == "SCO404"
        if injection.code not in _DERIVED:
            assert any(planted.near in repr(plan) for plan in plans)
    assert applied >= 3


@pytest.mark.parametrize("injection", WAYS[::7], ids=lambda way: f"{way.code} {way.name}")
def test_the_same_seed_plants_the_same_error(injection: Injection) -> None:
    first, second = _plans(injection, 3), _plans(injection, 3)
    assert injection.plant(*first) == injection.plant(*second)
    assert first[0] == second[0]
