"""Words sentences from a grammar: rules of several variants each, in which choices are made.

A variant is text with ``{slots}``, filled with the values given, ``<rules>``, which a
variant of the rule of that name replaces, and ``[choices|between|texts]``, any of which
may be empty or hold slots, rules and further choices. A variant or a choice that names a
slot without a value is not taken.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

_SLOT = re.compile(r"\{(\w+)\}")
_RULE = re.compile(r"<(\w+)>")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Wording:
    """A grammar and the chance that picks among its variants."""

    rules: Mapping[str, Sequence[str]]
    rng: Random

    def say(self, rule: str, needed: Collection[str], values: Mapping[str, str | None]) -> str:
        """Return *rule* worded with *values*, each of *needed* that has a value among them.

        Raise ``ValueError`` where no variant of the rule can be worded so.
        """
        given = {slot: value for slot, value in values.items() if value is not None}
        wanted = given.keys() & set(needed)
        variants = [
            variant for variant in self._possible(self.rules[rule], given) if wanted <= set(_slots(variant))
        ]
        if not variants:
            raise ValueError(f"rule {rule!r} has no variant with {sorted(wanted)} out of {sorted(given)}")
        return _SLOT.sub(lambda slot: given[slot[1]], self._spell(self.rng.choice(variants), given))

    def _possible(self, texts: Sequence[str], given: Mapping[str, str]) -> list[str]:
        return [text for text in texts if all(slot in given for slot in _slots(text))]

    def _spell(self, text: str, given: Mapping[str, str]) -> str:
        """Return *text* with its choices made and its rules worded."""
        while choice := _CHOICE.search(text):
            option = self.rng.choice(self._possible(choice[1].split("|"), given))
            text = text[: choice.start()] + option + text[choice.end() :]
        while rule := _RULE.search(text):
            variant = self.rng.choice(self._possible(self.rules[rule[1]], given))
            text = text[: rule.start()] + self._spell(variant, given) + text[rule.end() :]
        return text


def _slots(text: str) -> Iterator[str]:
    """Yield the slots of *text* outside its choices."""
    while _CHOICE.search(text):
        text = _CHOICE.sub("", text)
    for slot in _SLOT.finditer(text):
        yield slot[1]
