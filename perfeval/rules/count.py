"""Counts of people and things: sums, lists, repeated counts."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from extractor.records import Composition, Enumeration, Report, Term
from perfeval.findings import Finding
from perfeval.interval import same_figure
from perfeval.quantities import measure, number
from perfeval.rules.causes.identity import Same
from perfeval.rules.figures import of_read, twice
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sums import Mismatch, kind, mismatches, sum_finding
from perfeval.rules.terms import readings
from perfeval.rules.wording import listed, place, plain, term

_JOINED = re.compile("[和与及、]")
_OPEN = re.compile("等|主要|以及其他|其中")
_EMPTY = frozenset(
    (
        "合计",
        "总计",
        "共计",
        "其中",
        "共",
        "全部",
        "总数",
        "小计",
        "数量",
        "人员",
        "项目",
        "目标",
        "实际",
        "完成",
    )
)
_BESIDES_HEAD = re.compile(
    r"(?:机关|本级|本部|总部|单位|部门|[局委厅办院处会镇乡])(?:（[^（）]{1,8}）)?(?:以及|及其?|和|与|加)"
    r"(?:(?:其|各|直接)?(?:下属|所属|直属|附属|下设|下辖|基层|二级)[一-鿿]{0,8})?$"
)
"""局机关及下属6个单位: what follows may count the head office too."""
_CUT_OFF = frozenset(("下属", "所属", "直属", "附属"))
"""All that is left of 局机关、下属6个单位 as a label."""
_HEAD = re.compile("(?:机关|本级|本部|总部|本单位|本部门)$")
_INSTITUTIONS = frozenset("个家所处")
_AS_OF = re.compile(r"月|季度|上半年|年初|年底|年末|截[至止]|上年|同期|累计|新增|目标|计划|任务")


@rule("CNT101", severity="error", zh="数量分项之和与总数不符", en="parts do not add up to the total count")
def parts_and_count(facts: Facts) -> Iterator[Finding]:
    """人员、项目、面积等数量的各部分相加，与写明的总数不符。

    为什么重要
    人数和项目数是人均、单位成本和覆盖率的分母。

    示例
    “现有 292 人，其中在编 171 人，离退休 122 人”：171 + 122 = 293。

    依据
    算术。整的人、个、次、户没有误差；带“余”“约”或以万计的按可能范围。

    已知的误报
    “其中”列举不完整，只有分项之和超过总数才作“错误”；差额不到百分之一、看来本应列全的，作“警告”；“其中”里又有“其中”的，先归并到上一层；
    “局机关及下属 6 个单位”的分项可以连机关算在内，合计 6 或 7 都不提示。
    """
    for composition, wrong in mismatches(facts):
        if kind(composition) != "other":
            continue
        facts.checked()
        if wrong is not None and not _counts_head_office(composition, wrong):
            yield sum_finding(facts, "CNT101", wrong, composition.exhaustive)


def _counts_head_office(composition: Composition, wrong: Mismatch) -> bool:
    """Whether the parts and the total differ by a head office that is named beside what one of them counts.

    局机关及下属6个单位，其中…: the parts may be seven. 局本级及下属站6个、学校3个，共10个: the total may.
    """
    if composition.total.quantity.unit not in _INSTITUTIONS:
        return False
    more = wrong.sum - wrong.whole.point
    return (more == 1 and _beside_head(composition.total)) or (
        more == -1 and any(_beside_head(part) for part in composition.parts)
    )


def _beside_head(item: Term) -> bool:
    return item.label in _CUT_OFF or _BESIDES_HEAD.search(item.label) is not None


@rule("CNT102", severity="error", zh="写明的个数与列出的不符", en="a count differs from the items listed")
def count_and_items(facts: Facts) -> Iterator[Finding]:
    """写明有几个，随后逐一列出的却不是这个数；或者同一数量前后不一致。

    为什么重要
    漏列或多列一项，往往是从别的报告抄来没有改全。

    示例
    “我办有 3 个下属单位，分别为甲中心、乙中心、丙中心和丁中心”。

    依据
    算术：逐项计数。

    已知的误报
    以“等”结尾的列举不完整，不提示；以“包括”引出的可能不全，列出的多于写明的，或者只少一个，才作“警告”；
    名称里有“和”“与”的，拆开算相符也不提示；列出的单位里有机关、本级的，不算它而相符也不提示；
    年初年末、截至某日、目标与实际的数量不是同一个数，不比较。
    """
    for enumeration in facts.report.enumerations:
        facts.checked(enumeration.exhaustive)
        count = number(enumeration.count)
        if count is None or not _miscounted(enumeration, count, facts.report.organization or ""):
            continue
        items = listed(enumeration.items, 8)
        unsure = not enumeration.exhaustive or any(_JOINED.search(item) for item in enumeration.items)
        yield facts.finding(
            "CNT102",
            severity="warning" if unsure else "error",
            zh=f"{place(enumeration.evidence)}写明{enumeration.label}{enumeration.count.text}，列出的是 "
            f"{len(enumeration.items)} 项：{items}",
            en=f"{place(enumeration.evidence, 'en')} states {enumeration.count.text} {enumeration.label} "
            f"but lists {len(enumeration.items)}: {items}",
            evidence=[enumeration.evidence],
            key=[enumeration.label, count, *enumeration.items],
            stated=enumeration.count.text,
            recomputed=str(len(enumeration.items)),
        )
    yield from _stated_twice(facts)


def _miscounted(enumeration: Enumeration, count: Decimal, organization: str) -> bool:
    """Whether no way of splitting the list of *organization* gives the count stated."""
    items = enumeration.items
    if len(items) < 2 or enumeration.count.approximate:
        return False
    if not enumeration.exhaustive and (_OPEN.search(enumeration.evidence.text) or len(items) < count - 1):
        return False
    if enumeration.count.comparator not in (None, "=") or any(item.endswith("等") for item in items):
        return False
    found = measure(enumeration.count.unit)
    if found.factor != 1 or found.dimension not in (None, "count") or count > 50:
        return False
    joined = sum(len(_JOINED.findall(item)) for item in items)
    # 局机关及下属3个单位，分别为局机关、甲站、乙站、丙站: the head office is listed beside what is counted.
    heads = int(any(_HEAD.search(item) or item == organization for item in items))
    return not len(items) - heads <= count <= len(items) + joined


def _stated_twice(facts: Facts) -> Iterator[Finding]:
    """Compare counts that bear the same label in different paragraphs."""
    by_label: defaultdict[tuple[str, str | None], list[Term]] = defaultdict(list)
    for item in _terms(facts.report):
        found = measure(item.quantity.unit)
        label = "".join(character for character in item.label if character.isalnum())
        if (
            found.dimension == "count"
            and len(label) >= 4
            and label not in _EMPTY
            and not _AS_OF.search(label)
        ):
            by_label[(label, found.counted)].append(item)
    for (label, _), items in by_label.items():
        values = {value: item for item in reversed(items) if (value := number(item.quantity)) is not None}
        if len(values) != 2:
            continue
        facts.checked()
        for first, second in combinations(sorted(values.values(), key=lambda item: item.evidence.block), 2):
            if first.evidence.block == second.evidence.block or _same_count(first, second):
                continue
            yield facts.finding(
                "CNT102",
                severity="warning",
                zh=f"同一数量前后不一致：{place(first.evidence)}“{term(first)}”，{place(second.evidence)}“"
                f"{term(second)}”",
                en=f"one count is stated twice: {term(first)!r} ({place(first.evidence, 'en')}) and "
                f"{term(second)!r} ({place(second.evidence, 'en')})",
                evidence=[first.evidence, second.evidence],
                key=[label, *sorted(plain(value, 6) for value in values)],
                stated=second.quantity.text,
                recomputed=first.quantity.text,
                identity=_twice(facts, first, second),
            )


def _terms(report: Report) -> Iterator[Term]:
    for composition in report.compositions:
        if kind(composition) == "points":
            continue
        yield composition.total
        yield from composition.parts
    for share in report.shares:
        yield from (item for item in (share.part, share.whole) if item is not None)


def _same_count(first: Term, second: Term) -> bool:
    one, other = number(first.quantity), number(second.quantity)
    if one is None or other is None or first.quantity.approximate or second.quantity.approximate:
        return True
    return same_figure(one, other, measure(second.quantity.unit).factor / measure(first.quantity.unit).factor)


def _twice(facts: Facts, first: Term, second: Term) -> Same | None:
    one, other = (of_read(facts, each) if each else None for each in readings((first, second)))
    return twice(one, other)
