"""Versions 2 and 2.1 of state resolution: `#state-resolution-v2` and `#state-resolution-v2-1`."""

import math
from collections.abc import Iterable, Mapping, Sequence

from .events import Event, Pair, State, state_of
from .graph import Graph
from .levels import PAIR, user_level
from .selection import selected
from .versions import Reading

Names = frozenset[str]


def is_power_event(event: Event, reading: Reading) -> bool:
    """Return whether an event is a power event, `#power-event`."""
    if event.type in ("m.room.power_levels", "m.room.join_rules"):
        if reading is Reading.DEPLOYED:  # deployed-power-events
            return event.state_key == ""
        return event.state_key is not None
    is_member = event.type == "m.room.member" and event.state_key is not None
    left = event.content.get("membership") in ("leave", "ban")
    return is_member and left and event.sender != event.state_key


def unconflicted_state_map(states: Sequence[State]) -> dict[Pair, Event]:
    """Return the pairs that every state has with the same event, `#unconflicted-state-map`."""
    first, *others = states
    return {pair: event for pair, event in first.items() if all(state.get(pair) == event for state in others)}


def conflicted_state_set(states: Sequence[State]) -> Names:
    """Return the events of all other pairs, `#conflicted-state-set`."""
    agreed = unconflicted_state_map(states)
    return frozenset(e.event_id for state in states for pair, e in state.items() if pair not in agreed)


def full_auth_chain(state: State, graph: Graph, reading: Reading) -> Names:
    """Return the full auth chain of a state, `#full-auth-chain`."""
    own = frozenset(event.event_id for event in state.values())
    chain = graph.auth_chains(own)
    return own | chain if reading is Reading.DEPLOYED else chain  # deployed-full-auth-chain


def auth_difference(states: Sequence[State], graph: Graph, reading: Reading) -> Names:
    """Return the events in the full auth chains of some states and not of all, `#auth-difference`."""
    chains = [full_auth_chain(state, graph, reading) for state in states]
    return frozenset().union(*chains) - chains[0].intersection(*chains)


def conflicted_state_subgraph(conflicted: Names, graph: Graph) -> Names:
    """Return the events on every path between two events of the set, `#conflicted-state-subgraph`."""
    reached = graph.auth_chains(conflicted)
    from_another = frozenset(name for name in reached if graph.auth_chain(name) & conflicted)
    ends = frozenset(name for name in conflicted if name in reached or graph.auth_chain(name) & conflicted)
    return from_another | ends


def _senders_level(event: Event, graph: Graph) -> float:
    create = graph.room.creates.get(event.room_id or "")
    return user_level(event.sender, state_of(graph.cited(event)), create, event.version)


def power_ordering(names: Names, graph: Graph) -> list[Event]:
    """Sort events by reverse topological power ordering, `#power-ordering`."""
    keys = {
        # power-ordering-power, power-ordering-time, power-ordering-id
        name: (-_senders_level(graph.events[name], graph), graph.events[name].origin_server_ts, name)
        for name in names
    }
    left = set(names)
    line: list[Event] = []
    while left:
        candidates = (name for name in left if left.isdisjoint(graph.events[name].auth_events))
        smallest = min(candidates, key=lambda name: keys[name])
        left.remove(smallest)
        line.append(graph.events[smallest])
    return line


def _cited_levels(event: Event, graph: Graph) -> Event | None:
    return next((cited for cited in graph.cited(event) if cited.pair == PAIR), None)


def _line_of_levels(event: Event | None, graph: Graph) -> list[str]:
    """Return the line of power levels events that begins with one and leads to the room's beginning."""
    line: list[str] = []
    while event is not None:
        line.append(event.event_id)
        event = _cited_levels(event, graph)
    return line


def mainline_ordering(names: Iterable[str], base: Event | None, graph: Graph) -> list[Event]:
    """Sort events by mainline ordering, `#mainline-ordering`."""
    mainline = {name: position for position, name in enumerate(_line_of_levels(base, graph))}

    def key(name: str) -> tuple[float, int, str]:
        event = graph.events[name]
        line = _line_of_levels(_cited_levels(event, graph), graph)
        position = next((mainline[step] for step in line if step in mainline), math.inf)
        return -position, event.origin_server_ts, name  # mainline-position, mainline-time, mainline-id

    return [graph.events[name] for name in sorted(names, key=key)]


def iterative_auth_checks(
    state: State, events: Iterable[Event], graph: Graph, reading: Reading
) -> dict[Pair, Event]:
    """Build a state from another one and a line of events, `#iterative-auth-checks`."""
    built = dict(state)
    for event in events:
        # The text does not skip a rejected event, `#iterative-rejected`.
        if event.pair is None or (event.rejected and reading is Reading.DEPLOYED):  # deployed-rejected
            continue
        own = state_of(cited for cited in graph.cited(event) if not cited.rejected)
        over = {pair: built[pair] for pair in selected(event) if pair in built}
        if graph.authorize(event, {**own, **over}).allowed:  # iterative-state, iterative-allow
            built[event.pair] = event
    return built


def _enlarged(names: Names, among: Names, graph: Graph) -> Names:
    """Return events of a set, and those events of the set that are in their auth chains."""
    return names | (graph.auth_chains(names) & among)


def _reached(names: Names, among: Names, graph: Graph) -> Names:
    """Return events, and those that can be reached from them along `auth_events` without leaving a set."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += [cited for cited in graph.events[name].auth_events if cited in among]
    return frozenset(found)


def _resolve(full: Names, start: State, agreed: State, graph: Graph, reading: Reading) -> dict[Pair, Event]:
    of_power = frozenset(name for name in full if is_power_event(graph.events[name], reading))
    enlarge = _reached if reading is Reading.DEPLOYED else _enlarged  # deployed-walk
    power = enlarge(of_power, full, graph)  # sr2-1, sr21-1
    ordered = power_ordering(power, graph)  # sr2-2, sr21-2
    partial = iterative_auth_checks(start, ordered, graph, reading)  # sr2-3, sr21-3
    others = mainline_ordering(full - power, partial.get(PAIR), graph)  # sr2-4, sr21-4
    outcome = iterative_auth_checks(partial, others, graph, reading)  # sr2-5, sr21-5
    return {**outcome, **agreed}  # sr2-6, sr21-6


def resolve(
    states: Sequence[Mapping[Pair, Event]], graph: Graph, reading: Reading = Reading.PUBLISHED
) -> dict[Pair, Event]:
    """Resolve states by version 2 of the algorithm."""
    agreed = unconflicted_state_map(states)
    full = conflicted_state_set(states) | auth_difference(states, graph, reading)  # full-conflicted-set-v2
    return _resolve(full, agreed, agreed, graph, reading)


def resolve_2_1(
    states: Sequence[Mapping[Pair, Event]], graph: Graph, reading: Reading = Reading.PUBLISHED
) -> dict[Pair, Event]:
    """Resolve states by version 2.1 of the algorithm."""
    conflicted = conflicted_state_set(states)
    subgraph = conflicted_state_subgraph(conflicted, graph)
    full = conflicted | subgraph | auth_difference(states, graph, reading)  # full-conflicted-set
    return _resolve(full, {}, unconflicted_state_map(states), graph, reading)
