"""Reports written out compactly, for case tables and properties."""

import re
from decimal import Decimal
from typing import Any

from extractor.document import Block, Cell, Document, Paragraph, Source, Table
from extractor.evidence import Evidence
from extractor.records import (
    BudgetFigure,
    Change,
    Composition,
    Enumeration,
    Extraction,
    GradeBand,
    GradedPart,
    Indicator,
    IndicatorEvidence,
    NameMention,
    Quantity,
    Report,
    ScorePart,
    Share,
    SourceRecord,
    StatedGrade,
    StatedRate,
    StatedScore,
    Term,
    YearMention,
)

MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_SIGNS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=", "不低于": ">=", "不超过": "<="}
_QUANTITY = re.compile(
    r"(?P<sign>[≥≤<>=]|不低于|不超过)?(?P<about>约|近)?(?P<value>-?\d[\d.]*)(?:-(?P<upper>\d[\d.]*))?(?P<rest>.*)"
)


def evidence(
    text: str, block: int = 0, row: int | None = None, start: int = 0, column: int | None = None
) -> Evidence:
    table = None if row is None else block
    return Evidence(
        text=text, block=block, table=table, row=row, column=column, start=start, end=start + len(text)
    )


def quantity(text: str) -> Quantity:
    """Read ``≥300人``, ``约2.6万元``, ``20000余次``, ``2025-12-31`` or words."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Quantity(text=text, kind="date", value=text)
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return Quantity(text=text, kind="qualitative")
    unit = match["rest"].removeprefix("余")
    approximate = bool(match["about"]) or unit != match["rest"]
    comparator = _SIGNS[match["sign"]] if match["sign"] else ("range" if match["upper"] else "=")
    return Quantity.model_validate(
        {
            "text": text,
            "kind": "number",
            "comparator": comparator,
            "value": Decimal(match["value"]),
            "upper": Decimal(match["upper"]) if match["upper"] else None,
            "unit": unit or None,
            "approximate": approximate,
        }
    )


def term(text: str, block: int = 0, start: int = 0) -> Term:
    """Read ``中央资金 300万元``."""
    label, _, figure = text.rpartition(" ")
    return Term(label=label, quantity=quantity(figure), evidence=evidence(figure, block, start=start))


def budget(
    stage: str,
    scope: str,
    source: str,
    label: str,
    figure: str,
    block: int = 0,
    row: int | None = None,
    column: int | None = None,
    year: int | None = None,
    start: int = 0,
) -> BudgetFigure:
    amount = quantity(figure)
    assert isinstance(amount.value, Decimal)
    return BudgetFigure.model_validate(
        {
            "stage": stage,
            "scope": scope,
            "source": source,
            "label": label,
            "year": year,
            "quantity": amount,
            "yuan": amount.value * MONEY[amount.unit or "元"],
            "evidence": evidence(figure, block, row, start, column),
        }
    )


def _rate(
    scope: str,
    source: str,
    text: str,
    block: int = 0,
    row: int | None = None,
    numerator: str | None = None,
    start: int = 0,
) -> StatedRate:
    return StatedRate.model_validate(
        {
            "scope": scope,
            "source": source,
            "percent": Decimal(re.sub(r"[^\d.]", "", text)),
            "text": text,
            "numerator": numerator,
            "evidence": evidence(text, block, row, start),
        }
    )


def _indicator(
    block: int = 0, row: int | None = None, column: int = 1, table: int = 0, **fields: Any
) -> Indicator:
    places = {}
    for start, key in enumerate(("name", "target", "actual", "score")):
        if fields.get(key) is not None:
            places[key] = evidence(str(fields[key]), block, row, start=start * 50)
    if row is not None:
        # In a table the name stands in the column behind one of levels.
        places["name"] = places["name"].model_copy(update={"table": table, "column": column, "start": 0})
    for key in ("target", "actual"):
        if key in fields:
            fields[key] = quantity(str(fields[key]))
    for key in ("weight", "score", "coefficient"):
        if key in fields:
            fields[key] = Decimal(str(fields[key]))
    return Indicator(**fields, evidence=IndicatorEvidence(**places))


def _composition(total: str, parts: list[str], exhaustive: bool = True, block: int = 0) -> Composition:
    terms = [term(part, block, start=20 * (place + 1)) for place, part in enumerate(parts)]
    whole = term(total, block)
    return Composition(total=whole, parts=terms, exhaustive=exhaustive, evidence=whole.evidence)


def _change(label: str, direction: str, block: int = 0, **terms: str) -> Change:
    read = {
        key: term(f"{label} {text}", block, start=20 * place)
        for place, (key, text) in enumerate(terms.items())
    }
    return Change.model_validate(
        {"label": label, "direction": direction, "evidence": evidence(label, block), **read}
    )


def _share(
    label: str,
    percent: str,
    block: int = 0,
    part: str | None = None,
    whole: str | None = None,
    text: str | None = None,
) -> Share:
    return Share(
        label=label,
        part=term(f"{label} {part}", block, start=20) if part else None,
        whole=term(f"合计 {whole}", block) if whole else None,
        percent=term(f"{label} {percent}", block, start=40),
        evidence=evidence(text or label, block),
    )


def _row_of(label: str, tables: list[int], place: int) -> Evidence:
    """Return where a row of a score table stands; *tables* are those of all rows, in order."""
    row = tables[:place].count(tables[place])
    return evidence(label, tables[place], row, column=1)


def _score(value: Any) -> StatedScore:
    if not isinstance(value, dict):
        value = {"total": value}
    parts = [
        ScorePart(
            label=label,
            score=Decimal(str(points)),
            full=Decimal(str(full[0])) if full else None,
            evidence=_row_of(label, value["tables"], place)
            if "tables" in value
            else evidence(label, 80 + place),
        )
        for place, (label, points, *full) in enumerate(value.get("parts", []))
    ]
    full = Decimal(str(value["full"])) if "full" in value else None
    total = Decimal(str(value["total"]))
    return StatedScore(total=total, full=full, parts=parts, evidence=evidence(str(total), 90))


def _band(label: str, lower: Any) -> GradeBand:
    return GradeBand(label=label, lower=Decimal(str(lower)), evidence=evidence(label, 89))


def report(given: dict[str, Any]) -> Report:
    """Return the report a compact description stands for."""
    fields: dict[str, Any] = {
        "kind": given.get("kind", "department_report"),
        "organization": given.get("organization"),
        "project": given.get("project"),
        "fiscal_year": given.get("year", 2025),
        "evidence": evidence("报告", *given.get("at", ())),
        "budgets": [budget(*entry) for entry in given.get("budgets", [])],
        "rates": [_rate(*entry) for entry in given.get("rates", [])],
        "indicators": [_indicator(**entry) for entry in given.get("indicators", [])],
        "compositions": [_composition(**entry) for entry in given.get("compositions", [])],
        "changes": [_change(**entry) for entry in given.get("changes", [])],
        "shares": [_share(**entry) for entry in given.get("shares", [])],
        "enumerations": [
            Enumeration(
                label=entry["label"],
                count=quantity(entry["count"]),
                items=entry["items"],
                exhaustive=entry.get("exhaustive", True),
                evidence=evidence(entry["label"]),
            )
            for entry in given.get("enumerations", [])
        ],
        "years": [
            YearMention(year=year, role=role, text=text, evidence=evidence(text, block))
            for block, (year, role, text) in enumerate(given.get("years", []))
        ],
        "names": [
            NameMention(kind=kind, name=name, evidence=evidence(name, block))
            for block, (kind, name) in enumerate(given.get("names", []))
        ],
        "score": _score(given["score"]) if "score" in given else None,
        "grade": StatedGrade(label=given["grade"], evidence=evidence(given["grade"], 91))
        if "grade" in given
        else None,
        "grade_scale": [_band(*entry) for entry in given.get("scale", [])],
        "graded_parts": [
            GradedPart(
                label=label, score=Decimal(str(points)), grade=grade, evidence=evidence(label, 70 + place)
            )
            for place, (label, points, grade) in enumerate(given.get("graded_parts", []))
        ],
    }
    return Report(**fields)


def extraction(*reports: Report) -> Extraction:
    source = SourceRecord(name="case", sha256="0" * 64, format="txt", bytes=0)
    return Extraction(source=source, reports=list(reports))


def document(paragraphs: list[str], *tables: list[list[str]]) -> Document:
    """Return a document of *paragraphs*, and behind them *tables*; ``"^"`` is merged with the cell above."""
    source = Source(name="case", sha256="0" * 64, format="txt", bytes=0)
    blocks: list[Block] = [Paragraph(text, block) for block, text in enumerate(paragraphs)]
    blocks += [_table(rows, len(blocks) + index, index) for index, rows in enumerate(tables)]
    return Document(source, tuple(blocks))


def _table(rows: list[list[str]], block: int, index: int) -> Table:
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text == "^":
                continue
            span = 1
            while row + span < len(rows) and rows[row + span][column] == "^":
                span += 1
            cells.append(Cell(text, block, index, row, column, row_span=span))
    return Table(block, index, len(rows), len(rows[0]), tuple(cells))
