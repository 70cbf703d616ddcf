"""What stands around the figures of a form: names, goals, rows of text, the grade and its scale."""

from collections.abc import Iterator, Sequence

from corpora.generate.source import Block
from corpora.seeded.layouts import money, sentences
from corpora.seeded.layouts.grid import ABOVE, Grid
from corpora.seeded.layouts.model import Pen


def before(pen: Pen) -> Iterator[Block]:
    """Yield the lines above the table: title, year, who filled it in, the unit of money."""
    layout, plan = pen.layout, pen.plan
    if pen.rng.random() < 0.3:
        yield Block("paragraph", pen.word("head.annex"))
    title = pen.word(f"title.{layout.title[plan.kind]}")
    yield Block("title", title)
    if str(plan.year) not in title:
        yield Block("paragraph", pen.word("head.year_line"))
    if "organization" in plan.other_names or pen.rng.random() < 0.4:
        name = plan.other_names.get("organization", plan.organization)
        yield Block("paragraph", pen.word("head.filler", organization=name))
    if layout.unit_on_line:
        yield Block("aside", pen.word("head.unit_line"))


def head(grid: Grid, pen: Pen) -> None:
    """Add the rows that name project and bureaus, with the total where the layout has it there."""
    plan, layout = pen.plan, pen.layout
    names: list[tuple[str, str]] = []
    if plan.project is not None:
        key = "transfer" if "transfer" in layout.title.values() else "project"
        _pairs(grid, [(pen.word(f"head.{key}"), plan.project)])
    if plan.supervisor is not None:
        names.append((pen.word("head.supervisor"), plan.supervisor))
    own = "organization" if plan.project is not None else "department"
    names.append((pen.word(f"head.{own}"), plan.organization))
    _pairs(grid, names)
    if layout.total == "head" and plan.score is not None:
        figures = [(pen.word("head.total_score"), plan.score)]
        if plan.grade is not None and layout.grade == "head":
            figures.append((pen.word("head.total_grade"), plan.grade))
        _pairs(grid, figures)


def goals(grid: Grid, pen: Pen) -> None:
    """Add what was planned for the year and what was done; the statements on results stand here."""
    plan, layout = pen.plan, pen.layout
    kind = "project" if plan.project is not None else "department"
    done = pen.fresh(
        f"goals.actual_{kind}",
        year=str(plan.other_year or plan.year),
        project=plan.other_names.get("project", plan.project or ""),
    )
    results = done + "".join(sentences.at(("results", "process"), pen)) + _residue(pen, first=True)
    planned = pen.fresh(f"goals.expected_{kind}") + "".join(sentences.at(("overview",), pen))
    half = (grid.width - 1) // 2
    spans = [1, half, grid.width - 1 - half]
    grid.add([pen.word("goals.label"), pen.word("goals.expected_head"), pen.word("goals.actual_head")], spans)
    grid.add([ABOVE, planned, results], spans)
    pen.explanation = _explanation(pen)
    if "content" in layout.tail:
        _row(grid, pen.word("row.content"), pen.fresh(f"row.content_{kind}"))
    if "management" in layout.tail:
        _row(grid, pen.word("row.management"), pen.explanation or "按规定管理和使用资金，未发现问题。")


def tail(grid: Grid, pen: Pen) -> None:
    """Add the rows of text below the indicators, and the grade where it has a row."""
    plan, layout = pen.plan, pen.layout
    if plan.grade is not None and layout.grade == "row" and layout.total != "none":
        _row(grid, pen.word("row.grade"), plan.grade)
    texts = {
        "conclusion": _conclusion(pen),
        "deviation": _deviation(pen),
        "problems": plan.problems + "".join(sentences.at(("problems",), pen)),
        "measures": plan.measures,
        "explanation": pen.explanation,
    }
    for key in layout.tail:
        if text := texts.get(key):
            _row(grid, pen.word(f"row.{key}"), text)


def after(pen: Pen) -> Iterator[Block]:
    """Yield the lines below the table: the scale of grades, template text, who signs."""
    if pen.plan.bands and pen.plan.scale_printed and "scale" in pen.layout.shows:
        yield Block("paragraph", scale(pen))
    if residue := _residue(pen, first=False):
        yield Block("paragraph", residue)
    if pen.rng.random() < 0.3:
        yield Block("paragraph", pen.word("row.signature"))


def scale(pen: Pen) -> str:
    """Return the bands of the grades as one sentence."""
    bands = pen.plan.bands
    habit = pen.habit("scale", 2)
    above, between, below = _SCALES[habit]
    parts = []
    for i, (label, low) in enumerate(bands):
        template = above if i == 0 else below if i + 1 == len(bands) else between
        parts.append(template.format(label=label, low=low, high=bands[i - 1][1]))
    return pen.word("scale.lead") + "，".join(parts) + "。"


_SCALES = (
    ("{low}分以上（含{low}分）为{label}", "{low}分（含{low}分）至{high}分为{label}", "{high}分以下为{label}"),
    ("得分≥{low}分为{label}", "{low}≤得分＜{high}分为{label}", "得分＜{high}分为{label}"),
)
"""A scale in two ways: the highest band, one between, the lowest."""


def _pairs(grid: Grid, pairs: Sequence[tuple[str, str]]) -> None:
    """Add a row of labels and values, each pair as wide as the others."""
    spans: list[int] = []
    for i in range(len(pairs)):
        share = grid.width * (i + 1) // len(pairs) - grid.width * i // len(pairs)
        label = 2 if share > 5 else 1
        spans += [label, share - label]
    grid.add([text for pair in pairs for text in pair], spans)


def _row(grid: Grid, label: str, text: str) -> None:
    wide = 2 if grid.width > 8 else 1
    grid.add([label, text], [wide, grid.width - wide])


def _explanation(pen: Pen) -> str:
    texts = [*money.reasons(pen), sentences.repeats(pen), *sentences.at(("money",), pen)]
    if "problems" not in pen.layout.tail:
        texts += sentences.at(("problems",), pen)
    return "".join(text if text.endswith("。") else f"{text}。" for text in texts if text)


def _conclusion(pen: Pen) -> str:
    plan = pen.plan
    if plan.score is None or pen.layout.total == "none":
        return ""
    grade = ""
    if plan.grade is not None and pen.layout.grade == "conclusion":
        grade = pen.fresh("row.conclusion_grade", grade=plan.grade)
    subject = plan.project or plan.organization
    return pen.fresh("row.conclusion_text", subject=subject, score=plan.score, grade=grade)


def _deviation(pen: Pen) -> str:
    """Return the reasons of all indicators together, for layouts without a column of reasons."""
    return "；".join(f"{item.name}：{item.reason}" for item in pen.plan.items if item.reason)


def _residue(pen: Pen, *, first: bool) -> str:
    texts = pen.plan.residue[:1] if first else pen.plan.residue[1:]
    return "".join(texts)
