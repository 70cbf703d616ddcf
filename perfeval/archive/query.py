"""What of a store is asked for: filters, lists of reports, one report in full."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simplejson import loads
from sqlalchemy import ColumnElement, Connection, Select, Table, exists, select

from perfeval.findings import SEVERITIES, Verification
from perfeval.rules.archive import catalogue
from perfeval.store.schema import EXPORTED, contents, files, findings, reports

SHOWN = (
    "id", "kind", "organization", "project", "year", "score", "grade", "execution_rate",
    "critical", "error", "warning", "info",
)  # fmt: skip
"""The columns of ``archive list``."""
_OF_FINDING = ("code", "severity", "title", "message", "stated", "recomputed", "fingerprint")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports are asked for; ``None`` asks for all.

    ``organization`` is a part of its name; ``rule`` a code or its beginning; ``severity``
    the least severe that counts. Rule and severity have to hold for one finding.
    """

    year: int | None = None
    organization: str | None = None
    kind: str | None = None
    grade: str | None = None
    rule: str | None = None
    severity: str | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what has to hold of a row of ``reports``."""
        if self.year is not None:
            yield reports.c.year == self.year
        if self.organization is not None:
            yield reports.c.organization.contains(self.organization, autoescape=True)
        if self.kind is not None:
            yield reports.c.kind == self.kind
        if self.grade is not None:
            yield reports.c.grade == self.grade
        wanted = list(self.finding_conditions())
        if wanted:
            of_report = findings.c.report == reports.c.id
            of_file = (findings.c.sha256 == reports.c.sha256) & findings.c.report.is_(None)
            yield exists(select(findings.c.number).where(of_report | of_file, *wanted))

    def finding_conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what has to hold of a row of ``findings``."""
        if self.rule is not None:
            yield findings.c.code.startswith(self.rule.upper(), autoescape=True)
        if self.severity is not None:
            yield findings.c.severity.in_(SEVERITIES[: SEVERITIES.index(self.severity) + 1])


def listed(connection: Connection, wanted: Filter) -> Iterator[dict[str, Any]]:
    """Yield the reports asked for, by organization, year, project and id."""
    query = (
        select(*(reports.c[name] for name in SHOWN))
        .where(*wanted.conditions())
        .order_by(
            # Databases differ in where they put what is not there.
            reports.c.organization.nulls_first(),
            reports.c.year.nulls_first(),
            reports.c.project.nulls_first(),
            reports.c.id,
        )
    )
    for row in connection.execution_options(yield_per=500).execute(query):
        yield dict(row._mapping)


@dataclass(frozen=True, slots=True)
class Shown:
    """One report in full: its file's verification with no other report, and where the file was met."""

    verification: Verification
    places: list[str]


def shown(connection: Connection, identity: str) -> Shown | None:
    """Return one report in full; ``None`` where there is none, or more than one.

    *identity* is a report's id or the beginning of one that no other report shares.
    """
    # A range finds them by the key, as LIKE would not; "~" sorts behind whatever an id is made of.
    query = select(reports.c.sha256, reports.c.number, reports.c.id).where(
        reports.c.id >= identity, reports.c.id < identity + "~"
    )
    found = connection.execute(query.order_by(reports.c.id).limit(2)).all()
    if len(found) != 1:
        return None
    sha256, number, report = found[0]
    packed = connection.execute(select(contents.c.verification).where(contents.c.sha256 == sha256)).scalar()
    data = loads(zlib.decompress(packed or b""), use_decimal=True)
    data["reports"] = [data["reports"][number]]
    _add_findings_of_archive(connection, data, sha256, report, number)
    places = connection.execute(select(files.c.place).where(files.c.sha256 == sha256).order_by(files.c.place))
    return Shown(Verification.model_validate(data), list(places.scalars()))


def _add_findings_of_archive(
    connection: Connection, data: dict[str, Any], sha256: str, report: str, number: int
) -> None:
    """Put what the rules over the archive found of a report, or of its file, to what its file shows.

    The store keeps a quote and place of these findings, not a whole evidence.
    """
    query = select(findings).where(findings.c.sha256 == sha256, findings.c.code.in_(list(catalogue())))
    for row in connection.execute(query.order_by(findings.c.number)):
        if row.report not in (report, None):
            continue
        values = {name: row._mapping[name] for name in _OF_FINDING}
        of_report = row.report is not None
        finding = {**values, "evidence": [], "report": number if of_report else None}
        (data["reports"][0] if of_report else data)["findings"].append(finding)
        data["summary"][row.severity] += 1


def exported(name: str, wanted: Filter) -> Select[Any]:
    """Return the query of table *name* for those reports that are asked for, its rows sorted."""
    table = EXPORTED[name]
    query = select(table).order_by(*table.primary_key.columns)
    conditions = list(wanted.conditions())
    if table is findings:
        return query.where(*wanted.finding_conditions(), *findings_of(wanted))
    if not conditions:
        return query
    if table is reports:
        return query.where(*conditions)
    return query.where(*_of(table, wanted))


def findings_of(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """Yield what makes a finding one of the reports asked for, or of a file that holds one."""
    conditions = list(wanted.conditions())
    if conditions:
        own = findings.c.report.in_(select(reports.c.id).where(*conditions))
        file = findings.c.sha256.in_(select(reports.c.sha256).where(*conditions))
        yield own | (findings.c.report.is_(None) & file)


def _of(table: Table, wanted: Filter) -> Iterator[ColumnElement[bool]]:
    conditions = list(wanted.conditions())
    if not conditions:
        return
    if "report" in table.c:
        yield table.c.report.in_(select(reports.c.id).where(*conditions))
    else:
        yield table.c.sha256.in_(select(reports.c.sha256).where(*conditions))
