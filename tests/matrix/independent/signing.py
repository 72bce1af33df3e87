"""Signing JSON, and the validity of keys (sections "Signing JSON" and "Keys and request authentication")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import ed25519
from .encoding import EncodingError, Json, base64_encode, base64_exact, canonical

WEEK = 7 * 24 * 3600 * 1000
"""The limit of the validity of a key, in milliseconds (section "Validity of signing keys")."""


def signed_bytes(value: Json) -> bytes:
    """Return the bytes that are signed (section "Signing an object", steps 1 and 2)."""
    return canonical({name: item for name, item in value.items() if name not in ("signatures", "unsigned")})


def sign_json(value: Json, entity: str, key_id: str, seed: bytes) -> Json:
    """Return an object with a further signature (section "Signing an object")."""
    signature = base64_encode(ed25519.sign(seed, signed_bytes(value)))
    signatures = dict(value.get("signatures", {}))
    signatures[entity] = {**signatures.get(entity, {}), key_id: signature}
    return {**value, "signatures": signatures}


def verify_json(value: Json, entity: str | None, keys: Mapping[str, str], *, every: bool = False) -> bool:
    """Return whether an entity signed an object with one of its keys (section "Checking a signature").

    For an event, `every` signature by a known key has to be valid (section "Required signatures").
    """
    found = value.get("signatures")
    found = found.get(entity) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        return False
    try:
        message = signed_bytes(value)
    except EncodingError:
        return False
    results = [
        _verify(keys[key_id], message, signature)
        for key_id, signature in found.items()
        if key_id.partition(":")[0] == "ed25519" and key_id in keys
    ]
    return any(results) and (not every or all(results))


def _verify(key: Any, message: bytes, signature: Any) -> bool:
    """Verify a signature; it and the key have one form (section "Base64 of hashes and signatures")."""
    public, signed = base64_exact(key, 32), base64_exact(signature, 64)
    return public is not None and signed is not None and ed25519.verify(public, message, signed)


def _time(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _entry(key_list: Json, name: str, key_id: str) -> Json | None:
    keys = key_list.get(name)
    entry = keys.get(key_id) if isinstance(keys, dict) else None
    return entry if isinstance(entry, dict) and isinstance(entry.get("key"), str) else None


def valid_for_event(key_list: Json, key_id: str, origin_server_ts: int, fetched: int) -> bool:
    """Return whether a key is valid for an event of that time (section "Validity of signing keys")."""
    until = _time(key_list.get("valid_until_ts"))
    current = _entry(key_list, "verify_keys", key_id)
    if current is not None and until is not None and origin_server_ts <= min(until, fetched + WEEK):
        return True
    old = _entry(key_list, "old_verify_keys", key_id)
    expired = None if old is None else _time(old.get("expired_ts"))
    return expired is not None and origin_server_ts <= expired


def keys_for_event(key_list: Json, origin_server_ts: int, fetched: int) -> dict[str, str]:
    """Return the keys of a list that are valid for an event of that time, by key ID."""
    found: dict[str, str] = {}
    for name in ("old_verify_keys", "verify_keys"):
        entries = key_list.get(name)
        for key_id in entries if isinstance(entries, dict) else ():
            entry = _entry(key_list, name, key_id)
            if entry is not None and valid_for_event(
                {**key_list, **({} if name == "verify_keys" else {"verify_keys": {}})},
                key_id,
                origin_server_ts,
                fetched,
            ):
                found[key_id] = entry["key"]
    return found


def keys_for_request(key_list: Json, fetched: int, now: int) -> dict[str, str]:
    """Return the keys of a list that are valid for requests (section "Validity", items 1 to 3)."""
    until = _time(key_list.get("valid_until_ts"))
    if until is None or now > min(until, fetched + WEEK):
        return {}
    return _current(key_list)


def accept_key_list(key_list: Any, server: str) -> bool:
    """Return whether the list of a server can be used (section "Key lists", items 1 and 4)."""
    if not isinstance(key_list, dict) or key_list.get("server_name") != server:
        return False
    return _time(key_list.get("valid_until_ts")) is not None and verify_json(
        key_list, server, _current(key_list)
    )


def _current(key_list: Json) -> dict[str, str]:
    """Return the current keys of a list, by key ID."""
    names = key_list.get("verify_keys")
    entries = {
        key_id: _entry(key_list, "verify_keys", key_id)
        for key_id in (names if isinstance(names, dict) else ())
    }
    return {key_id: entry["key"] for key_id, entry in entries.items() if entry is not None}
