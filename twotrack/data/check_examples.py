"""Whether every example is what the schema beside it describes.

Needs `jsonschema`, which checking wants and building does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from twotrack.data.bundles import Definitions
from twotrack.data.nodes import Obj
from twotrack.data.tree import View
from twotrack.problems import Report
from twotrack.text import Origin

_URI = "urn:twotrack:data"
_NAMED = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})
_DATA = frozenset({"example", "examples", "default", "const", "enum"})
_SAID = 200


@dataclass(frozen=True, slots=True)
class _Shown:
    """An example, where it stands, and the schema that it stands beside."""

    value: Any
    schema: Any
    where: Origin


def check_examples(view: View, report: Report) -> None:
    """Check every example of an edition's data against its schema, JSON Schema 2020-12."""
    definitions = Definitions(view, f"{_URI}#/$defs/")
    shown = [
        _Shown(value, definitions.schema(schema), where)
        for path in view.tree.documents.paths()
        if not path.endswith(".json") and "/examples/" not in f"/{path}"
        for value, schema, where in _examples(view, view.refs.document(path))
    ]
    # Only now are all schemas known that any of them leads to.
    everything = Resource(contents={"$defs": definitions.named}, specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(_URI, everything)
    for example in shown:
        validator = Draft202012Validator(example.schema, registry=registry)
        for error in validator.iter_errors(example.value):
            said = error.message if len(error.message) <= _SAID else f"{error.message[:_SAID]}…"
            report.add("data-example", example.where, f"at {error.json_path}: {said}")


def _examples(view: View, value: Any, *, named: bool = False) -> Iterator[tuple[Any, Obj, Origin]]:
    """Yield each example below a value, with its schema; `named` where the keys are names that an author chose."""
    if isinstance(value, list):
        for item in value:
            yield from _examples(view, item)
    if not isinstance(value, Obj):
        return
    if not named:
        schema = value.obj("schema") if "schema" in value else value
        for key in ("example", "examples"):
            for example, where in _values(view, value, key):
                yield view.refs.inlined(example), schema, where
    for name, item in value.items():
        if named or name not in _DATA:
            yield from _examples(view, item, named=not named and name in _NAMED)


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
