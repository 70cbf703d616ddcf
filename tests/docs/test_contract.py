"""The contract, as written and as published, is the code's."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from extractor import records
from perfeval import findings
from perfeval.schema import schema

DOCS = Path(__file__).parents[2] / "docs"

NAMES = {"SourceRecord": "Source", "Warning_": "Warning", "Range": "Interval"}
"""Records whose name in the contract is another than in the code."""


def models():
    from extractor.evidence import Evidence

    yield "Evidence", Evidence
    for module in (records, findings):
        for name, value in vars(module).items():
            if isinstance(value, type) and issubclass(value, records.Record) and value is not records.Record:
                yield NAMES.get(name, name), value


def documented() -> dict[str, list[str]]:
    text = (DOCS / "contract.md").read_text(encoding="utf-8")
    sections = re.split(r"^### (\w+)$", text, flags=re.MULTILINE)
    return {
        name: re.findall(r"^\| `(\w+)` \|", body, flags=re.MULTILINE)
        for name, body in zip(sections[1::2], sections[2::2], strict=True)
    }


@pytest.mark.parametrize(("name", "model"), sorted(dict(models()).items()))
def test_every_field_is_documented_in_order(name, model):
    fields = [field.alias or key for key, field in model.model_fields.items()]
    assert documented()[name] == fields


@pytest.mark.parametrize("name", ["extraction", "verification"])
def test_the_published_schema_is_that_of_the_code(name):
    published = json.loads((DOCS / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    assert published == schema(name)
    jsonschema.Draft202012Validator.check_schema(published)


def test_a_decimal_is_a_number_and_every_field_is_required():
    report = schema("verification")["$defs"]["BudgetFigure"]
    assert report["properties"]["yuan"]["type"] == "number"
    assert report["required"] == list(report["properties"])
