"""What a worker does: one file's bytes in, the rows of the store out."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from json import dumps
from pathlib import Path

from extractor.document import Document
from extractor.errors import ExtractorError, Language
from extractor.limits import DEFAULT_LIMITS, Limits
from perfeval.batch.fetch import Link, Packed, Passed, Seen, Unread, fetched
from perfeval.batch.lines import unnamed
from perfeval.findings import Verification
from perfeval.run import internal_error, verify_step
from perfeval.store.rows import Rows, failed, verified


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the result of a file beside its bytes; a change of it verifies everything anew."""

    standard: str
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    language: Language = "zh"
    limits: Limits = DEFAULT_LIMITS
    standard_sha256: str | None = None
    """Of the file that *standard* names, so that its change on disk is one; see :func:`content_of`."""

    @property
    def key(self) -> str:
        """A hash of all of it and of the program's version."""
        return _key(self)


@cache
def _key(settings: Settings) -> str:
    text = dumps([version("perfeval"), asdict(settings)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(standard: str) -> str | None:
    """Return the SHA-256 of the file that *standard* names, ``None`` where it names none."""
    path = Path(standard)
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.suffix == ".toml" else None
    except OSError:  # Opening the standard itself says what is wrong with it.
        return None


Answer = Rows | Seen | Passed | Packed | Unread
"""What a worker answers: rows; for a link also what is to be known in their place."""


def work(name: str, data: bytes | Link, settings: Settings) -> Answer:
    """Return the rows of the file *name*, verified or failed; *data* is its bytes or where they are.

    Raises ``MemoryError`` and nothing else.
    """
    from extractor.memory import collection_paused
    from extractor.readers import read

    if isinstance(data, Link):
        got = fetched(data, settings.limits, settings.language)
        if not isinstance(got, bytes):
            return got
        if data.hash_only:
            return Seen(hashlib.sha256(got).hexdigest(), len(got))
        data = got
    try:
        with collection_paused():
            document = read(data, name, settings.limits)
            return verified(document, _step(settings)(document), settings.key)
    except ExtractorError as error:
        cause, line = error.code, error.named(name).line(settings.language)
    except MemoryError:
        raise
    except Exception as error:
        cause, line = "internal", internal_error(name, error, settings.language)
    return failed(hashlib.sha256(data).hexdigest(), settings.key, len(data), cause, unnamed(line, name))


@cache
def _step(settings: Settings) -> Callable[[Document], Verification]:
    return verify_step(
        settings.standard, select=settings.select, ignore=settings.ignore, language=settings.language
    )


def restrain(memory: int) -> None:
    """Keep this process below *memory* bytes; what asks for more gets a MemoryError."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; a file's time is still limited there.
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def warm(settings: Settings, memory: int) -> None:
    """Make a new worker ready: its limit set, its standard loaded, interrupts left to the parent."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    restrain(memory)
    _step(settings)
