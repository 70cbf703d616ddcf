"""Names, targets and actuals in three lists of one sentence, told apart by 分别."""

import re
from collections.abc import Iterator

from extractor.prose.cues import levels_under
from extractor.prose.naming import trimmed
from extractor.prose.passage import Passage, clause_start
from extractor.records import Comparator, Indicator, IndicatorEvidence, Quantity

_SET = re.compile(r"(?:目标值?|指标值|计划数?)分别(?:为|是)")
_SET_NAMES = re.compile(
    r"(?:年初|年度)(?:设定|确定|设置|计划)(?:了|的)?(?P<names>[^。；：:，,\d]{6,200}?)分别(?:为|是)"
)
_TOLD = re.compile(r"(?:实际)?(?:完成)?(?:值|数)?分别(?:完成|达到)?(?:为|是)?")
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
_Span = tuple[int, int]
_OPENING = re.compile(r"(?:设置|设定|包括|包含|主要|具体|共)了?(?:有|为)?")


def respective(passages: list[Passage]) -> list[Indicator]:
    """Return the indicators of sentences such as A、B两个指标，目标值分别为…，实际完成值分别为….

    The three lists must be of one length; their figures are claimed, so that nothing
    else takes them for targets of their own.
    """
    found: list[Indicator] = []
    spoken = [passage for passage in passages if "分别" in passage.text]
    for passage in spoken:
        for names, asked, done in _lists(passage.text):
            found += _pairs(passage, names, asked, passage, done)
    for passage, names, asked in _unanswered(spoken):
        for other, done in _answers(spoken, passage.text[slice(*names)], passage, asked):
            if made := _pairs(passage, names, asked, other, done):
                found += made
                break
    return found


def _unanswered(passages: list[Passage]) -> Iterator[tuple[Passage, _Span, _Span]]:
    """Yield the names and targets of lists whose actuals stand elsewhere."""
    for passage in passages:
        for match in _SET.finditer(passage.text):
            asked = _LIST.match(passage.text, match.end(), match.end() + _TARGETS_REACH)
            start = clause_start(passage.text, match.start(), max(0, match.start() - _NAMES_REACH), "。；：:")
            names = _NAMES.fullmatch(passage.text, start, match.start())
            free = asked and not any(passage.roles.get(i) for i in passage.within(*asked.span()))
            if asked and names and free:
                yield passage, names.span("names"), asked.span()


def _answers(
    passages: list[Passage], names: str, passage: Passage, asked: _Span
) -> Iterator[tuple[Passage, _Span]]:
    """Yield the lists that begin with the same names, in whatever passage: A、B分别为18.6公里和3座."""
    for other in passages:
        at = other.text.find(names)
        while at >= 0:
            told = _TOLD.match(other.text, at + len(names))
            done = _LIST.match(other.text, told.end()) if told else None
            if done and not (other is passage and done.start() == asked[0]):
                yield other, done.span()
            at = other.text.find(names, at + len(names))


def _lists(text: str) -> Iterator[tuple[_Span, _Span, _Span]]:
    """Yield the spans of names, targets and actuals round each 目标值分别为, read outwards from it.

    So does 年初设定A、B和C分别为…; 全年实际分别完成….
    """
    floor = 0
    for match in sorted((*_SET.finditer(text), *_SET_NAMES.finditer(text)), key=lambda each: each.end()):
        if "names" in match.groupdict():
            named: _Span | None = match.span("names")
        else:
            start = clause_start(text, match.start(), max(floor, match.start() - _NAMES_REACH), "。；：:")
            names = _NAMES.fullmatch(text, start, match.start())
            named = names.span("names") if names else None
        if match.start() < floor or named is None:
            continue
        asked = _LIST.match(text, match.end(), match.end() + _TARGETS_REACH)
        if asked is None:
            continue
        # A semicolon may end the targets, and stands before 实际 then.
        done = _DONE.search(text, asked.start() + 1, asked.end() + _CUE_LENGTH)
        actuals = _LIST.match(text, done.end()) if done and done.start() <= asked.end() else None
        if done is None or actuals is None:
            continue
        yield named, (asked.start(), done.start()), actuals.span()
        floor = actuals.end()


def _pairs(passage: Passage, named: _Span, asked: _Span, other: Passage, done: _Span) -> list[Indicator]:
    targets = [i for i in passage.within(*asked) if passage.figures[i].kind != "year"]
    actuals = [i for i in other.within(*done) if other.figures[i].kind != "year"]
    names = _names(passage.text, *named, count=len(targets))
    if len(targets) < 2 or len(actuals) < len(targets) or len(names) != len(targets):
        return []
    first, second = levels_under(passage.section.titles)
    records = []
    # 分别为不少于1.2万亩、1.5万亩和860人: the word before the first bounds them all.
    bound = passage.figures[targets[0]].comparator
    shared = bound if all(passage.figures[each].comparator is None for each in targets[1:]) else None
    for (start, end), target, actual in zip(names, targets, actuals, strict=False):
        for place, index, role in ((passage, target, "target"), (other, actual, "actual")):
            place.roles[index] = role
            place.used.add(index)
        records.append(
            Indicator(
                level1=first,
                level2=second,
                name=passage.text[start:end],
                target=_bounded(passage.target(target), shared),
                actual=other.quantity(actual),
                evidence=IndicatorEvidence(
                    name=passage.evidence(start, end),
                    target=passage.place(target),
                    actual=other.place(actual),
                ),
            )
        )
    return records


def _bounded(quantity: Quantity, bound: Comparator | None) -> Quantity:
    """Return a target with the bound of its list, where it has none of its own."""
    if bound is None or quantity.kind != "number" or quantity.comparator != "=":
        return quantity
    return quantity.model_copy(update={"comparator": bound})


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
