"""How a whole is made up in shares alone: 支出结构中，人员经费占36.2%，公用经费占27.3%，项目支出占36.5%."""

import re
from collections.abc import Iterator

from extractor.prose.compositions import label_before
from extractor.prose.passage import Passage
from extractor.records import Structure

_WHOLE = re.compile(r"构成|结构|组成|分布|投向|去向|用途|按[^，。；\d]{2,10}(?:分|划分|统计|看)")
_SHARE = re.compile(r"[^。；;\d]{0,30}?占(?:比|的?比[例重])?(?:[^，。；;\d]{0,6}的)?(?:为|是|达到?|约)?\s*")
_BARE = re.compile(r"\s*[，、,和及与]?\s*[^，。；;\d占]{2,16}\s*")
_OPEN = re.compile(r"其中|主要|等|包括|之一|其他占其余")
_FEWEST = 2
_MOST = 12


def structures(passages: list[Passage]) -> list[Structure]:
    """Return the lists of shares that sentences give of one whole, at least two shares each."""
    return [found for passage in passages if _may_hold(passage.text) for found in _of(passage)]


def _may_hold(text: str) -> bool:
    return "占" in text and _WHOLE.search(text) is not None


def _of(passage: Passage) -> Iterator[Structure]:
    for start, end in passage.sentences():
        whole = _WHOLE.search(passage.text, start, end)
        if whole is None:
            continue
        parts = _listed(passage, whole.end(), end)
        if not _FEWEST <= len(parts) <= _MOST:
            continue
        last = passage.figures[parts[-1]].end
        label = passage.text[start : whole.end()].strip("，、 \t")
        yield Structure(
            label=label,
            shares=[passage.term(index, label_before(passage, index, whole.end())) for index in parts],
            exhaustive=not _OPEN.search(passage.text, start, end),
            evidence=passage.evidence(whole.start(), last),
        )


def _listed(passage: Passage, start: int, end: int) -> list[int]:
    """Return the percentages from *start* that follow each other as shares, nothing else between them."""
    parts: list[int] = []
    floor = start
    for index in passage.within(start, end):
        figure = passage.figures[index]
        between = passage.text[floor : figure.start]
        shares = _SHARE.fullmatch(between) or (parts and _BARE.fullmatch(between))
        if figure.unit != "%" or figure.comparator or figure.approximate or not shares:
            return []
        parts.append(index)
        floor = figure.end
    return parts
