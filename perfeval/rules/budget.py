"""Money: totals and their parts, spending against budget."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

from extractor.records import FundSource, Stage
from perfeval.findings import Finding, Severity
from perfeval.interval import total
from perfeval.ledger import Entry, Key, Ledger, distinct
from perfeval.rules.figures import of_entry, sum_of
from perfeval.rules.labels import names_all_money
from perfeval.rules.printed import amount_told
from perfeval.rules.registry import Facts, rule
from perfeval.rules.slips import ratio_slip, slipped
from perfeval.rules.sums import kind, mismatches, sum_finding
from perfeval.rules.wording import STAGES, in_unit, listed, place

_ROWS: tuple[tuple[FundSource, ...], ...] = (
    ("fiscal", "special_account", "own", "carried_in", "other"),
    ("general_public", "government_fund", "special_account", "own", "carried_in", "other"),
    ("central", "provincial", "municipal", "county", "own", "carried_in", "other"),
)

_ORDER = tuple(STAGES)

_MOST_PARTS = 8
"""Of more sources too many choices would have to be tried."""


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
    “其中”列举不完整，只有分项之和超过总额才作“错误”；差额不到百分之一、看来本应列全的，作“警告”；累计折旧、净值等抵减项不参与相加。
    基本支出与项目支出之和小于支出总额，可能另有经营支出、上缴上级支出，只作“警告”。
    总额写成 0 的见 BUD106。
    """
    told: set[Fraction] = set()
    for composition, wrong in mismatches(facts):
        if kind(composition) != "money":
            continue
        facts.checked()
        if wrong is not None and wrong.slip is None and wrong.whole.point:
            told.add(wrong.whole.point)
            yield sum_finding(facts, "BUD101", wrong, composition.exhaustive)
    yield from _basic_and_project(facts, told)
    yield from _sources_in_tables(facts, told)
    yield from _sources_in_prose(facts, told)


def _basic_and_project(facts: Facts, told: set[Fraction]) -> Iterator[Finding]:
    """Total against 基本支出 and 项目支出 of one stage, given in one paragraph or table."""
    groups: defaultdict[tuple[int, Stage, int | None], dict[str, list[Entry]]] = defaultdict(dict)
    for entry in facts.workings.ledger.entries:
        if not entry.partial:
            place_and_stage = (entry.figure.evidence.block, entry.key.stage, entry.key.year)
            groups[place_and_stage].setdefault(entry.key.scope, []).append(entry)
    for (_, stage, _), scopes in sorted(groups.items(), key=_in_order):
        basics, projects = distinct(scopes.get("basic", [])), distinct(scopes.get("project", []))
        wholes = _of_same_source(distinct(filter(_names_total, scopes.get("total", []))), basics)
        if not basics or not projects or not wholes or len(basics) * len(projects) * len(wholes) > 27:
            continue
        facts.checked()
        sums: list[tuple[Entry, tuple[Entry, ...]]] = [
            (basic, (project,)) for basic, project in product(basics, projects)
        ]
        sums += [(basic, tuple(projects)) for basic in basics]
        if any(_adds_up(whole, (basic, *rest)) for whole, (basic, rest) in product(wholes, sums)):
            continue
        whole, parts = wholes[0], (basics[0], projects[0])
        if Fraction(whole.yuan) in told or not whole.yuan or slipped(whole, parts):
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


def _names_total(entry: Entry) -> bool:
    """Whether an amount is no item (全年培训费支出107.69万元); a row of a table is taken at its word."""
    return entry.figure.evidence.table is not None or names_all_money(entry.figure.label)


def _in_order(group: tuple[tuple[int, Stage, int | None], object]) -> tuple[int, int, int]:
    """Return the rank of what stands in one place: of one total given at two stages the first is told."""
    (block, stage, year), _ = group
    return block, _ORDER.index(stage), year or 0


def _of_same_source(wholes: list[Entry], parts: list[Entry]) -> list[Entry]:
    """Return the totals the parts belong to: of their source, else the only ones there are."""
    sources = {part.key.source for part in parts}
    return [whole for whole in wholes if whole.key.source in sources] or wholes


def _sources_in_tables(facts: Facts, told: set[Fraction]) -> Iterator[Finding]:
    """A form's total row against its 其中 rows by source, which are all there are by design."""
    groups: defaultdict[tuple[int, Stage, int | None], list[Entry]] = defaultdict(list)
    unnamed: set[tuple[int, Stage, int | None]] = set()
    for entry in facts.workings.ledger.entries:
        group = (entry.figure.evidence.block, entry.key.stage, entry.key.year)
        if entry.figure.evidence.table is not None and entry.key.scope == "total" and not entry.partial:
            groups[group].append(entry)
        elif entry.key.scope == "other" and entry.yuan:
            unnamed.add(group)
    for group, entries in sorted(groups.items(), key=_in_order):
        stage = group[1]
        wholes = distinct(entry for entry in entries if entry.key.source == "all")
        # What one cell tells in a sentence may tell further parts in words that were not read.
        parts = [
            entry
            for entry in entries
            if entry.key.source != "all" and entry.yuan and not _same_cell(entry, wholes)
        ]
        if len(wholes) != 1 or not wholes[0].yuan or Fraction(wholes[0].yuan) in told:
            continue
        across = {part.figure.evidence.row for part in parts} == {wholes[0].figure.evidence.row}
        if group in unnamed and not across:
            # A row whose source was not recognised is one of the parts.
            continue
        rows = [
            chosen for row in _ROWS if len(chosen := [part for part in parts if part.key.source in row]) > 1
        ]
        if not rows or len(parts) > _MOST_PARTS:
            continue
        facts.checked()
        # All of them first: that is what a form means, and nearly always what it says.
        fits = any(
            _adds_up(wholes[0], some)
            for size in range(len(parts), -1, -1)
            for some in combinations(parts, size)
        )
        if not fits and not slipped(wholes[0], rows[0]) and not _rest_told(facts, wholes[0], rows[0]):
            told.add(Fraction(wholes[0].yuan))
            yield _stage_sum(facts, stage, wholes[0], rows[0], "warning")


def _rest_told(facts: Facts, whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether a note tells what the rows leave out of the total (含自筹资金130万元，未单列行)."""
    rest = Fraction(whole.yuan) - sum((Fraction(part.yuan) for part in parts), Fraction(0))
    return rest > 0 and amount_told(facts, rest)


def _sources_in_prose(facts: Facts, told: set[Fraction]) -> Iterator[Finding]:
    """A paragraph's total against its sources: they need not be all there are, but are no more than it."""
    groups: defaultdict[tuple[int, Stage, int | None], list[Entry]] = defaultdict(list)
    for entry in facts.workings.ledger.entries:
        if entry.figure.evidence.table is None and entry.key.scope == "total" and not entry.partial:
            groups[entry.figure.evidence.block, entry.key.stage, entry.key.year].append(entry)
    for (_, stage, _), entries in sorted(groups.items(), key=_in_order):
        wholes = distinct(
            entry for entry in entries if entry.key.source == "all" and names_all_money(entry.figure.label)
        )
        parts = distinct(entry for entry in entries if entry.key.source in _ROWS[-1] and entry.yuan)
        if len(wholes) != 1 or len(parts) < 2 or len({part.key.source for part in parts}) < len(parts):
            continue
        whole, parts = wholes[0], _without_subtotals(parts)
        if not whole.yuan or Fraction(whole.yuan) in told or slipped(whole, parts):
            continue
        facts.checked()
        if whole.own.certainly_less(total(part.own for part in parts)):
            told.add(Fraction(whole.yuan))
            yield _stage_sum(facts, stage, whole, parts, "warning")


def _without_subtotals(parts: Sequence[Entry]) -> list[Entry]:
    """Return *parts* without those that others make up: 省级980万元、市级1500万元，地方资金共2480万元."""
    few = parts[:_MOST_PARTS]
    return [
        part
        for part in parts
        if not any(
            _adds_up(part, some)
            for size in range(2, len(few))
            for some in combinations([other for other in few if other is not part], size)
        )
    ]


def _same_cell(entry: Entry, others: Sequence[Entry]) -> bool:
    place = entry.figure.evidence
    return any(
        (other.figure.evidence.row, other.figure.evidence.column) == (place.row, place.column)
        for other in others
    )


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
        key=[stage, whole.yuan, *sorted(part.yuan for part in parts)],
        stated=whole.figure.quantity.text,
        recomputed=in_unit(together, unit),
        identity=sum_of(of_entry(facts, whole), (of_entry(facts, part) for part in parts if part.yuan)),
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
    只与全年预算数比较；没有全年预算数而报告自己以年初预算数计算执行率、且超过 100% 的，与年初
    预算数比较。报告里有上年结转资金、总支出因此可以大于
    当年预算的不提示。
    """
    ledger = facts.workings.ledger
    for key in ledger.by_key:
        if key.stage != "executed" or key.scope == "other":
            continue
        budgets, spent = ledger.whole(key._replace(stage="adjusted")), ledger.whole(key)
        if not budgets and _set_against_initial(facts, key):
            budgets = ledger.whole(key._replace(stage="initial"))
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
        # 全年专用设备购置支出69.62万元 is an item of the spending, whatever its stage.
        spent = [entry for entry in spent if names_all_money(entry.figure.label)] or spent
        least = min(spent, key=lambda entry: entry.yuan)
        if not most.yuan or not most.own.certainly_less(least.own) or ratio_slip(most.own, least.own):
            continue
        excess = in_unit(Fraction(least.yuan) - Fraction(most.yuan), most.figure.quantity.unit)
        yield facts.finding(
            "BUD104",
            zh=f"{place(least.figure.evidence)}支出“{least.shown}”大于{place(most.figure.evidence)}"
            f"预算“{most.shown}”，超出 {excess}",
            en=f"spending {least.shown!r} ({place(least.figure.evidence, 'en')}) exceeds the "
            f"budget {most.shown!r} ({place(most.figure.evidence, 'en')}) by {excess}",
            evidence=[least.figure.evidence, most.figure.evidence],
            key=[key.scope, key.source, most.yuan, least.yuan],
            stated=least.figure.quantity.text,
            recomputed=f"≤{most.figure.quantity.text}",
        )


def _set_against_initial(facts: Facts, key: Key) -> bool:
    """Whether the report itself takes its rate, above 100 %, of the initial budget."""
    return any(
        rate.budget_stage == "initial" and rate.agrees and rate.stated is not None and rate.stated > 100
        and (rate.scope, rate.source) == (key.scope, key.source)
        for rate in facts.recomputed.rates
    )  # fmt: skip


def _within_total(ledger: Ledger, key: Key) -> bool:
    """Whether the report's total budget covers its total spending, carried-in money included.

    Then a part that exceeds its own budget is not explained by money carried in.
    """
    whole = key._replace(scope="total")
    budgets, spent = ledger.whole(whole._replace(stage="adjusted")), ledger.whole(whole)
    if key.scope == "total" or not budgets or not spent:
        return False
    return max(entry.yuan for entry in spent) <= max(entry.yuan for entry in budgets)
