"""Validates OpenAPI documents with the schema of OpenAPI 3.1 that the OpenAPI Initiative publishes.

The schema is part of openapi-spec-validator. Unknown keys are ignored here (`known_keys` reports
them, with a suggestion), and so are JSON Schemas (`keyword_values`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from twotrack.openapi.load.data_files import Documents
from twotrack.openapi.load.nodes import Obj
from twotrack.problems import Report
from twotrack.text import Origin

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

_SCHEMA = "resources/schemas/v3.1/schema.json"
_CODE = "data-openapi"
_LONGEST = 80
# Objects whose keys match a pattern, which a table of keys cannot express.
_KEYS_BY_PATTERN = frozenset({"paths", "responses"})
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text; quote what looks like a number",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}


def check_documents(documents: Documents, report: Report) -> None:
    """Report mismatches between an OpenAPI document, of any edition, and the schema."""
    for path in documents.paths():
        if "/examples/" in f"/{path}":
            continue
        document = documents.get(path)
        if document is not None and isinstance(document.value, Obj) and "openapi" in document.value:
            for error in _validator().iter_errors(document.value):
                _report(document.value, error, report)


@cache
def _validator() -> Draft202012Validator:
    # Imported on first use: only checks need it.
    from jsonschema import Draft202012Validator

    path = files("openapi_spec_validator").joinpath(_SCHEMA)
    schema = json.loads(path.read_text(encoding="utf-8"))
    return Draft202012Validator(_with_plain_references(_without_unknown_keys(schema), schema["$defs"]))


def _with_plain_references(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Return a schema without dynamic references, which no other schema extends here.

    For each of them, the library would read the whole schema again to find its anchors.
    """
    if isinstance(schema, list):
        return [_with_plain_references(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _with_plain_references(item, definitions) for key, item in schema.items()}
    anchor = made.pop("$dynamicRef", "").removeprefix("#")
    for name, definition in definitions.items():
        if anchor and definition.get("$dynamicAnchor") == anchor:
            made["$ref"] = f"#/$defs/{name}"
    return made


def _without_unknown_keys(schema: Any, name: str = "") -> Any:
    """Return a schema that allows unknown keys: looking for them takes most of the validation time."""
    if isinstance(schema, list):
        return [_without_unknown_keys(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _without_unknown_keys(item, key)
        for key, item in schema.items()
        if key != "unevaluatedProperties" or name in _KEYS_BY_PATTERN
    }


def _report(document: Obj, error: ValidationError, report: Report) -> None:
    from jsonschema.exceptions import best_match

    # If `oneOf` or a similar keyword fails, the alternative that matches best is reported.
    found = error if _required_alternatives(error) else best_match([error]) or error
    where, name = _place(document, found.absolute_path)
    if found.validator == "unevaluatedProperties":
        schema: Any = found.schema
        known = re.compile("|".join((*schema.get("patternProperties", {}), "^x-")))
        instance: Any = found.instance
        for key in instance:
            if key not in schema.get("properties", {}) and not known.search(key):
                report.add(_CODE, instance.origin(key), f"the key '{key}' is not allowed in {name}")
        return
    for text in _texts(found, name):
        report.add(_CODE, where, text)


def _place(document: Obj, path: Any) -> tuple[Origin, str]:
    """Return the position of a value, and its name in messages."""
    where, key, name = document.origin(), "", "the document"
    value: Any = document
    for step in path:
        holder, value = value, value[step]
        if isinstance(holder, Obj):
            where, key = holder.origin(step), str(step)
            name = f"`{key}`"
        else:
            name = f"an item of `{key}`"
            if isinstance(value, Obj):
                # A mapping in a list begins on a new line.
                where = value.origin()
    return where, name


def _required_alternatives(error: ValidationError) -> list[str]:
    """List the keys of which one is required, if that is the only failure of a `oneOf` or `anyOf`."""
    alternatives: Any = error.validator_value
    instance: Any = error.instance
    if error.validator not in {"oneOf", "anyOf"} or any(key in instance for key in _required(alternatives)):
        return []
    return _required(alternatives)


def _required(alternatives: Any) -> list[str]:
    keys = [item.get("required", []) for item in alternatives if isinstance(item, dict)]
    return [key for named in keys for key in named] if keys and all(len(named) == 1 for named in keys) else []


def _texts(error: ValidationError, name: str) -> Iterator[str]:
    expected: Any = error.validator_value
    value: Any = error.instance
    needed = _required_alternatives(error)
    if needed:
        yield f"{name} needs {' or '.join(f'`{key}`' for key in needed)}"
    elif error.validator == "required":
        for missing in expected:
            if missing not in value:
                yield f"{name} has no `{missing}`, which OpenAPI requires"
    elif error.validator == "type":
        types = [expected] if isinstance(expected, str) else expected
        yield f"{name} must be {' or '.join(_TYPES.get(kind, kind) for kind in types)}"
    elif error.validator == "enum":
        yield f"{name} must be one of {', '.join(map(str, expected))}, not {_short(value)}"
    elif error.validator == "const":
        yield f"{name} must be {_short(expected)}, not {_short(value)}"
    elif error.validator == "pattern":
        yield f"{name} is not valid: {_short(value)} does not match {expected}"
    elif error.validator in {"minProperties", "minItems"}:
        yield f"{name} must not be empty"
    else:
        yield f"{name} is not valid OpenAPI 3.1: {_short(error.message)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
