"""Glyphs to lines: by where they stand, not by the order the file draws them in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.readers.pdf_joins import gap_needs_space, is_wide, tidy
from extractor.readers.pdf_page import SPACE, Glyph

COLUMN_GAP = 1.0
"""Ems between two glyphs from which on they are pieces of a line rather than neighbours."""


@dataclass(slots=True)
class Piece:
    """Glyphs on one baseline that follow each other without a wide gap."""

    text: str
    x0: float
    x1: float
    y: float
    em: float
    wide: bool
    spaced: bool = False


@dataclass(slots=True)
class Line:
    """One printed line. ``em`` is the size of its type, ``column`` 0 where the page has one column.

    ``pieces`` are the stretches of text between wide gaps, left to right.
    """

    text: str
    x0: float
    x1: float
    y: float
    em: float
    pieces: tuple[Piece, ...]
    page: int = 0
    column: int = 0

    @property
    def widest_gap(self) -> float:
        """The widest gap inside the line, in ems."""
        gaps = (after.x0 - before.x1 for before, after in pairwise(self.pieces))
        return max(gaps, default=0.0) / self.em


def build_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines of *glyphs*, top to bottom."""
    lines = [line for line in map(_line, build_rows(glyphs)) if line is not None]
    lines.sort(key=lambda line: line.y)
    return lines


def build_rows(glyphs: Iterable[Glyph]) -> list[list[Piece]]:
    """Return the runs of glyphs without a gap, gathered by the baseline they stand on."""
    return _rows(_runs(glyphs))


def _runs(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Cut the glyph sequence where the baseline changes or the pen jumps.

    A jump of a third of an em is enough: what the file draws later may belong into it.
    """
    runs: list[Piece] = []
    characters: list[str] = []
    begin = end = line_y = em = 0.0
    wide = spaced = False
    for character, x0, x1, y, height in glyphs:
        if character == SPACE:
            spaced = True
            continue
        if characters:
            gap = x0 - end
            if -0.3 * em <= gap < 0.3 * em and -0.5 < y - line_y < 0.5:
                if gap > 0.15 * em and gap_needs_space(characters[-1], character, gap / em, spaced):
                    characters.append(SPACE)
                characters.append(character)
                end = x1
                spaced = False
                if not wide and is_wide(character):
                    wide, em = True, max(x1 - x0, 1.0)
                continue
            runs.append(Piece("".join(characters), begin, end, line_y, em, wide, spaced))
        characters = [character]
        begin, end, line_y = x0, x1, y
        wide = is_wide(character)
        # A Chinese character is as wide as its type is large; Latin type is taken by height.
        em = max(x1 - x0 if wide else height, 1.0)
        spaced = False
    if characters:
        runs.append(Piece("".join(characters), begin, end, line_y, em, wide, spaced))
    return runs


def _rows(runs: list[Piece]) -> list[list[Piece]]:
    """Gather runs on one baseline; raised and lowered small type goes with its line."""
    rows: list[list[Piece]] = []
    for run in sorted(runs, key=lambda run: run.y):
        for row in reversed(rows[-3:]):
            anchor = max(row, key=lambda member: member.em)
            small = min(run.em, anchor.em) < 0.8 * max(run.em, anchor.em)
            reach = (0.5 if small else 0.3) * max(run.em, anchor.em)
            apart = abs(run.y - anchor.y)
            if apart <= reach and (apart < 1 or not any(_overlap(run, member) for member in row)):
                row.append(run)
                break
        else:
            rows.append([run])
    return rows


def _overlap(first: Piece, second: Piece) -> bool:
    shared = min(first.x1, second.x1) - max(first.x0, second.x0)
    return shared > 0.5 * min(first.x1 - first.x0, second.x1 - second.x0)


def _line(row: list[Piece]) -> Line | None:
    row.sort(key=lambda run: run.x0)
    em = median([run.em for run in row if run.wide] or [run.em for run in row])
    pieces: list[Piece] = []
    for run in row:
        last = pieces[-1] if pieces else None
        if last is not None and run.x0 - last.x1 < COLUMN_GAP * em:
            gap = (run.x0 - last.x1) / em
            space = gap_needs_space(last.text[-1], run.text[0], gap, last.spaced)
            last.text += f"{SPACE}{run.text}" if space else run.text
            last.x1, last.spaced, last.wide = max(last.x1, run.x1), run.spaced, last.wide or run.wide
        else:
            pieces.append(run)
    for piece in pieces:
        piece.text = tidy(piece.text).strip()
    pieces = [piece for piece in pieces if piece.text]
    if not pieces:
        return None
    body = max(row, key=lambda run: len(run.text))
    return Line(
        text=_between(pieces),
        x0=pieces[0].x0,
        x1=pieces[-1].x1,
        y=body.y,
        em=em,
        pieces=tuple(pieces),
    )


def _between(pieces: Sequence[Piece]) -> str:
    text = pieces[0].text
    for before, after in pairwise(pieces):
        gap = (after.x0 - before.x1) / before.em
        text += (
            SPACE + after.text
            if gap_needs_space(before.text[-1], after.text[0], gap, before.spaced)
            else after.text
        )
    return text


def split_columns(lines: list[Line], width: float) -> list[Line]:
    """Return the lines in reading order: where prose is set in two columns, the left one first.

    Two columns are taken for granted only where a gutter near the middle stays empty over
    most lines and the text beside it fills both sides, so that a list with a wide gap is
    not torn apart.
    """
    gutter = _gutter(lines, width)
    if gutter is None:
        return lines
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        before = [piece for piece in line.pieces if piece.x1 <= gutter]
        after = [piece for piece in line.pieces if piece.x0 >= gutter]
        if len(before) + len(after) < len(line.pieces):
            ordered += left + right + [line]
            left, right = [], []
            continue
        for side, pieces, column in ((left, before, 1), (right, after, 2)):
            part = _line(list(pieces)) if pieces else None
            if part is not None:
                part.column = column
                side.append(part)
    return ordered + left + right


def _gutter(lines: list[Line], width: float) -> float | None:
    if len(lines) < 8:
        return None
    middles = [
        (before.x1 + after.x0) / 2
        for line in lines
        for before, after in pairwise(line.pieces)
        if 0.3 * width < (before.x1 + after.x0) / 2 < 0.7 * width
    ]
    if len(middles) < 0.5 * len(lines):
        return None
    gutter = median(middles)
    free = [line for line in lines if all(piece.x1 <= gutter or piece.x0 >= gutter for piece in line.pieces)]
    if len(free) < 0.75 * len(lines):
        return None
    low, high = min(line.x0 for line in free), max(line.x1 for line in free)
    for begin, end, side in ((low, gutter, 0), (gutter, high, 1)):
        spans = [
            sum(piece.x1 - piece.x0 for piece in line.pieces if (piece.x0 >= gutter) == bool(side))
            for line in free
        ]
        filled = [span for span in spans if span > 0.7 * (end - begin)]
        if len(filled) < 0.5 * len(free):
            return None
    return gutter
