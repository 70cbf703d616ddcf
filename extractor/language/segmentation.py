"""Words of a phrase, through spaCy's blank Chinese pipeline over jieba.

Used where characters are not enough: a target and its actual often say the same thing
in other words (接线 / 接通, 邮寄 / 寄送). Only the phrases that need it are segmented:
the dictionary takes half a second to load and a whole report costs more to segment than
to read.
"""

from functools import cache, lru_cache
from typing import Any

from corpora import resource
from extractor.language.lexicon import words


@cache
def _pipeline() -> Any:
    """Return the blank zh pipeline with jieba's segmenter, the domain words and synonym norms."""
    import jieba
    import spacy

    nlp = spacy.blank("zh")
    # A segmenter of its own: jieba's is shared by the whole process, and keeps a copy of its
    # dictionary in the temporary folder, where anyone may have put another.
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    nlp.tokenizer.segmenter, nlp.tokenizer.jieba_seg = "jieba", segmenter
    for line in resource("lexicons", "domain.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            segmenter.add_word(line.strip())
    for group in words("indicator", "synonyms", "groups"):
        for word in group:
            segmenter.add_word(word)
            nlp.vocab[word].norm_ = group[0]
    for word in words("indicator", "stopwords"):
        nlp.vocab[word].is_stop = True
    return nlp


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """Return the norms of the content words of *text*: synonyms folded, function words left out."""
    nlp = _pipeline()
    return frozenset(
        token.norm_
        for token in nlp.make_doc(text)
        if not (token.is_stop or token.is_punct or token.is_space or token.like_num or token.text.isascii())
    )
