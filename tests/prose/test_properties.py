"""Whatever the text, it is read without failing, in the same way every time."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.document import Document, Paragraph, Source
from extractor.extract import extract
from extractor.language.lexicon import load, words
from extractor.prose.scale import LABELS

SOURCE = Source("报告.txt", "0" * 64, "txt", 0)
BUDGET = load("budget")
MONEY_WORDS = [
    *(word for lists in BUDGET["stage"].values() for terms in lists.values() for word in terms),
    *(word for kind in ("scope", "source") for terms in BUDGET[kind].values() for word in terms),
    *words("budget", "neutral", "words"),
    *words("budget", "money", "foreign"),
]
TARGET_WORDS = [
    *(word for cue in load("indicator")["cues"].values() for word in cue),
    *load("indicator")["levels"],
]
HEADING_WORDS = [word for terms in load("structure")["roles"].values() for word in terms]
GLUE = """
其中 由 组成 分别为 包括 和 共计 合计 较上年 与2023年相比 超额 占比 中 自评得分 满分 等级为
（含） 以上 以下 实际 折合 单位：万元 一、 （一） 1. ①
"""
FIGURES = """
100万元 98.5% 1,402.60 ３．５亿元 92.5分 200人 ≥95% 18.6公里 2024年 12月底前 ≤3个工作日
20000余份 0 壹佰万元 百分之九十 第3条 〔2024〕12号
"""
MARKS = list("，。；：、（）()“”《》\n \u3000-—≥≤<>=％%0123456789０９.千百十一二三万亿元分年月日")
VOCABULARIES = (MONEY_WORDS, TARGET_WORDS, HEADING_WORDS, [*GLUE.split(), *LABELS], FIGURES.split(), MARKS)
PIECES = st.one_of(*map(st.sampled_from, VOCABULARIES))
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def extracted(text):
    lines = text.split("\n")
    return extract(Document(SOURCE, tuple(Paragraph(line, block) for block, line in enumerate(lines))))


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """Load the dictionary before anything is timed."""
    extracted("一、绩效目标完成情况\n指标包括接线≥20次、印刷≥3份。实际接通22次，打印4份。")


@given(TEXTS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_and_read_alike(text):
    first = extracted(text)
    assert extracted(text) == first
    lines = text.split("\n")
    for figure in first.reports[0].budgets:
        assert (
            lines[figure.evidence.block][figure.evidence.start : figure.evidence.end] == figure.evidence.text
        )


AMOUNTS = st.decimals(min_value=1, max_value=99999, places=2)
REPORT = (
    "云溪县水利局2024年度部门整体支出绩效自评报告\n一、预算执行情况\n"
    "年初预算{0}万元，其中基本支出{1}万元，项目支出{2}万元。全年预算数{3}万元，全年执行数{4}万元。"
)
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
SPELLINGS = {
    "full-width digits": lambda text: text.translate(WIDE),
    "spaces around units": lambda text: text.replace("万元", " 万元"),
    "spaces after commas": lambda text: text.replace("，", "， "),
    "ideographic indent": lambda text: "\n".join(f"\u3000\u3000{line}" for line in text.split("\n")),
}


@given(st.tuples(*[AMOUNTS] * 5))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spelling_of_numbers_keeps_amounts(spelling, amounts):
    text = REPORT.format(*amounts)
    plain, changed = (
        [(each.stage, each.scope, each.yuan) for each in extracted(version).reports[0].budgets]
        for version in (text, SPELLINGS[spelling](text))
    )
    assert [yuan for *_, yuan in plain] == [10_000 * amount for amount in amounts]
    assert changed == plain


LONG = {
    "digits": "1",
    "numerals": "一",
    "brackets": "（",
    "closed brackets": "（1）",
    "plain words": "项目支出",
    "sentences": "全年预算100万元，其中基本支出60万元，项目支出40万元。",
    "grades": "优良中差",
    "years": "2023年",
    "targets": "指标值≥20个，实际21个，",
    "parts": "其中由",
    "quotes": "“",
    "letters": "县局项目工程得分",
    "amounts": "项目支出100万元，",
    "comparisons": "较上年增加10万元，",
    "points": "得分90分，",
    "percentages": "占比12%，",
}


def seconds(text):
    began = time.process_time()
    extracted(f"一、绩效目标完成情况\n{text}")
    return time.process_time() - began


HOSTILE = {
    "lists without an answer": ("甲乙丙目标值分别为1，2，", ""),
    "words of a rate": ("项目支出", "98%"),
    "words of a score": ("自评综合", "得分"),
    "spaces": (" ", "甲"),
    "spaces inside": (" ", "甲"),
    "brackets never opened": ("）", "甲"),
    "brackets never closed": ("（", "2023年度工作任务"),
    "nested lists": ("10个（", ""),
    "nested 其中": ("10个其中", ""),
    "made of": ("共10个，由", ""),
    "sums": ("1个、", "合计9个"),
    "fractions": ("百分之", ""),
    "targets without a name": ("≥20个；", ""),
}
NOT_LINEAR = {
    "points": "conclusion._claim and _parts pass over all figures for every part",
    "sentences": "cues.in_formula looks for marks from the start to the end of the paragraph",
    "percentages": "cues.in_formula looks for marks from the start to the end of the paragraph",
    "lists without an answer": "respective._LISTS: three open stretches behind one another",
    "words of a rate": "rates._RATE: a starred run of words tried from every start",
    "words of a score": "conclusion._SCORE: a starred run of words tried from every start",
    "spaces": "header._title_year: two runs of spaces beside each other",
    "spaces inside": "header._own_line: spaces at the end, tried from every start",
    "brackets never opened": "header._own_line: brackets at the end, tried from every start",
    "brackets never closed": "years._CITED: from every bracket to the end",
    "nested lists": "compositions._extent and _closing count brackets to the end of the sentence",
    "nested 其中": "compositions._sentence collects the figures before every trigger",
    "made of": "compositions._closing counts brackets to the end of the sentence",
    "sums": "similarity.core of contexts that reach to the end of the sentence",
    "fractions": "cues.in_formula looks for marks from the start to the end of the paragraph",
    "targets without a name": "runs.without_repeats compares every target with all others",
}
# Linear reading grows fourfold; the factor leaves room for a busy machine.
TIMES = 8


def not_linear(reason):
    return pytest.mark.xfail(strict=False, reason=reason)


def named(table):
    """Give each text of *table* as a parameter, marked where its time is known not to grow with length."""
    return [
        pytest.param(name, marks=not_linear(NOT_LINEAR[name])) if name in NOT_LINEAR else name
        for name in table
    ]


@pytest.mark.parametrize("name", named(LONG))
def test_time_grows_with_length_only(name):
    piece = LONG[name]
    seconds(piece * 100)
    short, long = (seconds(piece * (length // len(piece))) for length in (8_000, 32_000))
    assert long < max(0.5, TIMES * short)


@pytest.mark.parametrize("name", named(HOSTILE))
def test_no_pattern_goes_back_over_a_long_run(name):
    piece, tail = HOSTILE[name]
    lead = "甲" if name.endswith("inside") else ""
    lengths = (500, 2_000) if name.startswith("lists") else (2_500, 10_000)
    short, long = (seconds(lead + piece * (length // len(piece)) + tail) for length in lengths)
    assert long < max(0.15, TIMES * short)


def test_time_of_a_long_scale_grows_with_length_only():
    piece = "90分以上为优，"
    seconds(piece)
    short, long = (seconds(piece * count) for count in (100, 400))
    assert long < max(0.2, TIMES * short)


def test_time_of_a_long_list_of_targets_grows_no_faster_than_its_pairs():
    def listed(count):
        names = [
            "".join("渠路桥校院站馆林田井"[int(digit)] for digit in f"{number:04}") for number in range(count)
        ]
        targets = "、".join(f"{name}≥{number + 10}个" for number, name in enumerate(names))
        actuals = "，".join(f"{name}{number + 12}个" for number, name in enumerate(names))
        return f"指标包括{targets}。实际{actuals}。"

    seconds(listed(10))
    short, long = (seconds(listed(count)) for count in (40, 160))
    assert long < max(0.3, 6 * TIMES * short)


@not_linear("rates._of passes over all amounts for every rate")
def test_time_grows_with_the_number_of_paragraphs_only():
    line = "全年预算100万元，全年支出98万元，执行率98%。\n"
    seconds(line)
    short, long = (seconds(line * count) for count in (400, 1600))
    assert long < max(0.5, TIMES * short)
