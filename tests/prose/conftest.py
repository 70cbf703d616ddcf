"""Paragraphs from a text, and the case tables of ``corpora/cases/prose``."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from extractor.document import Document, Paragraph, Source
from extractor.extract import extract

CASES = Path(__file__).parents[2] / "corpora" / "cases"
TITLES = {
    "department": "云溪县水利局2024年度部门整体支出绩效自评报告",
    "project": "云溪县2024年度农村饮水提升项目绩效自评报告",
}
POWERS = {"万": 10_000, "亿": 100_000_000}


def pytest_generate_tests(metafunc):
    """Give every test that asks for ``case`` the table its module names in ``TABLE``.

    A case with ``fails`` says what the extractor does not read yet, and why.
    """
    if "case" not in metafunc.fixturenames:
        return
    table = yaml.safe_load((CASES / metafunc.module.TABLE).read_text("utf-8"))
    metafunc.parametrize("case", [_parameter(number, case) for number, case in enumerate(table, 1)])


def _parameter(number, case):
    marks = [pytest.mark.xfail(strict=True, reason=case["fails"])] if "fails" in case else []
    text = case["text"].strip().splitlines()[-1]
    return pytest.param(case, id=f"{number}-{text[:24]}", marks=marks)


@pytest.fixture
def paragraphs():
    """Make one paragraph of each line of a text."""
    return _paragraphs


def _paragraphs(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return [Paragraph(line, block) for block, line in enumerate(lines)]


@pytest.fixture
def read():
    """Read a text as the body of a department's or a project's report on 2024."""
    return lambda text, kind="department": _read(_paragraphs(f"{TITLES[kind]}\n{text}"))


@pytest.fixture
def read_paragraphs():
    """Read paragraphs as a whole document and return its one report."""
    return _read


def _read(paragraphs):
    document = Document(Source("报告.txt", "0" * 64, "txt", 0), tuple(paragraphs))
    return extract(document).reports[0]


@pytest.fixture
def amount():
    """Read an amount of the tables, 1250.5万, as a number of 元."""
    return lambda text: Decimal(text[:-1]) * POWERS[text[-1]] if text[-1] in POWERS else Decimal(text)


@pytest.fixture
def noted():
    """Write a quantity as the tables do: ``[~] [comparator] value[..upper] [unit]``, or the words."""
    return _noted


def _noted(quantity):
    if quantity is None:
        return "?"
    if quantity.kind == "qualitative":
        return quantity.text
    parts = ["~"] if quantity.approximate else []
    if quantity.comparator not in (None, "range"):
        parts.append(quantity.comparator)
    parts.append(f"{quantity.value}" if quantity.upper is None else f"{quantity.value}..{quantity.upper}")
    return " ".join([*parts, *([quantity.unit] if quantity.unit else [])])
