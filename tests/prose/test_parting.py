from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Paragraph
from extractor.parting import parted
from extractor.prose.header import read_header

TABLE = "prose/parting.yml"
TEXT = "本单位按照要求对预算执行、产出和效果进行了自评，资料齐全，程序合规，各项任务均已完成。" * 3


def test_titles_of_the_reports_of_a_file(case, paragraphs):
    text = case["text"].replace("正文", TEXT).replace("|", "\n")
    found = parted(paragraphs(text))
    assert [read_header(part).title for part in found] == case["titles"]


LINES = st.lists(
    st.sampled_from(
        [
            "附件1",
            "甲县2024年度防汛项目绩效自评报告",
            "乙县2024年度抗旱项目",
            "绩效自评报告",
            "一、概况",
            "二、结论",
            TEXT,
            "2025年3月10日",
        ]
    ),
    max_size=40,
)


@given(LINES)
def test_no_block_is_lost_or_read_twice(lines: list[str]) -> None:
    blocks = [Paragraph(text=line, block=number) for number, line in enumerate(lines)]
    assert [block for part in parted(blocks) for block in part] == blocks
