"""Authentication of requests between servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.areas.case_files import entries, texts
from conformance.areas.context import KEY, KEY_ID, PUBLIC
from conformance.areas.server_keys import DAY, NOW
from conformance.suite import Case, Json
from tests.matrix.protocol.reference import signing

TITLE = "Authentication of requests"
ORIGIN, DESTINATION = "example.org", "example.com"
_HEADER = 'X-Matrix origin="example.org",destination="example.com",key="{key}",sig="{sig}"'


def cases() -> Iterator[Case]:
    """Yield all cases of the area."""
    for entry in entries("request-authentication"):
        signed = {
            "method": "GET",
            "uri": "/_matrix/federation/v1/version",
            "destination": DESTINATION,
            **entry.get("sign", {}),
        }
        sent = {**signed, **entry.get("request", {})}
        header = entry.get("header", _HEADER)
        filled = header and header.replace("{key}", KEY_ID).replace("{sig}", _signature(signed))
        page = (
            "server-server/keys/" if entry["anchor"].startswith("key-") else "server-server/authentication/"
        )
        if texts(entry) == ("lts",):
            page = f"lts/{page}"
        yield Case(
            name=entry["name"],
            profiles=texts(entry),
            page=page,
            anchor=entry["anchor"],
            operation="authenticate-request",
            input={
                "method": sent["method"],
                "uri": sent["uri"],
                "authorization": filled,
                "body": sent.get("body"),
                "server_names": [DESTINATION],
                "key_lists": {ORIGIN: {"fetched": entry.get("fetched", NOW) * DAY, "keys": _keys(entry)}},
                "now": NOW * DAY,
            },
            published={"origin": ORIGIN if entry["accepted"] else None},
        )


def _keys(entry: Json) -> Json:
    old = entry.get("keys") == "old"
    return {
        "server_name": ORIGIN,
        "valid_until_ts": entry.get("until", NOW + 5) * DAY,
        "verify_keys": {"ed25519:other" if old else KEY_ID: {"key": PUBLIC}},
        "old_verify_keys": {KEY_ID: {"key": PUBLIC, "expired_ts": NOW * DAY}} if old else {},
    }


def _signature(signed: Json) -> str:
    value = {"method": signed["method"], "uri": signed["uri"], "origin": ORIGIN}
    if signed["destination"]:
        value["destination"] = signed["destination"]
    if signed.get("body"):
        value["content"] = json.loads(signed["body"])
    made: dict[str, Any] = signing.sign(value, ORIGIN, KEY_ID, KEY)
    signature: str = made["signatures"][ORIGIN][KEY_ID]
    return signature
