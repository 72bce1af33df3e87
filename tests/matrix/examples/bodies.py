"""The bodies that operations show, by the name of their file."""

from collections.abc import Iterable

from . import crypto
from .crypto import Json
from .keys import KEY_BODIES
from .rooms import ALICE, BOB, COM, ERIN, ORG, POLICY, START, Room
from .world import Rooms, World

LATER = START + 9_000_000
STRIPPED = ("m.room.create", "m.room.join_rules", "m.room.name", "m.room.avatar")


def _pdus(room: Room, identifiers: Iterable[str]) -> list[Json]:
    return [room.pdu(identifier) for identifier in identifiers]


def _state(room: Room) -> list[Json]:
    """Return the stripped state of `room`, as PDUs, for a server that is not in the room."""
    return _pdus(room, (room.state[kind, ""] for kind in STRIPPED if (kind, "") in room.state))


def _template(event: Json) -> Json:
    """Return `event` as in a make_* response of ORG: without the parts that the user's server adds."""
    content = crypto.without(event["content"], "displayname", "reason")
    return {**crypto.without(event, "hashes", "signatures"), "content": content, "origin": ORG.name}


def _before(room: Room, identifier: str) -> list[str]:
    """Return the state events of `room` that were sent before `identifier`, one a key."""
    found: dict[tuple[str, str], str] = {}
    for known, event in room.events.items():
        if known == identifier:
            break
        if "state_key" in event:
            found[event["type"], event["state_key"]] = known
    return list(found.values())


def _joined(room: Room) -> int:
    members = (room.events[i] for key, i in room.state.items() if key[0] == "m.room.member")
    return sum(event["content"]["membership"] == "join" for event in members)


def _transaction(origin: str, pdus: list[Json], **more: object) -> Json:
    return {"origin": origin, "origin_server_ts": LATER, "pdus": pdus, **more}


def _formats(world: World) -> dict[str, Json]:
    """Return an event in the format of each room version, a redaction if that has another format."""
    found = {}
    for version, room in {**world.plain, 11: world.old}.items():
        redaction = next(i for i, event in room.events.items() if event["type"] == "m.room.redaction")
        found[f"pdu_v{version}"] = room.pdu(redaction, age=4612)
    found["pdu_v12"] = world.main.pdu(world.ids["redaction"], age=4612)
    found["pdu_v12_create"] = world.main.pdu(world.ids["create"], age=4612)
    return found


def _history(world: Rooms) -> dict[str, object]:
    """Answers about the events of a room."""
    shed, join, message = world.shed, world.ids["shed_join"], world.ids["shed_message"]
    state = _before(shed, message)
    chain = shed.auth_chain(state)
    rules = shed.state["m.room.join_rules", ""]
    return {
        "backfill": _transaction(ORG.name, _pdus(shed, [message, join, rules])),
        "event": _transaction(ORG.name, _pdus(shed, [message])),
        "event_auth": {"auth_chain": _pdus(shed, shed.auth_chain([message]))},
        "missing_events": {"events": _pdus(shed, [join])},
        "missing_events_request": {
            "earliest_events": [rules],
            "latest_events": [message],
            "limit": 10,
            "min_depth": 1,
        },
        "state": {"auth_chain": _pdus(shed, chain), "pdus": _pdus(shed, state)},
        "state_ids": {"auth_chain_ids": chain, "pdu_ids": state},
        "timestamp_to_event": {"event_id": join, "origin_server_ts": shed.events[join]["origin_server_ts"]},
    }


def _joins(world: Rooms) -> dict[str, object]:
    """The handshakes of join, knock and leave."""
    shed, main, ids = world.shed, world.main, world.ids
    join = shed.pdu(ids["shed_join"])
    sent = {**join, "signatures": {COM.name: join["signatures"][COM.name]}}
    before = _before(shed, ids["shed_join"])
    knock, leave = main.pdu(ids["carol"]), main.pdu(ids["dave_leaves"])
    return {
        "make_join": {"room_version": world.version, "event": _template(join)},
        "send_join_request": sent,
        "send_join": {
            "auth_chain": _pdus(shed, shed.auth_chain([*before, ids["shed_join"]])),
            "event": join,
            "members_omitted": False,
            "servers_in_room": [ORG.name],
            "state": _pdus(shed, before),
        },
        "make_knock": {"room_version": world.version, "event": _template(knock)},
        "send_knock_request": knock,
        "send_knock": {"knock_room_state": _state(main)},
        "make_leave": {"room_version": world.version, "event": _template(leave)},
        "send_leave_request": leave,
    }


def _invite(world: Rooms) -> dict[str, object]:
    """Return the handshake of an invite."""
    invite, state = world.main.pdu(world.ids["dave"]), _state(world.main)
    return {
        "invite_v2_request": {"room_version": world.version, "event": invite, "invite_room_state": state},
        "invite_v2": {"event": COM.sign_event(invite, 12)},
    }


def _invites(world: World) -> dict[str, object]:
    """Other invites: in rooms of version 1, and to people who are known only by an address."""
    main, first, ids = world.main, world.plain[1], world.ids
    old = first.pdu(ids["v1_invite"])
    stripped = [{k: e[k] for k in ("type", "sender", "state_key", "content")} for e in _state(first)]
    erin = main.events[ids["erin"]]
    bound = {"address": "erin@example.com", "medium": "email", "mxid": ERIN}
    signed = erin["content"]["third_party_invite"]["signed"]
    stored = {"room_id": main.room_id, "sender": ALICE, "signed": signed}
    exchange = {name: erin[name] for name in ("type", "sender", "state_key", "content", "room_id")}
    return {
        "invite_v1_request": {**old, "unsigned": {"invite_room_state": stripped}},
        "invite_v1": [200, {"event": COM.sign_event(old, 1)}],
        "exchange_third_party_invite_request": exchange,
        "onbind_request": {**bound, "invites": [{**bound, **stored}]},
    }


def _transactions(world: World) -> dict[str, object]:
    """Return transactions, and the policy server's signature of an event before it is sent."""
    main, ids = world.main, world.ids
    typing = {"room_id": world.shed.room_id, "user_id": BOB, "typing": True}
    pdus = _pdus(world.shed, [ids["shed_message"]])
    event = COM.sign_event(
        main.draft(BOB, "m.room.message", {"msgtype": "m.text", "body": "See you there"}), 12
    )
    signed = POLICY.sign_event({**event, "signatures": {}}, 12)
    refused = {"error": "The sender is not joined to the room"}
    return {
        "transaction_request": _transaction(
            COM.name, pdus, edus=[{"edu_type": "m.typing", "content": typing}]
        ),
        "transaction": {"pdus": {ids["shed_message"]: {}, ids["carol"]: refused}},
        "policy_sign_request": event,
        "policy_sign": signed["signatures"],
    }


def _directories(world: World) -> dict[str, object]:
    """Return room information that servers provide to non-members, such as the room directory."""
    main, lobby, alias = world.main, world.lobby, "#garden:example.org"
    garden = {
        "avatar_url": "mxc://example.org/Zp4cVh7sUyBnKd1M",
        "canonical_alias": alias,
        "guest_can_join": False,
        "join_rule": "knock_restricted",
        "name": main.name,
        "num_joined_members": _joined(main),
        "room_id": main.room_id,
        "topic": "What we sow, and when",
        "world_readable": False,
    }
    child = lobby.events[world.ids["space_child"]]
    space = {
        "children_state": [
            {k: child[k] for k in ("type", "sender", "state_key", "content", "origin_server_ts")}
        ],
        "guest_can_join": False,
        "join_rule": "public",
        "name": lobby.name,
        "num_joined_members": _joined(lobby),
        "room_id": lobby.room_id,
        "room_type": "m.space",
        "room_version": "12",
        "world_readable": True,
    }
    more = {"allowed_room_ids": [lobby.room_id], "encryption": "m.megolm.v1.aes-sha2", "room_version": "12"}
    closed = world.old.room_id
    return {
        "hierarchy": {"room": space, "children": [{**garden, **more}], "inaccessible_children": [closed]},
        "public_rooms": {"chunk": [garden], "next_batch": "p190q", "total_room_count_estimate": 115},
        "query_directory": {"room_id": main.room_id, "servers": [ORG.name, COM.name]},
    }


def bodies(world: World) -> dict[str, object]:
    """Return every body, by the name of its file under `spec/api/server-server/examples/`."""
    parts = (_formats, _history, _joins, _invite, _invites, _transactions, _directories)
    found: dict[str, object] = dict(KEY_BODIES)
    for part in parts:
        found.update(part(world))
    return found


def stable_bodies(rooms: Rooms) -> dict[str, object]:
    """Return the bodies that the LTS shows instead, with rooms of version I.1."""
    found = {**_history(rooms), **_joins(rooms), **_invite(rooms)}
    return {f"{name}_i1": body for name, body in found.items()}
