"""What the report itself says about its targets being met."""

import re
from collections.abc import Iterator

from extractor.document import Cell, Paragraph
from extractor.evidence import Evidence
from extractor.records import Indicator
from perfeval.rules.registry import Facts

_CLAIM = re.compile(
    r"(?<![未没不无])(?:全部|全面|均已?|都已?|圆满|超额|高标准|如期|按期|顺利|各项\w{0,8})(?:按\w{1,3})?(?:完成|达到|达标|实现)"
    r"|已按\w{0,6}完成"
    r"|(?<![未没不基])完成(?:了)?(?:年度|全年|预期|既定)?(?:绩效)?(?:目标|指标|任务)|达到(?:了)?(?:年度|预期)(?:目标|指标|要求|效果)"
)
_OVERALL = re.compile(
    r"(?:各项|全部|所有|年度|全年|总体)[^，。；\n]{0,12}(?:目标|指标)[^，。；\n]{0,8}(?:均已?|全部|全面|圆满|都已?)(?:完成|达到|达标|实现)"
)
_DENIAL = re.compile(
    "除[^，。]{1,20}外|未能?(?:全部|完成|达到|达标)|没有(?:全部|完成|达到)|基本完成|尚未|偏差|未达"
)
_ADMISSION = re.compile(
    r"未(?:能|完成|达到|达标|实现|开展)|没有(?:完成|达到|按期)|扣[^，。]{0,8}\d|推迟|延期|滞后|不足|偏低|偏慢|退出"
    r"|流标|取消|受[^，。]{1,12}影响"
)
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


def admitted(facts: Facts, indicator: Indicator) -> bool:
    """Whether the report speaks of a shortfall where the actual stands, or where it names the indicator."""
    where = indicator.evidence.actual
    name = "".join(indicator.name.split())
    for text in passages(facts):
        beside = where is not None and text.block == where.block and where.table is None
        if (beside or (len(name) >= 4 and name in text.text)) and _ADMISSION.search(text.text):
            return True
    return False


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


def passages(facts: Facts) -> Iterator[Paragraph | Cell]:
    """Yield the paragraphs and cells of this report, not those of the file's other reports."""
    if facts.document is None:
        return
    begin = facts.report.evidence.block
    end = min(
        (other.evidence.block for other in facts.siblings if other.evidence.block > begin), default=None
    )
    for block in facts.document.blocks:
        if isinstance(block, Paragraph):
            if begin <= block.block and (end is None or block.block < end):
                yield block
        elif begin <= block.block and (end is None or block.block < end):
            yield from block.cells
