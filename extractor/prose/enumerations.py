"""Lists of names that a count announces: 3个下属单位，分别为…、…和…."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.language.quantity import Figure
from extractor.language.units import dimension
from extractor.prose.compositions import countable, label_before
from extractor.prose.passage import Passage
from extractor.records import Enumeration, Quantity

_NAMED = re.compile(
    r"(?P<noun>[一-鿿]{1,16}?)?[，,]?(?P<link>(?:(?:分别|具体)(?:为|是)|即|依次为|它们是)[：:]?|(?:[（(][^）)]{1,8}[)）])?[：:])(?P<items>[^。；;\d]{4,400}?)(?=[。；;]|$)"
)
_BEHIND = re.compile(
    r"(?P<noun>[一-鿿]{1,16}?)?[，,]?(?P<link>(?<=[，,])[为是含]|包括|包含)[：:]?(?P<items>[^。；;（()）\d]{4,400}?)(?=[。；;（(]|$)"
)
_BRACKETED = re.compile(
    r"(?P<noun>[一-鿿]{1,16}?)?[（(](?P<link>(?:分别)?[为是]|即|包括|包含|含)?[：:]?(?P<items>[^。；;（()）\d]{4,400})[）)]"
)
_BEFORE = re.compile(
    r"(?P<noun>内设机构|内设|下设|设有|设立|下辖|所属|下属)(?:单位|机构|科室|部门)?(?P<link>为|有|了)?[：:]?"
    r"(?P<items>[^，。；;：:（()）\d]{4,400}?)[，,]?(?:共计?|合计)?有?$"
)
_REACH = 420
_COUNTED = re.compile("^(?:(?:本|我|该)(?:单位|部门|局|办|院|中心))?(?:现|共)*有?|共?[计有设]?$")
_OFFICE = re.compile(
    r"[一-鿿]{2,20}(?:[科室股处局厅队所站院校园馆场社部委办会组]|中心|学校|[中小]学|公司|支队|银行|法庭|街道|[镇乡])"
)
_MAINLY = re.compile("等|以及其他|主要")
_AND_ITS = ("及", "和", "与", "及其", "和其")
_AMONG_THEM = (None, "包括", "包含", "含")
"""Words that may name some only; a bracket without a word may as well."""


class _List(NamedTuple):
    """The names found beside a count, where they stand, and whether they are all of them."""

    noun: str | None
    start: int
    end: int
    items: list[str]
    complete: bool


def enumerations(passages: list[Passage]) -> list[Enumeration]:
    """Return the counts that come with the names of what they count."""
    found = []
    for passage in passages:
        for index, figure in enumerate(passage.figures):
            if not _counts(figure) or passage.roles.get(index):
                continue
            listed = next(_lists(passage.text, figure), None)
            if listed is None:
                continue
            names = passage.text[listed.start : listed.end]
            found.append(
                Enumeration(
                    label=listed.noun
                    or _COUNTED.sub("", label_before(passage, index, 0))
                    or figure.unit
                    or "",
                    count=_used(passage, index),
                    items=listed.items,
                    exhaustive=listed.complete and not _MAINLY.search(names),
                    evidence=passage.evidence(min(figure.start, listed.start), max(figure.end, listed.end)),
                )
            )
    return found


def _counts(figure: Figure) -> bool:
    """Return whether a figure counts whole things, for certain."""
    return (
        figure.unit is not None
        and countable(figure) is not None
        and not figure.approximate
        and dimension(figure.unit).startswith("count")
    )


def _lists(text: str, figure: Figure) -> Iterator[_List]:
    """Yield the lists beside *figure*, the surest wording first.

    What no word but a comma or a bracket announces (3个，为甲科、乙科; 3个（甲科、乙科）) is
    as likely the kinds of a thing as its names, so there the names have to be offices'.
    """
    if match := _NAMED.match(text, figure.end):
        items = _items(match["items"], figure.value)
        named = match["link"].rstrip("：:").endswith(("为", "是", "即"))
        if len(items) >= 2 and (named or max(map(len, items)) <= 12):
            yield _List(match["noun"], *match.span("items"), items, True)
    for wording in (_BEHIND, _BRACKETED):
        if match := wording.match(text, figure.end):
            items = _items(match["items"], figure.value)
            if len(items) >= 2 and all(map(_OFFICE.fullmatch, items)):
                yield _List(match["noun"], *match.span("items"), items, match["link"] not in _AMONG_THEM)
    if match := _BEFORE.search(text[max(0, figure.start - _REACH) : figure.start]):
        items = _items(match["items"], figure.value)
        offset = max(0, figure.start - _REACH)
        if text[: offset + match.start()].endswith(_AND_ITS):
            # 局机关及所属执法支队、监测站共3个: the list began before.
            return
        if len(items) >= 2 and all(map(_OFFICE.fullmatch, items)):
            start, end = match.span("items")
            yield _List(match["noun"], offset + start, offset + end, items, True)


def _used(passage: Passage, index: int) -> Quantity:
    passage.used.add(index)
    return passage.quantity(index)


def _items(text: str, wanted: object) -> list[str]:
    """Split a list of names; ``和`` inside a name is told from the last ``和`` by the count stated."""
    flat = re.sub(r"[（(][^（()）]*[)）]", "", text).strip(" ，,")
    coarse = [item.strip() for item in re.split(r"[、，,]|(?<=》)(?=《)", flat) if item.strip()]
    if not coarse:
        return []
    last = re.split(r"以及|和|及|与", coarse[-1], maxsplit=1)
    fine = coarse[:-1] + [item for item in last if item]
    every = [item for chunk in coarse for item in re.split(r"以及|和|及|与", chunk) if item]
    for option in (fine, coarse, every):
        if len(option) == wanted:
            return option
    return fine
