"""Files by URL are found like files on the disk."""

import gzip
import io
import sys
from pathlib import Path

import fsspec
import pytest

from extractor.errors import ExtractorError
from extractor.limits import DEFAULT_LIMITS
from extractor.sources import Found, RawFile
from perfeval.batch.fetch import Link, Packed, Passed, fetched
from perfeval.batch.remote import found

TEXT = "全年预算数100万元".encode()


def seen(*paths: str, stdin: str = "") -> dict[str, object]:
    return {
        item.file if isinstance(item, ExtractorError) else item.name: told(item)
        for item in found(paths, stdin=io.StringIO(stdin))
    }


def told(item: Found | Link) -> object:
    """Return the bytes, what a worker makes of a link, or the cause."""
    if isinstance(item, Link):
        return fetched(item, DEFAULT_LIMITS, "zh")
    return item.data if isinstance(item, RawFile) else item.code


@pytest.fixture
def memory() -> fsspec.AbstractFileSystem:
    system = fsspec.filesystem("memory")
    system.store.clear()
    for name, data in {"一.txt": TEXT, "b/二.txt.gz": gzip.compress(TEXT), "c.py": b"1"}.items():
        system.pipe(f"/库/{name}", data)
    return system


@pytest.mark.usefixtures("memory")
def test_folders_and_archives_by_url() -> None:
    expected = {"memory:///库/b/二.txt.gz!/二.txt": TEXT, "memory:///库/一.txt": TEXT}
    assert seen("memory://库") == expected
    assert seen("-", stdin="memory://库\n") == expected


@pytest.mark.usefixtures("memory")
def test_what_is_missing_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "三.txt").write_bytes(TEXT)
    assert seen("memory://无.txt", "nonsense://x", str(tmp_path), "memory://库/c.py") == {
        "memory:///无.txt": "missing", "nonsense://x": "io", f"{tmp_path}/三.txt": TEXT,
        "memory:///库/c.py": b"1",
    }  # fmt: skip


def test_local_urls(tmp_path: Path) -> None:
    path = tmp_path / "三.txt"
    path.write_bytes(TEXT)
    assert seen(path.as_uri().replace("%E4%B8%89", "三")) == {f"file://{path}": TEXT}


def test_a_folder_by_url_gives_what_the_folder_gives(tmp_path: Path) -> None:
    for name, data in {
        "b/二.txt.gz": gzip.compress(TEXT), "包": gzip.compress(TEXT), "c.py": b"1", "~$锁.docx": TEXT,
        ".hidden/三.txt": TEXT, "一.txt": TEXT, "x.gold.json": b"{}",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    url = f"file://{tmp_path}"
    assert seen(url) == {
        f"{url}/b/二.txt.gz!/二.txt": TEXT, f"{url}/c.py": Passed(), f"{url}/一.txt": TEXT,
        f"{url}/包": Packed(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "command"),
    [("s3://b/a", "pip install 'perfeval[cluster]'"), ("smb://host/share", "pip install smbprotocol")],
)
def test_a_missing_library_is_named_with_its_command(
    url: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("s3fs", "smbprotocol", "smbclient"):
        monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.setattr(sys.modules["fsspec.registry"], "registry", {})
    (item,) = found([url])
    assert isinstance(item, ExtractorError)
    assert command in item.line()
