"""Word lists as data: TOML files in ``corpora/lexicons``, compiled to tries of literals.

A word added to a lexicon file works everywhere at once; nothing in the code names it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from corpora import resource


@cache
def load(name: str) -> Mapping[str, Any]:
    """Return the parsed lexicon file *name*, e.g. ``"budget"``."""
    return tomllib.loads(resource("lexicons", f"{name}.toml").read_text("utf-8"))


def words(name: str, *path: str) -> tuple[str, ...]:
    """Return the word list at *path* of lexicon *name*, e.g. ``words("budget", "scope", "basic")``."""
    node: Any = load(name)
    for key in path:
        node = node[key]
    return tuple(node)


def pattern(terms: Iterable[str]) -> str:
    """Return a regular expression that matches the longest of *terms* at a position.

    The terms are laid out as a trie, so matching costs the length of the word and not
    the number of words.
    """
    root: dict[str, Any] = {}
    for term in terms:
        node = root
        for character in term:
            node = node.setdefault(character, {})
        node[""] = {}
    return _alternatives(root)


def _alternatives(node: dict[str, Any]) -> str:
    branches = [re.escape(character) + _alternatives(child) for character, child in node.items() if character]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    # A word may end here and still go on: greedy optional, so the longest wins.
    return f"(?:{joined})?" if "" in node else joined
