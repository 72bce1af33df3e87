"""Facts of operations and event types."""

from __future__ import annotations

from typing import Any

from twotrack.facts.schema_facts import Facts, schema_facts
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.data_tree import View
from twotrack.openapi.model.operation_locations import Found


def operation_facts(view: View, found: Found) -> dict[str, Any]:
    """Collect the facts of an operation."""
    node, operation = found.node, view.read(found)
    facts: dict[str, Any] = {"anchor": operation.id, "authentication": _authentication(found)}
    if operation.history.deprecated:
        facts["deprecated"] = True
    if operation.limited:
        facts["limited"] = True
    parameters: dict[str, Any] = {}
    for entry in (*found.item.objs("parameters"), *node.objs("parameters")):
        parameter = view.refs.follow(entry)
        own = schema_facts(view.schemas, parameter.get("schema"))
        if parameter.get("required") is True:
            own[""]["required"] = True
        if parameter.get("deprecated") is True:
            own[""]["deprecated"] = True
        parameters[f"{parameter.text('in')} {parameter.text('name')}"] = own
    facts["parameters"] = parameters
    body = view.refs.follow(node.obj("requestBody"))
    if body:
        facts["request"] = {"required": body.get("required") is True, "content": _content(view, body)}
    responses = {}
    for status in node.obj("responses"):
        response = view.refs.follow(node.obj("responses").obj(status))
        headers = response.obj("headers")
        responses[str(status)] = {
            "content": _content(view, response),
            "headers": {
                name: schema_facts(view.schemas, view.refs.follow(headers.obj(name)).get("schema"))
                for name in headers
            },
        }
    facts["responses"] = responses
    facts["errors"] = {
        response.status: sorted(response.codes) for response in operation.responses if response.codes
    }
    return facts


def event_facts(view: View, name: str) -> dict[str, Any]:
    """Collect the facts of an event type by the name of its schema."""
    event = view.read_event(name)
    facts: dict[str, Any] = {
        "anchor": event.id,
        "type": event.type,
        "schema": schema_facts(view.schemas, view.event_node(name)),
    }
    if event.history.deprecated:
        facts["deprecated"] = True
    return facts


def _content(view: View, holder: Obj) -> dict[str, Facts]:
    content = holder.obj("content")
    return {kind: schema_facts(view.schemas, content.obj(kind).get("schema")) for kind in content}


def _authentication(found: Found) -> list[str]:
    """List the ways to authenticate; `none` if one of them asks for nothing, or there is none."""
    holder = found.node if "security" in found.node else found.document
    ways = [" and ".join(sorted(way)) or "none" for way in holder.objs("security")]
    return sorted(ways) or ["none"]
