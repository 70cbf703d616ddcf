"""Names, targets and actuals in three lists of one sentence, told apart by 分别."""

import re

from extractor.evidence import Evidence
from extractor.prose.cues import levels_under
from extractor.prose.naming import trimmed
from extractor.prose.passage import Passage
from extractor.records import Indicator, IndicatorEvidence

_LISTS = re.compile(
    r"(?P<names>[^。；：:]{4,240}?)(?:等)?(?:[两二三四五六七八九十\d]+(?:个|项))?(?:指标|方面|任务)?[，,]?(?:的)?"
    r"(?:年度|年初|预期|绩效)*(?:目标值?|指标值|计划数?)分别(?:为|是)(?P<targets>[^。；]+?)"
    r"[，,；;]\s*(?:全年)?实际(?:完成)?(?:值|数|情况)?(?:分别)?(?:为|是)?(?P<actuals>[^。；]+)"
)
_SEPARATOR = re.compile(r"[、，,]|(?<=[一-鿿])和(?=[一-鿿])")
_OPENING = re.compile(r"(?:设置|设定|包括|包含|主要|具体|共)了?(?:有|为)?")


def respective(passages: list[Passage]) -> list[Indicator]:
    """Return the indicators of sentences such as A、B两个指标，目标值分别为…，实际完成值分别为….

    The three lists must be of one length; their figures are claimed, so that nothing
    else takes them for targets of their own.
    """
    found: list[Indicator] = []
    for passage in passages:
        if "分别" in passage.text:
            for match in _LISTS.finditer(passage.text):
                found += _pairs(passage, match)
    return found


def _pairs(passage: Passage, match: re.Match[str]) -> list[Indicator]:
    targets = [i for i in passage.within(*match.span("targets")) if passage.figures[i].kind != "year"]
    actuals = [i for i in passage.within(*match.span("actuals")) if passage.figures[i].kind != "year"]
    names = _names(passage.text, *match.span("names"), count=len(targets))
    if len(targets) < 2 or len(actuals) < len(targets) or len(names) != len(targets):
        return []
    first, second = levels_under(passage.section.titles)
    records = []
    for (start, end), target, actual in zip(names, targets, actuals, strict=False):
        wanted = passage.quantity(target)
        if wanted.comparator is None and wanted.kind == "number":
            wanted = wanted.model_copy(update={"comparator": "="})
        for index, role in ((target, "target"), (actual, "actual")):
            passage.roles[index] = role
            passage.used.add(index)
        records.append(
            Indicator(
                level1=first,
                level2=second,
                name=passage.text[start:end],
                target=wanted,
                actual=passage.quantity(actual),
                evidence=IndicatorEvidence(
                    name=passage.evidence(start, end),
                    target=_evidence(passage, target),
                    actual=_evidence(passage, actual),
                ),
            )
        )
    return records


def _evidence(passage: Passage, index: int) -> Evidence:
    figure = passage.figures[index]
    return passage.evidence(figure.start, figure.end)


def _names(text: str, start: int, end: int, *, count: int) -> list[tuple[int, int]]:
    """Return the spans of the last *count* names listed in ``text[start:end]``."""
    cuts = [start, *(match.end() for match in _SEPARATOR.finditer(text, start, end))]
    stops = [*(match.start() for match in _SEPARATOR.finditer(text, start, end)), end]
    spans = []
    for left, right in list(zip(cuts, stops, strict=True))[-count:]:
        if opening := _OPENING.match(text, left, right):
            left = opening.end()
        spans.append(trimmed(text, left, right))
    return [span for span in spans if span[1] - span[0] >= 2]
