"""The amounts of a report as the rules over an archive see them: its budget figures, and last year's.

Last year's stand beside this year's: “支出120万元，比上年的100万元增加20万元”. What such a
figure is of (stage, scope, source) is known from this year's, where that is one of the
report's budget figures.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, select

from perfeval.quantities import unit_factor
from perfeval.rules.archive.registry import Amount
from perfeval.store.schema import budgets, changes

WHERE = ("evidence", "page", "block", "table_row", "table_column")
"""The columns of every table of facts that tell where a figure stands."""
_OTHER = re.compile("年初|预算|计划|目标|任务|批复|定额|上限|同期")
"""What may stand between 上年 and a figure that is then not certainly of the whole of last year: beside
a figure as of some day, 上年同期 is that of the same day."""
_FARTHEST = 12
"""Characters between the words for last year and the figure."""


def amounts_of(connection: Connection, years: Mapping[str, int | None]) -> Callable[[str], Sequence[Amount]]:
    """Return what gives the amounts of a report by its id; *years* are the reports' own."""
    stated = select(budgets).where(budgets.c.report == bindparam("id")).order_by(budgets.c.number)
    grown = select(changes).where(changes.c.report == bindparam("id")).order_by(changes.c.number)

    def of(report: str) -> Sequence[Amount]:
        own = [
            Amount(row.stage, row.scope, row.source, row.year, row.text, row.yuan, where_of(row))
            for row in connection.execute(stated, {"id": report})
        ]
        year = years.get(report)
        if year is None:
            return own
        return [*own, *prior_amounts(connection.execute(grown, {"id": report}).all(), own, year)]

    return of


def where_of(row: Any) -> dict[str, Any]:
    """Return the columns for the place of a row."""
    return {name: getattr(row, name) for name in WHERE}


def prior_amounts(rows: Sequence[Any], amounts: Sequence[Amount], year: int) -> Iterator[Amount]:
    """Yield last year's amounts that *rows* of the table of changes state beside one of *amounts*."""
    known = {(each.stage, each.scope, each.source, each.text) for each in amounts if each.year == year - 1}
    for row in rows:
        factor = unit_factor(row.base_unit)
        if row.direction == "exceed" or not factor or row.base_value is None or not row.current:
            continue
        beside = {
            (each.stage, each.scope, each.source)
            for each in amounts
            if (each.text, each.where.get("block")) == (row.current, row.block) and each.year in (year, None)
        }
        if len(beside) != 1 or not _of_last_year(row.evidence or "", row.base, year):
            continue
        stage, scope, source = beside.pop()
        if (stage, scope, source, row.base) not in known:
            yuan = row.base_value * Decimal(factor.numerator) / Decimal(factor.denominator)
            yield Amount(stage, scope, source, year - 1, row.base, yuan, where_of(row))


def _of_last_year(evidence: str, base: str, year: int) -> bool:
    """Return whether the words right before *base* say that it is last year's."""
    before = evidence.partition(base)[0] if base in evidence else ""
    marks = list(re.finditer(f"上年|去年|上一年|{year - 1}年", before))
    if not marks:
        return False
    between = before[marks[-1].end() :]
    return len(between) <= _FARTHEST and not _OTHER.search(between)
