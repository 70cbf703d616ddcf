"""What a 小计 row is said to sum up."""

import pytest

from extractor.tables.forms import read_forms
from tests.tables.test_forms import document

HEAD = """
项目名称 | 河道清淤 | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
"""
ROWS = {
    "长度": "产出指标 | 数量指标 | 清淤长度 | 6公里 | 6公里 | 20 | 20",
    "土方": "产出指标 | 数量指标 | 清运土方 | 3万方 | 3万方 | 10 | 9",
    "合格": "产出指标 | 质量指标 | 验收合格率 | 100% | 100% | 10 | 10",
    "时间": "产出指标 | 时效指标 | 按期完工率 | 100% | 100% | 10 | 10",
    "行洪": "效益指标 | 生态效益 | 行洪能力 | 提升 | 提升 | 30 | 30",
    "满意": "效益指标 | 社会效益 | 村民满意度 | ≥90% | 93% | 10 | 10",
}


def row(label, weight, score):
    return f"{label} | < | < | | | {weight} | {score}"


@pytest.mark.parametrize(
    ("lines", "sums"),
    [
        (["长度", "土方", ("小计", 30, 29)], [(2, "30"), (2, "29")]),
        # The second sums up its own rows, the third all of its level.
        (
            ["长度", "土方", ("小计", 30, 29), "合格", "时间", ("小计", 20, 20), ("产出小计", 50, 49)],
            [(2, "30"), (2, "29"), (2, "20"), (2, "20"), (4, "50"), (4, "49")],
        ),
        # A level's sum behind rows that have none of their own: which was meant is told by the figures,
        (
            ["长度", "土方", ("小计", 30, 29), "合格", "时间", ("小计", 50, 49)],
            [(2, "30"), (2, "29"), (4, "50"), (4, "49")],
        ),
        # and where they tell nothing, nothing is said.
        (["长度", "土方", ("小计", 30, 29), "合格", "时间", ("小计", 45, 44)], [(2, "30"), (2, "29")]),
        (["长度", "土方", "行洪", "满意", ("小计", 80, 79)], []),
        (["长度", "土方", "行洪", "满意", ("小计", 70, 69)], [(4, "70"), (4, "69")]),
        (["长度", "土方", "行洪", "满意", ("效益小计", 40, 41)], [(2, "40"), (2, "41")]),
    ],
)  # fmt: skip
def test_rows_of_a_subtotal(table_of, lines, sums):
    table = HEAD + "\n".join(ROWS[line] if isinstance(line, str) else row(*line) for line in lines)
    (report,), _ = read_forms(document(table_of, "项目支出绩效自评表", table))
    assert [(len(each.parts), str(each.total.quantity.value)) for each in report.compositions] == sums
