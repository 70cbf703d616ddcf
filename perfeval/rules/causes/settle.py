"""The pass after all rules: causes, answers and links put into the findings of one file."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from perfeval.findings import Answer, Cause, Finding
from perfeval.rules.causes.identity import Bound, Figure, Growth, Identity, Rate, Sum, pinned
from perfeval.rules.causes.judge import explain
from perfeval.rules.causes.links import Shared, digits, link
from perfeval.rules.causes.slips import middle, one_slip_apart

_ANSWERS = 3
_DECIMALS = 8
_FIGURES = 60
"""How many figures an identity may have for its causes to be looked for."""

Mark = tuple[int | None, str, str]
"""What names a finding within its file: report, code, fingerprint."""


def mark(finding: Finding) -> Mark:
    """Return what names *finding* within its file."""
    return finding.report, finding.code, finding.fingerprint


def settle(
    findings: Sequence[Finding], failed: Mapping[Mark, Identity], language: str = "zh"
) -> dict[Mark, Finding]:
    """Return the findings of one file that rest on an identity in *failed*, with what explains them.

    The order of *findings* does not matter: the identities are taken in the order of their
    marks. Findings that rest on none are left out.
    """
    known = {
        mark(finding): finding
        for finding in findings
        if mark(finding) in failed and len(failed[mark(finding)].figures) <= _FIGURES
    }
    marks = sorted(known, key=lambda each: (each[0] is None, each[0] or 0, each[1:]))
    identities = [failed[each] for each in marks]
    explained = [explain(identity) for identity in identities]
    links = link(identities, explained)
    settled: dict[Mark, Finding] = {}
    for number, name in enumerate(marks):
        finding, identity = known[name], failed[name]
        shared = links.shared.get(number, [])
        alone = explained[number]
        cause = finding.cause or (alone.cause(language) if alone is not None else None)
        if cause is None and len(shared) == 1:
            cause = digits(shared[0], language)
        answers = _answers(identity, finding, shared, number, marks)
        # A sum without a known cause says which figures may be wrong; all say what mends several.
        told = [each for each in answers if each.mends or (isinstance(identity, Sum) and cause is None)]
        codes = {marks[one][2]: marks[one][1] for one in links.related.get(number, ())}
        settled[name] = finding.model_copy(
            update={
                "cause": cause,
                "answers": answers[:_ANSWERS],
                "related": sorted(codes),
                "message": finding.message
                + _hint(cause if finding.cause is None else None, told, codes, language),
            }
        )
    return settled


def _answers(
    identity: Identity, finding: Finding, shared: Sequence[Shared], number: int, marks: Sequence[Mark]
) -> list[Answer]:
    """Return the figures that may be wrong: those that mend most first, then the likeliest."""
    found: dict[str, Answer] = {}
    for each in sorted(shared, key=lambda one: (-len(one.failures), one.figure.place)):
        mends = sorted({marks[one][2] for one in each.failures - {number}} - {finding.fingerprint})
        figure = each.figure
        found[figure.named] = Answer(
            stated=figure.named, should=_written(figure, each), evidence=figure.evidence, mends=mends
        )
    for figure, should in _alone(identity, finding):
        found.setdefault(figure.named, Answer(stated=figure.named, should=should, evidence=figure.evidence))
    return list(found.values())


def _written(figure: Figure, shared: Shared) -> str:
    """Return what a shared figure would be, to the digits its value is known to."""
    right = shared.right
    if right.low == right.high:
        return figure.written(right.low)
    return figure.near(middle(right))


def _alone(identity: Identity, finding: Finding) -> list[tuple[Figure, str]]:
    """Return each figure that, changed alone, makes *identity* hold, and what it would be."""
    if isinstance(identity, (Rate, Growth, Bound)):
        return [(identity.stated, finding.recomputed)] if finding.recomputed is not None else []
    exact = pinned(identity)
    found: list[tuple[int, Figure, str]] = []
    for index, figure in enumerate(identity.figures):
        solved = exact.solve(index)
        if solved is None or (figure.point > 0) is not (solved.low > 0):
            continue
        # The total first, then the parts a single slip of the pen away from what they would be.
        rank = 0 if index == 0 else 1 if _near(figure, solved.low) else 2
        found.append((rank, figure, figure.written(solved.low)))
    return [(figure, should) for _, figure, should in sorted(found, key=lambda each: each[0])]


def _near(figure: Figure, value: Fraction) -> bool:
    """Whether one slip of the pen leads from *value* to the figure printed."""
    right = value / figure.factor
    whole, rest = divmod(right.numerator * 10**_DECIMALS, right.denominator)
    # What has more decimals than anyone prints is no figure mistyped.
    return not rest and one_slip_apart(figure.value, Decimal(whole).scaleb(-_DECIMALS))


def _hint(
    cause: Cause | None,
    told: Sequence[Answer],
    codes: Mapping[str, str],
    language: str,
) -> str:
    """Return what the message ends with: the cause, else the figures that may be wrong."""
    words = [_either(answer, codes, language) for answer in told[:_ANSWERS]]
    if language == "en":
        more = ", or another part" if len(told) > _ANSWERS else ""
        change = f"one change makes it hold: {', or '.join(words)}{more}"
    else:
        more = "，或另一部分" if len(told) > _ANSWERS else ""
        change = f"改一处即相符：{'，或 '.join(words)}{more}"
    ends = [*([cause.text] if cause is not None else []), *([change] if words else [])]
    return "".join(f"; {end}" if language == "en" else f"；{end}" for end in ends)


def _either(answer: Answer, codes: Mapping[str, str], language: str) -> str:
    """Return one answer with the rules whose findings go away with it."""
    along = sorted({codes[mended] for mended in answer.mends if mended in codes})
    if language == "en":
        also = f" (then {', '.join(along)} holds as well)" if along else ""
        return f"{answer.stated} as {answer.should}{also}"
    also = f"（{'、'.join(along)} 随之相符）" if along else ""
    return f"{answer.stated} 应为 {answer.should}{also}"
