"""Execution rates (预算执行率) as the text states them."""

import re
from bisect import bisect_left
from typing import cast

from extractor.evidence import Evidence
from extractor.prose.cues import in_formula
from extractor.prose.items import in_clause, item_clauses
from extractor.prose.moneytags import tags
from extractor.prose.passage import Passage, clause_start
from extractor.records import BudgetFigure, FundSource, ReportKind, Scope, StatedRate, scope_in

_RATE = re.compile(
    r"(?:(?:预算|资金|经费|支出|支付|项目|总体|整体|全年|实际|总|综合|年度|财政|累计)*"
    r"(?:执行率|支付率|支出率|(?<=资金)使用率|(?<=经费)使用率|(?<=预算)使用率|执行进度|支出进度|支付进度|拨付进度|发放率|支出完成率|预算完成率|执行比例|支付比例|兑付率|执行比率|资金使用率|执行完成率))"
    r"(?:[（(][^）)]{0,20}[)）])?(?:分别|约|已|均|仅|也)*(?:为|是|达到|达|：|:|完成|实现)?\s*[“\"]?$"
)
_FORMULA = re.compile(r"[=＝][\d,.\s/÷×*%％]*[=＝]\s*$")
_OTHER_RATE = re.compile(
    r"(?:足额|按时|按期|及时|准确|按月|按季|社会化|标准|政策|制度|任务|计划|合同|采购|决议|法律)$"
)
_PAID_OUT = re.compile("发放率|兑付率")
_SO_FAR = re.compile(r"截[至止](?:20\d\d年)?(?:[1-9]|1[01])月[^，。；]{0,24}$")
_AT_LAST = re.compile(r"(?:年末|年底|全年|12月)[^，。；\d]{0,12}\d+(?:\.\d+)?\s*[%％]")
"""截至11月30日支付进度57.8%，年末为94.04%: the first is not the year's."""
_SPENT = re.compile("执行|支出|支付|使用|[占为]")
_HANDED_ON = re.compile("拨付|发放|兑付|到位")
_REACH = 160
_SENTENCE = 1000
"""How far back the words of a rate and its sentence are followed."""
_MONEY_UNITS = ("元", "万元", "千元", "百万元", "亿元")
_FIGURES_BACK = 60
_OF_BUDGET = re.compile(
    r"(?:完成|占|执行|为)(?:全年|年初|年度|调整后?|当年|总|批复)*(?:预算|预算数|预算资金|预算总额|资金总额|下达资金|到位资金)(?:总额|安排)?的\s*$"
)


_OTHER = re.compile(
    "追加|调[整剂增减](?!后)|新增|增[加长幅]|压减|核减|减少|收回|收入|结转|结余|剩余|未支|采购|缺口|差[异额]|变动"
)
"""年中追加占年初预算的12%: no money spent."""


def rates(
    passages: list[Passage], found: list[BudgetFigure], kind: ReportKind, fiscal_year: int | None
) -> list[StatedRate]:
    """Return the execution rates stated outside indicators; *found* gives the amounts beside them."""
    result = []
    amounts = _Amounts(found)
    for passage in passages:
        figures = passage.figures
        items: list[tuple[int, int]] | None = None
        for index, figure in enumerate(figures):
            if figure.unit != "%" or figure.kind != "number" or isinstance(figure.value, str):
                continue
            if passage.roles.get(index) in (
                "target",
                "change",
                "restated",
                "scale",
            ) or figure.comparator not in (None, "="):
                continue
            floor = figures[index - 1].end if index else 0
            if in_formula(passage.text, figure.start):
                # 预算完成率=24,018.73/24,915.70=96.40%: the words stand before the calculation.
                floor = clause_start(passage.text, figure.start, max(0, figure.start - _REACH), "，。；")
            floor = max(floor, figure.start - _REACH)
            before = passage.text[floor : figure.start]
            match = _RATE.search(_FORMULA.sub("", before)) or (
                _OF_BUDGET.search(before) if _is_spending(passage, index, amounts) else None
            )
            if match is not None and match.re is _OF_BUDGET and _of_other(before[: match.start()]):
                continue
            if match is not None and passage.roles.get(index) == "actual" and _PAID_OUT.search(match[0]):
                # 补助资金足额发放率目标值≥99%，实际99.6%: an indicator's own rate.
                continue
            if match is not None and _OTHER_RATE.search(before[: match.start()]):
                continue
            if match is None or re.search(r"上年|去年|同期|同比|较", before[-24:]):
                continue
            so_far = _SO_FAR.search(passage.text[max(0, figure.start - _REACH) : figure.start])
            if so_far and _AT_LAST.search(passage.text, figure.end, figure.end + _REACH):
                continue
            if items is None:
                items = [each for span in passage.sentences() for each in item_clauses(passage, *span)]
            scope: Scope = "other"
            source: FundSource = "all"
            if not in_clause(items, figure.start):
                scope, source = _of(passage, index, floor + match.start(), amounts, kind)
            passage.used.add(index)
            passage.roles.setdefault(index, "rate")
            result.append(
                StatedRate(
                    scope=scope,
                    source=source,
                    year=fiscal_year,
                    percent=figure.value,
                    text=passage.text[figure.start : figure.end],
                    numerator="executed" if _of_spending(match[0]) else None,
                    evidence=passage.place(index),
                )
            )
    return result


class _Amounts:
    """The amounts of money read, by the paragraph or cell they stand in."""

    def __init__(self, found: list[BudgetFigure]) -> None:
        self._by_block: dict[tuple[int, int | None, int | None], list[tuple[int, int, BudgetFigure]]] = {}
        for order, each in enumerate(found):
            self._by_block.setdefault(_block(each.evidence), []).append((each.evidence.start, order, each))
        for amounts in self._by_block.values():
            amounts.sort(key=lambda amount: amount[:2])

    def between(self, block: Evidence, start: int, end: int) -> list[BudgetFigure]:
        """Return the amounts that begin in [start, end) where *block* stands, in the order read."""
        amounts = self._by_block.get(_block(block), [])
        low, high = (bisect_left(amounts, place, key=lambda amount: amount[0]) for place in (start, end))
        return [amount for _, _, amount in sorted(amounts[low:high], key=lambda amount: amount[1])]


def _block(place: Evidence) -> tuple[int, int | None, int | None]:
    return place.block, place.row, place.column


def _of_other(before: str) -> bool:
    """Return whether the subject of 占…预算的 is what was added, left or taken in, not what was spent."""
    return _OTHER.search(before, clause_start(before, len(before), 0, "，,。；;：:")) is not None


def _is_spending(passage: Passage, index: int, amounts: _Amounts) -> bool:
    """Return whether the amount before a share of the budget is money spent, not added or left."""
    money = next(
        (
            i
            for i in range(index - 1, max(-1, index - _FIGURES_BACK), -1)
            if passage.figures[i].unit in _MONEY_UNITS
        ),
        None,
    )
    if money is None:
        return True
    place = passage.place(money)
    beside = amounts.between(place, place.start, place.start + 1)
    return any(each.evidence == place and each.stage == "executed" for each in beside)


def _of_spending(words: str) -> bool:
    return _SPENT.search(words) is not None and _HANDED_ON.search(words) is None


def _of(
    passage: Passage, index: int, cue: int, amounts: _Amounts, kind: ReportKind
) -> tuple[Scope, FundSource]:
    """Return the scope and source a rate speaks of.

    Its own words say it, else the amounts of its sentence, else the heading above it.
    """
    text = passage.text
    figure = passage.figures[index]
    sentence = clause_start(text, figure.start, max(0, figure.start - _SENTENCE), "。\n")
    own = tags(text, clause_start(text, cue, sentence, "，；、,;"), figure.start)
    beside = amounts.between(passage.place(index), sentence, figure.start)
    executed = [each for each in beside if each.stage == "executed"] or beside
    scope = next((tag.tags["scope"] for tag in reversed(own) if "scope" in tag.tags), None)
    source = next((tag.tags["source"] for tag in reversed(own) if "source" in tag.tags), None)
    if scope is None and re.search(
        r"项目(?:支出|资金|预算)?(?:预算)?(?:执行|支[付出])", text[max(sentence, cue - 6) : figure.start]
    ):
        scope = "project"
    if executed:
        heads = [each for each in executed if each.scope in ("total", "project", "three_public")] or executed
        clause = clause_start(text, figure.start, sentence, "；;")
        local = [each for each in executed if each.evidence.start >= clause] or heads
        chosen = (
            local[0] if len({each.scope for each in local}) > 1 and local[0].scope == "total" else local[-1]
        )
        if len({(each.scope, each.source) for each in local}) > 1 and any(
            e.scope == "total" and e.source == "all" for e in local
        ):
            chosen = next(e for e in local if e.scope == "total" and e.source == "all")
        scope = scope or chosen.scope
        source = source or (chosen.source if scope == chosen.scope else "all")
    elif scope is None:
        named = tags(passage.section.titles[0]) if passage.section.titles else []
        scope = next((tag.tags["scope"] for tag in named if "scope" in tag.tags), None)
        if scope is None and passage.section.titles and re.match(r"项目", passage.section.titles[0]):
            scope = "project"
    return scope_in(kind, scope or "total"), cast(FundSource, source or "all")
