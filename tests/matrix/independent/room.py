"""A room as a server stores it: the event graph, the states in it, and new events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .encoding import LARGEST, Json
from .events import CREATE, MEMBER, MOST_PREV_EVENTS, Keys
from .identifiers import domain
from .receipt import ACCEPT, REJECT
from .resolution import Resolution
from .rules import Entry, Pair, selected

Ids = dict[Pair, str]
"""A room state as event IDs."""


class Room:
    """The events of a room, and the states before and after those that are part of the graph.

    An event whose own state is not known, of a state or an auth chain, is stored outside of the graph.
    """

    def __init__(self, create: Entry) -> None:
        """Start with an accepted create event, which is not yet part of the graph."""
        self.create = create
        self.room_id = "!" + create.event_id[1:]
        self.events: dict[str, Entry] = {create.event_id: create}
        self.before: dict[str, Ids] = {}
        self.after: dict[str, Ids] = {}
        self.outcomes: dict[str, str] = {}
        self.known_keys: dict[str, dict[str, str]] = {}

    def store(self, entry: Entry) -> None:
        """Store an event that is not part of the graph."""
        self.events.setdefault(entry.event_id, entry)

    def add(self, entry: Entry, before: Ids, outcome: str) -> None:
        """Add an event to the graph (section "Room state", items 3 and 4)."""
        self.events[entry.event_id] = entry
        self.before[entry.event_id] = before
        after = dict(before)
        if entry.pair is not None and outcome != REJECT:
            after[entry.pair] = entry.event_id
        self.after[entry.event_id] = after
        self.outcomes[entry.event_id] = outcome

    def accepted(self, identifier: str) -> bool:
        """Return whether an event is in the graph and was neither rejected nor failed softly."""
        return self.outcomes.get(identifier) == ACCEPT

    def extremities(self) -> list[str]:
        """Return the forward extremities (section "Forward extremities")."""
        found = [identifier for identifier in self.outcomes if self.accepted(identifier)]
        referenced = {prev for identifier in found for prev in self.events[identifier].event["prev_events"]}
        return [identifier for identifier in found if identifier not in referenced]

    def resolve(self, identifiers: Iterable[str]) -> Ids | None:
        """Return the resolution of the states after events, or None if one of them is not known."""
        states = [self.after.get(identifier) for identifier in identifiers]
        known = [state for state in states if state is not None]
        if len(known) != len(states):
            return None
        return Resolution(self.events, self.known_keys).resolve(known) if known else {}

    def current(self) -> Ids:
        """Return the current state of the room (section "Room state", item 5)."""
        return self.resolve(self.extremities()) or {}

    def entries(self, state: Mapping[Pair, str]) -> dict[Pair, Entry]:
        """Return a state with the events in it."""
        return {pair: self.events[identifier] for pair, identifier in state.items()}

    def auth_chain(self, identifiers: Iterable[str]) -> list[Json]:
        """Return the auth chains of events (section "Auth chain of an event")."""
        resolution = Resolution(self.events, {})
        found = {ancestor for identifier in identifiers for ancestor in resolution.auth_chain(identifier)}
        return [self.events[identifier].event for identifier in sorted(found)]

    def joined(self, state: Mapping[Pair, str]) -> list[str]:
        """Return the users that are joined in a state."""
        return [
            pair[1]
            for pair, identifier in state.items()
            if pair[0] == MEMBER and self.events[identifier].event["content"].get("membership") == "join"
        ]

    def servers(self, state: Mapping[Pair, str] | None = None) -> set[str]:
        """Return the servers with a joined user, in the current state if none is given."""
        return {domain(user) or "" for user in self.joined(self.current() if state is None else state)}

    def template(self, event: Json) -> Json:
        """Return an event with prev_events, auth_events and depth (section "PDUs", items 2 and 3)."""
        ends = sorted(self.extremities(), key=lambda one: (-self.events[one].event["depth"], one))
        prev_events = ends[:MOST_PREV_EVENTS]
        state = self.resolve(prev_events) or {}
        depth = max((self.events[identifier].event["depth"] for identifier in prev_events), default=0)
        return {
            **event,
            "room_id": self.room_id,
            "prev_events": prev_events,
            "auth_events": sorted(state[pair] for pair in selected(event) if pair in state),
            "depth": min(depth + 1, LARGEST),
        }

    def earlier(self, latest: Iterable[str], earliest: Iterable[str], limit: int, depth: int) -> list[Json]:
        """Return the events between known events (section "Missing events", item 2)."""
        seen = set(latest) | set(earliest)
        found: list[Json] = []
        stop = set(earliest)
        queue = [identifier for identifier in latest if identifier in self.before]
        while queue and len(found) < limit:
            current = queue.pop(0)
            if current in stop:
                continue
            for prev in self.events[current].event["prev_events"]:
                entry = self.events.get(prev)
                if prev in seen or prev not in self.before or entry is None or entry.event["depth"] < depth:
                    continue
                seen.add(prev)
                queue.append(prev)
                if len(found) < limit:
                    found.append(entry.event)
        return found

    def backwards(self, start: Iterable[str], limit: int) -> list[Json]:
        """Return events and those that precede them (section "Backfilling history", item 2)."""
        given = [identifier for identifier in dict.fromkeys(start) if identifier in self.before]
        events = [
            self.events[identifier].event for identifier in given if not self.events[identifier].rejected
        ]
        return (events + self.earlier(given, (), max(0, limit - len(events)), 0))[:limit]

    def learn(self, keys: Keys) -> None:
        """Remember keys under which signatures of events were verified."""
        for server, found in keys.items():
            self.known_keys.setdefault(server, {}).update(found)

    def content(self, state: Mapping[Pair, str], kind: str) -> dict[str, Any]:
        """Return the content of the state event of a type with an empty state_key, or an empty object."""
        identifier = state.get((kind, ""))
        return {} if identifier is None else self.events[identifier].event["content"]

    def is_create(self, identifier: str) -> bool:
        """Return whether an event is the create event of the room."""
        return identifier == self.create.event_id and self.create.event["type"] == CREATE
