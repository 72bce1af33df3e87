"""Receipt: the outcome for an event that another server sends."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.areas.context import entry, keys, page
from conformance.suite import Case, Value
from tests.matrix.protocol import receipt_cases
from tests.matrix.protocol.reference.versions import RoomVersion

TITLE = "Receipt of events in room version {version}"


def cases(version: RoomVersion) -> Iterator[Case]:
    """Yield the cases of a room version."""
    for number, case in enumerate(receipt_cases.checks(), 1):
        if version in case.versions:
            made = case.arrival(version)
            known = {
                event.event_id: event
                for event in (*made.known, *made.before.values(), *made.current.values())
            }
            yield Case(
                name=f"{version}/check-{number}",
                profiles=(version.name,),
                page=page(version),
                anchor=case.check,
                operation="receive",
                title=case.title,
                input={
                    "event": made.event,
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
