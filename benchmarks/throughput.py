"""Files a second of ``perfeval batch`` beside tools that only convert the same files or read their text.

Every side is a command of its own with the same number of processes, from its start to its
end, over the same folder of docx, xlsx and pdf; the sides alternate.
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
PERFEVAL = "from cli import app; app()"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the tools, the files it does a second, and how much faster perfeval has to be."""

    name: str
    pace: float
    bound: float = 0.0


def paces(folder: Path, files: int, workers: int, rounds: int) -> Iterator[Side]:
    """Yield perfeval, then each of the others that are installed."""
    documents = write(folder / "documents", files)
    sides = [("perfeval batch", 0.0, lambda: _batch(documents, folder / "store", workers))]
    if importlib.util.find_spec("markitdown"):
        sides.append(("MarkItDown 转换", 5.0, lambda: _others("markitdown", documents, workers)))
    sides.append(
        ("python-docx、openpyxl、pdfplumber 取文字", 2.0, lambda: _others("texts", documents, workers))
    )
    seconds: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for (_, _, run), taken in zip(sides, seconds, strict=True):
            begin = time.perf_counter()
            run()
            taken.append(time.perf_counter() - begin)
    for (name, bound, _), taken in zip(sides, seconds, strict=True):
        yield Side(name, files / statistics.median(taken), bound)


def write(folder: Path, files: int, seed: int = 1) -> Path:
    """Write *files* generated documents in formats that all sides read."""
    from corpora.seeded import documents

    folder.mkdir()
    made = (documents.clean(number, seed) for number in count())
    for document in islice((each for each in made if each.format in FORMATS), files):
        path = folder / f"{document.id}.{document.format}"
        path.write_bytes(documents.render(document))
    return folder


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
