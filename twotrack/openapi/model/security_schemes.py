"""Reads the security schemes of an operation, with the addresses, flows and scopes that a client needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from twotrack.openapi.load.json_references import Refs
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.descriptions import Writer
from twotrack.openapi.model.elements import Fact, Scheme
from twotrack.problems import Report
from twotrack.text import Text

# The names of flows in RFC 6749.
_FLOWS = {
    "implicit": "implicit grant",
    "password": "resource owner password credentials grant",
    "clientCredentials": "client credentials grant",
    "authorizationCode": "authorization code grant",
}
_ADDRESSES = {
    "authorizationUrl": "Authorization endpoint",
    "tokenUrl": "Token endpoint",
    "refreshUrl": "Refresh endpoint",
}


@dataclass(frozen=True, slots=True)
class SecurityReader:
    """Reads the security requirements of operations."""

    refs: Refs
    writer: Writer
    report: Report

    def read(self, document: Obj, node: Obj) -> tuple[tuple[Scheme, ...], ...]:
        """List the ways to authenticate, each with its schemes; deprecated ones only if there is no other."""
        holder = node if "security" in node else document
        defined = document.obj("components").obj("securitySchemes")
        ways = holder.objs("security")
        current = [way for way in ways if not any(self._is_deprecated(name, defined) for name in way)]
        return tuple(
            tuple(_scoped(self._scheme(name, defined, way), way.strings(name)) for name in way)
            for way in (current if any(current) else ways)
        )

    def _is_deprecated(self, name: str, defined: Obj) -> bool:
        # OpenAPI has no keyword for it before 3.2.
        return name in defined and self.refs.follow(defined.obj(name)).get("x-deprecated") is True

    def _scheme(self, name: str, defined: Obj, way: Obj) -> Scheme:
        if name not in defined:
            text = (
                f"undeclared security scheme {name!r}; add it to `components: securitySchemes` of this file"
            )
            self.report.add("data-security", way.origin(name), text)
            return Scheme(name, name, "", Text())
        scheme = self.refs.follow(defined.obj(name))
        kind, http = scheme.text("type"), scheme.text("scheme")
        label, header = name, ""
        if kind == "http":
            bearer = http.lower() == "bearer"
            label = "Access token" if bearer else http
            header = f"Authorization: {'Bearer' if bearer else http} ..."
        elif kind == "apiKey":
            place = scheme.text("in")
            label = f"{scheme.text('name')} ({place})"
            header = f"{scheme.text('name')}: ..." if place == "header" else ""
        elif kind in {"oauth2", "openIdConnect"}:
            label = "OAuth 2.0" if kind == "oauth2" else "OpenID Connect"
            header = "Authorization: Bearer ..."
        elif kind == "mutualTLS":
            label = "Mutual TLS"
        return Scheme(name, label, header, self.writer.text(scheme), tuple(_facts(scheme)))


def _scoped(scheme: Scheme, scopes: list[str]) -> Scheme:
    if not scopes:
        return scheme
    return scheme._replace(label=f"{scheme.label} ({', '.join(scopes)})")


def _facts(scheme: Obj) -> Iterator[Fact]:
    if scheme.text("bearerFormat"):
        yield Fact("The format of the token is", (scheme.text("bearerFormat"),))
    if scheme.text("openIdConnectUrl"):
        yield Fact("The discovery of OpenID Connect is at", (scheme.text("openIdConnectUrl"),))
    flows = scheme.obj("flows")
    for name, title in _FLOWS.items():
        flow = flows.obj(name)
        for key, what in _ADDRESSES.items():
            if flow.text(key):
                yield Fact(f"{what} of OAuth 2.0 ({title})", (flow.text(key),))
        scopes = flow.obj("scopes")
        for scope in scopes:
            about = " ".join(scopes.text(scope).split()).rstrip(".")
            yield Fact(f"Scope{f' ({about})' if about else ''}", (scope,))
