"""Ways of planting errors in counts, changes, shares and dates (CNT101 … CHG102, DAT101)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from corpora.seeded import facts
from corpora.seeded.figures import per_cent, printed
from corpora.seeded.inject.slips import apart, exchanged, percent_span, quoted, span
from corpora.seeded.inject.way import ALL, PlantedKind, way
from corpora.seeded.lexicon import words
from corpora.seeded.plan import Growth, Listing, Milestones, Parts, Plan, Share, Structure

_DEPARTMENTS: tuple[PlantedKind, ...] = ("department_report", "department_form")


# A list that begins with 其中 need not name all parts: only parts that exceed the whole prove anything.
def _staff(plan: Plan, rng: Random) -> Parts:
    """Return the staff the plan states; one that states none does so from now on."""
    for each in plan.statements:
        if isinstance(each, Parts) and each.unit == "人":
            return each
    found = facts.staff(rng)
    plan.statements.append(found)
    return found


@way("CNT101", "one kind of staff off by a few", _DEPARTMENTS)
def staff_few(plan: Plan, rng: Random) -> str | None:
    """One kind of staff is a few off: somebody came or left between two lists."""
    return _wrong_staff(plan, rng, lambda count: str(int(count) + rng.randint(1, 3)))


@way("CNT101", "digits of one kind of staff exchanged", _DEPARTMENTS)
def staff_exchanged(plan: Plan, rng: Random) -> str | None:
    """The count of one kind of staff is retyped with two digits exchanged."""
    return _wrong_staff(plan, rng, lambda count: exchanged(count, rng))


@way("CNT101", "last year's total left", _DEPARTMENTS)
def staff_total_left(plan: Plan, rng: Random) -> str | None:
    """The kinds of staff are this year's, the total is last year's."""
    staff = _staff(plan, rng)
    staff.total = str(int(staff.total) - rng.randint(2, 12))
    return staff.total


def _wrong_staff(plan: Plan, rng: Random, slip: Callable[[str], str | None]) -> str | None:
    staff = _staff(plan, rng)
    place = rng.randrange(len(staff.parts))
    label, count = staff.parts[place]
    wrong = slip(count)
    if wrong is None or int(wrong) <= int(count):
        return None
    staff.parts[place] = (label, wrong)
    return staff.total


def _listing(plan: Plan, rng: Random) -> Listing:
    """Return the listing of offices the plan states; one that states none does so from now on."""
    for each in plan.statements:
        if isinstance(each, Listing):
            return each
    found = facts.listing(_sector(plan), rng)
    plan.statements.append(found)
    return found


@way("CNT102", "count one too high", ALL)
def count_high(plan: Plan, rng: Random) -> str | None:
    """One more is counted than named: one was dissolved."""
    return _counted(_listing(plan, rng), 1)


@way("CNT102", "count one too low", ALL)
def count_low(plan: Plan, rng: Random) -> str | None:
    """One fewer is counted than named: one was added."""
    return _counted(_listing(plan, rng), -1)


@way("CNT102", "another office's count", ALL)
def count_foreign(plan: Plan, rng: Random) -> str | None:
    """The count is that of another office's report."""
    return _counted(_listing(plan, rng), rng.randint(2, 6))


def _counted(listing: Listing, change: int) -> str | None:
    listing.count = str(int(listing.count) + change)
    return listing.count + listing.measure if int(listing.count) > 1 else None


def _growth(plan: Plan, rng: Random) -> Growth:
    """Return a change the plan states; one that states none does so from now on."""
    found = [each for each in plan.statements if isinstance(each, Growth)]
    if found:
        return rng.choice(found)
    plan.statements.append(growth := facts.growth(rng))
    return growth


def _change(growth: Growth) -> Decimal:
    return abs(Decimal(growth.current) - Decimal(growth.base))


def _wrong_percent(growth: Growth, wrong: str | None) -> str | None:
    if not wrong or not apart(span(wrong), percent_span(f"{_change(growth):f}", growth.base)):
        return None
    growth.percent = wrong
    return wrong


@way("CHG101", "change over this year's figure", ALL)
def over_current(plan: Plan, rng: Random) -> str | None:
    """The change is divided by this year's figure, not last year's."""
    growth = _growth(plan, rng)
    return _wrong_percent(growth, per_cent(_change(growth), Decimal(growth.current)))


@way("CHG101", "digits of the percentage exchanged", ALL)
def percent_exchanged(plan: Plan, rng: Random) -> str | None:
    """The percentage is retyped with two digits exchanged."""
    growth = _growth(plan, rng)
    right = growth.percent or per_cent(_change(growth), Decimal(growth.base))
    return _wrong_percent(growth, exchanged(right, rng))


@way("CHG101", "digits of the amount exchanged", ALL)
def change_exchanged(plan: Plan, rng: Random) -> str | None:
    """The amount of the change is retyped with two digits exchanged."""
    growth = _growth(plan, rng)
    right = f"{_change(growth):f}"
    wrong = exchanged(right, rng)
    if wrong is None or abs(Decimal(wrong) - Decimal(right)) < Decimal("0.05"):
        return None
    growth.amount = wrong
    return quoted(wrong)


@way("CHG101", "a ratio told as a growth", ALL)
def ratio_as_growth(plan: Plan, rng: Random) -> str | None:
    """This year's figure in per cent of last year's is told as the growth."""
    growth = _growth(plan, rng)
    if growth.direction < 0:
        return None
    return _wrong_percent(growth, per_cent(Decimal(growth.current), Decimal(growth.base)))


def _share(plan: Plan) -> Share | None:
    """Return the share of a use of money that the plan states or may state."""
    for each in plan.statements:
        if isinstance(each, Share):
            return each
    found = facts.share(plan)
    if found:
        plan.statements.append(found)
    return found


def _wrong_share(share: Share | None, wrong: str | None) -> str | None:
    if share is None or not wrong or Decimal(wrong) > 100:
        return None
    if not apart(span(wrong), percent_span(share.part, share.whole)):
        return None
    share.percent = wrong
    return wrong


@way("CHG102", "digits of a share exchanged", _DEPARTMENTS)
def share_exchanged(plan: Plan, rng: Random) -> str | None:
    """A share is retyped with two digits exchanged."""
    share = _share(plan)
    return _wrong_share(share, exchanged(share.percent, rng)) if share else None


@way("CHG102", "share of the budget, not of spending", _DEPARTMENTS)
def share_of_budget(plan: Plan, rng: Random) -> str | None:
    """What was spent on something is divided by the budget, not by what was spent."""
    share, budget = _share(plan), plan.total.amounts.get("adjusted")
    if share is None or budget is None:
        return None
    return _wrong_share(share, per_cent(Decimal(share.part), Decimal(budget.text)))


@way("CHG102", "shares that are no whole", ALL)
def shares_short(plan: Plan, rng: Random) -> str | None:
    """One share of a whole is mistyped: together they are more than 100 %."""
    return _wrong_structure(plan, rng, lambda text: exchanged(text, rng))


@way("CHG102", "one share left from last year", ALL)
def share_stale(plan: Plan, rng: Random) -> str | None:
    """One share of a whole is last year's: together they are more than 100 %."""
    return _wrong_structure(
        plan,
        rng,
        lambda text: printed(Fraction(text) * rng.randint(106, 130) / 100, 2),
    )


def _wrong_structure(plan: Plan, rng: Random, slip: Callable[[str], str | None]) -> str | None:
    found = [each for each in plan.statements if isinstance(each, Structure)]
    structure = found[0] if found else facts.structure(rng)
    if not found:
        plan.statements.append(structure)
    place = rng.randrange(len(structure.shares))
    label, percent = structure.shares[place]
    wrong = slip(percent)
    if wrong is None or not Decimal(percent) + Decimal("0.3") <= Decimal(wrong) <= 100:
        return None
    structure.shares[place] = (label, wrong)
    return wrong


def _sector(plan: Plan) -> dict[str, Any]:
    """Return what the plan's office does."""
    office = (plan.supervisor or plan.organization)[3:]
    return next(sector for sector in words("sectors").values() if office in sector["bureaus"])


def _milestones(plan: Plan, rng: Random) -> Milestones:
    """Return the one work finished that the plan tells of; its own, or one from now on."""
    for each in plan.statements:
        if isinstance(each, Milestones):
            return each
    work = rng.choice(_sector(plan)["work"])
    finished = date(plan.year, rng.randint(5, 10), rng.randint(1, 28))
    found = Milestones(
        work, finished.isoformat(), (finished + timedelta(days=rng.randint(5, 50))).isoformat()
    )
    plan.statements.append(found)
    return found


def _told(iso: str) -> str:
    when = date.fromisoformat(iso)
    return f"{when.month}月{when.day}日"


@way("DAT101", "the two dates exchanged", ALL)
def dates_exchanged(plan: Plan, rng: Random) -> str | None:
    """The dates of finishing and accepting stand in each other's place."""
    found = _milestones(plan, rng)
    found.finished, found.accepted = found.accepted, found.finished
    return _told(found.accepted)


@way("DAT101", "accepted the year before", ALL)
def accepted_year_before(plan: Plan, rng: Random) -> str | None:
    """The year of the acceptance is left from another work, or mistyped."""
    found = _milestones(plan, rng)
    found.accepted = f"{plan.year - 1}{found.accepted[4:]}"
    return _told(found.accepted)


@way("DAT101", "accepted days before it was finished", ALL)
def accepted_days_before(plan: Plan, rng: Random) -> str | None:
    """Work went on after the day given for its acceptance."""
    found = _milestones(plan, rng)
    finished = date.fromisoformat(found.finished)
    found.accepted = (finished - timedelta(days=rng.randint(1, 25))).isoformat()
    return _told(found.accepted)
