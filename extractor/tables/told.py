"""What the running text in a form's cells and notes tells beside its columns.

The goals and their achievement, a remark, a conclusion are written like a report's
paragraphs: staff and its parts, lists, shares, changes, names and years stand in them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.document import Quotable
from extractor.language.quantity import scan
from extractor.prose.changes import changes
from extractor.prose.compositions import compositions
from extractor.prose.enumerations import enumerations
from extractor.prose.names import names
from extractor.prose.outline import Section
from extractor.prose.passage import Passage
from extractor.prose.shares import shares
from extractor.prose.structures import structures
from extractor.prose.years import years
from extractor.records import Change, Composition, Enumeration, NameMention, Share, Structure, YearMention

_SHORTEST = 15
_LONGEST = 5_000
_STOPS = ("，", "。", "；", "、")


@dataclass(slots=True)
class Told:
    """The statements found in running text."""

    compositions: list[Composition] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)
    enumerations: list[Enumeration] = field(default_factory=list)
    years: list[YearMention] = field(default_factory=list)
    names: list[NameMention] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


def told(
    texts: Iterable[Quotable], fiscal_year: int | None, organization: str | None, project: str | None
) -> Told:
    """Return what the running texts among *texts* state; each is read by itself."""
    found = Told()
    for passage in _running(texts, fiscal_year):
        alone = [passage]
        # Changes first, as in a narrative: 下降1.77% is no share.
        found.changes += changes(alone)
        made = compositions(alone)
        found.compositions += made
        found.shares += shares(alone, made)
        found.structures += structures(alone)
        found.enumerations += enumerations(alone)
        found.years += years(alone, fiscal_year)
        found.names += names(alone, organization, project)
        found.passages.append(passage)
    return found


def _running(texts: Iterable[Quotable], fiscal_year: int | None) -> Iterator[Passage]:
    for text in texts:
        words = text.text
        if _SHORTEST <= len(words) <= _LONGEST and any(stop in words for stop in _STOPS):
            yield Passage(text, words, Section(), scan(words, year=fiscal_year))
