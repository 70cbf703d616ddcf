"""Units of measure and measure words (计量单位、量词): names, dimensions, exact conversion.

The units are data, ``corpora/lexicons/units.toml``. On top of it stand two rules: a
magnitude (百 千 万 亿) before a unit makes a unit (万元, 亿元, 万人次), and units joined by
``/`` or ``每`` make a per-unit (条/月, 元/人·月).
"""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

MAGNITUDES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
}  # fmt: skip
"""Magnitudes that stay with the unit, longest first."""

_BARE_MAGNITUDES = ("万亿", "千亿", "百亿", "十亿", "亿", "千万", "百万", "十万", "万")
_FOLDED = str.maketrans(
    {
        **{chr(0xFF21 + index): chr(0x41 + index) for index in range(26)},
        **{chr(0xFF41 + index): chr(0x61 + index) for index in range(26)},
        "／": "/", "％": "%", "﹪": "%", "∕": "/", "＊": "*", "（": "(", "）": ")", "萬": "万", "億": "亿",
    }
)  # fmt: skip
_PER = r"[/／∕]|每(?=年|个?月|天|日|周|季|人|户|亩|次|公里|小时|平方|吨)"
_PER_SIGN = re.compile(r"[/每]")
_AND = r"\s?[·•・*＊×、/／.]\s?|每"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: *factor* base units of its *family*; units of one family convert."""

    name: str
    family: str
    dimension: str
    factor: Fraction = Fraction(1)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The unit lexicon as loaded: spellings, the patterns made of them, words to avoid."""

    spellings: dict[str, Unit]
    pattern: str
    chinese_pattern: str
    after_one: frozenset[str]
    idioms: tuple[str, ...]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the unit lexicon, read on first use."""
    data = tomllib.loads(files("corpora").joinpath("lexicons", "units.toml").read_text(encoding="utf-8"))
    spellings: dict[str, Unit] = {}
    forbidden: dict[str, list[str]] = {}
    arabic: set[str] = set()
    families = dict(data["families"])
    for name, entry in data["counts"].items():
        families[name] = {"dimension": f"count:{name}", "whole": True, "units": {name: entry}}
    for family, table in families.items():
        for name, entry in table["units"].items():
            unit = Unit(
                name,
                family,
                table["dimension"],
                Fraction(entry.get("factor", "1")),
                table.get("whole", False),
            )
            for spelling in (name, *entry.get("aliases", ())):
                spellings[spelling] = unit
                if entry.get("arabic") and len(spelling) == 1:
                    arabic.add(spelling)
            forbidden[name] = entry.get("not_before", [])
    chinese = data["chinese"]
    return Lexicon(
        spellings,
        _alternation(spellings, forbidden),
        _alternation([spelling for spelling in spellings if spelling not in arabic], forbidden),
        frozenset(chinese["one"]),
        tuple(chinese["idioms"]),
    )


def _alternation(spellings: "dict[str, Unit] | list[str]", forbidden: dict[str, list[str]]) -> str:
    """Return a pattern of all spellings, longest first, grouped by first character for speed."""
    by_first: dict[str, list[str]] = {}
    for spelling in sorted(spellings, key=len, reverse=True):
        tail = re.escape(spelling[1:])
        if spelling[-1].isascii() and spelling[-1].isalnum():
            tail += "(?![A-Za-z0-9])"
        elif words := forbidden.get(spelling):
            tail += f"(?!{'|'.join(map(re.escape, words))})"
        by_first.setdefault(spelling[0], []).append(tail)
    return "|".join(
        re.escape(first) + (f"(?:{'|'.join(tails)})" if len(tails) > 1 else tails[0])
        for first, tails in by_first.items()
    )


def magnitude_pattern() -> str:
    """Return a pattern for a magnitude that is not the head of a unit's own name (千 in 千米)."""
    heads: dict[str, set[str]] = {}
    for spelling in lexicon().spellings:
        for magnitude in MAGNITUDES:
            if spelling.startswith(magnitude) and spelling != magnitude:
                heads.setdefault(magnitude, set()).add(re.escape(spelling[len(magnitude) :]))
    return "|".join(
        magnitude + (f"(?!{'|'.join(sorted(heads[magnitude]))})" if magnitude in heads else "")
        for magnitude in MAGNITUDES
    )


@lru_cache(maxsize=1)
def per_pattern() -> re.Pattern[str]:
    """Return the pattern of what makes a unit a per-unit: /月, /人·月, 每月."""
    part = rf"万?(?:{lexicon().pattern})"
    return re.compile(rf"\s?(?:{_PER})\s?(?P<per>{part})(?:(?:{_AND})(?P<second>{part}))?")


@lru_cache(maxsize=4096)
def canonical(text: str) -> str | None:
    """Return the canonical name of the unit *text* is, ``None`` where it is not a known one.

    ``日`` gives ``天``, ``百分比`` gives ``%``, ``元/人*月`` gives ``元/人·月``, ``万元`` itself.
    """
    written = "".join(text.translate(_FOLDED).split())
    folded = written.strip("()")
    plain = _plain(written) or _plain(folded)
    if plain is not None:
        return plain
    start = _PER_SIGN.search(folded)
    below = per_pattern().fullmatch(folded, start.start()) if start else None
    above = _plain(folded[: below.start()]) if below else None
    return above + per_name(below) if above and below else None


def _plain(text: str) -> str | None:
    """Return the canonical name of a unit that is not a per-unit."""
    spellings = lexicon().spellings
    known = spellings.get(text)
    if known is not None:
        return known.name
    for magnitude in MAGNITUDES:
        if text.startswith(magnitude):
            rest = spellings.get(text[len(magnitude) :])
            if rest is not None and rest.family != "number":
                return magnitude + rest.name
    return text if text in _BARE_MAGNITUDES else None


def per_name(match: re.Match[str]) -> str:
    """Return the canonical form of what :func:`per_pattern` matched: ``/人·月``."""
    per, second = match.group("per", "second")
    name = "/" + (canonical(per) or per)
    return f"{name}·{canonical(second) or second}" if second else name


@lru_cache(maxsize=4096)
def unit_of(name: str) -> Unit:
    """Return the unit called *name*; an unknown word is a count of its own."""
    spellings = lexicon().spellings
    if name in spellings:
        return spellings[name]
    head, slash, rest = name.partition("/")
    if slash and head and rest:
        return _per(name, unit_of(head), [unit_of(part) for part in rest.split("·") if part])
    for magnitude, factor in MAGNITUDES.items():
        remainder = name.removeprefix(magnitude)
        if remainder != name:
            if not remainder:
                return Unit(name, "number", "number", Fraction(factor))
            base = unit_of(remainder)
            return Unit(name, base.family, base.dimension, base.factor * factor)
    return Unit(name, f"count:{name}", f"count:{name}", whole=True)


def _per(name: str, head: Unit, below: list[Unit]) -> Unit:
    factor = head.factor
    for unit in below:
        factor /= unit.factor
    return Unit(
        name,
        "/".join([head.family, "·".join(sorted(unit.family for unit in below))]),
        f"{head.dimension}-per-{'·'.join(sorted(unit.dimension for unit in below))}",
        factor,
    )


@lru_cache(maxsize=4096)
def _resolved(unit: str) -> Unit:
    return unit_of(canonical(unit) or unit)


def dimension(unit: str) -> str:
    """Return what *unit* measures: ``money`` ``time`` ``percent`` ``area`` ``count:人`` …

    A per-unit has ``count:条-per-time``, ``money-per-count:人·time``. A word the lexicon
    does not know is a count of its own, ``count:标牌``.
    """
    return _resolved(unit).dimension


def is_whole(unit: str) -> bool:
    """Return whether *unit* counts whole things, so that a printed integer is exact (人, not 万人)."""
    return _resolved(unit).whole


def convert(value: Decimal, unit: str, to: str) -> Decimal | None:
    """Return *value* in *unit* expressed in *to*, exactly.

    ``None`` where the two cannot be compared (天 and 月, 个 and 场) or where the result
    does not terminate as a decimal.
    """
    ratio, multiplier, power = _conversion(unit, to)
    if ratio is None:
        return None
    with localcontext() as context:
        context.prec = 100
        if multiplier is None:
            exact = Fraction(value) * ratio
            quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
            return quotient if Fraction(quotient) == exact else None
        result: Decimal = (value * multiplier).scaleb(power)
        return result if int(result.as_tuple().exponent) <= 0 else result.quantize(Decimal(1))


@lru_cache(maxsize=1024)
def _conversion(unit: str, to: str) -> tuple[Fraction | None, int | None, int]:
    """Return what *unit* is in *to*, and the same as a whole number times a power of ten.

    The first is ``None`` where the two cannot be compared, the second where the ratio has
    another divisor than a power of ten.
    """
    source, target = _resolved(unit), _resolved(to)
    if source.family != target.family:
        return None, None, 0
    ratio = source.factor / target.factor
    below = ratio.denominator
    twos = fives = 0
    while below % 2 == 0:
        below, twos = below // 2, twos + 1
    while below % 5 == 0:
        below, fives = below // 5, fives + 1
    if below != 1:
        return ratio, None, 0
    power = -max(twos, fives)
    multiplier = ratio.numerator * 10**-power // ratio.denominator
    while multiplier % 10 == 0:
        multiplier, power = multiplier // 10, power + 1
    return ratio, multiplier, power
