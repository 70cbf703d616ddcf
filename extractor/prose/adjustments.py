"""The identity "initial + additions − reductions = adjusted" where one paragraph states all of it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from extractor.evidence import Evidence
from extractor.prose.amounts import is_money
from extractor.prose.passage import Passage
from extractor.records import BudgetFigure, Composition, Term

_ADDED = re.compile(r"追加|调增|新增|增加|加上|上年结转|年初结转")
_REDUCED = re.compile(r"调减|核减|追减|压减|减少|收回|扣减|削减")
_DONE = re.compile(r"(?:追加|新增|增加|调[增减整]|[核追压扣削]减|减少|收回)[^，。；]{0,8}后")
"""追加后全年预算920万元 is the total, not another addition."""
_TAKEN_BACK = re.compile(r"(?:结转|结余|存量)[^，。；]{0,6}$")
"""What is taken back of last year's money leaves this year's budget as it was."""
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")

_Place = tuple[int, int | None, int | None]


def adjustments(amounts: list[BudgetFigure], prose: Sequence[Passage]) -> list[Composition]:
    """Return, for each paragraph that states it whole, adjusted budget = initial + additions − reductions.

    Read only where exactly one initial total stands first, then the changes, then the
    adjusted total, and nothing is named between them that was not read: anything else may
    be incomplete. A reduction is a part with a negative number.
    """
    by_block: dict[_Place, list[BudgetFigure]] = defaultdict(list)
    for amount in amounts:
        by_block[_place(amount.evidence)].append(amount)
    passages = {_place(passage.evidence(0, 1)): passage for passage in prose if passage.text}
    found = []
    for place, group in by_block.items():
        for position, first in enumerate(group):
            if (first.stage, first.scope, first.source) != ("initial", "total", "all"):
                continue
            if _is_restated(group[position : position + 2]):
                # 1.86亿元（18,624.30万元）: the later figure of the two is the exact one.
                continue
            chain = _chain(group[position:])
            total = chain[-1]
            if len(chain) < 3 or (total.stage, total.scope, total.source) != ("adjusted", "total", "all"):
                continue
            if not (_is_change(total) or _unread(passages[place], chain)):
                found.append(_composition(total, chain[:-1]))
    return found


def _place(evidence: Evidence) -> _Place:
    return evidence.block, evidence.row, evidence.column


def _is_restated(two: Sequence[BudgetFigure]) -> bool:
    """Return whether the second of two amounts is the first once more, as its being read alike says."""
    return len(two) == 2 and two[0].label == two[1].label and two[0].stage == two[1].stage


def _is_change(amount: BudgetFigure) -> bool:
    label = amount.label
    return not _DONE.search(label) and bool(_ADDED.search(label) or _REDUCED.search(label))


def _chain(group: Sequence[BudgetFigure]) -> list[BudgetFigure]:
    """Return the initial budget, the changes behind it, and the amount that follows them."""
    changes = list(takewhile(_is_change, group[1:]))
    return [*group[: len(changes) + 2]]


def _unread(passage: Passage, chain: Sequence[BudgetFigure]) -> bool:
    """Return whether money or a reduction is named between the amounts of *chain* that is none of them."""
    start, end = chain[0].evidence.end, chain[-1].evidence.start
    text = passage.text
    read = {amount.evidence.start for amount in chain}
    asides = [match.span() for match in _BRACKETED.finditer(text, start, end)]
    for index in passage.within(start, end):
        figure = passage.figures[index]
        aside = any(begin <= figure.start < stop for begin, stop in asides)
        if is_money(figure) and figure.start not in read and not aside:
            return True
    counted = sum(_REDUCED.search(amount.label) is not None for amount in chain[1:-1])
    clauses = re.split("[，,。；;]", text[start:end])
    named = sum(_REDUCED.search(_DONE.sub("", clause)) is not None for clause in clauses)
    return named > counted or any(
        _REDUCED.search(amount.label) and (_ADDED.search(amount.label) or _TAKEN_BACK.search(amount.label))
        for amount in chain[1:-1]
    )


def _composition(total: BudgetFigure, parts: Sequence[BudgetFigure]) -> Composition:
    return Composition(
        total=Term(label=total.label, quantity=total.quantity, evidence=total.evidence),
        parts=[_term(part) for part in parts],
        exhaustive=True,
        evidence=total.evidence,
    )


def _term(amount: BudgetFigure) -> Term:
    quantity = amount.quantity
    if _REDUCED.search(amount.label) and not isinstance(quantity.value, str) and quantity.value is not None:
        quantity = quantity.model_copy(update={"value": -quantity.value})
    return Term(label=amount.label, quantity=quantity, evidence=amount.evidence)
