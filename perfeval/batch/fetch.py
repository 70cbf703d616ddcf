"""A file by URL as a worker gets it: opened where it is worked at, so that its bytes travel once."""

import pickle
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.archives import wanted
from extractor.errors import ExtractorError, Language, LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.readers.signature import HEAD_BYTES, ZIP_MAGICS, recognise

_EXTRA = ("fsspec", "s3fs", "aiohttp")
"""What the extra ``cluster`` brings."""
_PACKAGES = {"smbclient": "smbprotocol", "libarchive": "libarchive-c"}
"""Packages that are not called what they are imported as."""


@dataclass(frozen=True, slots=True)
class Link:
    """A file elsewhere; *explicit* where the user named it, *hash_only* to learn no more than its hash.

    *system* is an fsspec file system, pickled: the worker that lacks its library can say so.
    """

    name: str
    system: bytes = field(repr=False)
    path: str
    explicit: bool
    hash_only: bool = False

    def hashed(self) -> "Link":
        """Return the link that asks for the hash alone."""
        return replace(self, hash_only=True)


@dataclass(frozen=True, slots=True)
class Seen:
    """The SHA-256 and the size of what a link leads to."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A link in a folder leads to what is plainly no document."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A link leads to an archive; the one who handed it out expands it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A link that could not be read: the cause, and the line for the user."""

    cause: str
    message: str


def fetched(link: Link, limits: Limits, language: Language) -> bytes | Passed | Packed | Unread:
    """Return the bytes that *link* leads to, or what is to be known instead; never raises but for memory."""
    try:
        system = pickle.loads(link.system)
        with system.open(link.path, "rb") as stream:
            data: bytes = stream.read(limits.file_bytes + 1)
    except MemoryError:
        raise
    except Exception as error:  # Each file system has its own errors, and those of its network library.
        failure = failed_to_open(link.name, error)
        return Unread(failure.code, failure.line(language))
    if link.hash_only:
        return data
    kind = recognise(data)
    whole = len(data) <= limits.file_bytes
    # Half a zip does not tell what it is.
    if kind.role == "archive" or (not whole and data.startswith(ZIP_MAGICS)):
        return Packed()
    if not whole:
        limit = LimitExceeded("limit", file=link.name, detail=f"文件超过 {limits.file_bytes} 字节")
        return Unread(limit.code, limit.line(language))
    return data if link.explicit or wanted(link.name, kind, data[:HEAD_BYTES]) else Passed()


def failed_to_open(name: str, error: Exception) -> ExtractorError:
    """Return the error that says why the file *name* could not be had; a missing library, how to get it."""
    if isinstance(error, FileNotFoundError):
        return UnreadableFile("missing", file=name)
    if isinstance(error, PermissionError):
        return UnreadableFile("permission", file=name)
    if isinstance(error, ImportError):
        return UnreadableFile("io", file=name, detail=f"需要另外的库；请运行 {_install(error)}")
    return UnreadableFile("io", file=name, detail=f"{type(error).__name__}: {error}")


def _install(error: ImportError) -> str:
    """Return the command that installs what *error*, or the one behind it, misses."""
    cause: Any = error
    while cause is not None and not getattr(cause, "name", None):
        cause = cause.__cause__ or cause.__context__
    library = "fsspec" if cause is None else str(cause.name).partition(".")[0]
    package = "'perfeval[cluster]'" if library in _EXTRA else _PACKAGES.get(library, library)
    return f"pip install {package}"
