"""The values that the keywords of JSON Schema 2020-12 accept."""

from __future__ import annotations

import re
from collections.abc import Callable

from twotrack.openapi.load.nodes import Obj, Value
from twotrack.problems import Report

_TYPES = ("string", "number", "integer", "object", "array", "boolean", "null")


def _is_type(value: Value) -> bool:
    return value in _TYPES if isinstance(value, str) else _is_names(value) and set(value) <= {*_TYPES}


def _is_names(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_count(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_pattern(value: Value) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError, RecursionError, OverflowError):
        return False
    return True


def _is_schemas(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _is_schema(value: Value) -> bool:
    return isinstance(value, (Obj, bool))


def _is_named(value: Value) -> bool:
    return isinstance(value, Obj) and all(map(_is_schema, value.values()))


_TAKES: tuple[tuple[Callable[[Value], bool], str, tuple[str, ...]], ...] = (
    (_is_type, f"one of {', '.join(_TYPES)}, or a list of these", ("type",)),
    (_is_names, "a list of names", ("required",)),
    (lambda value: isinstance(value, list), "a list of values", ("enum",)),
    (_is_pattern, "a regular expression", ("pattern",)),
    (
        _is_count,
        "a whole number from 0",
        (
            *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
            *("minContains", "maxContains"),
        ),
    ),
    (
        _is_number,
        "a number",
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    ),
    (
        lambda value: isinstance(value, bool),
        "`true` or `false`",
        ("uniqueItems", "deprecated", "readOnly", "writeOnly"),
    ),
    (_is_schemas, "a list of schemas", ("allOf", "oneOf", "anyOf", "prefixItems")),
    (
        _is_named,
        "a mapping of names to schemas",
        ("properties", "patternProperties", "dependentSchemas", "$defs"),
    ),
    (
        _is_schema,
        "a schema",
        (
            *("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames"),
            *("contains", "contentSchema", "not", "if", "then", "else"),
        ),
    ),
)
_KEYWORDS = {key: (fits, what) for fits, what, keys in _TAKES for key in keys}


def check_values(schema: Obj, report: Report) -> None:
    """Report each keyword of a schema whose value has the wrong type."""
    for key, value in schema.items():
        fits, what = _KEYWORDS.get(key, (None, ""))
        if fits is not None and not fits(value):
            found = f", not {value!r}" if isinstance(value, str) else ""
            report.add("data-shape", schema.origin(key), f"`{key}` takes {what}{found}")
