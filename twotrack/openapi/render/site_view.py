"""The data on the site: headings and prose as Markdown, tables as raw HTML in a scrollable box.

Tables are raw HTML, because cells contain lists and several paragraphs, a Markdown table takes as long to
convert, and rows of HTML have anchors and their own line in the YAML.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from twotrack.openapi.model.elements import (
    Body,
    Event,
    Example,
    History,
    Operation,
    Response,
    Shape,
)
from twotrack.openapi.model.output_paths import VIEWER, domain_path, event_path
from twotrack.openapi.render.cells import breakable_path, code, plain
from twotrack.openapi.render.html_parts import Box, Html, added, badge, badges
from twotrack.openapi.render.http_messages import request_example, status_line
from twotrack.openapi.render.line_writer import Lines, as_json
from twotrack.source.tree import SPEC
from twotrack.text import Origin, Text

_PLACES = {
    "path": "Path parameters",
    "query": "Query parameters",
    "header": "Headers",
    "cookie": "Cookies",
}
_CLASS = "tt-example"
# An attribute list ends at a brace, and its values at a quotation mark.
_IN_ATTRIBUTE = {ord(char): f"&#{ord(char)};" for char in '{}"'}
_VERSION = re.compile(r"^/(?:[^/{}]+/)*?v\d+(?=/)")


@dataclass(frozen=True, slots=True)
class SiteView:
    """Renders the model for the site."""

    html: Html
    # Whether the site has the machine-readable outputs, so that they can be linked.
    raw: bool = False
    # Whether it also has the viewer, which is only in the site of the project's own edition.
    viewer: bool = False

    def operation(self, operation: Operation, level: int) -> Text:
        """Render an operation: heading, badges, description, tables, examples."""
        out = Lines()
        where = operation.origin
        method = operation.method
        # The table of contents is too narrow for the common prefix of the paths of an API.
        label = f"{method} {short_path(operation.path)}".translate(_IN_ATTRIBUTE)
        attributes = f'#{operation.id} .tt-operation .tt-{method.lower()} data-toc-label="{label}"'
        out.block([f"{'#' * level} `{method}` {breakable_path(operation.path)} {{{attributes}}}"], where)
        out.block(badges(_access(operation), operation.history), where)
        self._opening(out, operation.summary, operation.history, where)
        out.prose(operation.description)
        if operation.facts:
            out.block([self.html.facts(operation.facts)], where)
        self._request(out, operation)
        self._responses(out, operation)
        for name, called in operation.callbacks:
            self._callback(out, name, called)
        links = {"OpenAPI document": domain_path(operation.domain)}
        self._raw(out, links | ({"Viewer": f"{VIEWER}/viewer.html"} if self.viewer else {}), where)
        return out.text

    def event(self, event: Event, level: int) -> Text:
        """Render an event type: heading, kind, description, content, examples."""
        out = Lines()
        where = event.origin
        title = event.heading or f"`{event.type}`{_subtype(event)}"
        out.block([f"{'#' * level} {title} {{#{event.id} .tt-event}}"], where)
        out.block(badges([badge("kind", kind.title) for kind in event.kinds], event.history), where)
        # A title of one word only repeats the type.
        summary = event.title if " " in event.title else ""
        self._opening(out, summary, event.history, where)
        out.prose(event.description)
        rows = [*([event.state_key] if event.state_key else []), *event.envelope]
        if rows:
            self.html.properties(out, Box("Event", anchor=f"{event.id}-event"), rows, where)
        if not event.tables or not event.content[0].table:
            out.block([f'<p class="tt-body">{code("content")}: {self.html.type(event.content)}</p>'], where)
        self.html.tables(out, event.tables, "")
        self._examples(out, event.examples, "Example")
        self._raw(out, {"JSON Schema": event_path(event.name)}, where)
        return out.text

    def shape(self, shape: Shape, level: int) -> Text:
        """Render a named schema: heading, description, tables, examples."""
        out = Lines()
        where = shape.origin
        out.block([f"{'#' * level} {shape.title} {{#{shape.id} .tt-schema}}"], where)
        out.block(badges([], shape.history), where)
        self._opening(out, "", shape.history, where)
        out.prose(shape.description)
        if not shape.tables or shape.tables[0].path:
            kind = f"Type: {self.html.type(shape.type)}{self.html.facts(shape.facts)}"
            out.block([f'<div class="tt-body">{kind}</div>'], where)
        self.html.tables(out, shape.tables, "", shape.id)
        self._examples(out, shape.examples, "Example")
        return out.text

    # -- the parts of an operation

    def _opening(self, out: Lines, summary: str, history: History, where: Origin) -> None:
        if summary:
            out.block([f'<p class="tt-summary">{self.html.inline(summary, where)}</p>'], where)
        marks = self.html.changed(history)
        if marks:
            out.block([f'<p class="tt-changes">{" ".join(marks)}</p>'], where)

    def _callback(self, out: Lines, name: str, operation: Operation) -> None:
        """Add a callback request of an operation."""
        where = operation.origin
        method = f'<span class="tt-method tt-{operation.method.lower()}">{operation.method}</span>'
        heading = f'<p class="tt-part" id="{operation.id}">Callback {code(name)}</p>'
        out.block([heading, f'<p class="tt-callback">{method} {code(operation.path)}</p>'], where)
        self._opening(out, operation.summary, operation.history, where)
        out.prose(operation.description)
        self._request(out, operation)
        self._responses(out, operation)

    def _request(self, out: Lines, operation: Operation) -> None:
        for place, rows in operation.parameters:
            box = Box(_PLACES[place], anchor=f"{operation.id}-{place}")
            self.html.properties(out, box, rows, rows[0].origin)
        self.html.tables(out, operation.tables, "")
        if operation.request:
            out.block([_part("Request", "" if operation.request_required else "optional")], operation.origin)
            out.prose(operation.request_description)
        for body in operation.request:
            tabled = bool(body.tables) and not body.tables[0].path
            if not tabled:
                out.block([f'<div class="tt-body">{self._body(body)}</div>'], operation.origin)
            kind = f" ({code(body.content_type)})" if len(operation.request) > 1 else ""
            self.html.tables(out, body.tables, f"Body{kind}")
            if tabled and body.encoding:
                out.block([self.html.facts(body.encoding)], operation.origin)
        shown = [(body, example) for body in operation.request for example in body.examples]
        for body, example in shown:
            title = _titled("Request", example, several=len(shown) > 1)
            if operation.has_path:
                message = request_example(operation, example, body.content_type)
                out.fence("http", message, operation.example_origin(example), title, _CLASS)
            else:
                self._example(out, example, title, body.content_type)
        if not shown and operation.has_path:
            out.fence(
                "http",
                request_example(operation, None, ""),
                operation.example_origin(None),
                "Request",
                _CLASS,
            )

    def _responses(self, out: Lines, operation: Operation) -> None:
        if not operation.responses:
            return
        out.block([_part("Responses", "")], operation.origin)
        rows = [(self._status(response, operation), response.origin) for response in operation.responses]
        box = Box(heads=("Status", "Meaning"), classes="tt-table tt-responses")
        box.write(out, rows, operation.origin)
        for response in operation.responses:
            self._response(out, response, operation)

    def _status(self, response: Response, operation: Operation) -> str:
        status = response.status
        marks = "".join(
            f" {mark}" for mark in (*added(response.history), *self.html.changed(response.history))
        )
        bodies = "".join(f'<div class="tt-body">{self._body(body)}</div>' for body in response.bodies)
        meaning = (
            self.html.cells.html(response.description) + marks + self.html.facts(response.facts) + bodies
        )
        named = f'class="tt-s{plain(status[0].lower())}" id="{operation.id}-{plain(status.lower())}"'
        return f'<tr {named}><td class="tt-name">{code(status)}</td><td>{meaning}</td></tr>'

    def _response(self, out: Lines, response: Response, operation: Operation) -> None:
        if response.headers:
            anchor = f"{operation.id}-{plain(response.status.lower())}-headers"
            box = Box(f"Headers of {plain(response.status)}", anchor=anchor)
            self.html.properties(out, box, response.headers, response.origin)
        self.html.tables(out, response.tables, "")
        for body in response.bodies:
            kind = f" ({code(body.content_type)})" if len(response.bodies) > 1 else ""
            self.html.tables(out, body.tables, f"Body of {plain(response.status)}{kind}")
            for example in body.examples:
                title = _titled(status_line(response.status), example, several=len(body.examples) > 1)
                self._example(out, example, title, body.content_type)

    def _raw(self, out: Lines, links: Mapping[str, str], where: Origin) -> None:
        """Add links to machine-readable outputs, relative, as all links, to the file that contains them."""
        here = posixpath.dirname(where.path.removeprefix(f"{SPEC}/")) or "."
        shown = [f"[{name}]({posixpath.relpath(path, here)}){{ .tt-raw }}" for name, path in links.items()]
        if self.raw:
            out.block([" ".join(shown)], where)

    def _body(self, body: Body) -> str:
        about = "" if body.is_linked else self.html.cells.html(body.description)
        return (
            f"{code(body.content_type)}: {self.html.type(body.type)}"
            + (f'<div class="tt-about">{about}</div>' if about else "")
            + self.html.facts(body.facts + body.encoding)
        )

    def _examples(self, out: Lines, examples: tuple[Example, ...], title: str) -> None:
        for example in examples:
            named = _titled(title, example, several=len(examples) > 1)
            self._example(out, example, named, "application/json")

    def _example(self, out: Lines, example: Example, title: str, kind: str) -> None:
        if isinstance(example.value, str) and "json" not in kind:
            out.fence("text", example.value, example.origin, title, _CLASS)
        else:
            out.fence("json", as_json(example.value), example.origin, title, _CLASS)


def short_path(path: str) -> str:
    """Shorten a path to its version and the part after it: `/sync` for `/_matrix/client/v3/sync`."""
    after = _VERSION.split(path, maxsplit=1)
    return after[-1] if len(after) > 1 and after[-1] else path


def _access(operation: Operation) -> list[str]:
    ways = [" and ".join(scheme.label for scheme in way) for way in operation.schemes if way]
    if ways:
        word = "Authentication" if all(operation.schemes) else "Optional authentication"
        shown = [badge("auth", f"{word}: {' or '.join(ways)}")]
    else:
        shown = [badge("open", "No authentication")]
    if operation.webhook:
        shown.insert(0, badge("webhook", "Webhook: the server sends it"))
    limited = [badge("limited", "Rate-limited")] if operation.limited else []
    return [*shown, *limited, *(badge("tag", tag) for tag in operation.tags)]


def _part(name: str, remark: str) -> str:
    more = f' <span class="tt-remark">{remark}</span>' if remark else ""
    return f'<p class="tt-part">{name}{more}</p>'


def _subtype(event: Event) -> str:
    subtype = event.name.rsplit("/", 1)[-1].partition("$")[2]
    return f" with `{subtype}`" if subtype else ""


def _titled(title: str, example: Example, *, several: bool) -> str:
    more = example.summary or (example.name if several else "")
    return f"{title}: {more}" if more else title
