"""The examples of the appendices that carry hashes and signatures: each must verify, in every edition."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest
import yaml
from nacl.signing import SigningKey, VerifyKey

from tests.matrix.text.pages import EDITIONS, ROOT, page, section

KEY = "ed25519:1"
# What redaction leaves at the top of an event; versions before 11 also keep `origin`.
KEPT = {
    *("type", "room_id", "sender", "state_key", "content", "event_id", "origin_server_ts"),
    *("depth", "prev_events", "auth_events", "hashes", "signatures"),
}
_FENCE = re.compile(r"^```json\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| \{#vector-\S+\} (\S+) \| `(.*?)` \| `(\S+)` \| `(\S+)` \|$", re.MULTILINE)
_HEADING = re.compile(r"^#+ .*\{#(test-vectors-[a-z-]+)\}", re.MULTILINE)

Json = dict[str, Any]


def canonical(value: object) -> bytes:
    """Return the canonical form of JSON that is known to have one."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def unpadded(data: bytes) -> str:
    """Encode in unpadded Base64."""
    return base64.b64encode(data).decode().rstrip("=")


def _without(value: Json, *keys: str) -> Json:
    return {key: item for key, item in value.items() if key not in keys}


def _content_hash(event: Json) -> str:
    return unpadded(hashlib.sha256(canonical(_without(event, "unsigned", "signatures", "hashes"))).digest())


def _redacted(event: Json, content: Json, *more: str) -> Json:
    kept = {key: item for key, item in event.items() if key in KEPT or key in more}
    return {**kept, "content": content, "hashes": {"sha256": _content_hash(event)}}


def _reference_hash(redacted: Json) -> bytes:
    return hashlib.sha256(canonical(_without(redacted, "unsigned", "signatures"))).digest()


def _event_id(redacted: Json, alphabet: str = "-_") -> str:
    data = base64.b64encode(_reference_hash(redacted), altchars=alphabet.encode())
    return "$" + data.decode().rstrip("=")


def _fences(text: str) -> list[Any]:
    return [json.loads(fence) for fence in _FENCE.findall(text)]


def _key(edition: str) -> SigningKey:
    found = re.search(r"\{#vector-seed\}.*?`(\S+)` \|$", page("test-vectors.md", edition), re.MULTILINE)
    assert found is not None
    return SigningKey(base64.b64decode(found[1] + "="))


def _sign(edition: str, value: Json) -> str:
    return unpadded(_key(edition).sign(canonical(_without(value, "signatures", "unsigned"))).signature)


@pytest.mark.parametrize("edition", EDITIONS)
def test_public_key(edition: str) -> None:
    assert f"`{unpadded(bytes(_key(edition).verify_key))}`" in page("test-vectors.md", edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_canonical_json(edition: str) -> None:
    texts = _FENCE.findall(section("test-vectors.md", edition, "test-vectors-canonical-json"))
    assert texts
    for written, expected in zip(texts[::2], texts[1::2], strict=True):
        value = json.loads(written, parse_float=lambda text: int(float(text)))
        assert canonical(value).decode() == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_signed_objects(edition: str) -> None:
    shown = _fences(section("test-vectors.md", edition, "test-vectors-json"))
    signed = [value for value in shown if "signatures" in value]
    assert signed
    for value in signed:
        assert value["signatures"]["domain"][KEY] == _sign(edition, value)


@pytest.mark.parametrize("edition", EDITIONS)
def test_example_of_a_signature(edition: str) -> None:
    (value,) = _fences(section("json.md", edition, "signing-details"))
    ((_, signatures),) = value["signatures"].items()
    VerifyKey(bytes(_key(edition).verify_key)).verify(
        canonical(_without(value, "signatures", "unsigned")), base64.b64decode(signatures[KEY] + "==")
    )


def test_events_before_11() -> None:
    shown = _fences(section("test-vectors.md", "matrix", "test-vectors-events"))
    for before, after in zip(shown[::2], shown[1::2], strict=True):
        assert _without(before, "signatures", "hashes") == _without(after, "signatures", "hashes")
        assert after["hashes"]["sha256"] == _content_hash(after)
        assert after["signatures"]["domain"][KEY] == _sign("matrix", _redacted(after, {}, "origin"))


@pytest.mark.parametrize(
    "anchor", ["test-vectors-member", "test-vectors-power-levels", "test-vectors-create"]
)
def test_events_by_version(anchor: str) -> None:
    text = section("test-vectors.md", "matrix", anchor)
    (event,) = _fences(text)
    assert f"`{_content_hash(event)}`" in text
    rows = _ROW.findall(text)
    assert rows
    for version, content, event_id, signature in rows:
        redacted = _redacted(event, json.loads(content))
        assert _event_id(redacted, "+/" if version == "3" else "-_") == event_id
        assert _sign("matrix", redacted) == signature


@pytest.mark.parametrize("edition", EDITIONS)
def test_room(edition: str) -> None:
    room = section("test-vectors.md", edition, "test-vectors-room")
    room_id, previous = "", list[str]()
    for anchor in _HEADING.findall(room)[1:]:
        text = section("test-vectors.md", edition, anchor)
        event, *left = _fences(text)
        assert event.get("room_id", "") == room_id
        assert event["prev_events"] == previous
        assert event["hashes"]["sha256"] == _content_hash(event)
        redacted = _redacted(event, left[0] if left else event["content"])
        assert event["signatures"]["domain"][KEY] == _sign(edition, redacted)
        assert f"`{_event_id(redacted)}`" in text
        room_id = room_id or "!" + _event_id(redacted)[1:]
        previous = [_event_id(redacted)]
    assert f"`{room_id}`" in room


def test_order_of_names_differs_from_rfc_8785() -> None:
    ours, theirs = _FENCE.findall(section("json.md", "lts", "canonical-json-jcs"))
    value = json.loads(ours)
    assert canonical(value).decode() == ours
    assert list(json.loads(theirs)) == sorted(value, key=lambda name: name.encode("utf-16-be"))
    assert ours != theirs


def test_vectors_are_those_of_the_facts() -> None:
    path = ROOT / "../shared/facts/test-vectors.yaml"
    if not path.is_file():
        pytest.skip("the facts are not beside the project")
    facts = yaml.safe_load(path.read_text("utf-8"))
    text = page("test-vectors.md", "matrix")
    wanted = [facts["signing_key"]["seed_base64"], facts["derived"]["verify_key_base64"]]
    wanted += [pair[side] for pair in facts["canonical_json"] for side in ("input", "output")]
    for event in facts["derived"]["events"]:
        wanted += [event["content_hash"], event["signature"], event["event_id"]]
    for pair in facts["json_signing"] + facts["event_signing"]:
        wanted += [pair["signed"]["signatures"]["domain"][KEY]]
    assert [value for value in wanted if value not in text] == []
