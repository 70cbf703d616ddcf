"""Exports: text stays text, equal stores give equal files, a file is written whole or not at all."""

import csv
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from perfeval.archive import export as module
from perfeval.archive.export import FORMULA, ExportRefused, export, guarded
from perfeval.archive.query import Filter
from perfeval.store.schema import EXPORTED
from perfeval.store.store import Store

SUFFIXES = ("csv", "jsonl", "xlsx", "parquet")


def written(address: str, target: Path, table: str = "reports", wanted: Filter | None = None) -> Path:
    store = Store.open(address)
    with store.reading() as connection:
        export(connection, table, wanted or Filter(), target)
    store.close()
    return target


@pytest.fixture(scope="module")
def backwards(filled: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> str:
    address = str(tmp_path_factory.mktemp("backwards") / "archive.db")
    filled(address, backwards=True)
    return address


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("table", sorted(EXPORTED))
def test_equal_stores_give_equal_files(
    small: str, backwards: str, table: str, suffix: str, tmp_path: Path
) -> None:
    first = written(small, tmp_path / f"1.{suffix}", table).read_bytes()
    assert written(backwards, tmp_path / f"2.{suffix}", table).read_bytes() == first


def formula_in(address: str) -> str:
    """Put a formula into every text of one report, and return its id."""
    from sqlalchemy import select, update

    from perfeval.store.schema import reports

    store = Store.open(address)
    with store.writing() as connection:
        name = connection.execute(select(reports.c.id).order_by(reports.c.id)).scalar()
        texts = {"title": "=1+1", "organization": '=HYPERLINK("x","x")', "supervisor": "@SUM(A1)",
                 "project": "-2+3", "grade": "+cmd|' /C calc'!A0"}  # fmt: skip
        connection.execute(update(reports).where(reports.c.id == name).values(texts))
    store.close()
    return str(name)


@pytest.fixture
def hostile(filled: Callable[..., None], tmp_path: Path) -> str:
    address = str(tmp_path / "hostile.db")
    filled(address)
    formula_in(address)
    return address


def test_formulas_are_text_in_a_workbook(hostile: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(hostile, tmp_path / "x.xlsx"))
    cells = [cell for row in book["reports"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}
    assert not any(cell.hyperlink for cell in cells)


def test_libreoffice_shows_the_text_and_no_value(hostile: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice installed: apt-get install libreoffice-calc")
    for suffix in ("xlsx", "csv"):
        book = written(hostile, tmp_path / f"{suffix}.{suffix}")
        out = tmp_path / f"out-{suffix}"
        command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
                   "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", str(out), str(book)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        with (out / f"{suffix}.csv").open(encoding="utf-8", newline="") as file:
            shown = {cell.lstrip("'\ufeff") for row in csv.reader(file) for cell in row}
        assert {"=1+1", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0"} <= shown
        assert not any(cell.startswith("#") for cell in shown)


def test_formulas_are_guarded_in_csv(hostile: str, tmp_path: Path) -> None:
    with written(hostile, tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "'=1+1" in {row["title"] for row in rows}
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row.values())


@given(st.text(max_size=8) | st.sampled_from(["-1.5", "+3", "-", "=", "-1+1", "\t=1", "-١", "--1", "-1e5"]))
def test_what_a_spreadsheet_would_run_is_guarded_and_nothing_is_lost(text: str) -> None:
    kept = guarded(text)
    assert kept.removeprefix("'") == text.removeprefix("'") or kept == text
    if kept.startswith(FORMULA):
        Decimal(kept)  # a number and nothing else


def test_jsonl_keeps_the_digits_and_the_text_as_it_is(hostile: str, tmp_path: Path) -> None:
    lines = written(hostile, tmp_path / "x.jsonl").read_text("utf-8").splitlines()
    rows = [simplejson.loads(line, use_decimal=True) for line in lines]
    assert "=1+1" in {row["title"] for row in rows}
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert {type(row["score"]) for row in rows} <= {Decimal, int, type(None)}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_failure_in_the_middle_leaves_the_old_file_and_nothing_else(
    small: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"x.{suffix}"
    target.write_bytes(b"old")
    rows = module._rows

    def failing(*arguments):
        yield next(rows(*arguments))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_rows", failing)
    with pytest.raises(OSError, match="No space"):
        written(small, target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize(("name", "words"), [("x.doc", "不认识"), ("x", "（空）"), ("no/x.csv", "不存在")])
def test_a_target_that_cannot_be_is_refused(small: str, name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=words):
        written(small, tmp_path / name)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_store_gives_an_empty_table(suffix: str, tmp_path: Path) -> None:
    address = str(tmp_path / "empty.db")
    Store.open(address, create=True).close()
    assert written(address, tmp_path / f"x.{suffix}", "findings").is_file()


def test_filters_hold_for_every_table(small: str, tmp_path: Path) -> None:
    every = written(small, tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    wanted = simplejson.loads(every[0])
    chosen = Filter(year=wanted["year"], kind=wanted["kind"], organization=wanted["organization"])
    for table in EXPORTED:
        rows = written(small, tmp_path / f"{table}.jsonl", table, chosen).read_text("utf-8").splitlines()
        for row in map(simplejson.loads, rows):
            if table == "reports":
                assert row["organization"] == wanted["organization"]
            elif row.get("report"):
                assert row["report"] == wanted["id"]
