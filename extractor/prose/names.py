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


def names(passages: list[Passage], organization: str | None, project: str | None) -> list[NameMention]:
    """Return the mentions of names that stand where the header's own name belongs."""
    found = []
    for passage in passages:
        if organization:
            found += [
                _mention(passage, "organization", *span) for span in _organizations(passage, organization)
            ]
        if project and "分" in passage.text:
            found += [
                _mention(passage, "project", *match.span("name"))
                for match in _PROJECT.finditer(passage.text)
                if _shared(project, match["name"]) >= 0.4
            ]
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


def _one_off(name: str, other: str) -> bool:
    """Return whether two names differ in one character of the place: a slip, or a neighbour's name."""
    ends = [match.end() for match in re.finditer("[省市县区旗州盟]", name)]
    place = next((end for end in ends if end >= 3), 0)
    differ = [position for position, pair in enumerate(zip(name, other, strict=False)) if pair[0] != pair[1]]
    # Another function in the same place is another office; only the place name may slip.
    return len(name) == len(other) and len(differ) == 1 and differ[0] < place


def _shared(name: str, other: str) -> float:
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0


def _mention(passage: Passage, kind: str, start: int, end: int) -> NameMention:
    return NameMention(kind=kind, name=passage.text[start:end], evidence=passage.evidence(start, end))
