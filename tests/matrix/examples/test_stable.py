"""The rules of room version I.1 allow every event of the rooms that its examples show."""

from typing import Final

import pytest

from tests.matrix.protocol.reference import auth
from tests.matrix.protocol.reference.events import Event, state_of
from tests.matrix.protocol.reference.rules import Room as Known
from tests.matrix.protocol.reference.versions import VERSIONS

from .rooms import SERVERS, Room
from .world import stable

KEYS: Final = {name: {signer.key_id: signer.key.verify_key} for name, signer in SERVERS.items()}
ROOMS: Final = (stable().lobby, stable().shed, stable().old, stable().main)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_event_is_allowed(room: Room) -> None:
    events = {name: Event(event, VERSIONS["I.1"]) for name, event in room.events.items()}
    create = next(iter(events.values()))
    assert room.events[create.event_id]["content"]["room_version"] == "I.1"
    known = Known({room.room_id: create}, KEYS)
    before: list[Event] = []
    for name, event in events.items():
        assert event.event_id == name
        cited = [events[identifier] for identifier in room.events[name]["auth_events"]]
        verdict = auth.authorize(event, cited, state_of(before), known)
        assert verdict.allowed, f"{event.type}: {verdict.anchor}"
        before.append(event)
