"""Responses to a client of Alice about her rooms: of sync, the older endpoints, and history."""

from dataclasses import dataclass
from functools import cache

from .account import TAGS
from .crypto import Json, without
from .rooms import ALICE, BOB, CAROL, COM, DAVE, ERIN, ORG, Room
from .world import World, world

TOKENS = {
    "around": ("t27-54_2_0_2", "t29-57_2_0_2"),
    "older": ("t47429-4392820_219380_26003_2265", "t47409-4357353_219380_26003_2265"),
    "stream": ("s3456_9_0", "s3457_9_0"),
}
STRIPPED = ("type", "state_key", "sender", "content")
STATE = ("create", "join_rules", "power_levels", "name")


@dataclass(frozen=True)
class Rooms:
    """Rooms of Alice: one she talks in, one she is invited to, one she knocks on, one she left."""

    garden: Room
    swap: Room
    bank: Room
    left: Room
    before: str
    beans: str
    seen: str
    joined: str
    leave: str

    @property
    def all(self) -> list[Room]:
        """The rooms themselves."""
        return [self.garden, self.swap, self.bank, self.left]


def _text(body: str) -> Json:
    return {"msgtype": "m.text", "body": body}


def _small(owner: str, name: str, rule: str) -> Room:
    room = Room(12, name)
    room.send(owner, "m.room.create", {"room_version": "12"}, "")
    room.send(owner, "m.room.member", {"membership": "join"}, owner)
    room.send(owner, "m.room.join_rules", {"join_rule": rule}, "")
    room.send(owner, "m.room.name", {"name": name}, "")
    return room


@cache
def alices() -> Rooms:
    """Return the rooms; always the same. The garden is shown as it was before it was encrypted."""
    found = world()
    garden = found.main.branch(found.ids["dave"])
    before = garden.send(BOB, "m.room.message", _text("Anything new?"))
    beans = garden.send(ALICE, "m.room.message", _text("The beans are up"))
    seen = garden.send(BOB, "m.room.message", _text("I have seen them"))
    swap, bank = _small(BOB, "Seed swap", "invite"), _small(CAROL, "Seed bank", "knock")
    invite = {"membership": "invite", "displayname": "Alice"}
    swap.send(BOB, "m.room.member", invite, ALICE, origin=COM.name)
    knock = {"membership": "knock", "displayname": "Alice", "reason": "I grow beans too"}
    bank.send(ALICE, "m.room.member", knock, ALICE, origin=ORG.name)
    left = found.lobby.branch()
    joined = left.state["m.room.member", ALICE]
    leave = left.send(ALICE, "m.room.member", {"membership": "leave"}, ALICE)
    return Rooms(garden, swap, bank, left, before, beans, seen, joined, leave)


def _stripped(room: Room, *kinds: str) -> list[Json]:
    """Return stripped state: the given kinds, and Alice's own membership."""
    keys = [*((f"m.room.{kind}", "") for kind in kinds), ("m.room.member", ALICE)]
    events = [room.events[room.state[key]] for key in keys]
    return [{name: event[name] for name in STRIPPED} for event in events]


def _shown(rooms: Rooms) -> dict[str, Json]:
    """Return the messages in the garden as Alice's client gets them."""
    return {
        "before": rooms.garden.client(rooms.before, age=165_000),
        "beans": rooms.garden.client(rooms.beans, age=4612, transaction_id="m1760000000.1"),
        "seen": rooms.garden.client(rooms.seen, age=1500),
    }


def _state(rooms: Rooms) -> list[Json]:
    """Return the part of the garden's state that the responses show."""
    garden = rooms.garden
    return [*(garden.client(garden.state[f"m.room.{kind}", ""]) for kind in STATE), *_members(rooms)]


def _members(rooms: Rooms) -> list[Json]:
    garden = rooms.garden
    return [garden.client(garden.state["m.room.member", user]) for user in (ALICE, BOB)]


def _in_sync(*events: Json) -> dict[str, list[Json]]:
    """Return events in the format of sync, without the room id."""
    return {"events": [without(event, "room_id") for event in events]}


def _joined(rooms: Rooms) -> Json:
    messages = _shown(rooms)
    read = {"ts": messages["beans"]["origin_server_ts"] + 55_000, "thread_id": "main"}
    ephemeral = [
        {"type": "m.typing", "content": {"user_ids": [BOB]}},
        {"type": "m.receipt", "content": {rooms.beans: {"m.read": {BOB: read}}}},
    ]
    timeline = {
        **_in_sync(messages["beans"], messages["seen"]),
        "limited": True,
        "prev_batch": "t34-23535_0_0",
    }
    return {
        "summary": {"m.heroes": [BOB, DAVE, ERIN], "m.joined_member_count": 2, "m.invited_member_count": 2},
        "state_after": _in_sync(_members(rooms)[1]),
        "timeline": timeline,
        "ephemeral": {"events": ephemeral},
        "account_data": {"events": [{"type": "m.tag", "content": TAGS}]},
        "unread_notifications": {"highlight_count": 0, "notification_count": 1},
    }


def _left(rooms: Rooms) -> Json:
    before = rooms.left.events[rooms.joined]["content"]
    leave = rooms.left.client(rooms.leave, age=50_000, replaces_state=rooms.joined, prev_content=before)
    timeline = {**_in_sync(leave), "limited": False, "prev_batch": "t31-22011_0_0"}
    return {"state_after": _in_sync(leave), "timeline": timeline}


def _sync(rooms: Rooms) -> Json:
    invite = {"invite_state": {"events": _stripped(rooms.swap, "create", "join_rules", "name")}}
    knock = {"knock_state": {"events": _stripped(rooms.bank, "create", "join_rules")}}
    presence = {"presence": "online", "last_active_ago": 2500, "currently_active": True}
    cancelled = {
        "action": "request_cancellation",
        "request_id": "1760003650001",
        "requesting_device_id": "JLAFKJWSCS",
    }
    return {
        "next_batch": "s72595_4483_1934",
        "rooms": {
            "join": {rooms.garden.room_id: _joined(rooms)},
            "invite": {rooms.swap.room_id: invite},
            "knock": {rooms.bank.room_id: knock},
            "leave": {rooms.left.room_id: _left(rooms)},
        },
        "presence": {"events": [{"type": "m.presence", "sender": BOB, "content": presence}]},
        "account_data": {"events": [_direct(rooms)]},
        "to_device": {"events": [{"type": "m.room_key_request", "sender": ALICE, "content": cancelled}]},
        "device_lists": {"changed": [BOB], "left": []},
        "device_one_time_keys_count": {"signed_curve25519": 20},
        "device_unused_fallback_key_types": ["signed_curve25519"],
    }


def _direct(rooms: Rooms) -> Json:
    return {"type": "m.direct", "content": {BOB: [rooms.swap.room_id]}}


def _older(rooms: Rooms) -> dict[str, object]:
    """Return the responses of the older endpoints for syncing."""
    messages, (start, end) = _shown(rooms), TOKENS["stream"]
    older, newer = TOKENS["older"][1], TOKENS["older"][0]
    chunk = [messages["before"], messages["beans"]]
    room = {
        "room_id": rooms.garden.room_id,
        "membership": "join",
        "state": _state(rooms),
        "visibility": "private",
        "account_data": [{"type": "m.tag", "content": TAGS}],
    }
    presence = {"presence": "online", "last_active_ago": 2500}
    return {
        "events": {"start": start, "end": end, "chunk": [messages["beans"]]},
        "initial_sync": {
            "end": start,
            "presence": [{"type": "m.presence", "sender": BOB, "content": presence}],
            "rooms": [{**room, "messages": {"start": "t44-3453_9_0", "end": start, "chunk": chunk}}],
            "account_data": [_direct(rooms)],
        },
        "room_initial_sync": {**room, "messages": {"start": older, "end": newer, "chunk": chunk}},
    }


def _search(rooms: Rooms, world: World) -> Json:
    messages, (start, end) = _shown(rooms), TOKENS["around"]
    profiles = {
        user: without(rooms.garden.events[world.ids[name]]["content"], "membership")
        for user, name in ((ALICE, "alice"), (BOB, "bob"))
    }
    profiles[BOB].pop("join_authorised_via_users_server")
    context = {
        "start": start,
        "end": end,
        "events_before": [messages["before"]],
        "events_after": [messages["seen"]],
        "profile_info": profiles,
    }
    group = {"order": 1, "next_batch": "cm9vbXMKITgwY3FISDI4CjM1ODcwOA", "results": [rooms.beans]}
    found = {
        "count": 1224,
        "highlights": ["bean", "beans"],
        "results": [{"rank": 0.0042, "result": messages["beans"], "context": context}],
        "groups": {"room_id": {rooms.garden.room_id: group}},
        "next_batch": "YWxsCgpOb25lLDM1ODcwOA",
    }
    return {"search_categories": {"room_events": found}}


def synced(world: World) -> dict[str, object]:
    """Return bodies, by the name of their file under `spec/api/client-server/examples/`."""
    rooms = alices()
    messages = _shown(rooms)
    around, older = TOKENS["around"], TOKENS["older"]
    return {
        **_older(rooms),
        "context": {
            "start": around[0],
            "end": around[1],
            "events_before": [messages["before"]],
            "event": messages["beans"],
            "events_after": [messages["seen"]],
            "state": _state(rooms),
        },
        "members": {"chunk": _members(rooms)},
        "messages": {
            "start": older[0],
            "end": older[1],
            "chunk": [messages["beans"], messages["before"]],
            "state": _members(rooms),
        },
        "room_message": messages["beans"],
        "room_state": _state(rooms),
        "search": _search(rooms, world),
        "sync": _sync(rooms),
    }
