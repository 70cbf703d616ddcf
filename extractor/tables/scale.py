"""Grade scales printed as a small table: grades beside, above or below their bounds."""

import re
import unicodedata
from decimal import Decimal

from extractor.prose.scale import Bounds
from extractor.records import GradeBand
from extractor.tables.grid import Box, Grid
from extractor.tables.headers import is_grade
from extractor.tables.marks import Marks

_NUMBER = r"\d{1,3}(?:\.\d+)?"
_MARK = r"(?:\([^()]*含[^()]*\))?"
_BETWEEN = re.compile(
    rf"(?P<open>[\[(]?)(?P<one>{_NUMBER})分?(?P<mark1>{_MARK})"
    rf"(?:(?P<sign1>[≤<>≥])[^\d≤<>≥]{{0,8}}(?P<sign2>[≤<>≥])|[-—–~至到,]+)"
    rf"(?P<two>{_NUMBER})分?(?P<mark2>{_MARK})(?P<close>[\])]?)"
)
_LEAST = re.compile(
    rf"(?P<sign>[≥>]|大于等于|不低于|高于|大于)(?P<a>{_NUMBER})|(?P<b>{_NUMBER})分?(?P<mark>{_MARK})(?:及其?|或)?以上"
)
_MOST = re.compile(
    rf"(?P<sign>[≤<]|小于等于|低于|小于|不足|未达到?|不满)(?P<a>{_NUMBER})|"
    rf"(?P<b>{_NUMBER})分?(?P<mark>{_MARK})(?P<and>及其?|或)?以下"
)
_INCLUSIVE = frozenset(("≥", "≤", "大于等于", "不低于", "小于等于"))
_LARGEST = 12


def bounds(label: str, text: str) -> Bounds | None:
    """Return the bounds that a cell's words state, ``None`` for none; *label* is its grade.

    ``90-100``, ``80≤S＜90``, ``[80,90)``, ``90分（含）以上``, ``60分以下``. Between two grades
    joined by a dash the upper bound belongs to the grade above.
    """
    plain = unicodedata.normalize("NFKC", "".join(text.split())).replace("≧", "≥").replace("≦", "≤")
    plain = plain.replace(label, "")
    between = _BETWEEN.search(plain)
    if between:
        return _between(between)
    least, most = _LEAST.search(plain), _MOST.search(plain)
    if least is None and most is None:
        return None
    result = Bounds()
    if least:
        strict = "不含" in (least["mark"] or "") or (least["sign"] or "≥") not in _INCLUSIVE
        result = Bounds(Decimal(least["a"] or least["b"]), not strict)
    if most:
        marked = bool(most["and"] or most["mark"]) and "不含" not in (most["mark"] or "")
        included = most["sign"] in _INCLUSIVE if most["sign"] else marked
        result = Bounds(result.lower, result.lower_inclusive, Decimal(most["a"] or most["b"]), included)
    return result


def _between(match: re.Match[str]) -> Bounds:
    low, high = Decimal(match["one"]), Decimal(match["two"])
    low_mark, high_mark = match["mark1"] or "", match["mark2"] or ""
    low_sign, high_sign = match["sign1"], match["sign2"]
    if re.search(rf"含{re.escape(match['one'])}(?!\d)", high_mark):
        # (不含80) behind both numbers names the first.
        low_mark, high_mark = high_mark, ""
    if low > high:
        low, high = high, low
        low_mark, high_mark = high_mark, low_mark
        low_sign, high_sign = high_sign, low_sign
    lower = "不含" not in low_mark and (low_sign is None or low_sign in _INCLUSIVE)
    upper = high == 100 if high_sign is None else high_sign in _INCLUSIVE
    if match["close"] and match["open"]:
        lower, upper = match["open"] == "[", match["close"] == "]"
    if high_mark:
        upper = "不含" not in high_mark
    return Bounds(low, lower, high, upper)


def read_scale(grid: Grid, marks: Marks) -> list[GradeBand]:
    """Return the grade scale a small table prints, highest first; empty where it prints none.

    Grades may stand in a column or in a row; a scale has two grades or more, each with
    bounds of its own.
    """
    if grid.height > _LARGEST or grid.width > _LARGEST:
        return []
    return read_bands(grid, range(grid.height), marks)


def read_bands(grid: Grid, rows: range, marks: Marks) -> list[GradeBand]:
    """Return the grade scale that *rows* of a table print, highest first."""
    found: list[GradeBand] = []
    used: list[Box] = []
    for row in rows:
        for box in grid.starting(row):
            label = "".join(box.text.split())
            if not is_grade(label):
                continue
            for beside in _neighbours(grid, row, box):
                stated = bounds(label, beside.text)
                if stated is not None and beside not in used:
                    used.append(beside)
                    found.append(stated.band(label, beside.evidence()))
                    break
    found.sort(key=lambda each: each.lower if each.lower is not None else Decimal(-1), reverse=True)
    lowers = {each.lower for each in found}
    if len(found) < 2 or len({each.label for each in found}) < len(found) or len(lowers) < len(found):
        return []
    marks.use(*used)
    return found


def _neighbours(grid: Grid, row: int, box: Box) -> list[Box]:
    """Return the filled boxes right, left, below and above of *box*."""
    around = [
        grid.at(row, box.right) if box.right < grid.width else None,
        grid.at(row, box.column - 1) if box.column else None,
        grid.at(box.bottom, box.column) if box.bottom < grid.height else None,
        grid.at(row - 1, box.column) if row else None,
    ]
    return [each for each in around if each is not None and not each.blank]
