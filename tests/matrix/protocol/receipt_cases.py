"""The cases under `cases/receipt`: an event that arrives at a server, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from .auth_cases import KEY, KEY_ID, World, merge_patch, span
from .reference import canonical, hashes, signing
from .reference.events import Event, Pair, state_of
from .reference.redaction import redact
from .reference.selection import select
from .reference.versions import RoomVersion

Json = dict[str, Any]
# The same in all cases, so that a file of vectors contains it once.
_LONG_BODY: Final = "x" * 64_000
FILE: Final = Path(__file__).parent / "cases" / "receipt" / "checks.yml"


@dataclass(frozen=True)
class Arrival:
    """The event of a case in one version, the events that the server has, and two states."""

    event: Json
    known: list[Event]
    before: Mapping[Pair, Event]
    current: Mapping[Pair, Event]


def _with_hash(event: Json, version: RoomVersion, written: Json) -> Json:
    """Return an event with another `hashes`, signed by example.org; `{hash}` in it is the content hash."""
    digest = event["hashes"]["sha256"]
    given = {
        name: value.format(hash=digest) if isinstance(value, str) else value
        for name, value in written.items()
    }
    changed = {**event, "hashes": given, "signatures": {}}
    return {
        **changed,
        "signatures": signing.sign(redact(changed, version), "example.org", KEY_ID, KEY)["signatures"],
    }


@dataclass(frozen=True)
class ReceiptCase:
    """A case: its description, its versions, and the expected outcome."""

    title: str
    versions: tuple[RoomVersion, ...]
    description: Json
    outcome: str
    check: str
    redacted: bool

    def arrival(self, version: RoomVersion) -> Arrival:
        """Return what arrives in a room of a version."""
        case = self.description
        world = World(version, {})
        usual = state_of(world.base)
        draft = {"type": "m.room.message", "sender": "@user:example.org", "content": {"body": "Good morning"}}
        whole = world.filled({"auth_events": [], "prev_events": ["$before"], **draft})
        listed = [e for e in select(Event(whole, version), usual) if e.type not in case.get("omit", [])]
        event: Json = world.filled(
            {**whole, "auth_events": [e.event_id for e in listed], "prev_events": ["$before"]}
        )
        event = merge_patch(event, case.get("event", {}))
        for place in ("auth_events", "prev_events"):
            if place in case.get("event", {}):
                event[place] = world.references(event[place])
        if "size" in case:
            event["content"]["body"] = _LONG_BODY
            event["content"]["more"] = self._filler(event, version)
        for server in case.get("signed_by", ["example.org"]):
            event = hashes.sign_event(event, version, server, KEY_ID, KEY)
        if "hash" in case:
            event = _with_hash(event, version, case["hash"])
        arriving = merge_patch({"hashes": {}, "signatures": {}, **event}, case.get("tampered", {}))
        before, current = (
            state_of([*world.base, *map(world.make, case.get(name, []))]) for name in ("before", "current")
        )
        known = [replace(e, rejected=e.type in case.get("rejected", [])) for e in world.base]
        return Arrival(arriving, known, before, current)

    def _filler(self, event: Json, version: RoomVersion) -> str:
        """Return the text by which a signed event has the size that the case states."""
        draft = {**event, "content": {**event["content"], "more": ""}}
        signed = hashes.sign_event(draft, version, "example.org", KEY_ID, KEY)
        size: int = self.description["size"]
        return "x" * (size - len(canonical.encode(signed)))


@cache
def checks() -> tuple[ReceiptCase, ...]:
    """Return all cases."""
    return tuple(
        ReceiptCase(
            case["title"],
            span(str(case["versions"])),
            case,
            case["outcome"],
            case["check"],
            case.get("redacted", False),
        )
        for case in yaml.safe_load(FILE.read_text(encoding="utf-8"))
    )
