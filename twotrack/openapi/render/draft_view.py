"""The data in a draft: the same content as on the site, as text and definition lists for 72 columns.

The output is Markdown, which the RFC writer understands. Parts that only a website needs are omitted:
badges, history, links between tables, and the examples of errors, which all look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from twotrack.openapi.model.elements import (
    Body,
    Event,
    Example,
    Fact,
    Operation,
    Property,
    Response,
    Shape,
    Table,
    TypeName,
)
from twotrack.openapi.render.html_parts import defined
from twotrack.openapi.render.http_messages import request_example, status_line
from twotrack.openapi.render.line_writer import Lines, as_json
from twotrack.text import Origin, Text

_PLACES = {
    "path": "Parameters in the path:",
    "query": "Parameters in the query:",
    "header": "Headers:",
    "cookie": "Cookies:",
}
# The subject of the table of a named schema, which is shown where it is described.
_SHAPE = "It"
# The end of a block to which no sentence can be added.
_BLOCK = re.compile(r"\s*(?:[-*+>|]|\d+[.)]|`{3,}|~{3,}| {4})")


@dataclass(frozen=True, slots=True)
class DraftView:
    """Renders the model for an Internet-Draft."""

    def operation(self, operation: Operation, level: int) -> Text:
        """Render an operation: heading, description, definition lists, examples."""
        out = Lines()
        where = operation.origin
        out.block([f"{'#' * level} `{operation.method}` `{operation.path}` {{#{operation.id}}}"], where)
        if operation.summary:
            out.block([_sentence(operation.summary)], where)
        out.prose(operation.description)
        out.block(self._terms(operation), where)
        self._messages(out, operation)
        for name, called in operation.callbacks:
            about = (
                f"Callback `{name}`: a request `{called.method}` to `{called.path}`, in the other direction."
            )
            out.block([about], called.origin)
            if called.summary:
                out.block([_sentence(called.summary)], called.origin)
            out.prose(called.description)
            self._messages(out, called)
        return out.text

    def _messages(self, out: Lines, operation: Operation) -> None:
        where = operation.origin
        for place, rows in operation.parameters:
            self._list(out, _PLACES[place], rows, rows[0].origin)
        self._tables(out, operation.tables, "")
        about = operation.request_description
        if not (_is_phrase(about) and len(operation.request) == 1 and operation.request[0].is_table):
            out.prose(about)
            about = Text()
        for body in operation.request:
            optional = "" if operation.request_required else ", optional"
            self._body(out, body, f"The body of the request (`{body.content_type}`{optional})", about, where)
        self._request_examples(out, operation)
        self._responses(out, operation)

    def event(self, event: Event, level: int) -> Text:
        """Render an event type: heading, kind, description, definition lists, examples."""
        out = Lines()
        where = event.origin
        out.block([f"{'#' * level} {event.heading or f'`{event.type}`'} {{#{event.id}}}"], where)
        kinds = [kind.title for kind in event.kinds]
        deprecated = ", deprecated" if event.history.deprecated else ""
        out.block(
            [_sentence(" or ".join([*kinds[:1], *(kind.lower() for kind in kinds[1:])]) + deprecated)], where
        )
        out.prose(event.description)
        rows = [*([event.state_key] if event.state_key else []), *event.envelope]
        if rows:
            self._list(out, "Of the keys beside `content`:", rows, where)
        if not event.tables:
            out.block([f"`content` is of type {_type(event.content)}."], where)
        self._tables(out, event.tables, "")
        self._examples(out, event.examples)
        return out.text

    def shape(self, shape: Shape, level: int) -> Text:
        """Render a named schema: heading, description, definition lists, examples."""
        out = Lines()
        where = shape.origin
        out.block([f"{'#' * level} {shape.title} {{#{shape.id}}}"], where)
        out.prose(shape.description)
        if not shape.tables or shape.tables[0].path:
            out.block([" ".join([f"A value of type {_type(shape.type)}.", *_facts(shape.facts)])], where)
        self._tables(out, shape.tables, _SHAPE)
        self._examples(out, shape.examples)
        return out.text

    # -- the parts of an operation

    def _terms(self, operation: Operation) -> list[str]:
        ways = [" and ".join(scheme.label for scheme in way) for way in operation.schemes if way]
        optional = any(not way for way in operation.schemes)
        lines = []
        if ways:
            lines.append(f"Authentication{' (optional)' if optional else ''}: {' or '.join(ways)}.")
        else:
            lines.append("The request needs no authentication.")
        if operation.limited:
            lines.append("Servers can limit the rate of such requests.")
        if operation.history.deprecated:
            lines.append("This operation is deprecated.")
        if operation.webhook:
            lines.append("It is a webhook: the server sends the request.")
        lines += _facts(operation.facts)
        return [" ".join(lines)]

    def _request_examples(self, out: Lines, operation: Operation) -> None:
        shown = [(body, example) for body in operation.request for example in body.examples[:1]]
        if not operation.has_path:
            for body, example in shown:
                self._examples(out, [example], body.content_type)
            return
        if not shown:
            out.fence("http", request_example(operation, None, ""), operation.example_origin(None))
        for body, example in shown:
            out.fence(
                "http",
                request_example(operation, example, body.content_type),
                operation.example_origin(example),
            )

    def _responses(self, out: Lines, operation: Operation) -> None:
        if not operation.responses:
            return
        out.block(["Responses:"], operation.origin)
        described = _described_elsewhere(operation.responses)
        for response in operation.responses:
            types = [
                sentence
                for body in response.bodies
                if not body.is_table and not (body.is_linked and body.type[0].table in described)
                for sentence in (
                    f"The body (`{body.content_type}`) is of type {_type(body.type)}.",
                    *([] if body.is_linked else body.description.lines),
                    *_facts(body.facts),
                )
            ]
            more = [*types, *_facts(response.facts)]
            self._definition(
                out, f"{status_line(response.status)}", response.description, more, response.origin
            )
        for response in operation.responses:
            self._response(out, response, described)

    def _response(self, out: Lines, response: Response, described: dict[str, list[str]]) -> None:
        if response.headers:
            self._list(out, f"Headers of the {response.status} response:", response.headers, response.origin)
        self._tables(out, response.tables, "")
        for body in response.bodies:
            shared = described.get(body.type[0].table, []) if body.is_linked else []
            which = _responses_phrase(shared or [response.status])
            name = f"The body of {which} (`{body.content_type}`)"
            self._tables(out, body.tables, name)
            if response.status < "4" and body.examples:
                if not body.tables:
                    out.block([f"{name}, for example:"], response.origin)
                self._examples(out, body.examples[:1], body.content_type)

    def _body(self, out: Lines, body: Body, name: str, about: Text, where: Origin) -> None:
        """Write a body with the name `name`; `about` is its description in the request."""
        if body.is_table:
            self._tables(out, body.tables, name, about)
            out.block(list(_facts(body.encoding)), where)
        else:
            more = _facts(body.facts + body.encoding)
            out.block([" ".join([f"{name} is of type {_type(body.type)}.", *more])], where)
            if not body.is_linked:
                out.prose(body.description)
            self._tables(out, body.tables, "")

    # -- lists

    def _tables(self, out: Lines, tables: Iterable[Table], subject: str, about: Text | None = None) -> None:
        """Write tables as lists; `subject` names the value of the table without a path, as a sentence begins.

        `about` is a text before the description of that table. A table that a section of the draft describes
        is replaced by a reference to it, and the tables below it are omitted.
        """
        described: list[str] = []
        for table in tables:
            if any(_is_below(table.path, path) for path in described):
                continue
            if table.described_at and subject != _SHAPE:
                described.append(table.path)
                name = f"`{table.path}`" if table.path else subject or "The value"
                title = table.title or "the section"
                out.block([f"{name}: [{title}](#{table.described_at})."], table.origin)
                continue
            title = f" ({table.title})" if table.title and table.path else ""
            if table.path:
                head = f"The keys of `{table.path}`{title}:"
            else:
                head = f"{subject} has these keys:" if subject else f"The keys of {table.title}:"
            description = Text() if table.path or about is None else about.slice(0, len(about))
            if table.alone:
                description.extend(table.description)
            # The description of a body or a key is not a full sentence: it needs the name in front.
            of_key = f"`{table.path}`{title}" if table.properties else ""
            name = of_key if table.path else subject
            if description.lines and name and not _BLOCK.match(description.lines[0]):
                description = Text(
                    [f"{name}: {description.lines[0]}", *description.lines[1:]], description.origins
                )
                head = "It has these keys:"
            out.prose(description)
            if table.properties:
                self._list(out, head, table.properties, table.origin)
            notes = list(_facts(table.facts))
            if table.variants:
                word = "One" if table.choice == "oneOf" else "One or more"
                notes.append(f"{word} of these hold: {', '.join(map(_type, table.variants))}.")
            if notes:
                out.block([" ".join(notes)], table.origin)

    def _list(self, out: Lines, head: str, rows: Iterable[Property], where: Origin) -> None:
        out.block([head], where)
        for row in rows:
            words = [_type(row.type)]
            if row.required:
                words.append("required")
            if row.history.deprecated:
                words.append("deprecated")
            term = f"{_name(row)} ({', '.join(words)})"
            self._definition(out, term, row.description, list(_facts(row.facts)), row.origin)

    def _definition(self, out: Lines, term: str, text: Text, more: list[str], where: Origin) -> None:
        """Add a term with its definition; `more` is added after the last sentence of the text."""
        inner = Lines()
        inner.prose(text)
        lines, origins = inner.text.lines, inner.text.origins
        while lines and not lines[-1]:
            lines.pop()
            origins.pop()
        if more:
            if lines and _BLOCK.match(lines[-1]):
                lines.append("")
                origins.append(origins[-1])
            lines += more
            origins += [where] * len(more)
        if not lines:
            lines, origins = ["Not described further."], [where]
        shown = [f":   {lines[0]}", *(f"    {line}" if line else "" for line in lines[1:])]
        out.block([term, *shown], where, *origins)

    def _examples(self, out: Lines, examples: Iterable[Example], kind: str = "application/json") -> None:
        for example in examples:
            if isinstance(example.value, str) and "json" not in kind:
                out.fence("text", example.value, example.origin)
            else:
                out.fence("json", as_json(example.value), example.origin)


def _is_phrase(text: Text) -> bool:
    """Check whether a text is one paragraph, to which more can be added."""
    return bool(text.lines) and all(text.lines) and not any(map(_BLOCK.match, text.lines))


def _is_below(path: str, outer: str) -> bool:
    return not outer or path == outer or path.startswith((f"{outer}.", f"{outer}["))


def _name(row: Property) -> str:
    if not row.pattern:
        return f"`{row.name}`"
    return row.name.capitalize() if row.name.startswith("any ") else f"Any {row.name}"


def _described_elsewhere(responses: Iterable[Response]) -> dict[str, list[str]]:
    """Return the ids of tables that a section of the draft replaces, with the statuses of their responses."""
    bodies = [(response.status, body) for response in responses for body in response.bodies]
    found: dict[str, list[str]] = {
        body.type[0].table: []
        for _, body in bodies
        if body.is_linked and body.is_table and body.tables[0].described_at
    }
    for status, body in bodies:
        if body.is_linked and body.type[0].table in found:
            found[body.type[0].table].append(status)
    return found


def _responses_phrase(statuses: list[str]) -> str:
    """Return `the 403 response`, or `each 403 and 404 response`."""
    if len(statuses) == 1:
        return f"the {statuses[0]} response"
    return f"each {', '.join(statuses[:-1])} and {statuses[-1]} response"


def _type(name: TypeName) -> str:
    """Return the name of a type; a format with a definition is linked if the draft contains that."""
    return "".join(defined(part.text, part.see) if part.see.startswith("#") else part.text for part in name)


def _facts(facts: Iterable[Fact]) -> Iterable[str]:
    for phrase, values, kind in facts:
        shown = ", ".join(f"`` {value} ``" if "`" in value else f"`{value}`" for value in values)
        about = " ".join(filter(None, (phrase, _type(kind))))
        colon = ":" if len(values) > 1 or (values and kind) else ""
        yield " ".join(filter(None, (about + colon, shown))) + "."


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
