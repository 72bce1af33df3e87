"""Indexes: tables with links on the site, definition lists in a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from twotrack.openapi.load.derived_names import slug
from twotrack.openapi.model import indexes
from twotrack.openapi.model.data_tree import View
from twotrack.openapi.model.elements import Event, Operation
from twotrack.openapi.render.cells import breakable_path, code, plain
from twotrack.openapi.render.html_parts import Box, Html
from twotrack.openapi.render.line_writer import Lines
from twotrack.problems import Report
from twotrack.text import Origin, Text

_CLASSES = "tt-table tt-index"


@dataclass(frozen=True, slots=True)
class SiteIndexes:
    """Renders indexes for the site."""

    view: View
    html: Html

    def api(self, domains: list[str], where: Origin) -> Text:
        """Render a table of operations for each domain."""
        out = Lines()
        for domain in domains:
            rows = [(self._operation(one), one.origin) for one in indexes.operations(self.view, domain)]
            caption = plain(indexes.domain_title(self.view, domain)) if len(domains) > 1 else ""
            Box(caption, ("Operation", "Summary"), classes=_CLASSES).write(out, rows, where)
        return out.text

    def events(self, where: Origin) -> Text:
        """Render a table of event types for each kind."""
        out = Lines()
        groups = indexes.events(self.view)
        used = indexes.used_in(self.view, {event.type for group in groups.values() for event in group})
        for kind, group in groups.items():
            rows = [(self._event(event, used[event.type]), event.origin) for event in group]
            heads = ("Type", "Purpose", "Named by")
            Box(plain(_plural(kind.title)), heads, classes=_CLASSES).write(out, rows, where)
        return out.text

    def errors(self, where: Origin) -> Text:
        """Render the table of error codes and the operations that respond with them."""
        out = Lines()
        rows = []
        for name, uses in indexes.errors(self.view).items():
            shown = "".join(f"<li>{_link(use.operation)} ({', '.join(use.statuses)})</li>" for use in uses)
            row = f'<tr id="error-{slug(name)}"><td>{code(name)}</td><td><ul>{shown}</ul></td></tr>'
            rows.append((row, uses[0].operation.origin))
        Box(heads=("Code", "Answered by"), classes=_CLASSES).write(out, rows, where)
        return out.text

    def _operation(self, operation: Operation) -> str:
        summary = self.html.inline(operation.summary, operation.origin) if operation.summary else ""
        marks = (
            ' <span class="tt-badge tt-deprecated">deprecated</span>' if operation.history.deprecated else ""
        )
        return f"<tr><td>{_link(operation)}</td><td>{summary}{marks}</td></tr>"

    def _event(self, event: Event, used: list[str]) -> str:
        link = f'<a class="xref" data-ref="{event.id}" href="#{event.id}">{code(event.type)}</a>'
        domains = plain(", ".join(indexes.domain_title(self.view, name) for name in used))
        purpose = self.html.cells.html(indexes.purpose(event))
        return f"<tr><td>{link}</td><td>{purpose}</td><td>{domains}</td></tr>"


@dataclass(frozen=True, slots=True)
class DraftIndexes:
    """Renders indexes for a draft, which contains only part of their entries, so these are no references."""

    view: View

    def api(self, domains: list[str], where: Origin) -> Text:
        """Render a definition list of operations for each domain."""
        out = Lines()
        for domain in domains:
            if len(domains) > 1:
                out.block([f"{indexes.domain_title(self.view, domain)}:"], where)
            for one in indexes.operations(self.view, domain):
                out.block([f"`{one.method} {one.path}`", f":   {one.summary or 'No summary'}."], one.origin)
        return out.text

    def events(self, where: Origin) -> Text:
        """Render a definition list of event types for each kind."""
        out = Lines()
        for kind, group in indexes.events(self.view).items():
            out.block([f"{_plural(kind.title)}:"], where)
            for event in group:
                about = " ".join(indexes.purpose(event).lines) or "Not described further."
                out.block([f"`{event.type}`", f":   {about}"], event.origin)
        return out.text

    def errors(self, where: Origin) -> Text:
        """Render a definition list of error codes and the operations that respond with them."""
        out = Lines()
        for name, uses in indexes.errors(self.view).items():
            shown = ", ".join(f"`{use.operation.method} {use.operation.path}`" for use in uses)
            out.block([f"`{name}`", f":   Answered by {shown}."], where)
        return out.text


def show_index(
    shown: SiteIndexes | DraftIndexes, name: str, argument: str, where: Origin, report: Report
) -> Text:
    """Render `::: api-index`, `::: event-index` or `::: error-index`."""
    if name == "api-index":
        known = indexes.domains(shown.view)
        if argument and argument not in known:
            text = f"no domain {argument!r} with operations in this edition; known: {', '.join(known)}"
            report.add("data-unknown", where, text)
            return Text()
        return shown.api([argument] if argument else known, where)
    views: dict[str, Callable[[Origin], Text]] = {"event-index": shown.events, "error-index": shown.errors}
    return views[name](where)


def _link(operation: Operation) -> str:
    method = f'<span class="tt-method tt-{operation.method.lower()}">{operation.method}</span>'
    name = f"{method} {breakable_path(operation.path)}"
    return f'<a class="xref" data-ref="{operation.id}" href="#{operation.id}">{name}</a>'


def _plural(name: str) -> str:
    return name if name.endswith("data") else f"{name}s"
