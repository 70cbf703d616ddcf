"""Documents made from a seed, verified: for every rule what was planted, found, missed, and made up."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from extractor.document import Document
from extractor.errors import ExtractorError
from extractor.limits import DEFAULT_LIMITS
from perfeval.evaluate.gold import parse
from perfeval.evaluate.score import DocumentScore, Tally, satisfies, score
from perfeval.findings import Finding, Verification
from perfeval.run import DEFAULT_STANDARD, internal_error, verify_step

ALARMING = ("critical", "error")
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding that nothing planted accounts for."""

    code: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one document; ``code`` and ``way`` are those of the error planted, if any."""

    name: str
    format: str
    code: str | None
    way: str | None
    near: str | None
    found: bool
    unasked: tuple[Raised, ...]
    tallies: dict[str, Tally] = field(default_factory=dict)
    differences: tuple[str, ...] = ()
    figures: int = 0
    used: int = 0
    failure: str | None = None

    @property
    def alarms(self) -> tuple[Raised, ...]:
        """The unasked findings that accuse: severity error or critical."""
        return tuple(finding for finding in self.unasked if finding.severity in ALARMING)


@dataclass(frozen=True, slots=True)
class Task:
    """One document to make: its number, and which way (of :func:`corpora.seeded.documents.ways`), if any."""

    number: int
    way: int | None


def tasks(count: int) -> list[Task]:
    """Return *count* documents with one error each, every way in turn, and half as many without."""
    from corpora.seeded.documents import ways

    kinds = len(ways())
    return [
        *(Task(number, number % kinds) for number in range(count)),
        *(Task(number, None) for number in range(count // 2)),
    ]


def outcomes(
    count: int, seed: int, *, workers: int | None = None, progress: Callable[[int, int], None] | None = None
) -> list[Outcome]:
    """Return what came of all documents of *seed*, in their order, whatever the number of *workers*."""
    todo = tasks(count)
    run = partial(outcome, seed=seed)
    found: list[Outcome] = []
    for done in _mapped(run, todo, workers or os.cpu_count() or 1):
        found.append(done)
        if progress:
            progress(len(found), len(todo))
    return found


def _mapped(run: Callable[[Task], Outcome], todo: Sequence[Task], workers: int) -> Iterator[Outcome]:
    if workers == 1:
        yield from map(run, todo)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(run, todo, chunksize=_CHUNK)


def outcome(task: Task, seed: int) -> Outcome:
    """Make, read and verify one document."""
    from corpora.seeded import documents

    if task.way is None:
        way, document = None, documents.clean(task.number, seed)
    else:
        way, document = documents.with_error(task.number, seed, task.way)
    name = f"{document.id}.{document.format}"
    verification, failure = _verified(documents.render(document), name)
    gold = parse(documents.gold(document), Path(name))
    scored = score(gold, verification, name)
    raised = _findings(verification)
    expected = [satisfies(entry) for entry in (*gold.must, *gold.may)]
    return Outcome(
        name=name,
        format=document.format,
        code=way.code if way else None,
        way=way.name if way else None,
        near=document.planted.near if document.planted else None,
        found=any(map(satisfies(gold.must[0]), raised)) if gold.must else False,
        unasked=tuple(
            Raised(finding.code, finding.severity, finding.message)
            for finding in raised
            if not any(accepts(finding) for accepts in expected)
        ),
        tallies=scored.tallies,
        differences=tuple(_differences(scored)),
        figures=sum(report.coverage.figures for report in verification.reports) if verification else 0,
        used=sum(report.coverage.used for report in verification.reports) if verification else 0,
        failure=failure,
    )


@cache
def _step() -> Callable[[Document], Verification]:
    return verify_step(DEFAULT_STANDARD)


def _verified(data: bytes, name: str) -> tuple[Verification | None, str | None]:
    from extractor.readers import read

    try:
        return _step()(read(data, name, DEFAULT_LIMITS)), None
    except ExtractorError as error:
        return None, error.named(name).line()
    except Exception as error:
        return None, internal_error(name, error)


def _findings(verification: Verification | None) -> list[Finding]:
    if verification is None:
        return []
    own = [finding for report in verification.reports for finding in report.findings]
    return [*verification.findings, *own]


def _differences(scored: DocumentScore) -> Iterator[str]:
    for item in scored.items:
        if item.family != "findings":
            yield f"{item.family} {item.verdict}：{item.expected} → {item.found}"
