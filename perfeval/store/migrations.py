"""The version of a store's tables, and how an older store is brought up to date."""

from collections.abc import Callable

from sqlalchemy import Connection, MetaData, insert, inspect, select, update

from perfeval.store.schema import VERSION, meta

STEPS: dict[int, Callable[[Connection], None]] = {}
"""From version to the step that brings it to the next one."""

_KEY = "schema_version"


class WrongStore(ValueError):
    """A database that is no store, or one from a later perfeval; the message is for the user."""


def prepare(connection: Connection, tables: MetaData, *, create: bool) -> None:
    """Make the tables of a new store, or bring those of an older one up to date.

    Raises :class:`WrongStore` for a database that holds something else, for one of a later
    version, and for an empty one unless *create*.
    """
    present = set(inspect(connection).get_table_names())
    if meta.name not in present:
        if present & set(tables.tables):
            raise WrongStore("库中有同名的表，但不是 perfeval 建立的；请换一个库")
        if not create:
            raise WrongStore("不是 perfeval 的库；请核对地址")
        tables.create_all(connection)
        connection.execute(insert(meta).values(key=_KEY, value=str(VERSION)))
        return
    version = found = _version(connection)
    if version > VERSION:
        raise WrongStore(f"库的版本是 {version}，本程序只认到 {VERSION}；请升级 perfeval")
    while version < VERSION:
        if version not in STEPS:
            raise WrongStore(f"库的版本是 {version}，已经没有升级的办法；请用 perfeval batch 重新建立")
        STEPS[version](connection)
        version += 1
    # One that is up to date is not written to: its reader may have no right to, or a writer beside it.
    if version != found:
        connection.execute(update(meta).where(meta.c.key == _KEY).values(value=str(version)))


def _version(connection: Connection) -> int:
    value = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    if value is None or not str(value).isdigit():
        raise WrongStore("库中没有版本号，不是 perfeval 的库；请核对地址")
    return int(value)
