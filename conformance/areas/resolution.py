"""State resolution: states of rooms that branched, and the state that they are resolved to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from conformance.areas.context import entry, keys, page
from conformance.suite import Case, Json, Value
from tests.matrix.protocol.random_rooms import RandomRoom
from tests.matrix.protocol.reference.events import Event, Pair
from tests.matrix.protocol.reference.resolution import resolve
from tests.matrix.protocol.reference.versions import Reading, RoomVersion
from tests.matrix.protocol.resolution_cases import CaseRoom, resolution_cases

TITLE = "State resolution of room version {version}"
ROOMS = 3
LENGTH = 24
_TO_A_NAME = re.compile(r"[^a-z0-9]+")

State = Mapping[Pair, Event]


def cases(version: RoomVersion) -> Iterator[Case]:
    """Yield the cases of a room version: those of the case files, then merges in random rooms."""
    for case in resolution_cases():
        if version in case.versions:
            room = CaseRoom(case, version)
            answers = {
                reading: {"state": sorted(room.events[room.name(one)].event_id for one in entries)}
                for reading, entries in case.resolved.items()
            }
            yield Case(
                name=f"{version}/{_TO_A_NAME.sub('-', case.title.lower()).strip('-')}",
                profiles=(version.name,),
                page=page(version),
                anchor=_anchor(case.decides, version),
                operation="resolve-state",
                title=case.title,
                input=_input(list(room.events.values()), room.states),
                published=answers[Reading.PUBLISHED],
                deployed=answers[Reading.DEPLOYED],
            )
    yield from _random(version)


def _anchor(decides: tuple[str, ...], version: RoomVersion) -> str:
    """Return the statement that a case is about: the first of its steps that the version has."""
    own_steps = "sr1" if version.base < 2 else "sr2-" if version.base < 12 else "sr21"
    other = ("sr1", "sr2-", "sr21", "deployed-")
    own = [a for a in decides if a.startswith(own_steps) or not a.startswith(other)]
    return own[0] if own else "state-resolution"


def _input(events: Sequence[Event], states: Sequence[State]) -> Json:
    return {
        "events": Value([entry(event) for event in events]),
        "states": [sorted(event.event_id for event in state.values()) for state in states],
        "keys": keys(),
    }


def _random(version: RoomVersion) -> Iterator[Case]:
    """Yield a case for each event of random rooms with several predecessors whose states differ."""
    for seed in range(ROOMS):
        room = RandomRoom(version, seed, LENGTH)
        events = list(room.events.values())
        for number, event in enumerate(events):
            states = [room.after[name] for name in event.prev_events]
            if len(states) > 1 and any(state != states[0] for state in states):
                answers = {
                    reading: {
                        "state": sorted(
                            e.event_id for e in resolve(states, room.graph, version, reading).values()
                        )
                    }
                    for reading in Reading
                }
                yield Case(
                    name=f"{version}/random-{seed}-{number}",
                    profiles=(version.name,),
                    page=page(version),
                    anchor="state-resolution",
                    operation="resolve-state",
                    title=f"The states before event {number} of random room {seed}",
                    input=_input(events[:number], states),
                    published=answers[Reading.PUBLISHED],
                    deployed=answers[Reading.DEPLOYED],
                )
