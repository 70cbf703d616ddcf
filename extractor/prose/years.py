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
    if (
        _COMPARE.search(before)
        or _COMPARED.match(after)
        or re.search(r"较(?!好|为|大|多|快|强|高|低|少|慢)|相比|同比|比\s*(?:19|20)\d\d", clause)
    ):
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
