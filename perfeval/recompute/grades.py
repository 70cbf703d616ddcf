"""Grades (等级) of a score on the scale the report prints, else on the standard's."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from extractor.records import GradeBand, Report, ScorePart, StatedScore
from perfeval.findings import RecomputedGrade
from perfeval.interval import Interval, printed, total
from perfeval.standards.model import Standard


@dataclass(frozen=True, slots=True)
class Step:
    """One grade and the scores that earn it; an open end is ``None``."""

    label: str
    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool

    def touches(self, score: Interval) -> bool:
        """Whether some value of *score* earns this grade."""
        if self.low is not None and score.certainly_less(Interval.exactly(self.low, self.low_closed)):
            return False
        return self.high is None or not Interval.exactly(self.high, self.high_closed).certainly_less(score)

    @property
    def text(self) -> str:
        """The grade with its lower bound, as a short text."""
        return f"{self.label}（≥{self.low}）" if self.low is not None else self.label


def steps_of_report(bands: list[GradeBand]) -> list[Step]:
    """Return the report's own scale, highest first.

    A band printed with its lower bound only ends where the next higher one begins.
    """
    ordered = sorted(
        bands, key=lambda band: band.lower if band.lower is not None else Decimal(-1), reverse=True
    )
    steps: list[Step] = []
    above: GradeBand | None = None
    for band in ordered:
        high, closed = band.upper, band.upper_inclusive
        if high is None and above is not None and above.lower is not None:
            high, closed = above.lower, not above.lower_inclusive
        low = band.lower if band.lower else None
        steps.append(Step(band.label, low, band.lower_inclusive, high, closed))
        above = band
    return steps


def steps_of_standard(standard: Standard) -> list[Step]:
    """Return the standard's scale, highest first."""
    steps: list[Step] = []
    above: Decimal | None = None
    for band in sorted(standard.bands, key=lambda band: band.lower, reverse=True):
        steps.append(Step(band.label, band.lower or None, True, above, False))
        above = band.lower
    return steps


@dataclass(frozen=True, slots=True)
class Scale:
    """The steps of one scale, highest first, and the standard they are from; ``None`` for the report's."""

    steps: list[Step]
    standard: Standard | None = None

    @property
    def origin(self) -> Literal["report", "standard"]:
        """Where it is from, as the contract says it."""
        return "report" if self.standard is None else "standard"

    def knows(self, label: str, standard: Standard) -> bool:
        """Whether *label* is one of its grades, by the synonyms of *standard*."""
        return any(same_label(step.label, label, standard) for step in self.steps)


def scales(report: Report, standard: Standard, others: Sequence[Standard] = ()) -> list[Scale]:
    """Return the scales by which a grade may be right, the one that counts first.

    What the document declares beats every standard; where it declares none, *others* may
    count beside the *standard*.
    """
    if len(report.grade_scale) > 1:
        return [Scale(steps_of_report(report.grade_scale))]
    return [Scale(steps_of_standard(each), each) for each in (standard, *others)]


def same_label(first: str, second: str, standard: Standard) -> bool:
    """Whether two grade labels say the same: 优 and 优秀, 差 and 较差."""
    one, other = _bare(first), _bare(second)
    return one == other or any(one in words and other in words for words in standard.synonyms.values())


def _bare(label: str) -> str:
    kept = "".join(character for character in label if character.isalnum())
    for tail in ("等级", "等次", "等", "级", "档"):
        if len(kept) > len(tail) and kept.endswith(tail):
            return kept.removesuffix(tail)
    return kept


def possible_grades(steps: list[Step], score: Interval, full: Decimal | None = None) -> list[str]:
    """Return the grades *score* may earn; more than one within rounding of a bound.

    Of a *full* score other than 100 both the points and their hundredths are tried,
    since scales are printed either way.
    """
    readings = [score]
    if full and full != 100:
        readings.append(score.scaled(Fraction(100) / Fraction(full)))
    found: list[str] = []
    for step in steps:
        if step.label not in found and any(step.touches(reading) for reading in readings):
            found.append(step.label)
    return found


def grades_on(
    scales: Sequence[Scale], score: Interval, full: Decimal | None, standard: Standard
) -> list[str]:
    """Return the grades *score* may earn on any of *scales*, each once whatever it is called there."""
    found: list[str] = []
    for each in scales:
        for label in possible_grades(each.steps, score, full):
            if not any(same_label(label, other, standard) for other in found):
                found.append(label)
    return found


def recomputed_grade(
    report: Report, standard: Standard, others: Sequence[Standard], recomputed: Interval | None
) -> RecomputedGrade | None:
    """Return the grades of the stated score and of the *recomputed* one, ``None`` where none is stated."""
    if report.score is None:
        return None
    known = scales(report, standard, others)
    stated, full = report.score.total, report.score.full
    exact = [step.label for step in known[0].steps if step.touches(Interval.exactly(stated))]
    return RecomputedGrade(
        from_stated_score=exact[0] if exact else None,
        possible=grades_on(known, printed(stated), full, standard),
        scale=known[0].origin,
        of_recomputed_score=grades_on(known, recomputed, full, standard) if recomputed else [],
    )


def score_of_parts(score: StatedScore | None) -> Interval | None:
    """Return the sum of the stated parts of a score, ``None`` where it has none.

    A part that is printed within its full points is not rounded from above them.
    """
    if score is None or not score.parts:
        return None
    return total(_points(part) for part in score.parts)


def _points(part: ScorePart) -> Interval:
    value = printed(part.score)
    if part.full is not None and part.score <= part.full < value.high:
        return value.ending_at(part.full)
    return value
