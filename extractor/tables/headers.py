"""What a header or label cell says, whatever its spaces, brackets, letters and units.

The vocabulary is data, ``corpora/lexicons/tables.toml``. A word that is not in it is
matched by its end, where Chinese puts the head of a phrase, then by how such words are
built, then by likeness; all lower the confidence, and a caller may ask for sure headings
only.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from extractor.language.lexicon import load
from extractor.language.numerals import decimal_of
from extractor.language.units import canonical, dimension

_BRACKETS = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
_FORMULA = re.compile(r"[A-Za-z0-9=+\-*/÷×%.①-⑳]*")
_POINTS = re.compile(r"(?:[共满计为分值权重:]*)(\d{1,3}(?:\.\d{1,2})?)分(?:值)?")
_TRAILING_POINTS = re.compile(r"(?<=[\u4e00-\u9fff])(\d{1,3}(?:\.\d{1,2})?)分$")
_UNIT_TAIL = re.compile(r"[:：]?(?:金额|计量|货币)?单位[:：]?(?:人民币)?(亿元|百万元|万元|千元|元)")
_YEAR = re.compile(r"((?:19|20)\d\d)年度?")
_RELATIVE_YEAR = re.compile(r"上年度?|去年|上一年度?|本年度?|当年")
_PART_OF_YEAR = re.compile(r"^(?:第?[一二三四1-4]季度|[上下]半年)(?=.)")
_HINT = re.compile(r"\d+字|以内|盖章|公章|签字|可另附|逐条|填写|手写")
_EDGE = re.compile(r"^[\s:：、,，.。*★☆▲●◆]+|[\s:：、,，.。*★☆]+$")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|\d{1,2}[、.．)）]|\(\d{1,2}\)|\([一二三四五六七八九十]+\)|[①-⑳])"
)
_LETTER_TAIL = re.compile(r"(?<=[\u4e00-\u9fff])[A-Z](?:[/\-=][A-Z])*$")
_LATIN_TAIL = re.compile(r"(?<=[\u4e00-\u9fff])[A-Za-z]{3}[A-Za-z0-9/.'&]*$")

SURE, LIKELY, UNSURE = 1.0, 0.8, 0.5
_ALIKE = 0.72


@dataclass(frozen=True, slots=True)
class Heading:
    """A header or label cell as read.

    ``key`` is its text without spaces, brackets, letters, units, years and numbering;
    ``unit`` the unit it declares, ``points`` the full points (50分), ``year`` a calendar
    year, ``offset`` a relative one (上年 is -1), ``number`` whether it began with a list
    label, ``nested`` whether it says 其中; ``bare`` is the key without what stands in brackets.
    """

    text: str
    key: str
    unit: str | None = None
    points: Decimal | None = None
    year: int | None = None
    offset: int | None = None
    nested: bool = False
    numbering: str = ""
    bare: str = ""


@lru_cache(maxsize=16384)
def heading(text: str) -> Heading:
    """Return the heading that a cell's *text* is; any text is accepted."""
    if len(text) > 200:
        return Heading(text, text[:200])
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    folded = _EDGE.sub("", folded)
    numbering = _NUMBERING.match(folded)
    if numbering:
        folded = _EDGE.sub("", folded[numbering.end() :])
    nested = folded.startswith("其中")
    if nested:
        folded = _EDGE.sub("", folded[2:])
    unit: str | None = None
    points: Decimal | None = None
    declared = _UNIT_TAIL.search(folded)
    if declared:
        unit = canonical(declared[1])
        folded = folded[: declared.start()] + folded[declared.end() :]
    kept: list[str] = []
    position = 0
    for match in _BRACKETS.finditer(folded):
        kept.append(folded[position : match.start()])
        position = match.end()
        inside = match[1]
        found = canonical(inside) if len(inside) <= 8 else None
        stated = _POINTS.search(inside)
        if found and not _is_word(found):
            unit = unit or found
        elif stated:
            points = decimal_of(stated[1])
        elif not _FORMULA.fullmatch(inside) and not _HINT.search(inside):
            kept.append(inside)
    kept.append(folded[position:])
    key = "".join(kept)
    tail = _TRAILING_POINTS.search(key)
    if tail:
        points = decimal_of(tail[1])
        key = key[: tail.start()]
    year = _YEAR.search(key)
    if year:
        key = key[: year.start()] + key[year.end() :]
    relative = _RELATIVE_YEAR.match(key)
    offset = None
    if relative and len(key) > relative.end() and not key.startswith("上年结"):
        offset = 0 if relative[0][0] in "本当" else -1
    key = _LATIN_TAIL.sub("", _EDGE.sub("", key))
    bare = _LATIN_TAIL.sub("", _EDGE.sub("", _BRACKETS.sub("", folded))) if len(kept) > 1 else key
    return Heading(
        text, key, unit, points, int(year[1]) if year else None, offset, nested,
        numbering[0] if numbering else "", bare,
    )  # fmt: skip


def _is_word(unit: str) -> bool:
    """Return whether a bracketed unit is more likely part of the name (项, 个, 年, 月)."""
    return dimension(unit) == "time" and len(unit) == 1 and unit not in "天"


@cache
def _columns() -> tuple[dict[str, tuple[str, ...]], int]:
    words: dict[str, list[str]] = {}
    for role, terms in load("tables")["columns"].items():
        for term in terms:
            words.setdefault(term, []).append(role)
    return {word: tuple(roles) for word, roles in words.items()}, max(map(len, words))


@lru_cache(maxsize=16384)
def column_roles(key: str) -> tuple[tuple[str, ...], float]:
    """Return the roles a column headed *key* may have, likeliest first, and how sure that is."""
    words, longest = _columns()
    if not key or len(key) > 24:
        return (), 0.0
    plain = _LETTER_TAIL.sub("", _PART_OF_YEAR.sub("", _without_relative_year(key)))
    for exact in (key, plain):
        if exact in words:
            return words[exact], SURE
    for length in range(min(len(plain) - 1, longest), 1, -1):
        roles = words.get(plain[-length:])
        if (
            roles
            and 2 * length >= len(plain)
            and (not any(money_tags(plain)) or any(money_tags(plain[:-length])))
        ):
            # 财政拨款支出决算数 is a stage and a source, 基本支出 only a scope for all its tail says.
            return roles, LIKELY
    for role, form in _patterns():
        if form.fullmatch(plain):
            return (role,), UNSURE
    alike = _most_alike(plain) if len(plain) >= 4 else None
    return (words[alike], UNSURE) if alike else ((), 0.0)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return how words that are in no list are built, by role."""
    return [(role, re.compile(form)) for role, forms in load("tables")["patterns"].items() for form in forms]


@cache
def _pairs() -> dict[tuple[str, str], list[str]]:
    """Return the header words by each pair of neighbouring characters in them."""
    index: dict[tuple[str, str], list[str]] = {}
    for word in _columns()[0]:
        for pair in set(pairwise(word)):
            index.setdefault(pair, []).append(word)
    return index


def _most_alike(key: str) -> str | None:
    """Return the header word that shares most of its character pairs with *key*, if enough."""
    index = _pairs()
    own = set(pairwise(key))
    shared = Counter(word for pair in own for word in index.get(pair, ()))
    scored = [(2 * count / (len(own) + len(set(pairwise(word)))), word) for word, count in shared.items()]
    best = max(scored, default=None)
    return best[1] if best is not None and best[0] >= _ALIKE else None


def _without_relative_year(key: str) -> str:
    relative = _RELATIVE_YEAR.match(key)
    return key[relative.end() :] if relative and len(key) > relative.end() else key


@cache
def _list(*path: str) -> frozenset[str]:
    node = load("tables")
    for part in path:
        node = node[part]
    return frozenset(node)


def is_total(key: str) -> bool:
    """Return whether a row or column called *key* is the sum of the others (合计, 年度资金总额)."""
    return key in _list("rows", "total")


def is_subtotal(key: str) -> bool:
    """Return whether a row called *key* sums up the rows above it (小计)."""
    return any(key.endswith(word) for word in _list("rows", "subtotal"))


def is_score_total(key: str) -> bool:
    """Return whether a row called *key* holds the total score (总分, 合计)."""
    return key in _list("rows", "score_total")


@lru_cache(maxsize=16384)
def total_label(text: str) -> str:
    """Return the key of a total row's label, without what brackets add: 总计（含预算执行20分） is 总计."""
    head = heading(text)
    return head.key if is_score_total(head.key) or is_total(head.key) or not head.bare else head.bare


def is_task_heading(key: str) -> bool:
    """Return whether a column headed *key* lists tasks or sub-projects (任务名称, 支出内容)."""
    return key in _list("rows", "tasks")


def is_grade(text: str) -> bool:
    """Return whether *text* is one word of a grade scale (优秀, 良)."""
    return text in _list("grades", "labels")


@cache
def _label_words() -> dict[str, str]:
    return {word: role for role, words in load("tables")["labels"].items() for word in words}


def is_label(key: str) -> bool:
    """Return whether *key* is a label word itself, not a name that ends like one (…补助资金项目)."""
    return key in _label_words()


@lru_cache(maxsize=16384)
def label_role(key: str) -> str | None:
    """Return what a label cell called *key* announces (project, organization, score …)."""
    words = _label_words()
    if key in words:
        return words[key]
    if len(key) > 16:
        return None
    for length in range(len(key) - 1, 3, -1):
        role = words.get(key[-length:])
        if role in ("project", "supervisor", "organization"):
            return role
    return None


@cache
def _levels() -> dict[str, tuple[str, str]]:
    return {word: (pair[0], pair[1]) for word, pair in load("indicator")["levels"].items()}


def levels_of(key: str) -> tuple[str, str] | None:
    """Return (一级, 二级) of a level called *key* in its usual place; "" where it is none's."""
    return _levels().get(key)


@cache
def _tag_words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    budget, tables = load("budget"), load("tables")["rows"]
    for category in ("scope", "source"):
        for value, terms in budget[category].items():
            for term in terms:
                words.setdefault(term, {})[category] = value
        for value, terms in tables[category].items():
            for term in terms:
                words.setdefault(term, {})[category] = value
    return words


_TAG_REST = re.compile(
    r"其中|[本当今全]年度?|年初|年度|专项|衔接|推进|乡村振兴|转移支付|补助|拨款|资金|经费|支出|收入|预算|财政|配套|安排|部分|小计|"
    r"合计|投入|下达|及|和|与|、|的|总额|数|级|其他"
)
_LONGEST_REST = 1


@lru_cache(maxsize=16384)
def names_money(key: str) -> bool:
    """Return whether a label is nothing but a scope or source of money (中央财政资金, 人员经费).

    县级公立医院综合改革 names a task, for all that it begins with a source.
    """
    if not any(money_tags(key)):
        return False
    rest = key
    for word in sorted(_tag_words(), key=len, reverse=True):
        if len(word) > 1 and word in rest:
            rest = rest.replace(word, "")
    return len(_TAG_REST.sub("", rest)) <= _LONGEST_REST or key in _tag_words()


@lru_cache(maxsize=16384)
def money_tags(key: str) -> tuple[str | None, str | None]:
    """Return ``(scope, source)`` of the money a row or column called *key* speaks of.

    ``("total", None)`` for a total row, ``(None, None)`` where the words say neither.
    """
    scope: str | None = None
    source: str | None = None
    if is_total(key):
        return "total", None
    words = _tag_words()
    position = 0
    while position < len(key):
        for length in range(min(16, len(key) - position), 0, -1):
            # One-character words (省, 市) count only where they are the whole label.
            tags = words.get(key[position : position + length])
            if tags and (length > 1 or length == len(key)):
                found = tags.get("scope")
                scope = scope or (found if found != "total" else None)
                source = source or tags.get("source")
                position += length
                break
        else:
            position += 1
    return scope, source
