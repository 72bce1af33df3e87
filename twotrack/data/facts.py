"""What a JSON Schema says of a value beyond its type, in words."""

from __future__ import annotations

import json

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
_VALUES = (
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
    found: list[Fact] = []
    if schema.holder("const") is not None:
        found.append(("Always", (literal(schema.get("const")),)))
    values = schema.get("enum")
    if isinstance(values, list):
        found.append(("One of" if len(values) > 1 else "Always", tuple(map(literal, values))))
    for key, one, many in _COUNTS:
        number = schema.get(key)
        if isinstance(number, int):
            found.append(((one if number == 1 else many).format(number), ()))
    if schema.get("uniqueItems") is True:
        found.append(("No item twice", ()))
    for key, phrase in _VALUES:
        if schema.holder(key) is not None:
            found.append((phrase, (literal(schema.get(key)),)))
    if schema.get("additionalProperties") is False and not schema.get("patternProperties"):
        found.append(("No other keys", ()))
    if schema.get("readOnly") is True:
        found.append(("Only in responses", ()))
    if schema.get("writeOnly") is True:
        found.append(("Only in requests", ()))
    return tuple(found)
