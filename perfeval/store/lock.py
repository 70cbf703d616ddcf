"""One batch at a time on a store; the system itself lets go of the lock of a process that died."""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from extractor.errors import Language
from perfeval.store.store import StoreError, address

_KEY = 0x7065726665766C  # "perfevl": advisory locks of PostgreSQL are numbers
_PREFIX = "perfeval batch"
_PATIENCE, _PAUSE = 2.0, 0.1
"""Seconds that a server may need to notice that a client is gone; seconds between two tries."""
_HOLDER = text(
    "SELECT a.application_name, a.backend_start FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database "
    "WHERE datname = current_database()) AND (l.classid::bigint << 32) + l.objid::bigint = :key"
)


class StoreBusy(StoreError):
    """Another batch is writing to the store; the message says which and what to do."""


@contextmanager
def written_alone(store: str, language: Language = "zh") -> Iterator[None]:
    """Hold the lock of the store that *store* names as :class:`~perfeval.store.store.Store` takes it.

    Raises :class:`StoreBusy` where another process holds it, :class:`StoreError` where it
    cannot be had at all.
    """
    url = address(store)
    if url.get_backend_name() == "postgresql":
        with _server_lock(url, language):
            yield
    elif url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        with _file_lock(store, Path(str(url.database)), language):
            yield
    else:
        yield


@contextmanager
def _file_lock(store: str, path: Path, language: Language) -> Iterator[None]:
    """Lock the file beside the database; it stays there, as taking it away would race with the next."""
    beside = path.resolve().with_name(path.resolve().name + ".lock")
    try:
        stream = open(beside, "a+b", buffering=0)  # noqa: PTH123, SIM115
    except OSError as error:
        raise StoreError(f"{store}：无法打开（{error.strerror}）；请核对路径与权限") from error
    with stream:
        if not _taken(stream):
            raise StoreBusy(_busy(store, _noted(stream), language))
        stream.truncate(0)
        stream.write(json.dumps([socket.gethostname(), os.getpid(), _now()]).encode())
        yield
        stream.truncate(0)


def _taken(stream: IO[bytes]) -> bool:
    """Lock *stream* and return whether that succeeded."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # A byte beyond the text, so that others can read who holds the lock.
            stream.seek(1 << 30)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _noted(stream: IO[bytes]) -> tuple[str, str, str] | None:
    """Return host, process and time that the holder wrote down, ``None`` where it has not yet."""
    stream.seek(0)
    with suppress(ValueError):
        host, process, since = json.loads(stream.read(1000))
        return str(host), str(process), str(since)
    return None


@contextmanager
def _server_lock(url: URL, language: Language) -> Iterator[None]:
    """Lock the database for as long as the connection lives."""
    name = url.render_as_string()
    own = f"{_PREFIX} {os.getpid()} {socket.gethostname()}"[:63]
    try:
        engine = create_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"application_name": own}
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(f"{name}：缺少数据库驱动；请安装：pip install 'perfeval[postgres]'") from error
    try:
        connection = engine.connect()
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise StoreError(f"{name}：无法打开（{cause}）") from error
    try:
        if not _granted(connection):
            raise StoreBusy(_busy(name, _connected(connection), language))
        yield
    finally:
        with suppress(SQLAlchemyError):
            connection.close()


def _granted(connection: Connection) -> bool:
    end = time.monotonic() + _PATIENCE
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}):
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE)
    return True


def _connected(connection: Connection) -> tuple[str, str, str] | None:
    """Return host, process and time of the holder, ``None`` where the server does not tell."""
    row: Any = connection.execute(_HOLDER, {"key": _KEY}).first()
    if row is None or row[1] is None or not str(row[0]).startswith(_PREFIX):
        return None
    process, _, host = str(row[0]).removeprefix(_PREFIX).strip().partition(" ")
    return host, process, row[1].astimezone(UTC).isoformat(timespec="seconds")


def _busy(store: str, holder: tuple[str, str, str] | None, language: Language) -> str:
    if language == "en":
        who = "process {1} on {0}, since {2}".format(*holder) if holder else "process unknown"
        return (
            f"{store}: another batch is writing to it ({who}); wait for its end or end it, "
            "then run the same command again"
        )
    who = "主机 {} 的进程 {}，{} 开始".format(*holder) if holder else "进程不详"
    return f"{store}：另一个批量核验正在写入（{who}）；请等它结束或先结束它，再运行同一命令"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
