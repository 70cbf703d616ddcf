"""Files of tables to measure with: made anew in a temporary folder, the same in every run."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import xlsxwriter

from corpora.generate.__main__ import SOURCES, render, sources
from corpora.generate.source import Block

ROWS, COLUMNS = 10_000, 50
TABLES = 20
_HEAD = 4
_FORM_ROWS = 12


def data_workbook(folder: Path) -> Path:
    """Write a sheet of 10 000 × 50 texts and numbers, as an annex of details has them."""
    path = folder / "data.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        sheet.write_row(0, 0, ["序号", "项目名称", "金额（万元）", *(f"栏目{n}" for n in range(COLUMNS - 3))])
        for row in range(1, ROWS):
            cells = [row * column * 37 % 99_991 / 100 for column in range(1, COLUMNS)]
            sheet.write_row(
                row, 0, [row, *(cell if n % 3 else f"事项{row % 97}" for n, cell in enumerate(cells))]
            )
    return path


def report_with_forms(folder: Path) -> Path:
    """Write a department's report of some 40 pages with the forms of 20 projects behind its chapters.

    The first report of the corpus that is a .docx, its further chapters filled with the
    paragraphs of others that hold no figures; a chapter, then a form.
    """
    first, *others = (each for each in sources() if any(file["as"] == "docx" for file in each.files))
    text = cycle(block for each in others for block in each.blocks if _is_plain(block))
    blocks = list(first.blocks)
    for number, form in enumerate(islice(cycle(_forms()), TABLES), 1):
        blocks.append(Block("heading", f"{number}.项目实施情况", 2))
        blocks += islice(text, _HEAD * 5)
        blocks += [Block("paragraph", "项目支出绩效自评表"), form]
    path = folder / "report.docx"
    path.write_bytes(render(replace(first, blocks=tuple(blocks)), {"as": "docx"}))
    return path


def _is_plain(block: Block) -> bool:
    return block.kind == "paragraph" and not any(char.isdigit() for char in block.text)


def _forms() -> Iterator[Block]:
    for each in sources(SOURCES / "forms"):
        for block in each.blocks:
            if block.kind == "table" and len(block.rows) > _FORM_ROWS:
                yield block
