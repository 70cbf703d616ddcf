"""What a layout of a form is, and the pen that draws one form in it."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpora.seeded.lexicon import words
from corpora.seeded.plan import Kind, Plan, Stage

Place = Literal["row", "last", "head", "remark", "conclusion", "none"]
"""Where the total or the grade stands: a row below the indicators, the cells behind 总分 in the last
row, the rows above the table, the remark of the total row, the text of 评价结论, nowhere."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of the form; its columns name entries of ``[column]`` in the words.

    ``money`` and ``columns`` are those of the budget and of the indicators; ``title``,
    ``money_label`` and ``total_label`` name words. ``letters`` prints (A) and (B) behind
    headers and ``numbers`` a row of column letters and numbers below them. ``tail`` lists
    the rows of text below the indicators. ``signs`` are the ways a comparison may be
    printed (``corpora.seeded.layouts.values.SIGNS``). ``admits`` says whether a plan suits
    the layout for reasons that ``shows`` does not give.
    """

    name: str
    kinds: tuple[Kind, ...]
    title: Mapping[str, str]
    money: tuple[str, ...]
    columns: tuple[str, ...]
    tail: tuple[str, ...] = ("explanation",)
    total: Place = "row"
    grade: Place = "row"
    unit_on_line: bool = False
    side: bool = True
    """A merged cell 绩效指标 left of the indicators."""
    money_side: bool = True
    """Even a budget of one line has its name beside it, right of a merged cell."""
    letters: bool = False
    numbers: bool = False
    execution_item: bool = False
    """The execution rate is one of the indicators, not a column of the budget."""
    commas: bool = False
    decimals: int | None = None
    dashes: tuple[str, ...] = ("—", "-", "")
    signs: tuple[str, ...] = ("glyph", "glyph", "ascii", "words")
    admits: Callable[[Plan], bool] | None = None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of money with a column."""
        return tuple(COLUMN_STAGES[key] for key in self.money if key in COLUMN_STAGES)

    @property
    def shows(self) -> frozenset[str]:
        """What of a plan can be seen in the layout, in the words of ``Plan.needs``."""
        points = "money_score" in self.money or self.execution_item
        shown = {
            "initial": "initial" in self.money,
            "rate": "rate" in self.money,
            "execution_points": points,
            "weights": bool({"weight", "reference_weight"} & set(self.columns)),
            "reasons": bool({"reason", "remark"} & set(self.columns)),
            "levels": "level1" in self.columns,
            "level_weights": "level1" in self.columns and self.total != "none",
            "total_row": self.total in ("row", "last"),
            "score": self.total != "none",
            "grade": self.total != "none",
            "scale": self.total != "none",
            "problems": "problems" in self.tail,
        }
        return frozenset(need for need, seen in shown.items() if seen)

    def fits(self, plan: Plan) -> bool:
        """Whether the layout shows what *plan* needs and hides no part of its total."""
        return (
            plan.kind in self.kinds
            and plan.needs <= self.shows
            and (plan.execution_score is None or self.total == "none" or "execution_points" in self.shows)
            and (self.admits is None or self.admits(plan))
        )


COLUMN_STAGES: dict[str, Stage] = {
    "initial": "initial",
    "adjusted": "adjusted",
    "budget": "adjusted",
    "received": "received",
    "executed": "executed",
    "spent": "executed",
}
"""The stage of the money in a column of the budget."""


class Pen:
    """Writes one plan in one layout: keeps to the words and habits once chosen, notes the gold."""

    def __init__(self, plan: Plan, layout: Layout, rng: random.Random) -> None:
        self.plan, self.layout, self.rng = plan, layout, rng
        self._chosen: dict[str, str] = {}
        self.signs = rng.choice(layout.signs)
        self.dash = rng.choice(layout.dashes)
        self.wide = rng.random() < 0.7
        self.bare = "sign" in layout.columns or rng.random() < 0.15
        self.level_weights = bool(plan.level_weights) and (
            bool({"level_weights", "level_scores"} & plan.needs) or rng.random() < 0.5
        )
        """Whether the points of a level stand behind its name."""
        self.explanation = ""
        """What the row of explanations says; nothing once the row of the total has said it."""
        self.rates: list[str] = []
        self.extra: list[dict[str, Any]] = []
        """Budget figures of the gold besides those of the plan: what is left over."""

    def word(self, key: str, **filled: str) -> str:
        """Return the variant of *key* (``section.name``) that this form uses, *filled* in."""
        if key not in self._chosen:
            section, name = key.split(".")
            self._chosen[key] = self.rng.choice(words("forms")[section][name])
        return self.fill(self._chosen[key], **filled)

    def fresh(self, key: str, **filled: str) -> str:
        """Return any variant of *key*, *filled* in."""
        section, name = key.split(".")
        return self.fill(self.rng.choice(words("forms")[section][name]), **filled)

    def fill(self, template: str, **filled: str) -> str:
        """Return *template* with what every text may name, and with *filled*."""
        plan = self.plan
        known = {
            "organization": plan.organization,
            "project": plan.project or "",
            "year": str(plan.year),
            "unit": plan.unit,
        }
        return template.format(**known | filled)

    def habit(self, name: str, count: int) -> int:
        """Return a number below *count*, the same every time this form asks for *name*."""
        return int(self._chosen.setdefault(f"habit {name}", str(self.rng.randrange(count))))

    def brackets(self, text: str) -> str:
        """Return *text* in brackets of the width this form uses."""
        return f"（{text}）" if self.wide else f"({text})"

    def choice(self, options: Sequence[str]) -> str:
        """Return one of *options*."""
        return self.rng.choice(options)
