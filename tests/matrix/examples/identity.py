"""Responses of an identity server: associations, stored invites and lookups, by the name of their file."""

from typing import Final

from . import crypto
from .crypto import Json
from .rooms import ALICE, BOB, EPHEMERAL, ERIN, IDENTITY, START
from .world import INVITE_KEYS, TOKEN, World

ADDRESS: Final = {"address": "erin@example.com", "medium": "email"}
# The time at which Erin bound her address, and the lifetime of the association.
BOUND: Final = START + 3_600_000
YEAR: Final = 31_557_600_000
PEPPER: Final = "matrixrocks"
# The lookups of a client: address, medium, and the user it belongs to, if any.
LOOKUPS: Final = (
    ("alice@example.com", "email", ALICE),
    ("bob@example.com", "email", BOB),
    ("18005552067", "msisdn", ""),
)


def _lookup(algorithm: str) -> tuple[Json, Json]:
    """Return the request and the response of a lookup by `algorithm`."""
    if algorithm == "sha256":
        known = {crypto.lookup_hash(address, medium, PEPPER): user for address, medium, user in LOOKUPS}
    else:
        known = {f"{address} {medium}": user for address, medium, user in LOOKUPS}
    request = {"algorithm": algorithm, "pepper": PEPPER, "addresses": list(known)}
    return request, {"mappings": {key: user for key, user in known.items() if user}}


def _lookups() -> dict[str, object]:
    (hashed, found), (plain, found_plain) = _lookup("sha256"), _lookup("none")
    return {
        "lookup_request": hashed,
        "lookup": found,
        "lookup_none_request": plain,
        "lookup_none": found_plain,
    }


def identity(world: World) -> dict[str, object]:
    """Return every body, by the name of its file under `spec/api/identity-service/examples/`."""
    bound = {
        **ADDRESS,
        "mxid": ERIN,
        "not_after": BOUND + YEAR,
        "not_before": BOUND,
        "ts": BOUND,
    }
    signed = {"mxid": ERIN, "token": TOKEN}
    invite = {
        **ADDRESS,
        "room_id": world.main.room_id,
        "sender": ALICE,
        "sender_display_name": "Alice",
        "sender_avatar_url": world.main.events[world.ids["alice"]]["content"]["avatar_url"],
        "room_name": world.main.name,
        "room_alias": world.main.events[world.ids["canonical_alias"]]["content"]["alias"],
        "room_avatar_url": world.main.events[world.ids["avatar"]]["content"]["url"],
        "room_join_rules": world.main.events[world.ids["join_rules"]]["content"]["join_rule"],
    }
    return {
        "bind": IDENTITY.sign(bound),
        "store_invite_request": invite,
        "store_invite": {"token": TOKEN, "public_keys": INVITE_KEYS, "display_name": "erin@exa..."},
        "sign_ed25519_request": {**signed, "private_key": crypto.encode64(bytes(EPHEMERAL.key))},
        "sign_ed25519": EPHEMERAL.sign({**signed, "sender": ALICE}),
        "pubkey": {"public_key": IDENTITY.public},
        **_lookups(),
    }
