"""One report of a store in full."""

import zlib
from dataclasses import dataclass
from typing import Any

from simplejson import loads
from sqlalchemy import Connection, select

from perfeval.findings import Verification
from perfeval.rules.archive import catalogue
from perfeval.store.schema import contents, files, findings, reports

_OF_FINDING = ("code", "severity", "title", "message", "stated", "recomputed", "fingerprint")
_NAMED = 3
"""Reports that share the beginning of an id and are named."""


class NotOne(ValueError):
    """An id that is of no report, or of several; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One report in full: its file's verification with no other report, and where the file was met."""

    verification: Verification
    places: list[str]


def shown(connection: Connection, identity: str) -> Shown:
    """Return one report in full.

    *identity* is a report's id or the beginning of one that no other report shares; raises
    :class:`NotOne` for another.
    """
    # A range finds them by the key, as LIKE would not; "~" sorts behind whatever an id is made of.
    query = select(reports.c.sha256, reports.c.number, reports.c.id).where(
        reports.c.id >= identity, reports.c.id < identity + "~"
    )
    found = connection.execute(query.order_by(reports.c.id).limit(_NAMED + 1)).all()
    if not found:
        raise NotOne(f"没有编号以 {identity} 开头的报告；perfeval archive list 列出编号")
    exact = [row for row in found if row.id == identity]
    if len(found) > 1 and not exact:
        named = "、".join(row.id for row in found[:_NAMED]) + ("等" if len(found) > _NAMED else "")
        raise NotOne(f"编号以 {identity} 开头的报告不止一份（{named}）；请多写几位")
    sha256, number, report = (exact or found)[0]
    packed = connection.execute(select(contents.c.verification).where(contents.c.sha256 == sha256)).scalar()
    data = loads(zlib.decompress(packed or b""), use_decimal=True)
    data["reports"] = [data["reports"][number]]
    _add_findings_of_archive(connection, data, sha256, report, number)
    query_of_places = select(files.c.place).where(files.c.sha256 == sha256).order_by(files.c.place)
    places = list(connection.execute(query_of_places).scalars())
    if places:  # It was verified under the name it was met by first, which may be gone.
        data["source"]["name"] = places[0]
    return Shown(Verification.model_validate(data), places)


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
