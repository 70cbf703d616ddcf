"""The rule catalogue: what ``perfeval rules`` and ``perfeval explain`` print."""

from unicodedata import normalize

from extractor.errors import Language
from perfeval.outputs.layout import columns, pad
from perfeval.outputs.words import say, severity
from perfeval.rules import archive, catalogue
from perfeval.rules.archive.registry import ArchiveRule
from perfeval.rules.choice import unknown
from perfeval.rules.registry import Rule


def every_rule() -> dict[str, Rule | ArchiveRule]:
    """Return the rules for one file and those over an archive, by code and in its order."""
    rules: dict[str, Rule | ArchiveRule] = {**catalogue(), **archive.catalogue()}
    return dict(sorted(rules.items()))


def listing(language: Language = "zh", prefix: str = "") -> list[str]:
    """Return one line for each rule whose code begins with *prefix*: code, severity, title."""
    rules = {code: rule for code, rule in every_rule().items() if code.startswith(prefix)}
    words = {code: severity(rule.severity, language) for code, rule in rules.items()}
    width = max(map(columns, words.values()), default=0)
    return [
        f"{code}  {pad(words[code], width)}  {say(language, *rule.title)}" for code, rule in rules.items()
    ]


def explained(code: str) -> list[str]:
    """Return the page of the rule *code*, or the list of the rules that begin with it.

    Letters may be of either case and width. Raises :class:`~perfeval.rules.choice.UnknownRule`,
    with the codes nearest to it, where there is none.
    """
    wanted = normalize("NFKC", code).strip().upper()
    rules = every_rule()
    if not wanted or not any(code.startswith(wanted) for code in rules):
        raise unknown(wanted, rules)
    return page(wanted) if wanted in rules else listing(prefix=wanted)


def page(code: str) -> list[str]:
    """Return the page of rule *code*; raises :class:`KeyError` for no such rule."""
    rule = every_rule()[code]
    return [f"{rule.code}  {rule.title[0]}（{severity(rule.severity, 'zh')}）", "", rule.page]
