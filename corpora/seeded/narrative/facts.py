"""Words what a plan states beside budget and indicators: staff, changes, shares, surveys, dates."""

from collections.abc import Iterator

from corpora.seeded.narrative.style import day
from corpora.seeded.narrative.writer import Writer
from corpora.seeded.plan import (
    Amount,
    Growth,
    Listing,
    Milestones,
    Parts,
    Share,
    Structure,
    Survey,
)

_SCOPES = {"公用经费支出": "operating", "公务接待费": "reception", "公务用车运行维护费": "vehicle"}
"""Labels of spending that a reader counts under a scope of their own."""
_MONEY = ("元", "万元", "亿元")


def about_money(writer: Writer) -> Iterator[str]:
    """Yield the sentences that belong to the section on money."""
    for statement in writer.statements(Share, Growth, Structure):
        if isinstance(statement, Share):
            yield share(writer, statement)
        elif isinstance(statement, Growth) and statement.unit in _MONEY:
            yield growth(writer, statement)
        elif isinstance(statement, Structure) and _of_money(statement):
            yield structure(writer, statement)


def about_work(writer: Writer) -> Iterator[str]:
    """Yield the sentences that belong to what was done."""
    for statement in writer.statements(Growth, Structure, Milestones):
        if isinstance(statement, Growth) and statement.unit not in _MONEY:
            yield growth(writer, statement)
        elif isinstance(statement, Structure) and not _of_money(statement):
            yield structure(writer, statement)
        elif isinstance(statement, Milestones):
            yield milestones(writer, statement)


def staff(writer: Writer) -> list[str]:
    """Return the sentences on staff and other things counted in parts."""
    return [parts(writer, found) for found in _parts(writer) if found.unit not in _MONEY]


def assets(writer: Writer) -> list[str]:
    """Return the sentences on assets."""
    return [parts(writer, found) for found in _parts(writer) if found.unit in _MONEY]


def offices(writer: Writer) -> list[str]:
    """Return the sentences that count things and name them."""
    return [listing(writer, found) for found in writer.statements(Listing) if isinstance(found, Listing)]


def surveys(writer: Writer) -> list[str]:
    """Return the sentences on surveys of satisfaction."""
    return [survey(writer, found) for found in writer.statements(Survey) if isinstance(found, Survey)]


def parts(writer: Writer, found: Parts) -> str:
    """Return a whole with its parts."""
    names = [f"{label}{writer.style.number(figure)}{found.unit}" for label, figure in found.parts]
    rule = "assets" if found.unit in _MONEY else "staff"
    return writer.say(
        rule, label=found.label, total=writer.style.number(found.total) + found.unit,
        parts=writer.rng.choice("、，").join(names),
    )  # fmt: skip


def growth(writer: Writer, found: Growth) -> str:
    """Return a figure of this year with its change."""
    scope, unit = _SCOPES.get(found.label), found.unit
    if unit in _MONEY:
        # A change is told, not a budget: a reader counts its figures only where 支出 is said of them.
        spent = scope is not None and found.label.endswith("支出")
        for text, optional in ((found.current, not spent), (found.base, True)):
            for each in (scope, "other", "total", "operating") if optional else (scope,):
                writer.record.amount(
                    "executed", each or "project", "all", Amount(text, unit), optional=optional
                )
    figure = writer.style.number
    return writer.say(
        "growth_more" if found.direction > 0 else "growth_less", ("amount", "percent"),
        label=found.label, current=figure(found.current) + unit, base=figure(found.base) + unit,
        amount=figure(found.amount) + unit if found.amount else None,
        percent=writer.style.rate(found.percent),
    )  # fmt: skip


def share(writer: Writer, found: Share) -> str:
    """Return a part with its share of a whole."""
    figure = writer.style.number
    return writer.say(
        "share", whole_label=found.whole_label, whole=figure(found.whole) + found.unit,
        part_label=found.part_label, part=figure(found.part) + found.unit,
        percent=writer.style.rate(found.percent),
    )  # fmt: skip


def structure(writer: Writer, found: Structure) -> str:
    """Return shares that make a whole."""
    joint = writer.rng.choice(("占", "占比"))
    shares = [f"{label}{joint}{writer.style.rate(percent)}" for label, percent in found.shares]
    return writer.say("structure", label=found.label, shares=writer.rng.choice("、，").join(shares))


def listing(writer: Writer, found: Listing) -> str:
    """Return things counted and named."""
    count = found.count + found.measure
    return writer.say("listing", label=found.label, count=count, names="、".join(found.names))


def survey(writer: Writer, found: Survey) -> str:
    """Return a survey, or what stands in its place."""
    group, percent = found.group, writer.style.rate(found.percent)
    if found.sent is None or found.returned is None:
        return writer.say("no_survey", ("note",), note=found.note or None, group=group, percent=percent)
    sent, returned = found.sent + "份", found.returned + "份"
    return writer.say("survey", sent=sent, returned=returned, group=group, percent=percent)


def milestones(writer: Writer, found: Milestones) -> str:
    """Return when a work was finished and when accepted."""
    return writer.say(
        "milestones", work=found.work, finished=day(found.finished), accepted=day(found.accepted)
    )


def _parts(writer: Writer) -> Iterator[Parts]:
    return (found for found in writer.statements(Parts) if isinstance(found, Parts))


def _of_money(found: Structure) -> bool:
    return any("经费" in label or "支出" in label for label, _ in found.shares) or "资金" in found.label
