"""Which failures one printed figure explains together.

Two failed identities are linked where they have a printed figure in common and one value
of it would make both hold, in a range too narrow to be chance; or where they are made of
the very same figures, so that one is the other told again.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from perfeval.findings import Cause, CauseKind
from perfeval.interval import Interval
from perfeval.rules.causes.identity import Figure, Identity, pinned
from perfeval.rules.causes.judge import Explanation, narrow
from perfeval.rules.causes.slips import middle, shifts, transpositions, typos

LINKED = Fraction(1, 5)
"""How probable it may be that two failures agree on a figure by chance.

More than for a slip: that both are made of one figure already speaks for it.
"""
_MOST = 24
"""How many failures of one figure are set against each other."""


@dataclass(slots=True)
class Shared:
    """A figure that, changed alone, mends several failures: which ones, and every value that does."""

    figure: Figure
    right: Interval
    failures: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Links:
    """By number of a failure: the failures related to it, and the figures it shares with them."""

    related: dict[int, set[int]]
    shared: dict[int, list[Shared]]


@dataclass(frozen=True, slots=True)
class _Site:
    figure: Figure
    failure: int
    index: int


def link(identities: Sequence[Identity], explained: Sequence[Explanation | None]) -> Links:
    """Return what *identities*, all of them failed, have to do with each other.

    *explained* are the slips that explain each alone: the same amount taken for the same
    other one twice is one slip.
    """
    related: defaultdict[int, set[int]] = defaultdict(set)
    shared: defaultdict[int, list[Shared]] = defaultdict(list)
    groups = _places(identities)
    made_of: defaultdict[int, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for site in group:
            made_of[site.failure].add(number)
    for group in groups:
        if len(group) < 2:
            continue
        for first, second in combinations(group[:_MOST], 2):
            if first.failure == second.failure:
                continue
            if made_of[first.failure] == made_of[second.failure] or _one_mistake(first, second, explained):
                _relate(related, first, second)
        for found in _mended(group[:_MOST], identities, made_of):
            for failure in found.failures:
                shared[failure].append(found)
                related[failure] |= found.failures - {failure}
    return Links(dict(related), dict(shared))


def _one_mistake(first: _Site, second: _Site, explained: Sequence[Explanation | None]) -> bool:
    """Whether the figure two failures have in common was replaced by one and the same amount."""
    one, other = explained[first.failure], explained[second.failure]
    return one is not None and other is not None and one.using is not None and one.using == other.using


def _relate(related: defaultdict[int, set[int]], first: _Site, second: _Site) -> None:
    related[first.failure].add(second.failure)
    related[second.failure].add(first.failure)


def _places(identities: Sequence[Identity]) -> list[list[_Site]]:
    """Return the figures of all *identities* by the place they are printed in, in document order."""
    sites = [
        _Site(figure, failure, index)
        for failure, identity in enumerate(identities)
        for index, figure in enumerate(identity.figures)
    ]
    sites.sort(
        key=lambda site: (site.figure.place[:3], site.figure.point, site.figure.place[3:], site.failure)
    )
    groups: list[list[_Site]] = []
    for site in sites:
        last = groups[-1][-1].figure if groups else None
        if last is not None and _one_place(last, site.figure):
            groups[-1].append(site)
        else:
            groups.append([site])
    return groups


def _one_place(first: Figure, second: Figure) -> bool:
    """Whether two figures are one printed number: equal, in one place, their quotes overlapping."""
    return (
        first.place[:3] == second.place[:3]
        and first.point == second.point
        and second.evidence.start < first.evidence.end
    )


def _mended(
    group: Sequence[_Site], identities: Sequence[Identity], made_of: dict[int, set[int]]
) -> list[Shared]:
    """Return the values of one figure that mend two or more failures of different figures."""
    found: list[Shared] = []
    for first, second in combinations(group, 2):
        if first.failure == second.failure or made_of[first.failure] == made_of[second.failure]:
            continue
        right = _right(first, second, identities)
        if right is None:
            continue
        known = next((each for each in found if each.right.common(right) is not None), None)
        if known is None:
            known = Shared(first.figure, right)
            found.append(known)
        known.failures |= {first.failure, second.failure}
    return found


def _right(first: _Site, second: _Site, identities: Sequence[Identity]) -> Interval | None:
    """Return what a figure has to be for both failures to be mended, ``None`` if that may be chance.

    Taken first from the other figures as printed, which leaves least room, then from all
    they may stand for.
    """
    figure = first.figure
    for exact in (True, False):
        found: list[Interval] = []
        for site in (first, second):
            identity = identities[site.failure]
            solved = (pinned(identity) if exact else identity).solve(site.index)
            if solved is None:
                return None
            found.append(solved)
        right = found[0].common(found[1])
        if right is None or not right.positive:
            continue
        grain = figure.reading(figure.value) if exact else Interval.exactly(0)
        room = found[0].widened((grain.high - grain.low) / 3) if exact else found[0]
        if narrow(room, found[1], abs(middle(right) - figure.point)) <= LINKED:
            return right
    return None


def digits(shared: Shared, language: str = "zh") -> Cause | None:
    """Return how the digits of a shared figure went wrong, where one edit alone mends all it is part of."""
    figure = shared.figure
    kinds: tuple[tuple[CauseKind, list[Decimal], str, str], ...] = (
        ("transposition", transpositions(figure.value), "两位数字互换", "two digits exchanged"),
        ("decimal_point", shifts(figure.value), "小数点移位", "the decimal point moved"),
        ("digit", typos(figure.value), "只差一位数字", "one digit apart"),
    )
    for kind, values, zh, en in kinds:
        fitting = [value for value in values if shared.right.contains(Fraction(value) * figure.factor)]
        if len(fitting) == 1:
            should = figure.written(Fraction(fitting[0]) * figure.factor)
            text = (
                f"{figure.named} as {should} ({en}) mends every one"
                if language == "en"
                else (f"{figure.named} 与 {should} {zh}，改后各处同时相符")
            )
            return Cause(kind=kind, text=text, should=should)
        if fitting:
            return None
    return None
