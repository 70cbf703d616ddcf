"""The grade scale a report prints, in its many spellings.

Two orders occur: bounds before the label (``90分以上为优``) and label before the bounds
(``优（90分及以上）``). Which one a text follows is told by what touches its labels, and
of the readings left the one that gives an ordered scale is kept, so no list of
phrasings has to be complete.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, pairwise

from extractor.evidence import Evidence
from extractor.prose.passage import Passage
from extractor.records import GradeBand

LABELS = (
    "不合格", "基本合格", "优秀", "良好", "合格", "中等", "较差", "一般", "较好",
    "优", "良", "中", "低", "差", "A级", "B级", "C级", "D级", "E级",
)  # fmt: skip
_NAMES = "|".join(LABELS)
LABEL = re.compile(
    rf"(?<![其居适集之])(?:{_NAMES})(?=[”\"’'》】\]）)（(\[［：:，,；;。、\s为是级等档在的及划四五]|\d|[≥≤<>＞＜≧≦]|得分|$)"
)
_ANY_LABEL = re.compile(_NAMES)
_N = r"(\d{1,3}(?:\.\d+)?)"
_LESS = "[<＜≤≦]=?"
_MORE = "[>＞≥≧]=?"
_SCORE_WORD = r"(?:综合|自评|评价|最终|绩效|总)*(?:得分|评分|分数|总分|分值|[SXsx])?"
_MIDDLE = re.compile(rf"{_N}\s*分?\s*(?:{_LESS}|{_MORE})\s*{_SCORE_WORD}\s*(?:{_LESS}|{_MORE})\s*{_N}")
_SIGNS = re.compile(rf"{_LESS}|{_MORE}")
_MARK = r"(?:\s*[（(]?\s*(不?含)\s*(?:[\d.]+\s*分?)?\s*[)）]?)?"
_SQUARE = re.compile(rf"([\[［(（])\s*{_N}\s*[,，、]\s*{_N}\s*([\]］)）])")
_FROM = re.compile(rf"{_N}\s*分?\s*({_LESS})\s*{_SCORE_WORD}(?!\s*[<＜≤≦])")
_RESPECTIVE = re.compile(
    rf"(?P<labels>(?:{_NAMES})(?:[、，,和及](?:{_NAMES}))+)[^。；\d]{{0,30}}(?:对应|分别|依次)[^。；\d]{{0,16}}(?P<bands>\d[^。；]+)"
)
_BETWEEN = re.compile(
    rf"{_N}\s*(?:[（(]含[)）])?\s*分?{_MARK}\s*(?:以上)?{_MARK}\s*(?:[-–—－~～―]+|至|到)\s*{_N}\s*分?{_MARK}"
)
_ONE = re.compile(
    rf"(不低于|不少于|大于等于|大于或等于|达到|高于|大于|超过|不足|不满|低于|小于等于|小于或等于|小于|未达到|不超过|{_MORE}|{_LESS})?\s*"
    rf"{_N}\s*(?:[（(]含[)）])?\s*分?{_MARK}\s*(及其?以上|以上|及其?以下|以下|以内)?{_MARK}"
)
_LOWER_WORDS = {"不低于", "不少于", "大于等于", "大于或等于", "达到", "高于", "大于", "超过"}
_STRICT_LOWER = {"高于", "大于", "超过"}
_UPPER_WORDS = {"不足", "不满", "低于", "小于等于", "小于或等于", "小于", "未达到", "不超过"}
_CLOSED_UPPER = {"小于等于", "小于或等于", "不超过"}
_INSIDE = re.compile(rf"({_N}\s*分?\s*[>＞≥≧<＜≤≦]=?)\s*({_NAMES})\s*([>＞≥≧<＜≤≦]=?\s*{_N})")
_BRACKETED = re.compile(r"\s*(?:等级|等次|等|级|档)?\s*(?:（[^（）]*\d[^（）]*）|\([^()]*\d[^()]*\))")
_LIST_NUMBER = re.compile(r"(?:(?<=[；;。：:\n])|^)\s*\d[.．](?=\d{2,3}\s*(?:分|[-–—－~～至]))")
_MOST_LABELS = 24
_AFTER_LABEL = re.compile(
    rf"[”\"’'）)]?\s*(?:等级|等次|等|级|档)?\s*(?:[（(：:]|为|是)?\s*(?:综合|自评|评价)*(?:得分|总分|分数)?(?:在|为)?\s*"
    rf"(?:{_MORE}|{_LESS}|不低于|高于|低于|小于|大于(?:等于)?|不足|达到)?[\[［(（]?\d"
)
_BEFORE_LABEL = re.compile(
    rf"(?:{_N}\s*分?{_MARK}\s*(?:及?以[上下])?{_MARK}|[\]］)）])\s*(?:之间)?的?[，,]?\s*(?:等级|评定|结果|评价)*(?:为|是|属于|属|：|:|→|=)?\s*[“\"‘（(]?$"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a band's own words say of its ends; an unsaid end is ``None``."""

    lower: Decimal | None = None
    lower_inclusive: bool = True
    upper: Decimal | None = None
    upper_inclusive: bool = False

    def band(self, label: str, evidence: Evidence) -> GradeBand:
        """Return the band of these bounds that is called *label*."""
        return GradeBand(
            label=label,
            lower=self.lower,
            lower_inclusive=self.lower_inclusive,
            upper=self.upper,
            upper_inclusive=self.upper_inclusive,
            evidence=evidence,
        )


@dataclass(frozen=True, slots=True)
class Band:
    """One band as found in a text, ``text[start:end]`` its words."""

    label: str
    bounds: Bounds
    start: int
    end: int


def read_bounds(text: str) -> Bounds | None:
    """Return the bounds that *text* states, ``None`` where it states none."""
    if match := _SQUARE.search(text):
        return Bounds(Decimal(match[2]), match[1] in "[［", Decimal(match[3]), match[4] in "]］")
    if match := _MIDDLE.search(text):
        first, second = Decimal(match[1]), Decimal(match[2])
        left, right = _SIGNS.findall(match[0])
        if left[0] in ">＞≥≧":
            first, second, left, right = second, first, right, left
        return Bounds(first, _closed(left), second, _closed(right))
    if (match := _FROM.match(text.lstrip('，,、；;：: “"'))) and not _BETWEEN.search(text):
        return Bounds(Decimal(match[1]), _closed(match[2]))
    if match := _BETWEEN.search(text):
        start, mark1, mark2, end, mark3 = match.groups()
        low, high = Decimal(start), Decimal(end)
        low_mark, high_mark = mark1 or mark2, mark3
        if low > high:
            low, high, low_mark, high_mark = high, low, high_mark, low_mark
        if high_mark and _marks(match[0], low):
            # 80分—90分(含80分): the mark stands behind one bound and names the other.
            low_mark, high_mark = high_mark, None
        return Bounds(low, low_mark != "不含", high, high_mark == "含")
    bounds = Bounds()
    for match in _ONE.finditer(text):
        word, number, mark1, suffix, mark2 = match.groups()
        value, mark, suffix = Decimal(number), mark1 or mark2, suffix or ""
        if suffix.endswith("以上") or word in _LOWER_WORDS or (word and word[0] in ">＞≥≧"):
            strict = word in _STRICT_LOWER or word in (">", "＞") or mark == "不含"
            bounds = Bounds(value, not strict, bounds.upper, bounds.upper_inclusive)
        elif suffix.endswith(("以下", "以内")) or word in _UPPER_WORDS or (word and word[0] in "<＜≤≦"):
            closed = (
                word in _CLOSED_UPPER
                or (bool(word) and _closed(word or ""))
                or "及" in suffix
                or mark == "含"
            )
            bounds = Bounds(bounds.lower, bounds.lower_inclusive, value, closed)
    return None if bounds.lower is None and bounds.upper is None else bounds


def _closed(sign: str) -> bool:
    return sign[0] in "≤≥≦≧" or "=" in sign


def _marks(text: str, value: Decimal) -> bool:
    return re.search(rf"含\s*{re.escape(str(value))}\s*分", text) is not None


def _read(text: str, labels: Sequence[re.Match[str]], before: bool) -> list[Band]:
    bands = []
    for position, match in enumerate(labels):
        if before:
            start = labels[position - 1].end() if position else 0
            end = match.start()
            cut = max(text.rfind(mark, start, end) for mark in "。；;：:\n") + 1
            start = max(start, cut)
            if position == 0:
                comma = max(text.rfind(mark, start, end) for mark in "，,")
                if comma >= 0 and re.search(r"\d", text[comma:end]) and not _SQUARE.search(text[start:end]):
                    start = comma + 1
        else:
            start = match.end()
            end = labels[position + 1].start() if position + 1 < len(labels) else len(text)
            ends = [cut for mark in "。；;\n" if (cut := text.find(mark, start, end)) >= 0]
            end = min(ends, default=end)
            # 差（60分以下）”的标准，自评得分97分: the bracket behind a label holds all of its bounds.
            closed = _BRACKETED.match(text, start, end)
            end = closed.end() if closed else end
        bounds = read_bounds(text[start:end])
        if bounds is not None:
            span = (start, match.end()) if before else (match.start(), end)
            bands.append(Band(match[0], bounds, *span))
    return bands


def _ordered(bands: Sequence[Band]) -> bool:
    """Return whether the bands make a scale: distinct labels, bounds in one direction."""
    if len(bands) < 2 or len({band.label for band in bands}) != len(bands):
        return False
    keys = [band.bounds.lower if band.bounds.lower is not None else Decimal(-1) for band in bands]
    pairs = list(pairwise(keys))
    return all(a > b for a, b in pairs) or all(a < b for a, b in pairs)


def _inside_out(text: str) -> list[Band]:
    """Read labels between their bounds: 90分＞良≥80分."""
    bands = [
        Band(match[3], bounds, match.start(), match.end())
        for match in _INSIDE.finditer(text)
        if (bounds := read_bounds(f"{match[1]}得分{match[4]}"))
    ]
    if not bands:
        return []
    taken = [(band.start, band.end) for band in bands]
    rest = [match for match in LABEL.finditer(text) if not any(a <= match.start() < b for a, b in taken)]
    return sorted(bands + _read(text, rest, before=False), key=lambda band: band.start)


def _respective(text: str) -> list[Band]:
    """Read labels and bounds in two lists: 优、良、中、差，对应的得分为90—100分、80—90分….

    The bounds are split at 、 and 和 outside brackets; both lists must be of one length.
    """
    match = _RESPECTIVE.search(text)
    if match is None:
        return []
    labels = re.findall(_NAMES, match["labels"])
    pieces = re.split(r"[、和](?![^（(]*[)）])", match["bands"])[: len(labels)]
    bounds = [read_bounds(piece) for piece in pieces]
    if len(bounds) != len(labels) or any(each is None for each in bounds):
        return []
    return [
        Band(label, each, match.start(), match.end())
        for label, each in zip(labels, bounds, strict=True)
        if each is not None
    ]


def names_grade(text: str) -> bool:
    """Return whether a word of a grade scale stands in *text*: without one it prints no scale."""
    return _ANY_LABEL.search(text) is not None


def read_scale(text: str) -> list[Band]:
    """Return the bands of the scale printed in *text*, highest first; empty without a scale."""
    # 2.90分以上: the number of the remark, not 2.9.
    text = _LIST_NUMBER.sub(lambda match: " " * len(match[0]), text)
    labels = list(islice(LABEL.finditer(text), _MOST_LABELS))
    if len(labels) < 2:
        return []
    touching = {
        True: sum(_BEFORE_LABEL.search(text[max(0, m.start() - 24) : m.start()]) is not None for m in labels),
        False: sum(_AFTER_LABEL.match(text, m.end()) is not None for m in labels),
    }
    candidates = []
    for before in (True, False):
        bands = _read(text, labels, before)
        # The report's own grade may stand before or behind its scale in the same paragraph.
        spans = [bands[i:j] for i in range(len(bands)) for j in range(i + 2, len(bands) + 1)]
        ordered = max((span for span in spans if _ordered(span)), key=len, default=[])
        if ordered:
            candidates.append((touching[before], len(ordered), ordered))
    for special in (_inside_out(text), _respective(text)):
        if _ordered(special):
            candidates.append((99, len(special), special))
    if not candidates:
        return []
    best = max(candidates, key=lambda candidate: candidate[:2])[2]
    return sorted(
        best, key=lambda band: Decimal(-1) if band.bounds.lower is None else band.bounds.lower, reverse=True
    )


def grade_scale(passages: list[Passage]) -> tuple[list[GradeBand], tuple[Passage, int, int] | None]:
    """Return the printed scale, highest band first, and the span it takes up.

    A scale spread over paragraphs (one band a line) is read line by line.
    """
    for passage in passages:
        bands = read_scale(passage.text)
        if len(bands) >= 2 and _plausible(bands):
            span = (passage, min(band.start for band in bands), max(band.end for band in bands))
            _use(passage, span[1], span[2])
            return [_record(passage, band) for band in bands], span
    lines: list[tuple[Passage, Band]] = []
    for passage in passages:
        labels = list(LABEL.finditer(passage.text)) if len(passage.text) < 60 else []
        bands = []
        if len(labels) == 1:
            bands = _read(passage.text, labels, before=True) or _read(passage.text, labels, before=False)
        if bands:
            lines.append((passage, bands[0]))
        elif len(lines) < 2:
            lines = []
        else:
            break
    if len(lines) >= 3 and _ordered([band for _, band in lines]):
        for passage, band in lines:
            _use(passage, band.start, band.end)
        return [_record(passage, band) for passage, band in lines], None
    return [], None


def _plausible(bands: Sequence[Band]) -> bool:
    """Return whether the bounds can be points out of a hundred (or of ten times that)."""
    bounds = [
        value for band in bands for value in (band.bounds.lower, band.bounds.upper) if value is not None
    ]
    return max(bounds) >= 50


def _use(passage: Passage, start: int, end: int) -> None:
    for index in passage.within(start, end):
        passage.used.add(index)
        passage.roles[index] = "scale"


def _record(passage: Passage, band: Band) -> GradeBand:
    return band.bounds.band(band.label, passage.evidence(band.start, band.end))
