"""Whether the parts of a composition add up, in intervals."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from extractor.records import Composition, Term
from perfeval.findings import Finding
from perfeval.interval import Interval, total
from perfeval.quantities import SLIPS, both, measure, number, resolutions
from perfeval.rules.causes.identity import Sum
from perfeval.rules.figures import sum_of_reads
from perfeval.rules.registry import Facts, once
from perfeval.rules.wording import in_unit, like, listed, place, plain, term

NOT_ADDITIVE = re.compile(
    "折旧|摊销|减值|原值|抵扣|扣除|同比|上年|增长|增加|减少|人均|户均|平均|单价|占比|结余|结转|剩余|欠"
)
"""Labels of figures that are not a share of a total (depreciation is taken off it)."""
_NET = re.compile("净值|净额")
_GROSS = re.compile("原值|原价|折旧|摊销|减值")
"""固定资产净值 is a share of all assets, but not beside the gross value that it is part of."""


@dataclass(frozen=True, slots=True)
class Addend:
    """One term with its point value and its intervals in the base unit."""

    term: Term
    point: Fraction
    own: Interval
    fine: Interval


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A composition that does not add up.

    ``proved`` where no value behind the digits printed makes it; otherwise it fails only
    once trailing zeros are taken as dropped.
    """

    whole: Addend
    parts: tuple[Addend, ...]
    sum: Fraction
    proved: bool
    short: bool = False
    """The parts of a 其中 list fall short of the total by a hundredth or less."""
    slip: tuple[Addend, Fraction] | None = None
    """The one term, and the factor, that would make it add up (a unit error)."""


def kind(composition: Composition) -> Literal["money", "percent", "points", "other"]:
    """Return what a composition counts."""
    for item in (composition.total, *composition.parts):
        dimension = measure(item.quantity.unit).dimension
        if dimension == "points":
            return "points"
        if dimension is not None:
            return "money" if dimension == "money" else "percent" if dimension == "percent" else "other"
    return "other"


@once
def additions(facts: Facts) -> list[tuple[Composition, tuple[Addend, tuple[Addend, ...]] | None]]:
    """Return every composition of the report with its total and parts, where they can be added."""
    return [(composition, _addends(composition)) for composition in facts.report.compositions]


def _addends(composition: Composition) -> tuple[Addend, tuple[Addend, ...]] | None:
    """Return total and parts in one base unit, ``None`` where they cannot be added at all."""
    terms = [composition.total, *composition.parts]
    if any(NOT_ADDITIVE.search(item.label) for item in terms) or _is_net_of_gross(composition):
        return None
    steps = resolutions(item.quantity for item in terms)
    inherited = next((item.quantity.unit for item in terms if item.quantity.unit), None)
    measures: set[tuple[str | None, str | None, str | None]] = set()
    result: list[Addend] = []
    for item in terms:
        value = number(item.quantity)
        read = both(item.quantity, steps.get(item.quantity.unit))
        if value is None or read is None or item.quantity.comparator not in (None, "="):
            return None
        own, fine = read
        found = measure(item.quantity.unit)
        if item.quantity.unit is None:
            found = measure(inherited)
            own, fine = own.scaled(found.factor), fine.scaled(found.factor)
        measures.add(found.sort)
        result.append(Addend(item, Fraction(value) * found.factor, own, fine))
    if len(measures) > 1 or len(result) < 3:
        return None
    return result[0], tuple(result[1:])


def _is_net_of_gross(composition: Composition) -> bool:
    """Whether a net value is told beside what it is net of, or of anything but all assets."""
    if not any(_NET.search(part.label) for part in composition.parts):
        return _NET.search(composition.total.label) is not None
    return "资产" not in composition.total.label or _GROSS.search(composition.evidence.text) is not None


@once
def mismatches(facts: Facts) -> list[tuple[Composition, Mismatch | None]]:
    """Return every composition of the report with how it fails to add up.

    It is ``None`` where the composition may hold or says nothing. Parts of 其中 need not be
    all of the total: they fail only where they certainly exceed it. Parts of parts listed
    at the same level are taken out first.
    """
    return [
        (composition, _mismatch(*found, composition.exhaustive) if found is not None else None)
        for composition, found in additions(facts)
    ]


def _mismatch(whole: Addend, parts: tuple[Addend, ...], exhaustive: bool) -> Mismatch | None:
    if not _fails(whole, parts, exhaustive, _own):
        if _fails(whole, parts, exhaustive, _fine):
            # A sum that the digits printed allow needs no unit error to explain it.
            return replace(_describe(whole, parts, proved=False), slip=None)
        if not exhaustive and _slipped(whole, parts):
            return _describe(whole, parts, proved=False)
        if not exhaustive and _just_short(whole, parts):
            return replace(_describe(whole, parts, proved=False), short=True)
        return None
    return _describe(whole, parts, proved=True)


def _slipped(whole: Addend, parts: Sequence[Addend]) -> bool:
    """Whether one listed part, taken 10⁴ or 10⁸ times as large, makes the list add up to the digit."""
    chosen = _top_level(parts)
    found = slip(whole, chosen)
    return found is not None and found[0] is not whole and found[1] > 1 and len(chosen) > 1


def _just_short(whole: Addend, parts: Sequence[Addend]) -> bool:
    """Whether listed parts make nearly all of the total: then the list was meant to be complete."""
    chosen = _top_level(parts)
    together = total(part.own for part in chosen)
    running = chosen[0].own
    for part in chosen[1:]:
        if running.possible_equal(whole.own):
            return False
        running = running + part.own
    gap = whole.point - sum((part.point for part in chosen), Fraction(0))
    return len(chosen) > 1 and 0 < gap <= whole.point / 100 and not together.possible_equal(whole.own)


def _own(addend: Addend) -> Interval:
    return addend.own


def _fine(addend: Addend) -> Interval:
    return addend.fine


def _fails(
    whole: Addend, parts: Sequence[Addend], exhaustive: bool, reading: Callable[[Addend], Interval]
) -> bool:
    target = reading(whole)
    for chosen in (parts, _top_level(parts), _without_total(whole, parts)):
        if not chosen:
            return False
        together = total(reading(part) for part in chosen)
        if together.possible_equal(target) or (not exhaustive and together.low < target.high):
            return False
    # What follows parts that already make the total is another statement, or another split of it.
    running = reading(parts[0])
    for part in parts[1:-1]:
        running = running + reading(part)
        if running.possible_equal(target):
            return False
    return True


def _without_total(whole: Addend, parts: Sequence[Addend]) -> list[Addend]:
    """Return the parts less those that repeat the total."""
    return _top_level([part for part in parts if not part.own.possible_equal(whole.own)])


def _top_level(parts: Sequence[Addend]) -> list[Addend]:
    """Return *parts* without those that make up the part before them (其中 inside 其中)."""
    kept: list[Addend] = []
    index = 0
    while index < len(parts):
        kept.append(parts[index])
        running: Interval | None = None
        following = index + 1
        while following < len(parts):
            running = parts[following].own if running is None else running + parts[following].own
            following += 1
            if following - index > 2 and running.possible_equal(parts[index].own):
                index = following - 1
                break
        index += 1
    return kept


def _describe(whole: Addend, parts: tuple[Addend, ...], *, proved: bool) -> Mismatch:
    chosen = tuple(_top_level(parts))
    together = sum((part.point for part in chosen), Fraction(0))
    return Mismatch(whole, chosen, together, proved, slip=slip(whole, chosen))


def slip(whole: Addend, parts: Sequence[Addend]) -> tuple[Addend, Fraction] | None:
    """Return the one term that, off by 10⁴ or 10⁸, makes the sum fail; a total of 0 is off by no unit."""
    if not whole.point:
        return None
    for factor in SLIPS:
        if total(part.own for part in parts).possible_equal(whole.own.scaled(factor)):
            return whole, factor
        for wrong in parts:
            others = total(part.own for part in parts if part is not wrong)
            if not wrong.point or (factor < 1 and others.possible_equal(whole.own)):
                # Ten thousand times smaller it would be nothing: it was left out, not mistaken.
                continue
            if (others + wrong.own.scaled(factor)).possible_equal(whole.own):
                return wrong, factor
    return None


def sum_message(wrong: Mismatch) -> tuple[str, str]:
    """Return the sentence (Chinese, English) about a composition that does not add up."""
    whole = wrong.whole.term
    unit = whole.quantity.unit or next(
        (part.term.quantity.unit for part in wrong.parts if part.term.quantity.unit), None
    )
    added = " + ".join(plain(part.point / _factor(wrong), 6) for part in wrong.parts).replace("+ -", "- ")
    result = in_unit(wrong.sum, unit)
    gap = in_unit(abs(wrong.sum - wrong.whole.point), unit)
    names = listed([part.term.label for part in wrong.parts])
    zh_tail, en_tail = (
        ("；若“其中”已列全则不符", "; they differ if the list is complete") if wrong.short else ("", "")
    )
    return (
        f"{place(whole.evidence)}“{term(whole)}”，而各部分（{names}）之和为 {added} = {result}，"
        f"相差 {gap}{zh_tail}",
        f"{place(whole.evidence, 'en')} states {term(whole)!r}, but its parts ({names}) add up to "
        f"{added} = {result}, {gap} apart{en_tail}",
    )


def _factor(wrong: Mismatch) -> Fraction:
    quantity = wrong.whole.term.quantity
    value = quantity.value
    return wrong.whole.point / Fraction(value) if value and not isinstance(value, str) else Fraction(1)


def sum_finding(facts: Facts, code: str, wrong: Mismatch, exhaustive: bool) -> Finding:
    """Return the finding about a composition that does not add up."""
    zh, en = sum_message(wrong)
    whole = wrong.whole.term
    return facts.finding(
        code,
        zh=zh,
        en=en,
        severity="error" if exhaustive and wrong.proved else "warning",
        evidence=[whole.evidence, *(part.term.evidence for part in wrong.parts)],
        key=[whole.label, whole.quantity.text, *(part.term.quantity.text for part in wrong.parts)],
        stated=whole.quantity.text,
        recomputed=like(wrong.sum, whole.quantity),
        identity=sum_identity(facts, wrong, exhaustive),
    )


def sum_identity(facts: Facts, wrong: Mismatch, exhaustive: bool) -> Sum | None:
    """Return the sum that fails, ``None`` for a list of 其中 that exceeds its total: it is no equation."""
    if not (exhaustive or wrong.short or wrong.slip is not None):
        return None
    if any(part.point < 0 for part in wrong.parts):
        # 年初 + 追加 - 压减: the figure printed is not the part itself but what is taken off.
        return None
    return sum_of_reads(facts, wrong.whole, wrong.parts)
