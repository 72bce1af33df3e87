"""Which events another server can see (section "History visibility")."""

from __future__ import annotations

from .encoding import Json
from .events import MEMBER, event_id, redact
from .identifiers import domain
from .room import Ids, Room

HISTORY = "m.room.history_visibility"
_VALUES = frozenset({"world_readable", "shared", "invited", "joined"})


def _membership(room: Room, state: Ids, user: str) -> str:
    identifier = state.get((MEMBER, user))
    return (
        "leave" if identifier is None else room.events[identifier].event["content"].get("membership", "leave")
    )


def _allowed(room: Room, state: Ids, user: str, *, joined_later: bool) -> bool:
    """Apply the rules to one state (section "Rules of visibility")."""
    value = room.content(state, HISTORY).get("history_visibility")
    visibility = value if isinstance(value, str) and value in _VALUES else "shared"
    membership = _membership(room, state, user)
    return (
        visibility == "world_readable"
        or membership == "join"
        or (visibility == "shared" and joined_later)
        or (visibility == "invited" and membership == "invite")
    )


def visible(room: Room, identifier: str, server: str) -> bool:
    """Return whether a user of a server can see an event (section "Visibility between servers")."""
    entry, current = room.events[identifier], room.current()
    if identifier not in room.before:
        return server in room.servers(current)
    states = [room.before[identifier]]
    users = {
        pair[1]
        for state in (*room.after.values(), current)
        for pair in state
        if pair[0] == MEMBER and domain(pair[1]) == server
    }
    for user in users or {f"@:{server}"}:
        both = entry.pair is not None and entry.pair in ((HISTORY, ""), (MEMBER, user))
        later = _membership(room, current, user) == "join"
        if any(
            _allowed(room, state, user, joined_later=later)
            for state in (*states, *([room.after[identifier]] if both else []))
        ):
            return True
    return False


def shown(room: Room, events: list[Json], server: str) -> list[Json]:
    """Return events in the form in which a server can have them (section "Visibility between servers")."""
    return [event if visible(room, event_id(event), server) else redact(event) for event in events]


def may_ask(room: Room, server: str) -> bool:
    """Return whether a server can request events of a room (section "Common rules", item 2)."""
    if server in room.servers():
        return True
    return any(visible(room, identifier, server) for identifier in room.before)
