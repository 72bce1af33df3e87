"""The files of a published Matrix tree, and their places in the project."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from twotrack.commonmark.code_blocks import CodeBlocks, code_blocks
from twotrack.importers import swagger
from twotrack.importers.hugo.formulas import formulas_as_code
from twotrack.importers.hugo.front_matter import Content, FrontMatterError, read_content
from twotrack.importers.hugo.shortcodes import lone_shortcode
from twotrack.openapi.model.operation_locations import METHODS, split_variant
from twotrack.openapi.model.server_urls import base_path
from twotrack.problems import Report
from twotrack.source.tree import read_text
from twotrack.text import Origin

CONTENT = "content"
DATA = "data"
VERSION_PAGE = "rooms/version.md"
_VERSION = re.compile(r"rooms/v(\d+)\.md$")
# The order of the published navigation. An anchor that several pages have stays on the first of them.
_ORDER = (
    *("_index.md", "client-server-api/_index.md", "server-server-api.md", "application-service-api.md"),
    *("identity-service-api.md", "push-gateway-api.md", "rooms/_index.md", "rooms/", "appendices.md"),
    *("olm-megolm/", "proposals.md", ""),
)
_PARTS = ("client-server-api/modules/", "rooms/fragments/")
_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Unit:
    """A content file: its paths below `content/` and below `spec/`, its text, and which lines are code."""

    path: str
    out: str
    content: Content
    code: CodeBlocks

    @property
    def name(self) -> str:
        """The path as messages show it."""
        return f"{CONTENT}/{self.path}"

    def origin(self, index: int) -> Origin:
        """Compute the place of a line by its index."""
        return Origin(self.name, self.content.first + index)


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A page of the published site: its path without outer slashes, its content, and our page for it."""

    url: str
    unit: Unit
    page: str

    @property
    def version(self) -> str:
        """The room version that the page describes, or an empty text."""
        match = _VERSION.match(self.unit.path)
        return match[1] if match else ""

    @property
    def anchor(self) -> str:
        """The anchor of the whole page."""
        return f"page-{self.url.replace('/', '-').replace('.', '-') or 'index'}"


@dataclass(frozen=True, slots=True)
class PublishedOperation:
    """An operation of an API document: method, path, and the name of a second description."""

    method: str
    path: str
    variant: str


@dataclass(slots=True)
class SourceTree:
    """A published tree: its content files, its pages, and its API documents.

    `data` has documents in Swagger 2.0 as OpenAPI 3.1; `swagger` has their text as it is published.
    """

    root: Path
    units: dict[str, Unit] = field(default_factory=dict)
    pages: list[PublishedPage] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)
    swagger: dict[str, str] = field(default_factory=dict)
    operations: dict[tuple[str, str], list[PublishedOperation]] = field(default_factory=dict)
    _parsed: dict[str, Any] = field(default_factory=dict)

    def versions(self) -> list[str]:
        """List the room versions, in their order."""
        return sorted((page.version for page in self.pages if page.version), key=int)

    def included(self, line: str) -> Unit | None:
        """Find the content file that a line includes, if any."""
        found = lone_shortcode(line) if "{{" in line else None
        if found is None:
            return None
        code = found[1]
        if code.name == "cs-module":
            return self.units.get(f"client-server-api/modules/{code.get('filename')}.md")
        if code.name == "rver-fragment":
            return self.units.get(f"rooms/fragments/{code.get('name')}.md")
        return None

    def walk(self, unit: Unit) -> Iterator[tuple[Unit, int]]:
        """Yield the lines of a page as it is published, files that it includes in their places."""
        for index, line in enumerate(unit.content.lines):
            inner = self.included(line)
            if inner is None:
                yield unit, index
            else:
                yield from self.walk(inner)

    def parsed(self, path: str) -> Any:
        """Parse a data file; None if it is not valid."""
        if path not in self._parsed:
            try:
                self._parsed[path] = yaml.load(self.data[path], Loader=yaml.CSafeLoader)
            except yaml.YAMLError:
                self._parsed[path] = None
        return self._parsed[path]

    def title_of(self, path: str) -> str:
        """Find the title of a schema, following `allOf` and `$ref` as the published pages do."""
        node, seen = self.parsed(path), set()
        while isinstance(node, dict):
            if isinstance(node.get("title"), str):
                return str(node["title"])
            bases = [base for base in node.get("allOf", ()) if isinstance(base, dict)]
            titled = [base for base in bases if "title" in base]
            ref = node.get("$ref") or next((base["$ref"] for base in bases if "$ref" in base), None)
            if titled:
                return str(titled[0]["title"])
            if not isinstance(ref, str) or ref in seen:
                break
            seen.add(ref)
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), ref.partition("#")[0]))
            node = self.parsed(path) if path in self.data else None
        return ""

    def event_names(self) -> list[str]:
        """List the event types by the names of their schemas."""
        folder = "event-schemas/schema/"
        names = [path[len(folder) :].rsplit(".", 1)[0] for path in self.data if path.startswith(folder)]
        return sorted(name for name in names if "/" not in name)


def read_source_tree(root: Path, report: Report) -> SourceTree | None:
    """Read the tree below `root`; return None, with the reasons reported, if it is not a Matrix tree."""
    tree = SourceTree(root)
    for folder in (CONTENT, DATA):
        if not (root / folder).is_dir():
            text = f"no folder {folder}/: name the folder that holds content/ and data/ of the specification"
            report.add("import-source", Origin(str(root), 0), text)
            return None
    for path in _files(root / CONTENT, (".md",)):
        content = _read_content(root, path, report)
        if content is not None and content.meta.get("headless") is not True:
            lines = formulas_as_code(content.lines, code_blocks(content.lines))
            tree.units[path] = Unit(path, _out(path), content._replace(lines=lines), code_blocks(lines))
    for path in _files(root / DATA, _SUFFIXES):
        data = read_text(root / DATA / path, f"{DATA}/{path}", root, report)
        if data is not None:
            tree.data[path] = _as_openapi(tree, path, data, report)
    for path in sorted(tree.units, key=_rank):
        if not path.startswith(_PARTS):
            unit = tree.units[path]
            page = VERSION_PAGE if _VERSION.match(path) else unit.out
            tree.pages.append(PublishedPage(_url(path), unit, page))
    _read_operations(tree, report)
    _report_cycles(tree, report)
    return None if report.failed else tree


def _as_openapi(tree: SourceTree, path: str, text: str, report: Report) -> str:
    if not path.startswith("api/") or not swagger.is_swagger(text):
        return text
    try:
        made = swagger.converted(text)
    except swagger.NestingError:
        why = "not converted from Swagger 2.0: an alias within itself, or too many aliases or levels"
        report.add("import-source", Origin(f"{DATA}/{path}", 0), why)
        made = None
    if made is None:
        return text
    tree.swagger[path] = text
    return made


def _read_content(root: Path, path: str, report: Report) -> Content | None:
    name = f"{CONTENT}/{path}"
    text = read_text(root / CONTENT / path, name, root, report)
    if text is None:
        return None
    try:
        return read_content(text)
    except FrontMatterError as error:
        report.add("import-source", Origin(name, error.line), str(error))
        return None


def _report_cycles(tree: SourceTree, report: Report) -> None:
    """Report the lines that include a file in itself."""

    def visit(unit: Unit, above: tuple[str, ...]) -> None:
        for index, line in enumerate(unit.content.lines):
            inner = tree.included(line)
            if inner is None or unit.path in done:
                continue
            if inner.path in above:
                report.add("import-source", unit.origin(index), f"{inner.name} includes itself")
            else:
                visit(inner, (*above, inner.path))
        done.add(unit.path)

    done: set[str] = set()
    for unit in tree.units.values():
        visit(unit, (unit.path,))


def _read_operations(tree: SourceTree, report: Report) -> None:
    for path in tree.data:
        if not path.startswith("api/") or path.count("/") != 2:  # noqa: PLR2004 - api/NAME/FILE
            continue
        document = tree.parsed(path)
        if document is None:
            report.add("import-source", Origin(f"{DATA}/{path}", 0), "not valid YAML")
        if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
            continue
        base = _base_path(document)
        _, api, file = path.split("/")
        found = tree.operations.setdefault((api, file.rsplit(".", 1)[0]), [])
        for key, item in document["paths"].items():
            if not isinstance(key, str) or not isinstance(item, dict):
                report.add("import-source", Origin(f"{DATA}/{path}", 0), f"the path {key} is no path item")
                continue
            route, variant = split_variant(key, file)
            found += [
                PublishedOperation(method, base + route, variant) for method in METHODS if method in item
            ]


def _base_path(document: dict[str, Any]) -> str:
    """Find the path of the document's first server; see `base_path`, which reads nodes with lines."""
    from twotrack.openapi.load.nodes import Obj

    def node(value: Any) -> Any:
        if isinstance(value, dict):
            made = Obj(1, "")
            for key, inner in value.items():
                made[key] = node(inner)
            return made
        return [node(item) for item in value] if isinstance(value, list) else value

    return base_path(node({"servers": document.get("servers", [])}))


def _files(folder: Path, suffixes: tuple[str, ...]) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name.endswith(suffixes) and not path.name.startswith(".")
    )


def _url(path: str) -> str:
    return path.removesuffix(".md").removesuffix("_index").removesuffix("/")


def _out(path: str) -> str:
    version = _VERSION.match(path)
    if version:
        return f"rooms/parts/v{version[1]}.md"
    return path.replace("_index.md", "index.md")


def _rank(path: str) -> tuple[int, int, str]:
    """Compute the key that sorts content files by `_ORDER`; room versions by number."""
    place = next(i for i, known in enumerate(_ORDER) if path == known or _is_below(path, known))
    version = _VERSION.match(path)
    return place, int(version[1]) if version else 0, path


def _is_below(path: str, folder: str) -> bool:
    return not folder or (folder.endswith("/") and path.startswith(folder))
