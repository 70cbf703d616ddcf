"""Targets and actuals as the text states them, before they are paired.

Every figure of a passage about indicators is a target, an actual candidate or neither.
What decides is, in this order: words that restate a target (优于≤60秒的指标要求), a
target word or comparator right before the figure, the list the figure stands in
(数量指标设置为…；实际完成情况：…).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractor.language.lexicon import load, pattern, words
from extractor.language.quantity import Figure
from extractor.language.units import dimension
from extractor.prose.passage import Passage
from extractor.prose.similarity import core

Levels = tuple[str | None, str | None]

_SYMBOL = re.compile(r"[≥≤≧≦＞＜>=<═＝]")
_PREFIX_WORD = re.compile(
    r"不[低少高多大小]于|不超过|不得?[低少高多]于|至少|最多|不晚于|大于等于|小于等于|不早于|大于|小于|高于|低于|控制在"
)
_LIST = re.compile(
    r"(?:(?P<level>[一-鿿]{2,10}?)指标|绩效指标|年度指标|具体指标|指标|年度目标|绩效目标|目标)"
    r"(?:分别|主要|具体|设置|设定|确定|内容|细化|分解)*(?:设置为|设定为|确定为|包括|包含|为|是|有|(?<=目标)[：:])"
    r"|(?:年初|年度)(?:目标)?(?:确定|设定|明确)(?:了|为)?(?![一-鿿]{0,4}(?:目标|指标)值)"
)
_ACTUAL_MODE = re.compile(
    r"(?:到|至|截至)(?:20\d\d年|年)?(?:\d{1,2}月)?(?:年末|年底|末|底)[，,]|实际(?!操作|情况出发|需[要求]|工作|问题|困难|应用|利率)|完成情况|实现情况|完成如下|(?:20\d\d年|全年|年内|本年度?)[，,]?我[办局院县市镇馆校站]"
)
_DONE = re.compile(r"实际|完成|达到|实现|已|为|达|全年|累计|共|均|控制在")
_NAME_START = re.compile(
    r"^(?:本项目|该项目|项目计划|计划|[，,、：:；;。\s]|其中|一是|二是|三是|四是|五是|六是|并且|以及|同时|此外|和|及|指标\s*\d+[：:]?|[（(]\s*\d{1,2}\s*[)）]|[①-⑳]|\d{1,2}[.、．)）]"
    r"|是否|具体为|分别为|年初|年度|(?:20\d\d年度?)|截至[^，]{0,10}底|我[办局院县市镇馆校站]|本[单位部门县市]+)+"
)
_NAME_END = re.compile(
    r"(?:[，,、：:；;（(“\"\s]|的|为|是|应|达到|达|控制在|要求|设置为|设定为|定为|确定为|完成|计划)+$"
)
_ANSWERED = re.compile(r"[^，。；\d]{0,4}[，,]\s*(?:全年|年末|年底)?实际(?!操作)[^，。；\d]{0,12}\d")
_MODIFIER = re.compile(r"(?!的?[，。；、）)]|的?(?:目标|指标|要求)|$)[一-鿿]{2,}[^，。；\d]{0,16}\d")
_ABOUT_TARGETS = re.compile(r"(?:绩效|年度|考核|具体|核心)*(?:指标|目标|任务|方面|措施|要求)")
_ORDINAL = re.compile(r"[一二]次(?=[一-鿿])")
_CHANGED_FROM = re.compile(
    r"[^，。；\d]{0,6}(?:提高|增加|上升|提升|下降|降低|减少|缩短|增长|扩大|压缩)(?:到|至|为)"
)
_SKIP_ROLES = ("basis", "method", "publication", "assets")
_SUSPECT_ROLES = ("problems", "deviation")


@dataclass(slots=True)
class Mention:
    """A target or an actual candidate: figure ``index`` of ``passage``, with what surrounds it.

    ``name`` (a target's) and ``context`` (an actual's) are the words it is found by;
    ``explicit`` says that a word of its own makes it a target or an actual;
    ``order`` counts mentions through the document, ``sentence`` is where its sentence begins.
    """

    passage: Passage
    position: int
    index: int
    target: bool
    name: str
    name_start: int
    name_end: int
    context: str
    explicit: bool
    weak: bool
    levels: Levels
    sentence: int
    order: int
    completion: str = ""
    changed: bool = False
    planned: bool = False
    listed: bool = False

    @property
    def figure(self) -> Figure:
        """The figure itself."""
        return self.passage.figures[self.index]

    def completion_of(self, name: str) -> bool:
        """Return whether the completion rate this mention states is what *name* names."""
        return self.completion in name


@cache
def _target_cue() -> re.Pattern[str]:
    cues = pattern(words("indicator", "cues", "target"))
    return re.compile(
        rf"(?P<cue>(?:全年|年初|年度|本年)?(?:{cues}))(?:值)?(?:设定|设置)?(?:为|是|：|:|在|定为|应)?(?:控制在|达到|完成)?(?:每[年月季周日天学期度]{{1,2}})?\s*[“\"]?$"
    )


@cache
def _weak_cue() -> re.Pattern[str]:
    cues = pattern(words("indicator", "cues", "weak_target"))
    # At the head of its clause or right before the number; 活动计划按期完成率98.4% plans nothing.
    return re.compile(
        rf"^[\s，,]*(?:其中|本年度?|年初|年度|全年|项目|我[办局院县市镇])*(?P<cue>{cues})[^，。；\d]{{0,16}}$"
        rf"|(?P<close>{cues})(?:为|是|：|:|达到|完成|[一-鿿]{{0,2}}[^，。；\d率度数量比])?\s*$"
    )


@cache
def _actual_cue() -> re.Pattern[str]:
    return re.compile(pattern(words("indicator", "cues", "strong_actual")))


@cache
def _completion_cue() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<cue>{pattern(words('indicator', 'cues', 'completion'))})(?:为|是|达到|达|约)?\s*$"
    )


@cache
def _restated() -> re.Pattern[str]:
    tails = pattern(words("indicator", "cues", "restated"))
    return re.compile(rf"^\s*(?:左右)?(?:{tails})")


@cache
def levels_of(title: str) -> Levels:
    """Return the indicator levels a heading names, ``(None, None)`` if it names none."""
    compact = re.sub(r"[\s“”]|[（(][^）)]*[)）]", "", title)
    compact = re.sub(r"(?:方面|情况|完成|实现|分析|自评|评价|及|的|达成)+$", "", compact)
    table = load("indicator")["levels"]
    if compact in table:
        first, second = table[compact]
        return first or None, second or None
    best = max((key for key in table if key in compact and "指标" in key), key=len, default=None)
    if best is None:
        return None, None
    first, second = table[best]
    return first or None, second or None


def _levels(passage: Passage, inline: str | None) -> Levels:
    first: str | None = None
    second: str | None = None
    titles = ((inline,) if inline else ()) + passage.section.titles
    for title in titles:
        one, two = levels_of(title)
        if two and second is None and first is None:
            second = two
            fallback = one
            for outer in titles:
                outer_one, outer_two = levels_of(outer)
                if outer_one and not outer_two:
                    return outer_one, second
            return fallback, second
        if one and first is None:
            first = one
    return first, second


def mentions(passages: list[Passage]) -> Iterator[Mention]:
    """Yield the targets and actual candidates of *passages* in document order."""
    order = 0
    for position, passage in enumerate(passages):
        section = passage.section
        if (
            section.is_heading
            or not passage.figures
            or section.nearest_role(*_SKIP_ROLES, "targets", "actuals") in _SKIP_ROLES
        ):
            continue
        if section.nearest_role(*_SUSPECT_ROLES, "actuals") in _SUSPECT_ROLES:
            continue
        role = section.nearest_role("actuals", "targets")
        about = section.has_role("targets", "actuals") or levels_of(
            section.titles[0] if section.titles else ""
        ) != (None, None)
        mode: str | None = "goals" if role == "targets" else None
        for start, end in passage.sentences():
            for mention in _sentence(passage, position, start, end, mode, about):
                mention.order = order
                order += 1
                yield mention
            mode = _mode_after(passage.text, start, end, mode)


def _mode_after(text: str, start: int, end: int, mode: str | None) -> str | None:
    """Return the list mode the next sentence starts in: actuals go on, a list of targets ends with its sentence."""
    if _ACTUAL_MODE.search(text, start, end):
        return "actual"
    return mode if mode in ("actual", "goals") else None


def _sentence(
    passage: Passage, position: int, start: int, end: int, mode: str | None, about: bool
) -> Iterator[Mention]:
    text = passage.text
    figures = passage.figures
    inline: str | None = None
    floor = start
    listed = False
    previous: str | None = None
    found: list[Mention] = []
    for index in passage.within(start, end):
        figure = figures[index]
        if figure.kind == "year":
            continue
        if figure.start < floor:
            continue
        if opened := _last_match(_LIST, text, floor, figure.start):
            if opened["level"]:
                inline = opened["level"] + "指标"
            if _ACTUAL_MODE.search(text, opened.end(), figure.start) is None:
                mode, listed = "target", True
        if (switch := _last_match(_ACTUAL_MODE, text, floor, figure.start)) and (
            opened is None or switch.start() > opened.start()
        ):
            if not _inside_name(text, switch, figure):
                mode, listed = "actual", False
        points = (
            figure.unit == "分"
            and passage.section.nearest_role("conclusion", "actuals", "targets") == "conclusion"
        )
        if passage.roles.get(index) in ("scale", "score") or points:
            floor = figure.end
            continue
        if _is_modifier(passage, index):
            continue
        mention = _classify(passage, position, index, start, floor, mode, about, inline, listed, previous)
        floor = figure.end
        if mention is not None:
            previous = mention.name if mention.target else None
            found.append(mention)
    _answered_in_list(found)
    yield from found


def _is_funding(passage: Passage, index: int, near: str) -> bool:
    """Return whether a planned amount of money is the project's own (下达投资计划1480万元)."""
    unit = passage.figures[index].unit
    return (
        unit is not None
        and dimension(unit) == "money"
        and re.search(r"投资|资金|预算|经费|下达|安排", near) is not None
    )


def _is_answered(passage: Passage, index: int) -> bool:
    """Return whether "实际" and a figure of the same unit follow at once: 检查600家次，实际检查652家次."""
    figures = passage.figures
    if index + 1 >= len(figures) or not re.search(
        r"\d", passage.text[figures[index].number_start : figures[index].end]
    ):
        return False
    return (
        figures[index].unit == figures[index + 1].unit
        and _ANSWERED.match(passage.text, figures[index].end) is not None
    )


def _is_modifier(passage: Passage, index: int) -> bool:
    """Return whether a figure describes the thing another figure counts, or is where a change began.

    服务60岁以上困难老人320人: the target is 320人. 由4.1次提高到5.3次: the actual is 5.3次.
    """
    figure = passage.figures[index]
    text = passage.text
    if _ORDINAL.match(text, figure.start):
        return True
    if _CHANGED_FROM.match(text, figure.end):
        return True
    if _ABOUT_TARGETS.match(text, figure.end):
        return True
    printed = text[figure.number_end : figure.end]
    return printed.endswith(("以上", "以下", "以内")) and _MODIFIER.match(text, figure.end) is not None


def _answered_in_list(found: list[Mention]) -> None:
    """Turn listed figures that repeat an earlier target's name, and those before them, into actuals.

    年初确定居民满意度≥90%，区统计局电话访问500人，居民满意度为92.4%。
    """
    for position, mention in enumerate(found):
        if not mention.target or mention.explicit or len(core(mention.name)) < 2:
            continue
        for earlier in range(position - 1, -1, -1):
            if found[earlier].target and core(found[earlier].name) == core(mention.name):
                for each in found[earlier + 1 : position + 1]:
                    if each.target and not each.explicit:
                        each.target, each.context = False, each.name
                break


def _last_match(expression: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for found in expression.finditer(text, start, end):
        pass
    return found


def _inside_name(text: str, switch: re.Match[str], figure: Figure) -> bool:
    """Return whether 实际 is part of an indicator's own name (…实际工作的接线人数≥300人)."""
    between = text[switch.end() : figure.start]
    return bool(_SYMBOL.match(text[figure.start : figure.start + 1])) and not re.search(
        r"[，。；：:]", between
    )


def _classify(
    passage: Passage,
    position: int,
    index: int,
    sentence: int,
    floor: int,
    mode: str | None,
    about: bool,
    inline: str | None,
    listed: bool,
    previous: str | None,
) -> Mention | None:
    text = passage.text
    figure = passage.figures[index]
    begin = max(floor, *(text.rfind(mark, floor, figure.start) + 1 for mark in "。；;"))
    region = text[begin : figure.start]
    comma = max(region.rfind(mark) for mark in "，,") + 1
    near = region[comma:]
    behind = text[figure.end : figure.end + 12]
    head = text[figure.start : figure.number_start]
    symbol = bool(_SYMBOL.search(head))
    worded = bool(_PREFIX_WORD.search(head))
    if _restated().match(behind) or (
        figure.comparator and re.search(r"(?:优于|好于|高于|低于|超过|满足)\s*$", near)
    ):
        passage.used.add(index)
        passage.roles[index] = "restated"
        return None
    cue = _target_cue().search(near)
    plan = None if _is_funding(passage, index, near) else _weak_cue().search(near)
    done = _actual_cue().search(near)
    answered = not done and about and _is_answered(passage, index)
    if plan and done and done.start() > _cue_span(plan)[0] and done[0] in ("达到", "实现"):
        done = None
    changed = passage.roles.get(index) == "change"
    weak = False
    target = False
    if cue:
        target = True
    elif plan and (worded or symbol) and not done:
        target = True
    elif symbol:
        target = not (done and mode != "target") or bool(re.search(r"实际[一-鿿]{2,}", near))
    elif worded:
        target = mode == "target" or (about and not done and mode != "actual")
    elif mode == "goals":
        target = figure.comparator is not None and not (done and done[0] not in ("达到", "实现"))
    elif answered:
        target = listed = True
    elif mode == "target" and not (done and re.search(r"实际|完成", done[0])):
        target = True
    elif plan and not done:
        target = weak = True
    levels = _levels(passage, inline)
    if not target:
        stop = _clause_end(text, figure.end)
        return Mention(
            passage, position, index, False, "", begin, figure.start,
            text[_segment(text, begin, sentence) if changed else begin : stop], bool(done), False, levels, sentence, 0, changed=changed,
            completion=ratio["cue"] if (ratio := _completion_cue().search(near)) else "",
        )  # fmt: skip
    start, stop = _name(passage, index, begin, sentence, cue or plan, cue is None)
    name = _NAME_START.sub("", text[start:stop])
    start = stop - len(name)
    name = _NAME_END.sub("", name)
    stop = start + len(name)
    if not name and figure.kind == "date" and (tail := re.match(r"[一-鿿]{2,12}", text[figure.end :])):
        # 9月30日以前完工
        start, stop, name = figure.end, figure.end + tail.end(), tail[0]
    if (
        figure.unit == "%"
        and not symbol
        and cue is None
        and (tail := re.match(r"[一-鿿、]{3,30}", text[figure.end :]))
    ):
        # 100%高质量完成文件邮寄: the words behind the figure belong to the name.
        joined = name + tail[0]
        if not name:
            start, stop = figure.end, figure.end + tail.end()
        name = joined
    if (
        len(core(name)) <= 2
        and previous is not None
        and re.fullmatch(r"[一-鿿]{0,6}", text[floor : figure.start])
    ):
        # 召开大型培训会议1次时长达到1周: the second figure is of the same thing.
        name = previous + name
    return Mention(
        passage, position, index, True, name, start, stop, "", cue is not None or symbol or worded, weak, levels,
        sentence, 0, listed=listed, planned=plan is not None,
    )  # fmt: skip


def _segment(text: str, begin: int, sentence: int) -> int:
    """Return where the part of the sentence around *begin* starts: behind the last semicolon."""
    return max(sentence, *(text.rfind(mark, sentence, begin) + 1 for mark in "；;"))


def _cue_span(cue: re.Match[str]) -> tuple[int, int]:
    """Return the span of a cue within its clause, whichever of its groups matched."""
    return cue.span("cue") if cue["cue"] else cue.span("close")


def _noun(text: str, near: int, cue: re.Match[str]) -> bool:
    """Return whether enough words stand before the cue in its clause to be the name themselves."""
    return len(_NAME_START.sub("", text[near : near + _cue_span(cue)[0]])) >= 3


def _clause_end(text: str, start: int) -> int:
    match = re.compile(r"[，。；;,\n]").search(text, start)
    return match.start() if match else len(text)


def _name(
    passage: Passage, index: int, begin: int, sentence: int, cue: re.Match[str] | None, plan: bool
) -> tuple[int, int]:
    """Return the span of the words that name the target figure *index*.

    A word of intent may stand before the name as well as behind it (*plan*):
    计划硬化道路38千米 names 硬化道路, 危桥改造，计划9座 names 危桥改造.
    """
    text = passage.text
    figure = passage.figures[index]
    stop = figure.start
    if cue is not None:
        comma = max(text.rfind(mark, begin, figure.start) for mark in "，,") + 1
        near = max(begin, comma)
        after = near + _cue_span(cue)[1]
        named = _NAME_END.sub("", _NAME_START.sub("", text[after : figure.start]))
        before = text[max(begin, text.rfind("：", begin, near) + 1) : near].strip("，, ")
        if (
            plan
            and len(named) >= 2
            and not (before and not re.search(r"\d", before))
            and not _noun(text, near, cue)
        ):
            return after, figure.start
        stop = near + _cue_span(cue)[0]
    start = begin
    opened = _last_match(_LIST, text, begin, stop)
    if opened is not None and opened.end() <= stop:
        start = opened.end()
    if begin > sentence and not _NAME_END.sub("", _NAME_START.sub("", text[start:stop])) and index:
        # 维修养护小型水库31座，年度指标值31座: the name stands before the figure it repeats.
        previous = passage.figures[index - 1]
        if previous.end == begin or not text[previous.end : begin].strip("，, "):
            clause = max(
                sentence, *(text.rfind(mark, sentence, previous.start) + 1 for mark in "，。；;,：:")
            )
            return clause, previous.start
    if (comma := max(text.rfind(mark, start, stop) for mark in "，,：:")) >= 0:
        tail = text[comma + 1 : stop]
        if len(_NAME_END.sub("", _NAME_START.sub("", tail))) >= 2:
            start = comma + 1
        else:
            # 培训人数，年初指标值为180人: the name is the clause before the cue.
            earlier = max(text.rfind(mark, start, comma) for mark in "，,：:")
            start, stop = max(start, earlier + 1), comma
    if not _NAME_END.sub("", _NAME_START.sub("", text[start:stop])) and passage.section.lead:
        lead = text.find(passage.section.lead)
        if lead >= 0 and levels_of(passage.section.lead) == (None, None):
            return lead, lead + len(passage.section.lead)
    return start, stop
