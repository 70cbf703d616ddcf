"""The slips of the pen and of the calculator that are tried on an identity that failed.

A guess says: had this slip happened, that is the value that would stand there. Whether a
guess that fits is more than chance is for :mod:`perfeval.rules.causes.judge` to say.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from perfeval.findings import CauseKind
from perfeval.interval import Interval, total
from perfeval.rules.causes.identity import Figure, Growth, Identity, Place, Rate, Same, Sum
from perfeval.rules.wording import percent

_HUNDRED = Interval.exactly(100)
_SHIFTS = (1, -1, 2, -2, 3, -3)
"""Powers of ten a decimal point is moved by; four and eight are a unit mixed up."""
_MARGIN = 2000
"""A point moved by three places makes the interval of a figure a thousand times as wide."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One slip supposed: it explains the failure where ``value`` and ``target`` have a value in common.

    ``centre`` and ``gap`` say where a value that has nothing to do with the slip may lie:
    around *centre*, about *gap* away. ``words`` says it, asked for only of the few that fit;
    ``using`` is where the amount stands that was taken for another.
    """

    kind: CauseKind
    value: Interval
    target: Interval
    centre: Fraction
    gap: Fraction
    words: Callable[[], "Words"]
    using: Place | None = None

    @property
    def fits(self) -> bool:
        """Whether the slip explains the failure within the printed intervals."""
        return self.value.possible_equal(self.target)


class Words(NamedTuple):
    """A guess in Chinese and English, and what the figure would be; ``None`` where either of two may be."""

    zh: str
    en: str
    should: str | None


def middle(interval: Interval) -> Fraction:
    """Return the value halfway between the bounds."""
    return (interval.low + interval.high) / 2


def transpositions(value: Decimal) -> list[Decimal]:
    """Return *value* with each pair of different neighbouring digits exchanged, the point left in place.

    A zero is not exchanged with the digit beside it at the head of a number: nobody writes 03.
    """
    text = _digits(value)
    return [
        _with_digits(value, text[:place] + text[place + 1] + text[place] + text[place + 2 :])
        for place in range(len(text) - 1)
        if text[place] != text[place + 1] and (place or "0" not in text[:2])
    ]


def shifts(value: Decimal) -> list[Decimal]:
    """Return *value* ten, a hundred and a thousand times as large and as small."""
    return [value.scaleb(power) for power in _SHIFTS]


def typos(value: Decimal) -> list[Decimal]:
    """Return *value* with one digit another, one digit more, or one of a double digit less."""
    text = _digits(value)
    found: set[str] = set()
    for place in range(len(text) + 1):
        found |= {text[:place] + digit + text[place:] for digit in "0123456789"}
        found |= {text[:place] + digit + text[place + 1 :] for digit in "0123456789"}
        if 0 < place < len(text) and text[place] == text[place - 1]:
            found.add(text[:place] + text[place + 1 :])
    return sorted({_with_digits(value, each) for each in found} - {value})


def one_slip_apart(value: Decimal, other: Decimal) -> bool:
    """Whether a slip of the pen leads from *value* to *other*: see the three above."""
    if abs(other.adjusted() - value.adjusted()) > max(_SHIFTS) + 1:
        return False
    if other in shifts(value) or other in transpositions(value):
        return True
    decimals = len(format(value, "f").partition(".")[2])
    mine, theirs = _digits(value), _digits(_places(other, decimals))
    if other != _places(other, decimals) or (value < 0) is not (other < 0):
        return False
    width = max(len(mine), len(theirs))
    if sum(one != two for one, two in zip(mine.zfill(width), theirs.zfill(width), strict=True)) == 1:
        return True
    if len(theirs) == len(mine) + 1:
        return any(theirs[:place] + theirs[place + 1 :] == mine for place in range(len(theirs)))
    return len(theirs) == len(mine) - 1 and any(
        mine[place] == mine[place - 1] and mine[:place] + mine[place + 1 :] == theirs
        for place in range(1, len(mine))
    )


def _places(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=Context(prec=60))


def _digits(value: Decimal) -> str:
    """Return the digits of *value* as printed, those behind the point and a zero before it included."""
    return "".join(character for character in format(value, "f") if character.isdigit())


def _with_digits(value: Decimal, text: str) -> Decimal:
    """Return the number of these digits with as many decimals as *value*."""
    decimals = len(format(value, "f").partition(".")[2])
    size = Decimal(text).scaleb(-decimals)
    return -size if value < 0 else size


def guesses(identity: Identity) -> Iterator[Guess]:
    """Yield every slip tried on *identity*: of its structure, then of the digits of each figure."""
    if isinstance(identity, Sum):
        yield from _of_sum(identity)
    elif isinstance(identity, Rate):
        yield from _of_rate(identity)
    elif isinstance(identity, Growth):
        yield from _of_growth(identity)
    # Of one figure stated twice neither is known to be right: it is enough to change one.
    changed = identity.figures[:1] if isinstance(identity, Same) else identity.figures
    for index, figure in enumerate(changed):
        yield from _of_digits(identity, index, figure)


def _of_digits(identity: Identity, index: int, figure: Figure) -> Iterator[Guess]:
    target = identity.solve(index)
    if target is None or not target.positive or figure.point <= 0:
        return
    gap = abs(middle(target) - figure.point)
    edits: tuple[tuple[CauseKind, list[Decimal], str, str], ...] = (
        ("transposition", transpositions(figure.value), "两位数字互换", "two digits exchanged"),
        ("decimal_point", shifts(figure.value), "小数点移位", "the decimal point moved"),
    )
    either = isinstance(identity, Same)
    # What lies beyond can neither fit nor count as a chance to fit.
    width = figure.span.high - figure.span.low + target.high - target.low
    reach = (2 * gap + _MARGIN * width) / figure.factor
    most = Decimal(reach.numerator) / Decimal(reach.denominator)
    for kind, values, zh, en in edits:
        for value in values:
            if abs(value - figure.value) > most:
                continue
            words = partial(_exchanged, figure, value, zh, en, either)
            yield Guess(kind, figure.reading(value), target, figure.point, gap, words)


def _exchanged(figure: Figure, value: Decimal, zh: str, en: str, either: bool) -> Words:
    should = figure.written(Fraction(value) * figure.factor)
    told = f"{figure.named} 与 {should} {zh}即相符", f"{figure.named} fits as {should}, {en}"
    return Words(*told, None if either else should)


def _of_sum(identity: Sum) -> Iterator[Guess]:
    whole, added = identity.whole, identity.added
    together = identity.solve(0)
    if together is None:
        return
    gap = abs(whole.point - added)
    if identity.signed:
        change = identity.parts[-1]
        told = Words(
            f"{change.named} 增减方向相反即相符",
            f"{change.named} fits with its sign reversed",
            change.written(-change.point),
        )
        value = together - change.span.scaled(2)
        yield Guess("sign", value, whole.span, added, gap, lambda: told)
        return
    for place, part in enumerate(identity.parts):
        if not part.point:
            continue
        without = total(other.span for other in (*identity.parts[:place], *identity.parts[place + 1 :]))
        words = partial(_miscounted, whole, part, added)
        yield Guess("missed_part", without, whole.span, added, gap, partial(words, once=False))
        twice = together + part.span
        yield Guess("counted_twice", twice, whole.span, added, gap, partial(words, once=True))


def _miscounted(whole: Figure, part: Figure, added: Fraction, *, once: bool) -> Words:
    should = whole.written(added)
    if once:
        zh, en = f"合计与 {part.named} 计了两次的和相符", f"the total fits the sum with {part.named} twice"
    else:
        zh, en = f"合计与不含 {part.named} 的和相符", f"the total fits the sum without {part.named}"
    return Words(zh, en, should)


def _of_rate(identity: Rate) -> Iterator[Guess]:
    part, whole = identity.part, identity.whole

    def inverted() -> Iterator[_Formula]:
        value = whole.span / part.span * _HUNDRED
        yield _Formula("inverted_ratio", f"{whole.bare} ÷ {part.bare}", value, whole.point / part.point)

    def otherwise() -> Iterator[_Formula]:
        for other in identity.others:
            if other.span.positive and other.point != whole.point:
                value = part.span / other.span * _HUNDRED
                formula = f"{part.bare} ÷ {other.named}"
                ratio = part.point / other.point
                yield _Formula("denominator", formula, value, ratio, other.place)

    yield from _formulas(identity, (*inverted(), *otherwise()))


def _of_growth(identity: Growth) -> Iterator[Guess]:
    base, current = identity.base, identity.current
    if not (base.span.positive and current.span.positive):
        return
    forward, back = current.span / base.span * _HUNDRED, base.span / current.span * _HUNDRED
    up, down = current.point / base.point, base.point / current.point
    # What is made of the later figure: (current - base) ÷ current is 1 - base ÷ current.
    of_later, later = (back - _HUNDRED, down - 1) if identity.down else (_HUNDRED - back, 1 - down)
    first, second = (base, current) if identity.down else (current, base)
    difference = f"({first.bare} - {second.bare})"
    reverse = f"({second.bare} - {first.bare})"
    right = identity.solve(0)
    if right is None:
        return
    change = 1 - up if identity.down else up - 1
    yield from _formulas(
        identity,
        (
            _Formula("inverted_ratio", f"{base.bare} ÷ {current.bare}", back, down),
            _Formula("undiminished_ratio", f"{current.bare} ÷ {base.bare}", forward, up),
            _Formula("denominator", f"{difference} ÷ {current.bare}", of_later, later),
            _Formula("sign", f"{reverse} ÷ {base.bare}", -right, -change),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Formula:
    """Another way to compute a percentage: as written, every value it may give, the exact ratio."""

    kind: CauseKind
    text: str
    value: Interval
    ratio: Fraction
    using: Place | None = None


def _formulas(identity: Rate | Growth, tried: Sequence[_Formula]) -> Iterator[Guess]:
    stated, right = identity.stated, identity.solve(0)
    if right is None:
        return
    centre = middle(right)
    gap = abs(stated.point - centre)
    for each in tried:
        words = partial(_computed, each, centre)
        yield Guess(each.kind, each.value, stated.span, centre, gap, words, each.using)


def _computed(formula: _Formula, right: Fraction) -> Words:
    shown = percent(formula.ratio * 100)
    return Words(
        f"所写的数与 {formula.text} = {shown} 相符",
        f"the figure stated fits {formula.text} = {shown}",
        percent(right),
    )
