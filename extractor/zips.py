"""The entries of zip archives: their names, and unpacking that a bomb cannot run away with."""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

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


@dataclass(slots=True)
class Budget:
    """How many bytes one archive, and those inside it, may still unpack to."""

    left: int

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
        # Backslashes may be the second byte of a GB character: decode first, replace after.
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def is_unsafe(name: str) -> bool:
    """Return whether an entry's *name* points out of the archive."""
    return name.startswith("/") or bool(_DRIVE.match(name)) or ".." in name.split("/") or "\0" in name


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, budget: Budget) -> bytes:
    """Return the bytes of one entry.

    Sizes are counted while unpacking, whatever the headers say. Raises LimitExceeded,
    EncryptedFile or UnreadableFile.
    """
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise EncryptedFile("encrypted")
    chunks: list[bytes] = []
    total = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                budget.take(len(chunk))
                if total > limits.file_bytes:
                    raise LimitExceeded("limit", detail=f"文件超过 {limits.file_bytes} 字节")
                if total > _RATIO_FLOOR and total > limits.compression_ratio * max(info.compress_size, 1):
                    raise LimitExceeded("limit", detail=f"压缩比超过 {limits.compression_ratio} 倍")
                chunks.append(chunk)
    except ZIP_ERRORS as error:
        raise UnreadableFile("damaged", detail="压缩数据无法解开或校验不符") from error
    return b"".join(chunks)
