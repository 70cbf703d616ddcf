"""One amount stated in several places."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from extractor.records import FundSource, Stage
from perfeval.findings import Cause, Finding, Severity
from perfeval.interval import same_figure
from perfeval.ledger import Entry, Key, Ledger, distinct
from perfeval.recompute.rates import BASES
from perfeval.rules.figures import of_entry, twice
from perfeval.rules.labels import names_all_money
from perfeval.rules.registry import Facts, rule
from perfeval.rules.slips import ratio_slip
from perfeval.rules.wording import STAGES, in_unit, place

_SAME_SIZE = 2
_LEVELS: tuple[FundSource, ...] = ("central", "provincial", "municipal", "county")
_YEARS_BUDGET = re.compile("全年|调整")
_COUNTERPART: dict[Stage, Stage] = {"adjusted": "executed", "executed": "adjusted"}
_WITHDRAWN = re.compile("误|错|更正|原为|初稿|快报")
_EMPTY_WORDS = re.compile(
    r"[\d\s\W_]|资金|金额|总额|合计|总计|共计|年度|全年|其中|财政|安排|下达|到位|拨付|补助|专项|万元|亿元|元|数|为|共|由|和|及|与|我[省市县区州镇乡办局院校馆]|本[省市县区州镇乡办局院校馆]|本?单位|本?部门"
)


@rule("BUD102", severity="error", zh="同一金额前后不一致", en="one amount stated with different values")
def same_amount(facts: Facts) -> Iterator[Finding]:
    """同一口径（阶段、范围、资金来源、年度）的同一笔金额，在一份报告里写成不同的数。

    为什么重要
    两处至少有一处是错的；引用这份报告的人不知道该用哪一个。

    示例
    前文“由中央财政资金 30.9 万元和县级财政资金 30.9 万元组成”，后文“中央财政下达资金 61.8 万元”。

    依据
    算术。一处是另一处四舍五入或截断的结果（3.30 亿与 32977.3 万）视为一致。

    已知的误报
    分批下达、追加调减、截至某日、累计数、按户人均的金额不是总额，不参与比较；标注不同的金额
    视为不同的金额；同一段、同一表内并列的金额，以及三个以上不同的数，视为逐项列举。
    """
    ledger = facts.workings.ledger
    for key, entries in ledger.by_key.items():
        if key.scope == "other" or key.stage == "carryover":
            continue
        facts.checked(len(entries) > 1)
        pair = _differing(ledger, key, distinct(ledger.whole(key)))
        if pair is None:
            continue
        yield _differently(facts, *pair, severity="error" if _strongly_same(*pair) else "warning")
    yield from _part_as_whole(facts, ledger)
    yield from _transposed(facts, ledger)


def _differing(ledger: Ledger, key: Key, values: list[Entry]) -> tuple[Entry, Entry] | None:
    """Return two entries that state one amount differently, ``None`` where that is not sure."""
    for first, second in combinations(values, 2):
        if _agree(first, second) or _spot(first) == _spot(second):
            continue
        again = _told_again(ledger, first, second) or _slip_of_the_pen(first, second)
        if not again and (
            first.figure.evidence.block == second.figure.evidence.block
            or not _same_words(first, second, key.source)
        ):
            continue
        alike = [entry for entry in values if _same_words(entry, first, key.source)]
        if len(alike) > 2 or not first.yuan or not second.yuan or ratio_slip(first.own, second.own):
            continue
        rest = [entry for entry in ledger.by_key[key] if entry.yuan not in (first.yuan, second.yuan)]
        if any(_step_between(first, second, other) for other in rest):
            continue
        if not again and not _of_one_size(first, second):
            continue
        if any(_of_another_stage(ledger, entry) for entry in (first, second)):
            continue
        return first, second
    return None


def _slip_of_the_pen(first: Entry, second: Entry) -> bool:
    """Whether two places tell all money with neighbouring digits exchanged, and neither is withdrawn."""
    labels = [entry.figure.label for entry in (first, second)]
    return (
        first.key[1:3] == ("total", "all")
        and first.figure.evidence.block != second.figure.evidence.block
        and all(names_all_money(_EMPTY_WORDS.sub("", label)) for label in labels)
        and not any(map(_WITHDRAWN.search, labels))
        and _exchanged(first, second)
    )


def _of_one_size(first: Entry, second: Entry) -> bool:
    """Whether two amounts are near enough to be one amount with a slip, not a part and its whole."""
    less, more = sorted((first.yuan, second.yuan))
    return more <= _SAME_SIZE * less


def _of_another_stage(ledger: Ledger, entry: Entry) -> bool:
    """Whether this basic or project amount, with its counterpart, makes up another stage's total.

    A sentence that splits up the budget without naming it is easily taken for spending.
    """
    if entry.key.scope not in ("basic", "project"):
        return False
    other = entry.key._replace(scope="project" if entry.key.scope == "basic" else "basic")
    block = entry.figure.evidence.block
    counterparts = [one for one in ledger.whole(other) if one.figure.evidence.block == block]
    elsewhere = [
        one for one in ledger.entries if one.key.scope == "total" and one.key.stage != entry.key.stage
    ]
    return any((entry.own + one.own).possible_equal(whole.own) for one in counterparts for whole in elsewhere)


def _step_between(first: Entry, second: Entry, other: Entry) -> bool:
    """Whether *other* is the instalment or change that leads from one amount to the other."""
    return (first.own + other.own).possible_equal(second.own) or (second.own + other.own).possible_equal(
        first.own
    )


def _agree(first: Entry, second: Entry) -> bool:
    if first.figure.quantity.approximate or second.figure.quantity.approximate:
        return first.own.possible_equal(second.own)
    one, other = first.figure.quantity.value, second.figure.quantity.value
    if isinstance(one, str) or isinstance(other, str) or not one or not other:
        return first.yuan == second.yuan
    ratio = Fraction(second.yuan) / Fraction(other) / (Fraction(first.yuan) / Fraction(one))
    return same_figure(one, other, ratio)


def _bare_label(entry: Entry) -> str:
    return _EMPTY_WORDS.sub("", entry.figure.label)


def _same_words(first: Entry, second: Entry, source: FundSource) -> bool:
    """Whether two labels name one amount: of a level of government, or in the same words."""
    if source in _LEVELS and first.key.stage != "executed":
        return True
    return _bare_label(first) == _bare_label(second)


def _told_again(ledger: Ledger, first: Entry, second: Entry) -> bool:
    """Whether two places state the budget and the spending of all money, one of them alike.

    全年预算1122.26万元 … 支出1103.29万元, and elsewhere 全年预算数为1122.23万元，全年执行数为1103.29万元:
    the spending says that the same money is spoken of. What is also stated of a part of the
    money, or is not plainly the year's budget, may be something else.
    """
    key = first.key
    if (key.scope, key.source) != ("total", "all") or key.stage not in _COUNTERPART:
        return False
    labels = [entry.figure.label for entry in (first, second)]
    if not all(map(names_all_money, labels)):
        return False
    if key.stage == "adjusted" and not all(map(_YEARS_BUDGET.search, labels)):
        return False
    others = [entry for entry in ledger.whole(key._replace(stage=_COUNTERPART[key.stage])) if entry.yuan]
    alike = any(
        _agree(one, other)
        for entry in (first, second)
        for one in others
        for other in others
        if _spot(one) == _spot(entry) != _spot(other)
    )
    elsewhere = [_stated_as(ledger, entry) for entry in (first, second)]
    of_parts = any(other[1:3] != key[1:3] for keys in elsewhere for other in keys)
    return alike and not all(elsewhere) and not of_parts


def _stated_as(ledger: Ledger, entry: Entry) -> set[Key]:
    """Return what else an amount is stated as."""
    return {
        other.key
        for other in ledger.entries
        if other.key != entry.key and other.own.possible_equal(entry.own)
    }


def _spot(entry: Entry) -> tuple[int, int | None, int | None]:
    """Return where an amount stands: its paragraph, its table, or the running text of one cell."""
    place = entry.figure.evidence
    if place.table is None or not place.start:
        return place.block, None, None
    return place.block, place.row, place.column


def _strongly_same(first: Entry, second: Entry) -> bool:
    return _bare_label(first) == _bare_label(second)


def _differently(
    facts: Facts, first: Entry, second: Entry, *, severity: Severity, cause: Cause | None = None
) -> Finding:
    one, other = first.figure, second.figure
    zh_stage, en_stage = STAGES[first.key.stage]
    hint = cause.text if cause is not None else ""
    gap = in_unit(abs(Fraction(one.yuan) - Fraction(other.yuan)), one.quantity.unit)
    return facts.finding(
        "BUD102",
        severity=severity,
        zh=f"同一口径的{zh_stage}前后不一致：{place(one.evidence)}“{first.shown}”，{place(other.evidence)}“"
        f"{second.shown}”，相差 {gap}{hint and '；'}{hint}",
        en=f"one {en_stage} amount is stated twice: {first.shown!r} ({place(one.evidence, 'en')}) and "
        f"{second.shown!r} ({place(other.evidence, 'en')}), {gap} apart{hint and '; '}{hint}",
        evidence=[one.evidence, other.evidence],
        key=[first.key.stage, first.key.scope, first.key.source, *sorted((one.yuan, other.yuan))],
        stated=other.quantity.text,
        recomputed=one.quantity.text,
        identity=twice(of_entry(facts, first), of_entry(facts, second)),
        cause=cause,
    )


def _part_as_whole(facts: Facts, ledger: Ledger) -> Iterator[Finding]:
    """One government's money stated as a part in one place and as all of it in another.

    The stages differ easily here (下达 in one place, 安排 in the other), so what proves it
    is that another source makes up the difference to the very same total.
    """
    plans = [entry for entry in ledger.entries if entry.key.stage in BASES and entry.key.scope == "total"]
    wholes = {entry.yuan for entry in plans if entry.key.source == "all" and entry.yuan}
    for source in _LEVELS:
        of_source = distinct(entry for entry in plans if entry.key.source == source and not entry.partial)
        if len({entry.key.stage for entry in of_source}) < 2 or len(of_source) != 2:
            continue
        part, whole = sorted(of_source, key=lambda entry: entry.yuan)
        if part.figure.evidence.block == whole.figure.evidence.block:
            # Side by side in one table they are the two stages they are called.
            continue
        others = (entry for entry in plans if entry.key.source not in ("all", source))
        completed = any((part.own + entry.own).possible_equal(whole.own) for entry in others)
        if whole.yuan in wholes and part.key.year == whole.key.year and completed:
            cause = Cause(
                kind="whole_for_part",
                text=facts.say(f"{whole.shown} 与全部资金相同", f"{whole.shown} is all sources' amount"),
                should=part.figure.quantity.text,
            )
            yield _differently(facts, part, whole, severity="error", cause=cause)


def _transposed(facts: Facts, ledger: Ledger) -> Iterator[Finding]:
    """One government's money with two neighbouring digits exchanged, whatever the stages.

    下达, 到位 and 拨付 of one grant are the same amount, and prose gives them different
    stages; 468 against 486 is a slip of the pen, so an auditor is asked.
    """
    for source in _LEVELS:
        of_source = distinct(
            entry
            for entry in ledger.entries
            if entry.key.source == source and entry.key.scope == "total" and not entry.partial
        )
        for first, second in combinations(of_source[:8], 2):
            if first.key == second.key or _side_by_side(ledger, first, second):
                continue
            if first.key.year == second.key.year and _exchanged(first, second):
                yield _differently(facts, first, second, severity="warning")


def _side_by_side(ledger: Ledger, first: Entry, second: Entry) -> bool:
    """Whether some paragraph states both amounts, of one money: 预算410万元，支出140万元 are two amounts."""
    places = [
        {each.figure.evidence.block for each in ledger.by_key[entry.key] if each.yuan == entry.yuan}
        for entry in (first, second)
    ]
    return bool(places[0] & places[1])


def _exchanged(first: Entry, second: Entry) -> bool:
    one, other = (str(entry.figure.quantity.value) for entry in (first, second))
    if len(one) != len(other) or len(one) < 3 or first.figure.quantity.unit != second.figure.quantity.unit:
        return False
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(places) == 2
        and places[1] - places[0] == 1
        and one[places[0]] == other[places[1]]
        and one[places[1]] == other[places[0]]
    )
