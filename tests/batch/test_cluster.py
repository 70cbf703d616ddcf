"""A dask cluster of two worker processes gives what this machine alone gives, though one is killed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from corpora.seeded import documents
from extractor.sources import RawFile, expand
from perfeval.archive.export import export
from perfeval.archive.query import Filter
from perfeval.batch.cluster import ClusterPool
from perfeval.batch.pool import LocalPool, Pool
from perfeval.batch.run import Progress, run
from perfeval.batch.work import Answer, Settings
from perfeval.batch.worker import NoWorker
from perfeval.store.rows import failed
from perfeval.store.schema import EXPORTED, contents
from perfeval.store.store import Store

distributed = pytest.importorskip("distributed")
SETTINGS = Settings("auto")
LIMITS = {"seconds": 60.0, "memory": 2 << 30}
MANY = 12


@pytest.fixture
def cluster() -> Iterator[object]:
    """Give a scheduler with two worker processes; dead ones are not begun again."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
    ) as cluster:
        yield cluster


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(MANY):
        document = documents.clean(number, 5)
        (folder / f"{number:02}.{document.format}").write_bytes(documents.render(document))
    (folder / "坏.docx").write_bytes(b"PK\x03\x04" + bytes(99))
    return folder


def exported(files: Path, target: Path, pool: Pool, kill: int | None = None) -> dict[str, str]:
    """Return the exports of a batch during which the process *kill* is ended after the first result."""
    victims = [] if kill is None else [kill]

    def tell(progress: Progress) -> None:
        if progress.verified and victims:
            os.kill(victims.pop(), signal.SIGKILL)

    target.mkdir()
    store = Store.open(str(target / "store.db"), create=True)
    try:
        progress = run(expand([str(files)]), store, pool, SETTINGS, seconds=LIMITS["seconds"], tell=tell)
        assert (progress.verified, progress.failed) == (MANY, 1)
        assert not victims
        with store.reading() as connection:
            for name in EXPORTED:
                export(connection, name, Filter(), target / f"{name}.jsonl")
    finally:
        pool.close()
        store.close()
    return {name: (target / f"{name}.jsonl").read_text("utf-8") for name in EXPORTED}


def test_a_worker_killed_in_the_middle_costs_nothing(files: Path, tmp_path: Path, cluster: object) -> None:
    local = exported(files, tmp_path / "local", LocalPool(1, SETTINGS, **LIMITS))
    address = cluster.scheduler_address  # type: ignore[attr-defined]
    with distributed.Client(address) as client:
        process = min(client.run(os.getpid).values())
    there = exported(files, tmp_path / "cluster", ClusterPool(address, SETTINGS, **LIMITS), process)
    assert there == local


def behave(name: str, data: bytes, settings: Settings) -> Answer:
    """Do what the file's name says, in a child of a worker."""
    if name.startswith("bomb"):
        bytearray(LIMITS["memory"])
    while name.startswith("loop"):
        pass
    if name.startswith("segfault"):
        os.kill(os.getpid(), signal.SIGSEGV)
    return failed(name, settings.key, len(data), "unsupported", name)


def test_poison_costs_only_itself(tmp_path: Path, cluster: object) -> None:
    pool = ClusterPool(
        cluster.scheduler_address,  # type: ignore[attr-defined]
        SETTINGS,
        seconds=3,
        memory=LIMITS["memory"],
        function=behave,
    )
    store = Store.open(str(tmp_path / "store.db"), create=True)
    names = [f"{name} {n}" for n in range(2) for name in ("good", "bomb", "well", "loop", "fine", "segfault")]
    try:
        files = [RawFile(name, name.encode()) for name in names]
        progress = run(files, store, pool, SETTINGS, seconds=3)
    finally:
        pool.close()
        store.close()
    assert progress.causes == {"unsupported": 6, "memory": 2, "timeout": 2, "crash": 2}


def test_a_scheduler_that_goes_ends_the_batch_with_one_line(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perfeval.batch.cluster._WAIT", 1)
    monkeypatch.setattr("perfeval.batch.run._LOOK", 0.1)
    store = Store.open(str(tmp_path / "store.db"), create=True)
    with distributed.LocalCluster(n_workers=1, processes=False, dashboard_address=None) as cluster:
        pool = ClusterPool(cluster.scheduler_address, SETTINGS, **LIMITS)

        def tell(progress: Progress) -> None:
            if progress.verified == 2:
                cluster.close()
                pool._client.close()

        with pytest.raises(NoWorker, match="连接不到 dask 调度器"):
            run(expand([str(files)]), store, pool, SETTINGS, seconds=LIMITS["seconds"], tell=tell)
        pool.close()
    with store.reading() as connection:
        assert set(connection.scalars(select(contents.c.status))) == {"done"}
    store.close()


def test_an_address_without_scheduler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfeval.batch.cluster._WAIT", 0.5)
    with pytest.raises(NoWorker, match="连接不到 dask 调度器"):
        ClusterPool("tcp://127.0.0.1:1", SETTINGS, **LIMITS)
