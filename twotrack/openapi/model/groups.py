"""Groups that one directive shows: the operations of a file, and event types with a common prefix."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterable

from twotrack.openapi.model.data_tree import View
from twotrack.openapi.model.elements import Event, Operation
from twotrack.problems import Report
from twotrack.text import Origin

_WEIGHT = "x-weight"


def operations_of_file(view: View, name: str, where: Origin, report: Report) -> list[Operation]:
    """List the operations of the file `name` in the order in which they are written.

    `name` is the file's path relative to the folder of operations, without its suffix. An unknown name is
    added to `report`.
    """
    folder = view.tree.places.api
    by_file: dict[str, list[Operation]] = {}
    for found in view.found().values():
        file = posixpath.relpath(found.file, folder) if folder else found.file
        stem = file.rsplit(".", 1)[0]
        members = by_file.setdefault(stem, [])
        if stem == name:
            members.append(view.read(found))
    if not by_file.get(name) and not view.tree.documents.unusable:
        report.add("data-unknown", where, _unknown("file with operations", name, by_file, view))
    return by_file.get(name, [])


def event_group(view: View, prefix: str, where: Origin, report: Report) -> list[Event]:
    """List the event types whose names begin with `prefix`, by their `x-weight`, then by name.

    A prefix without any event types is added to `report`.
    """
    names = view.event_names()
    chosen = [name for name in names if posixpath.basename(name).startswith(prefix)]
    if not chosen and not view.tree.documents.unusable:
        report.add("data-unknown", where, _unknown("event types that begin with", prefix, names, view))
    return [view.read_event(name) for name in sorted(chosen, key=lambda name: (_weight(view, name), name))]


def _weight(view: View, name: str) -> float:
    node = view.event_node(name)
    weight = None if node is None else node.get(_WEIGHT)
    return weight if isinstance(weight, int | float) else 0


def _unknown(what: str, name: str, known: Iterable[str], view: View) -> str:
    near = difflib.get_close_matches(name, list(known), 1, 0.6)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"no {what} {name!r} in the edition {view.edition.name}{hint}"
