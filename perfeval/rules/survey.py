"""Satisfaction (满意度) that nobody was asked about."""

import re
from collections.abc import Iterator

from extractor.evidence import Evidence
from extractor.records import Indicator
from perfeval.findings import Finding
from perfeval.rules.claims import passages
from perfeval.rules.items import key, places
from perfeval.rules.registry import Facts, rule
from perfeval.rules.wording import place

_SATISFIED = re.compile("满意")
_PERCENT = re.compile(r"\d[\d.]*\s*[%％]")
_ASKED = "调查|问卷|测评|访谈|走访|回访"
_CUE = re.compile(
    rf"(?:未|没有?|并未)(?:能|曾|有)?(?:开展|组织|进行|发放|实施|做)[^，。；、\n]{{0,6}}(?:{_ASKED})"
    r"|(?:无|零|未(?:收到|接到|发生|出现)|没有(?:收到|接到|发生)?)[^，。；、\n\d]{0,6}(?:投诉|信访|上访)"
    r"|估计|据了解|(?:根据|依据|结合|凭)[^，。；\n\d]{0,8}(?:日常|平时|平常|掌握)[^，。；\n\d]{0,8}(?:情况|印象|感受)?"
)
_SURVEY = re.compile(_ASKED)
_EVERYDAY = re.compile(r"(?:日常|平时|平常)[^，。；\n\d]{0,4}(?:走访|回访|访谈)")
_SENTENCE = re.compile(r"[^。；\n]+")


@rule(
    "IND312",
    severity="warning",
    zh="满意度没有调查依据",
    en="satisfaction claimed without a survey",
)
def unasked(facts: Facts) -> Iterator[Finding]:
    """写了满意度的百分比，同一处又说没有开展调查，或者只以没有投诉、估计为依据。

    为什么重要
    满意度通常占 10 分，要由服务对象回答；没有投诉不等于满意，估计的数无从核对。

    示例
    “群众满意度 100%，全年未收到投诉，未开展问卷调查。”

    依据
    财预〔2020〕10号：满意度指标反映服务对象的认可程度，一般以问卷、访谈等调查取得。

    已知的误报
    只看写有满意度百分比的同一句话、同一项指标的完成值和原因；另外写明做过调查的不提示；
    只印目标和完成值、没有文字说明的不提示。
    """
    told: set[int] = set()
    for item in facts.report.indicators:
        if not _SATISFIED.search(item.name):
            continue
        facts.checked()
        words = f"{item.actual.text if item.actual else ''}；{item.reason or ''}"
        figure = item.actual.text if item.actual else ""
        cue = _cue(words)
        if cue and _PERCENT.search(figure) and places(item):
            told |= {each.block for each in places(item)}
            yield _finding(facts, item, figure, cue, _quoted(facts, item, cue))
    for text in passages(facts):
        if text.block in told or not _SATISFIED.search(text.text):
            continue
        for sentence in _SENTENCE.finditer(text.text):
            cue, value = _cue(sentence[0]), _PERCENT.search(sentence[0])
            if cue is None or value is None or not _SATISFIED.search(sentence[0]):
                continue
            start = sentence.start()
            at = start + sentence[0].index(cue)
            evidence = [
                text.evidence(start + value.start(), start + value.end()),
                text.evidence(at, at + len(cue)),
            ]
            yield _finding(facts, None, value[0], cue, evidence)


def _cue(words: str) -> str | None:
    """Return the words that say nobody was asked, ``None`` where there are none or a survey was made."""
    found = _CUE.search(words)
    # Talk by the way (日常走访) is no survey.
    if found is None or _SURVEY.search(_EVERYDAY.sub("", _CUE.sub("", words))):
        return None
    return found[0]


def _quoted(facts: Facts, item: Indicator, cue: str) -> list[Evidence]:
    """Return where the indicator stands, and where the words beside it are found."""
    known = places(item)
    first = known[0]
    for text in passages(facts):
        row = getattr(text, "row", None)
        if text.block == first.block and row == first.row and cue in text.text:
            at = text.text.index(cue)
            return [*known, text.evidence(at, at + len(cue))]
    return known


def _finding(
    facts: Facts, item: Indicator | None, figure: str, cue: str, evidence: list[Evidence]
) -> Finding:
    zh_name, en_name = (f"“{item.name}”", repr(item.name)) if item else ("满意度", "satisfaction")
    return facts.finding(
        "IND312",
        zh=f"{place(evidence[0])}{zh_name}写 {figure.strip()}，而同一处写“{cue}”，没有调查依据",
        en=f"{place(evidence[0], 'en')}: {en_name} is {figure.strip()} beside {cue!r}, without a survey",
        evidence=evidence,
        key=[*(key(item) if item else []), figure, cue],
        stated=figure.strip(),
    )
