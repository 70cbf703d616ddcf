"""Which slip explains an identity that failed, if the figures leave only one.

Of many slips tried one may fit by chance. Suppose the figures have nothing to do with any
slip: then what stands there lies anywhere about as far off as it is now, within twice the
gap to either side. The chance that some slip of one kind fits is then the sum, over all
slips of that kind tried whose value lies in that range, of the width in which it fits over
the width of the range. A cause is named only where that sum is at most :data:`CHANCE` and
no slip of any kind but this one fits.

Measured on sums of three to six parts, on execution rates and on growth rates with one
figure changed at random, see ``tests/perfeval/test_causes.py``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from perfeval.findings import Cause, CauseKind
from perfeval.interval import Interval
from perfeval.rules.causes.identity import Identity, Place
from perfeval.rules.causes.slips import Guess, guesses, middle

CHANCE = Fraction(1, 15)
_DIGITS = 3
"""How many digits a figure needs for it to be no chance that last year's is the same."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The slip that explains a failure; ``using`` is where the amount stands that was taken for another."""

    kind: CauseKind
    zh: str
    en: str
    should: str | None
    using: Place | None = None

    def cause(self, language: str = "zh") -> Cause:
        """Return it as findings carry it."""
        return Cause(kind=self.kind, text=self.en if language == "en" else self.zh, should=self.should)


def explain(identity: Identity) -> Explanation | None:
    """Return the one slip that explains why *identity* fails, ``None`` where none or several do."""
    tried = list(guesses(identity))
    fitting = {(guess.kind, guess.words().zh): guess for guess in tried if guess.fits}
    stale = list(_last_years(identity))
    if len(fitting) + len(stale) != 1:
        return None
    if stale:
        return stale[0]
    guess = next(iter(fitting.values()))
    if chance(each for each in tried if each.kind == guess.kind) > CHANCE:
        return None
    return Explanation(guess.kind, *guess.words(), guess.using)


def chance(tried: Iterable[Guess]) -> Fraction:
    """Return how probable it is that some of the slips *tried* fits figures it has nothing to do with."""
    return sum((_share(each.value, each.target, each.centre, each.gap) for each in tried), Fraction(0))


def _share(value: Interval, target: Interval, centre: Fraction, gap: Fraction) -> Fraction:
    if abs(middle(value) - centre) > 2 * gap:
        return Fraction(0)
    return narrow(value, target, gap)


def narrow(value: Interval, target: Interval, gap: Fraction) -> Fraction:
    """Return the part of the range around a figure in which two intervals fit each other by chance."""
    width = value.high - value.low + target.high - target.low
    return width / (4 * gap) if gap else Fraction(1)


def _last_years(identity: Identity) -> Iterator[Explanation]:
    for index, figure in enumerate(identity.figures):
        digits = len(figure.value.normalize().as_tuple().digits)
        solved = identity.solve(index)
        if not figure.last_year or digits < _DIGITS or solved is None or not solved.positive:
            continue
        yield Explanation(
            "last_year",
            f"{figure.named} 与上年数相同",
            f"{figure.named} is also the figure of the year before",
            figure.near(middle(solved)),
        )
