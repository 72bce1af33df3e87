"""A second, minimal reader of OpenAPI and JSON Schema, for comparison with the generator.

It shares no code with the generator: it loads with PyYAML and resolves `$ref` itself. Of each property it
collects only the name, the possible types, and whether it is required.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_MARKS = {"object": "object", "array": "array"}


class Seen(NamedTuple):
    """A property: `types` contains the names of scalar types, `object` and `array`."""

    name: str
    required: bool
    types: frozenset[str]


class Node(NamedTuple):
    """A value and its file."""

    value: Any
    path: Path


@cache
def load(path: Path) -> Any:
    """Load a document; JSON is YAML too."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe, and ten times as fast


def follow(node: Node) -> Node:
    """Return the target of a `$ref`."""
    file, _, pointer = node.value["$ref"].partition("#")
    path = (node.path.parent / unquote(file)).resolve() if file else node.path
    value = load(path)
    for step in pointer.split("/")[1:]:
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return Node(value, path)


def pieces(node: Node, depth: int = 0) -> list[Node]:
    """Return the mappings that describe a value together, the outermost first."""
    if not isinstance(node.value, dict) or depth > 20:
        return []
    found = [node]
    if "$ref" in node.value:
        found += pieces(follow(node), depth + 1)
    for part in node.value.get("allOf", ()):
        found += pieces(Node(part, node.path), depth + 1)
    for word in ("oneOf", "anyOf"):
        # One alternative is no alternative.
        if len(node.value.get(word, ())) == 1:
            found += pieces(Node(node.value[word][0], node.path), depth + 1)
    return found


@dataclass
class Reading:
    """The properties that the page of one operation or event type must show."""

    seen: set[Seen] = field(default_factory=set)
    _done: set[tuple[int, ...]] = field(default_factory=set)

    def schema(self, *nodes: Node) -> None:
        """Note every property of a schema, and of all below it."""
        parts = [piece for node in nodes for piece in pieces(node)]
        key = tuple(id(part.value) for part in parts)
        if key in self._done:
            return
        self._done.add(key)
        required = {
            name for part in parts for name in part.value.get("required", ()) if isinstance(name, str)
        }
        properties: dict[str, list[Node]] = {}
        for part in parts:
            for name, value in (part.value.get("properties") or {}).items():
                properties.setdefault(name, []).append(Node(value, part.path))
        for name, values in properties.items():
            self.seen.add(Seen(name, name in required, types(values)))
            self.schema(*values)
        for below in ("items", "additionalProperties"):
            self.schema(
                *(
                    Node(part.value[below], part.path)
                    for part in parts
                    if isinstance(part.value.get(below), dict)
                )
            )
        for part in parts:
            self._also(part)
            for value in (part.value.get("patternProperties") or {}).values():
                self.schema(Node(value, part.path))
            for word in ("oneOf", "anyOf", "prefixItems"):
                for value in part.value.get(word, ()):
                    self.schema(Node(value, part.path))

    def _also(self, part: Node) -> None:
        """Record the properties in the other subschemas of a piece."""
        for word in ("then", "else", "contentSchema", "unevaluatedProperties"):
            if isinstance(part.value.get(word), dict):
                self.schema(Node(part.value[word], part.path))
        for value in (part.value.get("dependentSchemas") or {}).values():
            self.schema(Node(value, part.path))

    def parameter(self, node: Node) -> None:
        """Note a parameter."""
        if "$ref" in node.value:
            node = follow(node)
        values = [Node(node.value["schema"], node.path)] if "schema" in node.value else []
        self.seen.add(Seen(node.value["name"], node.value.get("required") is True, types(values)))
        self.schema(*values)

    def content(self, node: Node) -> None:
        """Record the properties of a request body or response, and its headers."""
        while "$ref" in node.value:
            node = follow(node)
        for media in (node.value.get("content") or {}).values():
            if "schema" in media:
                self.schema(Node(media["schema"], node.path))
        for name, header in (node.value.get("headers") or {}).items():
            inner = Node(header, node.path)
            if "$ref" in header:
                inner = follow(inner)
            required = inner.value.get("required") is True
            values = [Node(inner.value["schema"], inner.path)] if "schema" in inner.value else []
            self.seen.add(Seen(name, required, types(values)))


def types(nodes: list[Node], depth: int = 0) -> frozenset[str]:
    """Return the names of the types that a value can have, as far as the schema names them."""
    parts = [piece for node in nodes for piece in pieces(node)]
    for part in parts:
        named = part.value.get("type")
        if isinstance(named, str):
            return frozenset({named})
        if isinstance(named, list):
            return frozenset(named)
    found: set[str] = set()
    for part in parts:
        for word in ("oneOf", "anyOf"):
            for value in part.value.get(word, ()) if depth < 10 else ():
                found |= types([Node(value, part.path)], depth + 1)
    return frozenset(found)


def operations(path: Path) -> Iterator[tuple[str, str, Node, Node]]:
    """Yield method, path as written, path item and operation of each operation in a document."""
    document = load(path)
    if not isinstance(document, dict):
        return
    for route, item in ((document.get("paths") or {}) | (document.get("webhooks") or {})).items():
        holder = follow(Node(item, path)) if "$ref" in item else Node(item, path)
        for method in METHODS:
            if method in holder.value:
                yield method.upper(), route, holder, Node(holder.value[method], holder.path)


def of_operation(item: Node, operation: Node) -> Reading:
    """Return the properties that the page of an operation must show."""
    reading = Reading()
    for holder in (item, operation):
        for value in holder.value.get("parameters", ()):
            reading.parameter(Node(value, holder.path))
    if "requestBody" in operation.value:
        reading.content(Node(operation.value["requestBody"], operation.path))
    for response in (operation.value.get("responses") or {}).values():
        reading.content(Node(response, operation.path))
    for callback in (operation.value.get("callbacks") or {}).values():
        routes = Node(callback, operation.path)
        routes = follow(routes) if "$ref" in callback else routes
        for route in routes.value.values():
            for method in METHODS:
                if method in route:
                    called = of_operation(Node(route, routes.path), Node(route[method], routes.path))
                    reading.seen |= called.seen
    return reading
