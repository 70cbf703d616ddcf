"""The conclusion: the score the report gives itself, its parts, and the grade."""

import re
from decimal import Decimal

from extractor.prose.passage import Passage
from extractor.prose.scale import LABELS
from extractor.records import ScorePart, StatedGrade, StatedScore

_POINTS = r"(\d{1,3}(?:\.\d{1,4})?)"
_SCORE = re.compile(
    r"(?P<cue>(?:自评|自评价|自我评价|综合|评价|绩效|最终|总|加权|平均|实际|整体|项目|[一二三四五六七八九十两]项)*"
    r"(?:得分|评分|总分|分数|合计|总计|共计|得|评分结果|评价分|自评分))"
    r"(?:合计|结果|情况|总计|总分|共计)?\s*(?:分别)?(?:为|是|：|:|达到|达|共|计)?\s*[“\"]?"
    rf"(?P<score>{_POINTS})\s*(?P<unit>分)?(?![\d.%％个项条人次件])"
)
_FULL = re.compile(rf"(?:满分|总分|分值|权重|总分值|标准分)(?:值)?(?:为|是|：|:|共)?\s*{_POINTS}\s*分")
_GRADES = "|".join(LABELS)
_QUOTE = "[“\"‘'「【《]?"
_UNQUOTE = "[”\"’'」】》]?"
_END = r"(?=[”\"’'」】》）)，,；;。、\s级等档]|$)"
_GRADE = re.compile(
    rf"(?:等级|等次|档次|级别|评级|评定|评价结果|自评结果|评价结论|自评结论|结论|定级|绩效结果|结果)"
    rf"[^，,。；;\d“”\"优良中差低合一较基不]{{0,12}}?(?:评定为|评为|定为|确定为|认定为|属于|属|达到|为|是|：|:)?\s*"
    rf"{_QUOTE}(?P<a>{_GRADES}){_UNQUOTE}{_END}"
    rf"|(?:评定为|评为|定为|确定为|认定为|属于|属|处于|达到|评价为|自评为|列为)\s*{_QUOTE}(?P<b>{_GRADES}){_UNQUOTE}{_END}"
    rf"|(?:为|是|，|,|、|分)\s*[“\"‘「【](?P<c>{_GRADES})[”\"’」】](?=等级|等次|档|级|[，,。；;）)]|$)"
    rf"|分\s*[（(](?P<d>{_GRADES})[)）]"
    rf"|(?:分[，,、]?)(?:等级|等次|属|为)(?:于|为)?(?P<e>{_GRADES}){_END}"
)
_PART_FULL_FIRST = re.compile(
    r"(?P<label>[一-鿿“”（）()]{2,20}?)(?:权重|分值|满分|总分|标准分|共|为|占)*\s*"
    rf"{_POINTS}\s*分\s*[，,、（(]?\s*(?:自评|实际|实|综合)?(?:得分|得|评分)(?:为|是|：|:)?\s*{_POINTS}\s*分"
)
_PART_SCORE_FIRST = re.compile(
    r"(?P<label>[一-鿿“”]{2,20}?)(?:自评|实际)?(?:得分|得|评分)(?:为|是|：|:)?\s*"
    rf"{_POINTS}\s*分?\s*[（(](?:满分|总分|分值|权重|标准分)?(?:为|：|:)?\s*{_POINTS}\s*分?[)）]"
)
_PART_BARE = re.compile(
    r"(?P<label>(?:预算|产出|效益|效果|满意度|成本|过程|决策|投入|管理|履职|数量|质量|时效|资金|社会效益|可持续)[一-鿿]{0,10}?)"
    rf"(?:指标)?(?:自评|实际)?(?:得分|得)(?:为|是|：|:)?\s*{_POINTS}\s*分"
)
_LABEL_NOISE = re.compile(r"^(?:其中|包括|一是|二是|三是|四是|分别|各项|和|及|，|、|。|；|：)+")
_TRAILING = re.compile(r"^\s*[（(]?\s*(?:满分|及以上|以上|以下|[≤<＜≥>])")


def scores(
    passages: list[Passage], scale: tuple[Passage, int, int] | None
) -> tuple[StatedScore | None, StatedGrade | None]:
    """Return the score and the grade the report states for itself; *scale* is the printed scale's span."""
    grade, grade_place = _grade(passages, scale)
    parts = _parts(passages, scale)
    taken = {(id(passage), start) for passage, start, _, _, _ in parts}
    best: tuple[int, Passage, re.Match[str]] | None = None
    full: Decimal | None = None
    for passage in passages:
        text = passage.text
        if "分" not in text and "得" not in text:
            continue
        for match in _FULL.finditer(text):
            if full is None and not _inside(passage, match.start(), scale):
                value = Decimal(match[1])
                full = value if value >= 50 else None
        for match in _SCORE.finditer(text):
            if _inside(passage, match.start("score"), scale) or (id(passage), match.start("score")) in taken:
                continue
            rank = _rank(passage, match, grade_place)
            if rank is not None and (best is None or rank > best[0]):
                best = (rank, passage, match)
    if best is None:
        return None, grade
    _, passage, match = best
    start, end = match.start("score"), match.end("unit") if match["unit"] else match.end("score")
    _claim(passage, start, end)
    records = []
    for owner, begin, label, score, points in parts:
        _claim(owner, begin, begin + 1)
        records.append(
            ScorePart(label=label, score=score, full=points, evidence=owner.evidence(begin, begin + len(str(score))))
        )
    return (
        StatedScore(total=Decimal(match["score"]), full=full, parts=records, evidence=passage.evidence(start, end)),
        grade,
    )


def _inside(passage: Passage, offset: int, scale: tuple[Passage, int, int] | None) -> bool:
    return scale is not None and passage is scale[0] and scale[1] <= offset < scale[2]


def _claim(passage: Passage, start: int, end: int) -> None:
    """Mark the figures that begin inside [start, end) as part of the conclusion."""
    for index, figure in enumerate(passage.figures):
        if start <= figure.number_start < end:
            passage.used.add(index)
            passage.roles[index] = "score"


def _rank(passage: Passage, match: re.Match[str], grade_place: tuple[Passage, int] | None) -> int | None:
    """Return how surely a score candidate is the report's own total; ``None`` if it cannot be."""
    text = passage.text
    value = Decimal(match["score"])
    cue = match["cue"]
    if value > 120 or _TRAILING.match(text, match.end()):
        return None
    if not match["unit"] and not re.search(r"分|评分", cue):
        return None
    if re.search(r"(?:满|扣|加|减)\s*$", text[max(0, match.start() - 2) : match.start()]):
        return None
    rank = 0
    if re.search(r"总|综合|自评|评价|最终|整体", cue):
        rank += 3
    if re.search(r"合计|总计|共计", cue):
        if not match["unit"]:
            return None
        rank += 2
    if cue == "得":
        rank -= 1
    if re.fullmatch(r"总分|总分值", cue) and value == 100:
        rank -= 4
    if passage.section.has_role("conclusion"):
        rank += 2
    if value < 40:
        rank -= 3
    if grade_place is not None and grade_place[0] is passage:
        gap = abs(grade_place[1] - match.end())
        rank += 4 if gap < 60 else 1
    if re.search(r"上年|去年|扣分|平均分", text[max(0, match.start() - 8) : match.start()]):
        rank -= 3
    before = text[max(0, match.start() - 24) : match.start()]
    if re.search(r"部门整体|整体支出|本项目|本[单位部门]|我[办局院县市镇馆校]|全[县市区]|经[综自]|自评", before):
        rank += 1
    return rank if rank > -1 else None


def _grade(
    passages: list[Passage], scale: tuple[Passage, int, int] | None
) -> tuple[StatedGrade | None, tuple[Passage, int] | None]:
    best: tuple[int, Passage, int, int] | None = None
    for passage in passages:
        text = passage.text
        for match in _GRADE.finditer(text):
            group = match.lastgroup or "a"
            start, end = match.span(group)
            if _inside(passage, start, scale):
                continue
            rank = 2 if passage.section.has_role("conclusion") else 0
            nearby = text[max(0, match.start() - 40) : end]
            rank += 3 if re.search(r"得分|\d\s*分|评分", nearby) else 0
            rank += 1 if re.search(r"等级|等次|评定|评价结果|自评", nearby) else 0
            if passage.section.has_role("basis", "method", "problems") and rank < 4:
                continue
            if rank < 1:
                continue
            if best is None or rank > best[0]:
                best = (rank, passage, start, end)
    if best is None:
        return None, None
    _, passage, start, end = best
    return StatedGrade(label=passage.text[start:end], evidence=passage.evidence(start, end)), (passage, start)


def _parts(
    passages: list[Passage], scale: tuple[Passage, int, int] | None
) -> list[tuple[Passage, int, str, Decimal, Decimal | None]]:
    """Return (passage, offset of the score, label, score, full points) of each stated part."""
    found: list[tuple[Passage, int, str, Decimal, Decimal | None]] = []
    for passage in passages:
        text = passage.text
        if "得" not in text and "评分" not in text:
            continue
        claimed: list[tuple[int, int]] = []
        for pattern, score_group, full_group in (
            (_PART_FULL_FIRST, 3, 2),
            (_PART_SCORE_FIRST, 2, 3),
            (_PART_BARE, 2, 0),
        ):
            for match in pattern.finditer(text):
                start = match.start(score_group)
                if _inside(passage, start, scale) or any(a <= start < b for a, b in claimed):
                    continue
                label = _LABEL_NOISE.sub("", match["label"])
                if not label or re.search(r"总分|总得分|满分|合计|综合|自评$", label):
                    continue
                points = Decimal(match[full_group]) if full_group else None
                found.append((passage, start, label, Decimal(match[score_group]), points))
                claimed.append(match.span())
    return found
