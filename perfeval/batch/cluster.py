"""Workers of a dask cluster; each runs its files in a process of its own that can be ended."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing import current_process
from typing import Any

from perfeval.batch.fetch import Link
from perfeval.batch.pool import LocalPool
from perfeval.batch.work import Answer, Settings, work
from perfeval.batch.worker import NoWorker, Order, WorkerDied

_WAIT = 30
_KILLED = -9


class ClusterPool:
    """The workers of the dask scheduler at *address*.

    A worker that is lost costs nothing: the scheduler hands its files to another. Limits of time and
    memory are held by a child process of the worker, as a thread in a native call cannot be
    stopped and would block the worker for good.
    """

    def __init__(
        self,
        address: str,
        settings: Settings,
        *,
        seconds: float,
        memory: int,
        function: Callable[[str, Any, Settings], Answer] = work,
    ) -> None:
        self._address = address
        self._order = Order(function, settings, seconds, memory)
        self._connect()

    def _connect(self) -> None:
        self._client = _client(self._address)
        self._executor = self._client.get_executor(pure=False)
        self.workers = sum(self._client.nthreads().values())

    def submit(self, name: str, data: bytes | Link, settings: Settings) -> "Future[Answer]":
        """Begin one file; its future fails as that of a local pool does."""
        outer: Future[Answer] = Future()
        try:
            inner: Future[Answer] = self._executor.submit(_run, self._order, name, data, settings)
        except Exception:
            if not self.lost:
                raise
            outer.cancel()
            return outer
        inner.add_done_callback(lambda done: _hand_on(done, outer))
        return outer

    @property
    def lost(self) -> bool:
        """Whether the scheduler has gone and did not come back."""
        return str(self._client.status) == "closed"

    def renew(self) -> None:
        """Connect again; what was not done yet is forgotten."""
        self.close()
        self._connect()

    def close(self) -> None:
        """Take back what is not done, and leave the cluster running."""
        if not self.lost:
            self._executor.shutdown(wait=False)
            self._client.close(timeout=_WAIT)


def _client(address: str) -> Any:
    """Return a client of the scheduler at *address*.

    Raises :class:`NoWorker` where there is no scheduler, it has no workers, or the library is missing.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NoWorker("--scheduler 需要另外的库；请运行 pip install 'perfeval[cluster]'") from error
    # What it has to say of lost connections is said by the exceptions below.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_WAIT)
    except (OSError, ValueError) as error:
        raise NoWorker(f"{address}：连接不到 dask 调度器；请核对 --scheduler 的地址") from error
    try:
        client.wait_for_workers(1, timeout=_WAIT)
    except TimeoutError as error:
        client.close()
        raise NoWorker(f"{address}：调度器没有工作进程；请先启动 dask worker") from error
    return client


def _hand_on(inner: "Future[Answer]", outer: "Future[Answer]") -> None:
    """Give *outer* what came of *inner*; workers lost one after the other count as one that died."""
    if inner.cancelled():
        outer.cancel()
        return
    error = inner.exception()
    if error is None:
        outer.set_result(inner.result())
    elif type(error).__name__ == "KilledWorker":
        outer.set_exception(WorkerDied(_KILLED))
    else:
        outer.set_exception(error)


_own = threading.local()


def _run(order: Order[Answer], name: str, data: bytes | Link, settings: Settings) -> Answer:
    """Do one file on a worker, in the process that belongs to the worker's thread."""
    if getattr(_own, "order", None) != order:
        if hasattr(_own, "pool"):
            _own.pool.close()
        # Workers under a nanny are daemons, which may not have children by default. The child
        # ends by itself when the worker's end of its pipe closes.
        current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        _own.pool, _own.order = LocalPool.of(order, 1), order
    pool: LocalPool = _own.pool
    return pool.submit(name, data, settings).result()
