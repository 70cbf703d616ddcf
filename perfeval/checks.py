"""What a call verifies by: the options given and the settings found, put together before any file is read."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from extractor.errors import Language
from perfeval import run
from perfeval.config import BadConfig, Config, codes, relative, threshold
from perfeval.findings import Verification
from perfeval.rules.choice import chosen


class Checks:
    """The rules, the standard and the thresholds of one call.

    *select* and *ignore* hold rule codes as a user writes them, *thresholds* texts like
    ``low_execution=85``; those of *settings* give way to them name by name. Raises
    :class:`~perfeval.run.UnknownName` for whatever does not exist.
    """

    def __init__(
        self,
        settings: Config,
        standard: str,
        *,
        select: Sequence[str] | None = None,
        ignore: Sequence[str] | None = None,
        thresholds: Sequence[str] | None = None,
        language: Language = "zh",
    ) -> None:
        self._settings, self._language = settings, language
        self._select, self._ignore = given_codes("--select", select), given_codes("--ignore", ignore)
        try:
            own = dict(map(threshold, thresholds or ()))
        except BadConfig as error:
            raise run.UnknownName(str(error)) from error
        self._step = run.verify_step(
            standard,
            select=self._select,
            ignore=self._ignore,
            ignore_for=settings.ignored_for,
            thresholds={**settings.thresholds, **own},
            language=language,
        )

    def run(
        self,
        paths: Sequence[str],
        journal: run.Journal,
        complain: Callable[[str], None],
        *,
        progress: Callable[[str], None] = lambda _: None,
        stdin: TextIO | None = None,
    ) -> Iterator[Verification | None]:
        """Yield the verification of each input, ``None`` where it could not be read."""
        return run.outcomes(
            paths,
            self._step,
            journal,
            complain=complain,
            progress=progress,
            stdin=stdin,
            language=self._language,
        )

    def seen_from(self, baseline: Path, result: Verification) -> tuple[Verification, str, set[str]]:
        """Return *result*, its file's path from the *baseline*'s folder, and the rules run on it."""
        name = result.source.name
        rules = chosen(self._select, [*self._ignore, *self._settings.ignored_for(name)])
        return result, relative(name, baseline.absolute().parent), {rule.code for rule in rules}


def given_codes(option: str, values: Sequence[str] | None) -> list[str]:
    """Return the rule codes among *values*; raises :class:`~perfeval.run.UnknownName` where there is none."""
    found = codes(values or ())
    if values and not found:
        raise run.UnknownName(f"{option}：没有给出规则编号；perfeval rules 列出全部规则")
    return found
