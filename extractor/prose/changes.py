"""Growth, reduction, over-fulfilment and shares as the text states them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from extractor.language.units import convert, dimension
from extractor.prose.compositions import countable, label_before
from extractor.prose.cues import restates
from extractor.prose.naming import last_match
from extractor.prose.passage import Passage, clause_start
from extractor.prose.similarity import by_characters, core
from extractor.records import Change, Composition, Share, Term

Direction = Literal["increase", "decrease", "exceed", "flat"]

_UP = "增加|增长|上升|提高|提升|上涨|增幅|多出|增多|攀升|扩大"
_DOWN = "减少|下降|降低|压减|压缩|节约|节省|缩短|降幅|少支出|回落|核减"
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
_BRACKET_REACH = 400
_FIGURES_BACK = 120
_COMPARE = re.compile(r"(?:较|(?<!相|对|同)比(?!例|率|重)|与|同比|环比|相较|从|由)")
_SAME_PERIOD = re.compile("同比|环比")
_LAST_YEAR = re.compile(r"(?:上年|去年|上一年)(?:度|同期)*[^，。；;\d]{0,8}$")
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
            pending.append((i, cue))
    if pending:
        clusters.append(pending)
    for cluster in clusters:
        change = _change(passages, position, start, inside, cluster)
        if change is not None:
            yield change


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
    earlier = inside[bisect_left(inside, passage.within(start, start + 1).start) : bisect_left(inside, first)]
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
    if base is None and compare is not None and _SAME_PERIOD.match(compare[0]):
        base, current = _year_before(passage, start, earlier, wanted) or (base, current)
    base_term = _plain(passage, base, start)
    if direction == "exceed" and base_term is None and current is not None:
        base_term = _task(passages, position, current)
    current_term = _plain(passage, current, start)
    last = cluster[-1][0]
    begin = min(figures[i].start for i in (current, base, first) if i is not None)
    return Change(
        label=(current_term.label if current_term else "") or label_before(passage, first, start),
        direction=direction,
        base=base_term,
        current=current_term,
        difference=_plain(passage, difference, start),
        percent=_plain(passage, percent, start),
        evidence=passage.evidence(begin, figures[last].end),
    )


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


def _year_before(
    passage: Passage, start: int, earlier: list[int], wanted: str | None
) -> tuple[int, int | None] | None:
    """Return base and current of 办理850件，上年同期586件，同比增加264件: last year's figure, the other.

    ``None`` where no figure before the change is called last year's.
    """
    figures = passage.figures
    told = [i for i in earlier if countable(figures[i]) and wanted in (None, countable(figures[i]))]
    for place, i in enumerate(told):
        floor = figures[told[place - 1]].end if place else start
        if _LAST_YEAR.search(passage.text, floor, figures[i].start):
            others = [*told[:place][-1:], *told[place + 1 :]]
            return i, others[0] if len(others) == 1 else None
    return None


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


_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_SHARE_CUE = re.compile(r"占(?:比)?[^，。；\d]{0,14}?(?:的)?(?:比例|比重)?(?:为|达|约|是)?\s*$")
_NAMED_WHOLE = re.compile(r"[，,]\s*占([^，。；\d]{2,14}?)的")
_SAME_WHOLE = 0.5
_OUT_OF = re.compile(r"^[^，。；\d]{0,12}?中[，,]?(?:有|的)?[^，。；\d]{0,8}$")
_POSITIVE = re.compile(
    r"满意|合格|按期|按时|及时|办结|通过|达标|完成|收回|回收|竣工|成功|优良|有效|到位|正常|解决|整改|就业"
)


def shares(passages: list[Passage], totals: list[Composition]) -> list[Share]:
    """Return the stated shares: 占…% of a composition's total, and "of N, n: p %"."""
    whole_of = {
        (part.evidence.block, part.evidence.row, part.evidence.column, part.evidence.start): composition.total
        for composition in totals
        for part in composition.parts
    }
    found = []
    for passage in passages:
        if "%" not in passage.text and "％" not in passage.text and "百分之" not in passage.text:
            continue
        figures = passage.figures
        for index, figure in enumerate(figures):
            if figure.kind != "number" or figure.unit != "%" or index == 0 or figure.comparator:
                continue
            previous = _outside_brackets(passage, index)
            before = figures[previous]
            whole_of_it = index - 1
            part = _part_of(passage, whole_of_it, index)
            if part is not None:
                named = passage.term(whole_of_it, label_before(passage, whole_of_it, figures[part].end))
                found.append(_share(passage, part, named, index))
                continue
            gap = _BRACKETED.sub("", passage.text[before.end : figure.start])
            if (
                countable(before)
                and _SHARE_CUE.search(gap)
                and len(gap) < 24
                and not re.search(r"[。；;]", gap)
            ):
                place = passage.evidence(before.start, before.end)
                whole = whole_of.get((place.block, place.row, place.column, place.start))
                if whole is not None and _of_another(gap, whole.label):
                    continue
                found.append(_share(passage, previous, whole or _whole_before(passage, previous), index))
        for start, end in passage.sentences():
            found += _counted(passage, start, end)
    return found


_OF_THIS = re.compile(r"[）)]?\s*的(?:比例|比重)?(?:为|是|达到?)?\s*")
_MADE_UP = re.compile(r"[，,]?\s*占[^，。；;\d]{0,12}[（(]?")
_TOTAL = re.compile(r"全年|全部|总|合计|共")


def _part_of(passage: Passage, whole: int, percent: int) -> int | None:
    """Return the part in 基本支出66.8万元，占全年支出489.8万元的13.6%: before 占 and the whole."""
    figures, text = passage.figures, passage.text
    if not whole or not _OF_THIS.fullmatch(text, figures[whole].end, figures[percent].start):
        return None
    part = whole - 1
    told = _MADE_UP.fullmatch(text, figures[part].end, figures[whole].start)
    return part if told and countable(figures[part]) == countable(figures[whole]) else None


def _whole_before(passage: Passage, part: int) -> Term | None:
    """Return the total right before the part: 全年支出233.6万元，基本支出113.0万元，占比48.4%."""
    figures, text = passage.figures, passage.text
    if not part or countable(figures[part - 1]) != countable(figures[part]):
        return None
    whole = part - 1
    label = label_before(passage, whole, figures[whole - 1].end if whole else 0)
    between = text[figures[whole].end : figures[part].start]
    if not _TOTAL.search(label) or not re.fullmatch(r"[，,]\s*(?:其中[：:，,]?)?[^，。；;\d]{2,16}", between):
        return None
    return passage.term(whole, label)


def _of_another(gap: str, whole: str) -> bool:
    """Return whether 占…的 behind a list's last item names another whole: then the list's total is meant.

    全年支出336.2万元，其中基本支出229.3万元、项目支出106.9万元，占全年可用指标的98.16%.
    """
    named = _NAMED_WHOLE.match(gap)
    return named is not None and core(named[1]) != "" and by_characters(core(named[1]), whole) < _SAME_WHOLE


def _outside_brackets(passage: Passage, index: int) -> int:
    """Return the figure before *index*, passing over what a closed bracket between them holds."""
    previous = index - 1
    closed = passage.text.rfind("）", passage.figures[previous].end, passage.figures[index].start)
    if closed < 0:
        return previous
    opened = passage.text.rfind("（", max(0, closed - _BRACKET_REACH), closed)
    while previous > 0 and passage.figures[previous].start > opened >= 0:
        previous -= 1
    return previous


def _share(passage: Passage, part: int, whole: Term | None, percent: int) -> Share:
    figures = passage.figures
    return Share(
        label=label_before(passage, part, 0),
        part=passage.term(part, label_before(passage, part, 0)),
        whole=whole,
        percent=passage.term(percent, label_before(passage, percent, figures[part].end)),
        evidence=passage.evidence(
            min(figures[part].start, figures[percent].start), max(figures[part].end, figures[percent].end)
        ),
    )


def _counted(passage: Passage, start: int, end: int) -> Iterator[Share]:
    """Read "of N, n …, rate p %", the percentage before or after the two counts."""
    text, figures = passage.text, passage.figures
    pieces = [start] + [m.end() for m in re.finditer(r"[；;]", text[start:end])]
    bounds = [piece if position == 0 else start + piece for position, piece in enumerate(pieces)] + [end]
    for left, right in pairwise(bounds):
        stated = [
            i
            for i in passage.within(left, right)
            if figures[i].kind == "number"
            and passage.roles.get(i) in (None, "actual")
            and not figures[i].comparator
        ]
        percents = [i for i in stated if figures[i].unit == "%"]
        counts = [
            i
            for i in stated
            if dimension(figures[i].unit or "").startswith("count") and not figures[i].approximate
        ]
        if len(counts) != 2 or len(percents) != 1:
            continue
        whole, part = counts
        if figures[whole].unit != figures[part].unit:
            continue
        gap = text[figures[whole].end : figures[part].start]
        around = gap + text[figures[part].end : figures[part].end + 14]
        percent = percents[0]
        named = text[figures[percent - 1].end if percent else left : figures[percent].start]
        out_of = _OUT_OF.match(gap) is not None
        topics = set(_POSITIVE.findall(around))
        spoken = set(_POSITIVE.findall(named)) - {"完成"}
        if spoken and topics and not spoken & topics:
            continue
        if not out_of and not (percent > part and topics and re.search(r"率|度|比例|实际|完成|为", named)):
            continue
        if re.search(r"较|比上|同比|增|超", named + gap):
            continue
        whole_value, part_value = figures[whole].value, figures[part].value
        scaled = convert(part_value, figures[part].unit or "", figures[whole].unit or "")  # type: ignore[arg-type]
        if isinstance(whole_value, str) or scaled is None or scaled > whole_value:
            continue
        yield _share(passage, part, passage.term(whole, label_before(passage, whole, left)), percent)
