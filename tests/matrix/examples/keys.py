"""Keys as servers publish them: of servers, of devices, and of users for cross-signing."""

from typing import Final

from nacl.bindings import crypto_scalarmult_base

from .crypto import Json, encode64
from .rooms import ALICE, COM, NOTARY, ORG, START, Signer, derived

VALID_UNTIL: Final = START + 86_400_000
DEVICE: Final = derived(ALICE, "ed25519:JLAFKJWSCS")


def agreement(purpose: str) -> tuple[bytes, str]:
    """Return a Curve25519 key pair of Alice: the private key, and the public one in unpadded base64."""
    private = bytes(derived(ALICE, "", purpose).key)
    return private, encode64(crypto_scalarmult_base(private))


CURVE_PRIVATE, CURVE = agreement("curve")
ONE_TIME_PRIVATE, ONE_TIME = agreement("one-time")


def _cross(purpose: str) -> Signer:
    unnamed = derived(ALICE, "", purpose)
    return Signer(ALICE, f"ed25519:{unnamed.public}", unnamed.key)


MASTER: Final = _cross("master")
SELF: Final = _cross("self_signing")
OLD_KEY: Final = derived(ORG.name, "ed25519:0", "old")


def _server_keys(server: Signer, **old: object) -> Json:
    found = {
        "server_name": server.name,
        "verify_keys": {server.key_id: {"key": server.public}},
        "old_verify_keys": old,
        "valid_until_ts": VALID_UNTIL,
    }
    return server.sign(found)


def _device_keys() -> Json:
    found = {
        "user_id": ALICE,
        "device_id": "JLAFKJWSCS",
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {"curve25519:JLAFKJWSCS": CURVE, DEVICE.key_id: DEVICE.public},
    }
    return SELF.sign(DEVICE.sign(found))


def _cross_signing(signer: Signer, usage: str) -> Json:
    return {"user_id": ALICE, "usage": [usage], "keys": {signer.key_id: signer.public}}


ORG_KEYS: Final = _server_keys(
    ORG, **{OLD_KEY.key_id: {"key": OLD_KEY.public, "expired_ts": START - 86_400_000}}
)
COM_KEYS: Final = _server_keys(COM)
DEVICE_KEYS: Final = _device_keys()
MASTER_KEY: Final = DEVICE.sign(_cross_signing(MASTER, "master"))
SELF_SIGNING_KEY: Final = MASTER.sign(_cross_signing(SELF, "self_signing"))

_CLAIMED: Final = {"signed_curve25519:AAAAHg": DEVICE.sign({"key": ONE_TIME})}
_SHOWN: Final = {**DEVICE_KEYS, "unsigned": {"device_display_name": "Alice's telephone"}}

KEY_BODIES: Final[dict[str, object]] = {
    "server_keys": ORG_KEYS,
    "server_keys_notary": {"server_keys": [NOTARY.sign(ORG_KEYS)]},
    "server_keys_notary_many": {"server_keys": [NOTARY.sign(ORG_KEYS), NOTARY.sign(COM_KEYS)]},
    "user_devices": {
        "user_id": ALICE,
        "stream_id": 5,
        "devices": [
            {"device_id": "JLAFKJWSCS", "device_display_name": "Alice's telephone", "keys": DEVICE_KEYS}
        ],
        "master_key": MASTER_KEY,
        "self_signing_key": SELF_SIGNING_KEY,
    },
    "user_keys_claim": {"one_time_keys": {ALICE: {"JLAFKJWSCS": _CLAIMED}}},
    "user_keys_query": {
        "device_keys": {ALICE: {"JLAFKJWSCS": _SHOWN}},
        "master_keys": {ALICE: MASTER_KEY},
        "self_signing_keys": {ALICE: SELF_SIGNING_KEY},
    },
}

DEVICE_LIST_UPDATE: Final[Json] = {
    "user_id": ALICE,
    "device_id": "JLAFKJWSCS",
    "device_display_name": "Alice's telephone",
    "stream_id": 6,
    "prev_id": [5],
    "deleted": False,
    "keys": DEVICE_KEYS,
}
SIGNING_KEY_UPDATE: Final[Json] = {
    "user_id": ALICE,
    "master_key": MASTER_KEY,
    "self_signing_key": SELF_SIGNING_KEY,
}
