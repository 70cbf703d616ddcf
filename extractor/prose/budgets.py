"""Budget figures in prose: which stage, scope and source an amount belongs to.

A writer names the stage once (``2025年预算调整具体为：``) and then lists amounts by scope
or source, so an amount is read with its own label first, then with what the sentence
and the paragraph before it have set.
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import cast

from extractor.language.quantity import Figure
from extractor.language.units import convert, dimension
from extractor.prose.moneytags import Tag, is_foreign, residue, tags
from extractor.prose.outline import Heading
from extractor.prose.passage import Passage
from extractor.records import BudgetFigure, FundSource, ReportKind, Scope, Stage

_DELIMITER = re.compile(r"[，,；;：:。！？、（(]|其中")
_CLAUSE_END = re.compile(r"[，,；;：:。！？、）)（(]")
_PARTS = re.compile(r"其中|由[^，。；]*$|包括|分别|构成|组成|用于|[（(][^）)]*$|明细|支出中|资金中")
_CONTAINERS = {"total", "three_public", "project"}
_PAIRED = {"basic", "project"}
_FUTURE = re.compile("待|将|尚未|未到|拟|后再?支付")
_EXECUTED = re.compile(r"[，,；;][^，。；]{0,12}(?:支出|执行|支付)[^，。；]{0,8}\d")
_EVERY_LEVEL = re.compile(r"[、和](?:省|市|州|县|区|镇)级?[、和与四三两各级资财]|各级|[两三四]级")
_BESIDE = re.compile("为|比|较|占|控制在")
_DESCRIBES = re.compile("的(?!资金|经费|部分)|(?:以上|以下)?(?:的)?(?:村|户|企业|项目|设备|工程)")
_REMAINS = re.compile(r"[，,；;]?\s*(?:其余|尚余|余|另余|仅余)\s*$")
_UNPAID = re.compile(r"^[\d.,万亿元\s]+[^，。；]{0,16}(?:质保金|保证金|尾款|未|结转|待|结余)")
_ALL_OF = re.compile(r"\s*[，,（(]\s*(?:均|全部?|都)(?:为|是|系|来自)")
_FIGURES_BACK = 24
_WINDOW = 400
"""How far back the words of a list may stand; a sentence without end must not cost its square."""

_LAST_YEAR = re.compile("(?:上年|去年|上一年|往年)(?!度?(?:末|底)?(?:的)?(?:结转|结余|存量))")
_AMOUNT_WORD = re.compile("预算资金|涉及")
_OF_WHICH = re.compile(r"\s*其中")
_INCLUDES_INITIAL = re.compile(r"\s*[。，；,]?\s*(?:其中|包括)[，,：:]?\s*年初(?:批复)?预算")
_BRACKETED = re.compile(r"[（(][^（()）]{5,}[)）]")
_MONEY_NOUN = re.compile("资金|经费|补助|拨款|投资")
_SILENT = ("assets", "problems", "publication")
_HANDED = {"拨付", "已拨付", "累计拨付", "实际拨付"}
_INHERITED = {"fiscal", "general_public", "government_fund", "central", "provincial", "municipal", "county"}
_WHOLE = re.compile("全年|年初|年末|本年|部门|总")
_ROLE_STAGE: tuple[tuple[str, Stage], ...] = (("received", "received"), ("executed", "executed"))


@dataclass(slots=True)
class _Context:
    """What the sentence and the paragraph have set so far."""

    stage: Stage | None = None
    strong: bool = False
    scopes: list[Scope] = field(default_factory=list)
    sources: list[FundSource] = field(default_factory=list)
    after: int = 0
    sentence: int = -1
    figure: int = 0
    last: "_Reading | None" = None
    path: tuple[Heading, ...] = ()
    head: Stage | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    stage: Stage
    strong: bool
    scope: Scope
    source: FundSource
    label: str
    year: int | None
    delta: bool
    also: FundSource | None = None
    """A single source all of the amount comes from (均为中央财政资金)."""


def is_money(figure: Figure) -> bool:
    """Return whether *figure* is an amount of money."""
    return figure.kind == "number" and figure.unit is not None and dimension(figure.unit) == "money"


def budgets(passages: list[Passage], kind: ReportKind, fiscal_year: int | None) -> list[BudgetFigure]:
    """Return every budget amount stated in *passages*, in order, repeats included."""
    readings: list[tuple[Passage, int, _Reading]] = []
    carried: _Context | None = None
    for passage in passages:
        if (
            passage.section.nearest_role("assets", "problems", "publication", "overview", "funds", "actuals")
            in _SILENT
        ):
            continue
        # 调整后预算940万元。⏎按支出性质：基本支出… : the stage holds into the next paragraph of its section.
        context = _Context()
        if carried is not None and carried.path == passage.section.path and carried.strong:
            context.stage, context.strong = carried.stage, True
        context.path = passage.section.path
        readings += _passage(passage, kind, fiscal_year, context)
        carried = context if passage.figures else carried
    readings = [each for reading in _restated(readings) for each in _with_origin(reading)]
    if kind.startswith("project"):
        readings += _sole_source(readings)
    return [_record(passage, index, reading) for passage, index, reading in readings]


def _passage(
    passage: Passage, kind: ReportKind, fiscal_year: int | None, context: _Context
) -> list[tuple[Passage, int, _Reading]]:
    found: list[tuple[Passage, int, _Reading]] = []
    text = passage.text
    for start, end in passage.sentences():
        context.after = start
        if _OF_WHICH.match(text, start) and context.head is not None:
            # 。其中，A…；B…: the list goes on about what the sentence before began with.
            context.stage = context.head
        context.head = None
        context.scopes = []
        context.sources = []
        for index in passage.within(start, end):
            figure = passage.figures[index]
            if not is_money(figure):
                continue
            if index in passage.roles:
                context.after = figure.end
                continue
            if "；" in text[context.after : figure.start] or ";" in text[context.after : figure.start]:
                context.scopes = []
                context.sources = []
            context.figure = figure.start
            reading = _read(passage, index, start, context, kind, fiscal_year)
            if reading is not None:
                context.stage, context.strong, context.sentence = reading.stage, reading.strong, start
                context.last = reading
                if not _BESIDE.match(reading.label):
                    context.head = reading.stage
                context.scopes.append(reading.scope)
                context.sources.append(reading.source)
                if reading.year is None or fiscal_year is None or reading.year == fiscal_year:
                    found.append((passage, index, reading))
            context.after = figure.end
    return found


def _own_label(text: str, after: int, start: int) -> int:
    """Return where the figure's own label begins: behind the last delimiter before it."""
    begin = after
    for match in _DELIMITER.finditer(text, after, start):
        begin = match.end()
    if not text[begin:start].strip(' 为共计合约达：:“"') and begin > after:
        # 部门整体支出，共计X万元: the label is the clause before.
        earlier = after
        for match in _DELIMITER.finditer(text, after, begin - 1):
            earlier = match.end()
        return earlier
    return begin


def _last(found: list[Tag], category: str) -> str | None:
    for tag in reversed(found):
        if category in tag.tags:
            return tag.tags[category]  # type: ignore[index]
    return None


def _read(
    passage: Passage,
    index: int,
    sentence: int,
    context: _Context,
    kind: ReportKind,
    fiscal_year: int | None,
) -> _Reading | None:
    text = passage.text
    figure = passage.figures[index]
    # What a closed bracket says (含中央财政拨款) is said by the way, not of the amount behind it.
    text = _BRACKETED.sub(lambda match: "　" * len(match[0]), text[: figure.start]) + text[figure.start :]
    begin = _own_label(text, context.after, figure.start)
    own = tags(text, begin, figure.start)
    if not any(tag.tags.keys() - {"neutral"} for tag in own):
        # 中央、省、市、县四级资金共4960元: the label is the whole clause.
        begin = max(context.after, *(text.rfind(mark, context.after, begin) + 1 for mark in "，,；;：:。"))
        own = tags(text, begin, figure.start)
    label = text[begin : figure.start]
    before = tags(text, context.after, begin)
    behind_end = _behind(passage, index)
    behind = [] if _FUTURE.search(text, figure.end, behind_end) else tags(text, figure.end, behind_end)
    if _DESCRIBES.match(text, figure.end) and figure.comparator:
        # 收入10万元以上的村: the amount describes the villages.
        return None
    if is_foreign(label) or (not own and is_foreign(text[figure.end : behind_end])):
        return None

    stage, strong, delta = _stage(passage, own, before, behind, context, sentence)
    if stage is None:
        return None
    if stage == "initial" and _INCLUDES_INITIAL.match(text, figure.end):
        stage = "adjusted"
    if context.last is not None and re.fullmatch(r"\s*(?:折合|即|合)(?:人民币)?\s*", label):
        return context.last
    in_parts = _PARTS.search(text[max(sentence, figure.start - _WINDOW) : figure.start]) is not None
    known = any(not tag.tags.keys() <= {"neutral"} for tag in own)
    if not known and not (behind and not in_parts) and (in_parts or not before):
        return None
    if re.search(r"之和|之差|计算", label) or _LAST_YEAR.search(label):
        return None
    own_scope = _scope(own) or (None if delta else _last(behind, "scope"))
    if delta:
        # 因人员经费调标追加608万元 adds to the whole, 调增项目支出预算210万元 to the projects.
        changed = next(tag for tag in reversed(own) if "delta" in tag.tags)
        own_scope = _scope([tag for tag in own if tag.start >= changed.end]) or "total"
    own_source = _last(own, "source")
    also: str | None = None
    if own_source is None and behind and behind[0].start <= figure.end + 1:
        own_source = behind[0].tags.get("source")
    if own_source is None and (named_behind := _ALL_OF.match(text, figure.end)):
        # 资金186万元，均为中央财政资金
        stop = _CLAUSE_END.search(text, named_behind.end())
        also = _last(tags(text, named_behind.end(), stop.start() if stop else len(text)), "source")
    if own_source and (
        _EVERY_LEVEL.search(label.lstrip("、和与及，"))
        or len(_joined_sources(text, context.after, figure.start)) > 1
    ):
        # 中央、省级和县级资金7500万元: of all of them.
        own_source = "all"
    if in_parts and own_scope is None and own_source is None and residue(text, begin, figure.start):
        # An item of a list (设备购置30万元), not a figure of the budget itself.
        return None
    listed = any("scope" in tag.tags or "source" in tag.tags for tag in own)
    if (
        not strong
        and not listed
        and context.last is not None
        and len(residue(text, begin, figure.start)) >= 2
    ):
        # 土建施工预算4500万元 after the project's own budget: an item of it.
        return None
    scope = own_scope or (_last(before, "scope") if not context.scopes else None)
    scope = scope or _heading_scope(passage, context) or _head_scope(context)
    source = own_source or _head_source(
        own, [tag for tag in before if "，" not in text[tag.end : begin]], context, own_scope
    )
    if kind.startswith("project") and scope == "project":
        scope = "total"
    elif (
        scope == "project"
        and stage == "initial"
        and not strong
        and _EXECUTED.search(text, figure.end, figure.end + 40)
    ):
        # 12个项目预算合计5312万元，支出…，执行率…: what a rate is taken of is the year's budget.
        stage = "adjusted"
    return _Reading(
        stage,
        strong,
        cast(Scope, scope),
        cast(FundSource, source),
        passage.text[begin : figure.start].strip(" ，、：:") or text[figure.end : behind_end].strip(),
        _year(passage, index, sentence) or fiscal_year,
        delta,
        cast(FundSource | None, also),
    )


def _behind(passage: Passage, index: int) -> int:
    """Return where the words that belong to a figure from behind it end."""
    text = passage.text
    figure = passage.figures[index]
    match = _CLAUSE_END.search(text, figure.end)
    stop = match.start() if match else len(text)
    following = next((other for other in passage.figures[index + 1 :] if other.kind == "number"), None)
    return min(stop, following.start) if following else stop


def _scope(found: list[Tag]) -> str | None:
    """Return the scope named last, a particular one before 合计 and 总额."""
    named = [tag.tags["scope"] for tag in found if "scope" in tag.tags]
    return next((scope for scope in reversed(named) if scope != "total"), named[-1] if named else None)


def _stage(
    passage: Passage, own: list[Tag], before: list[Tag], behind: list[Tag], context: _Context, sentence: int
) -> tuple[Stage | None, bool, bool]:
    """Return (stage, whether a word of its own names it, whether it is a change to the budget)."""
    # 拨付 is money handed down or money paid out: the heading tells which.
    handed = passage.section.nearest_role("received", "executed") == "received"
    for tag in [*reversed(own), *behind]:
        if handed and tag.word in _HANDED:
            return "received", True, False
    rest = _REMAINS.search(passage.text, max(0, context.figure - 6), context.figure)
    if rest and _UNPAID.match(passage.text[context.figure : context.figure + 40]):
        return "carryover", True, False
    for tag in reversed(own):
        if "delta" in tag.tags:
            return cast(Stage, tag.tags["delta"]), True, True
        if "stage" in tag.tags:
            return cast(Stage, tag.tags["stage"]), True, False
    if stage := _last(behind, "stage"):
        return cast(Stage, stage), True, False
    head = next((tag for tag in reversed(own) if "neutral" not in tag.tags), None)
    named = head is not None and "weak_stage" in head.tags and context.sentence != sentence
    if (stage := _last(before, "stage")) and not (named and _AMOUNT_WORD.search(head.word if head else "")):
        return cast(Stage, stage), True, False
    weak = _last(own, "weak_stage") or _last(before, "weak_stage")
    if named and head is not None:
        return cast(Stage, head.tags["weak_stage"]), False, False
    hint = _last(own, "hint_stage")
    if context.sentence < 0 and (weak or hint):
        # What the paragraph before set gives way to any word of this one.
        return cast(Stage, weak or hint), False, False
    weak = weak or hint or _last(before, "hint_stage")
    listed = any("scope" in tag.tags or "source" in tag.tags for tag in own)
    # What a word of its own set holds through the paragraph, a guess through its sentence.
    if context.stage and (listed or not weak) and (context.strong or context.sentence == sentence):
        return context.stage, context.strong, False
    if weak:
        return cast(Stage, weak), False, False
    for role, stage_ in _ROLE_STAGE:
        if (own or before) and passage.section.nearest_role(role):
            return stage_, False, False
    if any("支出" in tag.word and "scope" in tag.tags for tag in own):
        return "executed", False, False
    if any("scope" in tag.tags or "source" in tag.tags for tag in own) or passage.section.has_role("funds"):
        return (
            ("received" if _MONEY_NOUN.search(passage.text, context.after, context.figure) else None),
            False,
            False,
        )
    return None, False, False


def _head_scope(context: _Context) -> Scope:
    scopes = context.scopes
    if not scopes:
        return "total"
    if set(scopes) >= _PAIRED:
        return "total"
    if scopes[0] in _CONTAINERS or len(set(scopes)) == 1:
        return scopes[0]
    return "total"


def _joined_sources(text: str, after: int, start: int) -> set[str]:
    clause = max(after, *(text.rfind(mark, after, start) + 1 for mark in "，,；;：:。（("))
    named = [tag for tag in tags(text, clause, start) if "source" in tag.tags]
    return {
        tag.tags["source"]
        for pair in pairwise(named)
        if re.fullmatch(r"(?:级|财政|资金)*[、和及与](?:财政)?", text[pair[0].end : pair[1].start])
        for tag in pair
    }


def _heading_scope(passage: Passage, context: _Context) -> str | None:
    """Return the scope that the innermost heading names (（三）“三公”经费。全年支出23.86)."""
    if context.scopes or not passage.section.titles:
        return None
    named = [tag.tags["scope"] for tag in tags(passage.section.titles[0]) if "scope" in tag.tags]
    return named[0] if len(named) == 1 and named[0] != "total" else None


def _head_source(own: list[Tag], before: list[Tag], context: _Context, own_scope: str | None) -> str:
    if own_scope is not None and context.sources:
        return "all"
    if not context.sources:
        return _last(before, "source") or "all"
    named = any("stage" in tag.tags and not _WHOLE.match(tag.word) for tag in own)
    # 中央资金到位100万元，支出98万元: the second amount is of the same money.
    same = named and len(set(context.sources)) == 1 and context.sources[0] in _INHERITED
    return context.sources[0] if same else "all"


def _year(passage: Passage, index: int, sentence: int) -> int | None:
    """Return the year the figure's own sentence names last before it."""
    figures = passage.figures
    for earlier in range(index - 1, max(-1, index - _FIGURES_BACK), -1):
        figure = figures[earlier]
        if figure.start < sentence:
            return None
        if figure.kind == "year":
            return int(figure.value)
    return None


def _restated(readings: list[tuple[Passage, int, _Reading]]) -> list[tuple[Passage, int, _Reading]]:
    """Give an amount whose stage was only guessed the stage it is stated with elsewhere."""
    explicit: dict[tuple[str, Decimal], Stage] = {}
    for passage, index, reading in readings:
        if reading.strong and not reading.delta:
            explicit.setdefault((reading.scope, _yuan(passage, index)), reading.stage)
    result = []
    for passage, index, reading in readings:
        stage = explicit.get((reading.scope, _yuan(passage, index)))
        if not reading.strong and stage in ("initial", "adjusted"):
            reading = replace(reading, stage=stage, strong=True, delta=False)
        result.append((passage, index, reading))
    return result


def _with_origin(each: tuple[Passage, int, _Reading]) -> list[tuple[Passage, int, _Reading]]:
    """Return a reading, and once more as money of the one source it is said to come from."""
    passage, index, reading = each
    if reading.also is None:
        return [each]
    return [each, (passage, index, replace(reading, source=reading.also))]


def _sole_source(readings: list[tuple[Passage, int, _Reading]]) -> list[tuple[Passage, int, _Reading]]:
    """Return, for each stage whose only amount is of one named source, that amount as the whole.

    市级财政安排专项经费860万元 is municipal money and, where nothing else is stated for
    the stage, all the money of the project.
    """
    found = []
    for stage in ("initial", "adjusted", "received"):
        stated = [each for each in readings if each[2].stage == stage and not each[2].delta]
        if not stated or len({reading.source for _, _, reading in stated} - {"all"}) != 1:
            continue
        passage, index, reading = max(stated, key=lambda each: _yuan(each[0], each[1]))
        if reading.scope == "total" and reading.source in _INHERITED:
            found.append((passage, index, replace(reading, source="all")))
    return found


def _yuan(passage: Passage, index: int) -> Decimal:
    figure = passage.figures[index]
    amount = convert(figure.value, figure.unit or "", "元") if isinstance(figure.value, Decimal) else None
    if amount is None:
        raise ValueError(f"not an amount of money: {passage.text[figure.start : figure.end]}")
    return amount


def _record(passage: Passage, index: int, reading: _Reading) -> BudgetFigure:
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
        yuan=_yuan(passage, index),
        evidence=passage.evidence(figure.start, figure.end),
    )
