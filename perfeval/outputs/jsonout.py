"""Records as JSON, with the exact digits of every decimal."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import simplejson

if TYPE_CHECKING:
    from extractor.records import Record


def _plain(value: Any) -> Any:
    """Return a decimal as a JSON number in positional notation: 93000000, never 9.3E+7."""
    if isinstance(value, Decimal):
        return simplejson.RawJSON(format(value, "f"))
    raise TypeError(f"{type(value).__name__} has no place in the contract")


def dumps(value: Any, *, indent: int | None = 2) -> str:
    """Return *value*, built of JSON types and decimals, as JSON text; Chinese stays readable."""
    return simplejson.dumps(value, use_decimal=False, default=_plain, ensure_ascii=False, indent=indent)


def record_json(record: "Record", *, indent: int | None = 2) -> str:
    """Return one record as JSON text, its keys named and ordered as in the contract."""
    from perfeval.outputs.jsonrecords import record_text  # Statistics are JSON too, and need no records.

    return record_text(record, indent=indent)


def json_chunks(records: "Iterable[Record | None]") -> Iterator[str]:
    """Yield one object for one input and an array for several.

    ``None`` stands for an input that could not be read: it counts as an input and adds
    no object. Nothing is kept but the first two, so an archive streams.
    """
    rest = iter(records)
    head = list(islice(rest, 2))
    if len(head) == 1:
        if head[0] is not None:
            yield record_json(head[0]) + "\n"
        return
    separator = "[\n"
    for record in chain(head, rest):
        if record is not None:
            yield separator + record_json(record)
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def jsonl_chunks(records: "Iterable[Record | None]") -> Iterator[str]:
    """Yield one object a line, in the order of the inputs."""
    for record in records:
        if record is not None:
            yield record_json(record, indent=None) + "\n"
