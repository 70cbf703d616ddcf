"""A PostgreSQL server of one's own: begun for one run, gone after it."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

_USER = "perfeval"


@contextmanager
def server() -> Iterator[Callable[[str], str]]:
    """Begin a server and give what makes a new database of a name and returns its address."""
    found = programs()
    assert found is not None, "no PostgreSQL server installed"
    folder = Path(tempfile.mkdtemp())
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to be root
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(found / program), "-D", str(folder / "data"), *arguments]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            timeout=120, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def database(name: str) -> str:
        address = f"postgresql+psycopg://{_USER}@127.0.0.1:{port}/postgres"
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return f"postgresql://{_USER}@127.0.0.1:{port}/{name}"

    run("initdb", "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield database
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def programs() -> Path | None:
    """Return the folder of the server's programs, of the highest version where there are several."""
    found = shutil.which("pg_ctl")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    return Path(found).resolve().parent if found else None
