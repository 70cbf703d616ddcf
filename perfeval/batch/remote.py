"""Files elsewhere by URL: ``s3://``, ``http://``, ``memory://`` and whatever else fsspec opens.

Here URLs are only listed; a worker opens them (:mod:`perfeval.batch.fetch`). Archives are
opened here, as their members are many files.
"""

import pickle
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, TextIO

from extractor.archives import open_archive, skipped, wanted
from extractor.errors import LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.signature import HEAD_BYTES, ZIP_MAGICS, Kind, recognise, recognise_zip
from extractor.sources import Found, RawFile, expand
from perfeval.batch.fetch import Link, failed_to_open

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz")
_OF_THIS_PROCESS = "memory"
"""The file system that other processes do not see."""


def found(
    paths: Iterable[str], limits: Limits = DEFAULT_LIMITS, stdin: TextIO | None = None
) -> Iterator[Found | Link]:
    """Yield every file that *paths* name as :func:`extractor.sources.expand` does; of URLs, links."""
    for path in paths:
        if _URL.match(path):
            yield from _elsewhere(path, limits)
        elif path == "-" and stdin is not None:
            yield from found((line.strip("\r\n\ufeff") for line in stdin if line.strip()), limits)
        else:
            yield from expand([path], limits)


def _elsewhere(url: str, limits: Limits) -> Iterator[Found | Link]:
    """Yield the files at or below *url* in name order; what fails is named and the others go on."""
    # Each file system has its own errors, and those of its network library.
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(url)
        below = _is_folder(system, root)
        paths = sorted(system.find(root)) if below else [root]
        pickled = pickle.dumps(system)
    except Exception as error:
        yield failed_to_open(url, error)
        return
    paths = [path for path in paths if not below or not any(map(skipped, path[len(root) :].split("/")))]
    if not paths:
        yield UnreadableFile("nothing", file=url)
    here = _OF_THIS_PROCESS in _protocols(system)
    for path in paths:
        link = Link(_name(system, path), pickled, path, explicit=not below)
        if here or path.lower().endswith(_ARCHIVES):
            yield from opened(link, limits)
        else:
            yield link


def opened(link: Link, limits: Limits = DEFAULT_LIMITS) -> Iterator[Found]:
    """Yield what *link* leads to, read by this process: a file, or the members of an archive."""
    try:
        with pickle.loads(link.system).open(link.path, "rb") as stream:
            data = stream.read(limits.file_bytes + 1)
            whole = len(data) <= limits.file_bytes
            kind = recognise(data) if whole else _recognise_large(stream, data)
            if kind.role == "archive":
                # Not every server lets a file be read from its middle.
                source = BytesIO(data) if whole else stream
                source.seek(0)
                yield from open_archive(source, link.name, kind, limits)
                return
    except Exception as error:
        yield failed_to_open(link.name, error)
        return
    if not whole:
        yield LimitExceeded("limit", file=link.name, detail=f"文件超过 {limits.file_bytes} 字节")
    elif link.explicit or wanted(link.name, kind, data[:HEAD_BYTES]):
        yield RawFile(link.name, data)


def _recognise_large(stream: Any, head: bytes) -> Kind:
    """Return what is told by the end of *stream* for a zip, by its *head* for anything else."""
    if not head.startswith(ZIP_MAGICS):
        return recognise(head)
    stream.seek(0)
    return recognise_zip(stream)


def _is_folder(system: Any, root: str) -> bool:
    """Return whether *root* is to be listed; of web pages only the slash tells, as every page has links."""
    if {"http", "https"} & _protocols(system):
        return root.endswith("/")
    return bool(system.isdir(root))


def _protocols(system: Any) -> set[str]:
    protocol = system.protocol
    return {protocol} if isinstance(protocol, str) else set(protocol)


def _name(system: Any, path: str) -> str:
    """Return the URL of *path*, with the server where the file system leaves it out."""
    name: str = system.unstrip_protocol(path)
    host = system.storage_options.get("host")
    if not host or host in name:
        return name
    protocol, _, rest = name.partition("://")
    return f"{protocol}://{host}/{rest.lstrip('/')}"
