"""Files a second of ``perfeval batch`` beside tools that only convert the same files or read their text.

Every side is a command of its own with the same number of processes, run over the same
docx, xlsx and pdf; the sides alternate. Its pace is that of the files beyond the first few,
which have the loading of programs and dictionaries to themselves: in an archive of
thousands that is nothing. What the whole command takes is told beside it.
"""

import argparse
import importlib.util
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMATS = ("docx", "xlsx", "pdf")
FIRST = 20
"""Files that a side is measured on apart."""
PERFEVAL = "from cli import app; app()"


Run = Callable[[Path], None]
"""Does all files of a folder."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the tools: its files a second, the seconds of the whole, how much faster perfeval has to be."""

    name: str
    pace: float
    seconds: float
    bound: float = 0.0


def paces(folder: Path, files: int, workers: int, rounds: int) -> Iterator[Side]:
    """Yield perfeval, then each of the others that are installed."""
    first, all_files = folder / "first", folder / "all"
    _write(all_files, files + FIRST)
    first.mkdir()
    for path in sorted(all_files.iterdir())[:FIRST]:
        shutil.copy(path, first)
    store = folder / "store"
    sides: list[tuple[str, float, Run]] = [
        ("perfeval batch", 0.0, lambda documents: _batch(documents, store, workers))
    ]
    if importlib.util.find_spec("markitdown"):
        sides.append(("MarkItDown 转换", 5.0, lambda documents: _others("markitdown", documents, workers)))
    sides.append(
        (
            "python-docx、openpyxl、pdfplumber 取文字",
            2.0,
            lambda documents: _others("texts", documents, workers),
        )
    )
    few: list[list[float]] = [[] for _ in sides]
    many: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for (_, _, run), short, long in zip(sides, few, many, strict=True):
            short.append(_seconds(run, first))
            long.append(_seconds(run, all_files))
    for (name, bound, _), short, long in zip(sides, few, many, strict=True):
        whole = statistics.median(long)
        yield Side(name, files / (whole - statistics.median(short)), whole, bound)


def _seconds(run: Run, documents: Path) -> float:
    begin = time.perf_counter()
    run(documents)
    return time.perf_counter() - begin


def _write(folder: Path, files: int, seed: int = 1) -> None:
    """Write *files* generated documents in formats that all sides read, the formats in turn."""
    from corpora.seeded import documents

    folder.mkdir()
    made = (documents.clean(number, seed) for number in count())
    for number, document in enumerate(islice((each for each in made if each.format in FORMATS), files)):
        path = folder / f"{number:04}.{document.format}"
        path.write_bytes(documents.render(document))


def _batch(documents: Path, store: Path, workers: int) -> None:
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    _run("-c", PERFEVAL, "batch", str(documents), "--store", str(store / "a.db"), "--workers", str(workers))


def _others(tool: str, documents: Path, workers: int) -> None:
    _run(__file__, tool, str(documents), str(workers))


def _run(*arguments: str) -> None:
    subprocess.run((sys.executable, *arguments), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _markitdown() -> Callable[[Path], str]:
    from markitdown import MarkItDown

    converter = MarkItDown()
    return lambda path: str(converter.convert(str(path)).text_content)


def _texts() -> Callable[[Path], str]:
    import docx
    import openpyxl
    import pdfplumber

    def word(path: Path) -> Iterator[str]:
        document = docx.Document(str(path))
        yield from (paragraph.text for paragraph in document.paragraphs)
        yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)

    def sheet(path: Path) -> Iterator[str]:
        for each in openpyxl.load_workbook(path):
            yield from (str(value) for row in each.iter_rows(values_only=True) for value in row if value)

    def page(path: Path) -> Iterator[str]:
        with pdfplumber.open(path) as pdf:
            yield from (each.extract_text() for each in pdf.pages)

    readers = {".docx": word, ".xlsx": sheet, ".pdf": page}
    return lambda path: "\n".join(readers[path.suffix](path))


_TOOLS: dict[str, Callable[[], Callable[[Path], str]]] = {"markitdown": _markitdown, "texts": _texts}
_read: Callable[[Path], str]


def _begin(tool: str) -> None:
    global _read
    _read = _TOOLS[tool]()


def _characters(path: Path) -> int:
    return len(_read(path))


def main(arguments: Sequence[str]) -> None:
    """Read every file of a folder with one of the other tools."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("tool", choices=_TOOLS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("workers", type=int)
    chosen = parser.parse_args(arguments)
    with ProcessPoolExecutor(chosen.workers, initializer=_begin, initargs=(chosen.tool,)) as pool:
        characters = sum(pool.map(_characters, sorted(chosen.folder.iterdir()), chunksize=4))
    print(f"{characters} characters")


if __name__ == "__main__":
    main(sys.argv[1:])
