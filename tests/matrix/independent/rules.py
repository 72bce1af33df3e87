"""The authorization rules, and the levels on which they depend."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .encoding import Json
from .events import (
    AUTHORISED,
    CREATE,
    JOIN_RULES,
    MEMBER,
    POWER,
    Keys,
    create_id,
    is_a,
    signed_by,
)
from .identifiers import domain, is_user_id

Pair = tuple[str, str]
_DEFAULTS = {"invite": 0, "kick": 50, "ban": 50, "redact": 50}
_LEVELS = ("users_default", "events_default", "state_default", "ban", "redact", "kick", "invite")


@dataclass(frozen=True)
class Entry:
    """An event that the server has."""

    event_id: str
    event: Json
    rejected: bool = False

    @property
    def pair(self) -> Pair | None:
        """The pair of type and state_key, or None if it is no state event (section "Room state")."""
        if "state_key" not in self.event:
            return None
        return self.event["type"], self.event["state_key"]


State = Mapping[Pair, Entry]


def state_of(entries: Iterable[Entry]) -> dict[Pair, Entry]:
    """Return the state that consists of events (section "Room state")."""
    return {entry.pair: entry for entry in entries if entry.pair is not None}


def selected(event: Json) -> set[Pair]:
    """Return the pairs that are selected for an event (section "Selection of authorization events")."""
    if event["type"] == CREATE:
        return set()
    pairs = {(POWER, ""), (MEMBER, event["sender"])}
    if event["type"] != MEMBER:
        return pairs
    content = event["content"]
    if "state_key" in event:
        pairs.add((MEMBER, event["state_key"]))
    if content.get("membership") in ("join", "invite", "knock"):
        pairs.add((JOIN_RULES, ""))
    if content.get("membership") == "join" and isinstance(content.get(AUTHORISED), str):
        pairs.add((MEMBER, content[AUTHORISED]))
    return pairs


def creators(create: Json) -> set[str]:
    """Return the creators of a room (section "Room creators")."""
    additional = create["content"].get("additional_creators")
    return {create["sender"], *(additional if isinstance(additional, list) else ())}


class View:
    """A room state with the create event, and the notation of section "Notation"."""

    def __init__(self, state: State, create: Json) -> None:
        """Read a state."""
        self._state = state
        self._create = create
        levels = state.get((POWER, ""))
        self.has_levels = levels is not None
        self.levels: Json = levels.event["content"] if levels is not None else {}

    def membership(self, user: Any) -> Any:
        """Return the membership of a user."""
        entry = self._state.get((MEMBER, user)) if isinstance(user, str) else None
        return "leave" if entry is None else entry.event["content"].get("membership")

    @property
    def join_rule(self) -> Any:
        """The join rule (section "Join rules")."""
        entry = self._state.get((JOIN_RULES, ""))
        return "invite" if entry is None else entry.event["content"].get("join_rule")

    def power(self, user: Any) -> float:
        """Return the level of a user (section "Level of a user")."""
        if user in creators(self._create):
            return math.inf
        users = self.levels.get("users", {})
        if user in users:
            return int(users[user])
        return int(self.levels.get("users_default", 0))

    def level(self, action: str) -> int:
        """Return the invite, kick, ban or redact level (section "Levels of actions")."""
        return int(self.levels.get(action, _DEFAULTS[action]))

    def required(self, event: Json) -> int:
        """Return the level that an event requires (section "Level that an event requires")."""
        events = self.levels.get("events", {})
        if event["type"] in events:
            return int(events[event["type"]])
        if "state_key" in event:
            return int(self.levels.get("state_default", 50))
        return int(self.levels.get("events_default", 0))


def authorize(
    event: Json, auth_events: Iterable[Entry], state: State, create: Entry | None, keys: Keys
) -> bool:
    """Return whether the rules allow an event in a state (section "The rules").

    `create` is the create event of the room, or None if the server has not accepted one.
    """
    if event["type"] == CREATE:
        return _create(event)
    if create is None or create.rejected or create_id(event["room_id"]) != create.event_id:
        return False
    if not _auth_events(event, list(auth_events)) or not _federated(event, create.event):
        return False
    view = View(state, create.event)
    if event["type"] == MEMBER:
        return _member(event, view, create, keys)
    return _joined(event, view, create)


def _federated(event: Json, create: Json) -> bool:
    """Apply rule 4."""
    server = domain(event["sender"])
    federate = create["content"].get("m.federate")
    return federate is not False or (server is not None and server == domain(create["sender"]))


def _create(event: Json) -> bool:
    """Apply rule 1."""
    if event["prev_events"] or "room_id" in event or event["content"].get("room_version") != "I.1":
        return False
    if "additional_creators" not in event["content"]:
        return True
    additional = event["content"]["additional_creators"]
    return isinstance(additional, list) and all(map(is_user_id, additional))


def _auth_events(event: Json, entries: list[Entry]) -> bool:
    """Apply rule 3."""
    pairs = [entry.pair for entry in entries]
    allowed = selected(event)
    return (
        len(set(pairs)) == len(pairs)
        and all(pair in allowed for pair in pairs)
        and not any(entry.rejected for entry in entries)
        and all(entry.event.get("room_id") == event["room_id"] for entry in entries)
    )


def _member(event: Json, view: View, create: Entry, keys: Keys) -> bool:
    """Apply rule 5."""
    content = event["content"]
    if "state_key" not in event or "membership" not in content:
        return False
    if AUTHORISED in content and not signed_by(event, domain(content[AUTHORISED]), keys):
        return False
    membership = content["membership"]
    rule = _MEMBERSHIPS.get(membership) if isinstance(membership, str) else None
    return rule is not None and rule(event, view, create)


def _join(event: Json, view: View, create: Entry) -> bool:
    """Apply rule 5.3."""
    sender, target = event["sender"], event["state_key"]
    if event["prev_events"] == [create.event_id] and target == create.event["sender"]:
        return True
    membership = view.membership(sender)
    if sender != target or membership == "ban":
        return False
    if view.join_rule in ("invite", "knock"):
        return membership in ("invite", "join")
    if view.join_rule in ("restricted", "knock_restricted"):
        return membership in ("join", "invite") or _is_authorised(event["content"].get(AUTHORISED), view)
    return bool(view.join_rule == "public")


def _is_authorised(user: Any, view: View) -> bool:
    """Apply rule 5.3.5.2."""
    return (
        isinstance(user, str) and view.membership(user) == "join" and view.power(user) >= view.level("invite")
    )


def _invite(event: Json, view: View, _: Entry) -> bool:
    """Apply rule 5.4."""
    return (
        "third_party_invite" not in event["content"]
        and view.membership(event["sender"]) == "join"
        and view.membership(event["state_key"]) not in ("join", "ban")
        and view.power(event["sender"]) >= view.level("invite")
    )


def _leave(event: Json, view: View, _: Entry) -> bool:
    """Apply rule 5.5."""
    sender, target = event["sender"], event["state_key"]
    if sender == target:
        return view.membership(sender) in ("invite", "join", "knock")
    if view.membership(sender) != "join":
        return False
    if view.membership(target) == "ban" and view.power(sender) < view.level("ban"):
        return False
    return view.power(sender) >= view.level("kick") and view.power(target) < view.power(sender)


def _ban(event: Json, view: View, _: Entry) -> bool:
    """Apply rule 5.6."""
    sender = event["sender"]
    return (
        view.membership(sender) == "join"
        and view.power(sender) >= view.level("ban")
        and view.power(event["state_key"]) < view.power(sender)
    )


def _knock(event: Json, view: View, _: Entry) -> bool:
    """Apply rule 5.7."""
    return (
        view.join_rule in ("knock", "knock_restricted")
        and event["sender"] == event["state_key"]
        and view.membership(event["sender"]) not in ("ban", "invite", "join")
    )


_MEMBERSHIPS: dict[str, Callable[[Json, View, Entry], bool]] = {
    "join": _join,
    "invite": _invite,
    "leave": _leave,
    "ban": _ban,
    "knock": _knock,
}


def _joined(event: Json, view: View, create: Entry) -> bool:
    """Apply the rules 6 to 11, for which the sender has to be joined."""
    sender = event["sender"]
    if view.membership(sender) != "join" or event["type"] == "m.room.third_party_invite":
        return False
    if view.required(event) > view.power(sender):
        return False
    state_key = event.get("state_key", "")
    if state_key.startswith("@") and state_key != sender:
        return False
    return event["type"] != POWER or _power_levels(event, view, creators(create.event))


def _integers(value: Any) -> bool:
    return isinstance(value, dict) and all(is_a(level, int) for level in value.values())


def _power_levels(event: Json, view: View, room_creators: set[str]) -> bool:
    """Apply rule 10."""
    new = event["content"]
    if not all(is_a(new[name], int) for name in _LEVELS if name in new):
        return False
    if not all(_integers(new[name]) for name in ("events", "notifications") if name in new):
        return False
    users = new.get("users", {})
    if not _integers(users) or not all(map(is_user_id, users)) or room_creators & users.keys():
        return False
    return not view.has_levels or _changes(new, view, event["sender"])


def _changes(new: Json, view: View, sender: str) -> bool:
    """Apply the rules 10.6 to 10.11."""
    power, old = view.power(sender), view.levels
    for name in _LEVELS:
        before, after = old.get(name), new.get(name)
        if before != after and any(level is not None and level > power for level in (before, after)):
            return False
    for name in ("events", "notifications"):
        befores, afters = old.get(name, {}), new.get(name, {})
        for key in befores.keys() | afters.keys():
            before, after = befores.get(key), afters.get(key)
            if before != after and any(level is not None and level > power for level in (before, after)):
                return False
    befores, afters = old.get("users", {}), new.get("users", {})
    for user in befores.keys() | afters.keys():
        before, after = befores.get(user), afters.get(user)
        if before == after:
            continue
        if before is not None and user != sender and before >= power:
            return False
        if after is not None and after > power:
            return False
    return True
