"""The functions that make the examples agree with the published test vectors."""

import pytest
from nacl.signing import SigningKey

from . import crypto

KEY = SigningKey(crypto.decode64("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1"))


def test_json_signing() -> None:
    signed = crypto.add_signature({"one": 1, "two": "Two"}, "domain", "ed25519:1", KEY)
    assert signed["signatures"]["domain"]["ed25519:1"] == (
        "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw"
    )


def test_event_signing() -> None:
    event = {
        "content": {"body": "Here is the message content"},
        "event_id": "$0:domain",
        "origin": "domain",
        "origin_server_ts": 1000000,
        "type": "m.room.message",
        "room_id": "!r:domain",
        "sender": "@u:domain",
        "signatures": {},
        "unsigned": {"age_ts": 1000000},
    }
    signed = crypto.sign_event(event, 1, "domain", "ed25519:1", KEY)
    assert signed["hashes"]["sha256"] == "onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g"
    assert signed["signatures"]["domain"]["ed25519:1"] == (
        "Wm+VzmOUOz08Ds+0NTWb1d4CZrVsJSikkeRxh6aCcUwu6pNC78FunoD7KNWzqFn241eYHYMGCA5McEiVPdhzBA"
    )


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (3, "$YHKdJNSR3lVUn6yUwlryJYDKVJnKmcetjHrXE/KOGGw"),
        (4, "$YHKdJNSR3lVUn6yUwlryJYDKVJnKmcetjHrXE_KOGGw"),
        (6, "$YHKdJNSR3lVUn6yUwlryJYDKVJnKmcetjHrXE_KOGGw"),
        (9, "$Owh2dP-7PkovU_f8N7oIc80BK6zXU-txnyaLJIFr1MU"),
        (11, "$pQWkFc-ecdW69rBBKoNvoX7UszJA4jb4Rb_AGccNJUg"),
    ],
)
def test_event_id(version: int, expected: str) -> None:
    event = {
        "type": "m.room.member",
        "room_id": "!r:domain",
        "sender": "@u:domain",
        "state_key": "@u:domain",
        "origin_server_ts": 1000000,
        "depth": 3,
        "prev_events": [],
        "auth_events": [],
        "content": {
            "membership": "join",
            "displayname": "U",
            "join_authorised_via_users_server": "@a:domain",
            "third_party_invite": {
                "display_name": "x",
                "signed": {"mxid": "@u:domain", "token": "t", "signatures": {}},
            },
        },
        "unsigned": {"age_ts": 1000000},
    }
    signed = crypto.sign_event(event, version, "domain", "ed25519:1", KEY)
    assert crypto.event_id(signed, version) == expected


def test_a_changed_value_does_not_verify() -> None:
    signed = crypto.add_signature({"one": 1}, "domain", "ed25519:1", KEY)
    text = signed["signatures"]["domain"]["ed25519:1"]
    assert crypto.verified(signed, text, KEY.verify_key)
    assert not crypto.verified({**signed, "one": 2}, text, KEY.verify_key)
