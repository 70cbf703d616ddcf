"""One accepted finding, and whether it is this one."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from unicodedata import normalize

from extractor.errors import printable
from extractor.records import Report
from perfeval.findings import Finding, Verification
from perfeval.outputs.layout import clean

Identity = tuple[str, ...]

_KNOWN: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"organization"}),
    frozenset({"project"}),
    frozenset({"organization", "project"}),
)

ACROSS = "file"
"""The kind of an entry for a finding that sets a file's reports against each other."""


@dataclass(frozen=True)
class Entry:
    """One accepted finding.

    ``file`` is where it was seen, from the baseline's folder with slashes; it tells a reader
    where to look. ``count`` is how many findings of one file the entry stands for: several
    forms without a name may share everything that tells them apart.
    """

    code: str
    fingerprint: str
    kind: str
    organization: str | None = None
    project: str | None = None
    fiscal_year: int | None = None
    file: str = ""
    message: str = ""
    reason: str = ""
    reviewer: str = ""
    count: int = 1

    @property
    def order(self) -> tuple[str, ...]:
        """What entries are sorted by: the file, then the rule, then the rest."""
        year = "" if self.fiscal_year is None else str(self.fiscal_year)
        names = (self.kind, self.organization or "", self.project or "", year)
        return (self.file, self.code, self.fingerprint, *names, self.message, self.reason, self.reviewer)

    @cached_property
    def identity(self) -> Identity:
        """What must be equal for two entries to be one and the same.

        The file counts where nothing names the report.
        """
        names = (_bare(self.organization or ""), _bare(self.project or ""))
        year = "" if self.fiscal_year is None else str(self.fiscal_year)
        stem = "" if any(names) else PurePosixPath(self.file).stem
        return (self.code, self.fingerprint, self.kind, *names, year, stem)

    def filed_under(self, *, wanted: bool = False) -> list[Identity]:
        """Return what to file the entry under, or what to look for one that can be the same under.

        Two that can be the same share a name, or a file's name where they have no name to compare.
        """
        names = {"organization": self.organization, "project": self.project}
        known = {field for field, name in names.items() if name}
        stem = PurePosixPath(self.file).stem
        kinds = [kind for kind in _KNOWN if not known & kind] if wanted else [known]
        return [
            *((self.fingerprint, field, _bare(names[field] or "")) for field in sorted(known)),
            *((self.fingerprint, "file", stem, *sorted(kind)) for kind in kinds),
        ]

    def is_same(self, other: "Entry") -> bool:
        """Whether *other* can be the same finding of the same report, read a little otherwise."""
        if (self.code, self.fingerprint, self.kind) != (other.code, other.fingerprint, other.kind):
            return False
        if None not in (self.fiscal_year, other.fiscal_year) and self.fiscal_year != other.fiscal_year:
            return False
        pairs = ((self.organization, other.organization), (self.project, other.project))
        known = [(_bare(one), _bare(two)) for one, two in pairs if one and two]
        if known:
            return all(one == two for one, two in known)
        return PurePosixPath(self.file).stem == PurePosixPath(other.file).stem


def entry_of(finding: Finding, verification: Verification, file: str) -> Entry:
    """Return the entry that stands for one *finding* of the *verification* of *file*."""
    reports = [verified.report for verified in verification.reports]
    report = None if finding.report is None else reports[finding.report]
    return Entry(
        code=finding.code,
        fingerprint=finding.fingerprint,
        kind=ACROSS if report is None else report.kind,
        organization=_name(report.organization if report else _first_organization(reports)),
        project=_name(report.project) if report else None,
        fiscal_year=report.fiscal_year if report else None,
        file=printable(file),
        message=clean(finding.message),
    )


def without_ending(file: str) -> str:
    """Return a file's path without what names its format."""
    return str(PurePosixPath(file).with_suffix("")) if PurePosixPath(file).name else file


def _first_organization(reports: list[Report]) -> str | None:
    return next((report.organization for report in reports if report.organization), None)


def _name(name: str | None) -> str | None:
    return clean(name) or None if name else None


@lru_cache(maxsize=1 << 16)
def _bare(name: str) -> str:
    return "".join(character for character in normalize("NFKC", name).casefold() if character.isalnum())
