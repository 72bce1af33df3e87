"""A JSON Schema (2020-12) as the list of pieces that describe it, with `$ref` and `allOf` resolved.

All pieces apply. The outermost comes first, so that keys beside a `$ref` take precedence
for titles and descriptions; the base of an `allOf` comes last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from twotrack.openapi.load.json_references import Refs
from twotrack.openapi.load.nodes import Obj, Value
from twotrack.problems import Report

_SHAPES = frozenset(
    {
        *("type", "format", "pattern", "x-pattern-format", "enum", "const", "title", "oneOf", "anyOf"),
        *("properties", "patternProperties", "additionalProperties", "propertyNames", "items", "prefixItems"),
        *("required", "dependentRequired", "dependentSchemas", "if", "not", "contains", "contentSchema"),
        *("unevaluatedProperties", "unevaluatedItems", "discriminator"),
    }
)


@dataclass(frozen=True)
class Schema:
    """The pieces of a schema. Two schemas with the same pieces are the same schema."""

    pieces: tuple[Obj, ...] = ()

    @cached_property
    def key(self) -> tuple[int, ...]:
        """The identity of the schema; pieces with only a description are ignored."""
        shaped = tuple(id(piece) for piece in self.pieces if not _SHAPES.isdisjoint(piece))
        return shaped or tuple(map(id, self.pieces))

    @cached_property
    def first(self) -> Mapping[str, Value]:
        """Every key with its value in the first piece that has it."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        return {key: value for piece in reversed(self.pieces) for key, value in piece.items()}

    def holder(self, key: str) -> Obj | None:
        """Find the first piece that has a key."""
        return next((piece for piece in self.pieces if key in piece), None) if key in self.first else None

    def get(self, key: str) -> Value:
        """Look up a key in the first piece that has it; None if it is absent."""
        return self.first.get(key)

    def text(self, key: str) -> str:
        """Look up a value that should be a string; empty if it is not."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    @property
    def types(self) -> tuple[str, ...]:
        """The types that a value can have, inferred from other keys if they are not declared."""
        named = self.get("type")
        if isinstance(named, str):
            return (named,)
        if isinstance(named, list):
            return tuple(name for name in named if isinstance(name, str))
        for key, kind in (
            ("properties", "object"),
            ("patternProperties", "object"),
            ("additionalProperties", "object"),
            ("propertyNames", "object"),
            ("items", "array"),
            ("prefixItems", "array"),
        ):
            if key in self.first:
                return (kind,)
        values = self.get("enum")
        if not isinstance(values, list):
            values = [self.get("const")] if "const" in self.first else []
        return tuple(dict.fromkeys(map(_json_type, values)))

    @property
    def is_never(self) -> bool:
        """Whether no value is valid: the schema is `false`, or `not` of a schema that accepts everything."""
        return "not" in self.first and any(piece.get("not") in (True, {}) for piece in self.pieces)

    @property
    def is_deprecated(self) -> bool:
        """Whether any piece is deprecated (JSON Schema 2020-12, Validation, section 9.3)."""
        return "deprecated" in self.first and any(piece.get("deprecated") is True for piece in self.pieces)

    @property
    def required(self) -> frozenset[str]:
        """The names of required properties."""
        return frozenset(name for piece in self.pieces for name in piece.strings("required"))


@dataclass(slots=True)
class Schemas:
    """Reads the schemas of one edition."""

    refs: Refs
    report: Report
    _known: dict[int, tuple[Obj, ...]] = field(default_factory=dict)
    # By their sources, which are kept so that no id is reused.
    _read: dict[tuple[int, ...], Schema] = field(default_factory=dict)
    _parts: dict[tuple[int, str], dict[str, Schema]] = field(default_factory=dict)
    _keep: list[Value] = field(default_factory=list)

    def read(self, *nodes: Value) -> Schema:
        """Read the schema that all `nodes` describe together."""
        key = tuple(id(node) for node in nodes if isinstance(node, Obj))
        known = self._read.get(key)
        if known is None:
            self._keep += nodes
            pieces = [piece for node in nodes if isinstance(node, Obj) for piece in self._pieces(node, ())]
            known = self._read[key] = Schema(tuple({id(piece): piece for piece in pieces}.values()))
        return known

    def properties(self, schema: Schema) -> dict[str, Schema]:
        """Map names to properties: a property in several pieces is described by all of them."""
        return self._named(schema, "properties")

    def patterns(self, schema: Schema) -> dict[str, Schema]:
        """Map the patterns in `patternProperties` to schemas."""
        return self._named(schema, "patternProperties")

    def part(self, schema: Schema, key: str) -> Schema | None:
        """Read the schema at a key such as `items`, None if it is absent."""
        if key not in schema.first:
            return None
        nodes = [piece[key] for piece in schema.pieces if isinstance(piece.get(key), Obj)]
        return self.read(*nodes) if nodes else None

    def alternatives(self, schema: Schema) -> tuple[str, list[Schema]]:
        """Return the keyword `oneOf` or `anyOf`, empty if neither is present, and its schemas."""
        for word in ("oneOf", "anyOf"):
            holder = schema.holder(word)
            if holder is not None:
                items = holder.get(word)
                listed = items if isinstance(items, list) else []
                # `false` accepts no value, so it is not an alternative.
                nodes = [self._plain(item, holder, word) if item is True else item for item in listed]
                return word, [self.read(node) for node in nodes if isinstance(node, Obj)]
        return "", []

    def _named(self, schema: Schema, key: str) -> dict[str, Schema]:
        if key not in schema.first:
            return {}
        known = self._parts.get((id(schema), key))
        if known is None:
            self._keep.append(schema)
            known = self._parts[id(schema), key] = self._read_named(schema, key)
        return known

    def _read_named(self, schema: Schema, key: str) -> dict[str, Schema]:
        nodes: dict[str, list[Obj]] = {}
        for piece in schema.pieces:
            holder = piece.get(key)
            if holder is None:
                continue
            if not isinstance(holder, Obj):
                self.report.add(
                    "data-shape", piece.origin(key), f"`{key}` takes a mapping of names to schemas"
                )
                continue
            for name, node in holder.items():
                if isinstance(node, Obj):
                    nodes.setdefault(name, []).append(node)
                elif isinstance(node, bool):
                    nodes.setdefault(name, []).append(self._plain(node, holder, name))
                else:
                    self.report.add(
                        "data-shape", holder.origin(name), f"`{name}` takes a schema, which is a mapping"
                    )
        # A base comes before its additions.
        order = dict.fromkeys(name for piece in reversed(schema.pieces) for name in piece.obj(key))
        return {name: self.read(*nodes[name]) for name in order if name in nodes}

    def _plain(self, value: bool, holder: Obj, key: str) -> Obj:  # noqa: FBT001 - the schema itself
        """Convert `true` or `false` to a schema that is a mapping: `{}`, or `{"not": true}`."""
        made = Obj(holder.line_of(key), holder.path, holder.because)
        if not value:
            made["not"] = True
        self._keep.append(made)
        return made

    def _pieces(self, node: Obj, trail: tuple[int, ...]) -> tuple[Obj, ...]:
        known = self._known.get(id(node))
        if known is not None:
            return known
        if id(node) in trail:
            self.report.add("data-ref-loop", node.origin(), "this schema is made of itself")
            return ()
        trail = (*trail, id(node))
        pieces: list[Obj] = []
        if node.keys() != {"$ref"}:
            pieces.append(node)
        if "$ref" in node:
            target = self.refs.target(node)
            if isinstance(target, Obj):
                pieces += self._pieces(target, trail)
            elif target is False:
                pieces.append(self._plain(False, node, "$ref"))  # noqa: FBT003 - the schema itself
            elif target is not None and not isinstance(target, bool):
                self.report.add(
                    "data-shape", node.origin("$ref"), "`$ref` leads to something that is no schema"
                )
        pieces += self._all_of(node, trail)
        # Remove duplicates already here: shared parts would double with every level.
        self._known[id(node)] = tuple({id(piece): piece for piece in pieces}.values())
        return self._known[id(node)]

    def _all_of(self, node: Obj, trail: tuple[int, ...]) -> list[Obj]:
        parts = node.get("allOf")
        if parts is not None and not isinstance(parts, list):
            self.report.add("data-shape", node.origin("allOf"), "`allOf` takes a list of schemas")
        pieces = [piece for part in node.objs("allOf") for piece in self._pieces(part, trail)]
        if isinstance(parts, list) and any(part is False for part in parts):
            pieces.append(self._plain(False, node, "allOf"))  # noqa: FBT003 - the schema itself
        return pieces


def _json_type(value: object) -> str:
    if value is None:
        return "null"
    names: tuple[tuple[type, str], ...] = (
        (bool, "boolean"),
        (int, "integer"),
        (float, "number"),
        (str, "string"),
        (list, "array"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "object")
