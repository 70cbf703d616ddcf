"""What an auditor asks of a whole archive: how many, how good, how much spent, what was found."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from sqlalchemy import CompoundSelect, Connection, func, select, union_all

from perfeval.archive.query import Filter, findings_of
from perfeval.severities import SEVERITIES
from perfeval.store.schema import files, findings, reports

RATE_STEPS = tuple(map(Decimal, (0, 50, 80, 90, 95, 100)))
"""Lower bounds of the classes of execution rates; the last one holds 100 % and above."""
SCORE_STEPS = tuple(map(Decimal, (0, 60, 70, 80, 90, 95, 100)))
"""Lower bounds of the classes of scores, each as a percentage of its full score."""
_FULL = Decimal(100)
_READ = ("kind", "year", "grade", "grade_earned", "score", "full_score", "execution_rate")


def statistics(connection: Connection, wanted: Filter) -> dict[str, Any]:
    """Return the statistics of the reports asked for, as JSON types and decimals.

    Files and failures are those of the whole store: what failed has no report to be asked for.
    """
    rows = connection.execute(select(*(reports.c[name] for name in _READ)).where(*wanted.conditions())).all()
    rates = [row.execution_rate for row in rows if row.execution_rate is not None]
    told = connection.execute(_told(wanted)).all()
    return {
        "files": _files(connection),
        "failures": _failures(connection),
        "reports": len(rows),
        "kinds": _sorted(Counter(row.kind for row in rows)),
        "years": _sorted(Counter(str(row.year) for row in rows if row.year is not None)),
        "grades": _grades(rows),
        "scores": _scores(rows),
        "execution_rates": {"stated": len(rates), "mean": _mean(rates),
                            "classes": _classes(rates, RATE_STEPS)},
        "severities": _severities(connection, wanted),
        "reports_with": _reports_with(told, len(rows)),
        "rules": _rules(connection, wanted, told),
        "organizations": _organizations(connection, wanted, told),
    }  # fmt: skip


def _files(connection: Connection) -> dict[str, int]:
    query = select(files.c.status, func.count()).group_by(files.c.status)
    counted = {str(status): int(number) for status, number in connection.execute(query)}
    return {"all": sum(counted.values()), **dict(sorted(counted.items()))}


def _failures(connection: Connection) -> dict[str, int]:
    query = select(files.c.cause, func.count()).where(files.c.status == "failed").group_by(files.c.cause)
    return dict(sorted((str(cause), number) for cause, number in connection.execute(query)))


def _grades(rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Return, by grade, how many reports state it, the scores they state, and what those earn."""
    grades: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grades[row.grade or ""].append(row)
    return {
        label: {"reports": len(own), **_spread([row.score for row in own if row.score is not None]),
                "earned": _sorted(Counter(row.grade_earned for row in own if row.grade_earned))}
        for label, own in sorted(grades.items(), key=lambda item: (-len(item[1]), item[0]))
    }  # fmt: skip


def _spread(scores: Sequence[Decimal]) -> dict[str, Decimal | None]:
    return {"lowest": min(scores, default=None), "mean": _mean(scores), "highest": max(scores, default=None)}


def _scores(rows: Sequence[Any]) -> dict[str, Any]:
    """Return how the stated scores are spread."""
    stated = [row for row in rows if row.score is not None]
    return {
        "stated": len(stated),
        "full_marks": sum(map(_full, stated)),
        **_spread([row.score for row in stated]),
        "classes": _classes([_per_cent(row) for row in stated], SCORE_STEPS),
    }


def _full(row: Any) -> bool:
    """Whether a report gives itself the full score, 100 where it prints none."""
    return bool(row.score >= (row.full_score or _FULL))


def _per_cent(row: Any) -> Decimal:
    return row.score * 100 / (row.full_score or _FULL)  # type: ignore[no-any-return]


def _mean(values: Iterable[Decimal]) -> Decimal | None:
    numbers = list(values)
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.01")) if numbers else None


def _classes(values: Sequence[Decimal], steps: Sequence[Decimal]) -> dict[str, int]:
    """Return how many values lie in each class, by its lower bound; below the first is in the first."""
    counted = Counter(max(bisect_right(steps, value), 1) for value in values)
    return {str(low): counted[place] for place, low in enumerate(steps, 1)}


def _severities(connection: Connection, wanted: Filter) -> dict[str, int]:
    query = (
        select(findings.c.severity, func.count())
        .where(*wanted.finding_conditions(), *findings_of(wanted))
        .group_by(findings.c.severity)
    )
    counted = {str(name): int(number) for name, number in connection.execute(query)}
    return {severity: counted.get(severity, 0) for severity in SEVERITIES}


def _told(wanted: Filter) -> CompoundSelect[Any]:
    """Return the query for a row a finding and report it is of; one of a file is of every report in it."""
    columns = (
        reports.c.id, reports.c.organization, findings.c.sha256, findings.c.number, findings.c.code,
        findings.c.severity,
    )  # fmt: skip
    conditions = (*wanted.conditions(), *wanted.finding_conditions())
    own = select(*columns).join(reports, reports.c.id == findings.c.report)
    of_file = (
        select(*columns)
        .join(reports, reports.c.sha256 == findings.c.sha256)
        .where(findings.c.report.is_(None))
    )
    return union_all(own.where(*conditions), of_file.where(*conditions))


def _reports_with(told: Sequence[Any], every: int) -> dict[str, dict[str, Any]]:
    """Return, by severity, how many reports have a finding of it or a worse one, and per hundred."""
    rank = {name: place for place, name in enumerate(SEVERITIES)}
    worst: dict[str, int] = {}
    for report, _, _, _, _, severity in told:
        worst[report] = min(worst.get(report, len(rank)), rank[severity])
    counted = Counter(worst.values())
    totals = accumulate(counted[place] for place in range(len(SEVERITIES)))
    return {
        name: {"reports": number, "percent": _mean([Decimal(100 * number) / every]) if every else None}
        for name, number in zip(SEVERITIES, totals, strict=True)
    }


def _rules(connection: Connection, wanted: Filter, told: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Return, by code, the rule's title, its findings by severity, and how many it is found of."""
    query = (
        select(findings.c.code, findings.c.severity, findings.c.title, func.count())
        .where(*wanted.finding_conditions(), *findings_of(wanted))
        .group_by(findings.c.code, findings.c.severity, findings.c.title)
        .order_by(findings.c.code, findings.c.title)
    )
    rules: dict[str, dict[str, Any]] = {}
    for code, severity, title, number in connection.execute(query):
        rule = rules.setdefault(
            code,
            {"title": title, "findings": 0, **dict.fromkeys(SEVERITIES, 0), "reports": 0, "organizations": 0},
        )
        rule["findings"] += number
        rule[severity] += number
    own: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, set[str]] = defaultdict(set)
    for report, organization, _, _, code, _ in told:
        own[code].add(report)
        if organization is not None:
            owners[code].add(organization)
    for code in own:
        rules[code] |= {"reports": len(own[code]), "organizations": len(owners[code])}
    return rules


def _organizations(connection: Connection, wanted: Filter, told: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Return, by organization, its reports and their findings: by severity, and by code."""
    counted = (
        select(reports.c.organization, func.count())
        .where(*wanted.conditions())
        .group_by(reports.c.organization)
        .order_by(reports.c.organization.nulls_first())
    )
    organizations: dict[str, dict[str, Any]] = {
        name or "": {"reports": number, **dict.fromkeys(SEVERITIES, 0), "rules": {}}
        for name, number in connection.execute(counted)
    }
    # A finding of a file that holds several reports of one organization is one.
    single = {(organization or "", code, severity, mark, number)
              for _, organization, mark, number, code, severity in told}  # fmt: skip
    counts = Counter((name, code, severity) for name, code, severity, _, _ in single)
    for (name, code, severity), number in sorted(counts.items()):
        found = organizations[name]
        found[severity] += number
        found["rules"][code] = found["rules"].get(code, 0) + number
    return organizations


def _sorted(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted(counted.items()))
