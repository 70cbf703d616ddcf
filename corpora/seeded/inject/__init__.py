"""Plants errors in plans: for every rule at least three ways in which such an error comes about."""

from corpora.seeded.inject import (
    balance,
    document,
    execution,
    facts,
    money,
    points,
    satisfaction,
    targets,
    totals,
    verdict,
)
from corpora.seeded.inject.way import WAYS, Injection

__all__ = [
    "INJECTIONS", "Injection", "balance", "document", "execution", "facts", "money", "points",
    "satisfaction", "targets", "totals", "verdict",
]  # fmt: skip

INJECTIONS: dict[str, tuple[Injection, ...]] = {code: tuple(WAYS[code]) for code in sorted(WAYS)}
"""The ways of each rule."""
