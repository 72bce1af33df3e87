"""The one small world that all examples show: three servers, five users, nine rooms, and a bridge to IRC.

For the examples of room version I.1, four of the rooms exist a second time with this version.
"""

from dataclasses import dataclass
from functools import cache

from .crypto import Json
from .rooms import ALICE, BOB, BRIDGE, CAROL, COM, DAVE, EPHEMERAL, ERIN, IDENTITY, ORG, POLICY, ROBIN, Room

TOKEN = "Xk3mB7w_Lq0s"  # noqa: S105 - names a stored invite, opens nothing
_PUBKEY = f"https://{IDENTITY.name}/_matrix/identity/v2/pubkey"
# The keys of that invite, as returned by the identity server when the invite is stored.
INVITE_KEYS = [
    {"public_key": IDENTITY.public, "key_validity_url": f"{_PUBKEY}/isvalid"},
    {"public_key": EPHEMERAL.public, "key_validity_url": f"{_PUBKEY}/ephemeral/isvalid"},
]


@dataclass(frozen=True)
class Rooms:
    """The rooms that exist with room version 12 and I.1, and the ids of the events that examples name."""

    version: str
    lobby: Room
    shed: Room
    old: Room
    main: Room
    ids: dict[str, str]


@dataclass(frozen=True)
class World(Rooms):
    """The rooms of all examples but those of room version I.1."""

    plain: dict[int, Room]
    bridged: Room


def _member(membership: str, name: str = "", **more: object) -> Json:
    return {"membership": membership, **({"displayname": name} if name else {}), **more}


def _lobby(version: str) -> Room:
    room = Room(12, "Example lobby")
    room.send(ALICE, "m.room.create", {"room_version": version, "type": "m.space"}, "")
    room.send(ALICE, "m.room.member", _member("join", "Alice"), ALICE)
    room.send(ALICE, "m.room.power_levels", {"users": {}, "events_default": 100}, "")
    room.send(ALICE, "m.room.join_rules", {"join_rule": "public"}, "")
    room.send(ALICE, "m.room.history_visibility", {"history_visibility": "world_readable"}, "")
    room.send(ALICE, "m.room.name", {"name": room.name}, "")
    room.send(BOB, "m.room.member", _member("join", "Bob"), BOB)
    return room


def _shed(lobby: Room, ids: dict[str, str], version: str) -> Room:
    """Return the smallest room with a restricted join: whole answers about it stay short."""
    room = Room(12, "Shed")
    room.send(ALICE, "m.room.create", {"room_version": version}, "")
    room.send(ALICE, "m.room.member", _member("join"), ALICE)
    allow = [{"type": "m.room_membership", "room_id": lobby.room_id}]
    room.send(ALICE, "m.room.join_rules", {"join_rule": "restricted", "allow": allow}, "")
    via = {"join_authorised_via_users_server": ALICE}
    ids["shed_join"] = room.send(BOB, "m.room.member", _member("join", "Bob", **via), BOB, origin=COM.name)
    ids["shed_message"] = room.send(BOB, "m.room.message", {"msgtype": "m.text", "body": "Who has the key?"})
    parent = {"via": [ORG.name], "canonical": True}
    ids["space_parent"] = room.send(ALICE, "m.space.parent", parent, lobby.room_id)
    return room


def _plain(version: int, room_id: str) -> Room:
    """Return a room of `version` with a message that is redacted again."""
    room = Room(version, f"Version {version}", room_id)
    creator = {} if version >= 11 else {"creator": ALICE}
    room.send(ALICE, "m.room.create", {**creator, "room_version": str(version)}, "")
    room.send(ALICE, "m.room.member", _member("join", "Alice"), ALICE)
    room.send(ALICE, "m.room.power_levels", {"users": {ALICE: 100}}, "")
    message = room.send(ALICE, "m.room.message", {"msgtype": "m.text", "body": "Good mornign"})
    content: Json = {"reason": "Typing error"}
    if version >= 11:
        room.send(ALICE, "m.room.redaction", {**content, "redacts": message})
    else:
        room.send(ALICE, "m.room.redaction", content, redacts=message)
    return room


def _begin(lobby: Room, old: Room, ids: dict[str, str], version: str) -> Room:
    """Return the main room as its creator sets it up."""
    room = Room(12, "Plans for the garden")
    predecessor = {"room_id": old.room_id}
    create = {
        "room_version": version,
        "additional_creators": ["@admin:example.org"],
        "predecessor": predecessor,
    }
    ids["create"] = room.send(ALICE, "m.room.create", create, "")
    profile = {"avatar_url": "mxc://example.org/Jd8kEw2nQxLrTz5V"}
    ids["alice"] = room.send(ALICE, "m.room.member", _member("join", "Alice", **profile), ALICE)
    levels = {
        "ban": 50,
        "events": {"m.room.name": 50, "m.room.power_levels": 100, "m.room.tombstone": 150},
        "events_default": 0,
        "invite": 0,
        "kick": 50,
        "notifications": {"room": 50},
        "redact": 50,
        "state_default": 50,
        "users": {BOB: 50},
        "users_default": 0,
    }
    ids["power_levels"] = room.send(ALICE, "m.room.power_levels", levels, "")
    allow = [{"type": "m.room_membership", "room_id": lobby.room_id}]
    rules = {"join_rule": "knock_restricted", "allow": allow}
    ids["join_rules"] = room.send(ALICE, "m.room.join_rules", rules, "")
    states: dict[str, Json] = {
        "history_visibility": {"history_visibility": "shared"},
        "name": {"name": room.name},
        "topic": {
            "topic": "What we sow, and when",
            "m.topic": {
                "m.text": [
                    {"mimetype": "text/html", "body": "What we <em>sow</em>, and when"},
                    {"body": "What we sow, and when"},
                ]
            },
        },
        "avatar": {
            "url": "mxc://example.org/Zp4cVh7sUyBnKd1M",
            "info": {"h": 256, "w": 256, "mimetype": "image/png", "size": 48213},
        },
        "canonical_alias": {"alias": "#garden:example.org", "alt_aliases": ["#plants:example.com"]},
        "guest_access": {"guest_access": "forbidden"},
        "server_acl": {"allow": ["*"], "deny": ["*.evil.example"], "allow_ip_literals": False},
    }
    for kind, content in states.items():
        ids[kind] = room.send(ALICE, f"m.room.{kind}", content, "")
    return room


def _invite_erin(room: Room, ids: dict[str, str]) -> None:
    """Store an invite for an address, and invite the user who has claimed it."""
    stored = {
        "display_name": "erin@exa...",
        **INVITE_KEYS[0],
        "public_keys": INVITE_KEYS,
    }
    ids["third_party_invite"] = room.send(ALICE, "m.room.third_party_invite", stored, TOKEN)
    _join_bob(room, ids)
    invite = {"display_name": "erin@exa...", "signed": IDENTITY.sign({"mxid": ERIN, "token": TOKEN})}
    ids["erin"] = room.send(ALICE, "m.room.member", _member("invite", third_party_invite=invite), ERIN)


def _join_bob(room: Room, ids: dict[str, str]) -> None:
    via = {"join_authorised_via_users_server": ALICE}
    ids["bob"] = room.send(BOB, "m.room.member", _member("join", "Bob", **via), BOB, origin=COM.name)


def _knock_and_invite(room: Room, ids: dict[str, str]) -> None:
    knock = _member("knock", "Carol", reason="Bob told me about the garden")
    ids["carol"] = room.send(CAROL, "m.room.member", knock, CAROL, origin=COM.name)
    ids["dave"] = room.send(ALICE, "m.room.member", _member("invite", "Dave"), DAVE, origin=ORG.name)


def _talk(room: Room, ids: dict[str, str]) -> None:
    """Let them talk, redact, refuse an invite, and put the room under a policy server."""
    ids["message"] = room.send(BOB, "m.room.message", {"msgtype": "m.text", "body": "Beans on Friday?"})
    ids["mistake"] = room.send(BOB, "m.room.message", {"msgtype": "m.text", "body": "my password is"})
    gone = {"redacts": ids["mistake"], "reason": "Wrong window"}
    ids["redaction"] = room.send(BOB, "m.room.redaction", gone)
    ids["pinned_events"] = room.send(ALICE, "m.room.pinned_events", {"pinned": [ids["message"]]}, "")
    ids["dave_leaves"] = room.send(DAVE, "m.room.member", _member("leave"), DAVE, origin=COM.name)
    encryption = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "rotation_period_ms": 604800000,
        "rotation_period_msgs": 100,
    }
    ids["encryption"] = room.send(ALICE, "m.room.encryption", encryption, "")
    policy = {"via": POLICY.name, "public_keys": {"ed25519": POLICY.public}}
    ids["policy"] = room.send(ALICE, "m.room.policy", policy, "")


def _bridged(ids: dict[str, str]) -> Room:
    """Return the room that an application service creates for an IRC channel."""
    room = Room(12, "#garden on irc.example")
    room.send(BRIDGE, "m.room.create", {"room_version": "12"}, "")
    room.send(BRIDGE, "m.room.member", _member("join", "IRC bridge"), BRIDGE)
    room.send(BRIDGE, "m.room.join_rules", {"join_rule": "public"}, "")
    room.send(BRIDGE, "m.room.canonical_alias", {"alias": "#_irc_garden:example.org"}, "")
    room.send(ROBIN, "m.room.member", _member("join", "robin"), ROBIN)
    content = {
        "msgtype": "m.text",
        "body": "Does anybody read this?",
        "external_url": "https://logs.irc.example/garden/2025-10-09#line-71",
    }
    ids["irc_message"] = room.send(ROBIN, "m.room.message", content)
    ids["irc_join"] = room.send(BOB, "m.room.member", _member("join", "Bob"), BOB, origin=COM.name)
    ids["irc_answer"] = room.send(BOB, "m.room.message", {"msgtype": "m.text", "body": "I do"})
    return room


@cache
def world() -> World:
    """Return the world; always the same one."""
    ids: dict[str, str] = {}
    version = "12"
    lobby = _lobby(version)
    shed = _shed(lobby, ids, version)
    old = _plain(11, "!hRkTqWzNbYcVmLpXsD:example.org")
    main = _begin(lobby, old, ids, version)
    tombstone = {"body": "We went on in a new room", "replacement_room": main.room_id}
    ids["tombstone"] = old.send(ALICE, "m.room.tombstone", tombstone, "")
    _invite_erin(main, ids)
    _knock_and_invite(main, ids)
    _talk(main, ids)
    child = {"via": [ORG.name, COM.name], "suggested": True, "order": "a"}
    ids["space_child"] = lobby.send(ALICE, "m.space.child", child, main.room_id)
    names = {
        1: "QtBvNsWkJhGfDcXzAp",
        3: "MwEyRuTiOpLkJhGfDs",
        4: "ZxCvBnMaSdFgHjKlQw",
        6: "PoIuYtReWqAsDfGhJk",
    }
    plain = {version: _plain(version, f"!{name}:example.org") for version, name in names.items()}
    v1_invite = _member("invite", "Bob")
    ids["v1_invite"] = plain[1].send(ALICE, "m.room.member", v1_invite, BOB, origin=ORG.name)
    aliases = {"aliases": ["#early:example.org", "#first:example.org"]}
    ids["aliases"] = plain[1].send(ALICE, "m.room.aliases", aliases, ORG.name)
    return World(version, lobby, shed, old, main, ids, plain, _bridged(ids))


@cache
def stable() -> Rooms:
    """Return the rooms of version I.1, which has no invites to addresses; always the same ones.

    The formats, hashes and signatures of I.1 are those of version 12.
    """
    ids: dict[str, str] = {}
    version = "I.1"
    lobby = _lobby(version)
    shed = _shed(lobby, ids, version)
    old = Room(12, "Old plans")
    # Without `m.federate`, its create event and so its ID would be that of the shed.
    old.send(ALICE, "m.room.create", {"room_version": version, "m.federate": True}, "")
    main = _begin(lobby, old, ids, version)
    _join_bob(main, ids)
    _knock_and_invite(main, ids)
    _talk(main, ids)
    return Rooms(version, lobby, shed, old, main, ids)
