"""Points of a level in the heading of a narrative (（一）产出指标（50分）) against the indicators below."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.document import Paragraph
from extractor.records import Indicator
from perfeval.findings import Finding
from perfeval.recompute.sheet import repeats_another
from perfeval.rules.claims import passages
from perfeval.rules.items import points
from perfeval.rules.registry import Facts
from perfeval.rules.wording import place, plain

_LEVEL = re.compile(
    r"^[\s（(]*(?:[①-⑳]|[一二三四五六七八九十\d]{0,3})[)）、.．]?\s*(?P<label>(?:产出|成本|效益|满意度)指标)"
    r"[（(](?:满分|分值|权重)?[:：]?(?P<points>\d{1,3}(?:\.\d)?)分[)）]"
)


def levels_in_prose(facts: Facts) -> Iterator[Finding]:
    """Yield the headings whose points are not those of the indicators told under them.

    A warning: an indicator of the level that was not recognised may be what is missing. A
    level named twice, or one of whose indicators has no weight, is left alone.
    """
    headings = [
        (text, found)
        for text in passages(facts)
        if isinstance(text, Paragraph) and (found := _LEVEL.match(text.text))
    ]
    headed = {found["label"] for _, found in headings}
    # 4.成本指标 among the outputs (产出指标) is one of their kinds, as it was before 2021.
    costs = sum(
        (item.weight or Decimal(0) for item in facts.report.indicators if _under(item, "成本指标")),
        Decimal(0),
    )
    costs = Decimal(0) if "成本指标" in headed else costs
    for text, found in headings:
        label, stated = found["label"], Decimal(found["points"])
        below = [item for item in facts.report.indicators if _under(item, label)]
        weights = [item.weight for item in below if item.weight is not None]
        once = sum(other["label"] == label for _, other in headings) == 1
        if not once or not weights or len(weights) < len(below):
            continue
        facts.checked()
        added = sum(weights, Decimal(0))
        if added == stated or (label == "产出指标" and added + costs == stated):
            continue
        here = text.evidence(*found.span("label"))
        spots = [item.evidence.name for item in below if item.evidence.name is not None]
        yield facts.finding(
            "SCO404",
            severity="warning",
            zh=f"{place(here)}“{label}”写明 {points(stated)} 分，下面 {len(weights)} 项的分值合计 "
            f"{plain(added)} 分",
            en=f"{place(here, 'en')}: {label!r} states {points(stated)} points, the {len(weights)} "
            f"indicators below make {plain(added)}",
            evidence=[here, *spots],
            key=[label, stated, added],
            stated=points(stated),
            recomputed=plain(added),
        )


def _under(item: Indicator, label: str) -> bool:
    return (item.level1 or "") == label and not repeats_another(item)
