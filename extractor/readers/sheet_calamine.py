"""Binary workbooks (xls, xlsb) through calamine: values, merges, what is hidden."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import python_calamine as calamine

from extractor.errors import EncryptedFile, LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.readers.sheet_formats import general
from extractor.readers.sheet_notes import Notes
from extractor.readers.sheet_regions import Merge, Sheet

_Value = str | float | int | bool | date | datetime | time | timedelta


def read_sheets(data: bytes, name: str, limits: Limits, notes: Notes) -> Iterator[Sheet]:
    """Yield the worksheets of *data* in their order; warnings go to *notes*.

    Raises :class:`~extractor.errors.UnreadableFile`, :class:`~extractor.errors.EncryptedFile`
    or :class:`~extractor.errors.LimitExceeded`.
    """
    if len(data) > limits.file_bytes:
        raise LimitExceeded("limit", file=name, detail=f"文件 {len(data)} 字节，上限 {limits.file_bytes}")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise EncryptedFile("encrypted", file=name) from error
    except calamine.CalamineError as error:
        raise UnreadableFile("damaged", file=name, detail=type(error).__name__) from error
    for meta in book.sheets_metadata:
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            notes.add("unread-part", f"“{meta.name}”不是工作表，未读取")
            continue
        try:
            source = book.get_sheet_by_name(meta.name)
        except calamine.CalamineError as error:
            notes.add("damaged-part", f"工作表“{meta.name}”无法读取：{type(error).__name__}")
            continue
        yield _sheet(source, meta.visible != calamine.SheetVisibleEnum.Visible, notes)


def _sheet(source: calamine.CalamineSheet, hidden: bool, notes: Notes) -> Sheet:
    sheet = Sheet(source.name, hidden)
    if source.start is None:
        return sheet
    first_row, first_column = source.start
    for number, values in enumerate(source.to_python(skip_empty_area=True), first_row):
        texts = {}
        for column, value in enumerate(values, first_column):
            if isinstance(value, str):
                text = notes.clean(value)
                if not text or text.isspace():
                    continue
            else:
                text = printed(value)
                sheet.numeric.add(number)
            texts[column] = text
        if texts:
            sheet.rows[number] = texts
    for (top, left), (bottom, right) in source.merged_cell_ranges or ():
        sheet.merges.append(Merge(top, left, bottom + 1, right + 1))
    return sheet


def printed(value: _Value) -> str:
    """Return a value as its cell shows it without a number format of its own."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return general(Decimal(repr(value)))
    if isinstance(value, datetime):
        shown = f"{value.year}/{value.month}/{value.day}"
        return shown if value.time() == time() else f"{shown} {value:%H:%M:%S}".removesuffix(":00")
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, time):
        return f"{value.hour}:{value:%M:%S}"
    return str(value)
