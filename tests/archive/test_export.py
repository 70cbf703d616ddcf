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


HOSTILE_TEXTS = (
    "=1+1", '=HYPERLINK("http://example.invalid","x")', "@SUM(1,2)", "-2+3", "+1+1", "+cmd|' /C calc'!A0",
    "=cmd|'/c calc'!A0", "-1", "\t=1+1", "\r=1+1", "=1+1;2", '=1+1",=2+2', "＝1+1", "{=1+1}", "'=1+1",
)  # fmt: skip
"""What a spreadsheet might run, and what looks like it."""
_COLUMNS = ("title", "organization", "supervisor", "project", "grade")


def formulas_in(address: str) -> None:
    """Put a formula into every text of the first reports."""
    from sqlalchemy import select, update

    from perfeval.store.schema import reports

    store = Store.open(address)
    with store.writing() as connection:
        names = connection.execute(select(reports.c.id).order_by(reports.c.id)).scalars().all()
        for number, name in enumerate(names[: len(HOSTILE_TEXTS) // len(_COLUMNS)]):
            texts = HOSTILE_TEXTS[number * len(_COLUMNS) :]
            values = dict(zip(_COLUMNS, texts, strict=False))
            connection.execute(update(reports).where(reports.c.id == name).values(values))
    store.close()


@pytest.fixture
def hostile(filled: Callable[..., None], tmp_path: Path) -> str:
    address = str(tmp_path / "hostile.db")
    filled(address)
    formulas_in(address)
    return address


def test_formulas_are_text_in_a_workbook(hostile: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(hostile, tmp_path / "x.xlsx"))
    cells = [cell for row in book["reports"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_libreoffice_shows_every_text_as_written_and_runs_none(
    hostile: str, suffix: str, tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice installed: apt-get install libreoffice-calc-nogui")
    book = written(hostile, tmp_path / f"x.{suffix}")
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    if suffix == "csv":  # with commas and double quotes, in UTF-8, from the first line on; formulas are run
        options = "44,34,76,1,,0,false,true,false,false,false,-1,true"
        command.append(f"--infilter=Text - txt - csv (StarCalc):{options}")
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    shown = openpyxl.load_workbook(tmp_path / "out" / "x.xlsx").worksheets[0]
    cells = [cell for row in shown.iter_rows() for cell in row if cell.value is not None]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    texts = {str(cell.value) for cell in cells}
    wanted = {str(guarded(each)) for each in HOSTILE_TEXTS} if suffix == "csv" else set(HOSTILE_TEXTS)
    assert {_one_line(text) for text in wanted} <= {_one_line(text) for text in texts}


def _one_line(text: str) -> str:
    return text.replace("_x000D_", "\r").replace("\r", "\n")


def test_formulas_are_guarded_in_csv(hostile: str, tmp_path: Path) -> None:
    with written(hostile, tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "'=1+1" in {row["title"] for row in rows}
    begun = {cell for row in rows for cell in row.values() if cell.startswith(FORMULA)}
    assert begun == {"-1"}  # a number, which nothing runs


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


def test_every_row_says_whose_it_is(small: str, tmp_path: Path) -> None:
    def rows(table: str) -> list[dict[str, object]]:
        lines = written(small, tmp_path / f"{table}.jsonl", table).read_text("utf-8").splitlines()
        return [simplejson.loads(line) for line in lines]

    own = {row["id"]: row for row in rows("reports")}
    places = {place["sha256"]: place["place"] for place in reversed(rows("files"))}
    for row in own.values():
        assert row["place"] == places[row["sha256"]]
    for table in ("budgets", "rates", "indicators", "changes", "findings"):
        told = rows(table)
        assert told
        for row in told:
            report = own.get(row["report"], {"sha256": row.get("sha256")})
            assert row["organization"] == report.get("organization")
            assert row["project"] == report.get("project")
            assert row["report_year"] == report.get("year")
            assert row["place"] == places[report["sha256"]]
