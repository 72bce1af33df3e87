"""Consistency checks of the data of an edition: it is complete, consistent and shown.

`check_data` checks the data alone; `check_shown` needs the directives that the pages of an
edition contain. Examples are checked in a separate module, `example_checks`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from twotrack.config.facets import UNKNOWN_KIND
from twotrack.openapi.check.mappings import all_mappings
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.data_tree import View
from twotrack.openapi.model.elements import Body, Operation, Property
from twotrack.openapi.model.operation_locations import Found
from twotrack.openapi.model.operation_reader import ERROR_CODE
from twotrack.problems import Report
from twotrack.source.tree import Tree
from twotrack.text import Origin

_NAME = re.compile(r"\{([^{}]*)\}")
# The definition of an error code in the text: at the start of a table row or of a definition's term.
_DEFINED = re.compile(r"^[ \t]*\|?[ \t]*(?:\{:?[ \t]*#[\w.:-]+[ \t]*\}[ \t]*)?`(M_[A-Z0-9_]+)`")


def check_data(
    view: View, codes: Container[str] | None, report: Report, seen: set[int] | None = None
) -> None:
    """Check every operation and schema of an edition.

    `codes` contains the error codes that the text defines; None if it defines no codes. `seen` is kept
    between editions: an operation that several editions share is checked once.
    """
    seen = set() if seen is None else seen
    for found in view.found().values():
        operation = view.read(found)
        if id(operation) in seen:
            continue
        seen.add(id(operation))
        _check_complete(operation, found, report)
        _check_parameters(operation, report)
        if codes is not None:
            _check_codes(operation, codes, report)
    for name in view.event_names():
        event = view.read_event(name)
        if event.kinds == (UNKNOWN_KIND,):
            known = ", ".join(kind.name for kind in view.tree.editions.vocabulary.event_kinds)
            text = f"the kind of the event {name} is unknown; write `x-kind` with one of: {known}"
            report.add("data-incomplete", event.origin, text)
    _check_required(view, report)


def check_shown(view: View, anchors: Container[str], report: Report) -> None:
    """Check that every operation and event type is shown, or gives a reason in `x-unlisted`.

    `anchors` contains those of all pages. An element shown twice has two equal anchors, which is an error.
    """
    expected: list[tuple[str, str, Obj | None, Origin]] = []
    for found in view.found().values():
        operation = view.read(found)
        expected.append((operation.id, f"{operation.method} {operation.path}", found.node, operation.origin))
    for name in view.event_names():
        event = view.read_event(name)
        expected.append((event.id, f"the event type {name}", view.event_node(name), event.origin))
    for anchor, what, node, origin in expected:
        if anchor not in anchors and not (node is not None and node.text("x-unlisted")):
            text = f"{what} is shown on no page; show it, or write `x-unlisted: why` into it"
            report.add("data-unlisted", origin, text)


def defined_codes(tree: Tree) -> frozenset[str]:
    """Collect the error codes at the start of a row or a term on any page: these are definitions."""
    found: set[str] = set()
    for source in tree.sources.values():
        for line in source.body.text.lines:
            if "`M_" in line:
                match = _DEFINED.match(line)
                if match is not None:
                    found.add(match[1])
    return frozenset(found)


def _check_complete(operation: Operation, found: Found, report: Report) -> None:
    """Check that an operation has a description, responses, and schemas of its content."""
    name = f"{operation.method} {operation.path}"
    for what, there in (
        ("`summary`", operation.summary),
        ("`description`", operation.description.lines),
        ("response", operation.responses),
    ):
        if not there:
            report.add("data-incomplete", operation.origin, f"{name} has no {what}")
    where = found.node.origin("requestBody")
    _check_shows(operation.request, f"the request of {name}", where, report)
    for response in operation.responses:
        what = f"the response {response.status} of {name}"
        _check_shows(response.bodies, what, response.origin, report)


def _check_shows(bodies: Iterable[Body], what: str, where: Origin, report: Report) -> None:
    for body in bodies:
        if all(example.made for example in body.examples):
            report.add("data-incomplete", where, f"{what} ({body.content_type}) has no example")


def _check_parameters(operation: Operation, report: Report) -> None:
    """Check that the names in the path are the path parameters, and that these are required."""
    named = _NAME.findall(operation.path)
    rows: tuple[Property, ...] = dict(operation.parameters).get("path", ())
    declared = {row.name: row for row in rows}
    where = operation.origin
    for name in sorted(set(named)):
        if named.count(name) > 1:
            report.add("data-parameter", where, f"`{{{name}}}` occurs twice in {operation.path}")
        if name not in declared:
            text = f"`{{{name}}}` of {operation.path} is not declared; add a parameter with `in: path`"
            report.add("data-parameter", where, text)
    for name, row in declared.items():
        if name not in named:
            report.add("data-parameter", row.origin, f"{operation.path} has no `{{{name}}}`")
        elif not row.required:
            report.add("data-parameter", row.origin, f"{name!r} is part of the path: write `required: true`")


def _check_codes(operation: Operation, codes: Container[str], report: Report) -> None:
    for response in operation.responses:
        text = response.description
        written = {
            code: origin
            for line, origin in zip(text.lines, text.origins, strict=True)
            for code in ERROR_CODE.findall(line)
        }
        for code in response.codes:
            if code not in codes:
                wrong = (
                    f"the error code `{code}` is defined nowhere; begin a row of a table of errors with it"
                )
                report.add("data-errcode", written.get(code, response.origin), wrong)


def _check_required(view: View, report: Report) -> None:
    """Report properties that a piece of a schema still requires after another piece removed them."""
    # All documents are read first, because conditions are evaluated when a document is read.
    nodes = list(all_mappings(view))
    removed = view.cutter.removed
    if not removed:
        return
    for node in nodes:
        if "required" not in node and "allOf" not in node and "$ref" not in node:
            continue
        schema = view.schemas.read(node)
        gone = {name for piece in schema.pieces for name in removed.get((piece.path, piece.line), ())}
        if not gone:
            continue
        left = view.schemas.properties(schema)
        for piece in schema.pieces:
            for name in piece.strings("required"):
                if name in gone and name not in left:
                    text = f"{name!r} is required, but the edition {view.edition.name} has cut it"
                    report.add("data-required", piece.origin("required"), text)
