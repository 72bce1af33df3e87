"""Facts about security schemes that a client needs: token formats, addresses, OAuth flows and scopes."""

from __future__ import annotations

from collections.abc import Iterator

from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.elements import Fact

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


def scheme_facts(scheme: Obj) -> tuple[Fact, ...]:
    """List the facts of a security scheme."""
    return tuple(_facts(scheme))


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
