"""Files, folders and archives to names and bytes.

Nothing here raises for what the user's disk holds: what cannot be read is yielded as an
error value in its place, so that the other files of the call go on. Files are only ever
opened for reading, and nothing is unpacked to disk.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO

from extractor.archives import Found, RawFile, open_archive, skipped, wanted
from extractor.errors import LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.signature import (
    HEAD_BYTES,
    OLE_MAGIC,
    ZIP_MAGICS,
    Kind,
    recognise,
    recognise_head,
    recognise_zip,
)

__all__ = ["Found", "RawFile", "displayed", "expand"]

_READ_CHUNK = 1024 * 1024


def expand(
    paths: Iterable[str], limits: Limits = DEFAULT_LIMITS, stdin: TextIO | None = None
) -> Iterator[Found]:
    """Yield every file that *paths* name, in order; folders and archives in name order.

    ``-`` stands for the paths listed in *stdin*, one a line. A file named explicitly is
    always yielded; in folders and archives hidden files, office lock files, gold files
    and what is plainly no document are passed over.
    """
    for path in paths:
        if path == "-" and stdin is not None:
            for line in stdin:
                if listed := line.strip("\r\n\ufeff"):
                    yield from _expand_path(listed, limits)
        else:
            yield from _expand_path(path, limits)


def _expand_path(path: str, limits: Limits) -> Iterator[Found]:
    """Yield what one path named by the user stands for, or say that it stands for nothing."""
    try:
        folder = stat.S_ISDIR(os.stat(path).st_mode)  # noqa: PTH116 - a pathlib path would drop "./"
    except (OSError, ValueError) as error:
        yield _os_error(error, path)
        return
    found = _walk(path, limits) if folder else _open_file(path, limits, explicit=True)
    nothing = True
    for item in found:
        nothing = False
        yield item
    if nothing:
        yield UnreadableFile("nothing", file=displayed(path))


def _walk(top: str, limits: Limits) -> Iterator[Found]:
    """Yield the documents under *top*, depth first; a folder reached twice is walked once."""
    seen: set[tuple[int, int]] = set()
    pending = [top]
    while pending:
        path = pending.pop()
        try:
            status = os.stat(path)  # noqa: PTH116
            if stat.S_ISDIR(status.st_mode):
                # Links may lead back up; the file system's own identity ends the cycle.
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208
                pending.extend(os.path.join(path, name) for name in names if not skipped(name))  # noqa: PTH118
            elif stat.S_ISREG(status.st_mode):
                yield from _open_file(path, limits, explicit=False)
        except (OSError, ValueError) as error:
            yield _os_error(error, path)


def _open_file(path: str, limits: Limits, *, explicit: bool) -> Iterator[Found]:
    name = displayed(path)
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            size = os.fstat(stream.fileno()).st_size
            head = stream.read(HEAD_BYTES)
            kind: Kind | None = None
            if head.startswith(ZIP_MAGICS) and stream.seekable():
                stream.seek(0)
                kind = recognise_zip(stream)
                stream.seek(len(head))
            elif not head.startswith(OLE_MAGIC):
                kind = recognise_head(head, size)
            if kind is not None and kind.role == "archive" and stream.seekable():
                # Read from disk as it goes: an archive may be far larger than one file.
                stream.seek(0)
                yield from open_archive(stream, name, kind, limits)
                return
            if not explicit and kind is not None and not wanted(name, kind, head):
                return
            data = None if size > limits.file_bytes else _read(stream, head, limits.file_bytes)
    except (OSError, ValueError) as error:
        yield _os_error(error, path)
        return
    if data is None:
        yield LimitExceeded("limit", file=name, detail=f"文件超过 {limits.file_bytes} 字节")
    elif explicit or kind is not None or wanted(name, recognise(data), head):
        yield RawFile(name, data)


def _read(stream: BinaryIO, head: bytes, most: int) -> bytes | None:
    """Return *head* and the rest of *stream*, or ``None`` past *most* bytes: pipes tell no size."""
    chunks = [head]
    total = len(head)
    while chunk := stream.read(_READ_CHUNK):
        total += len(chunk)
        if total > most:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def displayed(path: str) -> str:
    """Return *path* as it can be shown: names in the GB encoding of another system are decoded."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("gb18030", "backslashreplace")
    return path


def _os_error(error: OSError | ValueError, path: str) -> UnreadableFile:
    name = displayed(path)
    if isinstance(error, PermissionError):
        return UnreadableFile("permission", file=name)
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        return UnreadableFile("io", file=name, detail=error.strerror or type(error).__name__)
    return UnreadableFile("missing", file=name)
