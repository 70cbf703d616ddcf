"""Findings as SARIF 2.1.0, the format that code review platforms and editors read.

One log with one run. The rules come first and each result, on a line of its own, as it is
found, so an archive streams; the files and what could not be read follow.

There are no regions: one must begin at a line, character or byte of the whole file, while
evidence counts characters inside a paragraph or cell of what may be a docx or pdf. The
paragraph, or table, row and column, is the logical location; the words quoted stand in the
location's message and, with all of the evidence, in its properties.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from extractor.errors import Language
from extractor.evidence import Evidence
from extractor.records import SourceRecord
from perfeval.findings import Finding, Severity, Suppressed, Verification
from perfeval.outputs.jsonout import dumps
from perfeval.outputs.words import place, say
from perfeval.rules import catalogue
from perfeval.rules.registry import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "perfeval/v1"
"""The key of our fingerprints; another number once they are made otherwise."""

_LEVEL: dict[Severity, str] = {"critical": "error", "error": "error", "warning": "warning", "info": "note"}

Json = dict[str, Any]


def sarif_chunks(
    verifications: Iterable[Verification | None], unreadable: Sequence[str], language: Language = "zh"
) -> Iterator[str]:
    """Yield one SARIF log; ``None`` stands for an unreadable input.

    *unreadable* holds a line for each of those once *verifications* has ended. Where no input
    could be read nothing is yielded, so that an earlier output stays.
    """
    rules = catalogue()
    index = {code: number for number, code in enumerate(rules)}
    artifacts: dict[str, Json] = {}
    numbers: dict[str, int] = {}
    notifications: list[Json] = []
    separator = "\n"
    for verification in verifications:
        if verification is None:
            continue
        if not artifacts:
            yield _head(rules.values(), language)
        where = uri(verification.source.name)
        # A file given twice is one artifact: SARIF wants them unique.
        artifacts[where] = _artifact(verification.source)
        artifact = {"uri": where, "index": numbers.setdefault(where, len(numbers))}
        notifications += (
            {
                "level": "warning",
                "descriptor": {"id": warning.code},
                "message": {"text": warning.message},
                "locations": [{"physicalLocation": {"artifactLocation": artifact}}],
            }
            for warning in verification.warnings
        )
        for finding in _findings(verification):
            yield separator + dumps(_result(finding, artifact, index, language), indent=None)
            separator = ",\n"
    if artifacts:
        failures = [{"level": "error", "message": {"text": line}} for line in unreadable]
        yield _tail(list(artifacts.values()), failures, notifications)


def uri(name: str) -> str:
    """Return an input's name as a URI: relative where the name is, non-ASCII characters as UTF-8 escapes."""
    path = quote(name.replace(os.sep, "/"), safe="/", errors="backslashreplace")
    return f"file://{path}" if path.startswith("/") else path


def _head(rules: Iterable[Rule], language: Language) -> str:
    spoken = say(language, "zh-CN", "en-US")
    driver: Json = {"name": "perfeval", "language": spoken}
    with suppress(PackageNotFoundError):  # run from a copy of the sources
        driver["version"] = version("perfeval")
    driver["rules"] = [_rule(rule, language) for rule in rules]
    return (
        f'{{"$schema": {dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
        f'"tool": {dumps({"driver": driver})},\n'
        f'"language": {dumps(spoken)},\n'
        '"columnKind": "unicodeCodePoints",\n'
        '"results": ['
    )


def _tail(artifacts: list[Json], failures: list[Json], notifications: list[Json]) -> str:
    invocation = {
        "executionSuccessful": not failures,
        "toolExecutionNotifications": failures + notifications,
    }
    return f'\n],\n"artifacts": {dumps(artifacts)},\n"invocations": {dumps([invocation])}\n}}]}}\n'


def _rule(rule: Rule, language: Language) -> Json:
    return {
        "id": rule.code,
        "name": "".join(
            word[:1].upper() + word[1:]
            for word in "".join(each if each.isalnum() else " " for each in rule.title[1]).split()
        ),
        "shortDescription": {"text": say(language, *rule.title)},
        "fullDescription": {"text": rule.page.split("\n\n", 1)[0]},
        "help": {"text": rule.page},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {"severity": rule.severity},
    }


def _artifact(source: SourceRecord) -> Json:
    return {
        "location": {"uri": uri(source.name)},
        "length": source.bytes,
        "roles": ["analysisTarget"],
        "hashes": {"sha-256": source.sha256},
        "properties": {"format": source.format},
    }


def _findings(verification: Verification) -> Iterator[Finding]:
    for verified in verification.reports:
        yield from verified.findings
    yield from verification.findings
    yield from verification.suppressed


def _result(finding: Finding, artifact: Json, index: dict[str, int], language: Language) -> Json:
    first, others = finding.evidence[:1], finding.evidence[1:]
    properties = {
        name: value
        for name in ("severity", "title", "stated", "recomputed", "report")
        if (value := getattr(finding, name)) is not None
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(each, artifact, language) for each in first]
        or [{"physicalLocation": {"artifactLocation": artifact}}],
        "relatedLocations": [
            {"id": number, **_location(each, artifact, language)} for number, each in enumerate(others, 1)
        ],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        # Where one result has them all must: an empty list says that this one stands.
        "suppressions": [_suppression(finding)] if isinstance(finding, Suppressed) else [],
        "properties": properties,
    }


def _suppression(finding: Suppressed) -> Json:
    suppression: Json = {"kind": "external", "status": "accepted"}
    if finding.reason:
        suppression["justification"] = finding.reason
    if finding.reviewer:
        suppression["properties"] = {"reviewer": finding.reviewer}
    return suppression


def _location(evidence: Evidence, artifact: Json, language: Language) -> Json:
    where = place(evidence, language)
    return {
        "physicalLocation": {"artifactLocation": artifact},
        "logicalLocations": [
            {"name": where, "fullyQualifiedName": _path(evidence), "kind": _kind(evidence)},
        ],
        "message": {"text": f"{where}「{evidence.text}」"},
        "properties": evidence.model_dump(exclude_none=True),
    }


def _path(evidence: Evidence) -> str:
    """Return a place as a path, counted from 1 like XPath: ``/table[2]/row[4]/column[2]``."""
    if evidence.table is None:
        return f"/paragraph[{evidence.block + 1}]"
    steps = [("table", evidence.table), ("row", evidence.row), ("column", evidence.column)]
    return "".join(f"/{name}[{number + 1}]" for name, number in steps if number is not None)


def _kind(evidence: Evidence) -> str:
    if evidence.table is None:
        return "paragraph"
    return "table" if evidence.row is None else "cell"
