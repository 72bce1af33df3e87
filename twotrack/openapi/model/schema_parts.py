"""A JSON Schema (2020-12) as the list of pieces that describe it, `$ref` and `allOf` followed.

All pieces hold together. The outermost comes first, so that what stands beside a `$ref` has the first
word on titles and descriptions, and the base of an `allOf` the last.
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
    """The pieces of a schema. Two schemas of the same pieces are the same schema."""

    pieces: tuple[Obj, ...] = ()

    @cached_property
    def key(self) -> tuple[int, ...]:
        """What tells this schema from others; a piece that only describes does not count."""
        shaped = tuple(id(piece) for piece in self.pieces if not _SHAPES.isdisjoint(piece))
        return shaped or tuple(map(id, self.pieces))

    @cached_property
    def first(self) -> Mapping[str, Value]:
        """Every key with its value in the first piece that has it."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        return {key: value for piece in reversed(self.pieces) for key, value in piece.items()}

    def holder(self, key: str) -> Obj | None:
        """Return the first piece that has a key."""
        return next((piece for piece in self.pieces if key in piece), None) if key in self.first else None

    def get(self, key: str) -> Value:
        """Return the value of a key in the first piece that has it, else None."""
        return self.first.get(key)

    def text(self, key: str) -> str:
        """Return a value that should be a text, else an empty one."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    @property
    def types(self) -> tuple[str, ...]:
        """The types that a value can have, told from other keys where they are not named."""
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
        """Whether nothing fulfils the schema: it is `false`, or `not` of what everything fulfils."""
        return "not" in self.first and any(piece.get("not") in (True, {}) for piece in self.pieces)

    @property
    def is_deprecated(self) -> bool:
        """Whether any piece says so (JSON Schema 2020-12, Validation, section 9.3)."""
        return "deprecated" in self.first and any(piece.get("deprecated") is True for piece in self.pieces)

    @property
    def required(self) -> frozenset[str]:
        """The names of properties that must be present."""
        return frozenset(name for piece in self.pieces for name in piece.strings("required"))


@dataclass(slots=True)
class Schemas:
    """Reads schemas of one edition."""

    refs: Refs
    report: Report
    _known: dict[int, tuple[Obj, ...]] = field(default_factory=dict)
    # By what they are read from, which is kept so that no id is given twice.
    _read: dict[tuple[int, ...], Schema] = field(default_factory=dict)
    _parts: dict[tuple[int, str], dict[str, Schema]] = field(default_factory=dict)
    _keep: list[Value] = field(default_factory=list)

    def read(self, *nodes: Value) -> Schema:
        """Return the schema that all `nodes` describe together."""
        key = tuple(id(node) for node in nodes if isinstance(node, Obj))
        known = self._read.get(key)
        if known is None:
            self._keep += nodes
            pieces = [piece for node in nodes if isinstance(node, Obj) for piece in self._pieces(node, ())]
            known = self._read[key] = Schema(tuple({id(piece): piece for piece in pieces}.values()))
        return known

    def properties(self, schema: Schema) -> dict[str, Schema]:
        """Return the properties by name: a property that several pieces name is described by all of them."""
        return self._named(schema, "properties")

    def patterns(self, schema: Schema) -> dict[str, Schema]:
        """Return the schemas of `patternProperties` by pattern."""
        return self._named(schema, "patternProperties")

    def part(self, schema: Schema, key: str) -> Schema | None:
        """Return the schema under a key such as `items`, None if there is none."""
        if key not in schema.first:
            return None
        nodes = [piece[key] for piece in schema.pieces if isinstance(piece.get(key), Obj)]
        return self.read(*nodes) if nodes else None

    def alternatives(self, schema: Schema) -> tuple[str, list[Schema]]:
        """Return `oneOf` or `anyOf` and the schemas in it, the word empty if there is neither."""
        for word in ("oneOf", "anyOf"):
            holder = schema.holder(word)
            if holder is not None:
                items = holder.get(word)
                listed = items if isinstance(items, list) else []
                # `false` fits nothing, so it is no alternative.
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
        # A base comes first, then what is added to it.
        order = dict.fromkeys(name for piece in reversed(schema.pieces) for name in piece.obj(key))
        return {name: self.read(*nodes[name]) for name in order if name in nodes}

    def _plain(self, value: bool, holder: Obj, key: str) -> Obj:  # noqa: FBT001 - the schema itself
        """Return `true` or `false` as a schema that is a mapping: `{}`, or `{"not": true}`."""
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
        # Each once, here already: parts that share parts would double with every level.
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
