"""Growth, reduction, saving and over-fulfilment against the figures they are made of."""

from collections.abc import Iterator
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.records import Change, Term
from perfeval.findings import Finding
from perfeval.interval import Interval
from perfeval.quantities import measure, number
from perfeval.rules.causes.identity import Growth, Identity, Rate
from perfeval.rules.figures import of_percent, of_read, sum_of
from perfeval.rules.printed import change_explained
from perfeval.rules.registry import Facts, rule
from perfeval.rules.terms import HUNDRED, Reading, comparable_terms, readings, short, stated_percent
from perfeval.rules.wording import in_unit, percent, place, term

_DIRECTIONS = {
    "increase": ("增加", "rise"),
    "decrease": ("减少", "fall"),
    "exceed": ("超出", "excess"),
    "flat": ("变化", "change"),
}


@rule(
    "CHG101", severity="error", zh="增减幅度与数据不符", en="a stated change does not follow from its figures"
)
def change_and_figures(facts: Facts) -> Iterator[Finding]:
    """写明的增加、减少、超额的数额或百分比，与给出的两个数对不上。

    为什么重要
    增减幅度是成绩和压减的证明，分母用错会差出几倍。

    示例
    “任务 115 户，实际 264 户，超任务 43%”：(264 - 115) ÷ 115 = 129.57%；115 ÷ 264 = 43.56%。

    依据
    算术：增减额 = 本期 - 基数；幅度 = 增减额 ÷ 基数。

    已知的误报
    同一数额对两个基数可以有两个幅度，只与句中给出的基数比较；百分点与百分比任一成立即可；
    先写上年的数、再写本年比上年增减的，上年的数是基数；说不清是哪一年、哪一件事的数不检查。
    """
    for change in facts.report.changes:
        if change.direction == "flat":
            continue
        change = _with_target(facts, change)
        if not comparable_terms((change.base, change.current, change.difference)):
            continue
        base, current, difference = readings((change.base, change.current, change.difference))
        facts.checked()
        yield from _change(facts, change, base, current, difference)


def _with_target(facts: Facts, change: Change) -> Change:
    """Return an over-fulfilment with the task and the result of the indicator it speaks of.

    “完成 21.4 万人次（目标 20 万人次），超额完成 9%” names one figure next to the percentage.
    """
    if change.direction != "exceed" or (change.base is None) == (change.current is None):
        return change
    stated = change.base or change.current
    assert stated is not None  # one of them is
    for indicator in facts.report.indicators:
        target, actual, places = indicator.target, indicator.actual, indicator.evidence
        if target is None or actual is None or places.target is None or places.actual is None:
            continue
        if places.actual.block == stated.evidence.block and number(actual) == number(stated.quantity):
            return change.model_copy(
                update={
                    "base": Term(label=indicator.name, quantity=target, evidence=places.target),
                    "current": Term(label=indicator.name, quantity=actual, evidence=places.actual),
                }
            )
    return change


def _change(
    facts: Facts, change: Change, base: Reading | None, current: Reading | None, difference: Reading | None
) -> Iterator[Finding]:
    down = change.direction == "decrease"
    if base is not None and current is not None and difference is not None:
        left, right = (base, current) if down else (current, base)
        if not (left.own - right.own).possible_equal(difference.own):
            yield _wrong_difference(facts, change, left, right, difference, proved=True)
            return
        if not (left.fine - right.fine).possible_equal(difference.fine):
            yield _wrong_difference(facts, change, left, right, difference, proved=False)
            return
    stated = stated_percent(change.percent)
    if stated is None:
        if base is not None and current is not None and difference is None:
            yield from _wrong_direction(facts, change, base, current)
        return
    point, possible = stated
    if point < 0:
        down, possible = not down, -possible
    for fine in (False, True):
        rate = _rate(base, current, difference, down, fine=fine)
        if rate is None:
            return
        if not (
            _agrees(rate, possible, base, current, difference)
            or _explained(facts, change, possible, down=down)
        ):
            yield _wrong_percent(facts, change, base, current, difference, down, possible, proved=not fine)
            return


def _rate(
    base: Reading | None, current: Reading | None, difference: Reading | None, down: bool, *, fine: bool
) -> Interval | None:
    """Return the relative change in percent, ``None`` where it cannot be computed."""

    def of(reading: Reading) -> Interval:
        return reading.fine if fine else reading.own

    if base is not None and of(base).low > 0:
        if current is not None:
            moved = of(base) - of(current) if down else of(current) - of(base)
        elif difference is not None:
            moved = of(difference)
        else:
            return None
        return moved / of(base) * HUNDRED
    if base is None and current is not None and difference is not None:
        before = of(current) + of(difference) if down else of(current) - of(difference)
        return of(difference) / before * HUNDRED if before.low > 0 else None
    return None


def _agrees(
    rate: Interval,
    stated: Interval,
    base: Reading | None,
    current: Reading | None,
    difference: Reading | None,
) -> bool:
    if rate.possible_equal(stated):
        return True
    if base is not None and difference is not None:
        # The amount of change and the base may both be right where the later figure is another's.
        return (difference.own / base.own * HUNDRED).possible_equal(stated)
    if base is None or current is None or measure(base.term.quantity.unit).dimension != "percent":
        return False
    moved = (current.own - base.own, base.own - current.own)
    return any(move.possible_equal(stated) for move in moved)


def _explained(facts: Facts, change: Change, stated: Interval, *, down: bool) -> bool:
    """Whether other figures of the paragraph give the percentage."""
    terms = (change.base, change.current, change.difference)
    base, current, difference = (item.evidence if item is not None else None for item in terms)
    here = change.percent.evidence if change.percent is not None else change.evidence
    return change_explained(facts, here, stated, base=base, current=current, difference=difference, down=down)


def _point_rate(base: Fraction, moved: Fraction) -> str:
    return percent(moved / base * 100)


def _wrong_percent(
    facts: Facts,
    change: Change,
    base: Reading | None,
    current: Reading | None,
    difference: Reading | None,
    down: bool,
    stated: Interval,
    *,
    proved: bool,
) -> Finding:
    assert change.percent is not None  # the caller has read it
    if base is not None and current is not None:
        one, other = (base, current) if down else (current, base)
        moved, ground = one.point - other.point, base.point
        formula = f"({short(one)} - {short(other)}) ÷ {short(base)}"
    elif base is not None and difference is not None:
        moved, ground = difference.point, base.point
        formula = f"{short(difference)} ÷ {short(base)}"
    else:
        assert current is not None
        assert difference is not None
        moved = difference.point
        ground = current.point + moved if down else current.point - moved
        formula = f"{short(difference)} ÷ ({short(current)} {'+' if down else '-'} {short(difference)})"
    right = _point_rate(ground, moved)
    lenient = (
        change.direction == "exceed"
        and base is not None
        and current is not None
        and base.point > 0
        and (current.fine / base.fine * HUNDRED).possible_equal(stated)
    )
    here = change.evidence
    text = change.percent.quantity.text
    zh_word, en_word = _DIRECTIONS[change.direction]
    return facts.finding(
        "CHG101",
        severity="error" if proved and not lenient else "warning",
        zh=f"{place(here)}“{change.label}”{zh_word} {text}，而 {formula} = {right}",
        en=f"{place(here, 'en')}: {change.label!r} states a {en_word} of {text}, but {formula} = {right}",
        evidence=_evidence(change),
        key=[change.label, *(item.term.quantity.text for item in (base, current, difference) if item), text],
        stated=text,
        recomputed=right,
        identity=_identity(facts, change, base, current, difference, down),
    )


def _identity(
    facts: Facts,
    change: Change,
    base: Reading | None,
    current: Reading | None,
    difference: Reading | None,
    down: bool,
) -> Identity | None:
    assert change.percent is not None  # the caller has read it
    stated, ground = of_percent(change.percent), of_read(facts, base) if base is not None else None
    if stated is None or ground is None:
        return None
    if current is not None:
        later = of_read(facts, current)
        return Growth(stated, ground, later, down) if later is not None else None
    moved = of_read(facts, difference) if difference is not None else None
    return Rate(stated, moved, ground) if moved is not None else None


def _evidence(change: Change) -> list[Evidence]:
    terms = (change.percent, change.difference, change.base, change.current)
    return [item.evidence for item in terms if item is not None]


def _wrong_difference(
    facts: Facts, change: Change, left: Reading, right: Reading, difference: Reading, *, proved: bool
) -> Finding:
    unit = difference.term.quantity.unit
    result = in_unit(left.point - right.point, unit)
    zh_word, en_word = _DIRECTIONS[change.direction]
    text = difference.term.quantity.text
    return facts.finding(
        "CHG101",
        severity="error" if proved else "warning",
        zh=f"{place(change.evidence)}“{change.label}”{zh_word} {text}，而 {short(left)} - {short(right)} = "
        f"{result}",
        en=f"{place(change.evidence, 'en')}: {change.label!r} states a {en_word} of {text}, but "
        f"{short(left)} - {short(right)} = {result}",
        evidence=_evidence(change),
        key=[change.label, left.term.quantity.text, right.term.quantity.text, text],
        stated=text,
        recomputed=result,
        identity=sum_of(
            of_read(facts, left), (of_read(facts, right), of_read(facts, difference)), signed=True
        ),
    )


def _wrong_direction(facts: Facts, change: Change, base: Reading, current: Reading) -> Iterator[Finding]:
    """A rise whose later figure is certainly smaller, or the reverse, with no amount given."""
    fell = current.own.certainly_less(base.own)
    rose = base.own.certainly_less(current.own)
    if not (fell if change.direction != "decrease" else rose):
        return
    zh_word, en_word = _DIRECTIONS[change.direction]
    yield facts.finding(
        "CHG101",
        severity="warning",
        zh=f"{place(change.evidence)}“{change.label}”称{zh_word}，而由 {term(base.term)} 到 "
        f"{term(current.term)}，方向相反",
        en=f"{place(change.evidence, 'en')}: {change.label!r} claims a {en_word}, but it goes from "
        f"{term(base.term)} to {term(current.term)}",
        evidence=_evidence(change),
        key=[change.label, base.term.quantity.text, current.term.quantity.text],
        stated=zh_word,
    )
