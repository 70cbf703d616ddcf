"""Which actual answers which target: the best one-to-one assignment.

Wording, unit, order and place each say a little; together they decide. Below a
threshold a target stays without an actual: none is better than a wrong one.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from extractor.language.units import convert, dimension
from extractor.prose.mention import Mention
from extractor.prose.naming import asks_number
from extractor.prose.similarity import by_characters, similarity

NEAR_THRESHOLD = 0.42
FAR_THRESHOLD = 0.57
_IMPOSSIBLE = -1.0
_CHANGE_NAME = re.compile("增|减|提升|提高|下降|降低|压缩|缩短|节约|上升")
_AVERAGE = re.compile("日均|月均|年均|人均|平均")
_INTAKE = re.compile("受理|收到|接到|申报|申请|报名|应[检参到考答]")
_OTHER_COUNT = 0.02
_FULL_NAME = 4
_REACH = 60
_DOING = re.compile(r"(?:[：:为是达到约]|实际|全年|已|共|累计|完成|实现|分别)*$")
_STOPS = re.compile(r"\s*(?:[，,。；;、（(]|$)")
"""Ends a statement: in 满意度320人参与 the figure is not the satisfaction."""
_BOUND = 2.0
"""More than wording, unit, order and place can add up to."""


def unit_fit(target: Mention, actual: Mention) -> float:
    """Return how well the units of a target and an actual go together; negative where they cannot."""
    one, other = target.figure, actual.figure
    if (one.kind == "date") != (other.kind == "date"):
        return _IMPOSSIBLE
    if one.kind == "date":
        return 0.25
    first, second = one.unit, other.unit
    if first == second:
        return 0.25
    if first is None or second is None:
        return 0.08 if "%" not in (first, second) else _IMPOSSIBLE / 2
    scaled = convert(other.value, second, first)  # type: ignore[arg-type]
    if scaled is not None and isinstance(one.value, Decimal):
        # 1周 is not answered by 30秒: a factor of thousands is another quantity.
        far = scaled and one.value and not Decimal("0.001") < abs(scaled / one.value) < 1000
        return 0.0 if far else 0.2
    kinds = dimension(first), dimension(second)
    if kinds[0] == kinds[1]:
        return 0.2
    if "/" in first or "/" in second:
        # 30条/月 against 245条: the same thing counted for another period.
        return 0.2 if first.split("/")[0] == second.split("/")[0] else _IMPOSSIBLE
    if all(kind.startswith("count") for kind in kinds):
        return _OTHER_COUNT
    return _IMPOSSIBLE


def _completion_cost(target: Mention, actual: Mention) -> float:
    """Return the cost of taking a completion rate for the value, unless the target is one itself."""
    if actual.changed and not _CHANGE_NAME.search(target.name):
        return 0.8
    return 0.4 if actual.completion and not actual.completion_of(target.name) else 0.0


def _intake_cost(target: Mention, actual: Mention) -> float:
    """Return the cost of taking what came in for what was done (受理4012件，审结3733件)."""
    figures = actual.passage.figures
    before = figures[actual.index - 1].end if actual.index else 0
    own = actual.passage.text[max(before, actual.figure.start - _REACH) : actual.figure.start]
    came_in = _INTAKE.search(own)
    asked = target.name + target.words_behind_name
    return 0.2 if came_in and came_in[0] not in asked else 0.0


def _named_again(target: Mention, actual: Mention) -> bool:
    """Return whether the target's own full name stands before the figure, whatever its unit.

    资助学生人数≥9700人 … 资助学生人数已达20天.
    """
    name = target.name.strip()
    if len(name) < _FULL_NAME or not asks_number(name):
        return False
    text, figure = actual.passage.text, actual.figure
    before = _DOING.sub("", text[max(0, figure.start - _REACH) : figure.start])
    return before.endswith(name) and _STOPS.match(text, figure.end) is not None


def near_score(
    target: Mention, actual: Mention, targets: Sequence[Mention], actuals: Sequence[Mention]
) -> float:
    """Return how well *actual* answers *target* within one run of targets and the text after it."""
    if target.bound is actual:
        return _BOUND
    fit = unit_fit(target, actual)
    same_sentence = actual.beside(target)
    last = target is targets[-1]
    local = 0.0
    if last and same_sentence:
        local = 0.3 if actual.explicit else 0.2
        local += 0.12 if "实际" in actual.context else 0.0
        local += 0.04 if actual is actuals[0] else 0.0
    elif last and len(targets) == 1 and actual.passage is target.passage:
        local = 0.25 if actual.explicit else 0.1
        if sum(unit_fit(target, other) >= 0.15 for other in actuals) == 1:
            local += 0.08
    if fit < 0:
        # Told apart in words (目标≥90%，实际完成184人) the pair stands, whatever the units.
        beside = [other for other in targets if other.beside(target)]
        only = last and len(beside) == len(actuals) == 1 and same_sentence and actual.explicit
        told = (only and actual.figure.kind == "number") or _named_again(target, actual)
        return NEAR_THRESHOLD if told else _IMPOSSIBLE
    measure = by_characters if local >= 0.3 else similarity
    alike = measure(target.name, actual.context)
    if more := target.words_behind_name:
        # 结案数量，目标为全年审结案件5500件以上，实际受理6012件，审结5733件
        alike = max(alike, measure(more, actual.context))
    order = 0.0
    if "/" in (target.figure.unit or "") and _AVERAGE.search(actual.context):
        # 不少于175吨/天，全年清运66138吨，日均181.2吨
        order += 0.15
    if len(targets) > 1 and len(actuals) > 1:
        order += 0.1 * (1 - abs(targets.index(target) / len(targets) - actuals.index(actual) / len(actuals)))
    if target.figure.value == actual.figure.value and target.figure.unit == actual.figure.unit:
        order += 0.08
    score = (
        fit + 0.6 * alike + local + order - _completion_cost(target, actual) - _intake_cost(target, actual)
    )
    if fit == _OTHER_COUNT and local >= 0.3 and len(targets) == 1:
        # 不少于8000人次，实际完成112期: said to be the actual, in a unit that does not answer.
        return max(score, NEAR_THRESHOLD)
    return score


def far_score(target: Mention, actual: Mention) -> float:
    """Return how well *actual* answers *target* where they stand sections apart."""
    fit = unit_fit(target, actual)
    if fit < 0.15 and fit != _OTHER_COUNT:
        return _IMPOSSIBLE
    level = 0.0
    if target.levels[1] and actual.levels[1]:
        level = 0.1 if target.levels[1] == actual.levels[1] else -0.1
    elif target.levels[0] and target.levels[0] == actual.levels[0]:
        level = 0.05
    alike = by_characters(target.name, actual.context)
    if alike < 0.3:
        return _IMPOSSIBLE
    alike = similarity(target.name, actual.context)
    if alike < 0.45:
        return _IMPOSSIBLE
    return fit + 0.6 * alike + level + (0.05 if actual.explicit else 0.0) - _completion_cost(target, actual)


def assign(
    targets: Sequence[Mention],
    actuals: Sequence[Mention],
    scores: Sequence[Sequence[float]],
    threshold: float,
) -> list[tuple[Mention, Mention]]:
    """Return the one-to-one pairs of the best assignment whose score reaches *threshold*."""
    if not targets or not actuals:
        return []
    if len(targets) == 1:
        best = max(range(len(actuals)), key=lambda column: (scores[0][column], -column))
        return [(targets[0], actuals[best])] if scores[0][best] >= threshold else []
    from scipy.optimize import linear_sum_assignment

    # A pair below the threshold is worth nothing, so it never displaces a good one.
    worth = [[score if score >= threshold else 0.0 for score in row] for row in scores]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [
        (targets[row], actuals[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if scores[row][column] >= threshold
    ]
