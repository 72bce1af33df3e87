"""The independent server behind the protocol of the conformance runner: `python -m independent.adapter`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from . import authentication, discovery, ed25519, signing
from .encoding import EncodingError, Json, base64_decode, base64_encode, canonical, parse, read_event
from .events import content_hash, event_id, redact, reference_hash, sign_event
from .receipt import receive
from .resolution import Resolution
from .rules import Entry, authorize, state_of

NAME, VERSION, PROFILES = "Independent server", "0.1", ("I.1", "lts")


def _entry(given: Json) -> Entry:
    return Entry(given["event_id"], given["event"], given.get("rejected", False))


def _entries(given: list[Json]) -> dict[str, Entry]:
    return {one["event_id"]: _entry(one) for one in given}


def _canonical_json(given: Json) -> Json:
    try:
        return {"canonical": canonical(parse(given["json"])).decode()}
    except EncodingError:
        return {"canonical": None}


def _read_event(given: Json) -> Json:
    try:
        read_event(given["json"])
    except EncodingError:
        return {"accepted": False}
    return {"accepted": True}


def _sign_json(given: Json) -> Json:
    signed = signing.sign_json(
        given["object"], given["entity"], given["key_id"], base64_decode(given["seed"])
    )
    return {"signatures": signed["signatures"]}


def _verify_json(given: Json) -> Json:
    return {"valid": signing.verify_json(given["object"], given["entity"], given["keys"])}


def _verify_ed25519(given: Json) -> Json:
    try:
        parts = [base64_decode(given[name]) for name in ("public_key", "message", "signature")]
    except EncodingError:
        return {"valid": False}
    return {"valid": ed25519.verify(*parts)}


def _hash_event(given: Json) -> Json:
    event = given["event"]
    return {
        "content_hash": base64_encode(content_hash(event)),
        "reference_hash": base64_encode(reference_hash(event)),
        "event_id": event_id(event),
    }


def _sign_event(given: Json) -> Json:
    signed = sign_event(given["event"], given["entity"], given["key_id"], base64_decode(given["seed"]))
    return {"hashes": signed["hashes"], "signatures": signed["signatures"]}


def _redact_event(given: Json) -> Json:
    return {"event": redact(given["event"])}


def _authorize(given: Json) -> Json:
    state = state_of(map(_entry, given["state"]))
    auth_events = [_entry(one) for one in given["auth_events"]]
    return {"allowed": authorize(given["event"], auth_events, state, _entry(given["create"]), given["keys"])}


def _resolve_state(given: Json) -> Json:
    events = _entries(given["events"])
    states = [
        {pair: entry.event_id for pair, entry in state_of(events[one] for one in ids).items()}
        for ids in given["states"]
    ]
    return {"state": sorted(Resolution(events, given["keys"]).resolve(states).values())}


def _receive(given: Json) -> Json:
    events = _entries(given["events"])
    before, current = (
        state_of(events[one] for one in given[name]) for name in ("state_before", "current_state")
    )
    receipt = receive(given["event"], events, before, current, given["keys"])
    return {"outcome": receipt.outcome, "redacted": receipt.redacted}


def _key_validity(given: Json) -> Json:
    return {
        "valid": signing.valid_for_event(
            given["key_list"], given["key_id"], given["origin_server_ts"], given["fetched"]
        )
    }


def _authenticate_request(given: Json) -> Json:
    return {
        "origin": authentication.authenticate(given, given["server_names"], given["key_lists"], given["now"])
    }


def _resolve_server_name(given: Json) -> Json:
    def well_known(hostname: str) -> tuple[int, str] | None:
        response = given["well_known"].get(hostname)
        return None if response is None else (response["status"], response["body"])

    target = discovery.resolve(given["server_name"], well_known, lambda name: given["srv"].get(name, []))
    if target is None:
        return {"connect": None}
    return {
        "connect": target.connect,
        "port": target.port,
        "host": target.host,
        "certificate": target.certificate,
    }


OPERATIONS: dict[str, Callable[[Json], Json]] = {
    "canonical-json": _canonical_json,
    "read-event": _read_event,
    "sign-json": _sign_json,
    "verify-json": _verify_json,
    "verify-ed25519": _verify_ed25519,
    "hash-event": _hash_event,
    "sign-event": _sign_event,
    "redact-event": _redact_event,
    "authorize": _authorize,
    "resolve-state": _resolve_state,
    "receive": _receive,
    "key-validity": _key_validity,
    "authenticate-request": _authenticate_request,
    "resolve-server-name": _resolve_server_name,
}


def answer(request: Json) -> Json:
    """Return the response to a request of the runner."""
    if request["operation"] == "describe":
        return {
            "result": {
                "name": NAME,
                "version": VERSION,
                "profiles": list(PROFILES),
                "operations": list(OPERATIONS),
            }
        }
    operation = OPERATIONS.get(request["operation"])
    if operation is None or request["profile"] not in PROFILES:
        return {"unsupported": f"{request['operation']} in {request['profile']}"}
    try:
        return {"result": operation(request["input"])}
    except Exception as error:  # noqa: BLE001 - any fault of the implementation is its answer
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Respond to requests until standard input ends."""
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        sys.stdout.write(json.dumps({"id": request["id"], **answer(request)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
