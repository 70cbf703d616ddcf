"""A table under construction: rows of cells with spans, all as wide as the table."""

from collections.abc import Sequence

from corpora.generate.source import Block, Row

ABOVE = "^"
"""The text of a cell merged with the one above it."""


class Grid:
    """Rows as ``corpora.generate.source`` writes them; every row is ``width`` columns wide."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.rows: list[Row] = []

    def add(self, texts: Sequence[str], spans: Sequence[int]) -> None:
        """Add a row of *texts*, each as wide as its span; raises ``ValueError`` where they do not fill it."""
        if sum(spans) != self.width:
            raise ValueError(f"{sum(spans)} columns in a table of {self.width}: {texts}")
        row: list[str] = []
        for text, span in zip(texts, spans, strict=True):
            row += [text, *((ABOVE if text == ABOVE else "<") for _ in range(span - 1))]
        self.rows.append(tuple(row))

    def block(self) -> Block:
        """Return the table."""
        return Block("table", rows=tuple(self.rows))


def stretch(count: int, width: int, elastic: Sequence[int]) -> list[int]:
    """Return spans of *count* cells that fill *width* columns; the *elastic* share what is left."""
    spans = [1] * count
    for i in range(width - count):
        spans[elastic[i % len(elastic)]] += 1
    return spans
