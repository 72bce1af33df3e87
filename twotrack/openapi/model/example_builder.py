"""Examples: those in OpenAPI and JSON Schema, or values built from the examples of properties."""

from __future__ import annotations

from dataclasses import dataclass

from twotrack.openapi.load.json_references import Refs
from twotrack.openapi.load.nodes import Obj, Value
from twotrack.openapi.model.elements import Example
from twotrack.openapi.model.schema_parts import Schema, Schemas

_NOTHING = object()
_DEEP = 12
_MOST = 300


@dataclass(frozen=True, slots=True)
class Examples:
    """Finds examples in the data of one edition."""

    refs: Refs
    schemas: Schemas

    def of_media(self, media: Obj, schema: Schema) -> tuple[Example, ...]:
        """Return the examples of a media type: its own, or those of its schema, or a built one."""
        return self.beside(media) or self.of_schema(schema) or self.made(schema, media)

    def beside(self, holder: Obj) -> tuple[Example, ...]:
        """Return the examples beside a schema in a media type, parameter or header."""
        found: list[Example] = []
        if "example" in holder:
            found.append(self._example(holder["example"], "", "", holder, "example"))
        named = holder.get("examples")
        if isinstance(named, Obj):
            for name in named:
                entry = self.refs.follow(named.obj(name))
                if "value" in entry:
                    found.append(self._example(entry["value"], name, entry.text("summary"), entry, "value"))
        elif isinstance(named, list):
            found += [self._example(value, "", "", holder, "examples") for value in named]
        return tuple(found)

    def of_schema(self, schema: Schema) -> tuple[Example, ...]:
        """Return the examples in the outermost piece of a schema that has any, or of its only alternative."""
        seen: set[tuple[int, ...]] = set()
        while schema.key not in seen:
            seen.add(schema.key)
            for piece in schema.pieces:
                found = self.beside(piece)
                if found:
                    return found
            _, alternatives = self.schemas.alternatives(schema)
            if len(alternatives) == 1:
                # If conditions leave one alternative, that is the schema.
                schema = alternatives[0]
        return ()

    def made(self, schema: Schema, where: Obj) -> tuple[Example, ...]:
        """Build an example from those of properties; empty if a required property has no example."""
        value = self._made(schema, ())
        if value is _NOTHING or value in ({}, []):
            return ()
        return (Example(value, "", "", where.origin(), made=True),)

    def value(self, schema: Schema) -> Value:
        """Build an example of a value, None if the schema has no examples."""
        found = self._made(schema, ())
        return None if found is _NOTHING else found

    def _example(self, value: Value, name: str, summary: str, holder: Obj, key: str) -> Example:
        origin = holder.origin(key)
        if isinstance(value, Obj) and isinstance(value.get("$ref"), str):
            target = self.refs.target(value)
            if isinstance(target, Obj) and len(value) == 1:
                # A separate file: messages about the example refer to it.
                origin = target.origin()._replace(because=value.because + target.because)
        return Example(self.refs.inlined(value), name, summary, origin)

    def _made(self, schema: Schema, trail: tuple[tuple[int, ...], ...]) -> Value:
        """Build a value; `trail` contains the enclosing schemas, so that recursion ends."""
        found = self.of_schema(schema)
        if found:
            return found[0].value
        values = [schema.get("const")] if schema.holder("const") is not None else schema.get("enum")
        if isinstance(values, list) and len(values) == 1:
            return values[0]
        if schema.key in trail or len(trail) > _DEEP:
            return _NOTHING
        trail = (*trail, schema.key)
        properties = self.schemas.properties(schema)
        if properties:
            return self._object(properties, schema.required, trail)
        items = self.schemas.part(schema, "items")
        if schema.types == ("array",) and items is not None:
            item = self._made(items, trail)
            return _NOTHING if item is _NOTHING else [item]
        return _NOTHING

    def _object(
        self, properties: dict[str, Schema], required: frozenset[str], trail: tuple[tuple[int, ...], ...]
    ) -> Value:
        made: dict[str, Value] = {}
        size = 0
        for name, schema in properties.items():
            value = self._made(schema, trail)
            if value is not _NOTHING:
                made[name] = value
                size += _size(value)
            elif name in required:
                return _NOTHING
            if size > _MOST:
                # Mutually recursive schemas would exhaust the memory, and would not help readers.
                return _NOTHING
        return made


def _size(value: Value) -> int:
    """Count the values in a value."""
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1
