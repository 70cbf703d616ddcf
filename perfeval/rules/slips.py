"""Units of money mixed up: 元 for 万元, 万元 for 亿元."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from extractor.records import Stage
from perfeval.findings import Cause, Finding
from perfeval.interval import Interval, total
from perfeval.ledger import Entry, Ledger, distinct
from perfeval.quantities import SLIPS
from perfeval.recompute.rates import Pairing, RateMatch
from perfeval.rules.figures import of_entry, rate_identity, sum_of, sum_of_reads, twice
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sums import Mismatch, kind, mismatches, sum_message
from perfeval.rules.wording import in_unit, place, term

_SLIP_POWERS = frozenset((3, 4, 5, 7, 8, 9))
"""How far two amounts off by 10⁴ or 10⁸ may be apart in powers of ten, rounding included."""

_USES = (("basic", "all"), ("project", "all"))
_MOST_PARTS = 6
_FEWEST_DIGITS = 3


@rule("BUD103", severity="error", zh="金额单位疑误（相差一万倍或一亿倍）", en="unit error: off by 10⁴ or 10⁸")
def unit_slip(facts: Facts) -> Iterator[Finding]:
    """一个金额与同口径的其他金额相差整整一万倍或一亿倍：元、万元、亿元写混。

    为什么重要
    单位错一次，汇总表里就错一万倍，而且每一个位数看上去都对。

    示例
    “全年预算 4708.1 万元，支出 4534.19 元，执行率 96.30%”：只有都按万元才能得到 96.30%。

    依据
    算术。有效数字相同而只差 10⁴ 或 10⁸，或者只有换算单位后合计、执行率才成立。

    已知的误报
    有效数字不足三位且口径不同的金额可能碰巧相差一万倍，不比较。
    """
    ledger = facts.workings.ledger
    for composition, wrong in mismatches(facts):
        if wrong is not None and wrong.slip is not None and kind(composition) == "money":
            yield _slip_in_sum(facts, wrong)
    told: set[tuple[Decimal, Decimal]] = set()
    for group in _same_money(ledger).values():
        sized = [(entry, entry.yuan.adjusted()) for entry in group]
        for (first, size), (second, other_size) in combinations(sized, 2):
            facts.checked()
            if abs(other_size - size) not in _SLIP_POWERS:
                continue
            amounts = _amounts(first, second)
            close = first.key == second.key or min(_digits(first), _digits(second)) >= 3
            if close and amounts not in told and ratio_slip(first.own, second.own):
                told.add(amounts)
                yield _slip_between(facts, first, second)
    yield from _slips_in_totals(facts, told)
    for match in facts.workings.rates:
        if match.slip is None:
            continue
        pair, factor = match.slip
        amounts = _amounts(pair.budget, pair.executed)
        if amounts not in told:
            told.add(amounts)
            yield _slip_in_rate(facts, match, pair, factor)


def _amounts(first: Entry, second: Entry) -> tuple[Decimal, Decimal]:
    """Return two amounts, the smaller one first."""
    return min(first.yuan, second.yuan), max(first.yuan, second.yuan)


def _same_money(ledger: Ledger) -> dict[tuple[object, ...], list[Entry]]:
    groups: defaultdict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        if entry.yuan and not entry.partial and entry.key.stage != "carryover" and entry.key.scope != "other":
            groups[entry.key[1:]].append(entry)
    return {key: kept for key, group in groups.items() if 1 < len(kept := distinct(group)) <= 24}


def _digits(entry: Entry) -> int:
    """Return how many significant digits the amount has."""
    return len(entry.yuan.normalize().as_tuple().digits)


def ratio_slip(first: Interval, second: Interval) -> bool:
    """Whether two amounts are the same digits 10⁴ or 10⁸ apart."""
    return any(first.possible_equal(second.scaled(factor)) for factor in SLIPS)


def slipped(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether the sum holds once the whole or one part is off by a unit."""
    return _slip_among(whole, parts) is not None


def _slip_among(whole: Entry, parts: Sequence[Entry]) -> tuple[Entry, Fraction] | None:
    """Return the amount, and the factor, that make the sum hold once it is off by a unit."""
    for factor in SLIPS:
        if total(part.own for part in parts).possible_equal(whole.own.scaled(factor)):
            return whole, factor
        for wrong in parts:
            others = total(part.own for part in parts if part is not wrong)
            if not wrong.yuan or (factor < 1 and others.possible_equal(whole.own)):
                continue
            if (others + wrong.own.scaled(factor)).possible_equal(whole.own):
                return wrong, factor
    return None


def _times(factor: Fraction) -> tuple[str, str]:
    big = max(factor, 1 / factor)
    return ("一万倍", "10⁴") if big == 10**4 else ("一亿倍", "10⁸")


def _unit_cause(facts: Facts, zh_times: str, en_times: str, should: str | None = None) -> Cause:
    text = facts.say(f"单位相差{zh_times}即相符", f"it holds with a unit off by {en_times}")
    return Cause(kind="unit", text=text, should=should)


def _slip_between(facts: Facts, first: Entry, second: Entry) -> Finding:
    one, other = first.figure, second.figure
    zh_times, en_times = _times(Fraction(10**4) if _within(first, second, 6) else Fraction(10**8))
    return facts.finding(
        "BUD103",
        zh=f"{place(one.evidence)}“{first.shown}”与{place(other.evidence)}“{second.shown}”数字相同而相差"
        f"{zh_times}，请核对元、万元、亿元",
        en=f"{first.shown!r} ({place(one.evidence, 'en')}) and {second.shown!r} ("
        f"{place(other.evidence, 'en')}) "
        f"differ by exactly {en_times}: check the unit",
        evidence=[one.evidence, other.evidence],
        key=[*sorted((one.yuan, other.yuan))],
        stated=other.quantity.text,
        recomputed=one.quantity.text,
        identity=twice(of_entry(facts, first), of_entry(facts, second)),
        cause=_unit_cause(facts, zh_times, en_times),
    )


def _within(first: Entry, second: Entry, powers: int) -> bool:
    return max(first.yuan, second.yuan) < min(first.yuan, second.yuan).scaleb(powers)


def _slips_in_totals(facts: Facts, told: set[tuple[Decimal, Decimal]]) -> Iterator[Finding]:
    """Find the one amount of a total and its sources, or basic and project spending, in another unit."""
    groups: defaultdict[tuple[int, Stage, int | None], list[Entry]] = defaultdict(list)
    for entry in facts.workings.ledger.entries:
        if not entry.partial and entry.yuan and entry.key.stage != "carryover":
            groups[entry.figure.evidence.block, entry.key.stage, entry.key.year].append(entry)
    for entries in groups.values():
        wholes = distinct(entry for entry in entries if entry.key[1:3] == ("total", "all"))
        sources = [entry for entry in entries if entry.key.scope == "total" and entry.key.source != "all"]
        uses = [
            entry
            for entry in entries
            if entry.key.scope in ("basic", "project") and entry.key.source == "all"
        ]
        for parts in (sources, uses):
            if len(wholes) != 1 or not 1 < len(parts) <= _MOST_PARTS:
                continue
            facts.checked()
            found = _slip_among(wholes[0], parts)
            if found is None or _digits(found[0]) < _FEWEST_DIGITS or _known(found[0], told):
                continue
            together = total(part.own for part in parts)
            if not together.possible_equal(wholes[0].own):
                told.add(_amounts(wholes[0], found[0]))
                yield _slip_in_total(facts, wholes[0], parts, *found)


def _known(entry: Entry, told: set[tuple[Decimal, Decimal]]) -> bool:
    return any(entry.yuan in amounts for amounts in told)


def _slip_in_total(
    facts: Facts, whole: Entry, parts: Sequence[Entry], wrong: Entry, factor: Fraction
) -> Finding:
    figure = wrong.figure
    zh_times, en_times = _times(factor)
    should = in_unit(Fraction(wrong.yuan) * factor, whole.figure.quantity.unit or figure.quantity.unit)
    added = " + ".join(part.figure.quantity.text for part in parts)
    return facts.finding(
        "BUD103",
        zh=f"{place(figure.evidence)}“{wrong.shown}”按{should}计算，总额“{whole.shown}”才与各部分之和 "
        f"{added} 相符，单位疑差{zh_times}",
        en=f"{place(figure.evidence, 'en')}: only with {wrong.shown!r} read as {should} do the parts {added} "
        f"make the total {whole.shown!r}, so its unit is off by {en_times}",
        evidence=[figure.evidence, whole.figure.evidence, *(part.figure.evidence for part in parts)],
        key=[whole.yuan, *sorted(part.yuan for part in parts)],
        stated=figure.quantity.text,
        recomputed=should,
        identity=sum_of(of_entry(facts, whole), (of_entry(facts, part) for part in parts)),
        cause=_unit_cause(facts, zh_times, en_times, should),
    )


def _slip_in_sum(facts: Facts, wrong: Mismatch) -> Finding:
    assert wrong.slip is not None  # narrowed by the caller
    addend, factor = wrong.slip
    zh, en = sum_message(wrong)
    zh_times, en_times = _times(factor)
    item = addend.term
    should = in_unit(addend.point * factor, wrong.whole.term.quantity.unit or item.quantity.unit)
    return facts.finding(
        "BUD103",
        zh=f"{zh}；“{term(item)}”按{should}计算即相符，单位疑差{zh_times}",
        en=f"{en}; with {term(item)!r} read as {should} it holds, so its unit is off by {en_times}",
        evidence=[item.evidence, wrong.whole.term.evidence],
        key=[item.label, item.quantity.text],
        stated=item.quantity.text,
        recomputed=should,
        identity=sum_of_reads(facts, wrong.whole, wrong.parts),
        cause=_unit_cause(facts, zh_times, en_times, should),
    )


def _slip_in_rate(facts: Facts, match: RateMatch, pair: Pairing, factor: Fraction) -> Finding:
    zh_times, en_times = _times(factor)
    here = match.rate.evidence
    return facts.finding(
        "BUD103",
        zh=f"{place(here)}执行率 {match.rate.text} 与 {pair.formula} 相差{zh_times}，“{pair.budget.shown}”“"
        f"{pair.executed.shown}”两数单位疑有一误",
        en=f"{place(here, 'en')}: the rate {match.rate.text} and {pair.formula} differ by {en_times}; "
        f"one of {pair.budget.shown!r} and {pair.executed.shown!r} is in the wrong unit",
        evidence=[here, pair.budget.figure.evidence, pair.executed.figure.evidence],
        key=[match.rate.percent, pair.budget.yuan, pair.executed.yuan],
        stated=pair.executed.figure.quantity.text,
        identity=rate_identity(facts, match, pair),
        cause=_unit_cause(facts, zh_times, en_times),
    )
