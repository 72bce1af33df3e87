"""Evaluate rooms with an independent server implementation.

This needs `matrix-synapse`, which is not a dependency of this project: `test_peer.py` runs it with the Python
interpreter named by the environment variable TWOTRACK_PEER. Each line of the input is a room in JSON; each
line of the output is the server's result for it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Collection, Coroutine, Iterable
from typing import Any

from synapse import event_auth  # type: ignore[import-not-found]
from synapse.api.room_versions import KNOWN_ROOM_VERSIONS  # type: ignore[import-not-found]
from synapse.crypto.event_signing import compute_content_hash  # type: ignore[import-not-found]
from synapse.events import make_event_from_dict  # type: ignore[import-not-found]
from synapse.state import v1, v2  # type: ignore[import-not-found]
from synapse.storage.databases.main.event_federation import (  # type: ignore[import-not-found]
    StateDifference,
)
from synapse.synapse_rust.events import redact_event_dict  # type: ignore[import-not-found]

Json = dict[str, Any]


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("the coroutine waits")


class Store:
    """The events of a room, with the interface of the server's database."""

    def __init__(self, events: Json) -> None:
        self.events = events

    async def get_events(self, names: Collection[str], **_: object) -> Json:
        return {name: self.events[name] for name in names if name in self.events}

    async def get_auth_chain_difference(self, *_: object) -> Any:
        # All events are handed over as not stored yet, so that the server works out the chains itself.
        return StateDifference(auth_difference=set(), conflicted_subgraph=set())


class Clock:
    """A clock that does not advance."""

    async def sleep(self, _duration: object) -> None:
        return None


class Room:
    """A room as the server sees it."""

    def __init__(self, job: Json) -> None:
        self.version = KNOWN_ROOM_VERSIONS[job["version"]]
        self.events: Json = {}
        self.names: list[str] = []
        for entry in job["events"]:
            reason = "rejected" if entry["rejected"] else None
            event = make_event_from_dict(entry["event"], self.version, {}, reason)
            self.names.append(event.event_id)
            self.events[event.event_id] = event
        self.create = self.events[self.names[0]]
        self.store = Store(self.events)

    def content_hash(self, event: Json) -> str:
        _, digest = compute_content_hash(event, hashlib.sha256)
        return base64.b64encode(digest).decode().rstrip("=")

    def allows(self, event: Any, state: Iterable[str]) -> bool | str:
        try:
            event_auth.validate_event_for_room_version(event)
            run(event_auth.check_state_independent_auth_rules(self.store, event))
            by = {self.events[entry].event_id: self.events[entry] for entry in state}
            by.setdefault(self.create.event_id, self.create)
            event_auth.check_state_dependent_auth_rules(event, by.values())
        except event_auth.SynapseError:
            return False
        except Exception as error:  # noqa: BLE001 - the error is the result
            return f"{type(error).__name__}: {error}"
        return True

    def judges(self, event: Json, state: Iterable[str]) -> bool:
        try:
            made = make_event_from_dict(event, self.version, {}, None)
        except Exception:  # noqa: BLE001 - it does not come as far as the rules
            return False
        return self.allows(made, state) is True

    def resolve(self, states: list[list[str]]) -> list[str] | str:
        maps = [{(self.events[n].type, self.events[n].state_key): n for n in state} for state in states]
        try:
            if self.version.identifier == "1":
                work = v1.resolve_events_with_store(
                    self.create.room_id, self.version, maps, self.events, self.store.get_events
                )
            else:
                work = v2.resolve_events_with_store(
                    Clock(), self.create.room_id, self.version, maps, dict(self.events), self.store
                )
            return sorted(run(work).values())
        except Exception as error:  # noqa: BLE001 - as above
            return f"{type(error).__name__}: {error}"

    def answer(self, job: Json) -> Json:
        if "case" in job:
            return {"verdict": self.judges(job["case"], job["state"])}
        plain = [entry["event"] for entry in job["events"]]
        return {
            "ids": self.names,
            "hashes": [self.content_hash(event) for event in plain],
            "redacted": [redact_event_dict(self.version, event) for event in plain],
            "verdicts": [self.allows(self.events[name], state) for name, state in job["verdicts"]],
            "forged": [self.judges(event, state) for event, state in job["forged"]],
            "resolved": [self.resolve(states) for states in job["resolutions"]],
        }


for line in sys.stdin:
    work = json.loads(line)
    sys.stdout.write(json.dumps(Room(work).answer(work)) + "\n")
