"""A small archive as a store, in SQLite and in a PostgreSQL server of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from corpora.seeded.documents import clean, render, with_error
from perfeval.archive.examine import examine
from perfeval.batch.work import Settings, work
from perfeval.store.rows import Rows
from perfeval.store.store import Store
from tests.archive.server import programs, server

HOSTILE = '=HYPERLINK("http://example.invalid","x")'
SETTINGS = Settings("auto")


def files() -> dict[str, bytes]:
    """Twelve generated files, one again under another name, one with a formula for a name, one broken."""
    made = {}
    for number in range(12):
        document = with_error(number, 5, number)[1] if number % 3 == 0 else clean(number, 5)
        made[f"库/{document.id}.{document.format}"] = render(document)
    first = next(iter(made))
    made["库/副本.bin"] = made[first]
    made["库/公式.html"] = (
        "<html><body><h1>2025年度项目支出绩效自评报告</h1><p>单位名称：某局</p>"
        f"<p>项目名称：{HOSTILE}</p><p>本项目年初预算120.50万元，实际支出112.30万元，执行率93.20%。</p>"
        "</body></html>"
    ).encode()
    made["库/坏.docx"] = b"PK\x03\x04 broken"
    return made


@pytest.fixture(scope="session")
def results() -> list[tuple[str, Rows]]:
    return [(name, work(name, data, SETTINGS)) for name, data in files().items()]


@pytest.fixture(scope="session")
def filled(results: list[tuple[str, Rows]]) -> Callable[..., None]:
    """Fill the store at an address with the small archive, in the order given or in reverse."""

    def fill(address: str, *, backwards: bool = False) -> None:
        store = Store.open(address, create=True)
        for name, rows in reversed(results) if backwards else results:
            content = rows.content
            place = {key: content[key] for key in ("sha256", "status", "cause", "message", "bytes")}
            store.write([rows], [{"place": name, **place}])
        examine(store)
        store.close()

    return fill


@pytest.fixture(scope="session")
def small(filled: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small archive in SQLite; only to be read."""
    path = str(tmp_path_factory.mktemp("small") / "archive.db")
    filled(path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL server; gives the address of a new database by its name."""
    if programs() is None:
        pytest.skip("no PostgreSQL server installed (initdb, pg_ctl): apt-get install postgresql")
    with server() as database:
        yield database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """Gives the address of a new database by its name, of each kind there is."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres")
    folder = tmp_path_factory.mktemp("databases")
    return lambda name: str(folder / f"{name}.db")


@pytest.fixture
def unprivileged() -> Callable[[], AbstractContextManager[None]]:
    """Gives a context in which the permissions of files apply, as they do not to root."""

    @contextmanager
    def nobody() -> Iterator[None]:
        before = os.geteuid()
        if before == 0:
            os.seteuid(65_534)
        try:
            yield
        finally:
            os.seteuid(before)

    return nobody
