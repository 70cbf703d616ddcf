"""Growth, reduction, over-fulfilment and shares against the figures they are made of."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.records import Change, Composition, Share, Term
from perfeval.findings import Finding
from perfeval.interval import Interval, total
from perfeval.quantities import both, interval, measure, number, resolutions
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sums import kind, mismatch
from perfeval.rules.wording import in_unit, percent, place, plain, term

_RATE_NAME = re.compile(r"(?P<stem>[^\W\d_]{2,10})[率度](?:为|达到?|是|约)?\d")
_HUNDRED = Interval.exactly(100)
_DIRECTIONS = {
    "increase": ("增加", "rise"),
    "decrease": ("减少", "fall"),
    "exceed": ("超出", "excess"),
    "flat": ("变化", "change"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A term with its point value and its intervals in the base unit."""

    term: Term
    point: Fraction
    own: Interval
    fine: Interval


def readings(terms: Sequence[Term | None]) -> list[Reading | None]:
    """Return the terms in one base unit; a bare number takes the unit of the others."""
    present = [item for item in terms if item is not None]
    steps = resolutions(item.quantity for item in present)
    unit = next((item.quantity.unit for item in present if item.quantity.unit), None)
    result: list[Reading | None] = []
    for item in terms:
        value = number(item.quantity) if item else None
        read = both(item.quantity, steps.get(item.quantity.unit)) if item else None
        if item is None or value is None or read is None:
            result.append(None)
            continue
        own, fine = read
        factor = measure(item.quantity.unit).factor
        if item.quantity.unit is None and unit is not None:
            factor = measure(unit).factor
            own, fine = own.scaled(factor), fine.scaled(factor)
        result.append(Reading(item, Fraction(value) * factor, own, fine))
    return result


def comparable_terms(terms: Sequence[Term | None]) -> bool:
    """Whether all *terms* that are stated are in units of one family."""
    found = {
        (one.family, one.counted, one.per)
        for item in terms
        if item is not None and (one := measure(item.quantity.unit)).dimension is not None
    }
    return len(found) <= 1


def _percent(item: Term | None) -> tuple[Fraction, Interval] | None:
    """Return a stated percentage and every value it may stand for."""
    value = number(item.quantity) if item else None
    if item is None or value is None or item.quantity.comparator not in (None, "="):
        return None
    found = measure(item.quantity.unit)
    if found.dimension not in ("percent", None):
        return None
    own = interval(item.quantity)
    if own is None:
        return None
    return Fraction(value) * found.factor, own


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
    同一数额对两个基数可以有两个幅度，只与句中给出的基数比较；百分点与百分比任一成立即可。
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
    stated = _percent(change.percent)
    if stated is None:
        if base is not None and current is not None and difference is None:
            yield from _wrong_direction(facts, change, base, current)
        return
    if stated[0] < 0:
        down, stated = not down, (-stated[0], -stated[1])
    proved = True
    for fine in (False, True):
        rate = _rate(base, current, difference, down, fine=fine)
        if rate is None:
            return
        if not _agrees(rate, stated[1], base, current, difference):
            proved = not fine
            yield _wrong_percent(facts, change, base, current, difference, down, stated, proved)
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
        return moved / of(base) * _HUNDRED
    if base is None and current is not None and difference is not None:
        before = of(current) + of(difference) if down else of(current) - of(difference)
        return of(difference) / before * _HUNDRED if before.low > 0 else None
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
    if base is not None and difference is not None and base.own.low > 0:
        # The amount of change and the base may both be right where the later figure is another's.
        return (difference.own / base.own * _HUNDRED).possible_equal(stated)
    rates = base is not None and measure(base.term.quantity.unit).dimension == "percent"
    if rates and base is not None and current is not None:
        moved = (current.own - base.own, base.own - current.own)
        return any(move.possible_equal(stated) for move in moved)
    return False


def _point_rate(base: Fraction, moved: Fraction) -> str:
    return percent(moved / base * 100)


def _wrong_percent(
    facts: Facts,
    change: Change,
    base: Reading | None,
    current: Reading | None,
    difference: Reading | None,
    down: bool,
    stated: tuple[Fraction, Interval],
    proved: bool,
) -> Finding:
    assert change.percent is not None  # the caller has read it
    if base is not None and current is not None:
        one, other = (base, current) if down else (current, base)
        moved, ground = one.point - other.point, base.point
        formula = f"({_short(one)} - {_short(other)}) ÷ {_short(base)}"
    elif base is not None and difference is not None:
        moved, ground = difference.point, base.point
        formula = f"{_short(difference)} ÷ {_short(base)}"
    else:
        assert current is not None
        assert difference is not None
        moved = difference.point
        ground = current.point + moved if down else current.point - moved
        formula = f"{_short(difference)} ÷ ({_short(current)} {'+' if down else '-'} {_short(difference)})"
    right = _point_rate(ground, moved)
    hint_zh, hint_en, lenient = "", "", False
    if base is not None and current is not None and base.point > 0 and current.point > 0:
        hint_zh, hint_en, lenient = _guess(change, base, current, moved, stated[1])
    here = change.evidence
    text = change.percent.quantity.text
    zh_word, en_word = _DIRECTIONS[change.direction]
    return facts.finding(
        "CHG101",
        severity="error" if proved and not lenient else "warning",
        zh=f"{place(here)}“{change.label}”{zh_word} {text}，而 {formula} = {right}{hint_zh}",
        en=f"{place(here, 'en')}: {change.label!r} states a {en_word} of {text}, but {formula} = {right}"
        f"{hint_en}",
        evidence=_evidence(change),
        key=[change.label, *(item.term.quantity.text for item in (base, current, difference) if item), text],
        stated=text,
        recomputed=right,
    )


def _guess(
    change: Change, base: Reading, current: Reading, moved: Fraction, stated: Interval
) -> tuple[str, str, bool]:
    """Return what the stated percentage may be instead, and whether that is a loose way to say it."""
    attempts = (
        (
            base.fine / current.fine * _HUNDRED,
            f"{_short(base)} ÷ {_short(current)}",
            base.point / current.point,
            False,
        ),
        (
            current.fine / base.fine * _HUNDRED,
            f"{_short(current)} ÷ {_short(base)}",
            current.point / base.point,
            change.direction == "exceed",
        ),
        (
            (current.fine - base.fine if moved * current.point >= 0 else base.fine - current.fine)
            / current.fine
            * _HUNDRED,
            f"{_short(_moved(base, current))} ÷ {_short(current)}",
            abs(current.point - base.point) / current.point,
            False,
        ),
    )
    for value, formula, point, lenient in attempts:
        size = value if value.low >= 0 else -value if value.high <= 0 else value
        if size.possible_equal(stated):
            shown = percent(point * 100)
            return (
                f"；所写的数与 {formula} = {shown} 相符",
                f"; the figure stated fits {formula} = {shown}",
                lenient,
            )
    return "", "", False


def _moved(base: Reading, current: Reading) -> str:
    """Return the difference of two readings, written out."""
    high, low = (base, current) if base.point > current.point else (current, base)
    return f"({_short(high)} - {_short(low)})"


def _short(reading: Reading | str) -> str:
    """Return the bare number of a reading in its own unit."""
    if isinstance(reading, str):
        return reading
    return plain(reading.point / measure(reading.term.quantity.unit).factor, 6)


def _evidence(change: Change) -> list[Evidence]:
    terms = (change.percent, change.difference, change.base, change.current)
    return [item.evidence for item in terms if item is not None] or [change.evidence]


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
        zh=f"{place(change.evidence)}“{change.label}”{zh_word} {text}，而 {_short(left)} - {_short(right)} = "
        f"{result}",
        en=f"{place(change.evidence, 'en')}: {change.label!r} states a {en_word} of {text}, but "
        f"{_short(left)} - {_short(right)} = {result}",
        evidence=_evidence(change),
        key=[change.label, left.term.quantity.text, right.term.quantity.text, text],
        stated=text,
        recomputed=result,
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


@rule(
    "CHG102",
    severity="error",
    zh="占比与数据不符或合计不是 100%",
    en="shares do not follow or do not make 100 %",
)
def share_and_whole(facts: Facts) -> Iterator[Finding]:
    """写明的占比，不等于部分除以整体；或者合计 100% 的各项占比相加不是 100%。

    为什么重要
    占比说明结构，分母用错时每一项都错，而单看哪一项都看不出来。

    示例
    “全年支出 3312.71 万元，其中基本支出 2512.42 万元，占 76.07%”：2512.42 ÷ 3312.71 = 75.84%。

    依据
    算术：占比 = 部分 ÷ 整体。

    已知的误报
    找不到整体的不提示；不完整的列举相加不足 100% 不提示；百分比说的是另一回事的
    （收回 776 份，满意度 91.2%）不提示。
    """
    wholes = _made_up(facts)
    for share in facts.report.shares:
        whole = share.whole or _whole_of(facts.report.compositions, share) or wholes.get(share.evidence.block)
        if share.part is None or whole is None or not comparable_terms((share.part, whole)):
            continue
        if not _of_this_part(share):
            continue
        facts.checked()
        yield from _share(facts, share, share.part, whole)
    for composition in facts.report.compositions:
        if kind(composition) != "percent":
            continue
        facts.checked()
        wrong = mismatch(composition)
        if wrong is None:
            continue
        added = " + ".join(plain(part.point, 4) for part in wrong.parts)
        here = wrong.whole.term.evidence
        yield facts.finding(
            "CHG102",
            severity="error" if composition.exhaustive and wrong.proved else "warning",
            zh=f"{place(here)}各项占比之和为 {added} = {plain(wrong.sum, 4)}%，而合计 "
            f"{wrong.whole.term.quantity.text}",
            en=f"{place(here, 'en')}: the shares make {added} = {plain(wrong.sum, 4)}%, stated "
            f"{wrong.whole.term.quantity.text}",
            evidence=[here, *(part.term.evidence for part in wrong.parts)],
            key=[wrong.whole.term.quantity.text, *(part.term.quantity.text for part in wrong.parts)],
            stated=wrong.whole.term.quantity.text,
            recomputed=f"{plain(wrong.sum, 4)}%",
        )


def _whole_of(compositions: Sequence[Composition], share: Share) -> Term | None:
    """Return the total of the composition whose part this share speaks of."""
    if share.part is None:
        return None
    where = share.part.evidence
    for composition in compositions:
        for part in composition.parts:
            if part.evidence.block == where.block and part.evidence.start <= where.start < part.evidence.end:
                return composition.total
    return None


def _made_up(facts: Facts) -> dict[int, Term]:
    """Return, by paragraph, the amount that all parts with a share and no whole add up to.

    “支出 294.4 万元……甲 132.48 万元，占 45%；乙……”: the whole is named a sentence earlier.
    """
    groups: defaultdict[int, list[Term]] = defaultdict(list)
    for share in facts.report.shares:
        if share.whole is None and share.part is not None:
            groups[share.evidence.block].append(share.part)
    wholes: dict[int, Term] = {}
    for block, parts in groups.items():
        read = [reading for reading in readings(parts) if reading is not None]
        if len(read) < 2 or len(read) < len(parts):
            continue
        together = total(reading.own for reading in read)
        for entry in facts.workings.ledger.entries:
            figure = entry.figure
            if block - 2 <= figure.evidence.block <= block and together.possible_equal(entry.own):
                wholes[block] = Term(label=figure.label, quantity=figure.quantity, evidence=figure.evidence)
                break
    return wholes


def _of_this_part(share: Share) -> bool:
    """Whether the percentage is of the part it stands beside (收回776份，满意度91% is not)."""
    name = _RATE_NAME.search(share.evidence.text)
    if name is None or share.part is None:
        return True
    known = set(f"{share.label}{share.part.label}{share.evidence.text[: name.start()]}")
    return bool(known & set(name["stem"]))


def _share(facts: Facts, share: Share, part_term: Term, whole_term: Term) -> Iterator[Finding]:
    part, whole = readings((part_term, whole_term))
    stated = _percent(share.percent)
    if part is None or whole is None or stated is None or whole.own.low <= 0:
        return
    if (part.own / whole.own * _HUNDRED).possible_equal(stated[1]):
        proved = False
        if whole.fine.low <= 0 or (part.fine / whole.fine * _HUNDRED).possible_equal(stated[1]):
            return
    else:
        proved = True
    right = percent(part.point / whole.point * 100)
    guess = _denominator(facts, part, whole, stated[1]) if proved else None
    hint_zh = f"；按 {guess} 作分母才是所写的数" if guess else ""
    hint_en = f"; what is stated follows from {guess}" if guess else ""
    text = share.percent.quantity.text
    yield facts.finding(
        "CHG102",
        severity="error" if proved else "warning",
        zh=f"{place(share.evidence)}“{share.label}”占比 {text}，而 {_short(part)} ÷ {_short(whole)} = {right}"
        f"{hint_zh}",
        en=f"{place(share.evidence, 'en')}: {share.label!r} is stated as {text}, but {_short(part)} ÷ "
        f"{_short(whole)} = {right}{hint_en}",
        evidence=[share.percent.evidence, part_term.evidence, whole_term.evidence],
        key=[share.label, part_term.quantity.text, whole_term.quantity.text, text],
        stated=text,
        recomputed=right,
    )


def _denominator(facts: Facts, part: Reading, whole: Reading, stated: Interval) -> str | None:
    """Return the amount of the report that would have given the stated share."""
    if measure(whole.term.quantity.unit).dimension != "money":
        return None
    for entry in facts.workings.ledger.entries:
        if (
            entry.own.low > 0
            and entry.own != whole.own
            and (part.own / entry.own * _HUNDRED).possible_equal(stated)
        ):
            return entry.shown
    for change in facts.report.changes:
        for item in (change.current, change.base):
            own = interval(item.quantity) if item else None
            if item and own and own.low > 0 and (part.own / own * _HUNDRED).possible_equal(stated):
                return term(item)
    return None
