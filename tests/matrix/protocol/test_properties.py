"""Properties of arbitrary values: canonical JSON, Base64, levels, and I.1 as a subset of version 12."""

import json
import re
from typing import Any, Final

import pytest
from hypothesis import given, settings, strategies
from nacl.signing import SigningKey

from . import text
from .random_rooms import RandomRoom
from .reference import auth, base64, canonical, hashes, receipt, signing
from .reference.canonical import MAX_INTEGER, NoCanonicalForm, parse
from .reference.levels import STRING, read_level
from .reference.redaction import redact
from .reference.rules import outline
from .reference.values import as_object
from .reference.versions import VERSIONS

integers: Final = strategies.integers(-MAX_INTEGER, MAX_INTEGER)
scalars: Final = strategies.none() | strategies.booleans() | integers | strategies.text()
values: Final = strategies.recursive(
    scalars,
    lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
    max_leaves=12,
)
objects: Final = strategies.dictionaries(strategies.text(), values, max_size=6)
steady: Final = settings(deadline=None, derandomize=True)


@steady
@given(values)
def test_canonical_json_is_json_of_the_same_value(value: object) -> None:
    encoded = canonical.encode(value)
    assert json.loads(encoded) == value
    assert canonical.encode(parse(encoded.decode())) == encoded


@steady
@given(strategies.dictionaries(strategies.text(), integers), strategies.randoms())
def test_members_are_sorted_by_their_utf_8(value: dict[str, int], random: Any) -> None:
    names = list(value)
    random.shuffle(names)
    encoded = canonical.encode({name: value[name] for name in names})
    assert encoded == canonical.encode(value)
    assert list(json.loads(encoded)) == sorted(value, key=lambda name: name.encode())


@pytest.mark.parametrize(
    "written", ["1.5", "1e-1", "9007199254740992", "-9007199254740992", "1e400", '"\\ud800"']
)
def test_no_canonical_form(written: str) -> None:
    with pytest.raises(NoCanonicalForm):
        canonical.encode(parse(written))


@pytest.mark.parametrize(("written", "form"), [("1.0", "1"), ("-0.0", "0"), ("1E2", "100"), ("0e400", "0")])
def test_integers_in_another_spelling(written: str, form: str) -> None:
    assert canonical.encode(parse(written)).decode() == form


@steady
@given(strategies.binary())
def test_base64_of_both_alphabets(data: bytes) -> None:
    encoded = base64.encode(data)
    assert base64.decode(encoded) == data == base64.decode(encoded + "=" * (-len(encoded) % 4))
    assert base64.UNPADDED.fullmatch(encoded)
    url_safe = base64.encode(data, url_safe=True)
    assert base64.URL_SAFE.fullmatch(url_safe)
    assert url_safe.replace("-", "+").replace("_", "/") == encoded
    assert base64.decode_either(encoded) == data == base64.decode_either(url_safe)


@steady
@given(objects, objects, strategies.text(min_size=1))
def test_a_signature_covers_all_but_unsigned_and_signatures(
    value: dict[str, object], unsigned: dict[str, object], name: str
) -> None:
    key = SigningKey(bytes(32))
    keys = {"example.org": {"ed25519:1": key.verify_key}}
    plain = {**value, "signatures": {}}
    signed = signing.sign(plain, "example.org", "ed25519:1", key)
    again = signing.sign({**signed, "unsigned": unsigned}, "example.com", "ed25519:1", key)
    assert signing.is_signed_by(again, "example.org", keys)
    assert not signing.is_signed_by(again, "example.net", keys)
    if name not in ("signatures", "unsigned"):
        assert not signing.is_signed_by({**signed, name: [value.get(name)]}, "example.org", keys)


def test_each_signature_of_an_event_under_a_known_key_is_valid() -> None:
    key = SigningKey(bytes(32))
    keys = {"example.org": {f"ed25519:{n}": key.verify_key for n in (1, 2)}}
    event = signing.sign({"content": {}, "type": "m.test"}, "example.org", "ed25519:1", key)
    signatures = as_object(as_object(event["signatures"])["example.org"])
    for unknown in ("ed25519:3", "other:2"):
        signed = {**event, "signatures": {"example.org": {**signatures, unknown: "AA"}}}
        assert hashes.is_event_signed_by(signed, VERSIONS["12"], "example.org", keys)
    signed = {**event, "signatures": {"example.org": {**signatures, "ed25519:2": "AA"}}}
    assert not hashes.is_event_signed_by(signed, VERSIONS["12"], "example.org", keys)
    assert signing.is_signed_by(signed, "example.org", keys)


@pytest.mark.parametrize("version", [v for v in VERSIONS.values() if v.base < 10], ids=str)
def test_string_levels_follow_the_page(version: Any) -> None:
    section = text.section(text.page_of(version), "power-level-encoding")
    shown = dict(re.findall(r"`([\d.E]+)`\s+is\s+read\s+as\s+`(\d+)`", section))
    assert len(shown) == (2 if version.base < 6 else 0)
    assert all(read_level(parse(written), version) == int(level) for written, level in shown.items())
    pattern = re.search(r"matches\s+`(\^.*\$)`", section)
    assert pattern
    assert pattern[1] == f"^{STRING.pattern}$"


@pytest.mark.parametrize("seed", range(5))
def test_i_1_has_the_identifiers_hashes_and_redacted_forms_of_12(seed: int) -> None:
    base, lts = VERSIONS["12"], VERSIONS["I.1"]
    for event in RandomRoom(base, seed, 30).events.values():
        assert redact(event.json, lts) == redact(event.json, base)
        assert hashes.event_id(event.json, lts) == event.event_id


def test_i_1_differs_from_12_only_in_the_listed_rules() -> None:
    base, lts = (list(outline(auth.RULES, VERSIONS[name])) for name in ("12", "I.1"))
    gone = {anchor for _, anchor in base} - {anchor for _, anchor in lts}
    new = {anchor for _, anchor in lts} - {anchor for _, anchor in base}
    assert [rule for rule in base if rule[1] not in gone] == [rule for rule in lts if rule[1] not in new]
    third_party = {anchor for _, anchor in base if "3pid" in anchor or anchor == "auth-member-invite-1"}
    assert gone == {*third_party, "auth-create-4"}
    assert new == {"auth-member-invite-6", "auth-3pid-2", "auth-create-8"}


def text_of(number: str) -> str:
    return f'{{"content": {{"a": [{number}]}}, "type": "m.room.message"}}'


@pytest.mark.parametrize("number", ["1.0", "1e10", "1E2", "-0", "-0.0", "0e400", "10.50e1", "01e1"])
def test_i_1_drops_numbers_in_another_form_than_the_canonical_one(number: str) -> None:
    assert receipt.read(text_of(number), VERSIONS["I.1"]) is None


@steady
@given(integers)
def test_i_1_accepts_numbers_in_the_canonical_form(number: int) -> None:
    assert receipt.read(text_of(str(number)), VERSIONS["I.1"]) == json.loads(text_of(str(number)))
    assert receipt.read(text_of(str(number + 2 * MAX_INTEGER + 1)), VERSIONS["I.1"]) is None


@pytest.mark.parametrize(
    "event", ['{"a": 1, "a": 1}', '{"content": {"\\u0061": 1, "a": 2}}', '{"content": [{"x": {}, "x": {}}]}']
)
def test_i_1_drops_objects_with_two_members_of_one_name(event: str) -> None:
    assert receipt.read(event, VERSIONS["I.1"]) is None
    assert receipt.read('{"a": 1, "content": {"a": 1}}', VERSIONS["I.1"]) is not None
