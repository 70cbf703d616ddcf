"""The identity "initial + additions = adjusted" where one sentence states all of it."""

import re
from collections import defaultdict

from extractor.records import BudgetFigure, Composition, Term

_ADDED = re.compile(r"追加|调增|新增|增加|加上|上年结转|年初结转")
_REDUCED = re.compile(r"调减|核减|追减|压减|减少|收回")


def adjustments(amounts: list[BudgetFigure]) -> list[Composition]:
    """Return, for each paragraph that states it whole, adjusted budget = initial + additions.

    Read only where exactly one initial total stands first, then additions, then the
    adjusted total, with no reduction among them: anything else may be incomplete.
    """
    by_block: dict[tuple[int, int | None, int | None], list[BudgetFigure]] = defaultdict(list)
    for amount in amounts:
        place = amount.evidence
        by_block[(place.block, place.row, place.column)].append(amount)
    found = []
    for group in by_block.values():
        for position, first in enumerate(group):
            if first.stage != "initial" or first.scope != "total" or first.source != "all":
                continue
            added: list[BudgetFigure] = []
            for amount in group[position + 1 :]:
                if _REDUCED.search(amount.label):
                    break
                if _ADDED.search(amount.label):
                    added.append(amount)
                    continue
                if (
                    added
                    and amount.stage == "adjusted"
                    and amount.scope == "total"
                    and amount.source == "all"
                ):
                    found.append(_composition(amount, [first, *added]))
                break
    return found


def _composition(total: BudgetFigure, parts: list[BudgetFigure]) -> Composition:
    return Composition(
        total=_term(total), parts=[_term(part) for part in parts], exhaustive=True, evidence=total.evidence
    )


def _term(amount: BudgetFigure) -> Term:
    return Term(label=amount.label, quantity=amount.quantity, evidence=amount.evidence)
