"""Many inputs, one after the other: sources → read → extract → verify.

One file's failure never stops the others: it becomes one line for the user, and the
:class:`Journal` remembers that it happened.
"""

import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO, TypeVar

from extractor.errors import ExtractorError, Language, printable
from extractor.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from extractor.document import Document
    from extractor.records import Extraction
    from perfeval.findings import Verification
    from perfeval.standards.model import Standard

T = TypeVar("T")

FailOn = Literal["critical", "error", "warning", "info", "never"]

DEFAULT_STANDARD = "auto"
"""Chosen for each file by the region and year it names."""

EXIT_DONE, EXIT_FOUND, EXIT_UNREADABLE = 0, 1, 3

_RANK = {"critical": 0, "error": 1, "warning": 2, "info": 3}


class UnknownName(Exception):
    """A standard or a rule that does not exist was named; the message is for the user."""


@dataclass(slots=True)
class Journal:
    """What happened: the inputs met, how many could not be read, the findings counted."""

    names: list[str] = field(default_factory=list)
    unreadable: int = 0
    findings: Counter[str] = field(default_factory=Counter)

    def count(self, verification: "Verification") -> "Verification":
        """Add one file's findings and return it."""
        self.findings.update(dict(verification.summary))
        return verification

    def exit_code(self, fail_on: FailOn = "never") -> int:
        """Return the exit code; an unreadable input (3) outranks findings (1).

        What could not be read may hold anything, so "all is checked" must not be told
        from "checked, with findings" by a code that hides it.
        """
        if self.unreadable or not self.names:
            return EXIT_UNREADABLE
        if fail_on != "never" and any(
            self.findings[severity] for severity, rank in _RANK.items() if rank <= _RANK[fail_on]
        ):
            return EXIT_FOUND
        return EXIT_DONE


def internal_error(name: str, error: Exception, language: Language = "zh") -> str:
    """Return one line for an error that is ours: the file, the exception, the line of code."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    what = printable(f"{type(error).__name__}: {error}"[:300])
    if language == "en":
        return f"{printable(name)}: internal error ({what}, {place}); please report it"
    return f"{printable(name)}：内部错误（{what}，{place}）；请报告此问题"


def outcomes(
    paths: Sequence[str],
    step: "Callable[[Document], T]",
    journal: Journal,
    *,
    complain: Callable[[str], None],
    progress: Callable[[str], None] = lambda _: None,
    limits: Limits = DEFAULT_LIMITS,
    stdin: TextIO | None = None,
    language: Language = "zh",
) -> Iterator[T | None]:
    """Yield ``step(document)`` for every input in order, ``None`` where it could not be read.

    Each failure is given to *complain* as one line, each name to *progress* before the
    file is read. ``-`` among *paths* stands for the paths listed in *stdin*, one a line.
    """
    from extractor.memory import collection_paused
    from extractor.readers import read
    from extractor.sources import expand

    for item in expand(paths, limits, stdin):
        failure: str
        if isinstance(item, ExtractorError):
            journal.names.append(item.file)
            failure = item.line(language)
        else:
            journal.names.append(item.name)
            progress(item.name)
            try:
                # Once for all steps: between them it would go through all that was read.
                with collection_paused():
                    result = step(read(item.data, item.name, limits))
            except ExtractorError as error:
                failure = error.named(item.name).line(language)
            except Exception as error:
                failure = internal_error(item.name, error, language)
            else:
                yield result
                continue
        journal.unreadable += 1
        complain(failure)
        yield None


def extract_step() -> "Callable[[Document], Extraction]":
    """Return the step that extracts one document."""
    from extractor.extract import extract

    return extract


def named_standard(
    standard: str, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> "Standard | None":
    """Return the standard of that name, ``None`` for ``auto``.

    Raises :class:`UnknownName` where there is none, or where no rule is called as *select*
    and *ignore* say.
    """
    from perfeval.standards.choice import AUTO
    from perfeval.standards.loader import UnknownStandard, load

    try:
        if select or ignore:
            _check_rules(select, ignore)
        return None if standard == AUTO else load(standard)
    except UnknownStandard as error:
        raise _unknown(error) from error


def _check_rules(select: Sequence[str], ignore: Sequence[str]) -> None:
    from perfeval.rules.choice import UnknownRule, chosen

    try:
        chosen(select, ignore)
    except UnknownRule as error:
        raise _unknown(error) from error


def _unknown(error: Exception) -> UnknownName:
    return UnknownName("\n".join(map(printable, str(error).splitlines())))


def verify_step(
    standard: str,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    ignore_for: Callable[[str], Sequence[str]] = lambda _: (),
    thresholds: Mapping[str, Decimal] | None = None,
    language: Language = "zh",
) -> "Callable[[Document], Verification]":
    """Return the step that extracts and verifies one document against the *standard* named.

    ``auto`` has it chosen for each document. *select* and *ignore* are rule codes or their
    beginnings (``BUD``, ``IND3``); *ignore_for* gives more of them for one input by its
    name. *thresholds* go before the standard's. Raises :class:`UnknownName` before any
    file is read.
    """
    from extractor.extract import extract
    from perfeval.verify import verify

    loaded = named_standard(standard, select, ignore)

    def step(document: "Document") -> "Verification":
        return verify(
            extract(document),
            loaded,
            select=select,
            ignore=[*ignore, *ignore_for(document.source.name)],
            thresholds=thresholds,
            language=language,
            document=document,
        )

    return step
