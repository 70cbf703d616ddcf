"""Numbers that name something and count nothing: document numbers, labels, lines, codes."""

import re

from extractor.language.dates import FIRST_YEAR, LAST_YEAR

_DOCUMENT = re.compile(r"\d{4}\s?[〕﹞\]］）)】》]\s?(?:第\s?)?\d+\s?号?")
_CODE = re.compile(r"[0-9A-Za-z]*(?:[-—_./][0-9A-Za-z]+)*-?")
_TELEPHONE = re.compile(
    r"0\d{2,3}[-－—]\d{7,8}(?:-\d+)?|1[3-9]\d{9}(?![\d.]|\s*[万亿]?元)"
    r"|[48]00(?:[-－]\d{3,4}[-－]?\d{3,4}|\d{7})(?![\d.]|\s*[万亿]?元)"
)
_CLOCK = re.compile(
    r"\d{1,2}(?::\d{2}){1,2}(?!\d)|\d{1,2}：[0-5]\d(?![0-9０-９人个次件项户%％万元天条])|\d{1,4}\s?[:∶]\s?\d{1,4}(?![\d.])"
)
_SIZE = re.compile(
    r"\d+(?:\.\d+)?\s?(?:mm|cm|m|米|厘米|毫米)?(?:\s?[*×xX＊]\s?\d+(?:\.\d+)?\s?(?:mm|cm|m|米|厘米|毫米)?)+"
)
_LEVELS = re.compile(r"\d+(?:[.．]\d+){2,}[.．、]?")
_COUNTERS = frozenset("号級级届后")
_LINE = re.compile(r"[“”\"]?[一-鿿、0-9]{0,12}?(?:热线|电话|专线|举报|平台|急救|报警|便民|市民|政务)")
_SHORT_CODE = re.compile(r"1(?:10|14|19|20|22)|12\d{3}|9[56]\d{3,4}|1[01]\d{3}")
_ORDINALS = re.compile(r"(?:\s?[-—–~～至到、]\s?\d+)*")
_NUMBERED = re.compile(r"(?:附件|附表|附录|附图|表|图|编号|序号|代码|编码|邮编|样表)[ \u3000]?$")
_LABELLED = re.compile(
    r"(?:附件|附表|表|图|指标|目标|项目|任务|编号|专题|方案|模块|子项|举措|类型|问题|建议|步骤|标段|分项|版本)"
    r"[ \u3000]?$"
)
_DEADLINE = re.compile(r"(?:之|以)?前(?!后)")
_MONTHS_NAMED = frozenset({"每月", "次月", "当月", "本月", "上月", "下月"})
_YEAR_AFTER = re.compile(r"(?:19|20)\d\d\s?年")
_STANDARD = re.compile(r"[A-Z]{2,}(?:/[A-Z]+)?\s?$|[A-Z]/[A-Z]+\s?$")
_SENTENCE_ENDS = frozenset("。；;：:！!？?\n\r\t　 ，,（(")
_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")


def skip(text: str, start: int, end: int) -> int:
    """Return where reading goes on when the number ``text[start:end]`` is a designation, else *start*."""
    previous = text[start - 1] if start else ""
    following = text[end] if end < len(text) else ""
    if previous in _LATIN and previous:
        return _after_letter(text, start, end)
    if (
        previous in "-－"
        and previous
        and start > 1
        and (text[start - 2] in _LATIN or text[start - 2].isdecimal())
    ):
        code = _CODE.match(text, start)
        return max(end, code.end() if code else end)
    before = text[max(0, start - 3) : start].rstrip()
    if before.endswith("第"):
        further = _ORDINALS.match(text, end)
        return further.end() if further else end
    if (
        before
        and before[-1] in "〔﹝[［（(【"
        and (document := _DOCUMENT.match(text, start))
        and (before[-1] not in "（(【" or document[0].endswith("号"))
    ):
        return document.end()
    if following in _LATIN and following:
        return _before_letter(text, start, end)
    if following in "*×＊ " and (size := _SIZE.match(text, start)):
        return size.end()
    if following in ".．" and following and (levels := _LEVELS.match(text, start)):
        return (
            start
            if _is_year(text[start : start + 4]) and len(re.findall(r"[.．]", levels[0].rstrip(".．、"))) == 2
            else levels.end()
        )
    if following in ":：∶" and following and (clock := _CLOCK.match(text, start)):
        return clock.end()
    if following in _COUNTERS and following:
        return end + 1
    if (following in "-－—" or end - start >= 10) and (telephone := _TELEPHONE.match(text, start)):
        return telephone.end()
    if following in "-－_" and following and text[start:end].isdecimal():
        beyond = text[end + 1 : end + 2]
        if end - start >= 8 or (beyond and not beyond.isdecimal() and beyond not in "-－—% "):
            return end + 1
    if _is_label(text, start, end, previous, following):
        return end
    return start


def _after_letter(text: str, start: int, end: int) -> int:
    """Return the end of a name like A4, G107 or PM2.5; *start* where letters only precede a count."""
    following = text[end : end + 1]
    if following and following in "个台盏套辆次人名件条张场户余块批" and text[start - 1].isupper():
        return start
    code = _CODE.match(text, start)
    return max(end, code.end() if code else end)


_LATIN_UNITS = re.compile(
    r"(?:[kmcdh]?m[²2³3]?|[kmcdh]?m|hm²|hm2|kg|mg|g|t|L|m[lL]|kW|KW|kw|kWh|MW|kV|KV|W|w|MB|GB|TB|M|Mbps|Gbps|KM|Km|KG|Kg|ha|dB|db|min|h|s|μg|ug|pct|USD|km/h|TEU)(?:[²³])?(?![A-Za-z0-9])"
)


def _before_letter(text: str, start: int, end: int) -> int:
    """Return the end of a name like 5G; *start* where the letters are a unit (5kg)."""
    if _LATIN_UNITS.match(text, end):
        return start
    size = _SIZE.match(text, start)
    if size and size.end() > end:
        return size.end()
    code = _CODE.match(text, end)
    return max(end, code.end() if code else end)


def _is_label(text: str, start: int, end: int, previous: str, following: str) -> bool:
    """Return whether the number is a section or list label: 1. 2、 （3） 4） 1.1 指标1："""
    printed = text[start:end]
    whole = printed.isdecimal()
    if end - start > 5 or (not whole and not at_line_start(text, start)):
        return False
    beyond = text[end + 1 : end + 2]
    if not whole:
        return following in (" ", "　") and len(printed) <= 4 and not re.match(r"[%％‰万亿元个人次]", beyond)
    if end - start > 2:
        return False
    if following in ")）" and following:
        return True if previous in "(（" and previous else at_label_place(text, start)
    if following in ".．、" and following:
        return at_label_place(text, start) and (
            not beyond.isdecimal() or bool(_YEAR_AFTER.match(text, end + 1))
        )
    if following in ":：" and following:
        return _LABELLED.search(text, max(0, start - 6), start) is not None
    return False


def at_line_start(text: str, start: int) -> bool:
    """Return whether nothing but white space stands before *start* on its line."""
    head = text[max(0, start - 8) : start]
    line = head.rpartition("\n")[2]
    return (start <= 8 or "\n" in head) and not line.strip()


def at_label_place(text: str, start: int) -> bool:
    """Return whether a list label could stand at *start*: a line's start or after punctuation."""
    return start == 0 or text[start - 1] in _SENTENCE_ENDS


def year_after_label(text: str, start: int, end: int) -> int:
    """Return where a year fused with a label begins (32022年, 1.2025年), else *start*."""
    if end - start <= 4 or text[end : end + 2].lstrip()[:1] != "年":
        return start
    head = text[start : end - 4].rstrip(".．、")
    return end - 4 if head.isdecimal() and len(head) <= 2 and _is_year(text[end - 4 : end]) else start


def is_minus(text: str, place: int) -> bool:
    """Return whether the dash at *place* is the sign of the number after it."""
    return place == 0 or text[place - 1] in "（( \u3000\n\t：:=＝≥≤><为达是值，,、率度长余额差幅润"


def is_day_of_month(text: str, start: int, end: int, unit: str) -> bool:
    """Return whether 15日 is the fifteenth of some month (每月15日, 15日前), not fifteen days."""
    if unit != "日":
        return False
    return _DEADLINE.match(text, end) is not None or text[max(0, start - 2) : start] in _MONTHS_NAMED


def is_name(text: str, start: int, end: int) -> bool:
    """Return whether a number without a unit is a telephone line, a code or a numbered thing."""
    printed = text[start:end]
    if not printed.isdecimal():
        return False
    following = text[end : end + 1]
    if len(printed) >= 11 or _STANDARD.search(text, max(0, start - 8), start):
        return True
    if _NUMBERED.search(text, max(0, start - 6), start) and not following.isdecimal() and len(printed) <= 3:
        return True
    if 3 <= len(printed) <= 6:
        if printed[0] in "19" and printed[-2:] != "00" and _LINE.match(text, end):
            return True
        if _SHORT_CODE.fullmatch(printed) and following and "一" <= following <= "鿿":
            return start == 0 or text[start - 1] not in "≥≤≧≦=＝><＞＜于过少多约近到达为"
    return False


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR
