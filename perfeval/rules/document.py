"""Years and names: what was left over from another report."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from extractor.evidence import Evidence
from extractor.records import Report, YearMention
from perfeval.findings import Finding
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import place

_PLACE_END = "省市县区州盟旗镇乡"
_LEVELS = frozenset(_PLACE_END)
_ORDINALS = frozenset("0123456789一二三四五六七八九十两甲乙丙丁期")
_NUMERALS = _ORDINALS | frozenset("东西南北中上下左右前后大小新老内外男女")
_SELF = re.compile("以下简称.*|[（(].*?[）)]|[“”\"'‘’《》〈〉\\s]")
_SHOWN = 4
_SCORED = re.compile(r"(?:自评|评价|得分|总分)[^\d]{0,6}(\d{2}(?:\.\d{1,2})?)分")


@rule(
    "DOC601",
    severity="warning",
    zh="年度疑为其他年度报告的遗留",
    en="a year left over from another year's report",
)
def wrong_year(facts: Facts) -> Iterator[Finding]:
    """把另一年度的工作、目标或资金当作本年度的来写。

    为什么重要
    多半是沿用上年报告没有改全；那一段里的数字也可能是上年的。

    示例
    2024 年度报告里写“2023 年度各项公路建设任务按计划全部完成”。

    依据
    报告自身的评价年度。

    已知的误报
    文号、法规名称、日期、与上年的比较、以后年度的打算不算；次年的年份不提示；
    另一年度出现得比评价年度还多的，先疑评价年度没有认准，记为“无法判断”。
    """
    year = facts.report.fiscal_year
    if year is None:
        facts.skip("DOC601", "没有认出评价年度", "the fiscal year is not known")
        return
    by_year: defaultdict[int, list[YearMention]] = defaultdict(list)
    for mention in facts.report.years:
        if mention.role == "subject" and not _of_another_score(facts.report, mention):
            by_year[mention.year].append(mention)
    facts.checked(len(by_year))
    own = len(by_year.get(year, ()))
    for other, mentions in sorted(by_year.items()):
        if other in (year, year + 1):
            continue
        if len(mentions) > max(own, 1):
            facts.skip(
                "DOC601",
                f"正文以 {other} 年为主，评价年度 {year} 存疑",
                f"the text speaks mostly of {other}, so the fiscal year {year} is doubtful",
            )
            continue
        first = mentions[0]
        more = f"等 {len(mentions)} 处" if len(mentions) > 1 else ""
        yield facts.finding(
            "DOC601",
            zh=f"{place(first.evidence)}“{first.text}”{more}写的是 {other} 年，而报告的评价年度是 {year} 年",
            en=f"{place(first.evidence, 'en')} speaks of {other} ({first.text!r}), but the report is about "
            f"{year}",
            evidence=[mention.evidence for mention in mentions[:_SHOWN]],
            key=[str(other), first.text],
            stated=str(other),
            recomputed=str(year),
        )


def _of_another_score(report: Report, mention: YearMention) -> bool:
    """Whether the mention tells that year's score, and it is not the one the report gives itself."""
    told = _SCORED.search(mention.text)
    return told is not None and report.score is not None and Decimal(told[1]) != report.score.total


@rule(
    "DOC602",
    severity="warning",
    zh="单位或项目名称前后不一致",
    en="organization or project named differently",
)
def other_name(facts: Facts) -> Iterator[Finding]:
    """同一份报告里，单位或项目的名称有一两个字不同。

    为什么重要
    名称错一个字，资金和结论就归到别的单位、别的项目名下。

    示例
    标题是“金岭县交通运输局”，正文写“银岭县交通运输局”。

    依据
    文本比较：长度相近、只差一两个字，且不是简称、上下级或序号的差别。

    已知的误报
    只差序号、方位、年度、省市县区级别的是不同的单位，不提示；同一地方职能不同的
    单位（教育局、交通局）只作“提示”；一个名称包含另一个的视为简称。
    """
    report = facts.report
    for kind, name in (("organization", report.organization), ("project", report.project)):
        mentions = [item for item in report.names if item.kind == kind]
        canonical = _clean(name or (mentions[0].name if mentions else ""))
        if not canonical:
            continue
        others: dict[str, Evidence] = {}
        for mention in mentions:
            others.setdefault(_clean(mention.name), mention.evidence)
        for other, evidence in others.items():
            facts.checked()
            slip = _slightly_different(canonical, other, organization=kind == "organization")
            if not slip and not (kind == "organization" and _another_of_its_place(canonical, other)):
                continue
            zh_kind, en_kind = ("单位", "organization") if kind == "organization" else ("项目", "project")
            yield facts.finding(
                "DOC602",
                severity="warning" if slip else "info",
                zh=f"{place(evidence)}{zh_kind}名称“{other}”，与报告的{zh_kind}名称“{canonical}”不一致",
                en=f"{place(evidence, 'en')} names the {en_kind} {other!r}, the report is by {canonical!r}",
                evidence=[evidence],
                key=[kind, canonical, other],
                stated=other,
                recomputed=canonical,
            )


def _clean(name: str) -> str:
    return _SELF.sub("", name)


def _slightly_different(first: str, second: str, *, organization: bool) -> bool:
    """Whether two names look like one name with a slip, or with another place's name."""
    if first == second or first in second or second in first or min(len(first), len(second)) < 6:
        return False
    head, one, other = _trimmed(first, second)
    if not organization and len(one) == len(other) == 1 and set(one + other) & _NUMERALS:
        return False  # 东城道路, 西城道路
    if not organization and _similar(first, second):
        return True
    # 澜沙市, 澜州市: a level's character inside a place's name is no level.
    inside = first[len(head) + len(one) :][:1] in _LEVELS
    apart = _NUMERALS if inside else _NUMERALS | _LEVELS
    if max(len(one), len(other)) > 2 or set(one + other) & apart:
        return False
    if not one or not other:
        # A character dropped or added inside a long name; at its end it is another unit.
        return len(one or other) == 1 and bool(head) and max(len(first), len(second)) >= 8
    if not organization:
        # 工程, 工呈: in a short name only the closing word has no synonym (养护, 维护).
        return len(one) == len(other) == 1 and len(head) >= len(first) - 2
    in_place_name = (
        any(mark in first[len(head) + len(one) : len(head) + len(one) + 2] for mark in _PLACE_END)
        and len(head) <= 8
    )
    return in_place_name or (len(one) == len(other) == 1 and len(first) >= 8)


def _another_of_its_place(first: str, second: str) -> bool:
    """Whether two names are of the same place and kind of office, but of other work."""
    head, one, other = _trimmed(first, second)
    if one in _LEVELS and other in _LEVELS:
        return False  # 兴州市, 兴州区: the city's office and the district's
    return bool(one and other and head[-1:] in _LEVELS and first[-1] == second[-1]) and first != second


def _similar(first: str, second: str) -> bool:
    """Whether two long names share nearly all their characters in order, numerals apart."""
    if min(len(first), len(second)) < 8:
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    changed = "".join(first[a:b] + second[c:d] for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    return matcher.ratio() >= 0.8 and not set(changed) & _ORDINALS


def _trimmed(first: str, second: str) -> tuple[str, str, str]:
    """Return the common head, and what is left of each name between common head and tail."""
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return first[:start], first[start : len(first) - end], second[start : len(second) - end]
