"""How much of an indicator's name a stretch of text repeats."""

import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from itertools import chain

from extractor.language.lexicon import pattern, words
from extractor.language.segmentation import content_words

_PUNCTUATION = re.compile(r"[\s，,。；;：:、（）()“”\"'‘’《》\-—·%％\d≥≤=<>]")


_TELLING = 5
_LONGEST_NAME = 400
_LONGEST_CONTEXT = 2000
_MOST_TEXTS = 500


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(pattern(words("indicator", "names", "fillers")))


@lru_cache(maxsize=8192)
def core(name: str) -> str:
    """Return *name* without punctuation, digits and the words that tell no indicator from another."""
    whole = bare(name[:_LONGEST_NAME])
    stripped = _fillers().sub("", whole)
    return stripped if len(stripped) >= 2 else whole


def bare(text: str) -> str:
    """Return *text* without punctuation, spaces and digits, as far as it is compared."""
    return _PUNCTUATION.sub("", text[:_LONGEST_CONTEXT])


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def by_characters(name: str, context: str) -> float:
    """Return from 0 to 1 how much of *name*'s characters and character pairs *context* holds."""
    wanted = core(name)
    if not wanted:
        return 0.0
    there = bare(context)
    single = sum(character in there for character in wanted) / len(wanted)
    pairs = _pairs(wanted)
    if not pairs:
        return single * 0.6
    double = sum(pair in there for pair in pairs) / len(pairs)
    return 0.7 * double + 0.3 * single


class Postings:
    """Which of many texts hold the character pairs of another, so that not all need be compared.

    A pair remembers the first texts that hold it; where more than those hold every pair
    asked for, it tells too little to look further.
    """

    def __init__(self) -> None:
        self._numbers: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, number: int, text: str) -> None:
        """Enter *text* as *number*; numbers rise."""
        for key in _pairs(text) | set(text):
            if len(self._numbers[key]) < _MOST_TEXTS:
                self._numbers[key].append(number)

    def holding(self, text: str, share: float) -> set[int]:
        """Return the numbers of the texts that hold at least *share* of the character pairs of *text*."""
        keys = _pairs(text) or set(text)
        counts = Counter(chain.from_iterable(self._numbers.get(key, ()) for key in keys))
        return {number for number, count in counts.items() if count >= share * len(keys)}


def by_words(name: str, context: str) -> float:
    """Return from 0 to 1 how much of *name*'s content words, synonyms folded, *context* holds."""
    wanted = content_words(name)
    if not wanted:
        return 0.0
    there = content_words(context)
    total = sum(len(word) for word in wanted)
    return sum(len(word) for word in wanted if word in there) / total


def similarity(name: str, context: str) -> float:
    """Return the better of both measures; words are only asked where characters leave doubt."""
    characters = by_characters(name, context)
    told = core(context)
    if len(told) >= _TELLING:
        # The actual may say less than the name: 新媒体平台推送418条 of 微信公众号等新媒体平台推送.
        characters = max(characters, 0.85 * by_characters(told, name))
    return characters if characters >= 0.75 else max(characters, by_words(name, context))
