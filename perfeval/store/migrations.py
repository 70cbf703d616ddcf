"""The version of a store's tables, and how an older store is brought up to date."""

from sqlalchemy import Connection, MetaData, insert, inspect, select, update

from perfeval.store.schema import VERSION, meta
from perfeval.store.steps import STEPS

_KEY = "schema_version"


class WrongStore(ValueError):
    """A database that is no store, or one from a later perfeval; the message is for the user."""


def found(connection: Connection, tables: MetaData, *, create: bool) -> int | None:
    """Return the version of a store, ``None`` for an empty database where *create* allows one.

    Raises :class:`WrongStore` for a database that holds something else, for one of a version
    that nothing leads from, and for an empty one unless *create*.
    """
    present = set(inspect(connection).get_table_names())
    if meta.name in present:
        return _version(connection)
    if present & set(tables.tables):
        raise WrongStore("库中有同名的表，但不是 perfeval 建立的；请换一个库")
    if not create:
        raise WrongStore("不是 perfeval 的库；请核对地址")
    return None


def prepare(connection: Connection, tables: MetaData, *, create: bool) -> None:
    """Make the tables of a new store, or bring those of an older one up to date.

    All of it is one transaction of *connection*, which has the right to write from its
    beginning, so that of two processes the later one finds it done. Raises as :func:`found`.
    """
    if found(connection, tables, create=create) is None:
        tables.create_all(connection)
        connection.execute(insert(meta).values(key=_KEY, value=str(VERSION)))
        return
    # Read for writing, so that no other process brings it up meanwhile.
    version = _version(connection, writing=True)
    if version == VERSION:
        return
    from perfeval.store.refill import refill  # Knows all records; most who open a store need none.

    for number in range(version, VERSION):
        STEPS[number](connection)
    refill(connection)
    connection.execute(update(meta).where(meta.c.key == _KEY).values(value=str(VERSION)))


def _version(connection: Connection, *, writing: bool = False) -> int:
    query = select(meta.c.value).where(meta.c.key == _KEY)
    value = connection.execute(query.with_for_update() if writing else query).scalar()
    if value is None or not str(value).isdigit():
        raise WrongStore("库中没有版本号，不是 perfeval 的库；请核对地址")
    version = int(value)
    if version > VERSION:
        raise WrongStore(f"库的版本是 {version}，本程序只认到 {VERSION}；请升级 perfeval")
    if version < VERSION and version not in STEPS:
        raise WrongStore(f"库的版本是 {version}，已经没有升级的办法；请用 perfeval batch 重新建立")
    return version
