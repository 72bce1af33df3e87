"""Events: format, redaction, hashes, identifiers and signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from .encoding import EncodingError, Json, base64_encode, base64_exact, base64_url, canonical, has_other_form
from .identifiers import LIMIT, domain, is_user_id
from .signing import sign_json, verify_json

CREATE = "m.room.create"
MEMBER = "m.room.member"
POWER = "m.room.power_levels"
JOIN_RULES = "m.room.join_rules"
AUTHORISED = "join_authorised_via_users_server"
Keys = Mapping[str, Mapping[str, str]]
"""The keys of each server, by key ID."""

SIZE = 65536
MOST_AUTH_EVENTS = 10
MOST_PREV_EVENTS = 20

_TYPES: dict[str, type] = {
    "auth_events": list,
    "content": dict,
    "depth": int,
    "hashes": dict,
    "origin_server_ts": int,
    "prev_events": list,
    "sender": str,
    "signatures": dict,
    "type": str,
}
_OPTIONAL: dict[str, type] = {"room_id": str, "state_key": str, "unsigned": dict}
_KEPT = frozenset(
    {
        "event_id",
        "type",
        "room_id",
        "sender",
        "state_key",
        "content",
        "hashes",
        "signatures",
        "depth",
        "prev_events",
        "auth_events",
        "origin_server_ts",
    }
)
_KEPT_CONTENT: dict[str, tuple[str, ...]] = {
    MEMBER: ("membership", AUTHORISED),
    JOIN_RULES: ("join_rule", "allow"),
    POWER: (
        "ban",
        "events",
        "events_default",
        "invite",
        "kick",
        "redact",
        "state_default",
        "users",
        "users_default",
    ),
    "m.room.history_visibility": ("history_visibility",),
    "m.room.redaction": ("redacts",),
}


def is_a(value: Any, kind: type) -> bool:
    """Return whether a value has a JSON type; true and false are no integers."""
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def has_format(event: Any) -> bool:
    """Return whether an event has the format of the room version (section "Event format")."""
    if not isinstance(event, dict) or not all(
        name in event and is_a(event[name], kind) for name, kind in _TYPES.items()
    ):
        return False
    if not all(is_a(event[name], kind) for name, kind in _OPTIONAL.items() if name in event):
        return False
    if event["type"] != CREATE and "room_id" not in event:
        return False
    if not is_user_id(event["sender"]):
        return False
    if event["type"] == MEMBER and "state_key" in event and not is_user_id(event["state_key"]):
        return False
    return event["depth"] >= 0 and _has_hash_form(event["hashes"]) and _within_limits(event)


def _has_hash_form(hashes: Json) -> bool:
    """Return whether the content hash, if any, has its one form ("Base64 of hashes and signatures")."""
    return "sha256" not in hashes or base64_exact(hashes["sha256"], 32) is not None


def _within_limits(event: Json) -> bool:
    """Return whether an event has a canonical form and is within the limits (section "Size limits")."""
    if has_other_form(event):
        return False
    try:
        size = len(canonical(event))
    except EncodingError:
        return False
    return (
        size <= SIZE
        and all(len(event.get(name, "").encode()) <= LIMIT for name in ("room_id", "state_key", "type"))
        and len(event["auth_events"]) <= MOST_AUTH_EVENTS
        and len(event["prev_events"]) <= MOST_PREV_EVENTS
        and all(isinstance(one, str) for one in event["auth_events"] + event["prev_events"])
    )


def redact(event: Json) -> Json:
    """Return the redacted form of an event (section "Redacted form")."""
    redacted = {name: value for name, value in event.items() if name in _KEPT}
    content = event.get("content")
    if not isinstance(content, dict) or event.get("type") == CREATE:
        return redacted
    kind = event.get("type")
    names = _KEPT_CONTENT.get(kind, ()) if isinstance(kind, str) else ()
    kept = {name: content[name] for name in names if name in content}
    invite = content.get("third_party_invite")
    if kind == MEMBER and isinstance(invite, dict):
        kept["third_party_invite"] = {name: invite[name] for name in ("signed",) if name in invite}
    return {**redacted, "content": kept}


def content_hash(event: Json) -> bytes:
    """Return the content hash of an event (section "Content hash")."""
    hashed = {
        name: value for name, value in event.items() if name not in ("unsigned", "signatures", "hashes")
    }
    return hashlib.sha256(canonical(hashed)).digest()


def reference_hash(event: Json) -> bytes:
    """Return the reference hash of an event (section "Reference hash")."""
    hashed = {name: value for name, value in redact(event).items() if name not in ("signatures", "unsigned")}
    return hashlib.sha256(canonical(hashed)).digest()


def event_id(event: Json) -> str:
    """Return the identifier of an event (section "Event IDs")."""
    return "$" + base64_url(reference_hash(event))


def room_of(event: Json, identifier: str) -> str:
    """Return the room ID of an event; that of a create event is computed (section "Room IDs")."""
    return "!" + identifier[1:] if event["type"] == CREATE else event["room_id"]


def create_id(room_id: Any) -> str | None:
    """Return the event ID of the create event that a room ID identifies (section "Room IDs")."""
    return "$" + room_id[1:] if isinstance(room_id, str) and room_id.startswith("!") else None


def sign_event(event: Json, entity: str, key_id: str, seed: bytes) -> Json:
    """Return an event with its content hash and a signature (section "Signing an event")."""
    hashes = {**event.get("hashes", {}), "sha256": base64_encode(content_hash(event))}
    return add_signature({**event, "hashes": hashes}, entity, key_id, seed)


def add_signature(event: Json, entity: str, key_id: str, seed: bytes) -> Json:
    """Return an event with a further signature (section "Signing an event", steps 3 to 5)."""
    return {**event, "signatures": sign_json(redact(event), entity, key_id, seed)["signatures"]}


def signed_by(event: Json, server: str | None, keys: Keys) -> bool:
    """Return whether an event has a valid signature of a server (section "Verifying an event", step 2)."""
    return server is not None and verify_json(redact(event), server, keys.get(server, {}), every=True)


def required_signers(event: Json) -> list[str | None]:
    """Return the servers that have to sign an event (section "Required signatures"); None is not a server."""
    content = event["content"]
    signers = [domain(event["sender"])]
    if event["type"] == MEMBER and content.get("membership") == "join" and AUTHORISED in content:
        signers.append(domain(content[AUTHORISED]))
    return signers


def has_signatures(event: Json, keys: Keys) -> bool:
    """Return whether an event has its required signatures (section "Required signatures")."""
    return all(signed_by(event, server, keys) for server in required_signers(event))


def matches_hash(event: Json) -> bool:
    """Return whether an event matches its content hash ("Base64 of hashes and signatures", item 1)."""
    return bool(event["hashes"].get("sha256") == base64_encode(content_hash(event)))
