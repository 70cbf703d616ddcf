"""Slips of the hand and eye in figures as printed, and whether they can be told from rounding."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from corpora.seeded.figures import printed
from corpora.seeded.plan import Amount, Plan

Span = tuple[Fraction, Fraction]


def places(text: str) -> int:
    """Return how many decimals a printed number has."""
    return len(text.partition(".")[2])


def quoted(text: str) -> str:
    """Return the part of a printed number that no thousands comma can split: its last digits."""
    whole, point, decimals = text.partition(".")
    return whole[-3:] + point + decimals


def exchanged(text: str, rng: Random) -> str | None:
    """Return *text* with two neighbouring digits exchanged; ``None`` where that changes nothing."""
    found = [
        text[:i] + text[i + 1] + text[i] + text[i + 2 :]
        for i in range(len(text) - 1)
        if (text[i] + text[i + 1]).isdigit() and text[i] != text[i + 1] and (i > 0 or text[1] != "0")
    ]
    return rng.choice(found) if found else None


def retyped(text: str, rng: Random) -> str:
    """Return *text* with one digit another; the first does not become zero."""
    place = rng.choice([i for i, letter in enumerate(text) if letter.isdigit()])
    others = [digit for digit in "123456789" if digit != text[place]]
    return text[:place] + rng.choice(others) + text[place + 1 :]


def moved(text: str, rng: Random, low: int, high: int) -> str:
    """Return *text* times between *low* and *high* parts of a thousand, with as many decimals."""
    return printed(Fraction(text) * rng.randint(low, high) / 1000, places(text))


def span(text: str) -> Span:
    """Return all values that *text* may stand for, rounded or cut."""
    value, step = Fraction(text), Fraction(1, 10 ** places(text))
    return value - step / 2, value + step


def apart(one: Span, other: Span) -> bool:
    """Whether no value belongs to both."""
    return one[1] < other[0] or other[1] < one[0]


def added(spans: Iterator[Span]) -> Span:
    """Return all values that a sum may have."""
    low = high = Fraction(0)
    for part in spans:
        low, high = low + part[0], high + part[1]
    return low, high


def percent_span(part: str, whole: str, scale: Fraction = Fraction(1)) -> Span:
    """Return all values in per cent that *part* × *scale* of *whole* may stand for."""
    (low, high), (least, most) = span(part), span(whole)
    return max(low, Fraction(0)) * scale * 100 / most, high * scale * 100 / max(least, Fraction(1, 10**9))


def fits_some_rate(text: str, plan: Plan) -> bool:
    """Whether any budget and any spending of *plan* give the rate *text*."""
    budgets = [
        amount for line in plan.budget for stage, amount in line.amounts.items() if stage != "executed"
    ]
    spent = [line.amounts["executed"] for line in plan.budget if "executed" in line.amounts]
    return any(
        not apart(span(text), amounts_rate(executed, budget))
        for budget in budgets
        if budget.yuan
        for executed in spent
    )


def amounts_rate(executed: Amount, budget: Amount) -> Span:
    """Return all rates in per cent that two amounts allow."""
    scale = (
        Fraction(1)
        if executed.unit == budget.unit
        else Fraction(Amount("1", executed.unit).yuan / Amount("1", budget.unit).yuan)
    )
    return percent_span(executed.text, budget.text, scale)
