"""Keys of devices and their verification: each value on the pages and in the examples follows from others."""

import hashlib
import hmac
import re
from typing import Final

from . import crypto, data, devices, olm, pages
from .crypto import Json, decode64, encode64
from .keys import DEVICE, MASTER
from .rooms import ALICE

EVENTS: Final = data.SPEC / "events/examples"
BODIES: Final = data.SPEC / "api/client-server/examples"
OLD, NEW = devices.OLD_ID, devices.NEW_ID


def content(kind: str) -> Json:
    found: Json = data.load(EVENTS / f"m.key.verification.{kind}.json")["content"]
    return found


def shown() -> dict[str, str]:
    """Return the values of the example of SAS: lines with an indent belong to the label above them."""
    found: dict[str, str] = {}
    label = ""
    for line in pages.figure("verification", "cs-fig-sas-example").splitlines():
        if line.startswith(" "):
            found[label] += line.strip() if "info" in label else f" {line.strip()}"
        else:
            label = line.removesuffix(", in one line")
            # Two labels occur twice: for the first derivation, and for the MAC.
            label = f"{label} again" if label in found else label
            found[label] = ""
    return {name: text.strip() for name, text in found.items()}


def agreed() -> bytes:
    """Return the secret that the two ephemeral keys on the page agree on."""
    values = shown()
    mine = bytes.fromhex(values[f"private key of {NEW}"])
    other = bytes.fromhex(values[f"private key of {OLD}"])
    assert encode64(olm.public(mine)) == values["its public key"] == content("key")["key"]
    assert encode64(olm.public(other)) == values["its public key again"]
    secret = olm.agreed(mine, olm.public(other))
    assert secret == olm.agreed(other, olm.public(mine)) == bytes.fromhex(values["shared secret"])
    return secret


def test_the_commitment_covers_key_and_start() -> None:
    covered = shown()["its public key again"].encode() + crypto.canonical_json(content("start$m.sas.v1"))
    made = encode64(hashlib.sha256(covered).digest())
    assert made == shown()["commitment"] == content("accept")["commitment"]


def sas() -> bytes:
    """Return the bytes that are compared."""
    values = shown()
    parts = (
        *("MATRIX_KEY_VERIFICATION_SAS", ALICE, NEW, values["its public key"]),
        *(ALICE, OLD, values["its public key again"], content("start$m.sas.v1")["transaction_id"]),
    )
    assert values["info"] == "|".join(parts)
    made = olm.hkdf(agreed(), values["info"].encode(), 6)
    assert made.hex() == values["bytes derived"]
    return made


def test_the_numbers_are_those_of_the_bytes() -> None:
    made = sas()
    bits = "".join(f"{byte:08b}" for byte in made)
    numbers = [int(bits[start : start + 13], 2) + 1000 for start in (0, 13, 26)]
    assert shown()["decimal"] == " ".join(map(str, numbers))
    assert numbers == devices.decimal(made)


def test_the_emoji_are_those_of_the_bytes() -> None:
    made = sas()
    bits = "".join(f"{byte:08b}" for byte in made)
    numbers = [int(bits[start : start + 6], 2) for start in range(0, 42, 6)]
    table = re.findall(
        r"(?m)^\| \{#cs-sas-emoji-(\d+)\} (\d+) \| \S+ \| [^|]+ \| ([^|]+?) \|$", pages.text("verification")
    )
    assert [(int(anchor), int(number)) for anchor, number, _ in table] == [(n, n) for n in range(64)]
    words = ", ".join(table[number][2] for number in numbers)
    assert shown()["emoji"] == f"{' '.join(map(str, numbers))} {words}"
    assert numbers == devices.emoji(made)


def test_each_emoji_is_that_of_its_code_points() -> None:
    rows = re.findall(
        r"(?m)^\| \{#cs-sas-emoji-\d+\} \d+ \| (\S+) \| ([^|]+?) \|", pages.text("verification")
    )
    assert len(rows) == 64
    for emoji, points in rows:
        assert emoji == "".join(chr(int(point, 16)) for point in re.findall(r"U\+([0-9A-F]+)", points))


def made_mac(sender: str, receiver: str, item: str, text: str) -> str:
    """Return a MAC as specified on the page."""
    transaction = content("start$m.sas.v1")["transaction_id"]
    info = f"MATRIX_KEY_VERIFICATION_MAC{ALICE}{sender}{ALICE}{receiver}{transaction}{item}"
    key = olm.hkdf(agreed(), info.encode(), 32)
    return encode64(hmac.digest(key, text.encode(), "sha256"))


def test_the_macs_on_the_page_are_right() -> None:
    values = shown()
    key_id = f"ed25519:{NEW}"
    info = f"MATRIX_KEY_VERIFICATION_MAC{ALICE}{NEW}{ALICE}{OLD}{devices.TRANSACTION}{key_id}"
    assert values["info for the MAC of the new device's key"] == info
    assert olm.hkdf(agreed(), info.encode(), 32).hex() == values["bytes derived again"]
    assert values["the new device's key"] == devices.NEW_DEVICE.public
    assert values["its MAC"] == made_mac(NEW, OLD, key_id, devices.NEW_DEVICE.public)
    assert values[f"MAC of the list, which is {key_id}"] == made_mac(NEW, OLD, "KEY_IDS", key_id)


def test_the_macs_in_the_event_are_right() -> None:
    sent, keys = content("mac"), {signer.key_id: signer.public for signer in (DEVICE, MASTER)}
    assert sent["mac"] == {name: made_mac(OLD, NEW, name, key) for name, key in keys.items()}
    assert sent["keys"] == made_mac(OLD, NEW, "KEY_IDS", ",".join(sorted(keys)))


def test_all_messages_belong_to_one_verification() -> None:
    sent = [data.load(path) for path in sorted(EVENTS.glob("m.key.verification.*.json"))]
    ids = {event["content"]["transaction_id"] for event in sent if "room_id" not in event}
    assert ids == {devices.TRANSACTION}


def test_the_code_on_the_page_is_read() -> None:
    code = pages.octets(pages.figure("verification", "cs-fig-qr"))
    assert code[:8] == b"MATRIX\x02\x01"
    size = int.from_bytes(code[8:10], "big")
    rest = code[10 + size :]
    assert code[10 : 10 + size].decode() == devices.TRANSACTION
    assert (encode64(rest[:32]), encode64(rest[32:64])) == (MASTER.public, devices.NEW_DEVICE.public)
    assert rest[64:] == decode64(content("start$m.reciprocate.v1")["secret"])


def test_uploads_and_answers_are_about_the_same_keys() -> None:
    upload, claim, query = (
        data.load(BODIES / f"{name}.json") for name in ("keys_upload_request", "keys_claim", "keys_query")
    )
    [(name, key)] = claim["one_time_keys"][ALICE][OLD].items()
    assert upload["one_time_keys"][name] == key
    device = query["device_keys"][ALICE][OLD]
    assert {k: v for k, v in upload["device_keys"].items() if k != "signatures"} == {
        k: v for k, v in device.items() if k not in {"signatures", "unsigned"}
    }


def test_cross_signing_keys_sign_each_other() -> None:
    body = data.load(BODIES / "device_signing_upload_request.json")
    master = f"ed25519:{MASTER.public}"
    for name in ("self_signing_key", "user_signing_key"):
        text = body[name]["signatures"][ALICE][master]
        assert crypto.verified(body[name], text, MASTER.key.verify_key)
    assert list(body["master_key"]["keys"]) == [master]
    # What Alice signs of Bob's is his master key, and the key she signs it with is for users.
    signed = data.load(BODIES / "signatures_upload_request.json")["@bob:example.com"][
        devices.BOB_MASTER.public
    ]
    assert list(signed["signatures"][ALICE]) == list(body["user_signing_key"]["keys"])
