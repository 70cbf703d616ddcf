"""Money: sums, repeated amounts, units, spending against budget."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

from extractor.records import FundSource, Stage
from perfeval.findings import Finding, Severity
from perfeval.interval import Interval, same_figure, total
from perfeval.ledger import Entry, Key, Ledger, distinct
from perfeval.recompute.rates import BASES, RateMatch
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sums import SLIPS, Mismatch, kind, mismatch
from perfeval.rules.wording import in_unit, like, listed, place, plain, term

STAGES: dict[Stage, tuple[str, str]] = {
    "initial": ("年初预算", "initial budget"),
    "adjusted": ("全年预算", "adjusted budget"),
    "received": ("到位资金", "received"),
    "executed": ("支出", "executed"),
    "carryover": ("年末结转结余", "carry-over"),
}
_SAME_SIZE = 2
_SLIP_POWERS = frozenset((3, 4, 5, 7, 8, 9))
"""How far two amounts off by 10⁴ or 10⁸ may be apart in powers of ten, rounding included."""
_LEVELS: tuple[FundSource, ...] = ("central", "provincial", "municipal", "county")
_ROWS: tuple[tuple[FundSource, ...], ...] = (
    ("fiscal", "special_account", "own", "carried_in", "other"),
    ("general_public", "government_fund", "special_account", "own", "carried_in", "other"),
    ("central", "provincial", "municipal", "county", "own", "carried_in", "other"),
)
_EMPTY_WORDS = re.compile(
    r"[\d\s\W_]|资金|金额|总额|合计|总计|共计|年度|全年|其中|财政|安排|下达|到位|拨付|补助|专项|万元|亿元|元|数|为|共|由|和|及|与|我[省市县区州镇乡办局院校馆]|本[省市县区州镇乡办局院校馆]|本?单位|本?部门"
)


def sum_message(wrong: Mismatch) -> tuple[str, str]:
    """Return the sentence (Chinese, English) about a composition that does not add up."""
    whole = wrong.whole.term
    unit = whole.quantity.unit or next(
        (part.term.quantity.unit for part in wrong.parts if part.term.quantity.unit), None
    )
    added = " + ".join(plain(part.point / _factor(wrong), 6) for part in wrong.parts)
    result = in_unit(wrong.sum, unit)
    gap = in_unit(abs(wrong.sum - wrong.whole.point), unit)
    names = listed([part.term.label for part in wrong.parts])
    return (
        f"{place(whole.evidence)}“{term(whole)}”，而各部分（{names}）之和为 {added} = {result}，相差 {gap}",
        f"{place(whole.evidence, 'en')} states {term(whole)!r}, but its parts ({names}) add up to "
        f"{added} = {result}, {gap} apart",
    )


def _factor(wrong: Mismatch) -> Fraction:
    quantity = wrong.whole.term.quantity
    value = quantity.value
    return wrong.whole.point / Fraction(value) if value and not isinstance(value, str) else Fraction(1)


def sum_finding(facts: Facts, code: str, wrong: Mismatch, exhaustive: bool) -> Finding:
    """Return the finding about a composition that does not add up."""
    zh, en = sum_message(wrong)
    whole = wrong.whole.term
    return facts.finding(
        code,
        zh=zh,
        en=en,
        severity="error" if exhaustive and wrong.proved else "warning",
        evidence=[whole.evidence, *(part.term.evidence for part in wrong.parts)],
        key=[whole.label, whole.quantity.text, *(part.term.quantity.text for part in wrong.parts)],
        stated=whole.quantity.text,
        recomputed=like(wrong.sum, whole.quantity),
    )


@rule("BUD101", severity="error", zh="金额分项之和与总额不符", en="parts do not add up to the total")
def parts_and_total(facts: Facts) -> Iterator[Finding]:
    """金额的各部分相加，与写明的总额不符。

    为什么重要
    总额与分项总有一处是错的，后面的执行率、占比、得分都建立在其中一处上。

    示例
    “资金合计 450 万元，由中央资金 300 万元和县级资金 140 万元组成”：300 + 140 = 440。

    依据
    算术。每个数按印出的位数取四舍五入和截断的全部可能值，任何取值都不成立才提示；
    只有补上被省略的末位零才不成立的，降为“警告”。

    已知的误报
    “其中”列举不完整，只有分项之和超过总额才提示；累计折旧、净值等抵减项不参与相加。
    基本支出与项目支出之和小于支出总额，可能另有经营支出、上缴上级支出，只作“警告”。
    """
    told: set[Fraction] = set()
    for composition in facts.report.compositions:
        if kind(composition) != "money":
            continue
        facts.checked()
        wrong = mismatch(composition)
        if wrong is not None and wrong.slip is None:
            told.add(wrong.whole.point)
            yield sum_finding(facts, "BUD101", wrong, composition.exhaustive)
    yield from _basic_and_project(facts, told)
    yield from _sources_in_tables(facts, told)


def _basic_and_project(facts: Facts, told: set[Fraction]) -> Iterator[Finding]:
    """Total against 基本支出 and 项目支出 of one stage, given in one paragraph or table."""
    groups: defaultdict[tuple[int, Stage, int | None], dict[str, list[Entry]]] = defaultdict(dict)
    for entry in facts.workings.ledger.entries:
        if not entry.partial:
            place_and_stage = (entry.figure.evidence.block, entry.key.stage, entry.key.year)
            groups[place_and_stage].setdefault(entry.key.scope, []).append(entry)
    for (_, stage, _), scopes in groups.items():
        basics, projects = distinct(scopes.get("basic", [])), distinct(scopes.get("project", []))
        wholes = _of_same_source(distinct(scopes.get("total", [])), basics)
        if not basics or not projects or not wholes or len(basics) * len(projects) * len(wholes) > 27:
            continue
        facts.checked()
        sums: list[tuple[Entry, tuple[Entry, ...]]] = [
            (basic, (project,)) for basic, project in product(basics, projects)
        ]
        sums += [(basic, tuple(projects)) for basic in basics if len(projects) > 1]
        if any(_adds_up(whole, (basic, *rest)) for whole, (basic, rest) in product(wholes, sums)):
            continue
        whole, parts = wholes[0], (basics[0], projects[0])
        if Fraction(whole.yuan) in told or not whole.yuan or _slipped(whole, parts):
            continue
        over = all(
            candidate.own.certainly_less(total(part.own for part in (basic, *rest)))
            for candidate, (basic, rest) in product(wholes, sums)
        )
        if not over and "other" in scopes:
            continue
        told.add(Fraction(whole.yuan))
        certain = over and whole.key.source == parts[0].key.source
        yield _stage_sum(facts, stage, whole, parts, "error" if certain else "warning")


def _of_same_source(wholes: list[Entry], parts: list[Entry]) -> list[Entry]:
    """Return the totals the parts belong to: of their source, else the only ones there are."""
    sources = {part.key.source for part in parts}
    return [whole for whole in wholes if whole.key.source in sources] or wholes


def _sources_in_tables(facts: Facts, told: set[Fraction]) -> Iterator[Finding]:
    """A form's total row against its 其中 rows by source, which are all there are by design."""
    groups: defaultdict[tuple[int, Stage, int | None], list[Entry]] = defaultdict(list)
    for entry in facts.workings.ledger.entries:
        if entry.figure.evidence.table is not None and entry.key.scope == "total" and not entry.partial:
            groups[(entry.figure.evidence.block, entry.key.stage, entry.key.year)].append(entry)
    for (_, stage, _), entries in groups.items():
        wholes = distinct(entry for entry in entries if entry.key.source == "all")
        parts = [entry for entry in entries if entry.key.source != "all" and entry.yuan]
        if len(wholes) != 1 or not wholes[0].yuan or len(parts) < 2 or Fraction(wholes[0].yuan) in told:
            continue
        rows = [
            chosen for row in _ROWS if len(chosen := [part for part in parts if part.key.source in row]) > 1
        ]
        if not rows:
            continue
        facts.checked()
        fits = any(
            _adds_up(wholes[0], some)
            for chosen in [*rows, parts]
            for size in range(1, min(len(chosen), 6) + 1)
            for some in combinations(chosen[:6], size)
        )
        if not fits and not _slipped(wholes[0], rows[0]):
            told.add(Fraction(wholes[0].yuan))
            yield _stage_sum(facts, stage, wholes[0], rows[0], "warning")


def _adds_up(whole: Entry, parts: Sequence[Entry]) -> bool:
    return total(part.own for part in parts).possible_equal(whole.own)


def _stage_sum(
    facts: Facts, stage: Stage, whole: Entry, parts: Sequence[Entry], severity: Severity
) -> Finding:
    unit = whole.figure.quantity.unit
    together = sum((Fraction(part.yuan) for part in parts), Fraction(0))
    added = " + ".join(part.figure.quantity.text for part in parts)
    names = listed([part.figure.label for part in parts])
    gap = in_unit(abs(together - Fraction(whole.yuan)), unit)
    here = whole.figure.evidence
    zh_stage, en_stage = STAGES[stage]
    return facts.finding(
        "BUD101",
        severity=severity,
        zh=f"{place(here)}{zh_stage}总额“{whole.shown}”，而{names}之和为 {added} = "
        f"{in_unit(together, unit)}，相差 {gap}",
        en=f"{place(here, 'en')} gives {whole.shown!r} as {en_stage} total, but {names} make "
        f"{added} = {in_unit(together, unit)}, {gap} apart",
        evidence=[here, *(part.figure.evidence for part in parts)],
        key=[stage, whole.yuan, *(part.yuan for part in parts)],
        stated=whole.figure.quantity.text,
        recomputed=in_unit(together, unit),
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
        values = distinct(ledger.whole(key))
        if len(values) < 2:
            facts.checked(len(entries) > 1)
            continue
        facts.checked()
        pair = _differing(ledger, key, values)
        if pair is None:
            continue
        yield _differently(facts, *pair, severity="error" if _strongly_same(*pair) else "warning")
    yield from _part_as_whole(facts, ledger)
    yield from _transposed(facts, ledger)


def _differing(ledger: Ledger, key: Key, values: list[Entry]) -> tuple[Entry, Entry] | None:
    """Return two entries that state one amount differently, ``None`` where that is not sure."""
    for first, second in combinations(values, 2):
        if _agree(first, second) or first.figure.evidence.block == second.figure.evidence.block:
            continue
        if not _same_words(first, second, key.source):
            continue
        alike = [entry for entry in values if _same_words(entry, first, key.source)]
        if len(alike) > 2 or not first.yuan or not second.yuan or _ratio_slip(first.own, second.own):
            continue
        rest = [entry for entry in ledger.by_key[key] if entry.yuan not in (first.yuan, second.yuan)]
        if any(_step_between(first, second, other) for other in rest):
            continue
        if not _of_one_size(first, second):
            continue
        if any(_of_another_stage(ledger, entry) for entry in (first, second)):
            continue
        return first, second
    return None


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


def _strongly_same(first: Entry, second: Entry) -> bool:
    return _bare_label(first) == _bare_label(second)


def _differently(facts: Facts, first: Entry, second: Entry, *, severity: Severity) -> Finding:
    one, other = first.figure, second.figure
    zh_stage, en_stage = STAGES[first.key.stage]
    gap = in_unit(abs(Fraction(one.yuan) - Fraction(other.yuan)), one.quantity.unit)
    return facts.finding(
        "BUD102",
        severity=severity,
        zh=f"同一口径的{zh_stage}前后不一致：{place(one.evidence)}“{first.shown}”，{place(other.evidence)}“"
        f"{second.shown}”，相差 {gap}",
        en=f"one {en_stage} amount is stated twice: {first.shown!r} ({place(one.evidence, 'en')}) and "
        f"{second.shown!r} ({place(other.evidence, 'en')}), {gap} apart",
        evidence=[one.evidence, other.evidence],
        key=[first.key.stage, first.key.scope, first.key.source, *sorted((one.yuan, other.yuan))],
        stated=other.quantity.text,
        recomputed=one.quantity.text,
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
        others = (entry for entry in plans if entry.key.source not in ("all", source))
        completed = any((part.own + entry.own).possible_equal(whole.own) for entry in others)
        if whole.yuan in wholes and part.key.year == whole.key.year and completed:
            yield _differently(facts, part, whole, severity="error")


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
            if first.key == second.key or first.figure.evidence.block == second.figure.evidence.block:
                continue
            if first.key.year == second.key.year and _exchanged(first, second):
                yield _differently(facts, first, second, severity="warning")


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


@rule("BUD103", severity="error", zh="金额单位疑误（相差一万倍或一亿倍）", en="unit error: off by 10⁴ or 10⁸")
def unit_slip(facts: Facts) -> Iterator[Finding]:
    """一个金额与同口径的其他金额相差整整一万倍或一亿倍：元、万元、亿元写混。

    为什么重要
    单位错一次，汇总表里就错一万倍，而且每一个位数看上去都对。

    示例
    “全年预算 4708.1 万元，支出 4534.19 元，执行率 96.30%”：只有都按万元才能得到 96.30%。

    依据
    算术。有效数字相同而只差 10⁴ 或 10⁸，或者只有换算单位后合计、执行率才成立。

    已知的误报
    有效数字不足三位且口径不同的金额可能碰巧相差一万倍，不比较。
    """
    ledger = facts.workings.ledger
    for composition in facts.report.compositions:
        wrong = mismatch(composition) if kind(composition) == "money" else None
        if wrong is not None and wrong.slip is not None:
            yield _slip_in_sum(facts, wrong)
    told: set[tuple[Fraction, Fraction]] = set()
    for group in _same_money(ledger).values():
        for first, second in combinations(group, 2):
            facts.checked()
            amounts = (Fraction(min(first.yuan, second.yuan)), Fraction(max(first.yuan, second.yuan)))
            close = first.key == second.key or _digits(first) >= 3
            apart = second.yuan.adjusted() - first.yuan.adjusted()
            if abs(apart) not in _SLIP_POWERS:
                continue
            if close and amounts not in told and _ratio_slip(first.own, second.own):
                told.add(amounts)
                yield _slip_between(facts, first, second)
    for match in facts.workings.rates:
        if match.fit is None and not match.explained and (pair := rate_slip(match)):
            budget, executed = match.own[pair[0]].budget, match.own[pair[0]].executed
            amounts = (Fraction(min(budget.yuan, executed.yuan)), Fraction(max(budget.yuan, executed.yuan)))
            if amounts not in told:
                told.add(amounts)
                yield _slip_in_rate(facts, match, pair)


def rate_slip(match: RateMatch) -> tuple[int, Fraction] | None:
    """Return which pairing of a rate fits once one amount is scaled by the factor returned."""
    for index, pair in enumerate(match.own):
        value = pair.percent()
        if value is None:
            continue
        for factor in SLIPS:
            if value.scaled(factor).possible_equal(match.percent):
                return index, factor
    return None


def _same_money(ledger: Ledger) -> dict[tuple[object, ...], list[Entry]]:
    groups: defaultdict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        if entry.yuan and not entry.partial and entry.key.stage != "carryover" and entry.key.scope != "other":
            groups[entry.key[1:]].append(entry)
    return {key: kept for key, group in groups.items() if 1 < len(kept := distinct(group)) <= 24}


def _digits(entry: Entry) -> int:
    """Return how many significant digits the amount has."""
    return len(entry.yuan.normalize().as_tuple().digits)


def _ratio_slip(first: Interval, second: Interval) -> bool:
    return any(first.possible_equal(second.scaled(factor)) for factor in SLIPS)


def _slipped(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether the sum holds once the whole or one part is off by a unit."""
    return any(
        total(part.own for part in parts).possible_equal(whole.own.scaled(factor))
        or any(
            (
                total(part.own for part in parts if part is not wrong) + wrong.own.scaled(factor)
            ).possible_equal(whole.own)
            for wrong in parts
            if wrong.yuan
        )
        for factor in SLIPS
    )


def _times(factor: Fraction) -> tuple[str, str]:
    big = max(factor, 1 / factor)
    return ("一万倍", "10⁴") if big == 10**4 else ("一亿倍", "10⁸")


def _slip_between(facts: Facts, first: Entry, second: Entry) -> Finding:
    one, other = first.figure, second.figure
    zh_times, en_times = _times(Fraction(10**4) if _within(first, second, 6) else Fraction(10**8))
    return facts.finding(
        "BUD103",
        zh=f"{place(one.evidence)}“{first.shown}”与{place(other.evidence)}“{second.shown}”数字相同而相差"
        f"{zh_times}，请核对元、万元、亿元",
        en=f"{first.shown!r} ({place(one.evidence, 'en')}) and {second.shown!r} ("
        f"{place(other.evidence, 'en')}) "
        f"differ by exactly {en_times}: check the unit",
        evidence=[one.evidence, other.evidence],
        key=[*sorted((one.yuan, other.yuan))],
        stated=other.quantity.text,
        recomputed=one.quantity.text,
    )


def _within(first: Entry, second: Entry, powers: int) -> bool:
    return max(first.yuan, second.yuan) < min(first.yuan, second.yuan).scaleb(powers)


def _slip_in_sum(facts: Facts, wrong: Mismatch) -> Finding:
    assert wrong.slip is not None  # narrowed by the caller
    addend, factor = wrong.slip
    zh, en = sum_message(wrong)
    zh_times, en_times = _times(factor)
    item = addend.term
    should = in_unit(addend.point * factor, wrong.whole.term.quantity.unit or item.quantity.unit)
    return facts.finding(
        "BUD103",
        zh=f"{zh}；“{term(item)}”按{should}计算即相符，单位疑差{zh_times}",
        en=f"{en}; with {term(item)!r} read as {should} it holds, so its unit is off by {en_times}",
        evidence=[item.evidence, wrong.whole.term.evidence],
        key=[item.label, item.quantity.text],
        stated=item.quantity.text,
        recomputed=should,
    )


def _slip_in_rate(facts: Facts, match: RateMatch, found: tuple[int, Fraction]) -> Finding:
    pair, factor = match.own[found[0]], found[1]
    zh_times, en_times = _times(factor)
    here = match.rate.evidence
    return facts.finding(
        "BUD103",
        zh=f"{place(here)}执行率 {match.rate.text} 与 {pair.formula} 相差{zh_times}，“{pair.budget.shown}”“"
        f"{pair.executed.shown}”两数单位疑有一误",
        en=f"{place(here, 'en')}: the rate {match.rate.text} and {pair.formula} differ by {en_times}; "
        f"one of {pair.budget.shown!r} and {pair.executed.shown!r} is in the wrong unit",
        evidence=[here, pair.budget.figure.evidence, pair.executed.figure.evidence],
        key=[match.rate.percent, pair.budget.yuan, pair.executed.yuan],
        stated=pair.executed.figure.quantity.text,
    )


@rule("BUD104", severity="warning", zh="支出大于所对应的预算", en="executed exceeds its budget")
def overspent(facts: Facts) -> Iterator[Finding]:
    """支出数大于同口径的全年（调整后）预算数。

    为什么重要
    没有预算不得支出；超出部分的来源要么没有写进报告，要么两数有一个是错的。

    示例
    “全年预算 300.7 万元，支出 318.2 万元”，报告没有提到上年结转。

    依据
    预算法第十三条：经批准的预算，非经法定程序不得调整，支出以经批准的预算为依据。

    已知的误报
    只与全年预算数比较，不与年初预算数比较；报告里有上年结转资金、总支出因此可以大于
    当年预算的不提示。
    """
    ledger = facts.workings.ledger
    for key in ledger.by_key:
        if key.stage != "executed" or key.scope == "other":
            continue
        budgets, spent = ledger.whole(key._replace(stage="adjusted")), ledger.whole(key)
        if not budgets or not spent:
            continue
        if ledger.carries_over and not _within_total(ledger, key):
            facts.skip(
                "BUD104",
                "有上年结转资金，支出可以大于当年预算",
                "money was carried in, so spending may exceed the year's budget",
            )
            continue
        facts.checked()
        most = max(budgets, key=lambda entry: entry.yuan)
        least = min(spent, key=lambda entry: entry.yuan)
        if not most.yuan or not most.own.certainly_less(least.own) or _ratio_slip(most.own, least.own):
            continue
        excess = in_unit(Fraction(least.yuan) - Fraction(most.yuan), most.figure.quantity.unit)
        yield facts.finding(
            "BUD104",
            zh=f"{place(least.figure.evidence)}支出“{least.shown}”大于{place(most.figure.evidence)}"
            f"全年预算“{most.shown}”，超出 {excess}",
            en=f"spending {least.shown!r} ({place(least.figure.evidence, 'en')}) exceeds the adjusted "
            f"budget {most.shown!r} ({place(most.figure.evidence, 'en')}) by {excess}",
            evidence=[least.figure.evidence, most.figure.evidence],
            key=[key.scope, key.source, most.yuan, least.yuan],
            stated=least.figure.quantity.text,
            recomputed=f"≤{most.figure.quantity.text}",
        )


def _within_total(ledger: Ledger, key: Key) -> bool:
    """Whether the report's total budget covers its total spending, carried-in money included.

    Then a part that exceeds its own budget is not explained by money carried in.
    """
    whole = key._replace(scope="total")
    budgets, spent = ledger.whole(whole._replace(stage="adjusted")), ledger.whole(whole)
    if key.scope == "total" or not budgets or not spent:
        return False
    return max(entry.yuan for entry in spent) <= max(entry.yuan for entry in budgets)
