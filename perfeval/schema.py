"""The JSON Schema (2020-12) of the outputs, made from the records."""

from typing import Any, Literal

from extractor.records import Extraction
from perfeval.findings import Verification

SchemaName = Literal["extraction", "verification"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: SchemaName) -> dict[str, Any]:
    """Return the JSON Schema of the *name* object; every field is always present in an output."""
    record = Extraction if name == "extraction" else Verification
    body = record.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": DIALECT,
        "$id": f"urn:{record.model_fields['schema_'].default.replace('/', ':')}",
    } | body
