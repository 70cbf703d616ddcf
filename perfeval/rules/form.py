"""How indicators are set (指标设置) and whether the form is filled in and complete."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.document import Cell, Paragraph
from extractor.evidence import Evidence
from extractor.records import Indicator, Quantity
from perfeval.findings import Finding
from perfeval.quantities import measure
from perfeval.recompute.direction import HANDLING_TIME, lower_is_better
from perfeval.rules.claims import passages
from perfeval.rules.items import bare, is_form, key, places, shown, where
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import listed, place

_SHARE = re.compile(
    "(?:合格|满意|知晓|认知|覆盖|及时|达标|准[确时点]|成活|入学|巩固|参与|普及|优[良秀]|完好|到位|办结|结案|处[置理]|通过|"
    "参保|公开|规范|亮灯|接种|好评|回复|响应|整改|合规|建档|正确|真实|发放|调解成功|解决|核[查验]|检测|送达|"
    "持证|签约|"
    "清运|收集|安装|验收|畅通|绿化|入户|就业|办理|投用|保洁|录入|归档|开通)(?:率|度|面|比例)$|占比$|占[^，。]{2,12}(?:比例|比重)$"
)
_OPEN = re.compile(
    "增长|增[幅速]|增加|提[高升]|超|完成|达成|实现|执行|支出|利用|使用|周转|收益|回报|贡献|带动|撬动|放大|效率|汇率|利率|"
    "费率|税率|倍|频率|功率|负债|进度|收入|产值|同比|环比|下降|降低|减少|节约|变动|偏差|自给|容积|投入|任务|征收|征缴|"
    "满足|保障|上座|流量|产能|招生|控制|化率$"
)
_RATE = re.compile("(?:率|覆盖面|满意度|知晓度|认知度|占比|比重)$")
_COST = re.compile(
    "成本|单价|造价|均价|时限|响应时[间效]|耗时|投诉[率量数件次起]|发生率|事故|差错|故障率?|逾期|延误|超支"
    "|(?:返修|破损|损坏|漏损|损耗|复发|呼损|退费|闲置|死亡|流失)率"
)
_FLOOR = re.compile(
    "标准|补[助贴]|待遇|工资|薪|报酬|收入|发放|奖|节约|降低|减少|下降|压减|控制率|监测|预防|处置|处理|查处|排查"
)
_TEMPLATE = re.compile(
    r"[（(](?:不超过|限|约)?\s*\d{2,4}\s*字(?:以内|左右|以下)?[)）]"
    r"|(?<![0-9０-９A-Za-z*＊×ＸXx])(?:[×Ｘ]{2,}|X{2,}|x{3,}|[＊*]{3,})(?![0-9０-９A-Za-z*＊×ＸXx-])"
    r"|[（(](?:请|此处)?填[写报列入][^（）()]{0,30}[)）]|此处填[写报]|请(?:在此)?填写"
    r"|[_＿]{3,}(?=[年月日万元%个])|…{2,}(?=[年月日万元%个])"
)
_SIGN = re.compile("[字填×ＸXx＊*_＿…]")
"""One of these is in all template text, and in few cells."""
_MASKED = re.compile(r"联系|电话|手机|身份证|账号|姓名|负责人|填[表报]人|先生|女士|同志|某$")
_SHOWN = 6


@rule(
    "IND310",
    severity="error",
    zh="不可能超过 100% 的比率超过了 100%",
    en="a percentage that cannot exceed 100 does",
)
def above_hundred(facts: Facts) -> Iterator[Finding]:
    """合格率、覆盖率、满意度一类比率，目标或完成值超过 100%。

    为什么重要
    部分不会大于整体；超过 100% 的合格率，分子或分母一定有一个是错的。

    示例
    “验收通过率 =100%，实际 104%”。

    依据
    算术：比率是部分除以整体。

    已知的误报
    增长率、完成率、执行率、利用率等可以超过 100% 的不提示；名称看不出是不是部分与整体之比的只作“警告”。
    """
    for indicator in facts.report.indicators:
        name = re.sub(r"[（(][^（）()]*[)）]$", "", "".join(indicator.name.split()))
        certain = _SHARE.search(name) is not None
        if not certain and (_OPEN.search(name) or not _RATE.search(name)):
            continue
        for quantity in (indicator.actual, indicator.target):
            value = _percent(quantity)
            if value is None:
                continue
            facts.checked()
            if value <= 100:
                continue
            what = "完成" if quantity is indicator.actual else "目标"
            yield facts.finding(
                "IND310",
                severity="error" if certain else "warning",
                zh=f"{where(indicator)}“{indicator.name}”{what} {shown(quantity)}，这样的比率不会超过 100%",
                en=f"{where(indicator, 'en')}: {indicator.name!r} states {shown(quantity)}, but such a rate "
                f"cannot exceed 100 %",
                evidence=places(indicator),
                key=key(indicator),
                stated=shown(quantity),
                recomputed="≤100%",
            )
            break


def _percent(quantity: Quantity | None) -> Decimal | None:
    if quantity is None or quantity.kind != "number" or not isinstance(quantity.value, Decimal):
        return None
    return quantity.value if quantity.unit == "%" else None


@rule(
    "IND311",
    severity="warning",
    zh="指标方向与内容矛盾",
    en="direction contradicts the indicator",
)
def wrong_direction(facts: Facts) -> Iterator[Finding]:
    """成本、时限、投诉、事故一类越低越好的指标，目标却写成“≥”。

    为什么重要
    写成“≥”，花得越多、拖得越久反而得分越高。

    示例
    “每公里清淤成本 ≥15 万元”。

    依据
    算术：方向决定达到与否。

    已知的误报
    补助标准、工资、发放金额一类保底的，节约、压减的幅度，事故处置率一类越高越好的不提示。
    """
    for indicator in facts.report.indicators:
        target = indicator.target
        if target is None or target.comparator not in (">=", ">") or target.kind != "number":
            continue
        facts.checked()
        name = "".join(indicator.name.split())
        levels = f"{indicator.level1 or ''}{indicator.level2 or ''}"
        costly = "成本" in levels and measure(target.unit).dimension == "money"
        less = HANDLING_TIME.search(name) or ((_COST.search(name) or costly) and not _FLOOR.search(name))
        if not less or not lower_is_better(indicator):
            continue
        yield facts.finding(
            "IND311",
            zh=f"{where(indicator)}“{indicator.name}”越低越好，目标却写成 {shown(target)}"
            f"（实际 {shown(indicator.actual) or '空白'}）",
            en=f"{where(indicator, 'en')}: {indicator.name!r} is better the lower, yet its target is "
            f"{shown(target)} (actual {shown(indicator.actual) or 'blank'})",
            evidence=places(indicator),
            key=key(indicator),
            stated=shown(target),
            recomputed=shown(target).replace("≥", "≤").replace(">", "<"),
        )


@rule("IND314", severity="warning", zh="同一指标列了两次", en="the same indicator listed twice")
def listed_twice(facts: Facts) -> Iterator[Finding]:
    """同一张表的同一级下，名称和目标值都相同的指标出现两次。

    为什么重要
    同一件事计了两次分，等于加大了它的权重。

    示例
    数量指标下两行都是“修补护坡 ≥4100 平方米”，分值 10 和 5。

    依据
    文本比较：去掉空格和标点后名称、级别、目标值全部相同。

    已知的误报
    一张表里分几个子项目、各有同名指标的不提示；叙述式报告里重复提到的不提示。
    """
    groups: defaultdict[tuple[str | None, ...], list[int]] = defaultdict(list)
    indicators = facts.report.indicators
    for number, indicator in enumerate(indicators):
        spot = indicator.evidence.name
        if spot is None or spot.row is None or indicator.target is None or not bare(indicator.name):
            continue
        what = (indicator.level1, indicator.level2, bare(indicator.name), *_wanted(indicator.target))
        groups[what].append(number)
    facts.checked(len(groups))
    for numbers in groups.values():
        first, *others = numbers
        again = [number for number in others if _same_block(indicators, first, number)]
        if not again:
            continue
        indicator = indicators[first]
        evidence = [place_ for number in (first, *again) for place_ in places(indicators[number])]
        rows = "、".join(where(indicators[number]) for number in again)
        yield facts.finding(
            "IND314",
            zh=f"{where(indicator)}“{indicator.name}”（目标 {shown(indicator.target)}，实际 "
            f"{shown(indicator.actual)}）在{rows}又列了一次",
            en=f"{where(indicator, 'en')}: {indicator.name!r} (target {shown(indicator.target)}, actual "
            f"{shown(indicator.actual)}) is listed {len(again) + 1} times",
            evidence=evidence,
            key=key(indicator),
            stated=shown(indicator.target),
        )


def _wanted(target: Quantity) -> tuple[str | None, ...]:
    """Return what makes two targets one: 90%以上 and 大于等于90% are; words only where they are alike."""
    if target.kind == "date":
        # 2025年9月底前 and 2025.9.30 are one day.
        return str(target.value), str(target.upper)
    if target.kind != "number":
        return (bare(shown(target)),)
    value, upper = (
        str(each.normalize()) if isinstance(each, Decimal) else each for each in (target.value, target.upper)
    )
    return target.comparator if target.comparator != "=" else None, value, upper, target.unit


def _same_block(indicators: Sequence[Indicator], first: int, second: int) -> bool:
    """Whether no other first level stands between two rows: else a sub-form has begun again."""
    one, other = indicators[first].evidence.name, indicators[second].evidence.name
    if one is None or other is None or (one.block, one.row) == (other.block, other.row):
        return False
    return all(each.level1 == indicators[first].level1 for each in indicators[first:second])


_OF_OTHER_THINGS = re.compile(
    r"不足(?=\s*\d)|困难(?=群|人|学生|幼儿|儿童|家庭|职工|老[人年]|残疾|户|党员|企业|对象|地区|大学|毕业|妇女|师生|教师|失能|救助|补助|补贴)"
    r"|(?:漏洞|隐患|缺陷|病害|问题)整改|整改(?:完成|到位|落实|及时)?率|偏差率"
    r"|(?:解决|破解|回应|反映)(?!的)[^，。；]{0,12}问题|需要说明的(?:问题|情况)|问题导向|问题线索"
    r"|建议(?=提案|和提案|、提案|办理|答复)"
)
"""Words of a section that speak of something else: 不足85分 is a grade, 困难群众 are people."""


@rule(
    "DOC603",
    severity="info",
    zh="缺少标准要求的部分",
    en="a section or block the standard requires is missing",
)
def missing_section(facts: Facts) -> Iterator[Finding]:
    """自评表没有资金块或指标块，或者叙述式报告没有目标完成、资金、问题几部分中的一部分。

    为什么重要
    没有资金和指标，自评就没有可以核对的内容。

    示例
    自评表只有指标，没有预算数和执行数。

    依据
    财预〔2020〕10号：自评内容包括预算执行情况和绩效目标完成情况，并分析原因、提出改进措施。

    已知的误报
    只看有没有相应的内容，不看标题怎么写；不需要资金的工作也可能没有资金块，只作“提示”。
    """
    report = facts.report
    facts.checked()
    missing: list[str] = []
    if is_form(report):
        # A row of 其他资金 0 under a total left blank states no money; a total of 0 does.
        if not report.rates and not any(each.yuan or each.source == "all" for each in report.budgets):
            missing.append("资金安排和使用情况")
        parts = report.score.parts if report.score else ()
        if not report.indicators and all("执行" in part.label or "资金" in part.label for part in parts):
            missing.append("绩效指标")
    else:
        words = "".join(text.text for text in passages(facts))
        if len(words) < 400:
            return
        words = _OF_OTHER_THINGS.sub("", words)
        sections = facts.standard.requirements.sections
        missing = [each.title for each in sections if not each.shown_in(words)]
    if not missing:
        return
    yield facts.finding(
        "DOC603",
        zh=f"{'自评表' if is_form(report) else '报告'}没有{'、'.join(missing)}",
        en=f"the {'form' if is_form(report) else 'report'} lacks {', '.join(missing)}",
        evidence=[report.evidence],
        key=missing,
    )


@rule("DOC604", severity="warning", zh="模板文字没有填写", en="template text or blanks left unfilled")
def unfilled(facts: Facts) -> Iterator[Finding]:
    """模板里的占位文字（×××、XX、“（100字以内）”、“____年”）留在正文或表格里。

    为什么重要
    说明这一处没有填，或者套用别处的文字没有改全。

    示例
    “项目由XX单位实施”“评价结论（100字以内）”。

    依据
    文本。

    已知的误报
    隐去姓名、电话、账号的 ××× 不提示；型号、编号里的 XX 不提示；一份报告合并为一条。
    """
    found: list[Evidence] = []
    for text in passages(facts):
        for match in _TEMPLATE.finditer(text.text) if _SIGN.search(text.text) else ():
            if not _masks_a_person(text, match):
                found.append(text.evidence(*match.span()))
    facts.checked()
    if not found:
        return
    first = found[0]
    words = listed(list(dict.fromkeys(each.text for each in found)))
    more = f"等 {len(found)} 处" if len(found) > 1 else ""
    yield facts.finding(
        "DOC604",
        zh=f"{place(first)}“{words}”{more}是模板里没有填写的文字",
        en=f"{place(first, 'en')}: {words!r} is template text left unfilled ({len(found)} in all)",
        evidence=found[:_SHOWN],
        key=sorted({each.text for each in found}),
        stated=first.text,
    )


def _masks_a_person(text: Paragraph | Cell, match: re.Match[str]) -> bool:
    """Whether the signs hide a name or number: behind 联系人, or behind a lone surname."""
    before = text.text[max(0, match.start() - 12) : match.start()]
    return bool(_MASKED.search(before))
