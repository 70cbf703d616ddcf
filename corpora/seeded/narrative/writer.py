"""The state of one report being written."""

from collections.abc import Collection
from random import Random

from corpora.seeded.lexicon import words
from corpora.seeded.narrative.outline import Outline
from corpora.seeded.narrative.record import Record
from corpora.seeded.narrative.style import Style, of
from corpora.seeded.narrative.wording import Wording
from corpora.seeded.plan import Plan, Remark, Statement

_GRAMMARS = ("frame", "money", "facts", "results", "conclusion")


class Writer:
    """What the sections of a report share: the plan, its style, the words, the outline, the gold."""

    def __init__(self, plan: Plan, rng: Random) -> None:
        """Choose the style of this report's writer."""
        self.plan = plan
        self.rng = rng
        self.style: Style = of(plan.organization, rng)
        self.outline = Outline(rng)
        self.record = Record(plan)
        rules = {
            rule: variants for name in _GRAMMARS for rule, variants in words(f"narrative/{name}").items()
        }
        self._wording = Wording(rules, rng)
        self._common = {
            "we": self.style.we, "area": self.style.area, "year": str(plan.year),
            "next": str(plan.year + 1), "before": str(plan.year - 1),
            "organization": plan.organization, "project": plan.project,
            "organization_again": plan.other_names.get("organization", plan.organization),
            "this_year": str(plan.other_year or plan.year),
        }  # fmt: skip

    def say(self, rule: str, needed: Collection[str] = (), **values: str | None) -> str:
        """Return *rule* worded with *values*, all of *needed*, and what any sentence may name."""
        return self._wording.say(rule, needed, self._common | values)

    def statements(self, *kinds: type[Statement]) -> list[Statement]:
        """Return the plan's statements of these *kinds*."""
        return [statement for statement in self.plan.statements if isinstance(statement, kinds)]

    def remarks(self, place: str) -> str:
        """Return the remarks that stand in a section, each a sentence."""
        return "".join(
            sentence(statement.text)
            for statement in self.plan.statements
            if isinstance(statement, Remark) and statement.place == place
        )


def sentence(text: str) -> str:
    """Return *text* closed by a full stop, unless it is already."""
    return text if not text or text[-1] in "。！？；" else text + "。"
