"""The rule catalogue: what ``perfeval rules`` and ``perfeval explain`` print."""

from extractor.errors import Language
from perfeval.outputs.layout import columns, pad
from perfeval.outputs.words import say, severity
from perfeval.rules import load_rules
from perfeval.rules.registry import RULES


def listing(language: Language = "zh") -> list[str]:
    """Return one line a rule: code, severity, title."""
    load_rules()
    words = {code: severity(rule.severity, language) for code, rule in RULES.items()}
    width = max(map(columns, words.values()), default=0)
    return [
        f"{code}  {pad(words[code], width)}  {say(language, *rule.title)}"
        for code, rule in sorted(RULES.items())
    ]


def page(code: str) -> list[str]:
    """Return the page of rule *code*, letters of either case; raises :class:`KeyError` for no such rule."""
    load_rules()
    rule = RULES[code.upper()]
    return [f"{rule.code}  {rule.title[0]}（{severity(rule.severity, 'zh')}）", "", rule.page]
