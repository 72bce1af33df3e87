"""The cases in `cases/resolution`: events, the states that they form, and the resolved states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from .auth_cases import KEY, KEY_ID, KEYS, span
from .reference import hashes
from .reference.events import Event, Pair, state_of
from .reference.graph import Graph
from .reference.identifiers import domain
from .reference.resolution import resolve
from .reference.versions import Reading, RoomVersion

Json = dict[str, Any]
FOLDER: Final = Path(__file__).parent / "cases" / "resolution"
CREATOR: Final = "@alice:example.org"
START: Final = 1_700_000_000_000


@dataclass(frozen=True)
class ResolutionCase:
    """A case: the events of a room, the states to be resolved, and the expected states, by event names."""

    title: str
    decides: tuple[str, ...]
    versions: tuple[RoomVersion, ...]
    events: Json
    states: Sequence[Sequence[str]]
    resolved: Mapping[Reading, Sequence[str | Json]]


@cache
def resolution_cases() -> tuple[ResolutionCase, ...]:
    """Return all cases."""
    entries = [e for p in sorted(FOLDER.glob("*.yml")) for e in yaml.safe_load(p.read_text(encoding="utf-8"))]
    return tuple(
        ResolutionCase(
            entry["title"],
            tuple(entry["decides"]),
            span(str(entry["versions"])),
            {**entry["events"], **entry["more"]},
            entry["states"],
            {
                Reading.PUBLISHED: entry["resolved"],
                Reading.DEPLOYED: entry.get("deployed", entry["resolved"]),
            },
        )
        for entry in entries
    )


class CaseRoom:
    """The room of a case in one room version."""

    def __init__(self, case: ResolutionCase, version: RoomVersion) -> None:
        """Create and sign the events."""
        self.version = version
        self.events: dict[str, Event] = {}
        for name, description in case.events.items():
            self.events[name] = self._event(name, description)
        self.graph = Graph({event.event_id: event for event in self.events.values()}, KEYS)
        self.states = [state_of(self.events[name] for name in names) for names in case.states]
        self.expected = {
            reading: self.by_name(state_of(self.events[self.name(entry)] for entry in entries))
            for reading, entries in case.resolved.items()
        }

    def name(self, entry: str | Json) -> str:
        """Return the name that an entry of a resolved state denotes."""
        if isinstance(entry, str):
            return entry
        names: list[str] = entry["greatest"]
        return max(names, key=lambda name: self.events[name].event_id)

    def _ids(self, names: Sequence[str]) -> list[Any]:
        old = self.version.base < 3
        cited = [self.events[name] for name in names if self.version.base < 12 or name != "create"]
        return [[e.event_id, {"sha256": ""}] if old else e.event_id for e in cited]

    def _event(self, name: str, description: Json) -> Event:
        number = len(self.events) + 1
        sender = description.get("sender", CREATOR)
        json = {
            "type": description["type"],
            "sender": sender,
            "state_key": description.get("state_key", ""),
            "content": description["content"],
            "depth": description.get("depth", number),
            "origin_server_ts": START + description.get("ts", number),
            "auth_events": self._ids(description.get("auth", [])),
            "prev_events": [e.event_id for e in self.events.values()][-1:],
        }
        if description["type"] == "m.room.create":
            json["content"] = {"room_version": self.version.name, **description["content"]}
        if self.version.base < 3:
            json["event_id"] = f"${name}:{domain(sender)}"
            json["prev_events"] = [[previous, {"sha256": ""}] for previous in json["prev_events"]]
        if self.version.base < 12:
            json["room_id"] = "!room:example.org"
        elif description["type"] != "m.room.create":
            json["room_id"] = self.events["create"].room_id
        signed = hashes.sign_event(json, self.version, domain(sender) or "", KEY_ID, KEY)
        return Event(signed, self.version, description.get("rejected", False))

    def by_name(self, state: dict[Pair, Event]) -> dict[str, str]:
        """Return the names of a state's events, by type and state key."""
        names = {event.event_id: name for name, event in self.events.items()}
        return {" ".join(pair).strip(): names[event.event_id] for pair, event in sorted(state.items())}

    def resolved(self, reading: Reading) -> dict[str, str]:
        """Return the state resolved by one reading of the algorithm."""
        return self.by_name(resolve(self.states, self.graph, self.version, reading))
