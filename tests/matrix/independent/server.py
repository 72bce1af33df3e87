"""A server: its rooms, its queues, and the operations that it answers (section "Federation")."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from . import keyring, signing
from .encoding import Json
from .errors import MatrixError, required
from .events import CREATE, MEMBER, POWER, create_id, event_id, has_format, room_of, sign_event
from .identifiers import domain
from .intake import Intake
from .receipt import ACCEPT, DROP, REJECT, check_auth_events, check_state
from .redactions import apply_redactions
from .room import Ids, Room
from .rules import Entry
from .visibility import may_ask, shown, visible

VERSION = "I.1"
MOST_PDUS, MOST_EDUS = 50, 100
MOST_HISTORY, MOST_MISSING = 100, 50


class Server:
    """A homeserver with one signing key, which stores its rooms in memory."""

    def __init__(self, name: str, key_id: str, seed: bytes, connect: Callable[[Server], Any]) -> None:
        """Create a server without rooms; `connect` returns its means to send requests, a `binding.Client`."""
        self.name = name
        self.key_id = key_id
        self.seed = seed
        self.rooms: dict[str, Room] = {}
        self.lock = threading.RLock()
        self.remote: Any = connect(self)
        self.ring = keyring.KeyRing(self.remote.server_keys, self.now)
        self.intake = Intake(self.remote, self.ring, self.lock)
        self.queues: dict[str, list[Json]] = {}
        self.invites: dict[tuple[str, str], Json] = {}
        self._sent = 0
        self._pending: dict[str, tuple[str, list[Json]]] = {}
        self._answered: dict[str, tuple[str, Json]] = {}

    @staticmethod
    def now() -> int:
        """Return the time in milliseconds."""
        return time.time_ns() // 1_000_000

    # Events of the server's own users

    def create_room(self, user: str, join_rule: str = "public") -> str:
        """Create a room with its first events, and return its ID (section "Room creators")."""
        create: Json = {
            "type": CREATE,
            "state_key": "",
            "sender": user,
            "content": {"room_version": VERSION},
            "origin_server_ts": self.now(),
            "prev_events": [],
            "auth_events": [],
            "depth": 1,
        }
        signed = sign_event(create, self.name, self.key_id, self.seed)
        entry = Entry(event_id(signed), signed)
        with self.lock:
            room = Room(entry)
            room.add(entry, {}, ACCEPT)
            self.rooms[room.room_id] = room
            levels = {"events": {"m.room.tombstone": 150}, "state_default": 50}
            self.send(user, room.room_id, MEMBER, {"membership": "join"}, user)
            self.send(user, room.room_id, POWER, levels, "")
            self.send(user, room.room_id, "m.room.join_rules", {"join_rule": join_rule}, "")
        return room.room_id

    def send(self, user: str, room_id: str, kind: str, content: Json, state_key: str | None = None) -> str:
        """Create an event, and queue it for the servers in the room (section "PDUs"). Raises MatrixError."""
        event: Json = {"type": kind, "sender": user, "content": content, "origin_server_ts": self.now()}
        if state_key is not None:
            event["state_key"] = state_key
        with self.lock:
            room = self.rooms[room_id]
            signed = sign_event(room.template(event), self.name, self.key_id, self.seed)
            return self.accept_own(room, signed)

    def check_own(self, room: Room, event: Json) -> Ids:
        """Check an event that the server created, and return the state before it. Raises MatrixError."""
        keys = self.ring_with_own(event)
        before = room.resolve(event["prev_events"])
        if before is None or not has_format(event):
            raise MatrixError("M_INVALID_PARAM", "the event does not have the format")
        room.learn(keys)
        states = [room.entries(before), room.entries(room.current())]
        if check_auth_events(event, room.events, keys) != ACCEPT or not all(
            check_state(event, room.events, state, keys) for state in states
        ):
            raise MatrixError("M_FORBIDDEN", "the authorization rules do not allow the event")
        return before

    def accept_own(self, room: Room, event: Json) -> str:
        """Add an event that the server created to a room, and queue it. Raises MatrixError."""
        before, servers = self.check_own(room, event), room.servers()
        identifier = event_id(event)
        room.add(Entry(identifier, event), before, ACCEPT)
        apply_redactions(room, identifier)
        self.queue(event, servers | room.servers())
        return identifier

    def ring_with_own(self, event: Json) -> dict[str, dict[str, str]]:
        """Return the keys for an event; those of this server need no request."""
        own = keyring.own_list(self.name, self.key_id, self.seed, self.now())["verify_keys"]
        keys = {self.name: {key_id: entry["key"] for key_id, entry in own.items()}}
        return keys if set(event["signatures"]) == {self.name} else {**self.ring.for_event(event), **keys}

    def queue(self, event: Json, servers: set[str], but: str = "") -> None:
        """Queue an event for other servers (section "PDUs", item 1)."""
        for server in servers - {self.name, but}:
            self.queues.setdefault(server, []).append(event)

    def flush(self) -> dict[str, Json]:
        """Send what is queued, a transaction at a time; return the last response of each server.

        A transaction that fails is sent again, with the same ID and contents, before the next one
        (section "Sending and receiving", item 2). Raises MatrixError or OSError.
        """
        responses = {}
        for server in list(self.queues):
            while server in self._pending or self.queues.get(server):
                with self.lock:
                    if server not in self._pending:
                        self._sent += 1
                        pdus = self.queues[server][:MOST_PDUS]
                        self._pending[server] = (f"{self.now()}-{self._sent}", pdus)
                        del self.queues[server][: len(pdus)]
                    pending = self._pending[server]
                responses[server] = self.remote.send(server, *pending)
                with self.lock:
                    del self._pending[server]
        return responses

    # Operations that other servers request

    def own_keys(self) -> Json:
        """Return the own key list (section "Publishing and retrieving keys")."""
        return keyring.own_list(self.name, self.key_id, self.seed, self.now())

    def query_keys(self, queries: Any) -> Json:
        """Return key lists of other servers with a further signature (section "Notary servers")."""
        found = []
        for name, criteria in required({"server_keys": queries}, "server_keys", dict).items():
            times = [
                one.get("minimum_valid_until_ts")
                for one in (criteria.values() if isinstance(criteria, dict) else ())
                if isinstance(one, dict)
            ]
            until = max((one for one in times if isinstance(one, int)), default=self.now())
            keys = self.own_keys() if name == self.name else self.ring.valid_until(name, until)
            if keys is not None:
                found.append(signing.sign_json(keys, self.name, self.key_id, self.seed))
        return {"server_keys": found}

    def transaction(self, origin: str, identifier: str, body: Any) -> Json:
        """Process a transaction (section "Sending and receiving")."""
        with self.lock:
            last = self._answered.get(origin)
        if last is not None and last[0] == identifier:
            return last[1]
        pdus, edus = required(body, "pdus", list), body.get("edus", [])
        if len(pdus) > MOST_PDUS or not isinstance(edus, list) or len(edus) > MOST_EDUS:
            raise MatrixError("M_INVALID_PARAM", "the transaction exceeds a limit")
        results: Json = {}
        for pdu in pdus:
            if has_format(pdu):
                error = self._receive(origin, pdu)
                results[event_id(pdu)] = {"error": error} if error else {}
        response = {"pdus": results}
        with self.lock:
            self._answered[origin] = (identifier, response)
        return response

    def _receive(self, origin: str, pdu: Json) -> str:
        """Receive an event; return why it was not accepted, or an empty text."""
        with self.lock:
            room = self.rooms.get(room_of(pdu, event_id(pdu)))
        if room is None or not self.resident(room):
            return "the server is not in the room"
        receipt = self.intake.receive(room, pdu, origin)
        if receipt.outcome == DROP:
            return receipt.reason
        return "the authorization rules do not allow the event" if receipt.outcome == REJECT else ""

    def resident(self, room: Room) -> bool:
        """Return whether the server has a joined user in a room."""
        with self.lock:
            return self.name in room.servers()

    def _room(self, room_id: str, origin: str) -> Room:
        """Return a room from which a server can request events (section "Common rules", item 2)."""
        room = self.rooms.get(room_id)
        if room is None:
            raise MatrixError("M_NOT_FOUND", "the room is not known")
        if not may_ask(room, origin):
            raise MatrixError("M_FORBIDDEN", f"{origin} has no user in this room")
        return room

    def _entry(self, room_id: str, identifier: str, origin: str) -> tuple[Room, Entry]:
        room = self._room(room_id, origin)
        if identifier not in room.before:
            raise MatrixError("M_NOT_FOUND", "the event or the state at it is not known")
        if not visible(room, identifier, origin):
            raise MatrixError("M_FORBIDDEN", f"{origin} is not permitted to see the event")
        return room, room.events[identifier]

    def event(self, origin: str, identifier: str) -> Json:
        """Return a single event (section "Single events")."""
        with self.lock:
            for room in self.rooms.values():
                if identifier in room.events and may_ask(room, origin):
                    events = shown(room, [room.events[identifier].event], origin)
                    return self._as_transaction(events)
        raise MatrixError("M_NOT_FOUND", "the event is not known")

    def _as_transaction(self, events: list[Json]) -> Json:
        return {"origin": self.name, "origin_server_ts": self.now(), "pdus": events}

    def state(self, origin: str, room_id: str, identifier: str) -> Json:
        """Return the state before an event (section "State at an event")."""
        with self.lock:
            room, _ = self._entry(room_id, identifier, origin)
            ids = room.before[identifier].values()
            return {
                "pdus": [room.events[one].event for one in ids],
                "auth_chain": room.auth_chain(ids),
            }

    def state_ids(self, origin: str, room_id: str, identifier: str) -> Json:
        """Return the IDs of the state before an event (section "State at an event")."""
        found = self.state(origin, room_id, identifier)
        return {
            "pdu_ids": [event_id(event) for event in found["pdus"]],
            "auth_chain_ids": [event_id(event) for event in found["auth_chain"]],
        }

    def event_auth(self, origin: str, room_id: str, identifier: str) -> Json:
        """Return the auth chain of an event (section "Auth chain of an event")."""
        with self.lock:
            room = self._room(room_id, origin)
            if identifier not in room.events:
                raise MatrixError("M_NOT_FOUND", "the event is not known")
            return {"auth_chain": room.auth_chain([identifier])}

    def backfill(self, origin: str, room_id: str, start: list[str], limit: int) -> Json:
        """Return events and earlier ones (section "Backfilling history")."""
        with self.lock:
            room = self._room(room_id, origin)
            events = room.backwards(start, min(limit, MOST_HISTORY))
            return self._as_transaction(shown(room, events, origin))

    def missing_events(self, origin: str, room_id: str, body: Any) -> Json:
        """Return the events between known events (section "Missing events")."""
        latest, earliest = required(body, "latest_events", list), required(body, "earliest_events", list)
        limit = required({"limit": 10, **body}, "limit", int)
        depth = required({"min_depth": 0, **body}, "min_depth", int)
        with self.lock:
            room = self._room(room_id, origin)
            events = room.earlier(latest, earliest, min(limit, MOST_MISSING), depth)
            return {"events": shown(room, events, origin)}

    def is_own(self, user: str) -> bool:
        """Return whether a user belongs to this server."""
        return domain(user) == self.name

    def knows(self, room_id: str) -> bool:
        """Return whether the server has the create event of a room."""
        return create_id(room_id) is not None and room_id in self.rooms
