"""Runs of targets and the actuals that answer them, near by or sections apart."""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice

from extractor.prose.cues import plan_cue, target_cue
from extractor.prose.mention import Mention
from extractor.prose.naming import trimmed
from extractor.prose.pairing import FAR_THRESHOLD, NEAR_THRESHOLD, assign, far_score, near_score, unit_fit
from extractor.prose.passage import clause_start
from extractor.prose.similarity import by_characters, core

_ADJACENT = 12
_WORDS = 40
_MOST_NAMES = 100
_MOST_PARTS = 12
_SAME_KIND = 0.15
"""A fit of units from which on a figure may answer a target."""
_BRACKET = re.compile(r"\s*[（(]\s*")
_LONGEST_RUN = 200
_MOST_TARGETS = 1000
_MOST_PAIRS = 400_000
"""No report comes near these; a text that does must not cost the square of its length."""
_TOLD_NEXT = re.compile(
    r"(?:的?(?:目标|任务|要求))?[”》]?\s*[，,]\s*(?:全年|当年|年末|年底)?"
    r"(?:实际(?:上)?(?:完成|达到|实现|达|值|最高|最低|平均|仅)?|完成值?|实现|达到)[为有是：:]?\s*"
)
"""Ties a figure to the target right before it: 不少于20个，实际23个，其中省级20个."""
_DOING = re.compile("(?:全年|实际|已|共|累计|完成|实现)+")
_DONE = re.compile(r"(?:全年|实际|已|共|累计|完成|达到|实现|为|达|约)+$")


def promoted(found: list[Mention]) -> list[Mention]:
    """Take 计划… for a target where that is how this report states its targets.

    A lone 计划 or 任务 in other prose is no indicator, so a weak word counts only where
    it is the report's own manner.
    """
    targets = [mention for mention in found if mention.target]
    weak = [mention for mention in targets if mention.weak]
    planned = [mention for mention in targets if mention.planned]
    if len(weak) >= 1 and len(planned) >= 3 and 2 * len(planned) >= len(targets):
        for mention in weak:
            mention.weak, mention.explicit = False, True
    return found


def turned(found: list[Mention]) -> list[Mention]:
    """Turn "done X (target Y)" and "done X, target Y" round, so that targets stand before actuals."""
    result = list(found)
    for position in range(1, len(result)):
        target, before = result[position], result[position - 1]
        if not target.target or before.target or not target.beside(before):
            continue
        gap = target.passage.text[before.figure.end : target.figure.start]
        bracket = gap.lstrip().startswith(("（", "("))
        following = result[position + 1] if position + 1 < len(result) else None
        answered = (
            following is not None
            and not following.target
            and following.explicit
            and not following.completion
            and following.beside(target)
        )
        repeats = (
            target.figure.unit == before.figure.unit
            and len(gap) <= _ADJACENT
            and not _names_another(gap, target)
        )
        if not bracket and (answered or (len(core(target.name)) >= 2 and not repeats)):
            continue
        if (
            re.search(r"[；;]", gap)
            or not (bracket or before.explicit or repeats)
            or (unit_fit(target, before) < 0 and not _in_bracket_behind(gap, result, position))
        ):
            continue
        if bracket:
            target.bound = before
        text = before.passage.text
        start = clause_start(text, before.figure.start, before.name_start, "，,：:")
        start, stop = trimmed(text, start, before.figure.start)
        if head := _DOING.match(text, start, stop):
            start = head.end()
        if tail := _DONE.search(text, max(start, stop - _WORDS), stop):
            stop = tail.start()
        if stop > start:
            target.name, target.name_start, target.name_end = text[start:stop], start, stop
        result[position - 1], result[position] = target, before
    return result


def _in_bracket_behind(gap: str, found: list[Mention], position: int) -> bool:
    """Return whether a target word in a bracket answers the figure before it, whatever the units.

    单台成本为186人（目标值1689元以内） is one statement. In 合格率98%，抽检40批（目标值≥95%） the
    figure that the bracket speaks of stands a clause before.
    """
    opened = _BRACKET.match(gap)
    words = gap[opened.end() :] if opened else ""
    cue = target_cue().search(words) or plan_cue().search(words)
    if cue is None or cue.start() > 0:
        return False
    target = found[position]
    for other in reversed(found[: position - 1]):
        if other.target or not other.beside(target):
            break
        if "；" in target.passage.text[other.figure.end : target.figure.start]:
            break
        if unit_fit(target, other) > 0:
            return False
    return True


def _names_another(gap: str, target: Mention) -> bool:
    """Return whether the words before a target name it: 执行率100%，平台可用率≥99.5% are two indicators."""
    return len(core(target.name)) >= 3 and target.name in gap and not target_cue().search(gap)


def near(
    found: Iterable[Mention],
) -> tuple[list[tuple[Mention, Mention]], list[Mention], list[Mention]]:
    """Pair each run of targets with the actuals that follow it, up to the next run."""
    pairs: list[tuple[Mention, Mention]] = []
    every_target: list[Mention] = []
    free: list[Mention] = []
    targets: list[Mention] = []
    actuals: list[Mention] = []

    def flush() -> None:
        nonlocal targets, actuals
        scores = [[near_score(target, actual, targets, actuals) for actual in actuals] for target in targets]
        chosen = assign(targets, actuals, scores, NEAR_THRESHOLD)
        pairs.extend(chosen)
        used = {id(actual) for _, actual in chosen}
        free.extend(actual for actual in actuals if id(actual) not in used)
        every_target.extend(targets)
        targets, actuals = [], []

    for mention in found:
        if mention.target:
            if actuals or (targets and not _same_run(targets, mention)):
                flush()
            targets.append(mention)
        elif targets and len(actuals) < _LONGEST_RUN and _follows(targets[-1], mention):
            if len(targets) == 1 and not actuals and _told_next(targets[0], mention):
                targets[0].bound = mention
            actuals.append(mention)
        else:
            if targets:
                flush()
            free.append(mention)
    flush()
    paired = {id(target) for target, _ in pairs}
    return pairs, [target for target in every_target if id(target) not in paired], free


def _told_next(target: Mention, actual: Mention) -> bool:
    """Return whether 实际 and *actual* stand right behind *target*, in a unit that answers it."""
    if target.bound is not None or not actual.beside(target) or actual.completion:
        return False
    text = target.passage.text
    tied = _TOLD_NEXT.fullmatch(text, target.figure.end, actual.figure.start) is not None
    return tied and unit_fit(target, actual) >= _SAME_KIND


def _without_parts(free: list[Mention]) -> list[Mention]:
    """Return *free* without what a later figure of its sentence sums up: 春季386人、秋季402人，全年788人."""
    parts: set[int] = set()
    for position, whole in enumerate(free):
        total = whole.figure.value
        if not isinstance(total, Decimal):
            continue
        added, run = Decimal(0), []
        for part in reversed(free[max(0, position - _MOST_PARTS) : position]):
            value = part.figure.value
            if (
                not part.beside(whole)
                or part.figure.unit != whole.figure.unit
                or not isinstance(value, Decimal)
            ):
                break
            added += value
            run.append(id(part))
            if added >= total:
                break
        if len(run) > 1 and added == total:
            parts.update(run)
    return [mention for mention in free if id(mention) not in parts]


def _top(mention: Mention) -> object:
    return mention.passage.section.top


def _same_run(run: list[Mention], target: Mention) -> bool:
    last = run[-1]
    return len(run) < _LONGEST_RUN and _top(last) == _top(target) and target.position - last.position <= 12


def _follows(target: Mention, actual: Mention) -> bool:
    """Return whether an actual may still answer a target: in the same part, not far below it."""
    if actual.passage is target.passage:
        return True
    if _top(target) != _top(actual) or actual.position - target.position > 8:
        return False
    return target.passage.section.path == actual.passage.section.path or target.listed


def far(targets: list[Mention], free: list[Mention]) -> list[tuple[Mention, Mention]]:
    """Pair the targets left over with actuals anywhere else in the report."""
    strong = [target for target in targets if not target.weak][:_MOST_TARGETS]
    candidates = [actual for actual in _without_parts(free) if len(core(actual.context)) >= 2]
    if not strong or not candidates:
        return []
    candidates = candidates[: _MOST_PAIRS // len(strong)]
    scores = [[far_score(target, actual) for actual in candidates] for target in strong]
    return assign(strong, candidates, scores, FAR_THRESHOLD)


def without_repeats(
    pairs: list[tuple[Mention, Mention]], unanswered: list[Mention]
) -> list[tuple[Mention, Mention | None]]:
    """Drop weak targets nothing answers, and restatements of a target that is answered elsewhere."""
    kept: list[tuple[Mention, Mention | None]] = [
        (target, actual) for target, actual in pairs if not target.weak or actual.explicit
    ]
    named: dict[object, dict[str, None]] = {}
    for target, _ in kept:
        named.setdefault((target.figure.value, target.figure.unit), {})[target.name] = None
    for target in unanswered:
        if target.weak or not (target.explicit or target.listed):
            continue
        name = target.name
        others = named.setdefault((target.figure.value, target.figure.unit), {})
        again = any(
            max(by_characters(other, name), by_characters(name, other)) >= 0.6
            for other in islice(others, _MOST_NAMES)
        )
        if not again:
            kept.append((target, None))
            others[name] = None
    return kept
