"""The encrypted data in the examples and on the pages can be decrypted with the given or derived keys."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from . import attachments, crypto, data, encryption, olm, pages
from .attachments import octets
from .crypto import Json, decode64, encode64
from .keys import CURVE, CURVE_PRIVATE, DEVICE, MASTER, ONE_TIME, ONE_TIME_PRIVATE
from .rooms import ALICE, BOB

EVENTS: Final = data.SPEC / "events/examples"
BODIES: Final = data.SPEC / "api/client-server/examples"
DEFINITIONS: Final = data.SPEC / "api/client-server/definitions"
FIGURES: Final = encryption.shown()
ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def content(name: str) -> Json:
    found: Json = data.load(EVENTS / f"{name}.json")["content"]
    return found


def content_of(name: str) -> Json:
    """Return a copy of a whole event."""
    found: Json = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def example(name: str) -> Any:
    """Return the one example of a definition."""
    return data.load(DEFINITIONS / f"{name}.yaml")["examples"][0]


def files(value: Any) -> Iterator[Json]:
    """Yield each description of an encrypted file in `value`."""
    if isinstance(value, dict) and {"key", "iv", "hashes"} <= value.keys():
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from files(item)


def session_key() -> olm.Inbound:
    return olm.Inbound.read(decode64(content("m.room_key")["session_key"]))


def test_the_room_key_decrypts_the_event() -> None:
    shared, event = content("m.room_key"), data.load(EVENTS / "m.room.encrypted$megolm.json")
    payload = json.loads(session_key().decrypt(decode64(event["content"]["ciphertext"])))
    assert payload == pages.json_figure("encrypted-rooms", "fig-megolm-payload")
    assert payload["room_id"] == event["room_id"] == shared["room_id"]
    assert event["content"]["session_id"] == shared["session_id"] == encode64(bytes(session_key().key))
    assert (event["content"]["sender_key"], event["content"]["device_id"]) == (CURVE, "JLAFKJWSCS")


def exported() -> list[Json]:
    """Return all examples that contain the exported session."""
    bundle = example("room_key_bundle")["room_keys"][0]
    session, kept = example("megolm_export_session_data"), example("key_backup_session_data")
    return [content("m.forwarded_room_key"), bundle, session, kept]


@pytest.mark.parametrize("holder", exported(), ids=["forwarded", "bundle", "export", "backup"])
def test_an_exported_session_is_the_shared_one(holder: Json) -> None:
    assert olm.Inbound.read(decode64(holder["session_key"])) == session_key()
    assert (
        holder.get("session_id", content("m.room_key")["session_id"]) == content("m.room_key")["session_id"]
    )
    claimed = holder.get("sender_claimed_ed25519_key") or holder["sender_claimed_keys"]["ed25519"]
    assert (holder["sender_key"], claimed) == (CURVE, DEVICE.public)


def test_alices_device_reads_bobs_olm_message() -> None:
    event = data.load(EVENTS / "m.room.encrypted$olm.json")
    [(recipient, message)] = event["content"]["ciphertext"].items()
    found = {tag: olm.octets(v) for tag, v in olm.fields(decode64(message["body"])).items()}
    assert message["type"] == 0
    assert recipient == CURVE
    assert encode64(found[0x0A]) == ONE_TIME
    assert encode64(found[0x1A]) == event["content"]["sender_key"]
    pairs = ((ONE_TIME_PRIVATE, found[0x1A]), (CURVE_PRIVATE, found[0x12]), (ONE_TIME_PRIVATE, found[0x12]))
    _, chain = olm.setup(b"".join(olm.agreed(private, other) for private, other in pairs))
    payload = json.loads(olm.opened(chain, found[0x22]))
    assert {name: payload[name] for name in ("type", "content")} == content_of("m.dummy")
    assert (payload["sender"], payload["recipient"]) == (event["sender"], ALICE) == (BOB, ALICE)
    assert payload["recipient_keys"] == {"ed25519": DEVICE.public}


def test_the_page_shows_the_olm_message() -> None:
    shown, event = pages.json_figure("encrypted-rooms", "fig-olm-event"), content_of("m.room.encrypted$olm")
    [message], [whole] = (value["content"].pop("ciphertext").values() for value in (shown, event))
    assert whole["body"].startswith(message["body"].rstrip("…"))
    assert message["type"] == whole["type"]
    event.pop("sender")
    assert shown == event


def test_the_payload_of_the_room_key_is_whole() -> None:
    payload = example("olm_payload")
    assert payload == encryption.olm_payload()
    assert payload["content"] == content("m.room_key")
    device = payload["sender_device_keys"]["keys"]
    assert device == {"curve25519:JLAFKJWSCS": CURVE, DEVICE.key_id: payload["keys"]["ed25519"]}


def known_files() -> dict[str, tuple[str, bytes]]:
    """Return the plaintext of each encrypted file by URI: the name that derives its key, and its bytes."""
    bundle = crypto.canonical_json(example("room_key_bundle"))
    made = {attachments.PICTURE["url"]: ("seeds.png", 96_117)}
    made[attachments.THUMBNAIL["url"]] = ("thumbnail of seeds.png", 9_096)
    made[attachments.DOCUMENT["url"]] = ("beans.pdf", 48_213)
    found = {uri: (name, attachments.invented(name, size)) for uri, (name, size) in made.items()}
    return {**found, content("m.room_key_bundle")["file"]["url"]: ("bundle", bundle)}


def test_attachments_have_the_hashes_of_the_uploads() -> None:
    shown = [pages.json_figure("encrypted-rooms", "fig-attachment"), example("encrypted_file")]
    shown += [data.load(path) for path in sorted(EVENTS.glob("*.json"))]
    found = list(files(shown))
    assert {file["url"] for file in found} == known_files().keys()
    for file in found:
        name, text = known_files()[file["url"]]
        key, vector = decode64(file["key"]["k"]), decode64(file["iv"])
        assert (len(key), vector[8:]) == (32, bytes(8))
        assert key == octets(f"{name} key")
        uploaded = olm.ctr(key, vector, text)
        assert decode64(file["hashes"]["sha256"]) == hashlib.sha256(uploaded).digest()
        assert olm.ctr(key, vector, uploaded) == text


def test_sizes_are_those_of_the_attachments() -> None:
    document = pages.json_figure("encrypted-rooms", "fig-attachment")
    picture = content("m.room.message$m.image$encrypted")
    assert document["info"]["size"] == len(known_files()[document["file"]["url"]][1])
    assert picture["info"]["size"] == len(known_files()[picture["file"]["url"]][1])
    thumbnail = picture["info"]["thumbnail_file"]["url"]
    assert picture["info"]["thumbnail_info"]["size"] == len(known_files()[thumbnail][1])


def from_people(shown: str) -> bytes:
    """Return the key that people got as `shown`, whose header and parity must be right."""
    value = 0
    for character in shown.replace(" ", ""):
        value = value * len(ALPHABET) + ALPHABET.index(character)
    found = value.to_bytes(35, "big")
    parity = 0
    for byte in found:
        parity ^= byte
    assert (found[:2], parity) == (b"\x8b\x01", 0)
    return found[2:-1]


def backup_key() -> bytes:
    """Return the decryption key of the backup, as the page shows it to people."""
    return from_people(pages.behind("key-sharing", "With the decryption key that is shown as"))


def test_the_backup_is_restored_with_the_shown_key() -> None:
    version = data.load(BODIES / "key_backup_version.json")
    assert encode64(olm.public(backup_key())) == version["auth_data"]["public_key"]
    assert version["auth_data"] == example("key_backup_auth_data")
    kept = data.load(BODIES / "key_backup_session.json")["session_data"]
    assert kept == pages.json_figure("key-sharing", "fig-backup-session-data")
    parts = {name: decode64(value) for name, value in kept.items()}
    found = json.loads(olm.restored(backup_key(), parts["ephemeral"], parts["ciphertext"], parts["mac"]))
    assert found == example("key_backup_session_data")


def test_all_backup_bodies_contain_the_same_session() -> None:
    one = data.load(BODIES / "key_backup_session.json")
    room = data.load(BODIES / "key_backup_room.json")
    shared = content("m.room_key")
    assert room == {"sessions": {shared["session_id"]: one}}
    assert data.load(BODIES / "key_backup_rooms.json") == {"rooms": {shared["room_id"]: room}}
    assert one["first_message_index"] == session_key().index


@pytest.mark.parametrize(
    "name", ["key_backup_version", "key_backup_version_request", "key_backup_version_update"]
)
def test_the_backup_is_signed_by_device_and_master_key(name: str) -> None:
    signed = data.load(BODIES / f"{name}.json")["auth_data"]
    for signer in (DEVICE, MASTER):
        text = signed["signatures"][ALICE][signer.key_id]
        assert crypto.verified(signed, text, signer.key.verify_key)


def export_data() -> bytes:
    first, *lines, last = pages.figure("key-sharing", "fig-export").splitlines()
    assert (first[:11], last[:9]) == ("-----BEGIN ", "-----END ")
    return base64.b64decode("".join(lines), validate=True)


def test_the_export_is_decrypted_with_the_passphrase() -> None:
    whole = export_data()
    covered, given = whole[:-32], whole[-32:]
    version, salt, vector, rounds, text = (
        covered[start:end] for start, end in ((0, 1), (1, 17), (17, 33), (33, 37), (37, None))
    )
    assert (version, vector[8] & 0x80) == (b"\x01", 0)
    count = int.from_bytes(rounds, "big")
    sentence = f"`{encryption.PASSPHRASE}`, and it was made with {count:,} rounds"
    assert sentence in pages.text("key-sharing")
    key, authentic = olm.export_keys(encryption.PASSPHRASE, salt, count)
    assert hmac.compare_digest(olm.mac(authentic, covered), given)
    assert json.loads(olm.ctr(key, vector, text)) == [example("megolm_export_session_data")]


def storage_key() -> bytes:
    """Return the storage key that the page shows to people, which has to be the one in Base64 before it."""
    key = from_people(pages.behind("secrets", "The storage key of the example is shown as"))
    assert f"storage key `{encode64(key)}`" in pages.text("secrets")
    return key


def test_the_description_of_the_storage_key_fits_it() -> None:
    described = pages.json_figure("secrets", "fig-storage-key")
    _, made = olm.stored(storage_key(), "", decode64(described["iv"]), bytes(32))
    assert encode64(made) == described["mac"]


def test_the_stored_secret_is_the_key_of_the_backup() -> None:
    [(name, stored)] = pages.json_figure("secrets", "fig-storage-secret")["encrypted"].items()
    assert name == pages.json_figure("secrets", "fig-default-key")["key"] == encryption.KEY_ID
    data_, vector = decode64(stored["ciphertext"]), decode64(stored["iv"])
    assert not vector[8] & 0x80
    text, _ = olm.stored(storage_key(), encryption.BACKUP, vector, data_)
    _, made = olm.stored(storage_key(), encryption.BACKUP, vector, text)
    assert encode64(made) == stored["mac"]
    assert decode64(text.decode()) == backup_key()
    assert content("m.secret.send")["secret"] == text.decode()


def test_the_key_is_derived_from_the_passphrase() -> None:
    given = pages.json_figure("secrets", "fig-passphrase")["passphrase"]
    phrase = encryption.PASSPHRASE
    assert f"the passphrase `{phrase}` gives the key" in pages.text("secrets")
    salt, rounds, size = given["salt"].encode(), given["iterations"], given["bits"] // 8
    made = hashlib.pbkdf2_hmac("sha512", phrase.encode(), salt, rounds, size)
    assert from_people(pages.behind("secrets", "gives the key")) == made


def test_keys_are_shown_to_people_as_the_appendix_has_it() -> None:
    page = (data.SPEC / "appendices/key-representation.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"(?m)^```text\n(.*)\n```$", page)
    assert from_people(shown) == bytes(range(32))


@pytest.mark.parametrize("anchor", FIGURES)
def test_figures_match_the_generated_examples(anchor: str) -> None:
    [page] = [path.stem for path in pages.paths() if f"#{anchor}}}" in pages.text(path.stem)]
    shown = pages.figure(page, anchor)
    made = FIGURES[anchor]
    assert made == (shown if isinstance(made, str) else json.loads(shown))
