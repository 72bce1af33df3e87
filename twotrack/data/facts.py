"""What a JSON Schema says of a value beyond its type, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from twotrack.data.model import Fact
from twotrack.data.nodes import Value
from twotrack.data.schemas import Schema

_FORMATS = {
    "mx-mxc-uri": "MXC URI",
    "mx-unpadded-base64": "unpadded Base64",
    "mx-urlsafe-unpadded-base64": "URL-safe unpadded Base64",
}
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
    ("readOnly", True, "Only in responses"),
    ("writeOnly", True, "Only in requests"),
)


def format_name(name: str) -> str:
    """Give what to call a `format` or `x-pattern-format`: `mx-user-id` is a user id."""
    return _FORMATS.get(name) or (name[3:].replace("-", " ") if name.startswith("mx-") else name)


def literal(value: Value) -> str:
    """Give a value as it is written in JSON, a text without its quotes where that is clear."""
    if isinstance(value, str) and value:
        return value
    return json.dumps(value, ensure_ascii=False)


def facts(schema: Schema) -> tuple[Fact, ...]:
    """Give what holds of a schema's values: what they can be, their bounds, their default."""
    return (*_values(schema), *_counts(schema), *_bounds(schema), *_flags(schema))


def _values(schema: Schema) -> Iterator[Fact]:
    if schema.holder("const") is not None:
        yield "Always", (literal(schema.get("const")),)
    values = schema.get("enum")
    if isinstance(values, list):
        yield "One of" if len(values) > 1 else "Always", tuple(map(literal, values))


def _counts(schema: Schema) -> Iterator[Fact]:
    for key, one, many in _COUNTS:
        number = schema.get(key)
        if isinstance(number, int):
            yield (one if number == 1 else many).format(number), ()


def _bounds(schema: Schema) -> Iterator[Fact]:
    for key, phrase in _BOUNDS:
        if schema.holder(key) is not None:
            yield phrase, (literal(schema.get(key)),)


def _flags(schema: Schema) -> Iterator[Fact]:
    for key, flag, phrase in _FLAGS:
        # A map says with this key what its other keys hold: none.
        if schema.get(key) is flag and not (
            key == "additionalProperties" and schema.get("patternProperties")
        ):
            yield phrase, ()
