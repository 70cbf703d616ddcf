"""The stage of an amount: initial, adjusted, received, executed, carried over."""

import re
from dataclasses import dataclass
from typing import cast

from extractor.prose.amounts import ALL_OF_IT, Amount, Context, last
from extractor.prose.moneytags import residue
from extractor.records import Stage

_INCLUDES_INITIAL = re.compile(r"\s*[。，；,]?\s*(?:其中|包括)[，,：:]?\s*年初(?:批复)?预算")
_AMOUNT_WORD = re.compile("预算资金|涉及")
_REMAINS = re.compile(r"[，,；;]?\s*(?:其余|余下|剩下|尚余|余|另余|仅余)\s*$")
_UNPAID = re.compile(r"[\d.,万亿元\s]+[^，。；]{0,16}(?:质保金|保证金|尾款|未|结转|待|结余)")
_MONEY_NOUN = re.compile("资金|经费|补助|拨款|投资")
_SPENT_BY = re.compile(r"\s*截[至止][^，。；]{0,20}[，,](?!.*(?:预算|安排|计划))")
_NEAR = 80
_SHORTEST_NAME = 2
_BUDGET_LAST = re.compile(r"预算(?:数|金额)?(?:为|是)?\s*$")
_AFTER = re.compile("[后中]")
_SPENDING_TOLD = re.compile("(?:决算|全年|本年|实际|年度)总?支出|支出决算|总支出")
_TOPIC = re.compile("情况|明细|进度")
_HANDED = {"拨付", "已拨付", "累计拨付", "实际拨付"}


@dataclass(frozen=True, slots=True)
class StageRead:
    """A stage; ``strong`` where a word of its own names it, ``delta`` where it is a change to the budget."""

    stage: Stage
    strong: bool = False
    delta: bool = False


def read_stage(amount: Amount, context: Context) -> StageRead | None:
    """Return the stage of *amount*, ``None`` where nothing says one.

    Asked in this order: its own words, the words behind and before it, what the sentence
    and the paragraph have set, a word that only hints, the heading.
    """
    found = _told(amount, context) or _set_before(amount, context) or _from_heading(amount)
    if found and found.stage == "initial" and _INCLUDES_INITIAL.match(amount.passage.text, amount.figure.end):
        # 2022年预算安排5236万元。其中，年初预算4915万元，追加321万元
        return StageRead("adjusted", found.strong)
    return found


def _told(amount: Amount, context: Context) -> StageRead | None:
    """Return the stage that words of the amount's own stretch of text name."""
    text = amount.passage.text
    # 拨付 is money handed down or money paid out: the heading tells which.
    handed = amount.passage.section.nearest_role("received", "executed") == "received"
    if handed and any(tag.word in _HANDED for tag in (*amount.own, *amount.behind)):
        return StageRead("received", True)
    start = amount.figure.start
    if _REMAINS.search(text, max(0, start - 6), start) and _UNPAID.match(text[start : start + 40]):
        return StageRead("carryover", True)
    if _is_named_budget(amount):
        return StageRead("initial")
    for tag in reversed(amount.own):
        if tag.word == "支出" and (changed := last(amount.own, "delta")) and not _AFTER.search(amount.label):
            # 压减一般性支出40万元: 支出 is what was cut, not money spent.
            return StageRead(cast(Stage, changed), True, True)
        if "delta" in tag.tags:
            return StageRead(cast(Stage, tag.tags["delta"]), True, True)
        if "stage" in tag.tags:
            income = tag.tags["stage"] == "executed" and "收入" in tag.word and _is_income(amount)
            return StageRead("received" if income else cast(Stage, tag.tags["stage"]), True)
    if stage := last(amount.behind, "stage"):
        return StageRead(cast(Stage, stage), True)
    lead = text[max(amount.sentence, start - _NEAR) : start]
    if _SPENT_BY.match(lead) and any("scope" in tag.tags and "支出" in tag.word for tag in amount.own):
        # 截至12月31日，项目支出1357.26万元: by a day, 支出 is what was spent, not only its scope.
        return StageRead("executed", True)
    head = next((tag for tag in reversed(amount.own) if "neutral" not in tag.tags), None)
    fresh = head is not None and "weak_stage" in head.tags and context.sentence != amount.sentence
    # 3个项目支出开展了自评，涉及预算资金1860万元: the amount's own words win.
    own_words = fresh and head is not None and _AMOUNT_WORD.search(head.word) is not None
    before = amount.before
    if head is not None and "预算" in head.word and "weak_stage" in head.tags:
        # 各项目执行情况为：绿化养护预算80万元: what a list is about gives way to the word itself.
        before = tuple(tag for tag in before if not _TOPIC.match(text, tag.end))
    if not own_words and (stage := last(before, "stage")):
        return StageRead(cast(Stage, stage), True)
    return StageRead(cast(Stage, head.tags["weak_stage"])) if fresh and head else None


def _is_income(amount: Amount) -> bool:
    """Return whether 决算收入 is the money that came in.

    Writers who tell no spending apart from it (决算收入940万元。基本支出…，项目支出…) mean
    what was spent; where the heading, its origin or the spending beside it is told, it is income.
    """
    passage, end = amount.passage, amount.figure.end
    titles = passage.section.titles
    if titles and "收入" in titles[0] and "支出" not in titles[0]:
        return True
    return bool(ALL_OF_IT.match(passage.text, end) or _SPENDING_TOLD.search(passage.text))


def _is_named_budget(amount: Amount) -> bool:
    """Return whether the label is the budget of something named by a word of spending (执行业务预算)."""
    if len(amount.own) < 2 or amount.own[-1].tags.get("weak_stage") != "initial":
        return False
    *_, named, budget = amount.own
    text = amount.passage.text
    return (
        named.word == "执行"
        and "预算" in budget.word
        and not residue(text, amount.begin, named.start)
        and len(residue(text, named.end, budget.start)) >= _SHORTEST_NAME
    )


def _set_before(amount: Amount, context: Context) -> StageRead | None:
    """Return the stage that the text before has set, or that a word hints at."""
    weak = last(amount.own, "weak_stage") or last(amount.before, "weak_stage")
    hint = last(amount.own, "hint_stage")
    if context.sentence < 0 and (weak or hint):
        # What the paragraph before set gives way to any word of this one.
        return StageRead(cast(Stage, weak or hint))
    weak = weak or hint or last(amount.before, "hint_stage")
    # What a word of its own set holds through the paragraph, a guess through its sentence.
    holds = context.strong or context.sentence == amount.sentence
    if weak == "initial" and context.stage in ("executed", "carryover") and _is_budget(amount):
        # 项目支出预算90万元，支出88万元；公用经费预算80万元: the budget of the next, not its spending.
        return StageRead("initial")
    if context.stage == "carryover" and _is_spending(amount) and _is_new(amount, context):
        return None
    if context.stage and holds and (_is_listed(amount) or not weak):
        return StageRead(context.stage, context.strong)
    return StageRead(cast(Stage, weak)) if weak else None


def _is_spending(amount: Amount) -> bool:
    """Return whether the amount's own words say 支出 of some scope (基本支出, 项目支出)."""
    return any("支出" in tag.word and "scope" in tag.tags for tag in amount.own)


def _is_new(amount: Amount, context: Context) -> bool:
    """Return whether an amount behind what is left at the year's end cannot be a part of it.

    年末结转62万元。⏎1.基本支出7915万元: a paragraph of its own, or more than was left in all.
    """
    left = context.wholes.get("carryover")
    return (context.sentence < 0 and not context.opened) or (left is not None and amount.yuan > left)


def _is_budget(amount: Amount) -> bool:
    """Return whether the last word before the amount is 预算."""
    text, start = amount.passage.text, amount.figure.start
    return _BUDGET_LAST.search(text, amount.begin, start) is not None


def _from_heading(amount: Amount) -> StageRead | None:
    """Return the stage the heading or the bare kind of money suggests."""
    section = amount.passage.section
    if amount.own or amount.before:
        roles: tuple[Stage, ...] = ("received", "executed")
        for role in roles:
            if section.nearest_role(role):
                return StageRead(role)
    if _is_spending(amount):
        return StageRead("executed")
    if _is_listed(amount) or section.has_role("funds"):
        named = _MONEY_NOUN.search(amount.passage.text, amount.after, amount.figure.start)
        return StageRead("received") if named else None
    return None


def _is_listed(amount: Amount) -> bool:
    """Return whether the label names a scope or a source, as the items of a list do."""
    return any("scope" in tag.tags or "source" in tag.tags for tag in amount.own)
