"""The events of a room and the graph formed by `auth_events`: `#auth-chain` and the following sections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .auth import authorize
from .events import Event, State
from .rules import Room, Verdict
from .signing import Keys


@dataclass(frozen=True)
class Graph:
    """The events of a room by identifier, and the keys of the servers in it."""

    events: Mapping[str, Event]
    keys: Keys
    _chains: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def room(self) -> Room:
        """The input of the authorization rules other than a state."""
        accepted = (event for event in self.events.values() if not event.rejected)
        return Room({str(e.room_id): e for e in accepted if e.type == "m.room.create"}, self.keys)

    def cited(self, event: Event) -> list[Event]:
        """Return the events in an event's `auth_events`."""
        return [self.events[name] for name in event.auth_events if name in self.events]

    def auth_chain(self, name: str) -> frozenset[str]:
        """Return the auth chain of an event, `#auth-chain`; the event itself is not in it."""
        if name not in self._chains:
            cited = self.events[name].auth_events
            self._chains[name] = frozenset(cited).union(*(self.auth_chain(parent) for parent in cited))
        return self._chains[name]

    def auth_chains(self, names: Iterable[str]) -> frozenset[str]:
        """Return the union of the auth chains of events."""
        return frozenset().union(*(self.auth_chain(name) for name in names))

    def authorize(self, event: Event, state: State) -> Verdict:
        """Evaluate the authorization rules for an event in a state."""
        return authorize(event, self.cited(event), state, self.room)
