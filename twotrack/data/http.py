"""Examples of requests as HTTP/1.1 messages (RFC 9112)."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import quote

from twotrack.data.lines import as_json
from twotrack.data.model import Example, Operation
from twotrack.data.nodes import Value

# RFC 3986, section 3.3: what a path segment holds as it is, and of that what a query component does.
_SEGMENT = "!$&'()*+,;=:@-._~"
_QUERY = "!$'()*,;:@-._~/?"
# RFC 9110 renamed these, and Python before 3.13 has the old names: a page must not depend on who builds it.
_RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


def request_example(operation: Operation, example: Example | None, content_type: str) -> str:
    """Give a request: its line, the headers it needs, and its body where it has one."""
    lines = [f"{operation.method} {_target(operation)} HTTP/1.1", "Host: example.org"]
    lines += [scheme.header for way in operation.schemes[:1] for scheme in way if scheme.header]
    lines += [f"{name}: {_text(value)}" for name, value in _values(operation, "header")]
    if example is not None:
        body = (
            example.value
            if isinstance(example.value, str) and "json" not in content_type
            else as_json(example.value)
        )
        lines += [f"Content-Type: {content_type}", "", body]
    return "\n".join(lines)


def status_line(status: str) -> str:
    """Give a status with its phrase: `404 Not Found`."""
    if status.isdigit():
        try:
            code = HTTPStatus(int(status))
        except ValueError:
            return status
        return f"{status} {_RENAMED.get(code, code.phrase)}"
    return "Otherwise" if status == "default" else status


def _target(operation: Operation) -> str:
    path = operation.path
    for name, value in _values(operation, "path"):
        path = path.replace(f"{{{name}}}", quote(_text(value), safe=_SEGMENT))
    query = []
    for name, value in _values(operation, "query"):
        pairs = _pairs(name, value)
        query += [f"{quote(key, safe=_QUERY)}={quote(_text(one), safe=_QUERY)}" for key, one in pairs]
    return path + (f"?{'&'.join(query)}" if query else "")


def _pairs(name: str, value: Value) -> list[tuple[str, Value]]:
    """Give a parameter as OpenAPI writes it unless told otherwise: an object's keys stand for its name."""
    if isinstance(value, dict):
        return list(value.items())
    return [(name, one) for one in value] if isinstance(value, list) else [(name, value)]


def _values(operation: Operation, place: str) -> list[tuple[str, Value]]:
    rows = dict(operation.parameters).get(place, ())
    return [
        (row.name, operation.values[f"{place}:{row.name}"])
        for row in rows
        if f"{place}:{row.name}" in operation.values
    ]


def _text(value: Value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
