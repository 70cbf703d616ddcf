"""Targets told only by comparison with what was done: 结案率97.3%，高于95%的目标.

Such words mostly repeat a target stated before; where none was, they state it.
"""

import re
from collections.abc import Iterator

from extractor.language.units import dimension
from extractor.prose.cues import levels_under
from extractor.prose.mention import Mention
from extractor.prose.naming import trimmed
from extractor.prose.passage import Passage, clause_start
from extractor.prose.similarity import core

_AGAINST = re.compile(
    r"\s*[，,、（(]?\s*(?:[也均都略稍明显大幅已]{0,3})?"
    r"(?:超过|超出|超|高于|低于|优于|好于|多于|少于|快于|短于|小于|大于|未达到?|没有达到|达不到|不及|与|同|达到了?|符合|满足)"
    r"[^\d，。；]{0,14}$"
)
_LOOSE = re.compile("[高低大小短长多少早晚优快]于|超过")
_ANSWERED = ("target", "actual")
_FEWEST = 2


def compared(passages: list[Passage]) -> Iterator[tuple[Mention, Mention]]:
    """Yield (target, actual) of figures set against a target that no other words state."""
    for position, passage in enumerate(passages):
        for index in sorted(place for place, role in passage.roles.items() if role == "restated"):
            pair = _pair(passage, position, index) if index else None
            if pair is not None:
                yield pair


def _pair(passage: Passage, position: int, index: int) -> tuple[Mention, Mention] | None:
    text, target, actual = passage.text, passage.figures[index], passage.figures[index - 1]
    if passage.roles.get(index - 1) in _ANSWERED or actual.kind != target.kind or actual.comparator:
        return None
    if _measured(actual.unit) != _measured(target.unit):
        return None
    # 不少于 before the number is its own bound, 高于 compares what was done with it.
    begin = target.number_start if _LOOSE.match(text, target.start) else target.start
    if _AGAINST.fullmatch(text, actual.end, begin) is None:
        return None
    start, end = trimmed(text, clause_start(text, actual.start, 0, "，。；;,：:"), actual.start)
    if len(core(text[start:end])) < _FEWEST:
        return None
    levels = levels_under(passage.section.titles)
    told = Mention(passage, position, index, True, text[start:end], start, end, explicit=True, levels=levels)
    done = Mention(passage, position, index - 1, False, "", start, actual.start, explicit=True, levels=levels)
    return told, done


def _measured(unit: str | None) -> str | None:
    return dimension(unit) if unit else None
