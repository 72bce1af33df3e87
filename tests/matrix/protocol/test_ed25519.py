"""Verification by I.1, `#ed25519-verification`: deterministic, and no less strict than any library."""

import hashlib
import re
from typing import Final

import pytest
from hypothesis import given, settings, strategies
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from . import text
from .reference import ed25519
from .reference.ed25519 import BASE, ORDER, P, Point, add, encode, multiply

KEY: Final = SigningKey(bytes(range(32)))
MESSAGE: Final = b"message"


def small_points() -> list[bytes]:
    """Return the points of small order in the text's source, since no test here needs the site."""
    source = (text.ROOT / "spec/rooms/parts/hashes-and-signatures.md").read_text(encoding="utf-8")
    section = text.section(source, "ed25519-verification")
    return [bytes.fromhex(line) for line in re.findall(r"^[0-9a-f]{64}$", section, re.MULTILINE)]


def point_of(data: bytes) -> Point:
    point = ed25519.decode(data)
    assert point is not None
    return point


def scalar_of(key: SigningKey) -> int:
    """Return the secret scalar of a key, section 5.1.5 of RFC 8032."""
    half = bytearray(hashlib.sha512(bytes(key)).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    return int.from_bytes(half, "little")


def hashed(r: bytes, key: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + key + MESSAGE).digest(), "little") % ORDER


def signature(key: bytes, scalar: int, r: int = 12345, torsion: bytes | None = None) -> bytes:
    """Sign with a scalar in the name of a key, with a point of small order added to R."""
    point = multiply(r, BASE)
    first = encode(point if torsion is None else add(point, point_of(torsion)))
    return first + ((r + hashed(first, key) * scalar) % ORDER).to_bytes(32, "little")


def answer(key: bytes, sign: bytes) -> bool:
    """Return the result, which must be the same with and without the library."""
    plain = ed25519.verifies_plainly(key, sign, MESSAGE)
    assert ed25519.verifies(VerifyKey(key), sign, MESSAGE) == plain
    return plain


def library(key: bytes, sign: bytes) -> bool:
    try:
        VerifyKey(key).verify(MESSAGE, sign)
    except BadSignatureError:
        return False
    return True


def is_valid_by(key: bytes, sign: bytes, cofactor: int) -> bool:
    """Check a signature by one of the two equations of RFC 8032."""
    s = int.from_bytes(sign[32:], "little")
    left = multiply(s, BASE)
    right = add(point_of(sign[:32]), multiply(hashed(sign[:32], key), point_of(key)))
    return encode(multiply(cofactor, left)) == encode(multiply(cofactor, right))


def test_the_points_of_the_text_are_all_points_of_small_order() -> None:
    points = small_points()
    assert len(set(points)) == 8
    assert all(ed25519.is_of_small_order(point_of(point)) for point in points)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(strategies.binary(min_size=32, max_size=32), strategies.binary(max_size=64))
def test_conforming_signatures_are_valid(seed: bytes, message: bytes) -> None:
    key = SigningKey(seed)
    sign = key.sign(message).signature
    assert ed25519.verifies(key.verify_key, sign, message)
    assert ed25519.verifies_plainly(bytes(key.verify_key), sign, message)
    assert not ed25519.verifies_plainly(bytes(key.verify_key), sign, message + b".")


def test_the_equation_is_that_without_the_cofactor() -> None:
    # A key with a part of small order: by the equation with the cofactor every such signature is valid, by
    # the other one only those are for which k makes that part vanish.
    key = encode(add(multiply(scalar_of(KEY), BASE), point_of(small_points()[4])))
    signs = [signature(key, scalar_of(KEY), r) for r in range(1, 41)]
    assert all(is_valid_by(key, sign, 8) for sign in signs)
    answers = [answer(key, sign) for sign in signs]
    assert answers == [is_valid_by(key, sign, 1) for sign in signs]
    assert set(answers) == {True, False}
    # Valid signatures are also valid in the library, whichever equation it uses.
    assert all(library(key, sign) for sign, valid in zip(signs, answers, strict=True) if valid)


def test_r_with_a_part_of_small_order_is_refused() -> None:
    key = bytes(KEY.verify_key)
    sign = signature(key, scalar_of(KEY), torsion=small_points()[4])
    assert is_valid_by(key, sign, 8)
    assert not answer(key, sign)


@pytest.mark.parametrize("point", small_points(), ids=bytes.hex)
def test_points_of_small_order_are_refused(point: bytes) -> None:
    # As a key, it has signatures that anybody can make; as R, one that only the holder of the key can.
    signs = [signature(point, 0, r) for r in range(1, 10)]
    assert all(is_valid_by(point, sign, 8) for sign in signs)
    assert not any(answer(point, sign) for sign in signs)
    key = bytes(KEY.verify_key)
    sign = point + (hashed(point, key) * scalar_of(KEY) % ORDER).to_bytes(32, "little")
    assert is_valid_by(key, sign, 8)
    assert not answer(key, sign)


def test_other_encodings_are_refused() -> None:
    key, sign = bytes(KEY.verify_key), KEY.sign(MESSAGE).signature
    assert answer(key, sign)
    s = int.from_bytes(sign[32:], "little")
    assert not answer(key, sign[:32] + (s + ORDER).to_bytes(32, "little"))
    assert not ed25519.verifies(KEY.verify_key, sign[:63], MESSAGE)
    # y = 1 written as p + 1, and the identity with an odd x.
    for number in (P + 1, 1 | 1 << 255):
        assert ed25519.decode(number.to_bytes(32, "little")) is None
