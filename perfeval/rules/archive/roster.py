"""A roster of the reports that should be there: a CSV file with a header."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

_COLUMNS = {
    "organization": re.compile("单位|部门|机构|organi[sz]ation", re.IGNORECASE),
    "year": re.compile("年度|年份|year", re.IGNORECASE),
    "project": re.compile("项目|project", re.IGNORECASE),
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MOST = 16 << 20


class BadRoster(ValueError):
    """A roster that cannot be read; the message is for the user, one line without the file's name."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of a roster; a project or year that is not given is not asked for. ``line`` counts from 1."""

    organization: str
    project: str | None
    year: int | None
    line: int
    text: str


def read_roster(data: bytes) -> list[Expected]:
    """Return what the roster with the bytes *data* asks for.

    Raises :class:`BadRoster` for one that is no CSV in UTF-8 or GBK, that has no column of
    organizations, and for a year that is none.
    """
    if len(data) > _MOST:
        raise BadRoster(f"超过 {_MOST >> 20} MB；请拆分名单")
    reader = csv.reader(StringIO(_decoded(data), newline=""), strict=True)
    expected: list[Expected] = []
    columns: dict[str, int] | None = None
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if columns is None:
                columns = _columns(row)
                continue
            expected.append(_expected(row, columns, reader.line_num))
    except csv.Error as error:
        raise BadRoster(f"第 {reader.line_num} 行：不是有效的 CSV（{error}）；请另存为 CSV") from error
    if columns is None:
        raise BadRoster("是空的；第一行应是表头，例如 单位,年度,项目")
    return expected


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadRoster("既不是 UTF-8 也不是 GBK 编码的文本；请另存为 CSV（UTF-8）")


def _columns(head: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, pattern in _COLUMNS.items():
        for place, cell in enumerate(head):
            if place not in found.values() and pattern.search(cell):
                found[name] = place
                break
    if "organization" not in found:
        raise BadRoster("表头中没有“单位”（organization）一列；表头例如 单位,年度,项目")
    return found


def _expected(row: Sequence[str], columns: Mapping[str, int], line: int) -> Expected:
    def cell(name: str) -> str:
        place = columns.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    if not cell("organization"):
        raise BadRoster(f"第 {line} 行：没有单位名称；请补上或删去这一行")
    year = _YEAR.search(cell("year"))
    if cell("year") and not year:
        raise BadRoster(f"第 {line} 行：年度“{cell('year')}”不是四位年份；请改为例如 2025")
    return Expected(
        cell("organization"), cell("project") or None, int(year[0]) if year else None, line, ",".join(row)
    )
