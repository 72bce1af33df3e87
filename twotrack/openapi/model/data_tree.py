"""The data of a source tree, and the lookup of names in directives. Files are read on first use."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from twotrack.config.facets import ConditionError, Edition, Editions
from twotrack.openapi.load.data_files import SUFFIXES, Documents
from twotrack.openapi.load.derived_names import without_names
from twotrack.openapi.load.edition_filter import Cutter
from twotrack.openapi.load.json_references import Refs
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.load.parse_cache import Cache
from twotrack.openapi.model.descriptions import Writer
from twotrack.openapi.model.elements import Event, Operation, Shape
from twotrack.openapi.model.event_reader import EventReader
from twotrack.openapi.model.example_builder import Examples
from twotrack.openapi.model.operation_locations import METHODS, Found, split_variant
from twotrack.openapi.model.operation_reader import OperationReader
from twotrack.openapi.model.schema_parts import Schemas
from twotrack.openapi.model.server_urls import base_path
from twotrack.problems import Report
from twotrack.source.tree import SPEC
from twotrack.text import Origin

_OPERATIONS = re.compile(r"""\b(?:paths|webhooks)["']?[ \t]*:""")


class Places(NamedTuple):
    """The folders of the data, relative to the source tree (an empty path is the tree itself)."""

    api: str = "api"
    events: str = "events"
    # Folders inside `events` without event types: parts of event types, and their examples.
    parts: tuple[str, ...] = ("core", "components", "examples")
    examples: str = "events/examples"


def _places(editions: Editions) -> Places:
    """Read the places from `editions.yml`, with defaults."""
    declared = editions.vocabulary.places
    usual = Places()
    return Places(
        api=str(declared.get("api", usual.api)).strip("/"),
        events=str(declared.get("events", usual.events)).strip("/"),
        parts=tuple(declared.get("parts", usual.parts)),
        examples=str(declared.get("examples", usual.examples)).strip("/"),
    )


@dataclass(slots=True)
class DataTree:
    """The data in a folder, for any edition."""

    documents: Documents
    editions: Editions
    report: Report
    places: Places
    # Results from files that are the same in every edition, shared by all views.
    operations: dict[int, Operation] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    _views: dict[str, View] = field(default_factory=dict)
    _masks: list[int] | None = None

    def view(self, edition: Edition) -> View:
        """Return the data of an edition. Versions share a view if every condition has the same result."""
        key = edition.name
        if key in self.editions.lineage.versions:
            key = f"versions {self._signature(edition)}"
        if key not in self._views:
            self._views[key] = _open_view(self, edition)
        return self._views[key]

    def _signature(self, edition: Edition) -> str:
        """Evaluate each condition in the data (unreadable ones are reported elsewhere)."""
        if self._masks is None:
            conditions = self.documents.conditions()
            everyone = [1 << bit for bit in range(len(self.editions.editions))]
            found = {mask for text in conditions or () for mask in self._mask(text)}
            self._masks = everyone if conditions is None else sorted(found)
        return "".join(str(mask >> edition.bit & 1) for mask in self._masks)

    def _mask(self, condition: str) -> Iterator[int]:
        try:
            yield self.editions.compile(condition)
        except ConditionError:
            return


def open_data(  # noqa: PLR0913 - the optional ones are for tests and other layouts
    root: Path,
    editions: Editions,
    report: Report,
    *,
    cache: Path | None = None,
    shown: str = SPEC,
    places: Places | None = None,
) -> DataTree:
    """Open the data in `root/spec` (or `root/shown`); `cache` is the folder for parsed data."""
    documents = Documents(root / shown, report, Cache(cache), shown)
    return DataTree(documents, editions, report, places or _places(editions))


@dataclass(slots=True)
class View:
    """The data of one edition."""

    tree: DataTree
    edition: Edition
    refs: Refs
    schemas: Schemas
    examples: Examples
    writer: Writer
    operations: OperationReader
    events: EventReader
    report: Report
    cutter: Cutter
    _found: dict[tuple[str, str, str], Found] | None = None
    _types: dict[str, list[str]] | None = None
    _examples: dict[str, list[str]] | None = None
    _read: dict[int, Operation] = field(default_factory=dict)
    _events: dict[str, Event] = field(default_factory=dict)

    # -- operations

    def found(self) -> dict[tuple[str, str, str], Found]:
        """Map method and path, with parameter names removed, to operations."""
        if self._found is None:
            self._found = {}
            for found in self._all_operations():
                key = (found.method, without_names(found.path), found.variant)
                other = self._found.get(key)
                if other is not None:
                    text = f"{found.name} is described at {_place(other.origin)} too"
                    self.report.add("data-duplicate", found.origin, text)
                    continue
                self._found[key] = found
        return self._found

    def operation(self, argument: str, where: Origin, report: Report | None = None) -> Operation | None:
        """Find the operation for `METHOD /path`; None (added to `report`) if there is no such operation."""
        method, _, path = argument.partition(" ")
        path, _, variant = path.strip().partition("#")
        found = self.found().get((method.lower(), without_names(path), variant))
        if found is None:
            names = [f.name for f in self.found().values()]
            self._unknown("operation", argument, names, where, report)
            return None
        return self.read(found)

    def read(self, found: Found) -> Operation:
        """Read an operation once; if it is the same in every edition, once for all editions."""
        known = self.tree.operations if self.tree.documents.same_everywhere(found.file) else self._read
        # A file without conditions is the same object in every edition.
        if id(found.node) not in known:
            known[id(found.node)] = self.operations.read(found)
        return known[id(found.node)]

    def _all_operations(self) -> Iterator[Found]:
        folder = self.tree.places.api
        for path in self.tree.documents.paths():
            if not _below(path, folder) or _is_example(path) or not self._may_hold(path):
                continue
            document = self.refs.document(path)
            if not isinstance(document, Obj):
                continue
            domain = (
                posixpath.dirname(posixpath.relpath(path, folder))
                or posixpath.basename(path).rsplit(".", 1)[0]
            )
            for part in ("paths", "webhooks"):
                routes = document.obj(part)
                for route in routes:
                    item = self.refs.follow(routes.obj(route))
                    for method in METHODS:
                        node = item.get(method)
                        if isinstance(node, Obj):
                            webhook = part == "webhooks"
                            variant = ""
                            full = route
                            if not webhook:
                                full, variant = split_variant(route, path)
                                full = base_path(document, item, node) + full
                            yield Found(method, full, path, domain, document, item, node, webhook, variant)

    def _may_hold(self, path: str) -> bool:
        """Check from its text whether a document can contain operations: most do not, and are not parsed."""
        text = self.tree.documents.text(path)
        return text is not None and _OPERATIONS.search(text) is not None

    # -- event types and schemas

    def event_names(self) -> list[str]:
        """List the names of all event types: the file path relative to `events/`, without the suffix."""
        return sorted(name for names in self._by_type().values() for name in names)

    def event(self, argument: str, where: Origin, report: Report | None = None) -> Event | None:
        """Find an event type by its type or name (its file's path); None (added to `report`) if unknown."""
        by_type = self._by_type()
        names = self.event_names()
        candidates = [name for name in names if name == argument] or by_type.get(argument, [])
        if not candidates:
            self._unknown("event type", argument, sorted({*by_type, *names}), where, report)
            return None
        # A subtype such as `m.room.message$m.text`, or one in a folder, is used only if it is named.
        nearest = [name for name in candidates if name.count("/") == min(c.count("/") for c in candidates)]
        exact = [name for name in nearest if posixpath.basename(name) == argument] or nearest
        if len(exact) > 1:
            text = f"{argument!r} fits {', '.join(sorted(exact))}; name one of these"
            (report or self.report).add("data-ambiguous", where, text)
            return None
        return self.read_event(exact[0])

    def read_event(self, name: str) -> Event:
        """Read the event type with a name from `event_names`, cached as operations are."""
        if name in self._events or name in self.tree.events:
            return self._events.get(name) or self.tree.events[name]
        path = self._event_path(name)
        beside = self._examples_of(name)
        shared = path is not None and all(map(self.tree.documents.same_everywhere, (path, *beside)))
        known = self.tree.events if shared else self._events
        node = self.event_node(name)
        known[name] = self.events.read(name, node if node is not None else Obj(1, ""), beside)
        return known[name]

    def schema(self, argument: str, where: Origin, report: Report | None = None) -> Shape | None:
        """Find the schema for a name: a file's name, with as many folders before it as needed."""
        ending = f"/{argument}"
        found = [
            path
            for path in self.tree.documents.paths()
            if f"/{path}".rsplit(".", 1)[0].endswith(ending)
            and "/examples/" not in f"/{path}"
            and not self._has_operations(path)
        ]
        nearest = [path for path in found if path.count("/") == min(p.count("/") for p in found)]
        if len(nearest) > 1:
            names = ", ".join(path.rsplit(".", 1)[0] for path in nearest)
            text = f"{argument!r} fits {names}; name more of the path"
            (report or self.report).add("data-ambiguous", where, text)
            return None
        node = self.refs.document(nearest[0]) if nearest else None
        if node is None and nearest:
            return None  # the fault of the file is reported already
        if not isinstance(node, Obj):
            paths = [path for path in self.tree.documents.paths() if not self._has_operations(path)]
            known = [posixpath.basename(path).rsplit(".", 1)[0] for path in paths]
            self._unknown("schema", argument, known, where, report)
            return None
        if not self.tree.documents.same_everywhere(nearest[0]):
            return self.events.shape(argument, node)
        if argument not in self.tree.shapes:
            self.tree.shapes[argument] = self.events.shape(argument, node)
        return self.tree.shapes[argument]

    def _has_operations(self, path: str) -> bool:
        node = self.refs.document(path)
        return isinstance(node, Obj) and "openapi" in node

    def _by_type(self) -> dict[str, list[str]]:
        """Map event types to the names of the files that describe them."""
        if self._types is None:
            self._types = {}
            for path in self.tree.documents.paths():
                if not _below(path, self.tree.places.events):
                    continue
                name = _stem(path, self.tree.places.events)
                if name.split("/")[0] in self.tree.places.parts:
                    continue
                if "/examples/" in f"/{name}":
                    continue
                node = self.refs.document(path)
                if isinstance(node, Obj) and (kind := self.events.type_of(name, node)):
                    self._types.setdefault(kind, []).append(name)
        return self._types

    def event_node(self, name: str) -> Obj | None:
        """Return the schema of an event type by its name, None if there is no such event type."""
        path = self._event_path(name)
        node = None if path is None else self.refs.document(path)
        return node if isinstance(node, Obj) else None

    def _event_path(self, name: str) -> str | None:
        paths = (posixpath.join(self.tree.places.events, name + suffix) for suffix in SUFFIXES)
        return next(filter(self.tree.documents.has, paths), None)

    def _examples_of(self, name: str) -> Mapping[str, Obj]:
        """Collect the examples in files named after an event type: `name.yaml`, `name$what.yaml`."""
        if self._examples is None:
            self._examples = {}
            folder = self.tree.places.examples
            for path in self.tree.documents.paths():
                if _below(path, folder):
                    stem = _stem(path, folder)
                    # `$` separates the name of an example, unless an event type has exactly that name.
                    owner = stem if self.event_node(stem) is not None else stem.partition("$")[0]
                    self._examples.setdefault(owner, []).append(path)
        values = {path: self.refs.document(path) for path in self._examples.get(name, ())}
        return {path: value for path, value in values.items() if isinstance(value, Obj)}

    def _unknown(self, what: str, name: str, known: list[str], where: Origin, report: Report | None) -> None:
        if self.tree.documents.unusable:
            return  # the fault of that file is reported, and the file may contain the missing name
        near = difflib.get_close_matches(name, known, 1, 0.6)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        text = f"no {what} {name!r} in the edition {self.edition.name}{hint}"
        (report or self.report).add("data-unknown", where, text)


def _open_view(tree: DataTree, edition: Edition) -> View:
    report = tree.report
    cutter = Cutter(tree.editions, edition, report)
    refs = Refs(tree.documents, report, cutter.cut)
    schemas = Schemas(refs, report)
    examples = Examples(refs, schemas)
    writer = Writer(tree.editions, edition, report)
    operations = OperationReader(refs, schemas, examples, writer, report)
    events = EventReader(schemas, examples, writer, report)
    return View(tree, edition, refs, schemas, examples, writer, operations, events, report, cutter)


def _is_example(path: str) -> bool:
    return "/examples/" in f"/{path}"


def _below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _stem(path: str, folder: str) -> str:
    """Return the path of a file relative to a folder, without its suffix."""
    return (path[len(folder) + 1 :] if folder else path).rsplit(".", 1)[0]


def _place(where: Origin) -> str:
    return f"{where.path}:{where.line}"
