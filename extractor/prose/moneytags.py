"""The words that say what an amount is: stage, scope and source, found in one pass."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractor.language.lexicon import load, pattern

TagCategory = Literal["stage", "weak_stage", "hint_stage", "scope", "source", "neutral", "delta"]


@dataclass(frozen=True, slots=True)
class Tag:
    """One lexicon word at ``start``-``end`` and what it says; ``tags`` maps category to value."""

    start: int
    end: int
    word: str
    tags: Mapping[TagCategory, str]


@cache
def _vocabulary() -> dict[str, dict[TagCategory, str]]:
    lexicon = load("budget")
    own: dict[str, dict[TagCategory, str]] = {}

    def add(terms: list[str], category: TagCategory, value: str) -> None:
        for term in terms:
            own.setdefault(term, {}).setdefault(category, value)

    for stage, lists in lexicon["stage"].items():
        add(lists.get("strong", []), "stage", stage)
        add(lists.get("weak", []), "weak_stage", stage)
        add(lists.get("delta", []), "delta", stage)
    for category in ("scope", "source"):
        for value, terms in lexicon[category].items():
            add(terms, category, value)
    for word in lexicon["neutral"]["words"]:
        own[word] = {"neutral": ""}
    # A long word says what the words inside it say, where it says nothing else itself:
    # 财政拨款收入 is an income (stage) of fiscal money (source).
    scope_or_source = [term for term, tags in own.items() if "scope" in tags or "source" in tags]
    for term, tags in own.items():
        if "neutral" in tags:
            continue
        for inner in sorted(scope_or_source, key=len, reverse=True):
            if inner != term and inner in term:
                for category in ("scope", "source"):
                    if category in own[inner]:
                        tags.setdefault(category, own[inner][category])
        if ("source" in tags or "scope" in tags) and "预算" in term and "stage" not in tags:
            tags.setdefault("hint_stage", "initial")
    return own


@cache
def _finder() -> re.Pattern[str]:
    # 项目14个 names the scope as 14个项目 does; the number between is the figure itself.
    return re.compile(rf"{pattern(_vocabulary())}|(?P<projects>项目(?=\s*\d+\s*个))")


_ACTOR = re.compile(r"(?:年初|年中|当年|本年度?|统一)?(?:收回|批复|核定|审批|审核|部门|批准)")
_MONEY_ITSELF = re.compile("(?:资金|经费|补助|拨款)$")


def tags(text: str, start: int = 0, end: int | None = None) -> list[Tag]:
    """Return the money words of ``text[start:end]`` in order, longest first at each place."""
    vocabulary = _vocabulary()
    stop = len(text) if end is None else end
    found = []
    for match in _finder().finditer(text, start, stop):
        word = match[0]
        known = {"scope": "project"} if match.lastgroup == "projects" else vocabulary[word]
        if "source" in known and not _MONEY_ITSELF.search(word) and _ACTOR.match(text, match.end()):
            # 县财政批复我镇项目14个: the office that approves, not the money it gives.
            known = {category: value for category, value in known.items() if category != "source"}
        found.append(Tag(match.start(), match.end(), word, known))  # type: ignore[arg-type]
    return found


_HEAD = 9


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(pattern(load("budget")["money"]["foreign"]))


def is_foreign(label: str) -> bool:
    """Return whether *label* names money that is no budget figure (资产, 单价, 采购金额…).

    Only its end counts, where Chinese puts the head of a phrase: 高标准农田建设资金 is
    money of a budget, 补助标准 is not.
    """
    return _foreign().search(label[-_HEAD:]) is not None


_FILLER = re.compile(
    r"\d{4}年度?|比|较|[0-9.%，,、：:；;（）()“”\"'\s]+|其中|分别|为|由|和|与|及|加上|加|的|共计|共|合计|累计|全年|当年|本年度?|年度|"
    r"实际|资金|经费|金额|总额|款项|安排|用于|我[办局院县市镇区乡站馆校中]|本[级单位部门]+|单位|财政|预算|支出|收入|数|元|"
    r"总|另|已|等|包括|含|项目|专项|截至|截止|到|年|月|日|底|末|约|达|有|是|在|中|内|了|并|即|折合|年中|年初|年末|批次|批|第|[一二三四]"
)


def residue(text: str, start: int, end: int) -> str:
    """Return what is left of a label once money words and function words are taken out."""
    kept = []
    position = start
    for tag in tags(text, start, end):
        kept.append(text[position : tag.start])
        position = tag.end
    kept.append(text[position:end])
    return _FILLER.sub("", "".join(kept))
