"""The slips of the pen and of the calculator that are tried on an identity that failed.

A guess says: had this slip happened, that is the value that would stand there. Whether a
guess that fits is more than chance is for :mod:`perfeval.rules.causes.judge` to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from perfeval.findings import CauseKind
from perfeval.interval import Interval, total
from perfeval.rules.causes.identity import Figure, Growth, Identity, Place, Rate, Same, Sum
from perfeval.rules.wording import percent

_HUNDRED = Interval.exactly(100)
_SHIFTS = (1, -1, 2, -2, 3, -3)
"""Powers of ten a decimal point is moved by; four and eight are a unit mixed up."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One slip supposed: it explains the failure where ``value`` and ``target`` have a value in common.

    ``centre`` and ``gap`` say where a value that has nothing to do with the slip may lie:
    around *centre*, about *gap* away. ``should`` is what the figure
    would be without it, ``None`` where either of two may be right; ``using`` is where the amount
    stands that was taken for another.
    """

    kind: CauseKind
    zh: str
    en: str
    should: str | None
    value: Interval
    target: Interval
    centre: Fraction
    gap: Fraction
    using: Place | None = None

    @property
    def fits(self) -> bool:
        """Whether the slip explains the failure within the printed intervals."""
        return self.value.possible_equal(self.target)


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
    for kind, values, zh, en in edits:
        for value in values:
            should = figure.written(Fraction(value) * figure.factor)
            yield Guess(
                kind,
                f"{figure.named} 与 {should} {zh}即相符",
                f"{figure.named} fits as {should}, {en}",
                None if isinstance(identity, Same) else should,
                figure.reading(value),
                target,
                figure.point,
                gap,
            )


def _of_sum(identity: Sum) -> Iterator[Guess]:
    whole, added = identity.whole, identity.added
    together = identity.solve(0)
    if together is None:
        return
    gap = abs(whole.point - added)
    if identity.signed:
        change = identity.parts[-1]
        zh, en = f"{change.named} 增减方向相反即相符", f"{change.named} fits with its sign reversed"
        value = together - change.span.scaled(2)
        yield Guess("sign", zh, en, change.written(-change.point), value, whole.span, added, gap)
        return
    for place, part in enumerate(identity.parts):
        if not part.point:
            continue
        should = whole.written(added)
        without = total(other.span for other in (*identity.parts[:place], *identity.parts[place + 1 :]))
        zh, en = f"合计与不含 {part.named} 的和相符", f"the total fits the sum without {part.named}"
        yield Guess("missed_part", zh, en, should, without, whole.span, added, gap)
        zh, en = f"合计与 {part.named} 计了两次的和相符", f"the total fits the sum with {part.named} twice"
        yield Guess("counted_twice", zh, en, should, together + part.span, whole.span, added, gap)


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
    should = percent(centre)
    for each in tried:
        shown = percent(each.ratio * 100)
        yield Guess(
            each.kind,
            f"所写的数与 {each.text} = {shown} 相符",
            f"the figure stated fits {each.text} = {shown}",
            should,
            each.value,
            stated.span,
            centre,
            gap,
            each.using,
        )
