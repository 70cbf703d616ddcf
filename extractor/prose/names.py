"""Names of the organization and the project that differ from the header's.

A report made from last year's or a neighbour's file keeps its name somewhere: in the
sentence that says who led the self-evaluation, or in the one that states the score.
"""

import re
from collections.abc import Iterator
from functools import cache

from extractor.language.lexicon import pattern, words
from extractor.prose.passage import Passage
from extractor.records import NameMention

_PROJECT = re.compile(
    r"(?P<name>[一-鿿“”]{4,40}?(?:项目|工程|资金|专项|经费|补助|补贴))"
    r"(?=(?:20\d\d年度?)?(?:绩效|财政支出绩效)?(?:自评|评价|综合|自我评价){0,4}(?:总)?"
    r"(?:得分|评分|总分|等级为|结果为|\d+(?:\.\d+)?分))"
)
_LED = (
    r"(?=(?:[一-鿿]{2,6}[科室处股]|办公室)?(?:牵头|组织实施|组织开展|成立|负责组织|会同|对照"
    r"|严格|认真|制定|建立了?|高度重视))"
)


@cache
def _office() -> re.Pattern[str]:
    suffix = pattern(words("structure", "organization", "agencies"))
    return re.compile(rf"(?P<name>[一-鿿]{{2,3}}[省市县区旗州盟][一-鿿]{{0,16}}?(?:{suffix}))")


@cache
def _leading_office() -> re.Pattern[str]:
    return re.compile(rf"(?:由|，|。|^){_office().pattern}{_LED}")


_OWN_WORK = re.compile("自评|评价|打分|财务管理|资金管理|制度")
_SELF_WORK = re.compile("自评|自我评价|本项目|该项目|绩效目标|业务科室")
_BESIDE = re.compile(
    "学习|借鉴|考察|参照|参考|按照|根据|委托|联合|会同|配合|协助|兄弟|邻|印发|下达|要求|通知|原"
)
_PLACE = re.compile("[一-鿿]{2,4}?[省市县区旗州盟]")
_PARTICLES = "由在对向与和及是即为请经报将以按从用于的各该本我其某"
_ALIKE = (
    "程呈",
    "目日自",
    "金全",
    "项顶顷",
    "费贵",
    "助肋",
    "贴帖",
    "工土",
    "资姿",
    "补朴扑",
    "经径",
    "专传",
)
"""Characters of the words a project's name closes with, and those they are mistyped as."""
_NO_BEGINNING = _PARTICLES + "省市县区镇乡村州旗盟全现新老旧拟所"
_BEFORE_A_NAME = "年度，。；：、“《 \n"
_SHORTEST_PROJECT = 6
_ANCHOR = 3
_LONG_FUNCTION = 5


def names(passages: list[Passage], organization: str | None, project: str | None) -> list[NameMention]:
    """Return the mentions of names that stand where the header's own name belongs."""
    found = []
    for passage in passages:
        if organization:
            spans = {*_organizations(passage, organization)}
            found += [_mention(passage, "organization", *span) for span in sorted(spans)]
        if project:
            spans = {*_scored_projects(passage.text, project), *_respelt(passage.text, project)}
            found += [_mention(passage, "project", *span) for span in sorted(spans)]
    return found


def _organizations(passage: Passage, organization: str) -> Iterator[tuple[int, int]]:
    text = passage.text
    if _OWN_WORK.search(text):
        for match in _leading_office().finditer(text):
            if match["name"] != organization:
                yield match.span("name")
    for match in _office().finditer(text):
        if _one_off(organization, match["name"]):
            yield match.span("name")
    yield from _elsewhere(text, organization)


def _one_off(name: str, other: str) -> bool:
    """Return whether two names differ in one character: a slip, or a neighbour's name."""
    ends = [match.end() for match in re.finditer("[省市县区旗州盟]", name)]
    place = next((end for end in ends if end >= 3), 0)
    differ = [position for position, pair in enumerate(zip(name, other, strict=False)) if pair[0] != pair[1]]
    if len(name) != len(other) or len(differ) != 1:
        return False
    # Another short function in the same place is another office: 财政局, 民政局.
    return differ[0] < place or (
        bool(place) and len(name) - place >= _LONG_FUNCTION and differ[0] < len(name) - 1
    )


def _elsewhere(text: str, organization: str) -> Iterator[tuple[int, int]]:
    """Yield where the office of another place of the same level does this organization's own work."""
    own = _PLACE.match(organization)
    if not own or len(organization) - own.end() < _ANCHOR:
        return
    for match in re.finditer(re.escape(organization[own.end() :]), text):
        start = match.start() - own.end()
        place = _PLACE.fullmatch(text, max(start, 0), match.start())
        if not place or place[0] == own[0] or place[0][-1] != own[0][-1]:
            continue
        start += place[0][0] in _PARTICLES
        if _of_own_work(text, start, match.end(), organization):
            yield start, match.end()


def _of_own_work(text: str, start: int, end: int, organization: str) -> bool:
    """Return whether the sentence speaks of this self-evaluation and of no other office's part in it."""
    begin = max(text.rfind(mark, 0, start) for mark in "。；\n") + 1
    stop = min((at for mark in "。；\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    sentence = text[begin:stop]
    return bool(
        _SELF_WORK.search(sentence)
        and not _BESIDE.search(text[begin:start])
        and organization not in sentence
        and not _listed(text, start, end)
    )


def _scored_projects(text: str, project: str) -> Iterator[tuple[int, int]]:
    if "分" in text:
        for match in _PROJECT.finditer(text):
            if _shared(project, match["name"]) >= 0.4:
                yield match.span("name")


def _respelt(text: str, project: str) -> Iterator[tuple[int, int]]:
    """Yield where *project* stands with one character mistyped, anywhere in *text*."""
    size = len(project)
    if size < _SHORTEST_PROJECT:
        return
    heads = (match.start() for match in re.finditer(re.escape(project[:_ANCHOR]), text))
    tails = (match.end() - size for match in re.finditer(re.escape(project[-_ANCHOR:]), text))
    for start in {*heads, *tails}:
        window = text[max(start, 0) : start + size]
        if start < 0 or not _mistyped(project, window) or _listed(text, start, start + size):
            continue
        if window[0] == project[0] or start == 0 or text[start - 1] in _BEFORE_A_NAME:
            yield start, start + size


def _mistyped(name: str, other: str) -> bool:
    """Return whether one character of *other* is no character of *name*, and no other word explains it."""
    if len(name) != len(other):
        return False
    differ = [position for position, pair in enumerate(zip(name, other, strict=True)) if pair[0] != pair[1]]
    if len(differ) != 1:
        return False
    at = differ[0]
    if at == 0 and other[0] in _NO_BEGINNING:
        return False  # 对乡道路, 我村道路: the name cut short behind another word
    if at >= len(name) - 2:
        # 工程, 工作; 资金, 基金: words of their own.
        return any(name[at] in group and other[at] in group for group in _ALIKE)
    return "一" <= other[at] <= "鿿"


def _listed(text: str, start: int, end: int) -> bool:
    """Return whether the words stand in a list, where a similar name is another one's."""
    return text[start - 1 : start] in ("、", "和", "及", "与") or text[end : end + 1] in (
        "、",
        "和",
        "及",
        "与",
    )


def _shared(name: str, other: str) -> float:
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0


def _mention(passage: Passage, kind: str, start: int, end: int) -> NameMention:
    return NameMention(kind=kind, name=passage.text[start:end], evidence=passage.evidence(start, end))
