"""The examples of the README files are what the program prints.

``UPDATE_README=1 pytest tests/docs/test_readme.py`` writes them anew.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli

ROOT = Path(__file__).parents[2]
EXAMPLE = re.compile(r"(<!-- example: (.+?) -->\n```console\n)(.*?)(```\n<!-- /example -->)", re.DOTALL)
COMMANDS = list(cli.typer.main.get_command(cli.app).commands)


def printed(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "perfeval"
    return f"$ {command}\n{CliRunner().invoke(cli.app, words[1:]).stdout}"


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_example_is_what_the_program_prints(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    text = (ROOT / name).read_text(encoding="utf-8")
    fresh = EXAMPLE.sub(lambda match: match[1] + printed(match[2]) + match[4], text)
    assert EXAMPLE.search(text)
    if os.environ.get("UPDATE_README"):
        (ROOT / name).write_text(fresh, encoding="utf-8")
    else:
        assert text == fresh


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_every_command_is_in_the_table_in_the_order_of_the_help(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"^\| `perfeval (\w+)` \|", text, flags=re.MULTILINE) == COMMANDS


def test_the_two_have_the_same_shape():
    headings = [
        [
            len(mark)
            for mark in re.findall(r"^(#+) ", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        ]
        for name in ("README.md", "README.en.md")
    ]
    assert headings[0] == headings[1]


def test_the_library_example_runs(monkeypatch, tmp_path, capsys):
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    source = ROOT / "corpora" / "reports" / "r02-service-bureau.docx"
    (tmp_path / "报告.docx").write_bytes(source.read_bytes())
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert "IND309" in capsys.readouterr().out
