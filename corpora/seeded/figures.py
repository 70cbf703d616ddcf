"""Random figures that agree with each other, and how their writers print them."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import TypeVar

T = TypeVar("T")


def printed(value: Fraction | Decimal, places: int, *, cut: bool = False) -> str:
    """Return *value* with *places* decimals, rounded half up or cut."""
    exact = Fraction(value) * 10**places
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    if not cut and 2 * rest >= exact.denominator:
        whole += 1
    sign = "-" if exact < 0 and whole else ""
    return f"{sign}{Decimal(whole).scaleb(-places):f}"


def per_cent(part: Decimal, whole: Decimal, places: int = 2, *, cut: bool = False) -> str:
    """Return *part* of *whole* in per cent, printed without its sign."""
    return printed(Fraction(part) * 100 / Fraction(whole), places, cut=cut)


def bare(text: str) -> str:
    """Return a printed number without trailing zeros after its point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def between(rng: Random, low: float, high: float, places: int = 0) -> Decimal:
    """Return a number from *low* to *high* with *places* decimals."""
    grain = 10**places
    return Decimal(rng.randint(round(low * grain), round(high * grain))).scaleb(-places)


def smooth(value: Decimal, rng: Random) -> Decimal:
    """Return *value* as planners write targets: mostly cut to two leading digits."""
    if value < 20 or rng.random() < 0.25:
        return value
    step = Decimal(1).scaleb(value.adjusted() - 1)
    return (value / step).to_integral_value(ROUND_DOWN) * step


def split(rng: Random, total: int, count: int, least: int = 1) -> list[int]:
    """Return *count* whole numbers of at least *least* that add up to *total*."""
    if total < count * least:
        raise ValueError(f"{total} cannot be split into {count} parts of at least {least}")
    spare = total - count * least
    cuts = sorted(rng.randint(0, spare) for _ in range(count - 1))
    return [end - start + least for start, end in zip([0, *cuts], [*cuts, spare], strict=True)]


def even_split(rng: Random, total: int, count: int) -> list[int]:
    """Return *count* weights that add up to *total*, about alike, as forms give them."""
    share, left = divmod(total, count)
    weights = [share] * count
    for place in rng.sample(range(count), left):
        weights[place] += 1
    for _ in range(count // 2):
        giver, taker = rng.sample(range(count), 2) if count > 1 else (0, 0)
        if weights[giver] > 3 and giver != taker:
            weights[giver] -= 1
            weights[taker] += 1
    return weights


def chance(rng: Random, odds: float) -> bool:
    """Return true with the *odds* given."""
    return rng.random() < odds


def some(rng: Random, items: Sequence[T], least: int, most: int) -> list[T]:
    """Return between *least* and *most* of *items*, in their order."""
    count = min(len(items), rng.randint(least, most))
    return [items[place] for place in sorted(rng.sample(range(len(items)), count))]


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """Return *value* rounded half up to *places* decimals."""
    return Decimal(printed(value, places))


def to_step(value: Decimal, places: int) -> Decimal:
    """Return *value* rounded half up to *places* decimals."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
