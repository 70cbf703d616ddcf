"""Files by URL are opened by the workers, and the store is that of the same files on the disk."""

import functools
import gzip
import http.server
import os
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import distributed
import pytest
import s3fs
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from corpora.seeded import documents
from perfeval.batch.pool import LocalPool
from perfeval.batch.remote import found
from perfeval.batch.run import Progress, run
from perfeval.batch.work import Answer, Settings, work
from perfeval.batch.worker import WorkerDied
from perfeval.store.schema import contents, files, findings, reports
from perfeval.store.store import Store

ROOT = Path(__file__).parents[2]
Tables = dict[str, list[tuple[object, ...]]]
BROKEN = b"PK\x03\x04" + bytes(99)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports, one twice; a broken file, a program, an archive by its name and one under another."""
    folder = tmp_path_factory.mktemp("urls")
    (folder / "b").mkdir()
    for number in range(4):
        document = documents.clean(number, 5)
        name = f"{'b/' if number % 2 else ''}{number}.{document.format}"
        (folder / name).write_bytes(data := documents.render(document))
    (folder / "again.pdf").write_bytes(data)
    (folder / "broken.docx").write_bytes(BROKEN)
    (folder / "broken-too.docx").write_bytes(BROKEN)
    (folder / "program.py").write_text("print(1)")
    (folder / "page.txt.gz").write_bytes(gzip.compress("全年预算数100万元".encode()))
    with zipfile.ZipFile(folder / "b" / "packed.dat", "w") as archive:
        archive.writestr("inside.txt", "全年执行数90万元")
    return folder


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; of files whose name says so, the first half."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.name.startswith("half"):
            return super().do_GET()
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        return None

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served() -> Iterator[Callable[[Path], str]]:
    """Give what serves a folder and returns its URL."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        handler = functools.partial(Handler, directory=str(folder))
        servers.append(server := http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def bucket(folder: Path) -> Iterator[str]:
    """Give a bucket with the folder's files on a server of its own, found through the environment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    port = server.get_host_and_port()[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
            patch.setenv(name, "us-east-1")
        system = s3fs.S3FileSystem()
        system.mkdir("bucket")
        system.put(f"{folder}/", "bucket/in/", recursive=True)
        yield "s3://bucket/in/"
    server.stop()


@pytest.fixture(scope="module")
def urls(folder: Path, served: Callable[[Path], str], bucket: str) -> dict[str, str]:
    return {"file": f"file://{folder}/", "http": served(folder), "s3": bucket}


def perfeval(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cli import app; app()", "batch", "--store", str(store), *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False, timeout=300
    )


def kept(path: Path, base: str) -> Tables:
    """Return what the store at *path* holds, the places as they are below *base*."""
    store = Store.open(str(path))
    with store.reading() as connection:
        tables = {
            table.name: sorted(
                (tuple(plain(value, base) for value in row) for row in connection.execute(select(table))),
                key=repr,
            )
            for table in (files, contents, reports, findings)
        }
    store.close()
    return tables


def assert_same(tables: Tables, others: Tables) -> None:
    for name, rows in tables.items():
        assert len(rows) == len(others[name])
        for row, other in zip(rows, others[name], strict=True):
            assert row == other


def plain(value: object, base: str) -> object:
    if isinstance(value, bytes):
        value = zlib.decompress(value).decode()
    return value.replace(base, "") if isinstance(value, str) else value


@pytest.fixture(scope="module")
def on_disk(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    path = tmp_path_factory.mktemp("disk") / "a.db"
    done = perfeval(path, "--workers", "2", str(folder))
    assert done.returncode == 3, done.stderr
    assert "文件：9 个；核验 6 个，已有结果 1 个，失败 2 个" in done.stdout
    return kept(path, f"{folder}/")


@pytest.mark.parametrize("kind", ["file", "http", "s3"])
def test_the_store_is_that_of_the_same_files_on_disk(kind, urls, on_disk, tmp_path):
    path = tmp_path / "a.db"
    for _ in range(2):
        done = perfeval(path, "--workers", "2", urls[kind])
        assert done.returncode == 3, done.stderr
        assert "文件：9 个；" in done.stdout
        assert "失败 2 个" in done.stdout
        assert_same(kept(path, urls[kind]), on_disk)
    assert "核验 0 个，已有结果 7 个" in done.stdout


@pytest.mark.parametrize("kind", ["http", "s3"])
def test_a_cluster_gives_what_this_machine_gives(kind, urls, on_disk, tmp_path):
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
    ) as cluster:
        done = perfeval(tmp_path / "a.db", "--scheduler", cluster.scheduler_address, urls[kind])
    assert done.returncode == 3, done.stderr
    assert_same(kept(tmp_path / "a.db", urls[kind]), on_disk)


def dying(name: str, data: object, settings: Settings) -> Answer:
    """Die of what is inside a file, and of nothing else."""
    if name.endswith("broken.docx") and not getattr(data, "hash_only", False):
        os._exit(7)
    return work(name, data, settings)  # type: ignore[arg-type]


def batch(path: Path, pool: LocalPool, *given: str, retry_failed: bool = False) -> Progress:
    store = Store.open(str(path), create=True)
    try:
        return run(found(given), store, pool, SETTINGS, seconds=60, retry_failed=retry_failed)
    finally:
        store.close()


SETTINGS = Settings("auto")


def test_what_a_worker_dies_of_is_known_by_its_hash_and_not_tried_again(served, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "broken.docx").write_bytes(BROKEN)
    url = served(tmp_path / "in")
    pool = LocalPool(1, SETTINGS, seconds=60, memory=2 << 30, function=dying)
    try:
        for again in (False, False, True):
            progress = batch(tmp_path / "a.db", pool, url, retry_failed=again)
            assert (progress.files, progress.causes) == (1, {"crash": 1})
        (row,) = kept(tmp_path / "a.db", url)["files"]
    finally:
        pool.close()
    assert row[:4] == ("broken.docx", row[1], "failed", "crash")
    assert row[1] is not None
    assert str(WorkerDied(7).code) in str(row[4])


def test_what_is_missing_or_breaks_off_is_named(served, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "half.txt").write_text("全年预算数100万元。" * 100_000, "utf-8")
    (tmp_path / "in" / "whole.txt").write_text("全年预算数100万元。", "utf-8")
    url = served(tmp_path / "in")
    pool = LocalPool(1, SETTINGS, seconds=60, memory=2 << 30)
    try:
        progress = batch(
            tmp_path / "a.db", pool, *(f"{url}{name}.txt" for name in ("half", "missing", "whole"))
        )
    finally:
        pool.close()
    assert (progress.verified, progress.causes) == (1, {"io": 1, "missing": 1})
    rows = {row[0]: row for row in kept(tmp_path / "a.db", url)["files"]}
    assert rows["half.txt"][4].startswith("half.txt：读取失败：ClientPayloadError")
    assert rows["missing.txt"][4].startswith("missing.txt：文件不存在")
