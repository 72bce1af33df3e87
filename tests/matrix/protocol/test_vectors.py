"""Every vector and every example of the text with a hash, an identifier or a signature is right."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from nacl.signing import SigningKey

from . import text
from .reference import base64, canonical, hashes, signing
from .reference.canonical import parse
from .reference.redaction import redact
from .reference.values import Object, as_object, without
from .reference.versions import VERSIONS, RoomVersion

SEED: Final = "YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1"
KEY: Final = SigningKey(base64.decode(SEED) or b"")
EDITIONS: Final = {"matrix": "12", "lts": "I.1"}
# In a table of vectors, a version without an entry has the value of the version before it.
Vectors = list[dict[str, Any]]


def signed_event(event: Object, version: RoomVersion) -> dict[str, object]:
    return hashes.sign_event(event, version, "domain", "ed25519:1", KEY)


def signature(value: Object, server: str = "domain") -> object:
    return as_object(as_object(value["signatures"])[server])["ed25519:1"]


def vectors_page(edition: str) -> str:
    return text.page("appendices/test-vectors.md", edition)


@cache
def facts_of(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((folder / "test-vectors.yaml").read_text(encoding="utf-8"))
    return loaded


def objects(text_: str) -> list[dict[str, Any]]:
    return [json.loads(block) for _, block in text.blocks(text_)]


# The facts


def test_base64_of_the_facts(facts: Path) -> None:
    for case in facts_of(facts)["unpadded_base64"]:
        assert base64.encode(case["text"].encode()) == case["encoded"]
        assert base64.decode(case["encoded"]) == case["text"].encode()


def test_canonical_json_of_the_facts(facts: Path) -> None:
    for case in facts_of(facts)["canonical_json"]:
        assert canonical.encode(parse(case["input"])).decode() == case["output"]


def test_signatures_of_the_facts(facts: Path) -> None:
    known = facts_of(facts)
    assert known["signing_key"]["seed_base64"] == SEED
    assert base64.encode(bytes(KEY.verify_key)) == known["derived"]["verify_key_base64"]
    for case in known["json_signing"]:
        assert signing.sign(case["input"], "domain", "ed25519:1", KEY) == case["signed"]
    for case in known["event_signing"]:
        assert signed_event(case["input"], VERSIONS["1"]) == case["signed"]


def test_events_of_the_facts(facts: Path) -> None:
    for case in facts_of(facts)["derived"]["events"]:
        version = VERSIONS[case["room_version"]]
        event = signed_event(case["input"], version)
        assert base64.encode(hashes.content_hash(case["input"])) == case["content_hash"]
        assert event["hashes"] == {"sha256": case["content_hash"]}
        assert redact(event, version)["content"] == case["redacted_content"]
        assert signature(event) == case["signature"]
        assert hashes.event_id(event, version) == case["event_id"]


def test_identity_lookup_hashes_of_the_facts(facts: Path) -> None:
    for case in facts_of(facts)["identity_lookup_sha256"]:
        digest = hashlib.sha256(case["input"].encode()).digest()
        assert base64.encode(digest, url_safe=True) == case["hash"]


# The appendices


def test_base64_of_the_text() -> None:
    page = text.page("appendices/base64.md")
    table = re.findall(r"^\| (?:\(none\)|`(\w+)`) \| (?:\(empty string\)|`(\w+)`) \|$", page, re.MULTILINE)
    assert len(table) == 7
    for plain, encoded in table:
        assert base64.encode(plain.encode()) == encoded
        assert base64.decode(encoded) == plain.encode()
    shown = re.search(r"bytes `([0-9a-f ]+)` \(hexadecimal\) are `(.*?)` .* `(.*?)` in", page)
    assert shown
    data = bytes.fromhex(shown[1])
    assert (base64.encode(data), base64.encode(data, url_safe=True)) == (shown[2], shown[3])


@pytest.mark.parametrize("edition", EDITIONS)
def test_canonical_json_of_the_text(edition: str) -> None:
    blocks = [
        block for _, block in text.blocks(text.section(vectors_page(edition), "test-vectors-canonical-json"))
    ]
    assert len(blocks) >= 20
    for given, expected in zip(blocks[::2], blocks[1::2], strict=True):
        assert canonical.encode(parse(given)).decode() == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_examples_beside_the_rules_of_canonical_json(edition: str) -> None:
    page = text.page("appendices/json.md", edition)
    given, expected = [block for _, block in text.blocks(text.section(page, "canonical-json-examples"))]
    assert canonical.encode(parse(given)).decode() == expected
    if edition == "lts":
        ours, theirs = [block for _, block in text.blocks(text.section(page, "canonical-json-jcs"))]
        assert canonical.encode(parse(theirs)).decode() == ours
        by_utf16 = sorted(json.loads(ours), key=lambda name: name.encode("utf-16-be"))
        assert by_utf16 == list(json.loads(theirs)) != list(json.loads(ours))


@pytest.mark.parametrize("edition", EDITIONS)
def test_signed_objects_of_the_text(edition: str) -> None:
    page = vectors_page(edition)
    key = text.section(page, "test-vectors-key")
    assert SEED in key
    assert base64.encode(bytes(KEY.verify_key)) in key
    empty, given, signed = objects(text.section(page, "test-vectors-json"))
    assert signing.sign({}, "domain", "ed25519:1", KEY) == empty
    assert signing.sign(given, "domain", "ed25519:1", KEY) == signed
    example = objects(text.section(text.page("appendices/json.md", edition), "signing-details"))[0]
    assert signing.sign(without(example, "signatures"), "example.org", "ed25519:1", KEY) == example


def test_signed_events_of_the_text() -> None:
    blocks = objects(text.section(vectors_page("matrix"), "test-vectors-events"))
    assert len(blocks) == 4
    for name in map(str, range(1, 11)):
        for given, signed in zip(blocks[::2], blocks[1::2], strict=True):
            assert signed_event(given, VERSIONS[name]) == signed
    for given, signed in zip(blocks[::2], blocks[1::2], strict=True):
        assert signature(signed_event(given, VERSIONS["11"])) != signature(signed)


@pytest.mark.parametrize(
    "anchor", ["test-vectors-member", "test-vectors-power-levels", "test-vectors-create"]
)
def test_events_by_room_version_of_the_text(anchor: str) -> None:
    section = text.section(vectors_page("matrix"), anchor)
    event, rows = objects(section)[0], dict(text.rows(section))
    stated = re.search(r"content hash is `(.+?)`", section)
    assert stated
    assert base64.encode(hashes.content_hash(event)) == stated[1]
    by_version = {int(anchor.rpartition("-")[2]): row for anchor, row in rows.items()}
    for number in range(min(by_version), 13):
        version = VERSIONS[str(number)]
        if version.base >= 12 and event["type"] == "m.room.create":
            continue
        _, (content,), (name,), (expected,) = by_version[max(n for n in by_version if n <= number)]
        signed = signed_event(event, version)
        assert canonical.encode(redact(signed, version)["content"]).decode() == content
        assert hashes.event_id(signed, version) == name
        assert signature(signed) == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_room_of_the_text(edition: str) -> None:
    version = VERSIONS[EDITIONS[edition]]
    names: list[str] = []
    for anchor in ("create", "member", "power-levels"):
        section = text.section(vectors_page(edition), f"test-vectors-room-{anchor}")
        event, *redacted = objects(section)
        assert signed_event(without(event, "hashes", "signatures"), version) == event
        content = redact(event, version)["content"]
        assert [content] == (redacted or [event["content"]])
        name = hashes.event_id(event, version)
        assert re.findall(r"`(\$\S+)`", section) == [name]
        assert event["prev_events"] == names[-1:]
        names.append(name)
    assert f"`!{names[0][1:]}`" in vectors_page(edition)


# The pages of room versions


@pytest.mark.parametrize("version", VERSIONS.values(), ids=str)
def test_the_example_of_each_room_version(version: RoomVersion) -> None:
    section = text.section(text.page_of(version), "event-example")
    event = objects(section)[0]
    assert hashes.has_its_content_hash(event)
    redacted = redact(event, version)
    keys = {"example.org": {"ed25519:1": KEY.verify_key}}
    assert all(
        signing.is_signed_by(redacted, str(s), keys) for s in hashes.required_signatures(event, version)
    )
    shown = re.findall(r"Its (?:identifier|reference hash) is `(\S+)`", section)
    reference = base64.encode(hashes.reference_hash(event, version))
    assert shown == [reference if version.base < 3 else hashes.event_id(event, version)]
    for name, pattern in (("event-ids", r"matches `(\^\S+\$)`"),):
        grammar = re.search(pattern, text.section(text.page_of(version), name))
        assert grammar
        assert re.search(grammar[1], hashes.event_id(event, version))


# Requests, and keys for people


def test_signed_requests_of_the_text() -> None:
    page = text.page("server-server/authentication.md")
    objects_ = [json.loads(block) for _, block in text.blocks(page) if block.lstrip().startswith("{")]
    signed = [value for value in objects_ if "uri" in value]
    requests = [block for _, block in text.blocks(page) if re.match(r"(GET|PUT) /", block)]
    assert len(signed) == len(requests) == 2
    for value, request in zip(signed, requests, strict=True):
        head, _, body = request.partition("\n\n")
        assert head.split("\n")[0] == f"{value['method']} {value['uri']} HTTP/1.1"
        assert json.loads(body or "null") == value.get("content")
        header = dict(re.findall(r'(\w+)="([^"]*)"', head))
        assert header["origin"] == value["origin"]
        assert header["destination"] == value["destination"]
        whole = {**value, "signatures": {header["origin"]: {header["key"]: header["sig"]}}}
        assert signing.is_signed_by(whole, value["origin"], {value["origin"]: {"ed25519:1": KEY.verify_key}})


def test_the_key_shown_to_people(facts: Path) -> None:
    page = text.page("appendices/key-representation.md")
    ((_, shown),) = text.blocks(page)
    alphabet = next(name for name in text.code(page) if len(name) == 58)
    number = 0
    for character in re.sub(r"\s", "", shown):
        number = number * 58 + alphabet.index(character)
    prefixed = number.to_bytes(35, "big")
    parity = 0
    for byte in prefixed:
        parity ^= byte
    assert parity == 0
    assert prefixed[:2] == bytes.fromhex("8B01")
    assert prefixed[2:-1] == bytes(range(32))
    known = facts_of(facts)["derived"]["key_representation"]
    assert (known["text"], bytes.fromhex(known["key_hex"])) == (shown.strip(), prefixed[2:-1])
