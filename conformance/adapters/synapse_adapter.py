"""Synapse behind the runner protocol: its functions are called directly, without a server or a database.

Run it with a Python that has `matrix-synapse`, as a script: the rest of this repository is not needed there.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import json
import logging
import sys
from collections.abc import Collection, Coroutine, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import synapse
from adapter_loop import Json, UnsupportedError, serve
from canonicaljson import encode_canonical_json
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from signedjson.key import decode_signing_key_base64, decode_verify_key_bytes
from signedjson.sign import SignatureVerifyException, sign_json, verify_signed_json
from synapse import event_auth
from synapse.api.room_versions import KNOWN_ROOM_VERSIONS
from synapse.crypto.event_signing import (
    add_hashes_and_signatures,
    compute_content_hash,
    compute_event_reference_hash,
)
from synapse.events import make_event_from_dict
from synapse.events.utils import validate_canonicaljson
from synapse.federation.transport.server._base import Authenticator
from synapse.state import v1, v2
from synapse.storage.databases.main.event_federation import StateDifference
from synapse.synapse_rust.events import redact_event_dict

PROFILES = ("matrix", *(name for name in map(str, range(1, 13)) if name in KNOWN_ROOM_VERSIONS))


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _signing_key(given: Json) -> Any:
    algorithm, _, version = given["key_id"].partition(":")
    return decode_signing_key_base64(algorithm, version, given["seed"])


def _run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("the coroutine waits")


class Store:
    """The events of a room, in place of the server's database."""

    def __init__(self, events: Json) -> None:
        """Keep events by their ID."""
        self.events = events

    async def get_events(self, names: Collection[str], **_: object) -> Json:
        """Return the events with these IDs."""
        return {name: self.events[name] for name in names if name in self.events}

    async def get_auth_chain_difference(self, *_: object) -> Any:
        """Return nothing: all events are handed over as not stored yet."""
        return StateDifference(auth_difference=set(), conflicted_subgraph=set())


class Clock:
    """A clock that never waits."""

    async def sleep(self, _duration: object) -> None:
        """Return at once."""


def _events(profile: str, entries: Iterable[Json]) -> Json:
    version = KNOWN_ROOM_VERSIONS[profile]
    found: Json = {}
    for entry in entries:
        reason = "rejected" if entry.get("rejected") else None
        event = make_event_from_dict(entry["event"], version, {}, reason)
        found[event.event_id] = event
    return found


def canonical_json(_profile: str, given: Json) -> Json:
    """Handle `canonical-json`."""
    value = json.loads(given["json"])
    try:
        validate_canonicaljson(value)
        return {"canonical": encode_canonical_json(value).decode()}
    except (ValueError, synapse.api.errors.SynapseError):
        return {"canonical": None}


def read_event(profile: str, given: Json) -> Json:
    """Handle `read-event`."""
    try:
        event = json.loads(given["json"])
        if KNOWN_ROOM_VERSIONS[profile].strict_canonicaljson:
            validate_canonicaljson(event)
            encode_canonical_json(event)
    except (ValueError, synapse.api.errors.SynapseError):
        return {"accepted": False}
    return {"accepted": True}


def sign(_profile: str, given: Json) -> Json:
    """Handle `sign-json`."""
    signed = sign_json(dict(given["object"]), given["entity"], _signing_key(given))
    return {"signatures": signed["signatures"]}


def _verifies(value: Json, entity: str, keys: Json) -> bool:
    """Return whether one of the signatures of an entity is valid under one of its keys."""
    for key_id, key in keys.items():
        try:
            verify_signed_json(value, entity, decode_verify_key_bytes(key_id, _decode(key)))
        except (SignatureVerifyException, ValueError):  # ValueError: the key cannot be decoded
            continue
        return True
    return False


def verify(_profile: str, given: Json) -> Json:
    """Handle `verify-json`."""
    return {"valid": _verifies(given["object"], given["entity"], given["keys"])}


def verify_ed25519(_profile: str, given: Json) -> Json:
    """Handle `verify-ed25519`."""
    try:
        VerifyKey(_decode(given["public_key"])).verify(_decode(given["message"]), _decode(given["signature"]))
    except (BadSignatureError, ValueError):
        return {"valid": False}
    return {"valid": True}


def hash_event(profile: str, given: Json) -> Json:
    """Handle `hash-event`."""
    event = make_event_from_dict(given["event"], KNOWN_ROOM_VERSIONS[profile], {}, None)
    _, content = compute_content_hash(given["event"], hashlib.sha256)
    _, reference = compute_event_reference_hash(event, hashlib.sha256)
    return {
        "content_hash": _encode(content),
        "reference_hash": _encode(reference),
        "event_id": event.event_id,
    }


def sign_event(profile: str, given: Json) -> Json:
    """Handle `sign-event`."""
    event: Json = {**given["event"], "hashes": {}, "signatures": {}}
    add_hashes_and_signatures(KNOWN_ROOM_VERSIONS[profile], event, given["entity"], _signing_key(given))
    return {"hashes": event["hashes"], "signatures": event["signatures"]}


def redact(profile: str, given: Json) -> Json:
    """Handle `redact-event`. The server keeps some members of `unsigned`, which no other server sees."""
    event = redact_event_dict(KNOWN_ROOM_VERSIONS[profile], given["event"])
    event.pop("unsigned", None)
    return {"event": event}


def authorize(profile: str, given: Json) -> Json:
    """Handle `authorize`. An event that the server cannot read counts as rejected."""
    known = _events(profile, [given["create"], *given["state"], *given["auth_events"]])
    state = {entry["event_id"]: known[entry["event_id"]] for entry in given["state"]}
    state.setdefault(given["create"]["event_id"], known[given["create"]["event_id"]])
    try:
        event = make_event_from_dict(given["event"], KNOWN_ROOM_VERSIONS[profile], {}, None)
        event_auth.validate_event_for_room_version(event)
        _run(event_auth.check_state_independent_auth_rules(Store(known), event))
        event_auth.check_state_dependent_auth_rules(event, state.values())
    except Exception:  # noqa: BLE001 - the server raises errors of many types for malformed events
        return {"allowed": False}
    return {"allowed": True}


def resolve_state(profile: str, given: Json) -> Json:
    """Handle `resolve-state`."""
    version = KNOWN_ROOM_VERSIONS[profile]
    events = _events(profile, given["events"])
    states = [
        {(events[name].type, events[name].state_key): name for name in names} for names in given["states"]
    ]
    room_id = next(iter(events.values())).room_id
    store = Store(events)
    if profile == "1":
        work = v1.resolve_events_with_store(room_id, version, states, events, store.get_events)
    else:
        work = v2.resolve_events_with_store(Clock(), room_id, version, states, dict(events), store)
    return {"state": sorted(_run(work).values())}


class Keyring:
    """The keys of other servers, in place of those that the server would fetch."""

    def __init__(self, lists: Json) -> None:
        """Keep lists of keys by server."""
        self.lists = lists

    async def verify_json_for_server(self, server: str, value: Json, _now: int) -> None:
        """Raise ValueError if the value is not signed by the server."""
        keys = self.lists.get(server, {"keys": {"verify_keys": {}}})["keys"]["verify_keys"]
        if not _verifies(value, server, {key_id: key["key"] for key_id, key in keys.items()}):
            raise ValueError("not signed")


class RetryStore:
    """The part of the database that records when a server could not be reached."""

    async def get_destination_retry_timings(self, _origin: str) -> None:
        """Return nothing: the server was always reached."""


def authenticate_request(_profile: str, given: Json) -> Json:
    """Handle `authenticate-request`. Which keys are valid is decided in a part that needs a database."""
    for known in given["key_lists"].values():
        if given["now"] > min(known["keys"]["valid_until_ts"], known["fetched"] + 7 * 24 * 3600 * 1000):
            raise UnsupportedError("the validity of keys needs a database")
    authenticator = Authenticator.__new__(Authenticator)
    authenticator.server_name = given["server_names"][0]
    authenticator._is_mine_server_name = lambda name: name in given["server_names"]
    authenticator._clock = SimpleNamespace(time_msec=lambda: given["now"])
    authenticator.keyring = Keyring(given["key_lists"])
    authenticator.federation_domain_whitelist = None
    header = given["authorization"]
    # The HTTP library of Synapse removes the white space around the value.
    values = None if header is None else [header.strip(" \t").encode("latin-1")]
    request = SimpleNamespace(
        method=given["method"].encode(),
        uri=given["uri"].encode(),
        requestHeaders=SimpleNamespace(getRawHeaders=lambda _name: values),
    )

    authenticator.store = RetryStore()
    try:
        content = json.loads(given["body"]) if given["body"] else None
        return {"origin": _run(authenticator.authenticate_request(request, content))}
    except (ValueError, synapse.api.errors.SynapseError):
        return {"origin": None}


if __name__ == "__main__":
    # The server logs what it refuses.
    logging.disable()
    serve(
        "Synapse",
        # synapse.__version__ contains the branch of a surrounding repository.
        importlib.metadata.version("matrix-synapse"),
        PROFILES,
        {
            "canonical-json": canonical_json,
            "read-event": read_event,
            "sign-json": sign,
            "verify-json": verify,
            "verify-ed25519": verify_ed25519,
            "hash-event": hash_event,
            "sign-event": sign_event,
            "redact-event": redact,
            "authorize": authorize,
            "resolve-state": resolve_state,
            "authenticate-request": authenticate_request,
        },
    )
