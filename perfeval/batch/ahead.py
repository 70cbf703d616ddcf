"""How many files there will be, counted beside the work where that costs next to nothing."""

import os
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from extractor.archives import skipped, wanted
from extractor.readers.signature import Kind

_BY_NAME = Kind(None, "", "other")
_PACKED = (".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz")
"""Archives that do not tell what they hold before they are read."""


class Ahead:
    """Counts, in a thread of its own, the files that *paths* name; ``total`` is ``None`` until it is known.

    It stays ``None`` where it could only be guessed: for URLs, a list from standard input,
    archives without a directory or within another.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.total: int | None = None
        threading.Thread(target=self._count, args=(list(paths),), daemon=True).start()

    def _count(self, paths: list[str]) -> None:
        with suppress(OSError, ValueError, NotImplementedError, zipfile.BadZipFile, _Unknown):
            self.total = sum(map(_number, paths))


class _Unknown(Exception):
    """A number cannot be told without reading everything."""


def _number(path: str) -> int:
    if path == "-" or "://" in path:
        raise _Unknown
    if not Path(path).is_dir():
        return _of_file(path, explicit=True)
    return sum(_of_file(each, explicit=False) for each in _walk(path))


def _walk(top: str) -> Iterator[str]:
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not skipped(name)]
        yield from (os.path.join(folder, name) for name in names if not skipped(name))  # noqa: PTH118


def _of_file(path: str, *, explicit: bool) -> int:
    lower = path.lower()
    if lower.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            names = [each.filename for each in archive.infolist() if not each.is_dir()]
        if any(name.lower().endswith((*_PACKED, ".zip")) for name in names):
            raise _Unknown
        return sum(wanted(name, _BY_NAME, b"") for name in names if not any(map(skipped, name.split("/"))))
    if lower.endswith(_PACKED):
        raise _Unknown
    return int(explicit or wanted(path, _BY_NAME, b""))
