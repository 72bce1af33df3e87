"""Resolution of `$ref`: a path relative to the file that contains it, then a JSON pointer (RFC 6901)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from twotrack.openapi.load.data_files import Documents
from twotrack.openapi.load.nodes import Obj, Value
from twotrack.problems import Report

_MISSING = object()
MAX_HOPS = 50


@dataclass(slots=True)
class Refs:
    """The documents of one edition, and the targets of each `$ref` in them."""

    documents: Documents
    report: Report
    cut: Callable[[Value], Value]
    _values: dict[str, Value] = field(default_factory=dict)

    def document(self, path: str) -> Value:
        """Return the content of a file in the edition, None if it is empty."""
        if path not in self._values:
            document = self.documents.get(path)
            if document is None:
                self._values[path] = None
            else:
                self._values[path] = self.cut(document.value) if document.conditional else document.value
        return self._values[path]

    def target(self, holder: Obj) -> Value:
        """Find the target of the `$ref` in a mapping, None (reported) if it does not exist."""
        where = holder.origin("$ref")
        ref = holder.get("$ref")
        if not isinstance(ref, str):
            self.report.add("data-shape", where, "`$ref` takes a path, such as `definitions/error.yaml`")
            return None
        file, _, pointer = ref.partition("#")
        base = self._path(holder.path)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(file))) if file else base
        if ":" in file.split("/", 1)[0]:
            self.report.add(
                "data-ref", where, f"`$ref: {ref}` leads to another site; put the file into the tree"
            )
            return None
        if path.startswith(("../", "/")) or path == "..":
            self.report.add("data-ref", where, f"`$ref: {ref}` leads out of the tree")
            return None
        if not self.documents.has(path):
            self.report.add("data-ref", where, f"`$ref: {ref}`: there is no file {self.documents.name(path)}")
            return None
        document = self.document(path)
        found = _at(document, pointer)
        if found is _MISSING:
            if document is not None:
                self.report.add(
                    "data-ref",
                    where,
                    f"`$ref: {ref}`: {self.documents.name(path)} has no `#{pointer}` in this edition",
                )
            return None
        return found

    def follow(self, holder: Obj) -> Obj:
        """Resolve a mapping that may be a `$ref`; keys beside it override those of its target."""
        seen: list[Obj] = []
        current = holder
        while "$ref" in current:
            if any(current is other for other in seen) or len(seen) > MAX_HOPS:
                self.report.add(
                    "data-ref-loop",
                    holder.origin("$ref"),
                    f"`$ref: {holder.get('$ref')}` comes back to itself",
                )
                return Obj(holder.line, holder.path, holder.because)
            seen.append(current)
            target = self.target(current)
            if not isinstance(target, Obj):
                if target is not None:
                    self.report.add(
                        "data-shape", current.origin("$ref"), "`$ref` leads to something that is no mapping"
                    )
                current = Obj(current.line, current.path, current.because)
                break
            current = target
        return _overlaid([holder for holder in seen if len(holder) > 1], current)

    def inlined(self, value: Value, trail: tuple[int, ...] = ()) -> Value:
        """Replace each `$ref` in example data; keys beside a reference override those of its target."""
        if isinstance(value, list):
            return [self.inlined(item, trail) for item in value]
        if not isinstance(value, Obj):
            return value
        if id(value) in trail:
            self.report.add("data-ref-loop", value.origin(), "this example includes itself")
            return {}
        trail = (*trail, id(value))
        own = {key: self.inlined(item, trail) for key, item in value.items() if key != "$ref"}
        if not isinstance(value.get("$ref"), str):
            return {"$ref": value["$ref"], **own} if "$ref" in value else own
        brought = self.inlined(self.target(value), trail)
        if not own:
            return brought
        return {**brought, **own} if isinstance(brought, dict) else own

    def _path(self, name: str) -> str:
        """Return the path of a document from its name in messages."""
        return name.removeprefix(f"{self.documents.shown}/") if self.documents.shown else name


def _overlaid(over: list[Obj], base: Obj) -> Obj:
    if not over:
        return base
    made = base.like()
    made.because = over[0].because or base.because
    for layer in [base, *reversed(over)]:
        for key, value in layer.items():
            if key != "$ref":
                made.copy_key(key, layer, value)
    return made


def _at(value: Value, pointer: str) -> Value:
    if pointer and not pointer.startswith("/"):
        return _anchored(value, pointer)
    for step in pointer.split("/")[1:]:
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        if isinstance(value, Obj) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return _MISSING
    return value


def _anchored(value: Value, name: str) -> Value:
    """Find the schema with `$anchor: name` (JSON Schema 2020-12, section 8.2.2)."""
    if isinstance(value, Obj) and name in {value.get("$anchor"), value.get("$dynamicAnchor")}:
        return value
    inner = value.values() if isinstance(value, Obj) else value if isinstance(value, list) else ()
    return next((found for item in inner if (found := _anchored(item, name)) is not _MISSING), _MISSING)
