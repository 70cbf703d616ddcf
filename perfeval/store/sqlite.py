"""An SQLite file as a store: readers beside the writer, and files that only can be read."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

WRITING = "perfeval_writing"
"""The option of a connection whose transactions take the right to write as they begin."""
_SETTINGS = ("synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000")


class Unreadable(ValueError):
    """A file that needs its writer to be read; the message is for the user."""


def engine_of(url: URL, *, create: bool) -> Engine:
    """Return the engine of an SQLite file; one that may not be written is opened to be read.

    Raises :class:`Unreadable`.
    """
    path = Path(url.database) if url.database and url.database != ":memory:" else None
    if path is None or create or _writable(path):
        engine = create_engine(url)
    else:
        engine = create_engine(_only_read(path))
        create = False
    event.listen(
        engine, "connect", _settle("journal_mode=WAL", *_SETTINGS) if create else _settle(*_SETTINGS)
    )
    event.listen(engine, "begin", _begin)
    return engine


def _writable(path: Path) -> bool:
    """Whether the file, and the folder for what SQLite keeps beside it, can be written."""
    effective = os.access in os.supports_effective_ids
    return all(os.access(each, os.W_OK, effective_ids=effective) for each in (path, path.absolute().parent))


def _only_read(path: Path) -> URL:
    """Return the address of a file that cannot be written.

    What is written last stands in a journal beside it (``-wal``), with an index (``-shm``), while
    a writer is at work or where one was stopped. Where there are both SQLite reads them too;
    where there is none the file is all there is, and is read as one that does not change.
    """
    journal, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    query = {"uri": "true", "mode": "ro"}
    if not index.exists():
        if journal.exists() and journal.stat().st_size:
            raise Unreadable(
                f"没有写的权限，而旁边的 {journal.name} 里有尚未并入的内容；"
                "请把两个文件一起复制到可写的文件夹再查询"
            )
        query["immutable"] = "1"
    return URL.create("sqlite", database=path.absolute().as_uri(), query=query)


def _settle(*settings: str) -> Callable[[Any, Any], None]:
    """Return what is done to a new connection: keys checked, and a wait where another process writes."""

    def settle(connection: Any, _: Any) -> None:
        # Its driver would begin a transaction at the first change only: never for a reader or a table.
        connection.isolation_level = None
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    return settle


def _begin(connection: Connection) -> None:
    # Who reads first and writes then would be refused, not made to wait, where another wrote between.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
