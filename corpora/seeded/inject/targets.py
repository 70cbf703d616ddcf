"""Ways of planting errors in targets and actuals (IND301 … IND305, IND309 … IND311, IND314)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from corpora.seeded.figures import bare, printed
from corpora.seeded.inject.follow import (
    conclude,
    drop_other_surveys,
    meet,
    of_numbers,
    rescore,
    reweigh,
    scored,
)
from corpora.seeded.inject.slips import places
from corpora.seeded.inject.way import ALL, FORMS, REPORTS, way
from corpora.seeded.items import SATISFACTION, met
from corpora.seeded.plan import Item, Plan, Value

_MISSED = "SCO403 IND307 IND308 SCO406"


def _full(plan: Plan, item: Item) -> None:
    """Give *item* all its points and nothing to explain."""
    item.score, item.reason = item.weight, ""
    conclude(plan)


def _number(item: Item, number: str) -> str:
    """Set the actual of *item* and return it."""
    assert item.actual is not None
    item.actual = replace(item.actual, number=number, comparator="=")
    return number


def _share(item: Item, low: int, high: int, rng: Random) -> str | None:
    """Return *low* to *high* parts of a thousand of the target; ``None`` where that is the target."""
    goal = _goal(item)
    number = bare(printed(Fraction(goal) * rng.randint(low, high) / 1000, places(goal)))
    return None if Decimal(number) in (Decimal(goal), Decimal(0)) else number


def _goal(item: Item) -> str:
    """Return the number that *item* has as target."""
    assert item.target is not None
    return item.target.number or "0"


def _pick(items: list[Item], rng: Random) -> Item | None:
    return rng.choice(items) if items else None


@way("IND301", "missed at full points", ALL, needs="weights", may=_MISSED)
def missed_in_full(plan: Plan, rng: Random) -> str | None:
    """A target is clearly missed and has all its points."""
    return _missed_in_full(plan, of_numbers(plan, less=False), rng, 620, 930)


@way("IND301", "just missed at full points", ALL, needs="weights", may=_MISSED)
def just_missed_in_full(plan: Plan, rng: Random) -> str | None:
    """A target is missed by a little and has all its points."""
    return _missed_in_full(plan, of_numbers(plan, less=False), rng, 960, 995)


@way("IND301", "overrun at full points", ALL, needs="weights", may=_MISSED)
def overrun_in_full(plan: Plan, rng: Random) -> str | None:
    """A cost or time is above its limit and has all its points."""
    return _missed_in_full(plan, of_numbers(plan, less=True), rng, 1040, 1400)


@way("IND301", "late at full points", ALL, needs="weights", may=_MISSED)
def late_in_full(plan: Plan, rng: Random) -> str | None:
    """Work is finished after the day it was due and has all its points."""
    found = [item for item in plan.items if item.target and item.target.date and item.target.date[5:7] < "12"]
    if not found or not scored(plan):
        return None
    item = found[0]
    due = (item.target and item.target.date) or ""
    month, day = rng.randint(int(due[5:7]) + 1, 12), rng.randint(1, 28)
    item.actual = Value(date=f"{plan.year}-{month:02}-{day:02}")
    _full(plan, item)
    return item.name


@way("IND301", "all reached, it says", REPORTS, may="IND308")
def said_to_be_met(plan: Plan, rng: Random) -> str | None:
    """The text says that all targets were reached; one was not, and nothing explains it."""
    for each in plan.items:
        meet(each, rng)
    drop_other_surveys(plan)
    item = _pick(of_numbers(plan, unit="-", less=False), rng)
    number = item and _share(item, 650, 940, rng)
    if not item or not number or scored(plan):
        return None
    return _number(item, number)


def _missed_in_full(plan: Plan, items: list[Item], rng: Random, low: int, high: int) -> str | None:
    item = _pick(items, rng)
    number = item and _share(item, low, high, rng)
    if not item or not number or not scored(plan):
        return None
    _number(item, number)
    _full(plan, item)
    return None if met(item) else number


@way("IND302", "actual left blank", ALL, may="IND307 IND308 SCO403 IND303")
def blank_actual(plan: Plan, rng: Random) -> str | None:
    """A measured target has no actual."""
    return _blank(plan, of_numbers(plan), rng)


@way("IND302", "rate left blank", ALL, may="IND307 IND308 SCO403 IND303")
def blank_rate(plan: Plan, rng: Random) -> str | None:
    """A rate set as target has no actual."""
    return _blank(plan, of_numbers(plan, unit="%"), rng)


@way("IND302", "cost or time left blank", ALL, may="IND307 IND308 SCO403 IND303")
def blank_cost(plan: Plan, rng: Random) -> str | None:
    """A limit of cost or time has no actual."""
    return _blank(plan, of_numbers(plan, less=True), rng)


def _blank(plan: Plan, items: list[Item], rng: Random) -> str | None:
    item = _pick(items, rng)
    if item is None:
        return None
    item.actual = None
    _full(plan, item)
    return item.name


_VAGUE = (
    ("显著提升", "达成预期指标"),
    ("效果明显", "效果明显"),
    ("有效改善", "达成预期指标"),
    ("不断提高", "不断提高"),
)


@way("IND303", "a wish for a target", ALL)
def vague_target(plan: Plan, rng: Random) -> str | None:
    """A benefit that can be measured is set as a wish, and called reached."""
    return _vague(plan, [item for item in of_numbers(plan) if item.level1 == "效益指标"], rng)


@way("IND303", "a quality nobody can check", ALL)
def vague_quality(plan: Plan, rng: Random) -> str | None:
    """A quality that can be measured is set as a wish, and called reached."""
    return _vague(plan, of_numbers(plan, unit="%", less=False), rng)


@way("IND303", "sign copied into the actual", FORMS)
def copied_sign(plan: Plan, rng: Random) -> str | None:
    """The actual is a copy of the target, sign and all."""
    item = _pick(
        [item for item in of_numbers(plan) if item.target and item.target.comparator in (">=", "<=")], rng
    )
    if item is None:
        return None
    item.actual = item.target
    _full(plan, item)
    return item.name


def _vague(plan: Plan, items: list[Item], rng: Random) -> str | None:
    item = _pick(items, rng)
    if item is None:
        return None
    target, actual = rng.choice(_VAGUE)
    item.target, item.actual = Value(words=target), Value(words=actual)
    _full(plan, item)
    return item.name


_COUNTED = ("人", "座", "台", "个", "场", "户", "份", "次", "块", "家", "人次")
_OTHER = "IND301 IND302 IND305 IND307 IND309 SCO403"


@way("IND304", "a rate answered by a count", ALL, may=_OTHER)
def rate_by_count(plan: Plan, rng: Random) -> str | None:
    """A rate was to be reached; the actual counts households."""
    return _other_unit(plan, of_numbers(plan, unit="%", less=False), str(rng.randint(320, 4800)), "户", rng)


@way("IND304", "a time answered by a count", ALL, may=_OTHER)
def time_by_count(plan: Plan, rng: Random) -> str | None:
    """A time was to be kept; the actual counts how often."""
    times = [item for item in of_numbers(plan) if item.target and item.target.unit in ("小时", "分钟", "天")]
    return _other_unit(plan, times, str(rng.randint(12, 260)), "次", rng)


@way("IND304", "a cost answered by people", ALL, may=_OTHER)
def cost_by_people(plan: Plan, rng: Random) -> str | None:
    """A cost was to be kept; the actual counts people."""
    costs = [item for item in of_numbers(plan) if item.target and item.target.unit in ("元", "万元")]
    return _other_unit(plan, costs, str(rng.randint(60, 900)), "人", rng)


@way("IND304", "a count answered by a time", ALL, may=_OTHER)
def count_by_time(plan: Plan, rng: Random) -> str | None:
    """A number of things was to be done; the actual is a time."""
    counts = [item for item in of_numbers(plan) if item.target and item.target.unit in _COUNTED]
    return _other_unit(plan, counts, str(rng.randint(5, 60)), "天", rng)


def _other_unit(plan: Plan, items: list[Item], number: str, unit: str, rng: Random) -> str | None:
    item = _pick(items, rng)
    if item is None:
        return None
    item.actual = Value(number, unit)
    _full(plan, item)
    return number + unit


@way("IND305", "half as much again", ALL)
def half_more(plan: Plan, rng: Random) -> str | None:
    """The target is exceeded by half or more, and nothing says why."""
    return _far_above(plan, rng, 1450, 1950)


@way("IND305", "several times the target", ALL)
def several_times(plan: Plan, rng: Random) -> str | None:
    """The target is reached several times over, and nothing says why."""
    return _far_above(plan, rng, 2400, 5800)


@way("IND305", "a little above the limit", ALL)
def above_limit(plan: Plan, rng: Random) -> str | None:
    """The target is exceeded by a third or so, and nothing says why."""
    return _far_above(plan, rng, 1330, 1420)


def _far_above(plan: Plan, rng: Random, low: int, high: int) -> str | None:
    items = [item for item in of_numbers(plan, unit="-", less=False) if Decimal(_goal(item)) >= 8]
    item = _pick(items, rng)
    number = item and _share(item, low, high, rng)
    if not item or not number or Fraction(number) / Fraction(_goal(item)) < Fraction(131, 100):
        return None
    _number(item, number)
    _full(plan, item)
    return number


_PERIODIC = (
    ("发布工作信息条数", "条", (8, 40)), ("开展巡查次数", "次", (3, 12)), ("组织培训场次", "场", (2, 8)),
    ("编发工作简报期数", "期", (2, 6)), ("走访服务对象户数", "户", (20, 90)),
)  # fmt: skip


@way("IND309", "a month's target against a year's count", ALL, may="IND301 IND304 IND305 IND307")
def per_month(plan: Plan, rng: Random) -> str | None:
    """The target is per month, the actual the count of the year."""
    return _per(plan, rng, "月", 12)


@way("IND309", "a week's target against a year's count", ALL, may="IND301 IND304 IND305 IND307")
def per_week(plan: Plan, rng: Random) -> str | None:
    """The target is per week, the actual the count of the year."""
    return _per(plan, rng, "周", 52)


@way("IND309", "a quarter's target against a year's count", ALL, may="IND301 IND304 IND305 IND307")
def per_quarter(plan: Plan, rng: Random) -> str | None:
    """The target is per quarter, the actual the count of the year."""
    return _per(plan, rng, "季度", 4)


def _per(plan: Plan, rng: Random, period: str, times: int) -> str | None:
    item = _pick([item for item in of_numbers(plan, unit="-") if item.level2 == "数量指标"], rng)
    if item is None:
        return None
    item.name, unit, (low, high) = rng.choice(_PERIODIC)
    goal = rng.randint(low, high)
    had = max(goal * 2 + 1, goal * times * rng.randint(55, 90) // 100)
    item.target, item.actual = Value(f"{goal}", f"{unit}/{period}", ">="), Value(f"{had}", unit)
    _full(plan, item)
    return f"{had}"


@way("IND310", "a rate above 100", ALL, may="IND305")
def rate_above(plan: Plan, rng: Random) -> str | None:
    """More passed than were examined, the rate says."""
    item = _pick(of_numbers(plan, unit="%", less=False), rng)
    if item is None:
        return None
    number = _number(item, bare(f"{100 + Decimal(rng.randint(5, 190)) / 10:f}"))
    _full(plan, item)
    return number


@way("IND310", "satisfaction above 100", ALL, may="IND305 IND313")
def satisfaction_above(plan: Plan, rng: Random) -> str | None:
    """More were satisfied than were asked, the rate says."""
    item = _pick(list(plan.of_level(SATISFACTION)), rng)
    if item is None:
        return None
    number = _number(item, bare(f"{100 + Decimal(rng.randint(3, 80)) / 10:f}"))
    drop_other_surveys(plan)
    _full(plan, item)
    return number


@way("IND310", "a target above 100", ALL, may="IND301 IND307 IND308")
def target_above(plan: Plan, rng: Random) -> str | None:
    """The target of a rate is more than all; the actual misses it, as it must."""
    item = _pick([item for item in of_numbers(plan, unit="%", less=False) if met(item)], rng)
    if item is None or item.target is None:
        return None
    item.target = replace(item.target, number=str(rng.randint(102, 120)), comparator=">=")
    item.reason = "目标值设置偏高，已按实际情况填报"
    rescore(plan, item)
    return f"{item.target.number}"


_TURNED = "IND301 IND305 IND307"


@way("IND311", "a cost to be at least", ALL, may=_TURNED)
def cost_turned(plan: Plan, rng: Random) -> str | None:
    """A cost is set to be at least so much; an overrun counts as an achievement."""
    return _turned(
        plan, [item for item in of_numbers(plan, less=True) if item.level2.endswith("成本指标")], rng
    )


@way("IND311", "a time to be at least", ALL, may=_TURNED)
def time_turned(plan: Plan, rng: Random) -> str | None:
    """A time limit is set to be at least so long."""
    return _turned(plan, [item for item in of_numbers(plan, less=True) if item.level2 == "时效指标"], rng)


@way("IND311", "a rate of faults to be at least", ALL, may=_TURNED)
def faults_turned(plan: Plan, rng: Random) -> str | None:
    """A rate of faults is set to be at least so high."""
    return _turned(plan, of_numbers(plan, unit="%", less=True), rng)


def _turned(plan: Plan, items: list[Item], rng: Random) -> str | None:
    item = _pick(items, rng)
    number = item and _share(item, 1000, 1200, rng)
    if not item or not item.target:
        return None
    item.target = replace(item.target, comparator=">=")
    _number(item, number or item.target.number or "")
    _full(plan, item)
    return item.name


@way("IND314", "a row copied below itself", FORMS, needs="weights levels")
def copied_below(plan: Plan, rng: Random) -> str | None:
    """A row is copied and its points are split between the two."""
    return _copied(plan, rng, 1)


@way("IND314", "a row copied to the end of its kind", FORMS, needs="weights levels")
def copied_to_end(plan: Plan, rng: Random) -> str | None:
    """A row comes again below the others of its kind, its points split between the two."""
    return _copied(plan, rng, 9)


@way("IND314", "a row copied over another", FORMS, needs="weights levels")
def copied_over(plan: Plan, rng: Random) -> str | None:
    """A row is pasted over one of the same kind, which keeps its weight."""
    for place, item in enumerate(plan.items):
        for other in plan.items[place + 1 :]:
            if (item.level1, item.level2) == (other.level1, other.level2) and met(item):
                other.name, other.target, other.actual = item.name, item.target, item.actual
                _full(plan, other)
                return item.name
    return None


def _copied(plan: Plan, rng: Random, further: int) -> str | None:
    found = [item for item in plan.items if met(item) and Decimal(item.weight or 0) >= 4]
    item = _pick(found, rng)
    if item is None or not scored(plan):
        return None
    place = plan.items.index(item)
    half = int(item.weight or 0) // 2
    copy = replace(item, weight=f"{half}", score=f"{half}")
    item.weight = f"{Decimal(item.weight or 0) - half:f}"
    item.score = item.weight
    end = place + 1
    while further > 1 and end < len(plan.items) and (plan.items[end].level1, plan.items[end].level2) == (
        item.level1, item.level2
    ):  # fmt: skip
        end += 1
    plan.items.insert(end, copy)
    reweigh(plan)
    conclude(plan)
    return item.name
