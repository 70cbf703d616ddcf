"""Which reports of different organizations say the same in the same words (MinHash).

A text is the set of its runs of characters (shingles) without figures, punctuation and
the organization's own names. What many organizations have in common is the template or
the language of the trade and does not count; what is left is compared.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from zlib import crc32

SHINGLE = 4
"""Characters of a shingle: a word changed here and there leaves most of them."""
ALIKE = Fraction(2, 5)
"""Share of the shingles of both texts that both have, from which on they count as near-identical."""
ALIKE_OF_FEW = Fraction(7, 10)
"""The same where too few organizations are at hand to tell what is template."""
ENOUGH = 20
"""Organizations from which on the template shows."""
LEAST = 120
"""A text with fewer shingles of its own says too little to be compared."""
_PERMUTATIONS = 128
_NOT_WORDS = re.compile(r"[^\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Text:
    """The running text of one report, with whose it is."""

    report: str
    organization: str
    text: str
    names: tuple[str, ...] = ()
    """Words that name the organization or its project, left out."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two reports and how much of what is their own they share."""

    first: str
    second: str
    share: Fraction


def shingles(text: Text) -> frozenset[int]:
    """Return the hashes of the shingles of a text."""
    words = text.text
    for name in sorted(text.names, key=len, reverse=True):
        words = words.replace(name, "")
    words = _NOT_WORDS.sub("", words)
    return frozenset(
        crc32(words[place : place + SHINGLE].encode()) for place in range(len(words) - SHINGLE + 1)
    )


def alike(texts: Sequence[Text]) -> Iterator[Likeness]:
    """Yield the pairs of near-identical texts of different organizations, in the order of their ids."""
    organizations = {text.report: text.organization for text in texts}
    own = own_shingles(texts)
    several = len(set(organizations.values())) >= ENOUGH
    least = ALIKE if several else ALIKE_OF_FEW
    for first, second in candidates(own, least):
        if organizations[first] == organizations[second]:
            continue
        share = jaccard(own[first], own[second])
        if share >= least:
            yield Likeness(first, second, share)


def own_shingles(texts: Iterable[Text]) -> dict[str, frozenset[int]]:
    """Return, by report, the shingles that few organizations share; texts with too few are left out."""
    found = {text.report: shingles(text) for text in texts}
    organizations = {text.report: text.organization for text in texts}
    spread = _spread(found, organizations)
    common = _common(len(set(organizations.values())))
    own = {
        report: frozenset(each for each in hashes if spread[each] <= common)
        for report, hashes in found.items()
    }
    return {report: hashes for report, hashes in sorted(own.items()) if len(hashes) >= LEAST}


def _spread(found: Mapping[str, frozenset[int]], organizations: Mapping[str, str]) -> Counter[int]:
    """Return how many organizations use each shingle."""
    by_organization: dict[str, set[int]] = {}
    for report, hashes in found.items():
        by_organization.setdefault(organizations[report], set()).update(hashes)
    spread: Counter[int] = Counter()
    for used in by_organization.values():
        spread.update(used)
    return spread


def _common(organizations: int) -> int:
    """Return how many organizations may share words before these count as template: three, or 2 %."""
    return max(3, organizations // 50)


def candidates(own: Mapping[str, Collection[int]], least: Fraction) -> Iterator[tuple[str, str]]:
    """Yield the pairs that may be alike, each once, in order (locality-sensitive hashing)."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=float(least) * 0.8, num_perm=_PERMUTATIONS)
    for report, hashes in own.items():
        signature = MinHash(num_perm=_PERMUTATIONS, hashfunc=_as_it_is)
        signature.update_batch(sorted(hashes))
        for other in sorted(index.query(signature)):
            yield other, report
        index.insert(report, signature)


def _as_it_is(value: int) -> int:
    return value


def jaccard(first: Collection[int], second: Collection[int]) -> Fraction:
    """Return what two sets share of all they have together."""
    one, other = frozenset(first), frozenset(second)
    together = len(one | other)
    return Fraction(len(one & other), together) if together else Fraction(0)


def shared_passage(first: str, second: str, least: int = 12) -> str | None:
    """Return the longest run of words both texts have, ``None`` where none is *least* long."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, first, second, autojunk=False)
    found = matcher.find_longest_match(0, len(first), 0, len(second))
    return first[found.a : found.a + found.size].strip() if found.size >= least else None
