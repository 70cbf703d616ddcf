"""What of a store is asked for: filters, lists of reports, rows of its tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from perfeval.severities import SEVERITIES
from perfeval.store.schema import EXPORTED, files, findings, reports

SHOWN = (
    "id", "kind", "organization", "project", "year", "score", "grade", "execution_rate",
    "critical", "error", "warning", "info",
)  # fmt: skip
"""The columns of ``archive list``."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports are asked for; ``None`` asks for all.

    ``organization`` is a part of its name, Latin letters in either case; ``rule`` a code or its
    beginning; ``severity`` the least severe that counts. Rule and severity have to hold for one
    finding.
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
            yield reports.c.organization.icontains(self.organization, autoescape=True)
        if self.kind is not None:
            yield reports.c.kind == self.kind
        if self.grade is not None:
            yield reports.c.grade == self.grade
        wanted = list(self.finding_conditions())
        if wanted:
            # Two lists made once; asked of each report anew they would take minutes.
            own = select(findings.c.report).where(findings.c.report.is_not(None), *wanted)
            of_file = select(findings.c.sha256).where(findings.c.report.is_(None), *wanted)
            yield reports.c.id.in_(own) | reports.c.sha256.in_(of_file)

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


def exported(name: str, wanted: Filter) -> Select[Any]:
    """Return the query of table *name* for those reports that are asked for, its rows sorted.

    Behind the columns of the table stands whose they are: organization, project and year of the
    report, and the first place its file was met at.
    """
    table = EXPORTED[name]
    query = _with_owner(table).order_by(*table.primary_key.columns)
    if table is findings:
        return query.where(*wanted.finding_conditions(), *findings_of(wanted))
    if table is reports:
        return query.where(*wanted.conditions())
    return query.where(*_of(table, wanted))


def _with_owner(table: Table) -> Select[Any]:
    if table is files:
        return select(table)
    if table is reports:
        return select(table, _first_place(reports.c.sha256))
    own = reports.alias()
    whose = (own.c.organization, own.c.project, own.c.year.label("report_year"))
    content = findings.c.sha256 if table is findings else own.c.sha256
    # A finding of a whole file is of no report.
    return select(table, *whose, _first_place(content)).outerjoin(own, own.c.id == table.c.report)


def _first_place(content: ColumnElement[str]) -> ColumnElement[str]:
    return select(func.min(files.c.place)).where(files.c.sha256 == content).scalar_subquery().label("place")


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
