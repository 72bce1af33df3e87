"""Signatures of JSON objects: `#signing-details` and `#checking-signatures`."""

from collections.abc import Mapping
from typing import Final

from nacl.bindings import crypto_sign_PUBLICKEYBYTES
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from . import base64, canonical, ed25519
from .values import Object, as_object, without

ALGORITHM: Final = "ed25519"
# The public keys of each entity by key identifier.
Keys = Mapping[str, Mapping[str, VerifyKey]]


def public_key(encoded: object, *, strictly: bool = False, either: bool = False) -> VerifyKey | None:
    """Return a public key, or None if it cannot be decoded.

    `strictly` uses `#strict-base64-key`; `either` accepts both alphabets of Base64.
    """
    decode = base64.decode_either if either else base64.decode
    decoded = decode(encoded) if isinstance(encoded, str) else None
    if decoded is None or len(decoded) != crypto_sign_PUBLICKEYBYTES:
        return None
    return VerifyKey(decoded) if not strictly or base64.is_exact(encoded, len(decoded)) else None


def public_keys(encoded: Mapping[str, object], *, strictly: bool = False) -> dict[str, VerifyKey]:
    """Return those public keys of an entity that can be decoded, by key identifier."""
    found = {key_id: public_key(key, strictly=strictly) for key_id, key in encoded.items()}
    return {key_id: key for key_id, key in found.items() if key is not None}


def _signed_bytes(value: Object, *, loosely: bool) -> bytes:
    """Do steps `#sign-remove` and `#sign-encode`, which are `#check-remove` and `#check-encode` as well."""
    return canonical.encode(without(value, "signatures", "unsigned"), loosely=loosely)


def sign(
    value: Object, entity: str, key_id: str, key: SigningKey, *, loosely: bool = False
) -> dict[str, object]:
    """Return an object with the signature of an entity beside those that it has."""
    signature = base64.encode(key.sign(_signed_bytes(value, loosely=loosely)).signature)  # sign-sign
    signatures = {name: dict(as_object(keys)) for name, keys in as_object(value.get("signatures")).items()}
    signatures.setdefault(entity, {})[key_id] = signature  # sign-add
    return {**value, "signatures": signatures}


def verifies(
    value: Object, signature: object, key: VerifyKey, *, loosely: bool = False, strictly: bool = False
) -> bool:
    """Return whether a signature over an object is valid; `strictly` uses `#ed25519-verification`."""
    decoded = base64.decode(signature) if isinstance(signature, str) else None
    if decoded is None:  # check-decode
        return False
    if strictly and not base64.is_exact(signature, 64):  # strict-base64-signature
        return False
    signed = _signed_bytes(value, loosely=loosely)
    if strictly:
        return ed25519.verifies(key, decoded, signed)
    try:
        key.verify(signed, decoded)  # check-verify
    except (BadSignatureError, ValueError):
        return False
    return True


def is_signed_by(
    value: Object,
    entity: str,
    keys: Keys,
    *,
    loosely: bool = False,
    strictly: bool = False,
    every: bool = False,
) -> bool:
    """Return whether an entity signed an object.

    One valid signature by one of its keys is enough, unless `every` signature by a known key has to be valid.
    """
    entries = as_object(as_object(value.get("signatures")).get(entity))  # check-entry
    known = keys.get(entity, {})  # check-key
    found = [
        verifies(value, signature, known[key_id], loosely=loosely, strictly=strictly)
        for key_id, signature in entries.items()
        if key_id.partition(":")[0] == ALGORITHM and key_id in known  # check-algorithms
    ]
    return any(found) and (not every or all(found))
