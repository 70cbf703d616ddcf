"""What a file is, told by its content and never by its name."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Literal

from extractor.document import Format
from extractor.errors import EncryptedFile, ExtractorError, UnreadableFile, UnsupportedFormat
from extractor.readers.encoding import decode_head, looks_binary
from extractor.zips import ZIP_ERRORS

HEAD_BYTES = 16 * 1024
"""How much of a file :func:`recognise` wants to see to tell everything but containers."""

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

Role = Literal["document", "archive", "other"]
Packing = Literal["", "zip", "tar", "gz", "bz2", "xz", "7z", "rar"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What the content is.

    ``format`` is set for the kinds a reader can exist for, ``description`` names every
    kind in Chinese, ``role`` says whether a folder walk should bring it up at all,
    ``fault`` is a code of :mod:`extractor.errors` for content that is beyond reading, and
    ``packing`` says how an archive or a compressed file is opened.
    """

    format: Format | None
    description: str
    role: Role = "document"
    fault: Literal["", "empty", "blank", "damaged", "encrypted"] = ""
    packing: Packing = ""

    def error(self, name: str) -> ExtractorError:
        """Return the error that says why no reader takes a file of this kind."""
        if self.fault == "encrypted":
            return EncryptedFile("encrypted", file=name)
        if self.fault:
            return UnreadableFile(self.fault, file=name, detail=self.description)
        return UnsupportedFormat("unsupported", file=name, detail=self.description)


_MAGICS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind(None, "JPEG 图片", "other")),
    (b"\x89PNG\r\n\x1a\n", Kind(None, "PNG 图片", "other")),
    (b"GIF87a", Kind(None, "GIF 图片", "other")),
    (b"GIF89a", Kind(None, "GIF 图片", "other")),
    (b"II*\0", Kind(None, "TIFF 图片", "other")),
    (b"MM\0*", Kind(None, "TIFF 图片", "other")),
    (b"Rar!\x1a\x07", Kind(None, "RAR 压缩包", "archive", packing="rar")),
    (b"7z\xbc\xaf\x27\x1c", Kind(None, "7z 压缩包", "archive", packing="7z")),
    (b"\x1f\x8b\x08", Kind(None, "gzip 压缩文件", "archive", packing="gz")),
    (b"BZh", Kind(None, "bzip2 压缩文件", "archive", packing="bz2")),
    (b"\xfd7zXZ\0", Kind(None, "xz 压缩文件", "archive", packing="xz")),
    (b"\x7fELF", Kind(None, "可执行程序", "other")),
    (b"SQLite format 3\0", Kind(None, "SQLite 数据库", "other")),
    (b"{\\rtf", Kind(None, "RTF 文档")),
    (b"%!PS", Kind(None, "PostScript 文档")),
)
_OLE_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", Kind(None, "加密的 Office 文档", fault="encrypted")),
    ("WordDocument", Kind("doc", "Word 97-2003 文档，.doc")),
    ("Workbook", Kind("xls", "Excel 97-2003 工作簿，.xls")),
    ("Book", Kind("xls", "Excel 5.0/95 工作簿，.xls")),
    ("PowerPoint Document", Kind(None, "PowerPoint 97-2003 演示文稿，.ppt")),
)
_MAIN_PARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"wordprocessingml.", Kind("docx", "Word 文档，.docx")),
    (b"ms-word.document.", Kind("docx", "Word 文档，.docx")),
    (b"ms-word.template.", Kind("docx", "Word 文档，.docx")),
    (b"spreadsheetml.", Kind("xlsx", "Excel 工作簿，.xlsx")),
    (b"ms-excel.sheet.binary.", Kind("xlsb", "Excel 二进制工作簿，.xlsb")),
    (b"ms-excel.", Kind("xlsx", "Excel 工作簿，.xlsx")),
    (b"presentationml.", Kind(None, "PowerPoint 演示文稿，.pptx")),
    (b"ms-powerpoint.", Kind(None, "PowerPoint 演示文稿，.pptx")),
)
_MAIN_PART = re.compile(rb"application/vnd\.(?:openxmlformats-officedocument\.)?([\w.-]{1,80})[.+]main\+xml")
_BINARY_WORKBOOK = b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_MIMETYPES: tuple[tuple[bytes, Kind], ...] = (
    (b"opendocument.spreadsheet", Kind("ods", "OpenDocument 表格，.ods")),
    (b"opendocument.text", Kind(None, "OpenDocument 文本，.odt")),
    (b"opendocument.presentation", Kind(None, "OpenDocument 演示文稿，.odp")),
    (b"epub+zip", Kind(None, "EPUB 电子书")),
)
_HTML_TAG = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|meta|title|base|link|style|script|table|div|p|span|br|center|font"
    r"|h[1-6]|ul|ol|section|article|main|header|nav|form|b|strong|a|img)(?=[\s/>]))",
    re.IGNORECASE,
)
_ARCHIVE = Kind(None, "ZIP 压缩包", "archive", packing="zip")
_BROKEN_CONTAINER = Kind(None, "压缩容器不完整", fault="damaged")
_CONTENT_TYPES_BYTES = 4 * 1024 * 1024


def detect(data: bytes, name: str) -> Format:
    """Return the format of *data*.

    Raises UnreadableFile for empty or broken content, EncryptedFile for a locked Office
    file, UnsupportedFormat naming what the content is where no format name exists for it.
    """
    kind = recognise(data)
    if kind.format is None:
        raise kind.error(name)
    return kind.format


def recognise(data: bytes) -> Kind:
    """Return what the whole file content *data* is."""
    if data.startswith(ZIP_MAGICS):
        return recognise_zip(BytesIO(data))
    if data.startswith(OLE_MAGIC):
        return _recognise_ole(data)
    return recognise_head(data[:HEAD_BYTES], len(data))


def recognise_head(head: bytes, size: int | None = None) -> Kind:
    """Return what a file is that begins with *head* and is no zip or OLE container."""
    if not head:
        return Kind(None, "空文件", fault="empty")
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return Kind("pdf", "PDF 文档")
    if binary := _binary_kind(head):
        return binary
    if not head.strip(b"\0 \t\r\n\f\v") and (size is None or size <= len(head)):
        return Kind(None, "空白文件", fault="blank")
    text = decode_head(head)
    if text is None:
        return Kind(None, "二进制数据", "other") if looks_binary(head) else Kind("txt", "纯文本")
    return _recognise_text(text)


def recognise_zip(stream: BinaryIO) -> Kind:
    """Return which container the zip in *stream* is, or a plain archive."""
    try:
        with zipfile.ZipFile(stream) as container:
            names = set(container.namelist())
            if "[Content_Types].xml" in names:
                return _recognise_ooxml(_beginning(container, "[Content_Types].xml"), names)
            if "mimetype" in names:
                mimetype = _beginning(container, "mimetype")[:200]
                for mark, kind in _MIMETYPES:
                    if mark in mimetype:
                        return kind
    except ZIP_ERRORS:
        return _BROKEN_CONTAINER
    if "word/document.xml" in names:
        return Kind("docx", "Word 文档，.docx")
    if "xl/workbook.xml" in names:
        return Kind("xlsx", "Excel 工作簿，.xlsx")
    if "OFD.xml" in names:
        return Kind(None, "OFD 版式文档")
    return _ARCHIVE


def _recognise_ooxml(content_types: bytes, names: set[str]) -> Kind:
    if _BINARY_WORKBOOK in content_types:
        return Kind("xlsb", "Excel 二进制工作簿，.xlsb")
    if main := _MAIN_PART.search(content_types):
        for mark, kind in _MAIN_PARTS:
            if main[1].startswith(mark):
                return kind
    for part, kind in (
        ("word/document.xml", Kind("docx", "Word 文档，.docx")),
        ("xl/workbook.xml", Kind("xlsx", "Excel 工作簿，.xlsx")),
        ("xl/workbook.bin", Kind("xlsb", "Excel 二进制工作簿，.xlsb")),
    ):
        if part in names:
            return kind
    return Kind(None, "其他 Office 文档")


def _beginning(container: zipfile.ZipFile, entry: str) -> bytes:
    """Return the first megabytes of *entry*, or nothing where it cannot be unpacked."""
    try:
        with container.open(entry) as stream:
            return stream.read(_CONTENT_TYPES_BYTES)
    except ZIP_ERRORS:
        return b""


def _recognise_ole(data: bytes) -> Kind:
    """Return the kind of an OLE container by the first telling name in its directory."""
    found = [
        (position, kind) for stream, kind in _OLE_STREAMS if (position := _directory_entry(data, stream)) >= 0
    ]
    if not found:
        return Kind(None, "OLE 复合文件", "other")
    return min(found, key=lambda pair: pair[0])[1]


def _directory_entry(data: bytes, stream: str) -> int:
    """Return where the directory entry of *stream* begins, or -1: entries lie at multiples of 128."""
    needle = stream.encode("utf-16-le") + b"\0\0"
    position = data.find(needle)
    while position >= 0 and position % 128:
        position = data.find(needle, position + 1)
    return position


def _binary_kind(head: bytes) -> Kind | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind(None, "WebP 图片", "other")
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return Kind(None, "BMP 图片", "other")
    if head[4:8] == b"ftyp":
        heif = head[8:12] in (b"heic", b"heix", b"mif1", b"avif")
        return Kind(None, "HEIF 图片" if heif else "音视频文件", "other")
    if head.startswith(b"MZ") and looks_binary(head):
        return Kind(None, "可执行程序", "other")
    if head[257:262] == b"ustar":
        return Kind(None, "tar 归档", "archive", packing="tar")
    return None


def _recognise_text(text: str) -> Kind:
    beginning = text.lstrip("\ufeff\0 \t\r\n\f\v")
    if beginning[:13].upper() == "MIME-VERSION:" or "\nMIME-Version:" in beginning[:2000]:
        return Kind(None, "MHTML 或邮件文件")
    if beginning.startswith("<"):
        # A Word or Excel "XML document" is one file of the office program's own vocabulary.
        if "schemas.microsoft.com/office/word/2003/wordml" in text or "<pkg:package" in text:
            return Kind(None, "Word XML 文档")
        if "urn:schemas-microsoft-com:office:spreadsheet" in text and "<Workbook" in text:
            return Kind(None, "Excel XML 表格")
        if _HTML_TAG.search(text):
            return Kind("html", "网页")
        if beginning.startswith("<?xml"):
            return Kind(None, "XML 文件", "other")
    return Kind("txt", "纯文本")
