"""A table of the store as a file: csv, jsonl, xlsx or parquet; nothing in it is ever a formula."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.sql.base import ColumnCollection
from sqlalchemy.types import Integer

from perfeval.archive.query import Filter, exported
from perfeval.outputs.jsonout import dumps
from perfeval.store.schema import Exact

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection)."""
_ROWS_OF_A_SHEET = 1_048_575
_CELL = 32_767
"""Characters that a cell of a workbook holds."""
_DIGITS = 15
"""Significant digits that a number of a workbook keeps."""
_EPOCH = datetime(2020, 1, 1)
_CHUNK = 2_000

Columns = ColumnCollection[str, Any]
Rows = Iterator[Sequence[Any]]


class ExportRefused(ValueError):
    """A table that cannot be written as asked for; the message is for the user."""


def export(connection: Connection, name: str, wanted: Filter, target: Path) -> None:
    """Write table *name* to *target*, in the format its suffix names.

    Raises :class:`ExportRefused` for a suffix that is none, for too many rows for a sheet,
    and where a library is missing.
    """
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        allowed = "、".join(_WRITERS)
        raise ExportRefused(f"不认识后缀 {target.suffix or '（空）'}；可用 {allowed}")
    query = exported(name, wanted)
    if target.is_dir():
        raise ExportRefused("是一个文件夹，请给出文件名")
    if not target.parent.is_dir():
        raise ExportRefused(f"文件夹 {target.parent} 不存在")
    with _whole(target) as part:
        write(query.selected_columns, _rows(connection, query), name, part)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Give a file to write to, which takes the place of *target* once all is written, or goes."""
    real = target.resolve()
    number, name = tempfile.mkstemp(prefix=f".{real.stem}.", suffix=real.suffix, dir=real.parent)
    os.close(number)
    part = Path(name)
    try:
        yield part
        part.chmod(real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~_umask())
        part.replace(real)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def _rows(connection: Connection, query: Select[Any]) -> Rows:
    for row in connection.execution_options(yield_per=_CHUNK).execute(query):
        yield tuple(row)


def guarded(value: Any) -> Any:
    """Return text that a spreadsheet would run with an apostrophe before it; figures as they are."""
    if isinstance(value, str) and value.startswith(FORMULA) and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    """Whether *text* is a plain negative or positive number, which no spreadsheet runs."""
    body = text[1:] if text[:1] in "+-" else text
    return body.replace(".", "", 1).isdecimal() and body.isascii()


def _csv(head: Columns, rows: Rows, _: str, target: Path) -> None:
    # The mark at the beginning lets a spreadsheet read the Chinese.
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head.keys())
        for row in rows:
            writer.writerow([guarded(_printed(value)) for value in row])


def _printed(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value


def _jsonl(head: Columns, rows: Rows, _: str, target: Path) -> None:
    names = head.keys()
    with target.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(dumps(dict(zip(names, row, strict=True)), indent=None) + "\n")


def _xlsx(head: Columns, rows: Rows, table: str, target: Path) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(str(target), options) as book:
        # Workbooks carry the day they were made; a fixed one keeps equal tables equal files.
        book.set_properties({"created": _EPOCH})
        sheet = book.add_worksheet(table)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(head.keys()):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            if number > _ROWS_OF_A_SHEET:
                raise ExportRefused(f"超过一张工作表的 {_ROWS_OF_A_SHEET} 行；请改用 csv 或 parquet")
            for column, value in enumerate(row):
                _cell(sheet, number, column, value)


def _cell(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write one cell: text as text whatever it begins with, numbers as numbers where no digit is lost."""
    if value is None:
        return
    fits = isinstance(value, Decimal) and len(value.as_tuple().digits) <= _DIGITS
    if fits or isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(_printed(value))[:_CELL])


def _parquet(head: Columns, rows: Rows, _: str, target: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise ExportRefused("写 parquet 需要 pip install 'perfeval[parquet]'") from error
    schema = pyarrow.schema([(name, _arrow(pyarrow, column.type)) for name, column in head.items()])
    with parquet.ParquetWriter(str(target), schema) as writer:
        for chunk in _chunks(rows):
            values = [list(map(_printed, column)) for column in zip(*chunk, strict=True)]
            writer.write_table(pyarrow.table(dict(zip(head.keys(), values, strict=True)), schema=schema))


def _arrow(pyarrow: Any, kind: Any) -> Any:
    """Return the type of a column: exact decimals have no common scale and stay text."""
    return pyarrow.int64() if isinstance(kind, Integer) and not isinstance(kind, Exact) else pyarrow.string()


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    chunk: list[Sequence[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


_WRITERS: dict[str, Callable[[Columns, Rows, str, Path], None]] = {
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
}
