"""State resolution, `#state-resolution`: what all versions of the algorithm share, and which one is used."""

from collections.abc import Callable, Mapping, Sequence

from . import resolution_v1, resolution_v2
from .events import Event, Pair
from .graph import Graph
from .versions import Reading, RoomVersion

Resolve = Callable[[Sequence[Mapping[Pair, Event]], Graph, Reading], dict[Pair, Event]]


def algorithm(version: RoomVersion) -> Resolve:
    """Return the version of the algorithm that a room version uses."""
    if version.base < 2:
        return resolution_v1.resolve
    return resolution_v2.resolve if version.base < 12 else resolution_v2.resolve_2_1


def resolve(
    states: Sequence[Mapping[Pair, Event]],
    graph: Graph,
    version: RoomVersion,
    reading: Reading = Reading.PUBLISHED,
) -> dict[Pair, Event]:
    """Resolve several states into one. If all are the same, that one is the result."""
    if all(state == states[0] for state in states):
        return dict(states[0])
    return algorithm(version)(states, graph, reading)


def state_after(event: Event, before: Mapping[Pair, Event]) -> dict[Pair, Event]:
    """Return the state after an event: `#state-after-message` and `#state-after-state`."""
    if event.pair is None or event.rejected:
        return dict(before)
    return {**before, event.pair: event}
