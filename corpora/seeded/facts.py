"""What a narrative says beside budget and indicators: staff, assets, changes, shares, lists, dates."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from corpora.seeded.figures import between, chance, per_cent, printed, some, split, to_step
from corpora.seeded.lexicon import words
from corpora.seeded.plan import (
    Growth,
    Listing,
    Milestones,
    Parts,
    Plan,
    Share,
    Statement,
    Structure,
)

_LEAST_SPENT = 100
"""Below so many 万元 a part of the money is too small to be set against last year's."""


def fill(plan: Plan, sector: dict[str, Any], rng: Random) -> None:
    """Add to *plan* the facts its kind of document states."""
    found: list[Statement] = []
    if plan.kind.endswith("form"):
        found = [_milestones(plan, sector, rng)] if chance(rng, 0.2) else []
    elif plan.kind.startswith("department"):
        found = [*_department(plan, sector, rng), *_changes(plan, rng)]
    else:
        found = [*_project(plan, sector, rng), *_changes(plan, rng, most=1)]
    plan.statements.extend(found)


def staff(rng: Random) -> Parts:
    """Return the staff (人员) by kind of post."""
    common = words("common")["staff"]
    labels = rng.choice(common["labels"])
    total = rng.randint(24, 420)
    counts = split(rng, total, len(labels), 3)
    parts = [(label, str(count)) for label, count in zip(labels, counts, strict=True)]
    return Parts(rng.choice(common["totals"]), str(total), parts, "人")


def assets(rng: Random) -> Parts:
    """Return the assets (资产) by kind, in 万元."""
    common = words("common")["assets"]
    counts = split(rng, rng.randint(30000, 900000), len(common["parts"]), 500)
    parts = [
        (label, f"{Decimal(count) / 100:.2f}") for label, count in zip(common["parts"], counts, strict=True)
    ]
    return Parts(common["total"], f"{Decimal(sum(counts)) / 100:.2f}", parts, "万元")


def growth(rng: Random, spent: Decimal | None = None) -> Growth:
    """Return a figure of this year against last year's, with its change.

    Where it is told what was *spent* in all (万元), a small part of that; else a count.
    """
    common = words("common")["growth"]
    if spent is not None:
        label, unit, places = rng.choice(common["money"]), "万元", 2
        base = to_step(spent * between(rng, 10, 80) / 1000, 2)
    else:
        (label, unit), places = rng.choice(common["counts"]), 0
        base = between(rng, 40, 3200)
    change = base * between(rng, 3, 45) / 100
    direction = rng.choice((1, -1))
    current = Decimal(printed(base + direction * change, places))
    if current == base:
        current += direction * Decimal(1).scaleb(-places)
    amount = abs(current - base)
    manner = rng.choice(("both", "both", "percent", "amount"))
    return Growth(
        label, f"{base:f}", f"{current:f}", unit, direction,
        None if manner == "percent" else f"{amount:f}",
        None if manner == "amount" else per_cent(amount, base, rng.choice((1, 2, 2))),
    )  # fmt: skip


def structure(rng: Random) -> Structure:
    """Return shares that make 100 % exactly as printed."""
    label, names = rng.choice(words("common")["structure"]["labels"])
    counts = split(rng, 10000, len(names), 400)
    return Structure(
        label, [(name, printed(Fraction(n, 100), 2)) for name, n in zip(names, counts, strict=True)]
    )


def share(plan: Plan) -> Share | None:
    """Return the share of a budget line in all that was spent, ``None`` without lines."""
    total = plan.total.amounts.get("executed")
    for line in plan.budget[1:]:
        part = line.amounts.get("executed")
        if part and total and part.yuan and line.scope in ("basic", "project"):
            label = "基本支出" if line.scope == "basic" else "项目支出"
            return Share(
                "全年支出", total.text, label, part.text, total.unit, per_cent(part.yuan, total.yuan)
            )
    return None


def listing(sector: dict[str, Any], rng: Random) -> Listing:
    """Return subordinate units or offices, counted and named."""
    if chance(rng, 0.5):
        names = some(rng, sector["units"], 2, 4)
        return Listing("下属单位", "个", str(len(names)), names)
    names = some(rng, sector["offices"], 3, 5)
    return Listing("内设机构", "个", str(len(names)), names)


def _milestones(plan: Plan, sector: dict[str, Any], rng: Random) -> Milestones:
    month = rng.randint(5, 10)
    finished = f"{plan.year}-{month:02d}-{rng.randint(1, 28):02d}"
    accepted = f"{plan.year}-{rng.randint(month + 1, 12):02d}-{rng.randint(1, 28):02d}"
    dated = {item.name for item in plan.items}
    # The work whose day is an indicator has its own dates there.
    works = [work for work in sector["work"] if not any(name.startswith(work) for name in dated)]
    return Milestones(rng.choice(works), finished, accepted)


def _department(plan: Plan, sector: dict[str, Any], rng: Random) -> Iterator[Statement]:
    yield staff(rng)
    if chance(rng, 0.7):
        yield listing(sector, rng)
    if chance(rng, 0.6):
        yield assets(rng)
    if chance(rng, 0.5) and (found := share(plan)):
        yield found


def _project(plan: Plan, sector: dict[str, Any], rng: Random) -> Iterator[Statement]:
    if chance(rng, 0.6):
        yield _milestones(plan, sector, rng)
    if chance(rng, 0.3):
        yield listing(sector, rng)


def _changes(plan: Plan, rng: Random, most: int = 2) -> Iterator[Statement]:
    spent = plan.total.amounts["executed"].yuan / 10**4
    for money in rng.sample((True, False), rng.randint(0, most)):
        if not money or spent >= _LEAST_SPENT:
            yield growth(rng, spent if money else None)
    if chance(rng, 0.35):
        yield structure(rng)
