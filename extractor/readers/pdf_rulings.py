"""Ruling lines of a PDF page, from its path objects.

A rule may be drawn as a line, as a thin filled rectangle, as the stroked outline of a
cell, or as one path holding all of them; each becomes a horizontal or a vertical piece
of line in viewed coordinates. Curves, slanted lines and filled areas are no rules.
"""

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import Any

import pypdfium2.raw as pdfium

from extractor.readers.pdf_native import INT, POINTER, plain

Piece = tuple[float, float, float]
"""``(position, start, end)``: of a horizontal piece ``(y, x0, x1)``, of a vertical ``(x, y0, y1)``."""

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

THIN = 3.0
"""Points up to which a filled rectangle counts as a line."""
SHORTEST = 2.0
MOST_PATHS = 20_000
"""Paths on a page past which it is a drawing (a map, a chart) and no table is looked for."""
DEEPEST = 8

_object = plain(pdfium.FPDFPage_GetObject, POINTER, POINTER, INT)
_kind = plain(pdfium.FPDFPageObj_GetType, INT, POINTER)

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Rulings:
    """The horizontal and vertical pieces of line on a page."""

    horizontal: list[Piece] = field(default_factory=list)
    vertical: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Scan:
    box: Box
    turn: int
    rulings: Rulings = field(default_factory=Rulings)
    image_area: float = 0.0
    paths: int = 0
    objects: int = 0

    def add(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Record a piece of line given in the page's own coordinates."""
        low_x, low_y, high_x, high_y = self.box
        if self.turn == 1:
            x0, y0, x1, y1 = y0 - low_y, x0 - low_x, y1 - low_y, x1 - low_x
        elif self.turn == 2:
            x0, y0, x1, y1 = high_x - x0, y0 - low_y, high_x - x1, y1 - low_y
        elif self.turn == 3:
            x0, y0, x1, y1 = high_y - y0, high_x - x0, high_y - y1, high_x - x1
        else:
            x0, y0, x1, y1 = x0 - low_x, high_y - y0, x1 - low_x, high_y - y1
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        wide, tall = x1 - x0, y1 - y0
        if tall <= THIN and wide >= SHORTEST and wide >= tall:
            self.rulings.horizontal.append(((y0 + y1) / 2, x0, x1))
        elif wide <= THIN and tall >= SHORTEST:
            self.rulings.vertical.append(((x0 + x1) / 2, y0, y1))


def scan_objects(page: Any, box: Box, turn: int) -> tuple[Rulings, float, int]:
    """Return a page's ruling lines, the area its images cover, and its number of objects.

    *box* is ``(left, bottom, right, top)`` of the page in its own coordinates, *turn* the
    direction its text runs in, in quarter turns.
    """
    scan = _Scan(box, turn)
    handle = ctypes.cast(page, ctypes.c_void_p).value
    scan.objects = pdfium.FPDFPage_CountObjects(page)
    addresses = list(map(_object, repeat(handle), range(scan.objects)))
    for address, kind in zip(addresses, map(_kind, addresses), strict=True):
        if kind != pdfium.FPDF_PAGEOBJ_TEXT:
            _visit(scan, ctypes.cast(address, pdfium.FPDF_PAGEOBJECT), kind, _IDENTITY, 0)
    if scan.paths > MOST_PATHS:
        scan.rulings = Rulings()
    return scan.rulings, scan.image_area, scan.objects


def _visit(scan: _Scan, item: Any, kind: int, matrix: Matrix, depth: int) -> None:
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        scan.paths += 1
        if scan.paths <= MOST_PATHS:
            _path(scan, item, matrix)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        bounds = _bounds(item, matrix)
        if bounds:
            scan.image_area += (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
        inner = _combine(_matrix(item), matrix)
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            member = pdfium.FPDFFormObj_GetObject(item, index)
            _visit(scan, member, pdfium.FPDFPageObj_GetType(member), inner, depth + 1)


def _path(scan: _Scan, item: Any, matrix: Matrix) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    if not (fill.value or stroke.value):
        return
    bounds = _bounds(item, matrix)
    if bounds is None:
        return
    x0, y0, x1, y1 = bounds
    if min(x1 - x0, y1 - y0) <= THIN:
        scan.add(x0, y0, x1, y1)
        return
    if not stroke.value and pdfium.FPDFPath_CountSegments(item) <= 5:
        return
    for points in _subpaths(item, _combine(_matrix(item), matrix)):
        if stroke.value:
            for (ax, ay), (bx, by) in pairwise(points):
                scan.add(ax, ay, bx, by)
        else:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            scan.add(min(xs), min(ys), max(xs), max(ys))


def _subpaths(item: Any, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """Return the straight-sided subpaths of a path; one with a curve is left out."""
    a, b, c, d, e, f = matrix
    subpaths: list[list[tuple[float, float]]] = []
    curved: set[int] = set()
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not subpaths:
            subpaths.append([point])
            continue
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curved.add(len(subpaths) - 1)
        subpaths[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            subpaths[-1].append(subpaths[-1][0])
    return [points for index, points in enumerate(subpaths) if index not in curved and len(points) > 1]


def _matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _combine(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies *first* and then *second*."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _bounds(item: Any, matrix: Matrix) -> Box | None:
    """Return ``(x0, y0, x1, y1)`` of an object in the page's coordinates."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
    if matrix != _IDENTITY:
        a, b, c, d, e, f = matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
        x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
        y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
    return x0, y0, x1, y1
