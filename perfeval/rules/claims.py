"""What the report itself says about its targets being met."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from extractor.document import Cell, Paragraph
from extractor.evidence import Evidence
from extractor.records import Indicator, Report
from perfeval.interval import printed
from perfeval.recompute.points import reading
from perfeval.rules.registry import Facts, once

_CLAIM = re.compile(
    r"(?<![未没不无])(?:全部|全面|均已?|都已?|圆满|超额|高标准|如期|按期|顺利|各项\w{0,8})(?:按\w{1,3})?(?:完成|达到|达标|实现)"
    r"|已按\w{0,6}完成"
    r"|(?<![未没不基])完成(?:了)?(?:年度|全年|预期|既定)?(?:绩效)?(?:目标|指标|任务)(?![数值量]?的?\s*[约近]?\d)|达到(?:了)?(?:年度|预期)(?:目标|指标|要求|效果)|(?<![未没不能])达到(?:了)?目标(?:要求|值)?(?=[，。；、]|$)"
)
_OVERALL = re.compile(
    r"(?:各项|全部|所有|年度|全年|总体)[^，。；\n]{0,12}(?:目标|指标)[^，。；\n]{0,8}(?:均已?|全部|全面|圆满|都已?)(?:完成|达到|达标|实现)"
)
_DENIAL = re.compile(
    "除[^，。]{1,20}外|未能?(?:全部|完成|达到|达标)|没有(?:全部|完成|达到)|基本完成|尚未|偏差|未达"
)
_ADMISSION = re.compile(
    r"未(?:能|完成|达|实现|开展)|没有(?:完成|达到|按期)|低于(?!\d)|比目标[少低]|不理想|扣[^，。]{0,8}\d|推迟|延期|滞后|不足|偏低|偏慢|退出"
    r"|流标|取消|暂缓|顺延|跨年度?|转入20|转入(?:下|次|明)年?|受[^，。]{1,12}影响"
)
_CRITERIA = re.compile(
    r"评分标准|评分细则|评分办法|评分方法|计分(?:方法|办法|标准|规则)|得分计算|扣分(?:标准|办法)|每[^，。；]{1,12}扣|得满分|不得分"
)
_EXPLANATION = re.compile("原因|由于|因为|受[^，。]{1,20}影响|导致|致使|尚未|推迟|延期|滞后|取消|调整|不足")
_REMARK_LABEL = re.compile("原因|问题|说明|措施|备注|不足")
_NOTE = re.compile(r"计分|记分|记满分|分值|填[报写]|口径|^\s*注[：:]")
"""What a note on how to fill in the form says."""
_WORDS_ONLY = re.compile(r"[，,][^\d]{6,80}")
_POINTS_WORD = re.compile("得分|分值|满分|权重|指标")
_HUNDREDTH = Decimal("0.01")
_PART = 4
"""Characters in a row that two names share by more than chance."""
_REMARK = 15
_LABEL = 40
_NOTHING = frozenset(("", "无", "无偏差", "不适用", "—", "-", "--", "/", "\\", "无。", "暂无"))


def reason_given(indicator: Indicator) -> bool:
    """Whether a deviation reason (偏差原因) is written that says anything."""
    return (indicator.reason or "").strip() not in _NOTHING


def full_points(indicator: Indicator) -> bool:
    """Whether the indicator is scored at its full weight."""
    return bool(indicator.weight) and indicator.weight == indicator.score


def lost_points(indicator: Indicator) -> bool:
    """Whether the indicator is scored below its weight, which admits the shortfall."""
    return indicator.weight is not None and indicator.score is not None and indicator.score < indicator.weight


def by_coefficient(indicator: Indicator) -> bool:
    """Whether the points are the weight times the coefficient (得分系数) that the form prints."""
    weight, score, coefficient = indicator.weight, indicator.score, indicator.coefficient
    if weight is None or score is None or coefficient is None or weight <= 0:
        return False
    points = reading(score, weight, _HUNDREDTH, fine=False)
    return printed(coefficient).scaled(Fraction(weight) / 100).possible_equal(points)


def admitted(facts: Facts, indicator: Indicator) -> bool:
    """Whether the report speaks of a shortfall where the actual stands, or where it names the indicator."""
    where, scored = indicator.evidence.actual, indicator.evidence.score
    names = _parts_of("".join(indicator.name.split()))
    for text in passages(facts):
        beside = where is not None and text.block == where.block and where.table is None
        if beside and scored is not None and _told_behind(text.text, scored):
            return True
        if (beside or any(name in text.text for name in names)) and _ADMISSION.search(text.text):
            return True
    return False


def _told_behind(text: str, score: Evidence) -> bool:
    """Whether the statement goes on in words behind the score: 分值10分，得9.9分，雨天有的线路延误."""
    rest = re.split("[；;。\n]", text[score.end :], maxsplit=1)[0].removeprefix("分")
    return _WORDS_ONLY.fullmatch(rest) is not None and not _POINTS_WORD.search(rest)


def _parts_of(name: str) -> list[str]:
    """Return the parts that a text may name an indicator by (无障碍改 of 家庭无障碍改造户数)."""
    return [name[start : start + _PART] for start in range(len(name) - _PART + 1)]


def own_criteria(facts: Facts) -> bool:
    """Whether the report prints scoring rules of its own, which no standard knows."""
    return any(_CRITERIA.search(text.text) for text in passages(facts))


def explained(facts: Facts, indicator: Indicator) -> bool:
    """Whether a reason for a shortfall is given: beside the indicator, where it is named, or for all.

    A form without a column of reasons has room for them only in a text below the table.
    """
    if reason_given(indicator) or admitted(facts, indicator):
        return True
    if any(reason_given(other) for other in facts.report.indicators):
        return False
    return any(_explains(text) for text in remarks(facts))


def _explains(text: Paragraph | Cell) -> bool:
    if len(text.text) < _REMARK or _NOTE.search(text.text):
        return False
    return bool(_ADMISSION.search(text.text) or _EXPLANATION.search(text.text))


def remarks(facts: Facts) -> Iterator[Paragraph | Cell]:
    """Yield the running text of the report: paragraphs, and cells beside a label 原因, 问题, 说明."""
    if facts.document is None:
        return
    tables = {table.block: table for table in facts.document.tables}
    for text in passages(facts):
        if isinstance(text, Paragraph):
            yield text
            continue
        table = tables.get(text.block)
        before = table.at(text.row, text.column - 1) if table and text.column else None
        if before is not None and len(before.text) < _LABEL and _REMARK_LABEL.search(before.text):
            yield text


def claim(facts: Facts, indicator: Indicator) -> Evidence | None:
    """Return where the report says that this indicator, or all of them, was met.

    The sentence of the actual comes first, then the paragraph's own summary, then a
    statement about all targets of the report.
    """
    where = indicator.evidence.actual
    if where is not None and (found := _CLAIM.search(where.text)) and not _DENIAL.search(where.text):
        return where.model_copy(
            update={"text": found[0], "start": where.start + found.start(), "end": where.start + found.end()}
        )
    for text in passages(facts):
        if where is not None and text.block == where.block and isinstance(text, Paragraph):
            near = _search(_CLAIM, text)
            if near is not None:
                return near
    return next(filter(None, (_search(_OVERALL, text) for text in passages(facts))), None)


def _search(pattern: re.Pattern[str], text: Paragraph | Cell) -> Evidence | None:
    if _DENIAL.search(text.text):
        return None
    found = pattern.search(text.text)
    return text.evidence(found.start(), found.end()) if found else None


@once
def passages(facts: Facts) -> list[Paragraph | Cell]:
    """Return the paragraphs and cells of this report, not those of the file's other reports."""
    found: list[Paragraph | Cell] = []
    if facts.document is None:
        return found
    begin = _start(facts.report)
    later = [start for other in facts.siblings if (start := _start(other)) > begin]
    end = min(later, default=None)
    blocks = facts.document.blocks
    first = bisect_left(blocks, begin[0], key=lambda block: block.block)
    last = len(blocks) if end is None else bisect_right(blocks, end[0], key=lambda block: block.block)
    for block in blocks[first:last]:
        if isinstance(block, Paragraph):
            if end is None or (block.block, 0) < end:
                found.append(block)
        elif block.block not in (begin[0], end[0] if end else -1):
            found += block.cells
        else:
            # Several forms may stand in one table.
            places = ((cell, (cell.block, cell.row)) for cell in block.cells)
            found += (cell for cell, place in places if begin <= place and (end is None or place < end))
    return found


def _start(report: Report) -> tuple[int, int]:
    """Return block and row where a report begins: several forms may stand in one table."""
    return report.evidence.block, report.evidence.row or 0
