"""One worker process and the pipe to it.

A worker shares nothing with the others: no lock that it could take with it when it is
killed, no pipe into which it could have written half an answer. However it ends, its end
of the pipe closes, and that is how its death is known.
"""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from perfeval.batch.forking import context
from perfeval.batch.work import Settings, warm

T = TypeVar("T")

_BEGINNING = 120.0
"""Seconds within which a new worker must have loaded the readers and its standard."""
_ENDING = 2.0
_NO_MEMORY = 97
_UNKNOWN = 255
"""The exit code of a process whose fork server died before it."""
_FROM_OUTSIDE = (-int(signal.SIGTERM), -9, _UNKNOWN)


class WorkerDied(Exception):
    """The worker ended before it answered; *code* is its exit code, negative for a signal."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    @property
    def killed(self) -> bool:
        """Whether somebody else ended it: an operator, the system short of memory."""
        return self.code in _FROM_OUTSIDE


class NoWorker(ValueError):
    """No worker can be begun, or none can be reached any more; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Order(Generic[T]):
    """What every worker of a pool is made for and held to: seconds a file, bytes of memory."""

    function: Callable[[str, Any, Settings], T]
    settings: Settings
    seconds: float
    memory: int
    fuse: float = 10.0
    """Seconds past the limit after which a worker ends itself: its parent may be gone."""


# Whoever begins a process also looks after those that ended; two at once would take each other's news.
_one_at_a_time = threading.Lock()


class Worker(Generic[T]):
    """A process begun for one *order*, ready for files one after the other."""

    def __init__(self, order: Order[T]) -> None:
        self.done = 0
        self._seconds = order.seconds
        begun = context()
        self._pipe, theirs = begun.Pipe()
        self._process: BaseProcess = begun.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, order), daemon=True
        )
        try:
            with _one_at_a_time:
                self._process.start()
        finally:
            theirs.close()
        if trouble := self._answer(_BEGINNING):
            self.end()
            raise NoWorker(f"工作进程无法启动（{trouble}）；请放宽 --memory，或减少 --workers")

    def do(self, name: str, data: Any, settings: Settings) -> T:
        """Return what the order's function gives for a file.

        Raises what the function raises, ``TimeoutError`` past the time of the order and
        :class:`WorkerDied`; after those two the worker is no more.
        """
        try:
            self._pipe.send((name, data, settings))
        except OSError as error:
            raise self._death() from error
        answered, value = self._answer(self._seconds)
        self.done += 1
        if answered:
            return value  # type: ignore[no-any-return]
        raise value

    def _answer(self, seconds: float) -> Any:
        try:
            if not self._pipe.poll(seconds):
                self.end()
                raise TimeoutError(seconds)
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise self._death() from error

    def _death(self) -> Exception:
        wait([self._process.sentinel], _ENDING)
        code = self.end()
        if code == _NO_MEMORY:
            return MemoryError()
        return TimeoutError() if code == -getattr(signal, "SIGALRM", 0) else WorkerDied(code)

    def kill(self) -> None:
        """End the process at once, from whatever thread; who waits for its answer learns of its death."""
        # Not the process's own method: it does nothing once the fork server is gone.
        with suppress(OSError):
            os.kill(self._process.pid or 0, getattr(signal, "SIGKILL", signal.SIGTERM))

    def end(self) -> int:
        """Make sure that the process is gone and return its exit code."""
        with _one_at_a_time:
            ended = self._process.exitcode
        if ended in (None, _UNKNOWN):
            self.kill()
            wait([self._process.sentinel], _ENDING)
        self._pipe.close()
        with _one_at_a_time:
            ended = self._process.exitcode
        return _UNKNOWN if ended is None else ended


def _serve(pipe: "Connection[Any, Any]", order: Order[T]) -> None:
    """Be a worker: answer one file after the other until the parent is gone."""
    try:
        warm(order.settings, order.memory)
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
        return
    pipe.send(None)
    try:
        while True:
            given = pipe.recv()
            _burn(order.seconds + order.fuse)
            answer = _answered(order.function, given)
            _burn(0)
            pipe.send(answer)
    except (EOFError, OSError):
        return
    except MemoryError:
        os._exit(_NO_MEMORY)


def _answered(function: Callable[..., T], given: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, function(*given)
    except MemoryError:
        return False, MemoryError()
    except Exception as error:
        return False, RuntimeError(f"{type(error).__name__}: {error}")


def _burn(seconds: float) -> None:
    """Let the system end this process after *seconds*, even within a native call; 0 for never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
