"""Indexes of an edition: operations by domain, event types by kind, error codes by their operations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from twotrack.config.facets import UNKNOWN_KIND, EventKind
from twotrack.openapi.load.derived_names import without_names
from twotrack.openapi.model.data_tree import View
from twotrack.openapi.model.elements import Event, Operation
from twotrack.openapi.model.operation_locations import Found
from twotrack.text import Text

UNLISTED = "x-unlisted"
_SENTENCE = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Use:
    """An operation whose response has an error code, and the statuses of these responses."""

    operation: Operation
    statuses: tuple[str, ...]


def domains(view: View) -> list[str]:
    """List the domains that have operations in the edition, in the order of their declaration."""
    editions = view.tree.editions
    order = {domain.name: number for number, domain in enumerate(editions.domains)}
    names = {found.domain for found in view.found().values()}
    kept = (name for name in names if not editions.leaves_out(f"{name}/index.md", view.edition))
    return sorted(kept, key=lambda name: (order.get(name, len(order)), name))


def domain_title(view: View, name: str) -> str:
    """Return the title of a domain as declared in the tree, or its name."""
    return next((domain.title for domain in view.tree.editions.domains if domain.name == name), name)


def operations(view: View, domain: str) -> list[Operation]:
    """List the operations of a domain by path, then method, without those that are declared unlisted."""
    found = [f for f in view.found().values() if f.domain == domain and UNLISTED not in f.node]
    return [view.read(one) for one in sorted(found, key=_order)]


def events(view: View) -> dict[EventKind, list[Event]]:
    """Group the event types by kind; an event of several kinds is listed under each."""
    kinds = (*view.tree.editions.vocabulary.event_kinds, UNKNOWN_KIND)
    groups: dict[EventKind, list[Event]] = {kind: [] for kind in kinds}
    for name in view.event_names():
        node = view.event_node(name)
        if node is not None and UNLISTED not in node:
            event = view.read_event(name)
            for kind in event.kinds:
                groups[kind].append(event)
    return {kind: sorted(group, key=lambda e: (e.type, e.name)) for kind, group in groups.items() if group}


def purpose(event: Event) -> Text:
    """Return the purpose of an event type: the first sentence of its description, or its title."""
    lines: list[str] = []
    for line in event.description.lines:
        if not line.strip():
            break
        lines.append(line.strip())
        end = _SENTENCE.search(" ".join(lines))
        if end is not None:
            return Text([" ".join(lines)[: end.end()].rstrip()], [event.description.origins[0]])
    shown = re.sub(r":$", ".", " ".join(lines)) or event.title
    return Text([shown], [event.origin]) if shown else Text()


def used_in(view: View, names: Iterable[str]) -> dict[str, list[str]]:
    """Map event types to the domains whose data refers to them."""
    texts = {domain: _text(view, domain) for domain in domains(view)}
    wanted = set(names)
    found: dict[str, list[str]] = {name: [] for name in wanted}
    for domain, text in texts.items():
        for name in wanted & set(re.findall(r"\bm(?:\.[\w-]+)+", text)):
            found[name].append(domain)
    return found


def errors(view: View) -> dict[str, list[Use]]:
    """Map each error code to its uses, in alphabetical order."""
    found: dict[str, list[Use]] = {}
    for domain in domains(view):
        for operation in operations(view, domain):
            statuses: dict[str, list[str]] = {}
            for response in operation.responses:
                for code in response.codes:
                    statuses.setdefault(code, []).append(response.status)
            for code, several in statuses.items():
                found.setdefault(code, []).append(Use(operation, tuple(several)))
    return dict(sorted(found.items()))


def _text(view: View, domain: str) -> str:
    folder = f"{view.tree.places.api}/{domain}/"
    documents = view.tree.documents
    return "\n".join(documents.text(path) or "" for path in documents.paths() if path.startswith(folder))


def _order(found: Found) -> tuple[str, str]:
    return without_names(found.path), found.method
