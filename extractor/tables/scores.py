"""Score tables (评分内容 | 满分 | 得分), total rows, and grade scales."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.records import GradeBand, ScorePart, StatedGrade, StatedScore
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import heading, is_grade, is_score_total, is_subtotal, is_total
from extractor.tables.indicators import points
from extractor.tables.marks import Marks
from extractor.tables.regions import Region


@dataclass(slots=True)
class Total:
    """A total row: its score, the full points, and the grade beside them."""

    score: Decimal
    full: Decimal | None
    box: Box
    grade: StatedGrade | None = None


@dataclass(slots=True)
class ScoreBlock:
    """What a score table holds: the points of its rows and its total row."""

    parts: list[ScorePart] = field(default_factory=list)
    total: Total | None = None

    @property
    def score(self) -> StatedScore | None:
        """The stated score, where a total row states one."""
        if self.total is None:
            return None
        return StatedScore(
            total=self.total.score, full=self.total.full, parts=self.parts, evidence=self.total.box.evidence()
        )


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


def total_row(grid: Grid, index: int, region: Region | None, marks: Marks) -> Total | None:
    """Return what a total row states: score and full points by their columns, else in order.

    Without columns that fit, one number is the score and of two the first is the full
    points. A grade word behind them is the grade.
    """
    row = [box for box in grid.rows[index] if box.row == index and not box.blank]
    start = next((n for n, box in enumerate(row) if is_score_total(heading(box.text).key)), None)
    if start is None:
        return None
    behind = row[start + 1 :]
    numbers = [box for box in behind if points(box) is not None]
    grade = next((box for box in behind if is_grade("".join(box.text.split()))), None)
    score_box = full_box = None
    if region is not None:
        score_box = _under(region, numbers, "score")
        full_box = _under(region, numbers, "weight")
    if score_box is None and len(numbers) <= 2:
        numbers = [box for box in numbers if box is not full_box]
        score_box = numbers[-1] if numbers else None
        full_box = full_box or (numbers[0] if len(numbers) == 2 else None)
    score = points(score_box)
    if score is None or score_box is None:
        return None
    marks.use(score_box, full_box, grade)
    stated = StatedGrade(label="".join(grade.text.split()), evidence=grade.evidence()) if grade else None
    return Total(score, points(full_box), score_box, stated)


def _under(region: Region, numbers: list[Box], role: str) -> Box | None:
    for column in region.of(role):
        for box in numbers:
            if box.column <= column.index < box.right:
                return box
    return None


_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_CLOSED = re.compile(r"含")
_BOTH = re.compile(
    rf"(?P<left>[\[(【（]?)\s*{_NUMBER}\s*分?\s*(?P<first>[（(]不?含[^)）]*[)）])?\s*"
    rf"(?P<less>[≤<＜≦-]|[-—–~～至到,，]+)\s*(?:[^\d≤<＜≦]{{0,6}}?(?P<less2>[≤<＜≦]))?\s*{_NUMBER}\s*分?\s*"
    rf"(?P<second>[（(]不?含[^)）]*[)）])?(?P<right>[\])】）]?)"
)
_LOWER = re.compile(
    rf"(?P<sign>[≥≧>＞]|大于等于|不低于|高于|大于)\s*{_NUMBER}|{_NUMBER}\s*分?\s*(?P<mark>[（(]不?含[^)）]*[)）])?\s*(?:及其?|或)?以上"
)
_UPPER = re.compile(
    rf"(?P<sign>[≤≦<＜]|小于等于|低于|小于|不足|未达到?|不满)\s*{_NUMBER}|{_NUMBER}\s*分?\s*(?P<mark>[（(]不?含[^)）]*[)）])?\s*(?P<and>及其?|或)?以下"
)
_INCLUSIVE = frozenset(("≥", "≧", "≤", "≦", "大于等于", "不低于", "小于等于"))


def band(label: str, text: str) -> tuple[Decimal | None, bool, Decimal | None, bool] | None:
    """Return (lower, inclusive, upper, inclusive) a band's words state, ``None`` for none.

    ``90-100``, ``80≤S＜90``, ``[80,90)``, ``90分（含）以上``, ``60分以下``. *label* is the
    grade, taken out first.
    """
    plain = "".join(text.split()).replace(label, "")
    both = _BOTH.search(plain)
    if both:
        low, high = Decimal(both[2]), Decimal(both[7] if both.lastindex and both[7] else both[6])
        if low > high:
            low, high = high, low
        upper_in = both["right"] in ("]", "】") or "≤" in (both["less2"] or "")
        if both["second"]:
            upper_in = "不含" not in both["second"]
        lower_in = both["left"] not in ("(", "（") or both["right"] not in ("]", "】", ")", "）")
        if both["first"]:
            lower_in = "不含" not in both["first"]
        return low, lower_in and both["less"] not in ("<", "＜"), high, upper_in or high == 100
    lower, upper = _LOWER.search(plain), _UPPER.search(plain)
    if lower is None and upper is None:
        return None
    low_value = high_value = None
    low_in, high_in = True, False
    if lower:
        low_value = Decimal(lower[2] or lower[3])
        low_in = "不含" not in (lower["mark"] or "") and (not lower["sign"] or lower["sign"] in _INCLUSIVE)
    if upper:
        high_value = Decimal(upper[2] or upper[3])
        high_in = (
            upper["sign"] in _INCLUSIVE
            if upper["sign"]
            else "不含" not in (upper["mark"] or "") and bool(upper["and"] or upper["mark"])
        )
    return low_value, low_in, high_value, high_in


def read_scale(grid: Grid, marks: Marks) -> list[GradeBand]:
    """Return the grade scale a small table prints, highest first; empty where it prints none.

    Grades may stand in a column, in a row, or with their bounds in one cell.
    """
    found: list[GradeBand] = []
    used: list[Box] = []
    if grid.height > 12 or grid.width > 12:
        return []
    for row in range(grid.height):
        for box in grid.starting(row):
            text = "".join(box.text.split())
            if not is_grade(text):
                continue
            neighbours = [grid.at(row, box.right) if box.right < grid.width else None]
            neighbours += [grid.at(row, box.column - 1) if box.column else None]
            neighbours += [grid.at(box.bottom, box.column) if box.bottom < grid.height else None]
            neighbours += [grid.at(row - 1, box.column) if row else None]
            for beside in neighbours:
                bounds = band(text, beside.text) if beside is not None and not beside.blank else None
                if beside is not None and bounds is not None and beside not in used:
                    lower, lower_in, upper, upper_in = bounds
                    found.append(
                        GradeBand(
                            label=text, lower=lower, lower_inclusive=lower_in, upper=upper,
                            upper_inclusive=upper_in, evidence=beside.evidence(),
                        )
                    )  # fmt: skip
                    used.append(beside)
                    break
    found.sort(key=lambda each: each.lower if each.lower is not None else Decimal(-1), reverse=True)
    lowers = [each.lower if each.lower is not None else Decimal(-1) for each in found]
    if len(found) < 2 or len({each.label for each in found}) < len(found) or len(set(lowers)) < len(lowers):
        return []
    marks.use(*used)
    return found
