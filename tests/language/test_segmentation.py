"""The dictionary of words as jieba itself would read it."""

import io

import jieba
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.segmentation import content_words, frequencies

WORDS = st.dictionaries(
    st.text("预算执行率绩效自评甲乙", min_size=1, max_size=5), st.integers(0, 10**6), max_size=30
)


def theirs(dictionary: bytes) -> tuple[dict[str, int], int]:
    file = io.BytesIO(dictionary)
    file.name = "dictionary"
    return jieba.Tokenizer.gen_pfdict(file)


@given(WORDS)
def test_frequencies_are_those_that_jieba_reads(words):
    dictionary = "".join(f"{word} {count} n\n" for word, count in words.items()).encode()
    assert frequencies(dictionary) == theirs(dictionary)


def test_the_whole_dictionary():
    with jieba.Tokenizer().get_dict_file() as file:
        dictionary = file.read()
    assert frequencies(dictionary) == theirs(dictionary)


def test_synonyms_are_one_word_and_function_words_none():
    assert content_words("接线的") == content_words("接通")
    assert content_words("的") == frozenset()
