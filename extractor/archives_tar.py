"""Tars and single compressed files, read as they stream by."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from extractor.errors import ExtractorError, LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.readers.signature import Packing
from extractor.zips import Budget, Member, Readable, decoded, hold_ratio, read_counted

_ERRORS: Final = (
    tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, OverflowError, IndexError,
)  # fmt: skip
_HEAD = 512
_USTAR = slice(257, 262)
_LONGEST_HEADER = 1024 * 1024
_EXTENDED = (
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)  # fmt: skip


class _Header(tarfile.TarInfo):
    """A tar header; extended ones are held in memory whole, so those of absurd size are refused."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Header":
        try:
            header = super().frombuf(buf, encoding, errors)
        except (tarfile.EmptyHeaderError, tarfile.EOFHeaderError):  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            # The library would take a broken header for the end, and the rest would be lost in silence.
            raise UnreadableFile("damaged", detail="tar 归档不完整") from error
        if header.size < 0 or (header.type in _EXTENDED and header.size > _LONGEST_HEADER):
            raise LimitExceeded("limit", detail=f"tar 扩展头超过 {_LONGEST_HEADER} 字节")
        return header


class _Metered(io.RawIOBase):
    """What *packed* unpacks to, refused once it is far more than was read for it."""

    def __init__(self, packed: BinaryIO, unpacking: Readable, limits: Limits) -> None:
        self._packed, self._unpacking, self._limits = packed, unpacking, limits
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._unpacking.read(len(buffer))
        self._total += len(chunk)
        hold_ratio(self._total, self._packed.tell(), self._limits)
        if self._total > self._limits.archive_bytes:
            raise LimitExceeded("limit", detail="压缩包解压后的总量过大")
        buffer[: len(chunk)] = chunk
        return len(chunk)


def members(stream: BinaryIO, limits: Limits, budget: Budget) -> Iterator[Member]:
    """Yield the regular files of the tar in *stream* in its own order; links and devices are left out.

    Raises UnreadableFile for a tar that breaks off, LimitExceeded for one that has no end.
    """
    try:
        with tarfile.open(
            fileobj=stream, mode="r|", tarinfo=_Header, encoding="utf-8", errors="surrogateescape"
        ) as archive:
            for header in archive:
                budget.count()
                # The stream form keeps what it has passed; nothing here goes back to it.
                archive.members = []  # type: ignore[attr-defined]
                if header.isreg():
                    raw = header.name.encode("utf-8", "surrogateescape")
                    yield Member(decoded(raw, header.name), partial(_unpack, archive, header, limits, budget))
    except ExtractorError:
        raise
    except _ERRORS as error:
        raise UnreadableFile("damaged", detail="tar 归档不完整") from error


def _unpack(archive: tarfile.TarFile, header: tarfile.TarInfo, limits: Limits, budget: Budget) -> bytes:
    if header.size > limits.file_bytes:
        raise LimitExceeded("limit", detail=f"文件超过 {limits.file_bytes} 字节")
    try:
        stream = archive.extractfile(header)
        data = b"" if stream is None else read_counted(stream, limits, budget)
    except _ERRORS as error:
        raise UnreadableFile("damaged", detail="压缩数据无法解开或校验不符") from error
    if len(data) < header.size:
        raise UnreadableFile("damaged", detail="tar 归档不完整")
    return data


def decompressed(
    stream: BinaryIO, packing: Packing, name: str, limits: Limits, budget: Budget
) -> Iterator[Member]:
    """Yield what is compressed in *stream*: the members of a tar, or one file to be called *name*.

    Raises UnreadableFile or LimitExceeded.
    """
    unpacking = io.BufferedReader(_Metered(stream, _decompressor(stream, packing), limits), 1 << 16)
    try:
        is_tar = unpacking.peek(_HEAD)[_USTAR] == b"ustar"
    except _ERRORS as error:
        raise UnreadableFile("damaged", detail="压缩数据无法解开或校验不符") from error
    if is_tar:
        yield from members(unpacking, limits, budget)
        return
    budget.count()
    yield Member(name, partial(_read_whole, unpacking, limits, budget))


def _decompressor(stream: BinaryIO, packing: Packing) -> Readable:
    if packing == "gz":
        return gzip.GzipFile(fileobj=stream)
    return bz2.BZ2File(stream) if packing == "bz2" else lzma.LZMAFile(stream)


def _read_whole(stream: Readable, limits: Limits, budget: Budget) -> bytes:
    try:
        return read_counted(stream, limits, budget)
    except _ERRORS as error:
        raise UnreadableFile("damaged", detail="压缩数据无法解开或校验不符") from error
