"""Headings and sections, however the numbering breaks.

The numbering of real reports cannot be trusted: ``2、`` stands among ``一、`` and ``三、``,
numbers repeat, the first sibling is missing, Word's own numbers are lost in conversion.
So a heading is judged by its form and its words, and the section path by the heading
level the file marks, else by the style of the label; nothing depends on the count.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from extractor.document import Paragraph
from extractor.language.lexicon import load, words

_CHINESE = "[一二三四五六七八九十百]"
_LABEL = re.compile(
    rf"""\s*(?:
      (?P<chapter>第{_CHINESE}+[章节部编][分]?[、：:\s]?)
    | (?P<one>{_CHINESE}{{1,3}}\s*[、.．,，](?!\d))
    | (?P<two>[（(]\s*{_CHINESE}{{1,3}}\s*[)）][、.．]?)
    | (?P<multi>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.、．]?(?=[\s一-鿿])(?!\s*[万亿元个件人次户]))
    | (?P<bare>{_CHINESE}{{1,3}}[\s　]+(?=[一-鿿]))
    | (?P<number>\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[\s　]+(?=[一-鿿])(?![一-鿿]{{1,2}}$))
    | (?P<three>\d{{1,2}}\s*[、.．](?!\d))
    | (?P<four>[（(]\s*\d{{1,2}}\s*[)）][、.．]?|\d{{1,2}}\s*[)）])
    | (?P<five>[①-⑳❶-❿⑴-⒇])
    )\s*""",
    re.VERBOSE,
)
_RANK = {
    "chapter": 0,
    "one": 1,
    "two": 2,
    "multi": 3,
    "bare": 1,
    "number": 3,
    "three": 3,
    "four": 4,
    "five": 5,
}
_FUSED = re.compile(r"\s*(\d)(?=(?:19|20)\d\d年)")
_COMMA = re.compile("[，,]")
_CLAUSES = re.compile("[，,：:。；](?=.)")
_DIGIT = re.compile(r"\d")
_COMMA_OR_DIGIT = re.compile(r"[，,\d]")
_SENTENCE_END = "。；;！!？?"
_HEADING_LENGTH = 45
_LEAD = re.compile(r"([^。：:；，,]{2,24}?)\s*([。：:])")
_MEASURE = re.compile("[率次数量]$")
_NO_INDICATOR = {"method", "basis", "problems", "deviation", "publication"}
_POINTS = re.compile(r"[（(][^（()）]*\d+(?:\.\d+)?\s*分[^（()）]*[)）]\s*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its words without the label, its rank (0 the highest) and its block."""

    text: str
    rank: int
    block: int


@dataclass(frozen=True, slots=True)
class Section:
    """Where a paragraph stands: the headings above it, outermost first.

    ``lead`` is the heading a paragraph carries in its own first words (``2. 质量。演出由…``)
    and ``body`` the offset at which its text proper begins.
    """

    path: tuple[Heading, ...] = ()
    lead: str | None = None
    body: int = 0
    is_heading: bool = False

    @property
    def titles(self) -> tuple[str, ...]:
        """Heading texts from the innermost outwards, the lead first."""
        outwards = tuple(heading.text for heading in reversed(self.path))
        return (self.lead, *outwards) if self.lead else outwards

    def has_role(self, *roles: str) -> bool:
        """Return whether any heading above speaks of one of *roles* (see structure.toml)."""
        return any(role in roles_of(title) for title in self.titles for role in roles)

    def nearest_role(self, *roles: str) -> str | None:
        """Return which of *roles* the innermost heading that speaks of any of them has."""
        for title in self.titles:
            found = roles_of(title)
            for role in roles:
                if role in found:
                    return role
        return None

    @property
    def top(self) -> Heading | None:
        """The outermost heading."""
        return self.path[0] if self.path else None


@lru_cache(maxsize=4096)
def roles_of(title: str) -> frozenset[str]:
    """Return what a heading's words say its section is about."""
    compact = re.sub(r"\s|[（(][^）)]*分[^）)]*[)）]", "", title)
    roles = load("structure")["roles"]
    found = frozenset(role for role, terms in roles.items() if any(term in compact for term in terms))
    # 问题整改率：…: what ends in a measure is an indicator, no section on problems.
    return found - _NO_INDICATOR if _MEASURE.search(compact) else found


def split_label(text: str) -> tuple[int, int | None]:
    """Return (where the numbering label of *text* ends, its rank); ``(0, None)`` without one.

    A number fused with a year (``32022年`` for ``3、2022年``) is told apart: the label is
    the digit before the year.
    """
    match = _LABEL.match(text)
    if match:
        return match.end(), _RANK[match.lastgroup or "three"]
    fused = _FUSED.match(text)
    return (fused.end(), 3) if fused else (0, None)


@cache
def _bare_headings() -> tuple[str, ...]:
    return words("structure", "headings", "bare")


def _is_heading(paragraph: Paragraph, text: str, body: int, rank: int | None) -> bool:
    content = text[body:].strip()
    if not content or len(content) > _HEADING_LENGTH:
        return False
    if paragraph.heading is not None:
        # （三）满意度指标。群众满意度目标95%，实际96%。: a sentence in a heading's style is text.
        return not (content[-1] in _SENTENCE_END and _CLAUSES.search(content) and _DIGIT.search(content))
    stripped = content.rstrip("。：:")
    if any(mark in stripped for mark in "。；;"):
        return False
    if rank is not None:
        if content[-1] not in _SENTENCE_END:
            # A numbered line with a comma and a figure is a list item, not a heading.
            return not (_COMMA.search(content) and _DIGIT.search(_POINTS.sub("", content)))
        return len(stripped) <= 24 and not _COMMA_OR_DIGIT.search(stripped)
    return (
        len(stripped) <= 16 and stripped.endswith(_bare_headings()) and not _COMMA_OR_DIGIT.search(stripped)
    )


def _lead(text: str, body: int, rank: int | None) -> tuple[str | None, int]:
    """Return the heading a paragraph opens with and where its text proper begins."""
    match = _LEAD.match(text, body)
    if not match or match.end() >= len(text):
        return None, body
    # 成本指标（10分）。每册图书采购成本…: the points are no words of the heading.
    words_ = _POINTS.sub("", match[1]).strip()
    if not words_ or _DIGIT.search(words_):
        return None, body
    if match[2] == "。":
        known = bool(roles_of(words_)) or words_ in load("indicator")["levels"]
        return (words_, match.end()) if rank is not None and (known or len(words_) <= 12) else (None, body)
    return (words_, match.end()) if len(words_) <= 16 else (None, body)


def _above(stack: list[Heading], rank: int | None) -> tuple[Heading, ...]:
    """Return the headings above a paragraph whose own label is of *rank*.

    ①产出指标 may stand over 1. and 2.: under a level of indicators a label of a style that no
    heading above has is one of its items.
    """
    own = rank is None or (
        bool(stack) and _names_level(stack[-1].text) and all(heading.rank != rank for heading in stack)
    )
    return tuple(heading for heading in stack if own or rank is None or heading.rank < rank)


def _names_level(title: str) -> bool:
    return _POINTS.sub("", title).strip() in load("indicator")["levels"]


def sections(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, Section]]:
    """Yield every paragraph with the section it stands in."""
    stack: list[Heading] = []
    for paragraph in paragraphs:
        body, rank = split_label(paragraph.text)
        body = max(body, paragraph.label_end)
        if _is_heading(paragraph, paragraph.text, body, rank):
            # The file's own heading level beats the label: "2、" may stand for "二、".
            level = paragraph.heading if paragraph.heading is not None else (4 if rank is None else rank)
            while stack and stack[-1].rank >= level:
                stack.pop()
            stack.append(Heading(paragraph.text[body:].strip().rstrip("。：:"), level, paragraph.block))
            yield paragraph, Section(tuple(stack), None, len(paragraph.text), is_heading=True)
            continue
        lead, start = _lead(paragraph.text, body, rank)
        yield paragraph, Section(_above(stack, rank), lead, start)
