"""The rules over an archive are in the catalogue, and are not for a single file."""

import pytest
from typer.testing import CliRunner

import cli
from perfeval.rules import archive, catalogue
from perfeval.rules.choice import UnknownRule, chosen

CODES = ["ARC701", "ARC702", "ARC703", "ARC704"]


def test_the_catalogue_lists_them_first_and_explains_each() -> None:
    listed = CliRunner().invoke(cli.app, ["rules"]).stdout.splitlines()
    assert [line.split()[0] for line in listed] == sorted([*CODES, *catalogue()])
    family = CliRunner().invoke(cli.app, ["explain", "arc"]).stdout.splitlines()
    assert [line.split()[0] for line in family] == CODES
    for code in CODES:
        shown = CliRunner().invoke(cli.app, ["explain", code])
        assert shown.exit_code == 0
        assert archive.catalogue()[code].page in shown.stdout


@pytest.mark.parametrize("code", ["ARC", "ARC701"])
def test_a_single_file_is_never_checked_by_them(code: str) -> None:
    assert not set(CODES) & {rule.code for rule in chosen()}
    with pytest.raises(UnknownRule, match="perfeval batch"):
        chosen([code])
    refused = CliRunner().invoke(cli.app, ["verify", "x.docx", "--select", code])
    assert refused.exit_code == 2
    assert len(refused.stderr.splitlines()) == 1


def test_an_unknown_code_is_told_from_them() -> None:
    refused = CliRunner().invoke(cli.app, ["explain", "ARC709"])
    assert refused.exit_code == 2
    assert "ARC70" in refused.stderr
