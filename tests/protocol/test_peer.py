"""An independent server comes to the same answers about random rooms.

Left out unless TWOTRACK_PEER names a Python that has `matrix-synapse`, in an environment of its own:

    python -m venv ~/peer && ~/peer/bin/pip install matrix-synapse
    TWOTRACK_PEER=~/peer/bin/python python -m pytest tests/protocol/test_peer.py

TWOTRACK_PEER_ROOMS says how many rooms there are for each version (40 where it is not set).
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from .random_rooms import RandomRoom
from .reference import base64, hashes
from .reference.redaction import redact
from .reference.resolution import resolve
from .reference.values import without
from .reference.versions import VERSIONS, RoomVersion

Json = dict[str, Any]
PEER: Final = os.environ.get("TWOTRACK_PEER", "")
ROOMS: Final = int(os.environ.get("TWOTRACK_PEER_ROOMS", "40"))
LENGTH: Final = 40
# I.1 is no version that any server knows yet.
KNOWN: Final = [version for version in VERSIONS.values() if not version.lts]

pytestmark = pytest.mark.skipif(not PEER, reason="TWOTRACK_PEER names no Python that has matrix-synapse")


def ask(jobs: list[Json]) -> list[Json]:
    """Give the peer's answer to each job."""
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    script = Path(__file__).with_name("peer.py")
    done = subprocess.run([PEER, str(script)], input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


class Question:
    """A random room, what is asked about it, and the answers of the text."""

    def __init__(self, version: RoomVersion, seed: int, wild: float = 0.0) -> None:
        self.room = room = RandomRoom(version, seed, LENGTH, wild=wild)
        names = list(room.events)
        accepted = [name for name in names if not room.events[name].rejected]
        # Each event in the state before it, which is the one that it was sent in, and in one from elsewhere.
        self.verdicts = [(name, room.before[name]) for name in names[1:]]
        self.verdicts += [(name, room.after[room.random.choice(accepted)]) for name in names[1:]]
        self.resolutions = [room.states(room.random.choice((2, 2, 3, 4))) for _ in range(10)]

    def job(self) -> Json:
        room = self.room
        return {
            "version": str(room.version),
            "events": [{"event": event.json, "rejected": event.rejected} for event in room.events.values()],
            "verdicts": [(name, [e.event_id for e in state.values()]) for name, state in self.verdicts],
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
            "resolved": [
                sorted(event.event_id for event in resolve(states, room.graph, version).values())
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
