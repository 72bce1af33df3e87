"""Validates front matter with `draft.schema.json`; values that cannot be used are omitted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from twotrack.config.quick_validation import is_valid
from twotrack.config.schema_validation import known_keys, schema, text_of, unknown_key
from twotrack.problems import Report
from twotrack.rfc.source.front_matter import Meta

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_LONGEST = 40


def checked(meta: Meta, report: Report) -> Meta:
    """Report what does not match the schema, and remove the fields with values of a wrong type."""
    if is_valid(meta.values, schema("draft")):
        return meta
    removed: set[str] = set()
    for error in _validator().iter_errors(meta.values):
        path = [*error.absolute_path]
        if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
            for key in _unknown(error):
                where = meta.where(*path, str(key))
                report.add("rfc-field-unknown", where, unknown_key(str(key), known_keys(error)))
            continue
        report.add("rfc-field-value", meta.where(*path), _message(error))
        if error.validator != "pattern":
            removed.add(str(path[0]))
    return replace(meta, values={key: value for key, value in meta.values.items() if key not in removed})


@cache
def _validator() -> Validator:
    # Imported here: it is slow to load, and most drafts are valid.
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    # PyYAML reads an unquoted day as a date.
    types = Draft202012Validator.TYPE_CHECKER.redefine(
        "string", lambda _checker, value: isinstance(value, str | dt.date)
    )
    made: Validator = extend(Draft202012Validator, type_checker=types)(schema("draft"))  # type: ignore[no-untyped-call]
    return made


def _unknown(error: ValidationError) -> list[Any]:
    instance: Any = error.instance
    found: Any = error.schema
    patterns = found.get("patternProperties", {})
    known = found.get("properties", {})
    return [key for key in instance if key not in known and not any(re.search(one, key) for one in patterns)]


def _message(error: ValidationError) -> str:
    key = next((step for step in reversed(error.absolute_path) if isinstance(step, str)), "")
    found: Any = error.schema
    if "x-expected" in found:
        return f"`{key}` must be {found['x-expected']}, not {_kind(error.instance)}"
    return text_of(error, key)


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"'{str(value)[:_LONGEST]}'"
