"""Requests of a homeserver to push gateways and application services, by the name of their file."""

from .crypto import Json
from .rooms import BOB, START
from .world import World

APP = "org.example.chat.android"
PUSH_KEY = "dGhlLWtleS1vZi1hbGljZXMtcGhvbmU"


def _device(**more: object) -> Json:
    """Return a device of Alice as its pusher describes it, set a while before the rooms were."""
    return {"app_id": APP, "pushkey": PUSH_KEY, "pushkey_ts": START // 1000 - 10_000, **more}


def notifications(world: World) -> dict[str, object]:
    """Return every notification, by the name of its file under `spec/api/push-gateway/examples/`."""
    main, identifier = world.main, world.ids["message"]
    event = main.events[identifier]
    sender = main.events[main.state["m.room.member", event["sender"]]]
    where = {"event_id": identifier, "room_id": main.room_id, "counts": {"unread": 2}}
    whole = {
        **where,
        **{name: event[name] for name in ("type", "sender", "content")},
        "sender_display_name": sender["content"]["displayname"],
        "room_name": main.name,
        "room_alias": main.events[main.state["m.room.canonical_alias", ""]]["content"]["alias"],
        "prio": "high",
        "devices": [_device(data={}, tweaks={"sound": "default"})],
    }
    brief = {**where, "devices": [_device(data={"format": "event_id_only"})]}
    counts = {"counts": {}, "prio": "low", "devices": [_device(data={})]}
    found = {"notify_request": whole, "notify_event_id_only_request": brief, "notify_counts_request": counts}
    return {name: {"notification": value} for name, value in found.items()}


def transactions(world: World) -> dict[str, object]:
    """Return requests to the bridge, by their file under `spec/api/application-service/examples/`."""
    room, ids = world.bridged, world.ids
    read = {ids["irc_message"]: {"m.read": {BOB: {"ts": START + 9_000_000, "thread_id": "main"}}}}
    presence = {"presence": "online", "last_active_ago": 5000, "currently_active": True}
    ephemeral = [
        {"type": "m.typing", "room_id": room.room_id, "content": {"user_ids": [BOB]}},
        {"type": "m.receipt", "room_id": room.room_id, "content": read},
        {"type": "m.presence", "sender": BOB, "content": presence},
    ]
    events = [room.client(ids[name]) for name in ("irc_join", "irc_answer")]
    return {"transaction_request": {"events": events, "ephemeral": ephemeral}}
