"""The grade scale a report prints, in its many spellings.

Two orders occur: bounds before the label (``90分以上为优``) and label before the bounds
(``优（90分及以上）``). Both are read and the one that gives an ordered scale is kept, so
no list of phrasings has to be complete.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.prose.passage import Passage
from extractor.records import GradeBand

LABELS = ("不合格", "基本合格", "优秀", "良好", "合格", "中等", "较差", "一般", "较好", "优", "良", "中", "低", "差")
LABEL = re.compile(
    r"(?<![其居适集])(?:" + "|".join(LABELS) + r")(?=[”\"’'》】\]）)（(：:，,；;。、\s为是级等档在的及]|\d|[≥≤<>＞＜≧≦]|得分|$)"
)
_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_LESS = "[<＜≤≦]=?"
_MORE = "[>＞≥≧]=?"
_SCORE_WORD = r"(?:综合|自评|评价|最终|绩效|总)*(?:得分|评分|分数|总分|分值|[SXsx])?"
_BOTH = re.compile(rf"{_NUMBER}\s*分?\s*({_LESS}|{_MORE})\s*{_SCORE_WORD}\s*({_LESS}|{_MORE})\s*{_NUMBER}")
_INCLUDE = r"(?:\s*[（(]\s*(不?含)[^）)]*[)）])?"
_BETWEEN = re.compile(rf"{_NUMBER}\s*分?{_INCLUDE}(?:以上)?{_INCLUDE}\s*(?:[-–—－~～―]+|至|到)\s*{_NUMBER}\s*分?{_INCLUDE}")
_ONE = re.compile(
    rf"(不低于|不少于|大于等于|大于或等于|达到|高于|大于|超过|不足|不满|低于|小于等于|小于|未达到|不超过|{_MORE}|{_LESS})?\s*"
    rf"{_NUMBER}\s*分?{_INCLUDE}\s*(及其?以上|[（(]含[)）]以上|以上|及其?以下|[（(]含[)）]以下|以下|以内)?{_INCLUDE}"
)
_LOWER_WORDS = {"不低于", "不少于", "大于等于", "大于或等于", "达到", "高于", "大于", "超过"}
_STRICT_LOWER = {"高于", "大于", "超过"}
_UPPER_WORDS = {"不足", "不满", "低于", "小于等于", "小于", "未达到", "不超过"}


@dataclass(frozen=True, slots=True)
class _Bounds:
    lower: Decimal | None = None
    lower_inclusive: bool = True
    upper: Decimal | None = None
    upper_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class _Band:
    label: str
    bounds: _Bounds
    start: int
    end: int


def _bounds(text: str) -> _Bounds | None:
    """Return the bounds a band's own words state, ``None`` where they state none."""
    if match := _BOTH.search(text):
        first, left, right, second = match.groups()
        low, low_sign, high, high_sign = first, left, second, right
        if left[0] in ">＞≥≧":
            low, low_sign, high, high_sign = second, right, first, left
        return _Bounds(Decimal(low), low_sign[0] in "≤≥≦≧" or "=" in low_sign,
                       Decimal(high), high_sign[0] in "≤≥≦≧" or "=" in high_sign)  # fmt: skip
    if match := _BETWEEN.search(text):
        first, mark1, mark2, second, mark3 = match.groups()
        low, high = Decimal(first), Decimal(second)
        lower_marks = {mark1, mark2}
        if low > high:
            low, high = high, low
            lower_marks, mark3 = {mark3}, mark1 or mark2
        trailing = mark3 or ""
        upper = trailing == "含"
        lower = "不含" not in lower_marks
        inside = re.search(rf"不含\s*{re.escape(str(low))}\s*分?", text)
        return _Bounds(low, lower and inside is None, high, upper and not _names(text, low))
    bounds = _Bounds()
    for match in _ONE.finditer(text):
        word, number, mark1, suffix, mark2 = match.groups()
        value = Decimal(number)
        mark = mark1 or mark2
        suffix = suffix or ""
        if suffix.endswith("以上") or word in _LOWER_WORDS or (word and word[0] in ">＞≥≧"):
            strict = word in _STRICT_LOWER or word in (">", "＞") or mark == "不含"
            bounds = _Bounds(value, not strict, bounds.upper, bounds.upper_inclusive)
        elif suffix.endswith(("以下", "以内")) or word in _UPPER_WORDS or (word and word[0] in "<＜≤≦"):
            closed = word in ("≤", "≦", "<=", "不超过", "小于等于") or "及" in suffix or mark == "含"
            bounds = _Bounds(bounds.lower, bounds.lower_inclusive, value, closed)
    return None if bounds.lower is None and bounds.upper is None else bounds


def _names(text: str, value: Decimal) -> bool:
    """Return whether an inclusion mark (含80分) names *value*, not the bound it stands behind."""
    return re.search(rf"(?<!不)含\s*{re.escape(str(value))}\s*分", text) is not None


def _read(text: str, labels: Sequence[re.Match[str]], begin: int, stop: int, before: bool) -> list[_Band]:
    bands = []
    for position, match in enumerate(labels):
        if before:
            start = labels[position - 1].end() if position else begin
            end = match.start()
            cut = max(text.rfind(mark, start, end) for mark in "。；;：:\n") + 1
            start = max(start, cut)
            if position == 0 and (comma := text.rfind("，", start, end)) >= 0 and re.search(r"\d", text[comma:end]):
                start = comma + 1
        else:
            start = match.end()
            end = labels[position + 1].start() if position + 1 < len(labels) else stop
            for mark in "。；;\n":
                if (cut := text.find(mark, start, end)) >= 0:
                    end = cut
        bounds = _bounds(text[start:end])
        if bounds is not None:
            span = (start, match.end()) if before else (match.start(), end)
            bands.append(_Band(match[0], bounds, *span))
    return bands


def _ordered(bands: Sequence[_Band]) -> bool:
    """Return whether the bands make a scale: distinct labels, bounds in one direction."""
    if len(bands) < 2 or len({band.label for band in bands}) != len(bands):
        return False
    keys = [band.bounds.lower if band.bounds.lower is not None else Decimal(-1) for band in bands]
    return all(a > b for a, b in zip(keys, keys[1:], strict=False)) or all(
        a < b for a, b in zip(keys, keys[1:], strict=False)
    )


def read_scale(text: str) -> list[_Band]:
    """Return the bands of the scale printed in *text*, highest first; empty without a scale."""
    labels = list(LABEL.finditer(text))
    if len(labels) < 2:
        return []
    candidates = []
    for before in (True, False):
        bands = _read(text, labels, 0, len(text), before)
        # The report's own grade may stand behind its scale in the same paragraph.
        for last in range(len(bands), 1, -1):
            if _ordered(bands[:last]):
                candidates.append(bands[:last])
                break
    if not candidates:
        return []
    best = max(candidates, key=lambda bands: (len(bands), sum(band.bounds.lower is not None for band in bands)))
    return sorted(best, key=lambda band: band.bounds.lower if band.bounds.lower is not None else Decimal(-1), reverse=True)


def grade_scale(passages: list[Passage]) -> tuple[list[GradeBand], tuple[Passage, int, int] | None]:
    """Return the printed scale, highest band first, and the span it takes up.

    A scale spread over paragraphs (one band a line) is read line by line.
    """
    for passage in passages:
        bands = read_scale(passage.text)
        if len(bands) >= 2:
            span = (passage, min(band.start for band in bands), max(band.end for band in bands))
            _use(passage, span[1], span[2])
            return [_record(passage, band) for band in bands], span
    lines: list[tuple[Passage, _Band]] = []
    for passage in passages:
        labels = list(LABEL.finditer(passage.text)) if len(passage.text) < 60 else []
        bands = [] if len(labels) != 1 else (
            _read(passage.text, labels, 0, len(passage.text), True) or _read(passage.text, labels, 0, len(passage.text), False)
        )  # fmt: skip
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


def _use(passage: Passage, start: int, end: int) -> None:
    for index in passage.within(start, end):
        passage.used.add(index)
        passage.roles[index] = "scale"


def _record(passage: Passage, band: _Band) -> GradeBand:
    bounds = band.bounds
    return GradeBand(
        label=band.label,
        lower=bounds.lower,
        lower_inclusive=bounds.lower_inclusive,
        upper=bounds.upper,
        upper_inclusive=bounds.upper_inclusive,
        evidence=passage.evidence(band.start, band.end),
    )
