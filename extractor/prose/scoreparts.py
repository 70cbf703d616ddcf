"""The parts of a score as the text lists them: 预算执行10分，得9.6分；产出50分，得47分."""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor.prose.passage import Passage
from extractor.records import ScorePart

POINTS = r"(\d{1,3}(?:\.\d{1,4})?)"
_PART_FULL_FIRST = re.compile(
    r"(?P<label>[一-鿿“”（）()]{2,20}?)(?:权重|分值|满分|总分|标准分|共|为|占){0,4}\s*"
    rf"{POINTS}\s*分\s*+[）)]?\s*+[，,、（(]?\s*(?:自评|实际|实|综合)?(?:得分|得|评分)(?:为|是|：|:)?\s*{POINTS}\s*分"
)
_PART_SCORE_FIRST = re.compile(
    r"(?P<label>[一-鿿“”]{2,20}?)(?:自评|实际)?(?:得分|得|评分)(?:为|是|：|:)?\s*"
    rf"{POINTS}\s*+分?\s*[（(](?:满分|总分|分值|权重|标准分)?(?:为|：|:)?\s*{POINTS}\s*分?[)）]"
)
_PART_BARE = re.compile(
    r"(?P<label>(?:预算|产出|效益|效果|满意度|成本|过程|决策|投入|管理|履职|数量|质量|时效|资金|社会效益|可持续)[一-鿿]{0,10}?)"
    rf"(?:指标)?(?:自评|实际)?(?:得分|得)(?:为|是|：|:)?\s*{POINTS}\s*分"
)
# 预算执行率部分（10分）得9.48分; 按预算执行率计算，该项分值10分，执行率94.8%，自评得9.48分
_EXECUTION = r"(?P<label>(?:预算|资金|支出|项目|部门)*执行率)[^，,。；;：:\d%％（(]{0,8}?"
_EXECUTION_FULL = (
    r"\s*[，,：:（(]?\s*(?:该项|本项|此项|指标|项目)?(?:权重|分值|满分|标准分)*"
    rf"(?:为|是|：|:|占|共|计)?\s*{POINTS}\s*分\s*[）)]?"
)
_EXECUTION_SCORE = (
    r"\s*[，,：:（(]?\s*(?:该项|本项|此项)?(?:自评|实际|综合|实)?(?:得分|得|评分)"
    rf"(?:为|是|：|:)?\s*{POINTS}\s*分\s*[）)]?"
)
_EXECUTION_ASIDE = (
    r"(?:\s*[，,（(]?[^，,。；;\d]{0,10}执行率[^，,。；;\d]{0,4}\d{1,3}(?:\.\d+)?[%％]\s*[）)]?)?"
)
_EXECUTION_FULL_FIRST = re.compile(_EXECUTION + _EXECUTION_FULL + _EXECUTION_ASIDE + _EXECUTION_SCORE)
_EXECUTION_SCORE_FIRST = re.compile(_EXECUTION + _EXECUTION_SCORE + _EXECUTION_FULL)
_LABEL_NOISE = re.compile(r"^(?:其中|包括|一是|二是|三是|四是|分别|各项|和|及|，|、|。|；|：)+")
_WHOLE_LABEL = re.compile(
    r"总分|总得分|满分|合计|综合|自评$|绩效$|项目$|工程$|专项$|报告$|评价$|整体$|支出$|我[办局院县市]$|本[单位部门]+$"
)
_OVERALL = re.compile("总得分|总评分|综合得分|综合评分|加权")
_LISTED_PART = re.compile(
    rf"[、，,；;和及\s]*(?P<label>[一-鿿“”]{{2,16}}?)(?:得分|得|为|自评)?\s*{POINTS}\s*分(?:[（(](?:满分|总分|分值|权重)?{POINTS}\s*分[)）])?"
)


def inside(passage: Passage, offset: int, scale: tuple[Passage, int, int] | None) -> bool:
    """Return whether *offset* of *passage* lies within the printed *scale* of grades."""
    return scale is not None and passage is scale[0] and scale[1] <= offset < scale[2]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: ``claimed`` is the span of its figures."""

    passage: Passage
    start: int
    end: int
    label: str
    full: Decimal | None
    claimed: tuple[int, int]

    def record(self) -> ScorePart:
        """Return the part as a record."""
        text = self.passage.text[self.start : self.end]
        return ScorePart(
            label=self.label,
            score=Decimal(text),
            full=self.full,
            evidence=self.passage.evidence(self.start, self.end),
        )


def score_parts(passages: list[Passage], scale: tuple[Passage, int, int] | None) -> list[Part]:
    """Return the parts that say what they are and what they got; *scale* is the span of the printed scale."""
    found: list[Part] = []
    for passage in passages:
        text = passage.text
        if "得" not in text and "评分" not in text:
            continue
        claimed: set[int] = set()
        for pattern, score_group, full_group in (
            (_EXECUTION_FULL_FIRST, 3, 2),
            (_EXECUTION_SCORE_FIRST, 2, 3),
            (_PART_FULL_FIRST, 3, 2),
            (_PART_SCORE_FIRST, 2, 3),
            (_PART_BARE, 2, 0),
        ):
            for match in pattern.finditer(text):
                start, end = match.span(score_group)
                if inside(passage, start, scale) or start in claimed:
                    continue
                label = _LABEL_NOISE.sub("", match["label"]).rstrip("（(")
                points = Decimal(match[full_group]) if full_group else None
                if points is not None and Decimal(match[score_group]) > points:
                    # 满意度目标90分，实际得92.5分 is an indicator; of 满意度9分，自评得分96.8分
                    # the second is the total.
                    continue
                if _OVERALL.search(match[0]):
                    # 专项资金总得分96.12分 is the whole, whatever stands before it.
                    continue
                if not label or _WHOLE_LABEL.search(label) or (points is not None and points >= 100):
                    continue
                found.append(Part(passage, start, end, label, points, match.span()))
                claimed.update(range(*match.span()))
    return found


def listed_parts(passage: Passage, total: re.Match[str]) -> list[Part]:
    """Read the parts listed right behind the total: 得分88.6分，其中：项目决策18分、项目过程22.6分."""
    opened = re.compile(r"\s*[，,（(；;]?\s*其中[：:]?").match(
        passage.text, total.end("unit") if total["unit"] else total.end()
    )
    if opened is None:
        return []
    found = []
    position = opened.end()
    while match := _LISTED_PART.match(passage.text, position):
        start, end = match.span(2)
        full = Decimal(match[3]) if match[3] else None
        found.append(Part(passage, start, end, match["label"].strip(), full, match.span()))
        position = match.end()
    return found if len(found) >= 2 else []
