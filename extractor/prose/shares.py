"""Shares of a whole as the text states them: 占…%, and "of N, n: p %"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from extractor.language.units import convert, dimension
from extractor.prose.compositions import countable, label_before
from extractor.prose.passage import Passage
from extractor.prose.similarity import by_characters, core
from extractor.records import Composition, Share, Term

_BRACKET_REACH = 400
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_SHARE_CUE = re.compile(r"占(?:比)?[^，。；\d]{0,14}?(?:的)?(?:比例|比重)?(?:为|达|约|是)?\s*$")
_NAMED_WHOLE = re.compile(r"[，,]\s*占([^，。；\d]{2,14}?)的")
_SAME_WHOLE = 0.5
_OUT_OF = re.compile(r"^[^，。；\d]{0,12}?中[，,]?(?:有|的)?[^，。；\d]{0,8}$")
_NEGATED = re.compile("[不未无非](?:合格|满意|达标|通过|完成|及时|按期|按时|办结)")
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
_PART_OF_IT = re.compile(r"中?[，,]\s*(?:其中[：:，,]?)?[^，。；;\d]{2,16}")


def _part_of(passage: Passage, whole: int, percent: int) -> int | None:
    """Return the part in 基本支出66.8万元，占全年支出489.8万元的13.6%: before 占 and the whole."""
    figures, text = passage.figures, passage.text
    if not whole or not _OF_THIS.fullmatch(text, figures[whole].end, figures[percent].start):
        return None
    part = whole - 1
    told = _MADE_UP.fullmatch(text, figures[part].end, figures[whole].start)
    return part if told and countable(figures[part]) == countable(figures[whole]) else None


def _whole_before(passage: Passage, part: int) -> Term | None:
    """Return the total right before the part: 全年支出233.6万元（中），基本支出113.0万元，占比48.4%."""
    figures, text = passage.figures, passage.text
    if not part or countable(figures[part - 1]) != countable(figures[part]):
        return None
    whole = part - 1
    label = label_before(passage, whole, figures[whole - 1].end if whole else 0)
    between = text[figures[whole].end : figures[part].start]
    if not _TOTAL.search(label) or not _PART_OF_IT.fullmatch(between):
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
        if _NEGATED.search(gap) and not _NEGATED.search(named):
            # 其中合格3589批次，不合格83批次，合格率97.7%: the two are parts of one whole.
            continue
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
