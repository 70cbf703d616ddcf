"""The running text of a report, as it is compared; apart from the comparing, which loads numpy."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The running text of one report, with whose it is."""

    report: str
    organization: str
    text: str
    names: tuple[str, ...] = ()
    """Words that name the organization or its project, left out."""
