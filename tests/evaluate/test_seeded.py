"""Seeded documents, made and verified: the same whoever makes them, and clean where nothing was planted."""

from corpora.seeded import documents
from perfeval.evaluate import seeded

COUNT, SEED = 50, 90


def test_the_outcomes_do_not_depend_on_the_number_of_processes() -> None:
    alone = seeded.outcomes(12, SEED, workers=1)
    assert alone == seeded.outcomes(12, SEED, workers=2)
    assert [outcome.code is None for outcome in alone] == [False] * 12 + [True] * 6


def test_the_same_seed_makes_the_same_bytes() -> None:
    for number in range(6):
        once, again = documents.clean(number, SEED), documents.clean(number, SEED)
        assert documents.render(once) == documents.render(again)
        assert documents.gold(once) == documents.gold(again)
        assert documents.render(once) != documents.render(documents.clean(number, SEED + 1))


def test_every_rule_is_planted_before_any_is_planted_twice() -> None:
    ways = documents.ways()
    codes = {way.code for way in ways}
    assert len({way.code for way in ways[: len(codes)]}) == len(codes)


def test_what_is_planted_is_found_and_nothing_else_accused() -> None:
    found = seeded.outcomes(COUNT, SEED)
    planted = [outcome for outcome in found if outcome.code]
    assert not [outcome.failure for outcome in found if outcome.failure]
    assert sum(outcome.found for outcome in planted) >= 0.9 * len(planted)
    assert not [outcome.alarms for outcome in found if not outcome.code and outcome.alarms]
