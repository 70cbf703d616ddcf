"""How a rule over an archive is written: what it may look at, and what it finds.

Such a rule is a generator of findings over an :class:`Archive`. Its docstring is its page
in the catalogue, with the headings of :data:`perfeval.rules.registry.HEADINGS`.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from extractor.records import Indicator
from perfeval.findings import Severity, fingerprint
from perfeval.rules.archive.roster import Expected
from perfeval.rules.archive.texts import Text


@dataclass(frozen=True, slots=True)
class Filed:
    """One report of the archive; ``place`` is a name its file goes by, ``format`` the file's."""

    id: str
    sha256: str
    kind: str
    organization: str | None
    project: str | None
    year: int | None
    score: Decimal | None = None
    place: str = ""
    format: str = ""

    @property
    def key(self) -> tuple[str, str, str] | None:
        """Whose, for what and of which kind it is; ``None`` where it does not say enough to tell."""
        project = named(self.project) if self.kind.startswith("project") else ""
        organization = named(self.organization)
        if not organization or (self.kind.startswith("project") and not project):
            return None
        return organization, project, self.kind


@dataclass(frozen=True, slots=True)
class Amount:
    """A budget figure as printed and in 元; ``where`` holds the columns of the store for its place."""

    stage: str
    scope: str
    source: str
    year: int | None
    text: str
    yuan: Decimal
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator, and the columns of the store for its place."""

    indicator: Indicator
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Archive:
    """What a rule may look at. What is large is asked for by a report's id, or gone through.

    ``texts`` stand together by organization; ``places`` holds, by hash, where each file's
    bytes were met; ``roster`` the reports expected, ``None`` where no roster was given.
    """

    reports: Sequence[Filed]
    budgets: Callable[[str], Sequence[Amount]]
    indicators: Callable[[str], Sequence[Listed]]
    texts: Iterable[Text] = ()
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    roster: Sequence[Expected] | None = None
    roster_hash: str = ""
    language: str = "zh"

    def say(self, zh: str, en: str) -> str:
        """Return the message in the language asked for."""
        return en if self.language == "en" else zh


@dataclass(frozen=True, slots=True)
class Found:
    """A finding over the archive: which file and report it is of, and where its figure stands."""

    code: str
    severity: Severity
    title: str
    message: str
    sha256: str
    report: str | None
    fingerprint: str
    stated: str | None = None
    recomputed: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)


Check = Callable[[Archive], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class ArchiveRule:
    """One registered rule; ``title`` is (Chinese, English)."""

    code: str
    severity: Severity
    title: tuple[str, str]
    check: Check

    @property
    def page(self) -> str:
        """The rule's catalogue page: its docstring."""
        return inspect.cleandoc(self.check.__doc__ or "")


RULES: dict[str, ArchiveRule] = {}


def archive_rule(code: str, *, severity: Severity, zh: str, en: str) -> Callable[[Check], Check]:
    """Register a generator of findings as rule *code* with its default severity and titles."""

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"rule {code} is registered twice")
        RULES[code] = ArchiveRule(code, severity, (zh, en), check)
        return check

    return register


def finding(
    archive: Archive,
    code: str,
    *,
    zh: str,
    en: str,
    sha256: str,
    report: str | None = None,
    key: Sequence[str | Decimal | None],
    severity: Severity | None = None,
    stated: str | None = None,
    recomputed: str | None = None,
    where: Mapping[str, Any] | None = None,
) -> Found:
    """Return a finding of rule *code*; *key* is what its fingerprint is made of."""
    entry = RULES[code]
    return Found(
        code, severity or entry.severity, archive.say(*entry.title), archive.say(zh, en), sha256, report,
        fingerprint(code, *key), stated, recomputed, where or {},
    )  # fmt: skip


def named(text: str | None) -> str:
    """Return a name without white space, punctuation and differences of width."""
    return "".join(character for character in normalize("NFKC", text or "") if character.isalnum())


def same_organization(first: str, second: str) -> bool:
    """Whether two names may be one organization's: one within the other, as 教育局 and 教育局本级."""
    one, other = named(first), named(second)
    return one in other or other in one
