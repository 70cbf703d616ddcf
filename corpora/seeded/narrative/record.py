"""Records as gold what a narrative prints (docs/evaluation.md)."""

from typing import Any

from corpora.seeded.plan import Amount, Item, Plan, gold_value


class Record:
    """The gold of one report as it is written."""

    def __init__(self, plan: Plan) -> None:
        """Begin with the header, which every title prints."""
        self._plan = plan
        self._budgets: dict[tuple[str, str, str, str], bool] = {}
        self._rates: dict[str, None] = {}
        self._items: dict[int, dict[str, Any]] = {}
        self._conclusion: dict[str, Any] = {}

    def amount(self, stage: str, scope: str, source: str, amount: Amount, *, optional: bool = False) -> None:
        """Record an amount printed; *optional* where a reader may or may not count it so."""
        if amount.yuan:
            key = (stage, scope, source, f"{amount.yuan.normalize():f}")
            self._budgets[key] = optional and self._budgets.get(key, True)

    def rate(self, text: str) -> None:
        """Record an execution rate printed."""
        self._rates[text] = None

    def item(self, item: Item, *, levels: tuple[str | None, str | None], points: bool) -> None:
        """Record an indicator printed under the *levels* that stand over it, with its points or without."""
        entry: dict[str, Any] = {"name": item.name}
        entry |= {key: level for key, level in zip(("level1", "level2"), levels, strict=True) if level}
        entry |= {"target": gold_value(item.target), "actual": gold_value(item.actual)}
        if points:
            entry |= {key: value for key, value in (("weight", item.weight), ("score", item.score)) if value}
        self._items[id(item)] = entry

    def conclude(self, **fields: Any) -> None:
        """Record the score, the grade or the scale of grades printed."""
        self._conclusion |= fields

    def gold(self) -> dict[str, Any]:
        """Return the report as gold writes it."""
        plan = self._plan
        budgets = [
            {"stage": stage, "scope": scope, "source": source, "yuan": yuan}
            | ({"optional": True} if optional else {})
            for (stage, scope, source, yuan), optional in self._budgets.items()
        ]
        header = {"kind": plan.kind, "organization": plan.organization}
        if plan.project is not None:
            header["project"] = plan.project
        return {
            **header, "fiscal_year": plan.year, "budgets": budgets, "rates": list(self._rates),
            "indicators": list(self._items.values()), **self._conclusion,
        }  # fmt: skip
