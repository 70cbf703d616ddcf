"""Which standard a file is held against: the one named, else its region's and year's, else the national.

Names are trusted where they say whose document it is: organization, supervisor, title. A
place has to stand at the beginning and as a place (四川省财政厅, 武汉市…局, not 广东路小学 or
武汉大学); a partner or a place named in the text decides nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extractor.records import Report
from perfeval.standards.loader import DEFAULT, load, names
from perfeval.standards.model import Standard, Tier, firm

AUTO = "auto"
"""What the user says to have the standard chosen."""

_LEAD = re.compile(r"(?:(?:19|20)\d\d(?:年度?)?|附件\d*|附表\d*|关于|中共|[《“（(:：、.．\d])*")
_TAIL = re.compile("省|市|州|地区|林区|高新|经开|经济技术|国家级|[\u4e00-\u9fff]{1,8}自治州")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """The standard that counts, why (Chinese, English), and what else may.

    ``others`` are standards by whose bands a grade may be right as well: the national ones
    where the chosen ones are not sure to apply or not surely known.
    """

    standard: Standard
    reason: tuple[str, str]
    others: tuple[Standard, ...] = ()

    def adjusted(self, thresholds: Mapping[str, Decimal]) -> "Choice":
        """Return the choice with the *thresholds* named in place of the standard's own."""
        if not thresholds:
            return self
        own = self.standard.thresholds.model_copy(update=dict(thresholds))
        return replace(self, standard=self.standard.model_copy(update={"thresholds": own}))


def given(standard: Standard) -> Choice:
    """Return the choice of *standard*, which the user named."""
    national = load(DEFAULT)
    weak = not firm(standard.bands_status) and standard.bands != national.bands
    return Choice(standard, ("由使用者指定", "named by the user"), (national,) if weak else ())


def chosen(reports: Sequence[Report]) -> Choice:
    """Return the standard of the place the first of *reports* that names one belongs to.

    The national standard counts beside it: that a place has a standard of its own does not
    say that this document follows it.
    """
    national = load(DEFAULT)
    for report in reports:
        places = list(_places(report))
        if not places:
            continue
        if len({frozenset(place.standards) for place in places}) > 1:
            words = "、".join(f"“{place.name}”" for place in places)
            return Choice(
                national,
                (
                    f"{words}分属不同地区，按全国标准",
                    f"{words} belong to different regions, so the national one",
                ),
            )
        return _of_place(report, places[0], national)
    return Choice(
        national,
        (
            "没有识别出另有标准的地区，按全国标准",
            "no region with a standard of its own was recognised, so the national one",
        ),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A name that begins with a place, and the standards of that place, the nearest first."""

    label: tuple[str, str]
    name: str
    standards: tuple[str, ...]


def _places(report: Report) -> Iterator[_Place]:
    for label, name in (
        (("单位", "organization"), report.organization),
        (("主管部门", "supervisor"), report.supervisor),
        (("标题", "title"), report.title),
    ):
        found = _standards_of("".join((name or "").split())[:_LONGEST])
        if found:
            yield _Place(label, " ".join((name or "").split())[:_LONGEST], found)


def _standards_of(name: str) -> tuple[str, ...]:
    start = _LEAD.match(name)
    rest = name[start.end() :] if start else name
    near = [each for each, own, _ in _gazetteer() if _begins(rest, own)]
    far = [each for each, _, cities in _gazetteer() if each not in near and _begins(rest, cities)]
    return tuple(near + far)


def _begins(name: str, places: Sequence[str]) -> bool:
    return any(name.startswith(place) and _TAIL.match(name, len(place)) for place in places)


@cache
def _gazetteer() -> list[tuple[str, list[str], list[str]]]:
    """Return the regional standards with their places, those of later years first."""
    shipped = [load(name) for name in names()]
    regional = [standard for standard in shipped if standard.regions or standard.cities]
    regional.sort(key=lambda standard: (-(standard.years.first or 0), standard.name))
    return [(standard.name, standard.regions, standard.cities) for standard in regional]


def _of_place(report: Report, place: _Place, national: Standard) -> Choice:
    zh_label, en_label = place.label
    misfits: list[tuple[str, str]] = []
    for name in place.standards:
        standard = load(name)
        misfit = _misfit(standard, report)
        if misfit is None:
            zh = f"按{zh_label}“{place.name}”选定"
            en = f"chosen by the {en_label} {place.name!r}"
            return Choice(_tolerant(standard, national), (zh, en), (national,))
        misfits.append(misfit)
    zh, en = misfits[0]
    return Choice(
        national,
        (
            f"{zh_label}“{place.name}”所在地的标准{zh}，按全国标准",
            f"the standard of the {en_label} {place.name!r} {en}, so the national one",
        ),
    )


def _misfit(standard: Standard, report: Report) -> tuple[str, str] | None:
    """Return why *standard* does not apply to *report* although its place does, else ``None``."""
    kind = "department" if report.kind.startswith("department") else "project"
    if standard.kinds and kind not in standard.kinds:
        zh, en = ("部门整体支出", "whole departments") if kind == "project" else ("项目支出", "projects")
        return f" {standard.name} 只适用于{zh}", f"({standard.name}) is for {en} only"
    if standard.years.include(report.fiscal_year):
        return None
    first, last = standard.years.first, standard.years.last
    zh_span = f"{first or ''}-{last or ''} 年度" if last else f" {first} 年度起"
    year = report.fiscal_year
    zh_year = f"本报告为 {year} 年度" if year else "本报告没有写明年度"
    en_year = f"this report is of {year}" if year else "this report states no year"
    return (
        f" {standard.name} 适用于{zh_span}，{zh_year}",
        f"({standard.name}) applies to the years {first or ''}-{last or ''} and {en_year}",
    )


def _tolerant(standard: Standard, national: Standard) -> Standard:
    """Return *standard* with what the national one attests beside it, for a form may follow either."""
    fulls = dict.fromkeys((*standard.execution.full, *national.execution.full))
    formulas = [*standard.formulas, *(each for each in national.formulas if each not in standard.formulas)]
    return standard.model_copy(
        update={
            "execution": standard.execution.model_copy(update={"full": list(fulls)}),
            "formulas": formulas,
            "tiers": [_widest(tier, national.tiers) for tier in standard.tiers],
        }
    )


def _widest(tier: Tier, others: Sequence[Tier]) -> Tier:
    same = [tier, *(other for other in others if other.label == tier.label)]
    return tier.model_copy(
        update={"lower": min(each.lower for each in same), "upper": max(each.upper for each in same)}
    )
