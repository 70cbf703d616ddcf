"""A way of planting an error: how it is declared, and the register of all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from corpora.seeded.plan import Kind, Plan, Planted

PlantedKind = Kind | Literal["pair"]
"""``pair`` is a narrative with its form attached."""
Single = Callable[[Plan, Random], str | None]
Paired = Callable[[Plan, Plan, Random], str | None]

FORMS: tuple[PlantedKind, ...] = ("project_form", "department_form")
REPORTS: tuple[PlantedKind, ...] = ("department_report", "project_report")
ALL = FORMS + REPORTS


@dataclass(frozen=True, slots=True)
class Injection:
    """One way in which an error of rule ``code`` comes about.

    ``kinds`` are the documents it fits; ``needs`` is what truth and layout have to show
    (``Plan.needs``); ``may`` holds the codes the same error raises besides.
    """

    code: str
    name: str
    kinds: tuple[PlantedKind, ...]
    needs: frozenset[str]
    may: tuple[str, ...]
    change: Callable[[Sequence[Plan], Random], str | None]

    def plant(self, plans: Sequence[Plan], rng: Random) -> Planted | None:
        """Change *plans* (one, or a narrative and its form) in place and say what must be found.

        Return ``None`` where they do not allow it; they may be changed then, and must be given up.
        """
        near = self.change(plans, rng)
        return None if near is None else Planted(self.code, self.name, near, self.may)


WAYS: dict[str, list[Injection]] = {}
"""The ways of each rule, in the order in which they are declared."""


def way(
    code: str, name: str, kinds: Sequence[PlantedKind], *, needs: str = "", may: str = ""
) -> Callable[[Single], Single]:
    """Register a function of a plan as a way of *code*; *needs* and *may* are words with spaces between.

    The function changes the plan and returns what the finding must quote, or ``None``
    where the plan does not allow the error.
    """

    def register(change: Single) -> Single:
        _register(code, name, kinds, needs, may, lambda plans, rng: change(plans[0], rng))
        return change

    return register


def pair_way(code: str, name: str, *, needs: str = "", may: str = "") -> Callable[[Paired], Paired]:
    """Register a function of a narrative and its form, like :func:`way`."""

    def register(change: Paired) -> Paired:
        _register(code, name, ("pair",), needs, may, lambda plans, rng: change(plans[0], plans[1], rng))
        return change

    return register


def _register(
    code: str,
    name: str,
    kinds: Sequence[PlantedKind],
    needs: str,
    may: str,
    change: Callable[[Sequence[Plan], Random], str | None],
) -> None:
    known = WAYS.setdefault(code, [])
    if any(injection.name == name for injection in known):
        raise ValueError(f"{code} has a way {name!r} already")
    known.append(Injection(code, name, tuple(kinds), frozenset(needs.split()), tuple(may.split()), change))
