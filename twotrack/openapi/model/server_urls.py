"""The URLs of `servers`: the prefix that they add to a path, the host of examples, and what readers see."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.descriptions import Writer
from twotrack.openapi.model.elements import EXAMPLE_HOST, Fact

# A URL that includes a server, not only the name of a variable.
_CERTAIN = re.compile(r"[a-z][a-z0-9+.-]*://(?!\{[^{}/]*\}(?::[^/]*)?(?:/|$))[^/]", re.IGNORECASE)
# The host of a URL, with its port.
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://([^{}/?#\s]+)(?:[/?#]|$)", re.IGNORECASE)


def base_path(*holders: Obj) -> str:
    """Return the prefix that `servers` adds to a path: the path of the first URL, with default variables.

    `holders` are the objects around the path, outermost first; the last one with servers is used.
    """
    for server in _servers(holders):
        url = server.text("url")
        variables = server.obj("variables")
        for name in variables:
            url = url.replace(f"{{{name}}}", str(variables.obj(name).get("default", "")))
        match = re.match(r"(?:[a-z][a-z0-9+.-]*:)?//[^/]*(/.*)?$", url, re.IGNORECASE)
        path = (match[1] or "") if match else url
        return path.rstrip("/")
    return ""


def _servers(holders: Sequence[Obj]) -> list[Obj]:
    return next((h.objs("servers") for h in reversed(holders) if h.objs("servers")), [])


def example_host(*holders: Obj) -> str:
    """Return the host for examples: that of the first server URL with a host, with default variables."""
    for server in _servers(holders):
        host = _HOST.match(with_defaults(server))
        if host is not None:
            return host[1]
    return EXAMPLE_HOST


def with_defaults(server: Obj) -> str:
    """Replace the variables in a server's URL by their defaults; those without a default are kept."""
    url, variables = server.text("url"), server.obj("variables")
    for name in variables:
        default = variables.obj(name).get("default")
        url = url if default in {None, ""} else url.replace(f"{{{name}}}", str(default))
    return url


def server_facts(writer: Writer, *holders: Obj) -> tuple[Fact, ...]:
    """List the servers of the innermost holder that has some, except those whose host is a variable."""
    facts = []
    for server in _servers(holders):
        url = server.text("url")
        if not _CERTAIN.match(url):
            continue
        about = " ".join(writer.text(server).lines).rstrip(".")
        facts.append(Fact(f"Server{f' ({about})' if about else ''}", (url,)))
        variables = server.obj("variables")
        for name in variables:
            values = variables.obj(name).strings("enum")
            default = variables.obj(name).text("default")
            phrase = f"its `{name}` is one of" if values else f"its `{name}` is mostly"
            facts.append(Fact(phrase, tuple(values) or (default,)))
    return tuple(facts)
