"""The rules: one module a family, loaded when the catalogue is first asked for."""

from functools import cache
from importlib import import_module

from perfeval.rules.registry import RULES, Rule

_FAMILIES = (
    "budget", "repeats", "slips", "execution", "indicator", "grade", "count", "change", "share", "document",
    "score", "weights", "points", "form", "stages", "spending", "agree", "plausible", "survey",
)  # fmt: skip


def catalogue() -> dict[str, Rule]:
    """Return every rule by its code, in code order."""
    _load()
    return dict(sorted(RULES.items()))


@cache
def _load() -> None:
    for family in _FAMILIES:
        import_module(f"perfeval.rules.{family}")
