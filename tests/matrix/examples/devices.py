"""Keys of devices and users as clients handle them, and a verification as two devices carry it out."""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Final

from . import crypto, olm
from .crypto import Json
from .keys import DEVICE, DEVICE_KEYS, MASTER, MASTER_KEY, ONE_TIME, SELF, SELF_SIGNING_KEY, agreement
from .rooms import ALICE, BOB, SEED, Room, Signer, derived
from .world import world

OLD_ID, NEW_ID, BOB_ID = "JLAFKJWSCS", "VTQXOZMKPE", "HXDPQZWMKT"


def _cross(user: str, purpose: str) -> Signer:
    unnamed = derived(user, "", purpose)
    return Signer(user, f"ed25519:{unnamed.public}", unnamed.key)


def _one_time(number: int) -> Json:
    return DEVICE.sign({"key": agreement(f"one-time {number}")[1]})


NEW_DEVICE: Final = derived(ALICE, f"ed25519:{NEW_ID}", NEW_ID)
USER: Final = _cross(ALICE, "user_signing")
BOB_MASTER: Final = _cross(BOB, "master")
USER_SIGNING_KEY: Final = MASTER.sign(
    {"user_id": ALICE, "usage": ["user_signing"], "keys": {USER.key_id: USER.public}}
)
BOB_KEY: Final = {"user_id": BOB, "usage": ["master"], "keys": {BOB_MASTER.key_id: BOB_MASTER.public}}
SIGNERS: Final = (NEW_DEVICE, USER, BOB_MASTER)

_BARE: Final = {k: v for k, v in DEVICE_KEYS.items() if k != "signatures"}
_FALLBACK: Final = DEVICE.sign({"key": agreement("fallback")[1], "fallback": True})
_NEW_KEYS: Final = {
    "user_id": ALICE,
    "device_id": NEW_ID,
    "algorithms": DEVICE_KEYS["algorithms"],
    "keys": {
        f"curve25519:{NEW_ID}": agreement(f"curve {NEW_ID}")[1],
        NEW_DEVICE.key_id: NEW_DEVICE.public,
    },
}
_ONE: Final = {"signed_curve25519:AAAAHg": DEVICE.sign({"key": ONE_TIME})}

DEVICE_BODIES: Final[dict[str, object]] = {
    "keys_upload_request": {
        "device_keys": DEVICE.sign(_BARE),
        "one_time_keys": {**_ONE, "signed_curve25519:AAAAHw": _one_time(31)},
        "fallback_keys": {"signed_curve25519:AAAAIA": _FALLBACK},
    },
    "keys_query": {
        "device_keys": {
            ALICE: {OLD_ID: {**DEVICE_KEYS, "unsigned": {"device_display_name": "Alice's telephone"}}}
        },
        "failures": {},
        "master_keys": {ALICE: MASTER_KEY},
        "self_signing_keys": {ALICE: SELF_SIGNING_KEY},
        "user_signing_keys": {ALICE: USER_SIGNING_KEY},
    },
    "keys_claim": {"failures": {}, "one_time_keys": {ALICE: {OLD_ID: _ONE}}},
    "device_signing_upload_request": {
        "master_key": MASTER_KEY,
        "self_signing_key": SELF_SIGNING_KEY,
        "user_signing_key": USER_SIGNING_KEY,
        "auth": {
            "type": "m.login.password",
            "session": "xxxxxxyz",
            "identifier": {"type": "m.id.user", "user": "alice"},
            "password": "correct horse battery staple",
        },
    },
    "signatures_upload_request": {
        ALICE: {
            NEW_ID: SELF.sign(NEW_DEVICE.sign(_NEW_KEYS)),
            MASTER.public: MASTER_KEY,
        },
        BOB: {BOB_MASTER.public: USER.sign(BOB_KEY)},
    },
}
# The verification: requested by Alice's new device, accepted by her phone; the new device starts SAS.
TRANSACTION: Final = "pYb8kmkNkF5x8kYV"
STARTED_AT: Final = 1_760_000_500_000


NEW_SECRET, NEW_EPHEMERAL = agreement("sas new")
OLD_SECRET, OLD_EPHEMERAL = agreement("sas old")
SHARED: Final = olm.agreed(NEW_SECRET, crypto.decode64(OLD_EPHEMERAL))


def mac(sender: str, receiver: str, item: str, text: str) -> str:
    """Return the MAC `hkdf-hmac-sha256.v2` of `text`, sent from one of Alice's devices to the other."""
    info = f"MATRIX_KEY_VERIFICATION_MAC{ALICE}{sender}{ALICE}{receiver}{TRANSACTION}{item}"
    return crypto.encode64(olm.mac(olm.hkdf(SHARED, info.encode(), 32), text.encode()))


def macs(sender: str, receiver: str, *signers: Signer) -> Json:
    """Return the content of `m.key.verification.mac`, sent from one of Alice's devices to the other."""
    keys = {signer.key_id: signer.public for signer in signers}
    names = ",".join(sorted(keys))
    return {
        "transaction_id": TRANSACTION,
        "mac": {name: mac(sender, receiver, name, key) for name, key in keys.items()},
        "keys": mac(sender, receiver, "KEY_IDS", names),
    }


BEGIN: Final = {
    "from_device": NEW_ID,
    "transaction_id": TRANSACTION,
    "method": "m.sas.v1",
    "key_agreement_protocols": ["curve25519-hkdf-sha256"],
    "hashes": ["sha256"],
    "message_authentication_codes": ["hkdf-hmac-sha256.v2"],
    "short_authentication_string": ["decimal", "emoji"],
}
COMMITMENT: Final = crypto.encode64(
    hashlib.sha256(OLD_EPHEMERAL.encode() + crypto.canonical_json(BEGIN)).digest()
)
_ENDS: Final = f"{ALICE}|{NEW_ID}|{NEW_EPHEMERAL}|{ALICE}|{OLD_ID}|{OLD_EPHEMERAL}"
INFO: Final = f"MATRIX_KEY_VERIFICATION_SAS|{_ENDS}|{TRANSACTION}"
SAS: Final = olm.hkdf(SHARED, INFO.encode(), 6)
METHODS: Final = ["m.sas.v1", "m.qr_code.show.v1", "m.qr_code.scan.v1", "m.reciprocate.v1"]
QR_SECRET: Final = hashlib.sha256(SEED + b"qr").digest()[:16]


def qr(mode: int, identifier: str, first: Signer, second: Signer, secret: bytes) -> bytes:
    """Return the bytes of a QR code: the header, and the parameters in order."""
    name = identifier.encode()
    keys = bytes(first.key.verify_key) + bytes(second.key.verify_key)
    return b"MATRIX\x02" + bytes([mode]) + len(name).to_bytes(2, "big") + name + keys + secret


QR: Final = qr(1, TRANSACTION, MASTER, NEW_DEVICE, QR_SECRET)


def decimal(data: bytes) -> list[int]:
    """Return the three numbers that people compare, from the derived bytes."""
    bits = int.from_bytes(data[:5], "big") >> 1
    return [(bits >> shift & 0x1FFF) + 1000 for shift in (26, 13, 0)]


def emoji(data: bytes) -> list[int]:
    """Return the numbers of the seven emoji that people compare, from the derived bytes."""
    bits = int.from_bytes(data[:6], "big") >> 6
    return [bits >> shift & 0x3F for shift in range(36, -1, -6)]


def _to_device(kind: str, **content: object) -> Json:
    return {"type": f"m.key.verification.{kind}", "sender": ALICE, "content": content}


@dataclass(frozen=True)
class Verification:
    """A room in which Alice requests to verify Bob, and the ids of the request and the response."""

    room: Room
    request: str
    ready: str


@cache
def verification() -> Verification:
    """Return the room; always the same."""
    room = world().shed.branch()
    content = {
        "msgtype": "m.key.verification.request",
        "body": "Alice asks to verify your keys. Your client cannot do that here.",
        "from_device": OLD_ID,
        "methods": METHODS,
        "to": BOB,
    }
    request = room.send(ALICE, "m.room.message", content)
    relation = {"rel_type": "m.reference", "event_id": request}
    answer = {"from_device": BOB_ID, "methods": ["m.sas.v1"], "m.relates_to": relation}
    return Verification(room, request, room.send(BOB, "m.key.verification.ready", answer))


def verification_events() -> dict[str, Json]:
    """Return events, by the name of their file under `spec/events/examples/`."""
    made, named = verification(), {"transaction_id": TRANSACTION}
    started = {**named, "from_device": NEW_ID}
    accepted = {
        "method": "m.sas.v1",
        "key_agreement_protocol": "curve25519-hkdf-sha256",
        "hash": "sha256",
        "message_authentication_code": "hkdf-hmac-sha256.v2",
        "short_authentication_string": ["decimal", "emoji"],
        "commitment": COMMITMENT,
    }
    contents: dict[str, Json] = {
        "request": {**started, "methods": METHODS, "timestamp": STARTED_AT},
        "ready": {**named, "from_device": OLD_ID, "methods": METHODS},
        "start": {**started, "method": "org.example.knock_twice"},
        "start$m.sas.v1": BEGIN,
        "start$m.reciprocate.v1": {
            **started,
            "method": "m.reciprocate.v1",
            "secret": crypto.encode64(QR_SECRET),
        },
        "accept": {**named, **accepted},
        "key": {**named, "key": NEW_EPHEMERAL},
        "mac": macs(OLD_ID, NEW_ID, DEVICE, MASTER),
        "done": named,
        "cancel": {**named, "code": "m.user", "reason": "The user declined"},
    }
    found = {
        f"m.key.verification.{name}": _to_device(name.partition("$")[0], **content)
        for name, content in contents.items()
    }
    found["m.room.message$m.key.verification.request"] = made.room.client(made.request)
    return {**found, "m.key.verification.ready$room": made.room.client(made.ready)}
