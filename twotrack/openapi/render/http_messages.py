"""Examples of requests as HTTP/1.1 messages (RFC 9112)."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from twotrack.openapi.model.elements import Example, Operation
from twotrack.openapi.render.line_writer import as_json

# RFC 3986, section 3.3: unescaped characters in a path segment, and those in a query component.
_SEGMENT = "!$&'()*+,;=:@-._~"
_QUERY = "!$'()*,;:@-._~/?"
# RFC 9110 renamed these, but Python before 3.13 has the old names: pages must not depend on the version.
_RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


def request_example(operation: Operation, example: Example | None, content_type: str) -> str:
    """Write a request: its request line, the headers it needs, and its body if it has one."""
    lines = [f"{operation.method} {_target(operation)} HTTP/1.1", f"Host: {operation.host}"]
    lines += [scheme.header for way in operation.schemes[:1] for scheme in way if scheme.header]
    lines += [f"{name}: {value}" for name, value in operation.values.get("header", ())]
    lines += _cookies(operation)
    if example is not None:
        body = (
            example.value
            if isinstance(example.value, str) and "json" not in content_type
            else as_json(example.value)
        )
        lines += [f"Content-Type: {content_type}", "", body]
    return "\n".join(lines)


def status_line(status: str) -> str:
    """Return a status with its phrase: `404 Not Found`."""
    if status.isdigit():
        try:
            code = HTTPStatus(int(status))
        except ValueError:
            return status
        return f"{status} {_RENAMED.get(code, code.phrase)}"
    return "Otherwise" if status == "default" else status


def _target(operation: Operation) -> str:
    path = operation.path
    for name, value in operation.values.get("path", ()):
        path = path.replace(f"{{{name}}}", quote(value, safe=_SEGMENT))
    query = [
        f"{quote(name, safe=_QUERY)}={quote(value, safe=_QUERY)}"
        for name, value in operation.values.get("query", ())
    ]
    return path + (f"?{'&'.join(query)}" if query else "")


def _cookies(operation: Operation) -> list[str]:
    pairs = [f"{name}={quote(value)}" for name, value in operation.values.get("cookie", ())]
    return [f"Cookie: {'; '.join(pairs)}"] if pairs else []
