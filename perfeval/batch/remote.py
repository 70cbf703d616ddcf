"""Files elsewhere by URL: ``s3://``, ``http://``, ``memory://`` and whatever else fsspec opens."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from extractor.archives import open_archive, wanted
from extractor.errors import LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.signature import HEAD_BYTES, recognise
from extractor.sources import Found, RawFile, expand

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def found(
    paths: Iterable[str], limits: Limits = DEFAULT_LIMITS, stdin: TextIO | None = None
) -> Iterator[Found]:
    """Yield every file that *paths* name as :func:`extractor.sources.expand` does; URLs too."""
    for path in paths:
        if _URL.match(path):
            yield from _elsewhere(path, limits)
        elif path == "-" and stdin is not None:
            yield from found((line.strip("\r\n\ufeff") for line in stdin if line.strip()), limits)
        else:
            yield from expand([path], limits)


def _elsewhere(url: str, limits: Limits) -> Iterator[Found]:
    """Yield the files at or below *url* in name order; what fails is named and the others go on."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        detail = "需要另外的库；请运行 pip install 'perfeval[cluster]'"
        yield UnreadableFile("io", file=url, detail=detail)
        return
    # Each file system has its own errors, and those of its network library.
    try:
        system, root = url_to_fs(url)
        below = system.isdir(root)
        paths = sorted(system.find(root)) if below else [root]
    except Exception as error:
        yield _failed(url, error)
        return
    if not paths:
        yield UnreadableFile("nothing", file=url)
    for path in paths:
        yield from _open(system, path, limits, explicit=not below)


def _open(system: Any, path: str, limits: Limits, *, explicit: bool) -> Iterator[Found]:
    name = system.unstrip_protocol(path)
    try:
        with system.open(path, "rb") as stream:
            data = stream.read(limits.file_bytes + 1)
            if len(data) > limits.file_bytes:
                yield LimitExceeded("limit", file=name, detail=f"文件超过 {limits.file_bytes} 字节")
                return
            kind = recognise(data)
            if kind.role == "archive":
                stream.seek(0)
                yield from open_archive(stream, name, kind, limits)
                return
    except Exception as error:
        yield _failed(name, error)
        return
    if explicit or wanted(name, kind, data[:HEAD_BYTES]):
        yield RawFile(name, data)


def _failed(name: str, error: Exception) -> UnreadableFile:
    if isinstance(error, FileNotFoundError):
        return UnreadableFile("missing", file=name)
    if isinstance(error, PermissionError):
        return UnreadableFile("permission", file=name)
    return UnreadableFile("io", file=name, detail=f"{type(error).__name__}: {error}")
