"""Verification of Ed25519 signatures as required by I.1, `#ed25519-verification`: one result for every input.

Libraries differ in keys and signatures that no conforming signer produces. If they agree, a library is used;
the remaining inputs are checked here, by section 5.1 of RFC 8032.
"""

import hashlib
from typing import Final

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

Point = tuple[int, int, int, int]

P: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, P - 2, P) % P
_ROOT: Final = pow(2, (P - 1) // 4, P)
IDENTITY: Final[Point] = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """Add two points in extended coordinates."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, point: Point) -> Point:
    """Return a point multiplied by a scalar."""
    product = IDENTITY
    while scalar:
        product = add(product, point) if scalar & 1 else product
        point, scalar = add(point, point), scalar >> 1
    return product


def negative(point: Point) -> Point:
    """Return the negative of a point."""
    return -point[0] % P, point[1], point[2], -point[3] % P


def encode(point: Point) -> bytes:
    """Return the encoding of a point."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data: bytes) -> Point | None:
    """Return the decoded point, or None if the bytes are not the canonical encoding of a point."""
    number = int.from_bytes(data, "little")
    y, odd = number & (1 << 255) - 1, number >> 255
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * _ROOT % P
    if x * x % P != square or (x == 0 and odd):
        return None
    x = x if x & 1 == odd else P - x
    return x, y, 1, x * y % P


BASE: Final = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or IDENTITY


def is_of_small_order(point: Point) -> bool:
    """Return whether a point is one of the eight whose order divides 8."""
    return encode(multiply(8, point)) == encode(IDENTITY)


def verifies_plainly(key: bytes, signature: bytes, message: bytes) -> bool:
    """Verify a signature by the steps of the specification, one after the other."""
    a, r = decode(key), decode(signature[:32])  # ed25519-encoding
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= ORDER:  # ed25519-scalar
        return False
    if is_of_small_order(a) or is_of_small_order(r):  # ed25519-small-order
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    expected = add(multiply(s, BASE), multiply(k, negative(a)))
    return encode(expected) == signature[:32]  # ed25519-equation


def verifies(key: VerifyKey, signature: bytes, message: bytes) -> bool:
    """Return whether a signature is valid. Uses the library if all libraries agree on such input."""
    if len(signature) != 64:
        return False
    if all(crypto_core_ed25519_is_valid_point(point) for point in (bytes(key), signature[:32])):
        try:
            key.verify(message, signature)
        except BadSignatureError:
            return False
        return True
    return verifies_plainly(bytes(key), signature, message)
