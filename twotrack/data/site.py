"""The data on the site: headings and prose as Markdown, tables as raw HTML that scrolls in its own box.

Raw HTML for tables, because cells hold lists and several paragraphs, a Markdown table takes as long to
convert (measured: 1.02 s against 1.02 s for the largest page, and both more than text), and rows get
anchors and their own line in the YAML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twotrack.data.cells import Cells, code, plain
from twotrack.data.http import request_example, status_line
from twotrack.data.lines import Lines, as_json
from twotrack.data.model import (
    Body,
    Event,
    Example,
    Fact,
    History,
    Operation,
    Property,
    Response,
    Shape,
    Table,
    TypeName,
)
from twotrack.text import Origin, Text

_PLACES = {
    "path": "Path parameters",
    "query": "Query parameters",
    "header": "Headers",
    "cookie": "Cookies",
}
KINDS = {
    "state": "State event",
    "message": "Message event",
    "ephemeral": "Ephemeral event",
    "account-data": "Account data",
    "room-account-data": "Room account data",
    "to-device": "To-device event",
    "presence": "Presence event",
    "edu": "EDU",
    "event": "Event",
}


@dataclass(frozen=True, slots=True)
class SiteView:
    """Shows the model on the site."""

    cells: Cells

    def operation(self, operation: Operation, level: int) -> Text:
        """Give an operation: heading, badges, description, tables, examples."""
        out = Lines()
        where = operation.origin
        method = operation.method
        heading = f"{'#' * level} `{method}` `{operation.path}` {{#{operation.id} .tt-operation .tt-{method.lower()}}}"
        out.block([heading], where)
        out.block([self._badges(operation)], where)
        if operation.summary:
            out.block([f'<p class="tt-summary">{self._inline(operation.summary, where)}</p>'], where)
        self._changes(out, operation.history, where)
        out.prose(operation.description)
        self._request(out, operation)
        self._responses(out, operation)
        return out.text

    def event(self, event: Event, level: int) -> Text:
        """Give an event type: heading, kind, description, content, examples."""
        out = Lines()
        where = event.origin
        out.block([f"{'#' * level} `{event.type}`{_subtype(event)} {{#{event.id} .tt-event}}"], where)
        badges = [_badge("kind", KINDS[kind]) for kind in event.kinds]
        if event.state_key is not None and event.state_key.facts == (("Always", ('""',)),):
            badges.append(_badge("key", "One a room"))
        out.block([_paragraph("tt-badges", [*badges, *_history_badges(event.history)])], where)
        if event.title:
            out.block([f'<p class="tt-summary">{plain(event.title)}</p>'], where)
        self._changes(out, event.history, where)
        out.prose(event.description)
        rows = ([event.state_key] if event.state_key else []) + list(event.envelope)
        if rows:
            self._table(out, "Event", rows, f"{event.id}-event", where)
        if not event.tables:
            out.block([f'<p class="tt-body">Content: {self._type(event.content)}</p>'], where)
        self._tables(out, event.tables, "Content")
        self._examples(out, event.examples, "Example")
        return out.text

    def shape(self, shape: Shape, level: int) -> Text:
        """Give a named schema: heading, description, tables, examples."""
        out = Lines()
        where = shape.origin
        out.block([f"{'#' * level} {shape.title} {{#{shape.id} .tt-schema}}"], where)
        if badges := _history_badges(shape.history):
            out.block([_paragraph("tt-badges", badges)], where)
        self._changes(out, shape.history, where)
        out.prose(shape.description)
        if not shape.tables:
            facts = self._facts(shape.facts)
            out.block([f'<div class="tt-body">Type: {self._type(shape.type)}{facts}</div>'], where)
        self._tables(out, shape.tables, "")
        self._examples(out, shape.examples, "Example")
        return out.text

    # -- the parts of an operation

    def _badges(self, operation: Operation) -> str:
        ways = [" and ".join(scheme.label for scheme in way) for way in operation.schemes if way]
        badges = []
        if ways:
            optional = any(not way for way in operation.schemes)
            badges.append(
                _badge(
                    "auth",
                    f"{'Optional authentication' if optional else 'Authentication'}: {' or '.join(ways)}",
                )
            )
        else:
            badges.append(_badge("open", "No authentication"))
        if operation.limited:
            badges.append(_badge("limited", "Rate-limited"))
        return _paragraph("tt-badges", [*badges, *_history_badges(operation.history)])

    def _changes(self, out: Lines, history: History, where: Origin) -> None:
        marks = self._changed(history)
        if marks:
            out.block([f'<p class="tt-changes">{" ".join(marks)}</p>'], where)

    def _request(self, out: Lines, operation: Operation) -> None:
        for place, rows in operation.parameters:
            self._table(out, _PLACES[place], rows, f"{operation.id}-{place}", rows[0].origin)
        self._tables(out, operation.tables, "")
        if operation.request:
            out.block([_part("Request", "" if operation.request_required else "optional")], operation.origin)
            out.prose(operation.request_description)
        for body in operation.request:
            self._body(out, body, "Body")
        shown = [(body, example) for body in operation.request for example in body.examples]
        for body, example in shown:
            title = _example_title("Request", example, several=len(shown) > 1)
            message = request_example(operation, example, body.content_type)
            out.fence("http", title, message, example.origin, classes="tt-example")
        if not shown:
            message = request_example(operation, None, "")
            out.fence("http", "Request", message, operation.origin, classes="tt-example")

    def _responses(self, out: Lines, operation: Operation) -> None:
        if not operation.responses:
            return
        out.block([_part("Responses", "")], operation.origin)
        rows = []
        for response in operation.responses:
            described = self.cells.html(response.description) + "".join(self._changed(response.history))
            added = f"{{{{added v{response.history.added}}}}}" if response.history.added else ""
            kinds = "".join(f'<div class="tt-body">{self._body_type(body)}</div>' for body in response.bodies)
            cells = f'<td class="tt-name">{code(response.status)}</td><td>{described} {added}{kinds}</td>'
            rows.append(
                (
                    f'<tr class="tt-s{response.status[0].lower()}" id="{operation.id}-{response.status.lower()}">{cells}</tr>',
                    response.origin,
                )
            )
        self._box(out, "", ("Status", "Meaning"), rows, "", operation.origin, classes="tt-responses")
        for response in operation.responses:
            self._response(out, response, operation)

    def _response(self, out: Lines, response: Response, operation: Operation) -> None:
        if response.headers:
            title = f"Headers of {response.status}"
            self._table(
                out,
                title,
                response.headers,
                f"{operation.id}-{response.status.lower()}-headers",
                response.origin,
            )
        self._tables(out, response.tables, "")
        for body in response.bodies:
            self._tables(out, body.tables, f"Body of {response.status}")
            for example in body.examples:
                title = _example_title(status_line(response.status), example, several=len(body.examples) > 1)
                self._example(out, example, title, body.content_type)

    def _body(self, out: Lines, body: Body, title: str) -> None:
        if not body.tables:
            out.block([f'<div class="tt-body">{self._body_type(body)}</div>'], _first(body))
        self._tables(out, body.tables, title)

    def _body_type(self, body: Body) -> str:
        return f"{code(body.content_type)}: {self._type(body.type)}{self._facts(body.facts)}"

    # -- tables

    def _tables(self, out: Lines, tables: Iterable[Table], root: str) -> None:
        for table in tables:
            caption = _caption(table, root)
            if table.description.lines and table.path:
                # What an object is stands with the property that holds it; its table need not repeat it.
                pass
            notes = self._facts(table.facts) + self._variants(table)
            self._table(out, caption, table.properties, table.id, table.origin, notes=notes, escaped=True)

    def _variants(self, table: Table) -> str:
        if not table.variants:
            return ""
        word = "One of" if table.choice == "oneOf" else "One or more of"
        items = "".join(f"<li>{self._type(variant)}</li>" for variant in table.variants)
        return f'<div class="tt-variants">{word}: <ul>{items}</ul></div>'

    def _table(
        self,
        out: Lines,
        caption: str,
        rows: Iterable[Property],
        anchor: str,
        where: Origin,
        *,
        notes: str = "",
        escaped: bool = False,
    ) -> None:
        made = [(self._row(row, anchor), row.origin) for row in rows]
        shown = caption if escaped else plain(caption)
        self._box(out, shown, ("Name", "Type", "Description"), made, anchor, where, notes=notes)

    def _box(
        self,
        out: Lines,
        caption: str,
        heads: tuple[str, ...],
        rows: list[tuple[str, Origin]],
        anchor: str,
        where: Origin,
        *,
        notes: str = "",
        classes: str = "",
    ) -> None:
        """Add a table in a box that scrolls, by keyboard too; each row on a line of its own."""
        named = f' id="{anchor}"' if anchor else ""
        head = "".join(f'<th scope="col">{name}</th>' for name in heads)
        title = f"<caption>{caption}</caption>" if caption else ""
        lines = [(f'<div class="tt-scroll" tabindex="0"><table class="tt-table {classes}".rstrip()', where)][
            :0
        ]
        lines.append(
            (
                f'<div class="tt-scroll" tabindex="0"{named}><table class="{f"tt-table {classes}".strip()}">',
                where,
            )
        )
        if title:
            lines.append((title, where))
        lines.append((f"<thead><tr>{head}</tr></thead><tbody>", where))
        lines += rows
        lines.append((f"</tbody></table>{notes}</div>", where))
        out.block([line for line, _ in lines], *[origin for _, origin in lines])

    def _row(self, row: Property, anchor: str) -> str:
        name = f'<span class="tt-any">{plain(row.name)}</span>' if row.pattern else code(row.name)
        marks = ' <span class="tt-required">required</span>' if row.required else ""
        if row.history.deprecated:
            marks += ' <span class="tt-badge tt-deprecated">deprecated</span>'
        described = self.cells.html(row.description) + self._facts(row.facts)
        history = [f"{{{{added v{row.history.added}}}}}"] if row.history.added else []
        history += self._changed(row.history)
        if history:
            described += f'<div class="tt-history">{" ".join(history)}</div>'
        cells = f'<td class="tt-name">{name}{marks}</td><td class="tt-type">{self._type(row.type)}</td><td>{described}</td>'
        return (
            f'<tr id="{plain(f"{anchor}.{row.name}")}">{cells}</tr>'
            if not row.pattern
            else f"<tr>{cells}</tr>"
        )

    # -- small things

    def _type(self, name: TypeName) -> str:
        parts = [
            f'<a href="#{part.table}">{plain(part.text)}</a>' if part.table else plain(part.text)
            for part in name
        ]
        return f'<span class="tt-t">{"".join(parts)}</span>' if name else ""

    def _facts(self, facts: Iterable[Fact]) -> str:
        shown = [
            f"{plain(phrase)}{': ' if len(values) > 1 else ' '}{', '.join(map(code, values))}".strip()
            for phrase, values in facts
        ]
        return f'<div class="tt-facts">{"; ".join(shown)}.</div>' if shown else ""

    def _changed(self, history: History) -> list[str]:
        marks = []
        for change in history.changed:
            what = self.cells.html(change.what) if change.what else ""
            marks.append(f"{{{{changed v{change.version}{': ' if what else ''}{_flat(what)}}}}}")
        return marks

    def _inline(self, text: str, where: Origin) -> str:
        return self.cells.html(Text([text], [where]))

    def _examples(self, out: Lines, examples: tuple[Example, ...], title: str) -> None:
        for example in examples:
            self._example(
                out, example, _example_title(title, example, several=len(examples) > 1), "application/json"
            )

    def _example(self, out: Lines, example: Example, title: str, kind: str) -> None:
        if isinstance(example.value, str) and "json" not in kind:
            out.fence("text", title, example.value, example.origin, classes="tt-example")
        else:
            out.fence("json", title, as_json(example.value), example.origin, classes="tt-example")


def _caption(table: Table, root: str) -> str:
    path = code(table.path) if table.path else ""
    title = plain(table.title)
    if not table.path:
        return (root and title and f"{plain(root)}: {title}") or plain(root) or title
    return f"{title} {path}".strip() if title else path


def _flat(made: str) -> str:
    """Give HTML as inline content: paragraphs and lists have no place in a mark."""
    import re

    return re.sub(r"\s+", " ", re.sub(r"</?(?:p|ul|ol|li|div|pre)\b[^>]*>", " ", made)).strip()


def _badge(kind: str, text: str) -> str:
    return f'<span class="tt-badge tt-{kind}">{plain(text)}</span>'


def _history_badges(history: History) -> list[str]:
    badges = [_badge("deprecated", "Deprecated")] if history.deprecated else []
    return badges + ([f"{{{{added v{history.added}}}}}"] if history.added else [])


def _paragraph(classes: str, parts: Iterable[str]) -> str:
    return f'<p class="{classes}">{" ".join(parts)}</p>'


def _part(name: str, remark: str) -> str:
    more = f' <span class="tt-remark">{remark}</span>' if remark else ""
    return f'<p class="tt-part">{name}{more}</p>'


def _first(body: Body) -> Origin:
    return body.examples[0].origin if body.examples else Origin("", 0)


def _subtype(event: Event) -> str:
    subtype = event.name.rsplit("/", 1)[-1].partition("$")[2]
    return f" with `{subtype}`" if subtype else ""


def _example_title(title: str, example: Example | None, *, several: bool) -> str:
    if example is None:
        return title
    more = example.summary or (example.name if several else "")
    return f"{title}: {more}" if more else title
