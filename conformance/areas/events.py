"""Hashes, identifiers, signatures and redacted forms of events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from conformance.areas.context import KEY, KEY_ID, SEED, page
from conformance.suite import Case, Json, Value
from tests.matrix.protocol import auth_cases
from tests.matrix.protocol.auth_cases import span
from tests.matrix.protocol.random_rooms import RandomRoom
from tests.matrix.protocol.reference import base64, hashes
from tests.matrix.protocol.reference.redaction import redact
from tests.matrix.protocol.reference.values import without
from tests.matrix.protocol.reference.versions import RoomVersion

TITLE = "Hashes, identifiers, signatures and redaction of events in room version {version}"
_REDACTION = Path(auth_cases.FOLDER).parent / "redaction" / "content.yml"
_LENGTH = 12


def cases(version: RoomVersion) -> Iterator[Case]:
    """Yield the cases of a room version."""
    events: dict[str, Json] = {
        str(number): dict(event.json)
        for number, event in enumerate(RandomRoom(version, 0, _LENGTH).events.values())
    }
    for name, event in events.items():
        yield _case(
            version,
            f"hash-{name}",
            "content-hash",
            "hash-event",
            {"event": Value(event)},
            _hashes(event, version),
        )
        bare = without(event, "hashes", "signatures")
        signed: dict[str, Any] = hashes.sign_event(bare, version, "example.org", KEY_ID, KEY)
        given = {"event": bare, "entity": "example.org", "key_id": KEY_ID, "seed": SEED}
        answer = {"hashes": signed["hashes"], "signatures": signed["signatures"]}
        yield _case(version, f"sign-{name}", "event-signing", "sign-event", given, answer)
        yield _case(
            version,
            f"redact-{name}",
            "redacted-form",
            "redact-event",
            {"event": Value(event)},
            {"event": redact(event, version)},
        )
    yield from _redacted(version, events["0"])


def _hashes(event: Json, version: RoomVersion) -> Json:
    found = {
        "content_hash": base64.encode(hashes.content_hash(event)),
        "reference_hash": hashes.reference_hash_text(event, version),
    }
    return found if version.base < 3 else {**found, "event_id": hashes.event_id(event, version)}


def _redacted(version: RoomVersion, base: Json) -> Iterator[Case]:
    """Yield the cases of the redaction of content, and one with every top-level property."""
    entries = yaml.safe_load(_REDACTION.read_text(encoding="utf-8"))
    for number, entry in enumerate(entries, 1):
        if version in span(str(entry["versions"])):
            event = {**base, "type": entry["type"], "content": entry["content"]}
            answer = {**redact(base, version), "type": entry["type"], "content": entry["redacted"]}
            yield _case(
                version,
                f"redact-content-{number}",
                "redaction-content",
                "redact-event",
                {"event": event},
                {"event": answer},
            )
    more = {
        "prev_state": [],
        "origin": "example.org",
        "membership": "join",
        "redacts": "$a:example.org",
        "org.example": 1,
    }
    event = {**base, **more, "unsigned": {"age": 1}, "type": "m.room.message", "state_key": ""}
    yield _case(
        version,
        "redact-top-level",
        "redaction-top-level",
        "redact-event",
        {"event": event},
        {"event": redact(event, version)},
    )
    event = {**base, "event_id": "$a:example.org", "type": "m.room.message"}
    answer = {"event": redact(event, version)}
    yield _case(version, "redact-event-id", "redaction-top-level", "redact-event", {"event": event}, answer)


def _case(version: RoomVersion, name: str, anchor: str, operation: str, given: Json, answer: Json) -> Case:  # noqa: PLR0913, PLR0917
    return Case(
        name=f"{version}/{name}",
        profiles=(version.name,),
        page=page(version),
        anchor=anchor,
        operation=operation,
        input=given,
        published=answer,
    )
