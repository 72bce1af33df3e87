"""Hashes, signatures and redaction of events, as every Matrix server computes them.

This is limited to the needs of the examples. `test_crypto.py` checks it with published vectors.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

Json = dict[str, Any]

# Top-level keys that redaction leaves in place.
_TOP: Final = frozenset(
    {"event_id", "type", "room_id", "sender", "state_key", "content", "hashes", "signatures"}
    | {"depth", "prev_events", "auth_events", "origin_server_ts"}
)
_TOP_BEFORE_11: Final = _TOP | {"prev_state", "origin", "membership"}
_LEVELS: Final = frozenset(
    {"ban", "events", "events_default", "kick", "redact", "state_default", "users", "users_default"}
)
# Content keys that redaction leaves in place: event type, first and last room version, keys.
_ANY: Final = 99
_KEPT: Final = (
    ("m.room.member", 1, _ANY, {"membership"}),
    ("m.room.member", 9, _ANY, {"join_authorised_via_users_server"}),
    ("m.room.create", 1, 10, {"creator"}),
    ("m.room.join_rules", 1, _ANY, {"join_rule"}),
    ("m.room.join_rules", 8, _ANY, {"allow"}),
    ("m.room.power_levels", 1, _ANY, _LEVELS),
    ("m.room.power_levels", 11, _ANY, {"invite"}),
    ("m.room.aliases", 1, 5, {"aliases"}),
    ("m.room.history_visibility", 1, _ANY, {"history_visibility"}),
    ("m.room.redaction", 11, _ANY, {"redacts"}),
)


def decode64(text: str) -> bytes:
    """Return the bytes of `text` in base64, standard or URL-safe, with or without padding."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)


def encode64(data: bytes, *, urlsafe: bool = False) -> str:
    """Return `data` in base64 without padding."""
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    return encode(data).rstrip(b"=").decode("ascii")


def canonical_json(value: object) -> bytes:
    """Return the canonical JSON of `value`; Python sorts keys by code point, as Matrix wants it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def without(value: Mapping[str, Any], *keys: str) -> Json:
    """Return a shallow copy of `value` that lacks `keys`."""
    return {name: item for name, item in value.items() if name not in keys}


def kept_content(event_type: str, version: int) -> frozenset[str]:
    """Return the content keys of `event_type` that redaction leaves in place in a room of `version`."""
    rows = (keys for kind, first, last, keys in _KEPT if kind == event_type and first <= version <= last)
    return frozenset().union(*rows)


def redact(event: Mapping[str, Any], version: int) -> Json:
    """Return what redaction leaves of `event` in a room of `version`."""
    top = _TOP if version >= 11 else _TOP_BEFORE_11
    kept = {name: item for name, item in event.items() if name in top}
    content = event["content"]
    if event["type"] == "m.room.create" and version >= 11:
        return kept
    names = kept_content(event["type"], version)
    kept["content"] = {name: item for name, item in content.items() if name in names}
    invite = content.get("third_party_invite", {})
    if event["type"] == "m.room.member" and version >= 11 and "signed" in invite:
        kept["content"]["third_party_invite"] = {"signed": invite["signed"]}
    return kept


def content_hash(event: Mapping[str, Any]) -> str:
    """Return the content hash, the value of `hashes.sha256` in `event`."""
    covered = canonical_json(without(event, "unsigned", "signatures", "hashes"))
    return encode64(hashlib.sha256(covered).digest())


def reference_hash(event: Mapping[str, Any], version: int) -> bytes:
    """Return the reference hash of `event`, which names it from version 3 on."""
    covered = without(redact(event, version), "signatures", "unsigned")
    return hashlib.sha256(canonical_json(covered)).digest()


def event_id(event: Mapping[str, Any], version: int) -> str:
    """Return the id of `event`: its own in versions 1 and 2, its reference hash later."""
    if version < 3:
        return str(event["event_id"])
    return "$" + encode64(reference_hash(event, version), urlsafe=version >= 4)


def lookup_hash(address: str, medium: str, pepper: str) -> str:
    """Return the hash by which an identity server looks up `address`, algorithm `sha256`."""
    return encode64(hashlib.sha256(f"{address} {medium} {pepper}".encode()).digest(), urlsafe=True)


def signature(value: Mapping[str, Any], key: SigningKey) -> str:
    """Return the signature of the JSON object `value` by `key`."""
    return encode64(key.sign(canonical_json(without(value, "signatures", "unsigned"))).signature)


def add_signature(value: Mapping[str, Any], entity: str, key_id: str, key: SigningKey) -> Json:
    """Return `value` with the signature of `entity` beside those that it has."""
    signatures = {name: dict(keys) for name, keys in value.get("signatures", {}).items()}
    signatures.setdefault(entity, {})[key_id] = signature(value, key)
    return {**value, "signatures": signatures}


def sign_event(event: Mapping[str, Any], version: int, entity: str, key_id: str, key: SigningKey) -> Json:
    """Return `event` with its content hash and the signature of `entity` over its redacted form."""
    hashed = {"signatures": {}, **event, "hashes": {"sha256": content_hash(event)}}
    signed = add_signature(redact(hashed, version), entity, key_id, key)
    return {**hashed, "signatures": signed["signatures"]}


def verified(value: Mapping[str, Any], text: str, key: VerifyKey) -> bool:
    """Return whether `text` is a signature by `key` of the JSON object `value`."""
    try:
        key.verify(canonical_json(without(value, "signatures", "unsigned")), decode64(text))
    except (BadSignatureError, ValueError):
        return False
    return True
