"""The reference implementation of `tests/matrix/protocol`, behind the runner protocol."""

from __future__ import annotations

from typing import Any

from nacl.signing import SigningKey

from conformance.adapters.adapter_loop import Json, serve
from conformance.suite import VERSION
from tests.matrix.protocol.reference import (
    auth,
    base64,
    canonical,
    discovery,
    ed25519,
    hashes,
    keys,
    receipt,
    signing,
)
from tests.matrix.protocol.reference import requests as federation_requests
from tests.matrix.protocol.reference.events import Event, State, state_of
from tests.matrix.protocol.reference.graph import Graph
from tests.matrix.protocol.reference.redaction import redact
from tests.matrix.protocol.reference.resolution import resolve
from tests.matrix.protocol.reference.rules import Room
from tests.matrix.protocol.reference.signing import Keys
from tests.matrix.protocol.reference.versions import VERSIONS, RoomVersion

PROFILES = ("matrix", "lts", *VERSIONS)


def _bytes(encoded: str) -> bytes:
    decoded = base64.decode(encoded)
    if decoded is None:
        raise ValueError("not Base64")
    return decoded


def _keys(given: Json, *, strictly: bool = False) -> Keys:
    return {server: signing.public_keys(known, strictly=strictly) for server, known in given.items()}


def _entries(given: list[Json], version: RoomVersion) -> list[Event]:
    return [Event(entry["event"], version, entry.get("rejected", False)) for entry in given]


def canonical_json(_profile: str, given: Json) -> Json:
    """Handle `canonical-json`."""
    try:
        return {"canonical": canonical.encode(canonical.parse(given["json"])).decode()}
    except canonical.NoCanonicalForm:
        return {"canonical": None}


def read_event(profile: str, given: Json) -> Json:
    """Handle `read-event`."""
    event = receipt.read(given["json"], VERSIONS[profile])
    if event is None:
        return {"accepted": False}
    faults = set(receipt.format_faults(event, VERSIONS[profile]))
    return {"accepted": "canonical-json-from-server" not in faults}


def sign_json(_profile: str, given: Json) -> Json:
    """Handle `sign-json`."""
    key = SigningKey(_bytes(given["seed"]))
    return {"signatures": signing.sign(given["object"], given["entity"], given["key_id"], key)["signatures"]}


def verify_json(profile: str, given: Json) -> Json:
    """Handle `verify-json`."""
    strictly = profile == "lts"
    known = _keys({given["entity"]: given["keys"]}, strictly=strictly)
    return {"valid": signing.is_signed_by(given["object"], given["entity"], known, strictly=strictly)}


def verify_ed25519(_profile: str, given: Json) -> Json:
    """Handle `verify-ed25519`."""
    key, message, signature = (_bytes(given[name]) for name in ("public_key", "message", "signature"))
    return {"valid": ed25519.verifies_plainly(key, signature, message)}


def hash_event(profile: str, given: Json) -> Json:
    """Handle `hash-event`."""
    version, event = VERSIONS[profile], given["event"]
    found: Json = {
        "content_hash": base64.encode(hashes.content_hash(event)),
        "reference_hash": hashes.reference_hash_text(event, version),
    }
    return found if version.base < 3 else {**found, "event_id": hashes.event_id(event, version)}


def sign_event(profile: str, given: Json) -> Json:
    """Handle `sign-event`."""
    key = SigningKey(_bytes(given["seed"]))
    event = hashes.sign_event(given["event"], VERSIONS[profile], given["entity"], given["key_id"], key)
    return {"hashes": event["hashes"], "signatures": event["signatures"]}


def redact_event(profile: str, given: Json) -> Json:
    """Handle `redact-event`."""
    return {"event": redact(given["event"], VERSIONS[profile])}


def authorize(profile: str, given: Json) -> Json:
    """Handle `authorize`."""
    version = VERSIONS[profile]
    (create,) = _entries([given["create"]], version)
    room = Room({create.room_id or "": create}, _keys(given["keys"], strictly=version.lts))
    state = state_of(_entries(given["state"], version))
    verdict = auth.authorize(
        Event(given["event"], version), _entries(given["auth_events"], version), state, room
    )
    return {"allowed": verdict.allowed, "rule": verdict.anchor}


def _graph(given: Json, version: RoomVersion) -> Graph:
    return Graph(
        {event.event_id: event for event in _entries(given["events"], version)},
        _keys(given["keys"], strictly=version.lts),
    )


def _state(names: list[str], graph: Graph) -> State:
    return state_of(graph.events[name] for name in names)


def resolve_state(profile: str, given: Json) -> Json:
    """Handle `resolve-state` by the published text."""
    graph = _graph(given, VERSIONS[profile])
    states = [_state(names, graph) for names in given["states"]]
    return {"state": [event.event_id for event in resolve(states, graph, VERSIONS[profile]).values()]}


def receive(profile: str, given: Json) -> Json:
    """Handle `receive`."""
    version = VERSIONS[profile]
    graph = _graph(given, version)
    before, current = (_state(given[name], graph) for name in ("state_before", "current_state"))
    received = receipt.receive(given["event"], version, graph, before, current)
    outcome = received.outcome.value.replace("fail softly", "soft-fail")
    return {"outcome": outcome, "redacted": received.event.json != given["event"]}


def key_validity(profile: str, given: Json) -> Json:
    """Handle `key-validity`."""
    time, fetched = given["origin_server_ts"], given["fetched"]
    valid = keys.is_valid_for_event(given["key_list"], given["key_id"], time, VERSIONS[profile], fetched)
    return {"valid": valid}


def authenticate_request(profile: str, given: Json) -> Json:
    """Handle `authenticate-request`."""
    request = federation_requests.Request(
        given["method"], given["uri"], given["authorization"], given["body"]
    )
    lists = {
        server: federation_requests.KeyList(known["keys"], known["fetched"])
        for server, known in given["key_lists"].items()
    }
    names = frozenset(given["server_names"])
    lts = profile == "lts"
    return {"origin": federation_requests.authenticated(request, names, lists, given["now"], lts=lts)}


def resolve_server_name(profile: str, given: Json) -> Json:
    """Handle `resolve-server-name`."""
    network = discovery.Network(
        {host: (answer["status"], answer["body"]) for host, answer in given["well_known"].items()},
        {name: [discovery.Service(**record) for record in records] for name, records in given["srv"].items()},
    )
    found = discovery.resolve(given["server_name"], network, lts=profile == "lts")
    if found is None:
        return {"connect": None}
    result: dict[str, Any] = {"connect": found.connect, "port": found.port, "host": found.host}
    return {**result, "certificate": found.certificate}


OPERATIONS = {
    "canonical-json": canonical_json,
    "read-event": read_event,
    "sign-json": sign_json,
    "verify-json": verify_json,
    "verify-ed25519": verify_ed25519,
    "hash-event": hash_event,
    "sign-event": sign_event,
    "redact-event": redact_event,
    "authorize": authorize,
    "resolve-state": resolve_state,
    "receive": receive,
    "key-validity": key_validity,
    "authenticate-request": authenticate_request,
    "resolve-server-name": resolve_server_name,
}

if __name__ == "__main__":
    serve("reference implementation", VERSION, PROFILES, OPERATIONS)
