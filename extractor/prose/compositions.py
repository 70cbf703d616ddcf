"""Statements that a total is made of parts, in any unit, and lists that a count announces."""

import re
from collections.abc import Iterator

from extractor.language.quantity import Figure
from extractor.language.units import dimension
from extractor.prose.moneytags import tags
from extractor.prose.passage import Passage
from extractor.records import Composition, Enumeration, Quantity

_TRIGGER = re.compile(
    r"(?P<of>其中(?!包括)[：:]?)|(?P<made>(?<![自理缘因])由(?!于|此))|(?P<respectively>分别(?:为|是)?[：:]?|分[两二三四五六\d]+(?:批|次|笔|部分|类|期)[^，。；]{0,8}[：:，,])"
    r"|(?P<open>[（(])|(?P<include>其中包括|包括|包含|含)[：:]?"
)
_MADE_END = re.compile(r"组成|构成")
_STOP = re.compile(
    r"较|比(?!例)|同比|相比|增加|减少|增长|下降|合计|共计|总计|累计|占比|剩余|另有|另外|目标|实际完成|扣"
)
_CONTRA = re.compile(r"折旧|摊销|减值|坏账")
_SUM = re.compile(r"(?:合计|共计|总计|总共|合共)(?:为|是|达|到位|下达|安排|支出|资金|收入|[一-鿿]{0,6})?$")
_LABEL_DELIMITER = re.compile(r"[，,；;：:。、（）()]|其中|分别为|分别是")
_OPEN_ENDED = re.compile(r"等(?!级|次)|主要")


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


def _depth(text: str, start: int, end: int) -> int:
    inside = text[start:end]
    return sum(inside.count(mark) for mark in "（(") - sum(inside.count(mark) for mark in "）)")


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
    for match in _TRIGGER.finditer(text, start, end):
        before = [i for i in inside if figures[i].end <= match.start()]
        if not before:
            continue
        total = before[-1]
        gap = text[figures[total].end : match.start()]
        if passage.roles.get(total) in ("change", "target") or re.search(r"[。；;]", gap):
            continue
        if match.lastgroup == "open" and gap.strip():
            continue
        if len(gap) > 18:
            continue
        stop, closed = _extent(text, match, end)
        if stop is None:
            continue
        parts = _parts(passage, total, match, stop, inside)
        # One part that is most of a whole is a share, not a composition.
        if len(parts) < 2 and not (len(parts) == 1 and match.lastgroup == "of"):
            continue
        if len(parts) < 2:
            continue
        tail = text[figures[parts[-1]].end : stop]
        body = text[match.start() : figures[parts[-1]].end]
        exhaustive = (
            closed and not _OPEN_ENDED.search(body) and not re.match(r"\s*等", tail) and "其中" not in body
        )
        label = label_before(passage, total, start) or _label_behind(text, figures[total].end)
        yield Composition(
            total=passage.term(total, label),
            parts=[
                passage.term(i, label_before(passage, i, match.end()) or _label_behind(text, figures[i].end))
                for i in parts
            ],
            exhaustive=exhaustive,
            evidence=passage.evidence(figures[total].start, figures[parts[-1]].end),
        )
    yield from _summed(passage, start, inside)


def _label_behind(text: str, end: int) -> str:
    match = re.match(r"[一-鿿]{1,12}", text[end:])
    return match[0] if match else ""


def _closing(text: str, start: int, end: int) -> int:
    """Return where the bracket that *start* stands in closes, *end* outside brackets."""
    depth = 0
    for position in range(start, end):
        if text[position] in "）)":
            if depth == 0:
                return position
            depth -= 1
        elif text[position] in "（(" and position > start:
            depth += 1
    return end


def _extent(text: str, match: re.Match[str], end: int) -> tuple[int | None, bool]:
    """Return (where the list a trigger opens ends, whether its wording says it is complete)."""
    kind = match.lastgroup
    if kind != "open":
        end = _closing(text, match.start(), end)
    if kind == "made":
        made = _MADE_END.search(text, match.end(), end)
        return (made.start(), True) if made else (None, False)
    if kind == "open":
        depth = 0
        for position in range(match.start(), end):
            depth += (text[position] in "（(") - (text[position] in "）)")
            if depth == 0:
                return position, True
        return None, False
    return end, kind == "respectively"


def _parts(passage: Passage, total: int, trigger: re.Match[str], stop: int, inside: list[int]) -> list[int]:
    text = passage.text
    figures = passage.figures
    wanted = countable(figures[total])
    total_stage = _stage_named(text, max(0, figures[total].start - 20), figures[total].start)
    parts: list[int] = []
    floor = trigger.end()
    for i in inside:
        figure = figures[i]
        if figure.start < trigger.end() or figure.start >= stop:
            continue
        between = text[floor : figure.start]
        if _depth(text, trigger.end(), figure.start) > 0:
            continue
        if countable(figure) != wanted or passage.roles.get(i) == "change":
            if parts and countable(figure) is not None and re.search(r"[；;]", between):
                break
            continue
        if parts and (_STOP.search(between) or "其中" in between):
            break
        label = label_before(passage, i, floor)
        if _CONTRA.search(label):
            continue
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
    for position, total in enumerate(inside):
        if position < 2 or not _SUM.search(
            text[max(start, figures[total].start - 14) : figures[total].start]
        ):
            continue
        parts: list[int] = []
        joint = "、，,和及与加"
        right = figures[total].start
        for i in reversed(inside[:position]):
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
            parts.insert(0, i)
            right = figures[i].start
        if len(parts) < 2 or re.search(r"其中|由|（|\(|分别|较|比", text[start : figures[total].start]):
            continue
        yield Composition(
            total=passage.term(total, label_before(passage, total, figures[parts[-1]].end)),
            parts=[passage.term(i, label_before(passage, i, start)) for i in parts],
            exhaustive=not _OPEN_ENDED.search(text[figures[parts[0]].start : figures[total].start]),
            evidence=passage.evidence(figures[parts[0]].start, figures[total].end),
        )


_LISTED = re.compile(
    r"(?P<noun>[一-鿿]{1,16}?)?[，,]?(?P<link>(?:分别(?:为|是)|即|依次为|它们是)[：:]?|(?:[（(][^）)]{1,8}[)）])?[：:])(?P<items>[^。；;\d]{4,400}?)(?=[。；;]|$)"
)


def enumerations(passages: list[Passage]) -> list[Enumeration]:
    """Return the counts that are followed by the names of what they count."""
    found = []
    for passage in passages:
        for index, figure in enumerate(passage.figures):
            if (
                figure.kind != "number"
                or figure.unit is None
                or countable(figure) is None
                or figure.approximate
            ):
                continue
            if not dimension(figure.unit).startswith("count") or passage.roles.get(index):
                continue
            match = _LISTED.match(passage.text, figure.end)
            if match is None:
                continue
            items = _items(match["items"], figure.value)
            named = match["link"].rstrip("：:").endswith(("为", "是", "即"))
            if len(items) < 2 or (not named and max(map(len, items)) > 12):
                continue
            start, stop = match.span("items")
            found.append(
                Enumeration(
                    label=(match["noun"] or figure.unit).strip(),
                    count=_used(passage, index),
                    items=items,
                    exhaustive=not re.search(r"等|以及其他|主要", match["items"]),
                    evidence=passage.evidence(figure.start, stop if stop > start else figure.end),
                )
            )
    return found


def _used(passage: Passage, index: int) -> Quantity:
    passage.used.add(index)
    return passage.quantity(index)


def _items(text: str, wanted: object) -> list[str]:
    """Split a list of names; ``和`` inside a name is told from the last ``和`` by the count stated."""
    flat = re.sub(r"[（(][^（()）]*[)）]", "", text).strip(" ，,")
    coarse = [item.strip() for item in re.split(r"[、，,]|(?<=》)(?=《)", flat) if item.strip()]
    if not coarse:
        return []
    last = re.split(r"以及|和|及|与", coarse[-1], maxsplit=1)
    fine = coarse[:-1] + [item for item in last if item]
    every = [item for chunk in coarse for item in re.split(r"以及|和|及|与", chunk) if item]
    for option in (fine, coarse, every):
        if len(option) == wanted:
            return option
    return fine
