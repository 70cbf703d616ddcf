"""Records as JSON text, straight from their fields.

The general way (records to dictionaries, dictionaries to text) makes everything twice. A
long report has twenty thousand values, most of them in evidence, so records are written as
they are, into a text with gaps that is prepared once a class and depth.
"""

from decimal import Decimal
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from pydantic import BaseModel


def record_text(record: BaseModel, *, indent: int | None = 2) -> str:
    """Return *record* as JSON text, its keys named and ordered as in the contract.

    Chinese stays readable. With *indent* each value stands on a line of its own.
    """
    return _record(record, "" if indent is None else "\n", " " * (indent or 0))


def _record(record: BaseModel, line: str, step: str) -> str:
    """Return a record; *line* is what begins a line beside it, *step* what one level adds to that."""
    inner = line + step
    frame, names = _frame(type(record), line, inner)
    fields = record.__dict__
    values = [fields[name] for name in names]
    # The three commonest kinds of value without a call of our own.
    return frame % tuple(
        [
            "null" if value is None
            else value if type(value) is int
            else encode_basestring(value) if type(value) is str
            else _other(value, inner, step)
            for value in values
        ]
    )  # fmt: skip


def _other(value: Any, line: str, step: str) -> str:
    """Return a value that need not be a whole number, a string or nothing."""
    if isinstance(value, Decimal):
        text = str(value)
        # Positional notation: 93000000, never 9.3E+7.
        return format(value, "f") if "E" in text else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(encode_basestring(value))
    if isinstance(value, list):
        inner = line + step
        items = [_other(each, inner, step) for each in value]
        return f"[{inner}{_between(inner).join(items)}{line}]" if items else "[]"
    return _record(value, line, step)


@cache
def _frame(kind: type, line: str, inner: str) -> tuple[str, list[str]]:
    """Return the text of a class of records with a gap for each value, and the fields that fill them."""
    # Asked here, once a class: of a pydantic class it takes longer than writing a number.
    if not issubclass(kind, BaseModel):
        raise TypeError(f"{kind.__name__} has no place in the contract")
    keys = [f"{encode_basestring(field.alias or name)}: %s" for name, field in kind.model_fields.items()]
    return f"{{{inner}{_between(inner).join(keys)}{line}}}", list(kind.model_fields)


def _between(inner: str) -> str:
    return "," + inner if inner else ", "
