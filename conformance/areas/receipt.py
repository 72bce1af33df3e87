"""Receipt: the outcome for an event that another server sends."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.areas.context import entry, keys, page
from conformance.suite import Case, Json, Value
from tests.matrix.protocol import receipt_cases
from tests.matrix.protocol.reference.versions import RoomVersion

TITLE = "Receipt of events in room version {version}"
_LONG = 1000


def cases(version: RoomVersion) -> Iterator[Case]:
    """Yield the cases of a room version."""
    for number, case in enumerate(receipt_cases.checks(), 1):
        if version in case.versions:
            made = case.arrival(version)
            known = {
                event.event_id: event
                for event in (*made.before.values(), *made.current.values(), *made.known)
            }
            yield Case(
                name=f"{version}/check-{number}",
                profiles=(version.name,),
                page=page(version),
                anchor=case.check,
                operation="receive",
                title=case.title,
                input={
                    "event": _with_shared_body(made.event),
                    "events": Value([entry(event) for event in known.values()]),
                    "state_before": Value([event.event_id for event in made.before.values()]),
                    "current_state": Value([event.event_id for event in made.current.values()]),
                    "keys": keys(),
                },
                published={
                    "outcome": case.outcome.replace("fail softly", "soft-fail"),
                    "redacted": case.redacted,
                },
            )


def _with_shared_body(event: Json) -> Json:
    """Return an event whose body, if it is long, is written once in a file."""
    content = event.get("content", {})
    body = content.get("body", "")
    if not isinstance(body, str) or len(body) < _LONG:
        return event
    return {**event, "content": {**content, "body": Value(body)}}
