"""Inviting users of other servers (section "Inviting to a room")."""

from __future__ import annotations

from typing import Any

from .encoding import Json
from .errors import MatrixError, required
from .events import MEMBER, add_signature, event_id, has_format, has_signatures, sign_event, signed_by
from .handshakes import stripped_state
from .identifiers import domain
from .intake import find_create
from .receipt import DROP
from .server import VERSION, Server


def invite(server: Server, sender: str, room_id: str, user: str) -> str:
    """Invite a user of another server, and return the ID of the invite. Raises MatrixError."""
    invited = domain(user) or ""
    with server.lock:
        room = server.rooms[room_id]
        event = room.template(
            {
                "type": MEMBER,
                "sender": sender,
                "state_key": user,
                "content": {"membership": "invite"},
                "origin": server.name,
                "origin_server_ts": server.now(),
            }
        )
        signed = sign_event(event, server.name, server.key_id, server.seed)
        server.check_own(room, signed)
        body = {
            "room_version": VERSION,
            "event": signed,
            "invite_room_state": stripped_state(room, room.current()),
        }
    identifier = event_id(signed)
    returned = server.remote.invite(invited, room_id, identifier, body).get("event")
    if not has_format(returned) or event_id(returned) != identifier:
        raise MatrixError("M_UNKNOWN", "the returned event is not the invite")
    signed["signatures"][invited] = returned["signatures"].get(invited)
    if not signed_by(signed, invited, {invited: server.ring.of_server(invited, signed)}):
        raise MatrixError("M_UNKNOWN", "the invited server did not sign the invite")
    with server.lock:
        return server.accept_own(room, signed)


def receive_invite(server: Server, origin: str, room_id: str, identifier: str, body: Any) -> Json:
    """Check an invite of another server, sign it and keep it for the user (items 3 to 6)."""
    version, event = required(body, "room_version", str), required(body, "event", dict)
    if version != VERSION:
        raise MatrixError("M_INCOMPATIBLE_ROOM_VERSION", "the version is not supported", room_version=version)
    if (
        not has_format(event)
        or event["type"] != MEMBER
        or event["room_id"] != room_id
        or event["content"].get("membership") != "invite"
        or domain(event.get("state_key")) != server.name
        or domain(event["sender"]) != origin
        or event_id(event) != identifier
        or not has_signatures(event, server.ring.for_event(event))
    ):
        raise MatrixError("M_INVALID_PARAM", "the event is not a valid invite")
    state = body.get("invite_room_state", [])
    if not isinstance(state, list) or not _is_valid(server, room_id, state):
        raise MatrixError("M_INVALID_PARAM", "invite_room_state is not valid")
    signed = add_signature(event, server.name, server.key_id, server.seed)
    with server.lock:
        server.invites[room_id, event["state_key"]] = signed
    return {"event": signed}


def _is_valid(server: Server, room_id: str, state: list[Json]) -> bool:
    """Return whether a list of state events identifies the room ("Room state for invites and knocks")."""
    create = find_create(room_id, state, server.intake.checked)
    return create is not None and all(
        server.intake.checked(one).outcome != DROP
        and (one.get("room_id") == room_id or event_id(one) == create.event_id)
        for one in state
    )
