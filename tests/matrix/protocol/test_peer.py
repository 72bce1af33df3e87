"""Compare the reference with an independent server on random rooms, in the reading of deployed servers.

Skipped unless TWOTRACK_PEER names a Python interpreter with `matrix-synapse`, in a separate environment:

    python -m venv ~/peer && ~/peer/bin/pip install matrix-synapse
    TWOTRACK_PEER=~/peer/bin/python python -m pytest tests/matrix/protocol/test_peer.py

TWOTRACK_PEER_ROOMS sets the number of rooms for each version (default: 40).
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from . import auth_cases
from .random_rooms import RandomRoom
from .reference import base64, hashes
from .reference.events import Event, State
from .reference.redaction import redact
from .reference.resolution import resolve
from .reference.rules import Case
from .reference.values import without
from .reference.versions import VERSIONS, Reading, RoomVersion

Json = dict[str, Any]
PEER: Final = os.environ.get("TWOTRACK_PEER", "")
ROOMS: Final = int(os.environ.get("TWOTRACK_PEER_ROOMS", "40"))
LENGTH: Final = 40
# I.1 is no version that any server knows yet.
KNOWN: Final = [version for version in VERSIONS.values() if not version.lts]

pytestmark = pytest.mark.skipif(not PEER, reason="TWOTRACK_PEER names no Python that has matrix-synapse")


def ask(jobs: list[Json]) -> list[Json]:
    """Return the peer's answer to each job."""
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    script = Path(__file__).with_name("peer.py")
    done = subprocess.run([PEER, str(script)], input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


class Question:
    """A random room, the queries about it, and the expected results."""

    def __init__(self, version: RoomVersion, seed: int, wild: float = 0.0) -> None:
        # State resolution as implemented by deployed servers, `#resolution-deployed`.
        self.room = room = RandomRoom(version, seed, LENGTH, wild=wild, reading=Reading.DEPLOYED)
        names = list(room.events)
        accepted = [name for name in names if not room.events[name].rejected]
        # Each event in the state before it, which is the one that it was sent in, and in one from elsewhere.
        self.verdicts = [(name, room.before[name]) for name in names[1:]]
        self.verdicts += [(name, room.after[room.random.choice(accepted)]) for name in names[1:]]
        # Three forgeries each of the create event and of others.
        originals = [room.events[names[0]]] * 3 + room.random.choices(list(room.events.values()), k=60)
        self.forged = [(room.mutant(event), room.before[event.event_id]) for event in originals]
        self.resolutions = [room.states(room.random.choice((2, 2, 3, 4))) for _ in range(10)]

    def is_allowed(self, event: Event, state: State) -> bool:
        """Return whether an event has all required signatures and the rules allow it."""
        graph, version = self.room.graph, self.room.version
        servers = hashes.required_signatures(event.json, version)
        signed = all(hashes.is_event_signed_by(event.json, version, server, graph.keys) for server in servers)
        return signed and graph.authorize(event, state).allowed

    def job(self) -> Json:
        room = self.room
        return {
            "version": str(room.version),
            "events": [{"event": event.json, "rejected": event.rejected} for event in room.events.values()],
            "verdicts": [(name, [e.event_id for e in state.values()]) for name, state in self.verdicts],
            "forged": [
                (event.json, [known.event_id for known in state.values()]) for event, state in self.forged
            ],
            "resolutions": [
                [[event.event_id for event in state.values()] for state in states]
                for states in self.resolutions
            ],
        }

    def answer(self) -> Json:
        room, version = self.room, self.room.version
        events = list(room.events.values())
        return {
            "ids": list(room.events),
            "hashes": [base64.encode(hashes.content_hash(event.json)) for event in events],
            "redacted": [redact(event.json, version) for event in events],
            "verdicts": [
                room.graph.authorize(room.events[name], state).allowed for name, state in self.verdicts
            ],
            "forged": [self.is_allowed(event, state) for event, state in self.forged],
            "resolved": [
                sorted(e.event_id for e in resolve(states, room.graph, version, Reading.DEPLOYED).values())
                for states in self.resolutions
            ],
        }


@pytest.mark.parametrize("version", KNOWN, ids=str)
def test_peer_agrees(version: RoomVersion) -> None:
    questions = [Question(version, seed) for seed in range(ROOMS)]
    for question, theirs in zip(questions, ask([q.job() for q in questions]), strict=True):
        ours = question.answer()
        theirs["redacted"] = [without(event, "unsigned") for event in theirs["redacted"]]
        for name, answers in ours.items():
            differing = [pair for pair in zip(answers, theirs[name], strict=True) if pair[0] != pair[1]]
            assert not differing, name


def case_job(case: Case) -> Json:
    """Return a case of `cases/auth` as the peer reads it."""
    create = next(iter(case.room.creates.values()))
    known = [create, *case.state.values(), *case.auth_events]
    return {
        "version": str(case.version),
        "events": [{"event": event.json, "rejected": event.rejected} for event in known],
        "case": case.event.json,
        "state": [event.event_id for event in case.state.values()],
    }


@pytest.mark.parametrize("version", KNOWN, ids=str)
def test_peer_agrees_with_the_cases(version: RoomVersion) -> None:
    sides = [
        (pair, side.side, auth_cases.case(side, version))
        for pair in auth_cases.pairs()
        if version in pair.versions
        for side in pair.sides
    ]
    answers = ask([case_job(case) for _, _, case in sides])
    wrong = {
        pair.where
        for (pair, side, _), answer in zip(sides, answers, strict=True)
        if answer["verdict"] != (side == "allow")
    }
    # A known difference that no longer exists means that the note in the case is out of date.
    assert wrong == {pair.where for pair, _, _ in sides if pair.peer}
