"""Files by URL are found like files on the disk."""

import gzip
import io
from pathlib import Path

import fsspec
import pytest

from extractor.sources import RawFile
from perfeval.batch.remote import found

TEXT = "全年预算数100万元".encode()


def seen(*paths: str, stdin: str = "") -> dict[str, object]:
    items = found(paths, stdin=io.StringIO(stdin))
    return {
        item.name if isinstance(item, RawFile) else item.file:
        item.data if isinstance(item, RawFile) else item.code
        for item in items
    }  # fmt: skip


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
