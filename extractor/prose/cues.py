"""The words and signs that tell targets, actuals and neither apart."""

import re
from functools import cache, lru_cache

from extractor.language.lexicon import load, pattern, words
from extractor.prose.passage import clause_start

Levels = tuple[str | None, str | None]
"""First and second level of an indicator (一级指标, 二级指标)."""

SYMBOL = re.compile(r"[≥≤≧≦＞＜>=<═＝]")
PREFIX_WORD = re.compile(
    r"不[低少高多大小]于|不超过|不得?[低少高多]于|至少|最多|不晚于|大于等于|小于等于|不早于|大于|小于|高于|低于|控制在"
)
LIST_OPENER = re.compile(
    r"(?:(?P<level>[一-鿿]{2,10}?)指标|绩效指标|年度指标|具体指标|指标|年度目标|绩效目标|目标)"
    r"(?:分别|主要|具体|设置|设定|确定|内容|细化|分解)*"
    r"(?:设置为|设定为|确定为|包括|包含|为|是|有|(?<=目标)[：:])"
    r"|(?:年初|年度)(?:目标)?(?:确定|设定|明确)(?:了|为)?(?!的|[一-鿿]{0,4}(?:目标|指标)值)"
)
"""Opens a list of targets (数量指标设置为…)."""

SINGLE_OPENER = re.compile("目标(?:为|是)$|^(?:年初|年度)(?!.*指标)")
"""Opens one target rather than a list of them."""

ACTUAL_OPENER = re.compile(
    r"(?:到|至|截至)(?:20\d\d年|年)?(?:\d{1,2}月)?(?:年末|年底|末|底)[，,]"
    r"|实际(?!操作|情况出发|需[要求]|工作|问题|困难|应用|利率)|完成情况|实现情况|完成如下"
    r"|(?:20\d\d年|全年|年内|本年度?)[，,]?我[办局院县市镇馆校站]"
)
"""From here on what was done is told (实际完成情况：…)."""

_ANSWERED = re.compile(r"[^，。；\d]{0,4}[，,]\s*(?:全年|年末|年底)?实际(?!操作)[^，。；\d]{0,12}\d")
_MODIFIER = re.compile(r"(?!的?[，。；、）)]|的?(?:目标|指标|要求)|$)[一-鿿]{2,}[^，。；\d]{0,16}\d")
_ABOUT_TARGETS = re.compile(r"(?:绩效|年度|考核|具体|核心)*(?:指标|目标|任务|方面|措施|要求)")
_SETTING = re.compile(
    "(?<![数率量度额])(?:设定|设置|制定|确定|分解|细化|共有|涉及|梳理)[^，。；]{0,10}(?:目标|指标)$"
)
_ORDINAL = re.compile(r"[一二]次(?=[一-鿿])")
_CHANGED_FROM = re.compile(
    r"[^，。；\d]{0,6}(?:提高|增加|上升|提升|下降|降低|减少|缩短|增长|扩大|压缩)(?:到|至|为)"
)
LOOSE_WORD = re.compile(r"(?:大于|小于|高于|低于)(?!等于|或等于)")
"""Compares as often as it sets a target (预算执行率94%，低于100%)."""

_POINTS_BEFORE = re.compile(r"(?<!实际)(?:得分|得|分值|权重|扣|满分|评分)\s*[：:为]?\s*$")
_WEIGHT = re.compile(r"[（(]\s*$")
_WEIGHT_END = re.compile(r"\s*[)）]\s*[：:，,。、]?")
_FORMULA = re.compile(
    r"[=＝]\s*[\d,.]+\s*[/÷×*＊／][^，。；]*|[\d,.]+\s*[/÷／]\s*[\d,.]+\s*(?:[×*]\s*100\s*[%％]\s*)?[=＝]"
)
_FORMULA_REACH = 60
_GOOD_OUTCOME = re.compile(
    r"(?:满意|合格|达标|优良|及时|完好|正常|按期|按时|办结|通过)[^，。；]{0,14}[，,]?占[^，。；\d]{0,8}$"
)
_BOUND = ("以上", "以下", "以内")


@cache
def target_cue() -> re.Pattern[str]:
    """Match a word for targets that ends right before the number (目标值为, 年初指标值)."""
    cues = pattern(words("indicator", "cues", "target"))
    return re.compile(
        rf"(?P<cue>(?:全年|年初|年度|本年)?(?:{cues}))(?:值)?(?:设定|设置)?(?:为|是|：|:|在|定为|应)?"
        rf"(?:控制在|达到|完成)?(?:每(?:[年月季周日天学期度]{{1,2}}|平方米|公里|[人户亩吨处套台座间件场次]))?\s*[“\"]?$"
    )


@cache
def plan_cue() -> re.Pattern[str]:
    """Match a word of intent (计划, 任务) at the head of its clause or right before the number.

    活动计划按期完成率98.4% plans nothing.
    """
    cues = pattern(words("indicator", "cues", "weak_target"))
    return re.compile(
        rf"^[\s，,]*(?:其中|本年度?|年初|年度|全年|项目|我[办局院县市镇])*(?P<cue>{cues})(?!的?(?:完成|执行|达标|落实)(?:率|比例|度|进度))"
        rf"(?:[^，。；\d]|\d{{1,3}}(?=周?岁)){{0,18}}$"
        rf"|(?P<close>{cues})(?:为|是|：|:|达到|完成|[一-鿿]{{0,2}}[^，。；\d率度数量比])?\s*$"
    )


@cache
def actual_cue() -> re.Pattern[str]:
    """Match a word for actuals (实际完成值, 完成, 达到)."""
    # 按期完成率100% names a rate, it tells nothing done.
    return re.compile(rf"(?:{pattern(words('indicator', 'cues', 'strong_actual'))})(?!率)")


@cache
def _completion_cue() -> re.Pattern[str]:
    cues = pattern(words("indicator", "cues", "completion"))
    return re.compile(rf"(?P<cue>{cues})(?:为|是|达到|达|约)?\s*$")


@cache
def _restated() -> re.Pattern[str]:
    tails = pattern(words("indicator", "cues", "restated"))
    return re.compile(rf"\s*(?:左右)?(?:{tails})")


def cue_span(cue: re.Match[str]) -> tuple[int, int]:
    """Return the span of a target or plan cue within its clause."""
    return cue.span("cue") if cue["cue"] else cue.span("close")


def completion_word(before: str, outcome: str = "") -> str:
    """Return the word that makes the number after *before* a completion rate (完成率), else ``""``.

    Behind a count of good outcomes (*outcome*: 138户满意，占92%) 占 tells the rate itself.
    """
    match = _completion_cue().search(before)
    if match is None or (match["cue"].startswith("占") and _GOOD_OUTCOME.search(outcome)):
        return ""
    return match["cue"]


def restates(text: str, end: int, before: str, *, bounded: bool) -> bool:
    """Return whether a number that ends at *end* only repeats a target (优于≤60秒的指标要求)."""
    return _restated().match(text, end) is not None or (
        bounded and re.search(r"(?:优于|好于|高于|低于|超过|满足)\s*$", before) is not None
    )


def answered_behind(text: str, end: int) -> bool:
    """Return whether 实际 and a number follow at once behind *end*."""
    return _ANSWERED.match(text, end) is not None


def is_weight(text: str, start: int, end: int) -> bool:
    """Return whether a figure is points: the weight behind a name (演出场次（10分）), 分值10分, 得8分."""
    if _POINTS_BEFORE.search(text, max(0, start - 8), start):
        return True
    if not text[start:end].endswith("分"):
        return False
    opened = _WEIGHT.search(text, max(0, start - 3), start)
    return opened is not None and _WEIGHT_END.match(text, end) is not None


def in_formula(text: str, start: int) -> bool:
    """Return whether a figure is written inside a calculation: 控制率=398/412×100%=96.60%."""
    begin = clause_start(text, start, max(0, start - _FORMULA_REACH), "，。；：、（( ")
    stop = start + _FORMULA_REACH
    ends = [position for mark in "，。；" if (position := text.find(mark, start, stop)) >= 0]
    return _FORMULA.search(text, begin, min(ends, default=stop)) is not None


def counts_targets(before: str, unit: str | None) -> bool:
    """Return whether a number counts targets instead of setting one (设定年度总体目标3项)."""
    return unit in ("项", "个", "类", "条") and _SETTING.search(before) is not None


_SHARE_OF = re.compile(r"占[^，。；\d]{0,14}$")
_OF_WHICH = re.compile(r"\s*的\s*\d+(?:\.\d+)?\s*[%％]")


def is_modifier(text: str, start: int, number_end: int, end: int) -> bool:
    """Return whether a figure describes what another figure counts, or is where a change began.

    服务60岁以上困难老人320人: the target is 320人. 由4.1次提高到5.3次: the actual is 5.3次.
    """
    if _OF_WHICH.match(text, end) and _SHARE_OF.search(text, max(0, start - 16), start):
        # 占年度计划2.5万册的96%: what a share is taken of.
        return True
    if _ORDINAL.match(text, start) or _CHANGED_FROM.match(text, end) or _ABOUT_TARGETS.match(text, end):
        return True
    return text[number_end:end].endswith(_BOUND) and _MODIFIER.match(text, end) is not None


def is_level(name: str) -> bool:
    """Return whether *name* is the name of a level and nothing more (产出时效, 社会效益指标)."""
    return _plain_title(name) in load("indicator")["levels"]


def _plain_title(title: str) -> str:
    compact = re.sub(r"[\s“”]|[（(][^）)]*[)）]", "", title)
    compact = re.sub(r"^[一二三]级指标[：:]", "", compact)
    return re.sub(r"(?:方面|情况|完成|实现|分析|自评|评价|及|的|达成)+$", "", compact)


@lru_cache(maxsize=4096)
def levels_of(title: str) -> Levels:
    """Return the indicator levels a heading names, ``(None, None)`` if it names none."""
    compact = _plain_title(title)
    table = load("indicator")["levels"]
    named = [key for key in table if key in compact and "指标" in key]
    key = compact if compact in table else max(named, key=len, default=None)
    if key is None:
        return None, None
    first, second = table[key]
    return first or None, second or None


def levels_under(titles: tuple[str, ...]) -> Levels:
    """Return the levels that headings name, innermost first: a second level, and the first above it."""
    for position, title in enumerate(titles):
        first, second = levels_of(title)
        if second:
            for outer in titles[position:]:
                above, below = levels_of(outer)
                if above and not below:
                    return above, second
            return first, second
        if first:
            return first, None
    return None, None
