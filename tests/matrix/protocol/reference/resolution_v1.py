"""Version 1 of state resolution, `#state-resolution-v1`."""

import hashlib
from collections.abc import Mapping, Sequence

from .events import Event, Pair
from .graph import Graph
from .versions import Reading

# sr1-2, sr1-3, sr1-4
PASSES = ("m.room.power_levels", "m.room.join_rules", "m.room.member")


def _digest(event: Event) -> bytes:
    return hashlib.sha1(event.event_id.encode(), usedforsecurity=False).digest()


def _ascending(events: Sequence[Event]) -> list[Event]:
    """Sort by rising depth, and among equals by falling digest, `#sr1-pass-3`."""
    by_digest = sorted(events, key=_digest, reverse=True)
    return sorted(by_digest, key=lambda event: event.depth)


def _pass(events: Sequence[Event], state: Mapping[Pair, Event], pair: Pair, graph: Graph) -> Event:
    """Run a pass for one pair, `#sr1-pass-2` to `#sr1-pass-5`, and return the remaining event."""
    first, *others = _ascending(events)
    chosen = first  # sr1-pass-4
    for event in others:  # sr1-pass-5
        if not graph.authorize(event, {**state, pair: chosen}).allowed:
            break
        chosen = event
    return chosen


def _choose(events: Sequence[Event], state: Mapping[Pair, Event], graph: Graph) -> Event:
    """Choose among the events of any other pair, `#sr1-5`."""
    ascending = _ascending(events)
    allowed = [event for event in ascending if graph.authorize(event, state).allowed]
    # The event with the highest depth and then the lowest digest is last; the fallback is the first one.
    return allowed[-1] if allowed else ascending[0]


def resolve(
    states: Sequence[Mapping[Pair, Event]], graph: Graph, _reading: Reading = Reading.PUBLISHED
) -> dict[Pair, Event]:
    """Resolve states by version 1 of the algorithm, which has one reading alone."""
    found: dict[Pair, dict[str, Event]] = {}
    for state in states:
        for pair, event in state.items():
            found.setdefault(pair, {})[event.event_id] = event
    conflicts = {pair: list(events.values()) for pair, events in found.items() if len(events) > 1}
    resolved = {
        pair: next(iter(events.values())) for pair, events in found.items() if len(events) == 1
    }  # sr1-1
    for kind in PASSES:
        pairs = [pair for pair in conflicts if pair[0] == kind]
        # Each pair is judged in the state as it was before the pass over the type.
        resolved |= {pair: _pass(conflicts[pair], resolved, pair, graph) for pair in pairs}
    others = [pair for pair in conflicts if pair[0] not in PASSES]
    return resolved | {pair: _choose(conflicts[pair], resolved, graph) for pair in others}
