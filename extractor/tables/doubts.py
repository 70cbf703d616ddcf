"""What is said of headers that were read by likeness rather than known."""

from collections.abc import Iterator, Sequence

from extractor.records import Warning_
from extractor.tables.headers import UNSURE
from extractor.tables.regions import Region

_READ_AS = {
    "initial": "年初预算",
    "adjusted": "全年预算",
    "received": "到位资金",
    "executed": "执行数",
    "carryover": "结余",
    "rate": "执行率",
    "target": "指标值",
    "actual": "完成值",
    "weight": "分值",
    "score": "得分",
    "name": "指标名称",
}


def doubts(regions: Sequence[Region]) -> Iterator[Warning_]:
    """Yield a warning for each header of *regions* whose role is only likely, once a word."""
    told: set[str] = set()
    for region in regions:
        for column in region.columns:
            reading = _READ_AS.get(column.role or "")
            words = column.label
            if reading and words and 0 < column.sure <= UNSURE and words not in told:
                told.add(words)
                yield Warning_(
                    code="header-guessed", message=f"表头“{words}”不在词表里，按“{reading}”读取，请核对"
                )
