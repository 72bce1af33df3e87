"""Validation of configuration against the JSON Schemas of this package, with errors at their lines."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from twotrack.config.yaml_lines import Map
from twotrack.problems import Report
from twotrack.text import Origin

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

# The most names that a message lists.
_MOST = 30
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text; quote what looks like a number or a word such as yes",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "empty",
}


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the schema `name`, such as `editions`."""
    path = files("twotrack.config") / "schemas" / f"{name}.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of the schema `name`."""
    # Imported here: a build that reads no configuration does not pay for it.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema(name))


def validate(data: Map, name: str, start: Origin, code: str, report: Report) -> frozenset[str]:
    """Report every way in which `data` does not match the schema `name`.

    `start` is the file and the line on which its YAML starts, `code` the diagnostic code. Return the keys of
    `data` whose values have errors, with an empty key for errors of `data` itself.
    """
    errors = list(validator(name).iter_errors(data))
    for line, text in sorted(set(_problems(data, errors))):
        report.add(code, Origin(start.path, line + start.line - 1), text)
    return frozenset(str(next(iter(error.absolute_path), "")) for error in errors)


def _problems(data: Map, errors: Iterable[ValidationError]) -> Iterator[tuple[int, str]]:
    for error in map(_innermost, errors):
        holder, key = _place(data, list(error.absolute_path))
        if error.validator == "additionalProperties" and isinstance(error.instance, Map):
            known = known_keys(error)
            patterns = error.schema.get("patternProperties", {}) if isinstance(error.schema, dict) else {}
            for name in error.instance:
                if name not in known and not any(re.search(pattern, name) for pattern in patterns):
                    yield error.instance.line_of(name), unknown_key(name, known)
        elif error.validator == "required" and isinstance(error.instance, Map):
            required: Any = error.validator_value
            missing = next(name for name in required if name not in error.instance)
            owner = f"`{key}`" if key else "the file"
            yield error.instance.line, f"missing key '{missing}' in {owner}"
        elif "propertyNames" in error.absolute_schema_path:
            mapping = _value(data, error.absolute_path)
            line = mapping.line_of(str(error.instance)) if isinstance(mapping, Map) else 1
            yield line, f"the key {error.instance!r} must be {_expected(error)}"
        else:
            yield holder.line_of(key), text_of(error, key)


def _innermost(error: ValidationError) -> ValidationError:
    """Return the error of an item or property within a choice of forms, if that is what fails."""
    inner = max(error.context or (), key=lambda one: len(one.absolute_path), default=error)
    return inner if len(inner.absolute_path) > len(error.absolute_path) else error


def unknown_key(name: str, known: Iterable[str]) -> str:
    """Return the message for a key that is not known."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, 1)
    if close:
        hint = f"did you mean '{close[0]}'?"
    else:
        hint = f"expected one of: {', '.join(names)}" if len(names) <= _MOST else "remove or rename it"
    return f"unknown key '{name}'; {hint}"


def _place(data: Map, path: list[str | int]) -> tuple[Map, str]:
    """Return the innermost mapping on the way to a value, and the key in it that leads there."""
    holder, name = data, ""
    current: Any = data
    for step in path:
        if isinstance(current, Map):
            holder, name = current, str(step)
        current = current[step]
    return holder, name


def _value(data: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


def _expected(error: ValidationError) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    return str(schema.get("x-expected", f"valid: {error.message}"))


def known_keys(error: ValidationError) -> Iterable[str]:
    """Return the keys that the schema of an error declares."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    known: dict[str, Any] = schema.get("properties", {})
    return known


def text_of(error: ValidationError, key: str) -> str:
    """Return the message for the value of `key`."""
    expected: Any = error.validator_value
    if isinstance(error.schema, dict) and "x-expected" in error.schema and error.validator != "type":
        shown = "" if isinstance(error.instance, dict) else f", not {_shown(error.instance)}"
        return f"`{key}` must be {error.schema['x-expected']}{shown}"
    if error.validator == "type":
        wanted = [expected] if isinstance(expected, str) else list(expected)
        return f"`{key}` must be {_TYPES.get(wanted[0], wanted[0])}"
    if error.validator == "enum":
        values = ", ".join(str(value) for value in expected if value is not None)
        return f"unknown value {_shown(error.instance)} of `{key}`; expected one of: {values}"
    if error.validator == "uniqueItems":
        return f"`{key}` lists a value twice"
    if error.validator in {"minItems", "minProperties"}:
        return f"`{key}` must not be empty"
    return f"`{key}` is not valid: {' '.join(error.message.split())}"


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    return "a list" if text == "list" else text
