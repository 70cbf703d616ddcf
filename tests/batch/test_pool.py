"""A worker that dies or hangs costs its own file only; one killed by others costs nothing."""

import os
import signal
import threading
import time
from multiprocessing.forkserver import _forkserver

import pytest

import perfeval.batch.pool as pools
import perfeval.batch.run as running
from extractor.sources import RawFile
from perfeval.batch.pool import LocalPool, cause_of
from perfeval.batch.run import Progress, run
from perfeval.batch.work import Settings
from perfeval.batch.worker import NoWorker, Order, Worker, WorkerDied
from perfeval.store.rows import Rows, failed
from perfeval.store.store import Store

SETTINGS = Settings("auto")
MEMORY = 2 << 30


def behave(name: str, data: bytes, settings: Settings) -> Rows:
    """Do what the file's name says; ``once`` in it says so for the first time only."""
    way, _, rest = name.partition(" ")
    folder = data.decode()
    if rest.startswith("once"):
        try:
            os.mkdir(f"{folder}/{name}")  # noqa: PTH102
        except FileExistsError:
            way = "good"
    if way == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if way == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if way == "ended":
        os.kill(os.getpid(), signal.SIGTERM)
    if way == "stopped":
        os.kill(os.getpid(), signal.SIGSTOP)
    if way == "bomb":
        bytearray(MEMORY)
    if way == "starved":
        os._exit(97)
    if way == "loop":
        while True:
            pass
    if way == "slow":
        time.sleep(0.2)
    return failed(name, settings.key, len(data), "unsupported", name)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(str(tmp_path / "a.db"), create=True)
    yield opened
    opened.close()


@pytest.fixture
def pool():
    made = LocalPool(2, SETTINGS, seconds=3, memory=MEMORY, function=behave)
    yield made
    made.close()


def batch(store, pool, folder, names, tell=lambda _: None) -> Progress:
    files = [RawFile(name, str(folder).encode() + b"/" * (1 + index)) for index, name in enumerate(names)]
    return run(files, store, pool, SETTINGS, seconds=3, tell=tell)


def test_poison_of_three_sorts_costs_only_itself(store, pool, tmp_path):
    names = [f"good {number}" for number in range(24)]
    for number in range(3):
        names[number * 8 : number * 8] = [f"segfault {number}", f"bomb {number}", f"loop {number}"]
    progress = batch(store, pool, tmp_path, names)
    assert progress.causes == {"unsupported": 24, "crash": 3, "memory": 3, "timeout": 3}


def test_who_had_too_little_memory_to_answer_leaves_nothing_to_the_next(store, pool, tmp_path):
    names = ["starved", *(f"good {number}" for number in range(6)), "starved too"]
    assert batch(store, pool, tmp_path, names).causes == {"unsupported": 6, "memory": 2}


@pytest.mark.parametrize("way", ["killed", "ended"])
def test_a_worker_ended_by_others_costs_nothing(store, pool, tmp_path, way):
    names = [f"good {number}" for number in range(4)] + [f"{way} once {number}" for number in range(4)]
    assert batch(store, pool, tmp_path, names).causes == {"unsupported": 8}


def test_what_is_killed_every_time_has_failed(store, pool, tmp_path):
    assert batch(store, pool, tmp_path, ["good", "killed"]).causes == {"unsupported": 1, "crash": 1}


def test_the_server_of_processes_killed_at_any_moment_costs_nothing(store, pool, tmp_path):
    names = [f"{way} {number}" for number in range(6) for way in ("slow", "killed once")]

    moments = {1, 5}

    def tell(progress: Progress) -> None:
        if progress.done in moments and (server := _forkserver._forkserver_pid):
            moments.remove(progress.done)
            os.kill(server, signal.SIGKILL)

    assert batch(store, pool, tmp_path, names, tell).causes == {"unsupported": 12}


def test_workers_of_whom_nothing_is_heard_are_given_up(store, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "_GRACE", 4.0)
    pool = LocalPool(2, SETTINGS, seconds=3, memory=MEMORY, function=behave)
    pool.submit("good", b"", SETTINGS).result()
    monkeypatch.setattr(Worker, "_answer", _deaf)
    try:
        progress = batch(store, pool, tmp_path, ["good", "stopped once", "stopped"])
    finally:
        pool.close()
    assert progress.causes == {"unsupported": 2, "timeout": 1}


def _deaf(self, _):
    """Wait as the pool does for the rest of an answer of which it saw the beginning."""
    try:
        return self._pipe.recv()
    except EOFError as error:
        raise self._death() from error


def test_a_worker_ends_itself_when_its_parent_is_gone(tmp_path, monkeypatch):
    worker = Worker(Order(behave, SETTINGS, 0.5, MEMORY, fuse=0.5))
    monkeypatch.setattr(Worker, "_answer", _deaf)
    with pytest.raises(TimeoutError):
        worker.do("loop", str(tmp_path).encode(), SETTINGS)


def test_workers_that_cannot_begin_end_the_batch(store, tmp_path):
    pool = LocalPool(1, Settings("none.toml"), seconds=3, memory=MEMORY, function=behave)
    try:
        with pytest.raises(NoWorker, match=r"工作进程无法启动.*none"):
            batch(store, pool, tmp_path, ["good"])
    finally:
        pool.close()


def number(name: str, data: bytes, settings: Settings) -> Rows:
    """Fail with the number of the process as the cause."""
    return failed(name, settings.key, len(data), str(os.getpid()), name)


def test_a_worker_gives_place_to_a_new_one(store, tmp_path, monkeypatch):
    monkeypatch.setattr(pools, "_FILES", 2)
    pool = LocalPool(1, SETTINGS, seconds=60, memory=MEMORY, function=number)
    try:
        progress = batch(store, pool, tmp_path, [f"good {each}" for each in range(5)])
    finally:
        pool.close()
    assert sorted(progress.causes.values()) == [1, 2, 2]


def test_a_closed_pool_waits_for_nothing(tmp_path):
    before = set(threading.enumerate())
    pool = LocalPool(1, SETTINGS, seconds=600, memory=MEMORY, function=behave)
    futures = [pool.submit("loop", str(tmp_path).encode(), SETTINGS) for _ in range(3)]
    while not futures[0].running():
        time.sleep(0.01)
    pool.close()
    assert all(future.done() for future in futures)
    assert not [thread for thread in set(threading.enumerate()) - before if "_serve" in thread.name]


def test_causes_have_words_in_both_languages():
    errors = (TimeoutError(), WorkerDied(-9), WorkerDied(-11), MemoryError(), RuntimeError("x"))
    causes = ["timeout", "crash", "crash", "memory", "internal"]
    assert [cause_of(error, 3)[0] for error in errors] == causes
    assert all(cause_of(error, 3, "en")[1].isascii() for error in errors)
    assert not any(cause_of(error, 3)[1].isascii() for error in errors)
