"""Signatures and hashes of identity servers, in the examples and on the pages, follow the protocol."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from nacl.signing import SigningKey, VerifyKey

from . import crypto, data
from .crypto import Json

EXAMPLES: Final = data.SPEC / "api/identity-service/examples"
PAGES: Final = data.SPEC / "identity-service"


def example(name: str) -> Json:
    found: Json = data.load(EXAMPLES / f"{name}.json")
    return found


def verifies(value: Json, key: str) -> bool:
    """Return whether the one signature of the identity server in `value` is by the public key `key`."""
    [text] = value["signatures"]["id.example"].values()
    return crypto.verified(value, text, VerifyKey(crypto.decode64(key)))


def lookup_hash(text: str) -> str:
    """Return the hash of address, medium and pepper, which are separated by spaces in `text`."""
    address, medium, pepper = text.split(" ")
    return crypto.lookup_hash(address, medium, pepper)


def keys() -> list[str]:
    """Return the public keys of the stored invite: the long-term one, then the ephemeral one."""
    return [item["public_key"] for item in example("store_invite")["public_keys"]]


def test_the_association_is_signed_by_the_long_term_key() -> None:
    assert example("pubkey")["public_key"] == keys()[0]
    assert verifies(example("bind"), keys()[0])
    assert not verifies(example("bind"), keys()[1])


def test_a_claimed_invite_is_signed_by_the_long_term_key() -> None:
    bound = data.load(data.SPEC / "api/server-server/examples/onbind_request.json")
    [invite] = bound["invites"]
    assert invite["signed"]["token"] == example("store_invite")["token"]
    assert invite["signed"]["mxid"] == bound["mxid"] == example("bind")["mxid"]
    assert verifies(invite["signed"], keys()[0])


def test_a_signature_on_request_is_by_the_ephemeral_key() -> None:
    request, answer = example("sign_ed25519_request"), example("sign_ed25519")
    private = SigningKey(crypto.decode64(request["private_key"]))
    assert crypto.encode64(bytes(private.verify_key)) == keys()[1]
    assert verifies(answer, keys()[1])
    assert not verifies(crypto.without(answer, "sender"), keys()[1])
    assert {name: answer[name] for name in ("mxid", "token")} == crypto.without(request, "private_key")
    assert answer["sender"] == example("store_invite_request")["sender"]


def test_the_invite_in_the_room_is_the_stored_one() -> None:
    event = data.load(data.SPEC / "events/examples/m.room.third_party_invite.json")
    stored, request = example("store_invite"), example("store_invite_request")
    assert event["state_key"] == stored["token"]
    assert event["content"]["display_name"] == stored["display_name"]
    assert (event["room_id"], event["sender"]) == (request["room_id"], request["sender"])
    assert event["content"]["public_keys"] == stored["public_keys"]
    assert {name: event["content"][name] for name in ("public_key", "key_validity_url")} == (
        stored["public_keys"][0]
    )


def test_keys_in_queries_are_those_of_the_invite() -> None:
    document = data.load(data.SPEC / "api/identity-service/pubkey.yaml")
    base = "/_matrix/identity/v2/pubkey"
    shown = [
        document["paths"][f"{base}{path}/isvalid"]["get"]["parameters"][0]["example"]
        for path in ("", "/ephemeral")
    ]
    assert shown == keys()
    urls = [item["key_validity_url"] for item in example("store_invite")["public_keys"]]
    assert urls == [f"https://id.example{base}{path}/isvalid" for path in ("", "/ephemeral")]


def test_hashed_and_plain_lookups_are_equivalent() -> None:
    hashed, plain = example("lookup_request"), example("lookup_none_request")
    made = {address: lookup_hash(f"{address} {hashed['pepper']}") for address in plain["addresses"]}
    assert list(made.values()) == hashed["addresses"]
    found = {made[address]: user for address, user in example("lookup_none")["mappings"].items()}
    assert found == example("lookup")["mappings"]
    assert 0 < len(found) < len(made)


def table() -> list[tuple[str, str]]:
    """Return the vectors of the page on lookups: the input and the hash."""
    text = (PAGES / "lookup.md").read_text(encoding="utf-8")
    return re.findall(r"(?m)^\| \{#lookup-vector-[a-z]+\} `([^`]+)` \| `([^`]+)` \|$", text)


def test_the_hashes_on_the_page_are_right() -> None:
    assert len(table()) == 3
    assert all(lookup_hash(address) == text for address, text in table())


def test_the_hashes_on_the_page_are_the_published_ones(facts: Path) -> None:
    vectors: list[Any] = yaml.safe_load((facts / "test-vectors.yaml").read_text())["identity_lookup_sha256"]
    assert table() == [(vector["input"], vector["hash"]) for vector in vectors]


@pytest.mark.parametrize(
    ("page", "figure", "name"),
    [
        ("associations.md", "fig-identity-association", "bind"),
        ("invites.md", "fig-identity-sign", "sign_ed25519"),
    ],
)
def test_figures_show_the_examples(page: str, figure: str, name: str) -> None:
    text = (PAGES / page).read_text(encoding="utf-8")
    fence = re.search(rf"(?s)^``` \{{\.json #{figure}\}}\n(.*?)^```$", text, re.MULTILINE)
    assert fence is not None
    assert json.loads(fence[1]) == example(name)
    # The key that the page names beside the figure verifies it.
    named = re.findall(r"`([A-Za-z0-9+/]{43})`", text[fence.end() :])
    assert verifies(json.loads(fence[1]), named[0])
