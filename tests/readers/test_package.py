import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import EncryptedFile, ExtractorError, LimitExceeded, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers.package import open_container, parse_xml
from tests.readers.ooxml_builder import paragraph, zipped


def _refused(data: bytes, limits: Limits = DEFAULT_LIMITS) -> ExtractorError:
    with pytest.raises(ExtractorError) as caught:
        open_container(data, "甲.docx", limits)
    assert caught.value.file == "甲.docx"
    return caught.value


def test_part_names_ignore_case_and_slashes() -> None:
    container = open_container(zipped({"Word\\Document.xml": "<a/>"}), "甲.docx", DEFAULT_LIMITS)
    assert "word/document.xml" in container
    assert container.read("/word/document.xml") == b"<a/>"


def test_relationships_resolve_against_their_part() -> None:
    relationships = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://x/styles" Target="../common/styles.xml"/>'
        '<Relationship Id="b" Type="http://x/hyperlink" Target="http://y/" TargetMode="External"/>'
        '<Relationship Id="c" Type="http://x/image" Target="/media/1.png"/>'
        "</Relationships>"
    )
    container = open_container(zipped({"word/_rels/document.xml.rels": relationships}), "x", DEFAULT_LIMITS)
    found = container.relationships("word/document.xml")
    assert {key: (item.type, item.target, item.external) for key, item in found.items()} == {
        "a": ("styles", "common/styles.xml", False),
        "b": ("hyperlink", "http://y/", True),
        "c": ("image", "media/1.png", False),
    }
    assert container.relationships("word/other.xml") == {}


def test_empty_truncated_and_foreign_files() -> None:
    whole = zipped({"a.xml": "<a/>"})
    assert _refused(b"").code == "empty"
    assert "截断" in _refused(whole[:-10]).detail
    assert _refused(b"just text").code == "damaged"


def test_password_protected_office_file() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert isinstance(_refused(ole + "EncryptedPackage".encode("utf-16-le")), EncryptedFile)
    assert _refused(ole).code == "unsupported"


def test_encrypted_entry() -> None:
    data = bytearray(zipped({"a.xml": "<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    container = open_container(bytes(data), "x", DEFAULT_LIMITS)
    with pytest.raises(EncryptedFile):
        container.read("a.xml")


def test_limits_are_checked_before_unpacking() -> None:
    bomb = zipped({"a.xml": bytes(3 * 1024 * 1024)})
    assert "压缩比" in _refused(bomb).detail
    assert "字节" in _refused(bomb, Limits(compression_ratio=10**6, part_bytes=2**20)).detail
    assert "共" in _refused(bomb, Limits(compression_ratio=10**6, unpacked_bytes=2**20)).detail
    assert "条目" in _refused(zipped({str(n): b"" for n in range(5)}), Limits(archive_entries=4)).detail
    assert isinstance(_refused(bomb, Limits(file_bytes=10)), LimitExceeded)


def test_a_header_that_understates_the_size_unpacks_no_more_than_it_says() -> None:
    data = bytearray(zipped({"a.xml": b"x" * 1_000_000}))
    where = data.index(b"PK\x01\x02") + 24
    data[where : where + 4] = (100).to_bytes(4, "little")
    container = open_container(bytes(data), "x", DEFAULT_LIMITS)
    with pytest.raises(UnreadableFile) as caught:
        container.read("a.xml")
    assert caught.value.place == "a.xml"


def test_damaged_part_and_missing_part() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xml", "<abcdef/>")
    container = open_container(buffer.getvalue().replace(b"<abcdef/>", b"<abcdeg/>"), "x", DEFAULT_LIMITS)
    for part in ("a.xml", "b.xml"):
        with pytest.raises(UnreadableFile) as caught:
            container.read(part)
        assert caught.value.code == "damaged"


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"\xef\xbb\xbf<?xml version='1.0'?><!-- <a> -->\n<!DOCTYPE a><a/>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16"),
        b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>',
    ],
)
def test_document_types_are_refused(xml: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_xml(xml, "x", "a.xml")
    assert caught.value.code == "entities"


def test_the_words_of_a_declaration_are_only_text_inside_the_document() -> None:
    assert parse_xml(b"<a><![CDATA[<!DOCTYPE html>]]></a>", "x", "a.xml").text == "<!DOCTYPE html>"


def test_a_part_made_of_markup_alone_is_refused_before_parsing() -> None:
    with pytest.raises(LimitExceeded):
        parse_xml(b"<a>" + b"<b/>" * 16_000_001 + b"</a>", "x", "a.xml")


def test_malformed_xml_names_part_and_position() -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_xml(b"<a>\n<b></a>", "x", "word/a.xml")
    assert caught.value.place == "word/a.xml"
    assert "第 2 行" in caught.value.detail


def test_strict_namespaces_read_as_transitional() -> None:
    root = parse_xml(b'<p xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>', "x", "a.xml")
    assert root.tag == "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"


_WHOLE = zipped({"word/document.xml": paragraph("甲") * 20, "_rels/.rels": "<a/>"})


@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), max_size=6))
def test_damage_raises_nothing_but_our_own_errors(changes: list[tuple[int, int]]) -> None:
    data = bytearray(_WHOLE)
    for position, value in changes:
        data[position] = value
    try:
        container = open_container(bytes(data), "x", DEFAULT_LIMITS)
        container.relationships()
        content = container.read("word/document.xml")
    except ExtractorError:
        return
    # The checksum was right, so the content is.
    assert content == (paragraph("甲") * 20).encode()
