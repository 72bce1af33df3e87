"""State resolution: cases for each step, and properties of arbitrary states."""

from typing import Final

import pytest
from hypothesis import given, settings, strategies

from . import text
from .random_rooms import RandomRoom
from .reference import resolution_v2
from .reference.resolution import algorithm, resolve
from .reference.versions import VERSIONS, Reading, RoomVersion
from .resolution_cases import CaseRoom, ResolutionCase, resolution_cases

Data = strategies.DataObject
RUNS: Final = [
    pytest.param(case, version, reading, id=f"{case.title} in {version} as {reading.value}")
    for case in resolution_cases()
    for version in case.versions
    for reading in Reading
]
# Differences of deployed servers, each with a case that they resolve to another state.
DEPLOYED: Final = {"deployed-rejected", "deployed-power-events", "deployed-walk", "deployed-full-auth-chain"}


@pytest.mark.parametrize(("case", "version", "reading"), RUNS)
def test_case(case: ResolutionCase, version: RoomVersion, reading: Reading) -> None:
    room = CaseRoom(case, version)
    assert room.resolved(reading) == room.expected[reading]


def test_readings_differ_only_in_cases_that_declare_it() -> None:
    named = {case.title: DEPLOYED & set(case.decides) for case in resolution_cases()}
    for case in resolution_cases():
        outcomes = case.resolved[Reading.PUBLISHED], case.resolved[Reading.DEPLOYED]
        assert (outcomes[0] != outcomes[1]) == bool(named[case.title]), case.title
    assert set().union(*named.values()) == DEPLOYED


def section_of(version: RoomVersion) -> str:
    return text.section(text.page_of(version), "state-resolution")


def test_every_step_has_a_case() -> None:
    covered = {anchor for case in resolution_cases() for anchor in case.decides}
    for name in covered:
        assert any(name in text.page_of(version) for version in VERSIONS.values()), name
    # Steps that only name data or restate another rule need no case.
    steps = {a for v in VERSIONS.values() for _, a in text.items(section_of(v))}
    families = {"sr", "iterative", "mainline", "power"}
    plain = {"sr1-pass-1", "sr2-2", "sr2-6", "sr21-2", "sr21-6"}
    assert {
        step for step in steps if step.partition("-")[0].rstrip("0123456789") in families
    } - plain <= covered


versions: Final = strategies.sampled_from(list(VERSIONS.values()))
rooms = given(
    version=strategies.sampled_from(list(VERSIONS.values())),
    seed=strategies.integers(0, 2**32),
    data=strategies.data(),
)
quick = settings(max_examples=60, deadline=None, derandomize=True)


@quick
@rooms
def test_the_order_of_states_does_not_matter(version: RoomVersion, seed: int, data: Data) -> None:
    room = RandomRoom(version, seed, 25)
    states = room.states(3)
    shuffled = data.draw(strategies.permutations(states))
    assert resolve(shuffled, room.graph, version) == resolve(states, room.graph, version)


@quick
@rooms
def test_a_state_given_twice_counts_once(version: RoomVersion, seed: int, data: Data) -> None:
    room = RandomRoom(version, seed, 25)
    states = room.states(2)
    twice = [*states, data.draw(strategies.sampled_from(states))]
    assert resolve(twice, room.graph, version) == resolve(states, room.graph, version)


@quick
@rooms
def test_one_state_is_its_own_resolution(version: RoomVersion, seed: int, data: Data) -> None:
    room = RandomRoom(version, seed, 25)
    state = data.draw(strategies.sampled_from(room.states(4)))
    assert resolve([state, state], room.graph, version) == state
    # The algorithm itself, without the short cut.
    assert all(algorithm(version)([state, dict(state)], room.graph, reading) == state for reading in Reading)


@quick
@rooms
def test_unconflicted_state_is_kept(version: RoomVersion, seed: int, data: Data) -> None:
    room = RandomRoom(version, seed, 25)
    states = room.states(data.draw(strategies.integers(2, 4)))
    resolved = resolve(states, room.graph, version)
    assert resolution_v2.unconflicted_state_map(states).items() <= resolved.items()
    named = {event.event_id for state in states for event in state.values()}
    if version.base < 2:
        assert {event.event_id for event in resolved.values()} <= named
    assert all(event.pair == pair for pair, event in resolved.items())
