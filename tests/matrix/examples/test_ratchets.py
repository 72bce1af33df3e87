"""The values in the examples of Olm and Megolm on the pages follow from the first of them."""

from typing import Final

import pytest
from nacl.signing import SigningKey

from . import olm, pages
from .crypto import decode64, encode64

PAIRS: Final = ("ia", "ea", "ib", "eb", "t0", "t1")


def private(name: str) -> bytes:
    return bytes.fromhex(pages.row("olm", f"cs-olm-vector-{name}")[0])


def value(name: str) -> bytes:
    [found] = pages.row("olm", f"cs-olm-vector-{name}")
    return bytes.fromhex(found)


def joined(shown: str) -> bytes:
    """Return the bytes of Base64 that a figure breaks into lines."""
    return decode64("".join(shown.split()))


@pytest.mark.parametrize("name", PAIRS)
def test_public_keys_belong_to_the_private_ones(name: str) -> None:
    given, shown = pages.row("olm", f"cs-olm-vector-{name}")
    assert olm.public(bytes.fromhex(given)).hex() == shown


def test_the_olm_session_is_set_up() -> None:
    pairs = (("ia", "eb"), ("ea", "ib"), ("ea", "eb"))
    secret = b"".join(olm.agreed(private(mine), olm.public(private(other))) for mine, other in pairs)
    assert olm.setup(secret) == (value("r0"), value("c0"))
    assert olm.message_key(value("c0")) == value("m0")
    assert olm.keys(value("m0"), b"OLM_KEYS") == (value("aes"), value("hmac"), value("iv"))
    assert olm.next_chain(value("c0")) == value("c1")


def test_both_sides_advance_the_olm_ratchet_alike() -> None:
    t0, t1 = private("t0"), private("t1")
    expected = (value("r1"), value("c10"))
    assert olm.next_root(value("r0"), t1, olm.public(t0)) == expected
    assert olm.next_root(value("r0"), t0, olm.public(t1)) == expected


def test_the_first_olm_message_is_right() -> None:
    message = pages.octets(pages.figure("olm", "fig-olm-example"))
    assert message == olm.normal(value("c0"), 0, olm.public(private("t0")), b"Hello")
    assert olm.opened(value("c0"), message) == b"Hello"
    one_time, base, identity = (olm.public(private(name)) for name in ("eb", "ea", "ia"))
    shown = joined(pages.behind("olm", "The pre-key message with `Hello`"))
    assert shown == olm.prekey(one_time, base, identity, message)


def test_the_olm_answer_is_right() -> None:
    answer = joined(pages.behind("olm", "The response, a normal message of `B`"))
    assert answer == olm.normal(value("c10"), 0, olm.public(private("t1")), b"Hello, Alice")
    assert olm.opened(value("c10"), answer) == b"Hello, Alice"


def ratchet(anchor: str) -> list[bytes]:
    lines = pages.figure("megolm", f"fig-megolm-vector-{anchor}").splitlines()
    assert [line[:4] for line in lines] == ["R_0 ", "R_1 ", "R_2 ", "R_3 "]
    return [bytes.fromhex(line[4:]) for line in lines]


def megolm() -> olm.Megolm:
    """Return the session on the page, at its beginning."""
    text = pages.text("megolm").partition("The seed of its private Ed25519 key is")[2]
    return olm.Megolm(ratchet("seed"), SigningKey(bytes.fromhex(text.split("`")[1])))


def test_the_megolm_session_is_shared_as_shown() -> None:
    made = megolm()
    assert encode64(made.identifier) == pages.behind("megolm", "Its identifier is")
    shared = joined(pages.figure("megolm", "fig-megolm-vector-share"))
    assert shared == made.shared()
    assert olm.Inbound.read(shared) == olm.Inbound.read(made.exported())


def test_the_megolm_message_is_right() -> None:
    message = joined(pages.figure("megolm", "fig-megolm-vector-message"))
    assert message == pages.octets(pages.figure("megolm", "fig-megolm-vector-bytes"))
    assert message == megolm().encrypt(b"Hello")
    assert olm.Inbound.read(megolm().shared()).decrypt(message) == b"Hello"


def test_the_megolm_ratchet_advances_as_shown() -> None:
    made = megolm()
    for index in (256, 65536):
        while made.index < index:
            made.advance()
        assert made.ratchet == ratchet(str(index))
