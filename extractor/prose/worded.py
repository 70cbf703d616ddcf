"""What is told in words: qualitative targets and actuals, and why a target was missed."""

import re

from extractor.evidence import Evidence
from extractor.prose.cues import levels_under
from extractor.prose.mention import Mention
from extractor.prose.naming import asks_number
from extractor.prose.passage import Passage
from extractor.prose.points import read_points
from extractor.prose.similarity import Postings, bare, by_characters, core
from extractor.records import Indicator, IndicatorEvidence, Quantity

_QUALITATIVE = re.compile(
    r"(?P<name>[^，。；：:、\d.．)）][^，。；：:、\d]{1,39}?)(?:的|[，,：:。])?\s{0,8}(?:年度|年初|预期|绩效){0,4}"
    r"(?:目标值?|指标值|(?<=[，,])计划)(?:设定)?(?:为|是|：|:)?\s*[“\"]?"
    r"(?P<target>(?!实际|完成|任务|的)[一-鿿]{2,16}?)[”\"]?\s*[，,；;]\s*"
    r"(?:全年|年末)?(?:实际(?:完成)?(?:值|情况)?|完成值|完成情况|完成(?=有所|基本|达到|显著|明显|良好))(?:为|是|：|:)?\s*[“\"]?"
    r"(?P<actual>[^，。；;”\"\d]{2,24})[”\"]?(?=[，。；;（(]|$)"
)
_ASKED = re.compile("目标|指标值|计划")
_MANNER = re.compile("高质量|高标准|高效|圆满|按时|按期|完成|确保|保障|保证|提供|实现|进行")
_CLAUSE = re.compile(r"[^，。；：;:\n]{4,60}")
_WORD = re.compile(r"\S")
_REASON = re.compile(r"原因|由于|因为|因[一-鿿]{2,20}|主要是|系[一-鿿]{2,}|受[一-鿿]{2,12}影响")
_REASON_TOPIC = re.compile(
    r"超|未完成|未达|偏差|偏离|较低|较高|高于|低于|差异|差距|增加|减少|没有|扣|不足|未能|未按|延期|滞后|偏|未得满分"
    r"|原因(?:是|为|：|:|在于)"
)

_ALIKE = 0.7
_PAIRS_ALIKE = 0.5
"""So alike, more than half of the character pairs are the same."""
_LONGEST_SENTENCE = 2000
_TOLD_REACH = 1000
"""How far behind a target the words that answer it may stand."""


class Reasons:
    """The sentences that explain a deviation, found once and asked per indicator."""

    def __init__(self, passages: list[Passage]) -> None:
        self._found: list[tuple[str, str]] = []
        self._names = Postings()
        self._figures = Postings()
        for passage in passages:
            previous = ""
            for start, end in passage.sentences():
                sentence = passage.text[start:end].strip()
                if _REASON.search(sentence) and _REASON_TOPIC.search(previous + sentence):
                    self._enter(sentence[:_LONGEST_SENTENCE], previous[:_LONGEST_SENTENCE])
                previous = sentence

    def _enter(self, sentence: str, previous: str) -> None:
        self._names.add(len(self._found), bare(sentence))
        self._figures.add(len(self._found), sentence + previous)
        self._found.append((sentence, previous))

    def of(self, target: Mention, actual: Mention) -> str | None:
        """Return the sentence that explains *actual*: it, or the one before, repeats its figure or name."""
        figure = actual.figure
        printed = actual.passage.text[figure.number_start : figure.end]
        repeats = re.compile(rf"(?<![\d.]){re.escape(printed)}")
        likely = self._figures.holding(printed, 1) | self._names.holding(core(target.name), _PAIRS_ALIKE)
        for sentence, previous in map(self._found.__getitem__, sorted(likely)):
            if repeats.search(sentence + previous) or by_characters(target.name, sentence) >= _ALIKE:
                return sentence
        return None


def told(target: Mention, passages: list[Passage]) -> tuple[Quantity, Evidence] | None:
    """Return the words that answer a target like 100%高质量完成文件邮寄, which no number can.

    Only a name that asks for no number (one that ends in 率 or 数 does) is answered in
    words, by a clause behind the target, in its own part of the report, that repeats it.
    """
    wanted = _MANNER.sub("", target.name)
    if target.figure.unit != "%" or target.explicit or len(core(wanted)) < 3 or asks_number(target.name):
        return None
    best: tuple[float, Passage, int, int] | None = None
    passage, end = target.passage, target.figure.end
    start = passage.text.find("。", end, end + _TOLD_REACH) + 1
    if not start or _WORD.search(passage.text, start) is None:
        # The targets fill their paragraph; what was done is told in the next.
        if target.position + 1 >= len(passages):
            return None
        passage, start = passages[target.position + 1], 0
    if passage.section.path == target.passage.section.path:
        for match in _CLAUSE.finditer(passage.text, start, start + _TOLD_REACH):
            alike = by_characters(wanted, match[0])
            if alike >= _ALIKE and (best is None or alike > best[0]):
                best = (alike, passage, match.start(), match.end())
    if best is None:
        return None
    _, passage, start, end = best
    return Quantity(text=passage.text[start:end], kind="qualitative"), passage.evidence(start, end)


def qualitative(passages: list[Passage]) -> list[Indicator]:
    """Read targets and actuals in words: 绿化水平目标有所提高，实际有所提高."""
    found = []
    for passage in passages:
        if not _ASKED.search(passage.text) or not re.search("实际|完成", passage.text):
            continue
        for match in _QUALITATIVE.finditer(passage.text):
            start, end = match.span("name")
            name = match["name"].strip()
            first, second = levels_under(passage.section.titles)
            points = read_points(passage, start, match.end(), len(passage.text))
            found.append(
                Indicator(
                    level1=first,
                    level2=second,
                    name=name,
                    target=Quantity(text=match["target"], kind="qualitative"),
                    actual=Quantity(text=match["actual"], kind="qualitative"),
                    weight=points.weight,
                    score=points.score,
                    evidence=IndicatorEvidence(
                        name=passage.evidence(start, end),
                        target=passage.evidence(*match.span("target")),
                        actual=passage.evidence(*match.span("actual")),
                        score=points.evidence,
                    ),
                )
            )
    return found
