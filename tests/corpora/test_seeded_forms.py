"""Seeded forms say what their plans hold, in every layout, and always the same for a seed."""

import random
from collections.abc import Iterator

import pytest

from corpora.generate import page
from corpora.generate.source import Source
from corpora.seeded import forms, truth
from corpora.seeded.layouts import money
from corpora.seeded.layouts.catalogue import LAYOUTS
from corpora.seeded.layouts.model import COLUMN_STAGES, Layout
from corpora.seeded.plan import Kind, Piece, Plan

KINDS: tuple[Kind, ...] = ("project_form", "department_form")


def plans(layout: Layout, count: int) -> Iterator[tuple[Plan, random.Random]]:
    """Yield *count* plans that suit *layout*."""
    number = 0
    while count:
        rng = random.Random(f"{layout.name}/{number}")
        plan = truth.make(number, rng.choice(layout.kinds), rng)
        number += 1
        if layout.fits(plan):
            count -= 1
            yield plan, rng


def cells(piece: Piece) -> list[str]:
    return [cell for block in piece.blocks for row in block.rows for cell in row]


@pytest.fixture(params=LAYOUTS, ids=lambda layout: layout.name)
def layout(request: pytest.FixtureRequest) -> Layout:
    return request.param


def test_same_seed_same_form() -> None:
    first, second = (
        forms.write(truth.make(7, "project_form", random.Random(3)), random.Random(4)) for _ in range(2)
    )
    assert first == second


def test_every_layout_is_reached() -> None:
    reached = set()
    for number in range(400):
        rng = random.Random(number)
        plan = truth.make(number, rng.choice(KINDS), rng)
        reached |= {layout.name for layout in LAYOUTS if layout.fits(plan)}
    assert reached == {layout.name for layout in LAYOUTS}


def test_rows_are_as_wide_as_the_table(layout: Layout) -> None:
    for plan, rng in plans(layout, 5):
        for block in forms.write_in(layout, plan, rng).blocks:
            assert len({len(row) for row in block.rows}) <= 1


def test_money_stands_in_the_cells(layout: Layout) -> None:
    stages = [COLUMN_STAGES[key] for key in layout.money if key in COLUMN_STAGES]
    for plan, rng in plans(layout, 5):
        piece = forms.write_in(layout, plan, rng)
        printed = [cell.replace(",", "") for cell in cells(piece)]
        for line in plan.budget:
            for stage in stages:
                figure = line.amounts.get(stage)
                assert figure is None or any(cell.startswith(figure.text) for cell in printed)
            assert line.rate is None or f"{line.rate}%" in printed
        assert piece.gold["rates"] == [line.rate for line in plan.budget if line.rate is not None]


def test_indicators_stand_in_the_cells(layout: Layout) -> None:
    for plan, rng in plans(layout, 5):
        piece = forms.write_in(layout, plan, rng)
        printed = cells(piece)
        for item in plan.items:
            row = next(
                row
                for block in piece.blocks
                for row in block.rows
                if any(cell.endswith(item.name) for cell in row)
            )
            for value in (item.target, item.actual):
                text = value and (value.number or value.words)
                assert text is None or any(text in cell for cell in row)
            if "weights" in layout.shows and item.score is not None:
                assert {item.weight, item.score} <= set(row)
            if "reasons" in layout.shows:
                assert item.reason in row
        if plan.score is not None and "score" in layout.shows:
            assert plan.score in printed
        named = [entry["name"] for entry in piece.gold["indicators"]]
        assert [item.name for item in plan.items] == named[len(named) - len(plan.items) :]


def test_grade_and_scale_are_printed(layout: Layout) -> None:
    for plan, rng in plans(layout, 8):
        piece = forms.write_in(layout, plan, rng)
        text = "\n".join([*cells(piece), *(block.text for block in piece.blocks)])
        if piece.gold["grade"] is not None:
            assert piece.gold["grade"] in text
        for label, lower in piece.gold["grade_scale"]:
            assert f"{lower}分" in text
            assert label in text


def test_what_is_needed_is_shown() -> None:
    needs = {
        "initial",
        "rate",
        "execution_points",
        "weights",
        "reasons",
        "levels",
        "level_weights",
        "total_row",
    }
    for number in range(30):
        rng = random.Random(number)
        plan = truth.make(number, rng.choice(KINDS), rng, needs)
        printed = "".join(cells(forms.write(plan, rng)))
        for level, points in plan.level_weights.items():
            assert any(f"{level}{gap}{left}{points}分" in printed for gap in ("", "\\n") for left in "（(")


def test_twenty_points_of_execution_have_their_own_layout() -> None:
    plan = truth.make(1, "project_form", random.Random(1))
    plan.execution_weight, plan.execution_score = "20", "19"
    texts = cells(forms.write(plan, random.Random(1)))
    assert any("20分" in text for text in texts)
    assert not any(text in ("分值", "权重") for text in texts)


def test_a_pdf_names_its_font_and_embeds_none() -> None:
    piece = forms.write(truth.make(2, "project_form", random.Random(2)), random.Random(2))
    source = Source("form", (), tuple(piece.blocks))
    first, second = (page.render(source, {"as": "pdf", "font": "cid"}) for _ in range(2))
    assert first == second
    assert b"STSong-Light" in first
    assert b"/FontFile" not in first


def test_no_layout_for_what_none_shows() -> None:
    plan = truth.make(1, "project_form", random.Random(1))
    plan.needs = {"weather"}
    with pytest.raises(ValueError, match="weather"):
        forms.write(plan, random.Random(1))


def test_a_form_without_money_keeps_its_columns() -> None:
    plan = truth.make(1, "project_form", random.Random(1))
    plan.budget = plan.budget[:1]
    plan.total.amounts, plan.total.rate = {}, None
    plan.execution_weight = plan.execution_score = None
    pen = forms.Pen(plan, LAYOUTS[0], random.Random(1))
    assert money.columns(pen) == list(LAYOUTS[0].money)
    assert forms.write_in(LAYOUTS[0], plan, random.Random(1)).gold["budgets"] == []
