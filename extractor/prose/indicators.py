"""Indicator pairs in prose: targets and actuals found, paired and written as records."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.evidence import Evidence
from extractor.language.quantity import Figure
from extractor.prose.cues import levels_of
from extractor.prose.outline import Section
from extractor.prose.pairing import FAR_THRESHOLD, NEAR_THRESHOLD, assign, far_score, near_score
from extractor.prose.passage import Passage
from extractor.prose.similarity import by_characters, core
from extractor.prose.statements import Mention, mentions
from extractor.records import Indicator, IndicatorEvidence, Quantity

_QUALITATIVE = re.compile(
    r"(?P<name>[^，。；：:、\d]{2,40}?)(?:的)?(?:年度|年初|预期)?(?:目标值?|指标值)(?:设定)?(?:为|是|：|:)?\s*[“\"]?"
    r"(?P<target>(?!实际|完成|任务)[一-鿿]{2,16}?)[”\"]?[，,；;]\s*(?:全年|年末)?实际(?:完成)?(?:值|情况)?(?:为|是|：|:)?\s*[“\"]?"
    r"(?P<actual>[^，。；;”\"\d]{2,24})[”\"]?(?=[，。；;]|$)"
)
_REASON = re.compile(r"原因|由于|因为|因[一-鿿]{2,20}|主要是|系[一-鿿]{2,}|受[一-鿿]{2,12}影响")
_REASON_TOPIC = re.compile(
    r"超|未完成|未达|偏差|偏离|较低|较高|高于|低于|差异|差距|增加|减少|没有|扣|不足|未能|未按|延期|滞后|偏"
)


def indicators(passages: list[Passage], tabled: Sequence[Indicator] = ()) -> list[Indicator]:
    """Return the target/actual pairs stated in *passages*, in order of the targets.

    *tabled* are the indicators read from tables; those without an actual get the one the
    text states, and all are returned in their place.
    """
    found = _parenthesised(_promoted(list(mentions(passages))))
    pairs, open_targets, free = _near(found)
    outside = [_Outside(record, mention) for record in tabled if (mention := _outside(record)) is not None]
    far = _far(open_targets + [each.mention for each in outside], free)
    answers = {id(target): actual for target, actual in far}
    pairs += [(target, answers[id(target)]) for target in open_targets if id(target) in answers]
    reasons = _Reasons(passages)
    kept = _without_repeats(pairs, [target for target in open_targets if id(target) not in answers])
    records = [
        _record(target, actual, reasons)
        for target, actual in kept
        if len(core(target.name)) >= 2 or len(target.name.strip()) >= 2
    ]
    completed = {
        id(each.record): _completed(each.record, answers[id(each.mention)], reasons, each.mention)
        for each in outside
        if id(each.mention) in answers
    }
    records += _qualitative(passages)
    records += [completed.get(id(record), record) for record in tabled]
    return sorted(records, key=_place_of)


@dataclass(frozen=True, slots=True)
class _Outside:
    """An indicator of a table that has no actual there, as a target to be answered by the text."""

    record: Indicator
    mention: Mention


@dataclass(frozen=True, slots=True)
class _Quoted:
    """The quote of an evidence as a text of its own."""

    text: str
    place: Evidence

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the evidence for ``text[start:end]``, in the place of the whole quote."""
        begin = self.place.start
        return self.place.model_copy(
            update={"text": self.text[start:end], "start": begin + start, "end": begin + end}
        )


def _outside(record: Indicator) -> Mention | None:
    target, place = record.target, record.evidence.target
    if (
        record.actual is not None
        or target is None
        or target.kind == "qualitative"
        or target.value is None
        or place is None
    ):
        return None
    end = len(place.text)
    figure = Figure(
        0,
        end,
        0,
        end,
        target.kind,
        target.value,
        target.upper,
        target.comparator,
        target.unit,
        target.approximate,
    )
    passage = Passage(_Quoted(place.text, place), place.text, Section(), [figure])
    levels = (record.level1, record.level2)
    return Mention(passage, -1, 0, True, record.name, 0, 0, explicit=True, levels=levels, listed=True)


def _completed(record: Indicator, actual: Mention, reasons: "_Reasons", target: Mention) -> Indicator:
    actual.passage.roles[actual.index] = "actual"
    actual.passage.used.add(actual.index)
    place = actual.passage.evidence(actual.figure.start, actual.figure.end)
    return record.model_copy(
        update={
            "actual": actual.passage.quantity(actual.index),
            "reason": record.reason or reasons.of(target, actual),
            "evidence": record.evidence.model_copy(update={"actual": place}),
        }
    )


def _place_of(record: Indicator) -> tuple[int, int, int, int]:
    places = record.evidence
    place = places.name or places.target or places.actual or places.score
    return (place.block, place.row or 0, place.column or 0, place.start) if place else (0, 0, 0, 0)


def _promoted(found: list[Mention]) -> list[Mention]:
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


def _parenthesised(found: list[Mention]) -> list[Mention]:
    """Turn "done X (target Y)" and "done X, target Y" round, so that targets stand before actuals."""
    result = list(found)
    for position in range(1, len(result)):
        target, before = result[position], result[position - 1]
        if (
            not target.target
            or before.target
            or target.passage is not before.passage
            or target.sentence != before.sentence
        ):
            continue
        gap = target.passage.text[before.figure.end : target.figure.start]
        following = result[position + 1] if position + 1 < len(result) else None
        answered = (
            following is not None
            and not following.target
            and following.explicit
            and following.passage is target.passage
            and following.sentence == target.sentence
        )
        bracket = re.match(r"\s*[（(]", gap) is not None
        named = len(core(target.name)) >= 2 and not bracket
        if (
            (answered and not bracket)
            or named
            or not (bracket or before.explicit)
            or re.search(r"[；;]", gap)
        ):
            continue
        name = re.sub(
            r"(?:全年|实际|已|共|累计|完成|达到|实现|为|达|约)+$", "", before.context.split("（")[0]
        )
        figure_at = before.passage.text.find(
            before.passage.text[before.figure.start : before.figure.end], before.name_start
        )
        name = before.passage.text[before.name_start : before.figure.start if figure_at < 0 else figure_at]
        name = re.sub(
            r"^[，,、：:；;。\s]+|(?:全年|实际|已|共|累计|完成|达到|实现|为|达|约|[，,：:\s])+$", "", name
        )
        name = re.sub(r"^(?:全年|实际|已|共|累计|完成|实现)+", "", name.split("，")[-1])
        start = before.passage.text.find(name, before.name_start) if name else -1
        if name and start >= 0:
            target.name, target.name_start, target.name_end = name, start, start + len(name)
        result[position - 1], result[position] = target, before
    return result


def _near(
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
            if actuals or (targets and not _same_run(targets[-1], mention)):
                flush()
            targets.append(mention)
        elif targets and _follows(targets[-1], mention):
            actuals.append(mention)
        else:
            if targets:
                flush()
            free.append(mention)
    flush()
    paired = {id(target) for target, _ in pairs}
    return pairs, [target for target in every_target if id(target) not in paired], free


def _top(mention: Mention) -> object:
    return mention.passage.section.top


def _same_run(last: Mention, target: Mention) -> bool:
    return _top(last) == _top(target) and target.position - last.position <= 12


def _follows(target: Mention, actual: Mention) -> bool:
    """Return whether an actual may still answer a target: in the same part, not far below it."""
    if actual.passage is target.passage:
        return True
    if _top(target) != _top(actual) or actual.position - target.position > 8:
        return False
    return target.passage.section.path == actual.passage.section.path or target.listed


def _far(targets: list[Mention], free: list[Mention]) -> list[tuple[Mention, Mention]]:
    """Pair the targets left over with actuals anywhere else in the report."""
    strong = [target for target in targets if not target.weak]
    candidates = [actual for actual in free if len(core(actual.context)) >= 2]
    if not strong or not candidates:
        return []
    scores = [[far_score(target, actual) for actual in candidates] for target in strong]
    return assign(strong, candidates, scores, FAR_THRESHOLD)


def _without_repeats(
    pairs: list[tuple[Mention, Mention]], unanswered: list[Mention]
) -> list[tuple[Mention, Mention | None]]:
    """Drop weak targets nothing answers, and restatements of a target that is answered elsewhere."""
    kept: list[tuple[Mention, Mention | None]] = [
        (target, actual) for target, actual in pairs if not target.weak or actual.explicit
    ]
    for target in unanswered:
        if target.weak or not (target.explicit or target.listed):
            continue
        again = any(
            other.figure.value == target.figure.value
            and other.figure.unit == target.figure.unit
            and max(by_characters(other.name, target.name), by_characters(target.name, other.name)) >= 0.6
            for other, _ in kept
        )
        if not again:
            kept.append((target, None))
    return kept


class _Reasons:
    """The sentences that explain a deviation, found once and asked per indicator."""

    def __init__(self, passages: list[Passage]) -> None:
        self._found: list[tuple[str, str]] = []
        for passage in passages:
            previous = ""
            for start, end in passage.sentences():
                sentence = passage.text[start:end].strip()
                if _REASON.search(sentence) and _REASON_TOPIC.search(previous + sentence):
                    self._found.append((sentence, previous))
                previous = sentence

    def of(self, target: Mention, actual: Mention) -> str | None:
        """Return the sentence that explains *actual*: it, or the one before, repeats its figure or name."""
        figure = actual.figure
        printed = actual.passage.text[figure.number_start : figure.end]
        for sentence, previous in self._found:
            if (
                re.search(rf"(?<![\d.]){re.escape(printed)}", sentence + previous)
                or by_characters(target.name, sentence) >= 0.7
            ):
                return sentence
        return None


def _record(target: Mention, actual: Mention | None, reasons: _Reasons) -> Indicator:
    passage = target.passage
    target.passage.roles[target.index] = "target"
    target.passage.used.add(target.index)
    evidence_actual = None
    if actual is not None:
        actual.passage.roles[actual.index] = "actual"
        actual.passage.used.add(actual.index)
        evidence_actual = actual.passage.evidence(actual.figure.start, actual.figure.end)
    wanted = passage.quantity(target.index)
    if wanted.comparator is None and wanted.kind == "number":
        wanted = wanted.model_copy(update={"comparator": "="})
    return Indicator(
        level1=target.levels[0] or (actual.levels[0] if actual else None),
        level2=target.levels[1] or (actual.levels[1] if actual else None),
        name=target.name.strip(),
        target=wanted,
        actual=actual.passage.quantity(actual.index) if actual else None,
        reason=reasons.of(target, actual) if actual else None,
        evidence=IndicatorEvidence(
            name=passage.evidence(target.name_start, target.name_end),
            target=passage.evidence(target.figure.start, target.figure.end),
            actual=evidence_actual,
        ),
    )


def _qualitative(passages: list[Passage]) -> list[Indicator]:
    """Read targets and actuals in words: 绿化水平目标有所提高，实际有所提高."""
    found = []
    for passage in passages:
        if "实际" not in passage.text or ("目标" not in passage.text and "指标值" not in passage.text):
            continue
        for match in _QUALITATIVE.finditer(passage.text):
            start, end = match.span("name")
            name = match["name"].strip()
            first, second = levels_of(passage.section.titles[0]) if passage.section.titles else (None, None)
            found.append(
                Indicator(
                    level1=first,
                    level2=second,
                    name=name,
                    target=Quantity(text=match["target"], kind="qualitative"),
                    actual=Quantity(text=match["actual"], kind="qualitative"),
                    evidence=IndicatorEvidence(
                        name=passage.evidence(start, end),
                        target=passage.evidence(*match.span("target")),
                        actual=passage.evidence(*match.span("actual")),
                    ),
                )
            )
    return found
