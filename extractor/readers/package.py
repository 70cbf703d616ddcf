"""Opening zip and OOXML containers (docx, xlsx) that nobody vouches for.

A container is measured before anything is unpacked: number of entries, declared sizes,
compression ratio. A part is then unpacked only when it is asked for and never past its
declared size, so a header that lies costs nothing. XML with a DTD is refused: no office
program writes one, and entities are the only way a small part becomes a large one.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from lxml import etree

from extractor.errors import EncryptedFile, LimitExceeded, UnreadableFile
from extractor.limits import Limits

_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_RATIO_FLOOR: Final = 1024 * 1024
_ENCRYPTED_FLAG: Final = 0x1
# A parsed element or attribute takes some hundred bytes however few it is written with, so
# the size of a part alone does not bound its tree. A report of a thousand pages has two million.
_MARKUP_FLOOR: Final = 1024 * 1024
_MARKUP_LIMIT: Final = 16_000_000

# A document type declaration can only stand in the prolog: after the byte order mark,
# white space, processing instructions and comments. The possessive group never backtracks.
_DOCTYPE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?(?s:.)*?\?>|<!--(?s:.)*?-->)*+<!DOCTYPE", re.IGNORECASE
)

_STRICT_MARK: Final = b"http://purl.oclc.org/ooxml/"
# ISO 29500 Strict differs from what Word writes by default in its namespaces only, as far
# as text goes; one name for both spares every caller the distinction.
_STRICT_NAMES: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)

_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


XmlElement = etree._Element
"""An element of a parsed part."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a part: its id, the last word of its type, and where it points.

    ``target`` is a part name without the leading slash, or the address as written when
    ``external``.
    """

    id: str
    type: str
    target: str
    external: bool


class Container:
    """A measured zip container whose parts are unpacked on request.

    Part names are matched without regard to case and with either slash, as office
    programs do.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self.name = name
        self._archive = archive
        self._limits = limits
        self._entries = {_key(entry.filename): entry for entry in archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._entries

    def read(self, part: str) -> bytes:
        """Return the bytes of *part*.

        Raises :class:`UnreadableFile` when the part is missing or damaged,
        :class:`EncryptedFile` when it needs a password.
        """
        entry = self._entries.get(_key(part))
        if entry is None:
            raise UnreadableFile("damaged", file=self.name, place=part, detail=f"缺少 {part}")
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise EncryptedFile("encrypted", file=self.name, place=part)
        try:
            with self._archive.open(entry) as stream:
                # Reading one byte past the declared size keeps zipfile from inflating
                # more than that, whatever the stream really holds.
                return stream.read(entry.file_size + 1)
        except (
            zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
            struct.error,
        ) as error:  # fmt: skip
            raise UnreadableFile(
                "damaged", file=self.name, place=part, detail="压缩数据无法解开或校验不符"
            ) from error

    def xml(self, part: str) -> XmlElement:
        """Return the root element of *part*; see :func:`parse_xml` for what is refused."""
        return parse_xml(self.read(part), self.name, part)

    def relationships(self, part: str = "") -> dict[str, Relationship]:
        """Return the relationships of *part* by id; of the package itself by default.

        A part without relationships has none: that is not an error.
        """
        folder, base = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{base}.rels")
        if source not in self:
            return {}
        found: dict[str, Relationship] = {}
        for node in self.xml(source).iter(_RELATIONSHIP):
            identifier, target = node.get("Id"), node.get("Target")
            if identifier is None or target is None:
                continue
            external = node.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (node.get("Type") or "").rsplit("/", 1)[-1]
            found[identifier] = Relationship(identifier, kind, target, external)
        return found


def open_container(data: bytes, name: str, limits: Limits) -> Container:
    """Return *data* as a :class:`Container` after measuring it against *limits*.

    Raises :class:`UnreadableFile` (empty, damaged, not a zip), :class:`EncryptedFile`
    (password-protected OOXML, encrypted entries) or :class:`LimitExceeded`.
    """
    if not data:
        raise UnreadableFile("empty", file=name)
    if len(data) > limits.file_bytes:
        raise LimitExceeded("limit", file=name, detail=f"文件 {len(data)} 字节，上限 {limits.file_bytes}")
    if data.startswith(_OLE_MAGIC):
        # A password turns an OOXML file into an OLE container around one encrypted stream.
        if _ENCRYPTED_STREAM in data:
            raise EncryptedFile("encrypted", file=name)
        raise UnreadableFile("unsupported", file=name, detail="旧版 Office 二进制文件")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError, OverflowError,
        struct.error,
    ) as error:  # fmt: skip
        detail = "压缩包不完整或被截断" if data.startswith(b"PK") else "内容不是压缩包"
        raise UnreadableFile("damaged", file=name, detail=detail) from error
    _measure(archive, name, limits)
    return Container(archive, name, limits)


def _measure(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """Raise where the directory of *archive* goes over *limits* or names encrypted entries."""
    entries = archive.infolist()
    if len(entries) > limits.archive_entries:
        detail = f"压缩包含 {len(entries)} 个条目，上限 {limits.archive_entries}"
        raise LimitExceeded("limit", file=name, detail=detail)
    total = 0
    for entry in entries:
        size = entry.file_size
        total += size
        if size > limits.part_bytes:
            detail = f"解压后 {size} 字节，上限 {limits.part_bytes}"
            raise LimitExceeded("limit", file=name, place=entry.filename, detail=detail)
        if size >= _RATIO_FLOOR and size > entry.compress_size * limits.compression_ratio:
            detail = f"压缩比超过 {limits.compression_ratio}"
            raise LimitExceeded("limit", file=name, place=entry.filename, detail=detail)
    if total > limits.unpacked_bytes:
        detail = f"解压后共 {total} 字节，上限 {limits.unpacked_bytes}"
        raise LimitExceeded("limit", file=name, detail=detail)


def parse_xml(data: bytes, name: str, part: str) -> XmlElement:
    """Return the root element of *data*, without comments and processing instructions.

    Strict OOXML namespaces are read as their transitional twins. Raises
    :class:`UnreadableFile` with code ``entities`` where there is a DTD, ``damaged`` where
    the XML is not well formed; :class:`LimitExceeded` where its tree would not fit in memory.
    """
    if _DOCTYPE.match(data):
        raise UnreadableFile("entities", file=name, place=part)
    if len(data) > _MARKUP_FLOOR and data.count(b"<") + data.count(b"=") > _MARKUP_LIMIT:
        raise LimitExceeded("limit", file=name, place=part, detail="XML 元素过多")
    if _STRICT_MARK in data:
        for strict, transitional in _STRICT_NAMES:
            data = data.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile(
            "damaged", file=name, place=part, detail=f"XML 无法解析（{_reason(error)}）"
        ) from error
    # The prolog in an encoding the pattern above cannot see, such as UTF-16.
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile("entities", file=name, place=part)
    return root


def _reason(error: Exception) -> str:
    """Return where the parser stopped: the line and column, or the kind of failure."""
    position = getattr(error, "position", None)
    return f"第 {position[0]} 行第 {position[1]} 列" if position else type(error).__name__


def _key(part: str) -> str:
    """Return the form under which part names are compared."""
    return part.replace("\\", "/").lstrip("/").casefold()
