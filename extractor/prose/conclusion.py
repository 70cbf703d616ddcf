"""The conclusion: the score the report gives itself, its parts, and the grade."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.prose.passage import Passage
from extractor.prose.scale import LABELS
from extractor.prose.scoreparts import POINTS, inside, listed_parts, score_parts
from extractor.records import GradedPart, StatedGrade, StatedScore

# Words of a score are tried from the first of a run only: from each, a run would cost its square.
_SCORE = re.compile(
    r"(?<!自评)(?<!评价)(?<!综合)(?<!绩效)(?<!最终)(?<!总)(?<!加权)(?<!平均)(?<!实际)(?<!整体)(?<!项目)"
    r"(?<![一二三四五六七八九十两]项)"
    r"(?P<cue>(?:自评|自评价|自我评价|综合|评价|绩效|最终|总|加权|平均|实际|整体|项目|[一二三四五六七八九十两]项)*"
    r"(?:得分|评分|总分|分数|合计|总计|共计|得|评分结果|评价分|自评分|自评(?=\s*[为：:]?\s*\d)))"
    r"(?:合计|结果|情况|总计|总分|共计)?\s*+(?:分别)?(?:为|是|：|:|达到|达|共|计|[=＝][^。；=＝]{4,120}[=＝])?\s*[“\"]?"
    rf"(?P<score>{POINTS})\s*(?P<unit>分)?(?![\d.%％个项条人次件])"
)
_HEADED = re.compile(rf"\s*(?P<cue>)(?P<score>{POINTS})\s*(?P<unit>分)(?=\s*(?:[，,。；;（(]|$))")
"""A total that opens the text under a heading 自评得分."""
_WEIGHED = re.compile(rf"[（(][^（()）\d]*{POINTS}\s*分[^（()）]*[)）]\s*$")
_SCORE_HEADING = re.compile(
    "(?:自评|评价|综合|总)(?:得分|评分|总分|分数|分)(?:情况|结果)?$|^得分(?:情况|结果)?$"
)
_FULL = re.compile(rf"(?:满分|总分|分值|权重|总分值|标准分)(?:值)?(?:为|是|：|:|共)?\s*{POINTS}\s*分")
_GRADES = "|".join(LABELS)
_QUOTE = "[“\"‘'「【《]?"
_UNQUOTE = "[”\"’'」】》]?"
_END = r"(?=[（(”\"’'」】》）)，,；;。、：:\s级等档]|$)"
_GRADE = re.compile(
    rf"(?:等级|等次|档次|级别|评级|评定|评价结果|自评结果|评价结论|自评结论|结论|定级|绩效结果|结果)"
    rf"[^，,。；;\d“”\"优良中差低合一较基不]{{0,12}}?(?:评定为|评为|定为|确定为|认定为|属于|属|达到|为|是|：|:)?\s*"
    rf"{_QUOTE}(?P<a>{_GRADES}){_UNQUOTE}{_END}"
    rf"|(?:评定为|评为|定为|确定为|认定为|属于|属|处于|达到|评价为|自评为|列为)\s*{_QUOTE}(?P<b>{_GRADES}){_UNQUOTE}{_END}"
    rf"|(?:为|是|，|,|、|分)\s*[“\"‘「【](?P<c>{_GRADES})[”\"’」】](?=等级|等次|档|级|[，,。；;）)]|$)"
    rf"|(?:本项目|本单位|本部门|我[办局院县市镇馆校会])(?:自评|绩效|整体|综合)*(?:为|属于|是)\s*{_QUOTE}(?P<f>{_GRADES}){_UNQUOTE}{_END}"
    rf"|分\s*[（(](?P<d>{_GRADES})[)）]"
    rf"|(?:分[，,、]?)(?:等级|等次|属|为)(?:于|为)?(?P<e>{_GRADES}){_END}"
)
_OF_OTHERS = re.compile("上年|去年|上一年|考试|考核|学员|测试|调查|复[评核审]|抽[查评]|第三方")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_LEAST = 40
"""Fewer points are rarely a whole report's."""
_GRADED_DISTANCE = 30
_CLAUSE = 40
"""How far before a score the words that say whose it is may stand."""
_TRAILING = re.compile(r"^\s*[（(]?\s*(?:满分|及以上|以上|以下|[≤<＜≥>])")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number that may be the report's total score, and how surely it is."""

    rank: int
    passage: Passage
    match: re.Match[str]

    @property
    def value(self) -> Decimal:
        return Decimal(self.match["score"])


def scores(
    passages: list[Passage], scale: tuple[Passage, int, int] | None, fiscal_year: int | None = None
) -> tuple[StatedScore | None, StatedGrade | None, list[GradedPart]]:
    """Return the score and the grade the report states for itself, and what else it grades.

    *scale* is the printed scale's span; what is said of another year than *fiscal_year* is
    not the report's own.

    A report on several sub-programmes states a score for each; those are not its own,
    so a mean or overall score is preferred and their grades are left alone.
    """
    grades = [
        grade for grade in _grades(passages, scale) if not _of_others(grade.passage, grade.start, fiscal_year)
    ]
    places: dict[int, list[int]] = {}
    for grade in grades:
        places.setdefault(id(grade.passage), []).append(grade.start)
    parts = score_parts(passages, scale)
    taken = {(id(part.passage), part.start) for part in parts}
    candidates = [
        _Candidate(rank, passage, match)
        for passage in passages
        if "分" in passage.text or "得" in passage.text
        for match in _scored(passage)
        if not inside(passage, match.start("score"), scale)
        and (id(passage), match.start("score")) not in taken
        and not _of_others(passage, match.start("score"), fiscal_year)
        and (rank := _rank(passage, match, places.get(id(passage), []))) is not None
    ]
    sub_programmes = _sub_programmes(candidates)
    candidates = [
        replace(each, rank=each.rank - 6) if id(each.passage) in sub_programmes else each
        for each in candidates
    ]
    best = max(candidates, key=lambda each: each.rank, default=None)
    own = _own_grade(grades, best, sub_programmes)
    graded = _graded_parts(grades, own)
    if best is None or best.rank < 0:
        return None, own, graded
    passage, match = best.passage, best.match
    start, end = match.start("score"), match.end("unit") if match["unit"] else match.end("score")
    passage.claim(start, end, "score")
    parts = [part for part in parts if id(part.passage) not in sub_programmes] + listed_parts(passage, match)
    for part in parts:
        part.passage.claim(*part.claimed, "score")
    return (
        StatedScore(
            total=best.value,
            full=_full(passages, scale, best),
            parts=[part.record() for part in parts],
            evidence=passage.evidence(start, end),
        ),
        own,
        graded,
    )


def _scored(passage: Passage) -> Iterator[re.Match[str]]:
    """Yield what may be a total: the scores a text calls so, and one that its heading does."""
    titles = passage.section.titles
    if titles and _SCORE_HEADING.search(titles[0]) and (opening := _HEADED.match(passage.text)):
        yield opening
    yield from _SCORE.finditer(passage.text)


def _of_part(passage: Passage, value: Decimal) -> bool:
    """Return whether the heading above prints the points of a part, 满意度（分值10分）, that hold *value*."""
    titles = passage.section.titles
    weighed = _WEIGHED.search(titles[0]) if titles and not passage.section.is_heading else None
    return weighed is not None and value <= Decimal(weighed[1]) < 100


def _of_others(passage: Passage, at: int, fiscal_year: int | None) -> bool:
    """Return whether the clause before *at* speaks of another year's result, or of another's judgement."""
    text = passage.text
    clause = re.split(r"[，。；,;、]", text[max(0, at - _CLAUSE) : at])[-1]
    if _OF_OTHERS.search(clause):
        return True
    sentence = re.split(r"[。；;\n]", text[max(0, at - 2 * _CLAUSE) : at])[-1]
    years = [int(year) for year in _YEAR.findall(sentence)]
    return fiscal_year is not None and bool(years) and years[-1] < fiscal_year


def _graded_parts(grades: "list[_Grade]", own: StatedGrade | None) -> list[GradedPart]:
    """Return the scores that stand right before a grade which is not the report's own."""
    found = []
    for grade in grades:
        passage = grade.passage
        place = passage.evidence(grade.start, grade.end)
        if own is not None and place == own.evidence:
            continue
        begin = max(0, grade.start - _GRADED_DISTANCE)
        words = passage.text[begin : grade.start]
        before = [match for match in _SCORE.finditer(words) if match["unit"]]
        if not before or re.search(r"[。；;]", words[before[-1].end() :]):
            continue
        titles = passage.section.titles
        label = re.sub(r"[（(].*", "", titles[0]) if titles else passage.text[:12]
        found.append(
            GradedPart(
                label=label,
                score=Decimal(before[-1]["score"]),
                grade=passage.text[grade.start : grade.end],
                evidence=passage.evidence(begin + before[-1].start("score"), grade.end),
            )
        )
    return found


def _sub_programmes(candidates: list[_Candidate]) -> set[int]:
    """Return the passages that score one of several sub-programmes each."""
    by_cue: dict[str, list[_Candidate]] = {}
    for each in candidates:
        if (
            each.rank >= 2
            and each.passage.section.top
            and not re.search(r"平均|加权|综合|总|计", each.match["cue"])
        ):
            by_cue.setdefault(each.match["cue"], []).append(each)
    found: set[int] = set()
    for same in by_cue.values():
        tops = {each.passage.section.top for each in same}
        if len(tops) >= 2 and len({each.value for each in same}) >= 2:
            found |= {id(each.passage) for each in same}
    return found


def _full(
    passages: list[Passage], scale: tuple[Passage, int, int] | None, best: _Candidate
) -> Decimal | None:
    """Return the full points printed (满分100分): a hundred, or not less than the total: no part's."""
    for passage in passages:
        for match in _FULL.finditer(passage.text):
            value = Decimal(match[1])
            if passage is best.passage and match.start(1) == best.match.start("score"):
                continue
            if not inside(passage, match.start(), scale) and (value == 100 or 90 <= value >= best.value):
                passage.claim(*match.span(), "score")
                return value
    return None


def _rank(passage: Passage, match: re.Match[str], grades: list[int]) -> int | None:
    """Return how surely a score candidate is the report's own total; ``None`` if it cannot be.

    *grades* are the places of the grades in the same passage, in order.
    """
    text = passage.text
    value = Decimal(match["score"])
    cue = match["cue"]
    if value > 120 or _TRAILING.match(text, match.end()):
        return None
    if cue == "自评" and value < _LEAST:
        # 未达目标，自评9分: of an indicator.
        return None
    if not match["unit"] and not re.search(r"分|评分", cue):
        return None
    if re.search(r"(?:满|扣|加|减)\s*$", text[max(0, match.start() - 2) : match.start()]):
        return None
    rank = 5 if match.re is _HEADED else 0
    if _of_part(passage, value):
        rank -= 4
    if passage.section.is_heading and re.search(r"[（(][^（()）]*$", text[: match.start()]):
        rank -= 4
    if re.search(r"总|综合|自评|评价|最终|整体|平均|加权", cue):
        rank += 3
    if re.search(r"平均|加权|综合|总得分|总分", cue):
        rank += 1
    if re.search(r"合计|总计|共计", cue):
        if not match["unit"]:
            return None
        rank += 2
    if cue == "得":
        rank -= 1
    if re.search(r"总分(?:值)?$", cue) and value == 100:
        rank -= 4
    if passage.section.has_role("conclusion"):
        rank += 2
    if value < _LEAST:
        rank -= 3
    following = bisect_left(grades, match.end())
    gaps = [abs(place - match.end()) for place in grades[max(0, following - 1) : following + 1]]
    if gaps:
        rank += 4 if min(gaps) < 60 else 1
    before = text[max(0, match.start() - 24) : match.start()]
    if re.search(
        r"部门整体|整体支出|本项目|本[单位部门]|我[办局院县市镇馆校]|全[县市区]|经[综自]|自评", before
    ):
        rank += 1
    return rank if rank > -3 else None


@dataclass(frozen=True, slots=True)
class _Grade:
    """A grade the text states, outside the printed scale."""

    rank: int
    passage: Passage
    start: int
    end: int


def _grades(passages: list[Passage], scale: tuple[Passage, int, int] | None) -> list[_Grade]:
    found = []
    for passage in passages:
        text = passage.text
        for match in _GRADE.finditer(text):
            start, end = match.span(match.lastgroup or "a")
            if inside(passage, start, scale):
                continue
            rank = 2 if passage.section.has_role("conclusion") else 0
            nearby = text[max(0, match.start() - 40) : end]
            rank += 3 if re.search(r"得分|\d\s*分|评分", nearby) else 0
            rank += 1 if re.search(r"等级|等次|评定|评价结果|自评", nearby + text[end : end + 2]) else 0
            rank -= 4 if passage.section.is_heading else 0
            doubtful = passage.section.nearest_role("basis", "method", "problems", "conclusion")
            if passage.section.is_heading or rank >= (4 if doubtful not in (None, "conclusion") else 1):
                found.append(_Grade(rank, passage, start, end))
    return found


def _own_grade(
    grades: list[_Grade], score: _Candidate | None, sub_programmes: set[int]
) -> StatedGrade | None:
    """Return the grade that goes with the score: the surest one, near the score where there are several."""
    own = [grade for grade in grades if id(grade.passage) not in sub_programmes and grade.rank >= 1]
    if not own:
        return None

    def key(grade: _Grade) -> tuple[int, int]:
        near = score is not None and grade.passage is score.passage
        return grade.rank + (3 if near else 0), -abs(
            grade.start - score.match.end()
        ) if near and score else -100_000

    best = max(own, key=key)
    return StatedGrade(
        label=best.passage.text[best.start : best.end], evidence=best.passage.evidence(best.start, best.end)
    )
