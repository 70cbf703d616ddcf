"""Archives to the documents inside them: zip, tar, 7z, rar and single compressed files, nested in each other.

Nothing is unpacked to disk, and nothing an archive holds can run away: entries, depth, total
size and the ratio of compression are limited whatever its headers say.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from extractor import archives_extra, archives_tar, zips
from extractor.errors import ExtractorError, LimitExceeded, UnreadableFile
from extractor.limits import Limits
from extractor.readers.encoding import decode_head
from extractor.readers.signature import HEAD_BYTES, Kind, Packing, recognise
from extractor.zips import Budget, Member, is_unsafe

_DOCUMENT_SUFFIXES = frozenset(
    (
        ".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".pdf", ".txt", ".text", ".rtf", ".odt", ".ofd",
        ".htm", ".html", ".xhtml", ".shtml", ".mht", ".mhtml",
        ".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".zip", ".rar", ".7z", ".tar", ".tgz",
    )
)  # fmt: skip

_Opener = Callable[[BinaryIO, Limits, Budget], Iterator[Member]]
_OPENERS: dict[Packing, _Opener] = {
    "zip": zips.members,
    "tar": archives_tar.members,
    "7z": archives_extra.members_7z,
    "rar": archives_extra.members_rar,
}


@dataclass(frozen=True, slots=True)
class RawFile:
    """One input file: its name for display (``archive.zip!/inner/报告.docx``) and its bytes."""

    name: str
    data: bytes = field(repr=False)


Found = RawFile | ExtractorError


def open_archive(stream: BinaryIO, name: str, kind: Kind, limits: Limits) -> Iterator[Found]:
    """Yield the documents of the archive of *kind* in *stream*, and an error for what cannot be had.

    *name* is the archive's display name. Members come in name order, those of a tar in its own.
    """
    yield from _expand(stream, name, kind, limits, Budget.of(limits), depth=1)


def _expand(
    stream: BinaryIO, name: str, kind: Kind, limits: Limits, budget: Budget, depth: int
) -> Iterator[Found]:
    if depth > limits.archive_depth:
        yield LimitExceeded("limit", file=name, detail=f"压缩包嵌套超过 {limits.archive_depth} 层")
        return
    try:
        for member in _members(stream, name, kind, limits, budget):
            yield from _member(member, name, limits, budget, depth)
            if budget.left < 0 or budget.entries < 0:
                return
    except ExtractorError as error:
        yield error.named(name)


def _members(stream: BinaryIO, name: str, kind: Kind, limits: Limits, budget: Budget) -> Iterator[Member]:
    if opener := _OPENERS.get(kind.packing):
        return opener(stream, limits, budget)
    return archives_tar.decompressed(stream, kind.packing, _inner_name(name), limits, budget)


def _member(member: Member, archive: str, limits: Limits, budget: Budget, depth: int) -> Iterator[Found]:
    name = f"{archive}!/{member.name}"
    if is_unsafe(member.name):
        yield UnreadableFile("traversal", file=name, detail=member.name)
        return
    if any(map(skipped, member.name.split("/"))):
        return
    try:
        data = member.unpack()
    except ExtractorError as error:
        yield error.named(name)
        return
    kind = recognise(data)
    if kind.role == "archive":
        yield from _expand(BytesIO(data), name, kind, limits, budget, depth + 1)
    elif wanted(name, kind, data[:HEAD_BYTES]):
        yield RawFile(name, data)


def _inner_name(name: str) -> str:
    """Return the name of the one file compressed in *name*: ``b/报告.docx.gz`` holds ``报告.docx``."""
    base = name.replace("\\", "/").rpartition("/")[2]
    return os.path.splitext(base)[0] or base  # noqa: PTH122


def skipped(name: str) -> bool:
    """Return whether a file or folder of this name is passed over: hidden, a lock file, a gold file."""
    return name.startswith((".", "~$")) or name.endswith(".gold.json") or name == "__MACOSX"


def wanted(name: str, kind: Kind, head: bytes) -> bool:
    """Return whether a file met in a folder is to be read: false for what is plainly no document."""
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122
    if suffix in _DOCUMENT_SUFFIXES:
        return True
    if kind.format == "txt":
        # Programs, tables and settings are text too; without a suffix the script must tell.
        text = None if suffix else decode_head(head)
        return text is not None and any("\u4e00" <= character <= "\u9fff" for character in text)
    return kind.role == "document" and not kind.fault
