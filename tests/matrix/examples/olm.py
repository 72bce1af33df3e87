"""Olm, Megolm and the other encryption of clients, as far as the examples need it.

`test_olm.py` compares it with another implementation.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, CTR
from cryptography.hazmat.primitives.padding import PKCS7
from nacl.bindings import crypto_scalarmult, crypto_scalarmult_base
from nacl.signing import SigningKey, VerifyKey

Field = bytes | int
MAC_BYTES: Final = 8
PARTS: Final = 4
_SIGNED_VERSION: Final = b"\x02"
_BARE_VERSION: Final = b"\x01"
_MESSAGE_VERSION: Final = b"\x03"


def mac(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256 of `data`."""
    return hmac.digest(key, data, "sha256")


def hkdf(secret: bytes, info: bytes, length: int, salt: bytes = bytes(32)) -> bytes:
    """Return `length` bytes by HKDF-SHA-256 (RFC 5869)."""
    key, block, found = mac(salt, secret), b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = mac(key, block + info + bytes([number]))
        found += block
    return found[:length]


def keys(secret: bytes, info: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the key for AES, the key for the MAC and the initialization vector, from one secret."""
    made = hkdf(secret, info, 80)
    return made[:32], made[32:64], made[64:]


def public(private: bytes) -> bytes:
    """Return the Curve25519 public key of a private one."""
    return crypto_scalarmult_base(private)


def agreed(private: bytes, other: bytes) -> bytes:
    """Return the secret that a private key and another's public key agree on."""
    return crypto_scalarmult(private, other)


def cbc(key: bytes, vector: bytes, text: bytes) -> bytes:
    """Return `text` encrypted by AES-256 in CBC mode, padded as PKCS #7 has it."""
    padder, made = PKCS7(128).padder(), Cipher(AES(key), CBC(vector)).encryptor()
    return made.update(padder.update(text) + padder.finalize()) + made.finalize()


def uncbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    """Return what `cbc` encrypted; a ValueError if the padding is wrong."""
    made, unpadder = Cipher(AES(key), CBC(vector)).decryptor(), PKCS7(128).unpadder()
    return unpadder.update(made.update(data) + made.finalize()) + unpadder.finalize()


def ctr(key: bytes, vector: bytes, data: bytes) -> bytes:
    """Return `data` encrypted or decrypted by AES-256 in CTR mode."""
    made = Cipher(AES(key), CTR(vector)).encryptor()
    return made.update(data) + made.finalize()


def number(value: int) -> bytes:
    """Return an integer as encoded in messages: 7 bits a byte, the least significant first."""
    found = b""
    while value > 0x7F:
        found += bytes([value & 0x7F | 0x80])
        value >>= 7
    return found + bytes([value])


def field(tag: int, value: Field) -> bytes:
    """Return a field of a message: its tag, and an integer or a counted string."""
    counted = number(value) if isinstance(value, int) else number(len(value)) + value
    return bytes([tag]) + counted


def fields(message: bytes) -> dict[int, Field]:
    """Return the fields of a message, by their tags; behind the version, nothing but fields may be there."""
    assert message[:1] == _MESSAGE_VERSION
    found: dict[int, Field] = {}
    rest = iter(message[1:])
    for tag in rest:
        value = _number(rest)
        found[tag] = value if not tag & 7 else bytes(next(rest) for _ in range(value))
    return found


def _number(rest: Iterator[int]) -> int:
    value, shift = 0, 0
    while True:
        byte = next(rest)
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value


# Olm. The terms are those of the specification; a chain is a root key and a chain key.


def setup(secret: bytes) -> tuple[bytes, bytes]:
    """Return the first root key and chain key, from the three agreed secrets in a row."""
    made = hkdf(secret, b"OLM_ROOT", 64)
    return made[:32], made[32:]


def next_root(root: bytes, private: bytes, other: bytes) -> tuple[bytes, bytes]:
    """Return the next root key and the chain key beside it."""
    made = hkdf(agreed(private, other), b"OLM_RATCHET", 64, root)
    return made[:32], made[32:]


def message_key(chain: bytes) -> bytes:
    """Return the message key of a chain key."""
    return mac(chain, b"\x01")


def next_chain(chain: bytes) -> bytes:
    """Return the chain key behind `chain`."""
    return mac(chain, b"\x02")


def normal(chain: bytes, index: int, ratchet: bytes, text: bytes) -> bytes:
    """Return the normal message with `text`; `ratchet` is the public ratchet key of the sender."""
    aes, authentic, vector = keys(message_key(chain), b"OLM_KEYS")
    payload = field(0x0A, ratchet) + field(0x10, index) + field(0x22, cbc(aes, vector, text))
    message = _MESSAGE_VERSION + payload
    return message + mac(authentic, message)[:MAC_BYTES]


def opened(chain: bytes, message: bytes) -> bytes:
    """Return the text of a normal message, whose MAC must be right."""
    aes, authentic, vector = keys(message_key(chain), b"OLM_KEYS")
    covered, given = message[:-MAC_BYTES], message[-MAC_BYTES:]
    assert hmac.compare_digest(mac(authentic, covered)[:MAC_BYTES], given)
    return uncbc(aes, vector, octets(fields(covered)[0x22]))


def prekey(one_time: bytes, base: bytes, identity: bytes, message: bytes) -> bytes:
    """Return a pre-key message around a normal one, with the public keys that its recipient needs."""
    named = field(0x0A, one_time) + field(0x12, base) + field(0x1A, identity)
    return _MESSAGE_VERSION + named + field(0x22, message)


def octets(value: Field) -> bytes:
    """Return the value of a field that has to be a string."""
    assert isinstance(value, bytes)
    return value


@dataclass
class Megolm:
    """The sender's side of a Megolm session."""

    ratchet: list[bytes]
    key: SigningKey
    index: int = 0

    @property
    def identifier(self) -> bytes:
        """The public key of the session, which names it."""
        return bytes(self.key.verify_key)

    def advance(self) -> None:
        """Advance to the next index: the parts after the first one that changes are derived from it."""
        self.index += 1
        first = next(j for j in range(PARTS) if self.index % (1 << 8 * (PARTS - 1 - j)) == 0)
        old = self.ratchet[first]
        self.ratchet[first:] = [mac(old, bytes([j])) for j in range(first, PARTS)]

    def _state(self, version: bytes) -> bytes:
        return version + self.index.to_bytes(4, "big") + b"".join(self.ratchet) + self.identifier

    def shared(self) -> bytes:
        """Return the session in the sharing format."""
        state = self._state(_SIGNED_VERSION)
        return state + self.key.sign(state).signature

    def exported(self) -> bytes:
        """Return the session in the export format."""
        return self._state(_BARE_VERSION)

    def encrypt(self, text: bytes) -> bytes:
        """Return the message with `text` at this index, and advance to the next."""
        aes, authentic, vector = keys(b"".join(self.ratchet), b"MEGOLM_KEYS")
        message = _MESSAGE_VERSION + field(0x08, self.index) + field(0x12, cbc(aes, vector, text))
        message += mac(authentic, message)[:MAC_BYTES]
        self.advance()
        return message + self.key.sign(message).signature


@dataclass
class Inbound:
    """The recipient's side of a Megolm session."""

    ratchet: bytes
    key: VerifyKey
    index: int

    @classmethod
    def read(cls, state: bytes) -> "Inbound":
        """Return the session in `state`, in either format; a signature must be right."""
        bare = state[:165]
        key = VerifyKey(bare[133:])
        if state[:1] == _SIGNED_VERSION:
            key.verify(bare, state[165:])
        else:
            assert state[:1] == _BARE_VERSION
            assert state == bare
        return cls(bare[5:133], key, int.from_bytes(bare[1:5], "big"))

    def decrypt(self, message: bytes) -> bytes:
        """Return the text of a message at this very index, whose signature and MAC must be right."""
        signed, signature = message[:-64], message[-64:]
        self.key.verify(signed, signature)
        covered, given = signed[:-MAC_BYTES], signed[-MAC_BYTES:]
        aes, authentic, vector = keys(self.ratchet, b"MEGOLM_KEYS")
        assert hmac.compare_digest(mac(authentic, covered)[:MAC_BYTES], given)
        found = fields(covered)
        assert found[0x08] == self.index
        return uncbc(aes, vector, octets(found[0x12]))


# Stored and shared data: backups, secrets, attachments, exports. All values are raw bytes.


def backed_up(recipient: bytes, ephemeral: bytes, text: bytes) -> tuple[bytes, bytes]:
    """Return `text` encrypted for the public key of a backup, and the MAC, which covers nothing."""
    aes, authentic, vector = keys(agreed(ephemeral, recipient), b"")
    return cbc(aes, vector, text), mac(authentic, b"")[:MAC_BYTES]


def restored(private: bytes, ephemeral: bytes, data: bytes, given: bytes) -> bytes:
    """Return the content of a backup; `ephemeral` is the public key sent with it. The MAC must be valid."""
    aes, authentic, vector = keys(agreed(private, ephemeral), b"")
    assert hmac.compare_digest(mac(authentic, b"")[:MAC_BYTES], given)
    return uncbc(aes, vector, data)


def stored(key: bytes, name: str, vector: bytes, text: bytes) -> tuple[bytes, bytes]:
    """Return the secret `name` encrypted (or decrypted) with a storage key, and the MAC of the result."""
    made = hkdf(key, name.encode(), 64)
    data = ctr(made[:32], vector, text)
    return data, mac(made[32:], data)


def without_bit_63(vector: bytes) -> bytes:
    """Return an initialization vector with the highest bit of its ninth byte set to zero."""
    return vector[:8] + bytes([vector[8] & 0x7F]) + vector[9:]


def export_keys(passphrase: str, salt: bytes, rounds: int) -> tuple[bytes, bytes]:
    """Return the key for AES and the key for the MAC of a key export."""
    made = hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, rounds, 64)
    return made[:32], made[32:]
