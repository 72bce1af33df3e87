"""Resolution of server names: `#resolving-server-names`."""

import ipaddress
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .values import is_object

DEFAULT_PORT: Final = 8448
_NAME: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z.-]{1,255})(?::(?P<port>[0-9]{1,5}))?")
# I.1: `top-level-label` begins with a letter, so that no IPv4 address fits.
_NAME_LTS: Final = re.compile(
    r"(?=[^:]{1,255}(?::|$))(?P<host>(?:[0-9A-Za-z-]+\.)*[A-Za-z][0-9A-Za-z-]*)(?::(?P<port>[0-9]{1,5}))?"
)


Draw = Callable[[int], int]
"""A random number from 0 to the given one, both included."""


@dataclass(frozen=True)
class Service:
    """An SRV record (RFC 2782)."""

    priority: int
    weight: int
    target: str
    port: int


def _draw(highest: int) -> int:
    return secrets.randbelow(highest + 1)


@dataclass(frozen=True)
class Network:
    """The responses of other hosts: status and body of well-known files, and SRV records by name."""

    well_known: Mapping[str, tuple[int, str]]
    srv: Mapping[str, Sequence[Service]]
    draw: Draw = _draw


@dataclass(frozen=True)
class Resolved:
    """The result: host and port to connect to, `Host` header, certificate name, and the step that decided."""

    connect: str
    port: int
    host: str
    certificate: str
    step: str


def _split(name: str, *, lts: bool) -> tuple[str, int | None] | None:
    """Return the hostname and port of a server name, or None if it is not a server name."""
    found = (_NAME_LTS if lts else _NAME).fullmatch(name)
    if found is None or (found["host"].startswith("[") and _literal(found["host"]) is None):
        return None
    return found["host"], None if found["port"] is None else int(found["port"])


def _literal(host: str) -> str | None:
    """Return the address of an IP literal, without brackets, or None if a hostname is not an IP literal."""
    bare = host[1:-1] if host.startswith("[") else host
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    return bare if (address.version == 6) == host.startswith("[") else None


def resolve(name: str, network: Network, *, lts: bool) -> Resolved | None:
    """Resolve a server name by the text of Matrix or of the LTS.

    Return None if it is not a server name, or if an SRV record states that the service is not available.
    """
    parts = _split(name, lts=lts)
    if parts is None:
        return None
    host, port = parts
    literal = None if lts else _literal(host)
    if literal is not None:
        return Resolved(literal, port or DEFAULT_PORT, name, literal, "resolve-ip")
    if port is not None:
        return Resolved(host, port, name, host, "resolve-port")
    delegated = _delegated(network.well_known.get(host), lts=lts)
    if delegated is not None:
        return _resolve_delegated(delegated, network, lts=lts)
    return _by_srv(host, network, "resolve-srv-record", "resolve-default", lts=lts)


def _delegated(response: tuple[int, str] | None, *, lts: bool) -> str | None:
    """Return the delegated name of a well-known response, or None if it is invalid: `#well-known-invalid`."""
    if response is None or response[0] != 200:
        return None
    try:
        body = json.loads(response[1])
    except ValueError:
        return None
    name = body.get("m.server") if is_object(body) else None
    return name if isinstance(name, str) and _split(name, lts=lts) is not None else None


def _resolve_delegated(name: str, network: Network, *, lts: bool) -> Resolved | None:
    parts = _split(name, lts=lts)
    if parts is None:
        return None
    host, port = parts
    literal = None if lts else _literal(host)
    if literal is not None:
        return Resolved(literal, port or DEFAULT_PORT, name, literal, "resolve-delegated-ip")
    if port is not None:
        return Resolved(host, port, name, host, "resolve-delegated-port")
    return _by_srv(host, network, "resolve-delegated-srv", "resolve-delegated-default", lts=lts)


def selected(records: Sequence[Service], draw: Draw) -> Service:
    """Select one of several records by priority and weight, as RFC 2782 describes: `#resolve-srv`."""
    first = min(record.priority for record in records)
    # Records without weight come first, so that they are selected only if 0 is drawn.
    among = sorted((record for record in records if record.priority == first), key=lambda one: one.weight)
    left = draw(sum(record.weight for record in among))
    for record in among:
        left -= record.weight
        if left <= 0:
            return record
    raise ValueError("the number drawn is above the sum of the weights")


def _by_srv(host: str, network: Network, step: str, otherwise: str, *, lts: bool) -> Resolved | None:
    """Return the target of the SRV records of a host, or the host itself at the default port."""
    services = [("_matrix-fed._tcp", step)]
    if not lts:
        services.append(("_matrix._tcp", f"{step}-old"))
    for service, anchor in services:
        records = network.srv.get(f"{service}.{host}", ())
        if records:
            record = selected(records, network.draw)
            target = record.target.removesuffix(".")
            # The target "." of RFC 2782: the service is not available.
            return Resolved(target, record.port, host, host, anchor) if target else None
    return Resolved(host, DEFAULT_PORT, host, host, otherwise)
