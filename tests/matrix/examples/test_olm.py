"""The encryption of the examples agrees with another implementation and rejects invalid input."""

from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from . import olm
from .attachments import octets
from .crypto import decode64
from .encryption import BACKUP_KEY, session

OTHER: Final[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("vodozemac.yml").read_text())
IDENTITY, ONE_TIME = octets("recipient"), octets("recipient one-time")


def received() -> tuple[bytes, bytes, bytes]:
    """Return root key and chain key of the session that the pre-key message begins, and its message."""
    found = {tag: olm.octets(v) for tag, v in olm.fields(decode64(OTHER["olm"]["prekey"])).items()}
    assert found[0x0A] == olm.public(ONE_TIME)
    pairs = ((ONE_TIME, found[0x1A]), (IDENTITY, found[0x12]), (ONE_TIME, found[0x12]))
    root, chain = olm.setup(b"".join(olm.agreed(private, other) for private, other in pairs))
    return root, chain, found[0x22]


def ratchet_key(message: bytes) -> bytes:
    return olm.octets(olm.fields(message[: -olm.MAC_BYTES])[0x0A])


def altered(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_olm_reads_another_implementation() -> None:
    root, chain, message = received()
    assert olm.opened(chain, message) == b"first"
    mine = octets("recipient ratchet 1")
    root, _ = olm.next_root(root, mine, ratchet_key(message))
    third, fourth = (decode64(text) for text in OTHER["olm"]["normal"])
    _, chain = olm.next_root(root, mine, ratchet_key(third))
    assert olm.opened(chain, third) == b"third"
    assert olm.opened(olm.next_chain(chain), fourth) == b"fourth"


def test_olm_writes_the_same_bytes() -> None:
    _, chain, message = received()
    assert olm.normal(chain, 0, ratchet_key(message), b"first") == message
    found = {tag: olm.octets(v) for tag, v in olm.fields(decode64(OTHER["olm"]["prekey"])).items()}
    assert olm.prekey(found[0x0A], found[0x12], found[0x1A], message) == decode64(OTHER["olm"]["prekey"])


def test_megolm_reads_another_implementation() -> None:
    given = OTHER["megolm"]
    shared, exported = (olm.Inbound.read(decode64(given[name])) for name in ("session_key", "exported"))
    first, second = (decode64(text) for text in given["messages"])
    assert shared.decrypt(first) == b"zero"
    assert exported.decrypt(second) == b"one"


def test_the_ratchet_is_that_of_another_implementation() -> None:
    ours = session("test")
    known = {index: decode64(text) for index, text in OTHER["ratchet"].items()}
    while ours.index < 65536:
        ours.advance()
        assert ours.index not in known or ours.exported() == known[ours.index]
    before = known[16777215]
    parts = [before[start : start + 32] for start in range(5, 133, 32)]
    late = olm.Megolm(parts, ours.key, 16777215)
    for index in (16777216, 16777217):
        late.advance()
        assert late.exported() == known[index]


def test_a_backup_of_another_implementation_is_restored() -> None:
    parts = {name: decode64(text) for name, text in OTHER["backup"].items()}
    assert olm.restored(BACKUP_KEY, parts["ephemeral"], parts["ciphertext"], parts["mac"]) == b"kept"


@pytest.mark.parametrize("at", [1, 20, -70, -1])
def test_a_changed_megolm_message_is_refused(at: int) -> None:
    given = OTHER["megolm"]
    message = decode64(given["messages"][0])
    with pytest.raises(BadSignatureError):
        olm.Inbound.read(decode64(given["session_key"])).decrypt(altered(message, at % len(message)))


def test_a_changed_session_is_refused() -> None:
    with pytest.raises(BadSignatureError):
        olm.Inbound.read(altered(decode64(OTHER["megolm"]["session_key"]), 40))


def test_what_is_encrypted_is_decrypted() -> None:
    key = SigningKey(octets("any"))
    sender = olm.Megolm([octets(f"any {part}") for part in range(olm.PARTS)], key)
    for index in range(300):
        state = olm.Inbound.read(sender.shared())
        assert state.decrypt(sender.encrypt(b"x" * index)) == b"x" * index


@pytest.mark.parametrize("value", [0, 1, 127, 128, 255, 16384, 2**32 - 1])
def test_integers_are_read_as_written(value: int) -> None:
    assert olm.fields(b"\x03" + olm.field(0x08, value)) == {0x08: value}


def test_aes_is_that_of_the_standard() -> None:
    """The vectors are F.2.5 and F.5.5 of NIST SP 800-38A; CBC adds a block of padding."""
    key = bytes.fromhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
    text = bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
    made = olm.cbc(key, bytes(range(16)), text)
    assert made[:16].hex() == "f58c4c04d6e5f1ba779eabfb5f7bfbd6"
    assert olm.uncbc(key, bytes(range(16)), made) == text
    assert olm.ctr(key, bytes(range(0xF0, 0x100)), text).hex() == "601ec313775789a5b7a7f504bbf3d228"


def test_hkdf_is_that_of_the_standard() -> None:
    """The vectors are A.1 and A.3 of RFC 5869; the latter has no salt."""
    info = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9")
    made = olm.hkdf(b"\x0b" * 22, info, 42, bytes(range(13)))
    assert made.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    assert olm.hkdf(b"\x0b" * 22, b"", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )
