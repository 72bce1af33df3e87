"""Examples of unsigned data for a single user: account data, ephemeral events, and requests of clients."""

from .crypto import Json
from .rooms import ALICE, BOB, CAROL, DAVE, IDENTITY, START
from .world import World

READ_AT = START + 9_000_000
TAGS: Json = {"tags": {"m.favourite": {"order": 0.5}}}
LISTED = ("type", "content", "sender", "event_id", "origin_server_ts", "state_key", "unsigned")


def account_events(world: World) -> dict[str, object]:
    """Return account data and ephemeral events, by the name of their file under `spec/events/examples/`."""
    read = world.ids["shed_message"]
    receipts = {
        "m.read": {BOB: {"ts": READ_AT, "thread_id": "main"}},
        "m.read.private": {ALICE: {"ts": READ_AT + 4612}},
    }
    contents: dict[str, Json] = {
        "m.direct": {BOB: [world.shed.room_id], CAROL: []},
        "m.fully_read": {"event_id": read},
        "m.identity_server": {"base_url": f"https://{IDENTITY.name}"},
        "m.ignored_user_list": {"ignored_users": {DAVE: {}}},
        "m.invite_permission_config": {"default_action": "block"},
        "m.marked_unread": {"unread": True},
        "m.receipt": {read: receipts},
        "m.tag": {"tags": {"m.favourite": {"order": 0.25}, "u.Garden": {}}},
        "m.typing": {"user_ids": [ALICE, BOB]},
    }
    presence = {
        "presence": "online",
        "status_msg": "In the garden",
        "last_active_ago": 4612,
        "currently_active": True,
        "displayname": "Bob",
        "avatar_url": "mxc://example.com/cDeFgHiJkLmNoP",
    }
    found: dict[str, object] = {
        name: {"type": name, "content": content} for name, content in contents.items()
    }
    return {**found, "m.presence": {"type": "m.presence", "sender": BOB, "content": presence}}


def account_requests(world: World) -> dict[str, object]:
    """Return requests, by the name of their file under `spec/api/client-server/examples/`."""
    room = {
        "not_rooms": [world.old.room_id],
        "state": {"lazy_load_members": True},
        "timeline": {"limit": 10, "not_types": ["org.example.*"], "unread_thread_notifications": True},
        "ephemeral": {"types": ["m.receipt", "m.typing"]},
    }
    chosen = {
        "event_fields": list(LISTED),
        "event_format": "client",
        "account_data": {"types": ["m.direct", "m.push_rules"]},
        "presence": {"not_types": ["*"]},
        "room": room,
    }
    search = {
        "search_term": "beans",
        "keys": ["content.body"],
        "order_by": "recent",
        "filter": {"rooms": [world.main.room_id], "limit": 10},
        "event_context": {"before_limit": 1, "after_limit": 1, "include_profile": True},
        "groupings": {"group_by": [{"key": "room_id"}]},
    }
    return {"filter": chosen, "search_request": {"search_categories": {"room_events": search}}}
