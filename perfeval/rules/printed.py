"""What is printed beside a figure, whatever was read of it: amounts that explain a rate or a change.

Reading gives every amount a meaning, sometimes none and sometimes another's. Before a
finding says that figures disagree, those printed next to the stated one are taken as its
writer may have meant them: where they agree, nothing is said. It costs a little recall
(a wrong figure may be what two others give by chance), and it is done only for figures
that are about to be found wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor.document import Paragraph
from extractor.evidence import Evidence
from perfeval.interval import Interval
from perfeval.quantities import measure
from perfeval.rules.claims import passages
from perfeval.rules.registry import Facts, once
from perfeval.rules.terms import HUNDRED, Reading, readings

_BEFORE, _BEHIND = 4, 2
"""Amounts before and behind a rate in its sentence that may be what it is made of."""
_MOST = 24
"""Figures of one kind in a paragraph that are set against one another."""
_VAGUE = Fraction(2, 100)
"""A figure that may be off by more than this part of itself explains too much."""
_OF_NOTHING = re.compile(r"[，,（(、][^，,（(、]{0,6}占(?:比)?(?:重)?[为约达]?\s*$")
_WORDS = 16
_LARGEST = Fraction(13, 10)
"""A rate of more than 130 % is not explained: the amounts are taken the other way round."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph: its text, where its sentences stand, and its figures."""

    text: str
    sentences: Sequence[tuple[int, int]]
    figures: Sequence[Reading]


@once
def _lines(facts: Facts) -> dict[int, _Line]:
    """Return the paragraphs of the report by block."""
    # Loaded here: the catalogue is shown without the language modules.
    from extractor.prose.passage import passages as read

    paragraphs = [each for each in passages(facts) if isinstance(each, Paragraph)]
    found = {}
    for passage in read(paragraphs, year=facts.report.fiscal_year):
        # One by one: no figure lends its unit or its decimals to another.
        each_read = (readings([passage.term(index, "")])[0] for index in range(len(passage.figures)))
        figures = [reading for reading in each_read if reading is not None and _is_exact(reading.own)]
        found[passage.evidence(0, 0).block] = _Line(passage.text, list(passage.sentences()), figures)
    return found


def _is_exact(value: Interval) -> bool:
    """Whether a figure is exact enough to explain anything: 约0.97亿元 would explain any rate near it."""
    return value.low > 0 and value.high - value.low <= value.low * _VAGUE


def _line_of(facts: Facts, place: Evidence) -> _Line | None:
    return _lines(facts).get(place.block) if place.row is None else None


def rate_explained(facts: Facts, place: Evidence, percent: Interval) -> bool:
    """Whether two amounts printed beside the rate at *place* give *percent*, or one of them and any afar."""
    line = _line_of(facts, place)
    if line is None:
        return False
    begin, end = next(
        (each for each in line.sentences if each[0] <= place.start < each[1]), (place.start, place.end)
    )
    money = [each for each in line.figures if _is_money(each) and begin <= _start(each) < end]
    before = [each for each in money if each.term.evidence.end <= place.start][-_BEFORE:]
    behind = [each for each in money if _start(each) >= place.end][:_BEHIND]
    near = before + behind
    if any(_gives(spent, budget, percent) for spent in near for budget in near if budget is not spent):
        return True
    if not before:
        return False
    # Afar there are many amounts: only the very digits printed count.
    spent = before[-1].point
    afar = (each for other in _lines(facts).values() for each in other.figures if _is_money(each))
    return any(each.point != spent and percent.contains(spent / each.point * 100) for each in afar)


def _start(reading: Reading) -> int:
    return reading.term.evidence.start


def _sort(reading: Reading) -> tuple[str | None, str | None, str | None]:
    return measure(reading.term.quantity.unit).sort


def _is_money(reading: Reading) -> bool:
    return _sort(reading)[0] == "money"


def _gives(spent: Reading, budget: Reading, percent: Interval) -> bool:
    if spent.own.low > budget.own.high * _LARGEST:
        return False
    return (spent.own / budget.own * HUNDRED).possible_equal(percent)


def change_explained(
    facts: Facts,
    place: Evidence,
    percent: Interval,
    *,
    base: Evidence | None,
    current: Evidence | None,
    difference: Evidence | None,
    down: bool,
) -> bool:
    """Whether figures of the paragraph give a change of *percent*, other than those it was read from.

    What it was read from may be another's: the amount of change may be of a *base* printed
    elsewhere, the *current* amount be set against it. A change over the current amount
    is no explanation, it is the commonest mistake; unless a third figure says that it is the
    earlier one. The very digits printed count.
    """
    line = _line_of(facts, place)
    if line is None:
        return False

    def at(where: Evidence | None) -> Reading | None:
        if where is None or where.block != place.block:
            return None
        return next((each for each in line.figures if where.start <= _start(each) < where.end), None)

    moved, later, earlier = at(difference), at(current), at(base)
    known = moved or later or earlier
    if known is None:
        return False
    alike = [each for each in line.figures if _sort(each) == _sort(known)][:_MOST]
    if (
        moved is not None
        and later is not None
        and percent.contains(moved.point / later.point * 100)
        # 2023年支出12.86万元，比上年减少1.52万元, told in 2024 of 11.34万元: the earlier amount it is.
        and any(each.point == _reached(later, moved, down) for each in alike)
    ):
        return True
    after = _reached(earlier, moved, down) if moved is not None and earlier is not None else None
    for ground in alike:
        if ground is later or ground is moved or ground.point == after:
            continue
        if moved is not None and percent.contains(moved.point / ground.point * 100):
            return True
        for other in alike if moved is None else ():
            # One of the two stays as it was read: any two figures would explain too much.
            if other is ground or (ground is not earlier and other is not later):
                continue
            rise = ground.point - other.point if down else other.point - ground.point
            if percent.contains(rise / ground.point * 100):
                return True
    return False


def share_explained(facts: Facts, place: Evidence, part: Fraction, percent: Interval) -> bool:
    """Whether *percent*, at *place* of no whole named (占27%), is *part* over a figure of the paragraph."""
    line = _line_of(facts, place)
    if line is None or not _OF_NOTHING.search(line.text, max(0, place.start - _WORDS), place.start):
        return False
    return any(percent.contains(part / each.point * 100) for each in line.figures if each.point > part)


def _reached(base: Reading, moved: Reading, down: bool) -> Fraction:
    return base.point - moved.point if down else base.point + moved.point


def amount_told(facts: Facts, yuan: Fraction) -> bool:
    """Whether a paragraph of the report prints *yuan* 元: what a table leaves out, a note may tell."""
    return any(
        _is_money(each) and each.point == yuan for line in _lines(facts).values() for each in line.figures
    )
