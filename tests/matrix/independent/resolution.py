"""State resolution, version 2.1 (section "State resolution")."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .events import CREATE, JOIN_RULES, MEMBER, POWER, Keys, create_id
from .rules import Entry, Pair, State, View, authorize, selected, state_of

Events = Mapping[str, Entry]


class Resolution:
    """The resolution of several states over the events of a room."""

    def __init__(self, events: Events, keys: Keys) -> None:
        """Take the events that the server has, by ID."""
        self._events = events
        self._keys = keys
        self._chains: dict[str, frozenset[str]] = {}

    def resolve(self, states: Sequence[Mapping[Pair, str]]) -> dict[Pair, str]:
        """Return the resolution of states of event IDs (section "Version 2.1 of the algorithm")."""
        if all(state == states[0] for state in states):
            return dict(states[0])
        pairs = {pair for state in states for pair in state}
        unconflicted = {
            pair: states[0][pair]
            for pair in pairs
            if all(pair in state and state[pair] == states[0].get(pair) for state in states)
        }
        conflicted = {
            identifier for state in states for pair, identifier in state.items() if pair not in unconflicted
        }
        full = conflicted | self._subgraph(conflicted) | self._difference(states)
        power = {identifier for identifier in full if self._is_power_event(identifier)}
        first = power | {
            ancestor for identifier in power for ancestor in self.auth_chain(identifier) if ancestor in full
        }
        partial = self._iterate(self._power_order(first), {})
        rest = self._mainline_order(full - first, partial.get((POWER, "")))
        result = {pair: entry.event_id for pair, entry in self._iterate(rest, partial).items()}
        return {**result, **unconflicted}

    def auth_chain(self, identifier: str) -> frozenset[str]:
        """Return the IDs of the auth chain of an event, without the event (section "Definitions")."""
        stack = [identifier]
        while stack:
            current = stack[-1]
            parents = [parent for parent in self._parents(current) if parent not in self._chains]
            if current in self._chains:
                stack.pop()
            elif parents:
                stack.extend(parents)
            else:
                found = set(self._parents(current))
                for parent in self._parents(current):
                    found |= self._chains[parent]
                self._chains[current] = frozenset(found)
                stack.pop()
        return self._chains[identifier]

    def _parents(self, identifier: str) -> list[str]:
        return [parent for parent in self._events[identifier].event["auth_events"] if parent in self._events]

    def _auth_events(self, identifier: str) -> list[Entry]:
        return [self._events[parent] for parent in self._parents(identifier)]

    def _subgraph(self, conflicted: set[str]) -> set[str]:
        """Return the conflicted state subgraph (section "Definitions")."""
        above = {ancestor for identifier in conflicted for ancestor in self.auth_chain(identifier)}
        return {identifier for identifier in above if self.auth_chain(identifier) & conflicted}

    def _difference(self, states: Sequence[Mapping[Pair, str]]) -> set[str]:
        """Return the auth difference (section "Definitions")."""
        chains: list[set[str]] = [
            {ancestor for identifier in state.values() for ancestor in self.auth_chain(identifier)}
            for state in states
        ]
        common = chains[0].intersection(*chains[1:])
        return {one for chain in chains for one in chain if one not in common}

    def _is_power_event(self, identifier: str) -> bool:
        """Return whether an event is a power event (section "Definitions")."""
        event = self._events[identifier].event
        if "state_key" not in event:
            return False
        if event["type"] == MEMBER:
            leaves = event["content"].get("membership") in ("leave", "ban")
            return leaves and event["sender"] != event["state_key"]
        return event["type"] in (POWER, JOIN_RULES)

    def _create_of(self, entry: Entry) -> Entry | None:
        """Return the create event that the room_id identifies (section "Notation")."""
        if entry.event["type"] == CREATE:
            return entry
        identifier = create_id(entry.event["room_id"])
        found = None if identifier is None else self._events.get(identifier)
        return found if found is not None and found.event["type"] == CREATE else None

    def _sender_power(self, identifier: str) -> float:
        """Return the level of a sender in the state of the event's own auth_events."""
        entry = self._events[identifier]
        create = self._create_of(entry)
        if create is None:
            return -math.inf
        return View(state_of(self._auth_events(identifier)), create.event).power(entry.event["sender"])

    def _age(self, identifier: str) -> tuple[int, str]:
        return self._events[identifier].event["origin_server_ts"], identifier

    def _power_order(self, identifiers: Iterable[str]) -> list[str]:
        """Sort events (section "Reverse topological power ordering")."""
        remaining = set(identifiers)
        keys: dict[str, tuple[Any, ...]] = {
            identifier: (-self._sender_power(identifier), *self._age(identifier)) for identifier in remaining
        }
        order = []
        while remaining:
            candidates = [one for one in remaining if not remaining & set(self._parents(one))]
            order.append(min(candidates, key=keys.__getitem__))
            remaining.remove(order[-1])
        return order

    def _power_parent(self, identifier: str) -> str | None:
        """Return the power levels event in the auth_events of an event, if any."""
        for entry in self._auth_events(identifier):
            if entry.pair == (POWER, ""):
                return entry.event_id
        return None

    def _mainline_order(self, identifiers: Iterable[str], base: Entry | None) -> list[str]:
        """Sort events (section "Mainline ordering")."""
        positions: dict[str, int] = {}
        current = None if base is None else base.event_id
        while current is not None and current not in positions:
            positions[current] = len(positions)
            current = self._power_parent(current)

        def key(identifier: str) -> tuple[float, int, str]:
            ancestor = self._power_parent(identifier)
            while ancestor is not None and ancestor not in positions:
                ancestor = self._power_parent(ancestor)
            position = math.inf if ancestor is None else positions[ancestor]
            return (-position, *self._age(identifier))

        return sorted(identifiers, key=key)

    def _iterate(self, identifiers: Iterable[str], state: State) -> dict[Pair, Entry]:
        """Perform the iterative auth checks (section "Iterative auth checks")."""
        result = dict(state)
        for identifier in identifiers:
            entry = self._events[identifier]
            auth_events = self._auth_events(identifier)
            judged = state_of(auth for auth in auth_events if not auth.rejected)
            judged.update({pair: result[pair] for pair in selected(entry.event) if pair in result})
            create = self._create_of(entry)
            if entry.pair is not None and authorize(entry.event, auth_events, judged, create, self._keys):
                result[entry.pair] = entry
        return result
