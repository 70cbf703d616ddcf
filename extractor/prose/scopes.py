"""The scope and the source of an amount: of what, and whose money."""

import re
from itertools import pairwise
from typing import cast

from extractor.prose.amounts import ALL_OF_IT, CLAUSE_END, Amount, Context, last
from extractor.prose.moneytags import Tag, tags
from extractor.prose.passage import clause_start
from extractor.records import FundSource, ReportKind, Scope, Stage, scope_in

NAMED_SOURCES = frozenset(
    {"fiscal", "general_public", "government_fund", "central", "provincial", "municipal", "county"}
)
"""Sources that a following amount of the same money keeps."""

_CONTAINERS = {"total", "three_public", "project"}
_PAIRED = {"basic", "project"}
_WHOLE = re.compile("全年|年初|年末|本年|部门|总")
_SHARE_OF_ALL = re.compile("[，,（(]?占(?:全年|本年|当年|年度|部门|单位|总)")
_EVERY_LEVEL = re.compile(r"[、和](?:省|市|州|县|区|镇)级?[、和与四三两各级资财]|各级|[两三四]级")
_LEVEL = "(?:中央|国家|自治区|[省市州盟县区旗镇乡])(?:本?级|财政|级财政)?"
_LEVELS = re.compile(rf"{_LEVEL}(?:[、和与及]{_LEVEL})+(?:资金|财政|[两三四]级)*[共合总安下投补]")
_JOINT = re.compile(r"(?:级|财政|资金)*[、和及与](?:财政)?")


def own_scope(amount: Amount, *, delta: bool) -> str | None:
    """Return the scope the amount's own words name.

    Of a change to the budget only the words behind 追加 count: 因人员经费调标追加608万元
    adds to the whole, 调增项目支出预算210万元 to the projects.
    """
    if not delta:
        return _named(amount.own) or last(amount.behind, "scope")
    changed = next(tag for tag in reversed(amount.own) if "delta" in tag.tags)
    return _named([tag for tag in amount.own if tag.start >= changed.end]) or "total"


def own_source(amount: Amount) -> str | None:
    """Return the source the amount's own words name, ``all`` where they name several levels."""
    source = last(amount.own, "source")
    if source is None and amount.behind and amount.behind[0].start <= amount.figure.end + 1:
        source = amount.behind[0].tags.get("source")
    if source and (_EVERY_LEVEL.search(amount.label.lstrip("、和与及，")) or _joined_sources(amount)):
        # 中央、省级和县级资金7500万元: of all of them.
        return "all"
    return source


def sole_origin(amount: Amount) -> FundSource | None:
    """Return the one source all of an amount is said to come from (资金186万元，均为中央财政资金)."""
    text = amount.passage.text
    opened = ALL_OF_IT.match(text, amount.figure.end)
    if opened is None:
        return None
    stop = CLAUSE_END.search(text, opened.end())
    found = tags(text, opened.end(), stop.start() if stop else len(text))
    return cast(FundSource | None, last(found, "source"))


def scope_of(amount: Amount, own: str | None, context: Context, kind: ReportKind) -> Scope:
    """Return the scope: its own, else what stands before, the heading, the head of the sentence."""
    if own is None and _SHARE_OF_ALL.match(amount.label):
        # 基本支出408.67万元，占全年支出527.47万元的77.48%
        return scope_in(kind, "total")
    scope = own or (last(amount.before, "scope") if not context.scopes else None)
    scope = scope or heading_scope(amount, context) or _head_scope(context)
    return scope_in(kind, scope)


def source_of(
    amount: Amount, own: str | None, scope: str | None, stage: Stage, context: Context
) -> FundSource:
    """Return the source: its own, else that of the same money spoken of before."""
    if own:
        return cast(FundSource, own)
    if scope is not None and context.sources:
        return "all"
    if not context.sources:
        plain = amount.passage.text
        joined = [tag for tag in amount.before if "，" not in plain[tag.end : amount.begin]]
        levels = [tag for tag in joined if "source" in tag.tags]
        if levels and _LEVELS.match(plain, levels[-1].start):
            # 中央、省、市共安排资金860万元: of all of them.
            return "all"
        return cast(FundSource, last(joined, "source") or "all")
    # 中央资金到位100万元，支出98万元: the second amount is of the same money. 全年支出98万元 is,
    # where it is less than what all money came to.
    named = any("stage" in tag.tags and not _WHOLE.match(tag.word) for tag in amount.own)
    named = named or amount.yuan < context.wholes.get(stage, amount.yuan)
    same = named and len(set(context.sources)) == 1 and context.sources[0] in NAMED_SOURCES
    return context.sources[0] if same else "all"


def _named(found: tuple[Tag, ...] | list[Tag]) -> str | None:
    """Return the scope named last, a particular one before 合计 and 总额."""
    named = [tag.tags["scope"] for tag in found if "scope" in tag.tags]
    return next((scope for scope in reversed(named) if scope != "total"), named[-1] if named else None)


def heading_scope(amount: Amount, context: Context) -> str | None:
    """Return the scope that the innermost heading names (（三）“三公”经费。全年支出23.86)."""
    titles = amount.passage.section.titles
    if context.scopes or not titles:
        return None
    named = [tag.tags["scope"] for tag in tags(titles[0]) if "scope" in tag.tags]
    return named[0] if len(named) == 1 and named[0] != "total" else None


def _head_scope(context: Context) -> Scope:
    scopes = context.scopes
    if not scopes or set(scopes) >= _PAIRED:
        return "total"
    if scopes[0] in _CONTAINERS or len(set(scopes)) == 1:
        return scopes[0]
    return "total"


def _joined_sources(amount: Amount) -> bool:
    """Return whether two sources are named together in the amount's clause (中央、省级资金)."""
    text, start = amount.passage.text, amount.figure.start
    clause = clause_start(text, start, amount.after, "，,；;：:。（(")
    named = [tag for tag in tags(text, clause, start) if "source" in tag.tags]
    return any(
        one.tags["source"] != other.tags["source"] and _JOINT.fullmatch(text[one.end : other.start])
        for one, other in pairwise(named)
    )
