"""Files, folders, archives and lists of paths become names and bytes."""

import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import ExtractorError
from extractor.limits import DEFAULT_LIMITS
from extractor.sources import RawFile, expand

TEXT = "全年预算数100万元".encode()


def packed(entries: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def in_gb(entries: Mapping[str, bytes]) -> bytes:
    """Return an archive as a Chinese Windows writes it: names in GBK, without the UTF-8 flag."""
    stand_ins = {f"{index:0{len(name.encode('gbk'))}}": name for index, name in enumerate(entries)}
    data = packed({stand_in: entries[name] for stand_in, name in stand_ins.items()})
    for stand_in, name in stand_ins.items():
        data = data.replace(stand_in.encode(), name.encode("gbk"))
    return data


def names(*paths: Path | str, **limits: int) -> list[str]:
    """Return what is found: names below the temporary folder, errors as their codes."""
    found = expand(map(str, paths), replace(DEFAULT_LIMITS, **limits))
    return [item.name if isinstance(item, RawFile) else item.code for item in found]


def test_folders_are_walked_in_order_and_hold_documents_only(tmp_path: Path) -> None:
    contents = {
        "b/二.txt": TEXT, "a.html": b"<p>1", "b/一.docx": b"\xff\xd8\xff", "b/a.gold.json": b"{}",
        "~$a.docx": b"x", ".hidden/c.txt": TEXT, "d.py": TEXT, "e.jpg": b"\xff\xd8\xff", "f.json": b"{}",
        "README": b"read me", "无后缀": TEXT, "h.dat": b"%PDF-1.4", "空.txt": b"",
    }  # fmt: skip
    for name, content in contents.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    found = [os.path.relpath(name, tmp_path) for name in names(tmp_path)]
    assert found == ["a.html", "b/一.docx", "b/二.txt", "h.dat", "无后缀", "空.txt"]


def test_a_file_named_explicitly_is_always_found(tmp_path: Path) -> None:
    script = tmp_path / "a.py"
    script.write_bytes(b"1")
    assert names(script) == [str(script)]


def test_what_is_missing_does_not_stop_the_others(tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    report.write_bytes(TEXT)
    (tmp_path / "empty").mkdir()
    assert names(tmp_path / "none", tmp_path / "empty", report) == ["missing", "nothing", str(report)]


def test_paths_from_standard_input(tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    report.write_bytes(TEXT)
    listing = io.StringIO(f"\ufeff{report}\r\n\n{tmp_path / 'none'}\n")
    found = [item.name if isinstance(item, RawFile) else item.code for item in expand(["-"], stdin=listing)]
    assert found == [str(report), "missing"]


@pytest.mark.parametrize("pack", [packed, in_gb], ids=["utf-8", "gbk"])
def test_archive_names_in_either_encoding(tmp_path: Path, pack: object) -> None:
    archive = tmp_path / "a.zip"
    # The second byte of 乗 in GBK is a backslash.
    assert callable(pack)
    archive.write_bytes(pack({"目录/报告.txt": TEXT, "乗车.txt": TEXT, "x.gold.json": b"{}"}))
    assert names(archive) == [f"{archive}!/乗车.txt", f"{archive}!/目录/报告.txt"]


def test_archives_in_archives_and_containers_that_are_none(tmp_path: Path) -> None:
    document = packed({"word/document.xml": b"<x/>"})
    outer = packed({"内.zip": packed({"报告.docx": document}), "b.docx": document})
    archive = tmp_path / "archive.bin"
    archive.write_bytes(outer)
    assert names(archive) == [f"{archive}!/b.docx", f"{archive}!/内.zip!/报告.docx"]
    assert names(archive, archive_depth=1) == [f"{archive}!/b.docx", "limit"]
    container = tmp_path / "c.docx"
    container.write_bytes(document)
    assert names(container) == [str(container)]


def test_limits_are_held(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(packed({f"{index}.txt": TEXT * 100 for index in range(5)}))
    large = tmp_path / "b.txt"
    large.write_bytes(TEXT * 100)
    assert names(archive, archive_entries=4) == ["limit"]
    assert names(archive, archive_bytes=5000) == [f"{archive}!/0.txt", f"{archive}!/1.txt", "limit"]
    assert names(large, file_bytes=100) == ["limit"]


def test_entries_that_cannot_be_had_are_named(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    data = bytearray(packed({"a.txt": TEXT, "b.txt": TEXT}))
    # The encryption flag of the first entry, in the central directory and before the data.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    error, found = expand([str(archive)])
    assert isinstance(error, ExtractorError)
    assert isinstance(found, RawFile)
    assert error.line() == f"{archive}!/a.txt：文件已加密；请解除密码后重试"


def test_nothing_is_written(tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    report.write_bytes(TEXT)
    before = report.stat()
    list(expand([str(tmp_path)]))
    after = report.stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
