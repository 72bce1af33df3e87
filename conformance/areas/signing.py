"""Signatures of JSON objects, and the verification of Ed25519 signatures."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nacl.signing import SigningKey

from conformance.areas.case_files import TEXTS
from conformance.areas.context import KEY, KEY_ID, PUBLIC, SEED
from conformance.suite import Case, Json
from tests.matrix.protocol.reference import base64, ed25519, signing
from tests.matrix.protocol.reference.ed25519 import BASE, ORDER, Point, add, encode, multiply

TITLE = "Signatures"
_PAGE = "appendices/json/"
_LTS_PAGE = "rooms/i.1/"
_ENTITY = "example.org"
_MESSAGE = b"message"
_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_OBJECTS: dict[str, Json] = {
    "empty": {},
    "members": {"one": 1, "two": "Two"},
    "unsigned-is-not-covered": {"a": 1, "unsigned": {"age": 4}},
    "signatures-are-not-covered": {"a": 1, "signatures": {"example.com": {"ed25519:1": "AAAA"}}},
    "outside-ascii": {"a": "日本", "b": "\x7f\x00"},
}


def cases() -> Iterator[Case]:
    """Yield all cases of the area."""
    for name, value in _OBJECTS.items():
        made = signing.sign(value, _ENTITY, KEY_ID, KEY)
        yield Case(
            name=f"sign-{name}",
            profiles=TEXTS,
            page=_PAGE,
            anchor="signing-details",
            operation="sign-json",
            input={"object": value, "entity": _ENTITY, "key_id": KEY_ID, "seed": SEED},
            published={"signatures": made["signatures"]},
        )
    yield from _verified()
    yield from _edges()


def _verify(name: str, anchor: str, value: Json, *, valid: bool, keys: dict[str, str] | None = None) -> Case:
    return Case(
        name=f"verify-{name}",
        profiles=TEXTS,
        page=_PAGE,
        anchor=anchor,
        operation="verify-json",
        input={"object": value, "entity": _ENTITY, "keys": keys or {KEY_ID: PUBLIC}},
        published={"valid": valid},
    )


def _verified() -> Iterator[Case]:
    signed: dict[str, Any] = signing.sign({"one": 1, "two": "Two"}, _ENTITY, KEY_ID, KEY)
    signature = signed["signatures"][_ENTITY][KEY_ID]
    other = SigningKey(hashlib.sha256(b"another key").digest())
    forged: dict[str, Any] = signing.sign({"one": 1, "two": "Two"}, _ENTITY, KEY_ID, other)
    yield _verify("signed", "check-verify", signed, valid=True)
    yield _verify("other-order", "check-encode", dict(reversed(signed.items())), valid=True)
    yield _verify("unsigned-added", "check-remove", {**signed, "unsigned": {"age": 1}}, valid=True)
    yield _verify("changed", "check-verify", {**signed, "one": 2}, valid=False)
    yield _verify("member-added", "check-verify", {**signed, "three": 3}, valid=False)
    yield _verify("by-another-key", "check-verify", forged, valid=False)
    yield _verify("unsigned-object", "check-entry", {"one": 1}, valid=False)
    for name, anchor, held in (
        ("by-another-entity", "check-entry", {"example.com": {KEY_ID: signature}}),
        ("by-an-unknown-key", "check-key", {_ENTITY: {"ed25519:2": signature}}),
        ("of-an-unknown-algorithm", "check-algorithms", {_ENTITY: {"rsa:1": signature}}),
        ("not-base64", "check-decode", {_ENTITY: {KEY_ID: "!" + signature[1:]}}),
        ("short", "check-verify", {_ENTITY: {KEY_ID: signature[:-4]}}),
    ):
        yield _verify(name, anchor, {**signed, "signatures": held}, valid=False)
    last = signature[:-1] + _ALPHABET[_ALPHABET.index(signature[-1]) + 1]
    for name, written in (("padded", f"{signature}=="), ("unused-bits", last)):
        value = {**signed, "signatures": {_ENTITY: {KEY_ID: written}}}
        case = _verify(name, "strict-base64-signature", value, valid=False)
        yield replace(case, profiles=("lts",), page=_LTS_PAGE)
    both = {_ENTITY: {"ed25519:2": signature, KEY_ID: signature}}
    yield _verify("one-of-two", "check-key", {**signed, "signatures": both}, valid=True)
    yield from _verified_by(signed, signature)


def _verified_by(signed: Json, signature: str) -> Iterator[Case]:
    """Yield cases with other keys and key identifiers than the usual ones."""
    both = {_ENTITY: {"ed25519:2": "A" * 86, KEY_ID: signature}}
    keys = {KEY_ID: PUBLIC, "ed25519:2": PUBLIC}
    yield _verify("one-valid-of-two", "check-verify", {**signed, "signatures": both}, valid=True, keys=keys)
    for name, anchor, key_id, valid in (
        ("key-of-an-unknown-algorithm", "check-algorithms", "rsa:1", False),
        ("key-version-outside-the-grammar", "check-algorithms", "ed25519:a-b", True),
    ):
        value = {**signed, "signatures": {_ENTITY: {key_id: signature}}}
        yield _verify(name, anchor, value, valid=valid, keys={key_id: PUBLIC})
    for name, key in (("undecodable-key", "A"), ("short-key", PUBLIC[:-3])):
        yield _verify(name, "check-verify", signed, valid=False, keys={KEY_ID: key})
    last = PUBLIC[:-1] + _ALPHABET[_ALPHABET.index(PUBLIC[-1]) + 1]
    case = _verify("unused-bits-of-the-key", "strict-base64-key", signed, valid=False, keys={KEY_ID: last})
    yield replace(case, profiles=("lts",), page=_LTS_PAGE)


def _edges() -> Iterator[Case]:
    """Yield signatures that libraries judge differently, and I.1 in one way."""
    scalar, public = _scalar(KEY), bytes(KEY.verify_key)
    small = encode((0, 1, 1, 0))
    order_4 = encode(_point((0).to_bytes(32, "little")))
    good = KEY.sign(_MESSAGE).signature
    s = int.from_bytes(good[32:], "little")
    made = (
        ("plain", "ed25519-equation", public, good),
        ("changed", "ed25519-equation", public, bytes([good[0] ^ 1]) + good[1:]),
        ("s-not-reduced", "ed25519-scalar", public, good[:32] + (s + ORDER).to_bytes(32, "little")),
        ("key-of-order-1", "ed25519-small-order", small, _signature(small, 0)),
        ("key-of-order-4", "ed25519-small-order", order_4, _signature(order_4, 0)),
        ("r-of-small-order", "ed25519-small-order", public, _with_r(small, public, scalar)),
        (
            "r-with-torsion",
            "ed25519-equation",
            public,
            _signature(public, scalar, _point((0).to_bytes(32, "little"))),
        ),
        (
            "key-not-canonical",
            "ed25519-encoding",
            (ed25519.P + 1).to_bytes(32, "little"),
            _signature(small, 0),
        ),
        ("key-not-a-point", "ed25519-encoding", (2).to_bytes(32, "little"), good),
    )
    for name, anchor, key, signature in made:
        yield Case(
            name=f"ed25519-{name}",
            profiles=("I.1",),
            page=_LTS_PAGE,
            anchor=anchor,
            operation="verify-ed25519",
            input={
                "public_key": base64.encode(key),
                "message": base64.encode(_MESSAGE),
                "signature": base64.encode(signature),
            },
            published={"valid": ed25519.verifies_plainly(key, signature, _MESSAGE)},
        )


def _point(data: bytes) -> Point:
    point = ed25519.decode(data)
    if point is None:
        raise ValueError("these bytes encode no point")
    return point


def _scalar(key: SigningKey) -> int:
    """Return the secret scalar of a key (RFC 8032, section 5.1.5)."""
    half = bytearray(hashlib.sha512(bytes(key)).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    return int.from_bytes(half, "little")


def _with_r(r: bytes, key: bytes, scalar: int, nonce: int = 0) -> bytes:
    k = int.from_bytes(hashlib.sha512(r + key + _MESSAGE).digest(), "little") % ORDER
    return r + ((nonce + k * scalar) % ORDER).to_bytes(32, "little")


def _signature(key: bytes, scalar: int, torsion: Point | None = None, nonce: int = 12345) -> bytes:
    """Return a signature in the name of a key, with a point of small order added to R."""
    point = multiply(nonce, BASE)
    return _with_r(encode(point if torsion is None else add(point, torsion)), key, scalar, nonce)
