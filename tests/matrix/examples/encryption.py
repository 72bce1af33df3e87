"""Encrypted events, and the keys that clients share, back up, store and export.

`shown` is further content of the pages of the specification; `test_encryption.py` compares the pages with it.
"""

import base64
from dataclasses import dataclass
from functools import cache
from typing import Final

from nacl.signing import SigningKey

from . import crypto, olm
from .attachments import attached, octets
from .crypto import Json, canonical_json, decode64, encode64
from .keys import CURVE, DEVICE, DEVICE_KEYS, MASTER, ONE_TIME
from .rooms import ALICE, BOB, Room, derived
from .world import World, world

ALGORITHM: Final = "m.megolm.v1.aes-sha2"
ASKING, BOB_DEVICE = "RJYKSTBOIE", "GWZFXKQTHB"
KEY_ID: Final = "bmE4KwTqZ1"
BACKUP: Final = "m.megolm_backup.v1"
PASSPHRASE: Final = "correct horse battery staple"  # noqa: S105 - the page shows it
SALT: Final = encode64(octets("salt")[:24])
STORAGE_ROUNDS, EXPORT_ROUNDS = 500_000, 100_000
STORAGE_KEY: Final = octets("secret storage")
BACKUP_KEY: Final = octets("backup")
_BOB: Final = derived(BOB, f"ed25519:{BOB_DEVICE}")
_BOB_CURVE: Final = octets("bob curve")


def session(name: str) -> olm.Megolm:
    """Return the Megolm session that `name` derives, at its beginning."""
    parts = [octets(f"megolm {name} {part}") for part in range(olm.PARTS)]
    return olm.Megolm(parts, SigningKey(octets(f"megolm {name}")))


def _olm_message() -> Json:
    """Return the content of Bob's first message to Alice's device, made without a private key of hers."""
    payload = {
        "type": "m.dummy",
        "content": {},
        "sender": BOB,
        "recipient": ALICE,
        "recipient_keys": {"ed25519": DEVICE.public},
        "keys": {"ed25519": _BOB.public},
    }
    base, ratchet = octets("bob base"), octets("bob ratchet 0")
    identity, one_time = decode64(CURVE), decode64(ONE_TIME)
    pairs = ((_BOB_CURVE, one_time), (base, identity), (base, one_time))
    _, chain = olm.setup(b"".join(olm.agreed(private, other) for private, other in pairs))
    message = olm.normal(chain, 0, olm.public(ratchet), canonical_json(payload))
    body = olm.prekey(one_time, olm.public(base), olm.public(_BOB_CURVE), message)
    return {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": encode64(olm.public(_BOB_CURVE)),
        "ciphertext": {CURVE: {"type": 0, "body": encode64(body)}},
    }


@dataclass(frozen=True)
class Encrypted:
    """A session in a room, and what becomes of its key."""

    room: Room
    event: str
    payload: Json
    room_key: Json
    exported: Json
    bundle: Json
    old: str

    @property
    def named(self) -> Json:
        """The fields that identify the session."""
        content = self.room_key["content"]
        return {name: content[name] for name in ("algorithm", "room_id", "session_id")}


@cache
def encrypted() -> Encrypted:
    """Return the session, and the room with the event that is encrypted by it; always the same."""
    room, used = world().main.branch(), session("garden")
    payload = {
        "type": "m.room.message",
        "room_id": room.room_id,
        "content": {"msgtype": "m.text", "body": "The beans are up!"},
    }
    named = {"algorithm": ALGORITHM, "room_id": room.room_id, "session_id": encode64(used.identifier)}
    shared = {**named, "session_key": encode64(used.shared()), "shared_history": True}
    exported = {
        **named,
        "forwarding_curve25519_key_chain": [],
        "sender_claimed_keys": {"ed25519": DEVICE.public},
        "sender_key": CURVE,
        "session_key": encode64(used.exported()),
        "shared_history": True,
    }
    content = {
        "algorithm": ALGORITHM,
        "ciphertext": encode64(used.encrypt(canonical_json(payload))),
        "session_id": named["session_id"],
        "sender_key": CURVE,
        "device_id": "JLAFKJWSCS",
    }
    old = encode64(session("old").identifier)
    withheld = {
        **named,
        "session_id": old,
        "sender_key": CURVE,
        "code": "m.history_not_shared",
        "reason": "The history was not to be shared",
    }
    kept = crypto.without(exported, "forwarding_curve25519_key_chain", "shared_history")
    event = room.send(ALICE, "m.room.encrypted", content)
    room_key = {"type": "m.room_key", "content": shared}
    return Encrypted(
        room, event, payload, room_key, exported, {"room_keys": [kept], "withheld": [withheld]}, old
    )


def encrypted_events(world: World) -> dict[str, object]:
    """Return events, by the name of their file under `spec/events/examples/`."""
    made = encrypted()
    assert made.room.room_id == world.main.room_id
    key = made.exported["session_key"]
    request = {"request_id": "m1760009100.4", "requesting_device_id": ASKING}
    secret = {"request_id": "m1760009200.7", "requesting_device_id": ASKING}
    bundle = attached("mxc://example.org/Wq3nBvRk0yTzXsPeLd", "bundle", canonical_json(made.bundle))
    sent: dict[str, tuple[str, Json]] = {
        "m.room.encrypted$olm": (BOB, _olm_message()),
        "m.room_key_request": (
            ALICE,
            {"action": "request", **request, "body": {**made.named, "sender_key": CURVE}},
        ),
        "m.room_key_request$cancellation": (ALICE, {"action": "request_cancellation", **request}),
        "m.room_key.withheld": (
            ALICE,
            {
                **made.named,
                "sender_key": CURVE,
                "code": "m.unverified",
                "reason": "The sender does not send to devices that its user has not verified",
            },
        ),
        "m.secret.request": (ALICE, {"action": "request", "name": BACKUP, **secret}),
        # Content that is only sent encrypted has no sender here, nor does account data.
        "m.dummy": ("", {}),
        "m.forwarded_room_key": (
            "",
            {
                **made.named,
                "session_key": key,
                "sender_key": CURVE,
                "sender_claimed_ed25519_key": DEVICE.public,
                "forwarding_curve25519_key_chain": [],
            },
        ),
        "m.room_key_bundle": ("", {"room_id": made.room.room_id, "file": bundle}),
        "m.secret.send": ("", {"request_id": secret["request_id"], "secret": encode64(BACKUP_KEY)}),
        "m.key_backup": ("", {"enabled": True}),
    }
    found: dict[str, object] = {
        name: {"type": name.partition("$")[0], **({"sender": sender} if sender else {}), "content": content}
        for name, (sender, content) in sent.items()
    }
    return {**found, "m.room_key": made.room_key, "m.room.encrypted$megolm": made.room.client(made.event)}


def backup_plain() -> Json:
    """Return the session as encrypted for the backup, without its identifiers, which are outside."""
    return crypto.without(encrypted().exported, "room_id", "session_id")


def _session_data() -> Json:
    ephemeral = octets("backup ephemeral 0")
    data, mac = olm.backed_up(olm.public(BACKUP_KEY), ephemeral, canonical_json(backup_plain()))
    return {
        "ephemeral": encode64(olm.public(ephemeral)),
        "ciphertext": encode64(data),
        "mac": encode64(mac),
    }


def backups() -> dict[str, object]:
    """Return bodies, by the name of their file under `spec/api/client-server/examples/`."""
    made = encrypted()
    used = {
        "algorithm": "m.megolm_backup.v1.curve25519-aes-sha2",
        "auth_data": MASTER.sign(DEVICE.sign({"public_key": encode64(olm.public(BACKUP_KEY))})),
    }
    one = {
        "first_message_index": 0,
        "forwarded_count": 0,
        "is_verified": True,
        "session_data": _session_data(),
    }
    room = {"sessions": {made.named["session_id"]: one}}
    return {
        "key_backup_version": {**used, "version": "3", "count": 42, "etag": "a7Q"},
        "key_backup_version_request": used,
        "key_backup_version_update": {**used, "version": "3"},
        "key_backup_session": one,
        "key_backup_room": room,
        "key_backup_rooms": {"rooms": {made.room.room_id: room}},
    }


def olm_payload() -> Json:
    """Return the payload by which Alice's device sends the room key to Bob's."""
    return {
        **encrypted().room_key,
        "sender": ALICE,
        "recipient": BOB,
        "recipient_keys": {"ed25519": _BOB.public},
        "keys": {"ed25519": DEVICE.public},
        "sender_device_keys": DEVICE_KEYS,
    }


def export() -> str:
    """Return a key export with the session."""
    salt, vector = octets("export salt")[:16], olm.without_bit_63(octets("export iv")[:16])
    key, authentic = olm.export_keys(PASSPHRASE, salt, EXPORT_ROUNDS)
    data = b"\x01" + salt + vector + EXPORT_ROUNDS.to_bytes(4, "big")
    data += olm.ctr(key, vector, canonical_json([encrypted().exported]))
    text = base64.b64encode(data + olm.mac(authentic, data)).decode()
    lines = [text[start : start + 76] for start in range(0, len(text), 76)]
    edges = ("-----BEGIN MEGOLM SESSION DATA-----", "-----END MEGOLM SESSION DATA-----")
    return "\n".join((edges[0], *lines, edges[1]))


def _stored(name: str, purpose: str, text: bytes) -> Json:
    vector = olm.without_bit_63(octets(purpose)[:16])
    data, mac = olm.stored(STORAGE_KEY, name, vector, text)
    return {"iv": encode64(vector), "ciphertext": encode64(data), "mac": encode64(mac)}


def shown() -> dict[str, object]:
    """Return what figures of the pages show, by their anchors: JSON, or a text."""
    check = crypto.without(_stored("", "ss check", bytes(32)), "ciphertext")
    secret = _stored(BACKUP, "ss iv backup", encode64(BACKUP_KEY).encode())
    derivation = {"algorithm": "m.pbkdf2", "salt": SALT, "iterations": STORAGE_ROUNDS, "bits": 256}
    algorithm = "m.secret_storage.v1.aes-hmac-sha2"
    return {
        "fig-megolm-payload": encrypted().payload,
        "fig-backup-session-data": _session_data(),
        "fig-export": export(),
        "fig-storage-key": {**check, "algorithm": algorithm, "name": "Alice's recovery key"},
        "fig-storage-secret": {"encrypted": {KEY_ID: secret}},
        "fig-default-key": {"key": KEY_ID},
        "fig-passphrase": {"passphrase": derivation},
    }
