"""Canonical JSON of texts, and events that are accepted or dropped because of their text."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.areas.case_files import entries, texts, versions
from conformance.suite import Case

TITLE = "Canonical JSON"
_PAGE = "appendices/json/"


def cases() -> Iterator[Case]:
    """Yield all cases of the area."""
    for entry in entries("canonical-json"):
        yield Case(
            name=entry["name"],
            profiles=texts(entry),
            page=_PAGE,
            anchor=entry["anchor"],
            operation="canonical-json",
            input={"json": entry["json"]},
            published={"canonical": entry["canonical"]},
        )
    for entry in entries("read-event"):
        for profile in versions(entry):
            slug = f"v{profile}" if profile.isdigit() else profile.lower()
            yield Case(
                name=f"read-{entry['name']}/{profile}",
                profiles=(profile,),
                page=f"rooms/{slug}/",
                anchor=entry["anchor"],
                operation="read-event",
                input={"json": event_text(entry["content"])},
                published={"accepted": entry["accepted"]},
            )


def event_text(content: str) -> str:
    """Return the JSON text of an event, with its content written as given."""
    whole = {
        "auth_events": [],
        "depth": 7,
        "hashes": {"sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"},
        "origin_server_ts": 1700000000000,
        "prev_events": [],
        "sender": "@user:example.org",
        "signatures": {},
        "type": "m.room.message",
    }
    text = json.dumps(whole)
    return f'{text[:-1]}, "content": {content}}}'
