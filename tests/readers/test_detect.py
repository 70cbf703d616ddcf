"""Formats are told by content, whatever the name says."""

import io
import zipfile

import pytest

from extractor.errors import EncryptedFile, ExtractorError, UnreadableFile, UnsupportedFormat
from extractor.readers import detect, read

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def packed(**entries: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def office(content_type: str, part: str = "x.xml") -> bytes:
    types = f'<Types><Override PartName="/x.xml" ContentType="{content_type}"/></Types>'
    return packed(**{"[Content_Types].xml": types, part: ""})


def compound(*streams: str) -> bytes:
    """Return something with the magic and the directory entries of an OLE file."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\r\njunk\n%PDF-1.4\n", "pdf"),
        (office(WORD), "docx"),
        (packed(**{"word/document.xml": ""}), "docx"),
        (office(EXCEL), "xlsx"),
        (office(BINARY), "xlsb"),
        (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (compound("WordDocument"), "doc"),
        (compound("Workbook", "WordDocument"), "xls"),
        ("<!DOCTYPE html><p>执行率</p>".encode(), "html"),
        ("\ufeff <table><tr><td>执行率".encode("utf-16-le"), "html"),
        ('<?xml version="1.0"?><html><body>执行率'.encode(), "html"),
        ("全年预算数".encode(), "txt"),
        ("全年预算数一百万元".encode("gb18030"), "txt"),
        (b"98.5%", "txt"),
        ("说明：<p>不是网页</p>".encode(), "txt"),
    ],
)
def test_formats(data: bytes, expected: str) -> None:
    assert detect(data, "报告.docx") == expected


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", UnreadableFile, "0 字节"),
        (b" \r\n\0\0", UnreadableFile, "没有任何内容"),
        (b"PK\x03\x04 cut off", UnreadableFile, "不完整"),
        (compound("EncryptionInfo", "EncryptedPackage"), EncryptedFile, "加密"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", UnsupportedFormat, "JPEG 图片"),
        (b"\x89PNG\r\n\x1a\n", UnsupportedFormat, "PNG 图片"),
        (b"Rar!\x1a\x07\x01", UnsupportedFormat, "RAR 压缩包"),
        (b"{\\rtf1", UnsupportedFormat, "RTF"),
        (office(SLIDES), UnsupportedFormat, "PowerPoint"),
        (packed(**{"OFD.xml": ""}), UnsupportedFormat, "OFD"),
        (packed(mimetype="application/vnd.oasis.opendocument.text"), UnsupportedFormat, "OpenDocument 文本"),
        (bytes(range(256)) * 40, UnsupportedFormat, "二进制"),
        (b'<?xml version="1.0"?><data/>', UnsupportedFormat, "XML"),
    ],
)
def test_what_is_no_document_is_named(data: bytes, error: type[ExtractorError], words: str) -> None:
    with pytest.raises(error) as caught:
        detect(data, "报告.docx")
    assert type(caught.value) is error
    assert words in caught.value.line()
    assert caught.value.file == "报告.docx"


def test_formats_without_a_reader_say_what_they_are() -> None:
    with pytest.raises(UnsupportedFormat, match="97-2003"):
        read(compound("WordDocument"), "报告.docx")


def test_a_failing_reader_counts_as_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("extractor.readers.text.read", fail)
    with pytest.raises(UnreadableFile, match="ZeroDivisionError") as caught:
        read(b"98", "a.txt")
    assert (caught.value.code, caught.value.file) == ("damaged", "a.txt")
