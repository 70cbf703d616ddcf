"""Statements that a total is made of parts, in any unit, and lists that a count announces."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from extractor.language.quantity import Figure
from extractor.language.units import dimension
from extractor.prose.brackets import Brackets
from extractor.prose.moneytags import tags
from extractor.prose.passage import Passage
from extractor.records import Composition

_TRIGGER = re.compile(
    r"(?P<of>其中(?!包括)[：:]?)|(?P<listed>由[^，。；\d]{0,10}(?:组成|构成)[：:])|(?P<made>(?<![自理缘因])由(?!于|此))|(?P<respectively>分别(?:为|是)?[：:]?|分[两二三四五六\d]+(?:批|次|笔|部分|类|期)[^，。；]{0,8}[：:，,])"
    r"|(?P<sources>(?:资金)?来源(?:为|是|：|:))|(?P<open>[（(])|(?P<include>其中包括|包括|包含|含)[：:]?"
)
_MADE_END = re.compile(r"组成|构成")
_STOP = re.compile(
    r"较|比(?!例)|同比|相比|增加|减少|增长|下降|合计|共计|总计|累计|占比|剩余|其余|余下|另有|另外|目标|实际完成|扣"
)
_CONTRA = re.compile(r"折旧|摊销|减值|坏账")
_SUM = re.compile(r"(?:合计|共计|总计|总共|合共)(?:为|是|达|到位|下达|安排|支出|资金|收入|[一-鿿]{0,6})?$")
_LABEL_DELIMITER = re.compile(r"[，,；;：:。、（）()]|其中|分别为|分别是")
_OVERLAP = re.compile("(?<!不)(?<!无)(?<!没有)(?:重叠|交叉|重复|兼任|身兼)")
"""Says that the parts share some of what they count: they add up to nothing."""
_TRAITS = (
    re.compile("男|女|妇"),
    re.compile("党员|团员|党派"),
    re.compile("本科|专科|大专|研究生|硕士|博士|学历|学位"),
    re.compile("岁|青年|老年"),
    re.compile("高级|中级|初级|职称|正高|副高"),
    re.compile("留守|残疾|少数民族|退役|低保|脱贫"),
    re.compile("小微|中小|大型|规模以上|规上"),
    re.compile("民营|国有|私营|外资|合资"),
    re.compile("高新|专精特新|科技型"),
)
"""What people and firms are counted by: one and the same is counted by several of them."""
_OPEN_ENDED = re.compile(r"等(?!级|次)|主要")
_AND_OTHERS = re.compile(r"\s*等")
_WORDS = re.compile(r"[一-鿿]{1,12}")
_PARTS_FIRST = re.compile(r"其中|由|（|\(|分别|较|比")
_GAP = 18
_MOST_FIGURES = 120
"""A list of more figures is none: no full stop for pages, or no prose at all."""


def countable(figure: Figure) -> str | None:
    """Return the dimension of a figure that can be a total or a part, ``None`` for percentages and dates."""
    if figure.kind != "number" or figure.unit is None or isinstance(figure.value, str):
        return None
    kind = dimension(figure.unit)
    return None if kind in ("percent", "time", "score") or figure.unit == "分" or figure.comparator else kind


def label_before(passage: Passage, index: int, floor: int) -> str:
    """Return the words that name figure *index*: behind the last delimiter at or after *floor*."""
    figure = passage.figures[index]
    if index:
        floor = max(floor, passage.figures[index - 1].end)
    begin = floor
    for match in _LABEL_DELIMITER.finditer(passage.text, floor, figure.start):
        begin = match.end()
    return re.sub(r"^[和与及由]|[为有共是]$", "", passage.text[begin : figure.start].strip(" \t"))


def compositions(passages: list[Passage]) -> list[Composition]:
    """Return every "total = parts" statement found in *passages*, in order of the total."""
    found: list[Composition] = []
    for passage in passages:
        for start, end in passage.sentences():
            inside = [i for i in passage.within(start, end) if countable(passage.figures[i])]
            if len(inside) >= 2:
                found += _sentence(passage, start, end, inside)
    return found


def _sentence(passage: Passage, start: int, end: int, inside: list[int]) -> Iterator[Composition]:
    text = passage.text
    figures = passage.figures
    ends = [figures[i].end for i in inside]
    layout = _Layout(text, start, end)
    overfull = 0
    for match in _TRIGGER.finditer(text, start, end):
        before = bisect_right(ends, match.start())
        if not before or match.start() - ends[before - 1] > _GAP:
            continue
        total = inside[before - 1]
        gap = text[ends[before - 1] : match.start()]
        if passage.roles.get(total) in ("change", "target") or re.search(r"[。；;]", gap):
            continue
        if match.lastgroup == "open" and gap.strip():
            continue
        if match.lastgroup == "sources" and before > 1:
            # 基本支出…、项目支出357万元，资金来源为…: what the sources make is not the last of several.
            continue
        stop, closed = layout.extent(match)
        if stop is None or match.start() < overfull < stop:
            continue
        listed = inside[before : before + _MOST_FIGURES + 1]
        parts = _parts(passage, total, match, stop, listed, layout.brackets)
        if parts is None:
            overfull = figures[listed[-1]].start
        if parts is None or len(parts) < 2:
            continue
        last = figures[parts[-1]].end
        body = text[match.start() : last]
        exhaustive = (
            closed
            and not _OPEN_ENDED.search(body)
            and not _AND_OTHERS.match(text, last, stop)
            and "其中" not in body
        )
        named = [label_before(passage, i, match.end()) or _label_behind(text, figures[i].end) for i in parts]
        if _overlap(named) or _OVERLAP.search(text, match.start(), end):
            continue
        label = label_before(passage, total, start) or _label_behind(text, figures[total].end)
        yield Composition(
            total=passage.term(total, label),
            parts=[passage.term(i, name) for i, name in zip(parts, named, strict=True)],
            exhaustive=exhaustive,
            evidence=passage.evidence(figures[total].start, last),
        )
    yield from _summed(passage, start, inside)


def _overlap(labels: list[str]) -> bool:
    """Return whether *labels* count people by more than one trait (党员…人，本科以上…人)."""
    return sum(any(map(trait.search, labels)) for trait in _TRAITS) > 1


def _label_behind(text: str, end: int) -> str:
    match = _WORDS.match(text, end)
    return match[0] if match else ""


class _Layout:
    """How far the lists of a sentence reach."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.brackets = Brackets(text, start, end)
        self._made = [match.start() for match in _MADE_END.finditer(text, start, end)]

    def extent(self, trigger: re.Match[str]) -> tuple[int | None, bool]:
        """Return (where the list a trigger opens ends, whether its wording says it is complete)."""
        kind = trigger.lastgroup
        if kind == "open":
            partner = self.brackets.partner(trigger.start())
            return partner, partner is not None
        end = self.brackets.closing(trigger.start())
        if kind == "made":
            next_ = bisect_left(self._made, trigger.end())
            made = self._made[next_] if next_ < len(self._made) else end
            return (made, True) if made < end else (None, False)
        return end, kind in ("respectively", "sources", "listed")


def _parts(
    passage: Passage, total: int, trigger: re.Match[str], stop: int, listed: list[int], brackets: Brackets
) -> list[int] | None:
    """Return the figures of *listed* that are the parts of *total*, ``None`` where there are too many."""
    text = passage.text
    figures = passage.figures
    wanted = countable(figures[total])
    total_stage = _stage_named(text, max(0, figures[total].start - 20), figures[total].start)
    parts: list[int] = []
    floor = trigger.end()
    for position, i in enumerate(listed):
        figure = figures[i]
        if figure.start < trigger.end():
            continue
        if figure.start >= stop:
            break
        if position == _MOST_FIGURES:
            return None
        if brackets.depth(trigger.end(), figure.start) > 0:
            continue
        between = text[floor : figure.start]
        if countable(figure) != wanted or passage.roles.get(i) == "change":
            if parts and countable(figure) is not None and re.search(r"[；;]", between):
                break
            continue
        if _CONTRA.search(label_before(passage, i, floor)):
            floor = figure.end
            continue
        if parts and (_STOP.search(between) or "其中" in between):
            break
        named = _stage_named(text, floor, figure.start)
        if parts and named and total_stage and named != total_stage and re.search(r"[，；;]", between):
            break
        if passage.roles.get(i) in ("target", "actual"):
            break
        parts.append(i)
        floor = figure.end
    return parts


def _stage_named(text: str, start: int, end: int) -> str | None:
    for tag in reversed(tags(text, start, end)):
        if "stage" in tag.tags and not ("scope" in tag.tags or "source" in tag.tags):
            return tag.tags["stage"]
    return None


def _summed(passage: Passage, start: int, inside: list[int]) -> Iterator[Composition]:
    """Read the order parts-then-total: 中央资金10万元、省级资金20万元，合计30万元."""
    text = passage.text
    figures = passage.figures
    other = None
    if len(inside) > 2:
        other = _PARTS_FIRST.search(text, start, figures[inside[-1]].start)
    for position, total in enumerate(inside):
        if other is not None and other.start() < figures[total].start:
            break
        if position < 2 or not _SUM.search(
            text[max(start, figures[total].start - 14) : figures[total].start]
        ):
            continue
        parts: list[int] = []
        joint = "、，,和及与加"
        right = figures[total].start
        for i in reversed(inside[max(0, position - _MOST_FIGURES) : position]):
            gap = text[figures[i].end : right]
            allowed = r"[^。；;]{0,30}" if not parts else rf"\s*[{joint}][^，。；;]{{0,30}}"
            if (
                countable(figures[i]) != countable(figures[total])
                or not re.fullmatch(allowed, gap)
                or passage.roles.get(i, "budget") != "budget"
            ):
                break
            if len(parts) == 1 and re.match(r"\s*[、和及与]", gap):
                # A、B，C、D，合计: the run nearest to the total is what it sums.
                joint = "、和及与加"
            parts.append(i)
            right = figures[i].start
        parts.reverse()
        if len(parts) < 2:
            continue
        yield Composition(
            total=passage.term(total, label_before(passage, total, figures[parts[-1]].end)),
            parts=[passage.term(i, label_before(passage, i, start)) for i in parts],
            exhaustive=not _OPEN_ENDED.search(text[figures[parts[0]].start : figures[total].start]),
            evidence=passage.evidence(figures[parts[0]].start, figures[total].end),
        )
