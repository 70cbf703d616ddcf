"""The rule catalogue: what ``perfeval rules`` and ``perfeval explain`` print."""

from extractor.errors import Language
from perfeval.outputs.layout import columns, pad
from perfeval.outputs.words import say, severity
from perfeval.rules import catalogue


def listing(language: Language = "zh") -> list[str]:
    """Return one line a rule: code, severity, title."""
    rules = catalogue()
    words = {code: severity(rule.severity, language) for code, rule in rules.items()}
    width = max(map(columns, words.values()), default=0)
    return [
        f"{code}  {pad(words[code], width)}  {say(language, *rule.title)}" for code, rule in rules.items()
    ]


def page(code: str) -> list[str]:
    """Return the page of rule *code*, letters of either case; raises :class:`KeyError` for no such rule."""
    rule = catalogue()[code.upper()]
    return [f"{rule.code}  {rule.title[0]}（{severity(rule.severity, 'zh')}）", "", rule.page]
