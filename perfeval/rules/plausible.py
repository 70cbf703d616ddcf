"""What cannot be: percentages no count gives, dates out of order, losses without problems."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from extractor.document import Cell, Paragraph
from extractor.evidence import Evidence
from extractor.records import Indicator, Report
from perfeval.findings import Finding
from perfeval.interval import Interval, printed
from perfeval.rules.claims import lost_points, passages
from perfeval.rules.items import is_form, places, points, shown, where
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import listed, place

_SAMPLE = re.compile(
    r"(?:问卷|调查|抽样|抽查|访谈|样本|受访|回收|收回|有效)[^，。；\d]{0,10}(\d{1,5})\s*(?:份|人|户|名|家)"
    r"|(\d{1,5})\s*(?:份|人|户|名|家)(?:有效)?(?:问卷|样本|受访)"
)
_COUNT = re.compile(r"(?<![\d.])(\d{1,5})\s*余?(?:份|人|户|名|家|位|个|件|所|次)")
_SATISFIED = re.compile(r"满意[度率][^，。；\d]{0,12}(\d{1,3}(?:\.\d+)?)\s*[%％]")
_AVERAGED = re.compile("平均|加权|综合|得分|分项|各项|折算|测评分|题")
_DATE = re.compile(r"(?:((?:19|20)\d\d)年)?(\d{1,2})月(?:(\d{1,2})日)?")
_ACCEPTED = re.compile(r"(?:[，,][^，。；\d]{1,16})?(?:通过|完成|组织|进行|开展|取得)?[^，。；\d]{0,10}验收")
_FINISHED = re.compile(
    r"[^，。；\d]{0,10}(?:完工|竣工(?!验收)|完成施工|施工完[成毕]|全部建成|建成|(?:全部|全面|建设|改造|安装)完成)"
)
_ACCEPTED_ON = re.compile(r"验收(?:合格|完成|通过)?(?:的?(?:时间|日期))(?:为|是|[:：])?$")
_FINISHED_ON = re.compile(r"(?:完工|竣工|完成|建成)(?:的?(?:时间|日期))(?:为|是|[:：])?$")
_NAMED = re.compile(r"(?:时间|日期)(?:为|是|[:：])?$")
"""A day that has its name before it is not that of what follows."""
_BEFORE = 16
_PARTIAL = re.compile(
    "初步|初验|预验|阶段|分部|分项|隐蔽|中间|材料|设备|进场|到货|单项|部分|首批|基础|主体|复验|资料"
)
_SEVERAL = re.compile("标段|分批|分期|[一二三两]期|分别|第[一二三]批|各[乡镇村县]|先后|陆续")
_PROBLEMS = re.compile("^(?:自评)?(?:发现|存在)?的?(?:主要)?问题")
_ADMITS = re.compile(
    "(?:未(?:能|全部|全面|按[期时])?|没有|尚未)(?:达到|达成|完成|实现|达标)(?:年初|年度|预期|既定|绩效)*(?:目标|任务|指标|计划)?"
    "|低于(?:年初|年度|预期|既定|绩效)*(?:目标|指标|计划)"
)
_CRITERION = re.compile("[得计扣]分|得满分|不得|比例|标准|每[少低]|的，?按")
_SOME = re.compile("(?:个别|部分|少数|有的|其余|其他)[^，。；、]{0,4}指标[^，。；、]{0,4}$")
_SHORTEST_NAME = 4
_NONE = re.compile("(?:暂?无|没有|未发现|不存在)(?:存在)?(?:明显)?(?:问题|不足)?[。.]?")


@rule(
    "IND313",
    severity="warning",
    zh="样本数得不出写明的百分比",
    en="a percentage that its count cannot produce",
)
def impossible_percentage(facts: Facts) -> Iterator[Finding]:
    """满意度等百分比，用写明的问卷份数（人数）无论多少份都除不出来。

    为什么重要
    60 份问卷的满意度只能是 1/60 的倍数；得不出来的百分比不是调查得来的。

    示例
    “收回有效问卷 60 份，乘客满意度 94.5%”：56 份是 93.33%，57 份是 95%。

    依据
    算术：百分比是整数份之比，按印出的位数取四舍五入和截断的全部可能值。

    已知的误报
    满意度按多道题平均或按分值折算的可以是任何数，写明“平均”“综合”“得分”的不提示，其余只作“警告”；
    同一句里有几个份数的，任何一个能得出就不提示。
    """
    for text in passages(facts):
        for start, sentence in _sentences(text) if "满意" in text.text else ():
            rate = _SATISFIED.search(sentence)
            counts = [int(found[1] or found[2]) for found in _SAMPLE.finditer(sentence)]
            counts = [count for count in counts if count > 1]
            if rate is None or not counts or _AVERAGED.search(sentence):
                continue
            facts.checked()
            stated = printed(Decimal(rate[1]))
            # Whatever else is counted in the sentence may be what was asked.
            others = [int(found) for found in _COUNT.findall(sentence) if int(found) > 0]
            if any(_gives(count, stated) for count in (*counts, *others)):
                continue
            count = counts[-1]
            here = text.evidence(start + rate.start(), start + rate.end())
            below = int(stated.low * count / 100)
            near = "、".join(
                f"{part} 份是 {format(Decimal(part * 100) / count, '.2f')}%" for part in (below, below + 1)
            )
            yield facts.finding(
                "IND313",
                zh=f"{place(here)}满意度 {rate[1]}%，而样本为 {count} 份，得不出这个百分比（{near}）",
                en=f"{place(here, 'en')}: no count out of {count} gives {rate[1]} % ({below} and {below + 1} "
                f"do not)",
                evidence=[here],
                key=[rate[1], str(count)],
                stated=f"{rate[1]}%",
                recomputed=near,
            )


def _gives(count: int, stated: Interval) -> bool:
    """Whether some whole number out of *count* makes the percentage stated."""
    below = int(stated.low * count / 100)
    return any(stated.contains(Fraction(part * 100, count)) for part in (below, below + 1))


def _sentences(text: Paragraph | Cell) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a passage with the offset each begins at."""
    for found in re.finditer(r"[^。；\n]+", text.text):
        yield found.start(), found[0]


@rule("DAT101", severity="warning", zh="日期先后不可能", en="a date that cannot be")
def impossible_order(facts: Facts) -> Iterator[Finding]:
    """验收的日期早于完工的日期。

    为什么重要
    没有完工的工程不能通过竣工验收；日期倒置，验收或完工时间总有一个不实。

    示例
    “工程于 2022 年 10 月 26 日全部完工，2022 年 9 月 30 日通过竣工验收”。

    依据
    建设程序：先完工，后验收。

    已知的误报
    分标段、分批、分期的，初步验收、设备验收、分部验收的不提示；一段里有几个完工或验收日期的不提示。
    """
    for text in passages(facts):
        if "验收" not in text.text or _SEVERAL.search(text.text):
            continue
        finished, accepted = _events(text)
        if len(finished) != 1 or len(accepted) != 1:
            continue
        facts.checked()
        (done, done_at), (passed, passed_at) = finished[0], accepted[0]
        if passed >= done:
            continue
        yield _out_of_order(facts, [passed_at, done_at], passed_at.text, done_at.text)
    yield from _indicator_dates(facts)


Day = tuple[int, int, int]


def _events(text: Paragraph | Cell) -> tuple[list[tuple[Day, Evidence]], list[tuple[Day, Evidence]]]:
    """Return the days of completion and of acceptance named in a passage, with their places."""
    finished: list[tuple[Day, Evidence]] = []
    accepted: list[tuple[Day, Evidence]] = []
    year: int | None = None
    for found in _DATE.finditer(text.text):
        year = int(found[1]) if found[1] else year
        if year is None or not found[3]:
            continue
        day = (year, int(found[2]), int(found[3]))
        before = text.text[max(found.start() - _BEFORE, 0) : found.start()]
        after = text.text[found.end() :]
        for named, told, days in (
            (_ACCEPTED_ON, _ACCEPTED, accepted),
            (_FINISHED_ON, _FINISHED, finished),
        ):
            if named.search(before) and not _PARTIAL.search(before):
                days.append((day, text.evidence(found.start(), found.end())))
                break
            event = None if _NAMED.search(before) else told.match(after)
            if event is not None and not _PARTIAL.search(event[0]):
                days.append((day, text.evidence(found.start(), found.end() + event.end())))
                break
    return finished, accepted


def _indicator_dates(facts: Facts) -> Iterator[Finding]:
    """Set the one indicator of an acceptance date against the one of a completion date."""
    dated = [item for item in facts.report.indicators if item.actual and item.actual.kind == "date"]
    accepted = [item for item in dated if "验收" in item.name and not _PARTIAL.search(item.name)]
    finished = [item for item in dated if item not in accepted and re.search("完工|竣工", item.name)]
    if len(finished) != 1 or len(accepted) != 1:
        return
    one, other = finished[0].actual, accepted[0].actual
    facts.checked()
    if one is None or other is None or len(str(one.value)) != len(str(other.value)):
        return
    if str(other.value) < str(one.value):
        evidence = [*places(accepted[0])[:1], *places(finished[0])[:1]]
        yield _out_of_order(facts, evidence, shown(other), shown(one))


def _out_of_order(facts: Facts, evidence: list[Evidence], accepted: str, finished: str) -> Finding:
    here = evidence[0]
    return facts.finding(
        "DAT101",
        zh=f"{place(here)}验收（“{accepted}”）早于完工（“{finished}”）",
        en=f"{place(here, 'en')}: acceptance ({accepted!r}) comes before completion ({finished!r})",
        evidence=evidence,
        key=[accepted, finished],
        stated=accepted,
        recomputed=finished,
    )


@rule(
    "SCO409",
    severity="warning",
    zh="文字与得分矛盾",
    en="the text contradicts the points",
)
def loss_without_problem(facts: Facts) -> Iterator[Finding]:
    """自评表“存在问题”一栏写“无”，而有指标扣了分；或者一项指标的原因写没有达到目标，却得满分。

    为什么重要
    扣分就是有问题；问题一栏写“无”，整改也就无从谈起。

    示例
    两项指标共扣 1.2 分，“存在问题”写“无”。

    依据
    财预〔2020〕10号：自评应分析未完成绩效目标的原因，提出改进措施。

    已知的误报
    在偏差原因一栏逐项写了原因的不提示；原因一栏印的是计分办法（未达到的按比例计分）不提示；
    叙述式报告不检查。
    """
    if not is_form(facts.report):
        return
    yield from _admitted(facts)
    document = facts.document
    if document is None:
        return
    lost = [item for item in facts.report.indicators if lost_points(item)]
    facts.checked()
    if not lost or all((item.reason or "").strip() for item in lost):
        return
    tables = {table.block: table for table in document.tables}
    for text in passages(facts):
        if not isinstance(text, Cell) or not text.column or not _NONE.fullmatch("".join(text.text.split())):
            continue
        table = tables.get(text.block)
        label = table.at(text.row, text.column - 1) if table is not None else None
        if label is None or not _PROBLEMS.match("".join(label.text.split())):
            continue
        here = text.evidence()
        names = listed([item.name for item in lost])
        yield facts.finding(
            "SCO409",
            zh=f"{place(here)}“{label.text.strip()}”写“{text.text.strip()}”，而 {len(lost)} 项指标扣了分："
            f"{names}",
            en=f"{place(here, 'en')} says there are no problems, yet {len(lost)} indicators lost points: "
            f"{names}",
            evidence=[here, *(item.evidence.score for item in lost if item.evidence.score is not None)],
            key=sorted(item.name for item in lost),
            stated=text.text.strip(),
        )
        return


def _admitted(facts: Facts) -> Iterator[Finding]:
    """Yield the indicators at full points whose own reason says that the target was not reached."""
    shared = Counter(item.reason for item in facts.report.indicators)
    for item in facts.report.indicators:
        if not item.reason or item.weight is None or item.score is None or item.score != item.weight:
            continue
        words = _ADMITS.search("" if _CRITERION.search(item.reason) else item.reason)
        if words is None or not item.weight:
            continue
        facts.checked()
        if not _admits_of(facts.report, item, words, shared[item.reason] > 1):
            continue
        here = places(item)
        yield facts.finding(
            "SCO409",
            zh=f"{where(item)}“{item.name}”的原因写“{words[0]}”，而得分 {points(item.score)} 分，是满分",
            en=f"{where(item, 'en')}: the reason of {item.name!r} says {words[0]!r}, yet its points are full",
            evidence=here,
            key=[item.name, words[0]],
            stated=points(item.score),
        )


def _admits_of(report: Report, item: Indicator, words: re.Match[str], shared: bool) -> bool:
    """Whether *words* of a reason speak of *item*: one text may stand for several, or for the whole form.

    Then it speaks of those it names: “甲指标未达标：…” below the table is no word about 乙指标.
    """
    text = words.string
    begin = max(text.rfind(mark, 0, words.start()) for mark in "。；;\n") + 1
    said = text[begin : words.end()]
    if item.name in said:
        return True
    names = [each.name for each in report.indicators if len(each.name) >= _SHORTEST_NAME]
    return not (shared or _SOME.search(said[: words.start() - begin]) or any(name in said for name in names))
