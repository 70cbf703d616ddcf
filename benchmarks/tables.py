"""Files of tables to measure with: made anew in a temporary folder, the same in every run."""

from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import xlsxwriter

from corpora.generate import page as _page  # noqa: F401
from corpora.generate.__main__ import SOURCES, render, sources
from corpora.generate.source import Block, Source

ROWS, COLUMNS = 10_000, 50


def data_workbook(folder: Path) -> Path:
    """Write a sheet of 10 000 × 50 texts and numbers, as an annex of details has them."""
    path = folder / "data.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        sheet.write_row(0, 0, ["序号", "项目名称", "金额（万元）", *(f"栏目{n}" for n in range(COLUMNS - 3))])
        for row in range(1, ROWS):
            cells = (row * column * 37 % 99_991 / 100 if column % 3 else f"事项{row % 97}" for column in range(1, COLUMNS))
            sheet.write_row(row, 0, [row, *cells])
    return path


def report_with_tables(folder: Path) -> Path:
    """Write a report of some 40 pages with 20 forms between chapters of text."""
    chapters = [list(each.blocks) for each in sources() if any(file["as"] == "docx" for file in each.files)]
    forms = [
        block
        for each in sources(SOURCES / "forms")
        for block in each.blocks
        if block.kind == "table" and len(block.rows) > 12
    ]
    blocks: list[Block] = []
    for chapter, form in zip(islice(cycle(chapters), 20), forms, strict=False):
        blocks += [block for block in chapter if block.kind in ("heading", "paragraph")]
        blocks += [Block("paragraph", "附表：项目支出绩效自评表"), form]
    source = next(sources())
    path = folder / "tables.docx"
    path.write_bytes(render(replace(source, blocks=tuple(blocks)), {"as": "docx"}))
    return path
