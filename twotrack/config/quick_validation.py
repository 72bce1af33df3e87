"""A quick answer to whether data matches a JSON Schema, for data that nearly always does.

jsonschema, which has the reasons, takes longer to load than a draft to read. It is asked if the answer is no.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

_TYPES: Mapping[str, Any] = {
    "object": dict,
    "array": list,
    # PyYAML reads an unquoted day as a date.
    "string": str | dt.date,
    "boolean": bool,
    "integer": int,
    "number": int | float,
    "null": type(None),
}
_NOTES = frozenset({"$schema", "$defs", "title", "description", "x-expected"})
_KEYS = frozenset({"properties", "patternProperties", "additionalProperties"})


def is_valid(data: object, schema: Mapping[str, Any]) -> bool:
    """Return whether data matches a schema; false if that has a keyword that is not implemented here."""
    try:
        return _matches(data, schema, schema)
    except NotImplementedError:
        return False


def _matches(data: Any, schema: Any, root: Mapping[str, Any]) -> bool:
    if isinstance(schema, bool):
        return schema
    return all(_follows(data, keyword, schema, root) for keyword in schema.keys() - _NOTES)


def _follows(data: Any, keyword: str, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:  # noqa: C901, PLR0911 - one for each keyword
    value = schema[keyword]
    match keyword:
        case "$ref":
            return _matches(data, root["$defs"][value.removeprefix("#/$defs/")], root)
        case "type":
            return any(_is(data, name) for name in ([value] if isinstance(value, str) else value))
        case "enum":
            # In Python, 1 == True.
            return any(data == one and isinstance(data, bool) == isinstance(one, bool) for one in value)
        case "pattern":
            if isinstance(data, dt.date):
                raise NotImplementedError(keyword)
            return not isinstance(data, str) or re.search(value, data) is not None
        case "items":
            return not isinstance(data, list) or all(_matches(item, value, root) for item in data)
        case "anyOf":
            return any(_matches(data, one, root) for one in value)
        case "if":
            branch = "then" if _matches(data, value, root) else "else"
            return _matches(data, schema.get(branch, True), root)
        case "then" | "else":
            return True
    if keyword in _KEYS:
        return not isinstance(data, dict) or all(
            _matches(item, one, root) for key, item in data.items() for one in _schemas_of(key, schema)
        )
    raise NotImplementedError(keyword)


def _schemas_of(key: Any, schema: Mapping[str, Any]) -> list[Any]:
    """Return the schemas that the value of a key must match."""
    named = schema.get("properties", {})
    found = [named[key]] if key in named else []
    patterns = schema.get("patternProperties", {})
    found += [one for pattern, one in patterns.items() if re.search(pattern, str(key))]
    return found or [schema.get("additionalProperties", True)]


def _is(data: Any, name: str) -> bool:
    if name not in _TYPES:
        raise NotImplementedError(name)
    # In Python, a truth value is a number.
    return isinstance(data, _TYPES[name]) and (not isinstance(data, bool) or name == "boolean")
