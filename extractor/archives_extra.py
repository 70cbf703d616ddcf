"""7z and rar archives, where the libraries of the extra ``archives`` are installed."""

from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any, BinaryIO

from extractor.errors import EncryptedFile, ExtractorError, LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.zips import Budget, Member, decoded, hold_ratio, is_unsafe, read_counted

_AT_ONCE = 64 * 1024 * 1024
"""Bytes of a 7z unpacked in one pass: its members share one stream, each pass reads it from the start."""


def members_7z(stream: BinaryIO, limits: Limits, budget: Budget) -> Iterator[Member]:
    """Yield the files of the 7z in *stream* in name order.

    Raises UnreadableFile, EncryptedFile or LimitExceeded.
    """
    py7zr = _library("py7zr", "7z")
    packed = stream.seek(0, 2)
    stream.seek(0)
    try:
        with py7zr.SevenZipFile(stream, "r") as archive:
            if archive.needs_password():
                raise EncryptedFile("encrypted")
            entries = {each.filename: each.uncompressed for each in archive.list() if each.is_file}
            budget.count(len(entries))
            for group in _groups(entries):
                contents = _Sinks(limits, budget, packed)
                archive.reset()
                safe = [name for name in group if not is_unsafe(name)]
                if safe:
                    archive.extract(targets=safe, factory=contents)
                for name in group:
                    yield Member(name.replace("\\", "/"), partial(contents.content, name))
    except ExtractorError:
        raise
    except py7zr.PasswordRequired as error:
        raise EncryptedFile("encrypted") from error
    # The library answers a broken archive with errors of any kind.
    except Exception as error:
        raise UnreadableFile("damaged", detail="7z 压缩包无法解开") from error


def _groups(entries: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield the names in order, as many at once as one pass is to hold."""
    group: list[str] = []
    size = 0
    for name in sorted(entries):
        if group and size + entries[name] > _AT_ONCE:
            yield group
            group, size = [], 0
        group.append(name)
        size += entries[name]
    if group:
        yield group


class _Sinks:
    """Where py7zr writes the members of one pass: into memory, counted."""

    def __init__(self, limits: Limits, budget: Budget, packed: int) -> None:
        self._limits, self._budget, self._packed = limits, budget, packed
        self._sinks: dict[str, _Sink] = {}
        self._total = 0

    def create(self, filename: str) -> "_Sink":
        """Begin one member."""
        return self._sinks.setdefault(filename, _Sink(self))

    def count(self, count: int, size: int) -> None:
        """Count bytes about to be kept for a member that then has *size*; raises LimitExceeded."""
        self._total += count
        self._budget.take(count)
        hold_ratio(self._total, self._packed, self._limits)
        if size > self._limits.file_bytes:
            raise LimitExceeded("limit", detail=f"文件超过 {self._limits.file_bytes} 字节")

    def content(self, name: str) -> bytes:
        """Return and forget what was written for *name*."""
        sink = self._sinks.pop(name, None)
        if sink is None:
            raise UnreadableFile("damaged", detail="7z 压缩包无法解开")
        return sink.getvalue()


class _Sink(BytesIO):
    """One member in memory, as py7zr wants to write it."""

    def __init__(self, sinks: _Sinks) -> None:
        super().__init__()
        self._sinks = sinks

    def write(self, data: Any, /) -> int:
        self._sinks.count(len(data), self.tell() + len(data))
        return super().write(data)

    def close(self) -> None:
        """Keep the content: py7zr closes what it has written."""

    def size(self) -> int:
        """Return how much was written."""
        return len(self.getbuffer())


def members_rar(stream: BinaryIO, limits: Limits, budget: Budget) -> Iterator[Member]:
    """Yield the files of the rar in *stream* in name order; links are left out.

    Raises UnreadableFile, EncryptedFile or LimitExceeded.
    """
    rarfile = _library("rarfile", "RAR")
    try:
        with rarfile.RarFile(stream, errors="strict") as archive:
            if archive.needs_password() and not archive.infolist():
                raise EncryptedFile("encrypted")
            entries = [info for info in archive.infolist() if info.is_file()]
            budget.count(len(entries))
            named = [(_rar_name(info), info) for info in entries]
            for name, info in sorted(named, key=lambda pair: pair[0]):
                yield Member(name, partial(_unpack_rar, rarfile, archive, info, limits, budget))
    except ExtractorError:
        raise
    # The library answers a broken archive with errors of any kind.
    except Exception as error:
        raise UnreadableFile("damaged", detail="RAR 压缩包无法解开") from error


def _rar_name(info: Any) -> str:
    """Return the name; without a Unicode one it is in the GB encoding of the system that packed it."""
    raw = getattr(info, "orig_filename", None)
    if isinstance(raw, bytes) and b"\0" not in raw:
        return decoded(raw, info.filename)
    return str(info.filename).replace("\\", "/")


def _unpack_rar(rarfile: Any, archive: Any, info: Any, limits: Limits, budget: Budget) -> bytes:
    if info.needs_password():
        raise EncryptedFile("encrypted")
    try:
        with archive.open(info) as stream:
            return read_counted(stream, limits, budget, packed=info.compress_size)
    except ExtractorError:
        raise
    except rarfile.RarCannotExec as error:
        raise UnreadableFile("unrar") from error
    except Exception as error:
        raise UnreadableFile("damaged", detail="压缩数据无法解开或校验不符") from error


def _library(module: str, format_: str) -> Any:
    """Return the library, or raise UnreadableFile that says how to install it."""
    if find_spec(module) is None:
        raise UnreadableFile("library", detail=format_)
    return import_module(module)
