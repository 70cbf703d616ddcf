"""Seeded narratives say all that their plan says, and their gold says what stands in them."""

import re
from collections.abc import Iterator
from random import Random

import pytest

from corpora.generate.source import Block
from corpora.seeded.lexicon import words
from corpora.seeded.narrative import write
from corpora.seeded.narrative.conclusion import MANNERS, Bands, Manner
from corpora.seeded.narrative.style import day, due, of
from corpora.seeded.narrative.wording import Wording
from corpora.seeded.plan import (
    Growth,
    Item,
    Kind,
    Listing,
    Milestones,
    Parts,
    Piece,
    Plan,
    Remark,
    Share,
    Structure,
    Survey,
    Value,
)
from corpora.seeded.truth import SCALES, make

KINDS: tuple[Kind, ...] = ("department_report", "project_report")
SEEDS = range(80)
CASES = [(kind, seed) for kind in KINDS for seed in SEEDS]
GRAMMARS = ("frame", "money", "facts", "results", "conclusion")


def written(kind: Kind, seed: int, **changes: object) -> tuple[Plan, Piece]:
    rng = Random(f"{seed}/{kind}")
    plan = make(seed, kind, rng)
    for name, value in changes.items():
        setattr(plan, name, value)
    return plan, write(plan, rng)


def text_of(blocks: list[Block]) -> str:
    lines = (cell for block in blocks for cell in (block.printed, *(c for row in block.rows for c in row)))
    return re.sub(r"(?<=\d),(?=\d{3})", "", "\n".join(lines))


def figures_of(plan: Plan) -> Iterator[str]:
    """Yield every figure of *plan* as it must stand in the text."""
    for line in plan.budget:
        yield from (str(amount) for amount in line.amounts.values())
        yield from filter(None, [line.rate])
    for item in plan.items:
        yield from values_of(item)
        yield from (f"{points}分" for points in (item.weight, item.score) if points)
    yield from (f"{points}分" for points in plan.level_weights.values())
    for points in (plan.execution_weight, plan.execution_score, plan.score):
        yield from filter(None, [points])
    yield from filter(None, [plan.grade])
    if plan.scale_printed:
        yield from (bound for bands in plan.bands for bound in bands if bound != "0")
    yield from (str(amount) for amount in plan.repeats.values())
    for statement in plan.statements:
        yield from facts_of(statement)


def values_of(item: Item) -> Iterator[str]:
    for value in filter(None, (item.target, item.actual)):
        yield from filter(None, [value.number, value.words])
    if item.actual and item.actual.date:
        yield day(item.actual.date)
    yield from filter(None, [item.reason])


def facts_of(statement: object) -> Iterator[str]:
    match statement:
        case Parts(label, total, parts, unit):
            yield from (label, total + unit)
            yield from (f"{name}{figure}{unit}" for name, figure in parts)
        case Growth(label, base, current, unit, _, amount, percent):
            yield from (label, base + unit, current + unit)
            yield from filter(None, (amount, percent))
        case Share(_, whole, _, part, unit, percent):
            yield from (whole + unit, part + unit, percent)
        case Structure(_, shares):
            yield from (figure for pair in shares for figure in pair)
        case Listing(_, measure, count, names):
            yield count + measure
            yield "、".join(names)
        case Survey(group, sent, returned, percent):
            yield from filter(None, (group, sent, returned, percent))
        case Milestones(work, finished, accepted):
            yield from (work, day(finished), day(accepted))
        case Remark(text):
            yield text


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_writes_the_same_report(kind: Kind) -> None:
    assert [written(kind, seed)[1] for seed in SEEDS] == [written(kind, seed)[1] for seed in SEEDS]
    openings = {text_of(written(kind, seed)[1].blocks)[40:160] for seed in SEEDS}
    assert len(openings) == len(SEEDS)


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_every_figure_of_the_plan_stands_in_the_text(kind: Kind, seed: int) -> None:
    plan, piece = written(kind, seed)
    text = text_of(piece.blocks)
    missing = [figure for figure in figures_of(plan) if figure not in text]
    assert missing == []
    assert re.findall(r"[{}<>\[\]|]", text) == []


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_gold_stands_in_the_text(kind: Kind, seed: int) -> None:
    plan, piece = written(kind, seed)
    text, gold = text_of(piece.blocks), piece.gold
    assert (gold["kind"], gold["fiscal_year"]) == (kind, plan.year)
    assert gold["organization"] in text
    assert gold.get("project") == plan.project
    assert all(rate in text for rate in gold["rates"])
    assert [each["name"] for each in gold["indicators"]] == [item.name for item in plan.items]
    printed = {f"{amount.yuan.normalize():f}" for line in plan.budget for amount in line.amounts.values()}
    stated = {each["yuan"] for each in gold["budgets"] if not each.get("optional")}
    assert printed - {"0"} <= stated
    assert gold.get("score") == plan.score
    assert ("grade_scale" in gold) == (bool(plan.bands) and plan.scale_printed)


@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_wrong_in_a_report_is_printed(kind: Kind) -> None:
    names = {"organization": "某某县别处局", "project": "别的项目"}
    for seed in SEEDS:
        plan, piece = written(
            kind, seed, residue=["（此处填写100字以内）"], other_names=names, other_year=1999
        )
        text = text_of(piece.blocks)
        assert "（此处填写100字以内）" in text
        assert "1999年" in text
        assert names["organization"] in text
        assert plan.project is None or names["project"] in text
        assert piece.gold["organization"] == plan.organization


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_may_leave_out_nearly_everything(kind: Kind) -> None:
    for seed in SEEDS:
        rng = Random(f"{seed}/{kind}")
        plan = make(seed, kind, rng, ("weights", "execution_points", "grade"))
        for item in plan.items[::2]:
            item.actual = None
        for item in plan.items[1::3]:
            item.target = None
        plan.items = [item for item in plan.items if item.target or item.actual]
        for line in plan.budget:
            line.amounts.pop("initial", None)
            line.rate = None
        plan.grade = None if seed % 2 else plan.grade
        plan.problems = plan.measures = ""
        piece = write(plan, rng)
        missing = [figure for figure in figures_of(plan) if figure not in text_of(piece.blocks)]
        assert [each for each in missing if re.match(r"[\d.]", each)] == []


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_a_grammar_words_every_choice(grammar: str) -> None:
    rules = words(f"narrative/{grammar}")
    slots = {
        slot: "甲" for variants in rules.values() for slot in re.findall(r"\{(\w+)\}", "".join(variants))
    }
    for rule, variants in rules.items():
        for variant in variants:
            wording = Wording(rules | {rule: [variant]}, Random(rule))
            assert not re.search(r"[{}<>\[\]|]", wording.say(rule, (), slots))


def test_a_rule_that_cannot_be_worded_is_named() -> None:
    wording = Wording({"rate": ["执行率{rate}"]}, Random(1))
    with pytest.raises(ValueError, match="'rate'"):
        wording.say("rate", ("reason",), {"rate": "95%", "reason": "雨"})


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("bands", SCALES)
def test_a_scale_names_every_grade_and_bound(manner: Manner, bands: Bands) -> None:
    style = of("岚陵县水利局", Random(1))
    assert style.area.endswith("县")
    for seed in range(9):
        told = manner(bands, Random(seed))
        for label, lower in bands:
            assert label in told
            assert lower == "0" or lower in told


def test_values_are_worded_with_their_bounds() -> None:
    style = of("岚陵县水利局", Random(2))
    for seed in range(20):
        told = style.target(Value("95", "件", ">="), Random(seed), signs=False)
        assert re.search(r"不少于|不低于|大于等于|以上", told)
        told = style.target(Value("95", "件", "<="), Random(seed), signs=False)
        assert re.search(r"不超过|不高于|以内|小于等于", told)
        assert due("2024-11-30", Random(seed)) in ("2024年11月底前", "2024年11月底之前", "2024年11月30日前")
