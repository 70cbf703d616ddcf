"""Growth, reduction and over-fulfilment as the text states them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal

from extractor.language.units import dimension
from extractor.prose.compositions import countable, label_before
from extractor.prose.cues import restates
from extractor.prose.naming import last_match
from extractor.prose.passage import Passage, clause_start
from extractor.prose.yearly import LAST_YEAR, sides
from extractor.records import Change, Term

Direction = Literal["increase", "decrease", "exceed", "flat"]

_UP = (
    "增加|增长|上升|提高|提升|上涨|增幅|多出|增多|攀升|扩大"
    "|多(?:完成|支出|收入|实现|接待|办理|培训|建成|发放)"
)
_DOWN = (
    "减少|下降|降低|压减|压缩|节约|节省|缩短|降幅|少支出|回落|核减"
    "|少(?:完成|收入|实现|接待|办理|培训|建成|发放|发生)"
)
_EXCEED = (
    "超额完成(?:任务|目标|计划)?|超任务(?:数|量)?|超(?:过)?目标(?:值|任务)?|超(?:过)?(?:年度|年初)?计划"
    "|超出(?:任务|目标|计划)?|超额|超过(?:目标|任务|计划|年初)[^，。；\\d]{0,6}|超"
)
_CUE = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<over>{_EXCEED}))(?P<to>到|至|为)?"
    r"(?:了|约|近|达|率|幅度|比例|资金|金额|支出|经费|[一-鿿]{0,4}费)?(?:为|是|：)?\s*$"
)
_REACH = 600
"""How far before a change its comparison and the figures compared may stand."""
_FIGURES_BACK = 120
_COMPARE = re.compile(r"(?:较|(?<!相|对|同)比(?!例|率|重)|与|同比|环比|相较|从|由)")
_ON_LAST_YEAR = re.compile(rf"同比|环比|[较比与](?:其|{LAST_YEAR}|(?:19|20)\d\d年)")
_THEN = re.compile("相比|比较|相较|本年|今年|当年|[，；]")
"""Between a comparison and a figure: what it is compared with was named without a figure."""
_BECAME = re.compile(rf"[^，。；\d]{{0,8}}(?:{_UP}|{_DOWN})(?:到|至|为)[^，。；\d]{{0,4}}")
_FROM = re.compile("[由从]")
_PART = re.compile("其中")
_APART = re.compile("[；;]|其中")
_TASK = re.compile(r"任务|目标|计划|指标值|年初")


def changes(passages: list[Passage]) -> list[Change]:
    """Return the stated changes and mark their figures; runs before budgets are read."""
    found: list[Change] = []
    for position, passage in enumerate(passages):
        for start, end in passage.sentences():
            if _CUE_QUICK.search(passage.text, start, end):
                found += _sentence(passages, position, start, end)
    return found


_CUE_QUICK = re.compile(rf"{_UP}|{_DOWN}|超")


def _cue(passage: Passage, index: int, floor: int) -> re.Match[str] | None:
    figure = passage.figures[index]
    if restates(passage.text, figure.end, "", bounded=False):
        # 超过年初不少于12.5万平方米的目标: what was exceeded, not by how much.
        return None
    return _CUE.search(passage.text[max(floor, figure.start - 14) : figure.start])


def _sentence(passages: list[Passage], position: int, start: int, end: int) -> Iterator[Change]:
    passage = passages[position]
    figures = passage.figures
    inside = [i for i in passage.within(start, end) if figures[i].kind == "number" and figures[i].unit]
    pending: list[tuple[int, re.Match[str]]] = []
    clusters: list[list[tuple[int, re.Match[str]]]] = []
    floor = start
    for i in inside:
        cue = _cue(passage, i, floor)
        floor = figures[i].end
        if cue is None or cue["to"]:
            if pending:
                clusters.append(pending)
            pending = []
        else:
            if pending and _of_another_thing(passage, pending, i):
                clusters.append(pending)
                pending = []
            pending.append((i, cue))
    if pending:
        clusters.append(pending)
    told = start
    for cluster in clusters:
        begin = _own_stretch(passage, start, told, cluster[0][0])
        change = _change(passages, position, begin, inside, cluster)
        told = figures[cluster[-1][0]].end
        if change is not None:
            yield change


def _of_another_thing(passage: Passage, cluster: list[tuple[int, re.Match[str]]], index: int) -> bool:
    """Return whether *index* begins another change: a clause or a part apart, or an amount already told."""
    figures = passage.figures
    if _APART.search(passage.text, figures[cluster[-1][0]].end, figures[index].start):
        return True
    amounts = [i for i, _ in (*cluster, (index, None)) if dimension(figures[i].unit or "") != "percent"]
    return index in amounts and len(amounts) > 1


def _own_stretch(passage: Passage, start: int, told: int, first: int) -> int:
    """Return where the words of a change begin: behind a semicolon, or behind the change *told* before.

    全年支出100万元，较上年80万元增加20万元；其中培训费10万元，上年为12万元，下降16.67%: the second change
    has its own two figures.
    """
    figures = passage.figures
    begin = clause_start(passage.text, figures[first].start, start, "；;")
    if told > start and (part := last_match(_PART, passage.text, told, figures[first].start)):
        begin = max(begin, part.end())
    own = sum(countable(figures[i]) is not None for i in passage.within(told, figures[first].start))
    return max(begin, told) if own >= 2 else begin


def _change(
    passages: list[Passage],
    position: int,
    start: int,
    inside: list[int],
    cluster: list[tuple[int, re.Match[str]]],
) -> Change | None:
    passage = passages[position]
    text, figures = passage.text, passage.figures
    difference = percent = None
    direction: Direction = "increase"
    first = cluster[0][0]
    start = max(start, figures[first].start - _REACH)
    compared = _COMPARE.search(text, start, figures[first].start) is not None
    if not compared and not cluster[0][1]["over"] and dimension(figures[first].unit or "") != "percent":
        # 核减培训经费11.55万元 changes a plan; nothing is compared.
        return None
    for i, cue in cluster:
        direction = "increase" if cue["up"] else "decrease" if cue["down"] else "exceed"
        unit = dimension(figures[i].unit or "")
        if unit == "percent" and figures[i].unit != "百分点" and percent is None:
            percent = i
        elif unit != "percent" and difference is None:
            difference = i
        passage.roles[i] = "change"
        passage.used.add(i)
    if difference is None and percent is None:
        return None
    compare = last_match(_COMPARE, text, start, figures[first].start)
    wanted = dimension(figures[difference].unit or "") if difference is not None else None
    earlier = [
        i
        for i in inside[
            bisect_left(inside, passage.within(start, start + 1).start) : bisect_left(inside, first)
        ]
        if passage.roles.get(i) != "change"
    ]
    cut = compare.start() if compare else figures[first].start
    base = next(
        (
            i
            for i in earlier
            if figures[i].start >= cut and countable(figures[i]) and wanted in (None, countable(figures[i]))
        ),
        None,
    )
    current = _current(
        passage, cut, earlier, wanted or (countable(figures[base]) if base is not None else None)
    )
    if base is not None and compare and _THEN.search(text, compare.end(), figures[base].start):
        # 与上年相比，本年支出152万元: what was compared has no figure; several may be what grew.
        behind = [
            i
            for i in earlier
            if figures[i].start >= cut and countable(figures[i]) == countable(figures[base])
        ]
        base, current = None, base if len(behind) == 1 else None
    elif base is None and (compare is None or _ON_LAST_YEAR.match(text, compare.start())):
        told = [i for i in earlier if countable(figures[i]) and wanted in (None, countable(figures[i]))]
        until = compare.start() if compare else figures[first].start - len(cluster[0][1][0])
        behind_it = text[compare.end() : figures[first].start] if compare else ""
        base, current = sides(passage, start, told, until, behind_it) or (base, current)
    became = _led_to(passage, base, earlier) if base is not None else None
    current = became or current
    base_term = _plain(passage, base, start)
    if direction == "exceed" and base_term is None and current is not None:
        base_term = _task(passages, position, current)
    current_term = _plain(passage, current, start)
    last = cluster[-1][0]
    begin = min(figures[i].start for i in (current, base, first) if i is not None)
    return Change(
        label=_label(passage, first, start, current_term, base if became else None),
        direction=direction,
        base=base_term,
        current=current_term,
        difference=_plain(passage, difference, start),
        percent=_plain(passage, percent, start),
        evidence=passage.evidence(begin, figures[last].end),
    )


def _label(passage: Passage, first: int, start: int, current: Term | None, base: int | None) -> str:
    """Return what changed: the words before 由 where it is told from what to what, else the later one's."""
    named = ""
    if base is not None:
        figure = passage.figures[base]
        begin = clause_start(passage.text, figure.start, start, "，。；;：:、")
        named = _FROM.split(passage.text[begin : figure.start])[0].strip()
    return named or (current.label if current and base is None else "") or label_before(passage, first, start)


def _plain(passage: Passage, index: int | None, floor: int) -> Term | None:
    if index is None:
        return None
    return Term(
        label=label_before(passage, index, floor),
        quantity=passage.quantity(index),
        evidence=passage.place(index),
    )


def _current(passage: Passage, cut: int, earlier: list[int], wanted: str | None) -> int | None:
    """Return the figure a change speaks of: the one before the comparison, if there is no doubt which."""
    figures, text = passage.figures, passage.text
    if not earlier:
        return None
    part = clause_start(text, cut, figures[earlier[0]].start, "；;")
    before = [
        i for i in earlier
        if part <= figures[i].end <= cut and countable(figures[i])
        and wanted in (None, countable(figures[i]))
    ]  # fmt: skip
    if not before:
        return None
    if len(before) == 1:
        return before[0]
    listed = re.search(r"其中|由|包括|分别|（|\(", text[figures[before[0]].end : figures[before[-1]].start])
    if listed is None:
        # Several figures in a row: only one in the clause right before is sure to be meant.
        return before[-1] if len(text[figures[before[-1]].end : cut].strip("，, ")) <= 6 else None
    closed = re.search(r"组成|构成|[)）]", text[figures[before[-1]].end : cut])
    return before[0] if closed else None


def _led_to(passage: Passage, base: int, earlier: list[int]) -> int | None:
    """Return what a figure is said to have become: 由上年的54万元增加到61万元，增长14%."""
    figures = passage.figures
    last = earlier[-1]
    if last != base + 1 or countable(figures[last]) != countable(figures[base]):
        return None
    return last if _BECAME.fullmatch(passage.text, figures[base].end, figures[last].start) else None


def _task(passages: list[Passage], position: int, current: int) -> Term | None:
    """Return the task a result is said to exceed: the last figure of its unit that is called one."""
    passage = passages[position]
    unit = passage.figures[current].unit
    for back in range(position, max(-1, position - 12), -1):
        candidate = passages[back]
        limit = current if back == position else len(candidate.figures)
        for i in range(limit - 1, max(-1, limit - 1 - _FIGURES_BACK), -1):
            figure = candidate.figures[i]
            if figure.unit == unit and figure.kind == "number":
                floor = candidate.figures[i - 1].end if i else 0
                if _TASK.search(candidate.text[max(floor, figure.start - 20) : figure.start]):
                    return _plain(candidate, i, floor)
    return None
