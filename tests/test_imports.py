"""What a command may load: ``--help`` next to nothing, the catalogue no reader and no Chinese."""

import subprocess
import sys

import pytest

HEAVY = {"spacy", "jieba", "docx", "pdfplumber", "pypdfium2", "lxml", "scipy", "numpy"}

PROBE = """
import sys
sys.argv = ["perfeval", *{words!r}]
from cli import app
try:
    app()
except SystemExit as leave:
    assert not leave.code, leave.code
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(*words: str) -> set[str]:
    code = PROBE.format(words=list(words))
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return set(run.stderr.split())


@pytest.mark.parametrize("words", [("--help",), ("verify", "--help"), ("evaluate", "--help")])
def test_help_loads_nothing_of_ours_and_nothing_heavy(words):
    modules = loaded(*words)
    # typer itself reads a command's arguments with pydantic, so only the first page can do without.
    unwanted = {"rich", "simplejson"} | ({"pydantic"} if words == ("--help",) else set())
    assert modules & (HEAVY | unwanted) == set()
    own = {name for name in modules if name.partition(".")[0] in ("perfeval", "extractor", "corpora")}
    assert not {name for name in own if name != "perfeval" and not name.startswith("perfeval.commands")}


@pytest.mark.parametrize("words", [("rules",), ("explain", "EXE201")])
def test_the_catalogue_loads_no_reader_and_no_language(words):
    modules = loaded(*words)
    assert modules & HEAVY == set()
    assert not {
        name
        for name in modules
        if name.startswith(
            ("extractor.readers.", "extractor.language.lexicon", "extractor.prose", "extractor.tables")
        )
    }
