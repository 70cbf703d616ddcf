"""What the verifications of a store give, written into its tables as they are now."""

import zlib
from collections import defaultdict

from simplejson import loads
from sqlalchemy import Connection, delete, insert, select, update

from perfeval.findings import SEVERITIES, Verification
from perfeval.store.rows import Row, facts_of, report_id, report_row, storable
from perfeval.store.schema import contents, metadata, reports

_DERIVED = ("budgets", "rates", "indicators", "changes")
"""The tables whose rows a verification alone gives."""


def refill(connection: Connection) -> None:
    """Write what the verifications of a store give into its tables, as those are now.

    What the rules over the archive found stays. A content whose verification cannot be read
    any more is one that the next batch verifies anew.
    """
    keys = connection.execute(select(contents.c.sha256).where(contents.c.status == "done")).scalars().all()
    for sha256 in keys:
        query = select(contents.c.verification).where(contents.c.sha256 == sha256)
        try:
            packed = connection.execute(query).scalar() or b""
            verification = Verification.model_validate(loads(zlib.decompress(packed), use_decimal=True))
        except (ValueError, zlib.error):
            connection.execute(update(contents).where(contents.c.sha256 == sha256).values(settings=""))
            continue
        _refill(connection, sha256, verification)


def _refill(connection: Connection, sha256: str, verification: Verification) -> None:
    tables: dict[str, list[Row]] = defaultdict(list)
    for number, each in enumerate(verification.reports):
        identity = report_id(sha256, number)
        row = storable(report_row(sha256, number, each))
        values = {name: value for name, value in row.items() if name not in SEVERITIES}
        connection.execute(update(reports).where(reports.c.id == identity).values(values))
        for name, facts in facts_of(identity, each).items():
            tables[name].extend(map(storable, facts))
    own = select(reports.c.id).where(reports.c.sha256 == sha256)
    for name in _DERIVED:
        table = metadata.tables[name]
        connection.execute(delete(table).where(table.c.report.in_(own)))
        if tables[name]:
            connection.execute(insert(table), tables[name])
