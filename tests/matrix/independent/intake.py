"""Receipt of events by a server that may lack their predecessors (section "Missing predecessors")."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from .encoding import EncodingError, Json
from .errors import MatrixError
from .events import CREATE, create_id, event_id, has_format
from .keyring import KeyRing
from .receipt import (
    ACCEPT,
    DROP,
    REJECT,
    SOFT_FAIL,
    Receipt,
    check_auth_events,
    check_state,
    entry_of,
    first_checks,
)
from .redactions import apply_redactions
from .room import Ids, Room
from .rules import Entry

MOST_EVENTS = 50
"""The events that are requested at once to fill a gap."""
MOST_REQUESTS = 10
"""The requests for events that are spent on one received event (section "Common rules", item 8)."""


class Remote(Protocol):
    """The requests for events that a server sends to another one."""

    def event_auth(self, server: str, room_id: str, identifier: str) -> list[Json]:
        """Return the auth chain of an event."""

    def missing_events(
        self, server: str, room_id: str, latest: list[str], earliest: list[str], limit: int
    ) -> list[Json]:
        """Return the events between known events."""

    def state(self, server: str, room_id: str, identifier: str) -> tuple[list[Json], list[Json]]:
        """Return the state before an event, and its auth chain."""


def identified(events: Any) -> dict[str, Json]:
    """Return the events of a response that have the format, by the ID that is computed for each."""
    return {event_id(event): event for event in events if has_format(event)}


def chain_order(events: dict[str, Json], links: str) -> list[str]:
    """Return the IDs of events so that each comes after those that it refers to."""
    order: dict[str, None] = {}
    stack = sorted(events, reverse=True)
    entered: set[str] = set()
    while stack:
        current = stack[-1]
        waiting = [one for one in events[current][links] if one in events and one not in entered]
        if current in order or not waiting or current in entered:
            order.setdefault(current)
            stack.pop()
        else:
            entered.add(current)
            stack.extend(waiting)
    return list(order)


class _Source:
    """A server from which events are requested, with a limit on the requests."""

    def __init__(self, remote: Remote, server: str) -> None:
        self._remote = remote
        self._server = server
        self._left = MOST_REQUESTS

    def _count(self) -> str:
        self._left -= 1
        if self._left < 0:
            raise MatrixError("M_UNKNOWN", "too many requests for one event")
        return self._server

    def event_auth(self, room_id: str, identifier: str) -> list[Json]:
        return self._remote.event_auth(self._count(), room_id, identifier)

    def missing_events(self, room_id: str, latest: list[str], earliest: list[str]) -> list[Json]:
        return self._remote.missing_events(self._count(), room_id, latest, earliest, MOST_EVENTS)

    def state(self, room_id: str, identifier: str) -> tuple[list[Json], list[Json]]:
        return self._remote.state(self._count(), room_id, identifier)


class Intake:
    """Receives the events of one server."""

    def __init__(self, remote: Remote, ring: KeyRing, lock: Any) -> None:
        """Take what is needed to request events and keys; `lock` guards the rooms."""
        self._remote = remote
        self._ring = ring
        self._lock = lock

    def checked(self, event: Json) -> Receipt:
        """Apply the checks 1 to 3 to an event, with the keys that are valid for it."""
        if not has_format(event):
            return Receipt(DROP, event, reason="the event does not have the format")
        return first_checks(event, self._ring.for_event(event))

    def receive(self, room: Room, event: Json, origin: str) -> Receipt:
        """Receive an event, and the events that it needs, from a server."""
        receipt = self.checked(event)
        if receipt.outcome == DROP:
            return receipt
        identifier = event_id(receipt.event)
        with self._lock:
            known = room.outcomes.get(identifier)
            if known is not None:
                return Receipt(known, room.events[identifier].event)
        source = _Source(self._remote, origin)
        try:
            self._obtain_auth_events(room, receipt.event, identifier, source)
            self._obtain_predecessors(room, receipt.event, identifier, source)
            before = self._before(room, receipt.event, identifier, source)
        except (MatrixError, EncodingError, OSError) as error:
            return Receipt(DROP, event, reason=f"events that it refers to cannot be obtained: {error}")
        return self._decide(room, receipt, before)

    def _decide(self, room: Room, receipt: Receipt, before: Ids) -> Receipt:
        """Apply the checks 4 to 6 and add the event to the graph."""
        keys = self._ring.for_event(receipt.event)
        with self._lock:
            room.learn(keys)
            outcome = check_auth_events(receipt.event, room.events, keys)
            if outcome == DROP:
                return Receipt(DROP, receipt.event, reason="events in auth_events cannot be obtained")
            if outcome == ACCEPT and not check_state(receipt.event, room.events, room.entries(before), keys):
                outcome = REJECT
            if outcome == ACCEPT and not check_state(
                receipt.event, room.events, room.entries(room.current()), keys
            ):
                outcome = SOFT_FAIL
            decided = Receipt(outcome, receipt.event, receipt.redacted)
            room.add(entry_of(decided), before, outcome)
            if outcome == ACCEPT:
                apply_redactions(room, event_id(decided.event))
            return decided

    def store(self, room: Room, events: Iterable[Json]) -> set[str]:
        """Check and store events of a state or an auth chain; return the IDs of those that pass check 4.

        Sections "Missing predecessors", item 3, and "Joining a room", item 5.
        """
        given, passed = identified(events), set()
        for identifier in chain_order(given, "auth_events"):
            event = given[identifier]
            with self._lock:
                known = room.events.get(identifier)
            if known is not None:
                passed |= set() if known.rejected else {identifier}
                continue
            receipt = self.checked(event)
            if receipt.outcome == DROP or event["type"] == CREATE or event["room_id"] != room.room_id:
                continue
            keys = self._ring.for_event(receipt.event)
            with self._lock:
                room.learn(keys)
                outcome = check_auth_events(receipt.event, room.events, keys)
                if outcome != DROP:
                    room.store(Entry(identifier, receipt.event, outcome == REJECT))
            passed |= {identifier} if outcome == ACCEPT else set()
        return passed

    def _obtain_auth_events(self, room: Room, event: Json, identifier: str, source: _Source) -> None:
        """Request the auth chain if an event in it is missing (section "Missing predecessors", item 1)."""
        with self._lock:
            missing = [one for one in event["auth_events"] if one not in room.events]
        if missing:
            self.store(room, source.event_auth(room.room_id, identifier))

    def _obtain_predecessors(self, room: Room, event: Json, identifier: str, source: _Source) -> None:
        """Request missing events and receive them (section "Missing predecessors", item 2)."""
        with self._lock:
            if all(prev in room.after for prev in event["prev_events"]):
                return
            earliest = room.extremities()
        found = identified(source.missing_events(room.room_id, [identifier], earliest))
        for one in chain_order(found, "prev_events"):
            if one != identifier and found[one]["type"] != CREATE and found[one]["room_id"] == room.room_id:
                self._receive_missing(room, found[one], one, source)

    def _receive_missing(self, room: Room, event: Json, identifier: str, source: _Source) -> None:
        receipt = self.checked(event)
        with self._lock:
            known = identifier in room.outcomes
        if receipt.outcome == DROP or known:
            return
        try:
            self._obtain_auth_events(room, receipt.event, identifier, source)
            before = self._before(room, receipt.event, identifier, source)
        except (MatrixError, EncodingError, OSError):
            return
        self._decide(room, receipt, before)

    def _before(self, room: Room, event: Json, identifier: str, source: _Source) -> Ids:
        """Return the state before an event; it is requested if it cannot be computed (item 3)."""
        with self._lock:
            before = room.resolve(event["prev_events"]) if event["prev_events"] else None
        if before is not None:
            return before
        state, chain = source.state(room.room_id, identifier)
        passed = self.store(room, [*chain, *state])
        with self._lock:
            entries = [room.events[one] for one in identified(state) if one in passed]
            return {entry.pair: entry.event_id for entry in entries if entry.pair is not None}


def find_create(room_id: str, events: Iterable[Json], check: Callable[[Json], Receipt]) -> Entry | None:
    """Return the create event of a room among events, if it passes the checks and the rules allow it."""
    for identifier, event in identified(events).items():
        if identifier == create_id(room_id) and event["type"] == CREATE:
            receipt = check(event)
            if receipt.outcome == ACCEPT and check_auth_events(receipt.event, {}, {}) == ACCEPT:
                return Entry(identifier, receipt.event)
    return None
