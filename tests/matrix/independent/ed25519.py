"""Ed25519 with the one verification procedure of section "Verification of Ed25519 signatures"."""

from __future__ import annotations

import functools
import hashlib

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
_ROOT = pow(2, (PRIME - 1) // 4, PRIME)
Point = tuple[int, int, int, int]
_ZERO: Point = (0, 1, 1, 0)

SMALL = frozenset(
    bytes.fromhex(text)
    for text in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
)
"""The encodings of the points of small order."""


def _add(left: Point, right: Point) -> Point:
    """Add two points in extended coordinates (RFC 8032, section 5.1.4)."""
    a = (left[1] - left[0]) * (right[1] - right[0]) % PRIME
    b = (left[1] + left[0]) * (right[1] + right[0]) % PRIME
    c = 2 * left[3] * right[3] * _D % PRIME
    d = 2 * left[2] * right[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _double(point: Point) -> Point:
    """Double a point (RFC 8032, section 5.1.4)."""
    a = point[0] * point[0] % PRIME
    b = point[1] * point[1] % PRIME
    h = a + b
    e = h - (point[0] + point[1]) ** 2 % PRIME
    g = a - b
    f = 2 * point[2] * point[2] + g
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _sum(first: int, base: Point, second: int, other: Point) -> Point:
    """Return the sum of two multiples of points."""
    table = {1: base, 2: other, 3: _add(base, other)}
    result = _ZERO
    for bit in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        result = _double(result)
        index = (first >> bit & 1) | (second >> bit & 1) << 1
        if index:
            result = _add(result, table[index])
    return result


def _encode(point: Point) -> bytes:
    """Return the encoding of a point (RFC 8032, section 5.1.2)."""
    inverse = pow(point[2], PRIME - 2, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(data: bytes) -> Point | None:
    """Return the point of an encoding, or None if it is not canonical (RFC 8032, section 5.1.3)."""
    value = int.from_bytes(data, "little")
    sign, y = value >> 255, value & (1 << 255) - 1
    if y >= PRIME:
        return None
    u, v = (y * y - 1) % PRIME, (_D * y * y + 1) % PRIME
    x = u * pow(v, 3, PRIME) * pow(u * pow(v, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    if v * x * x % PRIME != u:
        x = x * _ROOT % PRIME
        if v * x * x % PRIME != u:
            return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


def _base() -> Point:
    point = _decode((4 * pow(5, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little"))
    if point is None:
        raise ValueError("the base point")
    return point


_BASE = _base()


def _digest(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def _expand(seed: bytes) -> tuple[int, bytes]:
    """Return the secret scalar and the prefix of a private key (RFC 8032, section 5.1.5)."""
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:]


@functools.lru_cache(maxsize=64)
def public_key(seed: bytes) -> bytes:
    """Return the public key of a private key (RFC 8032, section 5.1.5)."""
    return _encode(_sum(_expand(seed)[0], _BASE, 0, _ZERO))


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the signature of a message (RFC 8032, section 5.1.6)."""
    scalar, prefix = _expand(seed)
    nonce = _digest(prefix, message) % ORDER
    first = _encode(_sum(nonce, _BASE, 0, _ZERO))
    challenge = _digest(first, public_key(seed), message) % ORDER
    return first + ((nonce + challenge * scalar) % ORDER).to_bytes(32, "little")


@functools.lru_cache(maxsize=4096)
def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature is valid (section "Verification of Ed25519 signatures")."""
    if len(key) != 32 or len(signature) != 64:
        return False
    first, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    point, nonce = _decode(key), _decode(first)
    if point is None or nonce is None or scalar >= ORDER or key in SMALL or first in SMALL:
        return False
    challenge = _digest(first, key, message) % ORDER
    x, y, z, t = point
    return _encode(_sum(scalar, _BASE, challenge, (PRIME - x, y, z, PRIME - t))) == first
