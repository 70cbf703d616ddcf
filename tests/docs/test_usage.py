"""The option tables of the documentation are those of the program."""

import re
from pathlib import Path

import pytest
import typer

import cli

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = {
    " ".join(filter(None, (name, own))): command
    for name, top in typer.main.get_command(cli.app).commands.items()
    for own, command in getattr(top, "commands", {"": top}).items()
}
ROW = re.compile(r"^\|((?: `-[^`]+`)+) \|([^|]*)\|([^|]*)\|", re.MULTILINE)


def sections() -> dict[str, str]:
    text = (DOCS / "usage.md").read_text(encoding="utf-8")
    parts = re.split(r"^## perfeval ([\w ]+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_documented_in_the_order_of_the_help():
    assert list(sections()) == list(COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_is_documented_with_its_values_and_default(name):
    wanted = {}
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name == "option":
            wanted[tuple(sorted(parameter.opts))] = parameter
    rows = {
        tuple(sorted(re.findall(r"`([^`]+)`", options))): (values, default)
        for options, values, default in ROW.findall(sections()[name])
    }
    assert set(rows) == set(wanted)
    help_text = COMMANDS[name].get_help(typer.Context(COMMANDS[name]))
    for options, (values, default) in rows.items():
        choices = re.findall(r"`([^`]+)`", values)
        if choices:
            assert f"<{'|'.join(choices)}>" in help_text
        stated = re.findall(r"`([^`]+)`", default)
        if stated:
            assert str(wanted[options].default) == stated[0]
