"""The running text of each report of a file: what its authors wrote, not what its form prints."""

from collections.abc import Iterator, Sequence

from extractor.document import Document, Paragraph, Table

LEAST = 15
"""A shorter paragraph or cell is a heading, a label or a figure."""


def running_texts(document: Document, begins: Sequence[int]) -> list[str]:
    """Return the text of each report, a paragraph a line; *begins* are the blocks they begin at.

    What stands before the first report belongs to it. Two reports that begin at the same
    block share its text.
    """
    texts: list[list[str]] = [[] for _ in begins]
    for number, block in enumerate(document.blocks):
        owners = _owners(begins, number)
        for line in _lines(block):
            for owner in owners:
                texts[owner].append(line)
    return ["\n".join(lines) for lines in texts]


def _owners(begins: Sequence[int], block: int) -> list[int]:
    """Return which reports a block belongs to: those that began last before it."""
    reached = [begin for begin in begins if begin <= block] or list(begins[:1])
    latest = max(reached, default=None)
    return [place for place, begin in enumerate(begins) if begin == latest]


def _lines(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        if len(block.text) >= LEAST:
            yield block.text
        return
    for cell in block.cells:
        if len(cell.text) >= LEAST:
            yield cell.text.replace("\n", "")
