"""Worker processes, each file with a limit of time and memory; one that dies costs its file only."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, Protocol

from extractor.errors import Language
from perfeval.batch.fetch import Link
from perfeval.batch.work import Answer, Settings, work
from perfeval.batch.worker import NoWorker, Order, Worker, WorkerDied

TRIES = 3
"""How often a file is tried whose worker was killed from outside."""
_PAUSES = (0.0, 0.1, 0.3, 1.0, 3.0)
"""Seconds before each try to begin a worker: a fork server that was killed takes a moment to be gone."""
_FILES = 200
"""Files after which a worker gives place to a new one: what libraries keep of every file, as spaCy
keeps every word it met, must not grow with the archive."""
_ENDING = 10.0


class Pool(Protocol):
    """What runs :func:`~perfeval.batch.work.work` elsewhere."""

    workers: int

    @property
    def lost(self) -> bool:
        """Whether nothing that was begun will end any more."""

    def submit(self, name: str, data: bytes | Link, settings: Settings) -> "Future[Answer]":
        """Begin one file."""

    def renew(self) -> None:
        """Give up all that was begun and be as new; raises :class:`~perfeval.batch.worker.NoWorker`."""

    def close(self) -> None:
        """Stop all workers, whatever they are doing."""


class _Job(NamedTuple):
    future: "Future[Answer]"
    given: tuple[str, bytes | Link, Settings]


class LocalPool:
    """Processes of this machine, each looked after by a thread that hands it the next file."""

    def __init__(
        self,
        workers: int,
        settings: Settings,
        *,
        seconds: float,
        memory: int,
        function: Callable[[str, Any, Settings], Answer] = work,
    ) -> None:
        self._begin(Order(function, settings, seconds, memory), workers)

    @classmethod
    def of(cls, order: Order[Answer], workers: int) -> "LocalPool":
        """Return a pool of so many workers made for *order*."""
        pool = cls.__new__(cls)
        pool._begin(order, workers)
        return pool

    def _begin(self, order: Order[Answer], workers: int) -> None:
        self.workers, self._order = workers, order
        self._slots = _Slots(workers, order)

    @property
    def lost(self) -> bool:
        """Never: a worker that is gone is replaced."""
        return False

    def submit(self, name: str, data: bytes | Link, settings: Settings) -> "Future[Answer]":
        """Begin one file.

        Its future fails with ``TimeoutError`` where it takes too long, with
        :class:`WorkerDied` where its worker does, with :class:`NoWorker` where none can be begun.
        """
        return self._slots.submit(_Job(Future(), (name, data, settings)))

    def renew(self) -> None:
        """Stop all workers and begin others; what was not done yet is forgotten."""
        self._slots.close()
        self._slots = _Slots(self.workers, self._order)

    def close(self) -> None:
        """Stop all workers, whatever they are doing."""
        self._slots.close()


class _Slots:
    """The threads of a pool, the workers they have, and the files that wait for one."""

    def __init__(self, number: int, order: Order[Answer]) -> None:
        self._order = order
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = False
        self._alive: set[Worker[Answer]] = set()
        self._guard = threading.Lock()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def submit(self, job: _Job) -> "Future[Answer]":
        self._jobs.put(job)
        return job.future

    def close(self) -> None:
        with self._guard:
            self._closing = True
            for worker in self._alive:
                worker.kill()
        while True:
            try:
                waiting = self._jobs.get_nowait()
            except Empty:
                break
            if waiting:
                waiting.future.cancel()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(_ENDING)

    def _serve(self) -> None:
        worker: Worker[Answer] | None = None
        while job := self._jobs.get():
            if job.future.set_running_or_notify_cancel():
                worker = self._do(job, worker)
        if worker:
            self._let_go(worker)

    def _do(self, job: _Job, worker: Worker[Answer] | None) -> Worker[Answer] | None:
        """Do *job* with *worker* or a new one, and return the worker if it is there still."""
        for left in reversed(range(TRIES)):
            try:
                worker = worker or self._begin()
                job.future.set_result(worker.do(*job.given))
                if worker.done < _FILES:
                    return worker
                self._let_go(worker)
                return None
            except (WorkerDied, TimeoutError, MemoryError, NoWorker) as error:
                # Whoever ran out of memory may have too little left for the next file.
                if worker:
                    self._let_go(worker)
                worker = None
                if not (left and isinstance(error, WorkerDied) and error.killed and not self._closing):
                    job.future.set_exception(error)
                    break
            except Exception as error:
                job.future.set_exception(error)
                break
        return worker

    def _begin(self) -> Worker[Answer]:
        trouble: Exception | None = None
        for pause in _PAUSES:
            time.sleep(pause)
            if self._closing:
                break
            try:
                worker = Worker(self._order)
            except (WorkerDied, OSError, EOFError, MemoryError) as error:
                trouble = error
                continue
            with self._guard:
                self._alive.add(worker)
                if self._closing:
                    worker.kill()
            return worker
        raise NoWorker(f"工作进程无法启动（{trouble!r}）；请放宽 --memory，或减少 --workers")

    def _let_go(self, worker: Worker[Answer]) -> None:
        worker.end()
        with self._guard:
            self._alive.discard(worker)


def cause_of(error: BaseException, seconds: float, language: Language = "zh") -> tuple[str, str]:
    """Return the cause and the words for a file whose worker did not return."""
    cause, zh, en = _cause_of(error, seconds)
    return cause, en if language == "en" else zh


def _cause_of(error: BaseException, seconds: float) -> tuple[str, str, str]:
    if isinstance(error, TimeoutError):
        return (
            "timeout",
            f"超过 {seconds:g} 秒没有处理完；请拆分文件，或放宽 --timeout 后加 --retry-failed 重试",
            f"not done within {seconds:g} seconds; split the file, or raise --timeout and add --retry-failed",
        )
    if isinstance(error, WorkerDied) and error.killed:
        return (
            "crash",
            "处理它的进程一再被系统结束（多半是内存不足）；请减少 --workers 后加 --retry-failed 重试",
            "the system ended its process again and again (most likely short of memory); "
            "lower --workers and add --retry-failed",
        )
    if isinstance(error, WorkerDied):
        return (
            "crash",
            f"处理它的进程中途退出（代码 {error.code}）；请另存后重试",
            f"its process ended midway (code {error.code}); save the file anew and try again",
        )
    if isinstance(error, MemoryError):
        return (
            "memory",
            "处理时内存不足；请拆分文件，或放宽 --memory 后加 --retry-failed 重试",
            "out of memory; split the file, or raise --memory and add --retry-failed",
        )
    return (
        "internal",
        f"内部错误（{type(error).__name__}: {error}）；请报告此问题",
        f"internal error ({type(error).__name__}: {error}); please report it",
    )
