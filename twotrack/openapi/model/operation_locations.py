"""Locations of operations, and the names derived from their method and path."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from twotrack.openapi.load.derived_names import operation_id, slug
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.elements import TypePart
from twotrack.openapi.model.server_urls import base_path
from twotrack.text import Origin

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class Found:
    """The location of an operation: the content of its file, its path item, its node, and its full path."""

    method: str
    path: str
    file: str
    domain: str
    document: Obj
    item: Obj
    node: Obj
    webhook: bool = False
    # The name of a second description of the same method and path; see `split_variant`.
    variant: str = ""

    @property
    def name(self) -> str:
        """The method and path as written in a directive: `GET /events`, `GET /events#peeking`."""
        return f"{self.method.upper()} {self.route}"

    @property
    def route(self) -> str:
        """The path, with the variant as a fragment."""
        return f"{self.path}#{self.variant}" if self.variant else self.path

    @property
    def holders(self) -> tuple[Obj, Obj, Obj]:
        """The objects around the operation that can have servers, outermost first."""
        return self.document, self.item, self.node

    @property
    def id(self) -> str:
        """The anchor of the operation."""
        anchor = operation_id(self.method, self.path)
        return f"{anchor}-{slug(self.variant)}" if self.variant else anchor

    @property
    def origin(self) -> Origin:
        """The position of the operation: the line of its method."""
        return self.item.origin(self.method)._replace(because=self.node.because)


def split_variant(route: str, file: str) -> tuple[str, str]:
    """Split a key of `paths` into the path and the variant, which is empty if there is none.

    OpenAPI allows one description for each method and path. Documents that need a second one write its key
    with a fragment (`/events#peeking`) or with a trailing space; the variant is then the name of the file.
    """
    path, _, variant = route.partition("#")
    stem = posixpath.basename(file).rsplit(".", 1)[0]
    return path.rstrip(" "), variant or (stem if path.endswith(" ") else "")


def linked_operation(link: Obj, document: Obj) -> TypePart:
    """Find the operation that a link refers to, by its id or by its position in the same document."""
    paths = document.obj("paths")
    wanted = link.text("operationId") or link.text("operationRef")
    for path in paths:
        for method in METHODS:
            node = paths.obj(path).obj(method)
            ref = f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
            if wanted and wanted in {node.text("operationId"), ref}:
                item = paths.obj(path)
                route, variant = split_variant(path, document.path)
                whole = base_path(document, item, node) + route
                found = Found(method, whole, document.path, "", document, item, node, variant=variant)
                return TypePart(f"{method.upper()} {whole}", see=f"#{found.id}")
    return TypePart(wanted or "an operation that it does not name")
