"""Names, targets and actuals in three lists of one sentence, told apart by 分别."""

import re
from collections.abc import Iterator

from extractor.prose.cues import levels_under
from extractor.prose.naming import trimmed
from extractor.prose.passage import Passage, clause_start
from extractor.records import Indicator, IndicatorEvidence

_SET = re.compile(r"(?:目标值?|指标值|计划数?)分别(?:为|是)")
_NAMES = re.compile(
    r"(?P<names>[^。；：:]{4,240}?)(?:等)?(?:[两二三四五六七八九十\d]+(?:个|项))?(?:指标|方面|任务)?[，,]?(?:的)?"
    r"(?:年度|年初|预期|绩效){0,4}"
)
_DONE = re.compile(r"[，,；;]\s*(?:全年)?实际(?:完成)?(?:值|数|情况)?(?:分别)?(?:为|是)?")
_LIST = re.compile("[^。；]+")
_NAMES_REACH = 240
_TARGETS_REACH = 480
_CUE_LENGTH = 30
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
            for lists in _lists(passage.text):
                found += _pairs(passage, *lists)
    return found


def _lists(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]]:
    """Yield the spans of names, targets and actuals round each 目标值分别为, read outwards from it."""
    floor = 0
    for match in _SET.finditer(text):
        start = clause_start(text, match.start(), max(floor, match.start() - _NAMES_REACH), "。；：:")
        names = _NAMES.fullmatch(text, start, match.start())
        if match.start() < floor or names is None:
            continue
        asked = _LIST.match(text, match.end(), match.end() + _TARGETS_REACH)
        if asked is None:
            continue
        # A semicolon may end the targets, and stands before 实际 then.
        done = _DONE.search(text, asked.start() + 1, asked.end() + _CUE_LENGTH)
        actuals = _LIST.match(text, done.end()) if done and done.start() <= asked.end() else None
        if done is None or actuals is None:
            continue
        yield names.span("names"), (asked.start(), done.start()), actuals.span()
        floor = actuals.end()


def _pairs(
    passage: Passage, named: tuple[int, int], asked: tuple[int, int], done: tuple[int, int]
) -> list[Indicator]:
    targets = [i for i in passage.within(*asked) if passage.figures[i].kind != "year"]
    actuals = [i for i in passage.within(*done) if passage.figures[i].kind != "year"]
    names = _names(passage.text, *named, count=len(targets))
    if len(targets) < 2 or len(actuals) < len(targets) or len(names) != len(targets):
        return []
    first, second = levels_under(passage.section.titles)
    records = []
    for (start, end), target, actual in zip(names, targets, actuals, strict=False):
        for index, role in ((target, "target"), (actual, "actual")):
            passage.roles[index] = role
            passage.used.add(index)
        records.append(
            Indicator(
                level1=first,
                level2=second,
                name=passage.text[start:end],
                target=passage.target(target),
                actual=passage.quantity(actual),
                evidence=IndicatorEvidence(
                    name=passage.evidence(start, end),
                    target=passage.place(target),
                    actual=passage.place(actual),
                ),
            )
        )
    return records


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
