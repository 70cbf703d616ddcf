"""Removing what converters leave in text, without losing where each character stood.

Bookmarks, field codes, zero-width characters and Markdown marks are no part of what a
reader of the printed page sees. Every removal keeps an *origin*: pairs ``(offset in the
text, offset in the source)`` at which a run of unchanged characters begins, as in
:attr:`extractor.document.Paragraph.origin`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

Origin = tuple[tuple[int, int], ...]
Span = tuple[int, int]

_INVISIBLE = (
    # Controls except tab and line feed, soft hyphen, direction and joining marks, inner
    # byte order marks, variation selectors, the placeholder of an embedded object.
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufffc"
)
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_TO_SPACE = dict.fromkeys(map(ord, _SPACES), " ")
_FIELDS = "PAGE|NUMPAGES|SECTIONPAGES|TOC|PAGEREF|HYPERLINK|REF|NOTEREF|SEQ"

# All repetitions are bounded, so a search is linear in the length of the text.
_RESIDUE = re.compile(
    rf"""
    \[bookmark:[^\[\]\n]{{0,200}}\]
    | \[TOC\]
    | \x13[^\x13-\x15\n]{{0,400}}\x14                        # a Word field's code, up to its result
    | \{{\s{{0,4}}(?:{_FIELDS})\b[^{{}}\n]{{0,400}}\}}
    | (?<![A-Za-z0-9_])(?:HYPERLINK|PAGEREF)\s{{1,4}}(?:\\[a-z]\s{{1,4}})?
      (?:"[^"\n]{{0,400}}"|_\w{{1,60}})(?:\s{{1,4}}\\[a-z]\b){{0,4}}
    | (?<![A-Za-z0-9_])(?:PAGE|NUMPAGES)\s{{1,4}}\\\*\s{{0,4}}MERGEFORMAT
    | (?<![A-Za-z0-9_])TOC\s{{1,4}}\\[a-z](?:\s{{1,4}}(?:\\[a-z]|"[^"\n]{{0,20}}")){{0,8}}
    | (?<![^\s，。；：、（(【\]])\*\*(?P<strong>[^\s*][^*\n]{{0,200}})(?<![\s，。；：、])\*\*(?!\*)
    | [{_INVISIBLE}]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SUSPECT = re.compile(rf"[\[{{{_INVISIBLE}]|\*\*|HYPERLINK|PAGEREF|MERGEFORMAT|TOC\s", re.IGNORECASE)

_NUMERAL = "[〇零一二三四五六七八九十百]{1,5}"
_LABEL_GAP = re.compile(
    rf"[ \t\u3000]*(?:(?:{_NUMERAL}|[0-9０-９]{{1,3}})、"
    rf"|[（(](?:{_NUMERAL}|[0-9０-９]{{1,3}}|[A-Za-z])[)）]"
    r"|[0-9]{1,3}[)）]|[①-⒛㈠-㈩])"
    r"(?P<gap>[ \t\u3000]+)(?=\S)"
)


def clean(text: str) -> tuple[str, Origin]:
    """Return *text* without residue, and its origin (empty where nothing was removed).

    Special spaces become plain ones. A space between a numbering label such as ``2、``
    or ``（1）`` and its words goes too: it is what a converter leaves where Word numbers
    by itself, and the same heading has none in the other formats.
    """
    origin: Origin = ()
    if _SUSPECT.search(text):
        text, origin = cut(text, origin, _residue_spans(text))
    text = text.translate(_TO_SPACE) if not text.isascii() else text
    if gap := _LABEL_GAP.match(text):
        text, origin = cut(text, origin, [gap.span("gap")])
    return text, origin


def source_offset(origin: Origin, offset: int) -> int:
    """Return where in the source the character at *offset* stands."""
    index = bisect_right(origin, offset, key=lambda pair: pair[0])
    if not index:
        return offset
    begin, source = origin[index - 1]
    return source + offset - begin


def cut(text: str, origin: Origin, spans: Iterable[Span]) -> tuple[str, Origin]:
    """Return *text* without *spans* (ascending, disjoint) and the origin of what is left."""
    kept: list[Span] = []
    position = 0
    for start, end in spans:
        if start > position:
            kept.append((position, start))
        position = end
    if position == 0:
        return text, origin
    if position < len(text):
        kept.append((position, len(text)))
    return "".join([text[start:end] for start, end in kept]), _carry(origin, kept)


def strip(text: str, origin: Origin) -> tuple[str, Origin]:
    """Return *text* without white space at either end, and its origin."""
    stripped = text.lstrip()
    start = len(text) - len(stripped)
    stripped = stripped.rstrip()
    if not start:
        return stripped, origin
    return stripped, _carry(origin, [(start, start + len(stripped))])


def part(text: str, origin: Origin, start: int, end: int) -> tuple[str, Origin]:
    """Return ``text[start:end]`` and its origin."""
    return text[start:end], _carry(origin, [(start, end)]) if start else origin


def shift(origin: Origin, by: int) -> Origin:
    """Return *origin* for a source that begins *by* characters earlier."""
    if not by:
        return origin
    moved = tuple((offset, source + by) for offset, source in origin)
    return moved if moved and moved[0][0] == 0 else ((0, by), *moved)


def concatenate(pieces: Sequence[tuple[str, Origin]]) -> tuple[str, Origin]:
    """Return the pieces as one text; each piece's origin counts in the common source."""
    pairs: list[tuple[int, int]] = []
    length = 0
    for text, origin in pieces:
        if text:
            pairs.append((length, source_offset(origin, 0)))
            pairs.extend((length + offset, source) for offset, source in origin if offset)
            length += len(text)
    return "".join([text for text, _ in pieces]), _simplified(pairs)


def _residue_spans(text: str) -> Iterable[Span]:
    for match in _RESIDUE.finditer(text):
        if match["strong"] is None:
            yield match.span()
        else:
            inner = match.span("strong")
            yield match.start(), inner[0]
            yield inner[1], match.end()


def _carry(origin: Origin, kept: Sequence[Span]) -> Origin:
    """Return the origin of the text made of the *kept* spans of a text with *origin*."""
    pairs: list[tuple[int, int]] = []
    length = index = 0
    for start, end in kept:
        while index < len(origin) and origin[index][0] <= start:
            index += 1
        begin, source = origin[index - 1] if index else (0, 0)
        pairs.append((length, source + start - begin))
        while index < len(origin) and origin[index][0] < end:
            pairs.append((length + origin[index][0] - start, origin[index][1]))
            index += 1
        length += end - start
    return _simplified(pairs)


def _simplified(pairs: Iterable[tuple[int, int]]) -> Origin:
    """Return *pairs* without those that merely continue the run before them."""
    kept: list[tuple[int, int]] = []
    shift_before = 0
    for offset, source in pairs:
        if source - offset != shift_before:
            kept.append((offset, source))
            shift_before = source - offset
    return tuple(kept)
