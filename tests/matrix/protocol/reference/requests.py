"""Authentication of requests between servers: `#x-matrix-header` and `#request-checks`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from . import canonical, keys, signing
from .values import Object, as_object

_CHARACTER: Final = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
_QUOTED: Final = r'"(?P<quoted>(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*)"'
_PARAMETER: Final = re.compile(rf"(?P<name>{_CHARACTER}+)=(?:{_QUOTED}|(?P<bare>(?:{_CHARACTER}|:)+))")
_SCHEME: Final = re.compile(r"X-Matrix +", re.IGNORECASE)
_COMMA: Final = re.compile(r"[ \t]*,[ \t]*")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Request:
    """A request: its line, the value of its `Authorization` header, and its body; both None if missing."""

    method: str
    uri: str
    authorization: str | None
    body: str | None


@dataclass(frozen=True)
class KeyList:
    """A list of keys, and the time at which it was obtained."""

    keys: Object
    fetched: int


def parameters(header: str, *, once: bool = False) -> dict[str, str] | None:
    """Return the parameters of a header by name in lowercase, or None if it is not `x-matrix-credentials`.

    If `once` is true, no parameter can be repeated, `#x-matrix-once`.
    """
    scheme = _SCHEME.match(header)
    if scheme is None:
        return None
    found: dict[str, str] = {}
    at = scheme.end()
    while True:
        parameter = _PARAMETER.match(header, at)
        if parameter is None:
            return None
        quoted = parameter["quoted"]
        value = parameter["bare"] if quoted is None else _ESCAPE.sub(r"\1", quoted)  # x-matrix-backslash
        name = parameter["name"].lower()  # x-matrix-names
        if once and name in found:
            return None
        found[name] = value
        at = parameter.end()
        if at == len(header):
            return found
        comma = _COMMA.match(header, at)
        if comma is None:
            return None
        at = comma.end()


def authenticated(
    request: Request, names: frozenset[str], lists: Mapping[str, KeyList], now: int, *, lts: bool = False
) -> str | None:
    """Return the origin server of a request to a server of these names, or None if it is rejected.

    `lts` selects the rules of the long-term stable subset.
    """
    # White space around the value of a header is not part of it (RFC 9110, section 5.5).
    found = parameters((request.authorization or "").strip(" \t"), once=lts)
    if found is None or not {"origin", "key", "sig"} <= found.keys():  # request-check-header
        return None
    if found.get("destination", next(iter(names))) not in names:  # request-check-destination
        return None
    origin, key_id = found["origin"], found["key"]
    known = lists.get(origin)
    if known is None or not keys.is_valid_for_request(known.keys, key_id, known.fetched, now):
        return None  # request-check-key
    signed = _object(request, found)
    encoded = as_object(as_object(known.keys.get("verify_keys")).get(key_id)).get("key")
    public = signing.public_key(encoded, strictly=lts)
    if signed is None or public is None:
        return None
    try:
        valid = signing.verifies(signed, found["sig"], public, strictly=lts)  # request-check-signature
    except canonical.NoCanonicalForm:
        return None
    return origin if valid else None


def _object(request: Request, found: Mapping[str, str]) -> Object | None:
    """Return the object that the origin server signed, or None if the body is not JSON."""
    method = request.method.upper()  # signed-request-method
    value: dict[str, object] = {"method": method, "uri": request.uri, "origin": found["origin"]}
    if "destination" in found:
        value["destination"] = found["destination"]
    if request.body:
        try:
            value["content"] = canonical.parse(request.body)
        except ValueError:
            return None
    return value
