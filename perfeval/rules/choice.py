"""Rules chosen by their codes or the beginnings of them."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from perfeval.rules import catalogue
from perfeval.rules.registry import Rule

_ARCHIVE = "ARC"
"""The family whose rules set the reports of a whole archive against each other."""


class UnknownRule(ValueError):
    """A code or family that selects no rule; the message is for the user."""


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[Rule]:
    """Return the rules to run, in code order.

    *select* and *ignore* hold codes or their beginnings (``BUD``, ``BUD101``); nothing
    selected means all. Raises :class:`UnknownRule` for one that matches no rule.
    """
    rules = catalogue()
    wanted, unwanted = tuple(select), tuple(ignore)
    for prefix in (*wanted, *unwanted):
        if not prefix or not any(code.startswith(prefix) for code in rules):
            raise unknown(prefix, rules)
    return [
        rule
        for code, rule in rules.items()
        if (not wanted or code.startswith(wanted)) and not (unwanted and code.startswith(unwanted))
    ]


def unknown(prefix: str, known: Collection[str]) -> UnknownRule:
    """Return the error for a code or beginning that none of the *known* rules has."""
    if prefix.startswith(_ARCHIVE) and not any(code.startswith(_ARCHIVE) for code in known):
        return UnknownRule(f"{prefix} 比较整个库里的报告，由 perfeval batch 运行，不能用于单个文件")
    return UnknownRule(f"没有规则 {prefix or '（空）'}{_hint(prefix, known)}")


def _hint(code: str, known: Collection[str]) -> str:
    near = get_close_matches(code, [*known, *dict.fromkeys(each[:3] for each in known)], n=3)
    return f"；相近的有 {'、'.join(near)}" if near else "；perfeval rules 列出全部规则"
