"""Joining, knocking and leaving through a resident server (section "Membership across servers")."""

from __future__ import annotations

from typing import Any

from .encoding import Json
from .errors import MatrixError
from .events import (
    AUTHORISED,
    JOIN_RULES,
    MEMBER,
    add_signature,
    event_id,
    has_format,
    sign_event,
)
from .identifiers import domain
from .intake import find_create, identified
from .receipt import ACCEPT, DROP, REJECT, SOFT_FAIL, check_auth_events, check_state, entry_of
from .room import Ids, Room
from .rules import View
from .server import VERSION, Server

_STRIPPED = (
    "m.room.create",
    "m.room.name",
    "m.room.avatar",
    "m.room.topic",
    JOIN_RULES,
    "m.room.canonical_alias",
    "m.room.encryption",
)


def stripped_state(room: Room, state: Ids) -> list[Json]:
    """Return the state events that identify a room (section "Room state for invites and knocks")."""
    return [room.events[state[kind, ""]].event for kind in _STRIPPED if (kind, "") in state]


def _resident_room(server: Server, room_id: str) -> Room:
    room = server.rooms.get(room_id)
    if room is None or not server.resident(room):
        raise MatrixError("M_NOT_FOUND", "the server is not in the room")
    return room


def make(
    server: Server, origin: str, membership: str, room_id: str, user: str, versions: list[str] | None
) -> Json:
    """Return a template (section "Event templates"); `versions` is None if the request does not list any."""
    with server.lock:
        room = _resident_room(server, room_id)
        if domain(user) != origin:
            raise MatrixError("M_FORBIDDEN", "the user belongs to another server")
        if versions is not None and VERSION not in versions:
            raise MatrixError(
                "M_INCOMPATIBLE_ROOM_VERSION", "the version is not listed", room_version=VERSION
            )
        content: Json = {"membership": membership}
        if membership == "join":
            authorising = authorising_user(server, room, user)
            if authorising is not None:
                content[AUTHORISED] = authorising
        template = room.template(
            {
                "type": MEMBER,
                "sender": user,
                "state_key": user,
                "content": content,
                "origin_server_ts": server.now(),
            }
        )
        tried = add_signature({**template, "hashes": {}}, server.name, server.key_id, server.seed)
        state = room.entries(room.current())
        if not check_state(tried, room.events, state, server.ring_with_own(tried)):
            raise MatrixError("M_FORBIDDEN", f"the user is not permitted to {membership}")
        return {"room_version": VERSION, "event": {**template, "origin": server.name}}


def authorising_user(server: Server, room: Room, user: str) -> str | None:
    """Return the user that authorizes a join, or None if none is needed (section "Restricted rooms")."""
    current = room.current()
    view = View(room.entries(current), room.create.event)
    if view.membership(user) in ("join", "invite") or view.join_rule not in (
        "restricted",
        "knock_restricted",
    ):
        return None
    if view.membership(user) == "ban":
        raise MatrixError("M_FORBIDDEN", "the user is banned")
    allow = room.content(current, JOIN_RULES).get("allow")
    unknown = met = False
    for condition in allow if isinstance(allow, list) else []:
        if not isinstance(condition, dict) or condition.get("type") != "m.room_membership":
            continue
        other = server.rooms.get(str(condition.get("room_id")))
        if other is None or not server.resident(other):
            unknown = True
        elif user in other.joined(other.current()):
            met = True
    if not met:
        code = "M_UNABLE_TO_AUTHORISE_JOIN" if unknown else "M_FORBIDDEN"
        raise MatrixError(code, "no condition of the room is met")
    for local in sorted(room.joined(current)):
        if server.is_own(local) and view.power(local) >= view.level("invite"):
            return local
    raise MatrixError("M_UNABLE_TO_GRANT_JOIN", "no user of this server can authorize the join")


def _authorised(server: Server, room: Room, event: Json) -> tuple[Json, bool]:
    """Check the conditions and add a signature; return whether one was added ("Restricted rooms", 7)."""
    named = event["content"].get(AUTHORISED)
    needed = authorising_user(server, room, event["sender"])
    if needed is not None and named is None:
        raise MatrixError("M_MISSING_PARAM", f"{AUTHORISED} is missing")
    if named is None:
        return event, False
    view = View(room.entries(room.current()), room.create.event)
    if not isinstance(named, str) or not server.is_own(named):
        raise MatrixError("M_INVALID_PARAM", "the authorizing user belongs to another server")
    if view.membership(named) != "join" or view.power(named) < view.level("invite"):
        raise MatrixError("M_UNABLE_TO_GRANT_JOIN", "the authorizing user does not have the level")
    return add_signature(event, server.name, server.key_id, server.seed), True


def complete(server: Server, origin: str, membership: str, room_id: str, identifier: str, event: Any) -> Json:
    """Accept a completed event (section "Checks on the completed event")."""
    room = _resident_room(server, room_id)
    if (
        not has_format(event)
        or event["type"] != MEMBER
        or event["room_id"] != room_id
        or event["content"].get("membership") != membership
        or event["sender"] != event.get("state_key")
        or domain(event["sender"]) != origin
        or event_id(event) != identifier
    ):
        raise MatrixError("M_INVALID_PARAM", f"the event is not a valid {membership} event")
    signed = False
    if membership == "join":
        with server.lock:
            event, signed = _authorised(server, room, event)
    receipt = server.intake.receive(room, event, origin)
    if receipt.outcome == DROP:
        raise MatrixError("M_INVALID_PARAM", receipt.reason)
    if receipt.outcome in (REJECT, SOFT_FAIL):
        raise MatrixError("M_FORBIDDEN", f"the user is not permitted to {membership}")
    with server.lock:
        before = room.before[identifier]
        server.queue(receipt.event, room.servers(before) | room.servers(), but=origin)
        if membership == "leave":
            return {}
        if membership == "knock":
            return {"knock_room_state": stripped_state(room, before)}
        response: Json = {
            "state": [room.events[one].event for one in before.values()],
            "auth_chain": room.auth_chain([*before.values(), identifier]),
            "members_omitted": False,
        }
        return {**response, "event": receipt.event} if signed else response


def _completed(server: Server, membership: str, room_id: str, user: str, made: Any) -> Json:
    """Check and complete a template (section "Event templates", items 6 and 7)."""
    template = made.get("event") if isinstance(made, dict) else None
    expected = {"type": MEMBER, "room_id": room_id, "sender": user, "state_key": user}
    if (
        not isinstance(template, dict)
        or made.get("room_version") != VERSION
        or any(template.get(name) != value for name, value in expected.items())
        or not isinstance(template.get("content"), dict)
        or template["content"].get("membership") != membership
    ):
        raise MatrixError("M_UNKNOWN", "the template is not that which was requested")
    event = {**template, "origin": server.name, "origin_server_ts": server.now()}
    return sign_event(event, server.name, server.key_id, server.seed)


def leave(server: Server, user: str, room_id: str, resident: str) -> None:
    """Leave a room through a resident server (section "Leaving a room")."""
    made = server.remote.make(resident, "leave", room_id, user)
    server.remote.complete(resident, "leave", room_id, _completed(server, "leave", room_id, user, made))


def knock(server: Server, user: str, room_id: str, resident: str) -> list[Json]:
    """Knock on a room, and return the valid state events that identify it (section "Knocking on a room")."""
    made = server.remote.make(resident, "knock", room_id, user)
    event = _completed(server, "knock", room_id, user, made)
    response = server.remote.complete(resident, "knock", room_id, event)
    given = response.get("knock_room_state", [])
    create = find_create(room_id, given, server.intake.checked)
    return [
        one
        for identifier, one in identified(given).items()
        if (create is not None and identifier == create.event_id)
        or (one.get("room_id") == room_id and server.intake.checked(one).outcome == ACCEPT)
    ]


def join(server: Server, user: str, room_id: str, resident: str) -> str:
    """Join a room through a resident server, and return the ID of the event (section "Joining a room")."""
    made = server.remote.make(resident, "join", room_id, user)
    event = _completed(server, "join", room_id, user, made)
    identifier = event_id(event)
    response = server.remote.complete(resident, "join", room_id, event)
    if isinstance(response.get("event"), dict) and event_id(response["event"]) == identifier:
        event = response["event"]
    state, chain = response.get("state", []), response.get("auth_chain", [])
    create = find_create(room_id, [*state, *chain], server.intake.checked)
    if create is None or create.event["content"].get("room_version") != VERSION:
        raise MatrixError("M_UNKNOWN", "the state does not contain the create event of the room")
    with server.lock:
        room = server.rooms.get(room_id) or Room(create)
    passed = server.intake.store(room, [*chain, *state])
    receipt = server.intake.checked(event)
    keys = server.ring_with_own(event)
    with server.lock:
        entries = [room.events[one] for one in identified(state) if one in passed]
        before = {entry.pair: entry.event_id for entry in entries if entry.pair is not None}
        room.learn(keys)
        if (
            receipt.outcome == DROP
            or before.get(("m.room.create", "")) != create.event_id
            or check_auth_events(receipt.event, room.events, keys) != ACCEPT
            or not check_state(receipt.event, room.events, room.entries(before), keys)
        ):
            raise MatrixError("M_UNKNOWN", "the returned state does not allow the join")
        room.add(entry_of(receipt), before, ACCEPT)
        server.rooms[room_id] = room
    return identifier
