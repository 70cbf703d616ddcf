"""The rules over a whole archive: what no single file shows; run at the end of a batch."""

from functools import cache
from importlib import import_module

from perfeval.rules.archive.registry import RULES, ArchiveRule

_FAMILIES = ("copies", "history", "submitted")


def catalogue() -> dict[str, ArchiveRule]:
    """Return every rule over an archive by its code, in code order."""
    _load()
    return dict(sorted(RULES.items()))


@cache
def _load() -> None:
    for family in _FAMILIES:
        import_module(f"perfeval.rules.archive.{family}")
