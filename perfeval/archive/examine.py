"""The rules over a whole archive, run on a store; what they find replaces what they found before."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from extractor.records import Indicator, IndicatorEvidence, Quantity
from perfeval.archive.amounts import WHERE, amounts_of, where_of
from perfeval.findings import SEVERITIES
from perfeval.rules.archive import catalogue
from perfeval.rules.archive.registry import Archive, Filed, Found, Listed
from perfeval.rules.archive.roster import BadRoster, Expected, read_roster
from perfeval.rules.archive.texts import Text
from perfeval.store.rows import Row
from perfeval.store.schema import contents, files, findings, indicators, reports, texts
from perfeval.store.store import Store

ROSTER = "roster"
"""The status in ``contents`` of a roster that findings are of."""
_CHUNK = 1_000


def examine(store: Store, roster: Path | None = None, *, language: str = "zh") -> Counter[str]:
    """Run the rules over all reports of *store*, keep what they find and return how much of each.

    Equal stores give equal findings, whoever filled them in what order. *roster* names the
    reports that should be there; raises :class:`~perfeval.rules.archive.roster.BadRoster` for
    one that cannot be read.
    """
    expected, mark = roster_of(roster) if roster else (None, "")
    with store.reading() as connection:
        archive = archive_of(connection, language, expected, mark)
        found = [each for rule in catalogue().values() for each in rule.check(archive)]
    with store.writing() as connection:
        _clear(connection)
        if expected is not None and roster is not None:
            _note_roster(connection, mark, roster.stat().st_size)
        _keep(connection, found)
        _count(connection)
    return Counter(each.code for each in found)


def load() -> None:
    """Load the rules and what they take long to load; a batch does so while its workers begin."""
    import datasketch  # noqa: F401

    catalogue()


def roster_of(path: Path) -> tuple[list[Expected], str]:
    """Return what a roster asks for and the hash of its bytes; raises :class:`BadRoster`, naming the file."""
    try:
        data = path.read_bytes()
        return read_roster(data), sha256(data).hexdigest()
    except OSError as error:
        raise BadRoster(f"{path}：无法读取（{error.strerror}）；请核对路径") from error
    except BadRoster as error:
        raise BadRoster(f"{path}：{error}") from error


def archive_of(
    connection: Connection, language: str, roster: Sequence[Expected] | None = None, mark: str = ""
) -> Archive:
    """Return a store as the rules see it; what is large is read when they ask for it."""
    places = _places(connection)
    filed = list(_filed(connection, places))
    return Archive(
        reports=filed,
        budgets=amounts_of(connection, {report.id: report.year for report in filed}),
        indicators=_indicators(connection),
        texts=_Texts(connection),
        places=places,
        roster=roster,
        roster_hash=mark,
        language=language,
    )


def _places(connection: Connection) -> dict[str, list[str]]:
    known = select(files.c.sha256, files.c.place).where(files.c.sha256.in_(select(contents.c.sha256)))
    places: dict[str, list[str]] = defaultdict(list)
    for mark, place in connection.execute(known):
        places[mark].append(place)
    return {mark: sorted(each) for mark, each in sorted(places.items())}


def _filed(connection: Connection, places: Mapping[str, Sequence[str]]) -> Iterator[Filed]:
    columns = [
        reports.c[name] for name in ("id", "sha256", "kind", "organization", "project", "year", "score")
    ]
    query = select(*columns, contents.c.format).join(contents, contents.c.sha256 == reports.c.sha256)
    for row in connection.execute(query.order_by(reports.c.id)):
        met = places.get(row.sha256, ())
        yield Filed(
            row.id, row.sha256, row.kind, row.organization, row.project, row.year, row.score,
            met[0] if met else row.sha256[:16], row.format or "",
        )  # fmt: skip


def _indicators(connection: Connection) -> Callable[[str], Sequence[Listed]]:
    query = select(indicators).where(indicators.c.report == bindparam("id")).order_by(indicators.c.number)

    def of(report: str) -> Sequence[Listed]:
        return [_listed(row) for row in connection.execute(query, {"id": report})]

    return of


def _listed(row: Any) -> Listed:
    target = _quantity(row.target, row.target_value, row.target_unit, row.comparator, row.target_upper)
    actual = _quantity(row.actual, row.actual_value, row.actual_unit)
    indicator = Indicator(
        level1=row.level1, level2=row.level2, name=row.name, target=target, actual=actual,
        evidence=IndicatorEvidence(),
    )  # fmt: skip
    return Listed(indicator, where_of(row))


def _quantity(
    text: str | None, value: str | None, unit: str | None, comparator: Any = None, upper: str | None = None
) -> Quantity | None:
    if text is None:
        return None
    number = _decimal(value)
    kind = "qualitative" if value is None else "date" if number is None else "number"
    return Quantity(
        text=text, kind=cast(Any, kind), comparator=comparator, value=value if number is None else number,
        upper=upper if _decimal(upper) is None else _decimal(upper), unit=unit,
    )  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


class _Texts:
    """The running texts of the store, by organization; gone through anew each time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __iter__(self) -> Iterator[Text]:
        query = (
            select(texts.c.report, reports.c.organization, reports.c.project, texts.c.text)
            .join(reports, reports.c.id == texts.c.report)
            .where(reports.c.organization.is_not(None), reports.c.organization != "")
            .order_by(reports.c.organization, reports.c.id)
        )
        # The chunk is this query's own: options set on the connection would hold for all others.
        for row in self._connection.execute(query, execution_options={"yield_per": _CHUNK}):
            names = tuple(name for name in (row.organization, row.project) if name)
            yield Text(row.report, row.organization, zlib.decompress(row.text).decode(), names)


def _clear(connection: Connection) -> None:
    connection.execute(delete(findings).where(findings.c.code.in_(list(catalogue()))))
    connection.execute(delete(contents).where(contents.c.status == ROSTER))


def _note_roster(connection: Connection, mark: str, size: int) -> None:
    """Give the findings of a roster a content to belong to, unless the file itself is in the archive."""
    if connection.execute(select(contents.c.sha256).where(contents.c.sha256 == mark)).first() is None:
        row = {"sha256": mark, "settings": "", "status": ROSTER, "format": "csv", "bytes": size, "reports": 0}
        connection.execute(insert(contents), [row])


def _keep(connection: Connection, found: Sequence[Found]) -> None:
    """Write findings behind those that their files have already."""
    highest = select(findings.c.sha256, func.max(findings.c.number)).group_by(findings.c.sha256)
    after = {mark: number + 1 for mark, number in connection.execute(highest)}
    rows: list[Row] = []
    for each in sorted(found, key=lambda one: (one.sha256, one.code, one.report or "", one.fingerprint)):
        number = after.get(each.sha256, 0)
        after[each.sha256] = number + 1
        rows.append(_row(each, number))
    for start in range(0, len(rows), _CHUNK):
        connection.execute(insert(findings), rows[start : start + _CHUNK])


def _row(found: Found, number: int) -> Row:
    return {
        "sha256": found.sha256, "number": number, "report": found.report, "code": found.code,
        "severity": found.severity, "title": found.title, "message": found.message, "stated": found.stated,
        "recomputed": found.recomputed, "fingerprint": found.fingerprint,
        **{name: found.where.get(name) for name in WHERE},
    }  # fmt: skip


def _count(connection: Connection) -> None:
    """Bring the numbers of findings in ``reports`` up to date."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    query = select(findings.c.report, findings.c.severity, func.count())
    by_report = query.where(findings.c.report.is_not(None)).group_by(findings.c.report, findings.c.severity)
    for report, severity, number in connection.execute(by_report):
        counted[report][severity] = number
    changed = [
        {"report": report, **{severity: counted[report][severity] for severity in SEVERITIES}}
        for report, *before in connection.execute(
            select(reports.c.id, *(reports.c[severity] for severity in SEVERITIES))
        )
        if before != [counted[report][severity] for severity in SEVERITIES]
    ]
    if changed:
        one = update(reports).where(reports.c.id == bindparam("report"))
        connection.execute(one, changed)
