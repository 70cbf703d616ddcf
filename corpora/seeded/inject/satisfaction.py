"""Ways of planting errors in satisfaction: no survey (IND312), an impossible rate (IND313)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from corpora.seeded.figures import bare, printed
from corpora.seeded.inject.follow import rescore
from corpora.seeded.inject.slips import apart, exchanged, span
from corpora.seeded.inject.way import ALL, way
from corpora.seeded.items import SATISFACTION
from corpora.seeded.plan import Item, Plan, Survey

_NOTES = ("全年未收到群众投诉", "未接到任何投诉举报", "年内零投诉", "全年没有收到服务对象投诉")


def _asked(plan: Plan) -> tuple[Item, Survey] | None:
    """Return the indicator of satisfaction and its survey, which the plan states from now on."""
    item = next(iter(plan.of_level(SATISFACTION)), None)
    if item is None or item.actual is None or item.actual.number is None:
        return None
    plan.statements = [each for each in plan.statements if not isinstance(each, Survey)]
    survey = Survey(item.name.removesuffix("满意度"), "0", "0", item.actual.number)
    plan.statements.append(survey)
    return item, survey


def _state(plan: Plan, item: Item, survey: Survey, percent: str) -> None:
    """Make *percent* what survey and indicator say."""
    assert item.actual is not None
    survey.percent = percent
    item.actual = replace(item.actual, number=percent)
    item.reason = ""
    rescore(plan, item)


@way("IND312", "no complaints taken as 100", ALL)
def no_complaints(plan: Plan, rng: Random) -> str | None:
    """Nobody complained, so everybody was satisfied."""
    return _unasked(plan, "100", rng.choice(_NOTES))


@way("IND312", "nobody asked", ALL)
def nobody_asked(plan: Plan, rng: Random) -> str | None:
    """No survey was held; the rate is an estimate."""
    return _unasked(
        plan, str(rng.randint(95, 99)), rng.choice(("根据日常工作掌握的情况", "结合日常走访了解的情况"))
    )


@way("IND312", "no complaints taken as nearly all", ALL)
def few_complaints(plan: Plan, rng: Random) -> str | None:
    """Nobody complained, so nearly everybody was satisfied."""
    return _unasked(plan, str(rng.randint(95, 99)), rng.choice(_NOTES))


def _unasked(plan: Plan, percent: str, note: str) -> str | None:
    found = _asked(plan)
    if found is None:
        return None
    item, survey = found
    survey.sent = survey.returned = None
    survey.note = note
    _state(plan, item, survey, percent)
    return "满意度"


@way("IND313", "a rate no count gives", ALL)
def impossible_rate(plan: Plan, rng: Random) -> str | None:
    """The rate was guessed: no number of the answers gives it."""
    return _impossible(plan, rng, lambda _: bare(f"{Decimal(rng.randint(900, 999)) / 10:f}"))


@way("IND313", "digits of the rate exchanged", ALL)
def rate_exchanged(plan: Plan, rng: Random) -> str | None:
    """The rate is retyped with two digits exchanged."""

    def slip(returned: int) -> str | None:
        pleased = returned - rng.randint(1, max(1, returned // 12))
        return exchanged(printed(Fraction(pleased * 100, returned), 2), rng)

    return _impossible(plan, rng, slip)


@way("IND313", "the rate of another count", ALL)
def other_count(plan: Plan, rng: Random) -> str | None:
    """Some questionnaires were void; the rate is still that of all that came back."""

    def slip(returned: int) -> str:
        before = returned + rng.randint(1, 9)
        return printed(Fraction((before - rng.randint(1, max(1, before // 12))) * 100, before), 2)

    return _impossible(plan, rng, slip)


def _impossible(plan: Plan, rng: Random, slip: Callable[[int], str | None]) -> str | None:
    found = _asked(plan)
    returned = rng.randint(24, 130)
    percent = slip(returned)
    if found is None or percent is None or not 85 <= Decimal(percent) <= 100:
        return None
    if not all(apart(span(percent), (share, share)) for share in _shares(returned)):
        return None
    item, survey = found
    survey.returned, survey.sent = str(returned), str(returned + rng.choice((0, 0, rng.randint(1, 12))))
    if survey.sent != survey.returned and not all(
        apart(span(percent), (share, share)) for share in _shares(int(survey.sent))
    ):
        survey.sent = survey.returned
    _state(plan, item, survey, percent)
    return percent


def _shares(count: int) -> Iterator[Fraction]:
    return (Fraction(part * 100, count) for part in range(count + 1))
