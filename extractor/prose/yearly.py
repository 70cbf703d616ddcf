"""Which figures before a comparison with last year are last year's: the base of a growth may come first.

上年（2022年度）同名项目支出148万元，本年比上年增加4.37万元: the only amount before the comparison is
not the one that grew. The words that say of which year a figure is decide; where they leave it open,
neither base nor current is named, for a growth taken on the wrong one of the two looks wrong.
"""

import re
from collections.abc import Sequence

from extractor.prose.passage import Passage

LAST_YEAR = "上年|去年|上一年|前一年"
_BRACKET = r"(?:度|同期|全年)*(?:\s*[（(][^（）()。；;]{0,20}[）)])?"
_YEAR = re.compile(rf"(?:{LAST_YEAR}|本年|今年|当年|(?<!\d)(?:19|20)\d\d年){_BRACKET}")
_THIS = re.compile("本年|今年|当年")
_NUMBER = re.compile(r"\d{4}")
_COMPARED = re.compile(r"[较比与同和于由从]\s*$")
_OF_IT = re.compile(r"[，,]?[^，,。；;\d]{0,24}")
"""What may stand between a year and its figure: one clause."""
_CARRIED = re.compile("结转|结余")
_FILLER = re.compile(
    rf"{_YEAR.pattern}|[的度其该则共为是约达计即]|(?:(?<=度)|^)同期|全年|同比|环比|实际|合计|总计|[^一-鿿]"
)

_LAST, _NOW, _CARRY = "last", "now", "carried"


def sides(
    passage: Passage, start: int, told: Sequence[int], until: int, compared_with: str
) -> tuple[int | None, int | None] | None:
    """Return (base, current) among the figures *told* in [start, until), where words name their years.

    *until* is where the comparison begins, *compared_with* the words right behind it. (``None``, ``None``)
    says that the words leave open which is which, ``None`` that no year tells anything.
    """
    if not told:
        return None
    text, figures = passage.text, passage.figures
    if "分别" in text[start : figures[told[-1]].start]:
        # 2022年、2023年分别支出…: which year a figure is of, its own words do not say.
        return None, None
    floors = [start, *(figures[i].end for i in told[:-1])]
    ages = [_age(text, floor, figures[i].start) for floor, i in zip(floors, told, strict=True)]
    subject_from = min(figures[told[-1]].end, until)
    subject = _age(text, subject_from, until)
    last = _last_years(ages, subject, compared_with)
    if not last:
        return (None, None) if _open(ages[-1], subject) else None
    if len(last) > 1:
        return None, None
    place = last[0]
    others = [*range(place)[-1:], *range(place + 1, len(told))]
    labels = [_words(text[floor : figures[i].start]) for floor, i in zip(floors, told, strict=True)]
    about = _words(text[subject_from:until])
    if len(others) == 1 and ages[others[0]] != _CARRY:
        alike = _alike(labels[place], labels[others[0]]) and _alike(about, labels[others[0]])
        return (told[place], told[others[0]]) if alike else (None, None)
    return (told[place], None) if _alike(about, labels[place]) else (None, None)


def _last_years(ages: Sequence[str | None], subject: str | None, compared_with: str) -> list[int]:
    """Return the places of the figures that are last year's."""
    before = {_LAST}
    against = _YEAR.match(compared_with)
    if against and (number := _NUMBER.search(against[0])):
        before.add(number[0])
    elif years := [int(age) for age in (*ages, subject) if age is not None and age.isdecimal()]:
        before.add(str(max(years) - 1))
    return [place for place, age in enumerate(ages) if age in before]


def _open(age: str | None, subject: str | None) -> bool:
    """Whether what grew is said to be of another time than the figure right before it."""
    return age is not None and subject is not None and age != subject


def _age(text: str, floor: int, end: int) -> str | None:
    """Return the year that the words before *end* give: ``last``, ``now``, its number, or ``carried``."""
    for match in reversed(list(_YEAR.finditer(text, floor, end))):
        gap = text[match.end() : end]
        if not _OF_IT.fullmatch(gap) or _COMPARED.search(text, floor, match.start()):
            continue
        if _CARRIED.search(gap):
            return _CARRY
        if re.search(LAST_YEAR, match[0]):
            return _LAST
        if _THIS.search(match[0]):
            return _NOW
        number = _NUMBER.search(match[0])
        return number[0] if number else None
    return None


def _words(text: str) -> str:
    """Return the words of the last clause of *text* that name a figure, without its year."""
    clauses = [words for clause in re.split("[，,；;]", text) if (words := _FILLER.sub("", clause))]
    return clauses[-1] if clauses else ""


def _alike(one: str, other: str) -> bool:
    """Whether two names may be of one thing; a figure without a name is of the thing told before."""
    return not one or not other or one in other or other in one or one[-2:] == other[-2:]
