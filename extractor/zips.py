"""The members of archives, and of zips: their names, and unpacking that a bomb cannot run away with."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final, Protocol

from extractor.errors import EncryptedFile, LimitExceeded, UnreadableFile
from extractor.limits import Limits

ZIP_ERRORS: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError,
    NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""Everything the zip library raises for an archive that is broken or exotic."""

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_CHUNK = 256 * 1024
_RATIO_FLOOR = 1024 * 1024
_DRIVE = re.compile(r"[A-Za-z]:")


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most *size* bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Member:
    """One regular file of an archive: its name with forward slashes, and how its bytes are had.

    ``unpack`` raises an ExtractorError; it is to be called before the next member is asked for.
    """

    name: str
    unpack: Callable[[], bytes]


@dataclass(slots=True)
class Budget:
    """How many entries and unpacked bytes one archive, and those inside it, may still hold."""

    left: int
    entries: int
    most_entries: int

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        """Return what one outermost archive may hold."""
        return cls(limits.archive_bytes, limits.archive_entries, limits.archive_entries)

    def count(self, entries: int = 1) -> None:
        """Count entries; raises LimitExceeded once there were too many."""
        self.entries -= entries
        if self.entries < 0:
            raise LimitExceeded("limit", detail=f"压缩包内文件超过 {self.most_entries} 个")

    def take(self, count: int) -> None:
        """Count unpacked bytes; raises LimitExceeded once there were too many."""
        self.left -= count
        if self.left < 0:
            raise LimitExceeded("limit", detail="压缩包解压后的总量过大")


def entry_name(info: zipfile.ZipInfo) -> str:
    """Return an entry's name, with forward slashes.

    Names without the UTF-8 flag are by the standard in code page 437; in practice they
    are in UTF-8 or in the GB encoding of a Chinese Windows.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name.replace("\\", "/")
        return decoded(raw, name)
    return name.replace("\\", "/")


def decoded(raw: bytes, otherwise: str) -> str:
    """Return the name in *raw*, in UTF-8 or GB, with forward slashes; *otherwise* where it is in neither."""
    # Backslashes may be the second byte of a GB character: decode first, replace after.
    found = [text for encoding in ("utf-8", "gb18030") if (text := _decoded(raw, encoding)) is not None]
    # Short names in GB can pass for UTF-8: 一 for a Cyrillic letter. Chinese in UTF-8 has three bytes.
    if len(found) > 1 and not any(character >= "\u0800" for character in found[0]):
        del found[0]
    return (found[0] if found else otherwise).replace("\\", "/")


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def is_unsafe(name: str) -> bool:
    """Return whether an entry's *name* points out of the archive."""
    return name.startswith("/") or bool(_DRIVE.match(name)) or ".." in name.split("/") or "\0" in name


def members(stream: BinaryIO, limits: Limits, budget: Budget) -> Iterator[Member]:
    """Yield the files of the zip in *stream* in name order; links are left out.

    Raises UnreadableFile or LimitExceeded.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except ZIP_ERRORS as error:
        raise UnreadableFile("damaged", detail="压缩包目录不完整") from error
    with archive:
        # Entries may have empty names, which the library's own is_dir() fails on.
        named = [(entry_name(info), info) for info in archive.infolist() if not info.filename.endswith("/")]
        budget.count(len(named))
        for name, info in sorted(named, key=lambda pair: pair[0]):
            if is_unsafe(name) or not stat.S_ISLNK(info.external_attr >> 16):
                yield Member(name, partial(unpack, archive, info, limits, budget))


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, budget: Budget) -> bytes:
    """Return the bytes of one entry.

    Sizes are counted while unpacking, whatever the headers say. Raises LimitExceeded,
    EncryptedFile or UnreadableFile.
    """
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise EncryptedFile("encrypted")
    try:
        with archive.open(info) as stream:
            return read_counted(stream, limits, budget, packed=info.compress_size)
    except ZIP_ERRORS as error:
        raise UnreadableFile("damaged", detail="压缩数据无法解开或校验不符") from error


def read_counted(stream: Readable, limits: Limits, budget: Budget, packed: int | None = None) -> bytes:
    """Return the rest of *stream*, which unpacks *packed* bytes; raises LimitExceeded."""
    chunks: list[bytes] = []
    total = 0
    while chunk := stream.read(_CHUNK):
        total += len(chunk)
        budget.take(len(chunk))
        if total > limits.file_bytes:
            raise LimitExceeded("limit", detail=f"文件超过 {limits.file_bytes} 字节")
        if packed is not None:
            hold_ratio(total, packed, limits)
        chunks.append(chunk)
    return b"".join(chunks)


def hold_ratio(total: int, packed: int, limits: Limits) -> None:
    """Raise LimitExceeded where *packed* bytes unpacked to far too many."""
    if total > _RATIO_FLOOR and total > limits.compression_ratio * max(packed, 1):
        raise LimitExceeded("limit", detail=f"压缩比超过 {limits.compression_ratio} 倍")
