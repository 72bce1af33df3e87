"""Describes the constraints of a JSON Schema on a value, apart from its type."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from twotrack.config.facets import Format
from twotrack.openapi.load.nodes import Value
from twotrack.openapi.model.elements import Fact, TypePart
from twotrack.openapi.model.schema_parts import Schema

_COUNTS = (
    ("minItems", "At least {} item", "At least {} items"),
    ("maxItems", "At most {} item", "At most {} items"),
    ("minLength", "At least {} character", "At least {} characters"),
    ("maxLength", "At most {} character", "At most {} characters"),
    ("minProperties", "At least {} key", "At least {} keys"),
    ("maxProperties", "At most {} key", "At most {} keys"),
)
_BOUNDS = (
    ("minimum", "At least"),
    ("exclusiveMinimum", "Greater than"),
    ("maximum", "At most"),
    ("exclusiveMaximum", "Less than"),
    ("multipleOf", "A multiple of"),
    ("pattern", "Matches"),
    ("contentEncoding", "Encoded as"),
    ("contentMediaType", "Holds"),
    ("default", "Default"),
)
_FLAGS = (
    ("uniqueItems", True, "No item twice"),
    ("additionalProperties", False, "No other keys"),
    ("unevaluatedProperties", False, "No other keys"),
    ("items", False, "No further items"),
    ("unevaluatedItems", False, "No further items"),
    ("readOnly", True, "Only in responses"),
    ("writeOnly", True, "Only in requests"),
)
# The keywords that this module reads: most schemas have none of these.
_KEYS = frozenset(
    {
        "const",
        "enum",
        *(count[0] for count in _COUNTS),
        *(bound[0] for bound in _BOUNDS),
        *(f[0] for f in _FLAGS),
    }
)


def format_name(name: str, formats: Mapping[str, Format]) -> TypePart:
    """Return the name of a `format` or `x-pattern-format`, declared or derived: `mx-user-id` is a user id."""
    known = formats.get(name)
    if known is not None:
        return TypePart(known.name, see=known.see)
    return TypePart(name[3:].replace("-", " ") if name.startswith("mx-") else name)


def literal(value: Value) -> str:
    """Write a value as JSON; a string that is not empty is written without quotes."""
    if isinstance(value, str) and value:
        return value
    return json.dumps(value, ensure_ascii=False)


def facts(schema: Schema) -> tuple[Fact, ...]:
    """List the constraints on a schema's values: possible values, bounds, default."""
    if _KEYS.isdisjoint(schema.first):
        return ()
    return tuple(dict.fromkeys((*_values(schema), *_counts(schema), *_bounds(schema), *_flags(schema))))


def _values(schema: Schema) -> Iterator[Fact]:
    if schema.holder("const") is not None:
        yield Fact("Always", (literal(schema.get("const")),))
    values = schema.get("enum")
    if isinstance(values, list):
        yield Fact("One of" if len(values) > 1 else "Always", tuple(map(literal, values)))


def _counts(schema: Schema) -> Iterator[Fact]:
    for key, one, many in _COUNTS:
        for number in _all(schema, key):
            if isinstance(number, int):
                yield Fact((one if number == 1 else many).format(number))


def _bounds(schema: Schema) -> Iterator[Fact]:
    for key, phrase in _BOUNDS:
        # The constraints of all pieces apply; but only the outermost default.
        for value in _all(schema, key)[: 1 if key == "default" else None]:
            yield Fact(phrase, (literal(value),))


def _flags(schema: Schema) -> Iterator[Fact]:
    for key, flag, phrase in _FLAGS:
        if any(value is flag for value in _all(schema, key)):
            yield Fact(phrase)


def _all(schema: Schema, key: str) -> list[Value]:
    return [piece[key] for piece in schema.pieces if key in piece] if key in schema.first else []
