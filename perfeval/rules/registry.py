"""How a rule is written and found.

A rule is a generator of findings over the facts of one report, registered under its
code. Its docstring is its page in the catalogue, with these headings, each on a line of
its own followed by a colon-free paragraph: the first line says what it flags, then
``为什么重要``, ``示例``, ``依据``, ``已知的误报``. ``perfeval explain CODE`` prints that
docstring, and a test checks its headings.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import wraps
from typing import Any, TypeVar

from extractor.document import Document
from extractor.evidence import Evidence
from extractor.records import Report
from perfeval.findings import Cause, Finding, Recomputed, Severity, Skipped, fingerprint
from perfeval.recompute import Workings
from perfeval.rules.causes.identity import Identity
from perfeval.standards.model import Standard

T = TypeVar("T")

HEADINGS = ("为什么重要", "示例", "依据", "已知的误报")


@dataclass(slots=True)
class Facts:
    """What a rule may look at: one report, what was recomputed from it, the standard.

    ``siblings`` are the other reports of the same file, ``others`` the standards by whose
    bands a grade may be right as well. A rule counts every identity it
    tests with :meth:`checked`, says with :meth:`skip` where it cannot run, and makes what
    it finds with :meth:`finding`.
    """

    report: Report
    workings: Workings
    standard: Standard
    index: int = 0
    siblings: Sequence[Report] = ()
    document: Document | None = None
    language: str = "zh"
    others: Sequence[Standard] = ()
    skipped: list[Skipped] = field(default_factory=list)
    checks: int = 0
    worked_out: dict[str, Any] = field(default_factory=dict)
    """What :func:`once` keeps."""
    failed: dict[tuple[str, str], Identity] = field(default_factory=dict)
    """The identities that failed, by code and fingerprint of the finding each led to."""

    @property
    def recomputed(self) -> Recomputed:
        """What was recomputed, as the outputs show it."""
        return self.workings.recomputed

    def checked(self, number: int = 1) -> None:
        """Count *number* identities as tested."""
        self.checks += number

    def say(self, zh: str, en: str) -> str:
        """Return the message in the language asked for."""
        return en if self.language == "en" else zh

    def skip(self, code: str, zh: str, en: str) -> None:
        """Record that rule *code* could not be checked, and why."""
        entry = Skipped(code=code, reason=self.say(zh, en))
        if entry not in self.skipped:
            self.skipped.append(entry)

    def finding(
        self,
        code: str,
        *,
        zh: str,
        en: str,
        evidence: Sequence[Evidence],
        key: Sequence[str | Decimal | None],
        stated: str | None = None,
        recomputed: str | None = None,
        severity: Severity | None = None,
        identity: Identity | None = None,
        cause: Cause | None = None,
    ) -> Finding:
        """Return a finding of rule *code*; *key* is what its fingerprint is made of.

        *identity* is the arithmetic that does not hold: its causes are looked for once all
        rules have run, unless the rule knows the *cause* and has told it in its message.
        """
        entry = RULES[code]
        mark = fingerprint(code, *key)
        if identity is not None:
            self.failed.setdefault((code, mark), identity)
        return Finding(
            code=code,
            severity=severity or entry.severity,
            title=self.say(*entry.title),
            message=self.say(zh, en),
            stated=stated,
            recomputed=recomputed,
            evidence=list(evidence),
            report=None if entry.across else self.index,
            fingerprint=mark,
            cause=cause,
        )


def once(compute: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """Make *compute* run once a report, for what several rules look at; its result is shared."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def remembered(facts: Facts) -> T:
        if name not in facts.worked_out:
            facts.worked_out[name] = compute(facts)
        result: T = facts.worked_out[name]
        return result

    return remembered


Check = Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One registered rule; ``title`` is (Chinese, English)."""

    code: str
    severity: Severity
    title: tuple[str, str]
    check: Check
    across: bool
    """Whether it sets the file's reports against each other: its findings belong to the file."""

    @property
    def page(self) -> str:
        """The rule's catalogue page: its docstring."""
        return inspect.cleandoc(self.check.__doc__ or "")


RULES: dict[str, Rule] = {}


def rule(
    code: str, *, severity: Severity, zh: str, en: str, across: bool = False
) -> Callable[[Check], Check]:
    """Register a generator of findings as rule *code* with its default severity and titles."""

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"rule {code} is registered twice")
        RULES[code] = Rule(code, severity, (zh, en), check, across)
        return check

    return register
