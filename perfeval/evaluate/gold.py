"""Gold files: what a perfect reader finds in a document, as a person wrote it down.

``NAME.gold.json`` stands beside ``NAME.docx``, ``NAME.pdf`` …, the same document in
several formats. The format is described in ``docs/evaluation.md``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import simplejson

SUFFIX = ".gold.json"

DOCUMENT_SUFFIXES = frozenset(
    (".docx", ".pdf", ".txt", ".html", ".htm", ".xlsx", ".xls", ".doc", ".ods", ".xlsb")
)
"""Names beside a gold file that are taken for the document itself."""


class BadGold(ValueError):
    """A gold file that does not follow the format; the message names file and place."""


@dataclass(frozen=True, slots=True)
class GoldValue:
    """A target or actual: exactly one of ``value``, ``qualitative`` and ``date`` is set."""

    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    comparator: str = "="
    qualitative: str | None = None
    date: str | None = None

    def __str__(self) -> str:
        if self.qualitative is not None:
            return f"「{self.qualitative}」"
        if self.date is not None:
            return f"{'' if self.comparator == '=' else self.comparator}{self.date}"
        upper = "" if self.upper is None else f"~{self.upper:f}"
        sign = "" if self.comparator in ("=", "range") else self.comparator
        return f"{sign}{self.value:f}{upper}{self.unit or ''}"


@dataclass(frozen=True, slots=True)
class GoldIndicator:
    """An indicator; ``None`` stands for what the document does not say."""

    name: str
    level1: str | None = None
    level2: str | None = None
    target: GoldValue | None = None
    actual: GoldValue | None = None
    weight: Decimal | None = None
    score: Decimal | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldBudget:
    """One distinct budget amount, in 元."""

    stage: str
    scope: str
    source: str
    yuan: Decimal
    optional: bool = False

    @property
    def key(self) -> tuple[str, str, str, Decimal]:
        """What makes two budget figures the same."""
        return (self.stage, self.scope, self.source, self.yuan)


@dataclass(frozen=True, slots=True)
class GoldReport:
    """One report or form of the document."""

    kind: str
    organization: str | None
    project: str | None
    fiscal_year: int | None
    budgets: tuple[GoldBudget, ...]
    rates: tuple[Decimal, ...]
    optional_rates: tuple[Decimal, ...]
    indicators: tuple[GoldIndicator, ...]
    score: Decimal | None
    grade: str | None
    grade_scale: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class GoldFinding:
    """A finding to be raised, or one that may be; ``near`` is quoted by it."""

    code: str
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold file."""

    path: Path
    reports: tuple[GoldReport, ...]
    must: tuple[GoldFinding, ...]
    may: tuple[GoldFinding, ...]


def load(path: Path) -> Gold:
    """Return the gold file at *path*; raises :class:`BadGold`, naming file and place."""
    try:
        data = simplejson.loads(path.read_text(encoding="utf-8"), use_decimal=True)
    except (OSError, UnicodeDecodeError, simplejson.JSONDecodeError) as error:
        raise BadGold(f"{path}：{error}") from error
    try:
        return parse(data, path)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise BadGold(f"{path}：不合格式（{type(error).__name__}: {error}）") from error


def parse(data: Mapping[str, Any], path: Path) -> Gold:
    """Return the gold in *data*, the JSON of a gold file.

    Raises ``KeyError``, ``TypeError``, ``AttributeError`` or ``InvalidOperation`` where it is not.
    """
    findings = data.get("findings") or {}
    return Gold(
        path,
        tuple(_report(entry) for entry in data["reports"]),
        tuple(map(_finding, findings.get("must") or ())),
        tuple(map(_finding, findings.get("may") or ())),
    )


def pairs(paths: Sequence[str | Path]) -> Iterator[tuple[Path, Path]]:
    """Yield (document, gold file) for every document below *paths* that has gold beside it, sorted.

    A path may be a folder (walked), a document, a gold file, or a glob pattern.
    """
    found: set[tuple[Path, Path]] = set()
    for given in paths:
        for path in _files(Path(given)):
            if path.name.endswith(SUFFIX):
                stem = path.name.removesuffix(SUFFIX)
                for document in path.parent.iterdir():
                    if document.stem == stem and document.suffix.lower() in DOCUMENT_SUFFIXES:
                        found.add((document, path))
            elif path.suffix.lower() in DOCUMENT_SUFFIXES:
                gold = path.with_name(path.stem + SUFFIX)
                if gold.is_file():
                    found.add((path, gold))
    yield from sorted(found)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (child for child in path.rglob("*") if child.is_file())
    elif path.exists():
        yield path
    else:
        anchor = Path(path.anchor)
        yield from (child for child in anchor.glob(str(path.relative_to(anchor))) if child.is_file())


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _value(entry: Mapping[str, Any] | None) -> GoldValue | None:
    if entry is None:
        return None
    return GoldValue(
        value=_number(entry.get("value")),
        upper=_number(entry.get("upper")),
        unit=entry.get("unit"),
        comparator=entry.get("comparator") or "=",
        qualitative=entry.get("qualitative"),
        date=entry.get("date"),
    )


def _indicator(entry: Mapping[str, Any]) -> GoldIndicator:
    return GoldIndicator(
        name=entry["name"],
        level1=entry.get("level1"),
        level2=entry.get("level2"),
        target=_value(entry.get("target")),
        actual=_value(entry.get("actual")),
        weight=_number(entry.get("weight")),
        score=_number(entry.get("score")),
        optional=bool(entry.get("optional")),
    )


def _report(entry: Mapping[str, Any]) -> GoldReport:
    rates: dict[bool, list[Decimal]] = {False: [], True: []}
    for rate in entry.get("rates") or ():
        if isinstance(rate, Mapping):
            rates[bool(rate.get("optional"))].append(Decimal(str(rate["percent"])))
        else:
            rates[False].append(Decimal(str(rate)))
    return GoldReport(
        kind=entry["kind"],
        organization=entry.get("organization"),
        project=entry.get("project"),
        fiscal_year=entry.get("fiscal_year"),
        budgets=tuple(
            GoldBudget(
                budget["stage"],
                budget["scope"],
                budget["source"],
                Decimal(str(budget["yuan"])),
                bool(budget.get("optional")),
            )
            for budget in entry.get("budgets") or ()
        ),
        rates=tuple(rates[False]),
        optional_rates=tuple(rates[True]),
        indicators=tuple(map(_indicator, entry.get("indicators") or ())),
        score=_number(entry.get("score")),
        grade=entry.get("grade"),
        grade_scale=tuple((label, Decimal(str(lower))) for label, lower in entry.get("grade_scale") or ()),
    )


def _finding(entry: str | Mapping[str, Any]) -> GoldFinding:
    if isinstance(entry, str):
        return GoldFinding(entry)
    return GoldFinding(entry["code"], entry.get("near"))
