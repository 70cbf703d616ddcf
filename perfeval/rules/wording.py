"""How findings name places and numbers."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.records import Quantity, Stage, Term
from perfeval.quantities import measure

STAGES: dict[Stage, tuple[str, str]] = {
    "initial": ("年初预算", "initial budget"),
    "adjusted": ("全年预算", "adjusted budget"),
    "received": ("到位资金", "received"),
    "executed": ("支出", "executed"),
    "carryover": ("年末结转结余", "carry-over"),
}


def place(evidence: Evidence, language: str = "zh") -> str:
    """Return where *evidence* stands: 第12段, 表1第3行, with the page where there are pages."""
    if language == "en":
        page = f"page {evidence.page}, " if evidence.page is not None else ""
        if evidence.table is not None:
            return f"{page}table {evidence.table + 1} row {(evidence.row or 0) + 1}"
        return f"{page}paragraph {evidence.block + 1}"
    page = f"第{evidence.page}页" if evidence.page is not None else ""
    if evidence.table is not None:
        return f"{page}表{evidence.table + 1}第{(evidence.row or 0) + 1}行"
    return f"{page}第{evidence.block + 1}段"


def plain(value: Fraction | Decimal | int, places: int = 2) -> str:
    """Return *value* rounded half up to *places* decimals, without trailing zeros."""
    exact = Fraction(value)
    with localcontext() as context:
        context.prec = 60
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        rounded = quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = format(rounded, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def percent(value: Fraction | Decimal) -> str:
    """Return a percentage with two decimals, trailing zeros kept: 43.50%."""
    exact = Fraction(value)
    with localcontext() as context:
        context.prec = 60
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        return f"{quotient.quantize(Decimal('0.01'), ROUND_HALF_UP):f}%"


def in_unit(value: Fraction, unit: str | None, places: int = 4) -> str:
    """Return *value*, given in the base unit, in *unit*: 45000 元 in 万元 is 4.5万元."""
    found = measure(unit)
    return f"{plain(value / found.factor, places)}{unit or ''}"


def like(value: Fraction, model: Quantity) -> str:
    """Return *value*, given in the base unit, in the unit of *model*."""
    return in_unit(value, model.unit)


def term(item: Term) -> str:
    """Return a term as its label and what is printed."""
    text = item.quantity.text
    return text if item.label in text else f"{item.label}{text}"


def listed(words: list[str], limit: int = 5) -> str:
    """Return *words* joined with 、, cut after *limit* with the number there are."""
    shown = "、".join(words[:limit])
    return shown if len(words) <= limit else f"{shown}等{len(words)}项"
