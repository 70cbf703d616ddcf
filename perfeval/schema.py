"""The JSON Schema (2020-12) of the outputs, made from the records."""

from typing import Any, Literal

from extractor.records import Extraction
from perfeval.findings import Verification

SchemaName = Literal["extraction", "verification"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: SchemaName) -> dict[str, Any]:
    """Return the JSON Schema of the *name* object.

    Every field is always present in an output, so all are required. Fields may be added
    without a new version of the contract, so further ones are allowed.
    """
    record = Extraction if name == "extraction" else Verification
    body = record.model_json_schema(by_alias=True, mode="serialization")
    for definition in (body, *body.get("$defs", {}).values()):
        if "properties" in definition:
            definition["required"] = list(definition["properties"])
            definition.pop("additionalProperties", None)
    return {"$schema": DIALECT, "$id": f"urn:perfeval:{name}:1"} | body
