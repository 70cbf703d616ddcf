"""What an auditor asks of a whole archive: how many, how good, how much spent, what was found."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from perfeval.archive.query import Filter, findings_of
from perfeval.findings import SEVERITIES
from perfeval.store.schema import files, findings, reports

RATE_STEPS = (Decimal(0), Decimal(50), Decimal(80), Decimal(90), Decimal(95), Decimal(100))
"""Lower bounds of the classes of execution rates; the last one holds 100 % and above."""
_FULL = Decimal(100)


def statistics(connection: Connection, wanted: Filter) -> dict[str, Any]:
    """Return the statistics of the reports asked for, as JSON types and decimals."""
    conditions = list(wanted.conditions())
    rows = connection.execute(
        select(
            reports.c.kind, reports.c.year, reports.c.grade, reports.c.score, reports.c.full_score,
            reports.c.execution_rate,
        ).where(*conditions)
    ).all()  # fmt: skip
    rates = [row.execution_rate for row in rows if row.execution_rate is not None]
    scores = [row.score for row in rows if row.score is not None]
    return {
        "files": _files(connection),
        "failures": _failures(connection),
        "reports": len(rows),
        "kinds": _sorted(Counter(row.kind for row in rows)),
        "years": _sorted(Counter(str(row.year) for row in rows if row.year is not None)),
        "grades": _grades(rows),
        "scores": {"stated": len(scores), "full_marks": sum(_full(row) for row in rows),
                   "mean": _mean(scores), "lowest": min(scores, default=None)},
        "execution_rates": {"stated": len(rates), "mean": _mean(rates), "classes": _classes(rates)},
        "severities": _severities(connection, wanted),
        "rules": _rules(connection, wanted),
        "organizations": _organizations(connection, wanted),
    }  # fmt: skip


def _files(connection: Connection) -> dict[str, int]:
    query = select(files.c.status, func.count()).group_by(files.c.status)
    counted = {str(status): int(number) for status, number in connection.execute(query)}
    return {"all": sum(counted.values()), **dict(sorted(counted.items()))}


def _failures(connection: Connection) -> dict[str, int]:
    query = select(files.c.cause, func.count()).where(files.c.status == "failed").group_by(files.c.cause)
    return dict(sorted((str(cause), number) for cause, number in connection.execute(query)))


def _grades(rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Return, by grade, how many reports state it and the scores they state."""
    grades: dict[str, list[Decimal]] = {}
    counted: Counter[str] = Counter()
    for row in rows:
        label = row.grade or ""
        counted[label] += 1
        if row.score is not None:
            grades.setdefault(label, []).append(row.score)
    return {
        label: {
            "reports": counted[label],
            "lowest": min(grades.get(label, ()), default=None),
            "mean": _mean(grades.get(label, ())),
            "highest": max(grades.get(label, ()), default=None),
        }
        for label in sorted(counted, key=lambda label: (-counted[label], label))
    }


def _full(row: Any) -> bool:
    """Whether a report gives itself the full score, 100 where it prints none."""
    return row.score is not None and row.score >= (row.full_score or _FULL)


def _mean(values: Iterable[Decimal]) -> Decimal | None:
    numbers = list(values)
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.01")) if numbers else None


def _classes(rates: Sequence[Decimal]) -> dict[str, int]:
    """Return how many rates lie in each class, by its lower bound."""
    return {
        str(low): sum(low <= rate and (high is None or rate < high) for rate in rates)
        for low, high in zip(RATE_STEPS, [*RATE_STEPS[1:], None], strict=True)
    }


def _severities(connection: Connection, wanted: Filter) -> dict[str, int]:
    counted = _counted(connection, wanted, findings.c.severity)
    return {severity: counted.get(severity, 0) for severity in SEVERITIES}


def _rules(connection: Connection, wanted: Filter) -> dict[str, int]:
    return dict(sorted(_counted(connection, wanted, findings.c.code).items()))


def _counted(connection: Connection, wanted: Filter, column: Any) -> dict[str, int]:
    conditions = (*wanted.finding_conditions(), *findings_of(wanted))
    query = select(column, func.count()).where(*conditions).group_by(column)
    return {str(name): number for name, number in connection.execute(query)}


def _organizations(connection: Connection, wanted: Filter) -> dict[str, dict[str, int]]:
    """Return, by organization, its reports and their findings from error upwards."""
    query = (
        select(
            reports.c.organization, func.count(), func.sum(reports.c.critical), func.sum(reports.c.error),
            func.sum(reports.c.warning),
        )
        .where(*wanted.conditions())
        .group_by(reports.c.organization)
        .order_by(reports.c.organization.nulls_first())
    )  # fmt: skip
    return {
        name or "": {"reports": int(number), "critical": int(critical), "error": int(error),
                     "warning": int(warning)}
        for name, number, critical, error, warning in connection.execute(query)
    }  # fmt: skip


def _sorted(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted(counted.items()))
