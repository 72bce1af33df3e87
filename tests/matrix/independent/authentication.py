"""Authentication of requests (section "Request authentication")."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from .encoding import EncodingError, Json, parse
from .signing import keys_for_request, sign_json, verify_json

_TCHAR = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
_BARE = rf"(?:{_TCHAR}|:)+"
_QUOTED = r'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"'
_PARAMETER = re.compile(rf"({_TCHAR}+)=({_BARE}|{_QUOTED})")
_SCHEME = re.compile(r"X-Matrix +", re.IGNORECASE)
_COMMA = re.compile(r"[ \t]*,[ \t]*")


def parse_authorization(header: str | None) -> dict[str, str] | None:
    """Return the parameters of a header, or None if it is malformed (section "The Authorization header")."""
    text = (header or "").strip(" \t")
    scheme = _SCHEME.match(text)
    if scheme is None:
        return None
    found: dict[str, str] = {}
    position = scheme.end()
    while True:
        parameter = _PARAMETER.match(text, position)
        if parameter is None:
            return None
        name, value = parameter[1].lower(), parameter[2]
        if name in found:
            return None
        found[name] = re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL) if value[0] == '"' else value
        position = parameter.end()
        if position == len(text):
            return found
        comma = _COMMA.match(text, position)
        if comma is None:
            return None
        position = comma.end()


def described(method: str, uri: str, origin: str, destination: str | None, body: str | None) -> Json:
    """Return the object that describes a request (section "Request authentication"). Raises EncodingError."""
    request: Json = {"method": method.upper(), "uri": uri, "origin": origin}
    if destination is not None:
        request["destination"] = destination
    if body:
        request["content"] = parse(body)
    return request


def authorization(request: Json, key_id: str, seed: bytes) -> str:
    """Return the header of a request that is signed by its origin."""
    signed = sign_json(request, request["origin"], key_id, seed)
    signature = signed["signatures"][request["origin"]][key_id]
    parameters = {
        "origin": request["origin"],
        "destination": request["destination"],
        "key": key_id,
        "sig": signature,
    }
    return "X-Matrix " + ",".join(f'{name}="{value}"' for name, value in parameters.items())


def authenticate(
    given: Mapping[str, Any], server_names: Collection[str], key_lists: Mapping[str, Any], now: int
) -> str | None:
    """Return the origin of a request, or None if a check fails (section "Verifying a request").

    `given` has the method, uri, authorization and body of the request.
    """
    parameters = parse_authorization(given["authorization"])
    if parameters is None or not {"origin", "key", "sig"} <= parameters.keys():
        return None
    origin, destination = parameters["origin"], parameters.get("destination")
    if destination is not None and destination not in server_names:
        return None
    known = key_lists.get(origin)
    keys = {} if known is None else keys_for_request(known["keys"], known["fetched"], now)
    if parameters["key"] not in keys:
        return None
    try:
        request = described(given["method"], given["uri"], origin, destination, given["body"])
    except EncodingError:
        return None
    request["signatures"] = {origin: {parameters["key"]: parameters["sig"]}}
    return origin if verify_json(request, origin, keys) else None
