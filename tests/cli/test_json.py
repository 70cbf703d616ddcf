import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import cli
from extractor.evidence import Evidence
from extractor.records import Composition, Extraction, Quantity, Report, SourceRecord, Term
from perfeval.outputs.jsonout import dumps, record_json

ROOT = Path(__file__).parents[2]
REPORTS = sorted((ROOT / "corpora" / "reports").glob("r0[1-5]*.*"))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=None))
def test_a_decimal_keeps_its_value_and_its_digits(number):
    text = dumps({"yuan": number})
    assert "e" not in text.lower().replace("yuan", "")
    assert simplejson.loads(text, use_decimal=True)["yuan"] == number


def test_trailing_zeros_survive():
    assert (
        dumps([Decimal("4708.10"), Decimal("9.3E+7"), Decimal("0E-2")], indent=None)
        == "[4708.10, 93000000, 0.00]"
    )


def test_a_foreign_type_is_refused():
    with pytest.raises(TypeError):
        dumps({"path": Path("x")})


@pytest.mark.parametrize(("command", "name"), [("extract", "extraction"), ("verify", "verification")])
def test_real_outputs_follow_the_published_schema(command, name):
    paths = [str(path) for path in REPORTS if not path.name.endswith(".json")]
    assert paths
    options = [] if command == "extract" else ["--fail-on", "never"]
    result = CliRunner().invoke(cli.app, [command, *paths, "--format", "jsonl", *options])
    assert result.exit_code == 0
    schema = json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    lines = result.stdout.splitlines()
    assert len(lines) == len(paths)
    for line in lines:
        validator.validate(json.loads(line))


@pytest.mark.parametrize("indent", [2, None])
def test_a_record_is_written_like_its_dictionary(indent):
    place = Evidence(text='“甲”\u2028"乙"\n\x01\\', page=None, block=0, start=0, end=8)
    quantity = Quantity(text="9.3E+7", kind="number", value=Decimal("9.3E+7"), unit="元", approximate=True)
    term = Term(label="合计", quantity=quantity, evidence=place)
    whole = Composition(total=term, parts=[term], exhaustive=False, evidence=place)
    source = SourceRecord(name="甲.docx", sha256="0", format="docx", bytes=1)
    report = Report(kind="project_form", compositions=[whole], evidence=place)
    record = Extraction(source=source, reports=[report])
    assert record_json(record, indent=indent) == dumps(record.model_dump(by_alias=True), indent=indent)


def test_what_is_no_record_is_not_written():
    with pytest.raises(TypeError):
        record_json(SourceRecord.model_construct(name=Path("x"), sha256="", format="txt", bytes=0))
