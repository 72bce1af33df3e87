"""The cases under `cases/auth`: pairs of events for a rule, in a room that the case describes."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from nacl.signing import SigningKey

from .reference import base64, hashes
from .reference.events import Event, state_of
from .reference.identifiers import domain
from .reference.rules import Case, Room
from .reference.selection import select
from .reference.values import without
from .reference.versions import VERSIONS, RoomVersion

Json = dict[str, Any]
FOLDER: Final = Path(__file__).parent / "cases" / "auth"
CREATOR: Final = "@creator:example.org"
KEY_ID: Final = "ed25519:1"
# One key for all servers: the cases are about whose signature is there, not about which key made it.
KEY: Final = SigningKey(base64.decode("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1") or b"")
SERVERS: Final = ("example.org", "example.com", "example.net")
KEYS: Final = {server: {KEY_ID: KEY.verify_key} for server in SERVERS}
SIDES: Final = ("allow", "reject")
START: Final = 1_700_000_000_000


def merge_patch(target: object, patch: object) -> Any:
    """Apply a JSON Merge Patch, RFC 7396."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


@dataclass(frozen=True)
class Side:
    """One event of a pair."""

    rule: str
    side: str
    by: tuple[str, ...]
    event: Json
    room: Json

    def decided_by(self, anchors: set[str]) -> str:
        """Return the rule that decides in a version with these anchors."""
        (found,) = [anchor for anchor in self.by if anchor in anchors]
        return found


@dataclass(frozen=True)
class Pair:
    """A pair of events for a rule, and the versions that it applies to."""

    rule: str
    versions: tuple[RoomVersion, ...]
    where: str
    sides: tuple[Side, Side]
    peer: str = ""
    """The different behavior of the peer in `test_peer.py`, if any."""


def span(text: str) -> tuple[RoomVersion, ...]:
    """Return the versions denoted by `first-last` or by a single name."""
    names = list(VERSIONS)
    first, _, last = text.partition("-")
    return tuple(VERSIONS[name] for name in names[names.index(first) : names.index(last or first) + 1])


def _joined(shared: Json, own: Json) -> Json:
    """Return the room of a side: lists of both, one after the other; anything else merged."""
    lists = {name: [*value, *own.get(name, [])] for name, value in shared.items() if isinstance(value, list)}
    merged: Json = merge_patch(shared, own)
    return {**merged, **lists}


def _side(entry: Json, side: str) -> Side:
    own = entry[side]
    by = own["by"] if isinstance(own["by"], list) else [own["by"]]
    event = merge_patch(entry["event"], own.get("event", {}))
    room = _joined(entry.get("room", {}), own.get("room", {}))
    return Side(entry["rule"], side, tuple(by), event, room)


@cache
def pairs() -> tuple[Pair, ...]:
    """Return all pairs of the case files."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.stem == "rooms":
            continue
        for number, entry in enumerate(entries, 1):
            sides = (_side(entry, "allow"), _side(entry, "reject"))
            versions = span(str(entry["versions"]))
            found.append(
                Pair(
                    entry["rule"],
                    versions,
                    f"{path.stem}:{number} {entry['rule']}",
                    sides,
                    entry.get("peer", ""),
                )
            )
    return tuple(found)


class World:
    """The room of a case in one version, made event by event."""

    def __init__(self, version: RoomVersion, create: Json) -> None:
        """Create the room of `rooms.yml`; `create` is a merge patch to its create event."""
        self.version = version
        self.count = 0
        self.made: list[Event] = []
        self.room_id = "!room:example.org"
        content = {"room_version": version.name, "creator": CREATOR}
        first = {"type": "m.room.create", "content": content, "prev_events": []}
        self.create = self.make(merge_patch(first, create))
        self.room_id = self.create.room_id or ""
        self.base = [self.create, *(self.make(event) for event in _starting())]

    def make(self, event: Json, *, rejected: bool = False) -> Event:
        """Return an event of the state, with what its description leaves out."""
        full = {"sender": CREATOR, "state_key": "", "auth_events": [], "prev_events": ["$before"], **event}
        made = Event(self.filled(full), self.version, rejected)
        self.made.append(made)
        return made

    def _named(self, name: object) -> object:
        """Return the ID of `$create`, `$before` or `$other`, and any other value as it is."""
        places = {"$create": 0, "$before": -1, "$other": 1}
        return self.made[places[name]].event_id if isinstance(name, str) and name in places else name

    def references(self, names: Sequence[object]) -> list[object]:
        """Return references to events in the form of the version."""
        named = map(self._named, names)
        return [[name, {"sha256": ""}] if self.version.base < 3 else name for name in named]

    def filled(self, event: Json) -> Json:
        """Return an event in the format of the version, not signed yet."""
        self.count += 1
        usual = {"content": {}, "hashes": {}, "signatures": {}, "depth": self.count}
        full = deepcopy({**usual, "origin_server_ts": START + self.count, **event})
        if self.version.base < 12 or full["type"] != "m.room.create":
            full.setdefault("room_id", self.room_id)
        if full.get("room_id") == "!room":
            full["room_id"] = self.room_id
        if full["content"].get("room_version") == "$version":
            full["content"]["room_version"] = self.version.name
        if self.version.base < 3:
            full.setdefault("event_id", f"$event{self.count}:{domain(full['sender'])}")
        for place in ("auth_events", "prev_events"):
            full[place] = self.references(full[place])
        return full

    def case(self, side: Side) -> Case:
        """Return the event of a side as input to the rules."""
        room = side.room
        gone, omitted = set(room.get("without", [])), set(room.get("omit", []))
        kept = [event for event in self.base if event.type not in gone]
        state = state_of([*kept, *(self.make(event) for event in room.get("state", []))])
        cited = [
            self.make(without(e, "rejected"), rejected=e.get("rejected", False)) for e in room.get("cite", [])
        ]
        draft = {"sender": "@user:example.org", "auth_events": [], "prev_events": ["$before"], **side.event}
        selected = select(Event(self.filled(draft), self.version), state)
        listed = [event for event in selected if event.type not in omitted] + cited
        json = self.filled({**draft, "auth_events": [event.event_id for event in listed]})
        for server in room.get("signed_by", [domain(json["sender"])]):
            json = hashes.sign_event(json, self.version, server, KEY_ID, KEY)
        known = Room({self.room_id: self.create}, KEYS)
        return Case(Event(json, self.version), listed, state, known)


@cache
def _starting() -> tuple[Json, ...]:
    """Return the events of the room after the create event."""
    room = yaml.safe_load((FOLDER / "rooms.yml").read_text(encoding="utf-8"))
    members = [
        {"type": "m.room.member", "sender": user, "state_key": user, "content": {"membership": membership}}
        for membership, users in room["members"].items()
        for user in users
    ]
    return (*members, *room["state"])


def case(side: Side, version: RoomVersion) -> Case:
    """Return the event of a side as input to the rules of a version."""
    return World(version, side.room.get("create", {})).case(side)
