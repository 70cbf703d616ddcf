import pytest

from extractor.document import Cell, Table


@pytest.fixture(scope="session")
def table_of():
    """Make a table of lines with cells between ``|``: ``<`` merges to the left, ``^`` upwards."""
    return make_table


def make_table(text, *, block=0, index=0):
    lines = [[cell.strip() for cell in line.strip().split("|")] for line in text.strip().splitlines()]
    width = max(map(len, lines))
    grid = [[*line, *[""] * (width - len(line))] for line in lines]
    cells = []
    for row, line in enumerate(grid):
        for column, printed in enumerate(line):
            if printed in ("<", "^"):
                continue
            right = column + 1
            while right < width and line[right] == "<":
                right += 1
            bottom = row + 1
            while bottom < len(grid) and grid[bottom][column] == "^":
                bottom += 1
            cells.append(
                Cell(printed.replace("⏎", "\n"), block, index, row, column, bottom - row, right - column)
            )
    return Table(block, index, len(grid), width, tuple(cells))
