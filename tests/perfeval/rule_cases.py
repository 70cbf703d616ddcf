"""The tables of ``corpora/cases/rules``, read and built once: imports nothing that a rule is made of.

A table holds ``pass`` and ``fail``, each a list of cases: ``report`` (see ``report_builder``),
``others`` (further reports of the file), ``text`` and ``table`` or ``tables`` (the document). A case
that must fail says with ``near`` what its message or recomputed value contains (one text or several).
Optional: ``severity`` of the first finding, ``quotes`` (the texts of its evidence), ``recomputed``,
``fingerprint`` (which baselines of earlier versions hold), ``count`` of findings, ``also`` (other rules
that find something), ``skips`` (the reason given for not checking), ``checks`` (how many identities the
rule tests).
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from extractor.document import Document
from extractor.records import Extraction
from tests.perfeval.report_builder import document, extraction, report

FOLDER = Path(__file__).parents[2] / "corpora" / "cases" / "rules"
TABLES: dict[str, dict[str, list[dict[str, Any]]]] = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yml"))
}


@dataclass(frozen=True)
class Case:
    """One report that must pass or fail rule ``code``."""

    code: str
    verdict: str
    number: int
    given: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.code}-{self.verdict}-{self.number}"

    @cached_property
    def extraction(self) -> Extraction:
        return extraction(*(report(given) for given in (self.given["report"], *self.given.get("others", ()))))

    @cached_property
    def document(self) -> Document | None:
        if not {"text", "table", "tables"} & set(self.given):
            return None
        tables = self.given.get("tables", [self.given["table"]] if "table" in self.given else [])
        return document(self.given.get("text", []), *tables)


CASES = [
    Case(code, verdict, number, given)
    for code, table in TABLES.items()
    for verdict in ("pass", "fail")
    for number, given in enumerate(table[verdict], 1)
]
