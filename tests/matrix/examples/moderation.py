"""A room in which moderators keep lists, and one in which a homeserver speaks to a user."""

from functools import cache

from .crypto import Json
from .rooms import ALICE, Room

NOTICES = "@notices:example.org"
# Kind of entity, the entity, and why it is to be kept out.
RULES = (
    ("user", "@advert*:example.com", "Sends advertisements"),
    ("room", "#free-money-*:example.com", "Exists to defraud people"),
    ("server", "*.evil.example", "Lets everybody register and stops nobody"),
)


@cache
def policy() -> tuple[Room, dict[str, str]]:
    """Return the room of the lists, and the id of each rule by the kind of its entity."""
    room, ids = Room(12, "Kept out of the garden"), {}
    room.send(
        ALICE, "m.room.create", {"room_version": "12", "additional_creators": ["@moderator:example.org"]}, ""
    )
    room.send(ALICE, "m.room.member", {"membership": "join", "displayname": "Alice"}, ALICE)
    room.send(ALICE, "m.room.join_rules", {"join_rule": "public"}, "")
    room.send(ALICE, "m.room.name", {"name": room.name}, "")
    for kind, entity, reason in RULES:
        content = {"entity": entity, "reason": reason, "recommendation": "m.ban"}
        key = f"rule:{entity.replace('*', '_')}"
        ids[kind] = room.send(ALICE, f"m.policy.rule.{kind}", content, key)
    return room, ids


@cache
def notices() -> tuple[Room, str]:
    """Return the room of the homeserver's notices, and the id of the notice."""
    room = Room(12, "Notices of example.org")
    room.send(NOTICES, "m.room.create", {"room_version": "12"}, "")
    room.send(NOTICES, "m.room.member", {"membership": "join", "displayname": "example.org"}, NOTICES)
    room.send(NOTICES, "m.room.power_levels", {"users": {}, "events_default": 50}, "")
    room.send(NOTICES, "m.room.join_rules", {"join_rule": "invite"}, "")
    room.send(NOTICES, "m.room.name", {"name": room.name}, "")
    room.send(NOTICES, "m.room.member", {"membership": "invite", "displayname": "Alice"}, ALICE)
    room.send(ALICE, "m.room.member", {"membership": "join", "displayname": "Alice"}, ALICE)
    notice: Json = {
        "msgtype": "m.server_notice",
        "body": "More people use this server than it has room for. Please write to admin@example.org.",
        "server_notice_type": "m.server_notice.usage_limit_reached",
        "admin_contact": "mailto:admin@example.org",
        "limit_type": "monthly_active_user",
    }
    return room, room.send(NOTICES, "m.room.message", notice)


def moderation_events() -> dict[str, object]:
    """Return events in the format of clients, by the name of their file under `spec/events/examples/`."""
    (lists, rules), (room, notice) = policy(), notices()
    found: dict[str, object] = {f"m.policy.rule.{kind}": lists.client(rule) for kind, rule in rules.items()}
    return {**found, "m.room.message$m.server_notice": room.client(notice)}
