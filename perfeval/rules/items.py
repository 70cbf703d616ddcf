"""How findings name an indicator (绩效指标): its places, its key, what is printed of it."""

from decimal import Decimal

from extractor.evidence import Evidence
from extractor.records import Indicator, Quantity, Report
from perfeval.rules.wording import place


def places(indicator: Indicator) -> list[Evidence]:
    """Return the evidence of an indicator: actual and target before name."""
    parts = indicator.evidence
    return [part for part in (parts.actual, parts.target, parts.name) if part is not None]


def scored_places(indicator: Indicator) -> list[Evidence]:
    """Return the evidence of an indicator whose points are at issue: the score first."""
    score = indicator.evidence.score
    return [*([score] if score is not None else []), *places(indicator)]


def where(indicator: Indicator, language: str = "zh") -> str:
    """Return where the indicator stands, as findings say it."""
    found = places(indicator)
    return place(found[0], language) if found else ""


def key(indicator: Indicator) -> list[str | Decimal | None]:
    """Return what the fingerprint of a finding about target and actual is made of."""
    return [
        indicator.name,
        indicator.target.text if indicator.target else None,
        indicator.actual.text if indicator.actual else None,
    ]


def shown(quantity: Quantity | None) -> str:
    """Return a target or actual as printed."""
    return quantity.text.strip() if quantity else ""


def bare(name: str) -> str:
    """Return a name without punctuation and spaces, to compare it by."""
    return "".join(character for character in name if character.isalnum())


def points(value: Decimal | None) -> str:
    """Return weight or score as printed."""
    return "" if value is None else format(value, "f")


def is_form(report: Report) -> bool:
    """Whether the report is a form (自评表) and not a narrative."""
    return report.kind in ("department_form", "project_form")
