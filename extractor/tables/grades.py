"""Where a cell or a line names the grade: alone, ticked among others, or behind its label."""

import re

from extractor.language.lexicon import pattern, words

_LABEL = pattern(words("tables", "grades", "labels"))
_TICKS = "☑✓✔√■☒●◉⊠🗹"
_MARKS = _TICKS + "□○☐◯"
_ALONE = re.compile(
    rf"[\s“”\"'「」【】（()）]*(?P<grade>{_LABEL})(?:等次|等级|档次|级|等|档)?[\s“”\"'「」【】（()）。]*"
)
_CHOICE = re.compile(rf"[{_MARKS}]|{_LABEL}")
_TICKED = re.compile(rf"[{_TICKS}]\s*[（(]?\s*(?P<grade>{_LABEL})(?![\u4e00-\u9fff])")
_TICKED_BEHIND = re.compile(rf"(?P<grade>{_LABEL})\s*[（(]?\s*[{_TICKS}]")
_NAMED = re.compile(
    r"(?:等级|等次|评定|评为|评价|结果|结论|档次|级别)[为是:：属于评定]*\s*[“\"「【]?"
    rf"(?P<grade>{_LABEL})(?![\u4e00-\u9fff])"
)

Span = tuple[int, int]


def grade_in(text: str) -> Span | None:
    """Return where a cell about the grade names it: 优, “优秀”, ☑优 □良 □中 □差, 等级：优."""
    alone = _ALONE.fullmatch(text)
    return alone.span("grade") if alone else _ticked(text) or grade_named(text)


def grade_named(text: str) -> Span | None:
    """Return where running text names the grade behind a word for it (评价等级为“优”)."""
    named = _NAMED.search(text)
    return named.span("grade") if named else None


def _ticked(text: str) -> Span | None:
    """Return the one grade that is ticked; marks stand all before their grades or all behind."""
    first = _CHOICE.search(text)
    if first is None:
        return None
    form = _TICKED if first[0] in _MARKS else _TICKED_BEHIND
    found = [match.span("grade") for match in form.finditer(text)]
    return found[0] if len(found) == 1 else None
