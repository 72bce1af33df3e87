"""Whether a long-term stable version is to its base what it says to be, `#lts-relation`.

Rooms grow by the rules of the base, and every event of theirs, and many more that are made up for their
states, are put through the rules of both versions.
"""

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from .auth_cases import KEY, KEY_ID, KEYS, SERVERS
from .random_rooms import ALICE, TOKEN, USERS, RandomRoom
from .reference import base64, hashes, signing
from .reference.events import Event, Pair, State
from .reference.graph import Graph
from .reference.receipt import Outcome, receive
from .reference.redaction import redact
from .reference.resolution import resolve, state_after
from .reference.selection import select
from .reference.versions import RoomVersion

Json = dict[str, Any]
# From what is refused to what is accepted.
ORDER: Final = (Outcome.DROP, Outcome.REJECT, Outcome.SOFT_FAIL, Outcome.ACCEPT)
LEVELS: Final = ("m.room.power_levels", "")
# No strict identifiers, or of servers that are addresses.
ODD_USERS: Final = ("@Old Name:example.org", "@:example.org", "@bob:192.0.2.1", "@bob:[2001:db8::1]", "bob")


@dataclass(frozen=True, slots=True)
class Fault:
    """An event about which the versions do not stand to each other as they should."""

    event: Mapping[str, Any]
    what: str


def holds(relation: str, lts: Outcome, base: Outcome) -> bool:
    """Say whether outcomes for one event are as the relation has it."""
    if relation == "rename":
        return lts is base
    return relation == "fork" or ORDER.index(lts) <= ORDER.index(base)


@dataclass(frozen=True, slots=True)
class Twins:
    """Two versions, and the relation of the one to the other."""

    lts: RoomVersion
    base: RoomVersion
    relation: str

    def faults(self, seed: int, length: int = 12) -> Iterator[Fault]:
        """Yield what does not hold in the room that grows from a seed."""
        room = RandomRoom(self.base, seed, length, named=self.lts.name)
        inputs = list(Inputs(room, self.lts, seed))
        twin = {name: self.as_lts(event) for name, event in room.events.items()}
        graphs = {self.base: room.graph, self.lts: Graph(twin, KEYS)}
        for json, before, current in inputs:
            yield from self._forms(json)
            states = {
                self.base: (before, current),
                self.lts: tuple({p: twin[e.event_id] for p, e in s.items()} for s in (before, current)),
            }
            lts, base = (receive(json, v, graphs[v], *states[v]) for v in (self.lts, self.base))
            if not holds(self.relation, lts.outcome, base.outcome):
                what = f"{lts.outcome.value} ({lts.check}), {base.outcome.value} ({base.check}) in the base"
                yield Fault(json, what)
            elif lts.outcome is base.outcome is Outcome.ACCEPT and lts.event.json != base.event.json:
                yield Fault(json, "accepted in another form")
        yield from self._histories(seed, length)

    def as_lts(self, event: Event) -> Event:
        """Give an event as the other version reads it."""
        return Event(event.json, self.lts, event.rejected)

    def _forms(self, json: Mapping[str, Any]) -> Iterator[Fault]:
        if self.relation == "fork":
            return
        if hashes.event_id(json, self.lts) != hashes.event_id(json, self.base):
            yield Fault(json, "another identifier")
        if redact(json, self.lts) != redact(json, self.base):
            yield Fault(json, "another redacted form")

    def _histories(self, seed: int, length: int) -> Iterator[Fault]:
        """Yield what does not hold of a room that grows by the LTS version's rules, replayed by the base."""
        if self.relation == "fork":
            return
        room = RandomRoom(self.lts, seed, length)
        events: dict[str, Event] = {}
        graph, after = Graph(events, KEYS), dict[str, Mapping[Pair, Event]]()
        for name, event in room.events.items():
            events[name] = again = Event(event.json, self.base, event.rejected)
            earlier = [after[previous] for previous in event.prev_events]
            before = resolve(earlier, graph, self.base) if earlier else {}
            # What a graph remembers of a room is of the events that it had.
            graph = Graph(events, KEYS)
            if not event.rejected and not graph.authorize(again, before).allowed:
                yield Fault(event.json, "accepted in a room of the LTS version alone")
            after[name] = state_after(again, before)
            if _names(after[name]) != _names(room.after[name]):
                yield Fault(event.json, "another state after it")


def _names(state: Mapping[Pair, Event]) -> dict[Pair, str]:
    return {pair: event.event_id for pair, event in state.items()}


class Inputs:
    """Events for a room, each with the state before it and the current state of the room."""

    def __init__(self, room: RandomRoom, lts: RoomVersion, seed: int) -> None:
        """Make them up for a room of the base; `seed` decides which."""
        self.room = room
        self.lts = lts
        self.random = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self.accepted = [event for event in room.events.values() if not event.rejected]

    def __iter__(self) -> Iterator[tuple[Mapping[str, Any], State, State]]:
        room = self.room
        own = [(event.json, room.before[name], room.before[name]) for name, event in room.events.items()]
        yield from own
        for event in self.random.choices(list(room.events.values()), k=8):
            mutant = room.mutant(event)
            yield self.signed(mutant.json), room.before[event.event_id], room.before[event.event_id]
        yield from self.creates()
        for _ in range(24):
            before = self.state()
            for json in self.drafts(before):
                yield json, before, before if self.random.random() < 0.8 else self.state()

    def state(self) -> dict[Pair, Event]:
        """Choose a state of the room, as a rule with other power levels and a stored third-party invite."""
        room, choose = self.room, self.random.choice
        state = dict(room.after[choose(self.accepted[2:]).event_id])
        levels = {"users": {user: choose((0, 50, 100)) for user in USERS[1:]}, "invite": choose((0, 50, 100))}
        public = {"public_key": base64.encode(bytes(KEY.verify_key))}
        for pair, sender, content in (
            (LEVELS, ALICE, levels),
            (("m.room.third_party_invite", TOKEN), choose(USERS), public),
        ):
            if self.random.random() < 0.7:
                json = self.signed(room.draft(sender, *pair, content, self.accepted[-1:], state))
                event = Event(json, room.version)
                state[pair] = room.events[event.event_id] = event
        return state

    def drafts(self, before: State) -> Iterator[Json]:
        """Yield an event of a random kind, listing what the one and the other version selects."""
        choose = self.random.choice
        sender, user = choose(USERS), choose(USERS)
        content: Json
        key: str | None
        kind = choose(("invite", "invite", "member", "stored", "levels", "other"))
        if kind in ("invite", "member"):
            content = self.member(user, "invite" if kind == "invite" else choose(("join", "leave", "ban")))
            key, kind = user, "m.room.member"
        elif kind == "stored":
            content, key, kind = {}, choose((TOKEN, "", None, user)), "m.room.third_party_invite"
        elif kind == "levels":
            content, key, kind = {"users": {choose((user, *ODD_USERS)): choose((0, 50))}}, "", LEVELS[0]
        else:
            content, key, kind = {"membership": "invite"}, choose((user, "", None)), "org.example.own"
        if self.random.random() < 0.1:
            sender = choose(ODD_USERS)
        if self.random.random() < 0.1 and kind == "m.room.member":
            key = choose(ODD_USERS)
        json = self.room.draft(sender, kind, key, content, self.random.sample(self.accepted, 1), before)
        yield self.signed(json)
        listed = [event.event_id for event in select(Event(json, self.lts), before)]
        if listed != json["auth_events"]:
            yield self.signed({**json, "auth_events": listed})

    def member(self, user: str, membership: str) -> Json:
        """Make up a content with a third-party invite of some form, as a rule."""
        choose = self.random.choice
        signed = signing.sign({"mxid": choose((user, ALICE)), "token": TOKEN}, "id.example", KEY_ID, KEY)
        whole = {"display_name": "x", "signed": signed}
        odd: tuple[object, ...] = (
            {},
            None,
            "x",
            [],
            False,
            0,
            {"signed": {}},
            {"signed": None},
            {"signed": {"token": TOKEN}},
        )
        content: Json = {"membership": membership}
        if self.random.random() < 0.7:
            content["third_party_invite"] = choose((whole, whole, whole, *odd))
        return content

    def creates(self) -> Iterator[tuple[Json, State, State]]:
        """Yield create events, with and without a room version."""
        first = next(iter(self.room.events.values()))
        for version in ("", self.lts.name, self.room.version.name, "1", "unknown", 12, None):
            json: Json = deepcopy(dict(first.json))
            json["content"]["room_version"] = version
            if version == "":
                del json["content"]["room_version"]
            if self.random.random() < 0.5:
                json["content"]["additional_creators"] = [self.random.choice((*USERS, *ODD_USERS))]
            yield self.signed(json), {}, {}

    def signed(self, json: Mapping[str, Any]) -> Json:
        """Sign an event in the name of all servers, so that signatures decide as little as possible."""
        made: Json = {**json, "signatures": {}}
        for server in (*SERVERS, "192.0.2.1", "[2001:db8::1]"):
            made = hashes.sign_event(made, self.room.version, server, KEY_ID, KEY)
        return made
