"""Comparators and approximations around a number (≥, 不低于, 以内, 约, 左右 …)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Sign = Literal["=", ">=", "<=", ">", "<"]

SYMBOLS: Mapping[str, Sign] = {
    ">=": ">=", "=>": ">=", "≥": ">=", "≧": ">=", "⩾": ">=", "≽": ">=",
    "<=": "<=", "=<": "<=", "≤": "<=", "≦": "<=", "⩽": "<=", "≼": "<=",
    ">": ">", "﹥": ">", "<": "<", "﹤": "<", "=": "=", "═": "=", "﹦": "=", "＝": "=",
}  # fmt: skip
"""Printed signs after full-width ones are folded; two-character signs come first."""

_WORDS_OF: Mapping[Sign, str] = {
    ">=": """不低于 不少于 不小于 不得低于 不得少于 不得小于 不下于 不短于 不早于 不弱于 不劣于 不应低于
        不应少于 不能低于 不能少于 大于等于 大于或等于 大于或者等于 高于或等于 高于等于 多于或等于
        等于或大于 等于或高于 至少 最少 最低 起码""",
    "<=": """不高于 不超过 不大于 不多于 不得超过 不得高于 不得大于 不得多于 不应超过 不能超过 不超出 不突破
        不超 不长于 小于等于 小于或等于 小于或者等于 低于或等于 低于等于 少于或等于 等于或小于 等于或低于
        最多 至多 最高 最长 不晚于 不迟于 控制在 压缩在 限制在 上限为""",
    ">": "大于 高于 多于 超过 超 突破 晚于",
    "<": "小于 低于 少于 不到 不足 早于 短于 未满 不满",
    "=": "等于",
}
_WORDS: Mapping[str, Sign] = {word: sign for sign, words in _WORDS_OF.items() for word in words.split()}
_FOLDED = str.maketrans("＞＜＝﹥﹤﹦", "><=><=")
_APPROXIMATE = "大约为?|(?<![节预签契条合制简集])约为?|大概|接近|将近|近|逾|几乎|约计|大致|共约|上"
_SIGN = r"[＞>﹥]\s?[＝=﹦]|[＝=]\s?[＞>]|[＜<﹤]\s?[＝=﹦]|[＝=]\s?[＜<]|[≥≧⩾≽≤≦⩽≼＞>﹥＜<﹤＝=═﹦]"

_BEFORE = re.compile(
    rf"(?:(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})[为在到于至是]?|(?P<sign>{_SIGN}))?"
    rf"[\s“”\"（(]*(?P<approximate>{_APPROXIMATE})?\s*(?P<currency>人民币|[￥¥])?\s*$"
)
_LAST = frozenset(
    {word[-1] for word in _WORDS}
    | set('为在到于至是约近逾概乎计致上 \u3000“”"（(币￥¥≥≧⩾≽≤≦⩽≼＞>﹥＜<﹤＝=═﹦')
)
_WINDOW = 14

_AFTER = re.compile(
    r"\s?(?:(?P<exclusive>[（(]不含(?:本数)?[）)])|[（(]含(?:本数)?[）)])?(?:"
    r"(?P<least>及其?以上|或以上|或者以上|\(含\)以上|以上|之上|起步)"
    r"|(?P<most>及其?以下|或以下|或者以下|以下|之下|及以内|以内|之内)"
    r"|(?P<beyond>以外|之外)"
    r"|(?P<around>左右|上下|前后)"
    r")(?P<included>[（(]含(?:本数|本级|\d+\S{0,3})?[）)])?"
)
_WITHIN = re.compile(r"内(?![部容外设涵科勤务在政陆蒙业])")
_BETWEEN_SIGN = re.compile(rf"\s?(?P<sign>{_SIGN})\s?(?=[^\W\d_])")
_INVERSE: Mapping[Sign, Sign] = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "="}


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before or after a number: its bound, whether it is approximate, how far it reaches.

    ``edge`` is the offset at which the marks begin (before a number) or end (after one).
    """

    edge: int
    comparator: Sign | None = None
    approximate: bool = False
    currency: bool = False


def sign_of(text: str) -> Sign | None:
    """Return the comparator a printed sign or word means (＞＝, 不低于), ``None`` for others."""
    folded = "".join(text.translate(_FOLDED).split())
    return SYMBOLS.get(folded) or _WORDS.get(folded)


def before(text: str, start: int, floor: int) -> Mark | None:
    """Return the marks that end where the number at *start* begins; nothing before *floor* is read."""
    if start <= floor or text[start - 1] not in _LAST:
        return None
    left = max(floor, start - _WINDOW)
    match = _BEFORE.search(text, left, start)
    if match is None or not match[0].strip('“”"（( \u3000\n\t'):
        return None
    word, sign = match["word"], match["sign"]
    comparator = _WORDS[word] if word else sign_of(sign) if sign else None
    if match["approximate"] == "上" and text[start] not in "百千万亿":
        return None
    if word in ("超", "最低", "最高", "最长") and match.start() > 0 and text[match.start() - 1] in "高远赶反":
        comparator = None
    return Mark(match.start(), comparator, bool(match["approximate"]), bool(match["currency"]))


def after(text: str, end: int, *, spans: bool) -> Mark | None:
    """Return the marks that begin at *end*, after number and unit.

    *spans* says that the unit is one of time or length, after which a bare 内 means 以内.
    以上 and 以内 set the bound and leave the exact value open: ``approximate`` is true.
    A sign before a word (75分≤得分) bounds from the other side.
    """
    match = _AFTER.match(text, end)
    if match:
        exclusive = bool(match["exclusive"])
        if match["around"]:
            return Mark(match.end(), None, True)
        if match["least"]:
            return Mark(match.end(), ">" if exclusive else ">=", True)
        if match["most"]:
            return Mark(match.end(), "<" if exclusive else "<=", True)
        return Mark(match.end(), ">", True)
    if spans and (within := _WITHIN.match(text, end)):
        return Mark(within.end(), "<=", True)
    sign = _BETWEEN_SIGN.match(text, end)
    if sign:
        comparator = sign_of(sign["sign"])
        return Mark(sign.end(), _INVERSE[comparator], False) if comparator and comparator != "=" else None
    return None
