"""Checks that every example matches the schema beside it.

Needs `jsonschema`, which is required for checking but not for building.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, UnknownType, ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from twotrack.cpu_limit import CpuLimitError, cpu_limit
from twotrack.openapi.bundle.bundles import Definitions
from twotrack.openapi.check.mappings import all_mappings
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.data_tree import View
from twotrack.problems import Report
from twotrack.text import Origin

_URI = "urn:twotrack:data"
_LONGEST_MESSAGE = 200
# Limit of processor time for one example: some patterns take too long to match.
_SECONDS = 2.0
# Raised by the validator if a keyword has an invalid value, or a `$ref` has no target.
_UNUSABLE = (
    SchemaError,
    UnknownType,
    Unresolvable,
    RecursionError,
    re.error,
    TypeError,
    ValueError,
    AttributeError,
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """An example, its position, and the schema beside it."""

    value: Any
    schema: Any
    where: Origin


def check_examples(view: View, report: Report, without: Container[str] = ()) -> None:
    """Check every example of an edition's data against its schema, JSON Schema 2020-12.

    `without` lists documents whose examples are checked in another edition, with the same schemas.
    """
    definitions = Definitions(view, f"{_URI}#/$defs/")
    shown = [
        _Shown(view.refs.inlined(value), definitions.schema(_schema(node)), where)
        for node in all_mappings(view, without)
        for key in ("example", "examples")
        for value, where in _values(view, node, key)
    ]
    # All schemas that can be referenced are known only at this point.
    everything = DRAFT202012.create_resource({"$defs": definitions.named})
    registry: Registry[Any] = Registry().with_resource(_URI, everything)
    for example in shown:
        try:
            with cpu_limit(_SECONDS):
                errors = list(_errors(example, registry))
        except CpuLimitError:
            text = (
                "the check of this example takes too long; look for a `pattern` with repetition in repetition"
            )
            report.add("data-example", example.where, text)
        except _UNUSABLE:
            # A fault of a schema is reported at its line; here only that the example was not checked.
            text = "the schema beside this example cannot be used, so that it was not checked"
            report.add("data-example", example.where, text)
        else:
            for error in errors:
                message = (
                    error.message
                    if len(error.message) <= _LONGEST_MESSAGE
                    else f"{error.message[:_LONGEST_MESSAGE]}…"
                )
                report.add("data-example", example.where, f"at {error.json_path}: {message}")


def _errors(example: _Shown, registry: Registry[Any]) -> Iterator[ValidationError]:
    return Draft202012Validator(example.schema, registry=registry).iter_errors(example.value)


def _schema(holder: Obj) -> Obj:
    """Return the schema for the examples in a mapping: that of a media type or parameter, or the mapping."""
    return holder.obj("schema") if "schema" in holder else holder


def _values(view: View, holder: Obj, key: str) -> Iterator[tuple[Any, Origin]]:
    if key not in holder:
        return
    value = holder[key]
    if key == "example":
        yield value, holder.origin(key)
    elif isinstance(value, list):
        for item in value:
            yield item, item.origin() if isinstance(item, Obj) else holder.origin(key)
    elif isinstance(value, Obj):
        for name in value:
            entry = view.refs.follow(value.obj(name))
            if "value" in entry:
                yield entry["value"], entry.origin("value")
