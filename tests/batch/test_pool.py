"""A worker that dies or hangs costs its own file only."""

import os
import signal
import time

from extractor.sources import RawFile
from perfeval.batch.pool import LocalPool
from perfeval.batch.run import run
from perfeval.batch.work import Settings
from perfeval.store.rows import Rows, failed
from perfeval.store.store import Store


def behave(name: str, data: bytes, settings: Settings) -> Rows:
    """Do what the file's name says."""
    if name == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if name == "hang":
        time.sleep(600)
    return failed(name, settings.key, len(data), "unsupported", name)


def test_poison_costs_only_itself(tmp_path):
    settings = Settings("auto")
    store = Store.open(str(tmp_path / "a.db"), create=True)
    pool = LocalPool(2, settings, seconds=3, memory=2 << 30, function=behave)
    names = ["one", "segfault", "two", "hang", "three"]
    try:
        progress = run([RawFile(name, name.encode()) for name in names], store, pool, settings, seconds=3)
    finally:
        pool.close()
        store.close()
    assert progress.causes == {"unsupported": 3, "crash": 1, "timeout": 1}
