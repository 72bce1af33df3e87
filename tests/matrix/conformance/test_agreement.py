"""The reference implementation and the independent server agree on random rooms and changed questions."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from conformance import runner
from conformance.adapters import reference_adapter
from tests.matrix.conformance import mutations
from tests.matrix.independent import adapter, encoding, rules
from tests.matrix.independent.resolution import Resolution
from tests.matrix.protocol.auth_cases import KEYS
from tests.matrix.protocol.random_rooms import RandomRoom
from tests.matrix.protocol.reference.events import Event, Pair
from tests.matrix.protocol.reference.versions import VERSIONS

PROFILE = "I.1"
PUBLIC_KEYS = {
    server: {key_id: encoding.base64_encode(bytes(key)) for key_id, key in keys.items()}
    for server, keys in KEYS.items()
}


def ids(state: dict[Pair, Event]) -> dict[tuple[str, str], str]:
    return {(pair[0], pair[1]): event.event_id for pair, event in state.items()}


@pytest.mark.parametrize("seed", range(8))
def test_random_rooms(seed: int) -> None:
    room = RandomRoom(VERSIONS[PROFILE], seed, 50)
    entries = {
        one.event_id: rules.Entry(one.event_id, dict(one.json), one.rejected) for one in room.events.values()
    }
    resolution = Resolution(entries, PUBLIC_KEYS)
    create = next(iter(entries.values()))
    events = list(room.events)
    random, merged = Random(seed), 0  # noqa: S311 - the same merges in every run
    for identifier, entry in entries.items():
        state = {pair: entries[one] for pair, one in ids(room.before[identifier]).items()}
        cited = [entries[one] for one in entry.event["auth_events"]]
        judged = [
            rules.authorize(entry.event, cited, one, create, PUBLIC_KEYS)
            for one in (rules.state_of(cited), state)
        ]
        assert all(judged) != entry.rejected
    for _ in range(60):
        heads = [room.events[one] for one in random.sample(events, random.choice((2, 2, 3)))]
        states = [ids(room.after[head.event_id]) for head in heads]
        merged += any(state != states[0] for state in states)
        assert resolution.resolve(states) == ids(room.state_at(heads))
    assert merged > 30


def test_changed_questions() -> None:
    random, effects, different = Random(1), 0, []  # noqa: S311 - the same questions in every run
    cases = [
        case
        for case in runner.read_runs(runner.VECTORS)
        if case.profile == PROFILE and case.operation == "authorize"
    ]
    for _ in range(1500):
        case = random.choice(cases)
        given = mutations.changed_question(case.input, random)
        expected = reference_adapter.authorize(PROFILE, given)
        answer = adapter.answer({"operation": "authorize", "profile": PROFILE, "input": given})
        effects += case.status({"result": expected}) != "published"
        if replace(case, expect={"published": expected}).status(answer) != "published":
            different.append(f"{case.name}: {expected} and {answer}")
    assert different == []
    assert effects > 300
