"""Budget stages (年初预算, 全年预算): totals left at nothing, changes nobody explains."""

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from extractor.document import Table
from extractor.records import Stage
from perfeval.findings import Finding
from perfeval.interval import total
from perfeval.ledger import Entry, Key, Ledger
from perfeval.rules.claims import passages
from perfeval.rules.items import is_form
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sums import additions, kind
from perfeval.rules.wording import STAGES, listed, percent, place, term

_CHANGED = re.compile(
    r"(?:追加|调增|调减|核减|压减|增拨|增补|收回|追减|统筹(?:收回|整合|调剂)"
    r"|(?:年中|执行中|期间|中途|后续|陆续|新增|另|又|\d月)[^。；，\n]{0,12}下达)[^。；\n]{0,30}"
    r"(?:万元|亿元|元|资金|经费|支出|预算|项目|专项|指标)"
)
"""What was added to the budget or taken from it."""
_WHAT = (
    "预算|资金|经费|支出|收入|拨款|投资|专项|补助|补贴|采购"
    "|人员|工资|编制|机构|职能|任务|项目|工作|工程|标准|政策"
)
_WAYS = "调整|追加|增加|减少|新增|增长|下降|调增|调减|变动|变化|取消|推迟"
_CAUSED = re.compile(
    rf"(?:因|由于|原因|主要是|系)[^。；\n]{{0,60}}"
    rf"(?:(?:{_WAYS})[^，。；\n]{{0,10}}(?:{_WHAT})|(?:{_WHAT})[^，。；\n]{{0,8}}(?:{_WAYS}))"
    rf"|(?:预算|资金|经费|支出|收入)[^。；\n]{{0,16}}(?:{_WAYS}|差异)[^。；\n]{{0,30}}(?:主要是|原因|因为|由于|系)"
)
"""Why something changed that money is given for."""
_OF_INDICATORS = re.compile("扣分|得分|目标值|年度目标|指标值|完成值|完成率|未达|实际完成")
"""A sentence that explains points lost or a target missed."""
_ADJUSTED = re.compile("调整|调剂|全年|变更|追加后")
"""What prose calls an adjusted budget; a bare 预算 may be that of a part."""
_BLANK = re.compile(r"[\s\-—–－/／]*")
_SENTENCE = 8
_REACH = 6


@rule(
    "BUD105",
    severity="warning",
    zh="预算调整幅度大而没有说明",
    en="large adjustment of the budget with no reason given",
)
def large_adjustment(facts: Facts) -> Iterator[Finding]:
    """全年（调整后）预算与年初预算相差很大（默认 30% 以上），报告里没有说明原因。

    为什么重要
    执行率以全年预算为分母；预算中途翻倍或腰斩而不说明，执行率就看不出当初安排得是否合理。

    示例
    年初预算 861.10 万元，全年预算 2030.12 万元，增加 135.76%。

    依据
    预算法第十三条；年初预算编制的准确性是部门整体绩效评价的常见指标。界限按所选标准。

    已知的误报
    报告任何一处写了追加、调增、调减了什么的，视为已经说明；年初没有安排（0）的新增项目不提示。
    """
    ledger = facts.workings.ledger
    for key in ledger.by_key:
        if (key.stage, key.scope, key.source) != ("adjusted", "total", "all"):
            continue
        if facts.document is None:
            facts.skip("BUD105", "没有原文，无法查找原因", "without the document no reason can be looked for")
            return
        adjusted, initial = ledger.whole(key), ledger.whole(key._replace(stage="initial"))
        if not is_form(facts.report):
            adjusted = [entry for entry in adjusted if _ADJUSTED.search(entry.figure.label)]
        if not adjusted or not initial or any(not entry.yuan for entry in (*adjusted, *initial)):
            continue
        facts.checked()
        # Of several figures of one stage those closest to each other are set against each other.
        before, after = min(
            ((one, other) for one in initial for other in adjusted), key=lambda pair: abs(_change(*pair))
        )
        change = _change(before, after)
        threshold = Fraction(facts.standard.thresholds.large_adjustment)
        if abs(change) < threshold or _told(facts):
            continue
        zh_way, en_way = ("增加", "up") if change > 0 else ("减少", "down")
        yield facts.finding(
            "BUD105",
            zh=f"{place(after.figure.evidence)}年初预算“{before.shown}”，全年预算“{after.shown}”，"
            f"{zh_way} {percent(abs(change))}，没有说明调整原因",
            en=f"{place(after.figure.evidence, 'en')}: initial budget {before.shown!r}, adjusted "
            f"{after.shown!r}, {en_way} by {percent(abs(change))} with no reason given",
            evidence=[before.figure.evidence, after.figure.evidence],
            key=[before.yuan, after.yuan],
            stated=after.figure.quantity.text,
            recomputed=percent(change),
        )


def _change(before: Entry, after: Entry) -> Fraction:
    return (Fraction(after.yuan) / Fraction(before.yuan) - 1) * 100


def _told(facts: Facts) -> bool:
    """Whether the report says anywhere what was added or taken away, or why."""
    return any(
        len(text.text) >= _SENTENCE and (_CHANGED.search(text.text) or _explains(text.text))
        for text in passages(facts)
    )


def _explains(text: str) -> bool:
    """Whether a sentence says why the budget changed, not why a target was missed."""
    return any(
        _CAUSED.search(sentence) and not _OF_INDICATORS.search(sentence)
        for sentence in re.split("[。；\n]", text)
    )


@rule(
    "BUD106",
    severity="error",
    zh="总额为 0 或空白而分项不是",
    en="total stated as 0 or blank while its parts are not",
)
def empty_total(facts: Facts) -> Iterator[Finding]:
    """资金总额写成 0 或者没有填，而下面的各项来源有金额。

    为什么重要
    系统按总额计算执行率和得分：总额是 0，执行率得分就错成 0，汇总时整笔资金都会丢掉。

    示例
    “年度资金总额 0，其中：本年财政拨款 89.974”。

    依据
    算术：总额等于各项之和。

    已知的误报
    某一预算阶段各项来源也都是 0 或空白的不提示；总额空白而分项有数的只作“警告”。
    """
    told: set[Stage] = set()
    zeros = list(_zero_rows(facts.workings.ledger))
    for whole, parts in zeros:
        told.update(entry.key.stage for entry in whole)
        facts.checked(len(whole))
        stages = "、".join(STAGES[entry.key.stage][0] for entry in whole)
        en_stages = ", ".join(STAGES[entry.key.stage][1] for entry in whole)
        amounts = listed([part.shown for part in parts])
        here = whole[0].figure.evidence
        yield facts.finding(
            "BUD106",
            zh=f"{place(here)}总额（{stages}）写为 {whole[0].figure.quantity.text}，而分项有金额：{amounts}",
            en=f"{place(here, 'en')}: the total ({en_stages}) is stated as {whole[0].figure.quantity.text}, "
            f"but its parts are not: {amounts}",
            evidence=[entry.figure.evidence for entry in (*whole, *parts)],
            key=sorted(part.yuan for part in parts),
            stated=whole[0].figure.quantity.text,
            recomputed=amounts,
        )
    if not zeros:
        yield from _zero_statements(facts)
    yield from _blank_rows(facts, told)


def _zero_rows(ledger: Ledger) -> Iterator[tuple[list[Entry], list[Entry]]]:
    """Yield the zero totals of each table, one a stage, with the parts beside them that are not zero."""
    tables: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        if entry.figure.evidence.table is not None and not entry.partial:
            tables[entry.figure.evidence.block].append(entry)
    for entries in tables.values():
        wholes = [
            entry
            for entry in entries
            if (entry.key.scope, entry.key.source) == ("total", "all") and not entry.yuan
        ]
        parts = [entry for entry in entries if entry.yuan and _is_part(entry.key)]
        wholes = [
            whole
            for whole in wholes
            if _exceeded(whole, [part for part in parts if _same_time(part.key, whole.key)])
            and not any(other.yuan and other.key == whole.key for other in entries)
        ]
        if wholes:
            stages = {whole.key.stage for whole in wholes}
            yield wholes, [part for part in parts if part.key.stage in stages]


def _is_part(key: Key) -> bool:
    """Whether a row is part of a form's total: a source of all money, or basic and project spending."""
    if key.scope == "total":
        return key.source != "all"
    return key.scope in ("basic", "project") and key.source == "all"


def _exceeded(zero: Entry, parts: list[Entry]) -> bool:
    """Whether *parts* are certainly more than what may have been cut to 0 (0.7万元 in whole 万元)."""
    return bool(parts) and zero.fine.certainly_less(total(part.fine for part in parts))


def _same_time(part: Key, whole: Key) -> bool:
    return part.stage == whole.stage and part.year == whole.year


def _zero_statements(facts: Facts) -> Iterator[Finding]:
    """Find sums of money in prose whose total is 0."""
    for composition, found in additions(facts):
        if found is None or kind(composition) != "money":
            continue
        whole, parts = found
        facts.checked()
        some = [part for part in parts if part.point > 0]
        if whole.point or not some or any(part.point < 0 for part in parts):
            continue
        if not whole.fine.certainly_less(total(part.fine for part in some)):
            continue
        names = listed([term(part.term) for part in some])
        yield facts.finding(
            "BUD106",
            zh=f"{place(whole.term.evidence)}“{term(whole.term)}”为 0，而各部分有金额：{names}",
            en=f"{place(whole.term.evidence, 'en')}: {term(whole.term)!r} is 0, but its parts are not: "
            f"{names}",
            evidence=[whole.term.evidence, *(part.term.evidence for part in some)],
            key=sorted(part.term.quantity.text for part in some),
            stated=whole.term.quantity.text,
            recomputed=names,
        )


def _blank_rows(facts: Facts, told: set[Stage]) -> Iterator[Finding]:
    """Find parts whose total row, a few rows above in the same column, is left blank."""
    if facts.document is None:
        return
    tables = {table.index: table for table in facts.document.tables}
    for stage in STAGES:
        entries = [
            entry
            for entry in facts.workings.ledger.entries
            if entry.key.stage == stage and entry.yuan and _is_part(entry.key) and not entry.partial
        ]
        if not entries or stage in told:
            continue
        if any(
            facts.workings.ledger.whole(entry.key._replace(scope="total", source="all")) for entry in entries
        ):
            continue
        blank = [(entry, label) for entry in entries if (label := _label_if_blank(tables, entry))]
        if not blank:
            continue
        facts.checked()
        label, spot = blank[0][1], blank[0][0].figure.evidence
        parts = [entry for entry, _ in blank if entry.figure.evidence.table == spot.table]
        zh_stage, en_stage = STAGES[stage]
        amounts = listed([part.shown for part in parts])
        yield facts.finding(
            "BUD106",
            severity="warning",
            zh=f"{place(spot)}上方“{label}”的{zh_stage}空白，而分项有金额：{amounts}",
            en=f"the {en_stage} of {label!r} above {place(spot, 'en')} is blank, but its parts are not: "
            f"{amounts}",
            evidence=[part.figure.evidence for part in parts],
            key=[stage, parts[0].yuan],
            recomputed=amounts,
        )


def _label_if_blank(tables: dict[int, Table], entry: Entry) -> str | None:
    """Return the label of the blank total above a part in its table, if there is one."""
    spot = entry.figure.evidence
    table = tables.get(spot.table) if spot.table is not None else None
    return _blank_total(table, spot.row, spot.column) if table is not None else None


def _blank_total(table: Table, row: int | None, column: int | None) -> str | None:
    """Return the label of a total row above a cell that is blank in that cell's column."""
    if row is None or column is None:
        return None
    # Loaded here: the catalogue is shown without the language modules.
    from extractor.tables.headers import heading, is_total

    for above in range(row - 1, max(row - _REACH, -1), -1):
        cell = table.at(above, column)
        labels = [table.at(above, left) for left in range(column)]
        label = next((each.text for each in labels if each and is_total(heading(each.text).key)), None)
        if label is not None:
            return label.strip() if cell is not None and _BLANK.fullmatch(cell.text) else None
    return None
