"""Lists that give single named items a budget and spending of their own.

``路灯维护预算80万元，支出78万元，执行率97.50%；绿化养护预算…``: between semicolons every
clause speaks of one item, and none of its amounts is a figure of the whole.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.prose.amounts import is_money
from extractor.prose.moneytags import residue, tags
from extractor.prose.passage import Passage, clause_start

_CLAUSE = re.compile("[^；;]+")
_PLANNED = re.compile(r"(?:预算|安排|批复)(?:数|资金|金额|经费|支出)?(?:为|共计|共|合计)?\s*$")
_SPENT = re.compile("支出|执行|支付|使用|列支|花费")
_EVERYTHING = re.compile("^(?:全[省市县区旗州镇乡局院校系部]|整体|总体|系统|上述|以上)")
_OF_WHICH = re.compile("其中")
_TOTAL = re.compile("合计|共计|总计")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause that states a budget and then spending; ``name`` is empty where it is of no single item."""

    start: int
    end: int
    name: str
    of_which: bool


def item_clauses(passage: Passage, start: int, end: int) -> list[tuple[int, int]]:
    """Return the clauses of the sentence ``start``-``end`` that speak of one named item each.

    A clause all by itself may name the money of the report itself: it is an item only
    behind 其中, beside another item, or behind a clause about the whole.
    """
    found: list[tuple[int, int]] = []
    run: list[_Clause] = []
    listed = False
    for match in _CLAUSE.finditer(passage.text, start, end):
        clause = _read(passage, match.start(), match.end())
        if clause is None:
            found += _items(run, listed)
            run, listed = [], False
            continue
        if clause.of_which or not clause.name:
            # What 其中 takes apart is a whole, even where it has a name.
            found += _items(run if listed else run[:-1], listed)
            run, listed = [], True
        if clause.name:
            run.append(clause)
    return [*found, *_items(run, listed)]


def in_clause(clauses: Sequence[tuple[int, int]], at: int) -> bool:
    """Return whether *at* lies in one of *clauses*, which are in order."""
    place = bisect_right(clauses, (at, at)) - 1
    return any(start <= at < end for start, end in clauses[max(place, 0) : place + 2])


def _items(run: list[_Clause], listed: bool) -> list[tuple[int, int]]:
    if not listed and len({clause.name for clause in run}) < max(len(run), 2):
        return []
    return [(clause.start, clause.end) for clause in run]


def _read(passage: Passage, start: int, end: int) -> _Clause | None:
    """Return a clause that states a budget, and then spending; ``None`` where it does not."""
    text = passage.text
    money = [figure for index in passage.within(start, end) if is_money(figure := passage.figures[index])]
    if len(money) < 2 or _SPENT.search(text, money[0].end, money[-1].start) is None:
        return None
    amount = money[0].start
    begin = clause_start(text, amount, start, "，,：:")
    of_which = _OF_WHICH.search(text, start, amount)
    if of_which:
        begin = max(begin, of_which.end())
    if not _PLANNED.search(text[begin:amount]):
        return None
    own = tags(text, begin, amount)
    name = residue(text, begin, amount)
    if (
        len(name) < _SHORTEST
        or _EVERYTHING.match(text[begin:amount].strip())
        or _TOTAL.search(text, begin, amount)
        # 人员经费预算…；公用经费预算…: a scope of the budget, not an item.
        or any("source" in tag.tags or tag.tags.get("scope", "project") != "project" for tag in own)
    ):
        name = ""
    return _Clause(start, end, name, of_which is not None)
