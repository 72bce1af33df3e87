"""Facts of JSON Schemas, by the path of each property."""

from __future__ import annotations

from typing import Any

from twotrack.openapi.load.nodes import Obj, Value
from twotrack.openapi.model.schema_parts import Schema, Schemas

# Keywords that a validator reads (JSON Schema 2020-12, Validation, sections 6 and 7), and the default.
_LIMITS = (
    *("format", "pattern", "const", "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
    *("minProperties", "maxProperties", "contentEncoding", "contentMediaType"),
)
_MAX_DEPTH = 24
Facts = dict[str, dict[str, Any]]


def schema_facts(schemas: Schemas, node: Value) -> Facts:
    """Collect the facts by path for a schema and everything in it.

    The path of the schema itself is empty, that of a property is `a.b`, of the items of a list `a[]`, of
    properties with any name `a.*`, and of an alternative `a|1`. `recursive` marks a schema inside itself.
    """
    found: Facts = {}
    _collect(schemas, schemas.read(node), "", (), found)
    return found


def _collect(
    schemas: Schemas, schema: Schema, path: str, trail: tuple[tuple[int, ...], ...], into: Facts
) -> None:
    facts = _own(schema)
    into[path] = facts
    if schema.key in trail or len(trail) > _MAX_DEPTH:
        facts["recursive"] = True
        return
    trail = (*trail, schema.key)
    for name, inner in schemas.properties(schema).items():
        _collect(schemas, inner, f"{path}.{name}".lstrip("."), trail, into)
        if name in schema.required:
            into[f"{path}.{name}".lstrip(".")]["required"] = True
    for pattern, inner in schemas.patterns(schema).items():
        _collect(schemas, inner, f"{path}.*({pattern})".lstrip("."), trail, into)
    for key, mark in (("additionalProperties", ".*"), ("items", "[]")):
        part = schemas.part(schema, key)
        if part is not None:
            _collect(schemas, part, (path + mark).lstrip("."), trail, into)
    _, alternatives = schemas.alternatives(schema)
    for number, inner in enumerate(alternatives, 1):
        _collect(schemas, inner, f"{path}|{number}", trail, into)


def _own(schema: Schema) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if schema.types:
        facts["type"] = list(schema.types) if len(schema.types) > 1 else schema.types[0]
    if schema.text("title"):
        facts["title"] = schema.text("title")
    for key in _LIMITS:
        value = schema.get(key)
        if value is not None:
            facts[key] = plain(value)
    values = schema.get("enum")
    if isinstance(values, list):
        facts["enum"] = sorted(map(str, values))
    if schema.get("additionalProperties") is False:
        facts["additionalProperties"] = False
    if schema.is_deprecated:
        facts["deprecated"] = True
    return facts


def plain(value: Value) -> Any:
    """Convert a value of a data file as plain JSON."""
    if isinstance(value, Obj):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value
