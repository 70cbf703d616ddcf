"""Score tables (评分内容 | 满分 | 得分) and the total rows of any table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.records import ScorePart, StatedGrade, StatedScore
from extractor.tables.grades import Span, grade_in, grade_named
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import (
    column_roles,
    heading,
    is_score_total,
    is_subtotal,
    is_total,
    label_role,
    total_label,
)
from extractor.tables.marks import Marks
from extractor.tables.points import points
from extractor.tables.regions import Region


@dataclass(slots=True)
class Total:
    """A total row: its score, the full points, and the grade beside them."""

    score: Decimal
    full: Decimal | None
    box: Box
    grade: StatedGrade | None = None

    def stated(self, parts: list[ScorePart]) -> StatedScore:
        """Return the score it states, made of *parts*."""
        return StatedScore(total=self.score, full=self.full, parts=parts, evidence=self.box.evidence())


@dataclass(slots=True)
class ScoreBlock:
    """What a score table holds: the points of its rows and its total row."""

    parts: list[ScorePart] = field(default_factory=list)
    total: Total | None = None

    @property
    def score(self) -> StatedScore | None:
        """The stated score, where a total row states one."""
        return self.total.stated(self.parts) if self.total else None


def read_scores(grid: Grid, region: Region, marks: Marks) -> ScoreBlock:
    """Return the points of a score *region*, row by row, and its total."""
    block = ScoreBlock()
    weight, score = region.first("weight"), region.first("score")
    labels = [column.index for column in region.of("item", "name", "level", "level1", "level2")]
    for index in range(region.begin, region.end):
        boxes = [grid.at(index, column) for column in labels]
        named = [box for box in boxes if box is not None and not box.blank]
        if not named:
            continue
        keys = [heading(box.text).key for box in named]
        if any(is_score_total(key) or is_total(key) for key in keys):
            if block.total is None:
                block.total = total_row(grid, index, region, marks)
            continue
        box = grid.at(index, score.index) if score else None
        value = points(box)
        if value is None or box is None or box.row != index or is_subtotal(keys[-1]):
            continue
        full_box = grid.at(index, weight.index) if weight else None
        block.parts.append(
            ScorePart(label=keys[-1], score=value, full=points(full_box), evidence=box.evidence())
        )
        marks.use(box, full_box)
        reason = region.first("reason")
        marks.use(grid.at(index, reason.index) if reason else None)
        for column in region.of("criterion", "review"):
            marks.pass_over(grid.at(index, column.index))
    return block


def names_score(grid: Grid, index: int) -> bool:
    """Return whether a row begins with a word for the total score that is none for money (总分)."""
    first = next(iter(grid.filled(index)), None)
    key = heading(first.text).key if first is not None else ""
    return is_score_total(key) and not is_total(key)


def total_row(grid: Grid, index: int, region: Region | None, marks: Marks) -> Total | None:
    """Return what a total row states: score and full points by their columns, else in order.

    Without columns that fit, one number is the score and of two the first is the full
    points. A grade word behind them is the grade.
    """
    row = grid.filled(index)
    start = next((n for n, box in enumerate(row) if is_score_total(total_label(box.text))), None)
    if start is None:
        return None
    behind = row[start + 1 :]
    numbers = [box for box in behind if points(box) is not None]
    # The label's own cell may name it (总分（自评等次：优）), only behind a word for it.
    grade = next((box for box in behind if grade_in(box.text)), None)
    named = grade_in(grade.text) if grade is not None else grade_named(row[start].text)
    grade = grade or row[start]
    score_box = full_box = None
    if region is not None:
        score_box = _under(region, numbers, "score")
        full_box = _under(region, numbers, "weight")
        # One number below both columns, merged, is the score.
        full_box = None if full_box is score_box else full_box
        if score_box is not None and full_box is not None and _crossed(region, score_box, full_box):
            # The row has columns of its own: its order is what tells them apart.
            score_box = full_box = None
        if score_box is None and any(box.column < (full_box.column if full_box else 0) for box in numbers):
            full_box = None
    if score_box is None and len(numbers) <= 2:
        numbers = [box for box in numbers if box is not full_box]
        score_box = numbers[-1] if numbers else None
        full_box = full_box or (numbers[0] if len(numbers) == 2 else None)
    score = points(score_box)
    if score is None or score_box is None:
        return None if numbers else _total_below(grid, index, row[start:], marks)
    marks.use(score_box, full_box, grade if named else None)
    return Total(score, points(full_box), score_box, _grade(grade, named) if named else None)


def _total_below(grid: Grid, index: int, headings: Sequence[Box], marks: Marks) -> Total | None:
    """Return what stands under *headings*, as in 总分值 | 总得分 | 自评等级 over 100 | 95.34 | 优."""
    below: dict[str, Box] = {}
    for each in headings if index + 1 < grid.height else ():
        box = grid.at(index + 1, each.column)
        if box is not None and box.row == index + 1 and (box.column, box.right) == (each.column, each.right):
            below[heading(each.text).key] = box
    scores = [
        (box, score)
        for key, box in below.items()
        if is_score_total(key) and (score := points(box)) is not None
    ]
    if len(scores) != 1:
        return None
    score_box, score = scores[0]
    full_box = next((box for key, box in below.items() if "weight" in column_roles(key)[0]), None)
    grade = next((box for key, box in below.items() if label_role(key) == "grade"), None)
    named = grade_in(grade.text) if grade is not None else None
    marks.use(score_box, full_box)
    if grade is None or not named:
        return Total(score, points(full_box), score_box)
    marks.use(grade)
    return Total(score, points(full_box), score_box, _grade(grade, named))


def _grade(box: Box, span: Span) -> StatedGrade:
    return StatedGrade(label=box.text[slice(*span)], evidence=box.evidence(*span))


def _crossed(region: Region, score: Box, full: Box) -> bool:
    """Return whether score and full points stand in another order than the columns do."""
    weight_column, score_column = region.first("weight"), region.first("score")
    if weight_column is None or score_column is None:
        return False
    return (full.column < score.column) != (weight_column.index < score_column.index)


def _under(region: Region, numbers: list[Box], role: str) -> Box | None:
    for column in region.of(role):
        for box in numbers:
            if box.column <= column.index < box.right:
                return box
    return None
