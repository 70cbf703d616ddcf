"""Budget figures in prose: which stage, scope and source an amount belongs to.

A writer names the stage once (``2025年预算调整具体为：``) and then lists amounts by scope
or source, so an amount is read with its own label first, then with what the sentence
and the paragraph before it have set.
"""

import re
from dataclasses import replace
from decimal import Decimal

from extractor.prose.amounts import Amount, Context, Reading, amount_at, in_yuan, is_money, without_asides
from extractor.prose.items import in_clause, item_clauses
from extractor.prose.moneytags import is_foreign, residue
from extractor.prose.passage import Passage
from extractor.prose.scopes import (
    NAMED_SOURCES,
    heading_scope,
    own_scope,
    own_source,
    scope_of,
    sole_origin,
    source_of,
)
from extractor.prose.stages import StageRead, read_stage
from extractor.records import BudgetFigure, ReportKind, Stage

_PARTS = re.compile(r"其中|由[^，。；]*$|包括|分别|构成|组成|用于|[（(][^）)]*$|明细|支出中|资金中")
_EXECUTED = re.compile(r"[，,；;][^，。；]{0,12}(?:支出|执行|支付)[^，。；]{0,8}\d")
_BESIDE = re.compile("为|比|较|占|控制在")
_DESCRIBES = re.compile("的(?!资金|经费|部分)|(?:以上|以下)?(?:的)?(?:村|户|企业|项目|设备|工程)")
_SAME_AMOUNT = re.compile(r"\s*(?:折合|即|合)(?:人民币)?\s*")
_RESTATED = re.compile(r"\s*[（(]\s*(?:折合|即|合|约|约合|具体为|实为|精确数为)?(?:人民币)?\s*")
_CLOSED = re.compile(r"\s*[）)]")
_COMPUTED = re.compile("之和|之差|计算|带动|撬动|拉动")
_LAST_YEAR = re.compile("(?:上年|去年|上一年|往年)(?!度?(?:末|底)?(?:的)?(?:结转|结余|存量))")
_OUT_OF = re.compile(r"\s*之?中的?\s*(?=\d)")
_GRANTING = ("other", "municipal", "county")
"""Sources that only say where an addition came from."""
_OPENS = re.compile(r"(?:[：:]|其中|如下)\s*$")
_OF_WHICH = re.compile(r"\s*其中")
_PER_HEAD = re.compile("(?:每[人户月年亩天次件台套处]|[人户亩]均)[^。；;]{0,24}$")
"""低保标准不低于每人每月742元，实际执行742元: neither is the project's money."""
_STANDARD = 40
_SILENT = ("assets", "problems", "publication")
_FIGURES_BACK = 24
_WINDOW = 400
"""How far back the words of a list may stand; a sentence without end must not cost its square."""

_Read = tuple[Passage, int, Reading]


def budgets(passages: list[Passage], kind: ReportKind, fiscal_year: int | None) -> list[BudgetFigure]:
    """Return every budget amount stated in *passages*, in order, repeats included."""
    readings: list[_Read] = []
    carried: Context | None = None
    wholes: dict[Stage, Decimal] = {}
    for passage in passages:
        section = passage.section
        if section.nearest_role(*_SILENT, "overview", "funds", "actuals") in _SILENT:
            continue
        # 调整后预算940万元。⏎按支出性质：基本支出… : the stage holds into the next paragraph of its section.
        context = Context(section.path, wholes=wholes)
        if carried is not None and carried.path == section.path and carried.strong:
            context.stage, context.strong = carried.stage, True
            context.opened = carried.opened
        readings += _passage(passage, kind, fiscal_year, context)
        # The items of a list that was opened keep it open for the next.
        kept = context.opened and carried is not None and context.stage == carried.stage
        context.opened = kept or _OPENS.search(passage.text) is not None
        carried = context if passage.figures else carried
    readings = [each for reading in _restated(readings) for each in _with_origin(reading)]
    readings += _sole_source(readings, whole_told=not kind.startswith("project"))
    return [_record(passage, index, reading) for passage, index, reading in readings]


def _passage(passage: Passage, kind: ReportKind, fiscal_year: int | None, context: Context) -> list[_Read]:
    found: list[_Read] = []
    text = passage.text
    plain = without_asides(text)
    for start, end in passage.sentences():
        context.after = start
        if _OF_WHICH.match(text, start) and context.head is not None:
            # 。其中，A…；B…: the list goes on about what the sentence before began with.
            context.stage = context.head
        context.head = None
        context.scopes, context.sources = [], []
        items = item_clauses(passage, start, end)
        for index in passage.within(start, end):
            figure = passage.figures[index]
            if not is_money(figure):
                continue
            if index in passage.roles:
                context.after = figure.end
                continue
            if _OUT_OF.match(text, figure.end):
                # 基本支出9412万元中的6871万元: the second is what the words before the first name.
                continue
            if re.search("[；;]", text[context.after : figure.start]):
                context.scopes, context.sources = [], []
            amount = amount_at(passage, plain, index, start, context.after)
            reading = _read(amount, context, kind, fiscal_year, of_item=in_clause(items, figure.start))
            if reading is not None:
                context.stage, context.strong, context.sentence = reading.stage, reading.strong, start
                context.last = reading
                if not _BESIDE.match(reading.label):
                    context.head = reading.stage
                context.scopes.append(reading.scope)
                context.sources.append(reading.source)
                if (reading.scope, reading.source, reading.delta) == ("total", "all", False):
                    context.wholes[reading.stage] = max(
                        amount.yuan, context.wholes.get(reading.stage, amount.yuan)
                    )
                if reading.year is None or fiscal_year is None or reading.year == fiscal_year:
                    found.append((passage, index, reading))
            context.after = figure.end
    return found


def _read(
    amount: Amount, context: Context, kind: ReportKind, fiscal_year: int | None, *, of_item: bool
) -> Reading | None:
    """Return what *amount* is, ``None`` where it is no budget figure.

    *of_item*: it stands in the clause of a list that gives a named item a budget of its own.
    """
    if _is_other_money(amount):
        return None
    stage = read_stage(amount, context)
    if stage is None:
        return None
    if context.last is not None and (_SAME_AMOUNT.fullmatch(amount.label) or _is_restated(amount)):
        return context.last
    scope_named, source_named = own_scope(amount, delta=stage.delta), own_source(amount)
    if not of_item and _is_item(amount, context, stage, named=bool(scope_named or source_named)):
        return None
    scope = "other" if of_item else scope_of(amount, scope_named, context, kind)
    of_all = scope_named is None and not of_item and heading_scope(amount, context) is None
    if stage.stage == "carryover" and of_all:
        # 项目支出执行率91%，年末结转结余62万元: what is left is left of all the money.
        scope = "total"
    if stage.delta and source_named in _GRANTING:
        # 追加专项债券6400万元, 县财政追加231.87万元 is a change to the budget, not a budget of other money.
        source_named = "all"
    text, figure = amount.passage.text, amount.figure
    guessed = stage.stage == "initial" and not stage.strong
    if scope == "project" and guessed and _EXECUTED.search(text, figure.end, figure.end + 40):
        # 12个项目预算合计5312万元，支出…，执行率…: what a rate is taken of is the year's budget.
        stage = StageRead("adjusted")
    return Reading(
        stage.stage,
        stage.strong,
        scope,
        source_of(amount, source_named, scope_named, stage.stage, context),
        amount.label.strip(" ，、：:") or text[figure.end : amount.behind_end].strip(),
        _year(amount) or fiscal_year,
        stage.delta,
        None if source_named else sole_origin(amount),
    )


def _is_other_money(amount: Amount) -> bool:
    """Return whether the words say other money: assets, prices, effects, last year's, sums worked out."""
    text, figure = amount.passage.text, amount.figure
    if figure.comparator and _DESCRIBES.match(text, figure.end):
        # 收入10万元以上的村: the amount describes the villages.
        return True
    if figure.unit == "元" and _PER_HEAD.search(
        text, max(amount.sentence, figure.start - _STANDARD), figure.start
    ):
        return True
    label = amount.label
    if is_foreign(label) or _COMPUTED.search(label) or _LAST_YEAR.search(label):
        return True
    return not amount.own and is_foreign(text[figure.end : amount.behind_end])


def _is_item(amount: Amount, context: Context, stage: StageRead, *, named: bool) -> bool:
    """Return whether an amount is an item of a list (设备购置30万元), not a figure of the budget itself."""
    text, figure = amount.passage.text, amount.figure
    before = text[max(amount.sentence, figure.start - _WINDOW) : figure.start]
    # 追加120万元用于维修，压减一般性支出40万元: what the first is for does not take the second apart.
    in_parts = _PARTS.search(before.replace("用于", "") if stage.delta else before) is not None
    known = any(not tag.tags.keys() <= {"neutral"} for tag in amount.own)
    if not known and not (amount.behind and not in_parts) and (in_parts or not amount.before):
        return True
    left = residue(text, amount.begin, figure.start)
    if in_parts and not named and left:
        return True
    listed = any("scope" in tag.tags or "source" in tag.tags for tag in amount.own)
    # 土建施工预算4500万元 after the project's own budget is an item of it.
    return not stage.strong and not listed and context.last is not None and len(left) >= 2


def _is_restated(amount: Amount) -> bool:
    """Return whether an amount in brackets is the one before, to more digits (1.86亿元（18624万元）)."""
    text, figure, index = amount.passage.text, amount.figure, amount.index
    before = amount.passage.figures[index - 1] if index else None
    if before is None or not is_money(before) or amount.after != before.end:
        return False
    opened = _RESTATED.fullmatch(text, before.end, figure.start)
    if opened is None or _CLOSED.match(text, figure.end) is None or not isinstance(before.value, Decimal):
        return False
    # No further apart than one of the last digit printed of the first.
    step = Decimal(1).scaleb(int(before.value.as_tuple().exponent))
    size = in_yuan(before) / before.value if before.value else Decimal(0)
    return abs(in_yuan(before) - amount.yuan) < step * size


def _year(amount: Amount) -> int | None:
    """Return the year the figure's own sentence names last before it."""
    figures = amount.passage.figures
    for earlier in range(amount.index - 1, max(-1, amount.index - _FIGURES_BACK), -1):
        figure = figures[earlier]
        if figure.start < amount.sentence:
            return None
        if figure.kind == "year":
            return int(figure.value)
    return None


def _restated(readings: list[_Read]) -> list[_Read]:
    """Give an amount whose stage was only guessed the stage it is stated with elsewhere."""
    explicit: dict[tuple[str, Decimal], Stage] = {}
    for passage, index, reading in readings:
        if reading.strong and not reading.delta:
            explicit.setdefault((reading.scope, in_yuan(passage.figures[index])), reading.stage)
    result = []
    for passage, index, reading in readings:
        stage = explicit.get((reading.scope, in_yuan(passage.figures[index])))
        if not reading.strong and stage in ("initial", "adjusted"):
            reading = replace(reading, stage=stage, strong=True, delta=False)
        result.append((passage, index, reading))
    return result


def _with_origin(each: _Read) -> list[_Read]:
    """Return a reading, and once more as money of the one source it is said to come from."""
    passage, index, reading = each
    if reading.also is None:
        return [each]
    return [each, (passage, index, replace(reading, source=reading.also))]


def _sole_source(readings: list[_Read], *, whole_told: bool) -> list[_Read]:
    """Return, for each stage all of whose money is of one named source, its largest amount as the whole.

    市级财政安排专项经费860万元 is municipal money and, where nothing else is stated for
    the stage, all the money there is: the execution rate is taken of it. *whole_told*:
    a department's report that tells the whole of a stage needs no other.
    """
    found = []
    for stage in ("initial", "adjusted", "received"):
        stated = [each for each in readings if each[2].stage == stage and not each[2].delta]
        if len({reading.source for _, _, reading in stated} - {"all"}) != 1:
            continue
        if whole_told and any(
            reading.scope == "total" and reading.source == "all" for _, _, reading in stated
        ):
            continue
        passage, index, reading = max(stated, key=lambda each: in_yuan(each[0].figures[each[1]]))
        if reading.scope == "total" and reading.source in NAMED_SOURCES:
            found.append((passage, index, replace(reading, source="all")))
    return found


def _record(passage: Passage, index: int, reading: Reading) -> BudgetFigure:
    figure = passage.figures[index]
    passage.used.add(index)
    passage.roles[index] = "budget"
    return BudgetFigure(
        stage=reading.stage,
        scope=reading.scope,
        source=reading.source,
        label=reading.label,
        year=reading.year,
        quantity=passage.quantity(index),
        yuan=in_yuan(figure),
        evidence=passage.evidence(figure.start, figure.end),
    )
