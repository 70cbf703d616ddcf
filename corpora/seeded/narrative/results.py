"""Words the indicators: grouped by level, each in a sentence or targets first and actuals after."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from corpora.seeded.figures import chance
from corpora.seeded.narrative.writer import Writer, sentence
from corpora.seeded.plan import Item

_MANNERS = ("item_goal", "item_index", "item_plan", "item_fields", "item_brackets", "item_set")
_COUNTED = (
    "人数",
    "座数",
    "台数",
    "场次",
    "份数",
    "条数",
    "块数",
    "站数",
    "户数",
    "处数",
    "册数",
    "期数",
    "件数",
    "个数",
)
_SIZED = ("长度", "面积", "里程", "数量", "数")
"""Ends of an indicator's name that its figure and unit make superfluous."""
_VERBS = (
    "加固改造清淤衬砌维护治理安装大修开行修补更换完成更新补助开展建立投放举办组织建设发放培训修缮采购供养"
)
_LONGEST = 5
"""How many targets a writer puts into one sentence."""
_GOALS = "绩效目标"
"""What a list of targets is called where its level stands before it."""
Group = tuple[str, str, list[Item]]


def write(writer: Writer, *, heading: int) -> None:
    """Write the indicators under headings from level *heading* on."""
    groups = list(_groups(writer.plan.items))
    if writer.plan.level_weights or chance(writer.rng, 0.5):
        _by_level1(writer, groups, heading)
    else:
        _by_level2(writer, groups, heading)


def _groups(items: Sequence[Item]) -> Iterator[Group]:
    """Yield runs of items of one level 1 and level 2."""
    for (level1, level2), found in groupby(items, key=lambda item: (item.level1, item.level2)):
        yield level1, level2, list(found)


def _by_level1(writer: Writer, groups: Sequence[Group], heading: int) -> None:
    """Write a heading or a lead for each level 1, and what it holds below it."""
    below = writer.rng.choice(("leads", "lines", "text"))
    for level1, found in groupby(groups, key=lambda group: group[0]):
        name = level1 + _weight(writer, level1)
        own = list(found)
        items = [item for _, _, part in own for item in part]
        if below == "leads" and len(own) > 1:
            writer.outline.heading(heading, name)
            texts = [
                level2 + writer.rng.choice("。：") + text(writer, part, _GOALS, (level1, level2))
                for _, level2, part in own
            ]
            writer.outline.lines(texts, heading + 1)
        elif below == "lines" and len(items) > 1:
            writer.outline.heading(heading, name)
            manner = _manner(writer, items)
            texts = [sentence(one(writer, item, manner, (level1, None))) for item in items]
            writer.outline.lines(texts, heading + 1)
        elif below == "text":
            writer.outline.heading(heading, name)
            writer.outline.paragraph(text(writer, items, level1, (level1, None)))
        else:
            lead = name + writer.rng.choice(("。", "：")) if heading > 1 else ""
            writer.outline.heading(heading, name) if not lead else None
            body = text(writer, items, _GOALS if lead else level1, (level1, None))
            if lead:
                writer.outline.heading(heading, lead + body)
            else:
                writer.outline.paragraph(body)


def _by_level2(writer: Writer, groups: Sequence[Group], heading: int) -> None:
    """Write each level 2 on a line of its own under its name."""
    mark = writer.rng.choice(("：", "。", "方面，", "完成情况："))
    short = chance(writer.rng, 0.2)
    texts = []
    for _, level2, items in groups:
        lead = level2.removesuffix("指标") if short and mark != "方面，" else level2
        texts.append(lead + mark + text(writer, items, _GOALS, (None, level2)))
    writer.outline.lines(texts, heading)


def text(writer: Writer, items: Sequence[Item], lead: str, levels: tuple[str | None, str | None]) -> str:
    """Return the sentences on *items*: one after another, or their targets and then their actuals."""
    listed = [item for item in items if _numbers(item)]
    plain = not any(item.weight or item.score for item in items)
    if plain and 1 < len(listed) <= _LONGEST and chance(writer.rng, 0.4):
        others = [item for item in items if not _numbers(item)]
        return _list(writer, listed, lead, levels) + _run(writer, others, levels)
    return _run(writer, items, levels)


def one(writer: Writer, item: Item, manner: str, levels: tuple[str | None, str | None]) -> str:
    """Return what is said of *item*, without its stop."""
    writer.record.item(item, levels=levels, points=True)
    style, target, actual = writer.style, item.target, item.actual
    if target is not None and target.date is not None:
        manner = "item_date"
    elif target is not None and target.words is not None:
        manner = "item_words"
    if target is None or actual is None:
        manner = "target_only" if target is not None else "actual_only"
    said = writer.say(
        manner, name=item.name, thing=_thing(item),
        target=style.target(target, writer.rng) if target is not None else None,
        worded=style.target(target, writer.rng, signs=False) if target is not None else None,
        actual=style.actual(actual) if actual is not None else None,
    )  # fmt: skip
    if item.weight or item.score:
        said += writer.say("points", ("weight", "score"), weight=item.weight, score=item.score)
    if item.reason:
        said += writer.say("reason_points" if item.score else "reason", reason=item.reason)
    return said


def _run(writer: Writer, items: Sequence[Item], levels: tuple[str | None, str | None]) -> str:
    if not items:
        return ""
    manner = _manner(writer, items)
    joint = "。" if any(item.reason for item in items) else writer.rng.choice("；；。")
    return joint.join(one(writer, item, manner, levels) for item in items) + "。"


def _list(writer: Writer, items: Sequence[Item], lead: str, levels: tuple[str | None, str | None]) -> str:
    """Return one sentence with all targets and one with all actuals, in the same order or another."""
    for item in items:
        writer.record.item(item, levels=levels, points=False)
    signs = chance(writer.rng, 0.6)
    joint = writer.rng.choice("，、；")
    targets = joint.join(
        item.name + (writer.style.target(item.target, writer.rng, signs=signs) if item.target else "")
        for item in items
    )
    told = list(items)
    if chance(writer.rng, 0.3):
        writer.rng.shuffle(told)
    actuals = writer.rng.choice("，；；").join(_clause(writer, item) for item in told)
    reasons = "".join(
        writer.say("reason_of", name=item.name, reason=item.reason) for item in items if item.reason
    )
    return writer.say("listed", lead=lead, targets=targets, actuals=actuals) + reasons


def _clause(writer: Writer, item: Item) -> str:
    """Return the actual of *item* as a clause: by its name, or by what was done."""
    actual = writer.style.actual(item.actual) if item.actual else ""
    rule = "clause_count" if _thing(item) != item.name else "clause"
    return writer.say(rule, name=item.name, thing=_thing(item), actual=actual)


def _manner(writer: Writer, items: Sequence[Item]) -> str:
    """Choose how to word *items*; what was planned is said of things done."""
    manners = [manner for manner in _MANNERS if manner != "item_plan" or all(map(_numbers, items))]
    return writer.rng.choice(manners)


def _thing(item: Item) -> str:
    """Return what *item* counts, without the measure: 加固小型水库 for 加固小型水库座数."""
    if item.level2 != "数量指标" or item.name[0] not in _VERBS:
        return item.name
    for end in (*_COUNTED, *_SIZED):
        if item.name.endswith(end) and len(item.name) > len(end) + 3:
            return item.name.removesuffix(end)
    return item.name


def _numbers(item: Item) -> bool:
    """Whether target and actual are both numbers."""
    return bool(item.target and item.actual and item.target.number and item.actual.number)


def _weight(writer: Writer, level1: str) -> str:
    weight, score = writer.plan.level_weights.get(level1), writer.plan.level_scores.get(level1)
    if weight is None and score is None:
        return ""
    return writer.say("level_points", ("weight", "score"), weight=weight, score=score)
