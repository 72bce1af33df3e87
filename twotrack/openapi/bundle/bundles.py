"""Machine-readable outputs: an OpenAPI document per domain, a JSON Schema per event type, and an index.

A bundle is a single file. It contains only the data of its edition: conditions are evaluated,
examples are included, and every `$ref` refers to the bundle itself.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from twotrack.openapi.bundle import about
from twotrack.openapi.bundle.security import SecuritySchemes, renamed
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.load.walk import DATA, NAMED
from twotrack.openapi.model.data_tree import View
from twotrack.openapi.model.operation_locations import Found
from twotrack.openapi.model.output_paths import FOLDER, domain_path, event_path
from twotrack.text import Origin

OPENAPI = "3.1.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Text for readers, which is Markdown with directives in the tree and plain in a bundle.
_PROSE = frozenset({"description", "summary"})
# Keys at the top of a file; a bundle has them once, or not at all.
_OF_FILE = frozenset({"$schema", "$id"})

_NO_TOPICS: Mapping[str, str] = MappingProxyType({})

# Converts a description with directives to one that any Markdown parser accepts.
Words = Callable[[str], str]


@dataclass(slots=True)
class Definitions:
    """The schemas that a bundle refers to, each with a unique name below `prefix`."""

    view: View
    prefix: str
    words: Words = str
    named: dict[str, Any] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)

    def schema(self, value: Any) -> Any:
        """Return a schema whose references refer to the bundle."""
        if isinstance(value, list):
            return [self.schema(item) for item in value]
        if not isinstance(value, Obj):
            return value
        out: dict[str, Any] = {}
        for key, item in value.items():
            if key in _OF_FILE:
                continue
            if key == "$ref":
                target = self.view.refs.target(value)
                if isinstance(target, Obj):
                    out[key] = self.prefix + self._name(target, str(item))
            elif key in DATA:
                out[key] = self.view.refs.inlined(item)
            elif key in _PROSE or self.view.tree.editions.vocabulary.is_changed(key):
                out[key] = with_converted_text(item, self.words)
            elif key in NAMED and isinstance(item, Obj):
                out[key] = {name: self.schema(inner) for name, inner in item.items()}
            else:
                out[key] = self.schema(item)
        return out

    def _name(self, target: Obj, ref: str) -> str:
        known = self._names.get(id(target))
        if known is not None:
            return known
        stem = posixpath.basename(target.path).rsplit(".", 1)[0]
        pointer = ref.partition("#")[2]
        wanted = re.sub(r"[^\w.-]+", "_", posixpath.basename(pointer) if pointer.strip("/") else stem)
        name, folder = wanted, posixpath.dirname(target.path)
        while name in self.named and folder:
            # If files in several folders have the same name, folders are added until the names differ.
            name, folder = f"{posixpath.basename(folder)}.{name}", posixpath.dirname(folder)
        n = 2
        while name in self.named:
            name, n = f"{wanted}_{n}", n + 1
        self._names[id(target)] = name
        # Named before it is read, so that a schema can refer to itself.
        self.named[name] = {}
        self.named[name] = self.schema(target)
        return name


def with_converted_text(value: Any, words: Words) -> Any:
    """Convert a text, or texts by version, for a bundle."""
    if isinstance(value, Obj):
        return {name: with_converted_text(item, words) for name, item in value.items()}
    return words(value) if isinstance(value, str) else value


@dataclass(slots=True)
class _Api:
    """An OpenAPI document while it is built."""

    view: View
    definitions: Definitions

    def node(self, value: Any, key: str = "") -> Any:
        """Convert a part of an operation: references outside schemas are resolved."""
        if isinstance(value, list):
            return [self.node(item, key) for item in value]
        if not isinstance(value, Obj):
            return value
        followed = self.view.refs.follow(value)
        out: dict[str, Any] = {}
        for name, item in followed.items():
            if name == "schema":
                out[name] = self.definitions.schema(item)
            elif name == "example" or (name == "value" and key == "examples"):
                out[name] = self.view.refs.inlined(item)
            elif name in _PROSE or self.view.tree.editions.vocabulary.is_changed(name):
                out[name] = with_converted_text(item, self.definitions.words)
            elif name == "examples" and isinstance(item, Obj):
                out[name] = {label: self.node(inner, "examples") for label, inner in item.items()}
            else:
                out[name] = self.node(item, name)
        return out

    def operation(self, found: Found) -> dict[str, Any]:
        """Convert an operation, with the keys that its path item and its document define for it."""
        out: dict[str, Any] = self.node(found.node)
        out.pop("servers", None)  # servers are added for all operations together
        own = out.get("parameters", [])
        named = {(p.get("name"), p.get("in")) for p in own}
        shared = [self.node(p) for p in found.item.objs("parameters")]
        parameters = [p for p in shared if (p.get("name"), p.get("in")) not in named] + own
        if parameters:
            out["parameters"] = parameters
        if "security" not in out and "security" in found.document:
            out["security"] = self.node(found.document["security"])
        return out


def openapi(
    view: View, domain: str, words: Words = str, topics: Mapping[str, str] = _NO_TOPICS
) -> dict[str, Any]:
    """Build one OpenAPI document with all operations of a domain (a folder in `api/`).

    `topics` maps the id of an operation to its topic, in reading order: it is the tag of an operation
    without tags in its file.
    """
    definitions = Definitions(view, "#/components/schemas/", words)
    api = _Api(view, definitions)
    paths: dict[str, dict[str, Any]] = {}
    webhooks: dict[str, dict[str, Any]] = {}
    schemes = SecuritySchemes(api.node)
    tags: dict[str, None] = {}
    used: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    documents: dict[str, Obj] = {}
    for found in _of_domain(view, domain):
        routes = webhooks if found.webhook else paths
        operation = api.operation(found)
        topic = topics.get(found.id)
        if topic is not None:
            operation.setdefault("tags", [topic])
        tags |= dict.fromkeys(operation.get("tags", ()))
        routes.setdefault(found.route, {})[found.method] = operation
        documents[found.file] = found.document
        if not found.webhook:
            used.append((operation, _servers(found, words)))
        names = schemes.add(found.document)
        if "security" in operation:
            operation["security"] = renamed(operation["security"], names)
    components: dict[str, Any] = {}
    if definitions.named:
        components["schemas"] = dict(sorted(definitions.named.items()))
    if schemes.named:
        components["securitySchemes"] = dict(sorted(schemes.named.items()))
    servers = _shared_servers(used)
    described = [documents[file] for file in sorted(documents)]
    title = domain_title(view, domain)
    if title == domain:
        # A domain that `editions.yml` does not name.
        title = about.title(described) or domain
    document: dict[str, Any] = {
        "openapi": OPENAPI,
        "info": about.info(described, f"{title}, {view.edition.title}", words),
        **({"servers": servers} if servers else {}),
        "paths": dict(sorted(paths.items())),
        **({"webhooks": dict(sorted(webhooks.items()))} if webhooks else {}),
    }
    if tags:
        known = [topic for topic in dict.fromkeys(topics.values()) if topic in tags]
        about_tags = about.tags(described, words)
        document["tags"] = [about_tags.get(name, {"name": name}) for name in dict.fromkeys((*known, *tags))]
    if docs := about.external_docs(described):
        document["externalDocs"] = docs
    return document | ({"components": components} if components else {})


def _servers(found: Found, words: Words) -> list[dict[str, Any]]:
    """List the servers of an operation, without the paths that the operation's path begins with."""
    holders = (found.document, found.item, found.node)
    servers = next((holder.objs("servers") for holder in reversed(holders) if holder.objs("servers")), [])
    return [made for made in (about.server(server, words) for server in servers) if made is not None]


def _shared_servers(used: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """Return the servers that all operations share; if they differ, write them into each operation."""
    if all(servers == used[0][1] for _, servers in used):
        return used[0][1] if used else []
    for operation, servers in used:
        if servers:
            operation["servers"] = servers
    return []


def event_schema(view: View, name: str, words: Words = str) -> dict[str, Any]:
    """Build the JSON Schema of an event type, by its name from `View.event_names`."""
    definitions = Definitions(view, "#/$defs/", words)
    schema = definitions.schema(view.event_node(name))
    defs = {"$defs": dict(sorted(definitions.named.items()))} if definitions.named else {}
    return {"$schema": DIALECT, **schema, **defs}


def index(view: View) -> dict[str, Any]:
    """Build the index of an edition: operations, event types and error codes, each with its anchor."""
    operations = []
    codes: dict[str, set[str]] = {}
    for found in sorted(view.found().values(), key=_order):
        operation = view.read(found)
        operations.append(
            {
                "method": operation.method,
                "path": operation.path,
                "id": operation.id,
                "domain": operation.domain,
                "summary": operation.summary,
                "added": operation.history.added or None,
                "deprecated": operation.history.deprecated,
                "authenticated": bool(operation.schemes),
                "rateLimited": operation.limited,
                "source": _place(operation.origin),
            }
        )
        for response in operation.responses:
            for code in response.codes:
                codes.setdefault(code, set()).add(operation.id)
    events = [
        {
            "type": event.type,
            "name": event.name,
            "id": event.id,
            "kinds": [kind.name for kind in event.kinds],
            "added": event.history.added or None,
            "deprecated": event.history.deprecated,
            "schema": event_path(event.name),
            "source": _place(event.origin),
        }
        for event in map(view.read_event, view.event_names())
    ]
    return {
        "edition": view.edition.name,
        "bundles": {domain: domain_path(domain) for domain in domains(view)},
        "operations": operations,
        "events": events,
        "errors": {code: sorted(where) for code, where in sorted(codes.items())},
    }


def assets(view: View, words: Words = str, topics: Mapping[str, str] = _NO_TOPICS) -> dict[str, str]:
    """Build all files, by path relative to the site; `words` converts descriptions to plain text."""
    files: dict[str, Any] = {
        domain_path(domain): openapi(view, domain, words, topics) for domain in domains(view)
    }
    files |= {event_path(name): event_schema(view, name, words) for name in view.event_names()}
    files[f"{FOLDER}/index.json"] = index(view)
    return {
        path: json.dumps(value, indent=2, ensure_ascii=False) + "\n" for path, value in sorted(files.items())
    }


def domains(view: View) -> list[str]:
    """List the domains that have operations in an edition, sorted."""
    return sorted({found.domain for found in view.found().values()})


def _of_domain(view: View, domain: str) -> list[Found]:
    return sorted((found for found in view.found().values() if found.domain == domain), key=_order)


def _order(found: Found) -> tuple[str, str, str]:
    return found.domain, found.route, found.method


def domain_title(view: View, domain: str) -> str:
    """Return the title of a domain from `editions.yml`, or its folder."""
    return next((known.title for known in view.tree.editions.domains if known.name == domain), domain)


def _place(where: Origin) -> str:
    return f"{where.path}:{where.line}"
