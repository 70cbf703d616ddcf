"""docs/store.md names every table and column of the store, and its queries run."""

import re
import sqlite3
from pathlib import Path

import pytest

from corpora.seeded.documents import clean, render, with_error
from perfeval.archive.examine import examine
from perfeval.batch.work import Settings, work
from perfeval.store.schema import VERSION, metadata
from perfeval.store.store import Store

TEXT = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", TEXT, flags=re.DOTALL)


def documented() -> dict[str, list[str]]:
    parts = re.split(r"^## (\w+)$", TEXT, flags=re.MULTILINE)
    return {
        name: re.findall(r"^\| `(\w+)` \|", body, flags=re.MULTILINE)
        for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docs") / "档案.db"
    opened = Store.open(str(path), create=True)
    for number in range(6):
        document = with_error(number, 9, number)[1] if number % 2 else clean(number, 9)
        name = f"{document.id}.{document.format}"
        rows = work(name, render(document), Settings("auto"))
        place = {"place": name, "sha256": rows.content["sha256"], "status": "done"}
        opened.write([rows], [place, place | {"place": f"副本/{name}"}])
    opened.write([], [{"place": "坏.docx", "sha256": None, "status": "failed", "cause": "damaged"}])
    examine(opened)
    opened.close()
    return path


def test_every_table_and_column_is_explained_in_order() -> None:
    assert documented() == {name: list(metadata.tables[name].columns.keys()) for name in documented()}
    assert set(documented()) == set(metadata.tables)


def test_the_version_named_is_the_store_s() -> None:
    assert f"现为 `{VERSION}`" in TEXT


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_run_and_say_what_they_promise(query: str, store: Path) -> None:
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    cursor = connection.execute(query)
    rows = cursor.fetchall()
    names = [column[0] for column in cursor.description]
    connection.close()
    assert all(names)
    if "WHERE CAST" not in query and "met = 0" not in query:
        assert rows, query
