"""The events and EDUs that event types show, by the name of their file."""

from .crypto import Json
from .keys import DEVICE_LIST_UPDATE, SIGNING_KEY_UPDATE
from .rooms import ALICE, BOB, START, Room
from .world import Rooms, World

# Types whose example is the event of that name in the main room.
MAIN = (
    *("avatar", "canonical_alias", "create", "encryption", "guest_access", "history_visibility"),
    *("join_rules", "name", "pinned_events", "policy", "power_levels", "server_acl"),
    *("third_party_invite", "topic"),
)
STABLE = ("create", "join_rules", "power_levels", "history_visibility")
MEMBERS = {"": "alice", "$invite": "dave", "$knock": "carol", "$leave": "dave_leaves"}
STRIPPED = ("m.room.create", "m.room.join_rules", "m.room.name", "m.room.avatar", "m.room.canonical_alias")


def _stripped(room: Room) -> list[Json]:
    """Return the stripped state of `room` for an invited or knocking user."""
    shown = [room.events[room.state[kind, ""]] for kind in STRIPPED]
    return [{name: event[name] for name in ("type", "state_key", "sender", "content")} for event in shown]


def events(world: World) -> dict[str, object]:
    """Return every event in the format of clients, by the name of its file under `spec/events/examples/`."""
    main, ids = world.main, world.ids
    found: dict[str, object] = {f"m.room.{name}": main.client(ids[name]) for name in MAIN}
    for variant, name in MEMBERS.items():
        found[f"m.room.member{variant}"] = main.client(ids[name])
    stripped = _stripped(main)
    found["m.room.member$invite"] = main.client(ids["dave"], age=4612, invite_room_state=stripped)
    found["m.room.member$knock"] = main.client(ids["carol"], age=4612, knock_room_state=stripped)
    found["m.room.member$restricted"] = main.client(ids["bob"])
    found["m.room.member$third_party_invite"] = main.client(ids["erin"])
    found["m.room.redaction"] = {**main.client(ids["redaction"]), "redacts": ids["mistake"]}
    found["m.space.child"] = world.lobby.client(ids["space_child"])
    found["m.space.parent"] = world.shed.client(ids["space_parent"])
    found["m.room.tombstone"] = world.old.client(ids["tombstone"])
    found["m.room.aliases"] = world.plain[1].client(ids["aliases"])
    found["stripped_state"] = stripped[0]
    return found


def stable_events(rooms: Rooms) -> dict[str, object]:
    """Return the events that the LTS shows instead, of rooms of version I.1."""
    shown = {name: name for name in STABLE} | {
        "member": "alice",
        "member_leave": "dave_leaves",
        "member_restricted": "bob",
    }
    return {f"{name}_i1": rooms.main.client(rooms.ids[of]) for name, of in shown.items()}


def edus(world: World) -> dict[str, object]:
    """Return every EDU, by the name of its file under `spec/events/edu/examples/`."""
    room = world.shed.room_id
    read = {"event_ids": [world.ids["shed_message"]], "data": {"ts": START + 9_000_000, "thread_id": "main"}}
    presence = {
        "user_id": BOB,
        "presence": "online",
        "status_msg": "In the garden",
        "last_active_ago": 5000,
        "currently_active": True,
    }
    ping = {"algorithm": "m.megolm.v1.aes-sha2", "device_id": "JLAFKJWSCS", "keys": []}
    to_device = {
        "sender": BOB,
        "type": "org.example.backup_request",
        "message_id": "fnlxYgHdZbq",
        "messages": {ALICE: {"JLAFKJWSCS": ping}},
    }
    contents: dict[str, Json] = {
        "m.device_list_update": DEVICE_LIST_UPDATE,
        "m.direct_to_device": to_device,
        "m.presence": {"push": [presence]},
        "m.receipt": {room: {"m.read": {BOB: read}}},
        "m.signing_key_update": SIGNING_KEY_UPDATE,
        "m.typing": {"room_id": room, "user_id": BOB, "typing": True},
    }
    return {kind: {"edu_type": kind, "content": content} for kind, content in contents.items()}
