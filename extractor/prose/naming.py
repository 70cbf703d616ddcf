"""The words that name a target: before its cue, behind it, or a clause away."""

import re
from functools import cache

from extractor.language.lexicon import words
from extractor.prose.cues import LIST_OPENER, is_level
from extractor.prose.passage import Passage, clause_start

_HEAD = re.compile(
    r"^(?:[一-鿿]{2,8}指标[—–-]+|本项目|该项目|项目计划|计划|[，,、：:；;。\s]|其中|一是|二是|三是|四是|五是|六是|并且|以及|同时|此外|和|及"
    r"|指标\s*\d+[：:]?|[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|[①-⑳]|\d{1,2}[.、．)）]|[一二三四五六七八九十]{1,3}、|是否|具体为|分别为|年初|年度|(?:20\d\d年度?)"
    r"|截至[^，]{0,10}底|我[办局院县市镇馆校站]|本[单位部门县市]+)+"
)
_TAIL = re.compile(
    r"(?:[，,、：:；;（(“\"\s]|[（(]\s*\d+(?:\.\d+)?\s*分\s*[)）]|的|为|是|应|达到|达|控制在|要求|设置为|设定为|定为|确定为|完成|计划)+$"
)


_REACH = 60
_SENTENCE_BEFORE = re.compile(r"(?:^|[。；;\n])\s*([^。；;\n]{2,40})[。；;]\s*$")


def bare(text: str) -> str:
    """Return *text* without numbering, connectives and cue words at its ends."""
    return text[slice(*trimmed(text, 0, len(text)))]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of :func:`bare` within ``text[start:end]``."""
    kept = _HEAD.sub("", text[start:end])
    # Only the end can match; from the start, a long run of such words would cost its square.
    tail = _TAIL.search(kept, max(0, len(kept) - _REACH))
    start = end - len(kept)
    return start, start + (tail.start() if tail else len(kept))


def asks_number(name: str) -> bool:
    """Return whether *name* ends in a word of measure (合格率, 培训人数), so that a number answers it."""
    return name.endswith(_measures())


@cache
def _measures() -> tuple[str, ...]:
    return words("indicator", "names", "measures")


def last_match(expression: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last match of *expression* inside [start, end)."""
    found = None
    for match in expression.finditer(text, start, end):
        found = match
    return found


def name_span(
    passage: Passage, index: int, begin: int, sentence: int, cue: tuple[int, int] | None, *, plan: bool
) -> tuple[int, int]:
    """Return the span of the words that name the target figure *index*, not yet trimmed.

    *begin* is where the figure's own stretch of text begins (behind the figure or
    semicolon before it), *sentence* where its sentence does, *cue* the span of the word
    that makes it a target. A word of intent may stand
    before the name as well as behind it (*plan*): 计划硬化道路38千米 names 硬化道路,
    危桥改造，计划9座 names 危桥改造.
    """
    text = passage.text
    figure = passage.figures[index]
    stop = figure.start
    if cue is not None:
        before_cue, after_cue = cue
        near = clause_start(text, before_cue, begin, "，,：:")
        clause = text[max(begin, text.rfind("：", begin, near - 1) + 1) : near].strip("，,：: ")
        named_before = (clause and text[near - 1] in "，," and not re.search(r"\d", clause)) or len(
            _HEAD.sub("", text[near:before_cue])
        ) >= 3
        if plan and not named_before and len(bare(text[after_cue : figure.start])) >= 2:
            return after_cue, figure.start
        stop = before_cue
    opened = last_match(LIST_OPENER, text, begin, stop)
    start = opened.end() if opened else begin
    if opened and not asks_number(bare(text[opened.end() : stop])):
        named = _before_opener(text, begin, opened.start())
        if named:
            return named
    if begin > sentence and index and not bare(text[start:stop]):
        # 维修养护小型水库31座，年度指标值31座: the name stands before the figure it repeats.
        previous = passage.figures[index - 1]
        if not text[previous.end : begin].strip("，, "):
            return clause_start(text, previous.start, sentence, "，。；;,：:"), previous.start
    comma = max(text.rfind(mark, start, stop) for mark in "，,：:")
    if comma >= 0:
        if len(bare(text[comma + 1 : stop])) >= 2:
            start = comma + 1
        else:
            # 培训人数，年初指标值为180人: the name is the clause before the cue.
            start, stop = clause_start(text, comma, start, "，,：:"), comma
    if not _names_something(text[start:stop]):
        before = _SENTENCE_BEFORE.search(text[max(0, sentence - _REACH) : sentence])
        if before and _names_something(before[1]) and begin == sentence:
            # 食品安全抽检合格率。年度指标值：=100%: the name is a sentence of its own.
            origin = max(0, sentence - _REACH)
            return origin + before.start(1), origin + before.end(1)
        lead = passage.section.lead
        if lead and not is_level(lead):
            at = text.find(lead)
            return at, at + len(lead)
    return start, stop


def _before_opener(text: str, begin: int, opener: int) -> tuple[int, int] | None:
    """Return the span of a name right before the words that open a target: 结案数量，目标为全年审结5500件."""
    stop = opener
    while stop > begin and text[stop - 1] in "，, ":
        stop -= 1
    start = clause_start(text, stop, begin, "，,：:。；;")
    return (start, stop) if asks_number(bare(text[start:stop])) else None


def _names_something(text: str) -> bool:
    name = bare(text)
    return bool(name) and not is_level(name)
