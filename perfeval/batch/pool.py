"""Worker processes, each file with a limit of time and memory; one that dies costs its file only."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Overdue
from typing import Protocol

from pebble import ProcessExpired, ProcessPool

from perfeval.batch.work import Settings, warm, work
from perfeval.store.rows import Rows


class Pool(Protocol):
    """What runs :func:`~perfeval.batch.work.work` elsewhere."""

    workers: int

    def submit(self, name: str, data: bytes, settings: Settings) -> "Future[Rows]":
        """Begin one file."""

    def close(self) -> None:
        """Stop all workers, whatever they are doing."""


class LocalPool:
    """Processes of this machine, begun from a server that has the readers loaded already."""

    def __init__(
        self,
        workers: int,
        settings: Settings,
        *,
        seconds: float,
        memory: int,
        function: Callable[[str, bytes, Settings], Rows] = work,
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["perfeval.batch.work", "extractor.extract", "perfeval.verify"])
        self.workers = workers
        self._seconds = seconds
        self._function = function
        self._pool = ProcessPool(
            max_workers=workers, initializer=warm, initargs=(settings, memory), context=context
        )

    def submit(self, name: str, data: bytes, settings: Settings) -> "Future[Rows]":
        """Begin one file; its future fails where it takes too long or its worker dies."""
        future: Future[Rows] = self._pool.schedule(
            self._function, args=(name, data, settings), timeout=self._seconds
        )
        return future

    def close(self) -> None:
        """Stop all workers, whatever they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def cause_of(error: BaseException, seconds: float) -> tuple[str, str]:
    """Return the cause and the words for a file whose worker did not return."""
    if isinstance(error, Overdue):
        return (
            "timeout",
            f"超过 {seconds:g} 秒没有处理完；请拆分文件，或放宽 --timeout 后加 --retry-failed 重试",
        )
    if isinstance(error, ProcessExpired):
        return "crash", f"处理它的进程中途退出（代码 {error.exitcode}）；请另存后重试"
    if isinstance(error, MemoryError):
        return "memory", "处理时内存不足；请拆分文件后重试"
    return "internal", f"内部错误（{type(error).__name__}: {error}）；请报告此问题"
