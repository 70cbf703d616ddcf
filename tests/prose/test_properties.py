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
    """Return the processor time that reading *text* takes, the better of two readings."""
    times = []
    for _ in range(2):
        began = time.process_time()
        extracted(f"一、绩效目标完成情况\n{text}")
        times.append(time.process_time() - began)
    return min(times)


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
GROWTH = 8
TIMES = 3 * GROWTH
"""Three times linear leaves room for a busy machine; a square would be eight times."""


def assert_linear(text_of, length):
    """Assert that the text of eight times *length* takes no more than a generous eight times as long."""
    short, long = seconds(text_of(length)), seconds(text_of(GROWTH * length))
    assert long < max(0.3, TIMES * short)


@pytest.mark.parametrize("name", LONG)
def test_time_grows_with_length_only(name):
    piece = LONG[name]
    assert_linear(lambda length: piece * (length // len(piece)), 4_000)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_goes_back_over_a_long_run(name):
    piece, tail = HOSTILE[name]
    lead = "甲" if name.endswith("inside") else ""
    assert_linear(lambda length: lead + piece * (length // len(piece)) + tail, 4_000)


def test_time_of_a_long_scale_grows_with_length_only():
    assert_linear(lambda count: "90分以上为优，" * count, 400)


NAMES = "渠路桥校院站馆林田井"


def listed(count):
    names = ["".join(NAMES[int(digit)] for digit in f"{number:04}") for number in range(count)]
    targets = "、".join(f"{name}≥{number + 10}个" for number, name in enumerate(names))
    actuals = "，".join(f"{name}{number + 12}个" for number, name in enumerate(names))
    return f"指标包括{targets}。实际{actuals}。"


def test_time_of_a_long_list_of_targets_is_bounded():
    # Targets are compared with actuals in pairs, a limited number at a time.
    assert seconds(listed(GROWTH * 100)) < max(0.3, TIMES * seconds(listed(100)))


@pytest.mark.parametrize(
    "line",
    [
        "全年预算100万元，全年支出98万元，执行率98%。\n",
        "自评得分90分，等级为优。\n",
        "由于资金未到位，印刷≥3份未完成，偏差原因是延期。\n",
    ],
)
def test_time_grows_with_the_number_of_paragraphs_only(line):
    assert_linear(lambda count: line * count, 200)
