"""Opening a store and writing to it: every result whole or not at all."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, bindparam, create_engine, insert, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from perfeval.store import migrations, sqlite
from perfeval.store.schema import VERSION, contents, files, metadata, runs

if TYPE_CHECKING:
    from perfeval.store.rows import Row, Rows

_POSTGRES = "postgresql"


class StoreError(ValueError):
    """The store cannot be opened, read or written, or is none; the message is for the user, one line."""


def address(text: str) -> URL:
    """Return the URL that *text* names: one of SQLAlchemy's, or the path of an SQLite file.

    Raises :class:`StoreError` for one that cannot be read.
    """
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreError(
            f"{text}：不是有效的数据库地址（例如 archive.db 或 postgresql://主机/库）"
        ) from error
    return url.set(drivername="postgresql+psycopg") if url.drivername == _POSTGRES else url


class Store:
    """An open store; one writer at a time, any number of readers beside it."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @classmethod
    def open(cls, text: str, *, create: bool = False) -> "Store":
        """Open the store at *text*, made first if *create*; an older one is brought up to date.

        Raises :class:`StoreError`.
        """
        url = address(text)
        is_file = url.get_backend_name() == "sqlite"
        if is_file and url.database and not create and not os.path.isfile(url.database):  # noqa: PTH113 - false, too, where it may not be looked at
            raise StoreError(f"{text}：没有这个库；请核对路径，或先用 perfeval batch 建立")
        try:
            engine = sqlite.engine_of(url, create=create) if is_file else create_engine(url)
            _prepare(engine, create=create)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise StoreError(f"{text}：缺少数据库驱动；请安装：pip install 'perfeval[postgres]'") from error
        except (migrations.WrongStore, sqlite.Unreadable) as error:
            raise StoreError(f"{text}：{error}") from error
        except SQLAlchemyError as error:
            raise StoreError(f"{text}：无法打开（{_cause(error)}）") from error
        return cls(engine, text)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store throughout; raises :class:`StoreError`."""
        with self._told(), self._engine.connect() as connection:
            if self._engine.dialect.name == _POSTGRES:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together, or not at all where it fails.

        Raises :class:`StoreError`.
        """
        with self._told(), _writing(self._engine) as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in one line what the database refuses: a full disk, a lock held by another process."""
        try:
            yield
        except SQLAlchemyError as error:
            raise StoreError(
                f"{self.name}：库无法读写（{_cause(error)}）；请检查磁盘空间、权限与占用，再运行同一命令接着做"
            ) from error

    def outcome(self, sha256: str, settings: str) -> "Row | None":
        """Return ``status``, ``cause`` and ``message`` of a content tried under *settings*, else ``None``."""
        with self._told(), self._engine.connect() as connection:
            found = connection.execute(_OUTCOME, {"hash": sha256, "under": settings}).mappings().first()
        return None if found is None else dict(found)

    def hash_at(self, place: str) -> str | None:
        """Return the SHA-256 of the content last met at *place*, ``None`` where there was none."""
        query = select(files.c.sha256).where(files.c.place == place)
        with self._told(), self._engine.connect() as connection:
            return connection.scalar(query)

    def write(self, results: "Iterable[Rows]", places: "Iterable[Row]" = ()) -> None:
        """Write results and the places they were met at, in one transaction, in place of older ones.

        A content that was at these places and is at none now goes, with all that belongs to it.
        """
        from perfeval.store.replacing import replace  # Knows all records, which readers need not.

        with self.writing() as connection:
            replace(connection, results, places)

    def begin_run(self, started: str, settings: str, version: str) -> int:
        """Note that a batch begins and return its number."""
        with self.writing() as connection:
            made = connection.execute(
                insert(runs).values(started=started, settings=settings, version=version)
            )
            key = made.inserted_primary_key
        return int(key[0]) if key else 0

    def end_run(self, run: int, finished: str, **counted: int) -> None:
        """Note that a batch came to its end, with what it counted."""
        with self.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(finished=finished, **counted))


# Asked for every file: built once, it is not analysed again and again.
_OUTCOME = select(contents.c.status, contents.c.cause, contents.c.message).where(
    contents.c.sha256 == bindparam("hash"), contents.c.settings == bindparam("under")
)


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.execution_options(**{sqlite.WRITING: True}).begin() as connection:
        yield connection


def _prepare(engine: Engine, *, create: bool) -> None:
    """Make or bring up to date the tables; of a store that is so already nothing is asked but to be read."""
    with engine.connect() as connection:
        version = migrations.found(connection, metadata, create=create)
    if version == VERSION:
        return
    try:
        with _writing(engine) as connection:
            migrations.prepare(connection, metadata, create=create)
    except SQLAlchemyError as error:
        if version is None:
            raise
        raise migrations.WrongStore(
            f"库的版本是 {version}，升级到 {VERSION} 没有写成（{_cause(error)}），库原样未动；"
            "请由能写这个库的用户运行一次 perfeval archive stats"
        ) from error


def _cause(error: SQLAlchemyError) -> str:
    lines: Sequence[str] = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
