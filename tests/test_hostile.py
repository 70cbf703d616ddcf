"""Input that is broken or built to do harm: one clear line each, no traceback, bounded work."""

import io
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import ExtractorError, UnreadableFile
from extractor.limits import DEFAULT_LIMITS, Limits
from extractor.readers import read
from extractor.sources import RawFile, expand
from tests.readers.ooxml_builder import package, paragraph, zipped
from tests.readers.pdf_files import encrypted, pdf, text

REPORT = package(paragraph("全年预算数100万元"))
MEBIBYTE = 1024 * 1024


def rezipped(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """Return a container with some of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | changes)


def with_dtd(declaration: bytes, reference: bytes) -> bytes:
    document = zipfile.ZipFile(io.BytesIO(REPORT)).read("word/document.xml")
    changed = b"<!DOCTYPE w [" + declaration + b"]>" + document.replace("全年".encode(), reference)
    return rezipped(REPORT, {"word/document.xml": changed})


def lying_docx() -> bytes:
    """Return a docx whose main part claims 1000 bytes and unpacks to 64 MiB."""
    content = bytes(64 * MEBIBYTE)
    data = rezipped(REPORT, {"word/document.xml": content})
    return data.replace(len(content).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + stream.encode("utf-16-le").ljust(
        128, b"\0"
    )


def without_xref() -> bytes:
    """Return a PDF cut off in the middle, its cross-reference table gone."""
    data = pdf(text("全年预算数100万元"))
    return data[: len(data) // 3]


EXTERNAL = b'<!ENTITY x SYSTEM "file:///etc/passwd">'
BOMB = {"word/document.xml": bytes(64 * MEBIBYTE)}
BILLION = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"lol") for level in range(9)
)


@pytest.mark.parametrize(
    ("code", "make"),
    [
        pytest.param("empty", lambda: b"", id="empty"),
        pytest.param("damaged", lambda: REPORT[: len(REPORT) // 2], id="truncated docx"),
        pytest.param("unsupported", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", id="renamed jpeg"),
        pytest.param("limit", lambda: rezipped(REPORT, BOMB), id="bomb as docx"),
        pytest.param("damaged", lying_docx, id="bomb that lies"),
        pytest.param("entities", lambda: with_dtd(EXTERNAL, b"&x;"), id="external entity"),
        pytest.param("entities", lambda: with_dtd(BILLION, b"&l8;"), id="entity expansion"),
        pytest.param("encrypted", lambda: compound("EncryptedPackage"), id="encrypted docx"),
        pytest.param("encrypted", lambda: encrypted("1"), id="encrypted pdf"),
        pytest.param("damaged", without_xref, id="truncated pdf"),
        pytest.param("damaged", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 16, id="noise as pdf"),
        pytest.param("limit", lambda: b"a" * 50 * MEBIBYTE, id="50 MB in one line"),
        pytest.param("limit", lambda: b"<div>" * 100_000, id="deep html"),
    ],
)
def test_one_line_a_file(code: str, make: Callable[[], bytes]) -> None:
    with pytest.raises(ExtractorError) as caught:
        read(make(), "报告.docx")
    line = caught.value.line()
    assert caught.value.code == code
    assert line.startswith("报告.docx")
    assert len(line.splitlines()) == 1
    assert "Traceback" not in line


def test_a_pdf_with_a_wrong_xref_is_repaired() -> None:
    data = pdf(text("全年预算数100万元"))
    document = read(data[: data.rindex(b"startxref")] + b"startxref\n7\n%%EOF", "a.pdf")
    assert [paragraph.text for paragraph in document.paragraphs] == ["全年预算数100万元"]


def test_a_long_line_within_the_limits_is_read_in_pieces() -> None:
    line = "全年支出一百万元。" * 20_000
    document = read(line.encode(), "a.txt", replace(DEFAULT_LIMITS, paragraph_characters=5_000))
    assert "".join(paragraph.text for paragraph in document.paragraphs) == line
    assert max(len(paragraph.text) for paragraph in document.paragraphs) <= 5_000


def test_libraries_say_nothing_of_their_own() -> None:
    script = (
        "import logging, extractor.readers.pdf_sharing\n"
        "logging.getLogger('pdfminer.pdftypes').warning('Data-loss while decompressing')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stderr == b""


def only_error(path: Path, limits: Limits = DEFAULT_LIMITS) -> ExtractorError:
    (found,) = expand([str(path)], limits)
    assert isinstance(found, ExtractorError)
    assert len(found.line().splitlines()) == 1
    return found


def test_flat_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": bytes(16 * MEBIBYTE)}))
    assert only_error(path).code == "limit"


def test_nested_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = zipped({"a.txt": "全年"})
    for level in range(8):
        data = zipped({f"{level}.zip": data})
    path.write_bytes(data)
    assert only_error(path).code == "limit"


def test_bomb_of_many_entries_stops_at_the_total(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    # Each entry is below the ratio; together they are over the total.
    entry = b"".join(
        zlib.crc32(bytes([index % 251, index // 251])).to_bytes(4, "big") for index in range(9000)
    )
    path.write_bytes(zipped({f"{index}.txt": entry.hex() for index in range(40)}))
    found = list(expand([str(path)], replace(DEFAULT_LIMITS, archive_bytes=MEBIBYTE)))
    assert [item.code for item in found if isinstance(item, ExtractorError)] == ["limit"]
    assert sum(len(item.data) for item in found if isinstance(item, RawFile)) <= MEBIBYTE


@pytest.mark.parametrize("name", ["../../etc/x.txt", "/etc/x.txt", "C:\\x.txt", "a/../../x.txt", "..\\x.txt"])
def test_unsafe_entry_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({name: "全年", "好.txt": "全年"}))
    errors = [item for item in expand([str(path)]) if isinstance(item, ExtractorError)]
    assert [error.code for error in errors] == ["traversal"]
    assert name.replace("\\", "/") in errors[0].line()


def test_file_without_permission(
    public_folder: Path, as_ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    path = public_folder / "a.txt"
    path.write_text("全年")
    path.chmod(0)
    with as_ordinary_user():
        assert only_error(path).code == "permission"


def test_name_with_newline_and_emoji(tmp_path: Path) -> None:
    path = tmp_path / "报\n告😀.txt"
    path.write_bytes(b"")
    (found,) = expand([str(path)])
    assert isinstance(found, RawFile)
    with pytest.raises(UnreadableFile) as caught:
        read(found.data, found.name)
    assert caught.value.line() == f"{tmp_path}/报\\n告😀.txt：文件为空（0 字节）；请重新取得原件"


def test_name_in_another_encoding(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + "报告.txt".encode("gbk")
    try:
        with open(path, "wb") as stream:  # noqa: PTH123 - pathlib takes no bytes
            stream.write("全年".encode())
    except OSError:
        pytest.skip("this file system keeps names in UTF-8")
    assert [item.name for item in expand([str(tmp_path)]) if isinstance(item, RawFile)] == [
        f"{tmp_path}/报告.txt"
    ]


def test_links_that_lead_back_up(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "上级").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self.txt").symlink_to(tmp_path / "a" / "self.txt")
    (tmp_path / "b.txt").write_text("全年")
    found = list(expand([str(tmp_path)]))
    assert [item.name for item in found if isinstance(item, RawFile)] == [str(tmp_path / "b.txt")]
    assert [item.code for item in found if isinstance(item, ExtractorError)] == ["io"]


def test_folder_named_like_a_document(tmp_path: Path) -> None:
    folder = tmp_path / "x.docx"
    folder.mkdir()
    assert only_error(folder).code == "nothing"
    (folder / "a.txt").write_text("全年")
    assert [item.name for item in expand([str(tmp_path)]) if isinstance(item, RawFile)] == [
        str(folder / "a.txt")
    ]


def test_pipes_in_folders_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert only_error(tmp_path).code == "nothing"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader opened a connection")

    monkeypatch.setattr("socket.socket.connect", refuse)
