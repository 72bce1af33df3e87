"""What is encrypted in the examples and on the pages decrypts with the keys that are shown or derived."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from . import attachments, crypto, data, encryption, olm, pages
from .attachments import octets
from .crypto import Json, decode64, encode64
from .keys import CURVE, DEVICE, MASTER, ONE_TIME
from .rooms import ALICE, BOB, SEED, derived

EVENTS: Final = data.SPEC / "events/examples"
BODIES: Final = data.SPEC / "api/client-server/examples"
DEFINITIONS: Final = data.SPEC / "api/client-server/definitions"
FIGURES: Final = encryption.shown()


def secret(name: str, purpose: str = "") -> bytes:
    """Return the private key that the published seed derives, as `rooms.derived` does."""
    return hashlib.sha256(SEED + f"{name} {purpose}".encode()).digest()


def content(name: str) -> Json:
    found: Json = data.load(EVENTS / f"{name}.json")["content"]
    return found


def example(name: str) -> Any:
    """Return the one example of a definition."""
    return data.load(DEFINITIONS / f"{name}.yaml")["examples"][0]


def files(value: Any) -> Iterator[Json]:
    """Yield each description of an encrypted file in `value`."""
    if isinstance(value, dict) and {"key", "iv", "hashes"} <= value.keys():
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from files(item)


def session_key() -> olm.Inbound:
    return olm.Inbound.read(decode64(content("m.room_key")["session_key"]))


def test_the_room_key_decrypts_the_event() -> None:
    shared, event = content("m.room_key"), data.load(EVENTS / "m.room.encrypted$megolm.json")
    payload = json.loads(session_key().decrypt(decode64(event["content"]["ciphertext"])))
    assert payload == pages.json_figure("encrypted-rooms", "fig-megolm-payload")
    assert payload["room_id"] == event["room_id"] == shared["room_id"]
    assert event["content"]["session_id"] == shared["session_id"] == encode64(bytes(session_key().key))
    assert (event["content"]["sender_key"], event["content"]["device_id"]) == (CURVE, "JLAFKJWSCS")


def exported() -> list[Json]:
    """Return everything that holds the exported session."""
    bundle = example("room_key_bundle")["room_keys"][0]
    session, kept = example("megolm_export_session_data"), example("key_backup_session_data")
    return [content("m.forwarded_room_key"), bundle, session, kept]


@pytest.mark.parametrize("holder", exported(), ids=["forwarded", "bundle", "export", "backup"])
def test_an_exported_session_is_the_shared_one(holder: Json) -> None:
    assert olm.Inbound.read(decode64(holder["session_key"])) == session_key()
    assert holder.get("session_id", content("m.room_key")["session_id"]) == content("m.room_key")["session_id"]
    claimed = holder.get("sender_claimed_ed25519_key") or holder["sender_claimed_keys"]["ed25519"]
    assert (holder["sender_key"], claimed) == (CURVE, DEVICE.public)


def test_alices_device_reads_bobs_olm_message() -> None:
    event = data.load(EVENTS / "m.room.encrypted$olm.json")
    [(recipient, message)] = event["content"]["ciphertext"].items()
    found = {tag: olm.octets(v) for tag, v in olm.fields(decode64(message["body"])).items()}
    identity, one_time = secret(ALICE, "curve"), secret(ALICE, "one-time")
    assert message["type"] == 0
    assert recipient == CURVE
    assert encode64(found[0x0A]) == ONE_TIME
    assert encode64(found[0x1A]) == event["content"]["sender_key"]
    # As Curve25519 keys, not as the seeds of Ed25519 keys that `derived` makes of them.
    pairs = ((one_time, found[0x1A]), (identity, found[0x12]), (one_time, found[0x12]))
    assert olm.public(identity) != decode64(CURVE)
    assert len(pairs) == 3
