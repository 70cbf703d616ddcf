"""Tars, 7z, rar and single compressed files, whole and hostile, built here."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import py7zr
import pytest

from extractor import archives_extra
from extractor.errors import ExtractorError
from extractor.limits import DEFAULT_LIMITS
from extractor.sources import RawFile, expand

TEXT = "全年预算数100万元".encode()
FILES = {"b/二.txt": TEXT + b"2", "单位/一.txt": TEXT + b"1"}


def tar(entries: Mapping[str, bytes], encoding: str = "utf-8", **header: object) -> bytes:
    buffer = io.BytesIO()
    form = tarfile.GNU_FORMAT if encoding != "utf-8" else tarfile.PAX_FORMAT
    with tarfile.open(fileobj=buffer, mode="w", format=form, encoding=encoding) as archive:
        for name, content in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for key, value in header.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def seven(entries: Mapping[str, bytes], password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, content in entries.items():
            archive.writestr(content, name)
    return buffer.getvalue()


def rar(entries: Mapping[str, bytes], flags: int = 0, method: int = 0x30) -> bytes:
    """Return a RAR 4 archive whose members are stored, their names in GBK."""

    def block(kind: int, flag: int, body: bytes) -> bytes:
        rest = struct.pack("<BHH", kind, flag, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest

    data = b"Rar!\x1a\x07\0" + block(0x73, 0, b"\0" * 6)
    for name, content in entries.items():
        raw = name.encode("gbk")
        body = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 2, zlib.crc32(content), 0, 29, method, len(raw), 0x20
        )
        data += block(0x74, 0x8000 | flags, body + raw) + content
    return data + block(0x7B, 0x4000, b"")


def zipped(entries: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., dict[str, object]]:
    """Give what is found in an archive: its members' bytes, and the codes of errors, by name."""

    def look(data: bytes, name: str = "a", **limits: int) -> dict[str, object]:
        path = tmp_path / name
        path.write_bytes(data)
        items = expand([str(path)], replace(DEFAULT_LIMITS, **limits))
        pairs = (
            (item.name, item.data) if isinstance(item, RawFile) else (item.file, item.code) for item in items
        )
        return {place.removeprefix(str(path)).removeprefix("!/"): what for place, what in pairs}

    return look


Look = Callable[..., dict[str, object]]


@pytest.mark.parametrize(
    "data",
    [
        tar(FILES), tar(FILES, "gbk"), gzip.compress(tar(FILES, "gbk")), bz2.compress(tar(FILES)),
        lzma.compress(tar(FILES)), seven(FILES), rar(FILES), zipped(FILES),
    ],
    ids=["tar", "tar-gbk", "tar.gz", "tar.bz2", "tar.xz", "7z", "rar", "zip"],
)  # fmt: skip
def test_members_of_every_kind(found: Look, data: bytes) -> None:
    assert found(data) == FILES


def test_archives_in_each_other(found: Look) -> None:
    inner = {"一.txt.gz": gzip.compress(TEXT), "c.rar": rar(FILES)}
    outer = {"a.7z": seven({"x/b.tgz": gzip.compress(tar(inner))}), "d.tar": tar({"三.txt": TEXT})}
    assert found(zipped(outer), archive_depth=5) == {
        "a.7z!/x/b.tgz!/一.txt.gz!/一.txt": TEXT,
        "a.7z!/x/b.tgz!/c.rar!/b/二.txt": TEXT + b"2",
        "a.7z!/x/b.tgz!/c.rar!/单位/一.txt": TEXT + b"1",
        "d.tar!/三.txt": TEXT,
    }
    assert found(zipped(outer)) == {"a.7z!/x/b.tgz!/一.txt.gz": "limit", "a.7z!/x/b.tgz!/c.rar": "limit",
                                    "d.tar!/三.txt": TEXT}  # fmt: skip


def test_one_compressed_document(found: Look) -> None:
    assert found(gzip.compress(TEXT), "报告.txt.gz") == {"报告.txt": TEXT}


def test_links_devices_and_hidden_files_are_passed_over(found: Look) -> None:
    link = tar({"l.txt": b""}, type=tarfile.SYMTYPE, linkname="/etc/passwd")
    hard = tar({"h.txt": b""}, type=tarfile.LNKTYPE, linkname="l.txt")
    device = tar({"d.txt": b""}, type=tarfile.CHRTYPE)
    end = len(tar({}))
    parts = [data[: len(data) - end] for data in (link, hard, device)]
    assert found(b"".join(parts) + tar({".隐.txt": TEXT, "一.txt": TEXT})) == {"一.txt": TEXT}


@pytest.mark.parametrize("name", ["../x.txt", "/x.txt", "a/../../x.txt", "C:\\x.txt"])
@pytest.mark.parametrize("pack", [tar, rar])
def test_names_that_lead_out(found: Look, pack: Callable[..., bytes], name: str) -> None:
    codes = found(pack({name: TEXT, "一.txt": TEXT}))
    assert codes.pop("一.txt") == TEXT
    assert list(codes.values()) == ["traversal"]


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(tar({"零.txt": bytes(30_000_000)})), lzma.compress(bytes(30_000_000)),
        bz2.compress(tar({".隐": bytes(30_000_000), "零.txt": b"0"})), seven({"零.txt": bytes(30_000_000)}),
    ],
    ids=["tar.gz", "xz", "tar.bz2 in a member passed over", "7z"],
)  # fmt: skip
def test_bombs(found: Look, data: bytes) -> None:
    assert set(found(data, "零.txt.gz").values()) == {"limit"}


def test_totals_and_counts(found: Look) -> None:
    many = {f"{number}.txt": TEXT for number in range(9)}
    for pack in (tar, seven, rar):
        assert "limit" in found(pack(many), archive_entries=8).values()
        assert "limit" in found(pack(many), archive_bytes=4 * len(TEXT)).values()
        assert set(found(pack(many), file_bytes=1_000_000).values()) == {TEXT}


def test_an_extended_header_without_end(found: Look) -> None:
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 1 << 40
    assert set(found(header.tobuf(tarfile.GNU_FORMAT) + bytes(2048)).values()) == {"limit"}


@pytest.mark.parametrize(
    "data", [gzip.compress(tar(FILES)), lzma.compress(tar(FILES)), tar(FILES), seven(FILES), rar(FILES)],
    ids=["tar.gz", "tar.xz", "tar", "7z", "rar"],
)  # fmt: skip
def test_truncated(found: Look, data: bytes) -> None:
    for length in range(300 if data[257:262] == b"ustar" else 24, len(data), max(len(data) // 15, 1)):
        values = found(data[:length]).values()
        assert all(value in (*FILES.values(), "damaged", "nothing", "empty") for value in values)
    assert "damaged" in found(data[: len(data) // 3]).values()


def test_encrypted(found: Look) -> None:
    assert set(found(seven(FILES, "密码")).values()) == {"encrypted"}
    assert set(found(rar(FILES, flags=0x04)).values()) == {"encrypted"}


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(archives_extra, "find_spec", lambda _: None)
    for data in (seven(FILES), rar(FILES)):
        path = tmp_path / "a"
        path.write_bytes(data)
        (error,) = expand([str(path)])
        assert isinstance(error, ExtractorError)
        assert "pip install 'perfeval[archives]'" in error.line()


def test_a_missing_program_is_named(found: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert set(found(rar(FILES, method=0x33)).values()) == {"unrar"}


def test_a_zip_entry_without_a_name(found: Look) -> None:
    data = zipped({"nameless": TEXT, "一.txt": TEXT}).replace(b"nameless", b"\0ameless")
    codes = found(data)
    assert codes.pop("一.txt") == TEXT
    assert list(codes.values()) == ["traversal"]
