"""Indicator pairs in prose: targets and actuals found, paired and written as records."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.evidence import Evidence
from extractor.language.quantity import Figure
from extractor.prose.beside import compared
from extractor.prose.mention import Mention
from extractor.prose.outline import Section
from extractor.prose.passage import Passage
from extractor.prose.points import Points, read_points
from extractor.prose.respective import respective
from extractor.prose.runs import far, near, promoted, turned, without_repeats
from extractor.prose.similarity import core
from extractor.prose.statements import mentions
from extractor.prose.worded import Reasons, qualitative, told
from extractor.records import Indicator, IndicatorEvidence, Quantity


def indicators(passages: list[Passage], tabled: Sequence[Indicator] = ()) -> list[Indicator]:
    """Return the target/actual pairs stated in *passages*, in order of the targets.

    *tabled* are the indicators read from tables; those without an actual get the one the
    text states, and all are returned in their place.
    """
    listed = respective(passages)
    found = turned(promoted(list(mentions(passages))))
    pairs, open_targets, free = near(found)
    outside = [_Outside(record, mention) for record in tabled if (mention := _outside(record)) is not None]
    distant = far(open_targets + [each.mention for each in outside], free)
    answers = {id(target): actual for target, actual in distant}
    pairs += [(target, answers[id(target)]) for target in open_targets if id(target) in answers]
    reasons = Reasons(passages)
    kept = without_repeats(pairs, [target for target in open_targets if id(target) not in answers])
    ends = _ends([target for target, _ in kept])
    records = [
        _record(
            target,
            actual,
            reasons,
            told(target, passages) if actual is None else None,
            _points(target, actual, ends[id(target)]),
        )
        for target, actual in kept
        if len(core(target.name)) >= 2 or len(target.name.strip()) >= 2
    ]
    completed = {
        id(each.record): _completed(each.record, answers[id(each.mention)], reasons, each.mention)
        for each in outside
        if id(each.mention) in answers
    }
    records += [_record(target, actual, reasons, None, Points()) for target, actual in compared(passages)]
    records += listed
    records += qualitative(passages)
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


def _points(target: Mention, actual: Mention | None, end: int) -> Points:
    told = target.figure.end
    if actual is not None and actual.passage is target.passage and actual.figure.end < end:
        told = max(told, actual.figure.end)
    return read_points(target.passage, min(target.name_start, target.figure.start), told, end)


def _ends(targets: list[Mention]) -> dict[int, int]:
    """Return where the stretch of text that speaks of each target ends: where the next one's name begins."""
    ordered = sorted(targets, key=lambda target: (target.position, target.figure.start))
    ends = {id(target): len(target.passage.text) for target in ordered}
    for target, following in pairwise(ordered):
        if following.position == target.position:
            ends[id(target)] = max(target.figure.end, min(following.name_start, following.figure.start))
    return ends


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


def _completed(record: Indicator, actual: Mention, reasons: Reasons, target: Mention) -> Indicator:
    actual.passage.roles[actual.index] = "actual"
    actual.passage.used.add(actual.index)
    place = actual.passage.place(actual.index)
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


def _record(
    target: Mention,
    actual: Mention | None,
    reasons: Reasons,
    told: tuple[Quantity, Evidence] | None,
    points: Points,
) -> Indicator:
    passage = target.passage
    wanted = passage.target(target.index)
    target.passage.roles[target.index] = "target"
    target.passage.used.add(target.index)
    evidence_actual = told[1] if told else None
    if actual is not None:
        actual.passage.roles[actual.index] = "actual"
        actual.passage.used.add(actual.index)
        evidence_actual = actual.passage.place(actual.index)
    return Indicator(
        level1=target.levels[0] or (actual.levels[0] if actual else None),
        level2=target.levels[1] or (actual.levels[1] if actual else None),
        name=target.name.strip(),
        target=wanted,
        actual=actual.passage.quantity(actual.index) if actual else told[0] if told else None,
        weight=points.weight,
        score=points.score,
        reason=reasons.of(target, actual) if actual else None,
        evidence=IndicatorEvidence(
            name=passage.evidence(target.name_start, target.name_end),
            target=passage.place(target.index),
            actual=evidence_actual,
            score=points.evidence,
        ),
    )
