"""How long a full verification takes beside the usual tools, in one run on one machine.

Each figure is a median of warm runs; the runs of the two sides alternate, so that a slow
moment of the machine falls on both. Ratios, not seconds, are held against targets.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a script, it finds its neighbour and the corpus
REPORTS = ROOT / "corpora" / "reports"
FORMS = ROOT / "corpora" / "forms"
REAL = ROOT.parent / "shared" / "reports"
"""A real report of 13 pages, where it lies beside the project."""

FILES, PROCESSES = 200, 2
"""What a batch is measured on beside other tools."""

EMPTY_APP = """
import typer
app = typer.Typer()
@app.command()
def one() -> None: ...
@app.command()
def two() -> None: ...
app()
"""

PEAK = """
import resource, sys
from pathlib import Path
from perfeval.run import DEFAULT_STANDARD, verify_step
from perfeval.outputs.jsonout import record_json
from extractor.readers import read
path = sys.argv[1]
with open(path, "rb") as file:
    record_json(verify_step(DEFAULT_STANDARD)(read(file.read(), path)))
status = Path("/proc/self/status")
if status.exists():  # the peak of this program alone; ru_maxrss would count the parent it was forked from
    print(int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2)
"""

Row = tuple[str, str, str, str, str, str]


def medians(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median seconds of each, run in turn after one warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    one(), other()
    for _ in range(rounds):
        for work, record in ((one, times[0]), (other, times[1])):
            begin = time.perf_counter()
            work()
            record.append(time.perf_counter() - begin)
    return statistics.median(times[0]), statistics.median(times[1])


def compare(
    name: str,
    against: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    rounds: int,
    target: float,
) -> Row:
    """Return a row; *target* is the largest allowed ratio ours ÷ theirs."""
    mine, other = medians(ours, theirs, rounds)
    ratio = mine / other
    if target < 1:
        shown, wanted = f"快 {1 / ratio:.2f} 倍", f"≥ {1 / target:g} 倍快"
    else:
        shown, wanted = f"{ratio:.2f} 倍", f"≤ {target:g} 倍"
    return (
        name,
        f"{mine * 1000:.1f} ms",
        f"{against} {other * 1000:.1f} ms",
        shown,
        wanted,
        _verdict(ratio <= target),
    )


def _verdict(met: bool) -> str:
    return "达到" if met else "未达到"


def verify(path: Path) -> Callable[[], object]:
    """Return a full verification: read, extract, recompute, check, write JSON."""
    from extractor.memory import collection_paused
    from extractor.readers import read
    from perfeval.outputs.jsonout import record_json
    from perfeval.run import DEFAULT_STANDARD, verify_step

    step = verify_step(DEFAULT_STANDARD)

    def run() -> object:
        forget()
        # As the command line does for each file.
        with collection_paused():
            return record_json(step(read(path.read_bytes(), str(path))))

    return run


def forget() -> None:
    """Forget this document's own phrases and cells: what one round learned must not help the next."""
    from extractor.language.segmentation import content_words
    from extractor.prose.similarity import core
    from extractor.tables import compound, grid, marks

    for remembered in (
        content_words,
        core,
        compound._header_spans,
        grid._quantity,
        marks._with_unit_in_short,
    ):
        remembered.cache_clear()


def docx_text(path: Path) -> str:
    import docx

    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def pdf_text(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def openpyxl_cells(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path)
    return sum(1 for sheet in book for row in sheet.iter_rows() for _ in row)


def pdf_tables(path: Path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return sum(len(page.extract_tables()) for page in pdf.pages)


def docx_cells(path: Path) -> int:
    import docx

    document = docx.Document(str(path))
    return sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


def extraction(path: Path) -> Callable[[], object]:
    """Return the reading and extraction of a file."""
    from extractor.extract import extract
    from extractor.readers import read

    def run() -> object:
        forget()
        return extract(read(path.read_bytes(), str(path)))

    return run


def cells(path: Path) -> int:
    """Return how many grid positions the tables of a file have."""
    from extractor.readers import read

    return sum(table.row_count * table.column_count for table in read(path.read_bytes(), str(path)).tables)


def form_rows(folder: Path, rounds: int) -> list[Row]:
    """Return the rows on tables: sheets, forms over pages, a long report with forms."""
    from benchmarks.tables import data_workbook, report_with_forms

    few = max(3, rounds // 5)
    result: list[Row] = []
    for path in (data_workbook(folder), FORMS / "f17-county-workbook.xlsx"):
        ours = extraction(path)
        row = compare(
            f"读取并抽取 {path.name}",
            "openpyxl 遍历单元格",
            ours,
            lambda path=path: openpyxl_cells(path),
            few,
            1,
        )
        begin = time.perf_counter()
        found = ours()
        # Before the cells are counted, which reads the file once more.
        seconds = time.perf_counter() - begin
        speed = cells(path) / seconds / 1e6
        reports = len(found.reports)  # type: ignore[attr-defined]
        result.append((f"{row[0]}（{reports} 份报告，{speed:.2f} M 格/秒）", *row[1:]))
    pdf = FORMS / "f18-twenty-forms.pdf"
    result.append(
        compare(
            f"读取并抽取 {pdf.name}",
            "pdfplumber 取表格",
            extraction(pdf),
            lambda: pdf_tables(pdf),
            few,
            1 / 5,
        )
    )
    report = report_with_forms(folder)
    result.append(
        compare(
            "核验 40 页、20 张表的 docx", "python-docx row.cells", verify(report), lambda: docx_cells(report),
            few, 1 / 3,
        )
    )  # fmt: skip
    return result


def rule_rows(rounds: int) -> list[Row]:
    """Return a row a format: how much of a document's time all rules together take."""
    from benchmarks.rules import MOST, spent

    return [
        (
            f"规则占用时间 {each.format}（{each.files} 个文件）",
            each.stages, "", each.shown, f"≤ {MOST}%", _verdict(each.met),
        )
        for each in spent((REPORTS, FORMS), forget, max(3, rounds // 3))
    ]  # fmt: skip


def throughput_rows(folder: Path, rounds: int) -> list[Row]:
    """Return a row a tool: the pace of a batch with as many processes beside it."""
    from benchmarks.throughput import paces

    ours, *others = paces(folder, FILES, PROCESSES, rounds)
    return [
        (
            f"perfeval batch，{FILES} 个文件，{PROCESSES} 个进程",
            f"每秒 {ours.pace:.1f} 个（含启动共 {ours.seconds:.1f} 秒）",
            f"{other.name} 每秒 {other.pace:.1f} 个（{other.seconds:.1f} 秒）",
            f"快 {ours.pace / other.pace:.2f} 倍",
            f"≥ {other.bound:g} 倍快",
            _verdict(ours.pace >= other.bound * other.pace),
        )
        for other in others
    ]


def command(*words: str) -> Callable[[], object]:
    """Return the run of a command as a process of its own."""
    return lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rows(docx_path: Path, pdf_path: Path, rounds: int) -> list[Row]:
    result: list[Row] = []
    ours = verify(docx_path)
    name = f"核验 {docx_path.name}"
    result.append(compare(name, "python-docx 取文字", ours, lambda: docx_text(docx_path), rounds, 4))
    try:
        from markitdown import MarkItDown
    except ImportError:
        print("没有安装 markitdown（extra bench），略过这一项", file=sys.stderr)
    else:
        converter = MarkItDown()
        result.append(
            compare(name, "MarkItDown", ours, lambda: converter.convert(str(docx_path)), rounds, 1 / 5)
        )
    result.append(
        compare(
            f"核验 {pdf_path.name}", "pdfplumber 取文字", verify(pdf_path), lambda: pdf_text(pdf_path),
            max(3, rounds // 3), 1 / 4,
        )
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY_APP, encoding="utf-8")
        perfeval = command(sys.executable, "-c", "from cli import app; app()", "--help")
        typer = command(sys.executable, str(empty), "--help")
        result.append(compare("perfeval --help", "空的 typer 程序 --help", perfeval, typer, rounds, 1.5))
    for path in (docx_path, pdf_path):
        run = subprocess.run(
            (sys.executable, "-c", PEAK, str(path)), check=True, capture_output=True, text=True
        )
        result.append((f"内存峰值 {path.name}", f"{float(run.stdout):.0f} MiB", "", "", "", ""))
    return result


def _largest(pattern: str) -> Path:
    """Return the real report where there is one, else the largest of the corpus."""
    found = list(REAL.glob(pattern)) or list(REPORTS.glob(pattern))
    return max(found, key=lambda path: path.stat().st_size)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--report", type=Path, default=None, help="a .docx to verify")
    parser.add_argument("--pdf", type=Path, default=None, help="a .pdf to verify")
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args()
    docx_path = chosen.report or _largest("*.docx")
    pdf_path = chosen.pdf or _largest("*.pdf")
    table = rows(docx_path, pdf_path, chosen.rounds)
    with tempfile.TemporaryDirectory() as folder:
        table += form_rows(Path(folder), chosen.rounds)
        table += throughput_rows(Path(folder), max(2, chosen.rounds // 5))
    table += rule_rows(chosen.rounds)
    from perfeval.outputs.layout import columns, pad

    widths = [max(columns(row[index]) for row in table) for index in range(6)]
    for row in table:
        print("  ".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 1 if any(row[5] == _verdict(False) for row in table) else 0


if __name__ == "__main__":
    sys.exit(main())
