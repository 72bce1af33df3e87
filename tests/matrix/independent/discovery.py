"""Server discovery (section "Resolving server names")."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .identifiers import split_server_name

DEFAULT_PORT = 8448
WellKnown = Callable[[str], "tuple[int, str] | None"]
Srv = Callable[[str], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Target:
    """Where requests to a server are sent."""

    connect: str
    port: int
    host: str
    certificate: str


def resolve(server_name: str, well_known: WellKnown, srv: Srv) -> Target | None:
    """Return where requests to a server are sent, or None if there is no such place."""
    parts = split_server_name(server_name)
    if parts is None:
        return None
    hostname, port = parts
    if port is not None:
        return Target(hostname, int(port), server_name, hostname)
    delegated = delegation(well_known(hostname))
    if delegated is not None:
        hostname, port = split_server_name(delegated) or (hostname, None)
        if port is not None:
            return Target(hostname, int(port), delegated, hostname)
    records = sorted(
        srv(f"_matrix-fed._tcp.{hostname}"), key=lambda record: (record["priority"], -record["weight"])
    )
    if records:
        target = records[0]["target"].removesuffix(".")
        return Target(target, records[0]["port"], hostname, hostname) if target else None
    return Target(hostname, DEFAULT_PORT, hostname, hostname)


def delegation(response: tuple[int, str] | None) -> str | None:
    """Return the delegated name of a valid response (section "Well-known request", item 4)."""
    if response is None or response[0] != 200:
        return None
    try:
        body = json.loads(response[1])
    except (ValueError, RecursionError):
        return None
    name = body.get("m.server") if isinstance(body, dict) else None
    return name if split_server_name(name) is not None else None
