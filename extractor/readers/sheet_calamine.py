"""Binary workbooks (xls, xlsb): values through calamine, their looks from the records."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

import python_calamine as calamine

from extractor.document import Format
from extractor.errors import EncryptedFile, LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.readers.sheet_dates import serial_of
from extractor.readers.sheet_formats import printer
from extractor.readers.sheet_looks import Book, Looks, of_xls, of_xlsb
from extractor.readers.sheet_notes import Notes
from extractor.readers.sheet_regions import Sheet
from extractor.readers.sheet_style import Style

_Value = str | float | int | bool | date | datetime | time | timedelta
_DAY: Final = 86400


def read_sheets(kind: Format, data: bytes, name: str, limits: Limits, notes: Notes) -> Iterator[Sheet]:
    """Yield the worksheets of *data*, an ``xls`` or ``xlsb``, in their order; warnings go to *notes*.

    Raises :class:`~extractor.errors.UnreadableFile`, :class:`~extractor.errors.EncryptedFile`
    or :class:`~extractor.errors.LimitExceeded`.
    """
    if len(data) > limits.file_bytes:
        raise LimitExceeded("limit", file=name, detail=f"文件 {len(data)} 字节，上限 {limits.file_bytes}")
    book = of_xls(data) if kind == "xls" else of_xlsb(data, name, limits)
    # Calamine lays out the whole area between the outermost cells.
    area = sum(looks.area for looks in book.sheets.values())
    if area > 2 * limits.cells:
        raise LimitExceeded("limit", file=name, detail=f"工作表占 {area} 格，上限 {2 * limits.cells}")
    with _guarded(name):
        source = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for meta in source.sheets_metadata:
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            notes.add("unread-part", f"“{meta.name}”不是工作表，未读取")
            continue
        try:
            with _guarded(name):
                values = source.get_sheet_by_name(meta.name)
        except UnreadableFile:
            notes.add("damaged-part", f"工作表“{meta.name}”损坏，未读取")
            continue
        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        yield _sheet(values, hidden, book, book.sheets.get(meta.name, Looks()), notes)


@contextmanager
def _guarded(name: str) -> Iterator[None]:
    """Turn whatever calamine makes of a damaged file into this package's errors.

    It panics on some, and a panic comes as an exception outside :class:`Exception`.
    """
    try:
        yield
    except calamine.PasswordError as error:
        raise EncryptedFile("encrypted", file=name) from error
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UnreadableFile("damaged", file=name, detail="工作簿结构不完整") from error
        raise


def _sheet(source: calamine.CalamineSheet, hidden: bool, book: Book, looks: Looks, notes: Notes) -> Sheet:
    sheet = Sheet(
        source.name,
        hidden,
        merges=looks.merges,
        hidden_rows=looks.hidden_rows,
        hidden_columns=looks.hidden_columns,
    )
    plain = Style()
    styles = dict(enumerate(book.styles))
    if source.start is not None:
        first_row, first_column = source.start
        for row, values in enumerate(source.iter_rows(), first_row):
            numbers = looks.styles.get(row, {})
            texts = {}
            for column, value in enumerate(values, first_column):
                if value == "":
                    continue
                style = styles.get(numbers.get(column, -1), plain)
                if isinstance(value, str):
                    text = notes.clean(value)
                    text = style.around(text) if style.around is not None and text else text
                else:
                    text = _printed(value, style)
                    sheet.numeric.add(row)
                if text:
                    texts[column] = text
            if texts:
                sheet.rows[row] = texts
    _frame(sheet, looks, frozenset(number for number, style in styles.items() if style.framed))
    return sheet


def _frame(sheet: Sheet, looks: Looks, framed: frozenset[int]) -> None:
    """Note the rows with borders, and the bordered cells without text."""
    for row, numbers in looks.styles.items():
        bordered = {column for column, number in numbers.items() if number in framed}
        if bordered:
            sheet.framed.add(row)
            blank = bordered.difference(sheet.rows.get(row, ()))
            if blank:
                sheet.frames[row] = blank


def _printed(value: _Value, style: Style) -> str:
    """Return what a cell of *style* prints for a value that is no text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return style.number(repr(value))
    if isinstance(value, timedelta):
        serial, code = Decimal(value // timedelta(milliseconds=1)) / (1000 * _DAY), "[h]:mm:ss"
    elif isinstance(value, time):
        serial, code = Decimal(value.hour * 3600 + value.minute * 60 + value.second) / _DAY, "h:mm:ss"
    elif isinstance(value, datetime):
        serial, code = serial_of(value), "yyyy/m/d" if value.time() == time() else "yyyy/m/d h:mm"
    elif isinstance(value, date):
        serial, code = serial_of(datetime(value.year, value.month, value.day)), "yyyy/m/d"
    else:
        return str(value)
    return printer(code if style.plain else style.code)(serial)
