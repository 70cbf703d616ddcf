"""The points of an indicator where the text states them: 分值10分，得分9.5分."""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor.evidence import Evidence
from extractor.prose.passage import Passage

_POINTS = r"\d{1,3}(?:\.\d{1,4})?"
_NUMBER = f"({_POINTS})"
_WEIGHT = re.compile(
    rf"(?:分值|权重|标准分|满分)\s*[：:为]?\s*{_NUMBER}\s*分?(?![\d%％])|[（(]\s*{_NUMBER}\s*分\s*[)）]"
)
_SCORE = re.compile(
    rf"(?<!满|际)(?:(?<!应)|(?<=相应)|(?<=对应))(?:(?:自评)?(?:得分|得|评分)|自评)\s*[：:为]?\s*([-－]?{_POINTS})\s*分?(?![\d%％])"
)
_SEGMENT_END = re.compile(
    r"。(?!\s*(?:该(?:项|指标))?(?:分值|权重))|[；;](?!\s*(?:分值|权重|得分|自评得分|实际|完成|偏差))"
)
"""。分值10分，得分9分。 in a sentence of its own still speaks of the indicator before it."""
_FULL = re.compile("[得计]满分|得全分")
_BESIDE = re.compile(r"[）)]?\s*[，,、；;]?\s*")
_REACH = 400
"""How far behind its figures the points of an indicator may stand."""


@dataclass(frozen=True, slots=True)
class Points:
    """Weight (分值) and score (得分) of one indicator, ``None`` where not stated."""

    weight: Decimal | None = None
    score: Decimal | None = None
    evidence: Evidence | None = None


def read_points(passage: Passage, start: int, told: int, end: int) -> Points:
    """Return the points stated of one indicator.

    Its stretch of text begins at *start*, has stated target and actual by *told*, and
    runs on to the end of that segment, at most to *end* and not far behind *told*.
    """
    text = passage.text
    end = min(end, told + _REACH)
    segment = _SEGMENT_END.search(text, told, end)
    end = segment.start() if segment else end
    # 成本指标（20分）：每公里成本…，权重9分: the points before the figures may be the level's.
    weighed = _WEIGHT.search(text, told, end) or _WEIGHT.search(text, start, end)
    scored = _SCORE.search(text, start, end)
    full = _FULL.search(text, start, end)
    weight = Decimal(weighed[1] or weighed[2]) if weighed else None
    if scored:
        score, span = Decimal(scored[1].replace("－", "-")), scored.span(1)
    elif full and weight is not None:
        score, span = weight, full.span()
    else:
        score, span = None, None
    if weight is not None and score is not None and score > weight and not _together(text, weighed, scored):
        # 满意度9分，自评得分96.8分: the score is another's.
        score, span = None, None
    for match in (weighed, scored):
        if match:
            passage.claim(*match.span(), "points")
    return Points(weight, score, passage.evidence(*span) if span else None)


def _together(text: str, weighed: re.Match[str] | None, scored: re.Match[str] | None) -> bool:
    """Whether a score above its weight is stated right behind it, and of its size: 分值4分，自评得5分."""
    if weighed is None or scored is None:
        return False
    weight, score = Decimal(weighed[1] or weighed[2]), Decimal(scored[1].replace("－", "-"))
    return score <= 2 * weight and _BESIDE.fullmatch(text, weighed.end(), scored.start()) is not None
