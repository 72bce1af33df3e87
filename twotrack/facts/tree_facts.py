"""All facts of a project, in the form of its JSON."""

from __future__ import annotations

import json
from typing import Any

from twotrack.facts.keyword_facts import keyword_facts
from twotrack.facts.operation_facts import event_facts, operation_facts
from twotrack.facts.schema_facts import schema_facts
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.data_tree import View
from twotrack.problems import Report
from twotrack.project import Project

FORMAT = 1
_SCHEMA = frozenset({"type", "properties", "allOf", "oneOf", "anyOf", "items"})


def tree_facts(project: Project, report: Report) -> dict[str, Any]:
    """Collect the facts of the edition that the site shows. Problems of the tree go to `report`."""
    edition = project.editions.editions[project.editions.site]
    view = project.data(report).view(edition)
    operations = {found.name: operation_facts(view, found) for found in view.found().values()}
    events = {name: event_facts(view, name) for name in view.event_names()}
    return {
        "format": FORMAT,
        "operations": dict(sorted(operations.items())),
        "events": dict(sorted(events.items())),
        "schemas": dict(sorted(_schemas(view).items())),
        "keywords": keyword_facts(project.documents(edition.name, report)),
    }


def to_json(facts: dict[str, Any]) -> str:
    """Format facts as JSON with sorted keys."""
    return json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _schemas(view: View) -> dict[str, Any]:
    """Collect the facts of the schemas that are neither event types nor examples, by path."""
    places = view.tree.places
    found = {}
    for path in view.tree.documents.paths():
        document = view.refs.document(path)
        if "/examples/" in f"/{path}" or not isinstance(document, Obj) or _SCHEMA.isdisjoint(document):
            continue
        name = path.rsplit(".", 1)[0]
        if not places.events or name.removeprefix(f"{places.events}/") not in view.event_names():
            found[name] = schema_facts(view.schemas, document)
    return found
