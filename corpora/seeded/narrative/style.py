"""What one writer does the same way all through a report: signs, commas, comparators, 我局."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from corpora.seeded.figures import chance
from corpora.seeded.plan import Amount, Value

_WE = (
    ("局", "我局"), ("委员会", "我委"), ("中心", "我中心"), ("馆", "本馆"), ("院", "我院"),
)  # fmt: skip
_AT_LEAST: dict[bool, Sequence[str]] = {
    True: ("不低于{}", "不低于{}", "大于等于{}", "{}以上", "{}及以上", "达到{}以上"),
    False: ("不少于{}", "不低于{}", "大于等于{}", "{}以上", "{}及以上"),
}
_WORDS: dict[str, Sequence[str]] = {
    "<=": ("不超过{}", "不高于{}", "控制在{}以内", "小于等于{}", "{}以内"),
    ">": ("大于{}", "超过{}"),
    "<": ("小于{}", "低于{}"),
    "=": ("{}",),
}
_SIGNS = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": ""}


@dataclass(frozen=True, slots=True)
class Style:
    """How a writer prints figures and speaks of the office and its area."""

    percent: str
    commas: bool
    signs: float
    """How often a comparator is a sign, not words."""
    we: str
    area: str

    def number(self, text: str) -> str:
        """Return a number, with thousands commas if this writer sets them."""
        if not self.commas:
            return text
        whole, point, decimals = text.partition(".")
        return f"{int(whole):,}{point}{decimals}"

    def amount(self, amount: Amount) -> str:
        """Return an amount of money with its unit."""
        return self.number(amount.text) + amount.unit

    def rate(self, text: str | None) -> str | None:
        """Return a rate in per cent with its sign."""
        return None if text is None else text + self.percent

    def measure(self, text: str, unit: str | None) -> str:
        """Return a number with its unit."""
        return text + (self.percent if unit == "%" else unit or "")

    def target(self, value: Value, rng: Random, *, signs: bool | None = None) -> str:
        """Return a target with its comparator; *signs* asks for a sign or for words."""
        if value.words is not None:
            return rng.choice(("{}", "“{}”")).format(value.words)
        if value.date is not None:
            return due(value.date, rng)
        figure = self.measure(value.number or "", value.unit)
        if chance(rng, self.signs) if signs is None else signs:
            return _SIGNS[value.comparator] + figure
        words = _AT_LEAST[value.unit == "%"] if value.comparator == ">=" else _WORDS[value.comparator]
        return rng.choice(words).format(figure)

    def actual(self, value: Value) -> str:
        """Return an actual."""
        if value.words is not None:
            return value.words
        if value.date is not None:
            return day(value.date)
        return self.measure(value.number or "", value.unit)


def of(organization: str, rng: Random) -> Style:
    """Return the style of a writer in *organization*."""
    place = organization[:3]
    level = place[-1] if place[-1] in "县区市" else "县"
    named = [name for end, name in _WE if organization.endswith(end)]
    return Style(
        percent=rng.choice("%%%％"),
        commas=chance(rng, 0.15),
        signs=rng.choice((0.0, 0.5, 1.0)),
        we=rng.choice([*named, "本单位", "本部门" if "局" in organization else "我单位"]),
        area=rng.choice("全我") + level,
    )


def day(iso: str) -> str:
    """Return an ISO date in Chinese."""
    found = date.fromisoformat(iso)
    return f"{found.year}年{found.month}月{found.day}日"


def due(iso: str, rng: Random) -> str:
    """Return an ISO date as the day something is due by."""
    found = date.fromisoformat(iso)
    month = f"{found.year}年{found.month}月"
    if found.day == monthrange(found.year, found.month)[1]:
        return rng.choice((f"{month}底前", f"{month}底之前", f"{month}{found.day}日前"))
    return f"{month}{found.day}日前"
