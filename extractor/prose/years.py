"""The years a text names and the part each plays."""

import re
from bisect import bisect_right

from extractor.prose.passage import Passage, clause_start
from extractor.records import YearMention

_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)\s*年(度|初|末|底|全年|以来)?(?!\s*\d{1,2}\s*月)")
_CITED = re.compile(
    r"《[^》]{0,200}》|[〔﹝\[【（(][^〕﹞\]】）)]{0,200}[〕﹞\]】）)]\s*\d*\s*号?|“[^”]{0,200}”"
)
_COMPARE = re.compile(r"(?:较|比|与|和|同|对比|相比|上年|去年|自|从)\s*$")
_COMPARED = re.compile(
    r"^[^，。；]{0,12}(?:相比|同期|以来|相较|相对|增长|下降|减少|增加|起|至|—|-|提前|底|末|结转|通知|文件|办法|意见|方案|规划)"
)
_NOTICE = re.compile(
    r"通知|文件|办法|意见|方案|印发|批复文|规划|下发|号文|预算法|决定|条例|提前下达|立项|开工|启动|成立|修订|出台|实施以来|结转|曾|历年"
)
_WORK = re.compile(
    r"^(?:度)?(?:的)?(?:各项|全年|年度|部门|整体|项目|预算|绩效|重点|总体|主要|本单位|我[办局院县市镇])*[一-鿿]{0,12}?"
    r"(?:任务|工作|目标|指标|支出|建设|资金|经费|收入|执行|完成|自评|评价|项目)"
)

_DOER = r"(?:我|本)(?:单位|部门|[办局院委校县区市镇乡中])"
_BY_PLAN = r"按照?(?:年度|工作|实施|项目|既定|序时)?(?:计划|方案|进度|要求|目标)"
_OWN_WORK = re.compile(
    rf"^度?[，,]?(?:{_DOER}[^。；\n]{{0,6}}?(?:围绕|紧扣|聚焦|扎实|全面|认真|{_BY_PLAN})"
    r"|(?:各项|全年|年度|重点|主要){1,3}(?:工作|任务|目标|绩效)"
    rf"|[^，。；、\d]{{0,24}}?{_BY_PLAN}[^，。；\d]{{0,24}}?(?:组织实施|推进|开展|落实|完成|执行)"
    r"|[^。；\d]{0,40}?(?:年度|各项|全年)(?:重点|主要)?(?:工作|任务|目标)"
    r"|[^，。；、\d]{0,24}?(?:有序|稳步|扎实|顺利)(?:推进|实施|开展))"
)
"""A year's work spoken of as a whole; a single deed with its figure is how history is told."""
_LEAD = re.compile(r"(?:[^，。；、\d]{2,24}(?:项目|工程|专项|资金|单位|[局办院校]))?")
_ELSEWHEN = re.compile(
    "去年|上年|今年|本年|次年|当年|此后|随后|立项|开工|启动|成立|建成|结转|印发|同比|较上|获|被评"
)
_BEFORE_NOW = re.compile("背景|概况|概述|历史|沿革|立项|由来|简介|基本情况")

_SCORED = re.compile(r"[^，。；\d]{0,12}(?:自评|评价|得分|等级)")
_SCORE = re.compile(r"\d{2}(?:\.\d{1,2})?分(?!钟)")
"""自评得分95.2分。2023年度自评93.1分: last year's score beside this year's."""
_CLAUSE = 200
_SENTENCE = 600
"""How far a clause and a sentence are followed: a text without marks must not cost its square."""


def years(passages: list[Passage], fiscal_year: int | None) -> list[YearMention]:
    """Return the years other than *fiscal_year* that the text names, with their roles.

    A mention is the ``subject`` only where the year's own work, goals or money are
    spoken of outside titles, notices, comparisons and dates: the rest is how reports
    normally speak of other years.
    """
    found = []
    for passage in passages:
        text = passage.text
        if "年" not in text:
            continue
        cited = [range(*match.span()) for match in _CITED.finditer(text)]
        for match in _YEAR.finditer(text):
            year = int(match[1])
            if fiscal_year is None or year == fiscal_year:
                continue
            found.append(
                YearMention(
                    year=year,
                    role=_role(passage, match, cited, year, fiscal_year),
                    text=_clause(text, match.start(), match.end()),
                    evidence=passage.evidence(match.start(), match.end()),
                )
            )
    return found


def _clause(text: str, start: int, end: int) -> str:
    begin = clause_start(text, start, max(0, start - _CLAUSE), "，。；：\n")
    stop = end + _CLAUSE
    ends = [position for mark in "，。；\n" if (position := text.find(mark, end, stop)) >= 0]
    return text[begin : min(ends, default=stop)].strip()


def _role(passage: Passage, match: re.Match[str], cited: list[range], year: int, fiscal_year: int) -> str:
    text = passage.text
    title = bisect_right(cited, match.start(), key=lambda span: span.start) - 1
    if (title >= 0 and match.start() in cited[title]) or passage.section.nearest_role(
        "basis", "actuals"
    ) == "basis":
        return "citation"
    clause = _clause(text, match.start(), match.end())
    before = text[max(0, match.start() - 8) : match.start()]
    after = text[match.end() : match.end() + 24]
    sentence_start = clause_start(text, match.start(), max(0, match.start() - _SENTENCE), "。\n")
    if match[2] in ("初", "末", "底") and re.search(r"(?:截至|截止|至|到)\s*$", before):
        return "date"
    if year < fiscal_year and not _COMPARE.search(before) and _of_own_work(passage, match, sentence_start):
        return "subject"
    if (
        _COMPARE.search(before)
        or _COMPARED.match(after)
        or re.search(r"较(?!好|为|大|多|快|强|高|低|少|慢)|相比|同比|比\s*(?:19|20)\d\d", clause)
    ):
        return "comparison"
    if year < fiscal_year and _beside_now(text, match, sentence_start, fiscal_year):
        return "comparison"
    if match[2] in ("初", "末", "底", "以来"):
        return "date"
    if _NOTICE.search(text[sentence_start : match.end() + 30]):
        return "citation"
    if year > fiscal_year:
        return "plan"
    if passage.section.is_heading or (match[2] == "度" and _WORK.match(after)) or _WORK.match(after[:14]):
        return "subject"
    return "other"


def _beside_now(text: str, match: re.Match[str], sentence_start: int, fiscal_year: int) -> bool:
    """Return whether the year assessed stands by an earlier one: in its sentence, or its score before."""
    sentence = re.split("[。\\n]", text[match.end() : match.end() + _CLAUSE], maxsplit=1)[0]
    around = text[sentence_start : match.start()] + sentence
    if str(fiscal_year) in around or "本年" in around:
        return True
    scored = _SCORED.match(text, match.end()) is not None
    return scored and _SCORE.search(text, max(0, match.start() - _SENTENCE), match.start()) is not None


def _of_own_work(passage: Passage, match: re.Match[str], sentence_start: int) -> bool:
    """Return whether a sentence begins with the year, its subject at most before it, and tells its work."""
    text = passage.text
    lead = text[sentence_start : match.start()].strip()
    if match[2] not in (None, "度") or not _LEAD.fullmatch(lead):
        return False
    if any(_BEFORE_NOW.search(title) for title in passage.section.titles):
        return False
    sentence = re.split("[。\\n]", text[match.end() : match.end() + _CLAUSE], maxsplit=1)[0]
    return bool(_OWN_WORK.match(sentence)) and not _YEAR.search(sentence) and not _ELSEWHEN.search(sentence)
