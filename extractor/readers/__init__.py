"""The readers: one module a format, found by content and loaded on first use."""

from importlib import import_module
from typing import Protocol, cast

from extractor.document import Document, Format
from extractor.errors import ExtractorError, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.memory import collection_paused
from extractor.readers.signature import detect, recognise

__all__ = ["READERS", "detect", "load_all", "read"]

READERS: dict[Format, str] = {
    "docx": "extractor.readers.docx",
    "pdf": "extractor.readers.pdf",
    "txt": "extractor.readers.text",
    "html": "extractor.readers.html",
    "xlsx": "extractor.readers.sheet",
    "xls": "extractor.readers.sheet",
    "xlsb": "extractor.readers.sheet",
    "ods": "extractor.readers.sheet",
}
"""The module of each format; it offers ``read(data, name, limits) -> Document``."""


def load_all() -> None:
    """Load every reader now rather than at the first file of its format."""
    for module in sorted(set(READERS.values())):
        import_module(module)


class Reader(Protocol):
    """What a module in :data:`READERS` offers."""

    def read(self, data: bytes, name: str, limits: Limits = ...) -> Document: ...


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document in *data*, whatever its format; *name* is for messages only.

    Raises an :class:`~extractor.errors.ExtractorError` that names the file and nothing
    else: a reader's own failure counts as damage to the file.
    """
    kind = recognise(data)
    module = READERS.get(kind.format) if kind.format else None
    if module is None:
        raise kind.error(name)
    try:
        with collection_paused():
            return cast(Reader, import_module(module)).read(data, name, limits)
    except ExtractorError as error:
        raise error.named(name) from error.__cause__
    except Exception as error:
        raise UnreadableFile("damaged", file=name, detail=type(error).__name__) from error
