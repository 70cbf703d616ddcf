"""Quantities as records: what a table cell or a value phrase states."""

import re

from extractor.language.figures import Figure, FigureKind, scan
from extractor.language.numerals import decimal_of
from extractor.language.units import canonical, unit_of
from extractor.records import Quantity

_BLANK = re.compile(r"[-－—–―/／\\…·.。、\s*★☆_~～]*|[Nn]/?[Aa]|不适用|空")
_UNREADABLE = re.compile(r"[工\^士土]\s?\d|[0-9０-９]+[OoIl][0-9０-９]*\s?[%％]?$")
_BOXED_UNIT = re.compile(r"(?P<rest>[^（(]*[0-9０-９])\s?[（(](?P<unit>[^（()）]{1,6})[）)]")
_SPACED_NUMBER = re.compile(r"[0-9]+(?:\s[.．]\s?|[.．]\s)[0-9]+|[0-9]{1,3}(?:\s[0-9]{3})+[.．][0-9]+")
_PER_PREFIX = re.compile(r"(?:每(?:个?月|年|天|日|周|季度|人|户|亩|次|村|公里|平方米|小时|班)){1,2}")
_PER_GAP = re.compile(r"[^前后内，,。0-9]{0,2}")
_LABEL = re.compile(r"^(?:指标|目标)\s?\d{0,2}\s?[:：、.]\s?|^\d{1,2}[、)）]\s?(?!\d)")
_MADE_OF = re.compile(
    r"(?P<percent>[^（(]*[%％])\s*[（(]\s*[\d,，]+\s*[人份户家次个]?\s*[/／÷]\s*[\d,，]+[^）)]{0,4}[）)]$"
)
_ONCE = re.compile(r"一次性?(?:验收|通过|合格|交验|投入)")
_MEASURE_WORD = re.compile(r"\s?(?P<word>[\u4e00-\u9fff]{1,3}?)\s?(?:[（(][\u4e00-\u9fff]{1,3}[）)])?")
_SPLIT = re.compile(
    r"(?P<sign>[≥≤＞＜><=＝]?)\s?(?P<whole>[0-9]{1,3}(?: [0-9]{1,3})*)(?P<fraction> ?\. ?[0-9]+)?"
    r"\s?(?P<unit>[^\s0-9]{1,4})"
)
_HUNDRED = 100
_LONGEST_CAPTION = 8
_LONGEST_NAME = 30
_FILLER = re.compile(
    r"全年|年度|年内|当年|本年|每年|每月|每天|每人|每户|实际|累计|完成(?:时间|率|值|数|情况|了)?|已|共计?|合计|达到了?|达|为|约|计划|目标值?|"
    r"在|于|其|是|均|全部|控制|不|人民币|提高|提升|增长|增加|上升|同比|较上年|比上年|较上年度|下降|降低|减少|节约|节省|"
    r"左右|及|的|了|按|截至|时间|之?前|按期|按时|[\s，,。；;：:、.“”\"'（）()\[\]【】=＝]"
)


def parse_quantity(text: str, *, unit: str | None = None, year: int | None = None) -> Quantity | None:
    """Return the quantity a table cell or a value phrase states, ``None`` for n.a. and blank.

    *unit* is the unit declared elsewhere (a 度量单位 column), used where none is printed;
    *year* completes dates printed without one. Words, several figures in one cell and
    unreadable print are ``qualitative`` with their text.
    """
    stripped = text.strip()
    if _BLANK.fullmatch(stripped):
        return None
    declared = (canonical(unit) or unit.strip() or None) if unit else None
    phrase = _LABEL.sub("", stripped)
    boxed = _BOXED_UNIT.fullmatch(phrase)
    if boxed and (printed := canonical(boxed["unit"])):
        phrase, declared = boxed["rest"], printed
    if _SPACED_NUMBER.fullmatch(phrase):
        return Quantity(text=stripped, kind="number", value=decimal_of(phrase), unit=declared)
    # 95.72%（1209/1263）: the counts behind a percentage say what it was made of.
    made_of = _MADE_OF.match(phrase)
    phrase = phrase[: made_of.end("percent")] if made_of else phrase
    unreadable = _UNREADABLE.match(phrase) or _ONCE.search(phrase)
    figure = None if unreadable else _only_figure(phrase, year)
    if figure is None:
        return Quantity(text=stripped, kind="qualitative")
    quantity = figure.quantity(phrase)
    own = figure.unit
    if figure.kind == "number" and declared:
        own = _with_declared(own, declared)
    elif figure.kind == "number" and own is None:
        own = _measure_word(phrase, figure)
    per = _PER_PREFIX.match(phrase)
    if per and own and "/" not in own and _PER_GAP.fullmatch(phrase, per.end(), figure.start):
        own += "/" + "·".join(canonical(word) or word for word in per[0].split("每") if word)
    return quantity.model_copy(update={"text": stripped, "unit": own})


def rejoined(cell: str) -> str | None:
    """Return a table cell's text without the spaces that formatting put between its digits, else ``None``.

    Only where the cell is a comparator, one number and a unit, and nothing else can be meant:

    - ``1 200 万元``: groups of three behind a single digit, or one that begins with 0;
    - ``≥9 5%``, ``9 6. 5%``: a percentage of no more than 100 behind a comparator or with
      a space at its point, or there single digits with another unit (``≥1 2次``);
    - ``96. 5%``: a point that no list label has, behind two digits or a comparator.

    ``10 20``, ``3 5%`` and ``300 500元`` may be two numbers, or a range that lost its dash.
    """
    found = _SPLIT.fullmatch(cell.strip())
    if found is None or (unit := canonical(found["unit"])) is None:
        return None
    groups, fraction = found["whole"].split(" "), found["fraction"] or ""
    whole = "".join(groups)
    if whole.startswith("0"):
        return None
    spaced_point = " " in fraction
    thousands = all(len(group) == 3 for group in groups[1:])
    if len(groups) == 1:
        certain = spaced_point and (bool(found["sign"]) or len(whole) > 1)
    elif thousands and (len(groups[0]) == 1 or any(group.startswith("0") for group in groups[1:])):
        certain = unit != "%"
    elif found["sign"] or spaced_point:
        certain = int(whole) <= _HUNDRED if unit == "%" else all(len(group) == 1 for group in groups)
    else:
        certain = False
    return f"{found['sign']}{whole}{fraction.replace(' ', '')}{found['unit']}" if certain else None


def _only_figure(text: str, year: int | None) -> Figure | None:
    """Return the one figure of *text* if the words around it only name or introduce it."""
    found = scan(text, year=year)
    figures = [figure for figure in found if figure.kind != "year"]
    if len(figures) != 1:
        return None
    around, position = "", 0
    for figure in found:
        around += text[position : figure.start]
        position = figure.end
    words = _FILLER.sub("", around + text[position:])
    # A bound makes the phrase a target however long its name is; a bare number among
    # many words is a sentence about something.
    longest = _LONGEST_NAME if figures[0].comparator else _LONGEST_CAPTION
    return None if len(words) > longest or re.search(r"[0-9０-９]", words) else figures[0]


def _measure_word(phrase: str, figure: Figure) -> str | None:
    """Return the one word behind a number that ends a cell (36扇, 3台（套）): a unit, known or not."""
    match = _MEASURE_WORD.fullmatch(phrase, figure.end)
    word = match["word"] if match else ""
    return word if word and _FILLER.sub("", word) == word else None


def _with_declared(printed: str | None, declared: str) -> str:
    if printed is None:
        return declared
    if unit_of(printed).dimension != "number" or unit_of(declared).dimension == "number":
        return printed
    return declared if declared.startswith(printed) else printed + declared


__all__ = ["Figure", "FigureKind", "parse_quantity", "scan"]
