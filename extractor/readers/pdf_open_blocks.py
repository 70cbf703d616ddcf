"""Text of a table without full rulings as blocks: the lines of one cell, told by how they stand.

What a cell holds may be drawn in any order and broken into lines; the lines of one cell
lie closer to each other than those of two rows, and two figures below each other are
never one cell.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from extractor.readers.pdf_joins import gap_needs_space, is_wide
from extractor.readers.pdf_lines import Piece, build_rows
from extractor.readers.pdf_page import SPACE, Glyph
from extractor.readers.pdf_rulings import Piece as Rule

CELL_GAP = 0.45
"""Ems between two glyphs from which on they may stand in two cells."""
_LETTER_GAP = 2.2
"""Ems up to which single characters in a row are one word set wide (``分  值``)."""
_LOOSEST = 2.2
"""Ems between the baselines of two lines of one cell, at most."""
_VALUE = re.compile(r"[^\w\s]{0,3}\d[\d,，.]*\s?[^\d\s]{0,5}|[-—–―/／…·*]{1,6}")
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_ASCENT, _DESCENT = 0.85, 0.15


@dataclass(slots=True)
class Block:
    """The lines of one cell, top to bottom; ``pieces`` may share a line where it has a gap inside."""

    pieces: list[Piece]
    x0: float = field(init=False)
    x1: float = field(init=False)
    first: float = field(init=False)
    last: float = field(init=False)
    em: float = field(init=False)
    value: bool = field(init=False)

    def __post_init__(self) -> None:
        self.x0 = min(piece.x0 for piece in self.pieces)
        self.x1 = max(piece.x1 for piece in self.pieces)
        self.first = min(piece.y for piece in self.pieces)
        self.last = max(piece.y for piece in self.pieces)
        self.em = max(piece.em for piece in self.pieces)
        self.value = is_value("".join(piece.text for piece in self.pieces))

    @property
    def centre(self) -> float:
        """The baseline a single line of the same height would stand on."""
        return (self.first + self.last) / 2

    @property
    def top(self) -> float:
        """Where its characters begin."""
        return self.first - _ASCENT * self.em

    @property
    def bottom(self) -> float:
        """Where its characters end."""
        return self.last + _DESCENT * self.em

    @property
    def length(self) -> int:
        """How many characters it holds."""
        return sum(len(piece.text) for piece in self.pieces)


def is_value(text: str) -> bool:
    """Return whether a text is a figure, with operator and unit or without, or a dash for one."""
    return len(text) <= 20 and _VALUE.fullmatch(text) is not None


def is_next_value(above: str, below: str) -> bool:
    """Return whether two texts below each other are two figures, not one that a line's end cut."""
    if not (is_value(above) and is_value(below)):
        return False
    cut = _NUMBER.fullmatch(above) is None or _NUMBER.fullmatch(below) is None
    return not (cut and _NUMBER.fullmatch(above + below))


def cell_pieces(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Return the stretches of text of a table, cut wherever a cell may end, top to bottom."""
    pieces: list[Piece] = []
    for row in build_rows(glyphs):
        row.sort(key=lambda run: run.x0)
        begun: list[Piece] = []
        for run in row:
            last = begun[-1] if begun else None
            if last is not None and _one_piece(last, run):
                gap = (run.x0 - last.x1) / run.em
                space = gap_needs_space(last.text[-1], run.text[0], gap, last.spaced)
                last.text += f"{SPACE}{run.text}" if space else run.text
                last.x1, last.spaced, last.wide = max(last.x1, run.x1), run.spaced, last.wide or run.wide
            else:
                begun.append(run)
        pieces += begun
    pieces = [piece for piece in pieces if piece.text.strip()]
    pieces.sort(key=lambda piece: (piece.y, piece.x0))
    return pieces


def _one_piece(last: Piece, run: Piece) -> bool:
    em = max(last.em, run.em)
    small = min(last.em, run.em) < 0.8 * em
    if abs(last.y - run.y) > (0.5 if small else 0.2) * em:
        return False
    gap = (run.x0 - last.x1) / em
    if gap < CELL_GAP:
        return True
    return gap <= _LETTER_GAP and len(run.text) == 1 and _lettered(last.text) and is_wide(run.text)


def _lettered(text: str) -> bool:
    """Return whether a text is single Chinese characters set apart."""
    return all(len(part) == 1 and is_wide(part) for part in text.split(SPACE))


@dataclass(frozen=True, slots=True)
class Pitch:
    """How far apart the lines of one cell stand at most, in ems.

    ``tight`` says that rows follow each other like lines, so that distance tells nothing.
    """

    most: float
    tight: bool = False


def line_pitch(pieces: Sequence[Piece], rules: Sequence[Rule]) -> Pitch:
    """Return what the distances between neighbouring texts and neighbouring figures say."""
    texts: list[float] = []
    values: list[float] = []
    for index, piece in enumerate(pieces):
        below = next((other for other in islice(pieces, index + 1, None) if _above(piece, other)), None)
        if below is None or _ruled(piece, below, rules):
            continue
        step = (below.y - piece.y) / max(piece.em, below.em)
        if step > 6:
            continue
        both = is_next_value(piece.text, below.text)
        (values if both else texts).append(step)
    line = _low(texts)
    row = _low(values)
    if line is None:
        return Pitch(_LOOSEST)
    if row is None:
        return Pitch(min(1.25 * line, _LOOSEST) if line < 1.7 else _LOOSEST)
    if line > 0.93 * row:
        # Either no cell has two lines or rows stand as close as lines.
        return Pitch(0.9 * row) if row > _LOOSEST else Pitch(1.05 * row, tight=True)
    return Pitch(min((line + row) / 2, 1.25 * line, _LOOSEST))


def _low(values: list[float]) -> float | None:
    return sorted(values)[len(values) // 10] if values else None


def _above(piece: Piece, other: Piece) -> bool:
    """Return whether *other* stands on a lower line and under *piece*."""
    shared = min(piece.x1, other.x1) - max(piece.x0, other.x0)
    return other.y > piece.y + 0.5 * piece.em and shared > 0.5 * min(piece.x1 - piece.x0, other.x1 - other.x0)


def _ruled(upper: Piece, lower: Piece, rules: Sequence[Rule]) -> bool:
    """Return whether a rule is drawn between two pieces of text."""
    x0, x1 = max(upper.x0, lower.x0), min(upper.x1, lower.x1)
    middle = (x0 + x1) / 2
    return any(upper.y - 0.3 * upper.em < y < lower.y and begin <= middle <= end for y, begin, end in rules)


def build_blocks(pieces: Sequence[Piece], pitch: Pitch, rules: Sequence[Rule]) -> list[Block]:
    """Gather the lines of each cell."""
    if pitch.tight:
        return [Block([piece]) for piece in pieces]
    groups: list[list[Piece]] = []
    near: list[list[Piece]] = []
    most = pitch.most * max((piece.em for piece in pieces), default=0.0) + 0.5
    for piece in pieces:
        best: list[Piece] | None = None
        near = [group for group in near if piece.y - group[-1].y <= most]
        for group in near:
            last = group[-1]
            step = piece.y - last.y
            if not 0.5 * piece.em < step <= pitch.most * max(piece.em, last.em) + 0.5:
                continue
            shared = min(piece.x1, last.x1) - max(piece.x0, last.x0)
            narrower = min(piece.x1 - piece.x0, last.x1 - last.x0)
            if shared <= 0.5 * narrower or is_next_value(last.text, piece.text):
                continue
            if not 0.85 < piece.em / last.em < 1.18 and piece.wide and last.wide:
                continue
            if _ruled(last, piece, rules):
                continue
            if best is None or step < piece.y - best[-1].y:
                best = group
        if best is None:
            near.append([piece])
            groups.append(near[-1])
        else:
            best.append(piece)
    return [Block(group) for group in groups]
