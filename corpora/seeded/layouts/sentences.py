"""What a plan says in words, as sentences for the cells of text in a form."""

from collections.abc import Iterator

from corpora.seeded.layouts.model import Pen
from corpora.seeded.layouts.values import day
from corpora.seeded.plan import (
    STAGES,
    Growth,
    Listing,
    Milestones,
    Parts,
    Remark,
    Share,
    Statement,
    Structure,
    Survey,
)

_MORE = {1: ("增加", "增长"), -1: ("减少", "下降")}


def at(places: tuple[str, ...], pen: Pen) -> Iterator[str]:
    """Yield the sentences of the plan's statements that stand at one of *places* (``Remark.place``)."""
    for statement in pen.plan.statements:
        place = statement.place if isinstance(statement, Remark) else "results"
        if place in places:
            yield _sentence(statement, pen)


def repeats(pen: Pen) -> str:
    """Return a sentence with the figures of money that the plan says once more, or nothing."""
    parts = [
        pen.fresh(f"sentence.repeats_{stage}", amount=str(pen.plan.repeats[stage]))
        for stage in STAGES
        if stage in pen.plan.repeats
    ]
    return "，".join(parts) + "。" if parts else ""


def _sentence(statement: Statement, pen: Pen) -> str:
    match statement:
        case Remark(text):
            return text
        case Survey(group, None, _, percent, note) | Survey(group, _, None, percent, note):
            return pen.fresh("sentence.no_survey", group=group, percent=percent, note=note)
        case Survey(group, sent, returned, percent):
            return pen.fresh(
                "sentence.survey", group=group, sent=sent or "", returned=returned or "", percent=percent
            )
        case Milestones(work, finished, accepted):
            return pen.fresh("sentence.milestones", work=work, finished=day(finished), accepted=day(accepted))
        case Parts(label, total, parts, unit):
            listed = "、".join(f"{name}{figure}{unit}" for name, figure in parts)
            return pen.fresh("sentence.parts", label=label, total=total, unit=unit, parts=listed)
        case Growth():
            return _growth(statement, pen)
        case Share(whole_label, whole, part_label, part, unit, percent):
            return pen.fresh(
                "sentence.share", whole_label=whole_label, whole=whole, part_label=part_label, part=part,
                unit=unit, percent=percent,
            )  # fmt: skip
        case Structure(label, shares):
            listed = "，".join(f"{name}占{percent}%" for name, percent in shares)
            return pen.fresh("sentence.structure", label=label, parts=listed)
        case Listing(label, measure, count, names):
            return pen.fresh(
                "sentence.listing", label=label, measure=measure, count=count, names="、".join(names)
            )


def _growth(growth: Growth, pen: Pen) -> str:
    more, grown = _MORE[growth.direction]
    key = "both" if growth.amount and growth.percent else "amount" if growth.amount else "percent"
    return pen.fresh(
        f"sentence.growth_{key}", label=growth.label, base=growth.base, current=growth.current,
        unit=growth.unit, more=more, grown=grown, amount=growth.amount or "", percent=growth.percent or "",
    )  # fmt: skip
