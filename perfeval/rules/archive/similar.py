"""Which reports of different organizations say the same in the same words (MinHash).

A text is the set of its runs of characters (shingles) without figures, punctuation and
the organization's own names. What many organizations have in common is the template or
the language of the trade and does not count; what is left is compared. Texts are read
three times over and never all held at once: what stays in memory is a signature each.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfeval.rules.archive.texts import Text

Shingles = NDArray[np.uint32]
"""Hashes of the shingles of a text, each once, ascending."""

SHINGLE = 4
"""Characters of a shingle: a word changed here and there leaves most of them."""
ALIKE = Fraction(2, 5)
"""Share of the shingles of both texts that both have, from which on they count as near-identical."""
ALIKE_OF_FEW = Fraction(7, 10)
"""The same where too few organizations are at hand to tell what is template."""
ENOUGH = 20
"""Organizations from which on the template shows."""
LEAST = 40
"""A text with fewer shingles of its own says too little to be compared."""
PASSAGE = 12
"""Characters of a passage worth quoting."""
_TELLING = 3
_PERMUTATIONS = 128
_NOT_WORDS = re.compile(r"[^\u4e00-\u9fff]+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_TABLE = 26
"""Bits of a hash by which uses are counted: two shingles that share them only look more common."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two reports, how much of what is their own they share, and the longest passage of it."""

    first: str
    second: str
    share: Fraction
    passage: str | None


@dataclass(slots=True)
class Usage:
    """How many organizations use each shingle, and how many there are."""

    organizations: int = 0
    counts: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1 << _TABLE, np.uint8))

    def add(self, used: Shingles) -> None:
        """Count the shingles of one more organization."""
        self.organizations += 1
        places = np.unique(_slot(used))
        self.counts[places] += self.counts[places] < 255

    def rare(self, hashes: Shingles) -> NDArray[np.bool_]:
        """Tell which of *hashes* no template explains: at most three organizations, or 2 %, use them."""
        rare: NDArray[np.bool_] = self.counts[_slot(hashes)] <= min(max(3, self.organizations // 50), 254)
        return rare


def _slot(hashes: Shingles) -> Shingles:
    return hashes >> np.uint32(32 - _TABLE)


def _hashes(words: str) -> Shingles:
    """Return the hash of each shingle of *words*, in their order."""
    codes = np.frombuffer(words.encode("utf-32-le"), np.uint32).astype(np.uint64)
    count = max(len(codes) - SHINGLE + 1, 0)
    mixed = np.zeros(count, np.uint64)
    for place in range(SHINGLE):
        mixed = (mixed ^ codes[place : place + count]) * _FACTOR
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def _words(text: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "") if name else text
    return _NOT_WORDS.sub("", text)


def shingles(text: Text) -> Shingles:
    """Return the shingles of a text."""
    return np.unique(_hashes(_words(text.text, text.names)))


def alike(texts: Iterable[Text]) -> list[Likeness]:
    """Return the pairs of near-identical texts of different organizations, in the order of their ids.

    *texts* can be gone through again and again, and stand together by organization.
    """
    usage = _usage(texts)
    least = ALIKE if usage.organizations >= ENOUGH else ALIKE_OF_FEW
    pairs = sorted(_candidates(texts, usage, least))
    wanted = {report for pair in pairs for report in pair}
    held = {text.report: text for text in texts if text.report in wanted}
    own = {report: _own(text, usage) for report, text in held.items()}
    found = []
    for first, second in pairs:
        share = jaccard(own[first], own[second])
        if share >= least:
            shared = np.intersect1d(own[first], own[second])
            found.append(Likeness(first, second, share, _passage(held[first], held[second], shared)))
    return found


def _usage(texts: Iterable[Text]) -> Usage:
    usage = Usage()
    for _, group in groupby(texts, key=lambda text: text.organization):
        usage.add(np.unique(np.concatenate([shingles(text) for text in group])))
    return usage


def _own(text: Text, usage: Usage) -> Shingles:
    hashes = shingles(text)
    return hashes[usage.rare(hashes)]


def _candidates(texts: Iterable[Text], usage: Usage, least: Fraction) -> Iterator[tuple[str, str]]:
    """Yield the pairs that may be alike (locality-sensitive hashing): those equal in a band of signature.

    The library's own index keeps a table of sets a band; sorting the bands one by one takes
    a hundredth of the memory.
    """
    from datasketch import MinHash, MinHashLSH

    bands = MinHashLSH(threshold=float(least) * 0.7, num_perm=_PERMUTATIONS)
    blank = MinHash(num_perm=_PERMUTATIONS, hashfunc=_as_it_is)
    reports: list[tuple[str, str]] = []
    signatures = bytearray()
    for text in texts:
        own = _own(text, usage)
        if len(own) < LEAST:
            continue
        signature = blank.copy()
        signature.update_batch(own)
        reports.append((text.report, text.organization))
        signatures += signature.hashvalues.astype(np.uint32).tobytes()
    table = np.frombuffer(signatures, np.uint32).reshape(len(reports), _PERMUTATIONS)
    for one, other in _equal_in_a_band(table, bands.b, bands.r):
        (first, mine), (second, theirs) = reports[one], reports[other]
        if mine != theirs:
            yield min(first, second), max(first, second)


def _equal_in_a_band(signatures: NDArray[np.uint32], bands: int, width: int) -> set[tuple[int, int]]:
    """Return the pairs of rows that are the same in at least one of the *bands* of *width* columns."""
    pairs: set[tuple[int, int]] = set()
    for start in range(0, bands * width, width):
        band = np.ascontiguousarray(signatures[:, start : start + width])
        keys = band.view(np.dtype((np.void, band.itemsize * width))).ravel()
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
        for same in np.split(order, edges):
            if len(same) > 1:
                pairs.update(combinations(sorted(same.tolist()), 2))
    return pairs


def _as_it_is(value: Any) -> Any:
    return value


def jaccard(first: Shingles, second: Shingles) -> Fraction:
    """Return what two sets share of all they have together."""
    common = len(np.intersect1d(first, second, assume_unique=True))
    together = len(first) + len(second) - common
    return Fraction(common, together) if together else Fraction(0)


def _passage(first: Text, second: Text, shared: Shingles) -> str | None:
    """Return the longest run of words that both have in paragraphs that no template explains."""
    return longest_common(_telling(first, shared), _telling(second, shared))


def _telling(text: Text, shared: Shingles) -> list[str]:
    """Return the paragraphs of a text with several of the *shared* shingles."""
    return [
        line
        for line in text.text.splitlines()
        if int(np.isin(_hashes(_words(line, text.names)), shared).sum()) >= _TELLING
    ]


def longest_common(first: Sequence[str], second: Sequence[str], least: int = PASSAGE) -> str | None:
    """Return the longest run of characters that a line of each has, ``None`` where none is *least* long.

    Of several as long, the first one in *first*.
    """
    low, found = least, None
    high = min(max(map(len, first), default=0), max(map(len, second), default=0))
    while low <= high:
        size = (low + high) // 2
        there = {line[place : place + size] for line in second for place in range(len(line) - size + 1)}
        here = (line[place : place + size] for line in first for place in range(len(line) - size + 1))
        match = next((run for run in here if run in there), None)
        if match is None:
            high = size - 1
        else:
            low, found = size + 1, match
    return found.strip() if found else None
