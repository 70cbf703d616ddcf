"""What workers find loaded when they begin."""

import subprocess
import sys
from pathlib import Path

CORPORA = Path(__file__).parents[2] / "corpora"

PROGRAM = """
import sys
import perfeval.batch.ready
import perfeval.batch.worker
from perfeval.batch.work import Settings, work
from pathlib import Path

begun = set(sys.modules)
for path in map(Path, sys.argv[1:]):
    assert work(path.name, path.read_bytes(), Settings("auto")).content["status"] == "done"
later = sorted(name for name in set(sys.modules) - begun if "encodings" not in name and "codecs" not in name)
print("sqlalchemy" in begun, later)
"""


def test_a_worker_loads_nothing_for_the_documents_it_is_given() -> None:
    reports = [CORPORA / "reports", CORPORA / "forms"]
    formats = ("docx", "xlsx", "pdf", "html", "txt")
    files = [path for folder in reports for each in formats for path in sorted(folder.glob(f"*.{each}"))[:2]]
    assert {path.suffix[1:] for path in files} == set(formats)
    done = subprocess.run(
        (sys.executable, "-c", PROGRAM, *map(str, files)), capture_output=True, text=True, check=True
    )
    # The database is the parent's; what one worker loads late, all of them load late.
    assert done.stdout == "False []\n"
