"""How much of an indicator's name a stretch of text repeats."""

import re
from functools import cache, lru_cache

from extractor.language.lexicon import pattern, words
from extractor.language.segmentation import content_words

_PUNCTUATION = re.compile(r"[\s，,。；;：:、（）()“”\"'‘’《》\-—·%％\d≥≤=<>]")


_TELLING = 5
_LONGEST_NAME = 400
_LONGEST_CONTEXT = 2000


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(pattern(words("indicator", "names", "fillers")))


@lru_cache(maxsize=8192)
def core(name: str) -> str:
    """Return *name* without punctuation, digits and the words that tell no indicator from another."""
    bare = _PUNCTUATION.sub("", name[:_LONGEST_NAME])
    stripped = _fillers().sub("", bare)
    return stripped if len(stripped) >= 2 else bare


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def by_characters(name: str, context: str) -> float:
    """Return from 0 to 1 how much of *name*'s characters and character pairs *context* holds."""
    wanted = core(name)
    if not wanted:
        return 0.0
    bare = _PUNCTUATION.sub("", context[:_LONGEST_CONTEXT])
    single = sum(character in bare for character in wanted) / len(wanted)
    pairs = _pairs(wanted)
    if not pairs:
        return single * 0.6
    double = sum(pair in bare for pair in pairs) / len(pairs)
    return 0.7 * double + 0.3 * single


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
